//! Who sees what in a case now, and which rule says so: the table that every party can look at.
//!
//! A cell is what the views and the disclosures of that side come to, computed by the same functions. To a party, protection
//! looks like any other standstill: the table that it reads is that of a case which is frozen.

use domain::{Class, Overlay, Relation, RelationSet, Role, Side, StateToken};
use policy::{Ask, Sight, Table};
use store::Tx;

use super::disclose::needs_any;
use crate::admit::{self, Key, seen_overlay};
use crate::caller::Caller;
use crate::sight::{self, Cell};
use crate::workers::also_of;
use crate::{AppError, Desk};

/// Who sees one class of data now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeesRow {
    /// The class.
    pub class: Class,
    /// The customer.
    pub customer: Cell,
    /// The agency.
    pub agency: Cell,
    /// The operator's staff whose tasks cases are.
    pub operator: Cell,
}

/// The classes that people ask about.
const ASKED: &[Class] = &[
    Class::WorkerFirstName,
    Class::WorkerName,
    Class::WorkerIdentity,
    Class::WorkerSensitiveResult,
    Class::WorkerContact,
    Class::CustomerArea,
    Class::CustomerIdentity,
    Class::CustomerMoney,
    Class::InternalMoney,
];

/// The roles of each side. Of the operator those in whose daily work a case is; a data-protection officer opens what a
/// person asks them to.
const SIDES: [(Side, &[Role]); 3] = [
    (Side::Customer, &[Role::Customer, Role::CustomerApprover]),
    (Side::Agency, &[Role::AgencyUser, Role::AgencyAdmin]),
    (Side::Operator, &[Role::Moderator, Role::WelfareOfficer, Role::Finance, Role::Support]),
];

/// Who sees what in this case now. The reader's own side is the reader; of the others it is whoever there sees most.
pub fn visibility(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<SeesRow>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    Ok(rows(&desk.policy, caller.role, open.case.state.token(), open.case.overlay()))
}

/// The table that this reader is shown of a case that stands so.
fn rows(policy: &Table, reader: Role, state: StateToken, overlay: Overlay) -> Vec<SeesRow> {
    let overlay = seen_overlay(reader, overlay);
    let sees = |class: Class, (side, roles): (Side, &'static [Role])| {
        let own = [reader];
        let roles = if Side::of(reader) == side { &own } else { roles };
        let cells = roles.iter().map(|role| cell(policy, asks(*role, class, state, overlay), class));
        // the first of the best, so that the rule named is that of the side's first role where several see the same
        cells.reduce(|best, next| if rank(&next) > rank(&best) { next } else { best }).expect("every side has a role")
    };
    let row = |class: &Class| {
        let [customer, agency, operator] = SIDES.map(|side| sees(*class, side));
        SeesRow { class: *class, customer, agency, operator }
    };
    ASKED.iter().map(row).collect()
}

/// How a party to the case, or its owner, or staff with a task asks.
fn asks(role: Role, class: Class, state: StateToken, overlay: Overlay) -> Ask {
    let of_customer = matches!(class, Class::CustomerIdentity | Class::CustomerArea | Class::CustomerMoney);
    let relations = match Side::of(role) {
        Side::Operator => RelationSet::NONE.with(Relation::Assigned),
        side if (side == Side::Customer) == of_customer => {
            RelationSet::NONE.with(Relation::Party).with(Relation::OwnOrg)
        }
        _ => RelationSet::NONE.with(Relation::Party),
    };
    Ask::new(role, relations, state, overlay).with_working_purpose()
}

const fn rank(cell: &Cell) -> u8 {
    match (cell.sight, cell.on_request) {
        (Sight::Visible, _) => 3,
        (_, true) => 2,
        (Sight::Masked, false) => 1,
        (Sight::Hidden, false) => 0,
    }
}

/// One class through one pair of eyes: the best of its fields, for some of them open as parts of another class too.
fn cell(policy: &Table, ask: Ask, class: Class) -> Cell {
    let closed = class == Class::CustomerIdentity && !needs_any(ask.role(), ask.state());
    sight::cell(policy, ask, class, &also_of(class), closed)
}

#[cfg(test)]
mod tests {
    use domain::Purpose;
    use policy::{Shown, View};

    use super::super::{CustomerRecord, openable as openable_of_customer};
    use super::*;
    use crate::workers::{WorkerRecord, openable as openable_of_worker};

    fn shipped() -> Table {
        Table::from_bytes(include_bytes!("../../../../policies/access.table")).expect("the shipped table")
    }

    /// Everybody who can load a case, and how they then stand to its worker and to its customer.
    fn readers() -> impl Iterator<Item = (Role, RelationSet, RelationSet)> {
        let one = |relation| RelationSet::NONE.with(relation);
        let party = one(Relation::Party);
        let both = party.with(Relation::OwnOrg);
        Role::ALL.iter().filter_map(move |role| match Side::of(*role) {
            Side::Customer => Some((*role, party, both)),
            Side::Agency => Some((*role, both, party)),
            Side::Worker => Some((*role, one(Relation::Subject), one(Relation::Subject))),
            Side::Operator if crate::admit::works_on_cases(*role) => {
                Some((*role, one(Relation::Assigned), one(Relation::Assigned)))
            }
            _ => None,
        })
    }

