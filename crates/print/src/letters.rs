//! The text layer of Arabic: each letter is told by a glyph of its own.
//!
//! A font draws lam and alef as one glyph, and a letter with its vowel as two that belong together. Readers of PDF, which turn lines
//! of Arabic around glyph by glyph, would find "ال" for "لا", and vowelled letters twice. Looks are left as they are.

use std::collections::HashSet;
use std::ops::Range;

use typst::ecow::EcoString;
use typst::layout::{Em, Frame, FrameItem};
use typst::model::Document;
use typst::text::{Glyph, TextItem, is_default_ignorable};
use typst_layout::PagedDocument;

/// Zero-width space: the Arabic font has a glyph for it that draws nothing, and no text of ours comes to be shown with that one.
const EMPTY: char = '\u{200B}';

/// The same pages, with letters told one by one.
pub fn tell(document: &PagedDocument) -> PagedDocument {
    let pages = document.pages().iter().cloned().map(|mut page| {
        each_text(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

fn each_text(frame: &mut Frame) {
    let vowelled: HashSet<EcoString> = frame.items().filter_map(|(_, item)| vowel(item)).collect();
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => each_text(&mut group.frame),
            FrameItem::Text(text) => text.glyphs = told(text, &vowelled),
            _ => {}
        }
        true
    });
}

/// What a vowel stands on, with the vowel, where that is drawn by itself: the typesetter keeps apart what lies higher.
fn vowel(item: &FrameItem) -> Option<EcoString> {
    match item {
        FrameItem::Text(text) if rides(text) => Some(text.text.clone()),
        _ => None,
    }
}

fn rides(item: &TextItem) -> bool {
    item.text.ends_with(is_vowel) && item.glyphs.iter().all(|glyph| glyph.x_advance == Em::zero())
}

/// Short vowels, doubling and the like, which lie over or under a letter.
fn is_vowel(letter: char) -> bool {
    matches!(letter, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E8}')
}

fn told(item: &TextItem, vowelled: &HashSet<EcoString>) -> Vec<Glyph> {
    let glyphs: Vec<Glyph> = item.glyphs.iter().filter_map(|glyph| seen(item, glyph)).collect();
    let clusters = glyphs.chunk_by(|one, next| one.range == next.range);
    clusters.flat_map(|cluster| split(item, cluster, vowelled)).collect()
}

/// The glyph without the invisible marks of direction that the shaper counted to it; nothing if there is nothing else.
fn seen(item: &TextItem, glyph: &Glyph) -> Option<Glyph> {
    let text = &item.text[glyph.range()];
    let start = text.len() - text.trim_start_matches(is_default_ignorable).len();
    let length = text.trim_matches(is_default_ignorable).len();
    if length == 0 {
        return (glyph.x_advance != Em::zero()).then(|| glyph.clone());
    }
    let start = glyph.range().start + start;
    Some(telling(glyph, start..start + length))
}

/// A cluster of Arabic letters, as it lies from left to right: its glyphs tell a letter each, the last in reading the last; what has
/// no glyph left gets an empty one to the right, as lam has before alef. Vowels that are drawn by themselves tell only themselves.
fn split(item: &TextItem, cluster: &[Glyph], vowelled: &HashSet<EcoString>) -> Vec<Glyph> {
    let whole = cluster[0].range();
    let text = &item.text[whole.clone()];
    let bare = text.trim_end_matches(is_vowel).len();
    let part = match bare {
        0 => whole,
        _ if rides(item) => whole.start + bare..whole.end,
        _ if vowelled.contains(text) => whole.start..whole.start + bare,
        _ => whole,
    };
    let letters: Vec<Range<usize>> = item.text[part.clone()]
        .char_indices()
        .map(|(at, letter)| part.start + at..part.start + at + letter.len_utf8())
        .collect();
    let arabic = item.text[part.clone()].chars().all(|letter| ('\u{600}'..='\u{6FF}').contains(&letter));
    let Some(missing) = letters.len().checked_sub(cluster.len()).filter(|_| arabic) else {
        return cluster.iter().map(|glyph| telling(glyph, part.clone())).collect();
    };
    let mut drawn = cluster.iter().rev();
    let read = letters.iter().enumerate().filter_map(|(at, range)| {
        let beside = (at < missing).then(|| empty(item, &cluster[0])).flatten();
        beside.or_else(|| drawn.next().cloned()).map(|glyph| telling(&glyph, range.clone()))
    });
    let mut read: Vec<Glyph> = read.collect();
    read.reverse();
    read
}

fn empty(item: &TextItem, beside: &Glyph) -> Option<Glyph> {
    let id = item.font.ttf().glyph_index(EMPTY)?.0;
    let none = Em::zero();
    Some(Glyph { id, x_advance: none, x_offset: none, y_advance: none, y_offset: none, ..beside.clone() })
}

fn telling(glyph: &Glyph, range: Range<usize>) -> Glyph {
    let at = |byte: usize| u16::try_from(byte).unwrap_or(u16::MAX);
    Glyph { range: at(range.start)..at(range.end), ..glyph.clone() }
}
