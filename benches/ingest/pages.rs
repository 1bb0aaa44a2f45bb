//! A vendor whose pages are bytes in memory before the clock starts: Kantata's envelope, paging by `updated_after`, and nothing computed.

use std::collections::HashMap;
use std::fmt::Write;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat};

/// Objects on a page, as the vendor has at most.
const PAGE: usize = 200;
const PEOPLE: usize = 700;
const PROJECTS: usize = 1_500;
const TASKS: usize = 6_000;
/// The first entry was changed at this second; each of the others a minute after the one before.
const FIRST: i64 = 1_700_000_000;
const STEP: i64 = 60;

/// A server of pages in a process of its own, which ends when its standard input closes.
pub struct Server {
    child: Child,
    /// Address of the API.
    pub base_url: String,
}

impl Server {
    /// Starts it and waits until its pages are laid out.
    pub fn start(entries: usize) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["pages", &entries.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            base_url: line.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
    }
}

/// Pages by collection, lower bound in seconds (0 for none) and number.
struct Pages {
    pages: HashMap<(String, i64, usize), Bytes>,
    /// Path and query of each, in the order of a whole read.
    list: String,
}

/// Serves until standard input closes.
pub async fn serve(entries: usize) {
    let pages = Arc::new(Pages::prepare(entries));
    let app = axum::Router::new().fallback(answer).with_state(pages);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}/api/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    tokio::task::spawn_blocking(|| std::io::stdin().lines().count())
        .await
        .unwrap();
}

async fn answer(
    State(pages): State<Arc<Pages>>,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    let Some(path) = uri.path().strip_prefix("/api/v1/") else {
        return pages.list.clone().into_response();
    };
    let collection = path.strip_suffix(".json").unwrap_or(path);
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    let number = text("page").parse().unwrap_or(1);
    if text("per_page") == "1" {
        return (json, pages.total(collection)).into_response();
    }
    let after = DateTime::parse_from_rfc3339(&text("updated_after"));
    let after = after.map_or(0, |bound| bound.timestamp());
    let key = (collection.to_owned(), after, number);
    match pages.pages.get(&key) {
        Some(page) => (json, page.clone()).into_response(),
        // Nothing changed after a bound that no prepared page begins at, and collections that are empty.
        None if number == 1 => (json, envelope(collection, 0, 1, 0, &[])).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Pages {
    fn prepare(entries: usize) -> Self {
        let mut pages = Self {
            pages: HashMap::new(),
            list: String::new(),
        };
        pages.whole("roles", 12, |number| format!(r#""name":"Role {number}""#));
        pages.whole("users", PEOPLE, |number| {
            format!(
                r#""full_name":"Person {number}","email_address":"p{number}@example.com","disabled":false,"account_id":"1","role_id":"{}""#,
                1 + number % 12
            )
        });
        pages.changing("workspaces", PROJECTS, |number| {
            format!(
                r#""title":"Project {number}","archived":false,"currency":"USD","currency_base_unit":100,"primary_maven_id":"{}""#,
                1 + number % PEOPLE
            )
        });
        pages.changing("stories", TASKS, |number| {
            format!(
                r#""title":"Task {number}","workspace_id":"{}","state":"started","story_type":"task","billable":true,"deleted_at":null"#,
                1 + number % PROJECTS
            )
        });
        pages.changing("time_entries", entries, entry);
        pages
    }

    /// A collection without stamps, paged by number.
    fn whole(&mut self, collection: &str, count: usize, body: impl Fn(usize) -> String) {
        for (place, first) in (0..count).step_by(PAGE).enumerate() {
            let objects: Vec<String> = (first..(first + PAGE).min(count))
                .map(|number| format!(r#""id":"{}",{}"#, number + 1, body(number)))
                .collect();
            self.add(collection, (0, place + 1), count, first, &objects);
        }
    }

    /// A collection by stamps, each page beginning a second before the last object of the one before, as the vendor's notes advise.
    fn changing(&mut self, collection: &str, count: usize, body: impl Fn(usize) -> String) {
        let (mut first, mut bound) = (0, 0);
        loop {
            let last = (first + PAGE).min(count);
            let objects: Vec<String> = (first..last)
                .map(|number| {
                    let at = instant(changed(number));
                    format!(
                        r#""id":"{}","created_at":"{at}","updated_at":"{at}",{}"#,
                        number + 1,
                        body(number)
                    )
                })
                .collect();
            self.add(collection, (bound, 1), count - first, first, &objects);
            if last == count {
                return;
            }
            first = last - 1;
            bound = changed(first) - 1;
        }
    }

    fn add(
        &mut self,
        collection: &str,
        (bound, number): (i64, usize),
        count: usize,
        first: usize,
        objects: &[String],
    ) {
        let after = match bound {
            0 => String::new(),
            bound => format!("&updated_after={}", instant(bound)),
        };
        writeln!(
            self.list,
            "/api/v1/{collection}.json?per_page={PAGE}&page={number}{after}"
        )
        .unwrap();
        let page = envelope(collection, count, number, first, objects);
        self.pages
            .insert((collection.to_owned(), bound, number), page);
    }

    fn total(&self, collection: &str) -> Bytes {
        let first = self.pages.get(&(collection.to_owned(), 0, 1));
        let count = first.map_or("0", |page| {
            let text = std::str::from_utf8(page).unwrap();
            let rest = text.strip_prefix(r#"{"count":"#).unwrap();
            rest.split(',').next().unwrap()
        });
        envelope(collection, count.parse().unwrap(), 1, 0, &[])
    }
}

fn changed(number: usize) -> i64 {
    FIRST + STEP * number as i64
}

fn instant(second: i64) -> String {
    DateTime::from_timestamp(second, 0)
        .unwrap()
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn entry(number: usize) -> String {
    let day = &instant(changed(number))[..10];
    format!(
        r#""date_performed":"{day}","time_in_minutes":{},"billable":{},"notes":"Worked on the integration of the second system","rate_in_cents":15000,"cost_rate_in_cents":6200,"currency":"USD","currency_symbol":"$","currency_base_unit":100,"user_can_edit":false,"approved":true,"taxable":false,"is_invoiced":false,"location":null,"story_id":"{}","workspace_id":"{}","user_id":"{}","role_id":"{}","invoice_id":null,"active_submission_id":null,"recent_submission_id":null"#,
        15 * (1 + number % 32),
        !number.is_multiple_of(5),
        1 + number % TASKS,
        1 + number % TASKS % PROJECTS,
        1 + number * 7 % PEOPLE,
        1 + number % 12,
    )
}

fn envelope(
    collection: &str,
    count: usize,
    number: usize,
    first: usize,
    objects: &[String],
) -> Bytes {
    let mut text = format!(r#"{{"count":{count},"results":["#);
    let comma = |place: usize| if place == 0 { "" } else { "," };
    for place in 0..objects.len() {
        let id = first + place + 1;
        write!(
            text,
            r#"{}{{"key":"{collection}","id":"{id}"}}"#,
            comma(place)
        )
        .unwrap();
    }
    write!(text, r#"],"{collection}":{{"#).unwrap();
    for (place, object) in objects.iter().enumerate() {
        let id = first + place + 1;
        write!(text, r#"{}"{id}":{{{object}}}"#, comma(place)).unwrap();
    }
    write!(
        text,
        r#"}},"meta":{{"count":{count},"page_count":{},"page_number":{number},"page_size":{PAGE}}}}}"#,
        count.div_ceil(PAGE)
    )
    .unwrap();
    Bytes::from(text)
}
