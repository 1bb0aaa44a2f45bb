//! NetSuite's two ways to sign in, as pure functions: OAuth 1.0a with HMAC-SHA256 for each request, and the assertion that buys an OAuth 2.0 token.
//!
//! Time and nonce are handed in. A request that is sent again is signed again: a replayed header is refused and hides the real failure.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::value::Instant;
use hmac::{Hmac, Mac};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::Sha256;
use url::Url;

use crate::connect::Settings;
use crate::connect::http::{Auth, Grant, Sign};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Everything that RFC 3986 does not leave bare.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where tokens are given, behind the account's address.
const TOKENS: &str = "/services/rest/auth/oauth2/v1/token";

/// Seconds that an assertion lives; the vendor refuses an hour or more.
const ASSERTION_LIFE: i64 = 300;

/// Why a credential cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The private key is not what the algorithm needs.
    #[error(
        "the private key does not fit {0:?}: an EC key in PKCS 8 for ES256 and ES384, an RSA key for PS256, PS384 and PS512"
    )]
    Key(Algorithm),
    /// The vendor takes no such algorithm.
    #[error("NetSuite takes PS256, PS384, PS512, ES256 and ES384, not {0}")]
    Algorithm(String),
    /// The text could not be signed.
    #[error("the assertion could not be signed")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

/// The four keys of token-based authentication and the account they belong to.
pub struct Tokens {
    /// Account as the realm spells it: capitals and an underscore, `1234567_SB1`.
    pub realm: String,
    /// Key of the integration record.
    pub consumer_key: String,
    /// Secret of the integration record.
    pub consumer_secret: SecretString,
    /// Id of the token.
    pub token: String,
    /// Secret of the token.
    pub token_secret: SecretString,
}

/// The account as the realm spells it, from either spelling.
pub fn realm(account: &str) -> String {
    account.to_ascii_uppercase().replace('-', "_")
}

/// The `Authorization` header of one request, good for one sending.
pub fn authorization(tokens: &Tokens, method: &str, url: &Url, nonce: &str, at: Instant) -> String {
    let timestamp = at.0.div_euclid(1000).to_string();
    let oauth = [
        ("oauth_consumer_key", tokens.consumer_key.as_str()),
        ("oauth_token", tokens.token.as_str()),
        ("oauth_signature_method", "HMAC-SHA256"),
        ("oauth_timestamp", timestamp.as_str()),
        ("oauth_nonce", nonce),
        ("oauth_version", "1.0"),
    ];
    let signature = sign(
        &base_string(method, url, &oauth),
        &tokens.consumer_secret,
        &tokens.token_secret,
    );
    let mut header = format!("OAuth realm=\"{}\"", encode(&tokens.realm));
    for (name, value) in oauth {
        header += &format!(", {name}=\"{}\"", encode(value));
    }
    header + &format!(", oauth_signature=\"{}\"", encode(&signature))
}

/// What is signed: method, address without query, and all parameters in the order of their encoded form.
fn base_string(method: &str, url: &Url, oauth: &[(&str, &str)]) -> String {
    let mut parameters: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| (encode(&name), encode(&value)))
        .chain(
            oauth
                .iter()
                .map(|(name, value)| (encode(name), encode(value))),
        )
        .collect();
    parameters.sort();
    let joined: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut address = url.clone();
    address.set_query(None);
    address.set_fragment(None);
    format!(
        "{}&{}&{}",
        method.to_ascii_uppercase(),
        encode(address.as_str()),
        encode(&joined.join("&"))
    )
}

