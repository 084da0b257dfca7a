//! What each step asks: the fields of its form, named as the step's input is named.
//!
//! Statements that a guard wants are ticks named `attest`, one for each that this person may make.

use app::vocabulary::LANGUAGES;
use domain::money::BasisPoints;
use domain::pack::Pack;
use domain::words::{OverlayKind, Side, Statement, StepToken};
use jiff::civil::Date;

use super::fill::words::word;
use crate::page::Page;
use crate::ui::{Choice, Field, Kind};

/// What the questions of a step depend on.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The frame, for the language.
    pub page: &'a Page,
    /// The reader's side.
    pub side: Side,
    /// The rules of the case: limits and rates in hints.
    pub pack: &'a Pack,
    /// The day, for what changes with it.
    pub today: Date,
    /// What the reader may state and nobody has stated yet.
    pub statements: Vec<Statement>,
    /// The times to choose from, for `choose_slot`: value is the slot's place from 0.
    pub slots: Vec<Choice>,
    /// Whether the reader may say where the agency's office is.
    pub asks_way: bool,
    /// The languages that a contract can be written in, for `offer`: value is the BCP 47 tag.
    pub languages: Vec<Choice>,
    /// Whether the case is in a claim: there, `answer` is the agency's.
    pub claim: bool,
}

/// A rate in percent: `5` or `5.25`.
pub(super) fn percent(rate: BasisPoints) -> String {
    let rate = u16::from(rate);
    if rate.is_multiple_of(100) { (rate / 100).to_string() } else { format!("{}.{:02}", rate / 100, rate % 100) }
}

