//! All that the typesetter can reach: one template, the paper's values, its square code, five fonts. It asks for nothing else, and would
//! not get it.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What never changes between papers.
struct House {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
    code: FileId,
}

static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let fonts = FONTS.iter().filter_map(|bytes| Font::new(Bytes::new(*bytes), 0)).collect::<Vec<_>>();
    House {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(named("paper.typ"), include_str!("paper.typ").into()),
        data: named("paper.json"),
        code: named("code.svg"),
    }
});

/// A font of the house, at build time.
macro_rules! font {
    ($path:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/node_modules/@expo-google-fonts/", $path))
    };
}

/// The fonts of the pages, in two weights: Latin, Arabic; and one for seals. SIL Open Font License 1.1.
static FONTS: [&[u8]; 5] = [
    font!("ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf"),
    font!("ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf"),
    font!("readex-pro/400Regular/ReadexPro_400Regular.ttf"),
    font!("readex-pro/600SemiBold/ReadexPro_600SemiBold.ttf"),
    font!("ibm-plex-mono/400Regular/IBMPlexMono_400Regular.ttf"),
];

fn named(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our own three names are paths");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// Whether one font of running text has glyphs for both: what lies over or under a letter has to come from the letter's font.
pub fn shows(letter: char, with: char) -> bool {
    let has = |font: &Font, letter: char| font.info().coverage.contains(u32::from(letter));
    HOUSE.fonts.iter().take(4).step_by(2).any(|font| has(font, letter) && has(font, with))
}

/// One paper before the typesetter.
pub struct Desk {
    data: Bytes,
    code: Bytes,
}

impl Desk {
    /// The paper's values as JSON, its square code as SVG.
    pub fn new(data: String, code: String) -> Self {
        Self { data: Bytes::from_string(data), code: Bytes::from_string(code) }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &HOUSE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &HOUSE.book
    }

    fn main(&self) -> FileId {
        HOUSE.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == HOUSE.template.id() { Ok(HOUSE.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == HOUSE.data => Ok(self.data.clone()),
            id if id == HOUSE.code => Ok(self.code.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        HOUSE.fonts.get(index).cloned()
    }

    /// Papers know one time only, that of their issue.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
