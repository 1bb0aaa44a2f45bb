//! Token flows, sessions, policies and quotas.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use sandbox::fault::{Action, Canned, Rule};
use sandbox::vendor::salesforce::Concurrency;
use serde_json::{Value, json};

use crate::stand::{Stand, answer, code, stand};

async fn token(stand: &Stand, host: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let request = stand
        .http
        .post(format!("{host}/services/oauth2/token"))
        .form(form);
    let (status, body) = answer(request).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn client_credentials_as_form_fields_and_their_refusals() {
    let stand = stand().await;
    let base = stand.end.base_url.clone();
    let id = stand.end.client_id.as_str();
    let good = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", &stand.end.client_secret),
    ];
    let (status, body) = token(&stand, &base, &good).await;
    assert_eq!(status, 200);
    assert_eq!(body["instance_url"], base);
    assert!(body.get("expires_in").is_none() && body.get("refresh_token").is_none());
    assert!(body["issued_at"].is_string());
    let (status, body) = token(&stand, &stand.end.login_url, &good).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    let bad = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", "no"),
    ];
    assert_eq!(
        token(&stand, &base, &bad).await.1["error"],
        "invalid_client"
    );
    let bad = [
        ("grant_type", "client_credentials"),
        ("client_id", "x"),
        ("client_secret", "no"),
    ];
    assert_eq!(
        token(&stand, &base, &bad).await.1["error"],
        "invalid_client_id"
    );
    let bad = [("grant_type", "password")];
    assert_eq!(
        token(&stand, &base, &bad).await.1["error"],
        "unsupported_grant_type"
    );
}

#[tokio::test]
async fn jwt_bearer_checks_signature_audience_expiry_and_approval() {
    let stand = stand().await;
    let key = EncodingKey::from_rsa_pem(stand.end.private_key_pem.as_bytes()).unwrap();
    let now = stand.world.now().timestamp();
    let sign = |change: &dyn Fn(&mut Value)| {
        let mut claims = json!({"iss": stand.end.client_id, "sub": stand.end.username, "aud": stand.end.login_url, "exp": now + 180});
        change(&mut claims);
        jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap()
    };
    let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let login = stand.end.login_url.clone();
    let form = |assertion: String| async {
        let assertion = assertion;
        token(
            &stand,
            &login,
            &[("grant_type", grant), ("assertion", &assertion)],
        )
        .await
    };
    let good = sign(&|_| {});
    assert_eq!(form(good.clone()).await.0, 200);
    assert_eq!(
        form(sign(
            &|claims| claims["exp"] = json!((now + 100).to_string())
        ))
        .await
        .0,
        200
    );
    assert_eq!(
        form(sign(
            &|claims| claims["aud"] = json!("https://login.salesforce.com")
        ))
        .await
        .0,
        200
    );
    let (status, body) = form(sign(&|claims| claims["aud"] = json!("https://elsewhere"))).await;
    assert_eq!(
        (status, &body["error_description"]),
        (400, &json!("audience is invalid"))
    );
    assert_eq!(
        form(sign(&|claims| claims["exp"] = json!(now - 5))).await.0,
        400
    );
    assert_eq!(
        form(sign(&|claims| claims["iss"] = json!("x"))).await.1["error"],
        "invalid_client_id"
    );
    let place = good.len() - 9;
    let other = if good.as_bytes()[place] == b'x' {
        'y'
    } else {
        'x'
    };
    let forged = format!("{}{other}{}", &good[..place], &good[place + 1..]);
    assert_eq!(form(forged).await.1["error"], "invalid_grant");
    stand.end.org.set(|settings| settings.approved = false);
    let (_, body) = form(good).await;
    assert_eq!(
        body["error_description"],
        "user hasn't approved this consumer"
    );
}

#[tokio::test]
async fn sessions_slide_and_policies_refuse() {
    let mut stand = stand().await;
    for _ in 0..3 {
        stand.later(7000);
        assert_eq!(stand.get("/limits").await.0, 200);
    }
    stand.later(7300);
    let (status, body) = stand.get("/limits").await;
    assert_eq!((status.as_u16(), code(&body)), (401, "INVALID_SESSION_ID"));
    assert_eq!(body[0]["message"], "Session expired or invalid");
    stand.sign_in().await;
    stand.end.org.set(|settings| {
        settings.policy = Some("This session is not valid for use with the REST API".into())
    });
    assert!(
        stand.get("/limits").await.1[0]["message"]
            .as_str()
            .unwrap()
            .contains("REST API")
    );
    stand.end.org.set(|settings| settings.policy = None);
    assert_eq!(
        stand
            .get("/services/data/")
            .await
            .1
            .as_array()
            .unwrap()
            .len(),
        17
    );
    assert_eq!(stand.get("/services/data/v99.0/limits").await.0, 404);
    assert_eq!(stand.get("/services/data/v20.0/limits").await.0, 410);
}

#[tokio::test]
async fn quotas_come_in_two_flavours_and_the_edge_has_its_own_ways() {
    let stand = stand().await;
    stand.end.org.set(|settings| {
        settings.per_app = true;
        settings.daily_calls = 3;
        settings.crowded = 1;
    });
    let (status, body) = stand.get("/limits").await;
    assert_eq!(
        (status.as_u16(), code(&body)),
        (403, "REQUEST_LIMIT_EXCEEDED")
    );
    assert_eq!(
        body[0]["message"],
        "ConcurrentPerOrgLongTxn Limit exceeded."
    );
    stand.end.org.set(|settings| {
        settings.crowded = 1;
        settings.crowd = Concurrency::Requests;
    });
    assert!(
        stand.get("/limits").await.1[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("ConcurrentRequests")
    );
    for used in 1..=3 {
        let reply = stand.ask(Method::GET, "/limits").send().await.unwrap();
        let info = reply.headers()["sforce-limit-info"].to_str().unwrap();
        assert_eq!(
            info,
            format!("api-usage={used}/3; per-app-api-usage={used}/250(appName=hub)")
        );
    }
    let reply = stand.ask(Method::GET, "/limits").send().await.unwrap();
    assert_eq!(reply.status(), 403);
    assert!(reply.headers().get("retry-after").is_none());
    let body: Value = reply.json().await.unwrap();
    assert_eq!(body[0]["message"], "TotalRequests Limit exceeded.");
    stand
        .faults
        .push(Rule::once("/limits", Action::Reply(Canned::empty(420))));
    stand
        .faults
        .push(Rule::once("/limits", Action::Throttle(None)));
    stand
        .faults
        .push(Rule::once("/limits", Action::Unavailable));
    assert_eq!(stand.get("/limits").await.0.as_u16(), 420);
    assert_eq!(stand.get("/limits").await.0.as_u16(), 429);
    assert_eq!(stand.get("/limits").await.0.as_u16(), 503);
}
