//! Paying by card: one page for each invoice, money by what the gateway says when it is asked, each charge once, whatever breaks on the way.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::admit::Key;
use app::cards::{self as card, CardCheckout};
use app::ports::gateway::{
    Asking, CardRefund, Checkout, EventKind, Gateway, GatewayError, Headers, Notified, Opened, RefundStanding,
    Standing, Unbelievable,
};
use app::{AppError, House, invoices};
use domain::money::{Currency, Money};
use domain::{CaseId, StateToken};
use jiff::Timestamp;
use uuid::Uuid;

use crate::house::TestHouse;

crate::both::on_both!(
    two_tabs_have_one_page_and_what_was_paid_is_booked_once,
    what_nobody_knows_is_asked_again_under_the_same_id,
    what_surely_was_not_opened_may_be_begun_again,
    another_sum_is_booked_as_it_came_and_finance_is_told,
    another_currency_is_booked_nowhere_and_finance_is_told,
    whoever_is_killed_after_the_charge_is_healed_by_the_job,
    a_payment_that_comes_late_is_booked_after_all,
    nobody_but_the_household_pays_and_only_what_is_owed,
);

/// A gateway that says what it is told to; by itself it opens pages and nobody pays.
#[derive(Debug, Default)]
struct Fake {
    /// What it answers when a page is asked for; `None`: it never answers.
    opens: Mutex<VecDeque<Option<GatewayError>>>,
    stands: Mutex<Option<Result<Standing, GatewayError>>>,
    asked: Mutex<Vec<Checkout>>,
    looked: AtomicUsize,
}

impl Fake {
    fn next_open(&self, answer: Option<GatewayError>) {
        self.opens.lock().expect("not poisoned").push_back(answer);
    }

    fn stands(&self, standing: Standing) {
        *self.stands.lock().expect("not poisoned") = Some(Ok(standing));
    }

    fn pages_asked_for(&self) -> Vec<Uuid> {
        self.asked.lock().expect("not poisoned").iter().map(|checkout| checkout.our_id).collect()
    }
}

impl Gateway for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }

    fn open<'a>(&'a self, checkout: &'a Checkout) -> Asking<'a, Opened> {
        self.asked.lock().expect("not poisoned").push(checkout.clone());
        let answer = self.opens.lock().expect("not poisoned").pop_front();
        let session = format!("s-{}", checkout.our_id);
        Box::pin(async move {
            match answer {
                None => Ok(Opened { page_url: format!("https://cards.example/{session}"), session, expires_at: None }),
                Some(None) => std::future::pending().await,
                Some(Some(error)) => Err(error),
            }
        })
    }

    fn look_up<'a>(&'a self, _: &'a str) -> Asking<'a, Standing> {
        self.looked.fetch_add(1, Ordering::SeqCst);
        let stands = self.stands.lock().expect("not poisoned").clone();
        Box::pin(async move { stands.unwrap_or(Ok(Standing::Waiting)) })
    }

    fn refund<'a>(&'a self, _: &'a CardRefund) -> Asking<'a, RefundStanding> {
        Box::pin(async { Err(GatewayError::refused("no_refunds")) })
    }

    fn can_part_refund(&self) -> bool {
        false
    }

    fn read(&self, _: Headers<'_>, body: &[u8], _: Timestamp) -> Result<Notified, Unbelievable> {
        let session =
            std::str::from_utf8(body).ok().filter(|text| text.starts_with("s-")).ok_or(Unbelievable::Forged)?;
        let session = Some(session.to_owned());
        Ok(Notified { event: "e-1".to_owned(), session, our_id: None, kind: EventKind::Paid, amount: None })
    }
}

/// A case whose deposit is owed, its invoice, and a node with the gateway.
struct Owing {
    case: CaseId,
    deposit: i64,
    invoice: Uuid,
    house: House,
    fake: Arc<Fake>,
}

async fn owing(t: &TestHouse) -> Owing {
    let (case, deposit) = t.signed().await;
    let fake = Arc::new(Fake::default());
    let house = t.beside_paying(fake.clone());
    let key = Key::Id(case.0);
    let seen = t.house.read(&t.customer, move |tx, desk, caller| invoices::of_case(tx, desk, caller, &key)).await;
    let (papers, _) = seen.expect("the household's invoices");
    assert_eq!(papers.len(), 1);
    Owing { case, deposit, invoice: papers[0].invoice.id, house, fake }
}

