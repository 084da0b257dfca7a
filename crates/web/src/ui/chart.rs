//! Bars drawn as SVG, and the same in a table beside them: whoever cannot see the picture, or prints it without colours, misses nothing.
//!
//! Whole numbers only; the colours are classes of the style sheet. In Arabic the first group stands on the right.

use askama::Template;

use super::part;
use crate::i18n::Lang;

/// What the bars of every group say, in their order: at most as many as there are colours.
const COLOURS: usize = 4;
/// The picture's own measure; the template says the same.
const WIDTH: i64 = 720;
const HEIGHT: i64 = 200;
/// Room over the highest bar, and under the lowest for the names.
const ABOVE: i64 = 8;
const BELOW: i64 = 26;
/// LIMIT: groups of one picture; a table takes what is more.
const GROUPS: usize = 60;

/// A group of bars over one name.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name in the table.
    pub name: String,
    /// A short name under the bars: a few signs, the same in both languages.
    pub short: String,
    /// One for each series: how high, and in words.
    pub bars: Vec<(i64, String)>,
}

/// A picture with its table.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/chart.html")]
pub struct Chart {
    /// The page's language.
    pub lang: Lang,
    /// What stands before the parts' identifiers, once on a page.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// Over the names of the groups.
    pub of: String,
    /// The names of the series.
    pub series: Vec<String>,
    /// The groups, in the order of reading.
    pub groups: Vec<Group>,
}

part!(Chart);

/// One bar in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    colour: usize,
}

/// A name under its bars.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name<'a> {
    x: i64,
    text: &'a str,
}

impl Chart {
    fn drawn(&self) -> &[Group] {
        &self.groups[..self.groups.len().min(GROUPS)]
    }

    /// How much room a group has, and where the one at this place begins.
    fn place(&self, at: usize) -> (i64, i64) {
        let groups = i64::try_from(self.drawn().len().max(1)).unwrap_or(1);
        let room = WIDTH / groups;
        let at = i64::try_from(at).unwrap_or(0);
        let from_left = if self.lang == Lang::Ar { groups - 1 - at } else { at };
        (room, from_left * room)
    }

    /// The highest and the lowest value; nothing is between them, so that a bar stands on the line of nothing.
    fn ends(&self) -> (i64, i64) {
        let values = || self.drawn().iter().flat_map(|group| group.bars.iter().map(|(value, _)| *value));
        (values().max().unwrap_or(0).max(0), values().min().unwrap_or(0).min(0))
    }

    /// Where a value stands, from above.
    fn level(&self, value: i64) -> i64 {
        let (high, low) = self.ends();
        let (room, span) = (i128::from(HEIGHT - ABOVE - BELOW), i128::from(high) - i128::from(low));
        let down = if span == 0 { room } else { (i128::from(high) - i128::from(value)) * room / span };
        ABOVE + i64::try_from(down).unwrap_or(0)
    }

    /// The line of nothing.
    fn zero(&self) -> i64 {
        self.level(0)
    }

    fn bars(&self) -> Vec<Bar> {
        let zero = self.zero();
        let series = i64::try_from(self.series.len().clamp(1, COLOURS)).unwrap_or(1);
        let mut bars = Vec::new();
        for (at, group) in self.drawn().iter().enumerate() {
            let (room, left) = self.place(at);
            // A sixth of the room on each side keeps groups apart.
            let width = (room * 2 / 3 / series).clamp(1, 48);
            let first = left + (room - width * series) / 2;
            for (nth, (value, _)) in group.bars.iter().take(COLOURS).enumerate() {
                let place = i64::try_from(nth).unwrap_or(0);
                let place = if self.lang == Lang::Ar { series - 1 - place } else { place };
                let level = self.level(*value);
                // What is more than nothing is never drawn as nothing.
                let height = (zero - level).abs().max(i64::from(*value != 0));
                let y = if *value < 0 { zero } else { zero - height };
                bars.push(Bar { x: first + place * width, y, width, height, colour: nth });
            }
        }
        bars
    }

    /// The names, as many as there is room for.
    fn names(&self) -> Vec<Name<'_>> {
        let every = self.drawn().len().div_ceil(12).max(1);
        let named = self.drawn().iter().enumerate().filter(|(at, _)| at.is_multiple_of(every));
        named
            .map(|(at, group)| {
                let (room, left) = self.place(at);
                Name { x: left + room / 2, text: &group.short }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(lang: Lang, values: &[&[i64]]) -> Chart {
        let group = |values: &&[i64]| Group {
            name: "November <2026>".into(),
            short: "11".into(),
            bars: values.iter().map(|value| (*value, value.to_string())).collect(),
        };
        Chart {
            lang,
            id: "c",
            title: "What was invoiced".into(),
            of: "Month".into(),
            series: vec!["Invoiced".into(), "Tax".into()],
            groups: values.iter().map(group).collect(),
        }
    }

    #[test]
    fn the_highest_bar_reaches_the_top_and_what_is_little_is_seen() {
        let bars = chart(Lang::En, &[&[1_000_000, 1], &[0, -500_000]]).bars();
        assert_eq!(bars.len(), 4);
        assert_eq!(bars[0].y, ABOVE, "the highest");
        assert_eq!(bars[1].height, 1, "one of a million");
        assert_eq!(bars[2].height, 0);
        assert_eq!(bars[3].y, bars[0].y + bars[0].height, "less than nothing hangs from the line");
        assert!(bars.iter().all(|bar| bar.x >= 0 && bar.x + bar.width <= WIDTH && bar.y + bar.height <= HEIGHT));
    }

    #[test]
    fn arabic_begins_on_the_right() {
        let (left, right) = (chart(Lang::En, &[&[1, 2], &[3, 4]]).bars(), chart(Lang::Ar, &[&[1, 2], &[3, 4]]).bars());
        for (one, other) in left.iter().zip(&right) {
            assert_eq!(one.x + one.width, WIDTH - other.x, "mirrored");
            assert_eq!((one.y, one.height, one.colour), (other.y, other.height, other.colour));
        }
    }

    #[test]
    fn the_table_says_what_the_picture_shows_and_sums_out_of_bounds_draw_nothing_wild() {
        let html = chart(Lang::En, &[&[i64::MAX, i64::MIN]]).render().expect("drawn");
        assert!(html.contains(&format!("viewBox=\"0 0 {WIDTH} {HEIGHT}\"")), "{html}");
        assert!(html.contains("role=\"img\"") && html.contains("<title id=\"c-title\">"), "{html}");
        assert!(html.contains("November &#60;2026&#62;") || html.contains("November &lt;2026&gt;"), "{html}");
        assert!(html.contains("9223372036854775807") && html.contains("-9223372036854775808"));
        assert!(!html.contains("style="), "the pages' policy lets no style stand in a page");
        assert!(chart(Lang::Ar, &[]).render().is_ok(), "nothing to draw");
    }
}
