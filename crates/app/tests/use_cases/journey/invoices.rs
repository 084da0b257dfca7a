//! Who reads which invoice of a case, and what stands beside it.

use app::admit::Key;
use app::invoices::{self, InvoiceView, Sheet, Standing};
use app::{AppError, Caller, Desk, Limit};
use domain::CaseId;
use domain::invoice::InvoiceKind;
use serde_json::json;
use store::Tx;
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    each_side_reads_the_invoices_that_are_its_own,
    a_refund_that_is_paid_leaves_a_credit_note_that_names_its_invoice
);

async fn listed(t: &TestHouse, caller: &Caller) -> Vec<InvoiceView> {
    let read = |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        invoices::invoices(tx, desk, caller, None, Limit::new(1).expect("one"))
    };
    t.house.read(caller, read).await.expect("a list").invoices
}

async fn sheet(t: &TestHouse, caller: &Caller, id: Uuid) -> Result<Sheet, AppError> {
    t.house.read(caller, move |tx, desk, caller| invoices::sheet(tx, desk, caller, id)).await
}

async fn of_case(t: &TestHouse, caller: &Caller, case: CaseId) -> Result<Vec<InvoiceView>, AppError> {
    let read = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        invoices::of_case(tx, desk, caller, &Key::Id(case.0)).map(|(papers, _)| papers)
    };
    t.house.read(caller, read).await
}

async fn each_side_reads_the_invoices_that_are_its_own(t: &TestHouse) {
    let (case, deposit) = t.deposited().await;
    let issued = listed(t, &t.customer).await;
    assert_eq!(issued.len(), 1, "{issued:?}");
    let id = issued[0].invoice.id;
    for caller in [&t.customer, &t.agency_admin, &t.finance] {
        let sheet = sheet(t, caller, id).await.expect("theirs");
        let invoice = &sheet.view.invoice;
        assert_eq!((invoice.kind, invoice.net_minor + invoice.vat_minor), (InvoiceKind::Deposit, deposit));
        assert_eq!(sheet.view.standing, Standing::Paid);
        assert!(sheet.reference.starts_with("RF") && invoice.number.starts_with("INV-"), "{sheet:?}");
        assert_eq!(invoice.body.buyer, None, "a household is not named");
        assert!(sheet.others.is_empty(), "{sheet:?}");
    }
    for stranger in [&t.other_customer, &t.other_agency] {
        assert!(matches!(sheet(t, stranger, id).await, Err(AppError::NotFound)));
        assert!(matches!(of_case(t, stranger, case).await, Err(AppError::NotFound)));
        assert!(listed(t, stranger).await.is_empty(), "their own, of which there is none");
    }
    assert!(matches!(sheet(t, &t.customer, Uuid::from_u128(7)).await, Err(AppError::NotFound)), "like an unused one");
}

async fn a_refund_that_is_paid_leaves_a_credit_note_that_names_its_invoice(t: &TestHouse) {
    let (case, deposit) = t.deposited().await;
    let step = async |caller, step: serde_json::Value| {
        t.try_step(caller, case, step.clone(), vec![], None).await.unwrap_or_else(|error| panic!("{step}: {error:?}"));
    };
    step(&t.agency, json!({"step":"cancel"})).await;
    step(&t.moderator, json!({"step":"approve_refund","amount_minor":deposit})).await;
    step(&t.finance, json!({"step":"pay_refund","amount_minor":deposit})).await;
    let papers = of_case(t, &t.finance, case).await.expect("finance");
    let [invoice, note] = papers.as_slice() else { panic!("an invoice and a credit note: {papers:?}") };
    assert_eq!((note.invoice.kind, note.standing), (InvoiceKind::CreditNote, Standing::Note));
    assert_eq!(note.credits, std::slice::from_ref(&invoice.invoice.number));
    assert_eq!(note.invoice.net_minor + note.invoice.vat_minor, deposit);
    let sheet = sheet(t, &t.finance, note.invoice.id).await.expect("finance");
    assert_eq!(sheet.others.len(), 1, "the invoice stands beside it");
    assert_eq!(sheet.iban, None, "nobody pays a credit note");
}
