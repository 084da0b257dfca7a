//! Links to papers that were tried and did not open, or that nobody opened: what stands on record of them, and where; and a clock that is
//! set back within a link's minute.

use app::document_links as links;
use app::{AppError, Caller};
use audit::{Actor, Draft, Event};
use domain::consent::ConsentKind;
use domain::{Purpose, WorkerId};
use store::Tx;
use store::tables::Limit;
use store::tables::records::{self, About};
use uuid::Uuid;

use super::document_links::{ask, at, is_none, linked, opens, page, passport, refusals};
use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_clock_set_back_within_the_minute_closes_what_was_made_before,
    a_clock_set_back_is_known_when_it_has_caught_up,
    a_leaked_link_is_on_record_where_it_was_made_and_nowhere_else,
    refused_tries_of_one_link_are_counted_after_eight,
    what_the_policy_refuses_is_on_record_with_its_rule,
    a_link_that_ended_is_on_record_though_another_takes_its_place,
);

async fn prepared(t: &TestHouse, passport_number: &str, email: &str) -> (WorkerId, Caller, Uuid, Caller) {
    let (worker, person, _) = t.listed(passport_number, email).await;
    (worker, person, passport(t, worker).await, at(&t.agency_admin, 1))
}

/// What the log of this caller's own scope shows of refused tries.
async fn shown(t: &TestHouse, caller: &Caller) -> usize {
    t.linked().await;
    let read = |tx: &mut Tx| -> Result<_, AppError> {
        Ok(records::page(tx, About::All, None, Limit::new(100).expect("a size"))?)
    };
    let page = t.house.store.read(caller.scope(), read).await.expect("a read");
    let drafts = page.iter().map(|event| Event::parse(&event.body).expect("a record").draft);
    drafts.filter(|draft| draft.action == "document_link_refused").count()
}

async fn about(t: &TestHouse, document: Uuid, action: &str) -> Vec<Draft> {
    let mut drafts = t.records(About::Object(document)).await;
    drafts.retain(|draft| draft.action == action);
    drafts
}

async fn a_clock_set_back_within_the_minute_closes_what_was_made_before(t: &TestHouse) {
    let (_, _, document, admin) = prepared(t, "EP9200001", "tries1@people.example").await;
    let open = linked(t, &admin, document).await;
    opens(t, &admin, &open).await.expect("opened");
    let unused = linked(t, &admin, document).await;
    t.pass_seconds(58);
    assert!(page(t, &admin, &open, 0).await.is_ok());
    t.pass_seconds(-55);
    assert!(is_none(&page(t, &admin, &open, 0).await), "it would stand open for 57 seconds more");
    assert!(is_none(&opens(t, &admin, &unused).await));
    let fresh = linked(t, &admin, document).await;
    assert!(opens(t, &admin, &fresh).await.is_ok(), "what is asked for now opens");
    t.pass_seconds(55);
    assert!(page(t, &admin, &fresh, 0).await.is_ok(), "for its own minute");
    assert!(is_none(&page(t, &admin, &open, 0).await), "and what was closed stays closed");
    assert_eq!(refusals(t, document).await, ["early", "early", "early"]);
}

async fn a_clock_set_back_is_known_when_it_has_caught_up(t: &TestHouse) {
    let (_, _, document, admin) = prepared(t, "EP9200002", "tries2@people.example").await;
    let link = linked(t, &admin, document).await;
    t.pass_seconds(50);
    let _seen = t.house.desk();
    t.pass_seconds(-48);
    let _fallen = t.house.desk();
    t.pass_seconds(48);
    assert!(is_none(&opens(t, &admin, &link).await), "a hundred seconds have passed, though nobody tried meanwhile");
    assert_eq!(refusals(t, document).await, ["early"]);
}

