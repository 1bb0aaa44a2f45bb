//! Tokens as strangers forge them: other keys, algorithms, issuers, audiences, times and shapes; and key sets that change, fail and lie.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair,
};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use throughline::domain::clock::Clock;
use throughline::serve::auth::{Key, Verifier};

use super::stand::{claims, settings, shared};
use crate::harness::hub::START;

/// A key pair with its public half as PEM and as JWK.
struct Pair {
    algorithm: Algorithm,
    name: &'static str,
    key: EncodingKey,
    pem: String,
    jwk: Value,
}

fn pem(der: &[u8]) -> String {
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(der)
    )
}

fn url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa() -> Pair {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = pair.public_key();
    let private = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let private = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(private.as_ref())
    );
    let der = AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(public).unwrap();
    Pair {
        algorithm: Algorithm::RS256,
        name: "RS256",
        key: EncodingKey::from_rsa_pem(private.as_bytes()).unwrap(),
        pem: pem(der.as_ref()),
        // SubjectPublicKeyInfo of 2048 bits: the modulus stands at a fixed place, the exponent is 65537.
        jwk: json!({
            "kty": "RSA", "n": url(&der.as_ref()[33..289]), "e": "AQAB",
        }),
    }
}

fn ec() -> Pair {
    let private =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .unwrap();
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.as_ref()).unwrap();
    let point = pair.public_key().as_ref();
    let der =
        AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    Pair {
        algorithm: Algorithm::ES256,
        name: "ES256",
        key: EncodingKey::from_ec_der(private.as_ref()),
        pem: pem(der.as_ref()),
        jwk: json!({ "kty": "EC", "crv": "P-256", "x": url(&point[1..33]), "y": url(&point[33..]) }),
    }
}

fn ed() -> Pair {
    let private = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(private.as_ref()).unwrap();
    let point = pair.public_key().as_ref();
    let mut der = vec![
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    der.extend_from_slice(point);
    Pair {
        algorithm: Algorithm::EdDSA,
        name: "EdDSA",
        key: EncodingKey::from_ed_der(private.as_ref()),
        pem: pem(&der),
        jwk: json!({ "kty": "OKP", "crv": "Ed25519", "x": url(point) }),
    }
}

impl Pair {
    fn sign(&self, kid: Option<&str>, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = kid.map(str::to_owned);
        format!(
            "Bearer {}",
            jsonwebtoken::encode(&header, claims, &self.key).unwrap()
        )
    }

    fn jwk(&self, more: Value) -> Value {
        let mut jwk = self.jwk.clone();
        for (name, value) in more.as_object().unwrap() {
            jwk[name] = value.clone();
        }
        jwk
    }

    fn verifier(&self) -> Verifier {
        let key = Key::Public {
            pem: self.pem.clone(),
            algorithm: self.name.to_owned(),
        };
        Verifier::open(settings(key), Clock::fixed(START)).unwrap()
    }
}

/// What becomes of a token: the viewer's subject, or the code.
async fn judged(verifier: &Verifier, token: &str) -> String {
    match verifier.viewer(Some(token)).await {
        Ok(viewer) => viewer.subject,
        Err(error) => error.code().to_owned(),
    }
}

#[tokio::test]
async fn each_algorithm_is_verified_by_its_public_key_and_no_other() {
    let pairs = [rsa(), ec(), ed()];
    for pair in &pairs {
        let verifier = pair.verifier();
        assert_eq!(
            judged(&verifier, &pair.sign(None, &claims("pmo", 60))).await,
            "some pmo",
            "{}",
            pair.name
        );
        assert_eq!(
            judged(&verifier, &pair.sign(Some("any"), &claims("pmo", 60))).await,
            "some pmo"
        );
        for other in pairs.iter().filter(|other| other.name != pair.name) {
            assert_eq!(
                judged(&verifier, &other.sign(None, &claims("pmo", 60))).await,
                "INVALID_TOKEN"
            );
        }
    }
    let (one, two) = (ec(), ec());
    assert_eq!(
        judged(&one.verifier(), &two.sign(None, &claims("pmo", 60))).await,
        "INVALID_TOKEN"
    );
}

#[tokio::test]
async fn the_algorithm_is_the_keys_not_the_tokens() {
    let pair = rsa();
    let verifier = pair.verifier();
    // The public key as the secret of an HS256 token, in the two texts an attacker has.
    for secret in [pair.pem.clone(), pair.pem.replace('\n', "")] {
        let token = jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            &claims("admin", 60),
            &EncodingKey::from_secret(secret.as_bytes()),
        )
        .unwrap();
        assert_eq!(
            judged(&verifier, &format!("Bearer {token}")).await,
            "INVALID_TOKEN"
        );
    }
    let part = |value: Value| url(value.to_string().as_bytes());
    let good = pair.sign(None, &claims("pmo", 60));
    let signature = good.rsplit('.').next().unwrap();
    for header in [
        json!({ "alg": "none", "typ": "JWT" }),
        json!({ "alg": "None" }),
        json!({ "typ": "JWT" }),
        json!({ "alg": "RS512" }),
        json!({ "alg": "RS256", "jwk": ec().jwk }),
    ] {
        for signature in ["", signature] {
            let token = format!(
                "Bearer {}.{}.{signature}",
                part(header.clone()),
                part(claims("admin", 60))
            );
            assert_eq!(judged(&verifier, &token).await, "INVALID_TOKEN", "{header}");
        }
    }
    for token in [
        "Bearer ",
        "Bearer a.b.c",
        "Bearer ...",
        &format!("Bearer {}", "x".repeat(20_000)),
    ] {
        assert_eq!(
            judged(&verifier, token).await,
            "INVALID_TOKEN",
            "{}",
            &token[..token.len().min(20)]
        );
    }
    for header in ["", "Basic abc", "Token abc"] {
        assert_eq!(
            judged(&verifier, header).await,
            "UNAUTHENTICATED",
            "{header}"
        );
    }
}

