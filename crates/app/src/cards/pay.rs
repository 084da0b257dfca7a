//! Asking for a page: the attempt is kept, then the gateway is asked outside of any transaction, then its answer is kept.

use audit::Fact;
use domain::money::{Currency, Money};
use domain::{CaseId, Role, StepToken};
use jiff::SignedDuration;
use store::tables::card_checkouts::{self as table, CardCheckout};
use store::tables::{cases, invoices as papers};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::look::look_up;
use super::{FIRST_LOOK, LOOK, gateway};
use crate::caller::Caller;
use crate::invoices::{InvoiceView, Standing as Stands, invoice};
use crate::once::{self, Once};
use crate::ports::gateway::{Checkout, GatewayError, Opened};
use crate::{AppError, Desk, House, admit, notices, record};

/// An attempt that was asked for so lately may still be under way in another request.
const UNDER_WAY: SignedDuration = SignedDuration::from_secs(30);

/// Begins to pay what is owed on an invoice now, or goes on with the page that is open for it already: two tabs have one page. Without
/// `page_url` the page is being opened, or nobody knows whether it was. Conflicts: `card_nothing_owed`, `card_not_now` (the case stands
/// still), `card_page_open` (a page for another sum), `card_sum` (the gateway takes no such sum), `card_refused`, `card_away`.
pub async fn pay(
    house: &House,
    caller: &Caller,
    invoice: Uuid,
    by: Option<&str>,
    once: Once,
) -> Result<CardCheckout, AppError> {
    let way = match by {
        Some(name) => gateway(house, name),
        None => house.gateways.first().cloned(),
    };
    let way = way.ok_or(AppError::NotFound)?.name();
    let mut known = open_now(house, caller, invoice).await?;
    // Nobody is sent to a page whose time is over.
    let now = house.real();
    if let Some(row) = known.as_ref().filter(|row| row.expires_at.is_some_and(|at| at <= now)) {
        let row = look_up(house, row.id).await?;
        if row.is_open() || row.state == "paid" {
            return Ok(CardCheckout { page_url: None, ..row });
        }
        known = None;
    }
    let (row, first) = match known {
        Some(row) => (row, false),
        None => {
            let language = caller.language;
            let begun =
                house.write(caller, move |tx, desk, caller| begin(tx, desk, caller, invoice, (way, language), &once));
            match begun.await {
                Ok(row) => (row, true),
                // Another tab was quicker: its page is this one's.
                Err(AppError::Conflict("card_being_opened")) => {
                    (open_now(house, caller, invoice).await?.ok_or(AppError::Conflict("card_being_opened"))?, false)
                }
                Err(error) => return Err(error),
            }
        }
    };
    // A page that was paid and could not be booked yet is opened to nobody.
    if row.session.is_some() || (!first && is_under_way(house, &row)) {
        return Ok(row);
    }
    let (row, refused) = ask(house, caller, row, first).await?;
    match refused {
        Some(word) => Err(AppError::Conflict(word)),
        None => Ok(row),
    }
}

pub(super) fn is_under_way(house: &House, row: &CardCheckout) -> bool {
    row.state == "asked" && house.real().duration_since(row.opened_at) < UNDER_WAY
}

/// The page that may be paid for this invoice now.
async fn open_now(house: &House, caller: &Caller, invoice: Uuid) -> Result<Option<CardCheckout>, AppError> {
    house
        .read(caller, move |tx, desk, caller| {
            let (view, left) = payable(tx, desk, caller, invoice)?;
            match table::open_of_case(tx, CaseId(view.invoice.case))? {
                Some(row) if row.invoice == invoice && row.amount_minor == left => Ok(Some(row)),
                Some(_) => Err(AppError::Conflict("card_page_open")),
                None => Ok(None),
            }
        })
        .await
}

