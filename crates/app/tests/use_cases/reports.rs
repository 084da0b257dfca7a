//! Whether papers and books say the same: of cases that went every way, and after somebody edited the tables by hand.

use app::reports::{self, Ageing, Commission, Period, Statement, TieOut, Vat};
use app::{AppError, Caller, Desk};
use domain::attest::Statement as Said;
use domain::{CaseId, StateToken};
use serde_json::{Value, json};
use store::Tx;

use crate::both;
use crate::house::TestHouse;
use crate::journey::steps::{quote, terms};

both::on_both!(
    cases_that_went_every_way_tie_out_and_the_reports_are_of_the_same_sums,
    each_edit_of_papers_or_books_is_found_by_its_name,
    nobody_but_finance_reads_what_all_cases_come_to,
);

const DEPOSIT: i64 = (900_000 + 45_000 + 141_000 + 40_000) / 2;

/// What finance reads.
struct Read {
    tie_out: TieOut,
    vat: Vec<Vat>,
    ageing: Ageing,
    commission: Vec<Commission>,
}

impl TestHouse {
    async fn reports(&self) -> Read {
        let today = domain::calendar::muscat(self.clock_now());
        let period = Period::read("", "", today).expect("a year");
        let read = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            Ok(Read {
                tie_out: reports::tie_out(tx, desk, caller)?,
                vat: reports::vat_report(tx, desk, caller, period)?,
                ageing: reports::ageing(tx, desk, caller)?,
                commission: reports::commission(tx, desk, caller, period)?,
            })
        };
        self.house.read(&self.finance, read).await.expect("the reports")
    }

    async fn does(&self, caller: &Caller, case: CaseId, step: Value, said: &[Said]) {
        let done = self.try_step(caller, case, step.clone(), said.to_vec(), None).await;
        done.unwrap_or_else(|error| panic!("{step}: {error:?}"));
    }

    /// A case that everybody has signed; nothing is paid yet.
    async fn all_signed(&self, passport: &str) -> (CaseId, Caller) {
        let email = format!("{}@people.example", passport.to_lowercase());
        let (_, person, profile) = self.listed(passport, &email).await;
        let case = self.enquire(&self.customer, &profile).await.expect("an enquiry");
        let (customer, agency) = (&self.customer, &self.agency);
        self.does(customer, case, json!({"step":"hold"}), &[]).await;
        self.does(agency, case, json!({"step":"accept"}), &[Said::ConflictChecked]).await;
        let starts = self.clock_now() + jiff::SignedDuration::from_hours(24);
        let slots = json!([{"starts_at": starts, "minutes": 30, "place": "video"}]);
        self.does(agency, case, json!({"step":"propose_meeting","weekend":true,"slots":slots}), &[]).await;
        self.does(customer, case, json!({"step":"choose_slot","slot":0}), &[]).await;
        self.does(&person, case, json!({"step":"agree_meeting"}), &[]).await;
        self.advance(26).await;
        self.does(customer, case, json!({"step":"answer","yes":true}), &[]).await;
        self.does(&person, case, json!({"step":"answer","yes":true}), &[]).await;
        self.does(agency, case, json!({"step":"offer","quote":quote(),"terms":terms()}), &[]).await;
        let sign = json!({"step":"sign","terms_sha256":"a".repeat(64)});
        self.does(customer, case, sign.clone(), &[]).await;
        self.does(&self.agency_admin, case, sign.clone(), &[Said::WorkerHasCopy]).await;
        self.does(&person, case, sign, &[]).await;
        (case, person)
    }

    async fn paid(&self, case: CaseId) {
        self.does(&self.finance, case, json!({"step":"confirm_deposit","amount_minor":DEPOSIT}), &[]).await;
    }

    /// From the deposit to the end of the guarantee.
    async fn completed(&self, case: CaseId, person: &Caller) {
        let (customer, agency) = (&self.customer, &self.agency);
        let papers = [Said::PapersComplete, Said::CustomerEligible];
        self.does(agency, case, json!({"step":"file_permit"}), &papers).await;
        let today = domain::calendar::muscat(self.clock_now());
        self.does(agency, case, json!({"step":"record_permit","granted_on":today}), &[]).await;
        let promised = domain::calendar::days_after(today, 10);
        let travel = json!({"step":"record_travel","promised_on":promised});
        self.does(agency, case, travel, &[Said::PermitScansClean]).await;
        self.advance(24 * 10).await;
        let code = Some(self.house.arrival_code(case));
        let said = vec![Said::ArrivalProven, Said::MedicalBooked];
        let arrival = json!({"step":"record_arrival","arrived_on":promised});
        self.try_step(agency, case, arrival, said, code).await.expect("arrived");
        self.state_of_facts(&self.finance, case, &[Said::BalanceSettled]).await;
        let facts = &[Said::ContractRegistered, Said::CustodyEntered, Said::Insured];
        self.state_of_facts(agency, case, facts).await;
        self.does(customer, case, json!({"step":"hand_over"}), &[]).await;
        self.does(person, case, json!({"step":"hand_over"}), &[]).await;
        self.state_of_facts(&self.moderator, case, &[Said::WelfareChecked]).await;
        self.advance(24 * 16).await;
        self.advance(24 * 200).await;
        assert_eq!(self.state(case).await, StateToken::Completed);
    }

    /// Writes into the invoices as whoever owns the database can.
    fn forged(&self, text: &str) {
        let open = match self.database {
            Some(_) => "",
            None => "drop trigger if exists invoice_stays; drop trigger if exists invoice_kept; ",
        };
        self.sql(&format!("{open}{text}"));
    }
}

