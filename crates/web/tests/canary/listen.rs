//! Everything that the server says in its log, at every level, kept to be searched.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static SAID: Mutex<String> = Mutex::new(String::new());

/// Writes down the fields of spans and events of the house.
struct Listener;

struct Words<'a>(&'a mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).expect("a text takes it");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["app", "audit", "envelope", "policy", "store", "web"].iter().any(|ours| metadata.target().starts_with(ours))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut said = SAID.lock().expect("not poisoned");
        span.record(&mut Words(&mut said));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Words(&mut SAID.lock().expect("not poisoned")));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut said = SAID.lock().expect("not poisoned");
        event.record(&mut Words(&mut said));
        said.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Listens from now on.
pub fn listen() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing::subscriber::set_global_default(Listener).expect("nobody else listens");
        tracing::info!(target: "web", "the listener hears");
    });
}

/// What was said so far.
pub fn said() -> String {
    SAID.lock().expect("not poisoned").clone()
}
