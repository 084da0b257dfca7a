//! The bytes of a paper as an answer: kept by nobody on the way, found by no search, with no rights in a browser.

use app::documents::Opening;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use domain::{DocumentKind, DocumentType};

/// A paper's bytes as they are read and verified, one piece after another: memory does not grow with the file. What is damaged in the
/// middle ends the answer there.
pub fn pieces(opening: Opening) -> Body {
    let next = async |mut opening: Opening| match opening.next().await {
        Ok(Some(piece)) => Some((Ok(Bytes::copy_from_slice(&piece)), opening)),
        Ok(None) => None,
        Err(error) => {
            tracing::error!(%error, "a document could not be read to its end");
            Some((Err(std::io::Error::other("damaged")), opening))
        }
    };
    Body::from_stream(futures_util::stream::unfold(opening, next))
}

/// A paper as a download, under a name that says what it is and nothing of whose.
pub fn attached(paper: DocumentKind, content: DocumentType, bytes: Body) -> Response {
    let (kind, ending) = match content {
        DocumentType::Pdf => ("application/pdf", "pdf"),
        DocumentType::Jpeg => ("image/jpeg", "jpg"),
        DocumentType::Png => ("image/png", "png"),
        DocumentType::WebP => ("image/webp", "webp"),
    };
    sealed_off(bytes, kind, &format!("attachment; filename=\"{paper}.{ending}\""))
}

/// A paper's bytes: kept by nobody on the way, found by no search, and with no rights should a browser take them for a page.
pub fn sealed_off(bytes: Body, kind: &'static str, how: &str) -> Response {
    let mut response = Response::new(bytes);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
    );
    if let Ok(how) = HeaderValue::try_from(how) {
        headers.insert(header::CONTENT_DISPOSITION, how);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("none"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    unseen(response)
}

/// Whatever stands at a link is found by no search.
pub fn unseen(mut response: Response) -> Response {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, HeaderValue::from_static("noindex, noarchive"));
    response
}
