//! Server-to-server sign-in: client credentials, or a JWT bearer assertion signed with RS256.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

use crate::connect::Settings;
use crate::connect::http::{Auth, Grant};
use crate::domain::fault::{Fault, Remedy};

/// Seconds that an assertion lives; the vendor takes at most three minutes.
const ASSERTION_SECONDS: i64 = 170;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
}

/// How the connection signs in: with a private key where it has one, else with a client secret.
pub(super) fn of(settings: &Arc<Settings>) -> Result<Auth, Fault> {
    let login = settings
        .login_url
        .as_deref()
        .unwrap_or(&settings.base_url)
        .trim_end_matches('/')
        .to_owned();
    let url = Url::parse(&format!("{login}/services/oauth2/token")).map_err(|error| {
        let detail = format!(
            "connection {}: login_url {login:?} is no address: {error}",
            settings.connection
        );
        Fault::new("ADDRESS_INVALID", Remedy::FixConfiguration, detail)
    })?;
    let client_id = settings.credential("client_id")?.to_owned();
    if settings.secrets.contains_key("private_key") {
        let username = settings.credential("username")?.to_owned();
        let key = settings.secret("private_key")?;
        let key = EncodingKey::from_rsa_pem(key.expose_secret().as_bytes()).map_err(|_| {
            let detail = format!(
                "connection {}: private_key is no RSA key in PEM form",
                settings.connection
            );
            Fault::new("CREDENTIAL_INVALID", Remedy::FixConfiguration, detail)
        })?;
        let audience = settings.option("audience", &login).to_owned();
        let connection = settings.connection.clone();
        let form = Box::new(move |now: entity::value::Instant| {
            let claims = Claims {
                iss: &client_id,
                sub: &username,
                aud: &audience,
                exp: now.0 / 1000 + ASSERTION_SECONDS,
            };
            let assertion = jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key)
                .map_err(|_| {
                    let detail = format!(
                        "connection {connection}: the assertion cannot be signed with private_key"
                    );
                    Fault::new("CREDENTIAL_INVALID", Remedy::FixConfiguration, detail)
                })?;
            Ok(vec![
                (
                    "grant_type",
                    SecretString::from("urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ),
                ("assertion", SecretString::from(assertion)),
            ])
        });
        return Ok(Auth::Grant(Box::new(Grant::new(
            &settings.connection,
            url,
            None,
            form,
        ))));
    }
    let secret = settings.secret("client_secret")?.clone();
    let form = Box::new(|_| {
        Ok(vec![(
            "grant_type",
            SecretString::from("client_credentials"),
        )])
    });
    Ok(Auth::Grant(Box::new(Grant::new(
        &settings.connection,
        url,
        Some((client_id, secret)),
        form,
    ))))
}
