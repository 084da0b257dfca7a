//! An agency looks through its own roster: by name, by words, for papers that end and for gaps, on a real database.

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::workers::{self, Edit, Ends, Gap, NewWorker, PaperKind, Search, Sought, WorkerRecord};
use app::{AppError, Caller, Limit};
use domain::{Role, StateToken, WorkerId};

crate::both::on_both!(
    a_worker_is_found_by_the_beginning_of_any_word_of_the_name,
    a_name_written_apart_is_found_when_it_is_typed_together,
    a_name_of_another_agency_is_never_found,
    a_changed_name_is_found_and_the_old_one_is_not,
    pages_of_a_search_leave_nobody_out_and_show_nobody_twice,
    who_may_not_see_names_cannot_look_for_them,
    what_cannot_be_looked_for_is_named_field_by_field,
    papers_that_end_within_the_days_of_the_pack_are_found_with_their_month,
    a_record_says_what_it_lacks_and_is_found_by_it,
);

fn named(name: &str, passport: &str) -> NewWorker {
    NewWorker { name: name.to_owned(), ..new_worker(passport) }
}

fn q(typed: &str) -> Search {
    Search { q: Some(typed.to_owned()), ..Search::default() }
}

async fn found(t: &TestHouse, caller: &Caller, search: Search) -> Result<Vec<WorkerId>, AppError> {
    let sought = Sought::read(&t.house, caller, &search)?;
    let page = t
        .house
        .read(caller, move |tx, desk, caller| workers::find(tx, desk, caller, &sought, None, Limit::PAGE))
        .await?;
    Ok(page.workers.iter().map(|seen| WorkerId(*seen.key(&WorkerRecord::ID))).collect())
}

async fn entered(t: &TestHouse, caller: &Caller, new: NewWorker) -> WorkerId {
    // The clock stands else, and identifiers of one moment have no order.
    t.pass(1);
    workers::draft(&t.house, caller, new).await.expect("a draft")
}

async fn a_worker_is_found_by_the_beginning_of_any_word_of_the_name(t: &TestHouse) {
    let selam = entered(t, &t.agency, named("Selam Tesfaye Bekele", "EP1111111")).await;
    let maria = entered(t, &t.agency, named("María Peña Gebremedhin", "EP2222222")).await;
    let fatima = entered(t, &t.agency, named("فاطمة الزهراء أحمد", "EP3333333")).await;
    for (typed, expected) in [
        ("sel", vec![selam]),
        ("BEKELE", vec![selam]),
        ("tes sel", vec![selam]),
        ("selam pena", vec![]),
        ("pena", vec![maria]),
        ("gebremed", vec![maria]),
        ("gebremedhin", vec![maria]),
        ("gebremedhan", vec![]),
        ("فاطمه", vec![fatima]),
        ("الزهر", vec![fatima]),
        ("احمد فاط", vec![fatima]),
        ("elam", vec![]),
        ("%", vec![]),
    ] {
        let found = found(t, &t.agency, q(typed)).await;
        match typed {
            "%" => assert!(matches!(found, Err(AppError::Invalid(_))), "no word of two letters"),
            _ => assert_eq!(found.expect("searched"), expected, "{typed}"),
        }
    }
    let both = found(t, &t.agency_admin, Search::default()).await.expect("all");
    assert_eq!(both, [fatima, maria, selam], "nothing said is everybody, newest first");
    let narrowed = Search { language: Some("am".into()), state: Some("roster:draft".into()), ..q("sel") };
    assert_eq!(found(t, &t.agency, narrowed).await.expect("searched"), [selam], "filters and name together");
    let listed = Search { state: Some("roster:listed".into()), ..q("sel") };
    assert_eq!(found(t, &t.agency, listed).await.expect("searched"), []);
    let reference = t
        .house
        .read(&t.agency, move |tx, desk, caller| {
            Ok(app::admit::worker(tx, desk, caller, &Key::Id(selam.0))?.row.reference)
        })
        .await
        .expect("one's own");
    assert_eq!(found(t, &t.agency, q(&reference)).await.expect("searched"), [selam]);
    assert_eq!(found(t, &t.other_agency, q(&reference)).await.expect("searched"), []);
}

async fn a_name_written_apart_is_found_when_it_is_typed_together(t: &TestHouse) {
    let apart = entered(t, &t.agency, named("Abdul Rahman Al Harthy", "EP1111111")).await;
    let arabic = entered(t, &t.agency, named("عبد الرحمن الحارثي", "EP2222222")).await;
    let other = entered(t, &t.agency, named("Abdul Karim", "EP3333333")).await;
    for (typed, expected) in [
        ("abdulrahman", vec![apart]),
        ("AlHarthy abdul", vec![apart]),
        ("عبدالرحمن", vec![arabic]),
        ("abdulkarim", vec![other]),
        ("abdul", vec![other, apart]),
        ("rahmanabdul", vec![]),
        ("abdulharthy", vec![]),
    ] {
        assert_eq!(found(t, &t.agency, q(typed)).await.expect("searched"), expected, "{typed}");
    }
}

