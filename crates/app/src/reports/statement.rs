//! What an agency is to be paid out: its own cases, as far as policy shows it their money.

use domain::invoice::InvoiceKind;
use domain::ledger::{Account, Balances};
use domain::{CaseId, Class, OrgId, Overlay, Relation, RelationSet, Role, StateToken};
use policy::{Ask, Sight};
use store::tables::inspect::{self, STRETCH};
use store::tables::{cases, invoices, ledger as table};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::minor;
use crate::caller::Caller;
use crate::ledger::{lines, seen};
use crate::{AppError, Desk, admit, record};

/// What one case leaves to its agency, minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The case's reference.
    pub case: String,
    /// Earned: released from what is held.
    pub earned_minor: i64,
    /// Government fees that it paid, at cost.
    pub fees_minor: i64,
    /// The tax in what customers paid: the agency owes it to the state.
    pub tax_minor: i64,
    /// Commission with its tax, invoiced and so deducted.
    pub commission_minor: i64,
}

impl Share {
    /// What is to be paid out; less than nothing is owed by the agency.
    pub const fn payout_minor(&self) -> i64 {
        let due = self.earned_minor.saturating_add(self.fees_minor).saturating_add(self.tax_minor);
        due.saturating_sub(self.commission_minor)
    }
}

/// The statement of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// By case, in the order of the references.
    pub shares: Vec<Share>,
}

impl Statement {
    /// All cases together; `case` is empty.
    pub fn total(&self) -> Share {
        let sum = |of: fn(&Share) -> i64| minor(self.shares.iter().map(|share| i128::from(of(share))).sum());
        Share {
            case: String::new(),
            earned_minor: sum(|share| share.earned_minor),
            fees_minor: sum(|share| share.fees_minor),
            tax_minor: sum(|share| share.tax_minor),
            commission_minor: sum(|share| share.commission_minor),
        }
    }
}

/// Whether the caller's role sees what the platform takes from its agency, in any state of a case.
pub fn has_statement(desk: &Desk, caller: &Caller) -> bool {
    let relations = RelationSet::NONE.with(Relation::Party).with(Relation::OwnOrg);
    let sees = |state: &StateToken| {
        let ask = Ask::new(caller.role, relations, *state, Overlay::None).with_working_purpose();
        desk.policy.view(&ask).sight(Class::InternalMoney) == Sight::Visible
    };
    agency_of(caller).is_ok() && StateToken::ALL.iter().any(sees)
}

/// The statement of the caller's agency. To whom the agency's own side of the money is not open, it is not there.
pub fn statement(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Statement, AppError> {
    let agency = agency_of(caller)?;
    if !has_statement(desk, caller) {
        return Err(AppError::NotFound);
    }
    let (mut statement, mut after) = (Statement::default(), Uuid::nil());
    loop {
        // Under the agency's scope the wall shows only cases that it is a party to.
        let stretch = inspect::cases(tx, after)?;
        let ids: Vec<CaseId> = stretch.iter().map(|case| CaseId(case.id)).collect();
        for row in cases::among(tx, &ids)? {
            let Some(open) = admit::open(row, caller).ok().filter(|open| open.row.agency == agency) else { continue };
            let (reference, classes) = seen(desk, caller, &open);
            let both = classes.has(Class::CustomerMoney) && classes.has(Class::InternalMoney);
            if both && open.is_seen(desk, caller) {
                statement.shares.extend(share(tx, open.row.id, reference)?);
            }
        }
        match stretch.last() {
            Some(last) if stretch.len() == STRETCH => after = last.id,
            _ => break,
        }
    }
    statement.shares.sort_by(|one, other| one.case.cmp(&other.case));
    Ok(statement)
}

/// Records that somebody of an agency takes its statement with them.
pub fn take_statement(_: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Recorded<()>, AppError> {
    if !has_statement(desk, caller) {
        return Err(AppError::NotFound);
    }
    Ok(Recorded::with((), record::plain(desk, caller, "statement_taken", 0)))
}

fn agency_of(caller: &Caller) -> Result<OrgId, AppError> {
    let acts = matches!(caller.role, Role::AgencyUser | Role::AgencyAdmin);
    caller.org.filter(|_| acts).ok_or(AppError::NotFound)
}

/// What the books of a case leave to its agency; `None` where that is nothing.
fn share(tx: &mut Tx, case: CaseId, reference: String) -> Result<Option<Share>, AppError> {
    let mut balances = Balances::default();
    table::of_cases(tx, &[case.0])?.iter().flat_map(lines).for_each(|line| balances.add(line));
    let of = |account| balances.of(account);
    let invoiced = invoices::of_case(tx, case.0)?.iter().any(|paper| paper.kind == InvoiceKind::Commission);
    // What is owed and not billed is the tax of an invoice that nobody has paid.
    let unpaid_tax = of(Account::Receivable) - of(Account::Billed);
    let share = Share {
        case: reference,
        earned_minor: minor(of(Account::Earned)),
        fees_minor: minor(of(Account::FeesAtCost)),
        tax_minor: minor(of(Account::Vat) - unpaid_tax),
        commission_minor: if invoiced { minor(of(Account::CommissionDue)) } else { 0 },
    };
    let sums = [share.earned_minor, share.fees_minor, share.tax_minor, share.commission_minor];
    Ok(Some(share).filter(|_| sums.iter().any(|sum| *sum != 0)))
}
