//! The command line. What stands here works; a command that is not there yet is not listed.
// LONG: one list, read as one.

use std::path::PathBuf;

mod leaving;
mod papers;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use leaving::{Erase, Factor, ResetFactor};
pub use papers::Document;

/// Placing domestic workers through licensed agencies, with a record of everything.
#[derive(Debug, Parser)]
#[command(name = "amana", version, about, propagate_version = true)]
#[command(after_help = "Exit status: 0 done, or it holds; 1 a check found something, or the work failed; \
    2 bad usage or configuration; 3 refused for safety.")]
pub struct Cli {
    /// Where the installation is.
    #[command(flatten)]
    pub place: Place,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the installation is.
#[derive(Debug, Args)]
pub struct Place {
    /// The settings file
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "data")]
    pub config: Option<PathBuf>,
    /// The data folder [default: the current folder, then .demo]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a living demo with invented people, everything embedded
    Demo {
        /// The port of pages and API
        #[arg(long, default_value_t = 7070)]
        port: u16,
        /// The port of health and metrics [default: the port and 9]
        #[arg(long)]
        ops_port: Option<u16>,
        /// Build a new world instead of going on with the old one
        #[arg(long)]
        fresh: bool,
        /// So many listed workers more, spread over the agencies, for measuring; nobody of them signs in
        #[arg(long, default_value_t = 0, hide = true)]
        crowd: usize,
        /// The world ends at this moment, and its clock stands there: twice the same for whoever compares pictures. The same
        /// moment at each start with the same data
        #[arg(long, value_name = "TIME", hide = true)]
        still: Option<jiff::Timestamp>,
    },
    /// Serve pages, API and jobs for real
    Serve {
        /// What this node does; several nodes need PostgreSQL
        #[arg(long, value_enum, default_value_t = Part::All)]
        role: Part,
    },
    /// The operator's own people
    #[command(subcommand)]
    Operator(Operator),
    /// Agencies
    #[command(subcommand)]
    Agency(Agency),
    /// Households
    #[command(subcommand)]
    Household(Household),
    /// Bring in what others keep
    #[command(subcommand)]
    Import(Import),
    /// Documents: passports, licences, contracts
    #[command(subcommand)]
    Document(Document),
    /// What looks into strangers' files, with little memory and time: standard input to standard output
    #[command(hide = true)]
    LookInto {
        /// Draw this page instead
        #[arg(long)]
        page: Option<usize>,
        /// So many pixels on its longer side
        #[arg(long, default_value_t = 1600)]
        side: u32,
    },
    /// Bring the database's schema up to date; the first time, make the installation and its keys
    Migrate {
        /// Only make PostgreSQL's roles, as before a dump is restored on another server
        #[arg(long)]
        roles_only: bool,
    },
    /// Say what is misconfigured, expired or unreachable, and how to mend it
    Doctor,
    /// Check, print, explain and compare the access policies
    #[command(subcommand)]
    Policy(Policy),
    /// The record of everything
    #[command(subcommand)]
    Audit(Audit),
    /// The money
    #[command(subcommand)]
    Money(Money),
    /// The keys
    #[command(subcommand)]
    Keys(Keys),
    /// Second factors
    #[command(subcommand)]
    Factor(Factor),
    /// Forget somebody: a withdrawn worker, a household, a person with an account. Cannot be undone
    Erase(Erase),
    /// Take a consistent, encrypted copy of the database while the server runs
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Make a new data folder from a backup; refuses what is damaged, foreign or cut
    Restore(Restore),
}

/// `amana operator`.
#[derive(Debug, Subcommand)]
pub enum Operator {
    /// Invite the first person of the operator's staff; they invite the others. Refused once somebody is there
    Invite(InviteOperator),
}

/// `amana agency`.
#[derive(Debug, Subcommand)]
pub enum Agency {
    /// Enter an agency whose licence you looked at, and invite the person who runs it
    Found(FoundAgency),
}

/// `amana household`.
#[derive(Debug, Subcommand)]
pub enum Household {
    /// Make a household's place and invite its first member, who fills in the rest
    Found(Reach),
}

