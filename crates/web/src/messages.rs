//! The texts of mails and messages, from the same words as the pages. Without bidi isolates: telephones show them as boxes.

use app::held::Held;
use app::ports::{Entry, Texts};
use fluent_templates::fluent_bundle::FluentValue;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::i18n::{Lang, muscat};
use crate::{calendar, summary};

/// Writes messages by the Fluent key `message-TEMPLATE` (subject) and its attribute `text`.
#[derive(Debug, Clone)]
pub struct Messages {
    base: String,
    sign_in: String,
    /// The machine's name in it, as telephones bind a code to it.
    host: String,
}

impl Messages {
    /// For an installation that people reach at this address, such as `https://amana.example`.
    pub fn new(url: &str) -> Self {
        let base = url.trim_end_matches('/').to_owned();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default().to_owned();
        Self { sign_in: format!("{base}/sign-in"), base, host }
    }
}

impl Messages {
    /// What stands under a key, filled in; none: nothing stands there.
    fn said(&self, language: &str, key: &str, args: &Value, code: Option<&str>) -> Option<String> {
        let lang = Lang::parse(language).unwrap_or_default();
        let case = args["case"].as_str().unwrap_or_default();
        let minutes = args["minutes"].as_i64().unwrap_or_default();
        let days = args["days"].as_i64().unwrap_or_default();
        let organisation = args["organisation"].as_str().unwrap_or_default();
        let record = args["record"].as_str().unwrap_or_default();
        let at: Option<Timestamp> = args["at"].as_str().and_then(|at| at.parse().ok());
        let at = at.map(|at| lang.moment(muscat(at), muscat(at).date())).unwrap_or_default();
        let undo = code.map(|token| format!("{}/undo/{token}", self.base)).unwrap_or_default();
        let (left, hours) = (args["left"].as_i64().unwrap_or_default(), args["hours"].as_i64().unwrap_or_default());
        let (kind, result) = (args["kind"].as_str().unwrap_or_default(), args["result"].as_str().unwrap_or_default());
        let day: Option<Date> = args["day"].as_str().and_then(|day| day.parse().ok());
        let day = day.map(|day| lang.date(day, Date::ZERO)).unwrap_or_default();
        // A paper's number, or how many there are.
        let number = match &args["number"] {
            Value::String(number) => FluentValue::from(number.as_str()),
            number => FluentValue::from(number.as_i64().unwrap_or_default()),
        };
        let args = [
            ("kind", FluentValue::from(kind)),
            ("result", FluentValue::from(result)),
            ("day", FluentValue::from(day)),
            ("undo", FluentValue::from(undo)),
            ("left", FluentValue::from(left)),
            ("hours", FluentValue::from(hours)),
            ("number", number),
            ("record", FluentValue::from(record)),
            ("at", FluentValue::from(at.as_str())),
            ("case", FluentValue::from(case)),
            ("code", FluentValue::from(code.unwrap_or_default())),
            ("minutes", FluentValue::from(minutes)),
            ("days", FluentValue::from(days)),
            ("organisation", FluentValue::from(organisation)),
            ("link", FluentValue::from(self.sign_in.as_str())),
        ];
        let said = lang.say(key, &args).replace(['\u{2068}', '\u{2069}'], "");
        // A message that is not there is said by its key.
        (said != key).then_some(said)
    }
}

impl Texts for Messages {
    fn render(&self, language: &str, template: &str, args: &Value, code: Option<&str>) -> Option<(String, String)> {
        let subject = self.said(language, &format!("message-{template}"), args, code)?;
        Some((subject, self.said(language, &format!("message-{template}.text"), args, code)?))
    }

    /// A code that is typed on a page of ours ends with the line by which telephones offer it there and nowhere else
    /// (<https://wicg.github.io/sms-one-time-codes/>).
    fn short(&self, language: &str, template: &str, args: &Value, code: Option<&str>) -> Option<String> {
        let short = self.said(language, &format!("message-{template}.sms"), args, code);
        match (short, code) {
            (Some(short), Some(code)) => Some(format!("{short}\n\n@{} #{code}", self.host)),
            (Some(short), None) => Some(short),
            (None, _) => self.render(language, template, args, code).map(|(_, text)| text),
        }
    }

