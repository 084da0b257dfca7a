//! `amana document verify`: every stored file against its row, its hash and its key.

use std::fmt::Write;

use app::House;
use serde_json::json;

use crate::answer::{Answer, Failure};

/// Goes through everything, and says what is wrong.
pub async fn verify(house: &House) -> Result<Answer, Failure> {
    let made = app::documents::verify(house).await.map_err(|error| Failure::Failed(error.to_string()))?;
    let unmended = made.findings.iter().filter(|finding| !finding.mended).count();
    let mut text = format!("{} files read, {} sound", made.checked, made.sound);
    for finding in &made.findings {
        let whose = finding.document.map_or_else(|| "no document".to_owned(), |id| format!("document {id}"));
        let mended = if finding.mended { ", mended" } else { "" };
        write!(text, "\n{}: {} of {whose}{mended}", finding.what, finding.object).expect("a string takes all text");
    }
    if unmended > 0 {
        text.push_str("\ntake what is missing or damaged from a backup");
    }
    let json = json!({
        "holds": unmended == 0, "checked": made.checked, "sound": made.sound, "findings": made.findings,
    });
    Ok(Answer::checked(unmended == 0, text, json))
}
