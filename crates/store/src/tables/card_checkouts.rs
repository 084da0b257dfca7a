//! Attempts to pay by card: kept before the gateway is asked, closed by what it says when it is asked.

use domain::{CaseId, OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use super::one;
use crate::{Row, StoreError, Tx, params};

/// Two who begin to pay for one case at the same moment: the unique key that has the last word.
pub const ONE_PER_CASE: &str = "card_checkout_open";

/// An attempt and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardCheckout {
    /// The identifier, which the gateway knows it by.
    pub id: Uuid,
    /// The gateway's name.
    pub gateway: String,
    /// The gateway's name of the page; none before it has said it.
    pub session: Option<String>,
    /// For which case.
    pub case: CaseId,
    /// The case's customer.
    pub customer: OrgId,
    /// The case's agency.
    pub agency: OrgId,
    /// For which invoice.
    pub invoice: Uuid,
    /// What was asked for, more than 0.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// Of the page: `en` or `ar`.
    pub language: String,
    /// `asked`, `open` and `unknown` while it may still be paid; `paid`, `failed`, `expired`.
    pub state: String,
    /// Where it is paid.
    pub page_url: Option<String>,
    /// Who began it.
    pub opened_by: UserId,
    /// When, in real time.
    pub opened_at: Timestamp,
    /// Until when the page can be paid, as far as the gateway says.
    pub expires_at: Option<Timestamp>,
    /// When the gateway was last asked how it stands.
    pub looked_at: Option<Timestamp>,
    /// What came of it.
    pub payment: Option<Uuid>,
    /// One more with each change.
    pub version: i64,
}

impl CardCheckout {
    /// Whether it may still be paid, as far as anybody here knows.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "asked" | "open" | "unknown")
    }
}

const COLUMNS: &str = "k.id, k.gateway, k.session, k.case_id, k.customer_org, k.agency_org, k.invoice, k.amount_minor, k.currency, \
    k.language, k.state, k.page_url, k.opened_by, k.opened_at, k.expires_at, k.looked_at, k.payment, k.version";

fn read(row: &Row<'_>) -> Result<CardCheckout, StoreError> {
    Ok(CardCheckout {
        id: row.get("id")?,
        gateway: row.get("gateway")?,
        session: row.get("session")?,
        case: CaseId(row.get("case_id")?),
        customer: OrgId(row.get("customer_org")?),
        agency: OrgId(row.get("agency_org")?),
        invoice: row.get("invoice")?,
        amount_minor: row.get("amount_minor")?,
        currency: row.get("currency")?,
        language: row.get("language")?,
        state: row.get("state")?,
        page_url: row.get("page_url")?,
        opened_by: UserId(row.get("opened_by")?),
        opened_at: row.get("opened_at")?,
        expires_at: row.get("expires_at")?,
        looked_at: row.get("looked_at")?,
        payment: row.get("payment")?,
        version: row.get("version")?,
    })
}

/// Keeps a new attempt. One of the same case that is still open is a conflict ([`ONE_PER_CASE`]).
pub fn add(tx: &mut Tx, new: &CardCheckout) -> Result<(), StoreError> {
    one(tx.run(
        "insert into card_checkout (id, gateway, session, case_id, customer_org, agency_org, invoice, amount_minor, currency, language, \
         state, page_url, opened_by, opened_at, expires_at, looked_at, payment, version) \
         select $1, $2, $3, c.id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18 from case_file c \
         where c.id = $4 and {read:case_file c}",
        params![
            new.id,
            &new.gateway,
            new.session.clone(),
            new.case.0,
            new.customer.0,
            new.agency.0,
            new.invoice,
            new.amount_minor,
            &new.currency,
            &new.language,
            &new.state,
            new.page_url.clone(),
            new.opened_by.0,
            new.opened_at,
            new.expires_at,
            new.looked_at,
            new.payment,
            new.version
        ],
    )?)
}

/// Keeps what became of it, over the version that was read; `Stale` where somebody else was quicker.
pub fn save(tx: &mut Tx, read: i64, now: &CardCheckout) -> Result<(), StoreError> {
    one(tx.run(
        "update card_checkout as k set session = $3, state = $4, page_url = $5, expires_at = $6, looked_at = $7, payment = $8, version = $9 \
         where k.id = $1 and k.version = $2 and {write:card_checkout k}",
        params![
            now.id,
            read,
            now.session.clone(),
            &now.state,
            now.page_url.clone(),
            now.expires_at,
            now.looked_at,
            now.payment,
            now.version
        ],
    )?)
}

/// One of them.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<CardCheckout>, StoreError> {
    let sql = format!("select {COLUMNS} from card_checkout k where k.id = $1 and {{read:card_checkout k}}");
    tx.maybe(&sql, params![id], read)
}

/// The one that a gateway calls so.
pub fn of_session(tx: &mut Tx, gateway: &str, session: &str) -> Result<Option<CardCheckout>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from card_checkout k where k.gateway = $1 and k.session = $2 and {{read:card_checkout k}}"
    );
    tx.maybe(&sql, params![gateway, session], read)
}

/// The one of a case that may still be paid.
pub fn open_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<CardCheckout>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from card_checkout k where k.case_id = $1 and k.state in ('asked', 'open', 'unknown') \
         and {{read:card_checkout k}}"
    );
    tx.maybe(&sql, params![case.0], read)
}

/// The newest of an invoice.
pub fn newest(tx: &mut Tx, invoice: Uuid) -> Result<Option<CardCheckout>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from card_checkout k where k.invoice = $1 and {{read:card_checkout k}} \
         order by k.opened_at desc, k.id desc limit 1"
    );
    tx.maybe(&sql, params![invoice], read)
}
