//! The interface for programs: `/api/v1`, described by `/api/v1/openapi.json`.

pub mod addresses;
mod agency_reviews;
mod asked;
pub mod audit;
mod bank;
mod billing;
pub mod break_glass;
pub mod case_views;
pub mod cases;
pub mod catalogue;
mod checks;
pub mod connections;
pub mod consents;
pub mod disclosures;
pub mod document_links;
mod documents;
mod edit_worker;
pub mod explorer;
pub mod exports;
pub mod factors;
mod fields;
pub mod household;
pub mod identities;
mod if_match;
pub mod import_bodies;
mod import_events;
pub mod imports;
pub mod invitations;
pub mod invoices;
pub mod jwks;
pub mod ledger;
pub mod limits;
pub mod me;
pub mod meetings;
pub mod new_worker;
pub mod notes;
pub mod onboarding;
pub mod organisations;
mod overrides;
mod parameters;
pub mod passkeys;
mod payment_events;
pub mod payments;
pub mod policies;
pub mod policy_tests;
pub mod private;
mod refunds;
pub mod refusals;
mod reports;
pub mod resets;
pub mod reviews;
pub mod roster;
pub mod sign_in;
pub mod text_receipts;
pub mod two_codes;
pub mod workers;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::site::Site;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Amana",
        description = "Controlled brokerage of people's work. Fields of a person come as \
            `{state: visible|masked|hidden, value?, opens?}`; a hidden one has no value. An update names the version \
            that it saw, as `version` in its body or as `If-Match: \"2\"`, and is answered 409 when that is not the present one. \
            Errors are RFC 9457 problem details.",
        version = "1.0.0",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/")),
    modifiers(&Bearer),
)]
struct Description;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        openapi.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    }
}

/// LIMIT: bytes of a body that names lines: 100,000 of them.
const LINES_BODY_MAX: usize = 1024 * 1024;

/// LIMIT: bytes of a body that brings a policy set, with what JSON adds to its texts.
const POLICIES_BODY_MAX: usize = 2 * app::policies::BYTES_MAX;

