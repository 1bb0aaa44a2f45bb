//! Machine-to-machine tokens: a signed assertion against a registered certificate gives an access token, without a refresh token.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::Deserialize;
use serde_json::json;

use super::access::{Access, Certificate};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Greatest life of an assertion.
const LONGEST_SECONDS: i64 = 3600;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    #[serde(default)]
    scope: Scope,
    aud: serde_json::Value,
    iat: i64,
    exp: i64,
}

/// Scopes, as a list or as one text.
#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Scope {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Scope {
    fn allows_rest(&self) -> bool {
        let known =
            |scope: &str| matches!(scope, "rest_webservices" | "restlets" | "suite_analytics");
        match self {
            Self::None => false,
            Self::One(text) => {
                text.split([' ', ',']).all(known) && text.contains("rest_webservices")
            }
            Self::Many(list) => {
                list.iter().all(|scope| known(scope))
                    && list.iter().any(|scope| scope == "rest_webservices")
            }
        }
    }
}

/// Refuses a request for a token.
fn refuse(status: StatusCode, error: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, json!({"error": error}).to_string()).into_response()
}

fn parameter<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter()
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.as_str())
}

/// Answers a request for a token.
pub fn token(
    access: &Access,
    address: &str,
    body: &[u8],
    life: i64,
    life_as_text: bool,
) -> Response {
    let form: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let (Some(grant), Some(kind), Some(assertion)) = (
        parameter(&form, "grant_type"),
        parameter(&form, "client_assertion_type"),
        parameter(&form, "client_assertion"),
    ) else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if grant != "client_credentials" {
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    if kind != ASSERTION {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request");
    }
    let Some(claims) = claims(access, assertion) else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    if claims.iss != access.credentials.client_id {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let audience = match &claims.aud {
        serde_json::Value::String(audience) => audience == address,
        serde_json::Value::Array(list) => list.len() == 1 && list[0] == address,
        _ => false,
    };
    let timely = access.clocks().iter().any(|now| {
        claims.iat <= now + super::access::SKEW_SECONDS
            && claims.exp > *now
            && claims.exp - claims.iat <= LONGEST_SECONDS
            && claims.exp > claims.iat
    });
    if !audience || !timely || !claims.scope.allows_rest() {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    let Some(token) = issue(access, life) else {
        return refuse(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
    };
    let life = if life_as_text {
        json!(life.to_string())
    } else {
        json!(life)
    };
    let body = json!({"access_token": token, "expires_in": life, "token_type": "Bearer"});
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::OK, headers, body.to_string()).into_response()
}

fn key(certificate: &Certificate, algorithm: Algorithm) -> Option<DecodingKey> {
    match algorithm {
        Algorithm::ES256 | Algorithm::ES384 => {
            DecodingKey::from_ec_pem(certificate.public_key.as_bytes()).ok()
        }
        Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => {
            DecodingKey::from_rsa_pem(certificate.public_key.as_bytes()).ok()
        }
        _ => None,
    }
}

/// The claims of an assertion whose signature is right; RS256 and unknown certificates have none.
fn claims(access: &Access, assertion: &str) -> Option<Claims> {
    let header = decode_header(assertion).ok()?;
    let certificate = access.certificate(header.kid.as_deref()?)?;
    let key = key(&certificate, header.alg)?;
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    decode::<Claims>(assertion, &key, &validation)
        .ok()
        .map(|data| data.claims)
}

/// Makes an access token, itself a JWT as the vendor's are, and remembers it.
fn issue(access: &Access, life: i64) -> Option<String> {
    let now = access.clocks()[0];
    let number = access.next_number();
    let claims = json!({
        "iss": "https://system.netsuite.com",
        "sub": "1042;812",
        "aud": [access.credentials.client_id],
        "scope": ["rest_webservices"],
        "iat": now,
        "exp": now + life,
        "jti": format!("{}.{number}", access.credentials.account),
    });
    let key = EncodingKey::from_secret(access.credentials.token_secret.as_bytes());
    let token = encode(&Header::default(), &claims, &key).ok()?;
    access.remember(token.clone(), life);
    Some(token)
}
