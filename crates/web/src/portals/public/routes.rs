//! The addresses of what everybody may see.

use axum::Router;
use axum::routing::{get, post};

use super::{agency, browse, enter, join, organisation, with};
use crate::site::Site;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(browse::home))
        .route("/catalogue", get(browse::catalogue))
        .route("/catalogue/{reference}", get(browse::profile))
        .route("/agencies/{code}", get(agency::agency))
        .route("/licences", get(browse::licences))
        .route("/sign-in", get(enter::ask).post(enter::start))
        .route("/sign-in/{challenge}", post(enter::finish))
        .route("/sign-in/with/{provider}", post(with::begin))
        .route("/sign-in/with/{provider}/back", get(with::back))
        .route("/sign-out", post(enter::leave))
        .route("/register", get(enter::register_ask).post(enter::register))
        .route("/join", get(join::ask).post(join::apply))
        .route("/join/{id}", post(join::confirm))
        .route("/invitations/{id}", post(organisation::reply))
        .route("/organisations", get(organisation::list).post(organisation::choose))
}