fn sign(text: &str, consumer_secret: &SecretString, token_secret: &SecretString) -> String {
    let key = format!(
        "{}&{}",
        encode(consumer_secret.expose_secret()),
        encode(token_secret.expose_secret())
    );
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// How a connection signs in: with a certificate where its settings name a client, else with tokens.
pub fn of(settings: &Arc<Settings>, clock: &Clock) -> Result<Auth, Fault> {
    if settings.credentials.contains_key("client_id") {
        return grant(settings).map(Auth::Grant);
    }
    let tokens = Tokens {
        realm: realm(settings.credential("account")?),
        consumer_key: settings.credential("consumer_key")?.to_owned(),
        consumer_secret: settings.secret("consumer_secret")?.clone(),
        token: settings.credential("token_id")?.to_owned(),
        token_secret: settings.secret("token_secret")?.clone(),
    };
    let nonces = Nonces::new(&settings.connection, clock.now());
    Ok(Auth::Signed(Box::new(Signer { tokens, nonces })))
}

fn grant(settings: &Settings) -> Result<Box<Grant>, Fault> {
    let wrong = |error: &dyn std::fmt::Display| {
        let detail = format!("connection {}: {error}", settings.connection);
        Fault::new("CREDENTIAL_INVALID", Remedy::FixConfiguration, detail)
            .hint("map a certificate with an EC or RSA key of its own on the account's OAuth 2.0 client credentials page, and give its private key in PKCS 8 PEM")
    };
    let certificate = Certificate {
        client_id: settings.credential("client_id")?.to_owned(),
        key_id: settings.credential("certificate_id")?.to_owned(),
        private_key: settings.secret("private_key")?.clone(),
        algorithm: algorithm(
            settings
                .credentials
                .get("algorithm")
                .map_or("ES256", String::as_str),
        )
        .map_err(|error| wrong(&error))?,
    };
    let address = settings
        .login_url
        .clone()
        .unwrap_or_else(|| format!("{}{TOKENS}", settings.base_url));
    let url = Url::parse(&address).map_err(|error| wrong(&error))?;
    let nonces = Nonces::new(&settings.connection, Instant(0));
    let address = settings.option("audience", &address).to_owned();
    assertion(&certificate, &address, "", Instant(0)).map_err(|error| wrong(&error))?;
    let connection = settings.connection.clone();
    let form = move |now: Instant| {
        let signed =
            assertion(&certificate, &address, &nonces.next(now), now).map_err(|error| {
                Fault::new(
                    "CREDENTIAL_INVALID",
                    Remedy::FixConfiguration,
                    format!("connection {connection}: {error}"),
                )
            })?;
        Ok(vec![
            ("grant_type", SecretString::from("client_credentials")),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".into(),
            ),
            ("client_assertion", signed.into()),
        ])
    };
    Ok(Box::new(Grant::new(
        &settings.connection,
        url,
        None,
        Box::new(form),
    )))
}

/// Signs each request with tokens.
struct Signer {
    tokens: Tokens,
    nonces: Nonces,
}

impl Sign for Signer {
    fn authorization(&self, method: &str, url: &Url, now: Instant) -> SecretString {
        authorization(&self.tokens, method, url, &self.nonces.next(now), now).into()
    }
}

/// Texts that are never given twice: a digest of the process, the signer, its count and the instant.
struct Nonces {
    seed: blake3::Hash,
    given: AtomicU64,
}

/// Signers made by this process.
static SIGNERS: AtomicU64 = AtomicU64::new(0);

impl Nonces {
    fn new(connection: &str, now: Instant) -> Self {
        let number = SIGNERS.fetch_add(1, Ordering::Relaxed);
        let seed = format!("{connection} {} {} {number}", std::process::id(), now.0);
        Self {
            seed: blake3::hash(seed.as_bytes()),
            given: AtomicU64::new(0),
        }
    }

    fn next(&self, now: Instant) -> String {
        let given = self.given.fetch_add(1, Ordering::Relaxed);
        let text = format!("{} {given} {}", self.seed.to_hex(), now.0);
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }
}

/// Percent-encoding as RFC 3986 has it: a space is `%20`, never a plus.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A certificate mapped to a user and role of the account.
pub struct Certificate {
    /// Client id of the integration record.
    pub client_id: String,
    /// Certificate id shown on the mapping page.
    pub key_id: String,
    /// Private key in PEM.
    pub private_key: SecretString,
    /// Algorithm that fits the key.
    pub algorithm: Algorithm,
}

