//! One client a connection: concurrency, pauses that the vendor asks for, retries with growing gaps, renewal of tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
use entity::value::Instant;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use serde::de::IgnoredAny;
use url::Url;

use super::auth::{Auth, Token, bearer, cause, header, origin};
use super::governor::Governor;
use crate::connect::Settings;
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// A request.
#[derive(Clone, Debug)]
pub struct Ask {
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: reqwest::Method,
    /// Whole address, or a path under the connection's base (or the address that sign-in gave).
    pub path: String,
    /// Query, in order.
    pub query: Vec<(String, String)>,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Body,
    /// What a good answer is.
    pub expect: Expect,
    /// Stream or purpose, for messages.
    pub what: &'static str,
}

/// Body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// None.
    Empty,
    /// JSON text.
    Json(String),
}

/// What a good answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// JSON; anything else is taken for a cut or broken answer and asked for again.
    Json,
    /// CSV whose quotes are closed; likewise.
    Csv,
    /// Anything.
    Anything,
}

impl Ask {
    /// A GET that expects JSON.
    pub fn get(what: &'static str, path: impl Into<String>) -> Self {
        Self {
            method: reqwest::Method::GET,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
            expect: Expect::Json,
            what,
        }
    }

    /// A POST of JSON that expects JSON and may be repeated (a read in the form of a POST).
    pub fn post(what: &'static str, path: impl Into<String>, json: String) -> Self {
        Self {
            method: reqwest::Method::POST,
            body: Body::Json(json),
            ..Self::get(what, path)
        }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
    /// When it came, by the hub's clock.
    pub received_at: Instant,
    /// Requests sent until it came.
    pub attempts: u32,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The vendor's time, from the Date header.
    pub fn server_time(&self) -> Option<Instant> {
        let at = httpdate::parse_http_date(self.header("date")?).ok()?;
        let ms = at.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis();
        i64::try_from(ms).ok().map(Instant)
    }
}

/// What a vendor's answer means.
#[derive(Debug)]
pub enum Verdict {
    /// It is what was asked for.
    Good,
    /// Passing trouble: ask again with growing gaps.
    Again,
    /// A limit was met: nobody asks for so long (or, where the vendor does not say, as the gaps grow).
    Limited(Option<Duration>),
    /// The session is over: renew it and ask again, once.
    Renew,
    /// It will not answer this.
    Refused(Fault),
}

/// A connection's client.
pub struct Http {
    client: reqwest::Client,
    auth: Auth,
    base: Url,
    settings: Arc<Settings>,
    clock: Clock,
    governor: Governor,
    requests: AtomicU64,
    /// Milliseconds by which the vendor's clock was before the hub's at its last reply.
    ahead: AtomicI64,
    classify: fn(&Reply, &Ask, &Settings) -> Verdict,
    spent: fn(&Reply) -> Option<Spent>,
}

/// How much of the vendor's quota is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Requests used.
    pub used: u64,
    /// Requests allowed.
    pub allowed: u64,
}

/// Times that a sign-in is renewed for one request which the vendor goes on refusing.
const RENEWALS: u32 = 2;