fn described() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(sign_in::start))
        .routes(routes!(sign_in::finish))
        .routes(routes!(sign_in::renew))
        .routes(routes!(jwks::keys))
        .routes(routes!(limits::get))
        .routes(routes!(sign_in::open_kiosk))
        .routes(routes!(me::me))
        .routes(routes!(me::sessions, me::end_others))
        .routes(routes!(me::end_session))
        .routes(routes!(factors::get, factors::begin))
        .routes(routes!(factors::confirm))
        .routes(routes!(factors::remove))
        .routes(routes!(factors::renew))
        .routes(routes!(factors::again))
        .routes(routes!(two_codes::get, two_codes::on, two_codes::off))
        .routes(routes!(addresses::get, addresses::ask))
        .routes(routes!(addresses::agree))
        .routes(routes!(addresses::wait))
        .routes(routes!(addresses::stop))
        .routes(routes!(passkeys::ask_first))
        .routes(routes!(passkeys::finish))
        .routes(routes!(passkeys::list, passkeys::add))
        .routes(routes!(passkeys::begin))
        .routes(routes!(passkeys::remove))
        .routes(routes!(passkeys::ask_again))
        .routes(routes!(passkeys::again))
        .routes(routes!(resets::ask, resets::list))
        .routes(routes!(resets::answer))
        .routes(routes!(resets::refuse))
        .routes(routes!(resets::undo))
        .routes(routes!(text_receipts::take).layer(DefaultBodyLimit::max(crate::text_receipts::CALL_MAX)))
        .routes(routes!(payment_events::take).layer(DefaultBodyLimit::max(app::ports::gateway::CALL_MAX)))
        .routes(routes!(identities::list))
        .routes(routes!(identities::unlink))
        .routes(routes!(connections::list))
        .routes(routes!(connections::end))
        .routes(routes!(onboarding::list, onboarding::apply))
        .routes(routes!(onboarding::confirm))
        .routes(routes!(onboarding::step))
        .routes(routes!(household::start))
        .routes(routes!(household::get, household::fill, household::register))
        .routes(routes!(household::ask_phone))
        .routes(routes!(household::prove_phone))
        .routes(routes!(organisations::list, organisations::enter))
        .routes(routes!(organisations::check))
        .routes(routes!(organisations::members))
        .routes(routes!(organisations::end_membership, organisations::change_role))
        .routes(routes!(invitations::list, invitations::invite))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(invitations::invite_worker))
        .routes(routes!(invitations::waiting))
        .routes(routes!(invitations::answer))
        .routes(routes!(catalogue::list))
        .routes(routes!(catalogue::profile))
        .routes(routes!(workers::list, workers::draft))
        .routes(routes!(imports::export))
        .routes(routes!(roster::many))
        .routes(routes!(roster::history))
        .routes(routes!(workers::get, edit_worker::edit))
        .routes(routes!(imports::list, imports::begin).layer(DefaultBodyLimit::max(crate::upload::BODY_MAX)))
        .routes(
            routes!(documents::list, documents::file)
                .layer(DefaultBodyLimit::max(crate::filing::BODY_MAX))
                .layer(axum::middleware::map_request(crate::filing::in_pieces)),
        )
        .routes(routes!(documents::get))
        .routes(routes!(overrides::held))
        .routes(routes!(overrides::ask))
        .routes(routes!(overrides::list))
        .routes(routes!(overrides::answer))
        .routes(routes!(overrides::end))
        .routes(routes!(imports::get))
        .routes(routes!(imports::preview))
        .routes(routes!(imports::take).layer(DefaultBodyLimit::max(LINES_BODY_MAX)))
        .routes(routes!(import_events::events))
        .routes(routes!(imports::refused))
        .routes(routes!(imports::undo))
        .routes(routes!(workers::step))
        .routes(routes!(workers::attest))
        .routes(routes!(reviews::queue))
        .routes(routes!(reviews::reidentification))
        .routes(routes!(reviews::change, reviews::ask_change))
        .routes(routes!(reviews::answer_change))
        .routes(routes!(disclosures::of_worker))
        .routes(routes!(consents::list, consents::give))
        .routes(routes!(consents::withdraw))
        .routes(routes!(cases::list, cases::open))
        .routes(routes!(cases::get))
        .routes(routes!(cases::step))
        .routes(routes!(cases::attest))
        .routes(routes!(case_views::worker))
        .routes(routes!(case_views::customer))
        .routes(routes!(case_views::timeline))
        .routes(routes!(case_views::visibility))
        .routes(routes!(meetings::of_case))
        .routes(routes!(meetings::calendar_entry))
        .routes(routes!(meetings::list))
        .routes(routes!(agency_reviews::write, agency_reviews::of_case, agency_reviews::take_back))
        .routes(routes!(agency_reviews::waiting))
        .routes(routes!(agency_reviews::settle))
        .routes(routes!(agency_reviews::of_agency))
        .routes(routes!(case_views::quote))
        .routes(routes!(refunds::of_case))
        .routes(routes!(ledger::list))
        .routes(routes!(invoices::list))
        .routes(routes!(invoices::get))
        .routes(routes!(invoices::pdf))
        .routes(routes!(invoices::ubl))
        .routes(routes!(payments::list, payments::note))
        .routes(routes!(payments::answer))
        .routes(routes!(bank::read).layer(DefaultBodyLimit::max(crate::upload::BODY_MAX)))
        .routes(routes!(bank::lines))
        .routes(routes!(bank::put))
        .routes(routes!(bank::leave))
        .routes(routes!(billing::get, billing::set))
        .routes(routes!(reports::tie_out))
        .routes(routes!(reports::vat))
        .routes(routes!(reports::ageing))
        .routes(routes!(reports::commission))
        .routes(routes!(case_views::terms))
        .routes(routes!(disclosures::of_case))
        .routes(routes!(checks::queue))
        .routes(routes!(checks::get, checks::give))
        .routes(routes!(checks::read))
        .routes(routes!(checks::standing))
        .routes(routes!(document_links::of_case))
        .routes(routes!(document_links::make))
        .routes(routes!(document_links::open))
        .routes(routes!(document_links::page))
        .routes(routes!(document_links::file))
        .routes(routes!(notes::of_case, notes::add_to_case))
        .routes(routes!(notes::of_worker, notes::add_to_worker))
        .routes(routes!(notes::remove))
        .routes(routes!(break_glass::ask))
        .routes(routes!(break_glass::list))
        .routes(routes!(break_glass::answer))
        .routes(routes!(break_glass::review))
        .routes(routes!(me::disclosures))
        .routes(routes!(exports::list, exports::ask))
        .routes(routes!(exports::get, exports::revoke))
        .routes(routes!(exports::link))
        .routes(routes!(exports::download))
        .routes(routes!(exports::ask_about))
        .routes(routes!(policies::list, policies::propose).layer(DefaultBodyLimit::max(POLICIES_BODY_MAX)))
        .routes(routes!(policies::one))
        .routes(routes!(policies::approve))
        .routes(routes!(audit::events))
        .routes(routes!(audit::proof))
        .routes(routes!(audit::checkpoint))
        .routes(routes!(explorer::explain))
        .routes(routes!(explorer::matrix))
        .routes(routes!(policy_tests::list, policy_tests::keep))
        .routes(routes!(policy_tests::remove))
}

