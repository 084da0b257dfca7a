//! A clock that is set back: nothing that was done is undone, the log keeps its order, and what waits is late and not lost.

use crate::house::{TestHouse, new_worker};
use app::sign_in::{self, Address};
use app::{AppError, Caller, log, workers};
use store::tables::Limit;
use store::tables::records::{self, About};
use store::{Job, Scope, Tx};

crate::both::on_both!(
    records_keep_their_order_and_checkpoints_grow_when_the_clock_goes_back,
    a_used_code_and_an_ended_session_stay_so_when_the_clock_goes_back,
    a_program_renews_its_token_when_the_clock_goes_back,
    a_letter_that_waits_when_the_clock_goes_back_is_late_and_sent_once,
);

const SYSTEM: Scope = Scope::System(Job::Housekeeping);
const KNOWN: &str = "p3@people.example";

async fn records_keep_their_order_and_checkpoints_grow_when_the_clock_goes_back(t: &TestHouse) {
    workers::draft(&t.house, &t.agency, new_worker("EP7100001")).await.expect("a draft");
    t.linked().await;
    let before = log::checkpoint(&t.house).await.expect("signed").expect("not empty");
    t.pass(-24);
    workers::draft(&t.house, &t.agency, new_worker("EP7100002")).await.expect("a draft");
    t.linked().await;
    let read = |tx: &mut Tx| -> Result<_, AppError> {
        Ok(records::page(tx, About::All, None, Limit::new(100).expect("a size"))?)
    };
    let page = t.house.store.read(SYSTEM, read).await.expect("read");
    assert!(page.windows(2).all(|two| two[0].n == two[1].n + 1), "the newest first, by number");
    assert!(page[0].at < page[page.len() - 1].at, "though it says that it is older");
    let after = log::checkpoint(&t.house).await.expect("signed").expect("not empty");
    assert!(after.size > before.size);
    let signer = crate::house::log_signer();
    let old = before.size;
    let grown = move |tx: &mut Tx| -> Result<_, AppError> { Ok(log::growth(tx, &signer, old)?) };
    let grown = t.house.store.read(SYSTEM, grown).await.expect("read").expect("it grew");
    let open = |signed: &log::Signed| {
        audit::Checkpoint::open(&signed.note, &crate::house::log_signer().verifier(1)).expect("signed by the log")
    };
    assert_eq!(grown.proof.shows_growth(&open(&before), &open(&after)), Ok(()));
}

async fn a_used_code_and_an_ended_session_stay_so_when_the_clock_goes_back(t: &TestHouse) {
    let visitor = Caller::anonymous("en");
    let asked = async || {
        let address = Address::parse("email", KNOWN).expect("an address");
        let started = sign_in::start(&t.house, &visitor, address).await.expect("a code");
        t.rounds().await;
        (started.challenge, t.code(KNOWN).expect("sent"))
    };
    let answer = async |(challenge, code): &(uuid::Uuid, String)| {
        let opened = sign_in::finish(&t.house, &visitor, *challenge, code, "portal").await?;
        Ok::<_, AppError>(opened.session().expect("a session").access.as_str().to_owned())
    };
    let who = async |token: &str| sign_in::whoami(&t.house, token, "portal").await;
    let first = asked().await;
    let token = answer(&first).await.expect("right");
    let signed_in = who(&token).await.expect("signed in");
    t.pass(-2);
    assert!(answer(&first).await.is_err(), "a code holds once");
    assert_eq!(who(&token).await.expect("still signed in").user(), signed_in.user());
    let another = answer(&asked().await).await.expect("a new code works");
    let leaving = who(&another).await.expect("signed in").signed.session;
    sign_in::end_session(&t.house, leaving.user, leaving.id).await.expect("signed out");
    t.pass(-2);
    assert!(who(&another).await.is_err(), "who signed out is signed out");
    t.pass(24 * 365);
    assert!(who(&token).await.is_err(), "and every session ends, later by what the clock was set back");
}

/// A program's token says when it was made: one of the future is refused, and renewing goes on.
async fn a_program_renews_its_token_when_the_clock_goes_back(t: &TestHouse) {
    let visitor = Caller::anonymous("en");
    let address = Address::parse("email", KNOWN).expect("an address");
    let started = sign_in::start(&t.house, &visitor, address).await.expect("a code");
    t.rounds().await;
    let code = t.code(KNOWN).expect("sent");
    let opened = sign_in::finish(&t.house, &visitor, started.challenge, &code, "api").await.expect("right");
    let opened = opened.session().expect("a session");
    t.pass(-2);
    assert!(sign_in::whoami(&t.house, opened.access.as_str(), "api").await.is_err(), "made in what is the future now");
    let renewed = sign_in::renew(&t.house, opened.refresh.as_str(), None).await.expect("renewed");
    sign_in::whoami(&t.house, renewed.access.as_str(), "api").await.expect("signed in");
}

async fn a_letter_that_waits_when_the_clock_goes_back_is_late_and_sent_once(t: &TestHouse) {
    let address = Address::parse("email", KNOWN).expect("an address");
    sign_in::start(&t.house, &Caller::anonymous("en"), address).await.expect("a code");
    t.pass(-3);
    t.rounds().await;
    assert_eq!(t.code(KNOWN), None, "not due by this clock");
    t.pass(3);
    t.rounds().await;
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").iter().filter(|(to, _)| to == KNOWN).count();
    assert_eq!(sent, 1);
}
