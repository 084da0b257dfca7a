//! What forms on the page of a case do, in every portal: take a step, state something, open what is sealed.
//!
//! On success the browser is led back to the page, so that sending again repeats nothing; a form with faults is shown again.

use app::admit::Key;
use app::cases::{self, Taken};
use app::disclosures;
use app::workers::Through;
use app::{AppError, Caller};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Purpose;
use domain::attest::Statement;
use domain::ids::ReferenceKind;

use super::{CasePage, Disclosed, fill, step_input};
use crate::form::{Faults, Sent};
use crate::i18n::Lang;
use crate::once;
use crate::page::{Page, Portal, answer, error_words};
use crate::site::Site;
use crate::ui::{StepForm, Turn};
use crate::visit::Visit;

/// Why a step was not taken.
pub enum Untaken {
    /// Answers to be mended.
    Faults(Faults),
    /// An answer that the trade does not take: the field, and what to do in the reader's words.
    Answer(&'static str, String, AppError),
    /// Anything else.
    Error(AppError),
}

impl From<AppError> for Untaken {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

/// Takes the step that a form asks for, once for each rendered form.
pub async fn take(site: &Site, caller: &Caller, reference: &str, sent: &Sent) -> Result<(), Untaken> {
    let key = Key::parse(ReferenceKind::Case, reference)?;
    let desk = site.house.desk();
    let step = step_input::read(sent, desk.pack(), desk.today()).map_err(Untaken::Faults)?;
    let states = statements(sent)?;
    let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
    let once = once::of_form(caller, &format!("POST /cases/{reference}/steps"), sent.get("key"), &sent.ask())?;
    if once::done(&site.house, caller, &once).await?.is_some() {
        return Ok(());
    }
    let code = Some(sent.get("arrival_code").to_owned()).filter(|code| !code.is_empty());
    let taken = Taken { case: key, version, step, states, arrival_code: false, once };
    cases::move_on(&site.house, caller, taken, code).await.map(drop).map_err(|error| match answer_of(&error) {
        Some(field) => {
            let page = Page::visitor(Lang::parse(caller.language).unwrap_or_default(), site.house.desk().now, "");
            Untaken::Answer(field, error_words(&page, &error), error)
        }
        None => Untaken::Error(error),
    })
}

/// The field of a step's form that an error speaks of.
fn answer_of(error: &AppError) -> Option<&'static str> {
    match error {
        AppError::Refused(refusal) => match refusal.rule {
            "slots_possible" | "slots_ahead" => Some("slot_1"),
            "weekend_meant" => Some("weekend"),
            "way_told" | "way_of_agency" => Some("way"),
            "slot_ahead" | "others_slots" => Some("slot"),
            _ => None,
        },
        AppError::Invalid(faults) => match faults.first()?.pointer.rsplit('/').next()? {
            "way" => Some("way"),
            "interpreter" => Some("interpreter"),
            _ => None,
        },
        _ => None,
    }
}

/// Shows a refused form again, with what to do beside the field. `Err` when the page has no such field any more.
pub fn show_again<'a>(
    forms: impl Iterator<Item = &'a mut StepForm>,
    sent: &Sent,
    untaken: Untaken,
    say: impl Fn(&str) -> String,
) -> Result<(), AppError> {
    let (faults, mut told) = match untaken {
        Untaken::Error(error) => return Err(error),
        Untaken::Faults(faults) => (faults, None),
        Untaken::Answer(field, words, error) => (Faults::new(), Some((field, words, error))),
    };
    for form in forms.filter(|form| form.step.as_str() == sent.get("step")) {
        refill(form, sent, &faults, &say);
        if let Some((field, words, _)) = &told
            && let Some(field) = form.fields.iter_mut().find(|one| one.name == *field)
        {
            field.error.clone_from(words);
            told = None;
        }
    }
    told.map_or(Ok(()), |(.., error)| Err(error))
}

fn statements(sent: &Sent) -> Result<Vec<Statement>, AppError> {
    let read = |word| Statement::parse(word).map_err(|_| AppError::invalid("/attest", "not_your_statement"));
    sent.all("attest").map(read).collect()
}

