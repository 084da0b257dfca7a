//! What all cases come to: whether papers and books say the same, the tax, what is owed and since when, the commission; and to an agency
//! what it has earned. Read from invoices and books, kept nowhere.

mod ageing;
mod commission;
mod period;
pub mod sheet;
mod statement;
mod tie_out;
mod vat;

use audit::Fact;
use domain::StepToken;
use policy::ObjectRef;
use store::{Recorded, Tx};

use crate::caller::Caller;
use crate::{AppError, Desk, admit, record};

pub use ageing::{AGES, Ageing, Owed, ageing};
pub use commission::{Commission, commission};
pub use period::{MONTHS_MAX, Period};
pub use statement::{Share, Statement, has_statement, statement, take_statement};
pub use tie_out::{Found, Row, TieOut, derive, tie_out};
pub use vat::{Vat, total, vat_report};

/// The reports of the house, by their words.
pub const REPORTS: [&str; 4] = ["tie_out", "vat", "ageing", "commission"];

/// Whether the caller may read them: it is the task of finance.
pub fn may_read(desk: &Desk, caller: &Caller) -> bool {
    admit::may_count(desk, caller, StepToken::ReportMoney)
}

/// To whom they are not open, they are not there.
fn open(desk: &Desk, caller: &Caller) -> Result<(), AppError> {
    if may_read(desk, caller) { Ok(()) } else { Err(AppError::NotFound) }
}

/// Records that the caller takes this report with them. One that there is not is answered like an unused name.
pub fn take(_: &mut Tx, desk: &Desk, caller: &Caller, report: &str) -> Result<Recorded<()>, AppError> {
    open(desk, caller)?;
    let report = REPORTS.iter().find(|known| **known == report).ok_or(AppError::NotFound)?;
    let org = caller.org.ok_or(AppError::NotFound)?;
    let object = ObjectRef { kind: "organisation", id: org.0, version: 0 };
    let permit = admit::money(desk, caller, StepToken::ReportMoney, object)?;
    let draft = record::allowed(desk, caller, &permit, 0).fact("report", Fact::Word((*report).to_owned()));
    Ok(Recorded::with((), draft))
}

/// A sum of sums in minor units; what somebody wrote into a table by hand may be beyond any sum of ours, and stays there.
fn minor(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}
