//! The list of walls: every table, and which of its rows each scope may read and write.
//!
//! On SQLite these predicates are the wall; on PostgreSQL row security says the same once more, in the migrations.
//! A table joins the two-party wall only by standing in this reviewed list: case_file, case_access, case_quote, case_event,
//! hold, timer, attested, ledger_entry, ledger_line, invoice, payment.
// LONG: one list, read as one.

mod words;

use crate::engine::ScopeKind::{Operator, Org, Public, SignIn, Subject, System};
use crate::engine::{Door, Wall};
use words::{
    ABOUT_ME, ACCEPTED, ASKED_BY_STAFF, BEHIND, CHECK_ABOUT_ME, DOCUMENT_ABOUT_ME, INVITED_WORKER, KNOWN_ORGANISATION,
    LINES_OF_MY_CASE, MINE, MINE_OR_ABOUT_US, MINE_OR_TO_SHOW, MY_CASES_CUSTOMER, MY_TIMER, OF_A_CASE_ABOUT_ME,
    OF_MY_CASE, OPENED_CUSTOMER, OPENED_DOCUMENT, OPENED_IDENTITY, OPENED_WORKER, OWN_OR_ASKED_FOR,
    OWN_OR_MY_CASES_AGENCY, OWN_OR_WHO_INVOICES, OWN_PROFILE, OWN_SERIES, OWN_WORKER, PART_OF_MINE, PART_OF_OURS,
    PART_OF_STAFF, PARTY, SERIES_OF_MY_AGENCY, SHARED,
};