    fn summary(&self, language: &str, held: &Held) -> Option<String> {
        summary::page(Lang::parse(language)?, held)
    }

    fn calendar_entry(&self, language: &str, entry: &Entry<'_>) -> Option<String> {
        Some(calendar::stored(Lang::parse(language).unwrap_or_default(), entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages() -> Messages {
        Messages::new("https://amana.example/")
    }

    /// A value that a text names and nobody puts in makes it no text at all, and the message is given up.
    #[test]
    fn every_message_is_written_in_both_languages() {
        for lang in Lang::ALL {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/");
            for file in std::fs::read_dir(format!("{folder}{}", lang.code())).expect("a folder").flatten() {
                let text = std::fs::read_to_string(file.path()).expect("a file");
                let keys = text.lines().filter_map(|line| line.strip_prefix("message-")?.split_once(" ="));
                for (template, _) in keys {
                    let said = messages().render(lang.code(), template, &Value::Null, Some("481516"));
                    assert!(said.is_some(), "{} {template}", lang.code());
                }
            }
        }
    }

    #[test]
    fn a_reminder_of_invoices_says_how_many_there_are() {
        let (_, text) = messages()
            .render("ar", "task-invoices-late", &serde_json::json!({ "number": 3 }), None)
            .expect("a template");
        assert!(text.starts_with("3 فواتير"), "{text}");
    }

    #[test]
    fn an_agency_reads_which_record_is_to_be_changed() {
        for language in ["en", "ar"] {
            let args = serde_json::json!({ "record": "W-4K7Q2MXA" });
            let (subject, text) = messages().render(language, "change-asked", &args, None).expect("a template");
            assert!(subject.contains("W-4K7Q2MXA") && text.contains("W-4K7Q2MXA"), "{language}: {subject} {text}");
        }
    }

    #[test]
    fn whoever_is_asked_to_sign_in_is_told_where() {
        let asking = ["sign-in-code", "phone-code", "invitation", "invitation-household", "invitation-worker"];
        for (language, template) in ["en", "ar"].into_iter().flat_map(|lang| asking.map(|one| (lang, one))) {
            let args = serde_json::json!({ "minutes": 5, "days": 14, "organisation": "Al Waha Manpower" });
            let (_, text) = messages().render(language, template, &args, Some("481516")).expect("a template");
            assert!(text.contains("https://amana.example/sign-in"), "{language} {template}: {text}");
        }
    }

    #[test]
    fn a_code_by_text_message_is_one_part_that_a_telephone_offers_on_our_page_alone() {
        for (language, template) in
            ["en", "ar"].into_iter().flat_map(|lang| ["sign-in-code", "phone-code"].map(|t| (lang, t)))
        {
            let args = serde_json::json!({ "minutes": 5 });
            let text = messages().short(language, template, &args, Some("481516")).expect("a template");
            assert!(text.starts_with("481516 "), "{text}");
            assert_eq!(text.lines().last(), Some("@amana.example #481516"), "{text}");
            assert_eq!(app::sms::parts(&app::sms::plain(&text)), 1, "{language} {template}: {text}");
        }
        let args = serde_json::json!({ "case": "C-7K2M9QX4" });
        let (_, long) = messages().render("ar", "your-turn", &args, None).expect("a template");
        assert_eq!(messages().short("ar", "your-turn", &args, None), Some(long), "others say what they always say");
    }

    #[test]
    fn a_code_is_written_in_both_languages_without_isolates() {
        for language in ["en", "ar"] {
            let args = serde_json::json!({ "minutes": 5 });
            let (subject, text) =
                messages().render(language, "sign-in-code", &args, Some("481516")).expect("a template");
            assert!(!subject.is_empty() && text.contains("481516"), "{text}");
            assert!(!text.contains('\u{2068}'));
        }
        let args = serde_json::json!({ "case": "C-7K2M9QX4" });
        let (subject, _) =
            messages().render("ar", "your-turn", &args, None).expect("a template with a value in its subject");
        assert!(subject.contains("C-7K2M9QX4"), "{subject}");
        assert_eq!(messages().render("en", "no-such", &Value::Null, None), None);
    }
}
