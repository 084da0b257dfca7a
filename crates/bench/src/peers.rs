//! The peers: the same job in hand-written Fastify and Express on PostgreSQL (the folder `peers/`). They seal nothing and chain
//! nothing; their database keeps what it acknowledged, as ours does.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use testkit::postgres::{Cluster, Database};

use crate::process::{Process, free_port};

/// PostgreSQL as one would run it: durable, with memory for the data to fit in.
const SETTINGS: &[&str] = &["-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB"];

/// A database with the peers' data, and the programs beside it.
pub struct Peers {
    cluster: Cluster,
    database: Database,
    folder: PathBuf,
}

impl Peers {
    /// Starts PostgreSQL and loads so many workers.
    pub fn start(folder: &Path, workers: usize) -> Result<Self, String> {
        let cluster = Cluster::start(SETTINGS);
        let database = cluster.empty();
        let peers = Self { cluster, database, folder: folder.to_owned() };
        let loaded = peers.node("load.mjs").arg(workers.to_string()).output().map_err(|error| error.to_string())?;
        if !loaded.status.success() {
            return Err(format!("load.mjs: {}", String::from_utf8_lossy(&loaded.stderr)));
        }
        Ok(peers)
    }

    fn node(&self, script: &str) -> Command {
        let mut node = Command::new("node");
        node.arg(script).current_dir(&self.folder);
        node.env("PGHOST", self.cluster.folder()).env("PGUSER", "postgres").env("PGDATABASE", &self.database.name);
        node
    }

    /// Starts one of them.
    pub fn serve(&self, script: &str) -> Result<Process, String> {
        let port = free_port()?;
        let mut node = self.node(script);
        node.env("PORT", port.to_string()).env("NODE_ENV", "production");
        Process::start(node, port, Duration::from_secs(30))
    }

    /// A token as their sign-in would give it.
    pub fn token(&self, role: &str) -> Result<String, String> {
        let said = self.node("token.mjs").arg(role).output().map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    }

    /// The database's processes.
    pub fn database_process(&self) -> u32 {
        self.cluster.process()
    }

    /// A number or a list that the database says.
    pub fn sql(&self, text: &str) -> String {
        self.cluster.sql(&self.database, text).trim().to_owned()
    }
}
