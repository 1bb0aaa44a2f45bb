//! Describe, query by keyset, deletions by the recycle bin and the deleted feed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use entity::value::Instant;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::Mutex;

use super::soql::{Select, identifier, instant};
use super::{SALESFORCE, auth};
use crate::connect::http::{Ask, Http, Reply, Verdict};
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{
    CheckReport, Checkpoint, Cursor, Deletion, Deletions, Mapper, Page, Protocol, RawObject,
    Settings, SourceTotal, Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Parameter of a stream: a fixed SOQL condition.
pub(super) const WHERE: &str = "where";
/// Parameter of a stream whose object an org may lack: it is then read as empty.
pub(super) const OPTIONAL: &str = "optional";
/// Days that the vendor remembers deletions.
const REMEMBERED_DAYS: i64 = 15;

pub(super) fn open(settings: &Arc<Settings>, clock: &Clock) -> Result<Box<dyn Protocol>, Fault> {
    let mapper = Mapper::new(&SALESFORCE, settings)?;
    let mut wanted: HashMap<&'static str, BTreeSet<String>> = HashMap::new();
    for line in mapper.lines() {
        let fields = line
            .from
            .into_iter()
            .filter(|path| !path.starts_with('^') && identifier(path));
        wanted.entry(line.stream).or_default().extend(fields);
    }
    let number = |name: &str, default: &str| {
        settings.option(name, default).parse::<i64>().map_err(|_| {
            let detail = format!(
                "connection {}: options.{name} is no whole number",
                settings.connection
            );
            Fault::new("OPTION_INVALID", Remedy::FixConfiguration, detail)
        })
    };
    Ok(Box::new(Salesforce {
        http: Http::new(settings, clock, auth::of(settings)?, classify)?,
        version: settings.option("api_version", "61.0").to_owned(),
        settle_ms: number("settle_seconds", "60")? * 1000,
        page_size: usize::try_from(number("page_size", "2000")?.clamp(1, 2000)).unwrap_or(2000),
        settings: Arc::clone(settings),
        wanted,
        described: Mutex::default(),
    }))
}

struct Salesforce {
    http: Http,
    settings: Arc<Settings>,
    version: String,
    settle_ms: i64,
    page_size: usize,
    wanted: HashMap<&'static str, BTreeSet<String>>,
    described: Mutex<HashMap<&'static str, Option<Arc<HashSet<String>>>>>,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(default)]
    message: String,
    #[serde(rename = "errorCode", default)]
    code: String,
}

#[derive(Deserialize)]
struct Rows<'a> {
    #[serde(rename = "totalSize")]
    total: u64,
    #[serde(borrow)]
    records: Vec<&'a RawValue>,
}

