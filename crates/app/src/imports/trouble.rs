//! Why an import could not go on: as any use case, or because of what its file or its columns are.

use super::faults::{FileFault, MappingFault};
use crate::{AppError, StoreError};

/// Why an import's step did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// As any use case.
    #[error(transparent)]
    App(#[from] AppError),
    /// The file is no list that can be read.
    #[error(transparent)]
    File(#[from] FileFault),
    /// The columns do not fit.
    #[error(transparent)]
    Mapping(#[from] MappingFault),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

impl ImportError {
    /// The same for a job, which has nobody to ask: a file that was read before and cannot be any more is damaged.
    pub(super) fn of_a_job(self) -> AppError {
        match self {
            Self::App(error) => error,
            Self::File(_) | Self::Mapping(_) => AppError::Conflict("import_file_changed"),
        }
    }
}
