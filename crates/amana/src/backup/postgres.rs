//! PostgreSQL's own `pg_dump`, which copies as of one moment while others write.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::answer::Failure;

/// Dumps the database into a new file. The login must own the tables and pass row security (`bypassrls`), or the dump is refused.
pub fn dump(url: &str, to: &Path) -> Result<(), Failure> {
    let (address, password) = without_password(url)?;
    let mut command = Command::new("pg_dump");
    command.args(["--format=custom", "--no-password", "--file"]).arg(to).arg(format!("--dbname={address}"));
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let output = command.stdin(Stdio::null()).output().map_err(|error| {
        Failure::Failed(format!("pg_dump cannot be started ({error}); install the client of your PostgreSQL's version"))
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::Failed(format!("pg_dump: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// Everybody on the machine can read a command line, so a password goes through the environment.
fn without_password(url: &str) -> Result<(String, Option<String>), Failure> {
    if url.contains("://")
        && url.contains('@')
        && url.split('@').next().is_some_and(|login| login.matches(':').count() > 1)
    {
        return Err(Failure::Usage(
            "write the database's login as `host=.. dbname=.. user=.. password=..` to take backups".to_owned(),
        ));
    }
    let secret = |word: &&str| word.strip_prefix("password=").is_some();
    let password = url.split_whitespace().find(secret).and_then(|word| word.strip_prefix("password="));
    let address: Vec<_> = url.split_whitespace().filter(|word| !secret(word)).collect();
    Ok((address.join(" "), password.map(|word| word.trim_matches('\'').to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_on_the_command_line() {
        let (address, password) =
            without_password("host=/run/pg dbname=amana password='s3cret' user=owner").expect("read");
        assert_eq!(address, "host=/run/pg dbname=amana user=owner");
        assert_eq!(password.as_deref(), Some("s3cret"));
        assert_eq!(without_password("postgres://owner:s3cret@db/amana").expect_err("a URL").status(), 2);
        assert_eq!(without_password("postgres://owner@db:5432/amana").expect("no password").1, None);
    }
}
