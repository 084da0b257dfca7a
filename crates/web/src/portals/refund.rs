//! The refund of a case: what would come back, said before anybody pays; how it is reckoned, once there is one; and the working as a
//! paper. Every sum comes from the rules of the case's pack, none is reckoned here.

use app::admit::Key;
use app::cases::{self, CaseView};
use app::refunds::{self, RefundView};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::case::{Ending, Prospect};
use domain::ids::ReferenceKind;
use domain::money::{Currency, Money};
use domain::refund::{Figure, Line, RefundRule, Share, Until, Working, WorkingWord};
use exchange::paper::{Paper, Party, Table};

use super::fill::{Read, place};
use super::questions::percent;
use crate::form::Sent;
use crate::i18n::{Lang, muscat};
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::part;
use crate::visit::Visit;

/// One line: what it says and its figure, in words.
#[derive(Debug, Clone)]
pub struct Reckoned {
    /// What.
    pub what: String,
    /// How much, until when, or nothing.
    pub figure: String,
    /// Whether it is the sum that the others lead to.
    pub last: bool,
}

/// The card on the page of a case.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/refund.html")]
pub struct RefundCard {
    /// The page's language.
    pub lang: Lang,
    /// The session's CSRF token.
    pub csrf: String,
    /// Its heading.
    pub title: String,
    /// The rule of the ending, in a sentence; empty before an end.
    pub rule: String,
    /// The lines.
    pub lines: Vec<Reckoned>,
    /// What was approved, what went back, until when: label and value.
    pub facts: Vec<(String, String)>,
    /// Sentences below.
    pub notes: Vec<String>,
    /// Where the working stands as a paper; empty where there is none.
    pub paper: String,
    /// Whether it counts when the reader prints it.
    pub prints: bool,
}

part!(RefundCard);

/// The working as a paper.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/refund_print.html")]
struct RefundPrint {
    /// The frame.
    page: Page,
    /// The case's page.
    back: String,
    /// What stands on it.
    paper: Paper,
}

/// `{cases}/{reference}/refund/print`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/operator/cases/{reference}/refund/print", get(for_operator).post(printed))
        .route("/agency/cases/{reference}/refund/print", get(for_agency))
        .route("/customer/cases/{reference}/refund/print", get(for_customer))
}

async fn for_operator(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
) -> Result<Response, Response> {
    show(&site, &visit, Portal::Operator, &reference).await
}

async fn for_agency(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
) -> Result<Response, Response> {
    show(&site, &visit, Portal::Agency, &reference).await
}

async fn for_customer(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
) -> Result<Response, Response> {
    show(&site, &visit, Portal::Customer, &reference).await
}

async fn show(site: &Site, visit: &Visit, portal: Portal, reference: &str) -> Result<Response, Response> {
    let caller = visit.member(site, portal)?;
    let (list, entry) = place(portal);
    let read = async {
        let key = Key::parse(ReferenceKind::Case, reference)?;
        site.house
            .read(&caller, move |tx, desk, caller| {
                Ok((refunds::refund(tx, desk, caller, &key)?, cases::case(tx, desk, caller, &key)?))
            })
            .await
    };
    let (view, case) = read.await.map_err(|error| visit.failed(site, error))?;
    let page = visit.page(site, portal, entry);
    let Some(paper) = refund_paper(&page, &view, &case) else { return Err(visit.failed(site, AppError::NotFound)) };
    let back = format!("{list}/{}", view.case);
    Ok(answer(StatusCode::OK, &RefundPrint { page, back, paper }, false))
}

/// Printed by somebody whose word counts: on record, and shown.
async fn printed(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let back = format!("{}/{reference}", place(Portal::Operator).0);
    let done = async {
        let key = Key::parse(ReferenceKind::Case, &reference)?;
        site.house.write(&caller, move |tx, desk, caller| refunds::print(tx, desk, caller, &key)).await
    };
    visit.led(&site, &back, done.await, &format!("{back}/refund/print"))
}

