//! Who is forgotten leaves nothing behind at others; what a service refuses is on record; what is connected says of itself whose it is.

use std::collections::BTreeSet;

use app::connections::{self, Kind, Unserved};
use app::erasures::{self, Whom};
use app::setup::{self, NewPerson};
use app::sign_in::{Address, Who};
use app::{AppError, Caller, House};
use domain::{OrgId, Role, UserId};
use serde_json::{Value, json};
use store::tables::{connections as table, people};
use store::{Job, Scope, Tx};

use super::stage::Stage;
use super::{ADMIN, HOME, USER, connect, meeting, rounds, rows, tell, told, with};
use crate::house::TestHouse;

crate::both::on_both!(
    who_is_forgotten_has_given_back_what_was_granted,
    an_organisation_is_told_when_its_connection_goes_with_somebody,
    a_household_that_is_forgotten_leaves_no_connection_of_its_own_or_its_members,
    a_service_that_is_away_keeps_nobody_here,
    whoever_is_connected_hears_it_at_every_address,
    what_a_service_refuses_is_on_record_and_given_back,
    what_is_connected_says_as_whom_and_by_whom,
    what_somebody_connected_is_in_the_file_of_their_data,
);

const SECOND: &str = "second.admin@people.example";

/// Everything that is left of what this person connected.
async fn left(t: &TestHouse, user: UserId) -> usize {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::left_by(tx, Some(user), None)?.len()) };
    t.house.store.read(Scope::System(Job::Relay), read).await.expect("read")
}

async fn is_known(t: &TestHouse, user: UserId) -> bool {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(!people::addresses(tx, user)?.is_empty()) };
    t.house.store.read(Scope::SignIn, read).await.expect("read")
}

async fn erase(t: &TestHouse, dpo: &Caller, email: &str) {
    let whom = Whom::Person(Address::parse("email", email).expect("an address"));
    erasures::erase(&t.house, dpo, &whom, "ended").await.expect("decided");
}

/// How each grant ended, newest first.
async fn ends(t: &TestHouse) -> Vec<Value> {
    let found = t.recorded("connection_destroyed").await;
    found.iter().map(|one| serde_json::to_value(&one.facts).expect("facts")["how"].clone()).collect()
}

/// A second person who runs the agency.
async fn second_admin(t: &TestHouse) -> Who {
    let addresses = vec![Address::parse("email", SECOND).expect("an address")];
    let new = NewPerson { name: "Zahra".to_owned(), language: "ar", addresses };
    setup::person(&t.house, t.agency.org.expect("an agency"), Role::AgencyAdmin, new).await.expect("a person");
    t.signs_in("email", SECOND).await.expect("signed in")
}

async fn who_is_forgotten_has_given_back_what_was_granted(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let user = t.signs_in("email", USER).await.expect("signed in");
    let (org, person) = (t.agency.org.expect("an agency"), user.user());
    connect(&house, &user, &mail, false).await.expect("connected");
    tell(&house, org, "one").await;
    rounds(&house).await;
    assert_eq!((mail.count().0, told(t, USER, "case-moved"), told(t, ADMIN, "case-moved")), (1, 0, 1));
    erase(t, &t.staff(Role::Dpo).await, USER).await;
    rounds(&house).await;
    assert_eq!((left(t, person).await, is_known(t, person).await), (0, false));
    assert!(mail.act().revoked.contains(&"refresh-of-nur-mail-1".to_owned()), "{:?}", mail.act().revoked);
    assert_eq!((ends(t).await, t.recorded("connection_ended").await.len()), (vec![json!("revoked")], 1));
    tell(&house, org, "two").await;
    rounds(&house).await;
    assert_eq!(mail.count().0, 1);
}

async fn an_organisation_is_told_when_its_connection_goes_with_somebody(t: &TestHouse) {
    let dates = Stage::new("nur-dates", Kind::Calendar, t);
    let house = with(t, &[&dates]);
    let second = second_admin(t).await;
    connect(&house, &second, &dates, true).await.expect("connected");
    let (case, _) = meeting(t, "EP6666661", "selam@people.example", 48).await;
    t.pass_seconds(301);
    rounds(&house).await;
    assert!(dates.act().entries.contains_key(&format!("meeting-{case}.ics")));
    erase(t, &t.staff(Role::Dpo).await, SECOND).await;
    rounds(&house).await;
    assert_eq!((left(t, second.user()).await, is_known(t, second.user()).await), (0, false));
    assert!(dates.act().entries.is_empty(), "what lies ahead is taken away");
    assert_eq!((dates.count().2 > 0, ends(t).await), (true, vec![json!("revoked")]));
    let of_org = "connection-of-org-ended";
    assert_eq!((told(t, ADMIN, of_org), told(t, USER, of_org), told(t, SECOND, of_org)), (1, 0, 0));
    assert_eq!(t.recorded("connection_ended").await[0].org, t.agency.org);
    // Disconnected by one of those who run it, the others hear it as well.
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    connect(&house, &admin, &dates, true).await.expect("another in its place");
    let third = NewPerson {
        name: "Hamed".to_owned(),
        language: "en",
        addresses: vec![Address::parse("email", "third.admin@people.example").expect("an address")],
    };
    let org = t.agency.org.expect("an agency");
    setup::person(&t.house, org, Role::AgencyAdmin, third).await.expect("a person");
    let id = rows(t, org).await[0].id;
    connections::end(&house, &Caller::anonymous("en"), &admin, id).await.expect("ended");
    rounds(&house).await;
    assert_eq!((told(t, "third.admin@people.example", of_org), told(t, ADMIN, of_org)), (1, 1));
}

