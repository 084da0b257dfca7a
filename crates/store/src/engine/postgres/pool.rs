//! A fixed number of threads, each with its own session; one queue before them.

use super::session::{Desk, Session};
use crate::engine::gate::{Gate, Pass};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Something to do with a session; the pass makes sure that a thread is free for it.
type Errand = (Box<dyn FnOnce(&mut Session) + Send>, Pass);

pub(in crate::engine) struct Pool {
    queue: Option<Sender<Errand>>,
    threads: Vec<JoinHandle<()>>,
    gate: Gate,
}

impl Pool {
    pub fn start(desk: &Arc<Desk>) -> std::io::Result<Self> {
        let (send, receive) = channel();
        let receive = Arc::new(Mutex::new(receive));
        let thread = |n: usize| {
            let (session, receive) = (Session::new(Arc::clone(desk)), Arc::clone(&receive));
            thread::Builder::new().name(format!("store-{n}")).spawn(move || serve(session, &receive))
        };
        let threads = (0..desk.config.pool.max(1)).map(thread).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { queue: Some(send), gate: Gate::new(threads.len()), threads })
    }

    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Hands an errand to a free thread.
    pub fn submit(&self, pass: Pass, errand: impl FnOnce(&mut Session) + Send + 'static) {
        if let Some(queue) = &self.queue {
            // with no thread left the errand is dropped, and its caller told that the database is gone
            drop(queue.send((Box::new(errand), pass)));
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the store had panicked");
            }
        }
    }
}

fn serve(mut session: Session, queue: &Mutex<Receiver<Errand>>) {
    loop {
        // the lock is held while waiting: the others wait for the lock instead
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((errand, pass)) = next else { break };
        errand(&mut session);
        drop(pass);
    }
}