/// The card of a case; nothing where the reader may not see its money, and while there is nothing to say.
pub async fn card(
    site: &Site,
    caller: &Caller,
    read: &Read,
    page: &Page,
    portal: Portal,
) -> Result<Option<RefundCard>, AppError> {
    let key = Key::Id(read.view.open.row.id.0);
    let view = match site.house.read(caller, move |tx, desk, caller| refunds::refund(tx, desk, caller, &key)).await {
        Err(AppError::NotFound) => return Ok(None),
        view => view?,
    };
    let empty = RefundCard {
        lang: page.lang,
        csrf: page.csrf.clone(),
        title: page.t("refund-before"),
        rule: String::new(),
        lines: Vec::new(),
        facts: Vec::new(),
        notes: vec![page.t("refund-before-note")],
        paper: String::new(),
        prints: false,
    };
    Ok(match &view.working {
        Some(working) => Some(RefundCard {
            title: page.t("refund-how"),
            rule: rule(page.lang, working.rule),
            lines: working_lines(page, working),
            facts: facts(page, &view),
            notes: vec![page.t("refund-never-more")],
            paper: format!("{}/refund/print", read.address(portal)),
            prints: view.prints,
            ..empty
        }),
        None if !view.prospects.is_empty() => {
            let currency = read.desk.pack_of(&read.view.open.case).rules().money.currency;
            let lines = refund_rule_lines(page.lang, &view.prospects, view.guarantee_days, currency);
            let line = |(what, figure)| Reckoned { what, figure, last: false };
            Some(RefundCard { lines: lines.into_iter().map(line).collect(), ..empty })
        }
        None => None,
    })
}

/// What would come back by how the case ends: when, and how much, in words. For the page of a case and of an unpaid invoice.
pub fn refund_rule_lines(
    lang: Lang,
    prospects: &[Prospect],
    guarantee_days: u16,
    currency: Currency,
) -> Vec<(String, String)> {
    let sum = |minor| lang.sum(Money { minor, currency });
    let figure = |prospect: &Prospect| {
        let (least, most) = (prospect.least_minor, prospect.most_minor);
        let figure = match (least, most) {
            (0, 0) => lang.t("refund-zero"),
            (least, most) if least == most => sum(most),
            (least, most) => lang.t2("refund-between", "least", sum(least), "most", sum(most)),
        };
        match prospect.ending {
            Ending::Stage(stage) if stage.share == Share::ReplacementOrFull => {
                lang.t1("refund-or-replacement", "sum", figure)
            }
            _ => figure,
        }
    };
    let what = |ending| match ending {
        Ending::Household => lang.t("refund-end-household"),
        Ending::Others => lang.t("refund-end-others"),
        Ending::Permit => lang.t("refund-end-permit"),
        Ending::Later => lang.t("refund-end-later"),
        Ending::Abuse => lang.t("refund-end-abuse"),
        Ending::Stage(stage) => match stage.until {
            Until::Guarantee => lang.t1("refund-end-days", "count", guarantee_days),
            Until::Days(days) => lang.t1("refund-end-days", "count", days),
            Until::Months(months) => lang.t1("refund-end-months", "count", months),
        },
    };
    prospects.iter().map(|prospect| (what(prospect.ending), figure(prospect))).collect()
}

/// The rule of an ending, in a sentence.
fn rule(lang: Lang, rule: RefundRule) -> String {
    lang.t(match rule {
        RefundRule::Nothing => "refund-rule-nothing",
        RefundRule::Full => "refund-rule-full",
        RefundRule::LessActualCost => "refund-rule-less_actual_cost",
        RefundRule::LessGovernmentFee => "refund-rule-less_government_fee",
        RefundRule::ByFormula => "refund-rule-by_formula",
        RefundRule::Forfeited => "refund-rule-forfeited",
    })
}

/// The steps of a working, in words.
fn working_lines(page: &Page, working: &Working) -> Vec<Reckoned> {
    let line = |line: &Line| Reckoned {
        what: page.t(format!("working-{}", line.what)),
        figure: figure(page, working.currency, line.figure),
        last: matches!(line.what, WorkingWord::Refund | WorkingWord::RefundAtLeast),
    };
    working.lines.iter().map(line).collect()
}

fn figure(page: &Page, currency: Currency, figure: Figure) -> String {
    let lang = page.lang;
    let sum = |minor| lang.sum(Money { minor, currency });
    match figure {
        Figure::None => String::new(),
        Figure::Sum { minor } => sum(minor),
        Figure::Day { on } => page.date(on),
        Figure::Months { months } => lang.t1("working-months", "count", months),
        Figure::Portion { of_minor, times, over, is_minor } => lang.say(
            "working-of-portion",
            &[
                ("of", sum(of_minor).into()),
                ("times", times.to_string().into()),
                ("over", over.to_string().into()),
                ("is", sum(is_minor).into()),
            ],
        ),
        Figure::Share { of_minor, share_basis_points, times, is_minor } => lang.say(
            if times == 1 { "working-of-share" } else { "working-of-share-times" },
            &[
                ("of", sum(of_minor).into()),
                ("share", percent(share_basis_points).into()),
                ("times", times.to_string().into()),
                ("is", sum(is_minor).into()),
            ],
        ),
    }
}

