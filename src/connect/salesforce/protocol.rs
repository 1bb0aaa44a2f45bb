//! Reads an object: by keyset over its stamp, by a job where it is big, its deletions last.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use entity::value::Instant;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tokio::sync::Mutex;

use super::bulk::BULK;
use super::describe::{Fields, has};
use super::refusal::classify;
use super::soql::{Select, identifier, instant};
use super::{SALESFORCE, auth};
use crate::connect::http::{Ask, Http, Reply};
use crate::connect::mapping::Object;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{
    CheckReport, Checkpoint, Cursor, Deletions, Mapper, Page, Protocol, RawObject, Settings,
    SourceTotal, Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Parameter of a stream: a fixed SOQL condition.
pub(super) const WHERE: &str = "where";
/// Parameter of a stream whose object an org may lack: it is then read as empty.
pub(super) const OPTIONAL: &str = "optional";
/// Parameter of a stream: a field that no mapping line names, and that is read all the same.
pub(super) const FIELD: &str = "field";
/// Step of a pass that asks for deletions.
const DELETED: u32 = 1;

pub(super) fn open(settings: &Arc<Settings>, clock: &Clock) -> Result<Box<dyn Protocol>, Fault> {
    let mapper = Mapper::new(&SALESFORCE, settings)?;
    let mut wanted: HashMap<&'static str, BTreeSet<String>> = HashMap::new();
    for stream in SALESFORCE.streams {
        let own = stream.parameters.iter().filter(|(name, _)| *name == FIELD);
        let fields = own
            .map(|(_, field)| (*field).to_owned())
            .chain(mapper.paths(stream.name))
            .filter(|path| identifier(path))
            .collect();
        wanted.insert(stream.name, fields);
    }
    let number = |name: &str, default: i64| {
        let text = settings.option(name, "");
        if text.is_empty() {
            return Ok(default);
        }
        text.parse::<i64>().map_err(|_| {
            let detail = format!(
                "connection {}: options.{name} is no whole number",
                settings.connection
            );
            Fault::new("OPTION_INVALID", Remedy::FixConfiguration, detail)
        })
    };
    let page_size = number("page_size", 2_000)?.clamp(1, 2_000);
    Ok(Box::new(Salesforce {
        http: Http::new(settings, clock, auth::of(settings)?, classify)?,
        version: settings.option("api_version", "61.0").to_owned(),
        settle_ms: number("settle_seconds", 60)? * 1000,
        page_size: usize::try_from(page_size).unwrap_or(2_000),
        bulk_from: u64::try_from(number("bulk_from_rows", 20_000)?).unwrap_or_default(),
        bulk_page_size: number("bulk_page_size", 10_000)?.max(1),
        settings: Arc::clone(settings),
        wanted,
        described: Mutex::default(),
    }))
}

pub(super) struct Salesforce {
    pub(super) http: Http,
    pub(super) settings: Arc<Settings>,
    pub(super) version: String,
    settle_ms: i64,
    page_size: usize,
    /// Rows from which a whole pass is read by a job; never where zero.
    bulk_from: u64,
    pub(super) bulk_page_size: i64,
    pub(super) wanted: HashMap<&'static str, BTreeSet<String>>,
    pub(super) described: Mutex<HashMap<&'static str, Option<Arc<Fields>>>>,
}

#[derive(Deserialize)]
struct Rows<'a> {
    #[serde(default)]
    done: Option<bool>,
    #[serde(borrow)]
    records: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Count {
    #[serde(rename = "totalSize")]
    total: u64,
}

#[async_trait]
impl Protocol for Salesforce {
    async fn check(&self) -> Result<CheckReport, Fault> {
        let mut report = CheckReport::default();
        for stream in SALESFORCE
            .streams
            .iter()
            .filter(|stream| self.settings.reads(stream))
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
        let mut streams = SALESFORCE.streams.iter();
        if let Some(projects) = streams.find(|stream| stream.name == "psa_projects")
            && !self.settings.reads(projects)
            && self.describe(projects).await?.is_some()
        {
            report.notices.push(
                "this org has Certinia's services objects: set options.certinia = \"true\" to read them".to_owned(),
            );
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
        if at.step == DELETED {
            return self.deleted(stream, at).await;
        }
        let Some(fields) = self.describe(stream).await? else {
            let now = self.http.clock().now();
            return Ok(nothing(at.begin(now, 0).end(), now));
        };
        let page = if at.step == BULK {
            self.bulk(stream, at, &fields).await
        } else if at.under_way() {
            self.rows(stream, at.clone(), &fields).await
        } else {
            self.first(stream, at, &fields).await
        };
        if page
            .as_ref()
            .is_err_and(|fault| fault.code == "FIELD_UNKNOWN")
        {
            self.described.lock().await.remove(stream.source);
        }
        page
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        if self.describe(stream).await?.is_none() {
            return Ok(Vec::new());
        }
        let condition = parameter(stream, WHERE);
        let count = self.count(stream, condition).await?;
        Ok(vec![SourceTotal {
            period: "all".to_owned(),
            measure: "count".to_owned(),
            value: i64::try_from(count).unwrap_or(i64::MAX),
        }])
    }
}

impl Salesforce {
    /// The first page of a pass; of a whole one over many rows, the job that will answer it.
    async fn first(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        fields: &Fields,
    ) -> Result<Page, Fault> {
        let here = self.begin(stream, at).await?;
        if here.since.is_some() {
            return self.rows(stream, here, fields).await;
        }
        let selected = self.selected(stream, fields);
        let select = Select {
            ordered: false,
            ..self.select(stream, &here, fields, &selected)
        };
        let expected = self.count(stream, &select.conditions()).await?;
        if self.bulk_from > 0 && expected >= self.bulk_from {
            let operation = if select.deletable {
                "queryAll"
            } else {
                "query"
            };
            if let Some(handle) = self.job(stream, operation, &select.text()).await? {
                let next = Checkpoint {
                    handle: Some(handle),
                    step: BULK,
                    ..here
                };
                return Ok(Page {
                    expected: Some(expected),
                    done: false,
                    ..nothing(next, self.http.clock().now())
                });
            }
        }
        let page = self.rows(stream, here, fields).await?;
        Ok(Page {
            expected: Some(expected),
            ..page
        })
    }

    /// A page by keyset.
    async fn rows(
        &self,
        stream: &'static Stream,
        here: Checkpoint,
        fields: &Fields,
    ) -> Result<Page, Fault> {
        let selected = self.selected(stream, fields);
        let select = self.select(stream, &here, fields, &selected);
        let service = if select.deletable {
            "queryAll"
        } else {
            "query"
        };
        let path = format!("services/data/v{}/{service}", self.version);
        let ask = Ask::get(stream.name, path).with("q", select.text());
        let reply = self.http.send(&ask).await?;
        let rows: Rows<'_> = serde_json::from_slice(&reply.body)
            .map_err(|error| self.malformed(stream, "a query result", &error))?;
        let objects: Vec<RawObject> = rows
            .records
            .iter()
            .filter_map(|row| object(row.get(), select.stamp))
            .collect();
        // A page may be cut short where rows are wide; and a proxy may have turned the order round.
        let more = rows.records.len() >= self.page_size || rows.done == Some(false);
        let last = objects
            .iter()
            .filter_map(|object| Some((object.version_at?, &object.external_id)))
            .max_by_key(|(at, _)| *at);
        let next = match last.filter(|_| more) {
            Some((at, id)) => Checkpoint {
                after: vec![instant(at), id.clone()],
                ..here
            },
            None => ended(stream, &here),
        };
        Ok(Page {
            objects,
            done: !next.under_way(),
            requests: reply.attempts,
            retried: reply.attempts - 1,
            ..nothing(next, reply.received_at)
        })
    }

    fn select<'a>(
        &self,
        stream: &'static Stream,
        here: &'a Checkpoint,
        fields: &Fields,
        selected: &'a [String],
    ) -> Select<'a> {
        Select {
            object: stream.source,
            fields: selected,
            condition: parameter(stream, WHERE),
            stamp: stamp(stream),
            deletable: fields.contains_key("IsDeleted"),
            since: here.since,
            until: here.until.unwrap_or_else(|| self.http.clock().now()),
            after: match here.after.as_slice() {
                [at, id] => Some((at.as_str(), id.as_str())),
                _ => None,
            },
            ordered: true,
            limit: self.page_size,
        }
    }

    async fn count(&self, stream: &'static Stream, conditions: &str) -> Result<u64, Fault> {
        let mut statement = format!("SELECT COUNT() FROM {}", stream.source);
        if !conditions.is_empty() {
            statement = format!("{statement} WHERE {conditions}");
        }
        let path = format!("services/data/v{}/query", self.version);
        let ask = Ask::get(stream.name, path).with("q", statement);
        let reply = self.http.send(&ask).await?;
        let count: Count = self.read(stream, &reply, "a count")?;
        Ok(count.total)
    }

    /// Reads an answer of a known form.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        stream: &Stream,
        reply: &Reply,
        what: &str,
    ) -> Result<T, Fault> {
        serde_json::from_slice(&reply.body).map_err(|error| self.malformed(stream, what, &error))
    }

    fn malformed(&self, stream: &Stream, what: &str, error: &serde_json::Error) -> Fault {
        let detail = format!(
            "connection {}, {}: not {what}: {error}",
            self.settings.connection, stream.name
        );
        Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
    }

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
}

