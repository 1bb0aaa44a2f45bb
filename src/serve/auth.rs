//! Who a token speaks for: signature, issuer, audience, expiry and not-before are always checked, the algorithm is the key's.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use entity::value::Instant;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::access::{RoleClaim, Viewer};
use crate::domain::clock::Clock;

/// Bytes that a token may have.
const LONGEST_TOKEN: usize = 16 * 1024;
/// Least milliseconds between two fetches of a key set.
const REFETCH_MS: i64 = 10_000;
/// Keys that a set may have.
const MOST_KEYS: usize = 64;

/// Why a token is refused; the text is for its bearer and tells no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// None was sent.
    #[error("no token: send Authorization: Bearer <token>")]
    Missing,
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// It does not hold yet.
    #[error("the token is not valid yet")]
    Early,
    /// Anything else: form, signature, issuer, audience, claims.
    #[error("the token is not valid here")]
    Invalid,
}

/// Why no verifier can be made of the configuration.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key cannot be read.
    #[error("cannot read the key {0}: {1}")]
    Read(String, String),
    /// A key is not of the algorithm that the configuration names.
    #[error("{0} is no {1} key in PEM form")]
    Wrong(String, &'static str),
    /// No key is configured.
    #[error(
        "[auth] names no key: set jwks or public_key_file with algorithm, or THROUGHLINE__AUTH__HS256_KEY for development"
    )]
    None,
    /// The algorithm is none of those supported.
    #[error(
        "auth.algorithm {0:?} is not supported; use RS256, ES256 or EdDSA (HS256 for development)"
    )]
    Algorithm(String),
}

/// Where keys come from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// A shared secret, for development.
    Shared(secrecy::SecretString),
    /// A public key in PEM form with its algorithm.
    Pem(String, String),
    /// A key set as text, read from a file.
    Set(String),
    /// A key set at an address.
    Address(String),
}

impl KeySource {
    /// A key set in a file.
    pub fn set_file(path: &Path) -> Result<Self, KeyError> {
        let read = std::fs::read_to_string(path);
        read.map(Self::Set)
            .map_err(|error| KeyError::Read(path.display().to_string(), error.to_string()))
    }
}

struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// Verifies tokens.
pub struct Verifier {
    keys: ArcSwap<Vec<Key>>,
    address: Option<String>,
    fetched: Mutex<Option<Instant>>,
    issuer: String,
    audience: String,
    role_claim: String,
    leeway_seconds: u64,
    clock: Clock,
}

impl Verifier {
    /// A verifier; fetches nothing yet.
    pub fn new(
        source: &KeySource,
        issuer: &str,
        audience: &str,
        role_claim: &str,
        leeway_seconds: u64,
        clock: Clock,
    ) -> Result<Self, KeyError> {
        let (keys, address) = match source {
            KeySource::Shared(secret) => {
                let key = DecodingKey::from_secret(
                    secrecy::ExposeSecret::expose_secret(secret).as_bytes(),
                );
                (
                    vec![Key {
                        kid: None,
                        algorithm: Algorithm::HS256,
                        key,
                    }],
                    None,
                )
            }
            KeySource::Pem(pem, name) => {
                let (algorithm, key) = match name.as_str() {
                    "RS256" => (Algorithm::RS256, DecodingKey::from_rsa_pem(pem.as_bytes())),
                    "ES256" => (Algorithm::ES256, DecodingKey::from_ec_pem(pem.as_bytes())),
                    "EdDSA" => (Algorithm::EdDSA, DecodingKey::from_ed_pem(pem.as_bytes())),
                    other => return Err(KeyError::Algorithm(other.to_owned())),
                };
                let key =
                    key.map_err(|_| KeyError::Wrong("auth.public_key_file".to_owned(), "public"))?;
                (
                    vec![Key {
                        kid: None,
                        algorithm,
                        key,
                    }],
                    None,
                )
            }
            KeySource::Set(text) => (
                parse_set(text).ok_or_else(|| KeyError::Wrong("auth.jwks".to_owned(), "usable"))?,
                None,
            ),
            KeySource::Address(address) => (Vec::new(), Some(address.clone())),
        };
        Ok(Self {
            keys: ArcSwap::from_pointee(keys),
            address,
            fetched: Mutex::new(None),
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            role_claim: role_claim.to_owned(),
            leeway_seconds,
            clock,
        })
    }