/// Who is invited, and how they are reached.
#[derive(Debug, Args)]
pub struct Reach {
    /// Their e-mail address; with it they sign in
    #[arg(long, value_name = "ADDRESS", conflicts_with = "phone", required_unless_present = "phone")]
    pub email: Option<String>,
    /// Their mobile number, with its country code
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// Their name
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// The language of the message
    #[arg(long, default_value = "en", value_parser = ["en", "ar"])]
    pub language: String,
}

/// `amana operator invite`.
#[derive(Debug, Args)]
pub struct InviteOperator {
    /// Who.
    #[command(flatten)]
    pub reach: Reach,
    /// As what: platform_admin, moderator, finance, support, welfare_officer, dpo, auditor
    #[arg(long, default_value = "platform_admin")]
    pub role: String,
    /// The operator's name, when it is founded by this
    #[arg(long, value_name = "NAME", default_value = "Amana")]
    pub name: String,
    /// The same in Arabic
    #[arg(long, value_name = "NAME")]
    pub name_ar: Option<String>,
    /// Invite although somebody is there already: when nobody of them can sign in any more
    #[arg(long)]
    pub another: bool,
}

/// `amana agency found`.
#[derive(Debug, Args)]
pub struct FoundAgency {
    /// Its code: AG-021
    #[arg(long)]
    pub code: String,
    /// Its trade name
    #[arg(long)]
    pub name: String,
    /// The same in Arabic
    #[arg(long, value_name = "NAME")]
    pub name_ar: Option<String>,
    /// The last day of its licence: 2027-12-31
    #[arg(long, value_name = "DAY")]
    pub licence_until: String,
    /// Who runs it.
    #[command(flatten)]
    pub reach: Reach,
}

/// `amana import`.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// An agency's list of workers, CSV or XLSX: prints accepted and refused rows with line, column and reason
    Roster(Roster),
}

/// `amana import roster`.
#[derive(Debug, Args)]
pub struct Roster {
    /// The list
    pub file: PathBuf,
    /// The agency's code: AG-021
    #[arg(long)]
    pub agency: String,
    /// Say what would happen and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Which column holds which field, as TOML: full_name = "Name of the worker"
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// How dates of numbers are written
    #[arg(long, value_name = "ORDER", value_parser = ["day-first", "month-first"])]
    pub dates: Option<String>,
}

/// `amana policy`.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Validate a policy set, warnings are errors, and prove what it may never allow. With --data, ask it the tests kept there
    Check(PolicySet),
    /// Print who may see and do what
    Matrix(PolicySet),
    /// Say which policy decides one question
    Explain(Explain),
    /// Propose the set of a folder to the installation: what narrows is in force at once, what widens waits for two people
    Propose {
        /// The folder: *.cedar, and the schema as this program has it
        folder: PathBuf,
    },
    /// Say what an edit widens and narrows; exit status 1 if it widens
    Diff {
        /// The folder of the old set
        old: PathBuf,
        /// The folder of the new set
        new: PathBuf,
    },
}

/// Which policies.
#[derive(Debug, Args)]
pub struct PolicySet {
    /// A folder with access.cedarschema and *.cedar [default: the policies built into this program]
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
}

/// One question.
#[derive(Debug, Args)]
pub struct Explain {
    /// Who asks
    #[arg(long)]
    pub role: String,
    /// A field action (view, reveal, ..) or a step (offer, accept, ..); without it, how much of the data is seen
    #[arg(long)]
    pub action: Option<String>,
    /// How they stand to the data: `usual`, or relations, each given by itself [default: usual]
    #[arg(long)]
    pub relation: Vec<String>,
    /// Why: `working`, `none` or a purpose [default: working, what people usually do in the state]
    #[arg(long)]
    pub purpose: Option<String>,
    /// The state of the case or roster record
    #[arg(long)]
    pub state: String,
    /// The data class; not for steps. Without a class and an action, all are answered
    #[arg(long)]
    pub class: Option<String>,
    /// An overlay over the state
    #[arg(long, default_value = "none")]
    pub overlay: String,
    /// Which policies.
    #[command(flatten)]
    pub set: PolicySet,
}