/// Same status, different meanings: the code and its message decide.
fn classify(reply: &Reply, ask: &Ask, settings: &Settings) -> Verdict {
    if reply.status < 300 {
        return Verdict::Good;
    }
    let trouble = serde_json::from_slice::<Vec<Trouble>>(&reply.body)
        .ok()
        .and_then(|list| list.into_iter().next());
    let (code, message) = trouble.map_or((String::new(), String::new()), |trouble| {
        (trouble.code, trouble.message)
    });
    let refused = |name, remedy, hint: &str| {
        let what = format!("connection {}, {}", settings.connection, ask.what);
        let detail = format!(
            "{what}: refused with status {} {code} {}",
            reply.status,
            message.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        Verdict::Refused(Fault::new(name, remedy, detail.trim_end()).hint(hint))
    };
    match (reply.status, code.as_str()) {
        (401, _)
            if message.contains("not valid for use with the REST API")
                || message.contains("not attached to Agent") =>
        {
            refused(
                "SIGN_IN_REFUSED",
                Remedy::FixConfiguration,
                "the connected app's policy does not allow API use; renewing the session would not help",
            )
        }
        (401, _) => Verdict::Renew,
        (403, "REQUEST_LIMIT_EXCEEDED") if message.contains("Concurrent") => {
            Verdict::Limited(Some(std::time::Duration::from_secs(5)))
        }
        (403, "REQUEST_LIMIT_EXCEEDED") => refused(
            "QUOTA_EXHAUSTED",
            Remedy::Retry,
            "the org's daily API requests are used up; the window rolls over 24 hours",
        ),
        (400 | 500, "UNABLE_TO_LOCK_ROW") | (400, "QUERY_TIMEOUT") => Verdict::Again,
        (400, "INVALID_FIELD") => refused(
            "FIELD_UNKNOWN",
            Remedy::Retry,
            "a field was removed or hidden while reading; it is described again",
        ),
        (400 | 404, "INVALID_TYPE" | "NOT_FOUND") => refused(
            "NOT_FOUND",
            Remedy::FixConfiguration,
            "the object does not exist or the user may not see it",
        ),
        (403, _) => refused(
            "NOT_PERMITTED",
            Remedy::FixConfiguration,
            "grant the run-as user access to this object",
        ),
        (429, _) => Verdict::Limited(None),
        (406 | 408 | 420 | 500..600, _) => Verdict::Again,
        _ => refused("REFUSED", Remedy::Fail, "see the vendor's message"),
    }
}

#[async_trait]
impl Protocol for Salesforce {
    async fn check(&self) -> Result<CheckReport, Fault> {
        let mut report = CheckReport::default();
        for stream in SALESFORCE
            .streams
            .iter()
            .filter(|stream| self.settings.stream(stream.name).enabled)
        {
            let Some(fields) = self.describe(stream).await? else {
                report.notices.push(format!(
                    "{}: object {} is not in this org or not visible",
                    stream.name, stream.source
                ));
                continue;
            };
            let lacking: Vec<_> = self
                .wanted
                .get(stream.name)
                .into_iter()
                .flatten()
                .filter(|field| !has(&fields, field))
                .cloned()
                .collect();
            if !lacking.is_empty() {
                report.notices.push(format!(
                    "{}: {} has no visible field {}; map it with an override, or grant the run-as user field access",
                    stream.name,
                    stream.source,
                    lacking.join(", ")
                ));
            }
        }
        report.signed_in_as = self
            .settings
            .credentials
            .get("username")
            .or(self.settings.credentials.get("client_id"))
            .cloned();
        Ok(report)
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        if at.step == 1 {
            return self.deleted(stream, at).await;
        }
        let Some(fields) = self.describe(stream).await? else {
            let now = self.http.clock().now();
            return Ok(nothing(at.begin(now, 0).end(), now));
        };
        let here = if at.under_way() {
            at.clone()
        } else {
            self.begin(stream, at).await?
        };
        let stamp = match stream.cursor {
            Cursor::Changed(stamp) => stamp,
            Cursor::Whole => "SystemModstamp",
        };
        let wanted: Vec<String> = self
            .wanted
            .get(stream.name)
            .into_iter()
            .flatten()
            .filter(|field| has(&fields, field))
            .cloned()
            .collect();
        let condition = parameter(stream, WHERE);
        let deletable = fields.contains("IsDeleted");
        let after = match here.after.as_slice() {
            [at, id] => Some((at.as_str(), id.as_str())),
            _ => None,
        };
        let select = Select {
            object: stream.source,
            fields: &wanted,
            condition,
            stamp,
            deletable,
            since: here.since,
            until: here.until.unwrap_or_else(|| self.http.clock().now()),
            after,
            limit: self.page_size,
        };
        let path = format!(
            "services/data/v{}/{}",
            self.version,
            if deletable { "queryAll" } else { "query" }
        );
        let reply = match self
            .http
            .send(&Ask::get(stream.name, path).with("q", select.text()))
            .await
        {
            Err(fault) if fault.code == "FIELD_UNKNOWN" => {
                self.described.lock().await.remove(stream.source);
                return Err(fault);
            }
            reply => reply?,
        };
        let rows: Rows<'_> = serde_json::from_slice(&reply.body).map_err(|error| {
            let detail = format!(
                "connection {}, {}: not a query result: {error}",
                self.settings.connection, stream.name
            );
            Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
        })?;
        let objects: Vec<RawObject> = rows
            .records
            .iter()
            .filter_map(|row| object(row.get(), stamp))
            .collect();
        let last = objects
            .last()
            .and_then(|object| Some((object.version_at?, object.external_id.clone())));
        let full = objects.len() >= self.page_size;
        let next = match last.filter(|_| full) {
            Some((at, id)) => Checkpoint {
                after: vec![instant(at), id],
                ..here
            },
            None if stream.deletions == Deletions::Feed && here.since.is_some() => Checkpoint {
                step: 1,
                after: Vec::new(),
                ..here
            },
            None => here.end(),
        };
        let done = !next.under_way();
        Ok(Page {
            objects,
            deletions: Vec::new(),
            next,
            done,
            received_at: reply.received_at,
            expected: after.is_none().then_some(rows.total),
            requests: reply.attempts,
            retried: reply.attempts - 1,
        })
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        if self.describe(stream).await?.is_none() {
            return Ok(Vec::new());
        }
        let condition = parameter(stream, WHERE);
        let condition = if condition.is_empty() {
            String::new()
        } else {
            format!(" WHERE {condition}")
        };
        let statement = format!("SELECT COUNT() FROM {}{condition}", stream.source);
        let path = format!("services/data/v{}/query", self.version);
        let reply = self
            .http
            .send(&Ask::get(stream.name, path).with("q", statement))
            .await?;
        #[derive(Deserialize)]
        struct Count {
            #[serde(rename = "totalSize")]
            total: i64,
        }
        let count = serde_json::from_slice::<Count>(&reply.body).map(|count| count.total);
        Ok(count.map_or_else(
            |_| Vec::new(),
            |value| {
                vec![SourceTotal {
                    period: "all".to_owned(),
                    measure: "count".to_owned(),
                    value,
                }]
            },
        ))
    }
}

