//! One account as a protocol: signs in, puts statements, and reads a stream page by page with what a pass knows of the account.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use entity::value::Instant;

use super::NETSUITE;
use super::account::{self, ServerClock};
use super::answer::{self, Answer, integer};
use super::auth;
use super::feed::{Custom, Feed, Run};
use super::feeds::feed;
use super::names::Names;
use super::reader::{Ask, AskError, Hides, Reader};
use super::refusal::{Refusal, classify, permission};
use super::suiteql::Part;
use super::tables::SUBSIDIARY;
use super::zone::Zone;
use super::{custom, roles, total};
use crate::connect::http::{self, Body, Expect, Http, Reply, Verdict};
use crate::connect::{
    CheckReport, Checkpoint, Deletion, Mapper, Page, Pass, Protocol, RawObject, Settings,
    SourceTotal, Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};
use crate::domain::record::{Kind, Value};

/// Rows stamped this close to the server's present may still be uncommitted; the next pass begins before them.
const SETTLE_MS: i64 = 120_000;
/// Statements run long; the vendor cuts one off after a quarter of an hour.
const LONGEST_SILENCE: Duration = Duration::from_secs(500);
/// Times that an answer which is cut short is asked for.
const READINGS: u32 = 3;
const STATEMENTS: &str = "services/rest/query/v1/suiteql";
const RECORDS: &str = "services/rest/record/v1";

/// Checks the settings; sends nothing.
pub fn open(settings: &Arc<Settings>, clock: &Clock) -> Result<Box<dyn Protocol>, Fault> {
    let base = settings.base_url.trim_end_matches('/');
    let base = base
        .strip_suffix("/services/rest")
        .unwrap_or(base)
        .to_owned();
    let settings = Arc::new(Settings {
        base_url: base,
        ..settings.as_ref().clone()
    });
    let mapper = Mapper::new(&NETSUITE, &settings)?;
    let custom = NETSUITE
        .streams
        .iter()
        .map(|stream| (stream.name, custom::of(stream, &mapper)))
        .collect();
    let http = Http::new(
        &settings,
        clock,
        auth::of(&settings, clock)?,
        verdict,
        LONGEST_SILENCE,
    )?;
    Ok(Box::new(NetSuite {
        account: account::Settings::of(&settings)?,
        passes: Mutex::default(),
        zone: Mutex::default(),
        http,
        settings,
        custom,
        mapper,
    }))
}

struct NetSuite {
    http: Http,
    settings: Arc<Settings>,
    account: account::Settings,
    custom: HashMap<&'static str, Custom>,
    mapper: Mapper,
    passes: Mutex<HashMap<&'static str, Arc<Known>>>,
    /// Zone of the account's instants, as it was found last.
    zone: Mutex<Option<Zone>>,
}

/// What a pass knows of the account.
struct Known {
    clock: ServerClock,
    names: Names,
    hidden: Hides,
}

/// What an answer means to the client: what a person must read is handed on, the rest is repeated.
fn verdict(reply: &Reply, _: &http::Ask, _: &Settings) -> Verdict {
    if (200..300).contains(&reply.status) {
        return Verdict::Good;
    }
    match classify(reply.status, &reply.body) {
        Refusal::Busy => Verdict::Limited(None),
        Refusal::Login => Verdict::Renew,
        Refusal::Unavailable => Verdict::Again,
        Refusal::Unexpected(_) if reply.attempts < 3 => Verdict::Again,
        _ => Verdict::Good,
    }
}

/// Puts the statements of one call and counts them.
struct Asker<'a> {
    http: &'a Http,
    what: &'static str,
    requests: AtomicU32,
    retried: AtomicU32,
    received_at: AtomicI64,
}

impl<'a> Asker<'a> {
    fn new(http: &'a Http, what: &'static str) -> Self {
        Self {
            http,
            what,
            requests: AtomicU32::new(0),
            retried: AtomicU32::new(0),
            received_at: AtomicI64::new(http.clock().now().0),
        }
    }

    async fn send(&self, ask: &http::Ask) -> Result<Reply, AskError> {
        let reply = self.http.send(ask).await.map_err(AskError::Fault)?;
        self.requests.fetch_add(reply.attempts, Ordering::Relaxed);
        self.retried
            .fetch_add(reply.attempts.saturating_sub(1), Ordering::Relaxed);
        self.received_at
            .fetch_max(reply.received_at.0, Ordering::Relaxed);
        if (200..300).contains(&reply.status) {
            return Ok(reply);
        }
        Err(AskError::Refused(classify(reply.status, &reply.body)))
    }

    fn malformed(&self, why: &dyn std::fmt::Display) -> AskError {
        let detail = format!("{}: not the vendor's page of rows: {why}", self.what);
        AskError::Fault(
            Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
                .hint("check base_url: the account's own address, without a path"),
        )
    }
}

