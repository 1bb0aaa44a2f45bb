//! Signatures and tokens: what is let in, and what the refusals look like.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Method, StatusCode};
use sandbox::vendor::netsuite::settings::Settings;
use sandbox::vendor::netsuite::{self, Netsuite};
use serde_json::{Value, json};

use super::client::{Sandbox, Signature, start};

const RSA_KEY: &str = include_str!("rsa_key.pem");
const RSA_PUBLIC: &str = include_str!("rsa_public.pem");

async fn ask_as(sandbox: &Sandbox, signature: &Signature) -> (StatusCode, Value) {
    let url = sandbox.url("query/v1/suiteql?limit=5&offset=0");
    let header = signature.header(&Method::POST, &url);
    put(&url, &header).await
}

async fn put(url: &str, authorization: &str) -> (StatusCode, Value) {
    let request = reqwest::Client::new()
        .post(url)
        .header("Authorization", authorization)
        .header("Prefer", "transient");
    let response = request
        .json(&json!({"q": "SELECT id FROM currency ORDER BY id"}))
        .send()
        .await
        .unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn only_true_signatures_are_let_in() {
    let sandbox = start(Settings::default()).await;
    let good = sandbox.signature();
    let (status, body) = ask_as(&sandbox, &good).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let fresh = || sandbox.signature();
    // The account goes by the world's clock and by the machine's: only what both refuse is refused.
    let (world, machine) = (
        sandbox.world.now().timestamp(),
        chrono::Utc::now().timestamp(),
    );
    let clocks = (world.min(machine), world.max(machine));
    let wrong = [
        ("replayed", good.clone()),
        (
            "realm in the host's spelling",
            Signature {
                realm: "7654321-sb1".into(),
                ..fresh()
            },
        ),
        (
            "wrong consumer",
            Signature {
                consumer_key: "other".into(),
                ..fresh()
            },
        ),
        (
            "wrong secret",
            Signature {
                token_secret: "other".into(),
                ..fresh()
            },
        ),
        (
            "too late",
            Signature {
                timestamp: clocks.0 - 301,
                ..fresh()
            },
        ),
        (
            "too early",
            Signature {
                timestamp: clocks.1 + 301,
                ..fresh()
            },
        ),
    ];
    for (why, signature) in wrong {
        let (status, body) = ask_as(&sandbox, &signature).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{why}");
        assert_eq!(
            body["o:errorDetails"][0]["o:errorCode"], "INVALID_LOGIN",
            "{why}"
        );
        assert_eq!(body["title"], "Unauthorized");
    }
    let (status, _) = ask_as(
        &sandbox,
        &Signature {
            timestamp: sandbox.world.now().timestamp() - 299,
            ..fresh()
        },
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    let moved = fresh().header(
        &Method::POST,
        &sandbox.url("query/v1/suiteql?limit=6&offset=0"),
    );
    let (status, _) = put(&sandbox.url("query/v1/suiteql?limit=5&offset=0"), &moved).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

struct Assertion {
    algorithm: Algorithm,
    kid: &'static str,
    client: &'static str,
    audience: String,
    life: i64,
    scope: &'static str,
}

impl Assertion {
    fn good(sandbox: &Sandbox) -> Self {
        Self {
            algorithm: Algorithm::ES256,
            kid: netsuite::CERTIFICATE_ID,
            client: netsuite::CLIENT_ID,
            audience: sandbox.url("auth/oauth2/v1/token"),
            life: 3000,
            scope: "rest_webservices",
        }
    }

    async fn send(&self, sandbox: &Sandbox) -> (StatusCode, Value) {
        let now = sandbox.world.now().timestamp();
        let claims = json!({"iss": self.client, "scope": [self.scope], "aud": self.audience, "iat": now, "exp": now + self.life});
        let header = Header {
            kid: Some(self.kid.into()),
            ..Header::new(self.algorithm)
        };
        let key = match self.algorithm {
            Algorithm::ES256 => EncodingKey::from_ec_pem(netsuite::PRIVATE_KEY.as_bytes()).unwrap(),
            _ => EncodingKey::from_rsa_pem(RSA_KEY.as_bytes()).unwrap(),
        };
        let assertion = encode(&header, &claims, &key).unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", &assertion),
        ];
        let response = reqwest::Client::new()
            .post(sandbox.url("auth/oauth2/v1/token"))
            .form(&form)
            .send()
            .await
            .unwrap();
        (response.status(), response.json().await.unwrap())
    }
}

#[tokio::test]
async fn certificates_give_tokens_that_end() {
    let mut sandbox = start(Settings {
        token_seconds: 120,
        ..Settings::default()
    })
    .await;
    let more = [("rsa-1", RSA_PUBLIC)];
    let netsuite = Netsuite::with_certificates(
        sandbox.world.clone(),
        sandbox.running.netsuite.settings(),
        &sandbox.faults,
        &more,
    );
    sandbox.running = netsuite::serve(netsuite).await.unwrap();
    let good = Assertion::good(&sandbox);
    let (status, body) = good.send(&sandbox).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["expires_in"], json!(120));
    assert!(body.get("refresh_token").is_none());
    let token = format!("Bearer {}", body["access_token"].as_str().unwrap());
    let url = sandbox.url("query/v1/suiteql");
    assert_eq!(put(&url, &token).await.0, StatusCode::OK);
    let later = sandbox.world.now() + chrono::TimeDelta::seconds(121);
    sandbox.world.write().set_now(later);
    let (status, body) = put(&url, &token).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(body["o:errorDetails"][0]["o:errorCode"], "INVALID_LOGIN");

    sandbox
        .running
        .netsuite
        .change(|settings| settings.expires_in_text = true);
    let rsa = Assertion {
        algorithm: Algorithm::PS256,
        kid: "rsa-1",
        ..Assertion::good(&sandbox)
    };
    let (status, body) = rsa.send(&sandbox).await;
    assert_eq!(
        (status, &body["expires_in"]),
        (StatusCode::OK, &json!("120"))
    );
    let token = format!("Bearer {}", body["access_token"].as_str().unwrap());
    sandbox.running.netsuite.expire_tokens();
    assert_eq!(put(&url, &token).await.0, StatusCode::UNAUTHORIZED);

    let good = || Assertion::good(&sandbox);
    let wrong = [
        (
            "RS256",
            Assertion {
                algorithm: Algorithm::RS256,
                kid: "rsa-1",
                ..good()
            },
            400,
            "invalid_grant",
        ),
        (
            "unknown certificate",
            Assertion {
                kid: "other",
                ..good()
            },
            400,
            "invalid_grant",
        ),
        (
            "wrong audience",
            Assertion {
                audience: "https://elsewhere.example".into(),
                ..good()
            },
            400,
            "invalid_grant",
        ),
        (
            "too long a life",
            Assertion {
                life: 3601,
                ..good()
            },
            400,
            "invalid_grant",
        ),
        (
            "wrong scope",
            Assertion {
                scope: "openid",
                ..good()
            },
            400,
            "invalid_grant",
        ),
        (
            "wrong client",
            Assertion {
                client: "other",
                ..good()
            },
            401,
            "invalid_client",
        ),
    ];
    for (why, assertion, code, error) in wrong {
        let (status, body) = assertion.send(&sandbox).await;
        assert_eq!(
            (status.as_u16(), body["error"].as_str().unwrap()),
            (code, error),
            "{why}"
        );
    }
}
