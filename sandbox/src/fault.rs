//! Fault scripts: how a simulator misbehaves on demand, by rule or by seeded chance, and a count of what it did.
//!
//! `Faults` is a handle that a test keeps while a simulator runs: rules are added and removed at run time. Wrap a
//! simulator's router with [`Faults::wrap`] and its [`Dialect`], which says how that vendor words its refusals.

mod apply;
mod chance;
mod rows;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::Method;
use tokio::sync::watch;

pub use chance::Chaos;

/// A whole reply, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canned {
    /// HTTP status.
    pub status: u16,
    /// Content type.
    pub content_type: &'static str,
    /// Body.
    pub body: String,
}

impl Canned {
    /// A JSON reply.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type: "application/json;charset=UTF-8",
            body: body.into(),
        }
    }

    /// An HTML reply.
    pub fn html(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type: "text/html; charset=utf-8",
            body: body.into(),
        }
    }

    /// A reply without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            content_type: "text/plain",
            body: String::new(),
        }
    }
}

/// How a vendor words the refusals that a script can provoke.
#[derive(Clone, Debug)]
pub struct Dialect {
    /// Too many requests.
    pub throttled: Canned,
    /// Token expired.
    pub unauthorized: Canned,
    /// Internal error.
    pub error: Canned,
    /// Out of service.
    pub unavailable: Canned,
}

impl Dialect {
    /// Plain words, for a vendor without a form of its own.
    pub fn plain() -> Self {
        Self {
            throttled: Canned::json(429, r#"{"error":"too many requests"}"#),
            unauthorized: Canned::json(401, r#"{"error":"unauthorized"}"#),
            error: Canned::json(500, r#"{"error":"internal error"}"#),
            unavailable: Canned::html(503, "<html><body>Service Unavailable</body></html>"),
        }
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The answer comes late.
    Delay(Duration),
    /// Every row of the page comes twice.
    Twice,
    /// The reply before this one (that the rule saw) comes again. Only safe where the reply itself names the next page.
    RepeatPage,
    /// The rows of the page come in reverse order.
    Shuffle,
    /// The connection is cut in the middle of the body.
    Truncate,
    /// 429 in the vendor's words, with or without `Retry-After` seconds.
    Throttle(Option<u64>),
    /// 500 in the vendor's words.
    Error,
    /// 502 with a proxy's HTML page.
    Gateway,
    /// 503 in the vendor's words.
    Unavailable,
    /// The connection is cut before the request is handled.
    Drop,
    /// The request is handled, then the connection is cut without a reply.
    LoseReply,
    /// The request is handled, then a proxy answers 504.
    LoseReplyTimeout,
    /// A field of every row changes its type (text for number and the other way round).
    Retype(String),
    /// Every row gains a field nobody knows, with this value.
    AddField(String, String),
    /// A field of the page's first row takes a value nobody knows.
    UnknownValue(String, String),
    /// 401 as if the token had expired.
    ExpireToken,
    /// The body is cut so that it is not JSON, with a matching length.
    Malformed,
    /// A reply of the vendor's own, whatever it is.
    Reply(Canned),
}

impl Action {
    /// Word under which it is counted.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Twice => "twice",
            Self::RepeatPage => "repeat_page",
            Self::Shuffle => "shuffle",
            Self::Truncate => "truncate",
            Self::Throttle(_) => "throttle",
            Self::Error => "error",
            Self::Gateway => "gateway",
            Self::Unavailable => "unavailable",
            Self::Drop => "drop",
            Self::LoseReply => "lose_reply",
            Self::LoseReplyTimeout => "lose_reply_timeout",
            Self::Retype(_) => "retype",
            Self::AddField(..) => "add_field",
            Self::UnknownValue(..) => "unknown_value",
            Self::ExpireToken => "expire_token",
            Self::Malformed => "malformed",
            Self::Reply(_) => "reply",
        }
    }

    /// The request never reaches the simulator.
    fn answers_early(&self) -> bool {
        matches!(
            self,
            Self::Throttle(_)
                | Self::Error
                | Self::Gateway
                | Self::Unavailable
                | Self::Drop
                | Self::ExpireToken
                | Self::Reply(_)
        )
    }
}

/// One line of a script: which requests, and what happens to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Method, if it matters.
    pub method: Option<Method>,
    /// Part of the decoded path and query; empty matches all.
    pub path: String,
    /// Matching requests that pass first.
    pub skip: u32,
    /// How often it fires; none is always.
    pub times: Option<u32>,
    /// What happens.
    pub action: Action,
}

impl Rule {
    /// Fires once, on the first request whose path and query contain `path`.
    pub fn once(path: impl Into<String>, action: Action) -> Self {
        Self {
            method: None,
            path: path.into(),
            skip: 0,
            times: Some(1),
            action,
        }
    }