async fn a_household_that_is_forgotten_leaves_no_connection_of_its_own_or_its_members(t: &TestHouse) {
    let (own, theirs) = (Stage::new("nur-dates", Kind::Calendar, t), Stage::new("nur-mail", Kind::Mailbox, t));
    let house = with(t, &[&own, &theirs]);
    let who = t.signs_in("email", HOME).await.expect("signed in");
    connect(&house, &who, &own, true).await.expect("the household's");
    connect(&house, &who, &theirs, false).await.expect("their own");
    let (dpo, home) = (t.staff(Role::Dpo).await, t.customer.org.expect("a household"));
    let whom = Whom::Household(app::admit::Key::Id(home.0));
    erasures::erase(&t.house, &dpo, &whom, "ended").await.expect("decided");
    rounds(&house).await;
    assert_eq!((left(t, who.user()).await, is_known(t, who.user()).await), (0, false));
    assert!(own.count().2 > 0 && theirs.count().2 > 0, "{} {}", own.count().2, theirs.count().2);
    assert_eq!(ends(t).await, [json!("revoked"), json!("revoked")]);
}

async fn a_service_that_is_away_keeps_nobody_here(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let user = t.signs_in("email", USER).await.expect("signed in");
    connect(&house, &user, &mail, false).await.expect("connected");
    mail.act().revoking = Some(Unserved::Away("a test".to_owned()));
    let dpo = t.staff(Role::Dpo).await;
    erase(t, &dpo, USER).await;
    rounds(&house).await;
    assert_eq!((left(t, user.user()).await, is_known(t, user.user()).await), (1, true), "it is asked again first");
    for _ in 0..8 {
        t.pass_seconds(120);
        rounds(&house).await;
    }
    assert_eq!((left(t, user.user()).await, is_known(t, user.user()).await), (0, false));
    assert_eq!(ends(t).await, [json!("not_revoked")]);
    // By the command, which asks once.
    let admin = second_admin(t).await;
    connect(&house, &admin, &mail, false).await.expect("connected");
    erase(t, &dpo, SECOND).await;
    app::jobs::erasure::destroy_keys(&house, admin.user().0).await.expect("at once");
    assert_eq!((left(t, admin.user()).await, is_known(t, admin.user()).await), (0, false));
}

async fn whoever_is_connected_hears_it_at_every_address(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let who = t.signs_in("email", HOME).await.expect("signed in");
    connect(&house, &who, &mail, false).await.expect("connected");
    rounds(&house).await;
    assert_eq!((told(t, HOME, "mailbox-connected"), told(t, "+96892000006", "mailbox-connected")), (1, 1));
    assert_eq!(mail.act().sent, [], "not by the mailbox that somebody else may have connected");
}

/// What was refused by services, as it is on record: how, and about how many objects.
async fn refusals(t: &TestHouse) -> Vec<(String, usize)> {
    let found = t.recorded("connection_refused").await;
    let how = |facts: &Value| facts["how"].as_str().unwrap_or_default().to_owned();
    found.iter().map(|one| (how(&serde_json::to_value(&one.facts).expect("facts")), one.object.len())).collect()
}

/// How many grants were given back: two who find one lost at the same moment both do it.
fn given_back(stage: &Stage) -> usize {
    stage.act().revoked.iter().collect::<BTreeSet<_>>().len()
}

