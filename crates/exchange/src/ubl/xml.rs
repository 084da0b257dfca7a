//! Elements with prefix, indented, escaped. Knows the two name spaces that everything in UBL stands in, and no element.

use quick_xml::escape::escape;

const CAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const CBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// A document on its way. Names of elements and attributes come from the code, never from outside.
pub struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    /// A whole document, whose root has this name and its own name space.
    pub fn document(root: &str, inside: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut xml = Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 };
        let space = format!("urn:oasis:names:specification:ubl:schema:xsd:{root}-2");
        xml.line(&format!("<{root} xmlns=\"{space}\" xmlns:cac=\"{CAC}\" xmlns:cbc=\"{CBC}\">"));
        xml.within(inside);
        xml.line(&format!("</{root}>"));
        xml.text.into_bytes()
    }

    /// An element of elements (`cac`).
    pub fn group(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("<cac:{name}>"));
        self.within(inside);
        self.line(&format!("</cac:{name}>"));
    }

    /// An element of text (`cbc`).
    pub fn text(&mut self, name: &str, text: &str) {
        self.line(&format!("<cbc:{name}>{}</cbc:{name}>", escape(text)));
    }

    /// An element of text with an attribute.
    pub fn with(&mut self, name: &str, (attribute, value): (&str, &str), text: &str) {
        self.line(&format!("<cbc:{name} {attribute}=\"{}\">{}</cbc:{name}>", escape(value), escape(text)));
    }

    /// An element of text where there is one.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn within(&mut self, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    fn line(&mut self, line: &str) {
        self.text += &"  ".repeat(self.depth);
        self.text += line;
        self.text.push('\n');
    }
}