impl Asked<'_> {
    /// The fields of this step's form.
    pub fn questions(&self, step: StepToken) -> Vec<Field> {
        let mut fields = match step {
            StepToken::ProposeMeeting => self.meeting(),
            StepToken::ChooseSlot => self.choice(),
            StepToken::AgreeMeeting => vec![self.interpreter()],
            StepToken::Answer => vec![self.answer()],
            StepToken::Offer => self.offer(),
            StepToken::Sign => vec![self.field("signed", Kind::Tick)],
            StepToken::ConfirmDeposit | StepToken::ApproveRefund | StepToken::PayRefund => {
                vec![self.hinted("amount", Kind::Rial)]
            }
            StepToken::RecordPermit => vec![self.field("granted_on", Kind::Line("date"))],
            StepToken::RecordTravel => vec![self.field("promised_on", Kind::Line("date"))],
            StepToken::RecordArrival => {
                vec![self.field("arrived_on", Kind::Line("date")), self.hinted("arrival_code", Kind::Line("text"))]
            }
            StepToken::Claim => vec![self.field("cause", self.words("cause", self.causes()))],
            StepToken::RuleClaim => vec![
                self.field("ruling", self.words("ruling", &["founded", "unfounded", "withdrawn"])),
                self.field("employer_abuse", Kind::Tick).optional(),
            ],
            StepToken::Pause | StepToken::Lift => vec![self.field("overlay", self.overlays())],
            _ => Vec::new(),
        };
        if !self.statements.is_empty() {
            fields.push(self.attest());
        }
        fields
    }

    fn field(&self, name: &str, kind: Kind) -> Field {
        Field::new(name, self.page.t(format!("input-{name}")), kind)
    }

    fn hinted(&self, name: &str, kind: Kind) -> Field {
        self.field(name, kind).hint(self.page.t(format!("input-{name}.hint")))
    }

    fn words(&self, list: &str, tokens: &[&str]) -> Kind {
        Kind::Cards(tokens.iter().map(|token| Choice::new(*token, self.page.t(format!("{list}-{token}")))).collect())
    }

    /// Three times at most on one form; more are proposed by proposing again.
    fn meeting(&self) -> Vec<Field> {
        let mut fields: Vec<Field> = (1..=3_u8)
            .map(|number| {
                let label = self.page.t1("input-slot-nth", "number", number);
                let slot = Field::new(format!("slot_{number}"), label, Kind::Line("datetime-local"));
                if number == 1 { slot.hint(self.page.t("input-slot-nth.hint")) } else { slot.optional() }
            })
            .collect();
        fields.push(self.field("minutes", Kind::Number(15, 240)).value("30"));
        fields.push(self.field("weekend", Kind::Tick).optional());
        fields.push(self.field("place", self.places()));
        fields.extend(self.way());
        fields.push(self.interpreter());
        fields
    }

    /// How one meets, each with how it goes without anybody's number.
    fn places(&self) -> Kind {
        let choice = |word: &str| {
            let how = self.page.t(format!("place-{word}.how"));
            Choice::new(word, self.page.t(format!("place-{word}"))).with(how)
        };
        Kind::Cards(["video", "telephone", "agency_office"].map(choice).into())
    }

    fn choice(&self) -> Vec<Field> {
        let mut fields = vec![self.field("slot", Kind::Cards(self.slots.clone()))];
        fields.extend(self.way());
        fields.push(self.interpreter());
        fields
    }

    fn way(&self) -> Option<Field> {
        self.asks_way.then(|| self.hinted("way", Kind::Line("text")).optional())
    }

    fn interpreter(&self) -> Field {
        let none = Choice::new("", self.page.t(format!("interpreter-none-{}", self.side)));
        let tongue = |token: &str| Choice::new(token, word(self.page, "language", token));
        let choices = std::iter::once(none).chain(LANGUAGES.tokens().map(tongue));
        self.hinted("interpreter", Kind::Select(choices.collect())).optional()
    }

    fn answer(&self) -> Field {
        let words = |key: &str| self.page.t1(key, "by", self.side.as_str());
        let (yes, no) =
            if self.claim { ("input-yes-accept", "input-yes-contest") } else { ("input-yes-yes", "input-yes-no") };
        self.field("yes", Kind::Cards(vec![Choice::new("true", words(yes)), Choice::new("false", words(no))]))
    }

    /// One line for each thing a household pays, and what the worker is granted. VAT is worked out, never typed.
    fn offer(&self) -> Vec<Field> {
        let rules = self.pack.rules();
        let rate = percent(rules.vat.rate_on(self.today));
        let fee = |key: &str, item: &str| self.page.t1(key, "item", self.page.t(format!("item-{item}")));
        let mut fields = vec![
            Field::new("service_fee", fee("input-fee", "service_fee"), Kind::Rial).hint(self.page.t1(
                "input-fee.hint",
                "rate",
                rate,
            )),
            Field::new("government_fee", fee("input-fee", "government_fee"), Kind::Rial),
            Field::new("insurance", fee("input-fee", "insurance"), Kind::Rial).optional(),
            Field::new("travel", fee("input-fee", "travel"), Kind::Rial).optional(),
            Field::new("travel_agency", fee("input-fee-agency", "travel"), Kind::Rial).optional(),
        ];
        let least = self.page.lang.rial(rules.terms.wage_min_minor);
        let hours = Kind::Number(1, i64::from(rules.terms.hours_per_day_max));
        let rest = Kind::Number(i64::from(rules.terms.rest_days_per_week_min), 7);
        fields.push(self.field("wage", Kind::Rial).hint(self.page.t1("input-wage.hint", "least", least)));
        fields.push(self.field("hours", hours));
        fields.push(self.field("rest", rest));
        fields.push(self.hinted("languages", Kind::Checks(self.languages.clone())));
        fields
    }

    /// A worker's own claim names what was done to them; the others' name what happened to the placement.
    fn causes(&self) -> &'static [&'static str] {
        if self.side == Side::Worker {
            &["wage_unpaid", "terms_broken", "abuse", "passport_withheld", "not_as_offered", "worker_declines", "other"]
        } else {
            &["medically_unfit", "worker_declines", "worker_left", "not_as_offered", "other"]
        }
    }

    fn overlays(&self) -> Kind {
        let choice = |kind: &OverlayKind| Choice::new(kind.as_str(), self.page.t(format!("overlay-kind-{kind}")));
        Kind::Cards(OverlayKind::ALL.iter().map(choice).collect())
    }

    /// What the reader may state.
    pub fn attest(&self) -> Field {
        let choice = |said: &Statement| Choice::new(said.as_str(), self.page.t(format!("statement-{said}")));
        self.hinted("attest", Kind::Checks(self.statements.iter().map(choice).collect()))
    }
}
