//! Writes that are answered later: a job, its task, and the record that came of it; repeated keys meet the same job.

use std::collections::HashMap;
use std::sync::PoisonError;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Asked, reply};
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::server::address;

/// Address of the jobs.
pub const JOBS: &str = "/services/rest/async/v1/job";

/// A job that is over.
#[derive(Debug)]
struct Job {
    succeeded: bool,
    /// Address of the record that came of it.
    related: Option<String>,
}

/// Jobs of the account.
#[derive(Debug, Default)]
pub struct Jobs {
    jobs: Vec<Job>,
    keys: HashMap<String, usize>,
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a request wants to be answered later.
pub fn wanted(headers: &HeaderMap) -> bool {
    text(headers, "prefer").is_some_and(|prefer| prefer.contains("respond-async"))
}

/// Does the work, and answers with the address of its job; a key that was seen does nothing again.
pub fn run(
    asked: &Asked<'_>,
    work: impl FnOnce() -> Result<Response, Refusal>,
) -> Result<Response, Refusal> {
    let key = text(asked.headers, "x-netsuite-idempotency-key").map(str::to_owned);
    let mut jobs = asked
        .account
        .jobs
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let known = key.as_ref().and_then(|key| jobs.keys.get(key).copied());
    let place = known.unwrap_or_else(|| {
        let done = work();
        let related = done.as_ref().ok().and_then(|response| {
            let location = response.headers().get(header::LOCATION)?;
            location.to_str().ok().map(str::to_owned)
        });
        jobs.jobs.push(Job {
            succeeded: done.is_ok(),
            related,
        });
        let place = jobs.jobs.len() - 1;
        if let Some(key) = key {
            jobs.keys.insert(key, place);
        }
        place
    });
    let location = format!("{}/{}", address(asked.headers, JOBS), place + 1);
    let headers = [
        (header::LOCATION, location),
        (
            header::HeaderName::from_static("preference-applied"),
            "respond-async".to_owned(),
        ),
    ];
    Ok((StatusCode::ACCEPTED, headers).into_response())
}

/// A job, the list of its task, or the task.
pub fn show(asked: &Asked<'_>, path: &str) -> Result<Response, Refusal> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let missing = || Refusal::missing("job", path);
    let place = parts
        .first()
        .and_then(|id| id.parse::<usize>().ok())
        .ok_or_else(missing)?;
    let jobs = asked
        .account
        .jobs
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let job = place
        .checked_sub(1)
        .and_then(|place| jobs.jobs.get(place))
        .ok_or_else(missing)?;
    let own = format!("{}/{place}", address(asked.headers, JOBS));
    let link = |rel: &str, href: &str| json!({"rel": rel, "href": href});
    let task = format!("{own}/task/1");
    let (kind, body): (&str, Value) = match parts.as_slice() {
        [_] => {
            let progress = if job.succeeded { "succeeded" } else { "failed" };
            let list = json!({"links": [link("self", &format!("{own}/task"))]});
            (
                "singular",
                json!({"id": place.to_string(), "completed": true, "progress": progress, "task": list}),
            )
        }
        [_, "task"] => (
            "collection",
            json!({"count": 1, "items": [{"links": [link("self", &task)]}]}),
        ),
        [_, "task", "1"] => {
            let mut links = vec![link("self", &task)];
            links.extend(
                job.related
                    .as_deref()
                    .map(|related| link("related", related)),
            );
            (
                "singular",
                json!({"id": "1", "completed": true, "links": links}),
            )
        }
        _ => return Err(missing()),
    };
    Ok(reply(kind, body))
}
