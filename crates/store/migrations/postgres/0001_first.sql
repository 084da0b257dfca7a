-- The first schema: organisations and people, rosters, cases, the record of what happened, and the work that is still to do.
--
-- Every table names its wall in walls.rs. Columns that end in _sealed hold ciphertext (crate envelope) and nothing else;
-- columns that end in _index hold keyed hashes. No identity value, contact or number stands here in clear.

-- Whose transaction this is: set when it begins, never by a statement of the trade.
create function app_org() returns uuid language sql stable as
$$ select nullif(current_setting('app.org', true), '')::uuid $$;
create function app_subject() returns uuid language sql stable as
$$ select nullif(current_setting('app.subject', true), '')::uuid $$;

-- Organisations. A customer (household or company) has no name here: its name is sealed in `customer`.
-- [by: the operator, at the entry of an agency or a household | kept: as long as the organisation is known]
create table organisation (
    id uuid primary key,                    -- [key]
    kind text not null check (kind in ('operator', 'agency', 'customer')), -- [word]
    reference text not null unique,         -- [key]
    code text unique,                       -- [public_profile] licence-like code of an agency: AG-021
    name text,                              -- [public_profile] trade name; public for agencies
    name_ar text,                           -- [public_profile]
    licence text check (licence in ('unverified', 'valid', 'lapsed')), -- [public_profile]
    licence_checked_at timestamptz,         -- [time]
    demo boolean not null,                  -- [word]
    created_at timestamptz not null,        -- [time]
    version bigint not null                 -- [count]
);
-- The last day of an agency's licence. Not public: the agency, whoever has a case with it, and the operator know it.
-- [by: a moderator, from the papers | kept: as long as the organisation is known; replaced by the next day]
create table licence (
    org uuid primary key references organisation (id), -- [key]
    until text not null                     -- [agency_legal]
);

-- People who can sign in.
-- [by: the person, by accepting an invitation; the operator for its staff | kept: until the person is forgotten]
create table app_user (
    id uuid primary key,                    -- [key]
    name_sealed bytea,                      -- [credentials]
    language text not null check (language in ('en', 'ar')), -- [word]
    demo boolean not null,                  -- [word]
    created_at timestamptz not null,        -- [time]
    version bigint not null                 -- [count]
);

-- Where a person can be reached for sign-in: one keyed hash for the whole installation, readable in sign-in only.
-- [by: the person, by proving that it is theirs | kept: until the person is forgotten]
create table address (
    user_id uuid not null references app_user (id), -- [key]
    channel text not null check (channel in ('sms', 'email')), -- [word]
    address_index bytea not null,           -- [credentials]
    mailbox_index bytea not null,           -- [credentials] by which is counted, of whatever address of one mailbox
    address_sealed bytea not null,          -- [credentials]
    verified_at timestamptz,                -- [time]
    second_since timestamptz,               -- [time] since when a code goes there after one that went to the other
    primary key (user_id, channel),
    constraint address_once unique (channel, address_index)
);

-- A sign-in address that a person wants instead of, or beside, the one they have: both sides are asked. One at a time.
-- [by: the person | kept: until it is made, stopped or past its time]
create table address_change (
    user_id uuid primary key references app_user (id), -- [key]
    id uuid not null unique,                -- [key]
    channel text not null check (channel in ('sms', 'email')), -- [word]
    address_index bytea not null,           -- [credentials]
    mailbox_index bytea not null,           -- [credentials]
    address_sealed bytea not null,          -- [credentials]
    new_challenge uuid not null,            -- [key]
    present_channel text not null check (present_channel in ('sms', 'email')), -- [word]
    present_challenge uuid not null,        -- [key]
    new_at timestamptz,                     -- [time] when the new one was shown to be theirs
    present_at timestamptz,                 -- [time] when the one that is there said yes
    due_at timestamptz,                     -- [time] the one that is there is out of reach: when it goes without
    expires_at timestamptz not null         -- [time]
);
create index address_change_due on address_change (due_at);

-- [by: whoever invites, and the person who accepts | kept: ended, then kept with the record]
create table membership (
    id uuid primary key,                    -- [key]
    user_id uuid not null references app_user (id), -- [key]
    org uuid not null references organisation (id), -- [key]
    role text not null,                     -- [word]
    created_at timestamptz not null,        -- [time]
    ended_at timestamptz,                   -- [time]
    version bigint not null                 -- [count]
);
create index membership_user on membership (user_id);
create index membership_org on membership (org);

-- Somebody is asked to join an organisation. Nobody is a person here before they have shown that the address is theirs: until
-- then name and address wait sealed under the key of the person that they will be.
-- [by: whoever invites | kept: until accepted, declined, withdrawn or past its time]
create table invitation (
    id uuid primary key,                    -- [key]
    org uuid references organisation (id),  -- [key] none: a household that registers itself
    role text not null,                     -- [word]
    worker uuid,                            -- [key] whose sign-in this is; only with role `worker`
    person uuid not null,                   -- [key]
    channel text not null check (channel in ('sms', 'email')), -- [word]
    address_index bytea not null,           -- [credentials]
    address_sealed bytea not null,          -- [credentials]
    name_sealed bytea,                      -- [credentials]
    language text not null check (language in ('en', 'ar')), -- [word]
    invited_by uuid not null,               -- [key]
    created_at timestamptz not null,        -- [time]
    expires_at timestamptz not null,        -- [time]
    accepted_by uuid,                       -- [key]
    ended_at timestamptz                    -- [time] accepted, declined, withdrawn or past its time
);
create unique index invitation_once on invitation (org, channel, address_index) where ended_at is null;
create index invitation_address on invitation (channel, address_index);
create index invitation_expires on invitation (expires_at);

-- An agency applies; two people of the operator look at it before it is founded, and a list is gone through before it goes live.
-- [by: whoever applies, and the operator | kept: until refused or past its time; with the organisation once it is founded]
create table agency_application (
    id uuid primary key,                    -- [key]
    state text not null check (state in ('asked', 'waiting', 'checked', 'founded', 'live', 'refused')), -- [word]
    name text not null,                     -- [agency_legal]
    name_ar text not null,                  -- [agency_legal]
    cr_number text not null,                -- [agency_legal]
    licence_number text not null,           -- [agency_legal]
    licence_until text not null,            -- [agency_legal]
    terms text not null,                    -- [word]
    person uuid not null,                   -- [key]
    channel text not null check (channel in ('sms', 'email')), -- [word]
    address_index bytea,                    -- [credentials] none once the agency is founded: the invitation has it
    mailbox_index bytea,                    -- [credentials] gone with it
    address_sealed bytea,                   -- [credentials]
    network_index bytea,                    -- [hash] the network that asked; none once the agency is founded or refused
    language text not null check (language in ('en', 'ar')), -- [word]
    challenge uuid not null,                -- [key]
    created_at timestamptz not null,        -- [time]
    confirmed_at timestamptz,               -- [time]
    checked_by uuid,                        -- [key]
    checked_at timestamptz,                 -- [time]
    approved_by uuid,                       -- [key]
    approved_at timestamptz,                -- [time]
    live_by uuid,                           -- [key]
    live_at timestamptz,                    -- [time]
    org uuid references organisation (id),  -- [key]
    reason text,                            -- [word]
    expires_at timestamptz not null,        -- [time]
    version bigint not null,                -- [count]
    constraint application_two check (approved_by is null or org is null or approved_by <> checked_by)
);
create index application_person on agency_application (person);
create index application_network on agency_application (network_index, created_at);
create index application_expires on agency_application (expires_at);
-- Each mailbox has one that waits. A number of the register is one agency's once it is founded, however it is typed: who only says so
-- keeps nobody else out.
create unique index application_contact on agency_application (channel, mailbox_index) where state in ('waiting', 'checked');
create unique index application_register on agency_application (ltrim(replace(replace(upper(cr_number), '-', ''), '/', ''), '0'))
    where state in ('founded', 'live');

-- [by: sign-in | kept: a day]
create table challenge (
    id uuid primary key,                    -- [key]
    user_id uuid,                           -- [key] whom it was sent to, or who will be who was invited; none: nobody has this address
    channel text not null,                  -- [word]
    address_index bytea not null,           -- [credentials]
    mailbox_index bytea not null,           -- [credentials] by which codes and guesses are counted
    network_index bytea not null,           -- [hash] the network that asked, so that nobody is kept out by what others ask for
    code_hash bytea not null,               -- [credentials]
    attempts bigint not null,               -- [count]
    first_channel text,                     -- [word] where the first code went, of one that a second factor or code answers
    proves_org uuid,                        -- [key] whose telephone number the code proves; none: it signs somebody in
    created_at timestamptz not null,        -- [time]
    expires_at timestamptz not null,        -- [time]
    used_at timestamptz                     -- [time]
);
create index challenge_address on challenge (channel, address_index);
create index challenge_mailbox on challenge (channel, mailbox_index, created_at);
create index challenge_age on challenge (created_at);
-- Wrong codes given for one mailbox on one day, counted as days since 1970 in real time.
-- [by: sign-in | kept: two days]
create table wrong_guess (
    channel text not null,                  -- [word]
    mailbox_index bytea not null,           -- [credentials]
    network_index bytea not null,           -- [hash] the one that asked for the code; empty: all of them together
    day bigint not null,                    -- [time]
    times bigint not null,                  -- [count]
    primary key (channel, mailbox_index, network_index, day)
);
create index wrong_guess_age on wrong_guess (day);
-- Browsers in which somebody signed in, by a random number that they keep: whoever signs in elsewhere has its person told.
-- [by: sign-in | kept: 400 days]
create table known_device (
    user_id uuid not null references app_user (id), -- [key]
    device_hash bytea not null,             -- [credentials]
    day bigint not null,                    -- [time] the last one, as days since 1970
    primary key (user_id, device_hash)
);
create index known_device_age on known_device (day);
-- Networks from which an address was signed in with: what strangers do elsewhere keeps nobody out of these.
-- [by: sign-in | kept: 90 days]
create table known_network (
    channel text not null,                  -- [word]
    address_index bytea not null,           -- [credentials]
    network_index bytea not null,           -- [hash]
    day bigint not null,                    -- [time] the last one, as days since 1970
    primary key (channel, address_index, network_index)
);
create index known_network_age on known_network (day);
-- What text messages cost and how many went where: in the database, so that neither a restart nor a second node forgets it.
-- [by: the relay | kept: two days]
create table message_count (
    what text not null,                     -- [word] `cost`, `cost_unproven`, `prefix`, `org`, `told`
    about text not null,                    -- [word] a prefix of a thousand telephone numbers, an organisation, a limit; or nothing
    period bigint not null,                 -- [time] an hour or a day since 1970
    amount bigint not null,                 -- [count]
    primary key (what, about, period)
);

-- Who was refused for asking too often: by hour and rule. Networks are told apart, never named.
-- [by: the house | kept: 30 days]
create table limit_refusal (
    hour timestamptz not null,              -- [time]
    rule text not null,                     -- [word]
    network bytea not null,                 -- [hash] four bytes of it; empty: all those that were too many to be told apart
    times bigint not null,                  -- [count]
    last_at timestamptz not null,           -- [time]
    primary key (hour, rule, network)
);

-- [by: sign-in | kept: until it ends and its refresh time is over]
create table session (
    id uuid primary key,                    -- [key]
    user_id uuid not null references app_user (id), -- [key]
    membership uuid references membership (id), -- [key]
    portal text not null,                   -- [word]
    token_hash bytea not null unique,       -- [credentials]
    refresh_hash bytea unique,              -- [credentials]
    created_at timestamptz not null,        -- [time]
    expires_at timestamptz not null,        -- [time]
    refresh_until timestamptz not null,     -- [time] the end if it is not used until then
    ends_at timestamptz not null,           -- [time] the end however much it is used
    ended_at timestamptz,                   -- [time]
    second boolean not null,                -- [word] whether a second factor was shown
    first_channel text,                     -- [word] where the code went that opened it; none: it was no code
    proven_at timestamptz not null          -- [time] when the person last showed who they are
);
create index session_person on session (user_id);
create index session_over on session (refresh_until);

-- Shared devices: an officer has seen who a worker is, and lets them in for a few minutes.
-- [by: an officer of the operator | kept: for a day]
create table kiosk (
    id uuid primary key,                    -- [key]
    reference text not null,                -- [key] what the worker types: of their record, or of a case of theirs
    worker uuid not null,                   -- [key]
    person uuid not null references app_user (id), -- [key]
    membership uuid not null references membership (id), -- [key]
    officer uuid not null,                  -- [key]
    seen text not null,                     -- [word]
    code_hash bytea not null,               -- [credentials]
    attempts bigint not null,               -- [count]
    created_at timestamptz not null,        -- [time]
    expires_at timestamptz not null,        -- [time]
    session uuid                            -- [key]
);
create index kiosk_reference on kiosk (reference);
create index kiosk_session on kiosk (session);
create index kiosk_age on kiosk (created_at);

-- For whom somebody last acted, so that it is offered first.
-- [by: the person, by choosing | kept: until they choose anew or are forgotten]
create table last_choice (
    user_id uuid not null references app_user (id), -- [key]
    portal text not null,                   -- [word]
    membership uuid not null references membership (id), -- [key]
    primary key (user_id, portal)
);

