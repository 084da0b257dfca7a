//! What is planted, column by column: a value that nobody else has. A classified column that is neither planted nor named among
//! those that cannot be is red.

use std::fs;
use std::path::Path;

use app::admit::Key;
use app::imports::{Answers, Limits, NewFile, begin};
use app::notes::{self, About};
use app::workers::NewWorker;
use domain::{Class, WorkerId};
use envelope::{CivilId, Passport, Phone};
use testkit::columns::{self, Column};
use uuid::Uuid;

use crate::house::{TestHouse, new_worker};

/// Whose value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Worker(usize),
    Home(usize),
    Case(usize),
    Agency(usize),
    /// Whoever has this address.
    Address,
    /// Nobody, ever again: it was shown once.
    Nobody,
}

/// A value, what it speaks of, and how it may be written.
#[derive(Debug, Clone)]
pub struct Canary {
    pub column: &'static str,
    pub class: Class,
    pub also: Option<Class>,
    pub owner: Owner,
    pub texts: Vec<String>,
    /// Shown already where the class is masked: the short form of a sealed value.
    pub short: bool,
}

fn canary(column: &'static str, class: Class, owner: Owner, text: impl Into<String>) -> Canary {
    Canary { column, class, also: None, owner, texts: vec![text.into()], short: false }
}

/// A word that no language has.
pub fn word(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
    format!("Qx{}{}{}w", letter(n / 26), letter(n), letter(n * 7 + 3))
}

pub const LICENCES: [&str; 2] = ["2029-03-17", "2029-04-18"];

pub fn licence(owner: Owner, until: &str) -> Canary {
    canary("licence.until", Class::AgencyLegal, owner, until)
}

pub fn address(email: &str) -> Canary {
    canary("address.address_sealed", Class::Credentials, Owner::Address, email)
}

/// The secret of an authenticator that is in use, as apps take it, and as its bytes would be written.
pub fn secret(base32: &str, hex: String) -> Canary {
    Canary {
        texts: vec![base32.to_owned(), hex],
        ..canary("factor.secret_sealed", Class::Credentials, Owner::Nobody, "")
    }
}

/// A recovery code that was not used yet.
pub fn recovery_code(code: &str) -> Canary {
    canary("recovery_code.code_hash", Class::Credentials, Owner::Nobody, code)
}

fn worker_words(n: usize) -> [String; 6] {
    [0, 1, 2, 3, 4, 5].map(|part| word(20 + n * 10 + part))
}

/// A worker as an agency enters them, with the canaries that are in it.
pub fn worker(n: usize) -> (NewWorker, Vec<Canary>) {
    let [first, name, kin, history, ..] = worker_words(n);
    let (passport, civil_id) = (format!("ZQ73{n}1{n}94"), format!("8640{n}17{n}"));
    let (phone, kin_phone) = (format!("+25191173{n}04{n}"), format!("+25191184{n}05{n}"));
    let (birth, until) = (format!("199{}-0{}-1{n}", n % 5, n + 1), format!("203{n}-0{}-19", n + 3));
    let (fitness_on, wage) = (format!("2025-11-1{n}"), 101_337 + i64::try_from(n).expect("small") * 10_010);
    let mut new = new_worker(&passport);
    new.name = format!("{name} Bekele");
    new.birth_date = birth.parse().expect("a day");
    new.facts.first_name.clone_from(&first);
    new.facts.wage_minor = Some(wage);
    new.facts.history = Some(format!("Cared for {history} and cooked."));
    new.passport = Some(Passport::parse(&passport).expect("a number"));
    new.passport_until = Some(until.parse().expect("a day"));
    new.civil_id = Some(CivilId::parse(&civil_id).expect("a number"));
    new.phone = Some(Phone::parse(&phone).expect("a number"));
    new.kin_name = Some(kin.clone());
    new.kin_phone = Some(Phone::parse(&kin_phone).expect("a number"));
    new.fitness_on = Some(fitness_on.parse().expect("a day"));
    let owner = Owner::Worker(n);
    let mut month = canary("worker_list.passport_month", Class::WorkerIdentity, owner, &until[..7]);
    month.short = true;
    let form = |mut one: Canary| {
        one.also = Some(Class::WorkerPermitFields);
        one
    };
    let canaries = vec![
        canary("worker.first_name", Class::WorkerFirstName, owner, first),
        Canary {
            texts: vec![wage.to_string(), money(wage)],
            ..canary("worker.wage_minor", Class::ExtendedProfile, owner, "")
        },
        canary("worker.history", Class::ExtendedProfile, owner, history),
        form(canary("worker_identity.name_sealed", Class::WorkerName, owner, name)),
        form(canary("worker_identity.birth_date_sealed", Class::WorkerIdentity, owner, birth)),
        form(canary("worker_identity.passport_sealed", Class::WorkerIdentity, owner, passport)),
        canary("worker_identity.passport_until_sealed", Class::WorkerIdentity, owner, until),
        canary("worker_identity.civil_id_sealed", Class::WorkerIdentity, owner, civil_id),
        canary("worker_identity.phone_sealed", Class::WorkerContact, owner, phone),
        canary("worker_identity.kin_name_sealed", Class::WorkerContact, owner, kin),
        canary("worker_identity.kin_phone_sealed", Class::WorkerContact, owner, kin_phone),
        canary("worker_identity.fitness_on_sealed", Class::WorkerSensitiveResult, owner, fitness_on),
        month,
    ];
    (new, canaries)
}

