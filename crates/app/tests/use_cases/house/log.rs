//! What stands on record in a house of the tests.

use app::{AppError, Caller, Desk};
use audit::{Draft, Event};
use store::tables::Limit;
use store::tables::records::{self, About};
use store::{Job, Recorded, Scope, Tx};

use super::TestHouse;

impl TestHouse {
    /// Waits until everything that happened so far stands in the chain: on PostgreSQL it is linked a moment after the answer.
    pub async fn linked(&self) {
        let write = |_: &mut Tx, desk: &Desk, caller: &Caller| {
            let draft = app::record::plain(desk, caller, "session_renewed", 0);
            let id = draft.id;
            Ok(Recorded::with(id, draft))
        };
        let last = self.house.write(&self.moderator, write).await.expect("written");
        self.house.linked(last).await.expect("linked");
    }

    /// The newest hundred records about something, newest first.
    pub async fn records(&self, about: About) -> Vec<Draft> {
        self.linked().await;
        let read = move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(records::page(tx, about, None, Limit::new(100).expect("a size"))?)
        };
        let page = self.house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a read");
        page.iter().map(|event| Event::parse(&event.body).expect("a record").draft).collect()
    }

    /// Those of this action among the newest hundred.
    pub async fn recorded(&self, action: &str) -> Vec<Draft> {
        let mut drafts = self.records(About::All).await;
        drafts.retain(|draft| draft.action == action);
        drafts
    }
}