impl Owing {
    async fn pay(&self, t: &TestHouse) -> Result<CardCheckout, AppError> {
        card::pay(&self.house, &t.customer, self.invoice, None, None).await
    }

    fn paid(&self, minor: i64) {
        let amount = Money { minor, currency: Currency::Omr };
        self.fake.stands(Standing::Paid { amount, at: None, charge: "c-1".to_owned() });
    }

    /// What came in, in receipts.
    async fn booked(&self, t: &TestHouse) -> Vec<i64> {
        let key = Key::Id(self.case.0);
        let seen = t.house.read(&t.customer, move |tx, desk, caller| invoices::of_case(tx, desk, caller, &key)).await;
        let (_, payments) = seen.expect("the household's payments");
        assert!(payments.iter().all(|one| one.payment.method == "card" && one.payment.receipt.is_some()));
        payments.iter().map(|one| one.payment.amount_minor).collect()
    }

    async fn rounds(&self) {
        while app::jobs::round(&self.house).await.expect("a round") > 0 {}
    }

    /// Whether finance, and nobody else, was told this.
    async fn finance_is_told(&self, t: &TestHouse, template: &str) -> bool {
        self.rounds().await;
        let sent = t.sent.0.lock().expect("not poisoned");
        let told: Vec<_> =
            sent.iter().filter(|(_, text)| text.starts_with(template)).map(|(to, _)| to.clone()).collect();
        !told.is_empty() && told.iter().all(|to| to == "p2@people.example")
    }
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("a conflict, not {other:?}"),
    }
}

async fn two_tabs_have_one_page_and_what_was_paid_is_booked_once(t: &TestHouse) {
    let all = owing(t).await;
    let (one, other) = tokio::join!(all.pay(t), all.pay(t));
    let (one, other) = (one.expect("a page"), other.expect("the same"));
    assert_eq!(one.id, other.id);
    assert_eq!(all.pay(t).await.expect("still the same").page_url, Some(format!("https://cards.example/s-{}", one.id)));
    let asked = all.fake.asked.lock().expect("not poisoned")[0].clone();
    assert_eq!(asked.amount, Money { minor: all.deposit, currency: Currency::Omr }, "what is owed now");
    assert!(all.booked(t).await.is_empty());
    all.paid(all.deposit);
    let session = format!("s-{}", one.id);
    for _ in 0..3 {
        let call = card::read_call(&all.house, "fake", &|_| None, session.as_bytes()).expect("such a gateway");
        card::heard(&all.house, "fake", call.expect("believed")).await.expect("heard");
        let back = card::back(&all.house, &t.customer, all.invoice).await.expect("back");
        assert_eq!(back.state, "paid");
    }
    assert_eq!(all.booked(t).await, [all.deposit]);
    assert_eq!(t.state(all.case).await, StateToken::DepositPaid);
    assert_eq!(conflict(all.pay(t).await), "card_nothing_owed");
}

async fn what_nobody_knows_is_asked_again_under_the_same_id(t: &TestHouse) {
    let all = owing(t).await;
    all.fake.next_open(Some(GatewayError::unknown("late")));
    let row = all.pay(t).await.expect("kept");
    assert_eq!((row.state.as_str(), &row.page_url), ("unknown", &None));
    let again = all.pay(t).await.expect("a page");
    assert_eq!((again.id, again.state.as_str()), (row.id, "open"));
    assert_eq!(all.fake.pages_asked_for(), [row.id, row.id]);
}

async fn what_surely_was_not_opened_may_be_begun_again(t: &TestHouse) {
    let all = owing(t).await;
    let away = GatewayError::Unreachable { word: "connect".to_owned() };
    for (error, word) in [
        (GatewayError::refused("third_decimal"), "card_sum"),
        (GatewayError::refused("key_refused"), "card_refused"),
        (away, "card_away"),
    ] {
        all.fake.next_open(Some(error));
        assert_eq!(conflict(all.pay(t).await), word);
    }
    assert_eq!(all.pay(t).await.expect("a page").state, "open");
    let asked = all.fake.pages_asked_for();
    assert!(asked.len() == 4 && asked.iter().collect::<std::collections::HashSet<_>>().len() == 4, "{asked:?}");
}