/// As a page writes an amount of Omani rials.
pub fn money(minor: i64) -> String {
    format!("{}.{:03}", minor / 1000, minor % 1000)
}

/// Name, civil ID, address, telephone, area, household, duties.
pub fn home_texts(n: usize) -> (String, String, String, String, String, String, String) {
    let of = |part: usize| word(400 + n * 10 + part);
    let phone = format!("+9689173{n}04{n}");
    (
        format!("{} {}", of(0), of(1)),
        format!("7640{n}17{n}"),
        format!("Way {}", of(2)),
        phone,
        of(3),
        format!("Two adults {}", of(4)),
        format!("Cooking {}", of(5)),
    )
}

pub fn home(n: usize) -> Vec<Canary> {
    let (name, civil_id, address, phone, area, household, duties) = home_texts(n);
    let owner = Owner::Home(n);
    let last = |text: &str| text.rsplit(' ').next().expect("a word").to_owned();
    let (first, name) = name.split_once(' ').expect("two words");
    let mut first = canary("customer.first_name", Class::Interview, owner, first);
    first.also = Some(Class::CustomerIdentity);
    vec![
        first,
        canary("customer.name_sealed", Class::CustomerIdentity, owner, name),
        canary("customer.civil_id_sealed", Class::CustomerIdentity, owner, civil_id),
        canary("customer.address_sealed", Class::CustomerIdentity, owner, last(&address)),
        canary("customer.phone_sealed", Class::CustomerIdentity, owner, phone),
        canary("customer.area", Class::CustomerArea, owner, area),
        canary("customer.household", Class::CustomerArea, owner, last(&household)),
        canary("customer.duties", Class::CustomerArea, owner, last(&duties)),
    ]
}

/// Where the agency of a case receives people.
pub fn way(n: usize) -> (String, Canary) {
    let word = word(720 + n);
    (format!("Second floor, ask for {word}"), canary("case_file.body", Class::Interview, Owner::Case(n), word))
}

/// The service fee of an offer, and the wage and the document of its terms.
pub fn offer(n: usize) -> (serde_json::Value, serde_json::Value, Vec<Canary>) {
    let fee = 913_420 + i64::try_from(n).expect("small") * 1_000;
    let (vat, wage, digest) = (fee / 20, 133_731 + i64::try_from(n).expect("small"), format!("{n}9").repeat(32));
    let line =
        |item: &str, amount: i64| serde_json::json!({ "item": item, "payer": "customer", "amount_minor": amount });
    let lines =
        [line("service_fee", fee), line("vat", vat), line("government_fee", 141_001), line("insurance", 40_000)];
    let terms = serde_json::json!({ "sha256": digest, "languages": ["ar", "am"], "wage_minor": wage, "hours_per_day": 8, "rest_days_per_week": 1 });
    // The pack's eight percent of the fee, as the books have it.
    let commission = (fee * 8 + 50) / 100;
    let owner = Owner::Case(n);
    let both = |amount: i64| vec![amount.to_string(), money(amount)];
    let canaries = vec![
        Canary { texts: both(fee), ..canary("case_quote.body", Class::CustomerMoney, owner, "") },
        Canary { texts: both(deposit_of(fee)), ..canary("ledger_line.amount_minor", Class::CustomerMoney, owner, "") },
        Canary { texts: both(commission), ..canary("ledger_line.amount_minor", Class::InternalMoney, owner, "") },
        Canary { texts: both(wage), ..canary("case_file.body", Class::OwnTerms, owner, "") },
        canary("case_file.body", Class::OwnTerms, owner, digest),
    ];
    (serde_json::json!({ "lines": lines }), terms, canaries)
}

