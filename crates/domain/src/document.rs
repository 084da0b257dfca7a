//! Documents: which kinds of paper there are, what is accepted as one, whose it is, and how long it is kept.
//!
//! Who may open one is asked of the policy, by the data class of its kind and the state of the case or record; nothing of it stands here.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::words::{UnknownWord, words};
use crate::{Class, FieldAction};

words! {
    /// What a paper is.
    DocumentKind, "document kind" {
        Passport = "passport",
        CivilId = "civil_id",
        CommercialRegistration = "commercial_registration",
        MunicipalLicence = "municipal_licence",
        LabourPermit = "labour_permit",
        MedicalResult = "medical_result",
        PoliceCertificate = "police_certificate",
        Contract = "contract",
        Receipt = "receipt",
        Photo = "photo",
    }
}

words! {
    /// Whose a paper is.
    DocumentOwner, "document owner" {
        Worker = "worker",
        Agency = "agency",
        Household = "household",
        Case = "case",
    }
}

words! {
    /// Where a document stands. Only `clean` and `overruled` are ever opened.
    DocumentState, "document state" {
        Waiting = "waiting",
        Clean = "clean",
        Refused = "refused",
        Held = "held",
        Overruled = "overruled",
        Destroyed = "destroyed",
    }
}

impl DocumentState {
    /// Whether what lies there may be opened at all, by whoever policy lets.
    pub const fn opens(self) -> bool {
        matches!(self, Self::Clean | Self::Overruled)
    }
}

words! {
    /// What a file may be, as its content says.
    DocumentType, "document type" {
        Jpeg = "jpeg",
        Png = "png",
        WebP = "webp",
        Pdf = "pdf",
    }
}

/// Whether the day on which a paper ends is to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// It never ends.
    Never,
    /// It may have a last day.
    May,
    /// It has a last day, and nobody files it without.
    Must,
}

/// What is accepted as a kind of paper, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentRule {
    /// The kind.
    pub kind: DocumentKind,
    /// Whose.
    pub owner: DocumentOwner,
    /// What it speaks of: who may file and open it is the policy's word on this class.
    pub class: Class,
    /// What the file may be.
    pub types: &'static [DocumentType],
    /// The most bytes of the file as it is sent.
    pub bytes_max: u64,
    /// The most pages.
    pub pages_max: usize,
    /// Whether it ends.
    pub expiry: Expiry,
    /// Months that it is kept after it was replaced.
    pub kept_months: i32,
    /// Whether it is only looked at, page by page with a watermark, and never handed out as a file.
    pub view_only: bool,
}

const MIB: u64 = 1024 * 1024;
const SCANS: &[DocumentType] = &[DocumentType::Jpeg, DocumentType::Png, DocumentType::WebP, DocumentType::Pdf];
const PICTURES: &[DocumentType] = &[DocumentType::Jpeg, DocumentType::Png, DocumentType::WebP];

const fn rule(kind: DocumentKind, owner: DocumentOwner, class: Class, expiry: Expiry) -> DocumentRule {
    DocumentRule {
        kind,
        owner,
        class,
        types: SCANS,
        bytes_max: 20 * MIB,
        pages_max: 8,
        expiry,
        kept_months: 3,
        view_only: true,
    }
}

/// Every kind of paper that somebody may file for somebody.
pub const DOCUMENT_RULES: &[DocumentRule] = {
    use DocumentKind as K;
    use DocumentOwner::{Agency, Case, Household, Worker};
    use Expiry::{May, Must, Never};
    &[
        rule(K::Passport, Worker, Class::WorkerIdentity, Must),
        rule(K::CivilId, Worker, Class::WorkerIdentity, Must),
        // what an employer must have at hand
        DocumentRule { kept_months: 12, ..rule(K::LabourPermit, Worker, Class::WorkerPermitFields, Must) },
        DocumentRule { pages_max: 20, ..rule(K::MedicalResult, Worker, Class::WorkerSensitive, May) },
        rule(K::PoliceCertificate, Worker, Class::WorkerSensitive, May),
        DocumentRule {
            types: PICTURES,
            bytes_max: 10 * MIB,
            pages_max: 1,
            ..rule(K::Photo, Worker, Class::WorkerIdentity, Never)
        },
        rule(K::CivilId, Household, Class::CustomerIdentity, Must),
        DocumentRule {
            kept_months: 60,
            view_only: false,
            ..rule(K::CommercialRegistration, Agency, Class::AgencyLegal, Must)
        },
        DocumentRule {
            kept_months: 60,
            view_only: false,
            ..rule(K::MunicipalLicence, Agency, Class::AgencyLegal, Must)
        },
        DocumentRule {
            pages_max: 40,
            kept_months: 120,
            view_only: false,
            ..rule(K::Contract, Case, Class::OwnTerms, May)
        },
        DocumentRule { kept_months: 120, view_only: false, ..rule(K::Receipt, Case, Class::CustomerMoney, Never) },
    ]
};

