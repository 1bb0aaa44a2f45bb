//! Who asks: bearer tokens verified against a development key, a public key or a key set; claims turned into a viewer.
//!
//! Issuer, audience, expiry and not-before are always checked. The algorithm comes from the key, never from the token.

use std::path::PathBuf;

use entity::value::Instant;
use jsonwebtoken::{Algorithm, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::keys::KeyRing;
use crate::access::deny::class;
use crate::access::{Deny, RoleClaim, Viewer};
use crate::domain::clock::Clock;

/// Bytes of a token at most.
const LONGEST: usize = 8 * 1024;
/// How tokens are verified.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Issuer that a token must name.
    pub issuer: String,
    /// Audience that a token must name.
    pub audience: String,
    /// Claim that carries the roles.
    pub role_claim: String,
    /// Clock leeway in seconds.
    pub leeway_seconds: u64,
    /// Where the key is.
    pub key: Key,
}

/// Where the key of tokens is.
#[derive(Clone, Debug)]
pub enum Key {
    /// A shared development key, HS256.
    Shared(SecretString),
    /// A public key in PEM with its algorithm: RS256, ES256 or EdDSA.
    Public {
        /// PEM text.
        pem: String,
        /// Algorithm.
        algorithm: String,
    },
    /// A key set in a file.
    SetFile(PathBuf),
    /// A key set at an address.
    SetAt(String),
}

/// Why a viewer is not known. The text is safe to show.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// No token came.
    #[error("send a bearer token in the Authorization header")]
    Missing,
    /// The token is not accepted.
    #[error("the token is not accepted: {0}")]
    Refused(&'static str),
    /// Too many sign-ins have failed from where this one comes.
    #[error("too many sign-ins have failed from your address; try again in {0} ms")]
    TooOften(u64),
    /// The key cannot be read.
    #[error("the key of tokens cannot be read: {0}")]
    Key(String),
}

impl AuthError {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "UNAUTHENTICATED",
            Self::Refused("it has expired") => "TOKEN_EXPIRED",
            Self::Refused(_) => "INVALID_TOKEN",
            Self::TooOften(_) => "RATE_LIMITED",
            Self::Key(_) => "KEY_UNAVAILABLE",
        }
    }
}

/// Verifies tokens.
pub struct Verifier {
    settings: Settings,
    clock: Clock,
    keys: KeyRing,
}

impl Verifier {
    /// Opens the key; a set at an address is read with the first token.
    pub fn open(settings: Settings, clock: Clock) -> Result<Self, AuthError> {
        Ok(Self {
            keys: KeyRing::open(settings.key.clone(), clock.clone())?,
            settings,
            clock,
        })
    }

    /// The viewer of an `Authorization` header or a connection's parameter.
    pub async fn viewer(&self, authorization: Option<&str>) -> Result<Viewer, AuthError> {
        let header = authorization.ok_or(AuthError::Missing)?;
        let token = match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => return Err(AuthError::Missing),
        };
        self.verify(token).await
    }

    async fn verify(&self, token: &str) -> Result<Viewer, AuthError> {
        if token.len() > LONGEST {
            return Err(AuthError::Refused("it is too long"));
        }
        let kid = jsonwebtoken::decode_header(token)
            .map_err(|_| AuthError::Refused("it is no signed token"))?
            .kid;
        let (key, algorithm) = self.keys.key(kid).await?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Times are checked below, by the hub's own clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Value>(token, &key, &validation)
            .map_err(|error| AuthError::Refused(reason(&error)))?
            .claims;
        named(&claims)?;
        self.timely(&claims)?;
        viewer(&claims, &self.settings.role_claim)
    }

    fn timely(&self, claims: &Value) -> Result<(), AuthError> {
        let now = self.clock.now().0 / 1000;
        let leeway = i64::try_from(self.settings.leeway_seconds).unwrap_or(0);
        let expires = claims
            .get("exp")
            .and_then(seconds)
            .ok_or(AuthError::Refused("its expiry cannot be read"))?;
        if now >= expires.saturating_add(leeway) {
            return Err(AuthError::Refused("it has expired"));
        }
        match claims.get("nbf").map(seconds) {
            Some(None) => Err(AuthError::Refused("its start cannot be read")),
            Some(Some(from)) if from > now.saturating_add(leeway) => {
                Err(AuthError::Refused("it is not valid yet"))
            }
            _ => Ok(()),
        }
    }
}

