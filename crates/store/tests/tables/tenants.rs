//! Two whole tenants on PostgreSQL, a row of each in every table, and raw SQL under the setting of one: none of the other's
//! rows comes, from any table or view of the schema. What is public by design is listed by name, with its reason.

use std::fmt::Write;

use testkit::postgres::{Cluster, Database};

use crate::house::House;

/// What one side may find of the other in a table.
enum Sees {
    /// Its own rows, and none of the other's.
    Own,
    /// No row at all, or no right to look.
    Nothing,
    /// Rows of the other too, because they are public: why.
    Public(&'static str),
}
use Sees::{Nothing, Own, Public};

const VERSION: &str = "one number: how often the catalogue changed";
const TRADE_NAMES: &str = "agencies and the operator are known by code and trade name; a licence's last day stands in `licence`; no household";
const PROJECTION: &str = "the published catalogue, which visitors read without signing in";

/// Every table and view, as the agency, the household and the worker of one tenant may see it.
const TABLES: &[(&str, [Sees; 3])] = &[
    ("address", [Nothing, Nothing, Nothing]),
    ("address_change", [Nothing, Nothing, Nothing]),
    ("agency_application", [Nothing, Nothing, Nothing]),
    ("agency_review", [Nothing, Own, Nothing]),
    ("alert", [Nothing, Nothing, Nothing]),
    ("app_user", [Nothing, Nothing, Nothing]),
    ("attested", [Own, Own, Own]),
    ("audit_checkpoint", [Nothing, Nothing, Nothing]),
    ("audit_closed", [Nothing, Nothing, Nothing]),
    ("audit_event", [Own, Own, Own]),
    ("audit_head", [Nothing, Nothing, Nothing]),
    ("audit_intake", [Nothing, Nothing, Nothing]),
    ("audit_pending", [Nothing, Nothing, Nothing]),
    ("audit_strip", [Nothing, Nothing, Nothing]),
    ("audit_tile", [Nothing, Nothing, Nothing]),
    ("audit_witness", [Nothing, Nothing, Nothing]),
    ("bank_file", [Nothing, Nothing, Nothing]),
    ("bank_line", [Nothing, Nothing, Nothing]),
    ("billing", [Own, Own, Own]),
    ("break_glass", [Nothing, Nothing, Nothing]),
    ("card_checkout", [Nothing, Own, Nothing]),
    ("case_access", [Own, Own, Own]),
    ("case_agency", [Own, Nothing, Nothing]),
    ("case_answer", [Nothing, Own, Own]),
    ("case_answers_agree", [Own, Own, Own]),
    ("case_event", [Own, Own, Own]),
    ("case_file", [Own, Own, Own]),
    ("case_quote", [Own, Own, Nothing]),
    ("catalogue", [Public(VERSION), Public(VERSION), Public(VERSION)]),
    ("challenge", [Nothing, Nothing, Nothing]),
    ("change_request", [Own, Nothing, Nothing]),
    ("connection", [Nothing, Nothing, Nothing]),
    ("connection_entry", [Nothing, Nothing, Nothing]),
    ("consent", [Own, Own, Own]),
    ("customer", [Own, Own, Own]),
    ("data_export", [Own, Own, Own]),
    ("data_export_link", [Own, Own, Own]),
    ("data_export_part", [Own, Own, Own]),
    ("denial_window", [Nothing, Nothing, Nothing]),
    ("document", [Own, Own, Own]),
    ("document_catalogue", [Nothing, Nothing, Nothing]),
    ("document_check", [Own, Nothing, Own]),
    ("document_link", [Own, Own, Own]),
    ("document_override", [Nothing, Nothing, Nothing]),
    ("document_reminder", [Nothing, Nothing, Nothing]),
    ("erasure", [Nothing, Nothing, Nothing]),
    ("factor", [Nothing, Nothing, Nothing]),
    ("factor_reset", [Nothing, Nothing, Nothing]),
    ("hold", [Own, Own, Own]),
    ("idempotency", [Own, Own, Own]),
    ("import", [Own, Nothing, Nothing]),
    ("import_mapping", [Own, Nothing, Nothing]),
    ("import_part", [Own, Nothing, Nothing]),
    ("import_row", [Own, Nothing, Nothing]),
    ("invitation", [Own, Own, Nothing]),
    ("invoice", [Own, Own, Nothing]),
    ("invoice_series", [Own, Own, Own]),
    ("kiosk", [Nothing, Nothing, Nothing]),
    ("known_device", [Nothing, Nothing, Nothing]),
    ("known_network", [Nothing, Nothing, Nothing]),
    ("last_choice", [Nothing, Nothing, Nothing]),
    ("ledger_entry", [Own, Own, Own]),
    ("ledger_line", [Own, Own, Nothing]),
    ("licence", [Own, Own, Own]),
    ("limit_refusal", [Nothing, Nothing, Nothing]),
    ("linked_identity", [Nothing, Nothing, Nothing]),
    ("membership", [Own, Own, Nothing]),
    ("message_count", [Nothing, Nothing, Nothing]),
    ("moderation_index", [Own, Nothing, Nothing]),
    ("note", [Own, Nothing, Nothing]),
    ("org_key", [Nothing, Nothing, Nothing]),
    ("organisation", [Public(TRADE_NAMES), Public(TRADE_NAMES), Public(TRADE_NAMES)]),
    ("outbox", [Nothing, Nothing, Nothing]),
    ("passkey", [Nothing, Nothing, Nothing]),
    ("payment", [Own, Own, Nothing]),
    ("policy_approval", [Nothing, Nothing, Nothing]),
    ("policy_head", [Nothing, Nothing, Nothing]),
    ("policy_set", [Nothing, Nothing, Nothing]),
    ("policy_test", [Nothing, Nothing, Nothing]),
    ("profile", [Public(PROJECTION), Public(PROJECTION), Public(PROJECTION)]),
    ("profile_link", [Own, Own, Own]),
    ("profile_tag", [Public(PROJECTION), Public(PROJECTION), Public(PROJECTION)]),
    ("published_review", [Public(PROJECTION), Public(PROJECTION), Public(PROJECTION)]),
    ("quasi_identifier", [Nothing, Nothing, Nothing]),
    ("record_subject", [Own, Nothing, Own]),
    ("recovery_code", [Nothing, Nothing, Nothing]),
    ("root_key", [Nothing, Nothing, Nothing]),
    ("schema_version", [Nothing, Nothing, Nothing]),
    ("session", [Nothing, Nothing, Nothing]),
    ("sign_in_bound", [Nothing, Nothing, Nothing]),
    ("spent_refresh", [Nothing, Nothing, Nothing]),
    ("subject_key", [Nothing, Nothing, Nothing]),
    ("timer", [Own, Own, Own]),
    ("token_key", [Nothing, Nothing, Nothing]),
    ("worker", [Own, Own, Own]),
    ("worker_event", [Own, Nothing, Own]),
    ("worker_identity", [Own, Own, Own]),
    ("worker_list", [Own, Nothing, Nothing]),
    ("worker_name_token", [Own, Nothing, Nothing]),
    ("wrong_guess", [Nothing, Nothing, Nothing]),
];

/// Everything of one tenant: an agency, its worker and user, a household, the case between them. `{x}` is `a` or `b`; every
/// identifier begins with it eight times, every text and byte string says it.
const TENANT: &str = r"
insert into organisation (id, kind, reference, code, name, licence, demo, created_at, version) values
    ('{xx}-0000-7000-8000-000000000001', 'agency', 'O-{xx}1', 'AG-{xx}', 'Agency {xx}', 'valid', false, now(), 1),
    ('{xx}-0000-7000-8000-000000000002', 'customer', 'O-{xx}2', null, null, null, false, now(), 1);
insert into licence values ('{xx}-0000-7000-8000-000000000001', '2027-01-01');
insert into app_user (id, language, demo, created_at, version) values ('{xx}-0000-7000-8000-000000000003', 'ar', false, now(), 1);
insert into address values ('{xx}-0000-7000-8000-000000000003', 'email', '{xx}', '{xx}', '{xx}', null, null);
insert into membership values ('{xx}-0000-7000-8000-000000000004', '{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000001', 'worker', now(), null, 1),
    ('{xx}-0000-7000-8000-000000000005', '{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000002', 'customer', now(), null, 1);
insert into invitation (id, org, role, person, channel, address_index, address_sealed, language, invited_by, created_at, expires_at) values
    ('{xx}-0000-7000-8000-000000000006', '{xx}-0000-7000-8000-000000000001', 'agency_user', '{xx}-0000-7000-8000-000000000006', 'email', '{xx}', '{xx}', 'en', '{xx}-0000-7000-8000-000000000003', now(), now()),
    ('{xx}-0000-7000-8000-000000000007', '{xx}-0000-7000-8000-000000000002', 'customer', '{xx}-0000-7000-8000-000000000007', 'email', '{xx}', '{xx}', 'en', '{xx}-0000-7000-8000-000000000003', now(), now());
insert into agency_application (id, state, name, name_ar, cr_number, licence_number, licence_until, terms, person, channel, language, challenge, created_at, expires_at, version, org) values
    ('{xx}-0000-7000-8000-000000000015', 'founded', 'Agency {xx}', '{xx}', '{xx}', '{xx}', '2027-01-01', '1', '{xx}-0000-7000-8000-000000000015', 'email', 'en', '{xx}-0000-7000-8000-000000000015', now(), now(), 1, '{xx}-0000-7000-8000-000000000001');
insert into challenge (id, channel, address_index, mailbox_index, network_index, code_hash, attempts, created_at, expires_at) values ('{xx}-0000-7000-8000-000000000008', 'email', '{xx}', '{xx}', '{xx}', '{xx}', 0, now(), now());
insert into wrong_guess values ('email', '{xx}', '{xx}', 1, 1);
insert into known_network values ('email', '{xx}', '{xx}', 1);
insert into known_device values ('{xx}-0000-7000-8000-000000000003', '{xx}', 1);
insert into message_count values ('org', '{xx}-0000-7000-8000-000000000001', 1, 1);
insert into session (id, user_id, portal, token_hash, created_at, expires_at, refresh_until, ends_at, second, proven_at) values ('{xx}-0000-7000-8000-000000000009', '{xx}-0000-7000-8000-000000000003', 'api', '{xx}', now(), now(), now(), now(), false, now());
insert into limit_refusal values (now(), '{xx}', '{xx}', 1, now());
insert into token_key values ('{xx}-0000-7000-8000-00000000000c', '{xx}', now(), now(), null);
insert into kiosk (id, reference, worker, person, membership, officer, seen, code_hash, attempts, created_at, expires_at) values
    ('{xx}-0000-7000-8000-000000000016', 'W-{xx}', '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000004', '{xx}-0000-7000-8000-000000000016', 'passport', '{xx}', 0, now(), now());
insert into last_choice values ('{xx}-0000-7000-8000-000000000003', 'api', '{xx}-0000-7000-8000-000000000004');
insert into spent_refresh values ('{xx}', '{xx}-0000-7000-8000-000000000009', now());
insert into address_change values ('{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000014', 'email', '{xx}', '{xx}', '{xx}',
    '{xx}-0000-7000-8000-000000000014', 'sms', '{xx}-0000-7000-8000-000000000014', null, null, null, now());
insert into linked_identity (id, user_id, provider, subject_index, linked_at) values ('{xx}-0000-7000-8000-000000000018', '{xx}-0000-7000-8000-000000000003', '{xx}', '{xx}', now());
insert into sign_in_bound values ('{xx}-0000-7000-8000-000000000009', '{xx}-0000-7000-8000-000000000001');
insert into factor (id, user_id, secret_sealed, created_at) values ('{xx}-0000-7000-8000-000000000013', '{xx}-0000-7000-8000-000000000003', '{xx}', now());
insert into passkey values ('{xx}-0000-7000-8000-000000000014', '{xx}-0000-7000-8000-000000000003', '{xx}', '{xx}', '{xx}', 0, now(), null);
insert into factor_reset (id, user_id, reason, asked_by, asked_at) values ('{xx}-0000-7000-8000-000000000015', '{xx}-0000-7000-8000-000000000003', '{xx}', '{xx}-0000-7000-8000-000000000003', now());
insert into alert (token_hash, user_id, kind, object, created_at, expires_at) values ('{xx}', '{xx}-0000-7000-8000-000000000003', '{xx}', '{xx}-0000-7000-8000-000000000015', now(), now());
insert into recovery_code values ('{xx}-0000-7000-8000-000000000003', '{xx}', now(), null);
insert into root_key values ('{xx}', ascii('{xx}'), now());
insert into org_key values ('{xx}-0000-7000-8000-000000000001', 1, '{xx}', '{xx}', now());
insert into subject_key values ('{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000001', 1, '{xx}', now());
insert into worker (id, org, person, reference, state, body, first_name, age, age_on, origin, languages, skills, work, experience_years, available_from, created_by, created_at, updated_at, version) values
    ('{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-000000000003', 'W-{xx}', 'roster:listed', '{}', 'Selam {xx}', 30, '2026-01-01', 'ET', '[]', '[]', '[]', 5, '2026-01-01', '{xx}-0000-7000-8000-000000000003', now(), now(), 1);
insert into worker_identity (worker, org, name_sealed, birth_date_sealed) values ('{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000001', '{xx}', '{xx}');
insert into worker_name_token values ('{xx}-0000-7000-8000-000000000001', '{xx}', '{xx}-0000-7000-8000-00000000000a');
insert into worker_list values ('{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000001', '{xx}', '2027-01', null);
insert into moderation_index values ('passport', '{xx}', '{xx}-0000-7000-8000-00000000000a', true);
insert into consent (id, org, worker, kind, text_version, language, method, given_by, given_at) values
    ('{xx}-0000-7000-8000-00000000000b', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-00000000000a', 'papers', '1', 'am', 'in_app', '{xx}-0000-7000-8000-000000000003', now());
insert into profile (reference, agency_code, work, age_from, age_to, experience_years, skills, languages, available_from, held, listed_at) values
    ('P-{xx}', 'AG-{xx}', '[]', 30, 30, 5, '[]', '[]', '2026-01-01', false, now());
insert into profile_tag values ('work', '{xx}', now(), 'P-{xx}');
insert into profile_link values ('P-{xx}', '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000001');
insert into quasi_identifier values ('P-{xx}', '{xx}-0000-7000-8000-00000000000a', 'AG-{xx}', 'ET', 30, '', '');
insert into change_request values ('{xx}-0000-7000-8000-000000000012', '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000001', 'text', '{xx}',
    '{xx}-0000-7000-8000-000000000003', now(), '{}', '[]', null, null);
insert into customer (org, area, version) values ('{xx}-0000-7000-8000-000000000002', 'Al Khuwair {xx}', 1);
insert into case_file (id, reference, customer_org, agency_org, worker, state, overlay, body, opened_at, moved_at, version) values
    ('{xx}-0000-7000-8000-00000000000c', 'C-{xx}', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-00000000000a', 'met', 'none', '{}', now(), now(), 1);
insert into connection (id, user_id, org, kind, service, account_sealed, grant_sealed, expires_at, version, doubts, due_at, failures, connected_at) values
    ('{xx}-0000-7000-8000-000000000013', '{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000001', 'calendar', '{xx}', '{xx}', '{xx}', now(), 1, 0, now(), 0, now());
insert into connection_entry values ('{xx}-0000-7000-8000-000000000013', '{xx}-0000-7000-8000-00000000000c', '{xx}', '{xx}', now());
insert into case_access values
    ('{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001'),
    ('{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001');
insert into case_agency (case_id, org, version) values ('{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000001', 1);
insert into case_answer values
    ('{xx}-0000-7000-8000-00000000000c', 'customer', '{xx}-0000-7000-8000-000000000002', null, true, now()),
    ('{xx}-0000-7000-8000-00000000000c', 'worker', null, '{xx}-0000-7000-8000-000000000003', true, now());
insert into case_quote values ('{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', '{}', now());
insert into case_event values ('{xx}-0000-7000-8000-00000000000c', 1, '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-00000000000a', 'enquire', 'none', 'enquiry', 'customer', 'customer', '{xx}-0000-7000-8000-000000000003', now());
insert into break_glass values ('{xx}-0000-7000-8000-000000000013', '{xx}-0000-7000-8000-00000000000c', 'danger', '{xx}', '{xx}-0000-7000-8000-000000000003', now(), true,
    '{xx}-0000-7000-8000-000000000003', now(), now(), null, null, null, null);
insert into note values ('{xx}-0000-7000-8000-000000000014', '{xx}-0000-7000-8000-000000000001', 'agency', '{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-00000000000a',
    '{xx}-0000-7000-8000-000000000003', 'agency_user', '{xx}', now());
insert into agency_review values ('{xx}-0000-7000-8000-000000000015', '{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000002', 'AG-{xx}', 'well', 'well', 'well', '{xx}', 'published', null, now(), null, null);
insert into published_review values ('{xx}-0000-7000-8000-000000000015', 'AG-{xx}', 'well', 'well', 'well', '2026-01', '{xx}');
insert into worker_event values ('{xx}-0000-7000-8000-00000000000a', 1, '{xx}-0000-7000-8000-000000000001', 'list', 'roster:reviewed', 'roster:listed', 'agency', 'agency_user', '{xx}-0000-7000-8000-000000000003', now());
insert into hold values ('{xx}-0000-7000-8000-00000000000d', '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', 1, true, now(), true, false, now(), null);
insert into attested values ('{xx}-0000-7000-8000-00000000000c', 'paper_seen', 'agency_user', '{xx}-0000-7000-8000-000000000003', now(), '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001');
insert into ledger_entry values ('{xx}-0000-7000-8000-00000000000c', 1, 'deposit_held', null, 'OMR', '{xx}-0000-7000-8000-000000000016', now(), '{xx}');
insert into ledger_line values ('{xx}-0000-7000-8000-00000000000c', 1, 1, 'bank', 'debit', 5), ('{xx}-0000-7000-8000-00000000000c', 1, 2, 'commission', 'credit', 5);
insert into billing values ('{xx}-0000-7000-8000-000000000001', '{xx}', '{xx}', '{xx}', '{xx}', null, now(), 1);
insert into invoice_series values ('{xx}-0000-7000-8000-000000000001', 'INV', 2026, 1);
insert into invoice values ('{xx}-0000-7000-8000-000000000017', '{xx}-0000-7000-8000-000000000001', 'INV', 2026, 1, 'INV-{xx}', 'deposit', '{xx}-0000-7000-8000-00000000000c',
    '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', 'OMR', 5, 0, '{}', now(), now(), '{xx}-0000-7000-8000-000000000016', '{xx}');
insert into payment (id, case_id, customer_org, agency_org, method, way, amount_minor, currency, state, source, noted_at, version) values
    ('{xx}-0000-7000-8000-000000000018', '{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', 'cash', 'in', 5, 'OMR', 'noted', '{xx}', now(), 1);
insert into card_checkout (id, gateway, session, case_id, customer_org, agency_org, invoice, amount_minor, currency, language, state, page_url, opened_by, opened_at, version) values
    ('{xx}-0000-7000-8000-00000000001b', 'thawani', '{xx}', '{xx}-0000-7000-8000-00000000000c', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001',
     '{xx}-0000-7000-8000-000000000017', 5, 'OMR', 'en', 'open', '{xx}', '{xx}-0000-7000-8000-000000000003', now(), 1);
insert into bank_file values ('{xx}-0000-7000-8000-000000000019', '{xx}', 'OMR', 1, '{xx}-0000-7000-8000-000000000003', now());
insert into bank_line values ('{xx}-0000-7000-8000-00000000001a', '{xx}-0000-7000-8000-000000000019', 1, '{xx}', '2026-01-01', 5, '{xx}', 'open', 1);
insert into timer values ('{xx}-0000-7000-8000-00000000000c', 'offer_due', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000001', now(), null);
insert into outbox (id, idempotency_key, kind, template, args, org, run_at, attempts, created_at) values ('{xx}-0000-7000-8000-00000000000e', '{xx}', 'job', 'tell-org', '{}', '{xx}-0000-7000-8000-000000000001', now(), 0, now());
insert into idempotency values
    ('{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000001', 'POST /cases', 'key', '{xx}', 201, null, now()),
    ('{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-000000000002', 'POST /cases', 'key', '{xx}', 201, null, now());
insert into import (id, org, by_user, by_role, state, file_name, answers, rows, next_row, accepted, known, refused, at, version) values
    ('{xx}-0000-7000-8000-00000000000f', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-000000000003', 'agency_user', 'done',
     'roster {xx}.csv', '{}', 1, 1, 1, 0, 0, now(), 1);
insert into import_part values ('{xx}-0000-7000-8000-00000000000f', 1, '{xx}-0000-7000-8000-000000000001', '{xx}');
insert into import_row values ('{xx}-0000-7000-8000-00000000000f', 2, '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-00000000000a', null);
insert into import_mapping values ('{xx}-0000-7000-8000-000000000001', '{xx}', '{}', now());
insert into data_export (id, org, person, role, subject, reason, state, bytes, asked_at, version) values
    ('{xx}-0000-7000-8000-000000000016', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-000000000003', 'worker', '{xx}-0000-7000-8000-00000000000a', '{xx}', 'ready', 1, now(), 1),
    ('{xx}-0000-7000-8000-000000000017', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000003', 'customer', '{xx}-0000-7000-8000-000000000002', '{xx}', 'ready', 1, now(), 1);
insert into data_export_part values ('{xx}-0000-7000-8000-000000000016', 0, '{xx}'), ('{xx}-0000-7000-8000-000000000017', 0, '{xx}');
insert into data_export_link values ('{xx}6', '{xx}-0000-7000-8000-000000000016', now(), null), ('{xx}7', '{xx}-0000-7000-8000-000000000017', now(), null);
insert into document (id, paper, nth, org, owner_kind, owner, worker, household, case_id, subject, kind, state, reason, content, pages, bytes, object, object_bytes,
    uploaded_by, uploaded_at, version) values
    ('{xx}-0000-7000-8000-000000000018', '{xx}-0000-7000-8000-000000000018', 1, '{xx}-0000-7000-8000-000000000001', 'worker', '{xx}-0000-7000-8000-00000000000a',
     '{xx}-0000-7000-8000-00000000000a', null, null, '{xx}-0000-7000-8000-00000000000a', 'passport', 'clean', '{xx}', 'pdf', 1, 1, '{xx}1', 1,
     '{xx}-0000-7000-8000-000000000003', now(), 1),
    ('{xx}-0000-7000-8000-000000000019', '{xx}-0000-7000-8000-000000000019', 1, '{xx}-0000-7000-8000-000000000002', 'household', '{xx}-0000-7000-8000-000000000002',
     null, '{xx}-0000-7000-8000-000000000002', null, '{xx}-0000-7000-8000-000000000002', 'civil_id', 'clean', '{xx}', 'pdf', 1, 1, '{xx}2', 1,
     '{xx}-0000-7000-8000-000000000003', now(), 1);
insert into document_link (token_hash, id, document, org, person, session, role, purpose, case_id, state, overlay, takes, made_at, until, opened_at, refused) values
    ('{xx}1', '{xx}-0000-7000-8000-0000000000a1', '{xx}-0000-7000-8000-000000000018', '{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-0000000000a3', 'agency_admin', 'verify', null, 'none', 'none', false, now(), now(), null, 0),
    ('{xx}2', '{xx}-0000-7000-8000-0000000000a2', '{xx}-0000-7000-8000-000000000018', '{xx}-0000-7000-8000-000000000002', '{xx}-0000-7000-8000-000000000003', '{xx}-0000-7000-8000-0000000000a3', 'customer', 'permit', null, 'none', 'none', false, now(), now(), null, 0);
insert into document_check (document, nth, org, result, second, by_user, at) values
    ('{xx}-0000-7000-8000-000000000018', 1, '{xx}-0000-7000-8000-000000000001', 'accepted', false, '{xx}-0000-7000-8000-000000000003', now());
insert into document_reminder values ('{xx}-0000-7000-8000-000000000018', 90, now());
insert into document_override (id, document, reason, asked_by, asked_at, days) values ('{xx}-0000-7000-8000-00000000001a', '{xx}-0000-7000-8000-000000000018', '{xx}',
    '{xx}-0000-7000-8000-000000000003', now(), 1);
insert into document_catalogue (id, begun_at, checked, sound, findings) values ('{xx}-0000-7000-8000-00000000001b', now(), 1, 1, to_jsonb('{xx}'::text));
insert into policy_set values (ascii('{xx}'), '{xx}', '{}', '{xx}-0000-7000-8000-000000000003', now(), 0, '[]', '[]', '{}', null, 1);
insert into policy_approval values (ascii('{xx}'), '{xx}-0000-7000-8000-000000000003', now());
insert into policy_test values ('{xx}-0000-7000-8000-000000000013', '{xx}', 'party', 'working', 'held', 'none', 'class', 'worker_name', 'hidden',
    'default.deny', '', '{xx}-0000-7000-8000-000000000003', now());
insert into erasure values ('{xx}-0000-7000-8000-000000000016', 'household', 'ended', '{xx}-0000-7000-8000-000000000003', now(), null);
insert into denial_window values ('{xx}', now(), now(), 1, '{xx}');
insert into audit_event (n, id, org, subject, object, action, at, body, mac)
    select 1000 + ascii('{xx}') * 2 + k, ('{xx}-0000-7000-8000-00000000001' || k)::uuid, ('{xx}-0000-7000-8000-00000000000' || k)::uuid,
        '{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-00000000000c', 'view', now(), '{xx}', '{xx}' from generate_series(1, 2) k;
insert into record_subject values ('{xx}-0000-7000-8000-00000000000a', '{xx}-0000-7000-8000-000000000011'),
    ('{xx}-0000-7000-8000-000000000001', '{xx}-0000-7000-8000-000000000012');
insert into audit_closed values (1000 + ascii('{xx}') * 2, '{xx}', '{xx}', '{xx}-0000-7000-8000-000000000018');
insert into audit_pending values ('{xx}-0000-7000-8000-000000000020', '{xx}-0000-7000-8000-000000000020', 1, '{xx}-0000-7000-8000-000000000001', null, null, now(), '{xx}', '{xx}', '', true);
insert into audit_intake values ('{xx}-0000-7000-8000-000000000020', '{xx}');
";

/// Tables with one row for the whole installation, or none of anybody's.
const OF_NOBODY: &[&str] = &[
    "audit_checkpoint",
    "audit_head",
    "audit_strip",
    "audit_tile",
    "audit_witness",
    "catalogue",
    "policy_head",
    "schema_version",
];

fn sql(database: &Database, text: &str) -> String {
    Cluster::shared().sql(database, text)
}

/// `a` and `b` as texts and identifiers begin with them, and as byte strings are printed.
fn names(text: &str, tenant: &str) -> bool {
    let hex: String = tenant.repeat(8).bytes().map(|byte| format!("{byte:02x}")).collect();
    text.contains(&tenant.repeat(8)) || text.contains(&hex)
}

/// The columns of each table that a role may read.
fn readable(database: &Database, role: &str) -> Vec<(String, String)> {
    let text = format!(
        "select c.relname, coalesce(string_agg(quote_ident(a.attname), ', ') filter (where \
         has_column_privilege('{role}', c.oid, a.attname, 'select')), '') from pg_class c join pg_attribute a on a.attrelid = c.oid \
         where c.relkind in ('r', 'v', 'm', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped \
         group by c.relname order by c.relname"
    );
    let rows = sql(database, &text);
    rows.lines().filter_map(|row| row.split_once('|')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// What comes of every table under this setting, by its name.
fn seen(database: &Database, role: &str, setting: &str) -> Vec<(String, String)> {
    let mut looks = format!("begin; set local role {role}; set local {setting};\n");
    let tables = readable(database, role);
    for (table, columns) in tables.iter().filter(|(_, columns)| !columns.is_empty()) {
        writeln!(looks, "select '@{table}', t::text from (select {columns} from {table}) t;")
            .expect("a string takes all");
    }
    let rows = sql(database, &(looks + "commit"));
    let of = |table: &str| {
        let mark = format!("@{table}|");
        rows.lines().filter_map(|row| row.strip_prefix(&mark)).collect::<Vec<_>>().join("\n")
    };
    tables.iter().map(|(table, _)| (table.clone(), of(table))).collect()
}

fn two_tenants() -> (House, Database) {
    let house = House::postgres();
    let database = house.database.clone().expect("a PostgreSQL house");
    for tenant in ["a", "b"] {
        // only the tenants' rows are wanted here, not what follows from them
        let text = format!("set session_replication_role = replica; {}", TENANT.replace("{xx}", &tenant.repeat(8)));
        sql(&database, &text);
    }
    (house, database)
}

#[test]
fn raw_sql_under_one_tenants_setting_returns_no_row_of_the_other_from_any_table_or_view() {
    let (_house, database) = two_tenants();
    let all = seen(&database, "amana_system", "app.org = ''");
    let listed: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
    let real: Vec<&str> = all.iter().map(|(table, _)| table.as_str()).collect();
    assert_eq!(real, listed, "a table or view without an entry, or an entry without its table");
    let unexplained = |sees: &Sees| matches!(sees, Public(why) if why.len() < 20);
    assert!(!TABLES.iter().any(|(_, sees)| sees.iter().any(unexplained)), "what is public needs its reason");
    for (table, rows) in &all {
        let both = names(rows, "a") && names(rows, "b");
        assert!(
            both || OF_NOBODY.contains(&table.as_str()),
            "{table} has no row of one tenant: the test would see nothing"
        );
    }
    let asked = [
        ("amana_org", "app.org = 'aaaaaaaa-0000-7000-8000-000000000001'"),
        ("amana_org", "app.org = 'aaaaaaaa-0000-7000-8000-000000000002'"),
        ("amana_subject", "app.subject = 'aaaaaaaa-0000-7000-8000-000000000003'"),
    ];
    for (who, (role, setting)) in asked.into_iter().enumerate() {
        for ((table, rows), (_, sees)) in seen(&database, role, setting).iter().zip(TABLES) {
            let what = format!("{table} as {role} with {setting}:\n{rows}");
            match &sees[who] {
                Own => assert!(names(rows, "a") && !names(rows, "b"), "{what}"),
                Nothing => assert!(rows.is_empty(), "{what}"),
                Public(_) => assert!(!rows.contains("bbbbbbbb-0000-7000-8000-000000000002"), "{what}"),
            }
        }
    }
}

/// On SQLite these predicates are the only wall; here they stand without the database's own.
#[test]
fn the_walls_that_stand_in_every_statement_keep_the_tenants_apart_without_the_databases_own() {
    let (_house, database) = two_tenants();
    let asked = [
        ("org", "aaaaaaaa-0000-7000-8000-000000000001"),
        ("org", "aaaaaaaa-0000-7000-8000-000000000002"),
        ("subject", "aaaaaaaa-0000-7000-8000-000000000003"),
    ];
    let mut looked = 0;
    for (who, (scope, id)) in asked.into_iter().enumerate() {
        for (table, sees) in TABLES.iter().filter(|(table, _)| !matches!(*table, "catalogue" | "case_answers_agree")) {
            let wall = store::read_wall(table, scope);
            if let (Own, None) = (&sees[who], wall) {
                // The database lets it be found for a change; no statement reads it.
                continue;
            }
            let Some(wall) = wall else { continue };
            let own = format!("'{id}'::uuid");
            let wall = wall.replace("{a}", "t").replace(":org", &own).replace(":subject", &own);
            let look =
                format!("begin; set local role amana_system; select t::text from {table} t where {wall}; commit");
            let rows = sql(&database, &look);
            looked += 1;
            let what = format!("{table} as {scope} {id} by {wall}:\n{rows}");
            match &sees[who] {
                Own => assert!(names(&rows, "a") && !names(&rows, "b"), "{what}"),
                Nothing => assert!(!names(&rows, "b"), "{what}"),
                Public(_) => assert!(!rows.contains("bbbbbbbb-0000-7000-8000-000000000002"), "{what}"),
            }
        }
    }
    assert!(looked > 50, "{looked}");
}

#[test]
fn without_a_setting_only_what_is_public_comes() {
    let (_house, database) = two_tenants();
    for (who, (role, setting)) in
        [("amana_org", "app.org = ''"), ("amana_subject", "app.subject = ''")].into_iter().enumerate()
    {
        for ((table, rows), (_, sees)) in seen(&database, role, setting).iter().zip(TABLES) {
            let open = matches!(sees[who * 2], Public(_));
            assert!(open || rows.is_empty(), "{table} as {role}:\n{rows}");
        }
    }
}

#[test]
fn the_person_behind_a_profile_is_told_by_its_name_only_and_never_listed() {
    let (_house, database) = two_tenants();
    let ask = |role: &str, text: &str| {
        let setting = "set local app.org = 'aaaaaaaa-0000-7000-8000-000000000002'";
        sql(&database, &format!("begin; set local role {role}; {setting}; {text}; commit"))
    };
    let found = ask("amana_org", "select worker from behind('P-bbbbbbbb')");
    assert_eq!(found.trim(), "bbbbbbbb-0000-7000-8000-00000000000a", "an enquiry begins with it");
    let may = "select string_agg(r, ',') from unnest(array['amana_public', 'amana_signin', 'amana_subject']) r \
               where has_function_privilege(r, 'behind(text)', 'execute')";
    assert_eq!(sql(&database, may).trim(), "");
}
