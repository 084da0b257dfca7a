//! Another process holds the embedded database: writes are told to come back, and work again by themselves.

use rusqlite::Connection;
use serde_json::json;

use crate::client::Call;
use crate::world::{Demo, awaited, people};

#[test]
fn a_locked_database_is_answered_503_and_works_again_by_itself() {
    let demo = Demo::new();
    let profile = demo.client.see("", "/api/v1/catalogue")["items"][0]["reference"].clone();
    let home = &people("customer")[5].token;
    let body = json!({ "kind": "placement", "profile": profile });
    let enquire = || demo.client.ask(Call::post("/api/v1/cases", &body).by(home));
    let before = demo.client.all(home, "/api/v1/cases").len();
    // this process is another one than the server's
    let holder = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    holder.busy_timeout(std::time::Duration::from_secs(10)).expect("set");
    holder.execute_batch("begin exclusive").expect("locked");
    let refused = enquire();
    assert_eq!((refused.status, refused.problem().as_str()), (503, "/problems/unavailable"), "{}", refused.text());
    assert!(refused.header("retry-after").is_some());
    assert_eq!(demo.client.all(home, "/api/v1/cases").len(), before, "reads go on, and nothing was kept");
    holder.execute_batch("rollback").expect("let go");
    awaited("writes work again", || (enquire().status == 201).then_some(()));
    assert_eq!(demo.client.all(home, "/api/v1/cases").len(), before + 1);
    demo.verify();
}
