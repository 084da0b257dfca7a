//! Who files what: which question each kind of paper asks of the policy, and which kinds somebody may file for an owner.

use domain::{Class, ClassSet, DocumentRule, FieldAction, StepToken};
use policy::{ObjectRef, Permit};
use store::Tx;

use super::whose::{Of, Whose};
use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// A sum follows from steps and nobody edits it: the paper of a payment is filed by whoever may state what happened outside.
fn is_statement(rule: &DocumentRule) -> bool {
    rule.class == Class::CustomerMoney
}

impl Whose {
    /// May the caller file such a paper here?
    pub(super) fn may_file(
        &self,
        desk: &Desk,
        caller: &Caller,
        rule: &DocumentRule,
        document: ObjectRef,
    ) -> Result<Permit, AppError> {
        let asked = if is_statement(rule) {
            desk.policy.admit_step(&self.ask, StepToken::Attest, document)
        } else {
            desk.policy.admit_fields(&self.ask, FieldAction::Edit, document, ClassSet::EMPTY.with(rule.class))
        };
        asked.map_err(|denial| record::denied(desk, caller, denial))
    }

    /// Whether they could, without leaving a record.
    pub(super) fn could_file(&self, desk: &Desk, rule: &DocumentRule) -> bool {
        if is_statement(rule) {
            desk.policy.may_step(&self.ask, StepToken::Attest)
        } else {
            self.could(desk, FieldAction::Edit, rule)
        }
    }
}

/// The kinds that the caller may file there now; none where another organisation files, or policy lets nobody in this state.
pub fn fileable(tx: &mut Tx, desk: &Desk, caller: &Caller, of: &Of) -> Result<Vec<&'static DocumentRule>, AppError> {
    let whose = of.find(tx, desk, caller)?;
    if caller.is_operator() || caller.org != Some(whose.org) {
        return Ok(Vec::new());
    }
    let rules = DocumentRule::of_owner(whose.kind);
    Ok(rules.filter(|rule| whose.could_file(desk, rule)).collect())
}
