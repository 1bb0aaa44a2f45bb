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
mod references;
mod write;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::fault::{Canned, Dialect, Faults};
use crate::firm::Stamp;
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
    server: JoinHandle<()>,
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
    let router = router(world, &faults);
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "the Kantata simulator stopped");
        }
    });
    Ok(Endpoint {
        base_url,
        token: TOKEN.into(),
        plain_token: PLAIN_TOKEN.into(),
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
}

/// The simulator's routes over a living firm.
pub fn router(world: Arc<World>, faults: &Faults) -> Router {
    let references = References::seeded(&world.read());
    let kantata = Kantata {
        world,
        indexes: Indexes::default(),
        references,
        feed: Mutex::new(None),
        faults: faults.clone(),
    };
    faults.wrap(
        Router::new().fallback(serve).with_state(Arc::new(kantata)),
        dialect(),
    )
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
    let mut response = kantata.answer(&method, &uri, &headers, &body);
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

    fn read(
        &self,
        path: &[&str],
        params: &Params,
        caller: Caller,
    ) -> Result<Response<Body>, Malformed> {
        match path {
            ["users", "me"] => Ok(self.show(
                "users",
                &[crate::firm::ids::kantata(crate::firm::Kind::Person, caller.person).to_string()],
                caller,
            )),
            ["external_references"] if params.get("subject_type").is_none() => {
                Ok(answer::malformed("subject_type is required"))
            }
            ["external_references"] => Ok(self
                .references
                .envelope(params, None)
                .map_or_else(answer::not_found, |text| answer::json(StatusCode::OK, text))),
            ["external_references", id] => Ok(self
                .references
                .envelope(params, Some(id.parse().unwrap_or(0)))
                .map_or_else(answer::not_found, |text| answer::json(StatusCode::OK, text))),
            ["subscribed_events", "event_types"] => {
                Ok(answer::json(StatusCode::OK, events::types()))
            }
            ["subscribed_events"] if !caller.financial => Ok(answer::forbidden()),
            ["subscribed_events"] => self.events(params, caller),
            ["foreign_exchange", "exchange_tables"] => {
                self.list("exchange_tables", params, caller, "exchange_tables")
            }
            ["foreign_exchange", "exchange_tables", id] => {
                Ok(self.one("exchange_tables", id, params, caller))
            }
            // The vendor's defect: the results' key is singular, the map's is not.
            ["foreign_exchange", "exchange_tables", _, "rates"] => {
                self.list("exchange_rates", params, caller, "exchange_rate")
            }
            ["cost_rates" | "exchange_tables" | "exchange_rates", ..] => Ok(answer::not_found()),
            [
                "rate_card_sets"
                | "rate_card_set_versions"
                | "rate_cards"
                | "rate_card_versions"
                | "rate_card_roles",
                ..,
            ] if !caller.financial => Ok(answer::forbidden()),
            [name] => self.list(name, params, caller, name),
            [name, id] => Ok(self.one(name, id, params, caller)),
            _ => Ok(answer::not_found()),
        }
    }

    fn list(
        &self,
        name: &str,
        params: &Params,
        caller: Caller,
        results_key: &str,
    ) -> Result<Response<Body>, Malformed> {
        let Some(collection) = collections::find(name) else {
            return Ok(answer::not_found());
        };
        let firm = self.world.read();
        let page = page::select(
            &firm,
            &self.indexes,
            &self.references,
            collection,
            params,
            self.look(caller).grain,
        )?;
        let text = page::envelope(
            &firm,
            &self.references,
            collection,
            params,
            &page,
            self.look(caller),
            results_key,
        );
        Ok(answer::json(StatusCode::OK, text))
    }

    /// One object: default filters hold no row back that a client names; unknown or gone is 404.
    fn one(&self, name: &str, id: &str, params: &Params, caller: Caller) -> Response<Body> {
        let Some(collection) = collections::find(name) else {
            return answer::not_found();
        };
        let firm = self.world.read();
        let number = id
            .parse()
            .ok()
            .and_then(collection.number)
            .filter(|number| (collection.present)(&firm, *number));
        let Some(number) = number else {
            return answer::not_found();
        };
        let page = page::Page {
            rows: vec![number],
            count: 1,
        };
        answer::json(
            StatusCode::OK,
            page::envelope(
                &firm,
                &self.references,
                collection,
                params,
                &page,
                self.look(caller),
                name,
            ),
        )
    }

    /// Objects just written, by vendor id.
    fn show(&self, name: &str, given: &[String], caller: Caller) -> Response<Body> {
        let Some(collection) = collections::find(name) else {
            return answer::not_found();
        };
        let firm = self.world.read();
        let rows: Vec<u32> = given
            .iter()
            .filter_map(|id| (collection.number)(id.parse().ok()?))
            .collect();
        let page = page::Page {
            count: rows.len(),
            rows,
        };
        answer::json(
            StatusCode::OK,
            page::envelope(
                &firm,
                &self.references,
                collection,
                &Params::default(),
                &page,
                self.look(caller),
                name,
            ),
        )
    }

    fn events(&self, params: &Params, caller: Caller) -> Result<Response<Body>, Malformed> {
        let firm = self.world.read();
        let now = Stamp::from_utc(firm.now());
        let minute = now.seconds() / 15;
        let held = self
            .feed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let feed = match held {
            Some((revision, at, feed)) if revision == firm.revision && at == minute => feed,
            _ => {
                let feed = Arc::new(events::recent(&firm, now));
                *self.feed.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((firm.revision, minute, Arc::clone(&feed)));
                feed
            }
        };
        Ok(answer::json(
            StatusCode::OK,
            events::envelope(&firm, &feed, params, self.look(caller))?,
        ))
    }
}
