//! Documents: filed as a stream, sealed before anything leaves the process, looked into and scanned by a job, opened by policy only once
//! they are clean.
//!
//! The file lies in an object store under a random name, sealed under a key of its own; that key stands in the row, sealed under the key of
//! whoever the paper is about. Nothing here decides who may: the policy does, by the class of the paper's kind.

mod catalogue;
mod file;
mod files;
mod holds;
mod look;
mod open;
mod overrule;
pub mod ports;
mod put;
mod reasons;
pub(crate) mod remove;
mod see;
mod under_way;
mod whose;

pub use catalogue::{FINDINGS, held_back, kept, overview, verify};
pub(crate) use catalogue::{SWEEP, VERIFY, carry_on as catalogue_on, due as catalogue_due, sweep};
pub use files::fileable;
pub(crate) use holds::{NEEDED_OF_WORKER, worker_papers_hold};
pub(crate) use look::{LOOK, carry_on, judge_anew};
pub use open::{Opened, Opening, admit, bytes, draw, small};
pub use overrule::{
    After, DAYS_MAX, Overruling, REASON_MAX, Standing, answer_override, ask_override, end_override, may_overrule,
    overrides,
};
pub(crate) use overrule::{END, end_due, end_overrides};
pub use put::{NewDocument, PER_OWNER_MAX, Receiving, begin};
pub use reasons::reason_of;
pub use see::{Paper, list, one};
pub use store::tables::document_catalogues::{Catalogue, Finding};
pub use store::tables::document_overrides::Override;
pub use store::tables::documents::Document;
pub use under_way::UnderWay;
pub use whose::{Of, Whose};

use std::sync::Arc;

use domain::DocumentKind;

use ports::{Looker, Objects, Scanner};

/// Where files lie, and who looks into them.
pub struct Documents {
    /// Where the sealed files lie.
    pub objects: Arc<dyn Objects>,
    /// Looks into files in a process of its own.
    pub looker: Arc<dyn Looker>,
    /// Looks for what harms; none: every document waits, but for the kinds below.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// Kinds that open without a scanner, by a decision of the operator's that stands in the settings.
    pub unscanned: Vec<DocumentKind>,
    /// Files that are being sent now.
    pub under_way: UnderWay,
}
