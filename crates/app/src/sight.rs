//! How somebody sees a class of data, and by which rules: one cell of the tables of who sees what.

use domain::{Class, FieldAction, Purpose};
use policy::{Act, Ask, Effect, Reason, Sight, Table};

/// How one side sees one class of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// How it looks.
    pub sight: Sight,
    /// Whether it can be opened for a stated purpose.
    pub on_request: bool,
    /// The policies that decide: those that open it, or those that forbid it. Empty when no policy permits and none forbids.
    pub rules: Vec<Reason>,
}

/// One class through one pair of eyes: the best of its fields, for some of them open as parts of another class too.
///
/// `parts` says of which class each of them is a part as well; what is `closed` opens by no disclosure, whatever policy says.
pub(crate) fn cell(policy: &Table, ask: Ask, class: Class, parts: &[Option<Class>], closed: bool) -> Cell {
    let view = policy.view(&ask);
    let on_request = |also: &Option<Class>| !closed && view.on_request(class, *also);
    let best = parts.iter().find(|also| view.sight_of(class, **also) == Sight::Visible);
    let best = best.or_else(|| parts.iter().find(|also| on_request(also)));
    let best = best.or_else(|| parts.iter().find(|also| view.sight_of(class, **also) == Sight::Masked));
    let also = best.copied().flatten();
    let (sight, on_request) = (view.sight_of(class, also), on_request(&also));
    Cell { rules: rules(policy, ask, (class, also), sight, on_request), sight, on_request }
}

/// The policies behind a cell.
fn rules(
    policy: &Table,
    ask: Ask,
    (class, also): (Class, Option<Class>),
    sight: Sight,
    on_request: bool,
) -> Vec<Reason> {
    let classes = [Some(class), also];
    let reasons = |ask: Ask, action, effect| {
        let of = |class| policy.reasons(&ask, Act::Field(action), class, effect);
        classes.into_iter().flatten().flat_map(of).collect::<Vec<_>>()
    };
    // A purpose for which it opens: the usual one of the state, if that does.
    let usual = ask.purpose().map(|given| given.purpose);
    let stated = |purpose: Purpose| ask.with_stated_purpose(purpose);
    let opens = |ask: &Ask| {
        let open = policy.open(ask, FieldAction::Reveal);
        classes.into_iter().flatten().any(|class| open.has(class))
    };
    match sight {
        Sight::Visible => reasons(ask, FieldAction::View, Effect::Permit),
        _ if on_request => {
            let mut asked = usual.into_iter().chain(Purpose::ALL.iter().copied()).map(stated);
            asked.find(opens).map(|ask| reasons(ask, FieldAction::Reveal, Effect::Permit)).unwrap_or_default()
        }
        Sight::Masked => reasons(ask, FieldAction::ViewMasked, Effect::Permit),
        // That nothing sealed opens by looking at it is no reason why it does not open at all.
        Sight::Hidden => {
            usual.map_or_else(Vec::new, |usual| reasons(stated(usual), FieldAction::Reveal, Effect::Forbid))
        }
    }
}
