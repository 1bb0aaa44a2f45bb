//! A tiny org and a client that is signed in.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use reqwest::{Method, StatusCode};
use sandbox::fault::Faults;
use sandbox::firm::{Scale, generate};
use sandbox::vendor::salesforce::{self, Endpoint, Options};
use sandbox::world::World;
use serde_json::Value;

pub struct Stand {
    pub world: Arc<World>,
    pub faults: Faults,
    pub end: Endpoint,
    pub http: reqwest::Client,
    pub token: String,
}

pub async fn stand_with(options: Options) -> Stand {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let today = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    let firm = generate::generate(7, Scale::Tiny, today);
    let now: DateTime<Utc> = "2026-06-15T09:00:00Z".parse().unwrap();
    let world = World::new(firm, now);
    let faults = Faults::new();
    let end = salesforce::start(world.clone(), options, faults.clone())
        .await
        .unwrap();
    let mut stand = Stand {
        world,
        faults,
        end,
        http: reqwest::Client::new(),
        token: String::new(),
    };
    stand.sign_in().await;
    stand
}

pub async fn stand() -> Stand {
    stand_with(Options::default()).await
}

impl Stand {
    pub async fn sign_in(&mut self) {
        let reply = self
            .http
            .post(format!("{}/services/oauth2/token", self.end.base_url))
            .basic_auth(&self.end.client_id, Some(&self.end.client_secret))
            .form(&[("grant_type", "client_credentials")])
            .send()
            .await
            .unwrap();
        let body: Value = reply.json().await.unwrap();
        self.token = body["access_token"].as_str().unwrap().to_owned();
    }

    pub fn ask(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("/services") {
            format!("{}{path}", self.end.base_url)
        } else {
            format!("{}/services/data/v61.0{path}", self.end.base_url)
        };
        self.http.request(method, url).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.ask(Method::GET, path)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        answer(self.ask(method, path).json(&body)).await
    }

    pub async fn soql(&self, query: &str) -> (StatusCode, Value) {
        answer(self.ask(Method::GET, "/query").query(&[("q", query)])).await
    }

    pub async fn soql_all(&self, query: &str) -> Value {
        answer(self.ask(Method::GET, "/queryAll").query(&[("q", query)]))
            .await
            .1
    }

    /// Records of all pages.
    pub async fn records(&self, query: &str) -> Vec<Value> {
        let (status, mut page) = self.soql(query).await;
        assert_eq!(status, 200, "{page}");
        let mut records = Vec::new();
        loop {
            records.extend(page["records"].as_array().unwrap().iter().cloned());
            let Some(next) = page["nextRecordsUrl"].as_str() else {
                return records;
            };
            page = self.get(next).await.1;
        }
    }

    pub fn later(&self, seconds: i64) {
        let mut firm = self.world.write();
        let now = firm.now() + chrono::Duration::seconds(seconds);
        firm.set_now(now);
    }
}

pub async fn answer(request: reqwest::RequestBuilder) -> (StatusCode, Value) {
    let reply = request.send().await.unwrap();
    let status = reply.status();
    let text = reply.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

pub fn code(body: &Value) -> &str {
    body[0]["errorCode"].as_str().unwrap_or_default()
}
