//! The house: everything that use cases share, and the two doors into the store.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use domain::ids::RecordId;
use domain::pack::Packs;
use envelope::{BlindIndexKey, CodeKey, Entropy, Keyring};
use jiff::Timestamp;
use policy::Table;
use store::{Recorded, Store, Tx};
use uuid::Uuid;

use crate::AppError;
use crate::caller::Caller;
use crate::desk::{Desk, micros};
use crate::document_links::SetBack;
use crate::documents::Documents;
use crate::log::LogSigner;
use crate::once::{self, Once};
use crate::ports::gateway::Gateway;
use crate::ports::printer::Printer;
use crate::ports::{Clock, Messenger, PolicyCompiler, Random, Texts, Witness};
use crate::sign_in::Access;

/// How long an opened value waits for its record to stand in the chain.
const LINKED_WITHIN: Duration = Duration::from_secs(2);

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct House {
    inner: Arc<Parts>,
    set_back: Arc<SetBack>,
}

/// The parts of a house, put together once at start.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The policy in force; replaced as a whole.
    pub policy: ArcSwap<Table>,
    /// Compiles another one.
    pub policies: Arc<dyn PolicyCompiler>,
    /// The jurisdiction packs: the one in force, and those that cases are pinned to; replaced as a whole.
    pub packs: ArcSwap<Packs>,
    /// Unwraps keys.
    pub keyring: Keyring,
    /// Finds without reading.
    pub indexes: BlindIndexKey,
    /// Hashes one-time codes.
    pub codes: CodeKey,
    /// How access tokens and sessions are made.
    pub access: Access,
    /// Secrets are drawn here.
    pub entropy: Arc<dyn Entropy>,
    /// Signs what others may hold against the log.
    pub log: LogSigner,
    /// Who keeps its checkpoints outside of the database.
    pub witnesses: Vec<Arc<dyn Witness>>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers.
    pub random: Arc<dyn Random>,
    /// Reaches people.
    pub messenger: Arc<dyn Messenger>,
    /// Who takes card payments; none where nobody pays by card.
    pub gateways: Vec<Arc<dyn Gateway>>,
    /// Prints papers of money.
    pub printer: Arc<dyn Printer>,
    /// Where documents lie, and who looks into them.
    pub documents: Documents,
    /// Writes messages.
    pub texts: Arc<dyn Texts>,
    /// Whether this is the demo: its data is marked, its per-IP limits are wide.
    pub demo: bool,
}

impl std::ops::Deref for House {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.inner
    }
}

impl House {
    /// Puts the house together.
    pub fn new(parts: Parts) -> Self {
        Self { inner: Arc::new(parts), set_back: Arc::new(SetBack::new()) }
    }

    /// The desk of one request: time and identifiers are drawn here, before any transaction.
    pub fn desk(&self) -> Desk {
        let real = self.clock.real();
        self.set_back.saw(real);
        Desk::new(
            self.clock.now(),
            real,
            self.policy.load_full(),
            self.packs.load_full(),
            self.demo,
            self.random.seed(),
            self.log.ledger().clone(),
        )
    }

    /// Real time, as a desk would have it.
    pub(crate) fn real(&self) -> Timestamp {
        micros(self.clock.real())
    }

    /// What this process has seen of a clock that was set back.
    pub(crate) fn set_back(&self) -> &SetBack {
        &self.set_back
    }

    /// Carries out a use case that changes something, in the caller's scope.
    pub async fn write<T, F>(&self, caller: &Caller, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx, &Desk, &Caller) -> Result<Recorded<T>, AppError> + Send + 'static,
    {
        // A visitor changes nothing; the store would refuse it too.
        if caller.scope() == store::Scope::Public {
            return Err(AppError::SignedOut);
        }
        let (desk, by) = (self.desk(), caller.clone());
        let outcome = self.store.write(by.scope(), move |tx: &mut Tx| work(tx, &desk, &by)).await;
        self.noted(caller, outcome).await
    }

    /// The same about the thing that a path names by its identifier; what is no identifier names nothing.
    pub async fn write_about<T, F>(&self, caller: &Caller, id: &str, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx, &Desk, &Caller, Uuid) -> Result<Recorded<T>, AppError> + Send + 'static,
    {
        let id = Uuid::parse_str(id).map_err(|_| AppError::NotFound)?;
        self.write(caller, move |tx, desk, caller| work(tx, desk, caller, id)).await
    }

    /// The same, and keeps in the same transaction that the request with this key did it: sent again, it is answered again and
    /// not done again. `object` names what was changed.
    pub async fn write_once<T, F>(&self, caller: &Caller, once: Once, object: &str, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx, &Desk, &Caller) -> Result<Recorded<T>, AppError> + Send + 'static,
    {
        let object = object.to_owned();
        let kept = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            let done = work(tx, desk, caller)?;
            once::keep(tx, desk, once.as_ref(), &object)?;
            Ok(done)
        };
        self.write(caller, kept).await
    }

    /// Waits until a record stands in the chain, before what it speaks of leaves the house. On SQLite it does at once; on
    /// PostgreSQL the sequencer is woken, and where it does not come in time nothing leaves: the caller is answered 503.
    pub async fn linked(&self, record: RecordId) -> Result<(), AppError> {
        Ok(self.store.wait_linked(record, LINKED_WITHIN).await?)
    }

    /// Carries out a use case that only reads, in the caller's scope.
    pub async fn read<T, F>(&self, caller: &Caller, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx, &Desk, &Caller) -> Result<T, AppError> + Send + 'static,
    {
        let (desk, by) = (self.desk(), caller.clone());
        let outcome = self.store.read(by.scope(), move |tx: &mut Tx| work(tx, &desk, &by)).await;
        self.noted(caller, outcome).await
    }
}