fn holds(all: &TieOut) {
    assert!(all.holds(), "{all:#?}");
}

async fn cases_that_went_every_way_tie_out_and_the_reports_are_of_the_same_sums(t: &TestHouse) {
    holds(&t.reports().await.tie_out);
    let (done, person) = t.all_signed("EP7000001").await;
    t.paid(done).await;
    t.completed(done, &person).await;
    holds(&t.reports().await.tie_out);

    let (back, _) = t.all_signed("EP7000002").await;
    t.paid(back).await;
    t.does(&t.agency, back, json!({"step":"cancel"}), &[]).await;
    t.does(&t.moderator, back, json!({"step":"approve_refund","amount_minor":DEPOSIT}), &[]).await;
    let approved = t.reports().await;
    holds(&approved.tie_out);
    assert!(approved.tie_out.rows.iter().any(|row| row.what == "tax" && row.papers_minor > 0), "not credited yet");
    t.does(&t.finance, back, json!({"step":"pay_refund","amount_minor":DEPOSIT}), &[]).await;

    let (_, _) = t.all_signed("EP7000003").await;
    let open = t.reports().await;
    assert_eq!((open.ageing.sums[0], open.ageing.total_minor()), ((DEPOSIT, 1), DEPOSIT), "not due yet");
    let reference = open.ageing.owed[0].case.clone().expect("finance works on cases");
    assert!(reference.starts_with("C-"), "{reference}");

    let (unpaid, _) = t.all_signed("EP7000004").await;
    t.does(&t.customer, unpaid, json!({"step":"cancel"}), &[]).await;
    let all = t.reports().await;
    holds(&all.tie_out);
    assert!(all.tie_out.cases >= 4 && all.tie_out.papers >= 7 && all.tie_out.entries > 10, "{:?}", all.tie_out);

    // The VAT report says what the papers say, and those what the books say.
    let row = |what| all.tie_out.rows.iter().find(|row| row.what == what).expect("a row").papers_minor;
    let sum =
        |platform, of: fn(&Vat) -> i64| all.vat.iter().filter(|row| row.of_platform == platform).map(of).sum::<i64>();
    assert_eq!(sum(false, Vat::owed_minor), row("tax"));
    assert_eq!(sum(false, Vat::gross_minor), row("asked"));
    assert_eq!(sum(true, Vat::owed_minor), row("commission_tax"));
    assert_eq!(sum(true, Vat::gross_minor), row("commission"));
    assert_eq!(all.commission.iter().map(|one| one.invoiced_minor + one.tax_minor).sum::<i64>(), row("commission"));
    assert!(all.commission.iter().any(|one| one.accrued_minor > one.reversed_minor && one.reversed_minor > 0));

    // The agency reads what is its own: of the completed case all but the commission.
    let statement: Statement = t.house.read(&t.agency_admin, reports::statement).await.expect("theirs");
    let reference = t.row(done).await.reference;
    let share = statement.shares.iter().find(|share| share.case == reference).expect("the completed case");
    assert_eq!(share.earned_minor + share.fees_minor + share.tax_minor, 1_126_000, "all that the customer paid");
    assert!(share.commission_minor > 0 && share.payout_minor() == 1_126_000 - share.commission_minor);
    let elsewhere = t.house.read(&t.other_agency, reports::statement).await;
    assert!(!elsewhere.is_ok_and(|theirs| !theirs.shares.is_empty()), "nothing of another's");
}