/// The algorithm of a name, where the vendor takes it.
pub fn algorithm(name: &str) -> Result<Algorithm, AuthError> {
    match name {
        "PS256" => Ok(Algorithm::PS256),
        "PS384" => Ok(Algorithm::PS384),
        "PS512" => Ok(Algorithm::PS512),
        "ES256" => Ok(Algorithm::ES256),
        "ES384" => Ok(Algorithm::ES384),
        other => Err(AuthError::Algorithm(other.to_owned())),
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: [&'static str; 1],
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
}

/// The signed assertion that is traded for a token at `token_url`.
pub fn assertion(
    certificate: &Certificate,
    token_url: &str,
    id: &str,
    at: Instant,
) -> Result<String, AuthError> {
    let pem = certificate.private_key.expose_secret().as_bytes();
    let key = match certificate.algorithm {
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(pem),
        Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => EncodingKey::from_rsa_pem(pem),
        other => return Err(AuthError::Algorithm(format!("{other:?}"))),
    }
    .map_err(|_| AuthError::Key(certificate.algorithm))?;
    let issued = at.0.div_euclid(1000);
    let mut header = Header::new(certificate.algorithm);
    header.kid = Some(certificate.key_id.clone());
    let claims = Claims {
        iss: &certificate.client_id,
        scope: ["rest_webservices"],
        aud: token_url,
        iat: issued,
        exp: issued + ASSERTION_LIFE,
        jti: id,
    };
    jsonwebtoken::encode(&header, &claims, &key).map_err(AuthError::Sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens() -> Tokens {
        Tokens {
            realm: realm("1234567-sb1"),
            consumer_key: "ck0001".to_owned(),
            consumer_secret: "cs0001".into(),
            token: "tk0001".to_owned(),
            token_secret: "ts0001".into(),
        }
    }

    #[test]
    fn signs_as_the_vendor_does() {
        let url = Url::parse("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql?limit=1000&offset=0").unwrap();
        let header = authorization(
            &tokens(),
            "POST",
            &url,
            "nonce123456",
            Instant(1_760_000_000_000),
        );
        assert_eq!(
            header,
            "OAuth realm=\"1234567_SB1\", oauth_consumer_key=\"ck0001\", oauth_token=\"tk0001\", \
             oauth_signature_method=\"HMAC-SHA256\", oauth_timestamp=\"1760000000\", oauth_nonce=\"nonce123456\", \
             oauth_version=\"1.0\", oauth_signature=\"haotsRzkGMyhYpFjcI9MEGiVuv4hGMSLj%2BbPMNYeJJg%3D\""
        );
    }

    #[test]
    fn signs_the_sorted_encoded_parameters() {
        let url = Url::parse("HTTPS://Host.example:443/a/b?q=a%20b%2Bc&a=2&a=1#part").unwrap();
        assert_eq!(
            base_string("post", &url, &[("oauth_nonce", "n n")]),
            "POST&https%3A%2F%2Fhost.example%2Fa%2Fb&a%3D1%26a%3D2%26oauth_nonce%3Dn%2520n%26q%3Da%2520b%252Bc"
        );
    }

    #[test]
    fn accounts_have_two_spellings() {
        assert_eq!(realm("1234567-sb1"), "1234567_SB1");
        assert_eq!(realm("1234567"), "1234567");
    }

    #[test]
    fn refuses_what_the_vendor_refuses() {
        assert!(matches!(algorithm("RS256"), Err(AuthError::Algorithm(_))));
        let wrong = Certificate {
            client_id: "c".to_owned(),
            key_id: "k".to_owned(),
            private_key: "no key".into(),
            algorithm: Algorithm::ES256,
        };
        assert!(matches!(
            assertion(&wrong, "https://host.example/token", "1", Instant(0)),
            Err(AuthError::Key(Algorithm::ES256))
        ));
    }

    #[test]
    fn assertions_verify_with_the_public_key() {
        use jsonwebtoken::{DecodingKey, Validation};
        let url =
            "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token";
        let ec = include_str!("../../../tests/fixtures/netsuite/keys/es256.pem");
        let ec_public = include_str!("../../../tests/fixtures/netsuite/keys/es256.pub.pem");
        let rsa = include_str!("../../../tests/fixtures/netsuite/keys/ps256.pem");
        let rsa_public = include_str!("../../../tests/fixtures/netsuite/keys/ps256.pub.pem");
        for (algorithm, private, public) in [
            (
                Algorithm::ES256,
                ec,
                DecodingKey::from_ec_pem(ec_public.as_bytes()).unwrap(),
            ),
            (
                Algorithm::PS256,
                rsa,
                DecodingKey::from_rsa_pem(rsa_public.as_bytes()).unwrap(),
            ),
        ] {
            let certificate = Certificate {
                client_id: "client".to_owned(),
                key_id: "certificate".to_owned(),
                private_key: private.into(),
                algorithm,
            };
            let signed = assertion(&certificate, url, "once", Instant(1_760_000_000_500)).unwrap();
            let mut validation = Validation::new(algorithm);
            validation.set_audience(&[url]);
            validation.validate_exp = false;
            let token =
                jsonwebtoken::decode::<serde_json::Value>(&signed, &public, &validation).unwrap();
            assert_eq!(token.header.kid.as_deref(), Some("certificate"));
            assert_eq!(token.claims["iss"], "client");
            assert_eq!(
                token.claims["scope"],
                serde_json::json!(["rest_webservices"])
            );
            assert_eq!(token.claims["iat"], 1_760_000_000);
            assert_eq!(token.claims["exp"], 1_760_000_300);
        }
    }

    #[test]
    fn nonces_are_never_given_twice() {
        let (one, other) = (Nonces::new("a", Instant(0)), Nonces::new("a", Instant(0)));
        let now = Instant(1);
        let given = [
            one.next(now),
            one.next(now),
            other.next(now),
            one.next(Instant(2)),
        ];
        let distinct: std::collections::BTreeSet<_> = given.iter().collect();
        assert_eq!(distinct.len(), given.len());
    }

    proptest! {
        #[test]
        fn encoding_is_reversible_and_leaves_only_unreserved(text in any::<String>()) {
            let encoded = encode(&text);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8().unwrap();
            prop_assert_eq!(decoded.as_ref(), text.as_str());
        }

        #[test]
        fn encoding_writes_capital_hexadecimal(byte in any::<char>()) {
            let encoded = encode(&byte.to_string());
            prop_assert!(!encoded.starts_with('%') || encoded == encoded.to_ascii_uppercase());
        }
    }
}
