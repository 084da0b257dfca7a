//! What the reader may see of a person: values in clear, masked or sealed, and the way to open what is sealed.

use app::Desk;
use app::cases::{self, CustomerRecord as C};
use app::workers::{self, WorkerRecord as W};
use domain::{Class, FieldAction, Purpose, Relation, StateToken};
use policy::{Act, Ask, Effect, Field, Seen, Shown as Sight, Table, View, working_purpose};

use super::{Read, words};
use crate::i18n::Lang;
use crate::page::Page;
use crate::portals::age;
use crate::ui::{Choice, Only, Reveal, RevealField, Shown, opens_at};

/// A field as the page says it. What is visible but was not opened is sealed until it is asked for.
fn shown<V>(page: &Page, now: StateToken, sight: Sight<'_, V>, say: impl Fn(&V) -> Option<String>) -> Shown {
    match sight {
        Sight::Visible(value) => say(value).map_or_else(|| Shown::hidden(page.t("opens-never")), Shown::Visible),
        Sight::Masked(rest) => Shown::Masked { rest: rest.into_owned(), opens: String::new() },
        Sight::Hidden { opens } => {
            Shown::hidden(opens.map_or_else(
                || page.t("opens-not-shared"),
                |state| opens_at(page.lang, now, state, page.portal.word()),
            ))
        }
    }
}

fn fact(page: &Page, name: &str, shown: Shown) -> (String, Shown) {
    (page.t(format!("field-{name}")), shown)
}

/// The facts about a worker. With a table, a hidden one names the rule that hides it, as the interface does.
pub fn worker_facts(page: &Page, table: Option<&Table>, seen: &Seen<W>) -> Vec<(String, Shown)> {
    fn of<V: 'static>(
        page: &Page,
        table: Option<&Table>,
        seen: &Seen<W>,
        field: &Field<W, V>,
        say: impl Fn(&V) -> Option<String>,
    ) -> (String, Shown) {
        let mut said = shown(page, seen.view().ask().state(), seen.show(field), say);
        if let (Shown::Hidden { rule, .. }, Some(table), Sight::Hidden { .. }) = (&mut said, table, seen.show(field)) {
            table.closed_by(seen.view(), field.class, field.also).clone_into(rule);
        }
        fact(page, field.name, said)
    }
    let list = |kind: &'static str| move |tokens: &Vec<String>| Some(words::list(page, kind, tokens));
    let text = |value: &Option<String>| value.clone();
    let mut facts = vec![
        of(page, table, seen, &W::FIRST_NAME, |name| Some(name.clone())),
        of(page, table, seen, &W::NAME, text),
        of(page, table, seen, &W::AGE, |told| Some(age(told))),
        of(page, table, seen, &W::WORK, list("work")),
        of(page, table, seen, &W::LANGUAGES, list("language")),
        of(page, table, seen, &W::SKILLS, list("skill")),
        of(page, table, seen, &W::EXPERIENCE_YEARS, |years| Some(page.t1("years", "count", *years))),
        of(page, table, seen, &W::ORIGIN, |origin| Some(words::word(page, "country", origin))),
        of(page, table, seen, &W::HISTORY, text),
        of(page, table, seen, &W::BIRTH_DATE, text),
        of(page, table, seen, &W::PASSPORT, text),
        of(page, table, seen, &W::PHONE, text),
        of(page, table, seen, &W::FITNESS, |value| value.as_ref().map(|value| words::word(page, "fitness", value))),
    ];
    // An empty fact that was never written down says nothing.
    facts.retain(|(_, shown)| !matches!(shown, Shown::Visible(value) if value.is_empty()));
    facts
}

