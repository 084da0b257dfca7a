//! The proof of one record as a drawing: the tree's root at the top, the record and those next to it at the bottom. Between them
//! each neighbour that the proof gives branches off the way. It is drawn twice, for wide pages and for phones.

use app::log::Branch;
use askama::Template;

use crate::ui::part;

/// What a hash of the drawing is to a verifier, as its class; the one without a class is neither computed nor given.
const OWN: &str = "own";
const GIVEN: &str = "given";

/// Units between two floors of the tree.
const FLOOR: u32 = 46;
/// A hash's box.
const HIGH: u32 = 26;
const BROAD: u32 = 74;

/// How much room there is.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The class of the drawing: which pages show it.
    class: &'static str,
    /// Records that stand side by side; a power of two.
    close: u32,
    /// Units from one of them to the next.
    pitch: u32,
    /// Whether there is room to say which records a neighbour stands for.
    says_ranges: bool,
}

impl Room {
    /// Eight records.
    pub const WIDE: Self = Self { class: "broad", close: 8, pitch: 94, says_ranges: true };
    /// Four.
    pub const PHONE: Self = Self { class: "slim", close: 4, pitch: 92, says_ranges: false };

    const fn width(self) -> u32 {
        self.pitch * self.close
    }
}

/// A hash in its box.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    x: u32,
    y: u32,
    class: &'static str,
    hash: String,
}

/// A line between two hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    from: (u32, u32),
    to: (u32, u32),
    own: bool,
}

/// Which records a hash stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Label {
    x: u32,
    y: u32,
    own: bool,
    words: String,
}

/// The drawing.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/audit_tree.html")]
pub struct Drawing {
    class: &'static str,
    /// What it shows, for whoever does not see it.
    alt: String,
    width: u32,
    height: u32,
    lines: Vec<Line>,
    spots: Vec<Spot>,
    labels: Vec<Label>,
}

part!(Drawing);

impl Drawing {
    /// Draws a proof; `alt` says what it shows.
    pub fn new(root: &Branch, room: Room, alt: String) -> Self {
        let (lines, spots, labels) = (Vec::new(), Vec::new(), Vec::new());
        let mut drawing = Self { class: room.class, alt, width: room.width(), height: 0, lines, spots, labels };
        let mut top = root;
        let mut floor = 0;
        // the way down, until all that is under a hash has room side by side
        while let Some([left, right]) = halves(top).filter(|_| top.last - top.first >= u64::from(room.close)) {
            let (own, other, beside) = if left.own { (left, right, 3) } else { (right, left, 1) };
            drawing.spot(drawing.width / 2, floor, top, OWN);
            drawing.line((drawing.width / 2, floor), (drawing.width / 2, floor + 1), true);
            let x = drawing.width * beside / 4;
            drawing.line((drawing.width / 2, floor), (x, floor + 1), false);
            drawing.spot(x, floor + 1, other, GIVEN);
            if room.says_ranges {
                let outwards = if beside == 1 { x - BROAD } else { x + BROAD };
                drawing.labels.push(Label { x: outwards, y: middle(floor + 1) + 4, own: false, words: range(other) });
            }
            (top, floor) = (own, floor + 1);
        }
        let count = u32::try_from(top.last - top.first + 1).unwrap_or(1);
        let ground = floor + count.next_power_of_two().trailing_zeros();
        drawing.full(top, floor, ground, (drawing.width - count * room.pitch) / 2, room.pitch, OWN);
        drawing.height = middle(ground) + HIGH / 2 + 22;
        drawing
    }

    /// Draws a hash and all under it, the records side by side from `left` on; answers the middle of the hash.
    fn full(&mut self, branch: &Branch, floor: u32, ground: u32, left: u32, pitch: u32, class: &'static str) -> u32 {
        let Some([first, second]) = halves(branch) else {
            let x = left + pitch / 2;
            self.spot(x, ground, branch, class);
            let (y, words) = (middle(ground) + HIGH / 2 + 13, branch.first.to_string());
            self.labels.push(Label { x, y, own: branch.own, words });
            return x;
        };
        let of = |half: &Branch| match (half.own, branch.own) {
            (true, _) => OWN,
            (false, true) => GIVEN,
            (false, false) => "",
        };
        let broad = u32::try_from(first.last - first.first + 1).unwrap_or(1) * pitch;
        let below = |half: &Branch| if halves(half).is_some() { floor + 1 } else { ground };
        let ends = [(first, left), (second, left + broad)]
            .map(|(half, left)| (self.full(half, floor + 1, ground, left, pitch, of(half)), below(half), half.own));
        let x = ends[0].0.midpoint(ends[1].0);
        for (to, floor_of, own) in ends {
            self.line((x, floor), (to, floor_of), own);
        }
        self.spot(x, floor, branch, class);
        x
    }

    fn spot(&mut self, x: u32, floor: u32, branch: &Branch, class: &'static str) {
        let hash = branch.hash.get(..6).unwrap_or_default().to_owned();
        self.spots.push(Spot { x: x - BROAD / 2, y: middle(floor) - HIGH / 2, class, hash });
    }

    fn line(&mut self, from: (u32, u32), to: (u32, u32), own: bool) {
        self.lines.push(Line { from: (from.0, middle(from.1)), to: (to.0, middle(to.1)), own });
    }
}

fn halves(branch: &Branch) -> Option<&[Branch; 2]> {
    branch.halves.as_deref()
}

const fn middle(floor: u32) -> u32 {
    floor * FLOOR + HIGH / 2 + 2
}

fn range(branch: &Branch) -> String {
    match branch.first == branch.last {
        true => branch.first.to_string(),
        false => format!("{}–{}", branch.first, branch.last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree in which only what a proof gives is known.
    fn tree(first: u64, last: u64, proven: u64) -> Branch {
        let own = (first..=last).contains(&proven);
        let close = (proven - 1) / 8 == (first - 1) / 8 && (proven - 1) / 8 == (last - 1) / 8;
        let halves = (first < last && (own || close)).then(|| {
            let left = (last - first + 1).next_power_of_two() / 2;
            Box::new([tree(first, first + left - 1, proven), tree(first + left, last, proven)])
        });
        Branch { hash: format!("{first:06}"), first, last, own, halves }
    }

    #[test]
    fn a_drawing_has_the_way_to_the_root_and_every_hash_that_the_proof_gives() {
        for size in 1..=40 {
            for proven in 1..=size {
                for room in [Room::WIDE, Room::PHONE] {
                    let drawn = Drawing::new(&tree(1, size, proven), room, String::new());
                    let count = |class: &str| drawn.spots.iter().filter(|spot| spot.class == class).count();
                    assert_eq!(count(OWN), count(GIVEN) + 1, "{proven} of {size}: each step joins one neighbour");
                    assert_eq!(drawn.lines.len() + 1, drawn.spots.len(), "{proven} of {size}: all hang together");
                    assert!(drawn.spots.iter().all(|spot| spot.x + BROAD <= drawn.width && spot.y < drawn.height));
                    let mut places: Vec<(u32, u32)> = drawn.spots.iter().map(|spot| (spot.x, spot.y)).collect();
                    places.sort_unstable();
                    places.dedup();
                    assert_eq!(places.len(), drawn.spots.len(), "{proven} of {size}: no two in one place");
                }
            }
        }
    }
}
