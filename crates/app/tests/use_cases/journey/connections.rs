//! Connected services: who may connect and end what, what leaves by a mailbox, what lies in a calendar, and when a grant is over.

mod forgotten;
mod stage;

use std::sync::Arc;
use std::time::Duration;

use app::connections::{self, Kind, Unserved};
use app::sign_in::{self, Who};
use app::{AppError, Caller, House, Proof, notices};
use domain::attest::Statement;
use domain::{CaseId, OrgId};
use jiff::SignedDuration;
use serde_json::json;
use stage::{Stage, Ways};
use store::tables::connections as table;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    an_organisations_notices_leave_by_its_mailbox_and_nothing_else_does,
    an_answer_belongs_to_the_browser_that_asked_and_to_what_it_asked_for,
    who_may_connect_and_disconnect,
    a_grant_that_its_service_ended_is_destroyed_and_its_person_is_told,
    many_at_once_renew_a_grant_once,
    what_is_disconnected_is_given_back_and_destroyed,
    an_organisations_connection_ends_with_whoever_made_it,
    a_calendar_holds_what_stands_and_nothing_else,
    a_calendar_that_fails_is_asked_again_later,
);

const ADMIN: &str = "p4@people.example";
const USER: &str = "p3@people.example";
const HOME: &str = "p6@people.example";

/// A house of which these are the services.
fn with(t: &TestHouse, services: &[&Arc<Stage>]) -> House {
    let services = services.iter().map(|one| Arc::clone(one) as Arc<dyn connections::Service>).collect();
    t.beside_sending(Arc::new(Ways { kept: t.sent.clone(), services }))
}

async fn rounds(house: &House) {
    while app::jobs::round(house).await.expect("a round") > 0 {}
}

async fn connect(house: &House, who: &Who, stage: &Stage, org: bool) -> Result<(), AppError> {
    let visitor = Caller::anonymous("en");
    let begun = connections::begin(house, &visitor, who, stage, org, "office@nur.example").await?;
    let attempt = connections::take(house, stage, &begun.cookie, &begun.ask.state).await?;
    let grant = stage.granted("office@nur.example");
    connections::keep(house, &visitor, who, stage, &attempt, &grant).await
}

/// Something that concerns everybody of an organisation.
async fn tell(house: &House, org: OrgId, key: &'static str) {
    let leave = move |tx: &mut Tx, desk: &app::Desk, _: &Caller| {
        notices::tell_org(tx, desk, org, "case-moved", key, &json!({}))?;
        Ok(Recorded::housekeeping(()))
    };
    house.write(&Caller::system(), leave).await.expect("left");
}

async fn rows(t: &TestHouse, org: OrgId) -> Vec<table::Connection> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::of_org(tx, org)?) };
    t.house.store.read(Scope::System(Job::Relay), read).await.expect("read")
}

fn told(t: &TestHouse, to: &str, template: &str) -> usize {
    let sent = t.sent.0.lock().expect("not poisoned");
    sent.iter().filter(|(address, text)| address == to && text.trim_end() == template).count()
}

