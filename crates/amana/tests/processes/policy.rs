//! The policy commands, as a data-protection officer calls them.

use std::fs;
use std::path::Path;

use crate::place::Place;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies");

fn copy(to: &Path, without: &str) {
    fs::create_dir(to).expect("made");
    for entry in fs::read_dir(SHIPPED).expect("read") {
        let entry = entry.expect("an entry");
        if entry.file_name() != without {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
        }
    }
}

#[test]
fn the_shipped_set_holds_and_is_the_one_built_in() {
    let place = Place::new();
    let built_in = place.done(&["policy", "check", "--json"]).json();
    let shipped = place.done(&["policy", "check", "--policies", SHIPPED, "--json"]).json();
    assert_eq!((&built_in["holds"], &built_in["hash"]), (&true.into(), &shipped["hash"]));
    assert!(built_in["invariants"].as_u64().is_some_and(|proved| proved >= 40), "{built_in}");
    assert_eq!(built_in["invariants"], shipped["invariants"]);
    assert!(place.done(&["policy", "check"]).out.contains(" invariants proved on "));
    assert!(place.done(&["policy", "matrix"]).out.lines().count() > 50);
}

#[test]
fn a_misspelt_word_is_found_with_file_and_line() {
    let place = Place::new();
    copy(&place.path("set"), "");
    fs::write(
        place.path("set/wrong.cedar"),
        "@id(\"x\")\n@why(\"y\")\npermit(principal, action == Action::\"vieww\", resource);\n",
    )
    .expect("written");
    let said = place.run(&["policy", "check", "--policies", "set", "--json"]);
    assert_eq!(said.status, 1, "{}{}", said.out, said.err);
    assert_eq!(said.json()["faults"][0]["file"], "wrong.cedar");
}

#[test]
fn a_set_that_breaks_an_invariant_is_refused_with_a_sentence() {
    let place = Place::new();
    copy(&place.path("set"), "");
    fs::write(
        place.path("set/more.cedar"),
        "@id(\"more\")\n@why(\"y\")\npermit(principal == Role::\"customer\", action == Action::\"reveal\", \
         resource == Class::\"worker_identity\") when { context.purpose == Purpose::\"select\" };\n",
    )
    .expect("written");
    let said = place.run(&["policy", "check", "--policies", "set", "--json"]);
    assert_eq!(said.status, 1, "{}{}", said.out, said.err);
    let fault = &said.json()["faults"][0];
    assert_eq!((&fault["file"], &fault["line"]), (&"more.cedar".into(), &3.into()));
    assert!(
        fault["what"].as_str().is_some_and(|what| what.contains("customer") && what.contains("forbids it")),
        "{fault}"
    );
    assert_eq!(place.run(&["policy", "diff", SHIPPED, "set"]).status, 1);
}

#[test]
fn a_removed_forbid_widens_and_a_removed_permit_narrows() {
    let place = Place::new();
    copy(&place.path("wider"), "");
    fs::write(
        place.path("wider/more.cedar"),
        "@id(\"more\")\n@why(\"y\")\npermit(principal == Role::\"support\", action in Action::\"see\", \
         resource == Class::\"customer_money\") when { context.purpose == Purpose::\"billing\" && \
         context.relation == Relation::\"assigned\" };\n",
    )
    .expect("written");
    copy(&place.path("narrower"), "public.cedar");
    let wider = place.run(&["policy", "diff", SHIPPED, "wider", "--json"]);
    assert_eq!(wider.status, 1, "{}{}", wider.out, wider.err);
    assert!(wider.json()["widens"].as_array().is_some_and(|lines| !lines.is_empty()));
    let narrower = place.done(&["policy", "diff", SHIPPED, "narrower", "--json"]).json();
    assert!(narrower["narrows"].as_array().is_some_and(|lines| !lines.is_empty()));
    assert_eq!(place.run(&["policy", "diff", "wider", "nowhere"]).status, 2);
}

#[test]
fn one_question_is_explained() {
    let place = Place::new();
    let explain = |role: &str, class: &str| {
        let args =
            ["policy", "explain", "--action", "view", "--relation", "none", "--state", "roster:listed", "--json"];
        place.run(&[&args[..], &["--role", role, "--class", class]].concat())
    };
    let open = explain("anonymous", "public_profile").json();
    assert_eq!(open["decision"], "allow");
    assert!(open["policies"].as_array().is_some_and(|ids| !ids.is_empty()) && open["near"] == serde_json::json!([]));
    let closed = explain("anonymous", "worker_identity");
    assert_eq!((closed.status, &closed.json()["decision"]), (0, &"deny".into()));
    let unknown = explain("burglar", "public_profile");
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("valid words: anonymous, customer"), "{}", unknown.err);
}

#[test]
fn the_command_says_the_sentence_of_the_page() {
    let place = Place::new();
    let ask = ["policy", "explain", "--role", "customer", "--state", "permit", "--class", "worker_identity"];
    let said = place.done(&ask).out;
    assert!(said.contains("Hidden") && said.contains("As Household (relation: Usual for the role)"), "{said}");
    let all = place.done(&["policy", "explain", "--role", "customer", "--state", "permit"]).out;
    assert!(all.contains(said.trim()), "{all}");
    assert!(all.contains("What the permit form needs") && all.contains("openings.customer_permit_form"), "{all}");
    let unknown = place.run(&["policy", "explain", "--role", "customer", "--state", "permitt"]);
    assert!(unknown.status == 2 && unknown.err.contains("enquiry, held"), "{}", unknown.err);
}

#[test]
fn the_kept_tests_of_an_installation_are_asked_of_a_set() {
    let place = Place::founded();
    let held = place.done(&["policy", "check", "--config", "amana.toml", "--json"]).json();
    assert_eq!((&held["holds"], &held["tests"]), (&true.into(), &serde_json::json!({ "asked": 0, "broken": [] })));
    assert_eq!(place.done(&["policy", "check", "--json"]).json()["tests"], serde_json::Value::Null, "nowhere named");
}
