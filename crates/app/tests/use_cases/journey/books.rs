//! The books of a case as its steps post them, who reads them, and what the check says when somebody edits the tables by hand.

use std::collections::HashMap;

use app::admit::Key;
use app::ledger::{self, Checked, Told};
use app::{AppError, Caller, Limit};
use domain::CaseId;
use domain::ledger::Account;
use serde_json::{Value, json};
use store::tables::inspect;
use store::{Job, Scope, StoreError, Tx};
use testkit::postgres::Cluster;
use uuid::Uuid;

use crate::both;
use crate::house::{TestHouse, log_signer};

both::on_both!(
    each_step_that_moves_money_posts_in_the_books_and_each_side_reads_what_is_its_own,
    each_edit_of_the_books_is_named
);

impl TestHouse {
    /// Writes into the database as whoever owns it can: past walls, triggers and foreign keys.
    pub fn sql(&self, text: &str) {
        let mut lines = EDITED.lines();
        let (embedded, server) = lines.next().zip(lines.next()).expect("two lines");
        if let Some(database) = &self.database {
            Cluster::shared().sql(database, &format!("{server}; {text}"));
            return;
        }
        let db = rusqlite::Connection::open(self.folder.path().join("amana.db")).expect("opened");
        db.execute_batch(&format!("{embedded}; {text}")).unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    /// The whole journal of a case as this caller sees it, oldest first: `deposit_held: bank debit 563000, held credit 563000`.
    async fn journal(&self, caller: &Caller, case: Option<CaseId>) -> Result<Vec<String>, AppError> {
        let read = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let key = case.map(|case| Key::Id(case.0));
                let page = ledger::journal(tx, desk, caller, key.as_ref(), after, Limit::new(2).expect("a size"))?;
                all.extend(page.entries);
                after = page.next;
                if after.is_none() {
                    return Ok(all);
                }
            }
        };
        let entries = self.house.read(caller, read).await?;
        let text = |entry: &ledger::Posted| {
            let line = |line: &domain::ledger::Line| format!("{} {} {}", line.account, line.side, line.minor);
            format!("{}: {}", entry.kind, entry.lines.iter().map(line).collect::<Vec<_>>().join(", "))
        };
        assert_eq!(entries.iter().all(|entry| entry.seal.is_some()), caller.is_operator() || entries.is_empty());
        Ok(entries.iter().rev().map(text).collect())
    }

    /// Checks all books against the log as it stands.
    async fn checked(&self) -> Checked {
        self.linked().await;
        let read = |tx: &mut Tx| -> Result<Checked, StoreError> {
            let (mut told, mut after) = (Told { whole: true, last: HashMap::new() }, 0);
            loop {
                let rows = inspect::stretch(tx, after, i64::MAX)?;
                let Some(last) = rows.last() else { break };
                after = last.n.cast_signed();
                let moved = rows.iter().filter_map(|row| row.moved);
                told.last.extend(moved.filter_map(|moved| Some((moved.case, moved.posted?))));
            }
            let mut checked = ledger::check(tx, log_signer().ledger(), &told, Uuid::nil())?;
            let strays = store::tables::ledger::strays(tx)?;
            if strays > 0 {
                checked.faults.push((Uuid::nil(), audit::ledger::Fault::Stray { lines: strays }));
            }
            Ok(checked)
        };
        self.house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a read")
    }
}

