//! Papers that were filed, looked into and found clean.

use app::Caller;
use app::documents::{self, NewDocument, Of};
use domain::DocumentKind;
use jiff::civil::Date;
use uuid::Uuid;

use super::TestHouse;

/// A PDF of one page.
fn scan() -> Vec<u8> {
    let text = "BT /F1 24 Tf 72 700 Td (a scan of the tests) Tj ET";
    let content = format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        &content,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut starts = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        starts.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", nth + 1).into_bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for start in starts {
        bytes.extend(format!("{start:010} 00000 n \n").into_bytes());
    }
    bytes.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).into_bytes(),
    );
    bytes
}

impl TestHouse {
    /// A paper that was filed, looked into and scanned.
    pub async fn filed(&self, by: &Caller, of: Of, kind: DocumentKind, expires_on: Option<Date>) -> Uuid {
        let new = NewDocument { of, kind, expires_on, replaces: None };
        let mut receiving = documents::begin(&self.house, by, new).await.expect("it may be filed");
        receiving.take(&scan()).await.expect("a scan");
        let paper = receiving.finish(None).await.expect("filed");
        self.rounds().await;
        paper.id
    }
}
