//! The audit record of a use case, written from what policy decided.

use audit::{Draft, Object, PurposeSource};
use domain::{FieldAction, StepToken};
use policy::{Denial, Permit};

use crate::AppError;
use crate::caller::Caller;
use crate::desk::Desk;

/// The record of an allowed act.
pub fn allowed(desk: &Desk, caller: &Caller, permit: &Permit, nth: u16) -> Draft {
    let object = permit.object();
    let mut draft = Draft::new(desk.record(nth), desk.now, caller.actor(), permit.role(), permit.act().as_str())
        .org(caller.org)
        .relation(permit.relations())
        .object(Object::new(object.kind, object.id).at(object.version))
        .classes(permit.classes())
        .state(permit.state())
        .policy(permit.policies(), set_hash(permit.policy_set()))
        .req(caller.request);
    if let Some(given) = permit.purpose() {
        draft = draft.purpose(given.purpose, source(given.source));
    }
    draft
}

/// The error of a denied act, with its record.
pub fn denied(desk: &Desk, caller: &Caller, denial: Denial) -> AppError {
    let object = denial.object();
    let ask = denial.ask();
    let mut draft = Draft::new(desk.record(0x700), desk.now, caller.actor(), ask.role(), denial.act().as_str())
        .denied()
        .org(caller.org)
        .relation(ask.relations())
        .object(Object::new(object.kind, object.id).at(object.version))
        .classes(denial.refused())
        .state(ask.state())
        .policy(denial.rules(), set_hash(denial.policy_set()))
        .req(caller.request);
    if let Some(given) = ask.purpose() {
        draft = draft.purpose(given.purpose, source(given.source));
    }
    AppError::Denied(Box::new(denial), Box::new(draft))
}

/// The actions of the log that are no step and no action on fields. Pages have a name for each, in both languages.
pub const WORDS: &[&str] = &[
    "sign_in_asked",
    "sign_in_failed",
    "signed_in",
    "signed_out",
    "session_renewed",
    "token_key_made",
    "requests_refused",
    "second_factor_asked",
    "second_factor_shown",
    "factor_begun",
    "factor_confirmed",
    "factor_removed",
    "recovery_codes_made",
    "passkey_added",
    "passkey_removed",
    "passkey_copied",
    "factor_reset",
    "reset_refused",
    "change_undone",
    "two_codes_on",
    "two_codes_off",
    "session_replaced",
    "others_signed_out",
    "sso_asked",
    "identity_linked",
    "identity_unlinked",
    "connection_asked",
    "connection_made",
    "connection_ended",
    "connection_refused",
    "connection_destroyed",
    "calendar_written",
    "organisation_chosen",
    "refresh_token_reused",
    "not_found",
    "consent_given",
    "consent_withdrawn",
    "roster_steps",
    "worker_sign_in_given",
    "member_added",
    "member_removed",
    "member_left",
    "role_changed",
    "invitation_accepted",
    "invitation_declined",
    "invitation_withdrawn",
    "invitations_forgotten",
    "registration_asked",
    "kiosk_opened",
    "application_asked",
    "application_confirmed",
    "application_checked",
    "application_refused",
    "address_change_asked",
    "address_answered",
    "address_change_waits",
    "address_change_stopped",
    "address_changed",
    "organisation_founded",
    "household_registered",
    "phone_code_asked",
    "phone_code_answered",
    "sms_limit_reached",
    "licence_lapsed",
    "import_begun",
    "import_previewed",
    "import_taken",
    "import_stopped",
    "import_refused_opened",
    "import_undo_asked",
    "import_undone",
    "import_chunk_undone",
    "import_file_destroyed",
    "roster_imported",
    "roster_chunk_imported",
    "export_asked",
    "export_ready",
    "export_given_up",
    "export_link_made",
    "export_downloaded",
    "export_revoked",
    "export_expired",
    "statement_taken",
    "document_link_made",
    "document_link_refused",
    "document_link_expired",
    "document_compared",
    "document_end_told",
    "document_refused",
    "document_clean",
    "document_held",
    "document_destroyed",
    "document_override_ended",
    "documents_catalogued",
    "document_objects_swept",
    "card_asked",
    "card_answered",
    "clock_ran_out",
    "timer_refused",
    "delivery_retried",
    "delivery_settled",
    "denials_repeated",
    "break_glass_told",
    "keys_destroyed",
    "key_rotation_begun",
    "key_rotation_joined",
    "keys_rewrapped",
    "key_epoch_destroyed",
    "root_rotation_begun",
    "root_rotation_joined",
    "root_key_in_use",
    "org_keys_rewrapped",
    "root_key_destroyed",
    "log_continued",
    "log_closed",
    "audit.ratchet",
    "pending_record_set_aside",
    "pending_record_missing",
];

/// Every word that may stand in a record as its action.
pub fn actions() -> impl Iterator<Item = &'static str> {
    let fields = FieldAction::ALL.iter().map(|action| action.as_str());
    let steps = StepToken::ALL.iter().map(|step| step.as_str());
    fields.chain(steps).chain(WORDS.iter().copied())
}

/// A record of something that no policy decides: signing in, setting up, a job's housekeeping.
pub fn plain(desk: &Desk, caller: &Caller, action: &str, nth: u16) -> Draft {
    debug_assert!(actions().any(|known| known == action), "{action} is missing in record::WORDS");
    Draft::new(desk.record(nth), desk.now, caller.actor(), caller.role, action).org(caller.org).req(caller.request)
}

const fn source(source: policy::PurposeSource) -> PurposeSource {
    match source {
        policy::PurposeSource::Working => PurposeSource::Working,
        policy::PurposeSource::Stated => PurposeSource::Stated,
    }
}

/// The policy set's hash from its hexadecimal form; zeros for a set made by hand in a test.
pub(crate) fn set_hash(hex: &str) -> audit::Hash {
    let mut hash = [0u8; 32];
    for (byte, pair) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0);
    }
    hash
}