async fn another_sum_is_booked_as_it_came_and_finance_is_told(t: &TestHouse) {
    let all = owing(t).await;
    all.pay(t).await.expect("a page");
    all.paid(all.deposit - 1);
    assert_eq!(card::back(&all.house, &t.customer, all.invoice).await.expect("back").state, "paid");
    assert_eq!(all.booked(t).await, [all.deposit - 1]);
    assert_eq!(t.state(all.case).await, StateToken::Signed, "a baisa is missing");
    assert!(all.finance_is_told(t, "task-card-amount").await);
    let rest = all.pay(t).await.expect("another page");
    assert_eq!(rest.amount_minor, 1, "what is left");
}

async fn another_currency_is_booked_nowhere_and_finance_is_told(t: &TestHouse) {
    let all = owing(t).await;
    all.pay(t).await.expect("a page");
    let amount = Money { minor: all.deposit, currency: Currency::Aed };
    all.fake.stands(Standing::Paid { amount, at: None, charge: "c-1".to_owned() });
    let back = card::back(&all.house, &t.customer, all.invoice).await.expect("back");
    assert_eq!(back.state, "unknown");
    assert!(all.booked(t).await.is_empty());
    assert!(all.finance_is_told(t, "task-card-currency").await);
}

async fn whoever_is_killed_after_the_charge_is_healed_by_the_job(t: &TestHouse) {
    let all = owing(t).await;
    // Killed before the answer: the attempt was kept, and the job asks again under its id.
    all.fake.next_open(None);
    let hung = tokio::time::timeout(Duration::from_millis(300), all.pay(t)).await;
    assert!(hung.is_err(), "nobody answers");
    assert_eq!(all.pay(t).await.expect("under way").state, "asked", "another tab asks nothing meanwhile");
    t.pass_seconds(61);
    all.rounds().await;
    let asked = all.fake.pages_asked_for();
    assert!(asked.len() == 2 && asked[0] == asked[1], "{asked:?}");
    // Killed after the charge: nobody comes back and no call comes.
    all.paid(all.deposit);
    for _ in 0..10 {
        t.pass_seconds(301);
        all.rounds().await;
    }
    assert_eq!(all.booked(t).await, [all.deposit]);
    let looked = all.fake.looked.load(Ordering::SeqCst);
    t.pass(3);
    all.rounds().await;
    assert_eq!(all.fake.looked.load(Ordering::SeqCst), looked, "what is closed is not looked up again");
}

async fn a_payment_that_comes_late_is_booked_after_all(t: &TestHouse) {
    let all = owing(t).await;
    let first = all.pay(t).await.expect("a page");
    all.fake.stands(Standing::Expired);
    assert_eq!(card::back(&all.house, &t.customer, all.invoice).await.expect("back").state, "expired");
    let second = all.pay(t).await.expect("another page");
    assert_ne!(first.id, second.id);
    all.paid(all.deposit);
    assert_eq!(card::look_up(&all.house, first.id).await.expect("looked up").state, "paid");
    assert_eq!(all.booked(t).await, [all.deposit]);
}

async fn nobody_but_the_household_pays_and_only_what_is_owed(t: &TestHouse) {
    let all = owing(t).await;
    for stranger in [&t.other_customer, &t.agency_admin, &t.finance] {
        let outcome = card::pay(&all.house, stranger, all.invoice, None, None).await;
        assert!(matches!(outcome, Err(AppError::NotFound)), "{:?}: {outcome:?}", stranger.role);
    }
    let outcome = card::pay(&all.house, &t.customer, all.invoice, Some("other"), None).await;
    assert!(matches!(outcome, Err(AppError::NotFound)), "no such gateway");
    assert!(all.fake.pages_asked_for().is_empty());
    let call = card::read_call(&all.house, "fake", &|_| None, b"nonsense").expect("such a gateway");
    assert_eq!(call.expect_err("forged"), Unbelievable::Forged);
    let call = card::read_call(&all.house, "fake", &|_| None, b"s-of-nobody").expect("such a gateway");
    card::heard(&all.house, "fake", call.expect("believed")).await.expect("of nothing here");
    assert_eq!(all.fake.looked.load(Ordering::SeqCst), 0);
    assert!(matches!(card::read_call(&all.house, "other", &|_| None, b""), Err(AppError::NotFound)));
}
