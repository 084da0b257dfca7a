//! Parameters of a query that a route does not describe: refused, because whoever sends one believes that it does something.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{MatchedPath, Query, Request};
use axum::http::Method;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};

use crate::problem::{PROBLEM, Problem};

/// The routes that take parameters of one kind; those read them strictly by themselves.
#[derive(Debug, Clone)]
pub struct Taking(Arc<HashSet<(Method, String)>>);

impl Taking {
    /// Those that have such a parameter in the description.
    pub fn of(openapi: &OpenApi, such: fn(&Parameter) -> bool) -> Self {
        let takes = |operation: &Operation| {
            operation.parameters.iter().flatten().any(|parameter| match parameter {
                RefOr::T(parameter) => such(parameter),
                RefOr::Ref(_) => true,
            })
        };
        let routes = openapi.paths.paths.iter().flat_map(|(path, item)| {
            let operations = [(&item.get, Method::GET), (&item.post, Method::POST), (&item.put, Method::PUT)];
            let operations =
                operations.into_iter().chain([(&item.patch, Method::PATCH), (&item.delete, Method::DELETE)]);
            let taking = operations.filter(move |(operation, _)| operation.as_ref().is_some_and(takes));
            taking.map(|(_, method)| (method, path.clone()))
        });
        Self(Arc::new(routes.collect()))
    }

    /// Whether this route is one of them.
    pub fn takes(&self, method: &Method, route: &str) -> bool {
        self.0.contains(&(method.clone(), route.to_owned()))
    }
}

/// Whether a parameter of the description stands in the query.
pub fn of_query(parameter: &Parameter) -> bool {
    parameter.parameter_in == ParameterIn::Query
}

/// The answer to an unknown parameter, for the description.
pub fn refused() -> utoipa::openapi::Response {
    problem("A parameter that this does not take")
}

/// A refusal, for the description.
pub fn problem(words: &str) -> utoipa::openapi::Response {
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(words).content(PROBLEM, problem).build()
}

/// The answer to a request with a parameter that its route does not take.
pub fn unknown(taking: &Taking, request: &Request) -> Option<Problem> {
    request.uri().query()?;
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let of_api = route.starts_with("/api/v1/") && !route.ends_with("/openapi.json");
    if !of_api || taking.takes(request.method(), route) {
        return None;
    }
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).ok()?;
    let name: String = pairs.into_iter().next()?.0.chars().take(64).collect();
    Some(Problem::invalid(name, "This takes no parameters. Leave it out."))
}