-- Refresh tokens that were used. One that comes again was stolen, from the person or by them: the session ends.
-- [by: sign-in | kept: with its session]
create table spent_refresh (
    refresh_hash bytea primary key,         -- [credentials]
    session uuid not null references session (id), -- [key]
    at timestamptz not null                 -- [time]
);
create index spent_refresh_session on spent_refresh (session);

-- What signs access tokens; sealed under a key that is not in the database. It is told before it signs, so that every node knows it
-- by then, and is accepted after another signs, until the last of its tokens is over.
-- [by: sign-in | kept: until the tokens that it signed are over]
create table token_key (
    id uuid primary key,                    -- [key]
    seed_sealed bytea not null,             -- [credentials]
    made_at timestamptz not null,           -- [time]
    signs_from timestamptz not null,        -- [time]
    ends_at timestamptz                     -- [time] none: no other follows yet
);

-- Who a person is at somebody else's sign-in (OpenID Connect): issuer and subject as a keyed hash.
-- [by: sign-in | kept: until it is unlinked, or the person is forgotten]
create table linked_identity (
    id uuid primary key,                    -- [key]
    user_id uuid not null references app_user (id), -- [key]
    provider text not null,                 -- [word] its name in the settings
    subject_index bytea not null unique,    -- [credentials]
    linked_at timestamptz not null,         -- [time]
    used_at timestamptz,                    -- [time] when somebody last signed in by it
    unique (user_id, provider)
);
-- For whom a session that somebody else's sign-in opened may act, and before it the challenge for the second factor.
-- [by: sign-in | kept: with its session or challenge]
create table sign_in_bound (
    id uuid not null,                       -- [key] the session or the challenge
    org uuid not null references organisation (id), -- [key]
    primary key (id, org)
);

