//! Reads a file back with another's reader: by the name space and name of its elements, and exact sums by their digits.

use exchange::ubl::EInvoice;
use roxmltree::{Document, Node};

const SPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

/// The text of a file.
pub fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

/// The document in it.
pub fn document(text: &str) -> Document<'_> {
    Document::parse(text).expect("well-formed")
}

/// All elements at this path below.
pub fn all<'a>(node: Node<'a, 'a>, path: &str) -> Vec<Node<'a, 'a>> {
    path.split('/').fold(vec![node], |nodes, name| {
        let (prefix, name) = name.split_once(':').expect("a prefix");
        let space = match prefix {
            "cac" => format!("{SPACE}CommonAggregateComponents-2"),
            "cbc" => format!("{SPACE}CommonBasicComponents-2"),
            other => panic!("{other}"),
        };
        let is_named = |child: &Node| child.has_tag_name((space.as_str(), name));
        nodes.into_iter().flat_map(|node| node.children().filter(is_named).collect::<Vec<_>>()).collect()
    })
}

/// The texts at this path below.
pub fn texts(node: Node, path: &str) -> Vec<String> {
    all(node, path).iter().map(|found| found.text().unwrap_or_default().to_owned()).collect()
}

/// The only text at this path below.
pub fn one(node: Node, path: &str) -> String {
    let found = texts(node, path);
    assert_eq!(found.len(), 1, "{path}: {found:?}");
    found.into_iter().next().expect("one")
}

/// The only sum at this path below, in minor units of the invoice's currency. Its digits are counted, and it says its currency.
pub fn sum(node: Node, path: &str, invoice: &EInvoice) -> i128 {
    let found = all(node, path);
    assert_eq!(found.len(), 1, "{path}");
    assert_eq!(found[0].attribute("currencyID"), Some(invoice.currency.code()), "{path}");
    let text = found[0].text().expect("a sum");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').expect("decimals");
    let missing = invoice.currency.exponent() - u32::try_from(part.len()).expect("few");
    let minor: i128 = format!("{whole}{part}").parse().expect("digits");
    sign * minor * 10_i128.pow(missing)
}
