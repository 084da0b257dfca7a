-- The first schema: organisations and people, rosters, cases, the record of what happened, and the work that is still to do.
--
-- Every table names its wall in walls.rs. Columns that end in _sealed hold ciphertext (crate envelope) and nothing else;
-- columns that end in _index hold keyed hashes. No identity value, contact or number stands here in clear.

-- Organisations. A customer (household or company) has no name here: its name is sealed in `customer`.
create table organisation (
    id blob primary key,
    kind text not null check (kind in ('operator', 'agency', 'customer')),
    reference text not null unique,
    code text unique,                      -- licence-like code of an agency: AG-021
    name text,                             -- trade name; public for agencies
    name_ar text,
    licence text check (licence in ('unverified', 'valid', 'lapsed')),
    licence_checked_at integer,
    demo integer not null,
    created_at integer not null,
    version integer not null
) strict;
-- The last day of an agency's licence. Not public: the agency, whoever has a case with it, and the operator know it.
create table licence (
    org blob primary key references organisation (id),
    until text not null
) strict;

-- People who can sign in.
create table app_user (
    id blob primary key,
    name_sealed blob,
    language text not null check (language in ('en', 'ar')),
    demo integer not null,
    created_at integer not null,
    version integer not null
) strict;

-- Where a person can be reached for sign-in: one keyed hash for the whole installation, readable in sign-in only.
create table address (
    user_id blob not null references app_user (id),
    channel text not null check (channel in ('sms', 'email')),
    address_index blob not null,
    mailbox_index blob not null,            -- by which is counted, of whatever address of one mailbox
    address_sealed blob not null,
    verified_at integer,
    second_since integer,                   -- since when a code goes there after one that went to the other
    primary key (user_id, channel),
    constraint address_once unique (channel, address_index)
) strict;

-- A sign-in address that a person wants instead of, or beside, the one they have: both sides are asked. One at a time.
create table address_change (
    user_id blob primary key references app_user (id),
    id blob not null unique,
    channel text not null check (channel in ('sms', 'email')),
    address_index blob not null,
    mailbox_index blob not null,
    address_sealed blob not null,
    new_challenge blob not null,
    present_channel text not null check (present_channel in ('sms', 'email')),
    present_challenge blob not null,
    new_at integer,                         -- when the new one was shown to be theirs
    present_at integer,                     -- when the one that is there said yes
    due_at integer,                         -- the one that is there is out of reach: when it goes without
    expires_at integer not null
) strict;
create index address_change_due on address_change (due_at);

create table membership (
    id blob primary key,
    user_id blob not null references app_user (id),
    org blob not null references organisation (id),
    role text not null,
    created_at integer not null,
    ended_at integer,
    version integer not null
) strict;
create index membership_user on membership (user_id);
create index membership_org on membership (org);

-- Somebody is asked to join an organisation. Nobody is a person here before they have shown that the address is theirs: until
-- then name and address wait sealed under the key of the person that they will be.
create table invitation (
    id blob primary key,
    org blob references organisation (id),  -- none: a household that registers itself
    role text not null,
    worker blob,                             -- whose sign-in this is; only with role `worker`
    person blob not null,
    channel text not null check (channel in ('sms', 'email')),
    address_index blob not null,
    address_sealed blob not null,
    name_sealed blob,
    language text not null check (language in ('en', 'ar')),
    invited_by blob not null,
    created_at integer not null,
    expires_at integer not null,
    accepted_by blob,
    ended_at integer                         -- accepted, declined, withdrawn or past its time
) strict;
create unique index invitation_once on invitation (org, channel, address_index) where ended_at is null;
create index invitation_address on invitation (channel, address_index);
create index invitation_expires on invitation (expires_at);

-- An agency applies; two people of the operator look at it before it is founded, and a list is gone through before it goes live.
create table agency_application (
    id blob primary key,
    state text not null check (state in ('asked', 'waiting', 'checked', 'founded', 'live', 'refused')),
    name text not null,
    name_ar text not null,
    cr_number text not null,
    licence_number text not null,
    licence_until text not null,
    terms text not null,
    person blob not null,
    channel text not null check (channel in ('sms', 'email')),
    address_index blob,                     -- none once the agency is founded: the invitation has it
    mailbox_index blob,                     -- gone with it
    address_sealed blob,
    network_index blob,                     -- the network that asked; none once the agency is founded or refused
    language text not null check (language in ('en', 'ar')),
    challenge blob not null,
    created_at integer not null,
    confirmed_at integer,
    checked_by blob,
    checked_at integer,
    approved_by blob,
    approved_at integer,
    live_by blob,
    live_at integer,
    org blob references organisation (id),
    reason text,
    expires_at integer not null,
    version integer not null,
    constraint application_two check (approved_by is null or org is null or approved_by <> checked_by)
) strict;
create index application_person on agency_application (person);
create index application_network on agency_application (network_index, created_at);
create index application_expires on agency_application (expires_at);
-- Each mailbox has one that waits. A number of the register is one agency's once it is founded, however it is typed: who only says so
-- keeps nobody else out.
create unique index application_contact on agency_application (channel, mailbox_index) where state in ('waiting', 'checked');
create unique index application_register on agency_application (ltrim(replace(replace(upper(cr_number), '-', ''), '/', ''), '0'))
    where state in ('founded', 'live');

