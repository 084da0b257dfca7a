//! The policies change while the server runs: what narrows at once, what widens with a second person, what is wrong never.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::{Answer, Call};
use crate::world::{Demo, one, people};

type Files = BTreeMap<String, String>;

/// The shipped set.
fn shipped() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut files = Files::new();
    for entry in fs::read_dir(folder).expect("read") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a plain name");
        if Path::new(&name).extension().is_some_and(|ending| ending == "cedar") {
            files.insert(name, fs::read_to_string(entry.path()).expect("read"));
        }
    }
    files
}

fn propose(demo: &Demo, token: &str, files: &Files) -> Answer {
    demo.client.ask(Call::post("/api/v1/policies", &json!({ "files": files })).by(token))
}

fn approve(demo: &Demo, token: &str, set: &Value) -> Answer {
    let path = format!("/api/v1/policies/{}/approvals", set["number"]);
    demo.client.ask(Call::post(path, &json!({ "version": set["version"] })).by(token))
}

/// How a visitor sees the kind of work of the first profile.
fn sight(demo: &Demo, token: &str) -> Value {
    let page = demo.client.ask(Call::get("/api/v1/catalogue").by(token)).expect(200);
    page["items"][0]["fields"]["work"]["state"].clone()
}

fn in_force(demo: &Demo, token: &str) -> Value {
    demo.client.ask(Call::get("/api/v1/policies").by(token)).expect(200)["in_force"].clone()
}

#[test]
fn what_narrows_is_in_force_at_once_and_what_widens_waits_for_a_second_person() {
    let mut demo = Demo::new();
    let [first, second] = people("platform_admin")[..] else { panic!("two platform admins") };
    let (first, second) = (first.token.as_str(), second.token.as_str());
    let built_in = in_force(&demo, first);
    assert_eq!((sight(&demo, ""), sight(&demo, second)), (json!("visible"), json!("visible")));

    let mut narrower = shipped();
    narrower.remove("public.cedar").expect("there");
    let set = propose(&demo, first, &narrower).expect(201);
    assert_eq!((&set["state"], &set["widens"]), (&json!("in_force"), &json!([])), "{set}");
    let closed = set["narrows"].as_array().expect("sentences");
    assert!(
        closed
            .iter()
            .any(|line| line.as_str().is_some_and(|line| line.starts_with("anonymous without a relation may view")))
    );
    assert_eq!((sight(&demo, ""), sight(&demo, second)), (json!("hidden"), json!("hidden")), "the very next answer");
    assert_eq!(propose(&demo, first, &narrower).problem(), "/problems/conflict", "it is in force already");

    let set = propose(&demo, first, &shipped()).expect(201);
    assert_eq!((&set["state"], &set["missing"]), (&json!("waiting"), &json!(1)), "{set}");
    assert_eq!(sight(&demo, ""), "hidden", "nothing widens by one person's word");
    assert_eq!(approve(&demo, first, &set).json()["rule"], "policy_own");
    let moderator = &one("moderator").token;
    assert_eq!(approve(&demo, moderator, &set).status, 403, "a moderator runs no machines");
    let stale = json!({ "number": set["number"], "version": 7 });
    assert_eq!(approve(&demo, second, &stale).problem(), "/problems/stale");
    assert_eq!(approve(&demo, second, &set).expect(200)["state"], "in_force");
    assert_eq!(
        (sight(&demo, ""), in_force(&demo, second)),
        (json!("visible"), built_in.clone()),
        "the shipped texts are back"
    );

    propose(&demo, second, &narrower).expect(201);
    demo.kill();
    demo.start();
    let first = demo.token(&people("platform_admin")[0].email);
    assert_eq!((sight(&demo, ""), in_force(&demo, &first) == built_in), (json!("hidden"), false), "kept over a start");
    demo.kill();
    demo.verify();
}