/// The facts about a household.
pub fn customer_facts(page: &Page, seen: &Seen<C>) -> Vec<(String, Shown)> {
    let now = seen.view().ask().state();
    let text = |value: &Option<String>| value.clone();
    vec![
        fact(page, "area", shown(page, now, seen.show(&C::AREA), text)),
        fact(page, "household", shown(page, now, seen.show(&C::HOUSEHOLD), text)),
        fact(page, "duties", shown(page, now, seen.show(&C::DUTIES), text)),
        fact(page, "name", shown(page, now, seen.show(&C::NAME), text)),
        fact(page, "civil_id", shown(page, now, seen.show(&C::CIVIL_ID), text)),
        fact(page, "address", shown(page, now, seen.show(&C::ADDRESS), text)),
        fact(page, "phone", shown(page, now, seen.show(&C::PHONE), text)),
    ]
}

/// Why people open what is sealed, the usual reasons first. Nobody needs a passport to browse or to choose.
const REASONS: &[Purpose] = &[
    // Open only where a second person has let an emergency through.
    Purpose::BreakGlass,
    Purpose::Verify,
    Purpose::Contract,
    Purpose::Permit,
    Purpose::Arrival,
    Purpose::Placement,
    Purpose::Claim,
    Purpose::Welfare,
    Purpose::Billing,
    Purpose::Compliance,
    Purpose::SubjectRequest,
    Purpose::Interview,
    Purpose::Assess,
];
/// For what a person opens their own data.
pub const OWN_DATA: Purpose = Purpose::SubjectRequest;

/// LIMIT: a choice of more reasons than this would be clicked through.
const PURPOSES_MAX: usize = 4;

/// The usual ones of these purposes, so few that the choice is read.
pub fn usual(purposes: &[Purpose]) -> Vec<Purpose> {
    REASONS.iter().copied().filter(|purpose| purposes.contains(purpose)).take(PURPOSES_MAX).collect()
}

/// Reasons that fit whatever the state.
const ANYWHERE: &[Purpose] = &[Purpose::BreakGlass, Purpose::Verify, Purpose::Compliance, Purpose::SubjectRequest];
/// LIMIT: with fewer reasons than this it would be no choice, where policy admits more.
const PURPOSES_MIN: usize = 2;

/// Those of these purposes that fit a record that stands here: the state's own first, then what fits anywhere; others only
/// where that would leave no choice.
pub fn fitting(state: StateToken, purposes: &[Purpose]) -> Vec<Purpose> {
    let own = working_purpose(state);
    let admitted = |purpose: &Purpose| purposes.contains(purpose);
    let mut fits: Vec<Purpose> = Vec::new();
    let first = REASONS.iter().filter(|purpose| **purpose == own);
    for purpose in first.chain(ANYWHERE).filter(|purpose| admitted(purpose)).take(PURPOSES_MAX) {
        if !fits.contains(purpose) {
            fits.push(*purpose);
        }
    }
    for purpose in usual(purposes) {
        if fits.len() < PURPOSES_MIN && !fits.contains(&purpose) {
            fits.push(purpose);
        }
    }
    fits
}

/// The way to open what is sealed about a worker, if there is a purpose for which this caller may.
pub fn reveal(read: &Read, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    reveal_of(&read.desk, page, ask, action)
}

/// What a worker may open of their own that their page does not show: no reason is asked, it is their own. It is on record
/// like every opening, as the answer to a person who asks about their own data.
pub fn own_reveal(desk: &Desk, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    let shown = desk.policy.view(ask);
    let view = desk.policy.view(&ask.with_stated_purpose(OWN_DATA));
    let mut fields: Vec<RevealField> = Vec::new();
    for name in workers::openable(&view).filter(|name| !workers::in_view(name, &shown)) {
        fields.push(RevealField { name: name.to_owned(), label: words::field(page, name) });
    }
    (!fields.is_empty()).then(|| Reveal {
        lang: page.lang,
        id: "open-own".to_owned(),
        action: action.to_owned(),
        csrf: page.csrf.clone(),
        fields,
        purposes: vec![Choice::new(OWN_DATA.as_str(), page.t("purpose-own"))],
        only: None,
        readers: page.lang.list(&[page.t("sees-you"), page.t("sees-operator")]),
        own: true,
    })
}

/// The same for a record that is read outside of a case.
pub fn reveal_of(desk: &Desk, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    let readers = page.lang.list(&[page.t("sees-worker"), page.t("sees-operator")]);
    way(desk, page, *ask, |view| workers::openable(view).collect(), ("open-worker", action, readers))
}

