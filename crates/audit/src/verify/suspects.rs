//! Telling suspects apart: which row was edited, swapped, or is sound and only stands beside a damaged one.
//!
//! Every claim of soundness here is a link that fits under the key, so nobody without the key can bring it about.

use super::{Finding, Report};
use crate::hash::Hash;
use crate::key::ChainKey;

/// Beyond so many suspects swaps are no longer looked for (the search is cubic).
const MAX_COMPARED: usize = 32;

/// A row whose link does not fit.
#[derive(Debug)]
pub(super) struct Suspect {
    /// The number it is stored under.
    pub n: u64,
    /// The number it should have been linked under.
    pub number: u64,
    /// The link stored before it; none after a gap.
    pub previous: Option<Hash>,
    pub leaf: Hash,
    pub mac: Hash,
    /// The link that its bytes would have after `previous`.
    pub expected: Hash,
    /// Its body was dropped: the leaf is what stays of it.
    pub dropped: bool,
}

/// `confirmed` is the link that an outside head gives for the last row.
pub(super) fn tell_apart(key: &ChainKey, suspects: &[Suspect], confirmed: Option<Hash>, report: &mut Report) {
    let compared = &suspects[..suspects.len().min(MAX_COMPARED)];
    let before = report.findings.len();
    let mut damaged_before = None;
    for (i, suspect) in suspects.iter().enumerate() {
        let n = suspect.n;
        let follower = suspects.get(i + 1).filter(|next| next.n == n + 1);
        let confirms = |next: &Suspect| key.link(next.number, &suspect.expected, &next.leaf) == next.mac;
        let finding = if let Some(belongs) = belongs_at(key, suspect, compared) {
            Some(Finding::Reordered { n, belongs })
        } else if is_sound(key, suspect, compared) {
            None
        } else if suspect.previous.is_some()
            && (follower.is_some_and(confirms) || (follower.is_none() && confirmed == Some(suspect.expected)))
        {
            Some(Finding::LinkEdited { n })
        } else if suspect.previous.is_none() || damaged_before == Some(n - 1) {
            Some(Finding::Unproven { n })
        } else {
            damaged_before = Some(n);
            Some(Finding::Edited { n })
        };
        let of_dropped =
            matches!(finding, Some(Finding::Edited { .. } | Finding::LinkEdited { .. })) && suspect.dropped;
        if let Some(finding) = if of_dropped { Some(Finding::Remains { n }) } else { finding } {
            report.find(finding);
        }
    }
    if report.findings.len() == before && report.is_sound() {
        for suspect in suspects {
            report.find(Finding::Edited { n: suspect.n });
        }
    }
}

/// The other suspect's number under which this one's bytes were linked.
fn belongs_at(key: &ChainKey, suspect: &Suspect, suspects: &[Suspect]) -> Option<u64> {
    let others = suspects.iter().filter(|other| other.n != suspect.n);
    others
        .flat_map(|other| links_before(other, suspects).map(move |previous| (other, previous)))
        .find(|(other, previous)| {
            let link = key.link(other.number, previous, &suspect.leaf);
            suspects.iter().any(|any| any.mac == link)
        })
        .map(|(other, _)| other.n)
}

/// The row fits after a link that the row before it should have had.
fn is_sound(key: &ChainKey, suspect: &Suspect, suspects: &[Suspect]) -> bool {
    links_before(suspect, suspects).any(|previous| key.link(suspect.number, &previous, &suspect.leaf) == suspect.mac)
}

fn links_before<'a>(suspect: &Suspect, suspects: &'a [Suspect]) -> impl Iterator<Item = Hash> + 'a + use<'a> {
    suspect.previous.into_iter().chain(suspects.iter().flat_map(|any| [any.mac, any.expected]))
}
