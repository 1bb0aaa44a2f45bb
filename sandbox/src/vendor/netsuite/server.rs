//! The account behind HTTP: every request is counted, signed in, answered from the firm as it is now.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Router, middleware};
use serde::Deserialize;

use super::access::{Access, Signed};
use super::refusal::Refusal;
use super::settings::Settings;
use super::suiteql::answer::{Place, body};
use super::suiteql::value::Value;
use super::suiteql::{Cut, parse, run};
use super::tables::{Derived, View};
use super::{oauth2, record};
use crate::fault::Faults;
use crate::world::World;

/// Rows a page at most, and where a client names no number.
const PAGE: usize = 1000;
/// Greatest text of a statement.
const LONGEST: usize = 64 * 1024;
/// Address of the query service.
const SUITEQL: &str = "/services/rest/query/v1/suiteql";
/// Address of the token service.
const TOKEN: &str = "/services/rest/auth/oauth2/v1/token";

/// The account.
pub struct Account {
    /// The firm.
    pub world: Arc<World>,
    /// Who may come in.
    pub access: Access,
    /// Settings.
    pub settings: RwLock<Settings>,
    /// Written records that the firm has no place for.
    pub written: RwLock<record::Written>,
    /// Requests that run now.
    pub running: AtomicUsize,
    /// Requests wait here while a test holds them.
    pub gate: Arc<tokio::sync::RwLock<()>>,
    derived: RwLock<Derived>,
    faults: Faults,
    asked: AtomicU64,
}

impl Account {
    /// An account of a firm.
    pub fn new(world: Arc<World>, access: Access, settings: Settings, faults: Faults) -> Self {
        Self {
            world,
            access,
            settings: RwLock::new(settings),
            written: RwLock::default(),
            running: AtomicUsize::new(0),
            gate: Arc::default(),
            derived: RwLock::default(),
            faults,
            asked: AtomicU64::new(0),
        }
    }

    /// A copy of the settings.
    pub fn settings(&self) -> Settings {
        self.settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes the settings.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(
            &mut self
                .settings
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
        self.derived
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .forget_stamps();
    }

    /// Looks at the firm as it is now.
    pub fn look<T>(&self, ask: impl FnOnce(View<'_>) -> T) -> T {
        let tie = self.faults.tie_seconds();
        if self.settings().tie_seconds != tie {
            self.change(|settings| settings.tie_seconds = tie);
        }
        let settings = self.settings();
        let firm = self.world.read();
        let stale = self
            .derived
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .stale(&firm);
        if stale {
            self.derived
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .refresh(&firm, &settings);
        }
        let derived = self.derived.read().unwrap_or_else(PoisonError::into_inner);
        let seed = self.asked.fetch_add(1, Ordering::Relaxed);
        ask(View {
            firm: &firm,
            derived: &derived,
            settings: &settings,
            now: firm.now().timestamp(),
            seed,
        })
    }
}

/// All addresses of the account.
pub fn router(account: Arc<Account>) -> Router {
    Router::new()
        .route(SUITEQL, post(suiteql))
        .route(TOKEN, post(token))
        .route("/services/rest/record/v1/{*path}", any(record::serve))
        .fallback(|uri: Uri| async move { Refusal::path(uri.path()) })
        .method_not_allowed_fallback(|| async { Refusal::method() })
        .layer(middleware::from_fn_with_state(account.clone(), admit))
        .with_state(account)
}

/// One of the requests that run.
struct Running(Arc<Account>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The address that a client called, without query.
pub fn address(headers: &HeaderMap, path: &str) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    format!("http://{}{path}", host.to_ascii_lowercase())
}

async fn admit(State(account): State<Arc<Account>>, request: Request, next: Next) -> Response {
    let settings = account.settings();
    let running = account.running.fetch_add(1, Ordering::SeqCst) + 1;
    let guard = Running(account.clone());
    if running > settings.concurrency {
        return Refusal::busy().into_response();
    }
    let gate = account.gate.clone();
    drop(gate.read().await);
    if !settings.delay.is_zero() {
        tokio::time::sleep(settings.delay).await;
    }
    if request.uri().path() != TOKEN {
        let authorization = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|text| text.to_str().ok())
            .unwrap_or_default();
        let signed = Signed {
            method: request.method().as_str(),
            address: &address(request.headers(), request.uri().path()),
            query: request.uri().query().unwrap_or_default(),
            authorization,
        };
        if let Err(refusal) = account.access.check(&signed) {
            return refusal.into_response();
        }
        if !settings.rest_permission {
            return Refusal::permission().into_response();
        }
    }
    let response = next.run(request).await;
    drop(guard);
    response
}

async fn token(State(account): State<Arc<Account>>, headers: HeaderMap, body: Bytes) -> Response {
    let settings = account.settings();
    oauth2::token(
        &account.access,
        &address(&headers, TOKEN),
        &body,
        settings.token_seconds,
        settings.expires_in_text,
    )
}

/// A whole number of the query.
pub fn number(uri: &Uri, name: &'static str, without: usize) -> Result<usize, Refusal> {
    let query = uri.query().unwrap_or_default();
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(own, _)| own == name);
    match found {
        None => Ok(without),
        Some((_, text)) => text.parse().map_err(|_| {
            Refusal::parameter(
                name,
                &format!("Invalid value '{text}' for query parameter '{name}'."),
            )
        }),
    }
}

