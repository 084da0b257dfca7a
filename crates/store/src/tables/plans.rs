//! How SQLite goes through what is searched: by an index from end to end, however much there is.

use audit::{ChainKey, IngestKey, LogId};
use domain::{OrgId, StateToken, WorkerId};
use jiff::Timestamp;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::catalogue::{self, After, Tag};
use super::{Binds, Limit, roster};
use crate::{Config, Log, Scope, Sqlite, Store};

fn explained(scope: Scope, (sql, binds): (String, Binds)) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = Log {
        id: LogId(Uuid::from_u128(1)),
        key: ChainKey::origin(Zeroizing::new([1; 32])),
        ingest: IngestKey::new(&Zeroizing::new([2; 32])),
        writer: Uuid::from_u128(2),
        head_file: None,
        outside: Vec::new(),
    };
    let store = Store::open(&Config::Sqlite(Sqlite::new(folder.path())), log).expect("opens");
    store
        .read_now(scope, move |tx| {
            tx.all(&format!("explain query plan {sql}"), &binds.values, |row| row.get::<String>("detail"))
        })
        .expect("explained")
}

#[test]
fn a_name_is_found_by_the_index_of_its_words_and_the_page_needs_no_sorting() {
    let org = OrgId(Uuid::from_u128(3));
    let filter = roster::Filter {
        names: vec![[1; 8], [2; 8]],
        states: vec![StateToken::RosterDraft],
        language: Some("am".to_owned()),
        ..roster::Filter::default()
    };
    let statement = roster::statement(org, &filter, Some(WorkerId(Uuid::from_u128(4))), Limit::PAGE);
    let plan = explained(Scope::Org(org), statement);
    assert_eq!(plan[0], "SEARCH t USING PRIMARY KEY (org=? AND token_index=? AND worker<?)", "{plan:?}");
    assert_eq!(plan[1], "SEARCH w USING INDEX worker_org (org=? AND id=?)", "{plan:?}");
    assert!(!plan.iter().any(|step| step.starts_with("SCAN") || step.contains("TEMP B-TREE")), "{plan:?}");
}

#[test]
fn the_catalogue_is_walked_in_its_order_and_looked_up_by_its_words() {
    let tag = |kind, word| Tag { kind, word };
    let (cook, nanny) = (tag("work", "cook"), tag("work", "nanny"));
    let (arabic, ironing) = (tag("language", "ar"), tag("skill", "ironing"));
    let after = After { listed_at: Timestamp::UNIX_EPOCH, reference: "P-1".to_owned() };
    let plan = |tagged: &[&[Tag]], after: Option<&After>| {
        let tagged = tagged.iter().map(|group| group.to_vec()).collect();
        let filter = catalogue::Filter { tagged, experience_min: Some(3), ..catalogue::Filter::default() };
        explained(Scope::Public, catalogue::statement(&filter, after, Limit::PAGE))
    };
    let walked = |plan: &[String]| {
        let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
        let scanned = plan.iter().any(|step| step.starts_with("SCAN") && !step.contains("USING INDEX"));
        !sorted && !scanned
    };
    for after in [None, Some(&after)] {
        for tagged in [&[][..], &[&[cook][..]], &[&[cook], &[arabic]], &[&[cook], &[arabic], &[ironing, nanny]]] {
            let plan = plan(tagged, after);
            assert!(walked(&plan), "{tagged:?}: {plan:#?}");
        }
    }
    // Several words for one: each list ends with its page, and only these few are sorted.
    let several = plan(
        &[
            &[cook, nanny, ironing],
            &[arabic, tag("language", "am")],
            &[arabic, tag("skill", "pets"), tag("skill", "sewing")],
        ],
        Some(&after),
    );
    let named = |step: &&String| [" p ", " t ", " o "].iter().any(|alias| step.contains(alias));
    let tables: Vec<&String> = several.iter().filter(named).collect();
    assert!(!tables.is_empty() && tables.iter().all(|step| step.starts_with("SEARCH")), "{several:#?}");
}
