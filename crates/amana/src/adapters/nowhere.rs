//! No way out for messages: for commands that change something while no server runs. What is due waits for the server.

use app::ports::{Message, Messenger, SendError, Sending};

/// Sends nothing, ever.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Messenger for Nowhere {
    fn send(&self, _: Message) -> Sending<'_> {
        Box::pin(std::future::ready(Err(SendError::Later("no server is running".to_owned()))))
    }
}