/// Issuer and subject are texts, the audience a text or a list of texts: whatever else the library lets pass is refused.
fn named(claims: &Value) -> Result<(), AuthError> {
    let text = |name: &str| claims.get(name).is_some_and(Value::is_string);
    if !text("iss") {
        return Err(AuthError::Refused("its issuer cannot be read"));
    }
    let audience = match claims.get("aud") {
        Some(Value::String(_)) => true,
        Some(Value::Array(list)) => list.iter().all(Value::is_string),
        _ => false,
    };
    if !audience {
        return Err(AuthError::Refused("its audience cannot be read"));
    }
    match claims.get("sub").and_then(Value::as_str) {
        Some(subject) if !subject.is_empty() => Ok(()),
        _ => Err(AuthError::Refused("its subject cannot be read")),
    }
}

/// A claim's instant in whole seconds; a fraction is cut off.
fn seconds(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| {
        let text = number.to_string();
        let whole = text.split_once('.')?.0;
        whole.parse().ok()
    })
}

fn reason(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidIssuer => "its issuer is another",
        ErrorKind::InvalidAudience => "its audience is another",
        ErrorKind::InvalidAlgorithm => "its algorithm is not that of the key",
        ErrorKind::MissingRequiredClaim(_) => "a claim is missing",
        ErrorKind::InvalidSignature => "its signature is wrong",
        _ => "it cannot be read",
    }
}

fn viewer(claims: &Value, role_claim: &str) -> Result<Viewer, AuthError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let subject = text("sub").ok_or(AuthError::Refused("its subject cannot be read"))?;
    // Whoever issues tokens must say that an e-mail is verified; some issuers write the flag as text.
    let verified = match claims.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(verified)) => verified == "true",
        _ => false,
    };
    let entries: &[Value] = match claims.get(role_claim) {
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut deny = Deny::default();
    for denied in entries.iter().filter_map(|entry| entry.get("deny")) {
        deny.add(denial(denied).ok_or(AuthError::Refused("what it denies cannot be read"))?);
    }
    let expires = claims.get("exp").and_then(seconds);
    let viewer = Viewer::new(
        subject,
        text("email").filter(|_| verified),
        entries.iter().filter_map(role).collect(),
        expires.map(|seconds| Instant(seconds.saturating_mul(1000))),
    );
    Ok(viewer.denied(deny))
}

/// The texts of a list; nothing where it is no list of texts.
fn texts(value: &Value) -> Option<Vec<String>> {
    value
        .as_array()?
        .iter()
        .map(|one| one.as_str().map(str::to_owned))
        .collect()
}

/// A role by name, or as an object that narrows it. One that cannot be read, or that says what nobody knows, grants nothing: a narrowing
/// that is passed over would widen.
fn role(value: &Value) -> Option<RoleClaim> {
    if let Value::String(name) = value {
        return Some(RoleClaim {
            role: name.clone(),
            ..RoleClaim::default()
        });
    }
    let mut claim = RoleClaim::default();
    for (name, value) in value.as_object()? {
        let list = || match value {
            Value::Null => Some(None),
            value => texts(value).map(Some),
        };
        match name.as_str() {
            "role" => value.as_str()?.clone_into(&mut claim.role),
            "legalEntities" => claim.legal_entities = list()?,
            "practices" => claim.practices = list()?,
            "customers" => claim.customers = list()?,
            "classes" => claim.classes = list()?,
            "deny" => {}
            _ => return None,
        }
    }
    (!claim.role.is_empty()).then_some(claim)
}

/// What a role's entry denies: `{"deny": {"classes": ["cost"], "customers": ["ACME"]}}`. It holds for all roles of the token.
fn denial(value: &Value) -> Option<Deny> {
    let mut deny = Deny::default();
    for (name, value) in value.as_object()? {
        let names = texts(value)?;
        match name.as_str() {
            "classes" => {
                deny.classes = names
                    .iter()
                    .map(|name| class(name))
                    .collect::<Option<_>>()?;
            }
            "legalEntities" => deny.legal_entities = names,
            "practices" => deny.practices = names,
            "customers" => deny.customers = names,
            _ => return None,
        }
    }
    Some(deny)
}

/// A development token, signed with the shared key.
pub fn sign(settings: &Settings, claims: &Value) -> Result<String, AuthError> {
    let Key::Shared(secret) = &settings.key else {
        return Err(AuthError::Key(
            "tokens are signed here with a development key only".to_owned(),
        ));
    };
    let key = EncodingKey::from_secret(secret.expose_secret().as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key)
        .map_err(|error| AuthError::Key(error.to_string()))
}