/// As the pages' own, for what the readable form is made of: pictures in its style sheet, one style that it brings, by its hash,
/// and style attributes, which run nothing.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The description of the whole interface.
pub fn openapi() -> utoipa::openapi::OpenApi {
    named(described().into_openapi())
}

/// Names each operation after its method and path: the description asks for unique names, and functions called `list` are not.
/// Every one of them refuses parameters that it does not take, and each that writes an `If-Match` that it does not take.
fn named(mut openapi: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for (path, item) in &mut openapi.paths.paths {
        let words = path.trim_start_matches("/api/v1/").replace(['/', '-'], "_").replace(['{', '}'], "");
        let by_method = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in by_method {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{words}"));
                let responses = &mut operation.responses.responses;
                responses
                    .entry(StatusCode::UNPROCESSABLE_ENTITY.as_str().to_owned())
                    .or_insert_with(|| parameters::refused().into());
                if method != "get" {
                    responses
                        .entry(StatusCode::BAD_REQUEST.as_str().to_owned())
                        .or_insert_with(|| if_match::refused().into());
                }
            }
        }
    }
    openapi
}

/// The routes, the description and its readable form, served by us.
pub fn router() -> axum::Router<Site> {
    let (routes, openapi) = described().split_for_parts();
    let taking = parameters::Taking::of(&openapi, parameters::of_query);
    let versioned = parameters::Taking::of(&openapi, if_match::described);
    let docs = axum::Router::from(SwaggerUi::new("/api/docs").url("/api/v1/openapi.json", named(openapi)));
    let routes = routes.layer(axum::middleware::from_fn_with_state((taking, versioned), understood));
    routes.merge(docs.layer(axum::middleware::map_response(readable)))
}

/// Lets a request in, or says what of it its operation does not take.
async fn understood(
    State((taking, versioned)): State<(parameters::Taking, parameters::Taking)>,
    request: Request,
    next: Next,
) -> Response {
    let unknown = if_match::unknown(&versioned, &request).or_else(|| parameters::unknown(&taking, &request));
    match unknown {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}

/// The readable form is others' script: it may load its own files, ask us, and nothing else.
async fn readable(mut response: axum::response::Response) -> axum::response::Response {
    let value = axum::http::HeaderValue::from_static(DOCS_POLICY);
    response.headers_mut().insert(axum::http::header::CONTENT_SECURITY_POLICY, value);
    response
}
