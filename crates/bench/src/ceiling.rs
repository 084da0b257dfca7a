//! The ceiling: an axum that answers everything with the same 6.4 KB, the size of a page of 24 profiles. No store, no policy.

use std::net::SocketAddr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;

/// Bytes of its one answer.
const BYTES: usize = 6_400;

/// Serves until it is killed.
pub fn serve(port: u16) -> Result<(), String> {
    let body: &'static str = Box::leak(format!("{{\"data\":\"{}\"}}", "x".repeat(BYTES - 11)).into_boxed_str());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let app = Router::new().fallback(move || async move { ([(CONTENT_TYPE, "application/json")], body) });
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await;
        let listener = listener.map_err(|error| error.to_string())?;
        axum::serve(listener, app).await.map_err(|error| error.to_string())
    })
}