async fn each_edit_of_papers_or_books_is_found_by_its_name(t: &TestHouse) {
    let (first, _) = t.all_signed("EP7000005").await;
    t.paid(first).await;
    let (second, _) = t.all_signed("EP7000006").await;
    t.paid(second).await;
    let before = t.reports().await.tie_out;
    holds(&before);
    let reference = t.row(first).await.reference;
    let number = {
        let id = first.0;
        let read = move |tx: &mut Tx, _: &Desk, _: &Caller| Ok(store::tables::invoices::of_case(tx, id)?);
        t.house.read(&t.finance, read).await.expect("invoices")[0].number.clone()
    };
    let mut lines = include_str!("reports.sql").lines();
    let (copy, back) = lines.next().zip(lines.next()).expect("two lines");
    t.forged(copy);
    for line in lines {
        let (edit, found) = line.split_once(" -- ").expect("an edit and what is found");
        let fill = |text: &str| text.replace("{number}", &number).replace("{case}", &reference);
        let (edit, found) = (fill(edit), fill(found));
        let (what, name) = found.split_once(' ').unwrap_or((found.as_str(), ""));
        t.forged(&edit);
        let all = t.reports().await.tie_out;
        let named = all.found.iter().any(|one| one.what == what && (name.is_empty() || one.name == name));
        assert!(named && !all.holds(), "{edit}: {what} {name} in {:#?}", all.found);
        t.forged(back);
    }
    assert_eq!(t.reports().await.tie_out, before, "put back");
}

async fn nobody_but_finance_reads_what_all_cases_come_to(t: &TestHouse) {
    for caller in [&t.moderator, &t.agency, &t.agency_admin, &t.customer] {
        let read = t.house.read(caller, reports::tie_out).await;
        assert!(matches!(read, Err(AppError::NotFound)), "{}: {read:?}", caller.role);
        assert!(t.house.read(caller, reports::ageing).await.is_err(), "{}", caller.role);
        let take = |tx: &mut Tx, desk: &Desk, caller: &Caller| reports::take(tx, desk, caller, "vat");
        assert!(t.house.write(caller, take).await.is_err(), "{}", caller.role);
    }
    for caller in [&t.customer, &t.finance, &t.moderator] {
        let read = t.house.read(caller, reports::statement).await;
        assert!(matches!(read, Err(AppError::NotFound)), "{}: {read:?}", caller.role);
    }
    let take =
        |word: &'static str| move |tx: &mut Tx, desk: &Desk, caller: &Caller| reports::take(tx, desk, caller, word);
    t.house.write(&t.finance, take("vat")).await.expect("finance");
    assert!(matches!(t.house.write(&t.finance, take("wages")).await, Err(AppError::NotFound)));
    let taken = t.recorded("report_money").await;
    assert_eq!(taken.len(), 1, "on record");
}
