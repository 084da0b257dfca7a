//! Where a case is on its way, in seven stages: seven dots when wide, one line on a phone.

use askama::Template;
use domain::case::Stage;

use super::part;
use crate::i18n::Lang;

/// The name of a stage.
pub fn stage_name(lang: Lang, stage: Stage) -> String {
    lang.t(match stage {
        Stage::Request => "stage-request",
        Stage::Held => "stage-held",
        Stage::Meeting => "stage-meeting",
        Stage::Agreement => "stage-agreement",
        Stage::Payment => "stage-payment",
        Stage::Papers => "stage-papers",
        Stage::Arrival => "stage-arrival",
        Stage::Closed => "stage-closed",
    })
}

/// "Opens at step 6, Papers": when a field that is hidden or masked now will be seen. Nothing at all after the last step.
pub fn opens_at(lang: Lang, stage: Stage) -> String {
    if stage == Stage::Closed {
        return lang.t("opens-never");
    }
    lang.t2("opens-at", "number", number(stage), "name", stage_name(lang, stage))
}

/// A stage's place on the way, from 1.
fn number(stage: Stage) -> usize {
    stage as usize + 1
}

/// The stepper of one case.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/stepper.html")]
pub struct Stepper {
    /// The page's language.
    pub lang: Lang,
    /// Where the case is now; all seven are done when it is closed.
    pub now: Stage,
    /// Whether the current step waits for the reader: only then is it copper.
    pub yours: bool,
    /// The day on which each stage was reached, in words; as many as were reached.
    pub days: Vec<String>,
}

/// One stage as it is drawn.
struct Dot {
    name: String,
    day: String,
    done: bool,
    here: bool,
}

impl Stepper {
    /// Every stage but the last, which is no step.
    fn dots(&self) -> Vec<Dot> {
        let days = self.days.iter().map(String::as_str).chain(std::iter::repeat(""));
        let way = Stage::ALL.into_iter().filter(|stage| *stage != Stage::Closed);
        way.zip(days)
            .map(|(stage, day)| Dot {
                name: stage_name(self.lang, stage),
                day: day.to_owned(),
                done: stage < self.now,
                here: stage == self.now,
            })
            .collect()
    }

    fn closed(&self) -> bool {
        self.now == Stage::Closed
    }

    fn number(&self) -> usize {
        number(self.now)
    }

    fn name(&self) -> String {
        stage_name(self.lang, self.now)
    }

    fn next(&self) -> Option<String> {
        self.dots().into_iter().find(|dot| !dot.done && !dot.here).map(|dot| dot.name)
    }
}

part!(Stepper);