create table challenge (
    id blob primary key,
    user_id blob,                           -- whom it was sent to, or who will be who was invited; none: nobody has this address
    channel text not null,
    address_index blob not null,
    mailbox_index blob not null,            -- by which codes and guesses are counted
    network_index blob not null,            -- the network that asked, so that nobody is kept out by what others ask for
    code_hash blob not null,
    attempts integer not null,
    first_channel text,                     -- where the first code went, of one that a second factor or code answers
    proves_org blob,                        -- whose telephone number the code proves; none: it signs somebody in
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict;
create index challenge_address on challenge (channel, address_index);
create index challenge_mailbox on challenge (channel, mailbox_index, created_at);
create index challenge_age on challenge (created_at);
-- Wrong codes given for one mailbox on one day, counted as days since 1970 in real time.
create table wrong_guess (
    channel text not null,
    mailbox_index blob not null,
    network_index blob not null,           -- the one that asked for the code; empty: all of them together
    day integer not null,
    times integer not null,
    primary key (channel, mailbox_index, network_index, day)
) strict;
create index wrong_guess_age on wrong_guess (day);
-- Browsers in which somebody signed in, by a random number that they keep: whoever signs in elsewhere has its person told.
create table known_device (
    user_id blob not null references app_user (id),
    device_hash blob not null,
    day integer not null,                   -- the last one, as days since 1970
    primary key (user_id, device_hash)
) strict;
create index known_device_age on known_device (day);
-- Networks from which an address was signed in with: what strangers do elsewhere keeps nobody out of these.
create table known_network (
    channel text not null,
    address_index blob not null,
    network_index blob not null,
    day integer not null,                   -- the last one, as days since 1970
    primary key (channel, address_index, network_index)
) strict;
create index known_network_age on known_network (day);
-- What text messages cost and how many went where: in the database, so that neither a restart nor a second node forgets it.
create table message_count (
    what text not null,                     -- `cost`, `cost_unproven`, `prefix`, `org`, `told`
    about text not null,                    -- a prefix of telephone numbers, an organisation, a limit; or nothing
    period integer not null,                -- an hour or a day since 1970
    amount integer not null,
    primary key (what, about, period)
) strict;

-- Who was refused for asking too often: by hour and rule. Networks are told apart, never named.
create table limit_refusal (
    hour integer not null,
    rule text not null,
    network blob not null,                  -- four bytes of its keyed hash; empty: all those that were too many to be told apart
    times integer not null,
    last_at integer not null,
    primary key (hour, rule, network)
) strict;

create table session (
    id blob primary key,
    user_id blob not null references app_user (id),
    membership blob references membership (id),
    portal text not null,
    token_hash blob not null unique,
    refresh_hash blob unique,
    created_at integer not null,
    expires_at integer not null,
    refresh_until integer not null,         -- the end if it is not used until then
    ends_at integer not null,               -- the end however much it is used
    ended_at integer,
    second integer not null,                -- whether a second factor was shown
    first_channel text,                     -- where the code went that opened it; none: it was no code
    proven_at integer not null              -- when the person last showed who they are
) strict;
create index session_person on session (user_id);
create index session_over on session (refresh_until);

-- Shared devices: an officer has seen who a worker is, and lets them in for a few minutes.
create table kiosk (
    id blob primary key,
    reference text not null,                -- what the worker types: of their record, or of a case of theirs
    worker blob not null,
    person blob not null references app_user (id),
    membership blob not null references membership (id),
    officer blob not null,
    seen text not null,
    code_hash blob not null,
    attempts integer not null,
    created_at integer not null,
    expires_at integer not null,
    session blob
) strict;
create index kiosk_reference on kiosk (reference);
create index kiosk_session on kiosk (session);
create index kiosk_age on kiosk (created_at);

-- For whom somebody last acted, so that it is offered first.
create table last_choice (
    user_id blob not null references app_user (id),
    portal text not null,
    membership blob not null references membership (id),
    primary key (user_id, portal)
) strict;

-- Refresh tokens that were used. One that comes again was stolen, from the person or by them: the session ends.
create table spent_refresh (
    refresh_hash blob primary key,
    session blob not null references session (id),
    at integer not null
) strict;
create index spent_refresh_session on spent_refresh (session);

-- What signs access tokens; sealed under a key that is not in the database. It is told before it signs, so that every node knows it
-- by then, and is accepted after another signs, until the last of its tokens is over.
create table token_key (
    id blob primary key,
    seed_sealed blob not null,
    made_at integer not null,
    signs_from integer not null,
    ends_at integer                         -- none: no other follows yet
) strict;

-- Who a person is at somebody else's sign-in (OpenID Connect): issuer and subject as a keyed hash.
create table linked_identity (
    id blob primary key,
    user_id blob not null references app_user (id),
    provider text not null,                 -- its name in the settings
    subject_index blob not null unique,
    linked_at integer not null,
    used_at integer,                        -- when somebody last signed in by it
    unique (user_id, provider)
) strict;
-- For whom a session that somebody else's sign-in opened may act, and before it the challenge for the second factor.
create table sign_in_bound (
    id blob not null,                       -- the session or the challenge
    org blob not null references organisation (id),
    primary key (id, org)
) strict;

-- What a person shows beside their code: an authenticator (RFC 6238). The secret is sealed under the person's own key.
create table factor (
    id blob primary key,
    user_id blob not null unique references app_user (id),
    secret_sealed blob not null,
    confirmed_at integer,                   -- none: begun, and not shown to work
    last_step integer,                      -- the newest step of 30 seconds that was answered for
    created_at integer not null
) strict;
-- For the day on which the authenticator is lost: each works once.
create table recovery_code (
    user_id blob not null references app_user (id),
    code_hash blob not null,
    created_at integer not null,
    used_at integer,
    primary key (user_id, code_hash)
) strict;
-- Passkeys (WebAuthn): a key of a device that the person unlocks. Public keys only, so nothing here signs anybody in.
create table passkey (
    id blob primary key,
    user_id blob not null references app_user (id),
    name text not null,                     -- as its person calls it
    credential blob not null unique,        -- as the device names it
    public_key blob not null,               -- as the device wrote it (COSE)
    signs integer not null,                 -- the device's own counter, as last seen; 0 for one that counts nothing
    created_at integer not null,
    used_at integer
) strict;
create index passkey_person on passkey (user_id);
-- A second factor that was lost or taken: two officers have it removed, the second after a day, and its person may refuse.
create table factor_reset (
    id blob primary key,
    user_id blob not null references app_user (id),
    reason text not null,
    asked_by blob not null,
    asked_at integer not null,
    yes integer,                            -- what the second officer said
    answered_by blob,
    answered_at integer,
    refused_at integer,                     -- when its person said no
    done_at integer                         -- when it was carried out
) strict;
create index factor_reset_person on factor_reset (user_id, asked_at);
create index factor_reset_asked on factor_reset (asked_at, id);
-- What a person was told of their sign-in, with a link that undoes it: once, and in time.
create table alert (
    token_hash blob primary key,
    user_id blob not null references app_user (id),
    kind text not null,
    object blob not null,                   -- the factor, the passkey, the session or the reset
    secret_sealed blob,                     -- of an authenticator that was taken away, or the address that was replaced
    last_step integer,
    channel text,                           -- of the address that was replaced or added
    address_index blob,                     -- none: it was added
    mailbox_index blob,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict;
create index alert_person on alert (user_id);
create index alert_over on alert (expires_at);

-- Keys, each wrapped by the one above it. The root never stands here.
-- Which root keys wrap anything: one, and in a rotation two. The foreign keys have the last word in a rotation: nothing is wrapped
-- under a key that is gone, and none goes while it wraps.
create table root_key (
    key_id blob primary key,
    nth integer not null unique,
    made_at integer not null
) strict;
create table org_key (
    org blob not null,
    epoch integer not null,
    root blob not null references root_key (key_id),
    wrapped blob not null,
    created_at integer not null,
    primary key (org, epoch)
) strict;
create index org_key_root on org_key (root);
create table subject_key (
    subject blob primary key,
    org blob not null,
    epoch integer not null,
    wrapped blob not null,
    created_at integer not null,
    foreign key (org, epoch) references org_key (org, epoch)
) strict;
create index subject_key_org on subject_key (org, epoch);

-- The roster. What a public or a case may see in clear; the rest is sealed in worker_identity.
create table worker (
    id blob primary key,
    org blob not null references organisation (id),
    person blob references app_user (id),   -- the worker's own sign-in
    reference text not null unique,
    state text not null,                   -- stored state; locked, engaged and placed are derived
    body text not null,                   -- the roster record as the domain keeps it
    first_name text not null,
    age integer not null,
    age_on text not null,
    origin text not null,
    languages text not null,
    skills text not null,
    work text not null,
    experience_years integer not null,
    available_from text not null,
    wage_minor integer,
    history text,
    created_by blob not null,
    created_at integer not null,
    updated_at integer not null,
    public_form text,                  -- what the re-identification check let be told, once a moderator confirmed it
    waits_since integer,               -- in the moderators' queue since then
    asked_since integer,               -- a change was asked for then and is not answered: nobody's queue but the agency's
    version integer not null
) strict;
create index worker_waits on worker (waits_since, id) where waits_since is not null;
create index worker_asked on worker (asked_since, id) where asked_since is not null;
create index worker_org on worker (org, id);
create index worker_org_state on worker (org, state, id);
create index worker_state on worker (state, id);
create index worker_person on worker (person);

create table worker_identity (
    worker blob primary key references worker (id),
    org blob not null,
    name_sealed blob not null,
    birth_date_sealed blob not null,
    passport_sealed blob,
    passport_until_sealed blob,
    civil_id_sealed blob,
    phone_sealed blob,
    kin_name_sealed blob,
    kin_phone_sealed blob,
    fitness_sealed blob,
    fitness_on_sealed blob,
    passport_index blob,
    civil_id_index blob,
    phone_index blob,
    constraint worker_passport_once unique (org, passport_index),
    constraint worker_civil_id_once unique (org, civil_id_index)
) strict;

-- The words of workers' names and their beginnings as keyed hashes of one organisation, so that an agency finds its own by
-- name. Many small rows, written with the worker's and destroyed with them: no foreign key to be asked for each.
create table worker_name_token (
    org blob not null,
    token_index blob not null,
    worker blob not null,
    primary key (org, token_index, worker)
) strict, without rowid;
-- What lists inside the agency need of a sealed record: the month in which a paper ends or was made, and under which hashes
-- the name is found, so that they can be taken away. The days and the name stay sealed.
create table worker_list (
    worker blob primary key references worker (id),
    org blob not null,
    name_tokens blob not null,              -- 8 bytes each
    passport_month text,                    -- '2027-03': the passport's last day lies in it
    fitness_month text                      -- the examination was in it
) strict;

-- One person on two rosters is held once: operator-keyed hashes, read by review and list only.
create table moderation_index (
    kind text not null check (kind in ('passport', 'civil_id')),
    value_index blob not null,
    worker blob not null references worker (id),
    listed integer not null,
    primary key (worker, kind)
) strict;
create unique index listed_once on moderation_index (kind, value_index) where listed;

create table consent (
    id blob primary key,
    org blob not null,
    worker blob not null references worker (id),
    case_id blob,
    kind text not null,
    text_version text not null,
    language text not null,
    method text not null,
    given_by blob not null,
    given_at integer not null,
    withdrawn_at integer
) strict;
create index consent_worker on consent (worker, kind);

-- Changes that a moderator asks an agency for: one open at a time.
create table change_request (
    id blob primary key,
    worker blob not null references worker (id),
    org blob not null,
    reason text not null,
    message text not null,                  -- without names and numbers; empty when nothing was added
    asked_by blob not null,
    asked_at integer not null,
    facts text not null,                    -- the facts in clear as they stood then
    changed text not null,                  -- the names of what the agency has edited since
    answered_at integer,               -- when the agency sent the record to the check again
    closed_at integer                  -- when a moderator decided
) strict;
create unique index change_request_open on change_request (worker) where closed_at is null;

-- The public catalogue: a projection with public fields only, written with the listing change. Nothing public reads `worker`.
create table profile (
    reference text primary key,
    agency_code text not null,
    work text not null,
    age_from integer not null,           -- both ends of a band; equal where the age itself is told
    age_to integer not null,
    experience_years integer not null,
    skills text not null,
    languages text not null,
    available_from text not null,
    held integer not null,
    listed_at integer not null,
    hidden integer not null default 0       -- the agency's licence is not in force
) strict;
create index profile_newest on profile (listed_at, reference);
create index profile_agency on profile (agency_code);
create table profile_tag (
    kind text not null check (kind in ('work', 'language', 'skill')),
    word text not null,
    listed_at integer not null,
    reference text not null references profile (reference) on delete cascade,
    primary key (kind, word, listed_at, reference)
) strict;
create index profile_tag_reference on profile_tag (reference);
-- The catalogue's version: one row, read by every public answer, so that a revocation holds for the very next one.
create table catalogue (
    one integer primary key check (one = 1),
    version integer not null
) strict;
insert into catalogue (one, version) values (1, 1);
-- The policies. A set that was proposed: its texts by file name, and what it opens and closes against the set that was in force.
-- The set that a program is built with has no row and is number 0.
create table policy_set (
    number integer primary key,
    hash text not null,
    files text not null,
    proposed_by blob,                       -- none: a command of the operator's machine
    proposed_at integer not null,
    base integer not null,                     -- the set that it was compared with
    widens text not null,
    narrows text not null,
    rules text not null,                       -- what it does to each rule, by its id
    in_force_at integer,
    version integer not null
) strict;
create table policy_approval (
    number integer not null references policy_set (number),
    by_user blob not null,
    at integer not null,
    primary key (number, by_user)
) strict;
-- The set in force: one row, read with every session and by every public answer, so that a change holds for the very next one.
create table policy_head (
    one integer primary key check (one = 1),
    number integer not null,
    hash text
) strict;
insert into policy_head (one, number) values (1, 0);
-- Who is behind a published reference: for signed-in customers' steps, never for the public.
create table profile_link (
    reference text primary key,
    worker blob not null unique references worker (id),
    agency_org blob not null
) strict;
-- The listed people as the re-identification check counts them: the truth, not what is told. Words stand in order, a blank on each side.
create table quasi_identifier (
    reference text primary key references profile (reference) on delete cascade,
    worker blob not null,
    agency_code text not null,
    origin text not null,
    age integer not null,
    languages text not null,
    skills text not null
) strict;
create index quasi_identifier_alike on quasi_identifier (origin, age, agency_code, languages, skills, worker);

-- Customers: who they are is sealed; the area and household are what an agency may see masked.
create table customer (
    org blob primary key references organisation (id),
    name_sealed blob,
    civil_id_sealed blob,
    address_sealed blob,
    phone_sealed blob,
    civil_id_index blob unique,
    first_name text,                          -- what a worker calls them in the meeting
    phone_index blob,
    phone_proved_at integer,                  -- when a code sent to this very number was answered
    area text,
    household text,
    duties text,
    verified_at integer,
    verified_by blob,
    privacy_notice text,
    version integer not null
) strict;

-- Cases. Only facts that both organisations may know.
create table case_file (
    id blob primary key,
    reference text not null unique,
    customer_org blob not null references organisation (id),
    agency_org blob not null references organisation (id),
    worker blob not null references worker (id),
    state text not null,
    overlay text not null,
    body text not null,
    previous blob,
    opened_at integer not null,
    moved_at integer not null,
    due_at integer,
    version integer not null,
    constraint case_parties unique (id, worker, customer_org, agency_org)
) strict;
create index case_customer_newest on case_file (customer_org, id);
create index case_agency_newest on case_file (agency_org, id);
create index case_worker on case_file (worker, id);
create index case_state on case_file (state, id);

-- Services of others that somebody has connected (OAuth): a mailbox, a calendar. What the service granted is sealed under the key of
-- whoever agreed there.
create table connection (
    id blob primary key,
    user_id blob not null references app_user (id), -- who agreed there
    org blob references organisation (id),  -- for which organisation; none: for themselves
    kind text not null,                     -- `mailbox` or `calendar`
    service text not null,                  -- its name in the settings
    account_sealed blob not null,           -- what its person is called there
    grant_sealed blob not null,
    expires_at integer not null,            -- until when the token holds
    version integer not null,
    doubts integer not null,                -- how often the service refused the token since it last took it
    renewed_until integer,                  -- somebody renews the grant, at the latest until then
    due_at integer,                         -- when a calendar is looked at next; none: no calendar
    failures integer not null,
    connected_at integer not null,
    used_at integer,
    ended_at integer                        -- still to be revoked
) strict;
create unique index connection_own on connection (user_id, kind) where org is null and ended_at is null;
create unique index connection_org on connection (org, kind) where org is not null and ended_at is null;
create index connection_due on connection (due_at) where due_at is not null;
-- What was put into a connected calendar.
create table connection_entry (
    connection blob not null references connection (id),
    case_id blob not null references case_file (id),
    digest blob not null,                   -- of what was put there
    etag text,                              -- the calendar's word for this version
    ends_at integer not null,
    primary key (connection, case_id)
) strict;

-- Who may look across the wall, written by the step that opens or closes the view.
-- The foreign key keeps it to real cases between these parties.
create table case_access (
    case_id blob not null,
    org blob not null,
    worker blob not null,
    customer_org blob not null,
    agency_org blob not null,
    primary key (case_id, org),
    foreign key (case_id, worker, customer_org, agency_org)
        references case_file (id, worker, customer_org, agency_org)
) strict;
create index case_access_worker on case_access (org, worker);
create index case_access_customer on case_access (org, customer_org);

-- Each side's own facts.
create table case_agency (
    case_id blob primary key references case_file (id),
    org blob not null,
    commission_minor integer,
    cost_minor integer,
    notes text,
    -- Wrong arrival codes of the last day, and when the last one came.
    arrival_tries integer not null default 0,
    arrival_tried_at integer,
    version integer not null
) strict;
create table case_answer (
    case_id blob not null references case_file (id),
    party text not null check (party in ('customer', 'worker')),
    org blob,
    person blob,
    yes integer not null,
    at integer not null,
    primary key (case_id, party)
) strict;
-- How the two private answers stand together: empty until both have answered, so that nobody learns what one side said.
create view case_answers_agree as
    select case_id, case when count(*) = 2 then min(case when yes then 1 else 0 end) = 1 end as agree
    from case_answer group by case_id;
-- What customer and agency agree about money: shared by both.
create table case_quote (
    case_id blob primary key references case_file (id),
    customer_org blob not null,
    agency_org blob not null,
    body text not null,
    at integer not null
) strict;
-- What happened to a roster record: its steps, and the edits between them.
create table worker_event (
    worker blob not null references worker (id),
    n integer not null,                       -- the record's version after it
    org blob not null,
    what text not null,                      -- a step's word, or 'edit'
    from_state text not null,
    to_state text not null,
    side text not null,
    role text not null,
    actor blob not null,
    at integer not null,
    primary key (worker, n)
) strict;
create table case_event (
    case_id blob not null references case_file (id),
    n integer not null,                       -- the case's version after the step
    customer_org blob not null,
    agency_org blob not null,
    worker blob not null,
    step text not null,
    from_state text not null,
    to_state text not null,
    side text not null,
    role text not null,
    actor blob not null,
    at integer not null,
    primary key (case_id, n)
) strict;
-- Looking where no task leads, in an emergency: asked, answered by a second person, told afterwards, reviewed by another.
create table break_glass (
    id blob primary key,
    case_id blob not null references case_file (id),
    reason text not null,
    message text not null,                    -- what was added, without names and numbers
    asked_by blob not null,
    asked_at integer not null,
    yes integer,
    answered_by blob,
    answered_at integer,
    ends_at integer,                          -- until when the glass is broken; none while nobody said yes
    told_at integer,                          -- when those concerned were told
    verdict text,
    reviewed_by blob,
    reviewed_at integer
) strict;
create index break_glass_case on break_glass (case_id, asked_by);
create index break_glass_unreviewed on break_glass (asked_at, id) where reviewed_at is null;
-- What a side writes down for itself about a case or a worker: never another's, and gone with the worker's key.
create table note (
    id blob primary key,
    org blob not null,
    side text not null check (side in ('agency', 'operator')),
    case_id blob references case_file (id),   -- none: about the roster record itself
    worker blob not null references worker (id),
    author blob not null,
    role text not null,
    text_sealed blob not null,
    at integer not null
) strict;
create index note_case on note (case_id, side);
create index note_worker on note (worker, side);

-- What a household says of its agency's coordination, once for a case. Nothing here speaks of a worker.
create table agency_review (
    id blob primary key,
    case_id blob not null references case_file (id),
    org blob not null,                        -- the household
    agency_code text not null,
    coordination text not null check (coordination in ('well', 'partly', 'badly')),
    meetings text not null check (meetings in ('well', 'partly', 'badly')),
    fees text not null check (fees in ('well', 'partly', 'badly')),
    text text,                                -- in their own words, once a moderator has looked shown to everybody
    standing text not null check (standing in ('answers', 'waiting', 'published', 'refused')),
    refused_for text,
    at integer not null,
    checked_by blob,
    checked_at integer,
    constraint agency_review_once unique (case_id)
) strict;
create index agency_review_waiting on agency_review (at, id) where standing = 'waiting';
-- What everybody reads of it: neither the case nor the household.
create table published_review (
    id blob primary key references agency_review (id),
    agency_code text not null,
    coordination text not null,
    meetings text not null,
    fees text not null,
    month text not null,                      -- 2026-11: the day would name the case to whoever knows it
    text text
) strict;
create index published_review_agency on published_review (agency_code, month, id);

-- A hold is exclusive by these two constraints, not by a check.
create table hold (
    id blob primary key,
    worker blob not null references worker (id),
    case_id blob not null references case_file (id),
    customer_org blob not null,
    agency_org blob not null,
    slot integer not null check (slot in (1, 2)),
    firm integer not null,
    until_at integer not null,
    live integer not null,
    lapsed integer not null,                 -- ended by a clock: the same customer waits before holding this worker again
    created_at integer not null,
    ended_at integer
) strict;
create unique index hold_worker_live on hold (worker) where live;
create unique index hold_slot_live on hold (customer_org, slot) where live;
create index hold_case on hold (case_id);
create index hold_lapsed on hold (customer_org, worker, ended_at);

-- What somebody states to have happened outside the product, about a case or a roster record.
create table attested (
    object blob not null,
    statement text not null,
    role text not null,
    by_user blob not null,
    at integer not null,
    customer_org blob,
    agency_org blob not null,
    primary key (object, statement, at)
) strict;

-- The books of a case, in double entry: entries are added and never changed, each linked to the one before it under a key that is not
-- here. Nothing in them names a person. `amana audit verify` reads them with the log.
create table ledger_entry (
    case_id blob not null references case_file (id),
    n integer not null check (n > 0),
    kind text not null,
    reverses integer,                        -- the entry that this one takes back
    currency text not null,
    record blob not null,                    -- the record of the step that posted it
    at integer not null,
    link blob not null,
    primary key (case_id, n)
) strict;
create index ledger_newest on ledger_entry (at, case_id, n);
create table ledger_line (
    case_id blob not null,
    n integer not null,
    nth integer not null,
    account text not null,
    side text not null check (side in ('debit', 'credit')),
    amount_minor integer not null check (amount_minor > 0),
    primary key (case_id, n, nth),
    foreign key (case_id, n) references ledger_entry (case_id, n)
) strict;

-- What stands on an organisation's invoices beside its name.
create table billing (
    org blob primary key references organisation (id),
    vat_number text,                        -- as the tax office gave it
    register_number text,                   -- of the commercial register
    address text,                           -- of the office
    address_ar text,
    iban text,                              -- where customers pay in; the platform's only
    updated_at integer not null,
    version integer not null
) strict;
-- The last number of each series of invoices, receipts and notes. Taken in the transaction that issues, so there is no gap.
create table invoice_series (
    issuer blob not null references organisation (id),
    series text not null,
    year integer not null,
    last integer not null check (last > 0),
    primary key (issuer, series, year)
) strict;
-- What was invoiced and credited. Never changed.
create table invoice (
    id blob primary key,
    issuer blob not null references organisation (id),
    series text not null,
    year integer not null,
    n integer not null check (n > 0),
    number text not null,
    kind text not null check (kind in ('deposit', 'balance', 'commission', 'credit_note')),
    case_id blob not null references case_file (id),
    customer_org blob not null,
    agency_org blob not null,
    currency text not null,
    net_minor integer not null,
    vat_minor integer not null check (vat_minor >= 0),
    body text not null,                    -- lines, who issued it, what it credits
    issued_at integer not null,
    due_at integer,
    record blob not null,                   -- the record of the step that issued it
    seal blob not null,                    -- over all that it says
    constraint invoice_number unique (issuer, series, year, n)
) strict;
create unique index invoice_once on invoice (case_id, kind) where kind <> 'credit_note';
create index invoice_newest on invoice (issued_at, id);
create index invoice_customer on invoice (customer_org, issued_at, id);
create index invoice_agency on invoice (agency_org, issued_at, id);
-- Money that came in or goes back, before and after somebody confirms it.
create table payment (
    id blob primary key,
    case_id blob not null references case_file (id),
    customer_org blob not null,
    agency_org blob not null,
    method text not null check (method in ('cash', 'bank', 'card')),
    way text not null check (way in ('in', 'out')),
    amount_minor integer not null check (amount_minor > 0),
    currency text not null,
    state text not null check (state in ('noted', 'confirmed', 'refused')),
    receipt text,                           -- its number, once confirmed
    source text unique,                     -- what it comes from: a line of a bank's file, a card's charge
    noted_by blob,
    noted_at integer not null,
    answered_by blob,
    answered_at integer,
    entry integer,                           -- its entry in the books
    record blob,
    version integer not null,
    constraint payment_two check (noted_by is null or answered_by is null or noted_by <> answered_by or (method = 'bank' and way = 'in'))
) strict;
create index payment_case on payment (case_id, noted_at);
create index payment_waits on payment (noted_at, id) where state = 'noted';
create index payment_newest on payment (noted_at, id);
-- Attempts to pay by card on a page that a gateway hosts: kept before the gateway is asked, closed by what it says when it is asked.
create table card_checkout (
    id blob primary key,                    -- what the gateway knows the attempt by
    gateway text not null,
    session text,                           -- the gateway's name of the page
    case_id blob not null references case_file (id),
    customer_org blob not null,
    agency_org blob not null,
    invoice blob not null references invoice (id),
    amount_minor integer not null check (amount_minor > 0),
    currency text not null,
    language text not null,
    state text not null check (state in ('asked', 'open', 'unknown', 'paid', 'failed', 'expired')),
    page_url text,
    opened_by blob not null,
    opened_at integer not null,
    expires_at integer,
    looked_at integer,
    payment blob references payment (id),
    version integer not null
) strict;
create unique index card_checkout_open on card_checkout (case_id) where state in ('asked', 'open', 'unknown');
create unique index card_checkout_session on card_checkout (gateway, session);
create index card_checkout_invoice on card_checkout (invoice, opened_at);
-- Files of the bank that were read.
create table bank_file (
    id blob primary key,
    digest blob not null unique,
    currency text not null,
    lines integer not null,
    read_by blob not null,
    read_at integer not null
) strict;
-- What came in by bank. Of the payer's words only those with a digit are kept: a reference has one, a name has none.
create table bank_line (
    id blob primary key,
    file blob not null references bank_file (id),
    nth integer not null,
    bank_id text not null,                  -- as the bank calls it
    booked_on text not null,
    amount_minor integer not null check (amount_minor > 0),
    words text not null,
    state text not null check (state in ('open', 'paid', 'left')),
    version integer not null,
    constraint bank_line_once unique (bank_id, booked_on, amount_minor)
) strict;
create index bank_line_open on bank_line (booked_on, id) where state = 'open';

-- Work still to do.
create table timer (
    object blob not null,
    kind text not null,
    customer_org blob,
    agency_org blob,
    due_at integer,                          -- none while the clock is stopped
    left_micros integer,                      -- what is left while the clock is stopped
    primary key (object, kind)
) strict;
create index timer_due on timer (due_at);
create table outbox (
    id blob primary key,
    idempotency_key text not null unique,
    kind text not null,
    template text not null,
    args text not null,                   -- references only
    org blob,
    user_id blob,
    channel text,
    address_sealed blob,                 -- deleted on delivery
    code_sealed blob,                    -- deleted on delivery
    run_at integer not null,
    attempts integer not null,
    lease_until integer,
    last_error text,
    done_at integer,
    dead_at integer,
    created_at integer not null,
    handed_as text,                      -- the provider's own name of a text message that it took
    receipt text,                        -- what it said later: delivered, failed, expired
    receipt_at integer
) strict;
create index outbox_handed on outbox (handed_as) where handed_as is not null;
create index outbox_due on outbox (run_at, id) where done_at is null and dead_at is null;
create index outbox_done on outbox (done_at) where done_at is not null;
create index outbox_dead on outbox (dead_at, id) where dead_at is not null and done_at is null;
create table idempotency (
    user_id blob not null,
    org blob not null,
    route text not null,
    key text not null,
    body_hash blob not null,
    status integer not null,
    object text,
    created_at integer not null,
    primary key (user_id, org, route, key)
) strict;
create index idempotency_age on idempotency (created_at);
-- An agency's list: read, taken in by a job, undone. The file itself lies sealed in parts under a key of its own.
create table import (
    id blob primary key,
    org blob not null,
    by_user blob not null,
    by_role text not null,
    state text not null check (state in ('read', 'running', 'done', 'undoing', 'undone')),
    file_name text not null,
    answers text not null,                    -- sheet, columns, how its dates are written
    rows integer not null,
    next_row integer not null,                -- how many of them are dealt with
    accepted integer not null,
    known integer not null,
    refused integer not null,
    chosen text,                             -- the lines to be taken; none: all
    stopped text,                            -- why it ended before its last row
    at integer not null,
    ended_at integer,
    kept_until integer,                       -- when the file is destroyed; none once it is
    version integer not null
) strict;
create index import_org on import (org, id);
create index import_kept on import (kept_until) where kept_until is not null;
create table import_part (
    import blob not null references import (id),
    nth integer not null,
    org blob not null,
    part_sealed blob not null,
    primary key (import, nth)
) strict;
-- What became of a line that was no refused one: a new worker, or the field by which the roster knew them.
create table import_row (
    import blob not null references import (id),
    line integer not null,
    org blob not null,
    worker blob,
    known_field text,
    primary key (import, line)
) strict;
-- What an agency said last about a file with these headings.
create table import_mapping (
    org blob not null references organisation (id),
    headings blob not null,                  -- their hash
    mapping text not null,
    used_at integer not null,
    primary key (org, headings)
) strict;

-- Answers of the policies that somebody kept: every later set must answer the same. The operator's, about nobody.
create table policy_test (
    id blob primary key,
    role text not null,
    relations text not null,               -- words with spaces between them
    purpose text not null,
    state text not null,
    overlay text not null,
    kind text not null check (kind in ('class', 'step')),
    about text not null,                   -- the class or the step
    expected text not null,
    rule text not null,                    -- which decided when it was kept
    note text not null,                    -- why it is kept; may be empty
    saved_by blob not null,
    saved_at integer not null
) strict;
create unique index policy_test_once on policy_test (role, relations, purpose, state, overlay, kind, about);

-- Who was erased, and why: written by the officer's step, carried out by a job, kept so that a restored backup can be told whom
-- it must forget again. Names nobody: pseudonyms and a word.
create table erasure (
    subject blob primary key,
    kind text not null check (kind in ('worker', 'household', 'person')),
    reason text not null,
    asked_by blob not null,
    at integer not null,
    done_at integer                            -- when nothing of them could be opened any more
) strict;
-- What is held about a person, put together at their own wish; of a worker without a sign-in, at the data-protection officer's. The
-- file lies sealed in parts under the key of whoever it is about.
create table data_export (
    id blob primary key,
    org blob not null,                       -- for which whoever asked acts
    person blob not null,                    -- who asked
    role text not null,
    subject blob not null,                   -- whose key seals the file: a worker's, a household's, or the person's own
    worker blob,                             -- about whom an officer asked; none: about whoever asked
    reason text not null,                    -- why an officer asked, without names and numbers; else empty
    state text not null check (state in ('asked', 'building', 'ready', 'failed', 'expired', 'revoked')),
    bytes integer not null,
    asked_at integer not null,
    ready_at integer,
    ends_at integer,                         -- until when the file is kept
    version integer not null
) strict;
create unique index data_export_making on data_export (person, subject) where state in ('asked', 'building');
create index data_export_person on data_export (person, id);
create index data_export_subject on data_export (subject);
create index data_export_asked on data_export (asked_at);
create table data_export_part (
    export blob not null references data_export (id),
    nth integer not null,
    part_sealed blob not null,
    primary key (export, nth)
) strict;
-- A link is for one minute and one download; those that were used say when the file was taken.
create table data_export_link (
    token_hash blob primary key,
    export blob not null references data_export (id),
    until integer not null,
    used_at integer
) strict;
create index data_export_link_export on data_export_link (export);

-- Documents: one row for each version of a paper. The file lies in the object store, sealed under a key of its own, which stands here
-- sealed twice: for eyes that policy lets, and for the house's own checks. The file's name is not kept.
create table document (
    id blob primary key,
    paper blob not null,                     -- the same for all versions of one paper
    nth integer not null,                    -- which version of the paper
    org blob not null references organisation (id), -- whose row it is
    owner_kind text not null,
    owner blob not null,                     -- the worker, the organisation or the case
    worker blob,                             -- whom it is about
    household blob,                          -- which household it is about
    case_id blob,
    subject blob not null,                   -- whose key seals the file's own
    kind text not null,
    state text not null check (state in ('waiting', 'clean', 'refused', 'held', 'overruled', 'destroyed')),
    reason text,                             -- why it was refused or is held
    content text not null,                   -- what the file is
    pages integer not null,
    bytes integer not null,                  -- of the file in clear
    object text,                             -- what the sealed file is called in the object store; none once it is gone
    object_hash blob,                        -- of the sealed file
    object_bytes integer not null,           -- of the sealed file
    small text,                              -- the same of its small picture
    small_hash blob,
    key_sealed blob,                         -- the file's key, for eyes
    check_key_sealed blob,                   -- the same for the house's checks
    expires_on text,                         -- the day alone, so that it is told before a paper ends
    uploaded_by blob not null,
    uploaded_at integer not null,
    looked_at integer,                       -- when it was looked into and made anew
    scanned_at integer,                      -- when the scanner last saw it
    signatures text,                         -- the scanner and its signatures
    replaced_at integer,                     -- when a later version took its place
    kept_until text,                         -- when it is destroyed; none while it is the paper's last version
    version integer not null
) strict;
create unique index document_nth on document (paper, nth);
create unique index document_object on document (object);
create unique index document_small on document (small);
create index document_owner on document (owner, id);
create index document_subject on document (subject);
create index document_state on document (state, id);
create index document_org on document (org, uploaded_at);
create index document_ends on document (expires_on) where replaced_at is null;
create index document_kept on document (kept_until);
-- A link to a paper: for one person in one session and role, one purpose, one version, one state, one minute and one opening.
create table document_link (
    token_hash blob primary key,
    id blob not null unique,
    document blob not null,
    org blob not null, -- for which whoever asked acts
    person blob not null, -- who asked
    session blob not null,
    role text not null,
    purpose text not null,
    case_id blob, -- through which it is read; none: on a roster, or one's own
    state text not null, -- where the case or the record stood
    overlay text not null,
    takes integer not null,
    made_at integer not null,
    until integer not null,
    opened_at integer,
    refused integer not null -- tries that were refused
) strict;
create unique index document_link_unopened on document_link (session, org, document) where opened_at is null;
create index document_link_until on document_link (until);
create index document_link_person on document_link (person);
-- What a moderator found who compared a paper with what was typed from it, and what a second one did.
create table document_check (
    document blob not null references document (id),
    nth integer not null check (nth in (1, 2)),
    org blob not null,                       -- whose document it is
    result text not null,
    reason text,                             -- why it was not accepted, by a word
    lines integer,                           -- whether the check digits of its lines fit; none where they were not read
    second integer not null,                 -- whether a second opinion is wanted
    by_user blob not null,
    at integer not null,
    primary key (document, nth)
) strict;
-- Whom the house has told that a paper ends: once for each of the days before.
create table document_reminder (
    document blob not null references document (id),
    days integer not null,                   -- before its last day; 0 once it is over; -1 once what follows was done
    at integer not null,
    primary key (document, days)
) strict;
-- What a scanner holds back wrongly: an officer asks, a second one who neither asked nor filed it agrees, for a time.
create table document_override (
    id blob primary key,
    document blob not null references document (id),
    reason text not null,                    -- why it is a false alarm, without names and numbers
    asked_by blob not null,
    asked_at integer not null,
    days integer not null,                   -- how long it is to hold
    yes integer,                             -- what the second officer said
    answered_by blob,
    answered_at integer,
    ends_at integer,                         -- until when it holds
    ended_at integer                         -- when it was ended
) strict;
create unique index document_override_waits on document_override (document) where yes is null;
create index document_override_asked on document_override (asked_at, id);
-- What the catalogue of all objects found, each week.
create table document_catalogue (
    id blob primary key,
    begun_at integer not null,
    done_at integer,
    after_id blob,                           -- how far it came
    checked integer not null,                -- objects read to their end
    sound integer not null,
    findings text not null                   -- what is wrong with which document or object
) strict;
create index document_catalogue_begun on document_catalogue (begun_at, id);

-- The record. `body` is the event's bytes, hashed verbatim; the other columns only find it.
create table denial_window (
    key_hash blob primary key,
    opened_at integer not null,
    closes_at integer not null,
    times integer not null,
    record blob not null                    -- the record of the first: its bytes
) strict;
create index denial_window_closes on denial_window (closes_at);
create table audit_event (
    n integer primary key,
    id blob not null unique,
    org blob,
    subject blob,
    object blob,
    case_id blob,
    actor blob,
    action text not null,
    purpose text,
    at integer not null,
    body blob not null,
    mac blob not null
) strict;
create index audit_event_org on audit_event (org, n);
create index audit_event_subject on audit_event (subject, n);
-- A worker's own records are found by the subject.
create index audit_event_object on audit_event (object, n) where subject is null or object <> subject;
-- One record may speak of many workers: each of them finds it in their own log. `audit_event.subject` is the first alone. So does an
-- organisation that is told of it: an agency of a look at its worker's record, a household of an emergency that is over.
create table record_subject (
    subject blob not null,
    record blob not null,
    primary key (subject, record)
) strict;
create index record_subject_record on record_subject (record, subject);
-- What stays of a record whose body was dropped, and the record of the closing that dropped it.
create table audit_closed (
    n integer primary key,
    leaf blob not null,
    mac blob not null,
    closing blob not null
) strict;
create index audit_closed_closing on audit_closed (closing, n);
create table audit_head (
    one integer primary key check (one = 1),
    n integer not null,
    mac blob not null
) strict;

-- The tree over the record: tiles of 256 hashes, and what was signed of it. A tile of leaves is written once it is complete, one above
-- grows.
create table audit_tile (
    level integer not null,
    idx integer not null,
    hashes blob not null,
    primary key (level, idx)
) strict;
-- What the whole log is searched by: for each complete tile and each way to search, a mark of four bytes for each of its 256 records,
-- and the earliest and the latest time among them. An index would be a page more to write for nearly every record.
create table audit_strip (
    way text not null,
    idx integer not null,
    first_at integer not null,
    last_at integer not null,
    marks blob not null,
    primary key (way, idx)
) strict;
create table audit_checkpoint (
    epoch integer not null,
    size integer not null,
    at integer not null,
    note text not null,
    primary key (epoch, size)
) strict;
create table audit_witness (
    name text primary key,
    epoch integer not null,
    size integer not null,
    taken_at integer,
    tried_at integer not null,
    trouble text not null
) strict;
create trigger audit_tile_grows before update on audit_tile
    when old.level = 0 or new.level <> old.level or new.idx <> old.idx
        or length(new.hashes) < length(old.hashes) or substr(new.hashes, 1, length(old.hashes)) <> old.hashes
    begin select raise(abort, 'audit_tile only grows'); end;
create trigger audit_tile_kept before delete on audit_tile begin select raise(abort, 'audit_tile only grows'); end;
create trigger audit_strip_stays before update on audit_strip begin select raise(abort, 'audit_strip is append-only'); end;
create trigger audit_strip_kept before delete on audit_strip begin select raise(abort, 'audit_strip is append-only'); end;
create trigger audit_checkpoint_stays before update on audit_checkpoint begin select raise(abort, 'audit_checkpoint is append-only'); end;
create trigger audit_checkpoint_kept before delete on audit_checkpoint begin select raise(abort, 'audit_checkpoint is append-only'); end;

-- A live hold marks its profile, a lapsed one frees it; a worker who leaves the listing, or whose case is signed, leaves the
-- catalogue. Triggers, so that no path can forget it, whoever writes.
create trigger hold_marks_profile after insert on hold when new.live begin
    update profile set held = 1 where reference = (select l.reference from profile_link l where l.worker = new.worker);
    update catalogue set version = version + 1;
end;
create trigger hold_frees_profile after update of live on hold when old.live and not new.live begin
    update profile set held = 0 where reference = (select l.reference from profile_link l where l.worker = new.worker);
    update catalogue set version = version + 1;
end;
create trigger listing_changes_catalogue after insert on profile begin
    update catalogue set version = version + 1;
end;
create trigger leaving_changes_catalogue after delete on profile begin
    update catalogue set version = version + 1;
end;
create trigger availability_changes_catalogue after update of available_from on profile begin
    update catalogue set version = version + 1;
end;
create trigger worker_leaves_catalogue after update of state on worker
when old.state = 'roster:listed' and new.state <> 'roster:listed' begin
    delete from profile where reference = (select l.reference from profile_link l where l.worker = new.id);
    delete from profile_link where worker = new.id;
    update catalogue set version = version + 1;
    -- who is not listed here any more may be listed elsewhere, unless a case still has them to itself
    update moderation_index set listed = 0 where worker = new.id
        and not exists (select 1 from case_file c where c.worker = new.id and c.state in (
            'held', 'accepted', 'meeting_set', 'met', 'offered', 'signed', 'deposit_paid', 'permit', 'travel', 'arrived', 'handed_over',
            'in_guarantee', 'claim'));
end;
create trigger case_lets_go_of_worker after update of state on case_file
when old.state in (
    'held', 'accepted', 'meeting_set', 'met', 'offered', 'signed', 'deposit_paid', 'permit', 'travel', 'arrived', 'handed_over',
    'in_guarantee', 'claim')
and new.state not in (
    'held', 'accepted', 'meeting_set', 'met', 'offered', 'signed', 'deposit_paid', 'permit', 'travel', 'arrived', 'handed_over',
    'in_guarantee', 'claim') begin
    update moderation_index set listed = 0 where worker = new.worker
        and exists (select 1 from worker w where w.id = new.worker and w.state <> 'roster:listed');
end;
create trigger case_takes_worker_from_catalogue after update of state on case_file
when new.state = 'signed' and old.state <> 'signed' begin
    delete from profile where reference = (select l.reference from profile_link l where l.worker = new.worker);
    delete from profile_link where worker = new.worker;
    update catalogue set version = version + 1;
end;
create trigger consent_taken_back_leaves_catalogue after update of withdrawn_at on consent
    when new.kind = 'listing' and old.withdrawn_at is null and new.withdrawn_at is not null begin
    delete from profile where reference = (select l.reference from profile_link l where l.worker = new.worker);
    delete from profile_link where worker = new.worker;
    update catalogue set version = version + 1;
end;

-- A licence that is not in force hides the agency's profiles in the same moment, and one that is shows them again: what was taken
-- away meanwhile stays away.
create trigger licence_hides_profiles after update of licence on organisation when new.licence is not old.licence begin
    update profile set hidden = (new.licence is not 'valid') or exists (
        select 1 from profile_link l join case_file c on c.worker = l.worker
        where l.reference = profile.reference and c.overlay in ('frozen', 'safeguarding')) where agency_code = new.code;
    update catalogue set version = version + 1;
end;

-- Somebody about whom a case stands still is shown to nobody and asked for by nobody, whatever it stands still for: what only
-- protection hid would tell that it is protection.
create trigger standstill_hides_profile after update of overlay on case_file when new.overlay is not old.overlay begin
    update profile set hidden = exists (
        select 1 from case_file c where c.worker = new.worker and c.overlay in ('frozen', 'safeguarding')) or not exists (
        select 1 from organisation o where o.code = profile.agency_code and o.licence = 'valid')
        where reference = (select l.reference from profile_link l where l.worker = new.worker);
    update catalogue set version = version + 1;
end;

-- The record is only ever added to; a body goes only where its number and link stay. The proof is the chain; this stops an honest
-- mistake.
create trigger record_subject_stays before update on record_subject begin select raise(abort, 'record_subject is append-only'); end;
create trigger record_subject_kept before delete on record_subject
    when not exists (select 1 from audit_event e join audit_closed c on c.n = e.n where e.id = old.record)
    begin select raise(abort, 'record_subject is append-only'); end;
create trigger ledger_entry_stays before update on ledger_entry begin select raise(abort, 'ledger_entry is append-only'); end;
create trigger ledger_entry_kept before delete on ledger_entry begin select raise(abort, 'ledger_entry is append-only'); end;
create trigger ledger_line_stays before update on ledger_line begin select raise(abort, 'ledger_line is append-only'); end;
create trigger ledger_line_kept before delete on ledger_line begin select raise(abort, 'ledger_line is append-only'); end;
create trigger invoice_stays before update on invoice begin select raise(abort, 'invoice is append-only'); end;
create trigger invoice_kept before delete on invoice begin select raise(abort, 'invoice is append-only'); end;
create trigger audit_event_stays before update on audit_event begin select raise(abort, 'audit_event is append-only'); end;
create trigger audit_event_kept before delete on audit_event
    when not exists (select 1 from audit_closed c where c.n = old.n and c.mac = old.mac)
    begin select raise(abort, 'audit_event is append-only'); end;
create trigger audit_closed_follows before insert on audit_closed
    when not exists (select 1 from audit_event e where e.n = new.n and e.mac = new.mac)
    begin select raise(abort, 'audit_closed follows audit_event'); end;
create trigger audit_closed_stays before update on audit_closed begin select raise(abort, 'audit_closed is append-only'); end;
create trigger audit_closed_kept before delete on audit_closed begin select raise(abort, 'audit_closed is append-only'); end;
