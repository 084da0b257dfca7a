//! A real PostgreSQL for tests, started from the installed programs, on a Unix socket in a folder of its own.
//!
//! It lives as long as the test process and no longer: a shell waits at a pipe for the process's end, however it comes, stops
//! the server and removes the folder. Nothing of a PostgreSQL that runs on the machine anyway is touched.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::sleep;
use std::time::Duration;

/// The server's own name for its owner.
const OWNER: &str = "postgres";

/// Quick to test against. What is durable after a power cut is not what these tests ask.
const QUICK: &[&str] = &["-c", "fsync=off", "-c", "full_page_writes=off"];

/// Started, fed and stopped: `$1` the postgres program, `$2` its folder, the rest its settings.
const WATCH: &str = r#"postgres=$1; folder=$2; shift 2
begin() {
  "$postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=300 "$@" >>"$folder/log" 2>&1 &
  server=$!
}
begin "$@"
while read -r word; do
  case $word in
    stop) kill -INT $server; wait $server; echo stopped ;;
    start) begin "$@" ;;
  esac
done
kill -INT $server; wait $server; rm -rf "$folder""#;

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: Programs,
    /// Closing its standard input stops the server.
    watch: Child,
    /// Its words, and its answers.
    ear: Mutex<(Option<ChildStdin>, BufReader<ChildStdout>)>,
    databases: AtomicU32,
    templates: Mutex<HashMap<&'static str, String>>,
}

/// A database of its own on a [`Cluster`].
#[derive(Debug, Clone)]
pub struct Database {
    /// Connects as the owner of everything.
    pub admin_url: String,
    /// Connects as the server program's login, `amana_login`.
    pub url: String,
    /// Its name.
    pub name: String,
}