async fn each_step_that_moves_money_posts_in_the_books_and_each_side_reads_what_is_its_own(t: &TestHouse) {
    let (case, deposit) = t.deposited().await;
    assert_eq!(deposit, 563_000);
    let commission = "commission_accrued: commission_due debit 72000, commission credit 72000";
    let asked = "deposit_invoiced: receivable debit 563000, billed credit 540500, vat credit 22500";
    let held = "deposit_held: bank debit 563000, receivable credit 563000, billed debit 540500, held credit 540500";
    let all = [commission, asked, held];
    assert_eq!(t.journal(&t.finance, Some(case)).await.expect("finance"), all);
    assert_eq!(t.journal(&t.finance, None).await.expect("finance"), all, "the whole journal is this case");
    let theirs = t.journal(&t.customer, Some(case)).await.expect("theirs");
    assert_eq!(theirs, [asked, held], "and nothing of the commission");
    assert_eq!(t.journal(&t.customer, None).await.expect("theirs"), [asked, held]);
    let admin = t.journal(&t.agency_admin, None).await.expect("theirs");
    assert!(admin.contains(&held.to_owned()), "{admin:?}");
    for stranger in [&t.other_customer, &t.other_agency] {
        assert!(matches!(t.journal(stranger, Some(case)).await, Err(AppError::NotFound)));
        assert_eq!(t.journal(stranger, None).await.expect("their own, of which there is none"), Vec::<String>::new());
    }
    let balances = async |caller: &Caller| {
        let read = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
            ledger::journal(tx, desk, caller, Some(&Key::Id(case.0)), None, Limit::PAGE)
        };
        t.house.read(caller, read).await.expect("a journal").balances
    };
    let of_customer = balances(&t.customer).await;
    assert!(of_customer.contains(&(Account::Held, 540_500)) && of_customer.contains(&(Account::Bank, 563_000)));
    assert!(of_customer.iter().all(|(account, _)| account.class() == domain::Class::CustomerMoney), "{of_customer:?}");
    assert!(balances(&t.finance).await.contains(&(Account::CommissionDue, 72_000)));

    let step = async |caller, step: Value| {
        t.try_step(caller, case, step.clone(), vec![], None).await.unwrap_or_else(|error| panic!("{step}: {error:?}"));
    };
    step(&t.agency, json!({"step":"cancel"})).await;
    let approve = json!({"step":"approve_refund","amount_minor":deposit});
    step(&t.moderator, approve.clone()).await;
    t.advance(25).await;
    step(&t.moderator, approve).await;
    step(&t.finance, json!({"step":"pay_refund","amount_minor":deposit})).await;
    let approved = "refund_approved: vat debit 22500, refundable credit 563000, held debit 540500";
    let back = "refund_reversed: vat credit 22500, refundable debit 563000, held credit 540500";
    let paid = "refunded: refundable debit 563000, bank credit 563000";
    assert_eq!(
        t.journal(&t.customer, Some(case)).await.expect("theirs"),
        [asked, held, approved, back, approved, paid]
    );
    assert!(balances(&t.customer).await.iter().all(|(_, minor)| *minor == 0), "all of it went back");
    let checked = t.checked().await;
    assert_eq!((checked.faults, checked.entries), (vec![], 8), "with the commission and its reversal");
}

/// What lets the owner write by hand on either database, how the books are kept aside and put back; then each edit, and what the check
/// says of it. Entry 4 takes the commission back, 5 approves a refund, 6 pays it.
const EDITED: &str = include_str!("books.sql");

async fn each_edit_of_the_books_is_named(t: &TestHouse) {
    let (case, deposit) = t.deposited().await;
    for (caller, step) in [
        (&t.agency, json!({"step":"cancel"})),
        (&t.moderator, json!({"step":"approve_refund","amount_minor":deposit})),
        (&t.finance, json!({"step":"pay_refund","amount_minor":deposit})),
    ] {
        t.try_step(caller, case, step, vec![], None).await.expect("a step");
    }
    assert_eq!(t.checked().await.faults, []);
    let mut lines = EDITED.lines().skip(2);
    let (aside, back) = lines.next().zip(lines.next()).expect("two lines");
    t.sql(aside);
    let richer = match t.database {
        Some(_) => "jsonb_set(body, '{account,paid_minor}', '564000')",
        None => "json_set(body, '$.account.paid_minor', 564000)",
    };
    let mut tried = 0;
    for (edit, told) in lines.filter_map(|line| line.split_once(" -- ")) {
        t.sql(&edit.replace("MONEY", richer));
        let faults = t.checked().await.faults;
        let said: Vec<String> = faults.iter().map(|(_, fault)| fault.to_string()).collect();
        assert!(said.iter().any(|said| said.contains(told)), "{edit}: {said:#?}");
        t.sql(back);
        tried += 1;
    }
    assert_eq!(tried, 24);
    assert_eq!(t.checked().await.faults, [], "put back");
}
