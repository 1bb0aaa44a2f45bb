//! A proxy before a simulator: another firm's names on the way through, or another clock.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// What is different behind the proxy.
#[derive(Clone, Debug, Default)]
pub(super) struct Difference {
    /// Names of the firm behind, and those that it shows.
    pub names: Vec<(String, String)>,
    /// What the Date header says instead.
    pub date: Option<String>,
}

impl Difference {
    /// Other names.
    pub fn names(pairs: &[(&str, &str)]) -> Self {
        let own = |(old, new): &(&str, &str)| ((*old).to_owned(), (*new).to_owned());
        Self {
            names: pairs.iter().map(own).collect(),
            date: None,
        }
    }

    /// A text as it is shown.
    pub fn shown(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (old, new) in &self.names {
            text = text.replace(old, new);
        }
        text
    }

    fn meant(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (old, new) in &self.names {
            // In an address some letters are written otherwise.
            let coded = |name: &str| -> String {
                url::form_urlencoded::byte_serialize(name.as_bytes()).collect()
            };
            text = text.replace(new, old).replace(&coded(new), &coded(old));
        }
        text
    }
}

struct Way {
    to: String,
    own: String,
    difference: Difference,
    client: reqwest::Client,
}

/// Starts a proxy; gives its address.
pub(super) async fn before(to: &str, difference: Difference) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let own = format!("http://{}", listener.local_addr().unwrap());
    let way = Arc::new(Way {
        to: to.to_owned(),
        own: own.clone(),
        difference,
        client: reqwest::Client::new(),
    });
    let router = Router::new().fallback(pass).with_state(way);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    own
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let line = parts.uri.path_and_query().unwrap().as_str();
    let root = url::Url::parse(&way.to)
        .unwrap()
        .origin()
        .ascii_serialization();
    let address = format!("{root}{}", way.difference.meant(line));
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = way.difference.meant(&String::from_utf8_lossy(&body));
    let mut headers = parts.headers;
    for name in [header::HOST, header::CONTENT_LENGTH] {
        headers.remove(name);
    }
    let asked = way.client.request(parts.method, address);
    let reply = asked.headers(headers).body(body).send().await.unwrap();
    let status = reply.status();
    let mut headers: HeaderMap = reply.headers().clone();
    for name in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        headers.remove(name);
    }
    if let Some(date) = &way.difference.date {
        headers.insert(header::DATE, HeaderValue::from_str(date).unwrap());
    }
    // Addresses that a reply names lead back through the proxy.
    let text = reply.text().await.unwrap().replace(&root, &way.own);
    let mut response = Response::new(Body::from(way.difference.shown(&text)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