async fn an_organisations_notices_leave_by_its_mailbox_and_nothing_else_does(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    let org = t.agency.org.expect("an agency");
    connect(&house, &admin, &mail, true).await.expect("connected");
    rounds(&house).await;
    assert_eq!(told(t, ADMIN, "mailbox-connected"), 1, "by the house's own way");
    assert_eq!(mail.act().sent, [], "what warns never leaves by a mailbox that others may read");

    tell(&house, org, "one").await;
    tell(&house, t.customer.org.expect("a household"), "two").await;
    rounds(&house).await;
    let mut sent = mail.act().sent.clone();
    sent.sort();
    let by = |to: &str| ("office@nur.example".to_owned(), to.to_owned(), "case-moved".to_owned());
    assert_eq!(sent, [by(USER), by(ADMIN)], "its own people, and nobody of a household");
    assert_eq!((told(t, USER, "case-moved"), told(t, HOME, "case-moved")), (0, 1));

    // A code is for its reader alone.
    let address = sign_in::Address::parse("email", USER).expect("an address");
    sign_in::start(&house, &Caller::anonymous("en"), address).await.expect("started");
    rounds(&house).await;
    assert!(t.code(USER).is_some());
    assert_eq!(mail.count().0, 2);

    // Of no more than its own agency's.
    tell(&house, t.other_agency.org.expect("an agency"), "three").await;
    rounds(&house).await;
    assert_eq!((mail.count().0, told(t, "p5@people.example", "case-moved")), (2, 1));

    // A mailbox that does not answer is waited for, and not for ever.
    mail.act().sending = Some(Unserved::Away("a test".to_owned()));
    tell(&house, org, "four").await;
    for _ in 0..5 {
        rounds(&house).await;
        t.pass_seconds(60);
    }
    assert_eq!((told(t, USER, "case-moved"), told(t, ADMIN, "case-moved")), (1, 1), "by the house's own way");
    // What it may not send, the house sends, at once.
    mail.act().sending = Some(Unserved::Never("550 5.7.60 not as this sender".to_owned()));
    tell(&house, org, "five").await;
    rounds(&house).await;
    assert_eq!((told(t, USER, "case-moved"), told(t, ADMIN, "case-moved")), (2, 2));
    let made = t.recorded("connection_made").await;
    assert_eq!((made.len(), made[0].org), (1, Some(org)));
}