impl Http {
    /// A client that waits so long for the next byte of an answer; sends nothing.
    pub fn new(
        settings: &Arc<Settings>,
        clock: &Clock,
        auth: Auth,
        classify: fn(&Reply, &Ask, &Settings) -> Verdict,
        longest_silence: Duration,
    ) -> Result<Self, Fault> {
        let wrong =
            |detail: String| Fault::new("ADDRESS_INVALID", Remedy::FixConfiguration, detail);
        let base = Url::parse(&settings.base_url).map_err(|error| {
            wrong(format!(
                "connection {}: base_url: {error}",
                settings.connection
            ))
        })?;
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(longest_silence)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("throughline/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| {
                wrong(format!(
                    "connection {}: {}",
                    settings.connection,
                    cause(&error)
                ))
            })?;
        Ok(Self {
            client,
            auth,
            base,
            settings: Arc::clone(settings),
            clock: clock.clone(),
            governor: Governor::new(settings),
            requests: AtomicU64::new(0),
            ahead: AtomicI64::new(0),
            classify,
            spent: |_| None,
        })
    }

    /// Leaves a part of the quota that replies tell to the vendor's other users.
    #[must_use]
    pub fn sparing(mut self, spent: fn(&Reply) -> Option<Spent>) -> Self {
        self.spent = spent;
        self
    }

    /// The vendor's present, by its last reply and the time since.
    pub fn server_now(&self) -> Instant {
        Instant(self.clock.now().0 + self.ahead.load(Ordering::Relaxed))
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The hub's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sends a request until it is answered, refused, or the attempts are used up.
    pub async fn send(&self, ask: &Ask) -> Result<Reply, Fault> {
        let mut gaps = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(self.settings.first_wait_ms))
            .with_max_delay(Duration::from_secs(60))
            .with_max_times(self.settings.attempts.saturating_sub(1))
            .with_jitter()
            .build();
        self.governor.admit(&self.settings, &self.clock)?;
        let mut attempts = 0;
        let mut renewed = 0;
        loop {
            attempts += 1;
            let (outcome, token) = match self.once(ask, attempts).await {
                Ok(answered) => answered,
                // Nobody could be signed in: passing trouble too.
                Err(fault) if fault.remedy == Remedy::Retry => (Err(fault.to_string()), None),
                Err(fault) => return Err(fault),
            };
            let (trouble, wait) = match outcome {
                Err(trouble) => (trouble, None),
                Ok(reply) => match self.verdict(&reply, ask, token.as_ref()) {
                    Verdict::Good if ask.expect.holds(&reply.body) => {
                        self.governor.answered();
                        return Ok(reply);
                    }
                    Verdict::Good if reply.body.trim_ascii_start().starts_with(b"<") => {
                        ("a web page instead of data".to_owned(), None)
                    }
                    Verdict::Good => ("an answer that is cut or no data".to_owned(), None),
                    Verdict::Refused(fault) => {
                        self.governor.answered();
                        return Err(fault);
                    }
                    Verdict::Again => (
                        format!("status {}", reply.status),
                        retry_after(&reply, &self.clock),
                    ),
                    Verdict::Limited(wait) => {
                        self.governor.limited(&self.clock);
                        (
                            format!("a limit (status {})", reply.status),
                            wait.or_else(|| retry_after(&reply, &self.clock)),
                        )
                    }
                    Verdict::Renew => {
                        renewed += 1;
                        let again = match (&self.auth, token) {
                            (Auth::Grant(grant), Some(token)) => {
                                grant.refused(&token).await;
                                token.was_accepted() || renewed <= RENEWALS
                            }
                            (Auth::Signed(_), _) => renewed <= RENEWALS,
                            _ => false,
                        };
                        if !again {
                            return Err(self.not_allowed(ask));
                        }
                        if renewed == 1 {
                            continue;
                        }
                        (format!("status {}", reply.status), None)
                    }
                },
            };
            let Some(gap) = gaps.next() else {
                self.governor.gave_up(&self.clock);
                let detail = format!(
                    "connection {}, {}: {} from {} after {attempts} attempts",
                    self.settings.connection,
                    ask.what,
                    trouble,
                    origin(&self.base)
                );
                return Err(Fault::new("UNAVAILABLE", Remedy::Retry, detail)
                    .hint("it is tried again by itself; where it lasts, check base_url, the network and the vendor's status page"));
            };
            match wait {
                Some(wait) => self.governor.pause(wait, &self.clock),
                None => tokio::time::sleep(gap).await,
            }
        }
    }

    /// What an answer means; what it tells by the way is noted.
    fn verdict(&self, reply: &Reply, ask: &Ask, token: Option<&Token>) -> Verdict {
        if let Some(at) = reply.server_time() {
            let ahead = at.0 - reply.received_at.0;
            self.ahead.store(ahead, Ordering::Relaxed);
        }
        if let Some(spent) = (self.spent)(reply) {
            self.governor.spent(spent, &self.clock);
        }
        if matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
            let to = reply.header("location").and_then(|to| Url::parse(to).ok());
            let to = to.map_or_else(String::new, |to| format!(" to {}", origin(&to)));
            let detail = format!(
                "connection {}, {}: {} sends elsewhere{to}",
                self.settings.connection,
                ask.what,
                origin(&self.base)
            );
            return Verdict::Refused(
                Fault::new("ADDRESS_INVALID", Remedy::FixConfiguration, detail)
                    .hint("base_url is not the address of the API, or the account has moved: write its own address"),
            );
        }
        let verdict = (self.classify)(reply, ask, &self.settings);
        if let (Verdict::Good, Some(token)) = (&verdict, token) {
            token.accepted();
        }
        verdict
    }

    /// Sends once; the error of the inner result is a passing trouble, the outer one is final.
    async fn once(
        &self,
        ask: &Ask,
        attempts: u32,
    ) -> Result<(Result<Reply, String>, Option<Token>), Fault> {
        let Some(_seat) = self.governor.seat(&self.clock).await else {
            return Err(self.not_allowed(ask));
        };
        let token = match &self.auth {
            Auth::Grant(grant) => Some(grant.token(&self.client, &self.clock).await?),
            _ => None,
        };
        let url = self.address(ask, token.as_ref())?;
        let now = self.clock.now();
        let authorization = match (&self.auth, &token) {
            (_, Some(token)) => bearer(&token.access)?,
            (Auth::Bearer(token), _) => bearer(token)?,
            (Auth::Signed(sign), _) => header(
                sign.authorization(ask.method.as_str(), &url, now)
                    .expose_secret(),
            )?,
            (Auth::Grant(_), None) => return Err(self.not_allowed(ask)),
        };
        let mut request = self
            .client
            .request(ask.method.clone(), url)
            .header("authorization", authorization)
            .header("accept", "application/json");
        let mut headers = HeaderMap::new();
        for (name, value) in &ask.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        request = request.headers(headers);
        if let Body::Json(text) = &ask.body {
            request = request
                .header("content-type", "application/json")
                .body(text.clone());
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let reply = match request.send().await {
            Ok(reply) => reply,
            Err(error) => return Ok((Err(cause(&error)), token)),
        };
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        let outcome = match reply.bytes().await {
            Ok(body) => Ok(Reply {
                status,
                headers,
                body,
                received_at: self.clock.now(),
                attempts,
            }),
            Err(error) => Err(format!("an answer that broke off ({})", cause(&error))),
        };
        Ok((outcome, token))
    }

    fn address(&self, ask: &Ask, token: Option<&Token>) -> Result<Url, Fault> {
        let base = token
            .and_then(|token| token.instance.as_ref())
            .unwrap_or(&self.base);
        let wrong = |error: url::ParseError| {
            let detail = format!(
                "connection {}, {}: no address: {error}",
                self.settings.connection, ask.what
            );
            Fault::new("ADDRESS_INVALID", Remedy::FixConfiguration, detail)
        };
        let mut url = match Url::parse(&ask.path) {
            Ok(url) if url.origin() == base.origin() || url.origin() == self.base.origin() => url,
            Ok(url) => {
                let detail = format!(
                    "connection {}, {}: refused to follow to {}",
                    self.settings.connection,
                    ask.what,
                    origin(&url)
                );
                return Err(Fault::new("FOREIGN_ADDRESS", Remedy::Fail, detail));
            }
            Err(_) => {
                let joined = format!(
                    "{}/{}",
                    base.as_str().trim_end_matches('/'),
                    ask.path.trim_start_matches('/')
                );
                Url::parse(&joined).map_err(wrong)?
            }
        };
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&ask.query);
        }
        Ok(url)
    }

    fn not_allowed(&self, ask: &Ask) -> Fault {
        let detail = format!(
            "connection {}, {}: {} does not accept the credentials",
            self.settings.connection,
            ask.what,
            origin(&self.base)
        );
        Fault::new("SIGN_IN_REFUSED", Remedy::FixConfiguration, detail)
            .hint("the token or key was revoked or belongs to another account: put a valid one in place and resume the connection")
    }
}

impl Expect {
    /// Whether a body is what was expected, and whole as far as it shows.
    fn holds(self, body: &[u8]) -> bool {
        match self {
            Self::Json => serde_json::from_slice::<IgnoredAny>(body).is_ok(),
            Self::Csv => body.iter().filter(|byte| **byte == b'"').count() % 2 == 0,
            Self::Anything => true,
        }
    }
}

/// What Retry-After asks for, in seconds or as a date; at most an hour.
fn retry_after(reply: &Reply, clock: &Clock) -> Option<Duration> {
    let text = reply.header("retry-after")?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = httpdate::parse_http_date(text)
                .ok()?
                .duration_since(std::time::UNIX_EPOCH)
                .ok()?;
            let now = reply.server_time().unwrap_or_else(|| clock.now());
            Duration::from_millis(u64::try_from(i64::try_from(at.as_millis()).ok()? - now.0).ok()?)
        }
    };
    Some(wait.min(Duration::from_secs(3_600)))
}