    /// Fires on every matching request.
    pub fn always(path: impl Into<String>, action: Action) -> Self {
        Self {
            times: None,
            ..Self::once(path, action)
        }
    }

    /// Only requests of this method.
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Starts at the n-th matching request, counted from 1.
    pub fn nth(mut self, nth: u32) -> Self {
        self.skip = nth.saturating_sub(1);
        self
    }

    /// Fires so many times.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

#[derive(Debug)]
struct Armed {
    rule: Rule,
    seen: u32,
    fired: u32,
    last: Option<Vec<u8>>,
}

#[derive(Debug, Default)]
struct State {
    rules: Vec<Armed>,
    chaos: Option<chance::Dice>,
    counts: BTreeMap<&'static str, u64>,
    requests: u64,
    told: watch::Sender<u64>,
    tie_seconds: Option<u32>,
}

/// The handle on a simulator's faults; clones share one script.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<State>>);

impl Faults {
    /// No faults yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends a rule.
    pub fn push(&self, rule: Rule) {
        self.state().rules.push(Armed {
            rule,
            seen: 0,
            fired: 0,
            last: None,
        });
    }

    /// Puts a whole script in place of the present one; chaos and counters stay.
    pub fn script(&self, rules: Vec<Rule>) {
        self.state().rules.clear();
        for rule in rules {
            self.push(rule);
        }
    }

    /// Ends all misbehaviour; counters stay.
    pub fn calm(&self) {
        let mut state = self.state();
        state.rules.clear();
        state.chaos = None;
        state.tie_seconds = None;
    }

    /// Starts random faults, or ends them.
    pub fn chaos(&self, chaos: Option<Chaos>) {
        self.state().chaos = chaos.map(chance::Dice::new);
    }

    /// How often each action fired, by its word.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.state().counts.clone()
    }

    /// How often one action fired.
    pub fn fired(&self, word: &str) -> u64 {
        self.state().counts.get(word).copied().unwrap_or(0)
    }

    /// Requests seen, refused ones included.
    pub fn requests(&self) -> u64 {
        self.state().requests
    }

    /// Requests seen, told as they come: a test that waits for the n-th need not look again and again.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.state().told.subscribe()
    }

    /// World switch: simulators cut every change stamp to a multiple of so many seconds, so that many rows tie.
    pub fn tie_cursors(&self, seconds: Option<u32>) {
        self.state().tie_seconds = seconds.filter(|seconds| *seconds > 1);
    }

    /// The grain of change stamps now, if they tie.
    pub fn tie_seconds(&self) -> Option<u32> {
        self.state().tie_seconds
    }

    /// A change stamp (seconds since 1970) as the simulator should show it.
    pub fn tied(&self, seconds: i64) -> i64 {
        match self.tie_seconds() {
            Some(grain) => seconds - seconds.rem_euclid(i64::from(grain)),
            None => seconds,
        }
    }

    /// Lets every request of a router pass through the script.
    pub fn wrap(&self, router: Router, dialect: Dialect) -> Router {
        let seat = apply::Seat {
            faults: self.clone(),
            dialect: Arc::new(dialect),
        };
        router.layer(axum::middleware::from_fn_with_state(seat, apply::pass))
    }
}
