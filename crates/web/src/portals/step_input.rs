//! The input of a step from its form: the counterpart of `Asked::questions`, field by field.

use aws_lc_rs::digest::{SHA256, digest};
use domain::StepToken;
use domain::case::{Item, Payer, Quote, QuoteLine, Slot, Step, Terms};
use domain::digest::Digest;
use domain::money::BasisPoints;
use domain::pack::Pack;
use jiff::civil::Date;
use serde_json::json;

use crate::form::{Faults, Reader, Sent};

/// The step that a form takes. A step that does not exist is a fault of the field `step`.
pub fn read(sent: &Sent, pack: &Pack, today: Date) -> Result<Step, Faults> {
    let token = StepToken::parse(sent.get("step")).map_err(|_| vec![("step".to_owned(), "answer-choice")])?;
    let mut ask = Reader::new(sent);
    let step = match token {
        StepToken::ProposeMeeting => slots(sent, &mut ask).map(|slots| {
            let (weekend, interpreter) = (sent.get("weekend") == "yes", said(sent, "interpreter"));
            Step::ProposeMeeting { slots, weekend, interpreter }
        }),
        StepToken::ChooseSlot => {
            let (way, interpreter) = (said(sent, "way"), said(sent, "interpreter"));
            ask.whole("slot").map(|slot| Step::ChooseSlot { slot, way, interpreter })
        }
        StepToken::AgreeMeeting => Some(Step::AgreeMeeting { interpreter: said(sent, "interpreter") }),
        StepToken::Answer => ask.yes("yes").map(|yes| Step::Answer { yes }),
        StepToken::Offer => offer(sent, &mut ask, pack.rules().vat.rate_on(today)),
        StepToken::Sign => {
            let signed = ask.tick("signed");
            let terms = ask.word("terms_sha256");
            signed.and(terms).map(|terms_sha256| Step::Sign { terms_sha256 })
        }
        StepToken::ConfirmDeposit => ask.sum("amount").map(|amount_minor| Step::ConfirmDeposit { amount_minor }),
        StepToken::ApproveRefund => ask.sum("amount").map(|amount_minor| Step::ApproveRefund { amount_minor }),
        StepToken::PayRefund => ask.sum("amount").map(|amount_minor| Step::PayRefund { amount_minor }),
        StepToken::RecordPermit => ask.day("granted_on").map(|granted_on| Step::RecordPermit { granted_on }),
        StepToken::RecordTravel => ask.day("promised_on").map(|promised_on| Step::RecordTravel { promised_on }),
        StepToken::RecordArrival => ask.day("arrived_on").map(|arrived_on| Step::RecordArrival { arrived_on }),
        StepToken::Claim => ask.word("cause").map(|cause| Step::Claim { cause }),
        StepToken::RuleClaim => {
            let employer_abuse = sent.get("employer_abuse") == "yes";
            ask.word("ruling").map(|ruling| Step::RuleClaim { ruling, employer_abuse })
        }
        StepToken::Pause => ask.word("overlay").map(|overlay| Step::Pause { overlay }),
        StepToken::Lift => ask.word("overlay").map(|overlay| Step::Lift { overlay }),
        other => {
            let step = serde_json::from_value(json!({ "step": other }));
            return step.map_err(|_| vec![("step".to_owned(), "answer-choice")]);
        }
    };
    ask.done(step)
}

/// What may stay empty.
fn said(sent: &Sent, name: &str) -> Option<String> {
    Some(sent.get(name).to_owned()).filter(|text| !text.is_empty())
}

/// The first time must be given; later ones may stay empty.
fn slots(sent: &Sent, ask: &mut Reader<'_>) -> Option<Vec<Slot>> {
    let (minutes, place) = (ask.whole("minutes"), ask.word("place"));
    let named =
        ["slot_1", "slot_2", "slot_3"].into_iter().filter(|name| *name == "slot_1" || !sent.get(name).is_empty());
    let starts: Vec<_> = named.map(|name| ask.moment(name)).collect::<Option<_>>()?;
    let (minutes, place) = (minutes?, place?);
    let way = said(sent, "way");
    Some(starts.into_iter().map(|starts_at| Slot { starts_at, minutes, place, way: way.clone() }).collect())
}

/// Who pays what, and what the worker is granted. The tax is worked out here, never typed.
fn offer(sent: &Sent, ask: &mut Reader<'_>, vat: BasisPoints) -> Option<Step> {
    let (fee, government) = (ask.sum("service_fee"), ask.sum("government_fee"));
    let (insurance, travel) = (ask.sum_or_none("insurance"), ask.sum_or_none("travel"));
    let by_agency = ask.sum_or_none("travel_agency");
    let (wage, hours, rest) = (ask.sum("wage"), ask.whole("hours"), ask.whole("rest"));
    let tax = vat.of(fee?);
    let line = |item, payer, amount_minor| QuoteLine { item, payer, amount_minor };
    let mut lines = vec![
        line(Item::ServiceFee, Payer::Customer, fee?),
        line(Item::Vat, Payer::Customer, tax),
        line(Item::GovernmentFee, Payer::Customer, government?),
    ];
    let more = [
        line(Item::Insurance, Payer::Customer, insurance?),
        line(Item::Travel, Payer::Customer, travel?),
        line(Item::Travel, Payer::Agency, by_agency?),
    ];
    lines.extend(more.into_iter().filter(|line| line.amount_minor > 0));
    let quote = Quote { lines };
    let languages: Vec<String> = sent.all("languages").map(str::to_owned).collect();
    let terms = Terms {
        sha256: document(&quote, wage?, hours?, rest?, &languages),
        languages,
        wage_minor: wage?,
        hours_per_day: hours?,
        rest_days_per_week: rest?,
    };
    Some(Step::Offer { quote, terms })
}

/// The digest of everything that is offered: whoever signs names it, so that nothing can differ.
fn document(quote: &Quote, wage: i64, hours: u8, rest: u8, languages: &[String]) -> Digest {
    let text = json!({
        "quote": quote, "wage_minor": wage, "hours_per_day": hours, "rest_days_per_week": rest, "languages": languages,
    });
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, text.to_string().as_bytes()).as_ref());
    Digest::from(bytes)
}
