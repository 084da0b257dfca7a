//! Where documents are filed, as the address says it.

use app::AppError;
use app::admit::Key;
use app::documents::Of;
use domain::ids::ReferenceKind;

use crate::page::{Page, Portal};

/// Whose documents, and on which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A worker's, by their reference, by their agency.
    Worker(String),
    /// An agency's own.
    Agency,
    /// A household's own.
    Household,
    /// A case's, by its reference, by its agency.
    Case(String),
}

impl Place {
    /// The place of an address; none where nothing is filed.
    pub fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts[..] {
            ["agency", "workers", reference, "documents", ..] => Some(Self::Worker(reference.to_owned())),
            ["agency", "cases", reference, "documents", ..] => Some(Self::Case(reference.to_owned())),
            ["agency", "documents", ..] => Some(Self::Agency),
            ["customer", "documents", ..] => Some(Self::Household),
            _ => None,
        }
    }

    /// The address of the list.
    pub fn path(&self) -> String {
        match self {
            Self::Worker(reference) => format!("/agency/workers/{reference}/documents"),
            Self::Case(reference) => format!("/agency/cases/{reference}/documents"),
            Self::Agency => "/agency/documents".to_owned(),
            Self::Household => "/customer/documents".to_owned(),
        }
    }

    /// Whose they are, as the use cases ask.
    pub fn whose(&self) -> Result<Of, AppError> {
        Ok(match self {
            Self::Worker(reference) => Of::Worker(Key::parse(ReferenceKind::Worker, reference)?),
            Self::Case(reference) => Of::Case(Key::parse(ReferenceKind::Case, reference)?),
            Self::Agency => Of::Agency(None),
            Self::Household => Of::Household(None),
        })
    }

    /// The portal.
    pub const fn portal(&self) -> Portal {
        match self {
            Self::Household => Portal::Customer,
            Self::Worker(_) | Self::Agency | Self::Case(_) => Portal::Agency,
        }
    }

    /// The entry of the menu.
    pub const fn entry(&self) -> &'static str {
        match self {
            Self::Worker(_) => "workers",
            Self::Case(_) => "cases",
            Self::Agency => "own-documents",
            Self::Household => "household",
        }
    }

    /// The pages that it belongs to: their addresses and names.
    pub fn above(&self, page: &Page) -> Vec<(String, String)> {
        match self {
            Self::Worker(reference) => vec![
                ("/agency/workers".to_owned(), page.t("menu-workers")),
                (format!("/agency/workers/{reference}"), reference.clone()),
            ],
            Self::Case(reference) => vec![
                ("/agency/cases".to_owned(), page.t("menu-cases")),
                (format!("/agency/cases/{reference}"), reference.clone()),
            ],
            Self::Agency => Vec::new(),
            Self::Household => vec![("/customer/household".to_owned(), page.t("menu-household"))],
        }
    }

    /// The heading.
    pub fn title(&self, page: &Page) -> String {
        match self {
            Self::Worker(reference) | Self::Case(reference) => page.t1("documents-of", "reference", reference.as_str()),
            Self::Agency => page.t("documents-of-agency"),
            Self::Household => page.t("documents-of-household"),
        }
    }

    /// Whether they are the reader's organisation's own.
    pub const fn is_own(&self) -> bool {
        matches!(self, Self::Agency | Self::Household)
    }
}
