//! The code that a worker tells the agency once they have arrived.

use domain::{CaseId, Relation, Role, StateToken};

use super::CaseView;
use crate::House;
use crate::caller::Caller;

impl House {
    /// The six digits that a worker tells the agency on arrival: derived from the case, stored nowhere.
    pub fn arrival_code(&self, case: CaseId) -> String {
        let hash = self.codes.hash(case.0, "000000");
        let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % 1_000_000;
        format!("{number:06}")
    }

    /// The same for whoever may read it: the worker, between the booked journey and the arrival.
    pub fn code_for_arrival(&self, caller: &Caller, view: &CaseView) -> Option<String> {
        let row = &view.open.row;
        let travels = row.state == StateToken::Travel && view.open.relations.has(Relation::Subject);
        (travels && caller.role == Role::Worker).then(|| self.arrival_code(row.id))
    }
}