#[async_trait]
impl Ask for Asker<'_> {
    async fn ask(&self, statement: &str) -> Result<Answer, AskError> {
        let body = serde_json::json!({ "q": statement }).to_string();
        let ask = http::Ask::post(self.what, STATEMENTS, body)
            .with("limit", "1000")
            .with("offset", "0")
            .header("prefer", "transient");
        for attempt in 1.. {
            let reply = self.send(&ask).await?;
            match answer::read(&reply.body) {
                Ok(answer) => {
                    return Ok(Answer {
                        answered_at: reply.server_time().or(Some(reply.received_at)),
                        ..answer
                    });
                }
                Err(_) if attempt < READINGS => {
                    self.retried.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => return Err(self.malformed(&error)),
            }
        }
        Err(self.malformed(&"no answer"))
    }

    async fn record(&self, path: &str) -> Result<serde_json::Value, AskError> {
        let ask = http::Ask {
            method: reqwest::Method::GET,
            path: format!("{RECORDS}/{path}"),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
            expect: Expect::Json,
            what: self.what,
        };
        let reply = self.send(&ask).await?;
        serde_json::from_slice(&reply.body).map_err(|error| self.malformed(&error))
    }
}

impl NetSuite {
    fn what(&self, stream: &str) -> String {
        format!("connection {}, {stream}", self.settings.connection)
    }

    /// The server's clock and zone.
    async fn server_clock(&self, reader: &Reader<'_>) -> Result<ServerClock, Fault> {
        let before = *self.zone.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.http.clock().now();
        let found = account::clock(reader, &self.account, now, before).await?;
        *self.zone.lock().unwrap_or_else(PoisonError::into_inner) = Some(found.zone);
        Ok(found)
    }