    /// The viewer that a bearer header speaks for.
    pub async fn bearer(&self, header: Option<&str>) -> Result<Viewer, AuthError> {
        let header = header.ok_or(AuthError::Missing)?;
        let (scheme, token) = header.split_once(' ').ok_or(AuthError::Invalid)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(AuthError::Invalid);
        }
        self.verify(token.trim()).await
    }

    /// The viewer that a token speaks for.
    pub async fn verify(&self, token: &str) -> Result<Viewer, AuthError> {
        if token.len() > LONGEST_TOKEN {
            return Err(AuthError::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| AuthError::Invalid)?;
        let found = |keys: &[Key]| {
            keys.iter()
                .any(|key| fits(key, header.kid.as_deref(), header.alg))
        };
        if !found(&self.keys.load()) {
            self.fetch().await;
        }
        let keys = self.keys.load();
        let key = keys
            .iter()
            .find(|key| fits(key, header.kid.as_deref(), header.alg))
            .ok_or(AuthError::Invalid)?;
        let mut validation = Validation::new(key.algorithm);
        validation.leeway = self.leeway_seconds;
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims = jsonwebtoken::decode::<Value>(token, &key.key, &validation)
            .map_err(|_| AuthError::Invalid)?
            .claims;
        self.viewer(&claims)
    }

    /// Judges the claims by the hub's own clock; whatever has another form than the standard says is refused.
    fn viewer(&self, claims: &Value) -> Result<Viewer, AuthError> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let audience = match claims.get("aud") {
            Some(Value::String(one)) => *one == self.audience,
            Some(Value::Array(many)) => many
                .iter()
                .any(|one| one.as_str() == Some(self.audience.as_str())),
            _ => false,
        };
        if text("iss") != Some(self.issuer.as_str()) || !audience {
            return Err(AuthError::Invalid);
        }
        let subject = text("sub")
            .filter(|subject| !subject.is_empty())
            .ok_or(AuthError::Invalid)?;
        let now = self.clock.now().0 / 1000;
        let leeway = i64::try_from(self.leeway_seconds).unwrap_or(0);
        let expires = claims
            .get("exp")
            .and_then(seconds)
            .ok_or(AuthError::Invalid)?;
        if now >= expires.saturating_add(leeway) {
            return Err(AuthError::Expired);
        }
        match claims.get("nbf") {
            None => {}
            Some(value)
                if now
                    < seconds(value)
                        .ok_or(AuthError::Invalid)?
                        .saturating_sub(leeway) =>
            {
                return Err(AuthError::Early);
            }
            Some(_) => {}
        }
        let verified = claims.get("email_verified").and_then(Value::as_bool) == Some(true);
        let email = text("email").filter(|_| verified).map(str::to_owned);
        let roles = claims
            .get(&self.role_claim)
            .map_or(Some(Vec::new()), roles)
            .ok_or(AuthError::Invalid)?;
        Ok(Viewer::new(
            subject,
            email,
            roles,
            Some(Instant(expires.saturating_mul(1000))),
        ))
    }

    /// Fetches the key set again, at most every ten seconds; keeps the old one where that fails.
    async fn fetch(&self) {
        let Some(address) = &self.address else { return };
        let mut fetched = self.fetched.lock().await;
        let now = self.clock.now();
        if fetched.is_some_and(|at| now.0 - at.0 < REFETCH_MS) {
            return;
        }
        *fetched = Some(now);
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(5))
            .build();
        let text = async {
            client
                .ok()?
                .get(address)
                .send()
                .await
                .ok()?
                .error_for_status()
                .ok()?
                .text()
                .await
                .ok()
        };
        match text.await.as_deref().and_then(parse_set) {
            Some(keys) => self.keys.store(Arc::new(keys)),
            None => {
                tracing::warn!(jwks = %address, "the key set cannot be fetched; the last one stays in use")
            }
        }
    }
}

fn fits(key: &Key, kid: Option<&str>, algorithm: Algorithm) -> bool {
    key.algorithm == algorithm && (key.kid.is_none() || kid.is_none() || key.kid.as_deref() == kid)
}

/// Whole seconds since 1970; fractions are cut.
fn seconds(value: &Value) -> Option<i64> {
    let number = value
        .as_i64()
        .or_else(|| value.as_f64().filter(|n| n.abs() < 9e15).map(|n| n as i64));
    number.filter(|_| value.is_number())
}

/// A list of names, or of objects with the rows and classes they narrow to.
fn roles(value: &Value) -> Option<Vec<RoleClaim>> {
    let list = match value {
        Value::String(one) => {
            return Some(vec![RoleClaim {
                role: one.clone(),
                ..RoleClaim::default()
            }]);
        }
        Value::Array(list) => list,
        _ => return None,
    };
    list.iter()
        .map(|entry| match entry {
            Value::String(role) => Some(RoleClaim {
                role: role.clone(),
                ..RoleClaim::default()
            }),
            Value::Object(claim) => {
                let names = |key: &str| match claim.get(key) {
                    None | Some(Value::Null) => Some(Vec::new()),
                    Some(Value::Array(list)) => list
                        .iter()
                        .map(|name| name.as_str().map(str::to_owned))
                        .collect(),
                    Some(_) => None,
                };
                Some(RoleClaim {
                    role: claim.get("role")?.as_str()?.to_owned(),
                    legal_entities: names("legalEntities")?,
                    practices: names("practices")?,
                    customers: names("customers")?,
                    classes: names("classes")?,
                })
            }
            _ => None,
        })
        .collect()
}