/// What comes after the last row: the deletions of a pass over changes, else nothing. A whole pass shows by itself what is missing.
pub(super) fn ended(stream: &Stream, here: &Checkpoint) -> Checkpoint {
    if stream.deletions == Deletions::Feed && here.since.is_some() {
        return Checkpoint {
            step: DELETED,
            handle: None,
            after: Vec::new(),
            ..here.clone()
        };
    }
    here.end()
}

/// A page without rows that ends the pass.
pub(super) fn nothing(next: Checkpoint, received_at: Instant) -> Page {
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

/// A parameter of a stream, or an empty text.
pub(super) fn parameter(stream: &Stream, name: &str) -> &'static str {
    stream
        .parameters
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, value)| value)
}

/// The field that carries the time of the last change.
pub(super) fn stamp(stream: &Stream) -> &'static str {
    match stream.cursor {
        Cursor::Changed(stamp) => stamp,
        Cursor::Whole => "SystemModstamp",
    }
}

/// A row as an object; nothing where it has no id.
pub(super) fn object(row: &str, stamp: &str) -> Option<RawObject> {
    let object = Object::parse(row).ok()?;
    let text = |name: &str| {
        object
            .member(name)
            .map(|raw| raw.trim_matches('"').to_owned())
    };
    Some(RawObject {
        external_id: text("Id").filter(|id| !id.is_empty())?,
        version_at: text(stamp).and_then(|text| read_instant(&text).ok()),
        deleted: object.member("IsDeleted") == Some("true"),
        payload: row.to_owned(),
    })
}
