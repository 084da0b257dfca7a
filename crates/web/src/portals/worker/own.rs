//! A worker's own profile, consents, and who looked.

use app::workers::{self, Given, RosterStep, Through};
use app::{AppError, Caller};
use domain::StepToken;
use domain::consent::{ConsentKind, ConsentMethod};

use super::{Consent, Consents, OwnProfile};
use crate::page::Portal;
use crate::portals::fill::words;
use crate::portals::public::browse;
use crate::portals::{Panel, Told, fill, papers, state_name};
use crate::site::Site;
use crate::ui::{Badge, Choice, StepForm, Tone, Weight};
use crate::visit::Visit;

const HERE: Portal = Portal::Worker;

/// The own profile as the public sees it, and what the public does not see.
pub async fn profile(site: &Site, visit: &Visit, caller: &Caller) -> Result<OwnProfile, AppError> {
    let page = visit.page(site, HERE, "my-profile");
    let own = site.house.read(caller, workers::own).await?;
    let seen = workers::get(&site.house, caller, own.key.clone()).await?;
    let card = match &own.profile {
        Some(reference) => {
            match app::catalogue::profile(&site.house, caller, reference).await {
                Ok(shown) => Some(browse::card(&page, &shown.profile)),
                // Nobody sees it while the agency's licence is not in force.
                Err(AppError::NotFound) => None,
                Err(error) => return Err(error),
            }
        }
        None => None,
    };
    let withdraw = own.steps.contains(&StepToken::WithdrawProfile).then(|| StepForm {
        lang: page.lang,
        step: StepToken::WithdrawProfile,
        by: "worker",
        action: "/worker/profile/steps".to_owned(),
        csrf: page.csrf.clone(),
        version: own.open.row.version,
        key: site.house.desk().id(0).to_string(),
        weight: Weight::Stop,
        hidden: Vec::new(),
        fields: Vec::new(),
        brief: false,
        cost: String::new(),
    });
    let key = own.key.clone();
    let form = site.house.read(caller, move |tx, desk, caller| workers::public_form(tx, desk, caller, &key)).await?;
    let least = site.house.desk().pack().rules().reidentification.people_min;
    let told = form.filter(|_| card.is_some()).map(|form| Told::of(&page, &form, least, "worker"));
    let tone = if card.is_some() { Tone::Ok } else { Tone::Mute };
    let documents = papers::of_worker(site, caller, &page, own.key.clone(), "/worker/profile".to_owned()).await?;
    Ok(OwnProfile {
        documents,
        badge: Badge::new(tone, "world", state_name(page.lang, own.open.standing)),
        card,
        told,
        own: Panel {
            title: page.t("own-profile-own"),
            facts: fill::worker_facts(&page, None, &seen),
            reveal: fill::own_reveal(&site.house.desk(), &page, seen.view().ask(), "/worker/profile/disclosures"),
        },
        withdraw,
        page,
    })
}

/// The own record, as the place where something is opened.
pub async fn through(site: &Site, caller: &Caller) -> Result<Through, AppError> {
    Ok(Through::Roster(site.house.read(caller, workers::own).await?.key))
}

/// Takes the own profile away, on the version that was seen.
pub async fn take_away(site: &Site, caller: &Caller, version: i64) -> Result<(), AppError> {
    site.house
        .write(caller, move |tx, desk, caller| {
            let own = workers::own(tx, desk, caller)?;
            workers::take(tx, desk, caller, &own.key, version, RosterStep::WithdrawProfile {}, &[])
        })
        .await?;
    Ok(())
}

/// Every kind of consent, given or not.
pub async fn consents(site: &Site, visit: &Visit, caller: &Caller) -> Result<Consents, AppError> {
    let page = visit.page(site, HERE, "my-consents");
    let (own, receipts) = site
        .house
        .read(caller, |tx, desk, caller| {
            let own = workers::own(tx, desk, caller)?;
            let receipts = workers::consents(tx, desk, caller, &own.key)?;
            Ok((own, receipts))
        })
        .await?;
    let desk = site.house.desk();
    let consents = ConsentKind::ALL
        .iter()
        .map(|kind| {
            let live = |receipt: &&_| is_live(receipt, *kind);
            let given = receipts.iter().filter(live).map(|receipt| receipt.given_at).max();
            Consent {
                kind: kind.as_str().to_owned(),
                given: given.map(|at| page.when(at)),
                // Whoever rested comes back by a fresh word, whether or not an old one stands.
                again: given.is_some() && *kind == ConsentKind::Listing && own.steps.contains(&StepToken::Consent),
                case: String::new(),
                key: desk.id(u16::try_from(kind.index()).unwrap_or_default()).to_string(),
            }
        })
        .collect();
    let mut languages = own.open.row.facts.languages;
    // The words of this page are the likeliest to have been read.
    languages.sort_by_key(|token| token != page.lang.code());
    let languages = languages.iter().map(|token| Choice::new(token, words::word(&page, "language", token))).collect();
    let rest = own.open.record.rests_until(desk.pack()).filter(|until| *until > desk.now).map(|until| page.when(until));
    Ok(Consents { text_version: workers::TEXT_VERSION.to_owned(), languages, rest, consents, page })
}

fn is_live(receipt: &workers::Receipt, kind: ConsentKind) -> bool {
    receipt.kind == kind.as_str() && receipt.withdrawn_at.is_none()
}

/// Gives a consent in the language in which its text was read or heard, or takes it back. Consent to be listed also moves
/// the record on, wherever that stands open to its person.
pub async fn consent(
    site: &Site,
    caller: &Caller,
    kind: ConsentKind,
    give: bool,
    language: String,
) -> Result<(), AppError> {
    site.house
        .write(caller, move |tx, desk, caller| {
            let own = workers::own(tx, desk, caller)?;
            if !give {
                return Ok(workers::withdraw(tx, desk, caller, &own.key, kind)?.map(|_| ()));
            }
            let given = Given { kind, language: language.clone(), method: ConsentMethod::InApp, case: None };
            let receipt = workers::give(tx, desk, caller, &own.key, &given)?.map(|_| ());
            // Whoever still rests gives their word now, and takes the step with it when the rest is over.
            let rests = own.open.record.rests_until(desk.pack()).is_some_and(|until| until > desk.now);
            if kind == ConsentKind::Listing && own.steps.contains(&StepToken::Consent) && !rests {
                let version = own.open.row.version;
                let step = workers::take(tx, desk, caller, &own.key, version, RosterStep::Consent {}, &[])?;
                return Ok(receipt.join(step));
            }
            Ok(receipt)
        })
        .await
}