async fn an_answer_belongs_to_the_browser_that_asked_and_to_what_it_asked_for(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let other = Stage::new("other-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail, &other]);
    let who = t.signs_in("email", HOME).await.expect("signed in");
    let visitor = Caller::anonymous("en");
    let begin = async || connections::begin(&house, &visitor, &who, &*mail, false, "me@home.example").await;
    let (mine, second) = (begin().await.expect("begun"), begin().await.expect("begun"));
    let lost = |outcome: Result<connections::Attempt, AppError>| matches!(outcome, Err(AppError::Invalid(faults)) if faults[0].reason == "connection_lost");
    let take = async |cookie: &str, state: &str| connections::take(&house, &*mail, cookie, state).await;
    assert!(lost(take("", &mine.ask.state).await) && lost(take(&mine.cookie, "").await));
    assert!(lost(take(&mine.cookie, &second.ask.state).await), "the answer to another browser");
    assert!(lost(connections::take(&house, &*other, &mine.cookie, &mine.ask.state).await), "another service's");
    // The account is part of what was asked: the cookie's cannot be changed on the way.
    let (head, _) = mine.cookie.rsplit_once('.').expect("three parts");
    let forged = format!("{head}.{}", "CmV2aWxAZXZpbC5leGFtcGxl");
    assert!(lost(take(&forged, &mine.ask.state).await), "another account");
    let forged_ask = connections::Ask::of(forged.split_once('.').expect("two parts").1);
    assert!(lost(take(&forged, &forged_ask.state).await), "and a state that fits it");
    let attempt = take(&mine.cookie, &mine.ask.state).await.expect("none of that used it up");
    assert_eq!((attempt.account.as_str(), attempt.org), ("me@home.example", None));
    assert!(lost(take(&mine.cookie, &mine.ask.state).await), "a second time");
    // Somebody else is signed in when the answer comes: nothing is kept, and what was granted is given back.
    let stranger = t.signs_in("email", "p7@people.example").await.expect("signed in");
    let grant = mail.granted("me@home.example");
    let kept = connections::keep(&house, &visitor, &stranger, &*mail, &attempt, &grant).await;
    assert!(matches!(kept, Err(AppError::Invalid(_))), "{kept:?}");
    assert_eq!(mail.act().revoked, [grant.refresh.to_string()]);
    t.pass_seconds(601);
    assert!(lost(take(&second.cookie, &second.ask.state).await), "after ten minutes");
    // What is tied to a browser is no code.
    let id = second.cookie.split('.').next().and_then(|id| Uuid::parse_str(id).ok()).expect("an id");
    assert!(sign_in::finish(&house, &visitor, id, "000000", "portal").await.is_err());
}

async fn who_may_connect_and_disconnect(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let (admin, user) = (t.signs_in("email", ADMIN).await.expect("in"), t.signs_in("email", USER).await.expect("in"));
    let staff = t.signs_in("email", "p1@people.example").await.expect("in");
    assert!(matches!(connect(&house, &user, &mail, true).await, Err(AppError::NotFound)), "runs nothing");
    for org in [false, true] {
        assert!(matches!(connect(&house, &staff, &mail, org).await, Err(AppError::NotFound)), "the operator's staff");
    }
    for account in ["", "nobody", "a b@c.example", "a@c.example\r\nRCPT", "../x@c.example", "a%2f@c.example"] {
        let begun = connections::begin(&house, &Caller::anonymous("en"), &user, &*mail, false, account).await;
        assert!(matches!(&begun, Err(AppError::Invalid(faults)) if faults[0].pointer == "/account"), "{account:?}");
    }
    connect(&house, &admin, &mail, true).await.expect("connected");
    let again = connect(&house, &admin, &mail, true).await;
    assert!(matches!(again, Err(AppError::Conflict("connection_there"))), "{again:?}");
    connect(&house, &admin, &mail, false).await.expect("their own beside it");

    let held = connections::held(&house, &admin).await.expect("read");
    assert_eq!((held.connections.len(), held.own, held.org), (2, true, true));
    let of_org = held.connections.iter().find(|one| one.of_org).expect("one").id;
    let seen = connections::held(&house, &user).await.expect("read");
    assert_eq!((seen.connections.len(), seen.own, seen.org), (0, true, false));
    let visitor = Caller::anonymous("en");
    let home = t.signs_in("email", HOME).await.expect("in");
    for stranger in [&user, &home, &staff] {
        let ended = connections::end(&house, &visitor, stranger, of_org).await;
        assert!(matches!(ended, Err(AppError::NotFound)), "another's is answered like none: {ended:?}");
        let none = connections::end(&house, &visitor, stranger, Uuid::nil()).await;
        assert!(matches!(none, Err(AppError::NotFound)));
    }
    // Only for whoever showed lately who they are.
    t.pass_seconds(301);
    let ended = connections::end(&house, &visitor, &admin, of_org).await;
    assert!(matches!(ended, Err(AppError::StepUp)), "{ended:?}");
    let begun = connections::begin(&house, &visitor, &user, &*mail, false, "a@b.example").await;
    assert!(matches!(begun, Err(AppError::StepUp)), "{begun:?}");

    // Not in a session that somebody else's sign-in opened, nor at a device that many use.
    let bound = t.signs_in("email", ADMIN).await.expect("in");
    let (session, org) = (bound.signed.session.id.0, t.agency.org.expect("an agency"));
    let bind = move |tx: &mut Tx| -> Result<_, AppError> {
        store::tables::linked::bind(tx, session, &[org])?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::SignIn, bind).await.expect("bound");
    let outcomes =
        [connect(&house, &bound, &mail, true).await, connections::end(&house, &visitor, &bound, of_org).await];
    assert!(outcomes.iter().all(|one| matches!(one, Err(AppError::Conflict("sso_elsewhere")))), "{outcomes:?}");
    let (worker, ..) = t.listed("EP3333333", "selam@people.example").await;
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(store::tables::workers::get(tx, worker)?) };
    let record = t.house.store.read(Scope::System(Job::Relay), read).await.expect("read").expect("a worker").reference;
    let code = sign_in::open_kiosk(&t.house, &t.moderator, &record, "passport").await.expect("a code");
    let opened = sign_in::enter_kiosk(&t.house, &visitor, &record, code.code.as_str()).await.expect("in");
    let shared = sign_in::whoami(&t.house, opened.access.as_str(), "portal").await.expect("a session");
    let outcome = connect(&house, &shared, &mail, false).await;
    assert!(matches!(outcome, Err(AppError::Conflict("connection_not_here"))), "{outcome:?}");
    assert!(matches!(shared.proof(), Proof::Session { second: false, .. }));
}

