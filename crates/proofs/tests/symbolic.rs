//! The shipped policies before the solver, and policies that break an invariant.

use std::path::Path;

use policy_compile::{Source, Sources};
use proofs::prove;

fn shipped() -> Sources {
    Sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")).expect("the folder of the policies")
}

#[tokio::test]
async fn the_solver_finds_no_request_that_a_policy_allows_and_an_invariant_forbids() {
    let sources = shipped();
    let findings = prove(&sources).await.unwrap_or_else(|error| panic!("cvc5 (Debian package cvc5): {error}"));
    assert!(findings.broken.is_empty(), "{:#?}", findings.broken);
    let written = sources.invariants.expect("there").text.matches("@id(").count();
    assert!(findings.invariants == written && findings.kinds > 40, "{findings:?}");
}

#[tokio::test]
async fn a_wider_policy_is_found_and_told_as_a_sentence() {
    let mut sources = shipped();
    let text = "@id(\"more\")\n@why(\"A test.\")\n\
        permit (principal == Role::\"customer\", action == Action::\"reveal\", resource == Class::\"worker_name\")\n\
        when { context.relation == Relation::\"party\" && context.state == State::\"offered\" &&\n\
        context.purpose == Purpose::\"contract\" && context.overlay == Overlay::\"none\" };\n";
    sources.policies.push(Source { name: "more.cedar".to_owned(), text: text.to_owned() });
    let findings = prove(&sources).await.unwrap_or_else(|error| panic!("cvc5 (Debian package cvc5): {error}"));
    let expected = "customer as party may reveal worker_name in state offered for purpose contract, by more; \
                    invariant.customer_name_before_signed forbids it";
    assert_eq!(findings.broken, [expected]);
}

#[tokio::test]
async fn a_step_that_may_never_be_taken_is_found() {
    let mut sources = shipped();
    let text = "@id(\"more\")\n@why(\"A test.\")\n\
        permit (principal == Role::\"agency_admin\", action == Action::\"consent\", resource == State::\"roster:draft\")\n\
        when { context.relation == Relation::\"own_org\" && context.purpose == Purpose::\"verify\" };\n";
    sources.policies.push(Source { name: "more.cedar".to_owned(), text: text.to_owned() });
    let findings = prove(&sources).await.unwrap_or_else(|error| panic!("cvc5 (Debian package cvc5): {error}"));
    assert_eq!(findings.broken.len(), 1, "{findings:?}");
    let told = &findings.broken[0];
    assert!(told.starts_with("agency_admin as own_org may take the step consent from state roster:draft"), "{told}");
    assert!(told.ends_with("by more; invariant.worker_speaks_for_themselves forbids it"), "{told}");
}
