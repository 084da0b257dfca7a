//! Everything that the public listener answers: the interface for programs, the pages, what both load.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::middleware;
use axum::response::{IntoResponse, Response};

use crate::portals::{
    addresses, agency, connections, customer, devices, filed, identities, invoices, kiosk, my_data, operator, papers,
    passkeys, public, refund, security, session, two_codes, undo, worker,
};
use crate::problem::Problem;
use crate::site::Site;
use crate::visit::Visit;
use crate::{api, assets, demo, doorstep, layers, preferences};

/// The routes inside their limits.
pub fn router(site: Site) -> Router {
    let settings = Arc::clone(&site.settings);
    let routes = Router::new()
        .merge(api::router())
        .merge(assets::routes())
        .merge(preferences::routes(settings.secure_cookies))
        .merge(demo::routes(&site))
        .merge(public::routes())
        .merge(customer::routes())
        .merge(worker::routes())
        .merge(agency::routes::routes())
        .merge(agency::import_routes::routes())
        .merge(agency::worker_routes::routes())
        .merge(operator::routes::routes())
        .merge(my_data::routes())
        .merge(filed::routes())
        .merge(invoices::routes())
        .merge(papers::routes())
        .merge(refund::routes())
        .merge(security::routes())
        .merge(session::routes())
        .merge(addresses::routes())
        .merge(undo::routes())
        .merge(identities::routes())
        .merge(connections::routes())
        .merge(kiosk::routes())
        .merge(two_codes::routes())
        .merge(devices::routes())
        .merge(passkeys::routes())
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(site.clone(), doorstep::receive))
        .with_state(site);
    layers::around(routes, &settings)
}

/// Whatever has no address here: a problem for programs, a page for people.
async fn unknown(State(site): State<Site>, visit: Visit, uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    visit.failed(&site, app::AppError::NotFound)
}