async fn what_a_service_refuses_is_on_record_and_given_back(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    let (org, visitor) = (t.agency.org.expect("an agency"), Caller::anonymous("en"));
    let begun = connections::begin(&house, &visitor, &admin, &*mail, true, "office@nur.example").await.expect("begun");
    let attempt = connections::take(&house, &*mail, &begun.cookie, &begun.ask.state).await.expect("the answer");
    let no = Unserved::Refused("its person said no".to_owned());
    connections::failed(&house, &visitor, &admin, &*mail, &attempt, &no).await.expect("on record");
    assert_eq!(refusals(t).await, [("refused".to_owned(), 1)], "of the person; there is no connection");
    let text = format!("{:?}", t.recorded("connection_refused").await[0]);
    assert!(!text.contains("nur.example"), "{text}");

    // A token that is refused in use, twice: on record each time, then what is left of the grant is given back.
    connect(&house, &admin, &mail, true).await.expect("connected");
    mail.act().sending = Some(Unserved::Refused("535".to_owned()));
    tell(&house, org, "one").await;
    for _ in 0..4 {
        rounds(&house).await;
        t.pass_seconds(30);
    }
    assert_eq!(rows(t, org).await, []);
    assert_eq!(refusals(t).await.len(), 3);
    assert_eq!((given_back(&mail), ends(t).await), (1, vec![json!("refused")]));

    // The person took their agreement back there: the renewal says so.
    mail.act().sending = None;
    let admin = t.signs_in("email", ADMIN).await.expect("signed in");
    connect(&house, &admin, &mail, true).await.expect("connected anew");
    t.pass(2);
    mail.act().renewing = Some(Unserved::Refused("invalid_grant".to_owned()));
    tell(&house, org, "two").await;
    rounds(&house).await;
    assert_eq!((rows(t, org).await.len(), given_back(&mail)), (0, 2), "given back all the same");
    assert_eq!(ends(t).await, [json!("refused"), json!("refused")]);

    // A calendar that lets nobody in any more: its entries stay, its grant does not.
    let dates = Stage::new("nur-dates", Kind::Calendar, t);
    let house = with(t, &[&dates]);
    let customer = t.signs_in("email", HOME).await.expect("signed in");
    connect(&house, &customer, &dates, false).await.expect("connected");
    meeting(t, "EP6666662", "selam@people.example", 48).await;
    t.pass_seconds(301);
    rounds(&house).await;
    assert_eq!(dates.act().entries.len(), 1);
    dates.act().putting = Some(Unserved::Refused("403".to_owned()));
    let customer = t.signs_in("email", HOME).await.expect("signed in");
    let id = connections::held(&house, &customer).await.expect("read").connections[0].id;
    connections::end(&house, &visitor, &customer, id).await.expect("ended");
    rounds(&house).await;
    assert_eq!((given_back(&dates), left(t, customer.user()).await), (1, 0));
}

async fn seen(house: &House, who: &Who) -> Vec<(String, UserId, bool)> {
    let held = connections::held(house, who).await.expect("read");
    held.connections.into_iter().map(|one| (one.account, one.by, one.of_org)).collect()
}

async fn what_is_connected_says_as_whom_and_by_whom(t: &TestHouse) {
    let mail = Stage::new("nur-mail", Kind::Mailbox, t);
    let house = with(t, &[&mail]);
    let (admin, user) = (t.signs_in("email", ADMIN).await.expect("in"), t.signs_in("email", USER).await.expect("in"));
    connect(&house, &admin, &mail, true).await.expect("the agency's");
    connect(&house, &user, &mail, false).await.expect("their own");
    let second = second_admin(t).await;
    let of_org = ("office@nur.example".to_owned(), admin.user(), true);
    assert_eq!(seen(&house, &admin).await, std::slice::from_ref(&of_org));
    assert_eq!(seen(&house, &second).await, [of_org], "whoever runs it sees which account, and who connected it");
    assert_eq!(seen(&house, &user).await, [("office@nur.example".to_owned(), user.user(), false)], "and no other");
    let org: OrgId = t.agency.org.expect("an agency");
    let row = rows(t, org).await.remove(0);
    let clear = b"office@nur.example";
    for sealed in [&row.account, &row.grant] {
        assert!(!sealed.windows(clear.len()).any(|part| part == clear), "it lies in clear");
    }
}

async fn what_somebody_connected_is_in_the_file_of_their_data(t: &TestHouse) {
    let (mail, dates) = (Stage::new("nur-mail", Kind::Mailbox, t), Stage::new("nur-dates", Kind::Calendar, t));
    let house = with(t, &[&mail, &dates]);
    let (admin, user) = (t.signs_in("email", ADMIN).await.expect("in"), t.signs_in("email", USER).await.expect("in"));
    connect(&house, &admin, &mail, true).await.expect("the agency's");
    t.pass_seconds(1);
    connect(&house, &admin, &dates, false).await.expect("their own");
    connect(&house, &user, &dates, false).await.expect("somebody else's");
    let file = crate::exports::data_of(t, &t.agency_admin).await;
    let group = file["groups"].as_array().and_then(|all| all.iter().find(|one| one["name"] == "connections"));
    let rows = group.expect("a group of its own")["rows"].as_array().expect("rows").clone();
    let said = |row: &Value| ["kind", "service", "account", "organisation"].map(|field| row[field].clone());
    let org = t.agency.org.expect("an agency");
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(store::tables::organisations::get(tx, org)?) };
    let of = t.house.store.read(Scope::SignIn, read).await.expect("read").expect("an agency").reference;
    let expected = [
        [json!("mailbox"), json!("nur-mail"), json!("office@nur.example"), json!(of)],
        [json!("calendar"), json!("nur-dates"), json!("office@nur.example"), Value::Null],
    ];
    assert_eq!(rows.iter().map(said).collect::<Vec<_>>(), expected);
    let text = file.to_string();
    assert!(!text.contains("refresh-of-") && !text.contains("access-1"), "of the grant stands nothing: {text}");
    // Whoever disconnected them has none in the file.
    let plain = crate::exports::data_of(t, &t.customer).await;
    assert!(!plain.to_string().contains("\"connections\""));
}
