//! `amana document`: what is taken, and whether what was taken is still there.

use std::path::PathBuf;

use clap::Subcommand;

/// `amana document`.
#[derive(Debug, Subcommand)]
pub enum Document {
    /// Say whether a file would be taken as a document, and what of it would be kept
    Check {
        /// The file: JPEG, PNG, WebP or PDF
        file: PathBuf,
        /// Write there what would be kept
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
    /// Read every stored file and hold it against its row, its hash and its key; exit status 1 if something is wrong
    Verify,
}
