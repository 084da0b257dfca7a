//! The one mapping from errors to answers: RFC 9457 problem details in the API.
//!
//! A problem says what is wrong and what to do next. It never carries the id that was asked for, a person's data or a
//! name of our code; the request's id travels as a header only, so that a foreign id answers byte for byte like an unused one.

use app::AppError;
use app::StoreError;
use app::error::Fault;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The content type of a problem.
pub const PROBLEM: &str = "application/problem+json";

/// What went wrong with a request (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// A stable name of the kind of problem, `/problems/...`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind in a few words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The rule that says no: a policy's or a lifecycle rule's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What is wrong with the input, and where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InputError>,
    /// Seconds to wait before the same request.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

/// One fault of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InputError {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter or header.
    pub pointer: String,
    /// What is wrong and how to mend it.
    pub reason: String,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Self {
        Self { kind, title, status: status.as_u16(), detail: None, rule: None, errors: Vec::new(), retry_after: None }
    }

    /// With what happened and what to do next.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With one fault of the input.
    #[must_use]
    pub fn error(mut self, pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        self.errors.push(InputError { pointer: pointer.into(), reason: reason.into() });
        self
    }

    /// The same faults, of a part of the body that stands at `place`.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        for error in &mut self.errors {
            error.pointer.insert_str(0, place);
        }
        self
    }

    /// 404, for whatever the caller may not know of and for what is not there.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "/problems/not-found", "Not found")
            .detail("Nothing that you may see has this name. Check the reference, and the organisation you act for.")
    }

    /// 401.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "/problems/signed-out", "You need to be signed in")
            .detail("Sign in at POST /api/v1/sign-in and send the access token as a bearer token.")
    }

    /// 400 with a reason.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "/problems/bad-request", "The request cannot be read").detail(detail)
    }

    /// 422 with a fault.
    pub fn invalid(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "/problems/invalid", "Something in the input needs to be changed")
            .error(pointer, reason)
    }

    /// 503 with a time to come back.
    pub fn unavailable(seconds: u32) -> Self {
        let mut problem =
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "/problems/unavailable", "Not available right now")
                .detail("Nothing was changed. Send the same request again a little later.");
        problem.retry_after = Some(seconds);
        problem
    }

    /// What is said of a status that no handler explained.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, "/problems/method", "This path has no such method")
                .detail("The header Allow names the methods that it has."),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Self::late(),
            status if status.is_client_error() => {
                let mut problem = Self::bad_request("The description at /api/docs says what is expected here.");
                problem.status = status.as_u16();
                problem
            }
            _ => Self::broken(),
        }
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large", "The body is too large")
            .detail("Bodies are limited to 64 KiB, files to 10 MiB.")
    }

    /// 503 for a request that was cut off: whether it was carried out is not known.
    fn late() -> Self {
        let mut problem = Self::unavailable(2);
        problem.detail = Some(
            "This took too long. Whether it was done is not known: look, or send it again with the same Idempotency-Key."
                .to_owned(),
        );
        problem
    }

    fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "/problems/internal", "Something is broken on our side")
            .detail("Nothing was changed. The operator can find the reason by the request id in the header.")
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound => Self::not_found(),
            AppError::SignedOut => Self::signed_out(),
            AppError::StepUp => Self::new(StatusCode::FORBIDDEN, "/problems/step-up", "Show once more who you are").detail(
                "This wants a proof that is at most five minutes old. Send a code of your authenticator to POST /api/v1/me/confirm, \
                 or sign in anew, and send the same request again.",
            ),
            AppError::Denied(denial, _) => {
                let mut problem =
                    Self::new(StatusCode::FORBIDDEN, "/problems/not-allowed", "Your role may not do this now").detail(
                        "The rule is named here, and the refusal is recorded. Another role, purpose or state of the case may be needed.",
                    );
                problem.rule = Some(denial.rule().to_owned());
                problem
            }
            AppError::Refused(refusal) => {
                let mut problem =
                    Self::new(StatusCode::CONFLICT, "/problems/refused", "The case does not allow this now")
                        .detail(crate::words::refusal(&refusal));
                problem.rule = Some(refusal.rule.to_owned());
                problem
            }
            AppError::Stale { .. } => {
                Self::new(StatusCode::CONFLICT, "/problems/stale", "This was changed since you read it")
                    .detail("Read it again, look at what changed, and send the step with the present version.")
            }
            AppError::Conflict(word) => {
                let mut problem = Self::new(StatusCode::CONFLICT, "/problems/conflict", "This cannot be twice")
                    .detail(crate::words::conflict(word));
                problem.rule = Some(word.to_owned());
                problem
            }
            AppError::AskedAlready(case) => {
                let mut problem = Self::new(StatusCode::CONFLICT, "/problems/conflict", "This cannot be twice")
                    .detail(crate::words::asked_already(&case));
                problem.rule = Some("asked_already".to_owned());
                problem
            }
            AppError::Invalid(faults) => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "/problems/invalid",
                    "Something in the input needs to be changed",
                );
                for Fault { pointer, reason } in faults {
                    problem = problem.error(pointer, crate::words::fault(reason));
                }
                problem
            }
            AppError::Policies(faults) => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "/problems/policies",
                    "The policy set is refused; the present one stays",
                );
                for fault in faults {
                    problem = problem.error(format!("/files/{}", fault.file), fault.to_string());
                }
                problem
            }
            AppError::TooMany { seconds } => {
                let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "/problems/too-many", "Too many requests")
                    .detail("Wait for the seconds that the header Retry-After names, then try again.");
                problem.retry_after = Some(seconds);
                problem
            }
            AppError::Store(StoreError::Full) => {
                let mut problem =
                    Self::new(StatusCode::INSUFFICIENT_STORAGE, "/problems/full", "There is no room left")
                        .detail("Nothing was changed. The operator has been told; reading still works.");
                problem.retry_after = Some(60);
                problem
            }
            AppError::Store(error) if error.is_temporary() || matches!(error, StoreError::TooLong) => {
                Self::unavailable(2)
            }
            AppError::Store(error) => {
                tracing::error!(%error, "store");
                Self::broken()
            }
            AppError::KeysAway(_) | AppError::FilesAway(_) => Self::unavailable(5),
            AppError::Sealed(error) => {
                tracing::error!(%error, "sealed value");
                Self::broken()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