/// What the first household pays at the signature: half of its offer.
pub const fn deposit() -> i64 {
    deposit_of(913_420)
}

const fn deposit_of(fee: i64) -> i64 {
    (fee + fee / 20 + 141_001 + 40_000 + 1) / 2
}

/// A list of each agency that waits to be taken in: its name and the people in it are the agency's alone.
pub async fn imports(t: &TestHouse) -> Vec<(Vec<Canary>, Uuid)> {
    let mut found = Vec::new();
    for (n, agency) in [&t.agency, &t.other_agency].into_iter().enumerate() {
        let (file, name) = (word(600 + n), word(610 + n));
        let text = format!(
            "Full name;Nationality;Date of birth;Passport No;Languages\n{name} Mrema;Tanzania;04/05/1990;TA77{n}11{n}5;Swahili\n"
        );
        let new = NewFile {
            name: format!("{file}.csv"),
            bytes: text.into_bytes(),
            answers: Answers::default(),
            limits: Limits::default(),
        };
        let (import, _) = begin(&t.house, agency, new, None).await.map_err(|_| "a file").expect("a file");
        let owner = Owner::Agency(n);
        let canaries = vec![
            canary("import.file_name", Class::InternalNotes, owner, file),
            canary("import_part.part_sealed", Class::InternalNotes, owner, name),
        ];
        found.push((canaries, import.id));
    }
    found
}

/// What each agency writes down for itself about the people on its roster.
pub async fn notes(t: &TestHouse, workers: impl Iterator<Item = WorkerId>) -> Vec<Canary> {
    let mut found = Vec::new();
    for (n, worker) in workers.enumerate() {
        for (owner, agency) in [&t.agency, &t.other_agency].into_iter().enumerate() {
            let text = word(630 + n * 2 + owner);
            let about = About::Worker(Key::Id(worker.0));
            if notes::add(&t.house, agency, about, &format!("Ring {text} first."), None).await.is_ok() {
                found.push(canary("note.text_sealed", Class::InternalNotes, Owner::Agency(owner), text));
            }
        }
    }
    assert!(found.len() > 1, "each agency has somebody on its roster");
    found
}

