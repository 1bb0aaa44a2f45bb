//! From an HTTP request to its reply: sign-in, session, quota, then the resource.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State as Held};
use axum::http::Method;
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::call::{Call, Reply};
use super::org::Concurrency;
use super::query::Scene;
use super::refusal::Refusal;
use super::{Sim, State, bulk, composite, deleted, describe, query, token, write};

const BODY_LIMIT: usize = 64 << 20;
const LINE_LIMIT: usize = 16_384;

/// The router of a host.
pub fn router(sim: Arc<Sim>, login: bool) -> Router {
    Router::new().fallback(answer).with_state((sim, login))
}

async fn answer(Held((sim, login)): Held<(Arc<Sim>, bool)>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let line = parts
        .uri
        .path_and_query()
        .map_or(0, |text| text.as_str().len());
    let heads: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return Reply::from(Refusal::new(
            413,
            "REQUEST_TOO_LARGE",
            "The request is too large",
        ))
        .into();
    };
    let headers = parts
        .headers
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let path: Vec<String> = parts
        .uri
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let call = Call {
        method: parts.method,
        version: path.get(2).cloned().unwrap_or_default(),
        path,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    let too_long = line + heads > LINE_LIMIT;
    let now = sim.world.now();
    let reply = if too_long {
        Refusal::new(414, "URI_TOO_LONG", "URI Too Long").into()
    } else {
        reply(&sim, login, call, now.timestamp())
    };
    reply
        .with("date", now.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .into()
}

fn reply(sim: &Sim, login: bool, mut call: Call, now: i64) -> Reply {
    let mut state = sim.state();
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["services", "oauth2", "token"] => token::token(sim, &mut state, &call, login, now),
        ["services", "data"] if !login => versions(state.settings.versions),
        ["services", "data", _, ..] if !login => {
            call.path.drain(..3);
            data(sim, &mut state, &call)
        }
        _ => Reply {
            content: "text/html; charset=utf-8",
            ..Reply::json(404, "<html><body>URL No Longer Exists</body></html>")
        },
    }
}

fn versions((first, last): (u32, u32)) -> Reply {
    let list: Vec<_> = (first.max(50)..=last)
        .map(|number| {
            let label = match number % 3 {
                0 => "Summer",
                1 => "Winter",
                _ => "Spring",
            };
            let year = 20 + (number - 47) / 3;
            json!({"label": format!("{label} '{year}"), "url": format!("/services/data/v{number}.0"), "version": format!("{number}.0")})
        })
        .collect();
    Reply::json(200, json!(list).to_string())
}

/// Session, policy and quota come before the resource.
fn data(sim: &Sim, state: &mut State, call: &Call) -> Reply {
    let firm = sim.world.read();
    let scene = Scene {
        now: firm.now().timestamp(),
        firm: &firm,
    };
    let outcome = match admit(state, call, scene.now) {
        Ok(()) => {
            state.store.sync(&firm, sim.faults.tie_seconds());
            resource(state, &scene, call)
        }
        Err(refusal) => Err(refusal),
    };
    let mut info = format!("api-usage={}/{}", state.calls, state.settings.daily_calls);
    if state.settings.per_app {
        info.push_str(&format!(
            "; per-app-api-usage={}/250(appName=hub)",
            state.calls
        ));
    }
    outcome
        .unwrap_or_else(Reply::from)
        .with("sforce-limit-info", info)
}

fn admit(state: &mut State, call: &Call, now: i64) -> Result<(), Refusal> {
    if let Some(text) = &state.settings.policy {
        return Err(Refusal::new(401, "INVALID_SESSION_ID", text.clone()));
    }
    if !token::admits(state, call, now) {
        return Err(Refusal::session());
    }
    let limited = |message: &str| Err(Refusal::new(403, "REQUEST_LIMIT_EXCEEDED", message));
    if state.settings.crowded > 0 {
        state.settings.crowded -= 1;
        return limited(match state.settings.crowd {
            Concurrency::LongTransactions => "ConcurrentPerOrgLongTxn Limit exceeded.",
            Concurrency::Requests => "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        });
    }
    if state.calls >= state.settings.daily_calls {
        return limited("TotalRequests Limit exceeded.");
    }
    state.calls += 1;
    let number = call
        .version
        .strip_prefix('v')
        .and_then(|text| text.strip_suffix(".0"))
        .and_then(|text| text.parse::<u32>().ok());
    let (first, last) = state.settings.versions;
    match number {
        Some(number) if (first..=last).contains(&number) => Ok(()),
        Some(number) if number < first => Err(Refusal::new(
            410,
            "UNSUPPORTED_API_VERSION",
            "The requested API version has been retired or deprecated",
        )),
        _ => Err(Refusal::missing()),
    }
}

/// Serves a resource below the version.
pub fn resource(state: &mut State, scene: &Scene<'_>, call: &Call) -> Result<Reply, Refusal> {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let get = call.method == Method::GET;
    match path.as_slice() {
        [] if get => Ok(Reply::json(
            200,
            json!({"sobjects": format!("/services/data/{}/sobjects", call.version), "query": format!("/services/data/{}/query", call.version), "queryAll": format!("/services/data/{}/queryAll", call.version), "limits": format!("/services/data/{}/limits", call.version), "jobs": format!("/services/data/{}/jobs", call.version), "composite": format!("/services/data/{}/composite", call.version)}).to_string(),
        )),
        ["query"] if get => query::first(state, scene, call, false),
        ["queryAll"] if get => query::first(state, scene, call, true),
        ["query" | "queryAll", locator] if get => query::next(state, scene, call, locator),
        ["limits"] if get => Ok(limits(state)),
        ["sobjects"] if get => Ok(describe::all(state)),
        ["sobjects", object, "describe"] if get => describe::one(state, object),
        ["sobjects", object, "deleted"] if get => deleted::deleted(state, scene, call, object),
        ["sobjects", object, "updated"] if get => deleted::updated(state, scene, call, object),
        ["sobjects", ..] => write::resource(state, scene, call, &path[1..]),
        ["jobs", "query", rest @ ..] => bulk::resource(state, scene, call, rest),
        ["composite", rest @ ..] => composite::resource(state, scene, call, rest),
        ["query" | "queryAll" | "limits", ..] => Err(Refusal::method()),
        _ => Err(Refusal::missing()),
    }
}

fn limits(state: &State) -> Reply {
    let daily = state.settings.daily_calls;
    let body = json!({
        "DailyApiRequests": {"Max": daily, "Remaining": daily.saturating_sub(state.calls)},
        "DailyBulkV2QueryJobs": {"Max": 10_000, "Remaining": 10_000usize.saturating_sub(state.jobs.len())},
        "DailyBulkV2QueryFileStorageMB": {"Max": 976_562, "Remaining": 976_562},
        "ConcurrentSyncReportRuns": {"Max": 20, "Remaining": 20},
    });
    Reply::json(200, body.to_string())
}