impl Salesforce {
    /// A pass reads up to the server's present less the time in which rows may still appear behind their stamp.
    async fn begin(&self, stream: &Stream, at: &Checkpoint) -> Result<Checkpoint, Fault> {
        let reply = self
            .http
            .send(&Ask::get(stream.name, "services/data/"))
            .await?;
        let now = reply.server_time().unwrap_or(reply.received_at);
        let lookback = self
            .settings
            .stream(stream.name)
            .lookback_seconds
            .unwrap_or(stream.lookback_seconds);
        // The Date header counts whole seconds: the running one is included where nothing has to settle.
        let until = if self.settle_ms == 0 {
            now.0 + 1000
        } else {
            now.0 - self.settle_ms
        };
        Ok(at.begin(Instant(until), lookback))
    }

    /// Fields that exist and are visible; nothing where the object is not.
    async fn describe(
        &self,
        stream: &'static Stream,
    ) -> Result<Option<Arc<HashSet<String>>>, Fault> {
        let mut described = self.described.lock().await;
        if let Some(known) = described.get(stream.source) {
            return Ok(known.clone());
        }
        #[derive(Deserialize)]
        struct Described {
            fields: Vec<Named>,
        }
        #[derive(Deserialize)]
        struct Named {
            name: String,
        }
        let path = format!(
            "services/data/v{}/sobjects/{}/describe",
            self.version, stream.source
        );
        let fields = match self.http.send(&Ask::get(stream.name, path)).await {
            Ok(reply) => {
                let described: Described =
                    serde_json::from_slice(&reply.body).map_err(|error| {
                        let detail = format!(
                            "connection {}, {}: not a description: {error}",
                            self.settings.connection, stream.name
                        );
                        Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
                    })?;
                Some(Arc::new(
                    described
                        .fields
                        .into_iter()
                        .map(|field| field.name)
                        .collect(),
                ))
            }
            Err(fault) if fault.code == "NOT_FOUND" && !parameter(stream, OPTIONAL).is_empty() => {
                None
            }
            Err(fault) => return Err(fault),
        };
        described.insert(stream.source, fields.clone());
        Ok(fields)
    }

    /// Hard deletions, as far back as the vendor remembers them.
    async fn deleted(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "deletedRecords")]
            records: Vec<Record>,
        }
        #[derive(Deserialize)]
        struct Record {
            id: String,
            #[serde(rename = "deletedDate")]
            at: String,
        }
        let until = at.until.unwrap_or_else(|| self.http.clock().now());
        let earliest = until.0 - (REMEMBERED_DAYS * 24 - 1) * 3_600_000;
        let since = Instant(
            at.since
                .map_or(earliest, |since| since.0.max(earliest))
                .min(until.0 - 120_000),
        );
        let path = format!(
            "services/data/v{}/sobjects/{}/deleted/",
            self.version, stream.source
        );
        let text = |at: Instant| at.datetime().format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
        let ask = Ask::get(stream.name, path)
            .with("start", text(since))
            .with("end", text(until));
        let reply = self.http.send(&ask).await?;
        let answer: Answer = serde_json::from_slice(&reply.body).map_err(|error| {
            let detail = format!(
                "connection {}, {}: not a list of deletions: {error}",
                self.settings.connection, stream.name
            );
            Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
        })?;
        let deletion = |record: Record| Deletion {
            at: read_instant(&record.at).unwrap_or(reply.received_at),
            external_id: record.id,
        };
        let deletions = answer.records.into_iter().map(deletion).collect();
        Ok(Page {
            deletions,
            ..nothing(at.end(), reply.received_at)
        })
    }
}

fn nothing(next: Checkpoint, received_at: Instant) -> Page {
    Page {
        objects: Vec::new(),
        deletions: Vec::new(),
        next,
        done: true,
        received_at,
        expected: None,
        requests: 1,
        retried: 0,
    }
}

fn parameter(stream: &Stream, name: &str) -> &'static str {
    stream
        .parameters
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, value)| value)
}

/// Whether an object has a field; of a dotted path its lookup counts, whose id field it is.
fn has(fields: &HashSet<String>, path: &str) -> bool {
    match path.split_once('.') {
        None => fields.contains(path),
        Some((parent, _)) => {
            fields.contains(&format!("{parent}Id"))
                || fields.contains(&parent.replace("__r", "__c"))
        }
    }
}

fn object(row: &str, stamp: &str) -> Option<RawObject> {
    let object = crate::connect::mapping::Object::parse(row).ok()?;
    let text = |name: &str| {
        object
            .member(name)
            .map(|raw| raw.trim_matches('"').to_owned())
    };
    Some(RawObject {
        external_id: text("Id")?,
        version_at: text(stamp).and_then(|text| read_instant(&text).ok()),
        deleted: object.member("IsDeleted") == Some("true"),
        payload: row.to_owned(),
    })
}
