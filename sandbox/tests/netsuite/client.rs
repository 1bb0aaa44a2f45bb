//! A small client: signs requests by itself, asks statements, and reads all pages by key.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder, StatusCode};
use sandbox::fault::Faults;
use sandbox::firm::Scale;
use sandbox::vendor::netsuite::settings::Settings;
use sandbox::vendor::netsuite::{self, Endpoint, Running};
use sandbox::world::World;
use serde_json::{Value, json};

const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
static NONCES: AtomicU64 = AtomicU64::new(1);

/// A running account with its firm.
pub struct Sandbox {
    /// The firm.
    pub world: Arc<World>,
    /// Its misbehaviour.
    pub faults: Faults,
    /// The account.
    pub running: Running,
}

/// The parts of a signed header.
#[derive(Clone)]
pub struct Signature {
    pub realm: String,
    pub consumer_key: String,
    pub consumer_secret: String,
    pub token_id: String,
    pub token_secret: String,
    pub nonce: String,
    pub timestamp: i64,
}

impl Signature {
    pub fn of(endpoint: &Endpoint, timestamp: i64) -> Self {
        Self {
            realm: endpoint.account.clone(),
            consumer_key: endpoint.consumer_key.clone(),
            consumer_secret: endpoint.consumer_secret.clone(),
            token_id: endpoint.token_id.clone(),
            token_secret: endpoint.token_secret.clone(),
            nonce: format!("nonce{}", NONCES.fetch_add(1, Ordering::Relaxed)),
            timestamp,
        }
    }

    /// The header that signs a request.
    pub fn header(&self, method: &Method, url: &str) -> String {
        let encode = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let own = [
            ("oauth_consumer_key", self.consumer_key.clone()),
            ("oauth_nonce", self.nonce.clone()),
            ("oauth_signature_method", "HMAC-SHA256".to_owned()),
            ("oauth_timestamp", self.timestamp.to_string()),
            ("oauth_token", self.token_id.clone()),
            ("oauth_version", "1.0".to_owned()),
        ];
        let mut pairs = BTreeMap::new();
        for (name, value) in &own {
            pairs.insert((*name).to_owned(), encode(value));
        }
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap();
            pairs.insert(name.to_owned(), value.to_owned());
        }
        let joined: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let base = format!("{method}&{}&{}", encode(address), encode(&joined.join("&")));
        let key = format!(
            "{}&{}",
            encode(&self.consumer_secret),
            encode(&self.token_secret)
        );
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(base.as_bytes());
        let signature = encode(&STANDARD.encode(mac.finalize().into_bytes()));
        let own: Vec<String> = own
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", encode(value)))
            .collect();
        format!(
            "OAuth realm=\"{}\", {}, oauth_signature=\"{signature}\"",
            self.realm,
            own.join(", ")
        )
    }
}

/// Starts an account over a small firm.
pub async fn start(settings: Settings) -> Sandbox {
    let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    let firm = sandbox::firm::generate::generate(3, Scale::Tiny, today);
    let world = World::new(firm, today.and_hms_opt(8, 0, 0).unwrap().and_utc());
    let faults = Faults::new();
    let running = netsuite::start(world.clone(), settings, &faults)
        .await
        .unwrap();
    Sandbox {
        world,
        faults,
        running,
    }
}

impl Sandbox {
    pub fn url(&self, path: &str) -> String {
        format!("{}/services/rest/{path}", self.running.endpoint.base_url)
    }

    pub fn signature(&self) -> Signature {
        Signature::of(&self.running.endpoint, self.world.now().timestamp())
    }

    /// A signed request.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = self.url(path);
        let header = self.signature().header(&method, &url);
        reqwest::Client::new()
            .request(method, url)
            .header("Authorization", header)
    }

    /// Puts a statement with paging and parameters.
    pub async fn page(&self, q: &str, params: Value, paging: &str) -> (StatusCode, Value) {
        let request = self.request(Method::POST, &format!("query/v1/suiteql{paging}"));
        let response = request
            .header("Prefer", "transient")
            .json(&json!({"q": q, "params": params}))
            .send()
            .await
            .unwrap();
        let status = response.status();
        (status, response.json().await.unwrap())
    }

    /// Rows of a statement's first page.
    pub async fn ask(&self, q: &str) -> Vec<Value> {
        let (status, body) = self.page(q, json!([]), "").await;
        assert_eq!(status, StatusCode::OK, "{q}: {body}");
        body["items"].as_array().unwrap().clone()
    }

    /// The only cell of a statement.
    pub async fn cell(&self, q: &str) -> String {
        let rows = self.ask(q).await;
        assert_eq!(rows.len(), 1, "{q}: {rows:?}");
        let row = rows[0].as_object().unwrap();
        let (_, value) = row.iter().find(|(name, _)| *name != "links").unwrap();
        value.as_str().unwrap().to_owned()
    }

    /// Code and text of a refused statement.
    pub async fn refused(&self, q: &str) -> (u16, String, String) {
        let (status, body) = self.page(q, json!([]), "").await;
        let detail = &body["o:errorDetails"][0];
        let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
        (status.as_u16(), text("o:errorCode"), text("detail"))
    }

    /// All rows of a table, read by id.
    pub async fn all(&self, columns: &str, table: &str, filter: &str) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        let mut after = "-1".to_owned();
        loop {
            let q = format!(
                "SELECT t.id AS id, {columns} FROM {table} t WHERE {filter} AND t.id > {after} ORDER BY t.id FETCH FIRST 97 ROWS ONLY"
            );
            let rows = self.ask(&q).await;
            let Some(last) = rows.last() else {
                return found;
            };
            after = last["id"].as_str().unwrap().to_owned();
            found.extend(rows);
        }
    }
}

/// A cell as text; none where it is left out.
pub fn text<'a>(row: &'a Value, name: &str) -> Option<&'a str> {
    row.get(name).map(|value| value.as_str().unwrap())
}

/// An amount of a row in hundredths.
pub fn cents(row: &Value, name: &str) -> i64 {
    let number: rust_decimal::Decimal = text(row, name).unwrap_or("0").parse().unwrap();
    i64::try_from(number * rust_decimal::Decimal::ONE_HUNDRED).unwrap()
}
