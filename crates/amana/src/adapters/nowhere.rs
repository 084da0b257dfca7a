//! No way out for messages: for commands that change something while no server runs. What is due waits for the server.

use std::sync::Arc;

use app::connections::Service;
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

/// Sends nothing. For people who are erased here it takes back what a server left in the spool, and gives back what services granted.
pub struct OnlyBack {
    /// Where a server leaves messages, if it does.
    pub spool: Option<Spool>,
    /// The services that people may have connected.
    pub services: Vec<Arc<dyn Service>>,
}

impl Messenger for OnlyBack {
    fn send(&self, message: Message) -> Sending<'_> {
        Nowhere.send(message)
    }

    fn take_back(&self, keys: Vec<String>) -> Sending<'_> {
        match &self.spool {
            Some(spool) => spool.take_back(keys),
            None => Nowhere.take_back(keys),
        }
    }

    fn services(&self) -> &[Arc<dyn Service>] {
        &self.services
    }
}
