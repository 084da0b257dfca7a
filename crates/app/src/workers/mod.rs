//! An agency's roster: drafts, reviews, listings, and what each caller may see of a worker.

mod changes;
mod consents;
mod disclose;
mod draft;
mod edit;
mod find;
mod hints;
mod many;
mod marks;
mod masks;
mod own;
mod papers;
mod reidentification;
mod review;
mod see;
mod step;

pub use changes::{Change, MESSAGE_MAX, NewChange, answer_change, ask_change, asked, change, changes_asked};
pub use consents::{Given, TEXT_VERSION, consents, give, withdraw};
pub use disclose::{Disclosed, Through, disclose, in_view};
pub use draft::{NewWorker, draft, draft_once, may_draft};
pub(crate) use draft::{Ready, enter, found_by_name, may, ready};
pub use edit::{Edit, edit, editable, may_edit};
pub use find::{Search, Sought, find};
pub use hints::{RosterSees, hints, listed_elsewhere, visibility};
pub use many::{MANY_MAX, ManyStep, OneOfMany, OutcomeOfOne, Standing, many};
pub use marks::{Gap, Marks, marks};
pub(crate) use masks::masks;
pub use own::{Own, own};
pub use papers::{Ends, Paper, PaperKind};
pub use reidentification::{Check, public_form, reidentification};
pub use review::{After, Counted, Line, Waiting, counted, reviews};
pub use see::{Roster, WorkerRecord, counts, get, names, openable, queue};
pub(crate) use see::{also_of, sealed_classes};
pub use step::{attest, history, open_steps, stated, take, take_checked};
pub(crate) use step::{erase_undone, receipts, statements, take_as_system};

pub use domain::worker::RosterStep;
pub use store::tables::consents::Receipt;
pub use store::tables::roster_events::RosterHappened;
pub use store::tables::workers::Facts;