impl Cluster {
    /// The server that all tests of this process share; the first caller starts it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start: a missing program is an error, never a skipped test.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(QUICK))
    }

    /// A server of one's own with these settings (`-c name=value`); stopped when dropped.
    ///
    /// # Panics
    /// As [`Self::shared`].
    pub fn start(settings: &[&str]) -> Self {
        let programs = Programs::find();
        let folder = tempfile::Builder::new().prefix("amana-pg-").tempdir().expect("a temporary folder").keep();
        programs.hand_over(&folder);
        let data = folder.join("data");
        let output = programs
            .command("initdb")
            .args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username", OWNER, "-D"])
            .arg(&data)
            .output()
            .expect("initdb starts");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        let mut watch = programs
            .command_of("/bin/sh")
            .args(["-c", WATCH, "watch"])
            .args([&programs.folder.join("postgres"), &folder])
            .args(settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // a keyboard's interrupt is for the tests; the shell outlives them and tidies up
            .process_group(0)
            .spawn()
            .expect("sh starts");
        let input = watch.stdin.take();
        let output = BufReader::new(watch.stdout.take().expect("its output"));
        let ear = Mutex::new((input, output));
        let cluster = Self { folder, programs, watch, ear, databases: AtomicU32::new(0), templates: Mutex::default() };
        cluster.wait();
        cluster
    }

    /// Where its socket is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The process that all of the server's processes descend from.
    pub fn process(&self) -> u32 {
        self.watch.id()
    }

    /// Stops the server at once: whoever is connected is cut off. Its data stays.
    pub fn stop(&self) {
        let mut ear = self.ear.lock().unwrap_or_else(PoisonError::into_inner);
        ear.0.as_mut().map(|shell| writeln!(shell, "stop")).expect("not dropped").expect("the shell hears");
        let mut line = String::new();
        ear.1.read_line(&mut line).expect("the shell answers");
        assert_eq!(line, "stopped\n");
    }

    /// Starts it again after [`Self::stop`].
    pub fn start_again(&self) {
        let mut ear = self.ear.lock().unwrap_or_else(PoisonError::into_inner);
        ear.0.as_mut().map(|shell| writeln!(shell, "start")).expect("not dropped").expect("the shell hears");
        drop(ear);
        self.wait();
    }

    /// A new, empty database.
    pub fn empty(&self) -> Database {
        self.create("template0")
    }

    /// A new database with what `prepare` put into the first one called `kind`: the schema is brought up once, then copied.
    pub fn database(&self, kind: &'static str, prepare: impl FnOnce(&Database)) -> Database {
        let mut templates = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        let template = templates.entry(kind).or_insert_with(|| {
            let first = self.empty();
            prepare(&first);
            first.name
        });
        self.create(template)
    }

    /// Runs SQL text as the owner, and gives what `psql` printed, unaligned and without headings.
    ///
    /// # Panics
    /// When the text fails.
    pub fn sql(&self, database: &Database, text: &str) -> String {
        let output = self.psql(&database.name).args(["-c", text]).output().expect("psql starts");
        assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What `pg_dump` writes of a database, as text.
    ///
    /// # Panics
    /// When it fails.
    pub fn dump(&self, database: &Database) -> String {
        let mut dump = self.programs.command("pg_dump");
        let output = dump.args(["-U", OWNER, "-d", &database.name, "-h"]).arg(&self.folder).output().expect("starts");
        assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn create(&self, template: &str) -> Database {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let text = format!("create database {name} template {template}");
        let output = self.psql("postgres").args(["-c", &text]).output().expect("psql starts");
        assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
        let url = |user: &str| format!("host={} user={user} dbname={name}", self.folder.display());
        Database { admin_url: url(OWNER), url: url("amana_login"), name }
    }

    fn psql(&self, database: &str) -> Command {
        let mut psql = self.programs.command("psql");
        psql.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-U", OWNER, "-d", database, "-h"]).arg(&self.folder);
        psql
    }

    fn wait(&self) {
        for _ in 0..600 {
            if self.psql("postgres").args(["-c", "select 1"]).output().is_ok_and(|output| output.status.success()) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL does not start: {log}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.ear.get_mut().unwrap_or_else(PoisonError::into_inner).0.take());
        // the shell ends when the server has; a failure here has no one to tell
        drop(self.watch.wait());
    }
}

/// The installed programs, and the user to run them as: PostgreSQL refuses to run as root.
#[derive(Debug)]
struct Programs {
    folder: PathBuf,
    /// `Some` when this process is root: name, user and group numbers.
    user: Option<(&'static str, u32, u32)>,
}

impl Programs {
    fn find() -> Self {
        let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut versions: Vec<(u32, PathBuf)> = debian
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .collect();
        versions.sort();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folder = versions
            .into_iter()
            .rev()
            .map(|(_, folder)| folder)
            .chain(std::env::split_paths(&path))
            .find(|folder| ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).is_file()))
            .expect("PostgreSQL is not installed: install the Debian package `postgresql` (15 or newer)");
        let root = number("-u", None) == Some(0);
        let user = ["postgres", "nobody"]
            .iter()
            .find_map(|name| Some((*name, number("-u", Some(name))?, number("-g", Some(name))?)).filter(|_| root));
        assert!(
            !root || user.is_some(),
            "PostgreSQL does not run as root, and there is neither `postgres` nor `nobody`"
        );
        Self { folder, user }
    }

    fn hand_over(&self, folder: &Path) {
        if let Some((_, user, group)) = self.user {
            chown(folder, Some(user), Some(group)).expect("root may give a folder away");
        }
    }

    fn command(&self, program: &str) -> Command {
        self.command_of(&self.folder.join(program).to_string_lossy())
    }

    fn command_of(&self, program: &str) -> Command {
        let mut command = match self.user {
            None => Command::new(program),
            Some((_, user, group)) => {
                let mut setpriv = Command::new("setpriv");
                setpriv.args([format!("--reuid={user}"), format!("--regid={group}")]);
                setpriv.args(["--clear-groups", "--", program]);
                setpriv
            }
        };
        command.current_dir("/").env_remove("PGHOST").env_remove("PGPORT").env_remove("PGOPTIONS");
        command
    }
}

/// `id -u` or `id -g`, of a user or of this process.
fn number(what: &str, of: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(what).args(of).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok().filter(|_| output.status.success())
}