/// The classified columns in which no text of ours can stand, or that nothing writes yet, and why.
const NOT_PLANTED: &[(&str, &str)] = &[
    ("organisation.code", "public: an agency's code"),
    ("organisation.name", "public: an agency's trade name; a household has none"),
    ("organisation.name_ar", "public: an agency's trade name"),
    ("organisation.licence", "one of three words"),
    ("app_user.name_sealed", "written at the entry of a person and read by nobody"),
    ("address.address_index", "a keyed hash"),
    ("address.mailbox_index", "a keyed hash"),
    ("address_change.address_index", "a keyed hash"),
    ("address_change.mailbox_index", "a keyed hash"),
    ("address_change.address_sealed", "the same value as address.address_sealed"),
    ("agency_application.name", "an agency's trade name"),
    ("agency_application.name_ar", "an agency's trade name"),
    ("agency_application.cr_number", "a number of the public register, shown to whoever checks it"),
    ("agency_application.licence_number", "a number of a licence, shown to whoever checks it"),
    ("agency_application.licence_until", "a day, shown to whoever checks it"),
    ("agency_application.address_index", "a keyed hash"),
    ("agency_application.mailbox_index", "a keyed hash"),
    (
        "agency_application.address_sealed",
        "goes into invitation.address_sealed, the same value as address.address_sealed",
    ),
    ("kiosk.code_hash", "a keyed hash"),
    ("invitation.address_index", "a keyed hash"),
    ("invitation.address_sealed", "the same value as address.address_sealed"),
    ("invitation.name_sealed", "the same value as app_user.name_sealed"),
    ("challenge.address_index", "a keyed hash"),
    ("challenge.mailbox_index", "a keyed hash"),
    ("challenge.code_hash", "a keyed hash"),
    ("wrong_guess.mailbox_index", "a keyed hash"),
    ("known_network.address_index", "a keyed hash"),
    ("known_device.device_hash", "a keyed hash"),
    ("session.token_hash", "a keyed hash"),
    ("session.refresh_hash", "a keyed hash"),
    ("spent_refresh.refresh_hash", "a keyed hash"),
    ("token_key.seed_sealed", "a key under a key"),
    ("linked_identity.subject_index", "a keyed hash"),
    (
        "passkey.name",
        "shown to its person alone; who has a passkey is asked for it, and nobody in this test has a device to show one",
    ),
    ("passkey.credential", "random, of a device; no row of it is in the world of this test"),
    ("passkey.public_key", "half of a pair that a device made"),
    ("card_checkout.session", "the gateway's name of a page: nobody in this test pays by card, and no page shows one"),
    ("card_checkout.page_url", "where one payer is sent: nobody in this test pays by card, and no page shows one"),
    ("card_checkout.amount_minor", "the sum of the invoice, which is held against the table with the invoices"),
    ("connection.account_sealed", "shown to its person and whoever runs the organisation: nobody in this test has one"),
    ("connection.grant_sealed", "what another service granted: nobody in this test has one, and no page shows any"),
    ("alert.token_hash", "a keyed hash"),
    ("alert.secret_sealed", "the same value as factor.secret_sealed or address.address_sealed"),
    ("alert.address_index", "a keyed hash"),
    ("alert.mailbox_index", "a keyed hash"),
    ("org_key.wrapped", "a key under a key"),
    ("subject_key.wrapped", "a key under a key"),
    ("worker.state", "a word of a list; held against the table by its field"),
    ("worker.body", "a word of a list; held against the table by its field"),
    ("worker.age", "two digits; held against the table by its field"),
    ("worker.age_on", "the day of the age"),
    ("worker.origin", "a word of a list; held against the table by its field"),
    ("worker.languages", "words of a list; held against the table by their field"),
    ("worker.skills", "words of a list; held against the table by their field"),
    ("worker.work", "words of a list; held against the table by their field"),
    ("worker.experience_years", "two digits; held against the table by its field"),
    ("worker.available_from", "a day that many share; held against the table by its field"),
    ("worker.public_form", "bands and words of lists; held against the table by their fields"),
    ("worker_identity.fitness_sealed", "a word of a list; held against the table by its field"),
    ("worker_identity.passport_index", "a keyed hash"),
    ("worker_identity.civil_id_index", "a keyed hash"),
    ("worker_identity.phone_index", "a keyed hash"),
    ("worker_name_token.token_index", "a keyed hash"),
    ("worker_list.name_tokens", "keyed hashes"),
    ("worker_list.fitness_month", "a month that many share"),
    ("moderation_index.value_index", "a keyed hash"),
    ("moderation_index.listed", "yes or no"),
    ("change_request.facts", "the same values as in `worker`"),
    ("policy_test.note", "written by staff to staff about the policies, without names"),
    ("change_request.message", "written by a moderator to the agency, without names: tested with the reviews"),
    ("agency_review.coordination", "one of three words, published at once"),
    ("agency_review.meetings", "one of three words, published at once"),
    ("agency_review.fees", "one of three words, published at once"),
    (
        "agency_review.text",
        "written by a household about its agency, read by a moderator first: tested with the reviews of agencies",
    ),
    ("document.key_sealed", "a random key under a key"),
    ("document.check_key_sealed", "the same key"),
    (
        "document.expires_on",
        "a day that many share; whose it is stands in no answer to whoever may not know of the paper",
    ),
    ("data_export.reason", "written by an officer without names and numbers: tested with the exports"),
    ("data_export_part.part_sealed", "a file of what other columns hold: taken and searched on the way"),
    ("data_export_link.token_hash", "a keyed hash"),
    ("document_link.token_hash", "a keyed hash"),
    (
        "document_override.reason",
        "written among the operator's staff, without names and numbers: tested with the overrides",
    ),
    ("published_review.coordination", "public"),
    ("published_review.meetings", "public"),
    ("published_review.fees", "public"),
    ("published_review.text", "public"),
    (
        "break_glass.message",
        "written among the operator's staff, without names and numbers: tested with the emergencies",
    ),
    ("profile.agency_code", "public"),
    ("profile.work", "public"),
    ("profile.age_from", "public"),
    ("profile.age_to", "public"),
    ("profile.experience_years", "public"),
    ("profile.skills", "public"),
    ("profile.languages", "public"),
    ("profile.available_from", "public"),
    ("profile.held", "public"),
    ("profile.listed_at", "public"),
    ("profile_tag.word", "public"),
    ("profile_tag.listed_at", "public"),
    ("quasi_identifier.origin", "the same value as worker.origin"),
    ("quasi_identifier.age", "the same value as worker.age"),
    ("quasi_identifier.languages", "the same value as worker.languages"),
    ("quasi_identifier.skills", "the same value as worker.skills"),
    ("customer.civil_id_index", "a keyed hash"),
    ("customer.phone_index", "a keyed hash"),
    ("case_file.state", "a word of a list: whoever may not know it gets 404"),
    ("case_file.overlay", "a word of a list"),
    ("case_agency.commission_minor", "nothing writes it yet"),
    ("case_agency.cost_minor", "nothing writes it yet"),
    ("case_agency.notes", "nothing writes it yet"),
    ("case_answer.yes", "yes or no"),
    ("worker_event.what", "a word of a list"),
    ("worker_event.from_state", "a word of a list"),
    ("worker_event.to_state", "a word of a list"),
    ("case_event.step", "a word of a list"),
    ("case_event.from_state", "a word of a list"),
    ("case_event.to_state", "a word of a list"),
    ("ledger_entry.kind", "a word of a list"),
    ("invoice.number", "a count of the issuer's: two houses have the same ones"),
    ("invoice.net_minor", "with its tax it is the deposit, which is planted as a sum of ledger_line"),
    ("invoice.vat_minor", "with the net it is the deposit, which is planted as a sum of ledger_line"),
    ("invoice.body", "the lines of the same sums, and who issued it, which is public or the platform's"),
    (
        "payment.amount_minor",
        "the walk's deposit is confirmed as seen; with a payment it is the same sum, planted as ledger_line's",
    ),
    ("payment.receipt", "a count of the platform's"),
    (
        "billing.vat_number",
        "printed on each paper of its organisation; who reads those is held by the tests of invoices",
    ),
    ("billing.register_number", "printed on each paper of its organisation"),
    ("billing.address", "printed on each paper of its organisation"),
    ("billing.address_ar", "printed on each paper of its organisation"),
    ("billing.iban", "said to everybody who is to pay in"),
    ("bank_line.bank_id", "no scope of a party or a worker has a door to it"),
    ("bank_line.amount_minor", "no scope of a party or a worker has a door to it"),
    ("bank_line.words", "no scope of a party or a worker has a door to it"),
    ("hold.firm", "yes or no"),
    ("hold.live", "yes or no"),
    ("hold.lapsed", "yes or no"),
    ("attested.statement", "a word of a list"),
    ("outbox.address_sealed", "the same value as address.address_sealed, and searched for in what is sent"),
    ("outbox.code_sealed", "a code for its receiver alone"),
    ("denial_window.record", "a record, searched for all canaries"),
    ("audit_event.body", "a record, searched for all canaries"),
    ("audit_pending.body", "a record, searched for all canaries"),
];