/// Keys of a set that can verify one of the supported algorithms; symmetric ones are never taken from a set.
fn parse_set(text: &str) -> Option<Vec<Key>> {
    let set: JwkSet = serde_json::from_str(text).ok()?;
    let keys: Vec<Key> = set.keys.iter().take(MOST_KEYS).filter_map(key_of).collect();
    (!keys.is_empty()).then_some(keys)
}

fn key_of(jwk: &Jwk) -> Option<Key> {
    let algorithm = match (&jwk.common.key_algorithm, &jwk.algorithm) {
        (Some(KeyAlgorithm::RS256) | None, AlgorithmParameters::RSA(_)) => Algorithm::RS256,
        (Some(KeyAlgorithm::ES256) | None, AlgorithmParameters::EllipticCurve(curve))
            if curve.curve == EllipticCurve::P256 =>
        {
            Algorithm::ES256
        }
        (Some(KeyAlgorithm::EdDSA) | None, AlgorithmParameters::OctetKeyPair(_)) => {
            Algorithm::EdDSA
        }
        _ => return None,
    };
    Some(Key {
        kid: jwk.common.key_id.clone(),
        algorithm,
        key: DecodingKey::from_jwk(jwk).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::signing::Pair;
    use serde_json::json;

    fn verifier(pair: &Pair, clock: &Clock) -> Verifier {
        let source = KeySource::Pem(pair.public_pem.clone(), "ES256".into());
        Verifier::new(&source, "issuer", "throughline", "roles", 30, clock.clone()).unwrap()
    }

    fn claims() -> Value {
        json!({"iss": "issuer", "aud": ["other", "throughline"], "sub": "ada", "exp": 2_000, "nbf": 1_000, "roles": [{"role": "account_lead", "customers": ["Acme"]}, "pmo"]})
    }

    #[tokio::test]
    async fn good_tokens_speak_for_their_subject() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (pair, clock) = (Pair::generate().unwrap(), Clock::fixed(Instant(1_500_000)));
        let viewer = verifier(&pair, &clock)
            .verify(&pair.sign("k", &claims()).unwrap())
            .await
            .unwrap();
        assert_eq!(viewer.subject, "ada");
        assert_eq!(viewer.roles[0].customers, ["Acme"]);
        assert_eq!(
            viewer.held().map(|(role, _)| role.key).collect::<Vec<_>>(),
            ["account_lead", "pmo"]
        );
        assert_eq!(viewer.expires_at, Some(Instant(2_000_000)));
    }

    #[tokio::test]
    async fn every_other_token_is_refused() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (pair, clock) = (Pair::generate().unwrap(), Clock::fixed(Instant(1_500_000)));
        let verifier = verifier(&pair, &clock);
        let mut cases = Vec::new();
        for (claim, value, error) in [
            ("iss", json!("other"), AuthError::Invalid),
            ("iss", json!(["issuer"]), AuthError::Invalid),
            ("aud", json!("other"), AuthError::Invalid),
            ("aud", json!(7), AuthError::Invalid),
            ("sub", json!(""), AuthError::Invalid),
            ("exp", json!(1_400), AuthError::Expired),
            ("exp", json!("2000"), AuthError::Invalid),
            ("nbf", json!(1_600), AuthError::Early),
            ("roles", json!({"role": "pmo"}), AuthError::Invalid),
        ] {
            let mut claims = claims();
            claims[claim] = value;
            cases.push((pair.sign("k", &claims).unwrap(), error));
        }
        for claim in ["iss", "aud", "sub", "exp"] {
            let mut claims = claims();
            claims.as_object_mut().unwrap().remove(claim);
            cases.push((pair.sign("k", &claims).unwrap(), AuthError::Invalid));
        }
        cases.push((
            Pair::generate().unwrap().sign("k", &claims()).unwrap(),
            AuthError::Invalid,
        ));
        let secret = jsonwebtoken::EncodingKey::from_secret(pair.public_pem.as_bytes());
        let confused = jsonwebtoken::encode(
            &jsonwebtoken::Header::new(Algorithm::HS256),
            &claims(),
            &secret,
        )
        .unwrap();
        cases.push((confused, AuthError::Invalid));
        let good = pair.sign("k", &claims()).unwrap();
        cases.push((
            format!("{}.", good.rsplit_once('.').unwrap().0),
            AuthError::Invalid,
        ));
        cases.push(("x".repeat(LONGEST_TOKEN + 1), AuthError::Invalid));
        for (token, error) in cases {
            assert_eq!(verifier.verify(&token).await, Err(error));
        }
        assert_eq!(verifier.bearer(None).await, Err(AuthError::Missing));
        assert_eq!(
            verifier.bearer(Some("Basic x")).await,
            Err(AuthError::Invalid)
        );
    }
}