/// An invoice that the caller's household may pay by card, and what is left of it.
fn payable(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<(InvoiceView, i64), AppError> {
    let view = invoice(tx, desk, caller, id)?;
    let pays =
        matches!(caller.role, Role::Customer | Role::CustomerApprover) && caller.org == Some(view.invoice.customer);
    if !pays {
        return Err(AppError::NotFound);
    }
    let left = match view.standing {
        Stands::Open { left_minor, .. } if left_minor > 0 => left_minor,
        _ => return Err(AppError::Conflict("card_nothing_owed")),
    };
    let system = Caller::system();
    let row = cases::get(tx, CaseId(view.invoice.case))?.ok_or(AppError::NotFound)?;
    let open = admit::open(row, &system)?;
    if !desk.policy.may_step(&open.ask(&system), StepToken::ConfirmPayment) {
        return Err(AppError::Conflict("card_not_now"));
    }
    Ok((view, left))
}

/// Keeps an attempt before anybody is asked for anything: a crash leaves it behind, and the job finds it.
fn begin(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    invoice: Uuid,
    (gateway, language): (&'static str, &'static str),
    once: &Once,
) -> Result<Recorded<CardCheckout>, AppError> {
    let (view, left) = payable(tx, desk, caller, invoice)?;
    let row = CardCheckout {
        id: desk.id(1),
        gateway: gateway.to_owned(),
        session: None,
        case: CaseId(view.invoice.case),
        customer: view.invoice.customer,
        agency: view.invoice.agency,
        invoice,
        amount_minor: left,
        currency: view.invoice.currency,
        language: language.to_owned(),
        state: "asked".to_owned(),
        page_url: None,
        opened_by: caller.actor_id(),
        opened_at: desk.real,
        expires_at: None,
        looked_at: None,
        payment: None,
        version: 1,
    };
    table::add(tx, &row)?;
    once::keep(tx, desk, once.as_ref(), &row.id.to_string())?;
    let soon = desk.real.saturating_add(FIRST_LOOK).unwrap_or(desk.real);
    notices::long_job_at(tx, desk, LOOK, (row.id, row.version), soon)?;
    let draft = said(desk, caller, "card_asked", &row).fact("gateway", Fact::Word(row.gateway.clone()));
    Ok(Recorded::with(row, draft))
}

pub(super) fn said(desk: &Desk, caller: &Caller, action: &str, row: &CardCheckout) -> audit::Draft {
    record::plain(desk, caller, action, 0)
        .object(audit::Object::new("case", row.case.0))
        .object(audit::Object::new("card_checkout", row.id))
}

/// Asks the gateway for the page, and keeps what it said. The word of the conflict where there is no page.
pub(super) async fn ask(
    house: &House,
    by: &Caller,
    row: CardCheckout,
    first: bool,
) -> Result<(CardCheckout, Option<&'static str>), AppError> {
    let (Some(gateway), Some(currency)) = (gateway(house, &row.gateway), Currency::of(&row.currency)) else {
        return Ok((row, None));
    };
    let id = row.invoice;
    let paper = house.read(by, move |tx, _, _| papers::get(tx, id)?.ok_or(AppError::NotFound)).await?;
    let back = format!("{}/customer/invoices/{}/card/back", house.access.url(), row.invoice);
    let checkout = Checkout {
        our_id: row.id,
        amount: Money { minor: row.amount_minor, currency },
        description: paper.number.clone(),
        invoice: paper.number,
        success_url: back.clone(),
        cancel_url: back,
        language: row.language.clone(),
    };
    let answer = gateway.open(&checkout).await;
    if let Err(error) = &answer {
        tracing::warn!(checkout = %row.id, gateway = row.gateway, %error, "no page for a card payment");
    }
    let refused = match &answer {
        Err(GatewayError::Refused { word }) if word == "third_decimal" || word == "currency_other" => Some("card_sum"),
        Err(GatewayError::Refused { .. }) => Some("card_refused"),
        Err(GatewayError::Unreachable { .. }) => Some("card_away"),
        _ => None,
    };
    let row = house.write(by, move |tx, desk, caller| answered(tx, desk, caller, &row, first, &answer)).await?;
    Ok((row, refused))
}

/// Keeps what the gateway said when it was asked for a page. What surely never came to it is closed, but only where nothing was asked
/// before; what nobody knows stays open.
fn answered(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    row: &CardCheckout,
    first: bool,
    answer: &Result<Opened, GatewayError>,
) -> Result<Recorded<CardCheckout>, AppError> {
    let mut now = CardCheckout { version: row.version + 1, ..row.clone() };
    let state = match answer {
        Ok(opened) => {
            now.session = Some(opened.session.clone());
            now.page_url = Some(opened.page_url.clone());
            now.expires_at = opened.expires_at;
            "open"
        }
        Err(GatewayError::Refused { .. }) => "failed",
        Err(GatewayError::Unreachable { .. }) if first => "failed",
        Err(_) => "unknown",
    };
    state.clone_into(&mut now.state);
    table::save(tx, row.version, &now)?;
    let draft = said(desk, caller, "card_answered", &now).fact("state", Fact::Word(now.state.clone()));
    Ok(Recorded::with(now, draft))
}
