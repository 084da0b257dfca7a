//! The queue of papers and the page of one, filled from what a use case let somebody see.

use app::document_checks::{Checked, Compared, ReadOut, Task, Typed};
use app::document_links::Opened;
use askama::Template;
use domain::{CheckReason, CheckResult, DocumentKind, DocumentRule};

use super::PLACE;
use crate::form::{Sent, by_name};
use crate::page::Page;
use crate::portals::Tab;
use crate::ui::{Badge, Choice, Field, Kind, Pager, Tone, When};

/// A paper that waits.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// Its page.
    pub href: String,
    /// What it is.
    pub kind: String,
    /// The worker's reference, or the agency's code.
    pub reference: String,
    /// The code of the agency that filed it, or that a household did.
    pub agency: String,
    /// Since when.
    pub since: When,
    /// Until when.
    pub due: When,
    /// New, late, or for a second person.
    pub badge: Badge,
}

/// The queue.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/checks.html")]
pub struct Checks {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// Profiles that wait, those that were asked, papers.
    pub tabs: Vec<Tab>,
    /// The oldest first.
    pub rows: Vec<CheckRow>,
    /// Back and next.
    pub pager: Pager,
}

/// A paper that stands open on its page.
#[derive(Debug, Clone)]
pub struct Looking {
    /// Its pages: number and address.
    pub pages: Vec<(usize, String)>,
    /// What stands across each.
    pub mark: String,
    /// Seconds until they close.
    pub left: i64,
    /// When that is.
    pub until: When,
}

/// A line of the comparison: the field, what the lines say, what was typed, whether the two are the same.
pub type ComparedRow = (String, String, String, Badge);

/// One paper.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/check.html")]
pub struct Check {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// The document.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The worker's reference, or the agency's code.
    pub reference: String,
    /// How it stands.
    pub badge: Badge,
    /// Agency, last day, since when, until when.
    pub facts: Vec<(String, String)>,
    /// What the first one found, in words.
    pub first: Option<String>,
    /// What it is looked at for.
    pub purpose: String,
    /// The paper, while it stands open.
    pub looking: Option<Looking>,
    /// What was typed from it, while that is open.
    pub typed: Vec<(String, String)>,
    /// Whether it has lines that a machine reads.
    pub has_lines: bool,
    /// The lines as they were copied.
    pub lines: String,
    /// What is wrong with them.
    pub lines_fault: String,
    /// Each check digit and whether it fits.
    pub digits: Vec<(String, Badge)>,
    /// The lines beside what was typed.
    pub compared: Vec<ComparedRow>,
    /// What is to be said of it; nothing where somebody else has to.
    pub fields: Vec<Field>,
}

/// A paper of the queue.
pub fn row(page: &Page, task: &Task) -> CheckRow {
    CheckRow {
        href: format!("{PLACE}/{}", task.id),
        kind: kind(page, task.kind),
        reference: task.reference.clone(),
        agency: task.agency.clone().unwrap_or_else(|| page.t("role-customer")),
        since: page.when(task.since),
        due: page.when(task.due),
        badge: badge(page, task),
    }
}

fn kind(page: &Page, kind: DocumentKind) -> String {
    page.t(format!("document-kind-{kind}"))
}

/// How one stands; late before all else.
fn badge(page: &Page, task: &Task) -> Badge {
    match (&task.first, task.yours) {
        _ if task.late => Badge::new(Tone::Stop, "clock", page.t("review-late")),
        (Some(_), true) => Badge::new(Tone::Info, "users", page.t("check-second")),
        (_, false) => Badge::new(Tone::Mute, "users", page.t("check-others")),
        (None, true) => Badge::new(Tone::Info, "eye-check", page.t("review-new")),
    }
}

/// Why a result was not accepted, in words behind it.
pub fn result(page: &Page, result: CheckResult, reason: Option<CheckReason>) -> String {
    let result = page.t(format!("check-result-{result}"));
    match reason {
        Some(reason) => format!("{result}: {}", page.t(format!("check-reason-{reason}"))),
        None => result,
    }
}

