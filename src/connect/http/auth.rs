//! How requests are signed: a fixed bearer token, a token that is granted for a time, or a signature of each request.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use entity::value::Instant;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Signs one request; called anew for each attempt, so that a nonce is never used twice.
pub trait Sign: Send + Sync {
    /// The value of the Authorization header.
    fn authorization(&self, method: &str, url: &Url, now: Instant) -> SecretString;
}

/// How requests of a connection are signed.
pub enum Auth {
    /// A token that stands until it is revoked.
    Bearer(SecretString),
    /// A token that is granted on request and renewed when refused.
    Grant(Box<Grant>),
    /// A signature of each request.
    Signed(Box<dyn Sign>),
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer",
            Self::Grant(_) => "Grant",
            Self::Signed(_) => "Signed",
        })
    }
}

/// Form fields of a token request, made anew each time since assertions expire.
pub type Form =
    Box<dyn Fn(Instant) -> Result<Vec<(&'static str, SecretString)>, Fault> + Send + Sync>;

/// A token that is granted for a time.
pub struct Grant {
    /// Connection, for messages.
    pub connection: String,
    /// Where it is asked for.
    pub url: Url,
    /// Credentials of the Basic header, where the vendor wants them there.
    pub basic: Option<(String, SecretString)>,
    /// Form fields.
    pub form: Form,
    /// The token held now.
    pub held: Mutex<Option<Token>>,
    /// Refusals in a row that were not in the words of one who grants tokens.
    wordless: AtomicU32,
}

/// Refusals without words that may come from something else than what grants tokens, before they are believed.
const WORDLESS: u32 = 3;

/// A granted token.
#[derive(Clone)]
pub struct Token {
    /// The token.
    pub access: SecretString,
    /// Where the vendor says that its data is.
    pub instance: Option<Url>,
    /// When it ends, where the vendor says so.
    pub ends_at: Option<Instant>,
    proven: Arc<AtomicBool>,
}

impl Token {
    /// Takes note that the vendor accepted it.
    pub fn accepted(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    /// Whether the vendor ever accepted it: one that it did has ended since, one that it never did is not wanted.
    pub fn was_accepted(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    instance_url: Option<Url>,
    expires_in: Option<serde_json::Value>,
}

#[derive(Deserialize, Default)]
struct Refused {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

impl Grant {
    /// A grant that holds no token yet.
    pub fn new(
        connection: &str,
        url: Url,
        basic: Option<(String, SecretString)>,
        form: Form,
    ) -> Self {
        Self {
            connection: connection.to_owned(),
            url,
            basic,
            form,
            held: Mutex::new(None),
            wordless: AtomicU32::new(0),
        }
    }

    /// The token, asked for where none is held or it is about to end.
    pub async fn token(&self, client: &reqwest::Client, clock: &Clock) -> Result<Token, Fault> {
        let mut held = self.held.lock().await;
        if let Some(token) = held
            .as_ref()
            .filter(|t| t.ends_at.is_none_or(|at| at.0 - clock.now().0 > 30_000))
        {
            return Ok(token.clone());
        }
        let token = self.ask(client, clock).await?;
        self.wordless.store(0, Ordering::Relaxed);
        *held = Some(token.clone());
        Ok(token)
    }

    /// Gives up a token that the vendor refused, unless another request has renewed it meanwhile.
    pub async fn refused(&self, token: &Token) {
        let mut held = self.held.lock().await;
        if held
            .as_ref()
            .is_some_and(|held| held.access.expose_secret() == token.access.expose_secret())
        {
            *held = None;
        }
    }

    async fn ask(&self, client: &reqwest::Client, clock: &Clock) -> Result<Token, Fault> {
        let fields = (self.form)(clock.now())?;
        let pairs = fields
            .iter()
            .map(|(name, value)| (*name, value.expose_secret()));
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let mut request = client
            .post(self.url.clone())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(form);
        if let Some((user, password)) = &self.basic {
            request = request.basic_auth(user, Some(password.expose_secret()));
        }
        let unreachable = |error: &reqwest::Error| {
            let detail = format!(
                "connection {}: cannot sign in at {}: {}",
                self.connection,
                origin(&self.url),
                cause(error)
            );
            Fault::new("UNREACHABLE", Remedy::Retry, detail)
                .hint("check login_url and base_url, and the network")
        };
        let reply = request.send().await.map_err(|error| unreachable(&error))?;
        let status = reply.status().as_u16();
        let body = reply.bytes().await.map_err(|error| unreachable(&error))?;
        if status >= 500 || status == 429 {
            let detail = format!(
                "connection {}: {} answered {status} to a sign-in",
                self.connection,
                origin(&self.url)
            );
            return Err(Fault::new("UNAVAILABLE", Remedy::Retry, detail));
        }
        if (300..400).contains(&status) {
            let detail = format!(
                "connection {}: {} sends a sign-in elsewhere",
                self.connection,
                origin(&self.url)
            );
            return Err(
                Fault::new("ADDRESS_INVALID", Remedy::FixConfiguration, detail).hint(
                    "login_url, or base_url where there is none, is not the address to sign in at",
                ),
            );
        }
        match serde_json::from_slice::<Granted>(&body) {
            Ok(granted) if status < 300 => Ok(Token {
                access: granted.access_token,
                instance: granted.instance_url,
                ends_at: granted
                    .expires_in
                    .as_ref()
                    .and_then(seconds)
                    .map(|s| Instant(clock.now().0 + s * 1000)),
                proven: Arc::default(),
            }),
            _ if status < 300 => {
                let detail = format!(
                    "connection {}: {} answered a sign-in with something that is cut or no token",
                    self.connection,
                    origin(&self.url)
                );
                Err(Fault::new("UNAVAILABLE", Remedy::Retry, detail)
                    .hint("check login_url and base_url: a web page or a proxy may stand there"))
            }
            _ => {
                let refused: Refused = serde_json::from_slice(&body).unwrap_or_default();
                let before = match refused.error.is_empty() {
                    true => self.wordless.fetch_add(1, Ordering::Relaxed),
                    false => WORDLESS,
                };
                if before + 1 < WORDLESS {
                    let detail = format!(
                        "connection {}: {} answered {status} to a sign-in, without a reason",
                        self.connection,
                        origin(&self.url)
                    );
                    return Err(Fault::new("UNAVAILABLE", Remedy::Retry, detail));
                }
                let why = [refused.error, refused.error_description].join(": ");
                let detail = format!(
                    "connection {}: sign-in refused ({status}) {}",
                    self.connection,
                    why.trim_matches([':', ' '])
                );
                let detail = detail.trim_end();
                Err(Fault::new("SIGN_IN_REFUSED", Remedy::FixConfiguration, detail)
                    .hint("check the credentials, that the user or application is allowed, and that login_url, or base_url where there is none, is the address to sign in at"))
            }
        }
    }
}

/// Some vendors write the life of a token as a number, some as text.
fn seconds(value: &serde_json::Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The value of a bearer header.
pub(super) fn bearer(token: &SecretString) -> Result<HeaderValue, Fault> {
    header(&format!("Bearer {}", token.expose_secret()))
}

/// A header value that is never shown.
pub(super) fn header(text: &str) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Fault::new(
            "CREDENTIAL_INVALID",
            Remedy::FixConfiguration,
            "a credential has characters that no header may have",
        )
        .hint("check the secret for line breaks and spaces")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Scheme, host and port of an address, without anything that might be secret.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The innermost reason of a failed request, without its address.
pub(super) fn cause(error: &reqwest::Error) -> String {
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    reason.to_string()
}