-- What a person shows beside their code: an authenticator (RFC 6238). The secret is sealed under the person's own key.
-- [by: sign-in | kept: until it is taken away, or the person is forgotten]
create table factor (
    id uuid primary key,                    -- [key]
    user_id uuid not null unique references app_user (id), -- [key]
    secret_sealed bytea not null,           -- [credentials]
    confirmed_at timestamptz,               -- [time] none: begun, and not shown to work
    last_step bigint,                       -- [count] the newest step of 30 seconds that was answered for
    created_at timestamptz not null         -- [time]
);
-- For the day on which the authenticator is lost: each works once.
-- [by: sign-in | kept: with the authenticator]
create table recovery_code (
    user_id uuid not null references app_user (id), -- [key]
    code_hash bytea not null,               -- [credentials]
    created_at timestamptz not null,        -- [time]
    used_at timestamptz,                    -- [time]
    primary key (user_id, code_hash)
);
-- Passkeys (WebAuthn): a key of a device that the person unlocks. Public keys only, so nothing here signs anybody in.
-- [by: sign-in | kept: until it is taken away, or the person is forgotten]
create table passkey (
    id uuid primary key,                    -- [key]
    user_id uuid not null references app_user (id), -- [key]
    name text not null,                     -- [internal_notes] as its person calls it
    credential bytea not null unique,       -- [credentials] as the device names it
    public_key bytea not null,              -- [credentials] as the device wrote it (COSE)
    signs bigint not null,                  -- [count] the device's own counter, as last seen; 0 for one that counts nothing
    created_at timestamptz not null,        -- [time]
    used_at timestamptz                     -- [time]
);
create index passkey_person on passkey (user_id);
-- A second factor that was lost or taken: two officers have it removed, the second after a day, and its person may refuse.
-- [by: the operator's officers | kept: until the person is forgotten]
create table factor_reset (
    id uuid primary key,                    -- [key]
    user_id uuid not null references app_user (id), -- [key]
    reason text not null,                   -- [word]
    asked_by uuid not null,                 -- [key]
    asked_at timestamptz not null,          -- [time]
    yes boolean,                            -- [word] what the second officer said
    answered_by uuid,                       -- [key]
    answered_at timestamptz,                -- [time]
    refused_at timestamptz,                 -- [time] when its person said no
    done_at timestamptz                     -- [time] when it was carried out
);
create index factor_reset_person on factor_reset (user_id, asked_at);
create index factor_reset_asked on factor_reset (asked_at, id);
-- What a person was told of their sign-in, with a link that undoes it: once, and in time.
-- [by: sign-in | kept: until its time is over]
create table alert (
    token_hash bytea primary key,           -- [credentials]
    user_id uuid not null references app_user (id), -- [key]
    kind text not null,                     -- [word]
    object uuid not null,                   -- [key] the factor, the passkey, the session or the reset
    secret_sealed bytea,                    -- [credentials] of an authenticator that was taken away, or the address that was replaced
    last_step bigint,                       -- [count]
    channel text,                           -- [word] of the address that was replaced or added
    address_index bytea,                    -- [credentials] none: it was added
    mailbox_index bytea,                    -- [credentials]
    created_at timestamptz not null,        -- [time]
    expires_at timestamptz not null,        -- [time]
    used_at timestamptz                     -- [time]
);
create index alert_person on alert (user_id);
create index alert_over on alert (expires_at);

-- Keys, each wrapped by the one above it. The root never stands here.
-- Which root keys wrap anything: one, and in a rotation two. The foreign keys have the last word in a rotation: nothing is wrapped
-- under a key that is gone, and none goes while it wraps.
-- [by: the house | kept: until its rotation ends]
create table root_key (
    key_id bytea primary key,               -- [key]
    nth bigint not null unique,             -- [count]
    made_at timestamptz not null            -- [time]
);
-- [by: the house | kept: as long as the organisation is known]
create table org_key (
    org uuid not null,                      -- [key]
    epoch bigint not null,                  -- [count]
    root bytea not null references root_key (key_id), -- [key]
    wrapped bytea not null,                 -- [credentials]
    created_at timestamptz not null,        -- [time]
    primary key (org, epoch)
);
create index org_key_root on org_key (root);
-- [by: the house | kept: until its person is forgotten: destroying it forgets them]
create table subject_key (
    subject uuid primary key,               -- [key]
    org uuid not null,                      -- [key]
    epoch bigint not null,                  -- [count]
    wrapped bytea not null,                 -- [credentials]
    created_at timestamptz not null,        -- [time]
    foreign key (org, epoch) references org_key (org, epoch)
);
create index subject_key_org on subject_key (org, epoch);

-- The roster. What a public or a case may see in clear; the rest is sealed in worker_identity.
-- [by: the agency | kept: 30 days as a draft without consent; else until erased]
create table worker (
    id uuid primary key,                    -- [key]
    org uuid not null references organisation (id), -- [key]
    person uuid references app_user (id),   -- [key] the worker's own sign-in
    reference text not null unique,         -- [key]
    state text not null,                    -- [= WorkerRecord.state] stored state; locked, engaged and placed are derived
    body jsonb not null,                    -- [case_state] the roster record as the domain keeps it
    first_name text not null,               -- [= WorkerRecord.first_name]
    age bigint not null,                    -- [= WorkerRecord.age]
    age_on text not null,                   -- [public_profile]
    origin text not null,                   -- [= WorkerRecord.origin]
    languages jsonb not null,               -- [= WorkerRecord.languages]
    skills jsonb not null,                  -- [= WorkerRecord.skills]
    work jsonb not null,                    -- [= WorkerRecord.work]
    experience_years bigint not null,       -- [= WorkerRecord.experience_years]
    available_from text not null,           -- [= WorkerRecord.available_from]
    wage_minor bigint,                      -- [= WorkerRecord.wage_minor]
    history text,                           -- [= WorkerRecord.history]
    created_by uuid not null,               -- [key]
    created_at timestamptz not null,        -- [time]
    updated_at timestamptz not null,        -- [time]
    public_form jsonb,                      -- [public_profile] what the re-identification check let be told, once a moderator confirmed it
    waits_since timestamptz,                -- [time] in the moderators' queue since then
    asked_since timestamptz,                -- [time] a change was asked for then and is not answered: nobody's queue but the agency's
    version bigint not null                 -- [count]
);
create index worker_waits on worker (waits_since, id) where waits_since is not null;
create index worker_asked on worker (asked_since, id) where asked_since is not null;
create index worker_org on worker (org, id);
create index worker_org_state on worker (org, state, id);
create index worker_state on worker (state, id);
create index worker_person on worker (person);

-- [by: the agency | kept: with the roster record; 45 days after it is withdrawn]
create table worker_identity (
    worker uuid primary key references worker (id), -- [key]
    org uuid not null,                      -- [key]
    name_sealed bytea not null,             -- [= WorkerRecord.name]
    birth_date_sealed bytea not null,       -- [= WorkerRecord.birth_date]
    passport_sealed bytea,                  -- [= WorkerRecord.passport]
    passport_until_sealed bytea,            -- [worker_identity]
    civil_id_sealed bytea,                  -- [= WorkerRecord.civil_id]
    phone_sealed bytea,                     -- [= WorkerRecord.phone]
    kin_name_sealed bytea,                  -- [= WorkerRecord.kin_name]
    kin_phone_sealed bytea,                 -- [= WorkerRecord.kin_phone]
    fitness_sealed bytea,                   -- [= WorkerRecord.fitness]
    fitness_on_sealed bytea,                -- [worker_sensitive_result]
    passport_index bytea,                   -- [worker_identity]
    civil_id_index bytea,                   -- [worker_identity]
    phone_index bytea,                      -- [worker_contact]
    constraint worker_passport_once unique (org, passport_index),
    constraint worker_civil_id_once unique (org, civil_id_index)
);

-- The words of workers' names and their beginnings as keyed hashes of one organisation, so that an agency finds its own by
-- name. Many small rows, written with the worker's and destroyed with them: no foreign key to be asked for each.
-- [by: the agency, with each name | kept: with the name]
create table worker_name_token (
    org uuid not null,                      -- [key]
    token_index bytea not null,             -- [worker_name]
    worker uuid not null,                   -- [key]
    primary key (org, token_index, worker)
);
-- What lists inside the agency need of a sealed record: the month in which a paper ends or was made, and under which hashes
-- the name is found, so that they can be taken away. The days and the name stay sealed.
-- [by: the agency, with each record | kept: with the roster record]
create table worker_list (
    worker uuid primary key references worker (id), -- [key]
    org uuid not null,                      -- [key]
    name_tokens bytea not null,             -- [worker_name] 8 bytes each
    passport_month text,                    -- [~ worker_identity] the month alone, so that lists find what ends
    fitness_month text                      -- [~ worker_sensitive_result] the month alone, so that lists find what ends
);

-- One person on two rosters is held once: operator-keyed hashes, read by review and list only.
-- [by: the agency, with each record | kept: with the roster record]
create table moderation_index (
    kind text not null check (kind in ('passport', 'civil_id')), -- [word]
    value_index bytea not null,             -- [worker_identity]
    worker uuid not null references worker (id), -- [key]
    listed boolean not null,                -- [case_state]
    primary key (worker, kind)
);
create unique index listed_once on moderation_index (kind, value_index) where listed;

-- [by: the worker, or the agency from a paper | kept: with the roster record]
create table consent (
    id uuid primary key,                    -- [key]
    org uuid not null,                      -- [key]
    worker uuid not null references worker (id), -- [key]
    case_id uuid,                           -- [key]
    kind text not null,                     -- [word]
    text_version text not null,             -- [word]
    language text not null,                 -- [word]
    method text not null,                   -- [word]
    given_by uuid not null,                 -- [key]
    given_at timestamptz not null,          -- [time]
    withdrawn_at timestamptz                -- [time]
);
create index consent_worker on consent (worker, kind);

-- Changes that a moderator asks an agency for: one open at a time.
-- [by: a moderator | kept: with the roster record]
create table change_request (
    id uuid primary key,                    -- [key]
    worker uuid not null references worker (id), -- [key]
    org uuid not null,                      -- [key]
    reason text not null,                   -- [word]
    message text not null,                  -- [internal_notes] without names and numbers; empty when nothing was added
    asked_by uuid not null,                 -- [key]
    asked_at timestamptz not null,          -- [time]
    facts jsonb not null,                   -- [public_profile, extended_profile, worker_first_name] the facts in clear as they stood then
    changed jsonb not null,                 -- [word] the names of what the agency has edited since
    answered_at timestamptz,                -- [time] when the agency sent the record to the check again
    closed_at timestamptz                   -- [time] when a moderator decided
);
create unique index change_request_open on change_request (worker) where closed_at is null;

-- The public catalogue: a projection with public fields only, written with the listing change. Nothing public reads `worker`.
-- [by: a moderator, by listing | kept: while listed]
create table profile (
    reference text primary key,             -- [key]
    agency_code text not null,              -- [= Profile.agency_code]
    work jsonb not null,                    -- [= Profile.work]
    age_from bigint not null,               -- [= Profile.age] both ends of a band; equal where the age itself is told
    age_to bigint not null,                 -- [= Profile.age]
    experience_years bigint not null,       -- [= Profile.experience_years]
    skills jsonb not null,                  -- [= Profile.skills]
    languages jsonb not null,               -- [= Profile.languages]
    available_from text not null,           -- [= Profile.available_from]
    held boolean not null,                  -- [= Profile.held]
    listed_at timestamptz not null,         -- [= Profile.listed_at]
    hidden boolean not null default false   -- [word] the agency's licence is not in force
);
create index profile_newest on profile (listed_at, reference);
create index profile_agency on profile (agency_code);
-- [by: a moderator, by listing | kept: while listed]
create table profile_tag (
    kind text not null check (kind in ('work', 'language', 'skill')), -- [word]
    word text not null,                     -- [public_profile]
    listed_at timestamptz not null,         -- [= Profile.listed_at]
    reference text not null references profile (reference) on delete cascade, -- [key]
    primary key (kind, word, listed_at, reference)
);
create index profile_tag_reference on profile_tag (reference);
-- The catalogue's version: one row, read by every public answer, so that a revocation holds for the very next one.
-- [by: the database itself | kept: always]
create table catalogue (
    one bigint primary key check (one = 1), -- [count]
    version bigint not null                 -- [count]
);
insert into catalogue (one, version) values (1, 1);
-- The policies. A set that was proposed: its texts by file name, and what it opens and closes against the set that was in force.
-- The set that a program is built with has no row and is number 0.
-- [by: a platform admin, or a command | kept: always]
create table policy_set (
    number bigint primary key,              -- [key]
    hash text not null,                     -- [hash]
    files jsonb not null,                   -- [word]
    proposed_by uuid,                       -- [key] none: a command of the operator's machine
    proposed_at timestamptz not null,       -- [time]
    base bigint not null,                   -- [key] the set that it was compared with
    widens jsonb not null,                  -- [word]
    narrows jsonb not null,                 -- [word]
    rules jsonb not null,                   -- [word] what it does to each rule, by its id
    in_force_at timestamptz,                -- [time]
    version bigint not null                 -- [count]
);
-- [by: a platform admin | kept: always]
create table policy_approval (
    number bigint not null references policy_set (number), -- [key]
    by_user uuid not null,                  -- [key]
    at timestamptz not null,                -- [time]
    primary key (number, by_user)
);
-- The set in force: one row, read with every session and by every public answer, so that a change holds for the very next one.
-- [by: whoever puts a set in force | kept: always]
create table policy_head (
    one bigint primary key check (one = 1), -- [count]
    number bigint not null,                 -- [key]
    hash text                               -- [hash]
);
insert into policy_head (one, number) values (1, 0);
-- Who is behind a published reference: for signed-in customers' steps, never for the public.
-- [by: a moderator, by listing | kept: while listed]
create table profile_link (
    reference text primary key,             -- [key]
    worker uuid not null unique references worker (id), -- [key]
    agency_org uuid not null                -- [key]
);
-- The listed people as the re-identification check counts them: the truth, not what is told. Words stand in order, a blank on each side.
-- [by: a moderator, by listing | kept: while listed]
create table quasi_identifier (
    reference text primary key references profile (reference) on delete cascade, -- [key]
    worker uuid not null,                   -- [key]
    agency_code text not null,              -- [key]
    origin text not null,                   -- [extended_profile]
    age bigint not null,                    -- [extended_profile]
    languages text not null,                -- [public_profile]
    skills text not null                    -- [public_profile]
);
create index quasi_identifier_alike on quasi_identifier (origin, age, agency_code, languages, skills, worker);

-- Customers: who they are is sealed; the area and household are what an agency may see masked.
-- [by: the household; checked by a moderator | kept: until the household is forgotten]
create table customer (
    org uuid primary key references organisation (id), -- [key]
    name_sealed bytea,                      -- [= CustomerRecord.name]
    civil_id_sealed bytea,                  -- [= CustomerRecord.civil_id]
    address_sealed bytea,                   -- [= CustomerRecord.address]
    phone_sealed bytea,                     -- [= CustomerRecord.phone]
    civil_id_index bytea unique,            -- [customer_identity]
    first_name text,                        -- [= CustomerRecord.first_name] what a worker calls them in the meeting
    phone_index bytea,                      -- [customer_identity]
    phone_proved_at timestamptz,            -- [time] when a code sent to this very number was answered
    area text,                              -- [= CustomerRecord.area]
    household text,                         -- [= CustomerRecord.household]
    duties text,                            -- [= CustomerRecord.duties]
    verified_at timestamptz,                -- [time]
    verified_by uuid,                       -- [key]
    privacy_notice text,                    -- [word]
    version bigint not null                 -- [count]
);

-- Cases. Only facts that both organisations may know.
-- [by: whoever takes a step | kept: archived 90 days after its end; without names from then on]
create table case_file (
    id uuid primary key,                    -- [key]
    reference text not null unique,         -- [key]
    customer_org uuid not null references organisation (id), -- [key]
    agency_org uuid not null references organisation (id), -- [key]
    worker uuid not null references worker (id), -- [key]
    state text not null,                    -- [case_state]
    overlay text not null,                  -- [case_state]
    body jsonb not null,                    -- [case_state, own_terms, customer_money, interview]
    previous uuid,                          -- [key]
    opened_at timestamptz not null,         -- [time]
    moved_at timestamptz not null,          -- [time]
    due_at timestamptz,                     -- [time]
    version bigint not null,                -- [count]
    constraint case_parties unique (id, worker, customer_org, agency_org)
);
create index case_customer_newest on case_file (customer_org, id);
create index case_agency_newest on case_file (agency_org, id);
create index case_worker on case_file (worker, id);
create index case_state on case_file (state, id);

-- Services of others that somebody has connected (OAuth): a mailbox, a calendar. What the service granted is sealed under the key of
-- whoever agreed there.
-- [by: whoever connects it | kept: until it is disconnected, the service ends it, or its person is forgotten]
create table connection (
    id uuid primary key,                    -- [key]
    user_id uuid not null references app_user (id), -- [key] who agreed there
    org uuid references organisation (id),  -- [key] for which organisation; none: for themselves
    kind text not null,                     -- [word] `mailbox` or `calendar`
    service text not null,                  -- [word] its name in the settings
    account_sealed bytea not null,          -- [credentials] what its person is called there
    grant_sealed bytea not null,            -- [credentials]
    expires_at timestamptz not null,        -- [time] until when the token holds
    version bigint not null,                -- [count]
    doubts bigint not null,                 -- [count] how often the service refused the token since it last took it
    renewed_until timestamptz,              -- [time] somebody renews the grant, at the latest until then
    due_at timestamptz,                     -- [time] when a calendar is looked at next; none: no calendar
    failures bigint not null,               -- [count]
    connected_at timestamptz not null,      -- [time]
    used_at timestamptz,                    -- [time]
    ended_at timestamptz                    -- [time] still to be revoked
);
create unique index connection_own on connection (user_id, kind) where org is null and ended_at is null;
create unique index connection_org on connection (org, kind) where org is not null and ended_at is null;
create index connection_due on connection (due_at) where due_at is not null;
-- What was put into a connected calendar.
-- [by: the relay | kept: with its connection, or until the meeting is over]
create table connection_entry (
    connection uuid not null references connection (id), -- [key]
    case_id uuid not null references case_file (id), -- [key]
    digest bytea not null,                  -- [hash] of what was put there
    etag text,                              -- [word] the calendar's word for this version
    ends_at timestamptz not null,           -- [time]
    primary key (connection, case_id)
);

-- Who may look across the wall, written by the step that opens or closes the view.
-- The foreign key keeps it to real cases between these parties.
-- [by: the step that opens or closes a view | kept: while the view is open]
create table case_access (
    case_id uuid not null,                  -- [key]
    org uuid not null,                      -- [key]
    worker uuid not null,                   -- [key]
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    primary key (case_id, org),
    foreign key (case_id, worker, customer_org, agency_org)
        references case_file (id, worker, customer_org, agency_org)
);
create index case_access_worker on case_access (org, worker);
create index case_access_customer on case_access (org, customer_org);

-- Each side's own facts.
-- [by: the agency | kept: with the case]
create table case_agency (
    case_id uuid primary key references case_file (id), -- [key]
    org uuid not null,                      -- [key]
    commission_minor bigint,                -- [internal_money]
    cost_minor bigint,                      -- [internal_money]
    notes text,                             -- [internal_notes]
    -- Wrong arrival codes of the last day, and when the last one came.
    arrival_tries bigint not null default 0, -- [count]
    arrival_tried_at timestamptz,           -- [time]
    version bigint not null                 -- [count]
);
-- [by: the customer and the worker, each their own | kept: with the case]
create table case_answer (
    case_id uuid not null references case_file (id), -- [key]
    party text not null check (party in ('customer', 'worker')), -- [word]
    org uuid,                               -- [key]
    person uuid,                            -- [key]
    yes boolean not null,                   -- [interview]
    at timestamptz not null,                -- [time]
    primary key (case_id, party)
);
-- How the two private answers stand together: empty until both have answered, so that nobody learns what one side said.
create view case_answers_agree as
    select case_id, case when count(*) = 2 then min(case when yes then 1 else 0 end) = 1 end as agree
    from case_answer a
    -- The view reads with its owner's rights, so it says itself whose case it is.
    where current_setting('role') in ('amana_operator', 'amana_system')
        or exists (select 1 from case_file c where c.id = a.case_id
            and (app_org() in (c.customer_org, c.agency_org)
                or exists (select 1 from worker w where w.id = c.worker and w.person = app_subject())))
    group by case_id;
-- What customer and agency agree about money: shared by both.
-- [by: the agency, with its offer | kept: with the case]
create table case_quote (
    case_id uuid primary key references case_file (id), -- [key]
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    body jsonb not null,                    -- [customer_money]
    at timestamptz not null                 -- [time]
);
-- What happened to a roster record: its steps, and the edits between them.
-- [by: whoever takes a step | kept: with the roster record]
create table worker_event (
    worker uuid not null references worker (id), -- [key]
    n bigint not null,                      -- [count] the record's version after it
    org uuid not null,                      -- [key]
    what text not null,                     -- [case_state] a step's word, or 'edit'
    from_state text not null,               -- [case_state]
    to_state text not null,                 -- [case_state]
    side text not null,                     -- [word]
    role text not null,                     -- [word]
    actor uuid not null,                    -- [key]
    at timestamptz not null,                -- [time]
    primary key (worker, n)
);
-- [by: whoever takes a step | kept: with the case]
create table case_event (
    case_id uuid not null references case_file (id), -- [key]
    n bigint not null,                      -- [count] the case's version after the step
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    worker uuid not null,                   -- [key]
    step text not null,                     -- [case_state]
    from_state text not null,               -- [case_state]
    to_state text not null,                 -- [case_state]
    side text not null,                     -- [word]
    role text not null,                     -- [word]
    actor uuid not null,                    -- [key]
    at timestamptz not null,                -- [time]
    primary key (case_id, n)
);
-- Looking where no task leads, in an emergency: asked, answered by a second person, told afterwards, reviewed by another.
-- [by: staff who protect people | kept: with the case]
create table break_glass (
    id uuid primary key,                    -- [key]
    case_id uuid not null references case_file (id), -- [key]
    reason text not null,                   -- [word]
    message text not null,                  -- [internal_notes] what was added, without names and numbers
    asked_by uuid not null,                 -- [key]
    asked_at timestamptz not null,          -- [time]
    yes boolean,                            -- [word]
    answered_by uuid,                       -- [key]
    answered_at timestamptz,                -- [time]
    ends_at timestamptz,                    -- [time] until when the case stands open; none while nobody said yes
    told_at timestamptz,                    -- [time] when those concerned were told
    verdict text,                           -- [word]
    reviewed_by uuid,                       -- [key]
    reviewed_at timestamptz                 -- [time]
);
create index break_glass_case on break_glass (case_id, asked_by);
create index break_glass_unreviewed on break_glass (asked_at, id) where reviewed_at is null;
-- What a side writes down for itself about a case or a worker: never another's, and gone with the worker's key.
-- [by: an agency or the operator, each its own | kept: until it is removed, or the worker is forgotten]
create table note (
    id uuid primary key,                    -- [key]
    org uuid not null,                      -- [key]
    side text not null check (side in ('agency', 'operator')), -- [word]
    case_id uuid references case_file (id), -- [key] none: about the roster record itself
    worker uuid not null references worker (id), -- [key]
    author uuid not null,                   -- [key]
    role text not null,                     -- [word]
    text_sealed bytea not null,             -- [internal_notes]
    at timestamptz not null                 -- [time]
);
create index note_case on note (case_id, side);
create index note_worker on note (worker, side);

-- What a household says of its agency's coordination, once for a case. Nothing here speaks of a worker.
-- [by: the household; its text checked by a moderator | kept: until the household takes it back]
create table agency_review (
    id uuid primary key,                    -- [key]
    case_id uuid not null references case_file (id), -- [key]
    org uuid not null,                      -- [key] the household
    agency_code text not null,              -- [key]
    coordination text not null check (coordination in ('well', 'partly', 'badly')), -- [public_profile]
    meetings text not null check (meetings in ('well', 'partly', 'badly')), -- [public_profile]
    fees text not null check (fees in ('well', 'partly', 'badly')), -- [public_profile]
    text text,                              -- [case_state] in their own words, once a moderator has looked shown to everybody
    standing text not null check (standing in ('answers', 'waiting', 'published', 'refused')), -- [word]
    refused_for text,                       -- [word]
    at timestamptz not null,                -- [time]
    checked_by uuid,                        -- [key]
    checked_at timestamptz,                 -- [time]
    constraint agency_review_once unique (case_id)
);
create index agency_review_waiting on agency_review (at, id) where standing = 'waiting';
-- What everybody reads of it: neither the case nor the household.
-- [by: the household, by answering; a moderator, by publishing the text | kept: until the household takes it back]
create table published_review (
    id uuid primary key references agency_review (id), -- [key]
    agency_code text not null,              -- [key]
    coordination text not null,             -- [public_profile]
    meetings text not null,                 -- [public_profile]
    fees text not null,                     -- [public_profile]
    month text not null,                    -- [time] 2026-11: the day would name the case to whoever knows it
    text text                               -- [public_profile]
);
create index published_review_agency on published_review (agency_code, month, id);

-- A hold is exclusive by these two constraints, not by a check.
-- [by: the customer, by holding | kept: with the case]
create table hold (
    id uuid primary key,                    -- [key]
    worker uuid not null references worker (id), -- [key]
    case_id uuid not null references case_file (id), -- [key]
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    slot bigint not null check (slot in (1, 2)), -- [count]
    firm boolean not null,                  -- [case_state]
    until_at timestamptz not null,          -- [time]
    live boolean not null,                  -- [case_state]
    lapsed boolean not null,                -- [case_state] ended by a clock: the same customer waits before holding this worker again
    created_at timestamptz not null,        -- [time]
    ended_at timestamptz                    -- [time]
);
create unique index hold_worker_live on hold (worker) where live;
create unique index hold_slot_live on hold (customer_org, slot) where live;
create index hold_case on hold (case_id);
create index hold_lapsed on hold (customer_org, worker, ended_at);

-- What somebody states to have happened outside the product, about a case or a roster record.
-- [by: whoever states it | kept: with what it is about]
create table attested (
    object uuid not null,                   -- [key]
    statement text not null,                -- [case_state]
    role text not null,                     -- [word]
    by_user uuid not null,                  -- [key]
    at timestamptz not null,                -- [time]
    customer_org uuid,                      -- [key]
    agency_org uuid not null,               -- [key]
    primary key (object, statement, at)
);

-- The books of a case, in double entry: entries are added and never changed, each linked to the one before it under a key that is not
-- here. Nothing in them names a person. `amana audit verify` reads them with the log.
-- [by: the step that moves the money | kept: as long as the books must be, without names]
create table ledger_entry (
    case_id uuid not null references case_file (id), -- [key]
    n bigint not null check (n > 0),        -- [count]
    kind text not null,                     -- [case_state]
    reverses bigint,                        -- [count] the entry that this one takes back
    currency text not null,                 -- [word]
    record uuid not null,                   -- [key] the record of the step that posted it
    at timestamptz not null,                -- [time]
    link bytea not null,                    -- [hash]
    primary key (case_id, n)
);
create index ledger_newest on ledger_entry (at, case_id, n);
-- [by: the step that moves the money | kept: as long as the books must be, without names]
create table ledger_line (
    case_id uuid not null,                  -- [key]
    n bigint not null,                      -- [count]
    nth bigint not null,                    -- [count]
    account text not null,                  -- [word]
    side text not null check (side in ('debit', 'credit')), -- [word]
    amount_minor bigint not null check (amount_minor > 0), -- [customer_money, internal_money]
    primary key (case_id, n, nth),
    foreign key (case_id, n) references ledger_entry (case_id, n)
);

-- What stands on an organisation's invoices beside its name.
-- [by: who runs the organisation; finance for the platform | kept: with the organisation]
create table billing (
    org uuid primary key references organisation (id), -- [key]
    vat_number text,                        -- [customer_money] as the tax office gave it
    register_number text,                   -- [customer_money] of the commercial register
    address text,                           -- [customer_money] of the office
    address_ar text,                        -- [customer_money]
    iban text,                              -- [customer_money] where customers pay in; the platform's only
    updated_at timestamptz not null,        -- [time]
    version bigint not null                 -- [count]
);
-- The last number of each series of invoices, receipts and notes. Taken in the transaction that issues, so there is no gap.
-- [by: the step that issues | kept: as long as the books must be]
create table invoice_series (
    issuer uuid not null references organisation (id), -- [key]
    series text not null,                   -- [word]
    year bigint not null,                   -- [count]
    last bigint not null check (last > 0),  -- [count]
    primary key (issuer, series, year)
);
-- What was invoiced and credited. Never changed.
-- [by: the step that asks for money or gives it back | kept: as long as the books must be, without names]
create table invoice (
    id uuid primary key,                    -- [key]
    issuer uuid not null references organisation (id), -- [key]
    series text not null,                   -- [word]
    year bigint not null,                   -- [count]
    n bigint not null check (n > 0),        -- [count]
    number text not null,                   -- [customer_money, internal_money]
    kind text not null check (kind in ('deposit', 'balance', 'commission', 'credit_note')), -- [word]
    case_id uuid not null references case_file (id), -- [key]
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    currency text not null,                 -- [word]
    net_minor bigint not null,              -- [customer_money, internal_money]
    vat_minor bigint not null check (vat_minor >= 0), -- [customer_money, internal_money]
    body jsonb not null,                    -- [customer_money, internal_money] lines, who issued it, what it credits
    issued_at timestamptz not null,         -- [time]
    due_at timestamptz,                     -- [time]
    record uuid not null,                   -- [key] the record of the step that issued it
    seal bytea not null,                    -- [hash] over all that it says
    constraint invoice_number unique (issuer, series, year, n)
);
create unique index invoice_once on invoice (case_id, kind) where kind <> 'credit_note';
create index invoice_newest on invoice (issued_at, id);
create index invoice_customer on invoice (customer_org, issued_at, id);
create index invoice_agency on invoice (agency_org, issued_at, id);
-- Money that came in or goes back, before and after somebody confirms it.
-- [by: who notes it; a bank's file; a card's bank | kept: as long as the books must be, without names]
create table payment (
    id uuid primary key,                    -- [key]
    case_id uuid not null references case_file (id), -- [key]
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    method text not null check (method in ('cash', 'bank', 'card')), -- [word]
    way text not null check (way in ('in', 'out')), -- [word]
    amount_minor bigint not null check (amount_minor > 0), -- [customer_money]
    currency text not null,                 -- [word]
    state text not null check (state in ('noted', 'confirmed', 'refused')), -- [word]
    receipt text,                           -- [customer_money] its number, once confirmed
    source text unique,                     -- [hash] what it comes from: a line of a bank's file, a card's charge
    noted_by uuid,                          -- [key]
    noted_at timestamptz not null,          -- [time]
    answered_by uuid,                       -- [key]
    answered_at timestamptz,                -- [time]
    entry bigint,                           -- [count] its entry in the books
    record uuid,                            -- [key]
    version bigint not null,                -- [count]
    constraint payment_two check (noted_by is null or answered_by is null or noted_by <> answered_by or (method = 'bank' and way = 'in'))
);
create index payment_case on payment (case_id, noted_at);
create index payment_waits on payment (noted_at, id) where state = 'noted';
create index payment_newest on payment (noted_at, id);
-- Attempts to pay by card on a page that a gateway hosts: kept before the gateway is asked, closed by what it says when it is asked.
-- [by: the household that pays; a job | kept: as long as the books must be, without names]
create table card_checkout (
    id uuid primary key,                    -- [key] what the gateway knows the attempt by
    gateway text not null,                  -- [word]
    session text,                           -- [customer_money] the gateway's name of the page
    case_id uuid not null references case_file (id), -- [key]
    customer_org uuid not null,             -- [key]
    agency_org uuid not null,               -- [key]
    invoice uuid not null references invoice (id), -- [key]
    amount_minor bigint not null check (amount_minor > 0), -- [customer_money]
    currency text not null,                 -- [word]
    language text not null,                 -- [word]
    state text not null check (state in ('asked', 'open', 'unknown', 'paid', 'failed', 'expired')), -- [word]
    page_url text,                          -- [customer_money]
    opened_by uuid not null,                -- [key]
    opened_at timestamptz not null,         -- [time]
    expires_at timestamptz,                 -- [time]
    looked_at timestamptz,                  -- [time]
    payment uuid references payment (id),   -- [key]
    version bigint not null                 -- [count]
);
create unique index card_checkout_open on card_checkout (case_id) where state in ('asked', 'open', 'unknown');
create unique index card_checkout_session on card_checkout (gateway, session);
create index card_checkout_invoice on card_checkout (invoice, opened_at);
-- Files of the bank that were read.
-- [by: finance | kept: as long as the books must be]
create table bank_file (
    id uuid primary key,                    -- [key]
    digest bytea not null unique,           -- [hash]
    currency text not null,                 -- [word]
    lines bigint not null,                  -- [count]
    read_by uuid not null,                  -- [key]
    read_at timestamptz not null            -- [time]
);
-- What came in by bank. Of the payer's words only those with a digit are kept: a reference has one, a name has none.
-- [by: finance, with a file of the bank | kept: as long as the books must be]
create table bank_line (
    id uuid primary key,                    -- [key]
    file uuid not null references bank_file (id), -- [key]
    nth bigint not null,                    -- [count]
    bank_id text not null,                  -- [customer_money] as the bank calls it
    booked_on text not null,                -- [time]
    amount_minor bigint not null check (amount_minor > 0), -- [customer_money]
    words text not null,                    -- [customer_money]
    state text not null check (state in ('open', 'paid', 'left')), -- [word]
    version bigint not null,                -- [count]
    constraint bank_line_once unique (bank_id, booked_on, amount_minor)
);
create index bank_line_open on bank_line (booked_on, id) where state = 'open';

-- Work still to do.
-- [by: the step that starts the clock | kept: until the clock has run out or is stopped for good]
create table timer (
    object uuid not null,                   -- [key]
    kind text not null,                     -- [word]
    customer_org uuid,                      -- [key]
    agency_org uuid,                        -- [key]
    due_at timestamptz,                     -- [time] none while the clock is stopped
    left_micros bigint,                     -- [time] what is left while the clock is stopped
    primary key (object, kind)
);
create index timer_due on timer (due_at);
-- [by: the house | kept: addresses and codes until delivered; the rest 30 days]
create table outbox (
    id uuid primary key,                    -- [key]
    idempotency_key text not null unique,   -- [key]
    kind text not null,                     -- [word]
    template text not null,                 -- [word]
    args jsonb not null,                    -- [key] references only
    org uuid,                               -- [key]
    user_id uuid,                           -- [key]
    channel text,                           -- [word]
    address_sealed bytea,                   -- [credentials] deleted on delivery
    code_sealed bytea,                      -- [credentials] deleted on delivery
    run_at timestamptz not null,            -- [time]
    attempts bigint not null,               -- [count]
    lease_until timestamptz,                -- [time]
    last_error text,                        -- [word]
    done_at timestamptz,                    -- [time]
    dead_at timestamptz,                    -- [time]
    created_at timestamptz not null,        -- [time]
    handed_as text,                         -- [key] the provider's own name of a text message that it took
    receipt text,                           -- [word] what it said later: delivered, failed, expired
    receipt_at timestamptz                  -- [time]
);
create index outbox_handed on outbox (handed_as) where handed_as is not null;
create index outbox_due on outbox (run_at, id) where done_at is null and dead_at is null;
create index outbox_done on outbox (done_at) where done_at is not null;
create index outbox_dead on outbox (dead_at, id) where dead_at is not null and done_at is null;
-- [by: the house | kept: a day]
create table idempotency (
    user_id uuid not null,                  -- [key]
    org uuid not null,                      -- [key]
    route text not null,                    -- [word]
    key text not null,                      -- [key]
    body_hash bytea not null,               -- [hash]
    status bigint not null,                 -- [count]
    object text,                            -- [key]
    created_at timestamptz not null,        -- [time]
    primary key (user_id, org, route, key)
);
create index idempotency_age on idempotency (created_at);
-- An agency's list: read, taken in by a job, undone. The file itself lies sealed in parts under a key of its own.
-- [by: the agency | kept: the figures with the organisation; the file is destroyed a week after its end]
create table import (
    id uuid primary key,                    -- [key]
    org uuid not null,                      -- [key]
    by_user uuid not null,                  -- [key]
    by_role text not null,                  -- [word]
    state text not null check (state in ('read', 'running', 'done', 'undoing', 'undone')), -- [word]
    file_name text not null,                -- [internal_notes]
    answers jsonb not null,                 -- [word] sheet, columns, how its dates are written
    rows bigint not null,                   -- [count]
    next_row bigint not null,               -- [count] how many of them are dealt with
    accepted bigint not null,               -- [count]
    known bigint not null,                  -- [count]
    refused bigint not null,                -- [count]
    chosen jsonb,                           -- [count] the lines to be taken; none: all
    stopped text,                           -- [word] why it ended before its last row
    at timestamptz not null,                -- [time]
    ended_at timestamptz,                   -- [time]
    kept_until timestamptz,                 -- [time] when the file is destroyed; none once it is
    version bigint not null                 -- [count]
);
create index import_org on import (org, id);
create index import_kept on import (kept_until) where kept_until is not null;
-- [by: the agency | kept: a week after the end of the import, then destroyed]
create table import_part (
    import uuid not null references import (id), -- [key]
    nth bigint not null,                    -- [count]
    org uuid not null,                      -- [key]
    part_sealed bytea not null,             -- [worker_name, worker_identity, worker_contact, worker_sensitive_result, extended_profile]
    primary key (import, nth)
);
-- What became of a line that was no refused one: a new worker, or the field by which the roster knew them.
-- [by: the house | kept: as long as it can be undone]
create table import_row (
    import uuid not null references import (id), -- [key]
    line bigint not null,                   -- [count]
    org uuid not null,                      -- [key]
    worker uuid,                            -- [key]
    known_field text,                       -- [word]
    primary key (import, line)
);
-- What an agency said last about a file with these headings.
-- [by: the agency | kept: with the organisation]
create table import_mapping (
    org uuid not null references organisation (id), -- [key]
    headings bytea not null,                -- [hash] their hash
    mapping jsonb not null,                 -- [word]
    used_at timestamptz not null,           -- [time]
    primary key (org, headings)
);

-- Answers of the policies that somebody kept: every later set must answer the same. The operator's, about nobody.
-- [by: a moderator, DPO or platform admin | kept: until it is taken away]
create table policy_test (
    id uuid primary key,                    -- [key]
    role text not null,                     -- [word]
    relations text not null,                -- [word] with spaces between them
    purpose text not null,                  -- [word]
    state text not null,                    -- [word]
    overlay text not null,                  -- [word]
    kind text not null check (kind in ('class', 'step')), -- [word]
    about text not null,                    -- [word] the class or the step
    expected text not null,                 -- [word]
    rule text not null,                     -- [word] which decided when it was kept
    note text not null,                     -- [internal_notes] why it is kept, without names; may be empty
    saved_by uuid not null,                 -- [key]
    saved_at timestamptz not null           -- [time]
);
create unique index policy_test_once on policy_test (role, relations, purpose, state, overlay, kind, about);

-- Who was erased, and why: written by the officer's step, carried out by a job, kept so that a restored backup can be told whom
-- it must forget again. Names nobody: pseudonyms and a word.
-- [by: the data-protection officer, or the clock of a draft | kept: as long as any backup of before]
create table erasure (
    subject uuid primary key,               -- [key]
    kind text not null check (kind in ('worker', 'household', 'person')), -- [word]
    reason text not null,                   -- [word]
    asked_by uuid not null,                 -- [key]
    at timestamptz not null,                -- [time]
    done_at timestamptz                     -- [time] when nothing of them could be opened any more
);
-- What is held about a person, put together at their own wish; of a worker without a sign-in, at the data-protection officer's. The
-- file lies sealed in parts under the key of whoever it is about.
-- [by: the person, by asking; the house, by building it | kept: the file for a week, the row for 90 days, neither beyond the person's key]
create table data_export (
    id uuid primary key,                    -- [key]
    org uuid not null,                      -- [key] for which whoever asked acts
    person uuid not null,                   -- [key] who asked
    role text not null,                     -- [word]
    subject uuid not null,                  -- [key] whose key seals the file: a worker's, a household's, or the person's own
    worker uuid,                            -- [key] about whom an officer asked; none: about whoever asked
    reason text not null,                   -- [internal_notes] why an officer asked, without names and numbers; else empty
    state text not null check (state in ('asked', 'building', 'ready', 'failed', 'expired', 'revoked')), -- [word]
    bytes bigint not null,                  -- [count]
    asked_at timestamptz not null,          -- [time]
    ready_at timestamptz,                   -- [time]
    ends_at timestamptz,                    -- [time] until when the file is kept
    version bigint not null                 -- [count]
);
create unique index data_export_making on data_export (person, subject) where state in ('asked', 'building');
create index data_export_person on data_export (person, id);
create index data_export_subject on data_export (subject);
create index data_export_asked on data_export (asked_at);
-- [by: the house | kept: a week, then destroyed]
create table data_export_part (
    export uuid not null references data_export (id), -- [key]
    nth bigint not null,                    -- [count]
    part_sealed bytea not null,             -- [worker_name, worker_identity, worker_contact, worker_sensitive_result, customer_identity, credentials]
    primary key (export, nth)
);
-- A link is for one minute and one download; those that were used say when the file was taken.
-- [by: whoever asked, with each download | kept: with the export]
create table data_export_link (
    token_hash bytea primary key,           -- [credentials]
    export uuid not null references data_export (id), -- [key]
    until timestamptz not null,             -- [time]
    used_at timestamptz                     -- [time]
);
create index data_export_link_export on data_export_link (export);

-- Documents: one row for each version of a paper. The file lies in the object store, sealed under a key of its own, which stands here
-- sealed twice: for eyes that policy lets, and for the house's own checks. The file's name is not kept.
-- [by: whoever files papers of an owner, then the house | kept: while the owner is; a replaced version as its kind says; destroyed with its owner's key]
create table document (
    id uuid primary key,                    -- [key]
    paper uuid not null,                    -- [key] the same for all versions of one paper
    nth bigint not null,                    -- [count] which version of the paper
    org uuid not null references organisation (id), -- [key] whose row it is
    owner_kind text not null,               -- [word]
    owner uuid not null,                    -- [key] the worker, the organisation or the case
    worker uuid,                            -- [key] whom it is about
    household uuid,                         -- [key] which household it is about
    case_id uuid,                           -- [key]
    subject uuid not null,                  -- [key] whose key seals the file's own
    kind text not null,                     -- [word]
    state text not null check (state in ('waiting', 'clean', 'refused', 'held', 'overruled', 'destroyed')), -- [word]
    reason text,                            -- [word] why it was refused or is held
    content text not null,                  -- [word] what the file is
    pages bigint not null,                  -- [count]
    bytes bigint not null,                  -- [count] of the file in clear
    object text,                            -- [key] what the sealed file is called in the object store; none once it is gone
    object_hash bytea,                      -- [hash] of the sealed file
    object_bytes bigint not null,           -- [count] of the sealed file
    small text,                             -- [key] the same of its small picture
    small_hash bytea,                       -- [hash]
    key_sealed bytea,                       -- [worker_identity, worker_permit_fields, worker_sensitive, customer_identity, credentials] the file's key, for eyes
    check_key_sealed bytea,                 -- [worker_identity, worker_permit_fields, worker_sensitive, customer_identity, credentials] the same for the house's checks
    expires_on date,                        -- [~ worker_identity] the day alone, so that it is told before a paper ends
    uploaded_by uuid not null,              -- [key]
    uploaded_at timestamptz not null,       -- [time]
    looked_at timestamptz,                  -- [time] when it was looked into and made anew
    scanned_at timestamptz,                 -- [time] when the scanner last saw it
    signatures text,                        -- [word] the scanner and its signatures
    replaced_at timestamptz,                -- [time] when a later version took its place
    kept_until date,                        -- [time] when it is destroyed; none while it is the paper's last version
    version bigint not null                 -- [count]
);
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
-- [by: whoever asks to see a paper, with each try | kept: until it ends, a day when it was opened]
create table document_link (
    token_hash bytea primary key,           -- [credentials]
    id uuid not null unique,                -- [key]
    document uuid not null,                 -- [key]
    org uuid not null,                      -- [key] for which whoever asked acts
    person uuid not null,                   -- [key] who asked
    session uuid not null,                  -- [key]
    role text not null,                     -- [word]
    purpose text not null,                  -- [word]
    case_id uuid,                           -- [key] through which it is read; none: on a roster, or one's own
    state text not null,                    -- [word] where the case or the record stood
    overlay text not null,                  -- [word]
    takes boolean not null,                 -- [word]
    made_at timestamptz not null,           -- [time]
    until timestamptz not null,             -- [time]
    opened_at timestamptz,                  -- [time]
    refused bigint not null                 -- [count] tries that were refused
);
create unique index document_link_unopened on document_link (session, org, document) where opened_at is null;
create index document_link_until on document_link (until);
create index document_link_person on document_link (person);
-- What a moderator found who compared a paper with what was typed from it, and what a second one did.
-- [by: the operator's moderators | kept: with the document, destroyed with whoever it is about]
create table document_check (
    document uuid not null references document (id), -- [key]
    nth bigint not null check (nth in (1, 2)), -- [count]
    org uuid not null,                      -- [key] whose document it is
    result text not null,                   -- [word]
    reason text,                            -- [word] why it was not accepted
    lines boolean,                          -- [word] whether the check digits of its lines fit; none where they were not read
    second boolean not null,                -- [word] whether a second opinion is wanted
    by_user uuid not null,                  -- [key]
    at timestamptz not null,                -- [time]
    primary key (document, nth)
);
-- Whom the house has told that a paper ends: once for each of the days before.
-- [by: the house | kept: with the document, destroyed with whoever it is about]
create table document_reminder (
    document uuid not null references document (id), -- [key]
    days bigint not null,                   -- [count] before its last day; 0 once it is over; -1 once what follows was done
    at timestamptz not null,                -- [time]
    primary key (document, days)
);
-- What a scanner holds back wrongly: an officer asks, a second one who neither asked nor filed it agrees, for a time.
-- [by: the operator's officers | kept: with the document]
create table document_override (
    id uuid primary key,                    -- [key]
    document uuid not null references document (id), -- [key]
    reason text not null,                   -- [internal_notes] why it is a false alarm, without names and numbers
    asked_by uuid not null,                 -- [key]
    asked_at timestamptz not null,          -- [time]
    days bigint not null,                   -- [count] how long it is to hold
    yes boolean,                            -- [word] what the second officer said
    answered_by uuid,                       -- [key]
    answered_at timestamptz,                -- [time]
    ends_at timestamptz,                    -- [time] until when it holds
    ended_at timestamptz                    -- [time] when it was ended
);
create unique index document_override_waits on document_override (document) where yes is null;
create index document_override_asked on document_override (asked_at, id);
-- What the catalogue of all objects found, each week.
-- [by: the house | kept: a year]
create table document_catalogue (
    id uuid primary key,                    -- [key]
    begun_at timestamptz not null,          -- [time]
    done_at timestamptz,                    -- [time]
    after_id uuid,                          -- [key] how far it came
    checked bigint not null,                -- [count] objects read to their end
    sound bigint not null,                  -- [count]
    findings jsonb not null                 -- [word] what is wrong with which document or object
);
create index document_catalogue_begun on document_catalogue (begun_at, id);

-- The record. `body` is the event's bytes, hashed verbatim; the other columns only find it.
-- [by: the house | kept: until the window closes into the record]
create table denial_window (
    key_hash bytea primary key,             -- [hash]
    opened_at timestamptz not null,         -- [time]
    closes_at timestamptz not null,         -- [time]
    times bigint not null,                  -- [count]
    record bytea not null                   -- [audit] the record of the first: its bytes
);
create index denial_window_closes on denial_window (closes_at);
-- [by: the house | kept: until a closing drops it, ten years at least]
create table audit_event (
    n bigint primary key,                   -- [count]
    id uuid not null unique,                -- [key]
    org uuid,                               -- [key]
    subject uuid,                           -- [key]
    object uuid,                            -- [key]
    case_id uuid,                           -- [key]
    actor uuid,                             -- [key]
    action text not null,                   -- [word]
    purpose text,                           -- [word]
    at timestamptz not null,                -- [time]
    body bytea not null,                    -- [audit]
    mac bytea not null                      -- [hash]
);
create index audit_event_org on audit_event (org, n);
create index audit_event_subject on audit_event (subject, n);
-- A worker's own records are found by the subject.
create index audit_event_object on audit_event (object, n) where subject is null or object <> subject;
-- One record may speak of many workers: each of them finds it in their own log. `audit_event.subject` is the first alone. So does an
-- organisation that is told of it: an agency of a look at its worker's record, a household of an emergency that is over.
-- [by: the house | kept: with the record]
create table record_subject (
    subject uuid not null,                  -- [key]
    record uuid not null,                   -- [key]
    primary key (subject, record)
);
create index record_subject_record on record_subject (record, subject);
-- What stays of a record whose body was dropped, and the record of the closing that dropped it.
-- [by: the house | kept: always]
create table audit_closed (
    n bigint primary key,                   -- [count]
    leaf bytea not null,                    -- [hash]
    mac bytea not null,                     -- [hash]
    closing uuid not null                   -- [key]
);
create index audit_closed_closing on audit_closed (closing, n);
-- [by: the house | kept: always]
create table audit_head (
    one bigint primary key check (one = 1), -- [count]
    n bigint not null,                      -- [count]
    mac bytea not null                      -- [hash]
);

-- What waits for the sequencer: written in the business transaction, moved into audit_event in one transaction.
-- [by: the house | kept: until it stands in the record]
create table audit_pending (
    id uuid primary key,                    -- [key]
    writer uuid not null,                   -- [key]
    counter bigint not null,                -- [count]
    org uuid,                               -- [key]
    subject uuid,                           -- [key]
    object uuid,                            -- [key]
    at timestamptz not null,                -- [time]
    body bytea not null,                    -- [audit]
    ingest_mac bytea not null,              -- [hash]
    void bytea not null,                    -- [count] counters that came to nothing, eight bytes each
    set_aside boolean not null default false, -- [word] not as its writer stamped it: kept for a person to look at
    constraint audit_pending_counter unique (writer, counter)
);
-- Which counters of each writer have arrived, under a MAC of the sequencer.
-- [by: the house | kept: always]
create table audit_intake (
    writer uuid primary key,                -- [key]
    state bytea not null                    -- [hash]
);

-- The tree over the record: tiles of 256 hashes, and what was signed of it. A tile of leaves is written once it is complete, one above
-- grows.
-- [by: the house | kept: always]
create table audit_tile (
    level bigint not null,                  -- [count]
    idx bigint not null,                    -- [count]
    hashes bytea not null,                  -- [hash]
    primary key (level, idx)
);
-- What the whole log is searched by: for each complete tile and each way to search, a mark of four bytes for each of its 256 records,
-- and the earliest and the latest time among them. An index would be a page more to write for nearly every record.
-- [by: the house | kept: with the record]
create table audit_strip (
    way text not null,                      -- [word]
    idx bigint not null,                    -- [count]
    first_at timestamptz not null,          -- [time]
    last_at timestamptz not null,           -- [time]
    marks bytea not null,                   -- [hash]
    primary key (way, idx)
);
-- [by: the house | kept: always]
create table audit_checkpoint (
    epoch bigint not null,                  -- [count]
    size bigint not null,                   -- [count]
    at timestamptz not null,                -- [time]
    note text not null,                     -- [hash] the signed note: origin, size, root, signature
    primary key (epoch, size)
);
-- What each witness outside has taken, and how the last try went.
-- [by: the house | kept: always]
create table audit_witness (
    name text primary key,                  -- [word] a folder or an address of the operator's own
    epoch bigint not null,                  -- [count]
    size bigint not null,                   -- [count]
    taken_at timestamptz,                   -- [time]
    tried_at timestamptz not null,          -- [time]
    trouble text not null                   -- [word] what it said last; empty when it took the checkpoint
);

-- The record is only ever added to; a body goes only where its number and link stay. The proof is the chain; this stops an honest
-- mistake.
create function log_stays() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from audit_closed c where c.n = old.n and c.mac = old.mac) then
        raise exception 'audit_event is append-only';
    end if;
    return old;
end $$;
create function ways_stay() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from audit_event e join audit_closed c on c.n = e.n where e.id = old.record) then
        raise exception 'record_subject is append-only';
    end if;
    return old;
end $$;
create function closing_follows() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from audit_event e where e.n = new.n and e.mac = new.mac) then
        raise exception 'audit_closed follows audit_event';
    end if;
    return new;
end $$;
create trigger audit_event_kept before delete on audit_event for each row execute function log_stays();
create trigger record_subject_kept before delete on record_subject for each row execute function ways_stay();
create trigger audit_closed_follows before insert on audit_closed for each row execute function closing_follows();

-- A live hold marks its profile, a lapsed one frees it; a worker who leaves the listing, or whose case is signed, leaves the
-- catalogue. Triggers with the rights of a role that can do that alone, so that no path can forget it, whoever writes.
create function catalogue_moved() returns void language sql security definer set search_path = public as
$$ update catalogue set version = version + 1 $$;
create function profile_removed(gone uuid) returns void language plpgsql security definer set search_path = public as $$
begin
    delete from profile where reference = (select l.reference from profile_link l where l.worker = gone);
    delete from profile_link where worker = gone;
    perform catalogue_moved();
end $$;
create function hold_marks_profile() returns trigger language plpgsql security definer set search_path = public as $$
begin
    if tg_op = 'INSERT' or old.live is distinct from new.live then
        update profile set held = new.live
            where reference = (select l.reference from profile_link l where l.worker = new.worker);
        perform catalogue_moved();
    end if;
    return null;
end $$;
create function listing_changes_catalogue() returns trigger language plpgsql security definer set search_path = public as $$
begin perform catalogue_moved(); return null; end $$;
-- The states in which a case has a worker to itself: from the hold to the end of the guarantee.
create function engages(state text) returns boolean language sql immutable as
$$ select state in ('held', 'accepted', 'meeting_set', 'met', 'offered', 'signed', 'deposit_paid', 'permit', 'travel', 'arrived',
    'handed_over', 'in_guarantee', 'claim') $$;
create function worker_leaves_catalogue() returns trigger language plpgsql security definer set search_path = public as $$
begin
    perform profile_removed(new.id);
    -- who is not listed here any more may be listed elsewhere, unless a case still has them to itself
    update moderation_index set listed = false where worker = new.id
        and not exists (select 1 from case_file c where c.worker = new.id and engages(c.state));
    return null;
end $$;
create function case_lets_go_of_worker() returns trigger language plpgsql security definer set search_path = public as $$
begin
    update moderation_index set listed = false where worker = new.worker
        and exists (select 1 from worker w where w.id = new.worker and w.state <> 'roster:listed');
    return null;
end $$;
create function case_takes_worker_from_catalogue() returns trigger language plpgsql security definer set search_path = public as $$
begin perform profile_removed(new.worker); return null; end $$;
-- Somebody about whom a case stands still is shown to nobody and asked for by nobody, whatever it stands still for: what only
-- protection hid would tell that it is protection.
create function rests_still(wanted uuid) returns boolean language sql stable security definer set search_path = public as
$$ select exists (select 1 from case_file c where c.worker = wanted and c.overlay in ('frozen', 'safeguarding')) $$;
create function standstill_hides_profile() returns trigger language plpgsql security definer set search_path = public as $$
begin
    update profile set hidden = rests_still(new.worker) or not exists (
        select 1 from organisation o where o.code = profile.agency_code and o.licence = 'valid')
        where reference = (select l.reference from profile_link l where l.worker = new.worker);
    perform catalogue_moved();
    return null;
end $$;
-- A licence that is not in force hides the agency's profiles in the same moment, and one that is shows them again: what was taken
-- away meanwhile stays away.
create function licence_hides_profiles() returns trigger language plpgsql security definer set search_path = public as $$
begin
    update profile set hidden = (new.licence is distinct from 'valid') or exists (
        select 1 from profile_link l where l.reference = profile.reference and rests_still(l.worker))
        where agency_code = new.code;
    perform catalogue_moved();
    return null;
end $$;
create trigger standstill_hides_profile after update of overlay on case_file
    for each row when (old.overlay is distinct from new.overlay)
    execute function standstill_hides_profile();
create trigger licence_hides_profiles after update of licence on organisation
    for each row when (new.licence is distinct from old.licence)
    execute function licence_hides_profiles();
create trigger consent_taken_back_leaves_catalogue after update of withdrawn_at on consent
    for each row when (new.kind = 'listing' and old.withdrawn_at is null and new.withdrawn_at is not null)
    execute function case_takes_worker_from_catalogue();
create trigger hold_marks_profile after insert or update of live on hold
    for each row execute function hold_marks_profile();
create trigger listing_changes_catalogue after insert or delete or update of available_from on profile
    for each row execute function listing_changes_catalogue();
create trigger worker_leaves_catalogue after update of state on worker
    for each row when (old.state = 'roster:listed' and new.state <> 'roster:listed')
    execute function worker_leaves_catalogue();
create trigger case_lets_go_of_worker after update of state on case_file
    for each row when (engages(old.state) and not engages(new.state))
    execute function case_lets_go_of_worker();
create trigger case_takes_worker_from_catalogue after update of state on case_file
    for each row when (new.state = 'signed' and old.state <> 'signed')
    execute function case_takes_worker_from_catalogue();

revoke all on schema public from public;
grant usage on schema public to amana_login, amana_org, amana_subject, amana_operator, amana_public, amana_signin, amana_system, amana_marker;

-- The wall stands on every table, for its owner too.
do $$
declare t text;
begin
    for t in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_version' loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('grant select, insert, update, delete on %I to amana_system', t);
        execute format('create policy system_all on %I to amana_system using (true) with check (true)', t);
    end loop;
end $$;
revoke update on audit_event, record_subject from amana_system;
revoke update, delete on audit_strip, audit_checkpoint, audit_closed, ledger_entry, ledger_line, invoice from amana_system;
revoke delete on audit_tile from amana_system;

-- The marker: profiles and the catalogue's version, nothing else.
grant select, update, delete on profile, profile_link to amana_marker;
grant select, update on catalogue to amana_marker;
grant select on profile_tag to amana_marker;
grant select (worker), update (listed) on moderation_index to amana_marker;
create policy marker on moderation_index to amana_marker using (true) with check (true);
create policy marker on profile to amana_marker using (true) with check (true);
create policy marker on profile_link to amana_marker using (true) with check (true);
create policy marker on catalogue to amana_marker using (true) with check (true);
grant create on schema public to amana_marker;
alter function catalogue_moved() owner to amana_marker;
alter function profile_removed(uuid) owner to amana_marker;
alter function hold_marks_profile() owner to amana_marker;
alter function listing_changes_catalogue() owner to amana_marker;
alter function worker_leaves_catalogue() owner to amana_marker;
alter function case_lets_go_of_worker() owner to amana_marker;
alter function case_takes_worker_from_catalogue() owner to amana_marker;
alter function licence_hides_profiles() owner to amana_marker;
alter function standstill_hides_profile() owner to amana_marker;
alter function rests_still(uuid) owner to amana_marker;
revoke all on function catalogue_moved(), profile_removed(uuid), rests_still(uuid) from public;
grant execute on function catalogue_moved(), profile_removed(uuid), rests_still(uuid) to amana_marker;

-- Who is behind one published reference, for whoever can name it; nobody lists the whole catalogue's workers by it.
create function behind(wanted text) returns table (worker uuid, agency_org uuid)
    language sql stable security definer set search_path = public as
$$ select l.worker, l.agency_org from profile_link l join profile p on p.reference = l.reference
    where l.reference = wanted and not p.hidden $$;
-- Whether this agency has this worker in the catalogue: what a new case must be about.
create function listed_by(wanted uuid, agency uuid) returns boolean
    language sql stable security definer set search_path = public as
$$ select exists (select 1 from profile_link l where l.worker = wanted and l.agency_org = agency) $$;
-- Who is a member of the asking organisation and of the other side of a case.
create function shared(other uuid) returns table (person uuid)
    language sql stable security definer set search_path = public as
$$ select ho.user_id from membership ho join membership ht on ht.user_id = ho.user_id
    where ho.org = app_org() and ht.org = other and ho.ended_at is null and ht.ended_at is null $$;
alter function behind(text) owner to amana_marker;
alter function shared(uuid) owner to amana_marker;
alter function listed_by(uuid, uuid) owner to amana_marker;
revoke all on function behind(text), listed_by(uuid, uuid), shared(uuid) from public;
grant execute on function shared(uuid) to amana_org;
grant execute on function app_org() to amana_marker;
grant select (user_id, org, ended_at) on membership to amana_marker;
create policy marker on membership for select to amana_marker using (true);
grant execute on function behind(text) to amana_org, amana_operator, amana_system;
grant execute on function listed_by(uuid, uuid) to amana_org;

grant select on case_answer to amana_marker;
create policy marker on case_answer for select to amana_marker using (true);
grant select (id, worker, customer_org, agency_org, state, overlay) on case_file to amana_marker;
grant select (id, code, licence) on organisation to amana_marker;
create policy marker on organisation for select to amana_marker using (true);
create policy marker on case_file for select to amana_marker using (true);
grant select (id, person, state) on worker to amana_marker;
create policy marker on worker for select to amana_marker using (true);
alter view case_answers_agree owner to amana_marker;
revoke create on schema public from amana_marker;
grant select on case_answers_agree to amana_org, amana_subject, amana_operator, amana_system;

-- Public: the projection, and agencies by their trade name.
grant select on profile, profile_tag, catalogue to amana_public, amana_org, amana_subject, amana_operator;
create policy seen_by_all on profile for select to amana_org, amana_subject, amana_operator using (true);
create policy seen_by_the_public on profile for select to amana_public using (not hidden);
create policy seen_by_all on profile_tag for select to amana_public, amana_org, amana_subject, amana_operator using (true);
create policy seen_by_all on catalogue for select to amana_public, amana_org, amana_subject, amana_operator using (true);
grant select (id, kind, reference, code, name, name_ar, licence, licence_checked_at) on organisation to amana_public;
create policy public_agencies on organisation for select to amana_public using (kind = 'agency');

-- Which policies decide, everybody's answers must know; the sets are the operator's.
grant select on policy_head to amana_public, amana_signin, amana_operator;
create policy seen_by_all on policy_head for select to amana_public, amana_signin, amana_operator using (true);
grant select, insert, update on policy_set to amana_operator;
grant select, insert on policy_approval to amana_operator;
grant update on policy_head to amana_operator;
create policy operator_all on policy_set to amana_operator using (true) with check (true);
create policy operator_all on policy_approval to amana_operator using (true) with check (true);
create policy operator_moves on policy_head for update to amana_operator using (true) with check (true);

-- Sign-in: people, addresses, challenges, sessions, memberships.
grant select on organisation, membership to amana_signin;
grant select, insert, update on app_user, address, challenge, wrong_guess, session to amana_signin;
create policy signin_all on organisation for select to amana_signin using (true);
create policy signin_all on membership for select to amana_signin using (true);
create policy signin_all on app_user to amana_signin using (true) with check (true);
create policy signin_all on address to amana_signin using (true) with check (true);
create policy signin_all on challenge to amana_signin using (true) with check (true);
create policy signin_all on wrong_guess to amana_signin using (true) with check (true);
grant select, insert, update on known_network to amana_signin;
create policy signin_all on known_network to amana_signin using (true) with check (true);
grant select, insert, update, delete on known_device to amana_signin;
create policy signin_all on known_device to amana_signin using (true) with check (true);
grant delete on address to amana_signin;
create policy signin_all on session to amana_signin using (true) with check (true);
-- Whoever accepts an invitation becomes a member, and only of what they were invited to.
grant select, insert, update on invitation, spent_refresh to amana_signin;
create policy signin_all on invitation to amana_signin using (true) with check (true);
create policy signin_all on spent_refresh to amana_signin using (true) with check (true);
grant select on limit_refusal to amana_operator;
create policy operator_all on limit_refusal for select to amana_operator using (true);
grant select, insert on token_key to amana_signin;
create policy signin_reads on token_key for select to amana_signin using (true);
create policy signin_begins on token_key for insert to amana_signin with check (true);
grant select, insert, update on agency_application to amana_signin;
create policy signin_all on agency_application to amana_signin using (true) with check (state in ('asked', 'waiting') and org is null);
grant select, update on kiosk to amana_signin;
create policy signin_all on kiosk to amana_signin using (true) with check (true);
grant select, insert, update on last_choice to amana_signin;
create policy signin_all on last_choice to amana_signin using (true) with check (true);
grant select, insert, update, delete on address_change to amana_signin;
create policy signin_all on address_change to amana_signin using (true) with check (true);
grant select, insert, update, delete on linked_identity, sign_in_bound to amana_signin;
create policy signin_all on linked_identity to amana_signin using (true) with check (true);
create policy signin_all on sign_in_bound to amana_signin using (true) with check (true);
grant select, insert, update on connection to amana_signin;
create policy signin_all on connection to amana_signin using (true) with check (true);
grant select, insert, update, delete on factor, recovery_code to amana_signin;
create policy signin_all on factor to amana_signin using (true) with check (true);
create policy signin_all on recovery_code to amana_signin using (true) with check (true);
grant select, insert, update, delete on passkey to amana_signin;
create policy signin_all on passkey to amana_signin using (true) with check (true);
grant select, update on factor_reset to amana_signin;
create policy signin_all on factor_reset to amana_signin using (true) with check (true);
grant select, insert, update on alert to amana_signin;
create policy signin_all on alert to amana_signin using (true) with check (true);
grant insert on membership to amana_signin;
create policy signin_accepts on membership for insert to amana_signin with check (
    exists (select 1 from invitation i
        where i.org = membership.org and i.role = membership.role and i.accepted_by = membership.user_id));
grant select (id, person), update (person) on worker to amana_signin;
create policy signin_finds on worker for select to amana_signin using (
    exists (select 1 from invitation i where i.worker = worker.id));
create policy signin_binds on worker for update to amana_signin
    using (person is null and exists (select 1 from invitation i where i.worker = worker.id and i.accepted_by is not null))
    with check (exists (select 1 from invitation i where i.worker = worker.id and i.accepted_by = worker.person));
-- Whoever registers a household founds it: the organisation, its keys, its record, and themselves in it.
grant insert on organisation, org_key, subject_key, customer to amana_signin;
create policy signin_founds on organisation for insert to amana_signin with check (kind = 'customer');
create policy signin_founds on org_key for insert to amana_signin with check (true);
create policy signin_founds on subject_key for insert to amana_signin with check (true);
create policy signin_founds on customer for insert to amana_signin with check (verified_at is null and phone_proved_at is null);

-- Organisations.
grant select on organisation, membership, worker, worker_identity, consent, customer, case_file, case_access, case_agency,
    case_answer, case_quote, case_event, worker_event, hold, timer, attested, idempotency, import, audit_event,
    profile_link to amana_org;
grant insert on worker, worker_identity, moderation_index, consent, customer, case_file, case_access, case_agency, case_answer,
    case_quote, case_event, worker_event, hold, timer, attested, idempotency, import, subject_key to amana_org;
grant update on worker, worker_identity, consent, customer, case_file, case_agency, case_quote, hold, timer to amana_org;
grant delete on case_access, timer to amana_org;
create policy org_sees on organisation for select to amana_org using (
    id = app_org() or kind in ('agency', 'operator')
    or exists (select 1 from case_access a where a.org = app_org() and a.customer_org = organisation.id));
create policy org_own on membership for select to amana_org using (org = app_org());
grant update (role, ended_at, version) on membership to amana_org;
create policy org_ends on membership for update to amana_org using (org = app_org()) with check (org = app_org());
grant select, insert, update on invitation to amana_org;
create policy org_own on invitation to amana_org using (org = app_org()) with check (org = app_org());
create policy org_reads on worker for select to amana_org using (
    org = app_org() or exists (select 1 from case_access a where a.org = app_org() and a.worker = worker.id));
create policy org_adds on worker for insert to amana_org with check (org = app_org());
create policy org_changes on worker for update to amana_org using (org = app_org()) with check (org = app_org());
create policy org_reads on worker_identity for select to amana_org using (
    org = app_org() or exists (select 1 from case_access a where a.org = app_org() and a.worker = worker_identity.worker));
create policy org_adds on worker_identity for insert to amana_org with check (org = app_org());
create policy org_changes on worker_identity for update to amana_org using (org = app_org()) with check (org = app_org());
grant select, insert, delete on worker_name_token to amana_org;
create policy org_own on worker_name_token to amana_org using (org = app_org()) with check (org = app_org());
grant select, insert, update on worker_list to amana_org;
create policy org_own on worker_list to amana_org using (org = app_org()) with check (org = app_org());
create policy org_adds on moderation_index for insert to amana_org with check (
    exists (select 1 from worker w where w.id = moderation_index.worker and w.org = app_org()));
-- An agency that lists again adds to the crowd, and never looks at it.
grant insert on quasi_identifier to amana_org;
create policy org_relists on quasi_identifier for insert to amana_org with check (
    exists (select 1 from worker w where w.id = quasi_identifier.worker and w.org = app_org()));
grant select on change_request to amana_org;
grant update (changed, answered_at) on change_request to amana_org;
create policy org_own on change_request to amana_org using (org = app_org()) with check (org = app_org());
-- An agency may mend the keyed hash of its own worker's number; it never reads one.
grant select (worker, kind), update (value_index) on moderation_index to amana_org;
create policy org_finds on moderation_index for select to amana_org using (
    exists (select 1 from worker w where w.id = moderation_index.worker and w.org = app_org()));
create policy org_changes on moderation_index for update to amana_org
    using (exists (select 1 from worker w where w.id = moderation_index.worker and w.org = app_org()))
    with check (exists (select 1 from worker w where w.id = moderation_index.worker and w.org = app_org()));
create policy org_own on worker_event to amana_org using (org = app_org()) with check (org = app_org());
create policy org_own on consent to amana_org using (org = app_org()) with check (org = app_org());
create policy org_shown on consent for select to amana_org using (kind in ('papers', 'photo')
    and exists (select 1 from case_access a where a.org = app_org() and a.worker = consent.worker));
create policy org_reads on customer for select to amana_org using (
    org = app_org() or exists (select 1 from case_access a where a.org = app_org() and a.customer_org = customer.org));
create policy org_adds on customer for insert to amana_org with check (org = app_org());
create policy org_changes on customer for update to amana_org using (org = app_org()) with check (org = app_org());
create policy org_party on case_file for select to amana_org using (app_org() in (customer_org, agency_org));
create policy org_opens on case_file for insert to amana_org with check (
    customer_org = app_org()
    and listed_by(case_file.worker, case_file.agency_org));
create policy org_moves on case_file for update to amana_org
    using (app_org() in (customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
create policy org_party on case_access to amana_org
    using (app_org() in (org, customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
create policy org_own on case_agency to amana_org using (org = app_org()) with check (org = app_org());
create policy org_own on case_answer to amana_org using (org = app_org() and party = 'customer')
    with check (org = app_org() and party = 'customer');
create policy org_party on case_quote to amana_org
    using (app_org() in (customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
create policy org_party on case_event to amana_org
    using (app_org() in (customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
create policy org_party on hold to amana_org
    using (app_org() in (customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
create policy org_party on timer to amana_org
    using (app_org() in (customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
create policy org_party on attested to amana_org
    using (app_org() in (customer_org, agency_org)) with check (app_org() in (customer_org, agency_org));
-- The books of a case: both parties read them, but for what the platform takes from the agency, which is no line of the customer's.
grant select, insert on ledger_entry, ledger_line to amana_org, amana_operator;
create policy org_party on ledger_entry to amana_org
    using (exists (select 1 from case_file c where c.id = ledger_entry.case_id))
    with check (exists (select 1 from case_file c where c.id = ledger_entry.case_id));
create policy org_party on ledger_line for select to amana_org using (exists (
    select 1 from case_file c where c.id = ledger_line.case_id
        and (c.agency_org = app_org() or ledger_line.account not in ('commission_due', 'commission'))));
create policy org_posts on ledger_line for insert to amana_org
    with check (exists (select 1 from case_file c where c.id = ledger_line.case_id));
-- The worker whose confirmation is the last one posts what follows from it, and reads no sum.
grant select, insert on ledger_entry to amana_subject;
grant insert on ledger_line to amana_subject;
create policy subject_case on ledger_entry to amana_subject
    using (exists (select 1 from case_file c where c.id = ledger_entry.case_id))
    with check (exists (select 1 from case_file c where c.id = ledger_entry.case_id));
create policy subject_posts on ledger_line for insert to amana_subject
    with check (exists (select 1 from case_file c where c.id = ledger_line.case_id));
create policy operator_all on ledger_entry to amana_operator using (true) with check (true);
create policy operator_all on ledger_line to amana_operator using (true) with check (true);
-- Invoices: both parties read them, but for what the platform asks of the agency. The step of whoever signs last issues one, and takes
-- the next number of the agency with whom the case is.
grant select, insert on invoice to amana_org, amana_operator;
create policy org_party on invoice for select to amana_org using (
    agency_org = app_org() or (customer_org = app_org() and kind <> 'commission'));
create policy org_issues on invoice for insert to amana_org
    with check (exists (select 1 from case_file c where c.id = invoice.case_id));
grant insert on invoice to amana_subject;
create policy subject_issues on invoice for insert to amana_subject
    with check (exists (select 1 from case_file c where c.id = invoice.case_id));
create policy operator_all on invoice to amana_operator using (true) with check (true);
grant select, insert, update on invoice_series to amana_org, amana_subject, amana_operator;
create policy org_counts on invoice_series to amana_org
    using (issuer = app_org() or exists (select 1 from case_file c where c.agency_org = invoice_series.issuer))
    with check (issuer = app_org() or exists (select 1 from case_file c where c.agency_org = invoice_series.issuer));
create policy subject_counts on invoice_series to amana_subject
    using (exists (select 1 from case_file c where c.agency_org = invoice_series.issuer))
    with check (exists (select 1 from case_file c where c.agency_org = invoice_series.issuer));
create policy operator_all on invoice_series to amana_operator using (true) with check (true);
grant select, insert, update on billing to amana_org, amana_operator;
create policy org_reads on billing for select to amana_org using (
    org = app_org() or exists (select 1 from organisation o where o.id = billing.org and o.kind = 'operator')
    or exists (select 1 from case_file c where c.agency_org = billing.org));
create policy org_adds on billing for insert to amana_org with check (org = app_org());
create policy org_own on billing for update to amana_org using (org = app_org()) with check (org = app_org());
grant select on billing to amana_subject;
create policy subject_case on billing for select to amana_subject
    using (exists (select 1 from case_file c where c.agency_org = billing.org));
create policy operator_all on billing to amana_operator using (true) with check (true);
grant select, insert on payment to amana_org;
create policy org_party on payment for select to amana_org using (app_org() in (customer_org, agency_org));
create policy org_notes on payment for insert to amana_org with check (agency_org = app_org());
grant select, insert, update on payment, bank_line to amana_operator;
create policy operator_all on payment to amana_operator using (true) with check (true);
grant select, insert, update on card_checkout to amana_org;
create policy org_pays on card_checkout to amana_org using (customer_org = app_org()) with check (customer_org = app_org());
grant select on card_checkout to amana_operator;
create policy operator_reads on card_checkout for select to amana_operator using (true);
grant select, insert on bank_file to amana_operator;
create policy operator_all on bank_file to amana_operator using (true) with check (true);
create policy operator_all on bank_line to amana_operator using (true) with check (true);
create policy org_own on idempotency to amana_org using (org = app_org()) with check (org = app_org());
create policy org_own on import to amana_org using (org = app_org()) with check (org = app_org());
grant update on import to amana_org;
grant select, insert on import_part, import_row to amana_org;
grant select, insert, update on import_mapping to amana_org;
create policy org_own on import_part to amana_org using (org = app_org()) with check (org = app_org());
create policy org_own on import_row to amana_org using (org = app_org()) with check (org = app_org());
create policy org_own on import_mapping to amana_org using (org = app_org()) with check (org = app_org());
-- What an organisation did, what was done with its own data, and what it is told of.
create policy org_own on audit_event for select to amana_org using (org = app_org() or object = app_org()
    or exists (select 1 from record_subject r where r.record = audit_event.id and r.subject = app_org()));
create policy org_told on record_subject for select to amana_org using (subject = app_org());
create policy org_adds on subject_key for insert to amana_org with check (org = app_org());
grant insert on profile, profile_tag, profile_link to amana_org;
create policy org_relists on profile for insert to amana_org with check (
    exists (select 1 from organisation o where o.id = app_org() and o.code = profile.agency_code));
create policy org_relists on profile_tag for insert to amana_org with check (
    exists (select 1 from profile p join organisation o on o.code = p.agency_code
        where p.reference = profile_tag.reference and o.id = app_org()));
create policy org_relists on profile_link for insert to amana_org with check (
    agency_org = app_org() and exists (select 1 from worker w where w.id = profile_link.worker and w.org = app_org()));
grant update (available_from) on profile to amana_org;
create policy org_says on profile for update to amana_org
    using (exists (select 1 from organisation o where o.id = app_org() and o.code = profile.agency_code))
    with check (exists (select 1 from organisation o where o.id = app_org() and o.code = profile.agency_code));
create policy org_sees on profile_link for select to amana_org using (
    agency_org = app_org()
    or exists (select 1 from case_file c where c.worker = profile_link.worker and c.customer_org = app_org()
        and c.state in ('enquiry', 'held', 'accepted', 'meeting_set', 'met', 'offered')));

grant select on licence to amana_org, amana_subject, amana_signin, amana_operator;
create policy org_sees on licence for select to amana_org using (
    org = app_org()
    or exists (select 1 from case_file c where c.agency_org = licence.org and c.customer_org = app_org()));
create policy subject_sees on licence for select to amana_subject using (
    exists (select 1 from worker w where w.org = licence.org));
create policy signin_all on licence for select to amana_signin using (true);
grant insert, update, delete on licence to amana_operator;
create policy operator_all on licence to amana_operator using (true) with check (true);

-- The person concerned.
grant select on organisation, worker, worker_identity, consent, customer, case_file, case_access, case_answer, case_event,
    worker_event, hold, timer, attested, idempotency, audit_event, profile_link to amana_subject;
grant insert on consent, case_access, case_answer, case_event, worker_event, timer, attested, idempotency to amana_subject;
grant update on worker, consent, case_file, hold, timer to amana_subject;
grant delete on case_access, timer to amana_subject;
create policy subject_sees on organisation for select to amana_subject using (kind in ('agency', 'operator'));
create policy subject_own on worker for select to amana_subject using (person = app_subject());
create policy subject_changes on worker for update to amana_subject using (person = app_subject()) with check (person = app_subject());
create policy subject_own on worker_identity for select to amana_subject using (
    exists (select 1 from worker w where w.id = worker_identity.worker));
create policy subject_own on consent to amana_subject
    using (exists (select 1 from worker w where w.id = consent.worker))
    with check (exists (select 1 from worker w where w.id = consent.worker));
create policy subject_case on case_file for select to amana_subject using (
    exists (select 1 from worker w where w.id = case_file.worker));
create policy subject_moves on case_file for update to amana_subject
    using (exists (select 1 from worker w where w.id = case_file.worker))
    with check (exists (select 1 from worker w where w.id = case_file.worker));
create policy subject_case on customer for select to amana_subject using (
    exists (select 1 from case_file c where c.customer_org = customer.org));
create policy subject_case on case_access to amana_subject
    using (exists (select 1 from worker w where w.id = case_access.worker))
    with check (exists (select 1 from worker w where w.id = case_access.worker));
create policy subject_own on case_answer to amana_subject using (person = app_subject() and party = 'worker')
    with check (person = app_subject() and party = 'worker');
create policy subject_case on case_event to amana_subject
    using (exists (select 1 from worker w where w.id = case_event.worker))
    with check (exists (select 1 from worker w where w.id = case_event.worker));
create policy subject_own on worker_event to amana_subject
    using (exists (select 1 from worker w where w.id = worker_event.worker))
    with check (exists (select 1 from worker w where w.id = worker_event.worker));
create policy subject_case on hold to amana_subject
    using (exists (select 1 from worker w where w.id = hold.worker))
    with check (exists (select 1 from worker w where w.id = hold.worker));
create policy subject_case on timer to amana_subject
    using (exists (select 1 from case_file c where c.id = timer.object) or exists (select 1 from worker w where w.id = timer.object))
    with check (exists (select 1 from case_file c where c.id = timer.object) or exists (select 1 from worker w where w.id = timer.object));
create policy subject_case on attested to amana_subject
    using (exists (select 1 from case_file c where c.id = attested.object) or exists (select 1 from worker w where w.id = attested.object))
    with check (exists (select 1 from case_file c where c.id = attested.object) or exists (select 1 from worker w where w.id = attested.object));
create policy subject_own on idempotency to amana_subject using (user_id = app_subject()) with check (user_id = app_subject());
create policy subject_own on audit_event for select to amana_subject using (
    exists (select 1 from worker w where w.id = audit_event.subject)
    or exists (select 1 from record_subject r join worker w on w.id = r.subject where r.record = audit_event.id));
grant select on record_subject to amana_org, amana_subject, amana_operator;
create policy subject_own on record_subject for select to amana_subject using (
    exists (select 1 from worker w where w.id = record_subject.subject));
create policy operator_all on record_subject for select to amana_operator using (true);
grant insert on record_subject to amana_org, amana_subject, amana_operator;
create policy anyone_leaves on record_subject for insert to amana_org, amana_subject, amana_operator with check (true);
create policy subject_own on profile_link for select to amana_subject using (
    exists (select 1 from worker w where w.id = profile_link.worker));

-- The operator: rows of all organisations; which fields, the policy decides.
grant select on organisation, membership, app_user, worker, worker_identity, moderation_index, consent, customer, case_file,
    case_access, case_agency, case_answer, case_quote, case_event, worker_event, hold, timer, attested, outbox,
    idempotency, import, denial_window, audit_event, audit_head, profile_link to amana_operator;
grant insert on organisation, membership, app_user, moderation_index, customer, case_file, case_access, case_quote, case_event,
    worker_event, timer, attested, idempotency, profile, profile_tag, profile_link, org_key, subject_key
    to amana_operator;
grant select, insert, update on kiosk to amana_operator;
create policy operator_all on kiosk to amana_operator using (true) with check (true);
grant select, update on agency_application to amana_operator;
create policy operator_all on agency_application to amana_operator using (true) with check (true);
grant update on organisation, membership, worker, moderation_index, customer, case_file, case_quote, hold, timer, outbox to amana_operator;
grant delete on case_access, timer to amana_operator;
do $$
declare t text;
begin
    foreach t in array array['organisation', 'membership', 'app_user', 'worker', 'worker_identity', 'moderation_index', 'consent',
        'customer', 'case_file', 'case_access', 'case_agency', 'case_answer', 'case_quote', 'case_event',
        'worker_event', 'hold', 'timer',
        'attested', 'outbox', 'idempotency', 'import', 'denial_window', 'audit_event', 'audit_head', 'profile_link', 'org_key',
        'subject_key'] loop
        execute format('create policy operator_all on %I to amana_operator using (true) with check (true)', t);
    end loop;
end $$;
create policy operator_lists on profile for insert to amana_operator with check (true);
create policy operator_lists on profile_tag for insert to amana_operator with check (true);

grant select, insert on quasi_identifier to amana_operator;
create policy operator_all on quasi_identifier to amana_operator using (true) with check (true);
grant select, insert, delete on policy_test to amana_operator;
create policy operator_all on policy_test to amana_operator using (true) with check (true);
grant select, insert, delete on note to amana_org, amana_operator;
create policy org_own on note to amana_org using (org = app_org() and side = 'agency') with check (org = app_org() and side = 'agency');
create policy operator_own on note to amana_operator using (side = 'operator') with check (side = 'operator');
-- A household writes and takes back its own; a moderator settles the text; what is published is everybody's to read.
grant select, insert, delete on agency_review to amana_org;
create policy org_own on agency_review to amana_org using (org = app_org()) with check (org = app_org());
grant select, update on agency_review to amana_operator;
create policy operator_all on agency_review to amana_operator using (true) with check (true);
grant select, insert, delete on published_review to amana_org;
grant select, update on published_review to amana_operator;
grant select on published_review to amana_public, amana_subject;
create policy seen_by_all on published_review for select to amana_public, amana_org, amana_subject using (true);
create policy org_own on published_review for insert to amana_org
    with check (exists (select 1 from agency_review r where r.id = published_review.id and r.org = app_org()));
create policy org_takes_back on published_review for delete to amana_org
    using (exists (select 1 from agency_review r where r.id = published_review.id and r.org = app_org()));
create policy operator_all on published_review to amana_operator using (true) with check (true);
grant select, insert, update on break_glass to amana_operator;
create policy operator_all on break_glass to amana_operator using (true) with check (true);
-- Officers ask and answer; what the person is told goes with the asking, and nobody of the staff reads its token.
grant select, insert, update on factor_reset to amana_operator;
create policy operator_all on factor_reset to amana_operator using (true) with check (true);
grant insert on alert to amana_operator;
create policy operator_leaves on alert for insert to amana_operator with check (true);
grant select, insert, update on change_request to amana_operator;
create policy operator_all on change_request to amana_operator using (true) with check (true);

grant select, insert on erasure to amana_operator;
create policy operator_all on erasure to amana_operator using (true) with check (true);
grant select on audit_tile, audit_strip, audit_checkpoint, audit_witness, audit_closed to amana_operator;
create policy operator_all on audit_closed for select to amana_operator using (true);
create policy operator_all on audit_witness for select to amana_operator using (true);
create policy operator_all on audit_tile for select to amana_operator using (true);
create policy operator_all on audit_strip for select to amana_operator using (true);
create policy operator_all on audit_checkpoint for select to amana_operator using (true);

grant select, insert, update on invitation to amana_operator;
create policy operator_all on invitation to amana_operator using (true) with check (true);

-- Exports of one's own data: each asker's organisation, each worker's own, and in the operator's scope those that its own staff asked for.
grant select, insert, update on data_export to amana_org, amana_subject, amana_operator;
create policy org_own on data_export to amana_org using (org = app_org()) with check (org = app_org());
create policy subject_own on data_export to amana_subject using (person = app_subject()) with check (person = app_subject());
create policy operator_own on data_export to amana_operator
    using (exists (select 1 from organisation o where o.id = data_export.org and o.kind = 'operator'))
    with check (exists (select 1 from organisation o where o.id = data_export.org and o.kind = 'operator'));
grant select, delete on data_export_part to amana_org, amana_subject, amana_operator;
create policy of_export on data_export_part to amana_org, amana_subject, amana_operator
    using (exists (select 1 from data_export e where e.id = data_export_part.export));
grant select, insert, update, delete on data_export_link to amana_org, amana_subject, amana_operator;
create policy of_export on data_export_link to amana_org, amana_subject, amana_operator
    using (exists (select 1 from data_export e where e.id = data_export_link.export))
    with check (exists (select 1 from data_export e where e.id = data_export_link.export));

-- Documents: the owner's organisation files them; a case opens rows to the other party, and policy says what may be opened. A person
-- sees those about them.
grant select, insert, update on document to amana_org;
create policy org_reads on document for select to amana_org using (
    org = app_org()
    or exists (select 1 from case_access a where a.org = app_org() and (a.worker = document.worker or a.customer_org = document.household))
    or exists (select 1 from case_file c where c.id = document.case_id and app_org() in (c.customer_org, c.agency_org)));
create policy org_files on document for insert to amana_org with check (org = app_org());
create policy org_replaces on document for update to amana_org using (org = app_org()) with check (org = app_org());
grant select on document to amana_subject;
create policy subject_reads on document for select to amana_subject using (
    exists (select 1 from worker w where w.id = document.worker and w.person = app_subject())
    or exists (select 1 from case_file c join worker w on w.id = c.worker where c.id = document.case_id and w.person = app_subject()));
grant select, update on document to amana_operator;
create policy operator_all on document to amana_operator using (true) with check (true);
grant select, insert, update, delete on document_link to amana_org, amana_subject, amana_operator;
create policy org_own on document_link to amana_org using (org = app_org()) with check (org = app_org());
create policy subject_own on document_link to amana_subject using (person = app_subject()) with check (person = app_subject());
create policy operator_own on document_link to amana_operator
    using (exists (select 1 from organisation o where o.id = document_link.org and o.kind = 'operator'))
    with check (exists (select 1 from organisation o where o.id = document_link.org and o.kind = 'operator'));
grant select on document_check to amana_org, amana_subject;
create policy org_reads on document_check for select to amana_org using (org = app_org());
create policy subject_reads on document_check for select to amana_subject using (
    exists (select 1 from document d join worker w on w.id = d.worker where d.id = document_check.document and w.person = app_subject()));
grant select, insert on document_check to amana_operator;
create policy operator_all on document_check to amana_operator using (true) with check (true);
grant select, insert, update on document_override to amana_operator;
create policy operator_all on document_override to amana_operator using (true) with check (true);
grant select, insert on document_catalogue to amana_operator;
create policy operator_all on document_catalogue to amana_operator using (true) with check (true);

-- Everybody may leave a notice and must leave a record.
grant insert on outbox, audit_pending to amana_org, amana_subject, amana_operator, amana_public, amana_signin;
create policy anyone_leaves on outbox for insert to amana_org, amana_subject, amana_public, amana_signin with check (true);
create policy anyone_leaves on audit_pending for insert to amana_org, amana_subject, amana_operator, amana_public, amana_signin with check (true);