/// The page of one paper, without anything that it says.
pub(super) fn view(page: Page, task: &Task) -> Check {
    let day = |day| page.date(day);
    let mut facts: Vec<_> = task.agency.iter().map(|agency| (page.t("agency"), agency.clone())).collect();
    facts.extend(task.expires_on.map(|ends| (page.t("documents-ends"), day(ends))));
    facts.push((page.t("documents-filed"), page.when(task.since).words().to_owned()));
    facts.push((page.t("reviews-due"), page.when(task.due).words().to_owned()));
    let first =
        task.first.as_ref().map(|first| page.t1("check-first", "result", result(&page, first.result, first.reason)));
    let rule = DocumentRule::of(task.kind, task.owner);
    Check {
        id: task.id.to_string(),
        kind: kind(&page, task.kind),
        reference: task.reference.clone(),
        badge: badge(&page, task),
        facts,
        first,
        purpose: page.t(format!("purpose-{}", task.way.purpose)),
        looking: None,
        typed: Vec::new(),
        has_lines: rule.is_some_and(DocumentRule::has_lines),
        lines: String::new(),
        lines_fault: String::new(),
        digits: Vec::new(),
        compared: Vec::new(),
        fields: if task.yours { fields(&page, task) } else { Vec::new() },
        page,
    }
}

/// What is to be said of a paper.
fn fields(page: &Page, task: &Task) -> Vec<Field> {
    let mut choices = vec![Choice::new("", page.t("check-found-none"))];
    for found in CheckResult::ALL {
        if found.reasons().is_empty() {
            choices.push(Choice::new(found.as_str(), result(page, *found, None)));
        }
        choices.extend(
            found.reasons().iter().map(|why| Choice::new(format!("{found}:{why}"), result(page, *found, Some(*why)))),
        );
    }
    let mut fields = vec![Field::new("result", page.t("check-found"), Kind::Select(choices))];
    if task.first.is_none() {
        fields.push(
            Field::new("second", page.t("check-ask-second"), Kind::Tick)
                .hint(page.t("check-ask-second.hint"))
                .optional(),
        );
    }
    fields
}

/// The paper as it stands open.
pub(super) fn looking(page: &Page, token: &str, opened: &Opened) -> Looking {
    Looking {
        pages: (1..=opened.pages).map(|nth| (nth, format!("/documents/links/{token}/pages/{nth}"))).collect(),
        mark: opened.mark.clone(),
        left: opened.left.as_secs().max(0),
        until: page.when(opened.until),
    }
}

/// A field as it was typed, with its name.
pub(super) fn said(page: &Page, typed: &Typed) -> (String, String) {
    (label(page, typed.what), typed.value.clone())
}

fn label(page: &Page, what: &str) -> String {
    page.t(if what == "ends" { "documents-ends".to_owned() } else { format!("field-{what}") })
}

/// With what was typed, and what is wrong with it.
pub(super) fn refilled(mut view: Check, sent: &Sent, faults: &[app::Fault]) -> Check {
    let mut faults = by_name(faults);
    // Result and reason are one question here.
    for (name, _) in &mut faults {
        if name.as_str() == "reason" {
            "result".clone_into(name);
        }
    }
    let words = |reason: &str| view.page.t(format!("fault-{reason}"));
    view.lines_fault = faults.iter().find(|(name, _)| name == "lines").map_or_else(String::new, |(_, why)| words(why));
    for field in &mut view.fields {
        sent.refill(field, &faults, words);
    }
    sent.get("lines").clone_into(&mut view.lines);
    view
}

/// What each check digit says.
pub(super) fn digits(page: &Page, lines: &ReadOut) -> Vec<(String, Badge)> {
    let digit = |(what, checked): (&str, Checked)| {
        let badge = match checked {
            Checked::Fits => Badge::new(Tone::Ok, "check", page.t("check-fits")),
            Checked::Differs => Badge::new(Tone::Stop, "x", page.t("check-differs")),
            Checked::None => Badge::new(Tone::Mute, "minus", page.t("check-no-digit")),
        };
        (page.t(format!("check-digit-{what}")), badge)
    };
    [
        ("number", lines.number_checked),
        ("born", lines.born_checked),
        ("expires", lines.expires_checked),
        ("personal", lines.personal_checked),
        ("whole", lines.whole_checked),
    ]
    .map(digit)
    .into()
}

/// A line of the comparison.
pub(super) fn compared_row(page: &Page, one: &Compared) -> ComparedRow {
    let badge = match (one.same, one.typed.is_empty()) {
        (true, _) => Badge::new(Tone::Ok, "check", page.t("check-same")),
        (false, true) => Badge::new(Tone::Mute, "minus", page.t("check-not-typed")),
        (false, false) => Badge::new(Tone::Stop, "x", page.t("check-other")),
    };
    (label(page, one.what), one.read.clone(), one.typed.clone(), badge)
}
