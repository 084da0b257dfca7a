//! The catalogue's search and filters, as a visitor uses them.

use crate::browser::Browser;
use crate::house::TestHouse;
use axum::http::StatusCode;

#[tokio::test]
async fn a_search_keeps_the_filters_and_they_keep_the_search() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t);
    for query in ["q=arab", "q=%D8%A7%D9%84%D8%B9%D8%B1%D8%A8%D9%8A%D8%A9", "q=driv&language=am"] {
        let page = visitor.get(&format!("/catalogue?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
    }
    let page = visitor.get("/catalogue?q=arab&experience_min=2").await;
    assert!(page.says("<input type=\"hidden\" name=\"experience_min\" value=\"2\">"), "the search keeps the filter");
    assert!(page.says("<input type=\"hidden\" name=\"q\" value=\"arab\">"), "the filters keep the search");
    assert!(page.says("href=\"/catalogue?q=arab\""), "a filter goes without the search");
}

#[tokio::test]
async fn what_no_filter_knows_is_said_beside_its_question_and_nothing_is_looked_for() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t);
    for (query, says) in [
        ("q=astrology", "No work, skill or language begins with these words"),
        ("q=c", "Type at least two letters of each word"),
        ("language=zz", "This is no language of the vocabulary"),
        ("work=astrologer", "This is no kind of work"),
        ("experience_min=many", "A whole number of years"),
        ("experience_min=61", "A whole number of years"),
        ("available_from=tomorrow", "A day is written"),
    ] {
        let page = visitor.get(&format!("/catalogue?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        // Where people look for what was found, not only beside a question that may be folded away.
        let (_, results) = page.text.split_once("id=\"results\"").expect("the results");
        assert!(results.contains(says), "{query}: {}", page.text);
        assert!(!page.says("href=\"/catalogue/P-"), "{query}");
    }
}