/// The way to open what is sealed about the household of a case.
pub fn household_reveal(read: &Read, page: &Page, ask: &Ask, action: &str) -> Option<Reveal> {
    let readers = page.lang.list(&[page.t("sees-customer"), page.t("sees-operator")]);
    way(&read.desk, page, *ask, |view| cases::openable(view).collect(), (HOUSEHOLD, action, readers))
}

/// The id of the dialog that opens a household's data.
const HOUSEHOLD: &str = "open-customer";

fn way(
    desk: &Desk,
    page: &Page,
    ask: Ask,
    openable: impl Fn(&View) -> Vec<&'static str>,
    (id, action, readers): (&str, &str, String),
) -> Option<Reveal> {
    let opens = |purpose: &Purpose| openable(&desk.policy.view(&ask.with_stated_purpose(*purpose)));
    // Where any purpose opens one's own, an emergency is still what a second person has let through.
    let let_through = ask.relations().has(Relation::BreakGlass);
    let reasons = REASONS.iter().copied().filter(|purpose| *purpose != Purpose::BreakGlass || let_through);
    let may: Vec<Purpose> = reasons.filter(|purpose| !opens(purpose).is_empty()).collect();
    let purposes = fitting(ask.state(), &may);
    let mut names: Vec<&str> = Vec::new();
    for name in purposes.iter().flat_map(opens) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let fields: Vec<RevealField> =
        names.into_iter().map(|name| RevealField { name: name.to_owned(), label: words::field(page, name) }).collect();
    (!fields.is_empty()).then(|| Reveal {
        lang: page.lang,
        id: id.to_owned(),
        action: action.to_owned(),
        csrf: page.csrf.clone(),
        fields,
        purposes: purposes
            .iter()
            .map(|purpose| Choice::new(purpose.as_str(), page.t(format!("purpose-{purpose}"))))
            .collect(),
        only: match purposes.as_slice() {
            [purpose] => only(desk, page, ask.with_stated_purpose(*purpose), id == HOUSEHOLD),
            _ => None,
        },
        readers,
        own: false,
    })
}

/// Why there is no other reason than this one: the rule that opens what is sealed for it.
fn only(desk: &Desk, page: &Page, ask: Ask, of_household: bool) -> Option<Only> {
    let open = desk.policy.open(&ask, FieldAction::Reveal);
    let asked = |class: &Class| (*class == Class::CustomerIdentity) == of_household;
    let reason = open.iter().filter(asked).find_map(|class| {
        let act = Act::Field(FieldAction::Reveal);
        desk.policy.reasons(&ask, act, class, Effect::Permit).into_iter().next()
    })?;
    let (why, english) = match (page.lang, reason.why_ar) {
        (Lang::Ar, Some(why)) => (why, false),
        (lang, _) => (reason.why, lang == Lang::Ar),
    };
    Some(Only { why, english, rule: reason.id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reasons_that_are_offered_fit_the_state_and_leave_a_choice_where_policy_does() {
        use Purpose as P;
        let all = Purpose::ALL;
        assert_eq!(fitting(StateToken::Permit, all), [P::Permit, P::BreakGlass, P::Verify, P::Compliance]);
        let own: Vec<P> = all.iter().copied().filter(|purpose| *purpose != P::BreakGlass).collect();
        assert_eq!(fitting(StateToken::RosterListed, &own), [P::Verify, P::Compliance, P::SubjectRequest]);
        assert_eq!(fitting(StateToken::Signed, &[P::Contract, P::Billing]), [P::Contract, P::Billing]);
        assert_eq!(
            fitting(StateToken::Signed, &[P::Billing, P::Placement, P::Claim]).len(),
            2,
            "no more than a choice"
        );
        assert_eq!(fitting(StateToken::Permit, &[P::Permit]), [P::Permit], "nothing that policy does not admit");
        assert_eq!(fitting(StateToken::Permit, &[]), []);
    }
}