async fn a_name_of_another_agency_is_never_found(t: &TestHouse) {
    let ours = entered(t, &t.agency, named("Selam Tesfaye", "EP1111111")).await;
    let theirs = entered(t, &t.other_agency, named("Selam Tesfaye", "EP1111111")).await;
    assert_eq!(found(t, &t.agency, q("selam")).await.expect("searched"), [ours]);
    assert_eq!(found(t, &t.other_agency, q("selam")).await.expect("searched"), [theirs]);
}

async fn a_changed_name_is_found_and_the_old_one_is_not(t: &TestHouse) {
    let worker = entered(t, &t.agency, named("Selam Tesfaye", "EP1111111")).await;
    let edit = Edit { name: Some("Hana Tesfaye".into()), ..Edit::default() };
    workers::edit(&t.house, &t.agency, Key::Id(worker.0), 1, edit).await.expect("edited");
    assert_eq!(found(t, &t.agency, q("selam")).await.expect("searched"), []);
    assert_eq!(found(t, &t.agency, q("hana tes")).await.expect("searched"), [worker]);
    let phone = Edit { phone: Some(envelope::Phone::parse("+96892123456").expect("a number")), ..Edit::default() };
    workers::edit(&t.house, &t.agency, Key::Id(worker.0), 2, phone).await.expect("edited");
    assert_eq!(found(t, &t.agency, q("hana")).await.expect("searched"), [worker], "another edit leaves the name alone");
}

async fn pages_of_a_search_leave_nobody_out_and_show_nobody_twice(t: &TestHouse) {
    let mut all = Vec::new();
    for n in 0..7 {
        let name = if n % 2 == 0 { "Selam Tesfaye" } else { "Hana Tesfaye" };
        all.insert(0, entered(t, &t.agency, named(name, &format!("EP111111{n}"))).await);
    }
    let sought = Sought::read(&t.house, &t.agency, &q("tes")).expect("sound");
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let (sought, two) = (sought.clone(), Limit::new(2).expect("in range"));
        let page = t
            .house
            .read(&t.agency, move |tx, desk, caller| workers::find(tx, desk, caller, &sought, after, two))
            .await
            .expect("a page");
        read.extend(page.workers.iter().map(|seen| WorkerId(*seen.key(&WorkerRecord::ID))));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, all);
}

async fn who_may_not_see_names_cannot_look_for_them(t: &TestHouse) {
    let worker = entered(t, &t.agency, named("Selam Tesfaye", "EP1111111")).await;
    let herself = t.sign_in_of(worker, "selam@people.example").await;
    let customer = found(t, &t.customer, q("selam")).await.expect_err("a household has no roster");
    assert!(matches!(customer, AppError::Denied(..)), "{customer:?}");
    for search in [
        q("selam"),
        Search { papers: Some("ending".into()), ..Search::default() },
        Search { incomplete: true, ..Search::default() },
    ] {
        let error = found(t, &herself, search).await.expect_err("an agency's own business");
        assert!(matches!(error, AppError::Denied(..)), "{error:?}");
    }
    let moderator = found(t, &t.moderator, q("selam")).await.expect_err("no roster of the operator's");
    assert!(matches!(moderator, AppError::NotFound), "{moderator:?}");
    assert_eq!(herself.role, Role::Worker);
}

async fn what_cannot_be_looked_for_is_named_field_by_field(t: &TestHouse) {
    let word = |word: &str| Some(word.to_owned());
    let wrong = Search {
        q: word("a"),
        state: word("held"),
        language: word("xx"),
        skill: word("Cooking"),
        work: word("maid"),
        papers: word("soon"),
        incomplete: false,
    };
    let AppError::Invalid(faults) = found(t, &t.agency, wrong).await.expect_err("nothing of it is sound") else {
        panic!("faults are named");
    };
    let named: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.reason)).collect();
    assert_eq!(
        named,
        [
            ("q", "name_short"),
            ("state", "filter_state"),
            ("language", "filter_language"),
            ("skill", "filter_skill"),
            ("work", "filter_work"),
            ("papers", "filter_papers"),
        ]
    );
    for (typed, reason) in [("one two three four five six", "name_words"), (&*"ab ".repeat(30), "name_long")] {
        let AppError::Invalid(faults) = found(t, &t.agency, q(typed)).await.expect_err("too much") else {
            panic!("faults are named");
        };
        assert_eq!(faults[0].reason, reason);
    }
}

