//! A mailbox of somebody else, through the same gateway as all messages: at most one checkpoint an hour.

use std::sync::Arc;

use app::log::Signed;
use app::ports::{Message, Messenger, NotTaken, Taking, Witness};

/// One mail in so many seconds: a mailbox is read by people.
const REST: u32 = 3600;

/// The mailbox.
pub struct Mailbox {
    address: String,
    messenger: Arc<dyn Messenger>,
}

impl Mailbox {
    /// Of this address.
    pub fn of(address: &str, messenger: Arc<dyn Messenger>) -> Self {
        Self { address: address.to_owned(), messenger }
    }
}

impl Witness for Mailbox {
    fn name(&self) -> &str {
        &self.address
    }

    fn rest(&self) -> u32 {
        REST
    }

    fn take<'a>(&'a self, checkpoint: &'a Signed) -> Taking<'a> {
        let message = Message {
            key: format!("checkpoint-{}-{}", checkpoint.epoch, checkpoint.size),
            channel: "email".to_owned(),
            to: self.address.clone(),
            subject: format!("{}: {}", checkpoint.note.lines().next().unwrap_or_default(), checkpoint.size),
            text: checkpoint.note.clone(),
        };
        Box::pin(async move { self.messenger.send(message).await.map_err(|error| NotTaken(error.to_string())) })
    }
}
