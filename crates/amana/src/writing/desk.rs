//! The running server's side of the socket: takes commands from its own user, one after another on each connection.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::House;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::wire::{self, Outcome};
use super::{Ask, carry_out};
use crate::answer::Failure;

/// Commands at a time; each may bring a file of 16 MiB.
const AT_ONCE: usize = 2;
/// A connection that says nothing for so long is dropped.
const PATIENCE: Duration = Duration::from_secs(30);

/// A socket that is open. It goes when the server stops.
struct Desk {
    listener: UnixListener,
    path: PathBuf,
}

/// Attends to commands beside the server's other work. A data folder whose path is too long for a socket (about 100 bytes), or a
/// file system without sockets, is no reason not to serve: commands that write are then refused while the server runs.
pub fn attend(tasks: &mut JoinSet<std::io::Result<()>>, data: &Path, house: &House, stop: &watch::Receiver<bool>) {
    match Desk::open(data) {
        Ok(desk) => drop(tasks.spawn(desk.serve(house.clone(), stop.clone()))),
        Err(failure) => tracing::warn!(%failure, "no socket: commands that write are refused while this server runs"),
    }
}

impl Desk {
    /// Opens the socket. Whoever calls this holds the folder's lock, so a socket that is there was left behind by a crash.
    fn open(data: &Path) -> Result<Self, Failure> {
        let path = wire::socket(data);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Failure::io(&path, &error)),
            _ => {}
        }
        // Between these two the folder (0700) keeps others away; and whoever connects is asked for their user besides.
        let listener = UnixListener::bind(&path).map_err(|error| Failure::io(&path, &error))?;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, mode).map_err(|error| Failure::io(&path, &error))?;
        Ok(Self { listener, path })
    }

    /// Serves until told to stop; a command under way is finished.
    async fn serve(self, house: House, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        let owner = std::fs::metadata(&self.path)?.uid();
        let mut under_way = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                _ = stop.changed() => break,
            };
            let Ok((stream, _)) = accepted else { continue };
            let (house, room) = (house.clone(), Arc::clone(&room));
            under_way.spawn(async move {
                let Ok(_place) = room.acquire().await else { return };
                if let Err(error) = answer(stream, &house, owner).await {
                    tracing::warn!(%error, "a command broke off");
                }
            });
            while under_way.try_join_next().is_some() {}
        }
        while under_way.join_next().await.is_some() {}
        drop(self.listener);
        std::fs::remove_file(&self.path)
    }
}

async fn answer(mut stream: UnixStream, house: &House, owner: u32) -> std::io::Result<()> {
    let from = stream.peer_cred()?.uid();
    if from != owner && from != 0 {
        return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "a command of another user"));
    }
    let asked = async { Ok::<_, std::io::Error>((wire::read(&mut stream).await?, wire::read(&mut stream).await?)) };
    let (ask, file) = tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    let outcome: Outcome = match serde_json::from_slice::<Ask>(&ask) {
        Ok(ask) => carry_out(house, ask, file).await.into(),
        Err(error) => {
            let why = format!("the running server does not know this command ({error}): is it another version?");
            Err(Failure::Usage(why)).into()
        }
    };
    wire::write(&mut stream, &serde_json::to_vec(&outcome)?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_too_long_for_a_socket_is_said_and_one_left_behind_is_taken_over() {
        let runtime = crate::serving::runtime().expect("a runtime");
        let _inside = runtime.enter();
        let place = tempfile::tempdir().expect("a folder");
        let long = place.path().join("x".repeat(120));
        std::fs::create_dir(&long).expect("made");
        assert!(Desk::open(&long).is_err());
        let first = Desk::open(place.path()).expect("open");
        // What a crash leaves: the name without anybody behind it.
        drop(first.listener);
        assert!(wire::socket(place.path()).exists());
        Desk::open(place.path()).expect("taken over");
    }
}