async fn a_grant_that_its_service_ended_is_destroyed_and_its_person_is_told(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    let org = t.agency.org.expect("an agency");
    connect(&house, &admin, &mail, true).await.expect("connected");
    rounds(&house).await;
    // A token that is refused before its time is renewed once, and the message goes out.
    mail.act().forget_access();
    tell(&house, org, "one").await;
    rounds(&house).await;
    t.pass_seconds(10);
    rounds(&house).await;
    assert_eq!((mail.count().0, mail.count().1), (2, 1));
    // The service is away when the next one is due: nothing is lost, and it is waited for.
    t.pass(2);
    mail.act().renewing = Some(Unserved::Away("a test".to_owned()));
    tell(&house, org, "two").await;
    rounds(&house).await;
    assert_eq!((rows(t, org).await.len(), told(t, USER, "case-moved")), (1, 0));
    mail.act().renewing = None;
    t.pass_seconds(10);
    rounds(&house).await;
    assert_eq!((mail.count().0, mail.count().1), (4, 2));
    // The person took their agreement back there.
    t.pass(2);
    mail.act().renewing = Some(Unserved::Refused("invalid_grant".to_owned()));
    tell(&house, org, "three").await;
    rounds(&house).await;
    assert_eq!(rows(t, org).await, [], "destroyed");
    assert_eq!((told(t, USER, "case-moved"), told(t, ADMIN, "case-moved")), (1, 1), "by the house's own way, at once");
    assert_eq!((told(t, ADMIN, "mailbox-lost"), told(t, USER, "mailbox-lost")), (1, 0));
    let destroyed = t.recorded("connection_destroyed").await;
    let facts = serde_json::to_value(&destroyed[0].facts).expect("facts");
    assert_eq!((destroyed.len(), facts["how"].as_str()), (1, Some("refused")));
    // One that is refused though it was renewed just now is believed no more.
    mail.act().renewing = None;
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    connect(&house, &admin, &mail, true).await.expect("connected anew");
    mail.act().sending = Some(Unserved::Refused("535".to_owned()));
    tell(&house, org, "four").await;
    for _ in 0..4 {
        rounds(&house).await;
        t.pass_seconds(30);
    }
    assert_eq!((rows(t, org).await.len(), told(t, ADMIN, "mailbox-lost"), told(t, USER, "case-moved")), (0, 2, 2));
}

async fn many_at_once_renew_a_grant_once(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let (house, beside) = (with(t, &[&mail]), with(t, &[&mail]));
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    let org = t.agency.org.expect("an agency");
    connect(&house, &admin, &mail, true).await.expect("connected");
    rounds(&house).await;
    t.pass(2);
    mail.act().slow = Some(Duration::from_millis(300));
    for key in ["a", "b", "c", "d", "e"] {
        tell(&house, org, key).await;
    }
    // The first round makes messages of them, the second sends them, on two nodes.
    app::jobs::quick_round(&house).await.expect("a round");
    let (one, two) = tokio::join!(app::jobs::round(&house), app::jobs::round(&beside));
    assert_eq!((one.is_ok(), two.is_ok()), (true, true));
    rounds(&house).await;
    // Each refresh token works once there: a second use would have ended the grant.
    assert_eq!((mail.count().1, mail.count().0), (1, 10));
    assert_eq!(rows(t, org).await[0].version, 2);
}

