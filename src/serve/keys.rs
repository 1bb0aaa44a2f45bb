//! The keys that tokens are verified with: one of the configuration, or a set (JWKS) from a file or an address.
//!
//! A set at an address is read with the first token, again each hour, and when a token names a key that is not in it, but not more often than
//! every ten seconds. While it cannot be read the last one is kept. The algorithm is the key's own; a key of another use or kind is passed over.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use entity::value::Instant;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::auth::{AuthError, Key};
use crate::domain::clock::Clock;

/// Keys of a set at most.
const KEYS: usize = 100;
/// Bytes of a set at most.
const SET: usize = 1024 * 1024;
/// Milliseconds between two readings of a key set at least.
const PATIENCE_MS: i64 = 10_000;
/// Milliseconds after which a key set is read again.
const FRESH_MS: i64 = 3_600_000;

/// A key with its algorithm, by the id that tokens name it by.
type Keys = HashMap<Option<String>, (DecodingKey, Algorithm)>;

/// The keys that tokens are verified with.
pub(super) struct KeyRing {
    source: Key,
    clock: Clock,
    keys: ArcSwap<Keys>,
    read_at: tokio::sync::Mutex<Instant>,
}

impl KeyRing {
    /// Opens the key; a set at an address is read with the first token.
    pub(super) fn open(source: Key, clock: Clock) -> Result<Self, AuthError> {
        let keys = match &source {
            Key::Shared(secret) => single(
                DecodingKey::from_secret(secret.expose_secret().as_bytes()),
                Algorithm::HS256,
            ),
            Key::Public { pem, algorithm } => public(pem, algorithm)?,
            Key::SetFile(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| AuthError::Key(format!("{}: {error}", path.display())))?;
                set(&text)?
            }
            Key::SetAt(_) => Keys::new(),
        };
        Ok(Self {
            source,
            clock,
            keys: ArcSwap::from_pointee(keys),
            read_at: tokio::sync::Mutex::new(Instant(i64::MIN / 2)),
        })
    }

    /// The key of a token that names this id, or none.
    pub(super) async fn key(
        &self,
        kid: Option<String>,
    ) -> Result<(DecodingKey, Algorithm), AuthError> {
        let known = find(&self.keys.load(), kid.as_ref());
        let Key::SetAt(address) = &self.source else {
            return known.ok_or(UNKNOWN);
        };
        // Whoever finds its key does not wait for a reading that is under way.
        let reading = match &known {
            Some(_) => self.read_at.try_lock().ok(),
            None => Some(self.read_at.lock().await),
        };
        let Some(mut read_at) = reading else {
            return known.ok_or(UNKNOWN);
        };
        let known = find(&self.keys.load(), kid.as_ref());
        let age = self.clock.now().0.saturating_sub(read_at.0);
        if age > FRESH_MS || (known.is_none() && age > PATIENCE_MS) {
            *read_at = self.clock.now();
            match fetch(address).await {
                Ok(keys) => self.keys.store(Arc::new(keys)),
                Err(error) => {
                    tracing::warn!(error = %error, "the key set could not be read; the last one is kept");
                }
            }
        }
        let keys = self.keys.load();
        if keys.is_empty() {
            return Err(AuthError::Key(format!(
                "no key set was read from {address}"
            )));
        }
        find(&keys, kid.as_ref()).ok_or(UNKNOWN)
    }
}

const UNKNOWN: AuthError = AuthError::Refused("its key is not known");

/// The key of an id. A key without an id serves every token; the only key of a set serves a token that names none.
fn find(keys: &Keys, kid: Option<&String>) -> Option<(DecodingKey, Algorithm)> {
    let named = keys.get(&kid.cloned());
    let only = || {
        let (id, key) = keys.iter().next().filter(|_| keys.len() == 1)?;
        (kid.is_none() || id.is_none()).then_some(key)
    };
    named.or_else(only).cloned()
}

fn single(key: DecodingKey, algorithm: Algorithm) -> Keys {
    HashMap::from([(None, (key, algorithm))])
}

fn public(pem: &str, algorithm: &str) -> Result<Keys, AuthError> {
    let wrong = |error: jsonwebtoken::errors::Error| AuthError::Key(error.to_string());
    let bytes = pem.as_bytes();
    Ok(match algorithm {
        "RS256" => single(
            DecodingKey::from_rsa_pem(bytes).map_err(wrong)?,
            Algorithm::RS256,
        ),
        "ES256" => single(
            DecodingKey::from_ec_pem(bytes).map_err(wrong)?,
            Algorithm::ES256,
        ),
        "EdDSA" => single(
            DecodingKey::from_ed_pem(bytes).map_err(wrong)?,
            Algorithm::EdDSA,
        ),
        other => {
            return Err(AuthError::Key(format!(
                "algorithm {other:?} is none of RS256, ES256 and EdDSA"
            )));
        }
    })
}

/// The keys of a set that verify tokens; others, also of kinds that are not known here, are passed over.
fn set(text: &str) -> Result<Keys, AuthError> {
    let wrong = |detail: String| AuthError::Key(format!("the key set cannot be read: {detail}"));
    let set: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let list = set.get("keys").and_then(Value::as_array);
    let list = list.ok_or_else(|| wrong("it has no list keys".to_owned()))?;
    let mut keys = Keys::new();
    for jwk in list.iter().take(KEYS) {
        let Ok(jwk) = serde_json::from_value::<Jwk>(jwk.clone()) else {
            continue;
        };
        if let (Some(algorithm), Ok(key)) = (algorithm(&jwk), DecodingKey::from_jwk(&jwk)) {
            keys.insert(jwk.common.key_id.clone(), (key, algorithm));
        }
    }
    Ok(keys)
}

/// The algorithm of a key: what it says, which must fit what it is, or what its kind is used with where it says nothing.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    if matches!(&jwk.common.public_key_use, Some(used) if *used != PublicKeyUse::Signature) {
        return None;
    }
    let (of_kind, named) = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let fits = jwk.common.key_algorithm.is_none_or(|said| said == named);
    fits.then_some(of_kind)
}

async fn fetch(address: &str) -> Result<Keys, AuthError> {
    let told = |error: reqwest::Error| AuthError::Key(error.to_string());
    let mut reply = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(told)?
        .get(address)
        .send()
        .await
        .map_err(told)?
        .error_for_status()
        .map_err(told)?;
    let mut text = Vec::new();
    while let Some(chunk) = reply.chunk().await.map_err(told)? {
        text.extend_from_slice(&chunk);
        if text.len() > SET {
            return Err(AuthError::Key(format!(
                "the key set is longer than {SET} bytes"
            )));
        }
    }
    set(&String::from_utf8_lossy(&text))
}
