//! Bulk API 2.0 query jobs: a state machine, and results as CSV with its oddities.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};

use super::State;
use super::call::{Call, Reply};
use super::cell::rest_time;
use super::csv::csv;
use super::query::{Scene, understand};
use super::refusal::Refusal;
use super::soql::bind::{Bound, Node};
use crate::firm::ids::salesforce_id;

/// A query job.
pub struct Job {
    id: String,
    all: bool,
    pub(super) bound: Bound,
    pub(super) numbers: Vec<u32>,
    version: String,
    created: i64,
    changed: i64,
    polls: u32,
    failure: Option<String>,
    aborted: bool,
    pub(super) delimiter: String,
    pub(super) ending: String,
}

const DEFAULT_PAGE: usize = 50_000;

/// Serves `/jobs/query` and what lies below.
pub fn resource(
    state: &mut State,
    scene: &Scene<'_>,
    call: &Call,
    path: &[&str],
) -> Result<Reply, Refusal> {
    match (path, call.method.as_str()) {
        ([], "POST") => create(state, scene, call),
        ([], "GET") => {
            let jobs: Vec<Value> = state.jobs.iter().map(|job| job.describe(state)).collect();
            let body = json!({"done": true, "records": jobs, "nextRecordsUrl": null});
            Ok(Reply::json(200, body.to_string()))
        }
        ([id, rest @ ..], _) => {
            let place = state
                .jobs
                .iter()
                .position(|job| job.id == *id)
                .ok_or_else(Refusal::missing)?;
            if state.jobs[place].version != call.version {
                let made = &state.jobs[place].version;
                return Err(Refusal::new(
                    409,
                    "API_VERSION_MISMATCH",
                    format!("The job was created with API version {made}; use the same version"),
                ));
            }
            one(state, scene, call, place, rest)
        }
        _ => Err(Refusal::method()),
    }
}

fn one(
    state: &mut State,
    scene: &Scene<'_>,
    call: &Call,
    place: usize,
    rest: &[&str],
) -> Result<Reply, Refusal> {
    let ready = state.settings.bulk_polls;
    match (rest, call.method.as_str()) {
        ([], "GET") => {
            let job = &mut state.jobs[place];
            job.polls += 1;
            job.changed = scene.now;
            Ok(Reply::json(
                200,
                state.jobs[place].describe(state).to_string(),
            ))
        }
        ([], "PATCH") => {
            if call.json()?["state"] != "Aborted" {
                return Err(Refusal::bad(
                    "INVALIDJOBSTATE",
                    "A query job can only be aborted",
                ));
            }
            if state.jobs[place].state(ready) == "JobComplete" {
                return Err(Refusal::bad(
                    "INVALIDJOBSTATE",
                    "Aborting already completed job not allowed",
                ));
            }
            state.jobs[place].aborted = true;
            Ok(Reply::json(
                200,
                state.jobs[place].describe(state).to_string(),
            ))
        }
        ([], "DELETE") => {
            if !matches!(
                state.jobs[place].state(ready),
                "JobComplete" | "Aborted" | "Failed"
            ) {
                return Err(Refusal::bad(
                    "INVALIDJOBSTATE",
                    "The job is still being processed",
                ));
            }
            state.jobs.remove(place);
            Ok(Reply::empty(204))
        }
        (["results"], "GET") => results(state, scene, call, place),
        (["resultPages"], "GET") => pages(state, call, place),
        (_, _) if call.method == Method::GET => Err(Refusal::missing()),
        _ => Err(Refusal::method()),
    }
}

fn create(state: &mut State, scene: &Scene<'_>, call: &Call) -> Result<Reply, Refusal> {
    let body = call.json()?;
    let all = match body["operation"].as_str() {
        Some("query") => false,
        Some("queryAll") => true,
        _ => {
            return Err(Refusal::bad(
                "INVALIDOPERATION",
                "operation must be query or queryAll",
            ));
        }
    };
    let text = body["query"]
        .as_str()
        .ok_or_else(|| Refusal::bad("MALFORMED_QUERY", "query is required"))?;
    let bound = understand(state, text)?;
    let shape = &state.store.objects[bound.object];
    let name = shape.name;
    if !shape.bulk || state.settings.bulk_refused.contains(name) {
        return Err(Refusal::bad(
            "INVALIDENTITY",
            format!("entity type {name} is not supported by the Bulk API"),
        ));
    }
    let nested = bound
        .nodes
        .iter()
        .any(|node| matches!(node, Node::Children(..)));
    if bound.counting || !bound.columns.is_empty() || bound.offset > 0 || nested {
        return Err(Refusal::bad(
            "API_ERROR",
            "Implementation restriction: aggregate queries, OFFSET and child queries are not supported in Bulk Query",
        ));
    }
    if state.jobs.len() >= 10_000 {
        return Err(Refusal::bad(
            "LIMIT_EXCEEDED",
            "Max bulk v2 query jobs limit (10000) per 24 hrs has been reached",
        ));
    }
    let numbers = scene.run(state, all).find(&bound);
    state.serial += 1;
    let word = |key: &str, default: &str| body[key].as_str().unwrap_or(default).to_owned();
    let job = Job {
        id: salesforce_id("750", state.serial),
        all,
        bound,
        numbers,
        version: call.version.clone(),
        created: scene.now,
        changed: scene.now,
        polls: 0,
        failure: state.settings.bulk_failure.clone(),
        aborted: false,
        delimiter: word("columnDelimiter", "COMMA"),
        ending: word("lineEnding", "LF"),
    };
    state.jobs.push(job);
    let job = state.jobs.last().ok_or_else(Refusal::missing)?;
    let mut body = job.describe(state);
    if let Some(map) = body.as_object_mut() {
        // The answer to creation knows nothing of progress.
        map.retain(|key, _| {
            !matches!(
                key.as_str(),
                "jobType"
                    | "numberRecordsProcessed"
                    | "retries"
                    | "totalProcessingTime"
                    | "isPkChunkingSupported"
            )
        });
    }
    Ok(Reply::json(200, body.to_string()))
}

