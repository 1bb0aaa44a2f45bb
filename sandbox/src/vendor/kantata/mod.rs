//! The Kantata OX simulator: bearer token, brainstem envelope, every collection of the firm, events, references and writes.
//!
//! `collections` is the list of definitions, `page` the machinery, `index` what makes it fast.

mod answer;
mod collection;
mod collections;
mod events;
mod index;
mod json;
mod page;
mod params;
mod read;
mod references;
mod write;

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::fault::{Canned, Dialect, Faults};
use crate::world::World;
use events::Event;
use index::Indexes;
use json::Look;
use params::{Malformed, Params};
use references::References;

/// Token of an administrator with financial access.
pub const TOKEN: &str = "kantata-token-administrator";
/// Token of a user without financial access: money members are absent.
pub const PLAIN_TOKEN: &str = "kantata-token-without-finances";

/// A running account: what a connector's configuration needs.
#[derive(Debug)]
pub struct Endpoint {
    /// `http://127.0.0.1:PORT/api/v1`
    pub base_url: String,
    /// Bearer token with financial access.
    pub token: String,
    /// Bearer token without it.
    pub plain_token: String,
    account: Arc<Kantata>,
    server: JoinHandle<()>,
}

impl Endpoint {
    /// Keeps rendered answers of reads until the firm changes, so that a benchmark's second reading costs the server nothing.
    pub fn remember(&self, keep: bool) {
        *lock(&self.account.kept) = keep.then(|| (0, HashMap::new()));
    }
}

impl std::fmt::Debug for Kantata {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Kantata").finish_non_exhaustive()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts an account of the firm on a port of loopback; 0 takes a free one.
pub async fn start(world: Arc<World>, port: u16, faults: Faults) -> std::io::Result<Endpoint> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let base_url = format!("http://{}/api/v1", listener.local_addr()?);
    let account = Arc::new(Kantata::new(world, &faults));
    let router = router(Arc::clone(&account), &faults);
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "the Kantata simulator stopped");
        }
    });
    Ok(Endpoint {
        base_url,
        token: TOKEN.into(),
        plain_token: PLAIN_TOKEN.into(),
        account,
        server,
    })
}

/// Who asks.
#[derive(Clone, Copy)]
struct Caller {
    person: u32,
    financial: bool,
}

/// Events computed at a state of the firm and a moment.
type Feed = (u64, i64, Arc<Vec<Event>>);

struct Kantata {
    world: Arc<World>,
    indexes: Indexes,
    references: References,
    feed: Mutex<Option<Feed>>,
    faults: Faults,
    kept: Mutex<Option<Kept>>,
}

/// Rendered answers at a state of the firm, by address and caller.
type Kept = (u64, HashMap<(String, bool), Bytes>);

fn router(account: Arc<Kantata>, faults: &Faults) -> Router {
    faults.wrap(Router::new().fallback(serve).with_state(account), dialect())
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How Kantata words its refusals: 429 without `Retry-After`.
fn dialect() -> Dialect {
    let body = |kind: &str, message: &str| {
        format!("{{\"errors\":[{{\"type\":\"{kind}\",\"message\":\"{message}\"}}]}}")
    };
    Dialect {
        throttled: Canned::json(429, body("system", "Too many requests")),
        unauthorized: Canned::json(401, body("oauth", "Invalid OAuth 2 Request")),
        error: Canned::json(500, body("system", "Internal server error")),
        unavailable: Canned::json(503, body("system", "Service unavailable")),
    }
}

async fn serve(
    State(kantata): State<Arc<Kantata>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let reader = caller(&headers).filter(|_| method == Method::GET);
    let held = reader.and_then(|caller| kantata.kept(&uri, caller));
    let mut response = match (held, reader) {
        (Some(response), _) => response,
        (None, Some(caller)) => {
            let fresh = kantata.answer(&method, &uri, &headers, &body);
            kantata.keep(&uri, caller, fresh).await
        }
        (None, None) => kantata.answer(&method, &uri, &headers, &body),
    };
    let seed = uri.to_string().bytes().fold(5_381u64, |hash, byte| {
        hash.wrapping_mul(33) ^ u64::from(byte)
    });
    if let Ok(value) = HeaderValue::from_str(&format!("{seed:016x}")) {
        response.headers_mut().insert("x-request-id", value);
    }
    // A server's Date is the firm's present: clients take the time from it.
    let now = kantata.world.now().format("%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(now) = HeaderValue::from_str(&now.to_string()) {
        response.headers_mut().insert(header::DATE, now);
    }
    response
}

fn caller(headers: &HeaderMap) -> Option<Caller> {
    let given = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")?
        .trim();
    match given {
        TOKEN => Some(Caller {
            person: 1,
            financial: true,
        }),
        PLAIN_TOKEN => Some(Caller {
            person: 3,
            financial: false,
        }),
        _ => None,
    }
}

impl Kantata {
    fn new(world: Arc<World>, faults: &Faults) -> Self {
        let references = References::seeded(&world.read());
        Self {
            world,
            indexes: Indexes::default(),
            references,
            feed: Mutex::new(None),
            faults: faults.clone(),
            kept: Mutex::new(None),
        }
    }

    /// The answer of a read, from memory if it is kept there.
    fn kept(&self, uri: &Uri, caller: Caller) -> Option<Response<Body>> {
        let mut kept = lock(&self.kept);
        let (revision, answers) = kept.as_mut()?;
        let now = self.world.read().revision + self.references.revision();
        if *revision != now {
            answers.clear();
            *revision = now;
        }
        let body = answers.get(&(uri.to_string(), caller.financial))?.clone();
        Some(answer::json(StatusCode::OK, Body::from(body)))
    }

    async fn keep(&self, uri: &Uri, caller: Caller, response: Response<Body>) -> Response<Body> {
        if lock(&self.kept).is_none() || response.status() != StatusCode::OK {
            return response;
        }
        let (parts, body) = response.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
            return answer::malformed("the answer could not be rendered");
        };
        if let Some((_, answers)) = lock(&self.kept).as_mut() {
            answers.insert((uri.to_string(), caller.financial), bytes.clone());
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    fn look(&self, caller: Caller) -> Look {
        Look {
            financial: caller.financial,
            grain: self.faults.tie_seconds().map_or(1, i64::from),
        }
    }

    fn answer(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response<Body> {
        let Some(path) = uri.path().strip_prefix("/api/v1/") else {
            return answer::not_found();
        };
        let Some(caller) = caller(headers) else {
            return answer::unauthorised();
        };
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix(".json").unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        let params = Params::parse(uri.query().unwrap_or_default());
        if *method != Method::GET {
            return write::handle(self, method, &segments, &params, body, caller);
        }
        self.read(&segments, &params, caller)
            .unwrap_or_else(|Malformed(message)| answer::malformed(&message))
    }
}
