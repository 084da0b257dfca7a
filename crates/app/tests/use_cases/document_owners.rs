//! Who files what for whom: an agency for itself and its cases, a household for itself; and who reads it then.

use app::admit::Key;
use app::document_links::{self as links, OnShelf, Stands};
use app::documents::{self, NewDocument, Of};
use app::{AppError, Caller};
use domain::{CaseId, DocumentKind, Role};
use jiff::civil::Date;

use crate::house::TestHouse;

crate::both::on_both!(
    a_household_and_an_agency_file_their_own_papers_and_nobody_else_does,
    the_agency_files_the_contract_and_receipts_of_a_case_and_both_sides_read_them,
);

const UNTIL: Date = Date::constant(2031, 5, 2);

async fn fileable(t: &TestHouse, caller: &Caller, of: Of) -> Result<Vec<DocumentKind>, AppError> {
    let read = move |tx: &mut _, desk: &_, caller: &_| documents::fileable(tx, desk, caller, &of);
    Ok(t.house.read(caller, read).await?.into_iter().map(|rule| rule.kind).collect())
}

async fn may_file(t: &TestHouse, caller: &Caller, of: Of, kind: DocumentKind) -> bool {
    let ends = if kind == DocumentKind::Receipt { None } else { Some(UNTIL) };
    documents::begin(&t.house, caller, NewDocument { of, kind, expires_on: ends, replaces: None }).await.is_ok()
}

async fn shelf(t: &TestHouse, caller: &Caller, case: CaseId) -> Vec<(DocumentKind, bool)> {
    let read = move |tx: &mut _, desk: &_, caller: &_| links::of_case(tx, desk, caller, &Key::Id(case.0));
    let papers = t.house.read(caller, read).await.expect("a list");
    papers.into_iter().map(|paper| (paper.kind, matches!(paper.stands, Stands::Opens(_)))).collect()
}

async fn own_shelf(t: &TestHouse, caller: &Caller, of: Of) -> Result<Vec<OnShelf>, AppError> {
    t.house.read(caller, move |tx, desk, caller| links::of_own(tx, desk, caller, &of)).await
}

async fn a_household_and_an_agency_file_their_own_papers_and_nobody_else_does(t: &TestHouse) {
    use DocumentKind::{CivilId, CommercialRegistration, MunicipalLicence};
    assert_eq!(fileable(t, &t.customer, Of::Household(None)).await.expect("theirs"), [CivilId]);
    let own = [CommercialRegistration, MunicipalLicence];
    assert_eq!(fileable(t, &t.agency_admin, Of::Agency(None)).await.expect("theirs"), own);
    assert!(
        fileable(t, &t.agency, Of::Agency(None)).await.expect("theirs").is_empty(),
        "staff file none of the agency's"
    );
    for (stranger, of) in
        [(&t.agency_admin, Of::Household(None)), (&t.customer, Of::Agency(None)), (&t.moderator, Of::Household(None))]
    {
        assert!(matches!(fileable(t, stranger, of.clone()).await, Err(AppError::NotFound)));
        assert!(!may_file(t, stranger, of, CivilId).await);
    }
    let card = t.filed(&t.customer, Of::Household(None), CivilId, Some(UNTIL)).await;
    let own = own_shelf(t, &t.customer, Of::Household(None)).await.expect("theirs");
    assert_eq!((own.len(), own[0].id, own[0].own), (1, card, true));
    assert!(matches!(own[0].stands, Stands::Opens(_)), "{own:?}");
    assert!(own_shelf(t, &t.other_customer, Of::Household(None)).await.expect("theirs").is_empty());
    assert!(matches!(own_shelf(t, &t.agency_admin, Of::Household(None)).await, Err(AppError::NotFound)));
}

async fn the_agency_files_the_contract_and_receipts_of_a_case_and_both_sides_read_them(t: &TestHouse) {
    use DocumentKind::{Contract, Receipt};
    let (case, _) = t.deposited().await;
    let of = || Of::Case(Key::Id(case.0));
    assert_eq!(fileable(t, &t.agency_admin, of()).await.expect("theirs"), [Contract, Receipt]);
    assert_eq!(fileable(t, &t.agency, of()).await.expect("theirs"), [Contract, Receipt]);
    assert!(fileable(t, &t.customer, of()).await.expect("theirs").is_empty());
    assert!(fileable(t, &t.other_agency, of()).await.is_err());
    t.filed(&t.agency, of(), Contract, None).await;
    t.filed(&t.agency_admin, of(), Receipt, None).await;
    for (who, caller) in [("the household", &t.customer), ("the agency's admin", &t.agency_admin)] {
        let mut papers = shelf(t, caller, case).await;
        papers.sort();
        assert_eq!(papers, [(Contract, true), (Receipt, true)], "{who}");
    }
    let worker = t.row(case).await.worker;
    let person = t.person_of(worker).await;
    assert_eq!(person.role, Role::Worker);
    assert_eq!(shelf(t, &person, case).await, [(Contract, true)], "a worker reads their contract and no price");
    let read = move |tx: &mut _, desk: &_, caller: &_| links::of_case(tx, desk, caller, &Key::Id(case.0));
    assert!(matches!(t.house.read(&t.other_customer, read).await, Err(AppError::NotFound)));
    for caller in [&t.customer, &t.other_agency, &t.moderator] {
        assert!(!may_file(t, caller, of(), Receipt).await);
    }
}