/// `amana audit`.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Derive every leaf, link, tile and checkpoint of the log anew and say what was edited, cut, reordered or forked
    Verify {
        /// Begin at this record; what stands before it is then taken for granted
        #[arg(long, value_name = "N", default_value_t = 1)]
        from: u64,
        /// The chain's origin key, from where you keep it
        #[arg(long, value_name = "FILE")]
        chain_key: Option<PathBuf>,
        /// Keep in this file how far it came, and go on from there when it was cut off; removed at the end
        #[arg(long, value_name = "FILE", conflicts_with = "from")]
        state: Option<PathBuf>,
        /// Check this archive of dropped bodies against what stays of them in the log, and nothing else
        #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "chain_key", "state"])]
        archive: Option<PathBuf>,
    },
    /// Drop the bodies of old records that nobody may ask for any more; number, leaf and link stay, so that all else is proved as before
    Close(Close),
    /// Write a record, the proof that it is in the log, and the signed head it leads to: for `amana-verify` and for strangers
    Prove {
        /// The record's number
        #[arg(value_parser = clap::value_parser!(u64).range(1..))]
        n: u64,
        /// The archive that holds its body, when that was dropped from the log
        #[arg(long, value_name = "FILE")]
        archive: Option<PathBuf>,
        /// The folder for event.json, proof.json and checkpoint.txt
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Prove that the log only grew since a checkpoint that somebody kept
    Growth {
        /// That checkpoint
        since: PathBuf,
        /// The folder for growth.json and checkpoint.txt
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Go on with a restored log that is not the one that its witnesses know: in a new epoch, whose first record says so
    Continue,
    /// Print the signed head of the log: origin, number of records, root of its tree
    Checkpoint {
        /// Print the key that checkpoints are verified with instead; give it to whoever shall verify
        #[arg(long)]
        vkey: bool,
    },
}

/// `amana audit close`.
#[derive(Debug, Args)]
pub struct Close {
    /// Only records before this number, or before this day (2014-12-31); younger ones than the law's term are refused
    #[arg(long, value_name = "DAY|N")]
    pub before: String,
    /// The sign-in address of the data-protection officer who decided it; recorded as theirs
    #[arg(long, value_name = "ADDRESS")]
    pub officer: String,
    /// The file that takes the bodies, written and read back before any is dropped; one that is there already is gone on with
    /// [default: archives/before-N in the data folder]
    #[arg(long, value_name = "FILE", conflicts_with = "no_archive")]
    pub archive: Option<PathBuf>,
    /// Drop them without an archive: nobody can show them again
    #[arg(long)]
    pub no_archive: bool,
}

/// `amana money`.
#[derive(Debug, Subcommand)]
pub enum Money {
    /// Compare invoices and credit notes with the books, case by case, and name what does not fit
    Check,
}

/// `amana keys`.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Say which keys there are, whether their files are sound, and how much each epoch wraps
    Status,
    /// Make new keys and wrap everything again under them while the server runs; goes on where it stood when it was cut off
    Rotate(Rotate),
}

/// `amana keys rotate`.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Rotate {
    /// The key of one organisation: an agency's code (AG-021), or a reference
    #[arg(long, value_name = "REF")]
    pub org: Option<String>,
    /// The keys of all organisations
    #[arg(long)]
    pub all: bool,
    /// The root key, or move it to where the settings want it (`keys.vault`)
    #[arg(long)]
    pub root: bool,
    /// The key that signs access tokens; nobody is signed out
    #[arg(long)]
    pub tokens: bool,
}

/// `amana restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    pub file: PathBuf,
    /// The new data folder; empty, or not there yet
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// The folder with the installation's keys [default: that of the installation found]
    #[arg(long, value_name = "DIR")]
    pub keys: Option<PathBuf>,
    /// Leave the documents' files out, where the folder beside the backup is lost or damaged
    #[arg(long)]
    pub without_documents: bool,
}

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Pages, API and jobs
    All,
    /// Pages and API only
    Web,
    /// Jobs only
    Worker,
}