impl DocumentRule {
    /// The rule of this kind for this owner; none: nobody files such a paper for them.
    pub fn of(kind: DocumentKind, owner: DocumentOwner) -> Option<&'static Self> {
        DOCUMENT_RULES.iter().find(|rule| rule.kind == kind && rule.owner == owner)
    }

    /// The kinds that are filed for this owner.
    pub fn of_owner(owner: DocumentOwner) -> impl Iterator<Item = &'static Self> {
        DOCUMENT_RULES.iter().filter(move |rule| rule.owner == owner)
    }

    /// The action by which it is opened: what is sealed by its nature is revealed, with a purpose; the rest is looked at.
    pub const fn opened_by(&self) -> FieldAction {
        match self.class {
            Class::OwnTerms | Class::CustomerMoney | Class::AgencyLegal => FieldAction::View,
            _ => FieldAction::Reveal,
        }
    }

    /// How long a version is kept after another took its place.
    pub fn kept(&self) -> Span {
        self.kept_months.months()
    }

    /// Whether this last day fits the kind on this day; the word of what is wrong.
    pub fn check_end(&self, expires_on: Option<Date>, today: Date) -> Result<(), &'static str> {
        match (self.expiry, expires_on) {
            (Expiry::Must, None) => Err("document_end_missing"),
            (Expiry::Never, Some(_)) => Err("document_end_none"),
            (_, Some(end)) if end < today => Err("document_ended"),
            (_, Some(end)) if today.checked_add(30.years()).is_ok_and(|most| end > most) => Err("document_end_far"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_rule_and_no_kind_two_for_one_owner() {
        for kind in DocumentKind::ALL {
            assert!(DOCUMENT_RULES.iter().any(|rule| rule.kind == *kind), "{kind} is filed for nobody");
        }
        for rule in DOCUMENT_RULES {
            let same = |other: &&DocumentRule| (other.kind, other.owner) == (rule.kind, rule.owner);
            assert_eq!(DOCUMENT_RULES.iter().filter(same).count(), 1, "{} of a {}", rule.kind, rule.owner);
        }
    }

    #[test]
    fn what_is_sealed_by_its_nature_is_never_handed_out_as_a_file() {
        for rule in DOCUMENT_RULES {
            assert_eq!(rule.opened_by() == FieldAction::Reveal, rule.view_only, "{} of a {}", rule.kind, rule.owner);
        }
    }

    #[test]
    fn a_last_day_is_asked_for_where_a_paper_ends() {
        let today: Date = "2026-11-22".parse().expect("a day");
        let passport = DocumentRule::of(DocumentKind::Passport, DocumentOwner::Worker).expect("a rule");
        assert_eq!(passport.check_end(None, today), Err("document_end_missing"));
        assert_eq!(passport.check_end(Some(today), today), Ok(()), "its last day is a day of it");
        assert_eq!(passport.check_end(today.yesterday().ok(), today), Err("document_ended"));
        assert_eq!(passport.check_end(Some("2058-01-01".parse().expect("a day")), today), Err("document_end_far"));
        let photo = DocumentRule::of(DocumentKind::Photo, DocumentOwner::Worker).expect("a rule");
        assert_eq!(photo.check_end(Some(today), today), Err("document_end_none"));
        assert!(DocumentRule::of(DocumentKind::Passport, DocumentOwner::Agency).is_none());
    }
}
