//! Who may come in: credentials of the account, signatures and tokens seen, and the clocks they are held against.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::oauth1::{Secrets, base_string, header, verify};
use super::refusal::Refusal;
use crate::world::World;

/// How far a client's clock may be off.
pub const SKEW_SECONDS: i64 = 300;

/// A certificate of the machine-to-machine mapping.
#[derive(Clone)]
pub struct Certificate {
    /// Its id, the assertion's `kid`.
    pub id: String,
    /// Public key in PEM.
    pub public_key: String,
}

/// Credentials that the account accepts. All are of the sandbox alone.
#[derive(Clone)]
pub struct Credentials {
    /// Account id in the spelling of the realm: upper case, `_`.
    pub account: String,
    /// Of the integration.
    pub consumer_key: String,
    /// Of the integration.
    pub consumer_secret: String,
    /// Of user and role.
    pub token_id: String,
    /// Of user and role.
    pub token_secret: String,
    /// Client id of the machine-to-machine integration.
    pub client_id: String,
    /// Certificates of its mapping.
    pub certificates: Vec<Certificate>,
}

#[derive(Default)]
struct Seen {
    /// Signed requests: timestamp and nonce, with when they were seen.
    nonces: HashMap<(i64, String), i64>,
    /// Access tokens with their ends, one by each clock.
    tokens: HashMap<String, [i64; 2]>,
}

/// Verifies requests.
pub struct Access {
    /// What is accepted.
    pub credentials: Credentials,
    world: Arc<World>,
    seen: Mutex<Seen>,
    numbers: AtomicU64,
}

/// A request as far as its signature covers it.
pub struct Signed<'a> {
    /// Method.
    pub method: &'a str,
    /// Address without query.
    pub address: &'a str,
    /// Query as it came.
    pub query: &'a str,
    /// `Authorization`.
    pub authorization: &'a str,
}

impl Access {
    /// Verifies by these credentials.
    pub fn new(credentials: Credentials, world: Arc<World>) -> Self {
        Self {
            credentials,
            world,
            seen: Mutex::default(),
            numbers: AtomicU64::new(1),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world's clock and this machine's: a client may live by either, since the world's stands still between its changes.
    pub fn clocks(&self) -> [i64; 2] {
        let machine = SystemTime::now().duration_since(UNIX_EPOCH);
        let machine = machine
            .ok()
            .and_then(|passed| i64::try_from(passed.as_secs()).ok());
        let world = self.world.now().timestamp();
        [world, machine.unwrap_or(world)]
    }

    /// A number that was not given before.
    pub fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// A certificate by its id.
    pub fn certificate(&self, id: &str) -> Option<Certificate> {
        self.credentials
            .certificates
            .iter()
            .find(|certificate| certificate.id == id)
            .cloned()
    }

    /// Remembers an access token for its life.
    pub fn remember(&self, token: String, life: i64) {
        let ends = self.clocks().map(|now| now.saturating_add(life));
        self.seen().tokens.insert(token, ends);
    }

    /// Ends all access tokens.
    pub fn forget_tokens(&self) {
        self.seen().tokens.clear();
    }

    /// Verifies a request by whichever of the two ways it came.
    pub fn check(&self, request: &Signed<'_>) -> Result<(), Refusal> {
        match request.authorization.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                self.bearer(token.trim())
            }
            _ => self.signed(request),
        }
    }

    fn bearer(&self, token: &str) -> Result<(), Refusal> {
        let clocks = self.clocks();
        let ends = self
            .seen()
            .tokens
            .get(token)
            .copied()
            .ok_or_else(Refusal::login)?;
        let live = clocks.iter().zip(ends).all(|(now, end)| *now < end);
        if live { Ok(()) } else { Err(Refusal::login()) }
    }

    fn signed(&self, request: &Signed<'_>) -> Result<(), Refusal> {
        let own = &self.credentials;
        let parameters = header(request.authorization).ok_or_else(Refusal::login)?;
        let text = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
        let known = text("realm") == own.account
            && text("oauth_consumer_key") == own.consumer_key
            && text("oauth_token") == own.token_id
            && text("oauth_signature_method") == "HMAC-SHA256"
            && matches!(text("oauth_version"), "1.0" | "")
            && !text("oauth_nonce").is_empty();
        let stamp: i64 = text("oauth_timestamp")
            .parse()
            .map_err(|_| Refusal::login())?;
        let clocks = self.clocks();
        let timely = clocks.iter().any(|now| (now - stamp).abs() <= SKEW_SECONDS);
        if !known || !timely {
            return Err(Refusal::login());
        }
        let base = base_string(request.method, request.address, request.query, &parameters);
        let secrets = Secrets {
            consumer: &own.consumer_secret,
            token: &own.token_secret,
        };
        if !verify(&base, &secrets, text("oauth_signature")) {
            return Err(Refusal::login());
        }
        let mut seen = self.seen();
        let now = clocks[1];
        if seen.nonces.len() > 10_000 {
            seen.nonces.retain(|_, at| now - *at <= 2 * SKEW_SECONDS);
        }
        match seen
            .nonces
            .insert((stamp, text("oauth_nonce").to_owned()), now)
        {
            None => Ok(()),
            Some(_) => Err(Refusal::login()),
        }
    }
}
