//! Papers for tests: a PDF made by hand, of one page.

/// A PDF of one page that says something in a comment, with more in its catalogue.
pub fn pdf(says: &str, catalogue: &str) -> Vec<u8> {
    let content = format!("1 0 0 rg 0 0 100 100 re f\n% {says}\n");
    let objects = [
        format!("<</Type /Catalog /Pages 2 0 R {catalogue}>>"),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let table = bytes.len();
    bytes.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    bytes.extend(format!("trailer\n<</Size 5 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").into_bytes());
    bytes
}