    /// What a disclosure opens, for whichever purpose the caller states.
    fn opened(table: &Table, ask: Ask, openable: impl Fn(&View) -> Vec<&'static str>) -> Vec<&'static str> {
        let views = Purpose::ALL.iter().map(|purpose| table.view(&ask.with_stated_purpose(*purpose)));
        views.flat_map(|view| openable(&view)).collect()
    }

    fn cells() -> impl Iterator<Item = (StateToken, Overlay)> {
        StateToken::ALL.iter().flat_map(|state| Overlay::ALL.iter().map(|overlay| (*state, *overlay)))
    }

    #[test]
    fn what_a_disclosure_opens_is_never_shown_as_hidden() {
        use {CustomerRecord as C, WorkerRecord as W};
        let table = shipped();
        let mut opens = 0;
        for (role, to_worker, to_customer) in readers() {
            for (state, overlay) in cells() {
                let here = format!("{role} in {state} under {overlay}");
                let ask = |relations| Ask::new(role, relations, state, overlay).with_working_purpose();
                let of_worker = opened(&table, ask(to_worker), |view| openable_of_worker(view).collect());
                let seen = table.view(&ask(to_worker)).unopened(crate::workers::sealed_classes()).of(W::default());
                for field in [W::NAME, W::BIRTH_DATE, W::PASSPORT, W::CIVIL_ID, W::PHONE, W::KIN_NAME, W::FITNESS] {
                    let hidden = matches!(seen.show(&field), Shown::Hidden { .. });
                    assert!(!hidden || !of_worker.contains(&field.name), "{} of the worker for {here}", field.name);
                }
                let of_customer = opened(&table, ask(to_customer), |view| openable_of_customer(view).collect());
                let seen = table.view(&ask(to_customer)).of(C::default());
                for field in [C::NAME, C::CIVIL_ID, C::ADDRESS, C::PHONE] {
                    let hidden = matches!(seen.show(&field), Shown::Hidden { .. });
                    let name = format!("customer_{}", field.name);
                    assert!(!hidden || !of_customer.iter().any(|opened| *opened == name), "{name} for {here}");
                }
                opens += of_worker.len() + of_customer.len();
                if Side::of(role) == Side::Worker {
                    continue;
                }
                let rows = rows(&table, role, state, overlay);
                let own = |class: Class| {
                    let row = rows.iter().find(|row| row.class == class).expect("asked");
                    match Side::of(role) {
                        Side::Customer => row.customer.clone(),
                        Side::Agency => row.agency.clone(),
                        _ => row.operator.clone(),
                    }
                };
                let classes = [
                    (Class::WorkerName, vec!["name"], &of_worker),
                    (Class::WorkerIdentity, vec!["birth_date", "passport", "civil_id"], &of_worker),
                    (Class::WorkerContact, vec!["phone", "kin_name", "kin_phone"], &of_worker),
                    (Class::WorkerSensitiveResult, vec!["fitness"], &of_worker),
                    (
                        Class::CustomerIdentity,
                        vec!["customer_name", "customer_civil_id", "customer_address", "customer_phone"],
                        &of_customer,
                    ),
                ];
                for (class, fields, opened) in classes {
                    let cell = own(class);
                    assert_eq!(
                        cell.on_request,
                        fields.iter().any(|field| opened.contains(field)),
                        "{class} for {here}"
                    );
                    assert!(!cell.on_request || !cell.rules.is_empty(), "{class} for {here}: by which rule?");
                }
            }
        }
        assert!(opens > 1000, "the shipped policies open something: {opens}");
    }

    #[test]
    fn a_party_reads_of_a_sponsor_in_the_permit_what_the_permit_form_opens() {
        let rows = rows(&shipped(), Role::AgencyUser, StateToken::Permit, Overlay::None);
        let identity = rows.iter().find(|row| row.class == Class::WorkerIdentity).expect("asked");
        assert!(identity.customer.on_request);
        let ids: Vec<&str> = identity.customer.rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids, ["openings.customer_permit_form"]);
    }

    #[test]
    fn the_table_of_a_party_is_the_same_under_protection_and_in_a_dispute() {
        let table = shipped();
        for role in [Role::Customer, Role::CustomerApprover, Role::AgencyUser, Role::AgencyAdmin] {
            for state in StateToken::ALL {
                let read = |overlay| rows(&table, role, *state, overlay);
                assert_eq!(read(Overlay::Safeguarding), read(Overlay::Frozen), "{role} in {state}");
                let said = format!("{:?}", read(Overlay::Safeguarding)).to_lowercase();
                assert!(!said.contains("safeguard") && !said.contains("protect"), "{role} in {state}: {said}");
            }
        }
    }
}
