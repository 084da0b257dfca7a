//! Duties that one person must not hold together: who asks for something and who lets it pass, who acts and who looks at the
//! acts afterwards. By person, over all of their memberships.

use crate::words::Role::{
    self, AgencyAdmin, AgencyUser, Auditor, Dpo, Finance, Moderator, PlatformAdmin, Support, WelfareOfficer, Worker,
};

/// How far a rule reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Both roles in one organisation.
    Organisation,
    /// Both roles, wherever they are held.
    Everywhere,
}

/// One row: whoever has a role of one list has none of the other.
#[derive(Debug, Clone, Copy)]
pub struct Duty {
    /// The rule's name: a word that pages and problems say in full.
    pub rule: &'static str,
    /// One side.
    pub one: &'static [Role],
    /// The other.
    pub other: &'static [Role],
    /// How far it reaches.
    pub reach: Reach,
}

/// Everybody of the platform but those who read the log.
const WHO_ACT: &[Role] = &[Moderator, Finance, Support, WelfareOfficer, Dpo, PlatformAdmin];

/// The whole table.
pub const DUTIES: &[Duty] = &[
    Duty {
        rule: "staff_of_two_sides",
        one: super::office::STAFF,
        other: &[AgencyUser, AgencyAdmin],
        reach: Reach::Everywhere,
    },
    Duty { rule: "both_sides", one: &[Worker], other: &[AgencyUser, AgencyAdmin], reach: Reach::Organisation },
    Duty { rule: "duties_log", one: &[Auditor], other: WHO_ACT, reach: Reach::Everywhere },
    Duty { rule: "duties_money", one: &[Finance], other: &[Moderator], reach: Reach::Everywhere },
    Duty { rule: "duties_machines", one: &[PlatformAdmin], other: &[Finance, Dpo], reach: Reach::Everywhere },
];

/// The first rule that a person breaks who holds `held` (each with whether it is in the same organisation) and takes `role`
/// as well.
pub fn conflict(role: Role, held: impl IntoIterator<Item = (Role, bool)>) -> Option<&'static Duty> {
    let apart = |duty: &Duty, a: Role, b: Role| {
        duty.one.contains(&a) && duty.other.contains(&b) || duty.one.contains(&b) && duty.other.contains(&a)
    };
    held.into_iter().find_map(|(other, same)| {
        DUTIES.iter().find(|duty| (same || duty.reach == Reach::Everywhere) && apart(duty, role, other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::STAFF;

    fn rule(role: Role, other: Role, same: bool) -> Option<&'static str> {
        conflict(role, [(other, same)]).map(|duty| duty.rule)
    }

    #[test]
    fn whoever_reads_the_log_does_nothing_that_stands_in_it() {
        for role in STAFF.iter().copied().filter(|role| *role != Auditor) {
            assert_eq!(rule(Auditor, role, true), Some("duties_log"), "{role}");
            assert_eq!(rule(role, Auditor, false), Some("duties_log"), "{role}");
        }
    }

    #[test]
    fn a_rule_of_one_organisation_stops_at_its_wall() {
        assert_eq!(rule(Worker, AgencyUser, true), Some("both_sides"));
        assert_eq!(rule(Worker, AgencyUser, false), None);
        assert_eq!(rule(AgencyAdmin, Moderator, false), Some("staff_of_two_sides"));
    }

    #[test]
    fn every_rule_holds_both_ways_and_nobody_is_apart_from_themselves() {
        for duty in DUTIES {
            assert!(duty.one.iter().all(|role| !duty.other.contains(role)), "{}", duty.rule);
            for (one, other) in duty.one.iter().flat_map(|one| duty.other.iter().map(move |other| (*one, *other))) {
                assert_eq!(rule(one, other, true), rule(other, one, true), "{one} {other}");
                assert!(rule(one, other, true).is_some(), "{one} {other}");
            }
        }
        assert_eq!(rule(Finance, Support, true), None);
    }
}
