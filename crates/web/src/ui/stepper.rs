//! Where a case is on its way, in seven stages: seven dots when wide, one line on a phone.

use askama::Template;
use domain::StateToken;
use domain::case::Stage;
use fluent_templates::fluent_bundle::FluentValue;

use super::part;
use crate::i18n::Lang;

/// The name of a stage in the words of the reader's side: `customer`, `agency`, `worker`, `operator`.
pub fn stage_name(lang: Lang, stage: Stage, by: &str) -> String {
    let key = match stage {
        Stage::Request => "stage-request",
        Stage::Held => "stage-held",
        Stage::Meeting => "stage-meeting",
        Stage::Agreement => "stage-agreement",
        Stage::Payment => "stage-payment",
        Stage::Papers => "stage-papers",
        Stage::Arrival => "stage-arrival",
        Stage::Closed => "stage-closed",
    };
    lang.say(key, &[("by", FluentValue::from(by))])
}

/// "Opens at step 6, Papers": when a field that is hidden now will be seen. Where that is within the present step, or after
/// the last one, what it waits for: "Opens once everybody has signed".
pub fn opens_at(lang: Lang, now: StateToken, opens: StateToken, by: &str) -> String {
    let stage = Stage::of(opens);
    if stage == Stage::Closed || stage == Stage::of(now) {
        return lang.say("opens-once", &[("state", FluentValue::from(opens.as_str()))]);
    }
    lang.t2("opens-at", "number", number(stage), "name", stage_name(lang, stage, by))
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
    /// The reader's side, which the names may depend on.
    pub by: &'static str,
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
                name: stage_name(self.lang, stage, self.by),
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
        stage_name(self.lang, self.now, self.by)
    }

    fn next(&self) -> Option<String> {
        self.dots().into_iter().find(|dot| !dot.done && !dot.here).map(|dot| dot.name)
    }
}

part!(Stepper);
