//! A file that is sent with a form: read whole, bounded, never written to disk.

use app::imports::{self, Arg, Args, ImportError, RowFault};
use app::{Caller, House};
use axum::extract::Multipart;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fluent_templates::fluent_bundle::FluentValue;
use uuid::Uuid;

use crate::i18n::Lang;
use crate::input::is_unkept;
use crate::problem::Problem;

/// LIMIT: bytes of a body that carries a file: 10 MiB for the file, the rest for what stands around it.
pub const BODY_MAX: usize = 10 * 1024 * 1024 + 128 * 1024;
/// LIMIT: parts of such a body. Our form has two.
const PARTS_MAX: usize = 8;
/// LIMIT: bytes of a part that is no file.
const TEXT_MAX: usize = 64 * 1024;

/// What was sent.
#[derive(Default)]
pub struct Upload {
    /// The file's name, as the sender calls it.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    texts: Vec<(String, String)>,
}

impl Upload {
    /// Reads the part `file` and the texts around it.
    pub async fn read(mut parts: Multipart, file_max: usize) -> Result<Self, StatusCode> {
        let mut upload = Self::default();
        let mut count = 0;
        while let Some(part) = parts.next_field().await.map_err(|error| error.status())? {
            count += 1;
            if count > PARTS_MAX {
                return Err(StatusCode::BAD_REQUEST);
            }
            let field = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|error| error.status())?;
            let most = if field == "file" { file_max } else { TEXT_MAX };
            if bytes.len() > most {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            if field == "file" {
                upload.name = file_name.filter(|name| !is_unkept(name)).unwrap_or_default();
                upload.bytes = bytes.to_vec();
            } else {
                let text = String::from_utf8(bytes.to_vec()).map_err(|_| StatusCode::BAD_REQUEST)?;
                if is_unkept(&text) {
                    return Err(StatusCode::BAD_REQUEST);
                }
                upload.texts.push((field, text));
            }
        }
        Ok(upload)
    }

    /// The first part that is none of these, beside the file.
    pub fn unknown(&self, known: &[&str]) -> Option<&str> {
        self.texts.iter().map(|(field, _)| field.as_str()).find(|field| !known.contains(field))
    }

    /// The text of this name; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text.trim())
    }
}

/// A sentence of an import with its values, which may be messages themselves.
pub fn say(lang: Lang, key: &str, args: &Args) -> String {
    let said: Vec<(&'static str, FluentValue<'_>)> = args
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Arg::Text(text) => FluentValue::from(text.as_str()),
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Message(key) => FluentValue::from(lang.t(key)),
            };
            (*name, value)
        })
        .collect();
    lang.say(key, &said)
}

/// The rows of an import that did not become workers, as a download in the reader's language.
pub async fn refused_csv(house: &House, caller: &Caller, import: Uuid, lang: Lang) -> Result<Response, ImportError> {
    let reason = move |fault: &RowFault| {
        let column = fault.column.as_ref().map(|column| format!("{}: ", column.heading.trim()));
        let said = say(lang, fault.reason.key(), &fault.reason.args());
        plain(&format!("{}{said}", column.unwrap_or_default()))
    };
    let bytes = imports::refused_file(house, caller, import, &lang.t("import-reason"), &reason).await?;
    Ok(csv(bytes, "not-taken.csv"))
}

/// A list as a download, kept by nobody on the way. `name` is plain ASCII without quotation marks.
pub fn csv(bytes: Vec<u8>, name: &'static str) -> Response {
    download(bytes, "text/csv; charset=utf-8", name)
}

/// A workbook as a download, kept by nobody on the way. `name` as for [`csv`].
pub fn workbook(bytes: Vec<u8>, name: &'static str) -> Response {
    download(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name)
}

/// An archive as a download, kept by nobody on the way, under a name that tells nothing of whose it is.
pub fn zip(bytes: Vec<u8>) -> Response {
    download(bytes, "application/zip", "data.zip")
}

fn download(bytes: Vec<u8>, kind: &'static str, name: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(named) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A sentence without the marks that set its parts apart on a page of mixed direction.
fn plain(words: &str) -> String {
    words.replace(['\u{2068}', '\u{2069}'], "")
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::App(error) => error.into(),
            ImportError::File(fault) => Self::invalid("/file", plain(&say(Lang::En, fault.key(), &fault.args()))),
            ImportError::Mapping(fault) => Self::invalid("/mapping", plain(&say(Lang::En, fault.key(), &fault.args()))),
        }
    }
}