async fn a_leaked_link_is_on_record_where_it_was_made_and_nowhere_else(t: &TestHouse) {
    let (_, person, document, admin) = prepared(t, "EP9200003", "tries3@people.example").await;
    let link = linked(t, &admin, document).await;
    let tries = [at(&t.other_agency, 1), at(&t.customer, 1), at(&person, 1), at(&t.moderator, 1)];
    for stranger in &tries {
        assert!(is_none(&opens(t, stranger, &link).await));
        assert!(is_none(&page(t, stranger, &link, 0).await));
    }
    let drafts = about(t, document, "document_link_refused").await;
    assert_eq!(drafts.len(), 2 * tries.len());
    for draft in &drafts {
        assert_eq!(draft.org, t.agency.org, "whose link it was");
        assert!(!format!("{draft:?}").contains(link.token.as_str()));
    }
    for stranger in &tries {
        let actor = Actor::User(stranger.user.expect("a person"));
        let theirs = drafts.iter().filter(|draft| (&draft.actor, draft.role) == (&actor, stranger.role));
        assert_eq!(theirs.count(), 2, "{}", stranger.role);
    }
    assert_eq!(shown(t, &admin).await, drafts.len());
    for stranger in &tries[..3] {
        assert_eq!(shown(t, stranger).await, 0, "nobody reads in their own log that there is such a link");
    }
    assert!(opens(t, &admin, &link).await.is_ok(), "none of them used it up");
}

async fn refused_tries_of_one_link_are_counted_after_eight(t: &TestHouse) {
    let (_, _, document, admin) = prepared(t, "EP9200004", "tries4@people.example").await;
    let (link, stranger) = (linked(t, &admin, document).await, at(&t.other_agency, 1));
    let actor = Actor::User(stranger.user.expect("a person"));
    let counted = async || t.recorded("not_found").await.iter().filter(|draft| draft.actor == actor).count();
    for _ in 0..8 {
        assert!(is_none(&opens(t, &stranger, &link).await));
    }
    assert_eq!(counted().await, 0);
    for _ in 0..4 {
        assert!(is_none(&page(t, &stranger, &link, 0).await));
    }
    assert_eq!(about(t, document, "document_link_refused").await.len(), 8);
    assert_eq!(counted().await, 1, "the first of those that are summed up");
}

async fn what_the_policy_refuses_is_on_record_with_its_rule(t: &TestHouse) {
    let (worker, person, document, admin) = prepared(t, "EP9200005", "tries5@people.example").await;
    t.give(&person, worker, ConsentKind::Papers).await;
    let link = links::make(&t.house, &admin, ask(document, Purpose::Verify)).await.expect("with her consent");
    super::document_links::withdraw(t, &person, worker, ConsentKind::Papers).await;
    assert!(is_none(&opens(t, &admin, &link).await), "no word of a rule");
    assert_eq!(refusals(t, document).await, ["withheld"]);
    let denied = t.records(About::Object(document)).await;
    let denied = denied.iter().filter(|draft| draft.decision == audit::Decision::Deny && draft.policy_set.is_some());
    assert_eq!(denied.count(), 1, "what the policy said is kept beside it");
}

async fn a_link_that_ended_is_on_record_though_another_takes_its_place(t: &TestHouse) {
    let (_, _, document, admin) = prepared(t, "EP9200006", "tries6@people.example").await;
    let expired = async || about(t, document, "document_link_expired").await.len();
    linked(t, &admin, document).await;
    linked(t, &admin, document).await;
    assert_eq!(expired().await, 0, "the first was given up before its end");
    t.pass_seconds(61);
    linked(t, &admin, document).await;
    assert_eq!(expired().await, 1);
    let ended = about(t, document, "document_link_expired").await;
    assert_eq!((ended[0].org, &ended[0].actor), (t.agency.org, &Actor::Job("timers".to_owned())));
    t.pass_seconds(15 * 60);
    links::expire(&t.house).await.expect("tidied");
    assert_eq!(expired().await, 2, "each once");
}