#[derive(Deserialize)]
struct Statement {
    q: String,
    #[serde(default)]
    params: Vec<serde_json::Value>,
}

async fn suiteql(
    State(account): State<Arc<Account>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let asked = tokio::task::spawn_blocking(move || answer(&account, &uri, &headers, &bytes)).await;
    match asked {
        Ok(Ok(body)) => {
            let media = "application/vnd.oracle.resource+json; type=collection; charset=UTF-8";
            ([(header::CONTENT_TYPE, media)], Body::from(body)).into_response()
        }
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => Refusal::unexpected("statement-failed").into_response(),
    }
}

fn answer(
    account: &Account,
    uri: &Uri,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let prefer = headers
        .get("prefer")
        .and_then(|text| text.to_str().ok())
        .unwrap_or_default();
    if !prefer
        .split(',')
        .any(|part| part.trim().eq_ignore_ascii_case("transient"))
    {
        return Err(Refusal::header(
            "Prefer",
            "The required request header 'Prefer' is missing or its value is not 'transient'.",
        ));
    }
    let limit = number(uri, "limit", PAGE)?;
    let offset = number(uri, "offset", 0)?;
    let settings = account.settings();
    if !(1..=PAGE).contains(&limit) {
        return Err(Refusal::parameter(
            "limit",
            "The limit must be a number between 1 and 1000.",
        ));
    }
    if !offset.is_multiple_of(limit) {
        return Err(Refusal::parameter(
            "offset",
            "The offset must be divisible by the limit.",
        ));
    }
    if offset >= settings.reach {
        return Err(Refusal::parameter(
            "offset",
            "The number of results exceeds the maximum that a query can return.",
        ));
    }
    let statement: Statement = serde_json::from_slice(bytes).map_err(|_| {
        Refusal::content(
            "Invalid content in the request body: a JSON object with the member 'q' is expected.",
        )
    })?;
    if statement.q.len() > LONGEST {
        return Err(Refusal::content("The query is too long."));
    }
    let parameters = statement
        .params
        .iter()
        .map(parameter)
        .collect::<Result<_, _>>()?;
    let select = parse(&statement.q, parameters)?;
    let cut = Cut {
        limit,
        offset,
        reach: settings.reach,
    };
    let page = account.look(|view| run(view, &select, cut))?;
    let address = address(headers, SUITEQL);
    let place = Place {
        address: &address,
        limit,
        offset,
        lies: settings.has_more_lies,
    };
    body(&page, &place, &settings.text()).map_err(|_| Refusal::unexpected("answer-failed"))
}

fn parameter(value: &serde_json::Value) -> Result<Value, Refusal> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::from(*flag),
        serde_json::Value::String(text) => Value::from(text.clone()),
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            text.parse()
                .map(Value::Int)
                .or_else(|_| text.parse().map(Value::Number))
                .map_err(|_| Refusal::content("Invalid number in params."))?
        }
        _ => return Err(Refusal::content("Parameters must be scalars.")),
    })
}