impl Job {
    fn state(&self, ready: u32) -> &'static str {
        match () {
            () if self.aborted => "Aborted",
            () if self.polls == 0 && ready > 0 => "UploadComplete",
            () if self.polls < ready => "InProgress",
            () if self.failure.is_some() => "Failed",
            () => "JobComplete",
        }
    }

    fn describe(&self, state: &State) -> Value {
        let now = self.state(state.settings.bulk_polls);
        let version = self
            .version
            .trim_start_matches('v')
            .parse::<f64>()
            .unwrap_or_default();
        let done = now == "JobComplete";
        let mut body = json!({
            "id": self.id,
            "operation": if self.all { "queryAll" } else { "query" },
            "object": state.store.objects[self.bound.object].name,
            "createdById": state.store.machine(),
            "createdDate": rest_time(self.created),
            "systemModstamp": rest_time(self.changed),
            "state": now,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": version,
            "jobType": "V2Query",
            "lineEnding": self.ending,
            "columnDelimiter": self.delimiter,
            "numberRecordsProcessed": if done { self.numbers.len() } else { 0 },
            "retries": 0,
            "totalProcessingTime": if done { 420 } else { 0 },
            "isPkChunkingSupported": true,
        });
        if now == "Failed" {
            body["errorMessage"] = json!(self.failure);
        }
        body
    }
}

fn offset(call: &Call) -> Result<usize, Refusal> {
    let Some(locator) = call.param("locator") else {
        return Ok(0);
    };
    STANDARD_NO_PAD
        .decode(&locator)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok())
        .ok_or_else(|| Refusal::bad("INVALID_QUERY_LOCATOR", "invalid query locator"))
}

fn page_size(call: &Call) -> usize {
    let asked = call.param("maxRecords").and_then(|text| text.parse().ok());
    asked.unwrap_or(DEFAULT_PAGE).max(1)
}

fn complete(state: &State, place: usize) -> Result<&Job, Refusal> {
    let job = state.jobs.get(place).ok_or_else(Refusal::missing)?;
    if job.state(state.settings.bulk_polls) != "JobComplete" {
        return Err(Refusal::bad("INVALIDJOBSTATE", "The job is not complete"));
    }
    Ok(job)
}

fn results(state: &State, scene: &Scene<'_>, call: &Call, place: usize) -> Result<Reply, Refusal> {
    let job = complete(state, place)?;
    let from = offset(call)?.min(job.numbers.len());
    let to = job.numbers.len().min(from + page_size(call));
    let body = csv(state, scene, job, &job.numbers[from..to]);
    let mut reply = Reply {
        content: "text/csv",
        ..Reply::json(200, body)
    }
    .with("sforce-numberofrecords", (to - from).to_string());
    if to < job.numbers.len() {
        reply = reply.with("sforce-locator", STANDARD_NO_PAD.encode(to.to_string()));
    } else if !state.settings.omit_locator {
        reply = reply.with("sforce-locator", "null");
    }
    Ok(reply)
}

fn pages(state: &State, call: &Call, place: usize) -> Result<Reply, Refusal> {
    let job = complete(state, place)?;
    let version = &job.version;
    if version
        .trim_start_matches('v')
        .parse::<f64>()
        .unwrap_or_default()
        < 58.0
    {
        return Err(Refusal::missing());
    }
    let size = page_size(call);
    let base = format!("/services/data/{version}/jobs/query/{}", job.id);
    let mut at = offset(call)?;
    let mut list = Vec::new();
    while list.len() < 5 && (at < job.numbers.len() || at == 0) {
        let locator = match at {
            0 => String::new(),
            _ => format!("&locator={}", STANDARD_NO_PAD.encode(at.to_string())),
        };
        list.push(json!({"resultUrl": format!("{base}/results?maxRecords={size}{locator}")}));
        at += size;
    }
    let done = at >= job.numbers.len();
    let next = (!done).then(|| {
        let locator = STANDARD_NO_PAD.encode(at.to_string());
        format!("{base}/resultPages?maxRecords={size}&locator={locator}")
    });
    let body = json!({"resultPages": list, "nextRecordsUrl": next, "done": done});
    Ok(Reply::json(200, body.to_string()))
}