async fn what_is_disconnected_is_given_back_and_destroyed(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let org = t.agency.org.expect("an agency");
    let visitor = Caller::anonymous("en");
    let end = async || {
        let admin = t.signs_in("email", ADMIN).await.expect("signed in");
        connect(&house, &admin, &mail, true).await.expect("connected");
        let id = rows(t, org).await[0].id;
        connections::end(&house, &visitor, &admin, id).await.expect("ended");
        assert_eq!(rows(t, org).await, [], "at once");
        let again = connections::end(&house, &visitor, &admin, id).await;
        assert!(matches!(again, Err(AppError::NotFound)));
        id
    };
    let left = async |id: Uuid| {
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::ended(tx, id)?) };
        t.house.store.read(Scope::System(Job::Relay), read).await.expect("read").is_some()
    };
    let first = end().await;
    tell(&house, org, "one").await;
    rounds(&house).await;
    assert_eq!((mail.count().0, told(t, USER, "case-moved")), (0, 1), "used no more");
    assert_eq!((mail.count().2, left(first).await, told(t, ADMIN, "mailbox-disconnected")), (1, false, 1));

    // A service that does not answer keeps nobody's grant alive here.
    mail.act().revoking = Some(Unserved::Away("a test".to_owned()));
    let second = end().await;
    rounds(&house).await;
    assert!(left(second).await, "it is asked again");
    for _ in 0..8 {
        t.pass_seconds(300);
        rounds(&house).await;
    }
    assert!(!left(second).await, "destroyed");
    let how: Vec<_> = t.recorded("connection_destroyed").await;
    let how: Vec<_> = how.iter().map(|one| serde_json::to_value(&one.facts).expect("facts")["how"].clone()).collect();
    assert_eq!(how, [json!("not_revoked"), json!("revoked")]);
    assert_eq!(t.recorded("connection_ended").await.len(), 2);
}

async fn an_organisations_connection_ends_with_whoever_made_it(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    let org = t.agency.org.expect("an agency");
    connect(&house, &admin, &mail, true).await.expect("connected");
    let person = admin.user();
    let leave = move |tx: &mut Tx| -> Result<_, AppError> {
        let own = store::tables::people::memberships(tx, person)?.remove(0).id;
        let at = "2026-01-04T07:00:00Z".parse().expect("a time");
        assert!(store::tables::people::end_membership(tx, own, at)?);
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::System(Job::Housekeeping), leave).await.expect("left");
    tell(&house, org, "one").await;
    rounds(&house).await;
    assert_eq!((mail.count().0, told(t, USER, "case-moved")), (0, 1));
    assert_eq!((rows(t, org).await.len(), mail.count().2), (0, 1), "and given back");
}

/// A case with a meeting that all three agreed to, so many hours from now.
async fn meeting(t: &TestHouse, passport: &str, email: &str, hours: i64) -> (CaseId, Caller) {
    let (_, person, profile) = t.listed(passport, email).await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    let took = async |caller: &Caller, step: serde_json::Value, said: &[Statement]| {
        let taken = t.try_step(caller, case, step.clone(), said.to_vec(), None).await;
        taken.unwrap_or_else(|error| panic!("{step}: {error:?}"));
    };
    let starts = t.clock_now() + SignedDuration::from_hours(hours);
    let slots = json!([{ "starts_at": starts, "minutes": 30, "place": "video" }]);
    took(&t.customer, json!({ "step": "hold" }), &[]).await;
    took(&t.agency, json!({ "step": "accept" }), &[Statement::ConflictChecked]).await;
    took(&t.agency, json!({ "step": "propose_meeting", "weekend": true, "slots": slots }), &[]).await;
    took(&t.customer, json!({ "step": "choose_slot", "slot": 0 }), &[]).await;
    took(&person, json!({ "step": "agree_meeting" }), &[]).await;
    (case, person)
}

