//! How much of a profile is told, and why not more: what the re-identification check says, for the moderator, the agency and the
//! worker.

use askama::Template;
use domain::reidentification::{Age, Checked, Coarsening};

use crate::page::Page;
use crate::portals::fill::words;
use crate::ui::{Icon, icon, part};

/// What the check says, in words.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/told.html")]
pub struct Told {
    /// What this is, as a heading.
    pub title: String,
    /// Whether something is told less precisely, or even that is rare.
    pub tone: &'static str,
    /// Its sign.
    pub sign: Icon,
    /// The outcome in one sentence.
    pub outcome: String,
    /// What is told otherwise than it stands in the record, one sentence each.
    pub coarsened: Vec<String>,
    /// What the moderator has to look at; empty for others, and where nothing is rare.
    pub look: String,
    /// Why this is done, and what it does not change.
    pub why: String,
}

part!(Told);

impl Told {
    /// For a reader: `operator`, `agency` or `worker`. `least` is how many people must fit.
    pub fn of(page: &Page, checked: &Checked, least: u16, reader: &str) -> Self {
        let (tone, sign, outcome) = match checked {
            Checked { rare: true, .. } => ("wait", "alert-triangle", "told-rare"),
            Checked { coarsened, .. } if coarsened.is_empty() => ("", "circle-check", "told-whole"),
            _ => ("wait", "eye-check", "told-coarser"),
        };
        Self {
            title: page.t(format!("told-title-{reader}")),
            tone,
            sign: icon(sign),
            outcome: page.t1(outcome, "count", i64::from(least)),
            coarsened: coarsened(page, &checked.coarsened),
            look: if checked.rare && reader == "operator" { page.t("told-look") } else { String::new() },
            why: page.t(format!("told-why-{reader}")),
        }
    }
}

/// An age as the page says it.
pub fn age(age: &Age) -> String {
    age.years().map_or_else(|| format!("{}\u{2013}{}", age.from(), age.to()), |years| years.to_string())
}

fn coarsened(page: &Page, all: &[Coarsening]) -> Vec<String> {
    let of = |pick: fn(&Coarsening) -> Option<&String>| all.iter().filter_map(pick).cloned().collect::<Vec<_>>();
    let bands = of(|one| if let Coarsening::Age { band } = one { Some(band) } else { None });
    let skills = of(|one| if let Coarsening::Skill { word } = one { Some(word) } else { None });
    let languages = of(|one| if let Coarsening::Language { word } = one { Some(word) } else { None });
    let mut said: Vec<String> =
        bands.iter().map(|band| page.t1("told-age", "band", band.replace('-', "\u{2013}"))).collect();
    if !skills.is_empty() {
        said.push(page.t1("told-skills", "words", words::list(page, "skill", &skills)));
    }
    if !languages.is_empty() {
        said.push(page.t1("told-languages", "words", words::list(page, "language", &languages)));
    }
    if all.contains(&Coarsening::Region {}) {
        said.push(page.t("told-region"));
    }
    said
}
