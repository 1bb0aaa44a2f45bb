//! `/services/oauth2/token`: client credentials and JWT bearer, and the sessions they open.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::call::{Call, Reply};
use super::{CLIENT_ID, CLIENT_SECRET, ORG_ID, PUBLIC_KEY_PEM, Sim, State, USERNAME};

/// A session: its token and last use.
pub struct Session {
    /// Access token.
    pub token: String,
    /// Last use, in seconds since 1970.
    pub used: i64,
}

struct Refused(&'static str, &'static str);

impl From<Refused> for Reply {
    fn from(refused: Refused) -> Self {
        let body = json!({"error": refused.0, "error_description": refused.1});
        Self::json(400, body.to_string())
    }
}

/// Answers a token request; `login` says that it came to the login host.
pub fn token(sim: &Sim, state: &mut State, call: &Call, login: bool, now: i64) -> Reply {
    if call.method != axum::http::Method::POST {
        return Refused("invalid_request", "must use HTTP POST").into();
    }
    let form: std::collections::HashMap<String, String> =
        url::form_urlencoded::parse(call.body.as_bytes())
            .into_owned()
            .collect();
    let outcome = match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {
            let (id, secret) = basic(call).unwrap_or_else(|| {
                let of = |key: &str| form.get(key).cloned().unwrap_or_default();
                (of("client_id"), of("client_secret"))
            });
            client(&id, &secret, login)
        }
        Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => {
            let assertion = form.get("assertion").map_or("", String::as_str);
            bearer(sim, state, assertion, now)
        }
        Some(_) => Err(Refused(
            "unsupported_grant_type",
            "grant type not supported",
        )),
        None => Err(Refused(
            "invalid_request",
            "missing required parameter: grant_type",
        )),
    };
    match outcome {
        Ok(()) => open(sim, state, now),
        Err(refused) => refused.into(),
    }
}

fn basic(call: &Call) -> Option<(String, String)> {
    let coded = call.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(coded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn client(id: &str, secret: &str, login: bool) -> Result<(), Refused> {
    if login {
        return Err(Refused(
            "invalid_grant",
            "request not supported on this domain",
        ));
    }
    if id != CLIENT_ID {
        return Err(Refused("invalid_client_id", "client identifier invalid"));
    }
    if secret != CLIENT_SECRET {
        return Err(Refused("invalid_client", "invalid client credentials"));
    }
    Ok(())
}

fn bearer(sim: &Sim, state: &State, assertion: &str, now: i64) -> Result<(), Refused> {
    let invalid = |_| Refused("invalid_grant", "invalid assertion");
    let header = jsonwebtoken::decode_header(assertion).map_err(invalid)?;
    if header.alg != Algorithm::RS256 {
        return Err(Refused("invalid_grant", "algorithm not supported"));
    }
    let key = DecodingKey::from_rsa_pem(PUBLIC_KEY_PEM.as_bytes()).map_err(invalid)?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = jsonwebtoken::decode::<Value>(assertion, &key, &validation)
        .map_err(invalid)?
        .claims;
    if claims["iss"] != CLIENT_ID {
        return Err(Refused("invalid_client_id", "client identifier invalid"));
    }
    let audience = claims["aud"]
        .as_str()
        .unwrap_or_default()
        .trim_end_matches('/');
    let hosts = [
        sim.base_url.as_str(),
        sim.login_url.as_str(),
        "https://login.salesforce.com",
        "https://test.salesforce.com",
    ];
    if !hosts.contains(&audience) {
        return Err(Refused("invalid_grant", "audience is invalid"));
    }
    // Some clients send the expiry as text.
    let expiry = claims["exp"]
        .as_i64()
        .or_else(|| claims["exp"].as_str()?.parse().ok())
        .ok_or(Refused("invalid_grant", "invalid assertion"))?;
    // The client's clock may be the firm's or the machine's.
    let clocks = [now, chrono::Utc::now().timestamp()];
    if !clocks
        .iter()
        .any(|clock| (clock + 1..=clock + 600).contains(&expiry))
    {
        return Err(Refused("invalid_grant", "expired authorization code"));
    }
    if !state.settings.approved || claims["sub"] != USERNAME {
        return Err(Refused(
            "invalid_grant",
            "user hasn't approved this consumer",
        ));
    }
    Ok(())
}

fn open(sim: &Sim, state: &mut State, now: i64) -> Reply {
    state.serial += 1;
    let digest = Sha256::digest(format!("session {} {}", state.serial, sim.base_url));
    let secret = URL_SAFE_NO_PAD.encode(digest).replace(['-', '_'], ".");
    let token = format!("{}!AQ{secret}", &ORG_ID[..15]);
    state.sessions.push(Session {
        token: token.clone(),
        used: now,
    });
    let user = state.store.machine();
    let body = json!({
        "access_token": token,
        "signature": STANDARD.encode(Sha256::digest(digest)),
        "scope": "api",
        "instance_url": sim.base_url,
        "id": format!("{}/id/{ORG_ID}/{user}", sim.login_url),
        "token_type": "Bearer",
        "issued_at": (now * 1000).to_string(),
    });
    Reply::json(200, body.to_string())
}

/// Whether a call carries a live session; using it keeps it alive.
pub fn admits(state: &mut State, call: &Call, now: i64) -> bool {
    let life = state.settings.session_seconds;
    let Some(token) = call
        .header("authorization")
        .and_then(|text| text.strip_prefix("Bearer ").or(text.strip_prefix("OAuth ")))
    else {
        return false;
    };
    match state
        .sessions
        .iter_mut()
        .find(|session| session.token == token)
    {
        Some(session) if now - session.used <= life => {
            session.used = now;
            true
        }
        _ => false,
    }
}
