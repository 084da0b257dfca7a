//! What a case asks its parties for: invoices with their numbers, credit notes, and who reads which.

use app::admit::Key;
use app::invoices::{self, InvoiceView, Standing};
use app::{AppError, Caller, Limit};
use domain::CaseId;
use domain::invoice::InvoiceKind;
use futures_util::future::join_all;
use serde_json::json;
use store::tables::invoices as table;
use store::{Job, Recorded, Scope, Tx};

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    the_last_signature_issues_the_deposits_invoice_and_an_end_before_it_is_paid_takes_it_back,
    of_sixty_four_who_issue_at_once_each_has_a_number_and_none_is_left_out
);

impl TestHouse {
    /// The papers of a case as this caller sees them, oldest first.
    async fn papers(&self, caller: &Caller, case: CaseId) -> Result<Vec<InvoiceView>, AppError> {
        let key = Key::Id(case.0);
        let read = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| invoices::of_case(tx, desk, caller, &key);
        Ok(self.house.read(caller, read).await?.0)
    }

    /// The numbers on this caller's page of invoices.
    async fn numbers(&self, caller: &Caller) -> Vec<String> {
        let read =
            |tx: &mut Tx, desk: &app::Desk, caller: &Caller| invoices::invoices(tx, desk, caller, None, Limit::PAGE);
        let page = self.house.read(caller, read).await.expect("a page");
        page.invoices.into_iter().map(|one| one.invoice.number).collect()
    }
}

async fn the_last_signature_issues_the_deposits_invoice_and_an_end_before_it_is_paid_takes_it_back(t: &TestHouse) {
    let (case, deposit) = t.signed().await;
    let year = domain::calendar::muscat(t.clock_now()).year();
    let papers = t.papers(&t.customer, case).await.expect("theirs");
    let [one] = papers.as_slice() else { panic!("{papers:?}") };
    let invoice = &one.invoice;
    assert_eq!((invoice.number.clone(), invoice.kind), (format!("INV-{year}-00001"), InvoiceKind::Deposit));
    assert_eq!(invoice.net_minor + invoice.vat_minor, deposit);
    assert_eq!((invoice.vat_minor, invoice.body.vat_basis_points), (22_500, 500), "half of the tax of the whole");
    assert_eq!(one.standing, Standing::Open { left_minor: deposit, part: false, late: false });
    t.advance(24 * 6).await;
    let id = invoice.id;
    for stranger in [&t.other_customer, &t.other_agency] {
        let see = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| invoices::invoice(tx, desk, caller, id);
        assert!(matches!(t.house.read(stranger, see).await, Err(AppError::NotFound)));
        assert!(t.numbers(stranger).await.is_empty());
    }
    t.try_step(&t.customer, case, json!({"step":"cancel"}), vec![], None).await.expect("before anything was paid");
    let papers = t.papers(&t.finance, case).await.expect("finance");
    let [_, note] = papers.as_slice() else { panic!("{papers:?}") };
    assert_eq!((note.invoice.kind, note.credits.clone()), (InvoiceKind::CreditNote, vec![invoice.number.clone()]));
    assert_eq!((note.invoice.net_minor, note.invoice.vat_minor), (invoice.net_minor, invoice.vat_minor));
    assert_eq!(papers[0].standing, Standing::Credited);
    assert_eq!(t.numbers(&t.agency_admin).await, [format!("CRN-{year}-00001"), format!("INV-{year}-00001")]);
}

async fn of_sixty_four_who_issue_at_once_each_has_a_number_and_none_is_left_out(t: &TestHouse) {
    let issuer = t.agency.org.expect("an agency");
    let one = |nth: usize| async move {
        let take = move |tx: &mut Tx| -> Result<Recorded<i64>, AppError> {
            let n = table::next_number(tx, issuer, "INV", 2031)?;
            // Every other one fails after it had its number, and gives it back.
            if nth % 2 == 1 { Err(AppError::Conflict("payment_over")) } else { Ok(Recorded::housekeeping(n)) }
        };
        t.house.store.write(Scope::System(Job::Housekeeping), take).await
    };
    let mut numbers: Vec<i64> = join_all((0..64).map(one)).await.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=32).collect::<Vec<_>>());
}