#[test]
fn a_set_that_is_wrong_is_refused_with_file_and_line_and_the_old_one_stays() {
    let demo = Demo::new();
    let admin = people("platform_admin")[0].token.as_str();
    let before = in_force(&demo, admin);
    let with = |name: &str, change: &dyn Fn(&str) -> String| {
        let mut files = shipped();
        let text = change(&files[name]);
        files.insert(name.to_owned(), text);
        files
    };
    let said = |files: &Files| {
        let answer = propose(&demo, admin, files);
        assert_eq!((answer.status, answer.problem()), (422, "/problems/policies".to_owned()), "{}", answer.text());
        answer.json()["errors"][0]["reason"].as_str().expect("a reason").to_owned()
    };
    let cut = said(&with("customer.cedar", &|text| text[..text.len() / 2].to_owned()));
    assert!(cut.starts_with("customer.cedar:"), "{cut}");
    let misspelt = said(&with("customer.cedar", &|text| text.replacen("Role::\"customer\"", "Role::\"custommer\"", 1)));
    assert!(misspelt.starts_with("customer.cedar:") && misspelt.contains("moderator"), "the valid words: {misspelt}");
    let double = said(&with("customer.cedar", &|text| format!("{text}\n{text}")));
    assert!(double.contains("a second policy with @id"), "{double}");
    let nameless = said(&with("public.cedar", &|text| text.replacen("@id(\"public.profile\")", "", 1)));
    assert!(nameless.contains("a policy without @id"), "{nameless}");
    let impossible = said(&with("public.cedar", &|text| {
        text.replacen("when {", "when { context.state == State::\"held\" && context.state == State::\"met\" &&", 1)
    }));
    assert!(impossible.contains("matches nothing"), "{impossible}");
    let broken = said(&with("never.cedar", &|text| text.replacen("Purpose::\"none\"", "Purpose::\"audit\"", 1)));
    assert!(broken.contains("invariant.stated_purpose forbids it"), "{broken}");
    let mut words = shipped();
    words.insert("access.cedarschema".to_owned(), "entity Role;".to_owned());
    assert!(said(&words).contains("leave the schema as it is"));

    let steps = |text: &str| text.split("@id(\"steps.change_policies\")").next().expect("a part").to_owned();
    let last = propose(&demo, admin, &with("steps-office.cedar", &steps));
    assert_eq!((last.status, &last.json()["rule"]), (409, &json!("policy_last")), "nobody locks everybody out");
    for (files, fault) in [
        (Files::new(), "between 1 and 64"),
        (Files::from([("../x.cedar".to_owned(), String::new())]), "lower-case"),
        (Files::from([("x.cedar".to_owned(), "/".repeat(600_000))]), "512 KiB"),
    ] {
        let answer = propose(&demo, admin, &files);
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.text().contains(fault), "{}", answer.text());
    }
    assert_eq!(propose(&demo, &one("moderator").token, &shipped()).status, 403);
    assert_eq!(propose(&demo, &one("customer").token, &shipped()).status, 404);
    assert_eq!(demo.client.ask(Call::get("/api/v1/policies").by(&one("agency_admin").token)).status, 404);
    assert_eq!(in_force(&demo, admin), before);
    assert_eq!(sight(&demo, ""), "visible");
}

#[test]
fn a_command_proposes_and_has_nobody_behind_it() {
    let demo = Demo::new();
    let [first, second] = people("platform_admin")[..] else { panic!("two platform admins") };
    let folder = demo.place.path("set");
    fs::create_dir(&folder).expect("made");
    let write = |files: &Files| {
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("written");
        }
    };
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/access.cedarschema");
    fs::copy(schema, folder.join("access.cedarschema")).expect("copied");
    let command = || demo.place.run(&["policy", "propose", "set", "--data", "demo", "--json"]);

    let mut narrower = shipped();
    narrower.insert("public.cedar".to_owned(), "// nothing is published\n".to_owned());
    write(&narrower);
    let said = command();
    assert_eq!((said.status, &said.json()["in_force"]), (0, &json!(true)), "{}{}", said.out, said.err);
    assert_eq!(sight(&demo, ""), "hidden", "the running server answers by it");

    write(&shipped());
    let said = command();
    assert_eq!((said.status, &said.json()["in_force"]), (0, &json!(false)), "{}{}", said.out, said.err);
    let number = said.json()["number"].clone();
    let look = || demo.client.ask(Call::get(format!("/api/v1/policies/{number}")).by(&first.token)).expect(200);
    assert_eq!(look()["missing"], 2);
    assert_eq!(approve(&demo, &first.token, &look()).expect(200)["missing"], 1);
    assert_eq!(approve(&demo, &first.token, &look()).json()["rule"], "policy_approved");
    assert_eq!(sight(&demo, ""), "hidden");
    assert_eq!(approve(&demo, &second.token, &look()).expect(200)["state"], "in_force");
    assert_eq!(sight(&demo, ""), "visible");

    fs::write(folder.join("cut.cedar"), "@id(\"x\")\npermit (principal").expect("written");
    let said = command();
    assert_eq!(said.status, 1, "{}{}", said.out, said.err);
    assert!(said.err.contains("cut.cedar:"), "{}", said.err);
}
