//! The log's pages for an auditor: names for what happened, a proof as a tree, nothing of where things lie.

use axum::http::StatusCode;
use domain::Role;

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::a_case;

#[tokio::test]
async fn an_auditor_reads_names_of_what_happened_and_finds_by_them() {
    let t = TestHouse::new().await;
    a_case(&t).await;
    t.staff(Role::Auditor).await;
    let auditor = Browser::signed_in(&t, "auditor@people.example").await;
    let page = auditor.get("/operator/audit").await;
    assert!(page.says("Request sent") && page.says("Profile listed") && page.says("Signed in"), "{}", page.text);
    assert!(!page.says("<td>signed_in") && page.says("<option value=\"signed_in\">Signed in</option>"));
    let arabic = auditor.in_arabic().get("/operator/audit").await;
    assert!(arabic.says("أُرسل الطلب") && arabic.says("تسجيل دخول"));
    let found = Browser::signed_in(&t, "auditor@people.example").await.get("/operator/audit?action=enquire").await;
    assert!(found.says("Request sent</td>") && !found.says("Profile listed</td>"), "{}", found.text);
    assert!(found.says("<details class=\"asks\" open>"), "what was asked stays in sight");
}

#[tokio::test]
async fn a_record_is_proved_by_a_tree_that_says_itself_in_words() {
    let t = TestHouse::new().await;
    a_case(&t).await;
    t.staff(Role::Auditor).await;
    let auditor = Browser::signed_in(&t, "auditor@people.example").await;
    let page = auditor.get("/operator/audit/3").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("is in the log, unchanged") && page.says("The tree over the log: the path from entry"));
    let drawings: Vec<&str> = page.text.split("<svg class=\"proof-tree").skip(1).collect();
    assert_eq!(drawings.len(), 2, "once for wide pages, once for phones");
    for drawing in drawings {
        let drawing = drawing.split("</svg>").next().unwrap_or_default();
        // the record's leaf and everything above it is computed; beside each but the root stands a neighbour
        let (own, given) = (drawing.matches("<g class=\"own\"").count(), drawing.matches("<g class=\"given\"").count());
        assert!(own > 3 && own == given + 1, "{own} and {given}: {drawing}");
    }
    assert_eq!(auditor.get("/operator/audit/999999").await.status, StatusCode::NOT_FOUND);
}