    fn feed(&self, stream: &Stream) -> Result<&'static Feed, Fault> {
        feed(stream.name).ok_or_else(|| {
            Fault::new(
                "UNKNOWN_STREAM",
                Remedy::Fail,
                format!("{}: no such stream", self.what(stream.name)),
            )
        })
    }

    /// What the pass under way knows; read anew when it begins, and after a restart.
    async fn known(
        &self,
        stream: &Stream,
        feed: &Feed,
        asker: &Asker<'_>,
        fresh: bool,
    ) -> Result<Arc<Known>, Fault> {
        let held = self.lock().get(stream.name).cloned();
        if let Some(known) = held.filter(|_| !fresh) {
            return Ok(known);
        }
        let hidden = Hides::default();
        let reader = Reader::new(asker, self.what(stream.name), &hidden);
        let clock = self.server_clock(&reader).await?;
        let zone_of = |company: &RawObject| self.zone_of(company);
        let names = Names::read(&reader, &self.account, &feed.all_lookups(), &zone_of).await?;
        let known = Arc::new(Known {
            clock,
            names,
            hidden,
        });
        self.lock().insert(stream.name, Arc::clone(&known));
        Ok(known)
    }

    /// The time zone that the mapping gives a company.
    fn zone_of(&self, company: &RawObject) -> Option<String> {
        let stream = NETSUITE
            .streams
            .iter()
            .find(|stream| stream.source == SUBSIDIARY.name)?;
        let (place, _) = Kind::LegalEntity.entity().field("time_zone")?;
        match self
            .mapper
            .map(stream, company)
            .records
            .first()?
            .values
            .get(place)?
        {
            Some(Value::Text(zone)) => Some(zone.clone()),
            _ => None,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, Arc<Known>>> {
        self.passes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The checkpoint of a pass that has begun.
    fn begun(&self, stream: &Stream, at: &Checkpoint, clock: ServerClock) -> Checkpoint {
        let until = Instant(clock.now.0 - SETTLE_MS);
        at.begin(until, self.settings.lookback(stream))
    }

    /// Rows that a pass over everything will meet, where the account counts them.
    async fn expected(&self, feed: &Feed, asker: &Asker<'_>) -> Option<u64> {
        let answer = asker.ask(&feed.table.count()).await.ok()?;
        answer
            .rows
            .first()
            .and_then(|row| integer(row, "cnt"))
            .and_then(|n| u64::try_from(n).ok())
    }

    fn page_of(&self, asker: &Asker<'_>, next: Checkpoint) -> Page {
        Page {
            objects: Vec::new(),
            deletions: Vec::new(),
            done: !next.under_way(),
            next,
            received_at: Instant(asker.received_at.load(Ordering::Relaxed)),
            expected: None,
            requests: asker.requests.load(Ordering::Relaxed),
            retried: asker.retried.load(Ordering::Relaxed),
        }
    }
}

#[async_trait]
impl Protocol for NetSuite {
    async fn check(&self) -> Result<CheckReport, Fault> {
        let asker = Asker::new(&self.http, "check");
        let hidden = Hides::default();
        let reader = Reader::new(&asker, self.what("check"), &hidden);
        let clock = self.server_clock(&reader).await?;
        let mut report = CheckReport {
            signed_in_as: self
                .settings
                .credentials
                .get("account")
                .map(|account| format!("account {account}")),
            notices: vec![format!("the account writes instants as {:?}", clock.zone)],
        };
        for stream in NETSUITE
            .streams
            .iter()
            .filter(|stream| self.settings.stream(stream.name).enabled)
        {
            let Some(feed) = feed(stream.name) else {
                continue;
            };
            for (_, table) in feed.lists() {
                let notice = match reader.asked().ask(&table.count()).await {
                    Ok(answer) => {
                        let none =
                            answer.rows.first().and_then(|row| integer(row, "cnt")) == Some(0);
                        none.then(|| {
                            "has no rows: if it should have some, the role lacks a permission"
                                .to_owned()
                        })
                    }
                    Err(AskError::Refused(Refusal::Table(_))) => {
                        Some(format!("is hidden: {}", permission(table.name)))
                    }
                    Err(error) => return Err(reader.fault(table.name, error)),
                };
                report.notices.extend(
                    notice.map(|notice| format!("{}: table {} {notice}", stream.name, table.name)),
                );
            }
            let own = &self.custom[stream.name];
            for (list, table) in feed.lists() {
                let columns = own.columns.get(list).map_or(&[][..], Vec::as_slice);
                let part = Part {
                    among: Some((table.key[0], vec![0])),
                    ..Part::default()
                };
                match reader.page(&table, columns, &part).await {
                    Ok(_) | Err(AskError::Refused(Refusal::Table(_))) => {}
                    Err(error) => return Err(reader.fault(table.name, error)),
                }
            }
        }
        for hidden in reader.hidden() {
            report.notices.push(format!(
                "column {}.{} is hidden and left out: enable its feature, grant the role its permission, or name another column in the overrides",
                hidden.table, hidden.column
            ));
        }
        report.notices.dedup();
        Ok(report)
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        let asker = Asker::new(&self.http, stream.name);
        if stream.name == roles::STREAM {
            return self.roles(stream, at, &asker).await;
        }
        let feed = self.feed(stream)?;
        let known = self.known(stream, feed, &asker, !at.under_way()).await?;
        let reader = Reader::new(&asker, self.what(stream.name), &known.hidden);
        let run = Run {
            reader: &reader,
            clock: known.clock,
            names: &known.names,
            custom: &self.custom[stream.name],
        };
        let begins = !at.under_way();
        let here = if begins {
            self.begun(stream, at, known.clock)
        } else {
            at.clone()
        };
        if stream.source == "subsidiary" && known.names.single_company() {
            let mut page = self.page_of(&asker, here.end());
            page.objects.push(self.account.company());
            return Ok(page);
        }
        let expected = match here.pass {
            Pass::First | Pass::Full if begins => self.expected(feed, &asker).await,
            _ => None,
        };
        let read = feed.page(&run, &here).await?;
        let mut objects = Vec::with_capacity(read.rows.len());
        for whole in read.rows {
            let payload = serde_json::to_string(&whole.object).map_err(|error| {
                Fault::new(
                    "MALFORMED_PAGE",
                    Remedy::Fail,
                    format!("{}: {error}", self.what(stream.name)),
                )
            })?;
            objects.push(RawObject {
                external_id: whole.key,
                version_at: whole.stamped_at,
                payload,
                deleted: false,
            });
        }
        let deletions = read.deleted.into_iter();
        let deletions = deletions.map(|(id, at)| Deletion {
            external_id: id.to_string(),
            at,
        });
        Ok(Page {
            objects,
            deletions: deletions.collect(),
            expected,
            ..self.page_of(&asker, read.next)
        })
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        let Some(feed) = feed(stream.name) else {
            return Ok(Vec::new());
        };
        let asker = Asker::new(&self.http, stream.name);
        let known = self.known(stream, feed, &asker, false).await?;
        let reader = Reader::new(&asker, self.what(stream.name), &known.hidden);
        let asked = total::Asked {
            reader: &reader,
            names: &known.names,
            condition: self.custom[stream.name].condition.clone(),
        };
        asked.totals(feed).await
    }
}

impl NetSuite {
    /// The titles that people have or had.
    async fn roles(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        asker: &Asker<'_>,
    ) -> Result<Page, Fault> {
        let hidden = Hides::default();
        let reader = Reader::new(asker, self.what(stream.name), &hidden);
        let clock = self.server_clock(&reader).await?;
        let here = self.begun(stream, at, clock);
        let titles = roles::titles(&reader, &custom::title_fields(&self.mapper)).await?;
        let mut page = self.page_of(asker, here.end());
        page.objects = titles
            .into_iter()
            .map(|title| roles::object(&title))
            .collect();
        Ok(page)
    }
}
