//! No way out for messages: for commands that change something while no server runs. What is due waits for the server.

use app::ports::{Message, Messenger, SendError, Sending, faults};

use super::spool::Spool;

/// Sends nothing, ever.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Messenger for Nowhere {
    fn send(&self, _: Message) -> Sending<'_> {
        Box::pin(std::future::ready(Err(SendError::Later(faults::SERVER_AWAY.to_owned()))))
    }
}

/// Sends nothing, and takes back what a server left in the spool for people who are erased here.
pub struct OnlyBack(pub Spool);

impl Messenger for OnlyBack {
    fn send(&self, message: Message) -> Sending<'_> {
        Nowhere.send(message)
    }

    fn take_back(&self, keys: Vec<String>) -> Sending<'_> {
        self.0.take_back(keys)
    }
}
