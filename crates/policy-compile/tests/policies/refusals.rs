//! A bad set does not load: each fault with file, line, and what would be right.

use policy_compile::{Fault, Source, compile};

use crate::questions::sources;

/// The faults of the shipped set with one more file.
fn faults(text: &str) -> Vec<Fault> {
    let mut sources = sources();
    sources.policies.push(Source { name: "more.cedar".to_owned(), text: text.to_owned() });
    compile(&sources).map(|_| ()).expect_err("the set is bad").0
}

/// The only fault.
fn fault(text: &str) -> Fault {
    let mut faults = faults(text);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.remove(0)
}

const HEAD: &str = "// a comment\n@id(\"more\")\n@why(\"A test.\")\n";

#[test]
fn an_unknown_word_is_named_with_the_valid_ones() {
    let fault = fault(&format!("{HEAD}forbid (principal == Role::\"finanse\", action, resource);\n"));
    assert_eq!((fault.file.as_str(), fault.line), ("more.cedar", 4), "{fault}");
    assert!(fault.what.contains("finanse"), "{fault}");
    assert!(fault.help.as_deref().is_some_and(|help| help.contains("moderator")), "{fault}");
}

#[test]
fn an_unknown_word_in_a_condition_is_found_at_its_line() {
    let text = format!(
        "{HEAD}permit (principal, action in Action::\"see\", resource)\nwhen {{\n  context.state == State::\"hold\"\n}};\n"
    );
    let fault = fault(&text);
    assert_eq!(fault.line, 6, "{fault}");
}

#[test]
fn an_unknown_action_is_refused() {
    let faults = faults(&format!("{HEAD}permit (principal, action == Action::\"peek\", resource);\n"));
    assert!(faults.iter().any(|fault| fault.what.contains("peek") && fault.line == 4), "{faults:?}");
}

#[test]
fn an_unknown_attribute_is_named_with_what_was_meant() {
    let text = format!(
        "{HEAD}permit (principal, action == Action::\"view\", resource)\nwhen {{ context.stat == State::\"held\" }};\n"
    );
    let fault = fault(&text);
    assert_eq!(fault.line, 5, "{fault}");
    assert!(fault.to_string().contains("did you mean `state`"), "{fault}");
}

#[test]
fn a_condition_that_can_never_hold_is_refused_though_cedar_only_warns() {
    let text = format!("{HEAD}permit (principal, action == Action::\"hold\", resource == Class::\"audit\");\n");
    let faults = faults(&text);
    assert!(faults.iter().all(|fault| fault.file == "more.cedar"), "{faults:?}");
}

#[test]
fn a_policy_that_matches_nothing_is_refused() {
    let text = format!(
        "{HEAD}permit (principal, action in Action::\"see\", resource)\n\
         when {{ context.state == State::\"held\" && context.state == State::\"met\" }};\n"
    );
    let fault = fault(&text);
    assert_eq!((fault.line, fault.what.as_str()), (4, "policy \"more\" matches nothing"));
}

#[test]
fn a_syntax_error_is_found_at_its_line() {
    let fault = fault("@id(\"more\")\n@why(\"A test.\")\npermit (principal, action, resource)\nwhen { context. };\n");
    assert_eq!((fault.file.as_str(), fault.line), ("more.cedar", 4), "{fault}");
}

#[test]
fn every_policy_says_who_it_is_and_why() {
    let bare = "permit (principal, action in Action::\"see\", resource == Class::\"audit\");\n";
    let faults = faults(&format!("\n\n{bare}"));
    let said: Vec<_> = faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
    assert_eq!(said, [(3, "a policy without @id"), (3, "a policy without @why")]);
}

#[test]
fn a_misspelt_annotation_is_refused_with_the_valid_ones() {
    let text = "@id(\"more\")\n@why(\"A test.\")\n@whyar(\"\")\npermit (principal, action in Action::\"see\", resource == Class::\"audit\");\n";
    let fault = fault(text);
    assert_eq!(fault.help.as_deref(), Some("valid annotations: id, why, why_ar"));
    assert_eq!(fault.line, 4);
}

#[test]
fn a_double_id_is_refused_with_the_place_of_the_first() {
    let text = "@id(\"never.credentials\")\n@why(\"Twice.\")\nforbid (principal, action in Action::\"see\", resource == Class::\"audit\");\n";
    let fault = fault(text);
    let (file, line) = (fault.file.as_str(), fault.line);
    let places = format!("{file}:{line} {}", fault.what);
    assert!(places.contains("more.cedar") && places.contains("never.cedar"), "{places}");
}

#[test]
fn a_template_is_refused() {
    let text = "@id(\"more\")\n@why(\"A test.\")\npermit (principal == ?principal, action, resource);\n";
    assert!(fault(text).what.contains("template"));
}

#[test]
fn a_condition_that_names_too_many_dimensions_at_once_is_refused() {
    let text = format!(
        "{HEAD}permit (principal, action in Action::\"see\", resource)\n\
         when {{\n  principal == Role::\"dpo\" || resource == Class::\"audit\" || context.state == State::\"met\" ||\n  \
         context.purpose == Purpose::\"audit\" || context.relation == Relation::\"party\"\n}};\n"
    );
    let fault = fault(&text);
    assert!(fault.what.contains("more than 100000 combinations"), "{fault}");
}

#[test]
fn a_condition_on_the_context_as_a_whole_is_refused() {
    let text = format!(
        "{HEAD}permit (principal, action in Action::\"see\", resource)\n\
         when {{ context has state && resource == Class::\"audit\" }};\n"
    );
    assert!(faults(&text).iter().all(|fault| fault.file == "more.cedar"));
}

#[test]
fn a_bad_schema_is_refused_with_its_line() {
    let mut sources = sources();
    sources.schema.text = sources.schema.text.replacen("entity Relation enum [", "entity Relation enum", 1);
    let faults = compile(&sources).map(|_| ()).expect_err("bad").0;
    assert_eq!(faults[0].file, "access.cedarschema");
    assert!(faults[0].line > 1, "{faults:?}");
}

#[test]
fn every_fault_of_every_file_is_told_at_once() {
    let mut sources = sources();
    for name in ["x.cedar", "y.cedar"] {
        let text = "permit (principal, action, resource)".to_owned();
        sources.policies.push(Source { name: name.to_owned(), text });
    }
    let refused = compile(&sources).map(|_| ()).expect_err("bad");
    let text = refused.to_string();
    assert!(text.contains("x.cedar:1") && text.contains("y.cedar:1"), "{text}");
}
