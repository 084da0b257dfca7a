//! What each line of a statement pays: by the payment reference that the payer wrote, else as a question by its amount. Proposals
//! only; whoever books them decides.

mod sought;

use std::collections::HashMap;

use uuid::Uuid;

use super::StatementLine;
use sought::Sought;

/// Something that is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which one. It may be given several times, once for each reference that it goes by; what is due is then taken from the first.
    pub id: Uuid,
    /// What a payer may write: `INV-2026-00017`, `RF18539007547034`. LIMIT: from 4 to 35 letters and digits; others are not found.
    pub reference: String,
    /// What is still due, in minor units of the statement's currency. With nothing due, what comes in is over.
    pub due_minor: i64,
}

/// A part of a line, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it pays.
    pub open: Uuid,
    /// How much of the line.
    pub minor: i64,
}

/// What a line is thought to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pays {
    /// Named, and exactly what is due.
    Whole(Part),
    /// Named, and less than is due.
    Partial {
        /// What is paid.
        part: Part,
        /// What stays due after it.
        left_minor: i64,
    },
    /// Named, and more than is due.
    Over {
        /// What is paid; 0 where nothing was due any more.
        part: Part,
        /// What is too much.
        surplus_minor: i64,
    },
    /// Several are named, and the line is exactly what is due for all; in the order in which they are named.
    Split(Vec<Part>),
    /// Several are named, or one name is of several, and the sum does not tell. A person decides.
    Unclear(Vec<Uuid>),
    /// Nothing is named; this one alone is due with exactly this amount, and no other line without a name has it. Only a suggestion:
    /// never to be booked without a person.
    Suggested(Part),
    /// Nothing is known of it.
    Unknown,
}

/// What one line is thought to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The line, by its place in the list that was given.
    pub line: usize,
    /// What it pays.
    pub pays: Pays,
}

/// A proposal for each line on which money came in, in the order of the lines; what went out and what was taken back pays nothing.
///
/// Lines are taken by day, then in their order, and each leaves less due for those after it: two halves make a whole. Suggestions
/// come last, over what is due then. The same lines and the same open ones make the same proposals.
pub fn propose(lines: &[StatementLine], open: &[Open]) -> Vec<Proposal> {
    let sought = Sought::new(open);
    let mut due: HashMap<Uuid, i64> = HashMap::with_capacity(open.len());
    for one in open {
        due.entry(one.id).or_insert(one.due_minor.max(0));
    }
    let mut incoming: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].amount.minor > 0 && !lines[*at].reversal).collect();
    incoming.sort_by_key(|at| lines[*at].booked_on);
    let mut proposals: Vec<Proposal> = incoming
        .into_iter()
        .map(|at| {
            let pays = match sought.named(&lines[at]) {
                Ok(named) => pays(&named, lines[at].amount.minor, &mut due),
                Err(several) => Pays::Unclear(several),
            };
            Proposal { line: at, pays }
        })
        .collect();
    proposals.sort_by_key(|proposal| proposal.line);
    suggest(&mut proposals, lines, open, &due);
    proposals
}

/// What a line pays of those that it names; they have that much less due after it.
fn pays(named: &[Uuid], minor: i64, due: &mut HashMap<Uuid, i64>) -> Pays {
    let left = |open: Uuid| due.get(&open).copied().unwrap_or_default();
    let pays = match named {
        [] => Pays::Unknown,
        [open] => {
            let (open, asked) = (*open, left(*open));
            let part = Part { open, minor: minor.min(asked) };
            match minor.cmp(&asked) {
                std::cmp::Ordering::Equal => Pays::Whole(part),
                std::cmp::Ordering::Less => Pays::Partial { part, left_minor: asked - minor },
                std::cmp::Ordering::Greater => Pays::Over { part, surplus_minor: minor - asked },
            }
        }
        several => {
            let parts: Vec<Part> = several.iter().map(|open| Part { open: *open, minor: left(*open) }).collect();
            let sum = parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.minor));
            if sum == Some(minor) && parts.iter().all(|part| part.minor > 0) {
                Pays::Split(parts)
            } else {
                Pays::Unclear(several.to_vec())
            }
        }
    };
    let paid: &[Part] = match &pays {
        Pays::Whole(part) | Pays::Partial { part, .. } | Pays::Over { part, .. } => std::slice::from_ref(part),
        Pays::Split(parts) => parts,
        Pays::Unclear(_) | Pays::Suggested(_) | Pays::Unknown => &[],
    };
    for part in paid {
        due.entry(part.open).and_modify(|minor| *minor -= part.minor);
    }
    pays
}

/// Turns what is unknown into a suggestion, where one open amount meets one line.
fn suggest(proposals: &mut [Proposal], lines: &[StatementLine], open: &[Open], due: &HashMap<Uuid, i64>) {
    // an amount with two of its like on either side tells nothing: `None`
    let mut asked: HashMap<i64, Option<Uuid>> = HashMap::new();
    for one in open {
        let Some(minor) = due.get(&one.id).copied().filter(|minor| *minor > 0) else { continue };
        asked.entry(minor).and_modify(|known| *known = known.filter(|id| *id == one.id)).or_insert(Some(one.id));
    }
    let amount = |proposal: &Proposal| lines[proposal.line].amount.minor;
    let mut offered: HashMap<i64, usize> = HashMap::new();
    for proposal in proposals.iter().filter(|proposal| proposal.pays == Pays::Unknown) {
        *offered.entry(amount(proposal)).or_default() += 1;
    }
    for proposal in proposals.iter_mut().filter(|proposal| proposal.pays == Pays::Unknown) {
        let minor = amount(proposal);
        if let (Some(1), Some(Some(open))) = (offered.get(&minor), asked.get(&minor)) {
            proposal.pays = Pays::Suggested(Part { open: *open, minor });
        }
    }
}