/// Every table of the schema, and the hatches.
pub(crate) const WALLS: &[Wall] = &[
    Wall {
        table: "organisation",
        doors: &[
            Door::glimpse(Org, KNOWN_ORGANISATION),
            Door::glimpse(Subject, "{a}.kind in ('agency', 'operator')"),
            Door::open(Operator),
            Door::glimpse(Public, "{a}.kind = 'agency'"),
            Door { scope: SignIn, read: Some("true"), write: Some("{a}.kind = 'customer'") },
            Door::open(System),
        ],
    },
    Wall {
        table: "licence",
        doors: &[
            Door::glimpse(Org, OWN_OR_MY_CASES_AGENCY),
            Door::glimpse(Subject, "exists (select 1 from worker mw where mw.org = {a}.org and mw.person = :subject)"),
            Door::open(Operator),
            Door::window(SignIn),
            Door::open(System),
        ],
    },
    Wall { table: "app_user", doors: &[Door::open(Operator), Door::open(SignIn), Door::open(System)] },
    Wall { table: "address", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "address_change", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall {
        table: "membership",
        doors: &[
            Door::rows(Org, MINE),
            Door::open(Operator),
            Door { scope: SignIn, read: Some("true"), write: Some(ACCEPTED) },
            Door::open(System),
        ],
    },
    Wall {
        table: "invitation",
        doors: &[Door::rows(Org, MINE), Door::open(Operator), Door::open(SignIn), Door::open(System)],
    },
    Wall { table: "linked_identity", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "sign_in_bound", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "connection", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "connection_entry", doors: &[Door::open(System)] },
    Wall { table: "agency_application", doors: &[Door::open(Operator), Door::open(SignIn), Door::open(System)] },
    Wall { table: "kiosk", doors: &[Door::open(Operator), Door::open(SignIn), Door::open(System)] },
    Wall { table: "last_choice", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "spent_refresh", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "limit_refusal", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "token_key", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "challenge", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "wrong_guess", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "known_network", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "known_device", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "message_count", doors: &[Door::open(System)] },
    Wall { table: "factor", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "recovery_code", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "passkey", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "factor_reset", doors: &[Door::open(Operator), Door::open(SignIn), Door::open(System)] },
    Wall { table: "alert", doors: &[Door::letterbox(Operator), Door::open(SignIn), Door::open(System)] },
    Wall { table: "session", doors: &[Door::open(SignIn), Door::open(System)] },
    Wall { table: "root_key", doors: &[Door::open(System)] },
    Wall { table: "org_key", doors: &[Door::letterbox(Operator), Door::letterbox(SignIn), Door::open(System)] },
    Wall {
        table: "subject_key",
        doors: &[
            Door { scope: Org, read: None, write: Some(MINE) },
            Door::letterbox(Operator),
            Door::letterbox(SignIn),
            Door::open(System),
        ],
    },
    Wall {
        table: "worker",
        doors: &[
            Door { scope: Org, read: Some(OPENED_WORKER), write: Some(MINE) },
            Door::rows(Subject, "{a}.person = :subject"),
            Door::open(Operator),
            Door { scope: SignIn, read: None, write: Some(INVITED_WORKER) },
            Door::open(System),
        ],
    },
    Wall {
        table: "worker_identity",
        doors: &[
            Door { scope: Org, read: Some(OPENED_IDENTITY), write: Some(MINE) },
            Door::glimpse(Subject, ABOUT_ME),
            Door::window(Operator),
            Door::open(System),
        ],
    },
    Wall { table: "worker_name_token", doors: &[Door::rows(Org, MINE), Door::open(System)] },
    Wall { table: "worker_list", doors: &[Door::rows(Org, MINE), Door::open(System)] },
    Wall {
        table: "moderation_index",
        doors: &[Door { scope: Org, read: None, write: Some(OWN_WORKER) }, Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "consent",
        doors: &[
            Door { scope: Org, read: Some(MINE_OR_TO_SHOW), write: Some(MINE) },
            Door::rows(Subject, ABOUT_ME),
            Door::window(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "profile",
        doors: &[
            Door { scope: Org, read: Some("true"), write: Some(OWN_PROFILE) },
            Door::window(Subject),
            Door::open(Operator),
            Door { scope: Public, read: Some("not {a}.hidden"), write: None },
            Door::open(System),
        ],
    },
    Wall {
        table: "profile_tag",
        doors: &[
            Door { scope: Org, read: Some("true"), write: Some(":org is not null") },
            Door::window(Subject),
            Door::open(Operator),
            Door::window(Public),
            Door::open(System),
        ],
    },
    Wall {
        table: "catalogue",
        doors: &[
            Door::window(Org),
            Door::window(Subject),
            Door::window(Operator),
            Door::window(Public),
            Door::open(System),
        ],
    },
    Wall { table: "policy_set", doors: &[Door::open(Operator), Door::open(System)] },
    Wall { table: "policy_approval", doors: &[Door::open(Operator), Door::open(System)] },
    Wall {
        table: "policy_head",
        doors: &[Door::window(Public), Door::window(SignIn), Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "profile_link",
        doors: &[
            Door { scope: Org, read: Some(OWN_OR_ASKED_FOR), write: Some("{a}.agency_org = :org") },
            Door::glimpse(Subject, ABOUT_ME),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "quasi_identifier",
        doors: &[Door { scope: Org, read: None, write: Some(OWN_WORKER) }, Door::open(Operator), Door::open(System)],
    },
    Wall { table: "agency_review", doors: &[Door::rows(Org, MINE), Door::open(Operator), Door::open(System)] },
    Wall {
        table: "published_review",
        doors: &[
            Door {
                scope: Org,
                read: Some("true"),
                write: Some("exists (select 1 from agency_review mr where mr.id = {a}.id and mr.org = :org)"),
            },
            Door::window(Subject),
            Door::open(Operator),
            Door::window(Public),
            Door::open(System),
        ],
    },
    Wall { table: "break_glass", doors: &[Door::open(Operator), Door::open(System)] },
    Wall {
        table: "note",
        doors: &[
            Door::rows(Org, "({a}.org = :org and {a}.side = 'agency')"),
            Door::rows(Operator, "{a}.side = 'operator'"),
            Door::open(System),
        ],
    },
    Wall { table: "change_request", doors: &[Door::rows(Org, MINE), Door::open(Operator), Door::open(System)] },
    Wall {
        table: "document",
        doors: &[
            Door { scope: Org, read: Some(OPENED_DOCUMENT), write: Some(MINE) },
            Door::glimpse(Subject, DOCUMENT_ABOUT_ME),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "document_link",
        doors: &[
            Door::rows(Org, MINE),
            Door::rows(Subject, "{a}.person = :subject"),
            Door::rows(Operator, ASKED_BY_STAFF),
            Door::open(System),
        ],
    },
    Wall {
        table: "document_check",
        doors: &[
            Door::glimpse(Org, MINE),
            Door::glimpse(Subject, CHECK_ABOUT_ME),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall { table: "document_reminder", doors: &[Door::open(System)] },
    Wall { table: "document_override", doors: &[Door::open(Operator), Door::open(System)] },
    Wall { table: "document_catalogue", doors: &[Door::open(Operator), Door::open(System)] },
    Wall {
        table: "behind",
        doors: &[Door::hatch(Org, BEHIND), Door::hatch(Operator, BEHIND), Door::hatch(System, BEHIND)],
    },
    Wall { table: "shared", doors: &[Door::hatch(Org, SHARED)] },
    Wall {
        table: "customer",
        doors: &[
            Door { scope: Org, read: Some(OPENED_CUSTOMER), write: Some(MINE) },
            Door::glimpse(Subject, MY_CASES_CUSTOMER),
            Door::open(Operator),
            Door::letterbox(SignIn),
            Door::open(System),
        ],
    },
    Wall {
        table: "case_file",
        doors: &[Door::rows(Org, PARTY), Door::rows(Subject, ABOUT_ME), Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "case_access",
        doors: &[Door::rows(Org, PARTY), Door::rows(Subject, ABOUT_ME), Door::open(Operator), Door::open(System)],
    },
    Wall { table: "case_agency", doors: &[Door::rows(Org, MINE), Door::window(Operator), Door::open(System)] },
    Wall {
        table: "case_answer",
        doors: &[
            Door::rows(Org, "({a}.org = :org and {a}.party = 'customer')"),
            Door::rows(Subject, "({a}.person = :subject and {a}.party = 'worker')"),
            Door::window(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "case_answers_agree",
        doors: &[
            Door::glimpse(Org, OF_MY_CASE),
            Door::glimpse(Subject, OF_A_CASE_ABOUT_ME),
            Door::window(Operator),
            Door::window(System),
        ],
    },
    Wall { table: "case_quote", doors: &[Door::rows(Org, PARTY), Door::open(Operator), Door::open(System)] },
    Wall {
        table: "case_event",
        doors: &[Door::rows(Org, PARTY), Door::rows(Subject, ABOUT_ME), Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "worker_event",
        doors: &[Door::rows(Org, MINE), Door::rows(Subject, ABOUT_ME), Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "hold",
        doors: &[Door::rows(Org, PARTY), Door::rows(Subject, ABOUT_ME), Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "timer",
        doors: &[Door::rows(Org, PARTY), Door::rows(Subject, MY_TIMER), Door::open(Operator), Door::open(System)],
    },
    Wall {
        table: "attested",
        doors: &[Door::rows(Org, PARTY), Door::rows(Subject, MY_TIMER), Door::open(Operator), Door::open(System)],
    },
    // The worker whose confirmation is the last one posts what follows from it, and reads no sum.
    Wall {
        table: "ledger_entry",
        doors: &[
            Door::rows(Org, OF_MY_CASE),
            Door::rows(Subject, OF_A_CASE_ABOUT_ME),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "ledger_line",
        doors: &[
            Door { scope: Org, read: Some(LINES_OF_MY_CASE), write: Some(OF_MY_CASE) },
            Door { scope: Subject, read: None, write: Some(OF_A_CASE_ABOUT_ME) },
            Door::open(Operator),
            Door::open(System),
        ],
    },
    // Both parties read what was invoiced, but for what the platform asks of the agency; whoever signs last issues it.
    Wall {
        table: "invoice",
        doors: &[
            Door {
                scope: Org,
                read: Some("({a}.agency_org = :org or ({a}.customer_org = :org and {a}.kind <> 'commission'))"),
                write: Some(PARTY),
            },
            Door { scope: Subject, read: None, write: Some(OF_A_CASE_ABOUT_ME) },
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "invoice_series",
        doors: &[
            Door::rows(Org, OWN_SERIES),
            Door::rows(Subject, SERIES_OF_MY_AGENCY),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "billing",
        doors: &[
            Door { scope: Org, read: Some(OWN_OR_WHO_INVOICES), write: Some(MINE) },
            Door::glimpse(
                Subject,
                "exists (select 1 from case_file mc join worker mw on mw.id = mc.worker \
                    where mc.agency_org = {a}.org and mw.person = :subject)",
            ),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "payment",
        doors: &[
            Door { scope: Org, read: Some(PARTY), write: Some("{a}.agency_org = :org") },
            Door::open(Operator),
            Door::open(System),
        ],
    },
    // A household's own attempts to pay: their addresses are good for whoever has them.
    Wall {
        table: "card_checkout",
        doors: &[Door::rows(Org, "{a}.customer_org = :org"), Door::window(Operator), Door::open(System)],
    },
    Wall { table: "bank_file", doors: &[Door::open(Operator), Door::open(System)] },
    Wall { table: "bank_line", doors: &[Door::open(Operator), Door::open(System)] },
    Wall {
        table: "idempotency",
        doors: &[
            Door::rows(Org, MINE),
            Door::rows(Subject, "{a}.user_id = :subject"),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall { table: "import", doors: &[Door::rows(Org, MINE), Door::window(Operator), Door::open(System)] },
    Wall { table: "import_part", doors: &[Door::rows(Org, MINE), Door::open(System)] },
    Wall { table: "import_row", doors: &[Door::rows(Org, MINE), Door::open(System)] },
    Wall { table: "import_mapping", doors: &[Door::rows(Org, MINE), Door::open(System)] },
    Wall {
        table: "data_export",
        doors: &[
            Door::rows(Org, MINE),
            Door::rows(Subject, "{a}.person = :subject"),
            Door::rows(Operator, ASKED_BY_STAFF),
            Door::open(System),
        ],
    },
    Wall {
        table: "data_export_part",
        doors: &[
            Door::rows(Org, PART_OF_OURS),
            Door::rows(Subject, PART_OF_MINE),
            Door::rows(Operator, PART_OF_STAFF),
            Door::open(System),
        ],
    },
    Wall {
        table: "data_export_link",
        doors: &[
            Door::rows(Org, PART_OF_OURS),
            Door::rows(Subject, PART_OF_MINE),
            Door::rows(Operator, PART_OF_STAFF),
            Door::open(System),
        ],
    },
    Wall {
        table: "outbox",
        doors: &[
            Door::letterbox(Org),
            Door::letterbox(Subject),
            Door::letterbox(SignIn),
            Door::open(Operator),
            Door::open(System),
        ],
    },
    Wall { table: "policy_test", doors: &[Door::open(Operator), Door::open(System)] },
    Wall { table: "erasure", doors: &[Door::open(Operator), Door::open(System)] },
    Wall { table: "denial_window", doors: &[Door::window(Operator), Door::open(System)] },
    Wall {
        table: "audit_event",
        doors: &[
            Door::glimpse(Org, MINE_OR_ABOUT_US),
            Door::glimpse(
                Subject,
                "(exists (select 1 from worker mw where mw.id = {a}.subject and mw.person = :subject) \
                 or exists (select 1 from record_subject mr join worker mw on mw.id = mr.subject \
                 where mr.record = {a}.id and mw.person = :subject))",
            ),
            Door::window(Operator),
            Door::open(System),
        ],
    },
    Wall {
        table: "record_subject",
        doors: &[
            Door { scope: Org, read: Some("{a}.subject = :org"), write: Some("true") },
            Door {
                scope: Subject,
                read: Some("exists (select 1 from worker mw where mw.id = {a}.subject and mw.person = :subject)"),
                write: Some("true"),
            },
            Door { scope: Operator, read: Some("true"), write: Some("true") },
            Door::open(System),
        ],
    },
    Wall { table: "audit_closed", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "audit_head", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "audit_tile", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "audit_strip", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "audit_checkpoint", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "audit_witness", doors: &[Door::window(Operator), Door::open(System)] },
    Wall { table: "audit_pending", doors: &[Door::window(Operator), Door::open(System)] },
];