async fn a_calendar_holds_what_stands_and_nothing_else(t: &TestHouse) {
    let (mine, theirs) =
        (Stage::new("nur-calendar", Kind::Calendar, t), Stage::new("other-calendar", Kind::Calendar, t));
    let house = with(t, &[&mine, &theirs]);
    let (customer, admin) =
        (t.signs_in("email", HOME).await.expect("in"), t.signs_in("email", ADMIN).await.expect("in"));
    connect(&house, &customer, &mine, false).await.expect("connected");
    connect(&house, &admin, &theirs, true).await.expect("connected");
    let (case, _) = meeting(t, "EP4444441", "selam@people.example", 48).await;
    rounds(&house).await;
    t.pass_seconds(301);
    rounds(&house).await;
    let name = format!("meeting-{case}.ics");
    let reference = t.row(case).await.reference;
    for stage in [&mine, &theirs] {
        let act = stage.act();
        let (etag, text) = act.entries.get(&name).expect("it is there");
        assert!(etag == "\"1\"" && text.starts_with(&format!("{reference} with AG-021 at ")), "{etag} {text}");
        assert_eq!(act.entries.len(), 1);
    }
    let written = t.recorded("calendar_written").await;
    assert_eq!(written.len(), 2);
    // Nothing changed: nothing is written.
    t.pass_seconds(301);
    rounds(&house).await;
    let puts = mine.act().puts;
    assert_eq!((puts, t.recorded("calendar_written").await.len()), (1, 2));
    // A stranger's calendar stays empty.
    let empty = Stage::new("third-calendar", Kind::Calendar, t);
    let beside = with(t, &[&mine, &theirs, &empty]);
    let other = t.signs_in("email", "p7@people.example").await.expect("in");
    connect(&beside, &other, &empty, false).await.expect("connected");
    rounds(&beside).await;
    assert!(empty.act().entries.is_empty());

    // Called off: it is taken away.
    let off = t.try_step(&t.customer, case, json!({ "step": "cancel" }), Vec::new(), None).await;
    off.expect("cancelled");
    t.pass_seconds(301);
    rounds(&house).await;
    for stage in [&mine, &theirs] {
        let act = stage.act();
        assert!(act.entries.is_empty() && act.known == [Some("\"1\"".to_owned())], "{:?}", act.known);
    }
    // What has been stays there.
    let (second, _) = meeting(t, "EP4444442", "almaz@people.example", 24).await;
    t.pass_seconds(301);
    rounds(&house).await;
    assert!(mine.act().entries.contains_key(&format!("meeting-{second}.ics")));
    t.pass(26);
    rounds(&house).await;
    t.pass_seconds(301);
    rounds(&house).await;
    assert!(mine.act().entries.contains_key(&format!("meeting-{second}.ics")));

    // Disconnected while one lies ahead: it is taken away before the grant is given back.
    let (third, _) = meeting(t, "EP4444443", "hana@people.example", 48).await;
    rounds(&house).await;
    t.pass_seconds(301);
    rounds(&house).await;
    assert!(theirs.act().entries.contains_key(&format!("meeting-{third}.ics")));
    let admin = t.signs_in("email", ADMIN).await.expect("in");
    let id = rows(t, t.agency.org.expect("an agency")).await[0].id;
    connections::end(&house, &Caller::anonymous("en"), &admin, id).await.expect("ended");
    rounds(&house).await;
    let act = theirs.act();
    assert!(!act.entries.contains_key(&format!("meeting-{third}.ics")) && act.revoked.len() == 1, "{:?}", act.revoked);
}

async fn a_calendar_that_fails_is_asked_again_later(t: &TestHouse) {
    let stage = Stage::new("nur-calendar", Kind::Calendar, t);
    let house = with(t, &[&stage]);
    let customer = t.signs_in("email", HOME).await.expect("in");
    let (case, _) = meeting(t, "EP5555551", "selam@people.example", 100).await;
    stage.act().putting = Some(Unserved::Away("503".to_owned()));
    connect(&house, &customer, &stage, false).await.expect("connected");
    rounds(&house).await;
    let held = connections::held(&house, &customer).await.expect("read");
    assert!(held.connections[0].falters && stage.act().asked == 1, "once, and then left alone");
    t.pass_seconds(300);
    rounds(&house).await;
    assert_eq!(stage.act().asked, 1, "twice as long after each failure");
    stage.act().putting = None;
    t.pass_seconds(301);
    rounds(&house).await;
    assert!(stage.act().entries.contains_key(&format!("meeting-{case}.ics")));
    let held = connections::held(&house, &customer).await.expect("read");
    assert!(!held.connections[0].falters && held.connections[0].used_at.is_some());
    // Two nodes at once put it once.
    let beside = with(t, &[&stage]);
    t.pass_seconds(301);
    let before = stage.act().asked;
    let (one, two) = tokio::join!(connections::round(&house), connections::round(&beside));
    assert_eq!(one.expect("a round") + two.expect("a round"), 1);
    assert_eq!(stage.act().asked, before, "and nothing had changed");
}