#[tokio::test]
async fn claims_are_there_of_the_right_type_and_in_time() {
    let pair = ec();
    let verifier = pair.verifier();
    let now = START.0 / 1000;
    let cases = [
        ("iss", json!("other"), "INVALID_TOKEN"),
        ("iss", json!(["test"]), "INVALID_TOKEN"),
        ("iss", json!(7), "INVALID_TOKEN"),
        ("iss", Value::Null, "INVALID_TOKEN"),
        ("iss", json!({ "a": "test" }), "INVALID_TOKEN"),
        ("aud", json!("other"), "INVALID_TOKEN"),
        ("aud", json!(["other"]), "INVALID_TOKEN"),
        ("aud", json!([]), "INVALID_TOKEN"),
        ("aud", json!(7), "INVALID_TOKEN"),
        ("aud", Value::Null, "INVALID_TOKEN"),
        ("aud", json!({ "test": true }), "INVALID_TOKEN"),
        ("aud", json!(["test", 7]), "INVALID_TOKEN"),
        ("aud", json!(["other", "test"]), "some pmo"),
        ("sub", Value::Null, "INVALID_TOKEN"),
        ("sub", json!(""), "INVALID_TOKEN"),
        ("sub", json!(7), "INVALID_TOKEN"),
        ("exp", json!(now), "TOKEN_EXPIRED"),
        ("exp", json!(now - 100_000), "TOKEN_EXPIRED"),
        ("exp", json!(now + 1), "some pmo"),
        ("exp", json!(now as f64 + 60.5), "some pmo"),
        ("exp", json!("tomorrow"), "INVALID_TOKEN"),
        ("exp", Value::Null, "INVALID_TOKEN"),
        ("nbf", json!(now), "some pmo"),
        ("nbf", json!(now + 1), "INVALID_TOKEN"),
        ("nbf", json!("now"), "INVALID_TOKEN"),
        ("nbf", Value::Null, "INVALID_TOKEN"),
    ];
    for (claim, value, wanted) in cases {
        let mut made = claims("pmo", 60);
        made[claim] = value.clone();
        assert_eq!(
            judged(&verifier, &pair.sign(None, &made)).await,
            wanted,
            "{claim} {value}"
        );
    }
    for claim in ["iss", "aud", "sub", "exp"] {
        let mut made = claims("pmo", 60);
        made.as_object_mut().unwrap().remove(claim);
        assert_eq!(
            judged(&verifier, &pair.sign(None, &made)).await,
            "INVALID_TOKEN",
            "without {claim}"
        );
    }
    let development = Verifier::open(settings(shared()), Clock::fixed(START)).unwrap();
    let token = throughline::serve::auth::sign(&settings(shared()), &claims("pmo", 60)).unwrap();
    assert_eq!(
        judged(&development, &format!("bearer {token}")).await,
        "some pmo"
    );
    let forged = format!("Bearer {}x", &token[..token.len() - 1]);
    assert_eq!(judged(&development, &forged).await, "INVALID_TOKEN");
}

/// A key set on a real port: what it answers now, and how often it was asked.
struct Published {
    address: String,
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
    clock: Clock,
    verifier: Verifier,
}