/// What was approved and paid, and until when: label and value.
fn facts(page: &Page, view: &RefundView) -> Vec<(String, String)> {
    let Some(working) = &view.working else { return Vec::new() };
    let sum = |minor| page.lang.sum(Money { minor, currency: working.currency });
    let mut facts = Vec::new();
    let mut fact = |label: &str, value: Option<String>| facts.extend(value.map(|value| (page.t(label), value)));
    let moment = |at| page.lang.moment(muscat(at), muscat(page.now).date());
    let open = view.approved_minor.is_none() && view.refunded_minor == 0;
    fact("refund-least", view.least_minor.filter(|_| open).map(sum));
    fact("refund-approved", view.approved_minor.map(sum));
    fact("refund-paid", Some(view.refunded_minor).filter(|minor| *minor > 0).map(sum));
    fact("refund-pay-until", view.pay_until.map(moment));
    fact("refund-printed", view.printed_at.map(moment));
    facts
}

/// The working of a refund as a paper, in the reader's language; nothing where there is none.
pub fn refund_paper(page: &Page, view: &RefundView, case: &CaseView) -> Option<Paper> {
    let working = view.working.as_ref()?;
    let (lang, plain) = (page.lang, crate::words::plain);
    let name = match lang {
        Lang::Ar => case.agency.name_ar.as_ref().or(case.agency.name.as_ref()),
        Lang::En => case.agency.name.as_ref(),
    };
    let agency = Party {
        label: page.t("refund-agency"),
        lines: name.into_iter().chain(case.agency.code.as_ref()).cloned().collect(),
    };
    let lines = working_lines(page, working);
    let rows = lines.iter().filter(|line| !line.last).map(|line| vec![line.what.clone(), plain(&line.figure)]);
    let totals = lines.iter().filter(|line| line.last).map(|line| (line.what.clone(), plain(&line.figure)));
    let today = page.date(muscat(page.now).date());
    let mut about = vec![(page.t("case"), view.case.clone()), (page.t("refund-made"), today)];
    about.extend(facts(page, view).into_iter().map(|(label, value)| (label, plain(&value))));
    Some(Paper {
        rtl: lang == Lang::Ar,
        language: lang.code().to_owned(),
        title: page.t("refund-paper"),
        title_other: lang.other().t("refund-paper"),
        number: view.case.clone(),
        banner: page.demo.as_ref().map(|_| page.t("demo-nothing-real")).unwrap_or_default(),
        parties: vec![agency],
        facts: about,
        tables: vec![Table {
            caption: page.t("refund-how"),
            head: vec![page.t("refund-line"), page.t("refund-figure")],
            rows: rows.collect(),
        }],
        totals: totals.collect(),
        notes: vec![rule(lang, working.rule), page.t("refund-never-more"), page.t("refund-rounding")],
        issued_at: page.now.as_second(),
        ..Paper::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_working_and_every_rule_has_words_in_both_languages() {
        let rules = [
            RefundRule::Nothing,
            RefundRule::Full,
            RefundRule::LessActualCost,
            RefundRule::LessGovernmentFee,
            RefundRule::ByFormula,
            RefundRule::Forfeited,
        ];
        for lang in Lang::ALL {
            for word in WorkingWord::ALL {
                let key = format!("working-{word}");
                assert_ne!(lang.t(&key), key);
            }
            for one in rules {
                assert!(!rule(lang, one).starts_with("refund-rule"), "{one:?}");
            }
        }
    }

    #[test]
    fn a_portion_is_written_with_its_base_its_parts_and_what_it_comes_to() {
        let page = Page::visitor(Lang::En, jiff::Timestamp::UNIX_EPOCH, "/");
        let portion = Figure::Portion { of_minor: 15_000_000, times: 9, over: 24, is_minor: 5_625_000 };
        let said = crate::words::plain(&figure(&page, Currency::Omr, portion));
        assert_eq!(said, "OMR 15000.000 × 9 / 24 = OMR 5625.000");
    }
}
