//! Fills the card of what a household said of its agency.

use app::admit::Key;
use app::agency_reviews::{self, AgencyReview, Own};
use app::{AppError, Caller};

use super::Read;
use crate::page::{Page, Portal};
use crate::portals::OwnReview;
use crate::site::Site;
use crate::ui::{Badge, Tone};

/// The card for the household of a case; nothing for anybody else, nor while there is nothing to say.
pub async fn own_review(
    site: &Site,
    caller: &Caller,
    read: &Read,
    page: &Page,
    portal: Portal,
) -> Result<Option<OwnReview>, AppError> {
    if portal != Portal::Customer {
        return Ok(None);
    }
    let key = Key::Id(read.view.open.row.id.0);
    let own = site.house.read(caller, move |tx, desk, caller| agency_reviews::own(tx, desk, caller, &key)).await?;
    let empty = OwnReview {
        lang: page.lang,
        place: format!("{}/review", read.address(portal)),
        csrf: page.csrf.clone(),
        answers: Vec::new(),
        text: String::new(),
        badge: None,
        refused: String::new(),
        agency: format!("/agencies/{}", read.view.agency.code.as_deref().unwrap_or_default()),
    };
    Ok(match own {
        Own::Closed => None,
        Own::Open => Some(empty),
        Own::Said(said) => Some(filled(page, *said, empty)),
    })
}

fn filled(page: &Page, said: AgencyReview, empty: OwnReview) -> OwnReview {
    let answers = &said.answers;
    let answer = |(question, word): (&str, &String)| {
        (page.t(format!("review-agency-{question}")), page.t(format!("experience-{word}")))
    };
    let badge = match said.standing.as_str() {
        "waiting" => Some((Tone::Wait, "hourglass")),
        "published" => Some((Tone::Ok, "circle-check")),
        "refused" => Some((Tone::Mute, "x")),
        _ => None,
    };
    OwnReview {
        answers: [("coordination", &answers.coordination), ("meetings", &answers.meetings), ("fees", &answers.fees)]
            .map(answer)
            .into(),
        badge: badge.map(|(tone, icon)| Badge::new(tone, icon, page.t(format!("review-text-{}", said.standing)))),
        refused: said.refused_for.map(|reason| page.t(format!("text-fault-{reason}"))).unwrap_or_default(),
        text: said.text.unwrap_or_default(),
        ..empty
    }
}