impl Published {
    async fn new(keys: &[Value]) -> Self {
        let answer = Arc::new(Mutex::new((
            StatusCode::OK,
            json!({ "keys": keys }).to_string(),
        )));
        let asked = Arc::new(AtomicUsize::new(0));
        let (told, counted) = (answer.clone(), asked.clone());
        let serve = move || async move {
            counted.fetch_add(1, Ordering::SeqCst);
            told.lock().unwrap().clone()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/keys", listener.local_addr().unwrap());
        tokio::spawn(async move {
            axum::serve(listener, Router::new().route("/keys", get(serve))).await
        });
        let clock = Clock::fixed(START);
        Self {
            verifier: Verifier::open(settings(Key::SetAt(address.clone())), clock.clone()).unwrap(),
            address,
            answer,
            asked,
            clock,
        }
    }

    fn publish(&self, status: StatusCode, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_key_set_is_read_with_what_it_says_and_what_it_leaves_out() {
    let (rsa, ec, ed, sealed) = (rsa(), ec(), ed(), ec());
    let set = Published::new(&[
        rsa.jwk(json!({ "kid": "r", "alg": "RS256", "use": "sig" })),
        ec.jwk(json!({ "kid": "e" })),
        ed.jwk(json!({ "kid": "d", "alg": "EdDSA" })),
        sealed.jwk(json!({ "kid": "s", "use": "enc" })),
        json!({ "kty": "quantum", "kid": "q" }),
        json!({ "kty": "oct", "kid": "o", "k": url(b"a secret that everybody can read") }),
    ])
    .await;
    for (pair, kid) in [(&rsa, "r"), (&ec, "e"), (&ed, "d")] {
        assert_eq!(
            judged(&set.verifier, &pair.sign(Some(kid), &claims("pmo", 60))).await,
            "some pmo",
            "{kid}"
        );
    }
    let secret = EncodingKey::from_secret(b"a secret that everybody can read");
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("o".to_owned());
    let public = jsonwebtoken::encode(&header, &claims("admin", 60), &secret).unwrap();
    assert_eq!(
        judged(&set.verifier, &format!("Bearer {public}")).await,
        "INVALID_TOKEN"
    );
    for (pair, kid) in [
        (&sealed, Some("s")),
        (&ec, Some("r")),
        (&ec, None),
        (&ec, Some("x")),
    ] {
        assert_eq!(
            judged(&set.verifier, &pair.sign(kid, &claims("pmo", 60))).await,
            "INVALID_TOKEN",
            "{kid:?}"
        );
    }
    assert_eq!(
        set.asked(),
        1,
        "unknown keys do not make it read again at once"
    );
}

#[tokio::test]
async fn keys_are_changed_and_a_set_that_fails_is_kept() {
    let (old, new) = (ec(), ec());
    let set = Published::new(&[old.jwk(json!({ "kid": "1" }))]).await;
    let by_old = || old.sign(Some("1"), &claims("pmo", 36_000));
    let by_new = || new.sign(Some("2"), &claims("pmo", 36_000));
    assert_eq!(judged(&set.verifier, &by_old()).await, "some pmo");
    let both = json!({ "keys": [old.jwk(json!({ "kid": "1" })), new.jwk(json!({ "kid": "2" }))] })
        .to_string();
    set.publish(StatusCode::OK, &both);
    assert_eq!(
        judged(&set.verifier, &by_new()).await,
        "INVALID_TOKEN",
        "not more often than every ten seconds"
    );
    set.clock.advance(10_001);
    assert_eq!(
        judged(&set.verifier, &by_new()).await,
        "some pmo",
        "an unknown key makes it read again"
    );
    assert_eq!(set.asked(), 2);
    for (status, body) in [
        (StatusCode::INTERNAL_SERVER_ERROR, "no"),
        (StatusCode::OK, "<html>"),
        (StatusCode::OK, "{}"),
    ] {
        set.publish(status, body);
        set.clock.advance(3_600_001);
        assert_eq!(
            judged(&set.verifier, &by_new()).await,
            "some pmo",
            "{status} {body}"
        );
    }
    set.publish(
        StatusCode::OK,
        &json!({ "keys": [new.jwk(json!({ "kid": "2" }))] }).to_string(),
    );
    set.clock.advance(3_600_001);
    assert_eq!(judged(&set.verifier, &by_new()).await, "some pmo");
    assert_eq!(
        judged(&set.verifier, &by_old()).await,
        "INVALID_TOKEN",
        "a key that was taken back"
    );
    let failing = Published::new(&[]).await;
    failing.publish(StatusCode::NOT_FOUND, "");
    assert_eq!(
        judged(&failing.verifier, &by_new()).await,
        "KEY_UNAVAILABLE",
        "{}",
        failing.address
    );
}
