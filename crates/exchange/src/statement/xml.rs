//! An XML document as a list of its elements, in the order of the file. Well formed, in UTF-8, without document type, and with no
//! entities but the five of XML itself; nothing is ever fetched.

use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, XmlVersion};

use super::fault::{Broken, StatementError};

/// LIMIT: elements within each other.
const DEPTH_MOST: usize = 32;
/// LIMIT: elements of a document. A file of 10 MiB with more has less than eleven bytes for each.
const ELEMENTS_MOST: usize = 1_000_000;
/// LIMIT: attributes of an element; each is compared with all before it.
const ATTRIBUTES_MOST: usize = 32;

/// A document.
pub(super) struct Document {
    elements: Vec<Node>,
    /// The name space that the root declares.
    pub namespace: Option<String>,
}

struct Node {
    /// The local name, if it is one of the names asked for.
    name: &'static str,
    text: String,
    currency: Option<Box<str>>,
    line: usize,
    /// The first element after this one and all within it.
    end: usize,
}

/// One element of a document.
#[derive(Clone, Copy)]
pub(super) struct Element<'d> {
    document: &'d Document,
    at: usize,
    node: &'d Node,
}

impl<'d> Element<'d> {
    /// The local name.
    pub fn name(self) -> &'static str {
        self.node.name
    }

    /// The line of the file on which it begins.
    pub fn line(self) -> usize {
        self.node.line
    }

    /// Its own text, without white space around it.
    pub fn text(self) -> &'d str {
        self.node.text.trim()
    }

    /// What the attribute `Ccy` says.
    pub fn currency(self) -> Option<&'d str> {
        self.node.currency.as_deref()
    }

    /// The elements right within it that have this name.
    pub fn all(self, name: &'static str) -> impl Iterator<Item = Element<'d>> {
        let mut at = self.at + 1;
        let children = std::iter::from_fn(move || {
            let child = self.document.element(at).filter(|child| child.at < self.node.end)?;
            at = child.node.end;
            Some(child)
        });
        children.filter(move |child| child.node.name == name)
    }

    /// The first element that is reached by these names, one within the other.
    pub fn find(self, path: &[&'static str]) -> Option<Element<'d>> {
        path.iter().try_fold(self, |element, name| element.all(name).next())
    }

    /// Its text, if it is there and says anything.
    pub fn says(self, path: &[&'static str]) -> Option<&'d str> {
        self.find(path).map(Element::text).filter(|text| !text.is_empty())
    }
}

impl Document {
    /// Reads a document, keeping the texts of the elements with these names.
    pub fn read(text: &str, names: &[&'static str]) -> Result<Self, StatementError> {
        let mut reader = Reader::from_str(text);
        let mut building =
            Building { names, document: Self { elements: Vec::new(), namespace: None }, open: Vec::new(), line: 1 };
        let mut counted = 0;
        loop {
            let event = reader.read_event();
            let position = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).clamp(counted, text.len());
            let done = event.map_err(|error| why(&error)).and_then(|event| building.take(event));
            building.line += text.get(counted..position).unwrap_or_default().matches('\n').count();
            counted = position;
            match done {
                Ok(true) => return Ok(building.document),
                Ok(false) => {}
                Err(broken) => return Err(StatementError::Broken { line: building.line, broken }),
            }
        }
    }

    /// The root.
    pub fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    fn element(&self, at: usize) -> Option<Element<'_>> {
        self.elements.get(at).map(|node| Element { document: self, at, node })
    }
}

/// A document while it is read.
struct Building<'n> {
    names: &'n [&'static str],
    document: Document,
    open: Vec<usize>,
    line: usize,
}

impl Building<'_> {
    /// Whether the document is complete after this.
    fn take(&mut self, event: Event<'_>) -> Result<bool, Broken> {
        match event {
            Event::Start(start) => {
                let at = self.begin(&start)?;
                self.open.push(at);
            }
            Event::Empty(start) => {
                self.begin(&start)?;
            }
            Event::End(_) => {
                let at = self.open.pop().ok_or(Broken::NotXml)?;
                self.document.elements[at].end = self.document.elements.len();
            }
            Event::Text(text) => self.write(&text.xml10_content().map_err(|_| Broken::NotXml)?)?,
            Event::CData(text) => self.write(&text.xml10_content().map_err(|_| Broken::NotXml)?)?,
            Event::GeneralRef(name) => {
                let character = entity(&name)?;
                self.write(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::Decl(declaration) => {
                if let Some(encoding) = declaration.encoding() {
                    let utf8 = encoding.is_ok_and(|encoding| encoding.eq_ignore_ascii_case(b"utf-8"));
                    return if utf8 { Ok(false) } else { Err(Broken::Encoding) };
                }
            }
            Event::DocType(_) => return Err(Broken::DocumentType),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof if self.open.is_empty() && !self.document.elements.is_empty() => return Ok(true),
            Event::Eof => return Err(Broken::Half),
        }
        Ok(false)
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<usize, Broken> {
        let at = self.document.elements.len();
        if self.open.is_empty() && at > 0 {
            return Err(Broken::Outside);
        }
        if self.open.len() >= DEPTH_MOST || at >= ELEMENTS_MOST {
            return Err(Broken::TooDeep);
        }
        let local = start.local_name();
        let name = self.names.iter().find(|name| name.as_bytes() == local.as_ref()).copied().unwrap_or_default();
        let mut currency = None;
        for (count, attribute) in start.attributes().enumerate() {
            if count >= ATTRIBUTES_MOST {
                return Err(Broken::TooDeep);
            }
            let attribute = attribute.map_err(|_| Broken::NotXml)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Broken::DocumentType)?;
            let key = attribute.key.as_ref();
            if key == b"Ccy" {
                currency = Some(value.as_ref().into());
            } else if at == 0 && (key == b"xmlns" || key.starts_with(b"xmlns:")) && value.contains(":camt.") {
                self.document.namespace = Some(value.into_owned());
            }
        }
        self.document.elements.push(Node { name, text: String::new(), currency, line: self.line, end: at + 1 });
        Ok(at)
    }

    fn write(&mut self, text: &str) -> Result<(), Broken> {
        match self.open.last() {
            Some(at) => {
                let node = &mut self.document.elements[*at];
                let says = !node.text.is_empty() || !text.trim().is_empty();
                if says && !node.name.is_empty() {
                    node.text.push_str(text);
                }
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(Broken::Outside),
        }
    }
}

/// What ends in the middle of a tag, a comment or an element is half a file.
fn why(error: &Error) -> Broken {
    match error {
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => Broken::Half,
        _ => Broken::NotXml,
    }
}

fn entity(name: &BytesRef<'_>) -> Result<char, Broken> {
    match &**name {
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"amp" => Ok('&'),
        b"apos" => Ok('\''),
        b"quot" => Ok('"'),
        _ if name.is_char_ref() => name.resolve_char_ref().ok().flatten().ok_or(Broken::NotXml),
        _ => Err(Broken::DocumentType),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn broken(text: &str) -> Option<(usize, Broken)> {
        match Document::read(text, &["a"]) {
            Err(StatementError::Broken { line, broken }) => Some((line, broken)),
            _ => None,
        }
    }

    #[test]
    fn elements_are_found_by_their_local_names() {
        let text = "<?xml version=\"1.0\" encoding='utf-8'?>\n<n:a><x:b>1</x:b>\n<b Ccy=\"OMR\">&lt;2&#x41;<!-- no --><![CDATA[&3]]></b><c/></n:a>\n";
        let document = Document::read(text, &["a", "b", "c"]).expect("a document");
        let root = document.root().expect("a root");
        let all: Vec<_> = root.all("b").map(|b| (b.line(), b.text(), b.currency())).collect();
        assert_eq!((root.name(), all), ("a", vec![(2, "1", None), (3, "<2A&3", Some("OMR"))]));
        assert!(
            root.find(&["c"]).is_some_and(|c| c.all("b").next().is_none()),
            "an empty element has nothing within it"
        );
    }

    #[test]
    fn what_is_no_whole_document_is_refused_with_its_line() {
        for (text, found) in [
            ("<a>\n<b>", (2, Broken::Half)),
            ("<a>\n<b", (2, Broken::Half)),
            ("<a><![CDATA[x</a>", (1, Broken::Half)),
            ("<a><b></a>", (1, Broken::NotXml)),
            ("<a>&</a>", (1, Broken::NotXml)),
            ("<a b='1' b='2'/>", (1, Broken::NotXml)),
            ("<a/>\n<a/>", (2, Broken::Outside)),
            ("<a/> tail", (1, Broken::Outside)),
            ("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", (1, Broken::DocumentType)),
            ("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", (1, Broken::DocumentType)),
            ("<a>&x;</a>", (1, Broken::DocumentType)),
            ("<a b='&x;'/>", (1, Broken::DocumentType)),
            ("<?xml version=\"1.0\" encoding=\"windows-1256\"?><a/>", (1, Broken::Encoding)),
        ] {
            assert_eq!(broken(text), Some(found), "{text}");
        }
        let attributes: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(broken(&format!("<a{attributes}/>")), Some((1, Broken::TooDeep)));
        assert_eq!(broken(&"<a>".repeat(33)), Some((1, Broken::TooDeep)));
        assert_eq!(broken(&format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MOST))), Some((1, Broken::TooDeep)));
    }

    proptest! {
        #[test]
        fn no_text_brings_the_reader_down(text in "(<|>|/|a|b|&|;|'|\"|=|!|\\[|\\]|-|\\?|#|\n| |CDATA|DOCTYPE|é){0,60}") {
            let _ = Document::read(&text, &["a"]);
        }
    }
}
