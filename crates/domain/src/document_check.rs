//! What a moderator may find who compares a paper with what was typed from it.
//!
//! Reasons are a closed list: they reach whoever filed the paper, in their language, and the log, and neither may tell what the paper says.

use crate::words::{UnknownWord, words};
use crate::{DocumentKind, DocumentOwner, DocumentRule};
use serde::{Deserialize, Serialize};

words! {
    /// What was found.
    CheckResult, "result of a check" {
        Accepted = "accepted",
        Differs = "differs",
        Unreadable = "unreadable",
        Expired = "expired",
    }
}

words! {
    /// Why it was not accepted.
    CheckReason, "reason of a check" {
        Name = "name",
        Number = "number",
        BirthDate = "birth_date",
        LastDay = "last_day",
        CheckDigits = "check_digits",
        OtherPaper = "other_paper",
        OtherOwner = "other_owner",
        Blurred = "blurred",
        CutOff = "cut_off",
        Covered = "covered",
        PagesMissing = "pages_missing",
        DayPast = "day_past",
    }
}

impl CheckResult {
    /// The reasons of which one is said with it; none are said with what was accepted.
    pub const fn reasons(self) -> &'static [CheckReason] {
        use CheckReason as R;
        match self {
            Self::Accepted => &[],
            Self::Differs => {
                &[R::Name, R::Number, R::BirthDate, R::LastDay, R::CheckDigits, R::OtherPaper, R::OtherOwner]
            }
            Self::Unreadable => &[R::Blurred, R::CutOff, R::Covered, R::PagesMissing],
            Self::Expired => &[R::DayPast],
        }
    }

    /// Whether these two are said together.
    pub fn goes_with(self, reason: Option<CheckReason>) -> bool {
        match reason {
            None => self.reasons().is_empty(),
            Some(reason) => self.reasons().contains(&reason),
        }
    }
}

impl DocumentRule {
    /// Whether a moderator compares it with what was typed, once it is clean.
    pub const fn is_compared(&self) -> bool {
        use DocumentKind as K;
        match self.owner {
            DocumentOwner::Worker => matches!(self.kind, K::Passport | K::CivilId | K::LabourPermit),
            DocumentOwner::Agency => matches!(self.kind, K::CommercialRegistration | K::MunicipalLicence),
            DocumentOwner::Household => matches!(self.kind, K::CivilId),
            DocumentOwner::Case => false,
        }
    }

    /// Whether it has lines that a machine reads.
    pub const fn has_lines(&self) -> bool {
        matches!(self.kind, DocumentKind::Passport | DocumentKind::CivilId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DOCUMENT_RULES;

    #[test]
    fn each_reason_belongs_to_one_result() {
        for reason in CheckReason::ALL {
            let of = CheckResult::ALL.iter().filter(|result| result.goes_with(Some(*reason))).count();
            assert_eq!(of, 1, "{reason}");
        }
        assert!(CheckResult::Accepted.goes_with(None) && !CheckResult::Differs.goes_with(None));
    }

    #[test]
    fn what_is_compared_has_a_last_day() {
        let compared: Vec<_> = DOCUMENT_RULES.iter().filter(|rule| rule.is_compared()).collect();
        assert_eq!(compared.len(), 6);
        for rule in compared {
            assert_eq!(rule.expiry, crate::Expiry::Must, "{} of a {}", rule.kind, rule.owner);
        }
    }
}