/// The classified columns as they are declared.
fn classified() -> Vec<Column> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("a text of the house");
    let sources =
        ["crates/app/src/workers/see.rs", "crates/app/src/cases/see.rs", "crates/store/src/tables/catalogue.rs"]
            .map(read);
    let declared = columns::declared(&sources.each_ref().map(String::as_str));
    let classes: Vec<&str> = Class::ALL.iter().map(|class| class.as_str()).collect();
    let (all, faults) = columns::read(&read("crates/store/migrations/postgres/0001_first.sql"), &declared, &classes);
    assert!(faults.is_empty(), "{faults:#?}");
    all.into_iter().filter(|column| column.structure.is_none()).collect()
}

/// The classified columns that are neither planted under the class that they declare nor named above.
pub fn uncovered(canaries: &[Canary]) -> Vec<String> {
    let mut faults = Vec::new();
    let all = classified();
    for column in &all {
        let place = column.place();
        let of = canaries.iter().filter(|canary| canary.column == place);
        let named = NOT_PLANTED.iter().any(|(name, _)| *name == place);
        match (of.clone().next(), named) {
            (None, false) => faults.push(format!("{place} has no canary: plant one, or say why none can be planted")),
            (Some(_), true) => faults.push(format!("{place} is planted and said not to be")),
            _ => {}
        }
        let own = |canary: &&Canary| {
            place != "import_part.part_sealed" && !column.classes.iter().any(|class| class == canary.class.as_str())
        };
        if let Some(other) = of.clone().find(own) {
            faults.push(format!("{place} declares {:?}, its canary goes by {}", column.classes, other.class));
        }
    }
    let gone = NOT_PLANTED.iter().filter(|(name, _)| !all.iter().any(|column| column.place() == *name));
    faults.extend(gone.map(|(name, _)| format!("{name} is no classified column")));
    faults
}
