//! The texts that a policy set is compiled from: the schema, the `.cedar` files of one folder, and what it may never allow.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use aws_lc_rs::digest;

/// The name of the schema in its folder.
pub(crate) const SCHEMA: &str = "access.cedarschema";

/// The name of the file that says what no set may allow. No policies are in it.
pub(crate) const INVARIANTS: &str = "invariants.cedar";

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name without the folder, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The files of one policy set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// `access.cedarschema`.
    pub schema: Source,
    /// The `.cedar` files, by name.
    pub policies: Vec<Source>,
    /// `invariants.cedar`, if the folder has one. Those that this program was built with are proved in any case.
    pub invariants: Option<Source>,
}

impl Sources {
    /// No policies: the words and the invariants that this program was built with.
    pub fn built_in() -> Self {
        let source = |name: &str, text: &str| Source { name: name.to_owned(), text: text.to_owned() };
        Self {
            schema: source(SCHEMA, include_str!("../../../policies/access.cedarschema")),
            policies: Vec::new(),
            invariants: Some(source(INVARIANTS, include_str!("../../../policies/invariants.cedar"))),
        }
    }

    /// Reads a folder: `access.cedarschema` and every `*.cedar` in it.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let read = |name: String| fs::read_to_string(folder.join(&name)).map(|text| Source { name, text });
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().into_string();
            names.extend(name.ok().filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "cedar")));
        }
        names.sort();
        let invariants = names.iter().position(|name| name == INVARIANTS).map(|at| names.remove(at));
        Ok(Self {
            schema: read(SCHEMA.to_owned())?,
            policies: names.into_iter().map(read).collect::<Result<_, _>>()?,
            invariants: invariants.map(read).transpose()?,
        })
    }

    /// The same set without one file.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.policies.retain(|source| source.name != name);
        self
    }

    /// SHA-256 over names, lengths and texts, in hexadecimal: what records call the policy set.
    pub fn hash(&self) -> String {
        let mut context = digest::Context::new(&digest::SHA256);
        for Source { name, text } in [&self.schema].into_iter().chain(&self.policies).chain(&self.invariants) {
            context.update(format!("{name}\0{}\0{text}", text.len()).as_bytes());
        }
        context.finish().as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