/// `POST {cases}/{reference}/steps`
pub async fn step(site: &Site, visit: &Visit, portal: Portal, reference: &str, sent: &Sent) -> Response {
    let caller = match visit.sender(site, portal, sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let back = format!("{}/{reference}", fill::place(portal).0);
    match take(site, &caller, reference, sent).await {
        Ok(()) => Redirect::to(&back).into_response(),
        Err(Untaken::Error(error)) => visit.failed_on(site, back, error),
        Err(untaken) => match fill::case_page(site, visit, portal, &caller, reference, None).await {
            Ok(mut page) => {
                page.page.path.clone_from(&back);
                let lang = page.page.lang;
                match show_again(forms(&mut page), sent, untaken, |reason| lang.t(reason)) {
                    Ok(()) => answer(StatusCode::UNPROCESSABLE_ENTITY, &page, false),
                    Err(error) => visit.failed_on(site, back, error),
                }
            }
            Err(error) => visit.failed_on(site, back, error),
        },
    }
}

fn forms(page: &mut CasePage) -> impl Iterator<Item = &mut StepForm> {
    let main = match &mut page.next.turn {
        Turn::Yours(steps) => steps.as_mut_slice(),
        Turn::Theirs(_) | Turn::Nobody(_) | Turn::Rests(_) => &mut [],
    };
    main.iter_mut().chain(page.end.iter_mut())
}

/// Shows a refused form again: what was typed, and what is wrong beside it.
pub fn refill(form: &mut StepForm, sent: &Sent, faults: &Faults, say: impl Fn(&str) -> String) {
    if form.step.as_str() == sent.get("step") {
        form.fields.iter_mut().for_each(|field| sent.refill(field, faults, &say));
    }
}

/// `POST {cases}/{reference}/statements`
pub async fn state(site: &Site, visit: &Visit, portal: Portal, reference: &str, sent: &Sent) -> Response {
    let caller = match visit.sender(site, portal, sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let back = format!("{}/{reference}", fill::place(portal).0);
    let stated = async {
        let key = Key::parse(ReferenceKind::Case, reference)?;
        let states = statements(sent)?;
        site.house.write(&caller, move |tx, desk, caller| cases::attest(tx, desk, caller, &key, &states)).await
    };
    match stated.await {
        Ok(()) => Redirect::to(&back).into_response(),
        Err(error) => visit.failed_on(site, back, error),
    }
}

/// `POST {cases}/{reference}/disclosures`: the values on a page that is not kept.
pub async fn disclose(site: &Site, visit: &Visit, portal: Portal, reference: &str, sent: &Sent) -> Response {
    let back = format!("{}/{reference}", fill::place(portal).0);
    let through = Key::parse(ReferenceKind::Case, reference).map(Through::Case);
    open(site, visit, portal, through, back, sent).await
}

/// Opens what a form names, on a roster or through a case.
pub async fn open(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    through: Result<Through, AppError>,
    back: String,
    sent: &Sent,
) -> Response {
    let caller = match visit.sender(site, portal, sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let opened = async {
        let purpose =
            Purpose::parse(sent.get("purpose")).map_err(|_| AppError::invalid("/purpose", "purpose_wanted"))?;
        let fields = sent.all("fields").map(str::to_owned).collect();
        disclosures::open(&site.house, &caller, through?, fields, purpose).await
    };
    match opened.await {
        Ok(opened) => {
            let page = visit.page(site, portal, "");
            let label = |name: &str| fill::words::field(&page, name);
            let values = opened.values.into_iter().map(|(name, value)| (label(name), value)).collect();
            let own = portal == Portal::Worker && opened.purpose == fill::OWN_DATA;
            let why = if own { page.t("purpose-own") } else { page.t(format!("purpose-{}", opened.purpose)) };
            answer(StatusCode::CREATED, &Disclosed { page, values, why, back }, false)
        }
        Err(error) => visit.failed_on(site, back, error),
    }
}