async fn papers_that_end_within_the_days_of_the_pack_are_found_with_their_month(t: &TestHouse) {
    // The clock stands at 4 January 2026; sixty days reach 5 March.
    let paper = |passport: &str, until: &str, fitness: Option<&str>| NewWorker {
        passport_until: until.parse().ok(),
        fitness: fitness.map(|_| "fit".to_owned()),
        fitness_on: fitness.and_then(|day| day.parse().ok()),
        ..new_worker(passport)
    };
    let march = entered(t, &t.agency, paper("EP1111111", "2026-03-31", None)).await;
    let april = entered(t, &t.agency, paper("EP2222222", "2026-04-01", Some("2025-12-01"))).await;
    let examined = entered(t, &t.agency, paper("EP3333333", "2030-01-01", Some("2025-02-11"))).await;
    let over = entered(t, &t.agency, paper("EP4444444", "2025-12-31", None)).await;
    let ending = Search { papers: Some("ending".into()), ..Search::default() };
    assert_eq!(found(t, &t.agency, ending.clone()).await.expect("searched"), [over, examined, march]);
    let marks = async |worker: WorkerId| {
        t.house
            .read(&t.agency, move |tx, desk, caller| {
                let open = app::admit::worker(tx, desk, caller, &Key::Id(worker.0))?;
                workers::marks(tx, desk, caller, &open)
            })
            .await
            .expect("readable")
            .expect("one's own")
    };
    let said = |papers: &[workers::Paper]| -> Vec<(PaperKind, String, Ends)> {
        papers.iter().map(|paper| (paper.kind, paper.month.to_string(), paper.ends)).collect()
    };
    assert_eq!(said(&marks(march).await.papers), [(PaperKind::Passport, "2026-03-01".into(), Ends::Soon)]);
    assert_eq!(said(&marks(over).await.papers), [(PaperKind::Passport, "2025-12-01".into(), Ends::Past)]);
    assert_eq!(
        said(&marks(april).await.papers),
        [
            (PaperKind::Passport, "2026-04-01".into(), Ends::Later),
            (PaperKind::Fitness, "2026-12-01".into(), Ends::Later),
        ]
    );
    assert_eq!(marks(examined).await.papers[0].kind, PaperKind::Fitness, "the first to end stands first");
    let edit = Edit { passport_until: "2031-01-01".parse().ok(), ..Edit::default() };
    workers::edit(&t.house, &t.agency, Key::Id(march.0), 1, edit).await.expect("edited");
    assert_eq!(found(t, &t.agency, ending).await.expect("searched"), [over, examined], "a new passport is known");
    let herself = t.sign_in_of(over, "over@people.example").await;
    let own = t
        .house
        .read(&herself, move |tx, desk, caller| {
            let open = app::admit::worker(tx, desk, caller, &Key::Id(over.0))?;
            workers::marks(tx, desk, caller, &open)
        })
        .await;
    assert_eq!(own.expect("her own record"), None, "marks are the agency's");
}

async fn a_record_says_what_it_lacks_and_is_found_by_it(t: &TestHouse) {
    let full = NewWorker {
        passport_until: "2030-01-01".parse().ok(),
        fitness: Some("fit".into()),
        fitness_on: "2026-01-02".parse().ok(),
        kin_name: Some("Tesfaye Bekele".into()),
        ..new_worker("EP1111111")
    };
    let full = NewWorker { facts: workers::Facts { history: Some("Six years".into()), ..full.facts.clone() }, ..full };
    let bare = NewWorker {
        facts: workers::Facts { skills: Vec::new(), ..full.facts.clone() },
        phone: None,
        kin_name: None,
        passport_until: None,
        fitness_on: None,
        ..NewWorker { passport: full.passport.clone(), ..new_worker("EP2222222") }
    };
    let full = entered(t, &t.agency, full).await;
    let bare = entered(t, &t.agency, NewWorker { passport: new_worker("EP2222222").passport, ..bare }).await;
    let incomplete = Search { incomplete: true, ..Search::default() };
    assert_eq!(found(t, &t.agency, incomplete).await.expect("searched"), [bare]);
    let page = t
        .house
        .read(&t.agency, |tx, desk, caller| {
            let all = Sought::standing(&[StateToken::RosterDraft]);
            workers::find(tx, desk, caller, &all, None, Limit::PAGE)
        })
        .await
        .expect("a page");
    let marks = |worker: WorkerId| page.marks.iter().find(|marks| marks.worker == worker).expect("on the page");
    assert_eq!((marks(full).percent, marks(full).missing.as_slice()), (Some(100), [].as_slice()));
    assert_eq!(
        (marks(bare).percent, marks(bare).missing.as_slice()),
        (Some(50), [Gap::Skills, Gap::PassportUntil, Gap::Phone, Gap::Kin, Gap::Fitness].as_slice())
    );
}
