//! Reads an object: by keyset over its stamp, by a job where it is big, its deletions last.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use entity::value::Instant;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Mutex, OnceCell};

use super::bulk::BULK;
use super::describe::{Described, Fields, has};
use super::pace::Pace;
use super::refusal::{classify, spent};
use super::soql::{Select, identifier};
use super::target::TARGETED;
use super::{SALESFORCE, auth};
use crate::connect::http::{Ask, Http, Reply};
use crate::connect::{
    CheckReport, Checkpoint, Cursor, DELETED, Mapper, Page, Protocol, Settings, SourceTotal, Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Parameter of a stream: a fixed SOQL condition.
pub(super) const WHERE: &str = "where";
/// Parameter of a stream whose object an org may lack: it is then read as empty.
pub(super) const OPTIONAL: &str = "optional";
/// Parameter of a stream: a field that no mapping line names, and that is read all the same.
pub(super) const FIELD: &str = "field";
/// Version of the vendor's API that this hub was written against.
const VERSION: &str = "61.0";
/// The vendor gives a statement up after two minutes.
const LONGEST_SILENCE: Duration = Duration::from_secs(200);
/// Fields that are described and refused all the same, of one object.
const REFUSED_FIELDS: usize = 20;

pub(super) fn open(settings: &Arc<Settings>, clock: &Clock) -> Result<Box<dyn Protocol>, Fault> {
    let mapper = Mapper::new(&SALESFORCE, settings)?;
    let mut wanted: HashMap<&'static str, BTreeSet<String>> = HashMap::new();
    for stream in SALESFORCE.streams {
        let own = stream.values(FIELD).map(str::to_owned);
        let fields = own
            .chain(mapper.paths(stream.name))
            .filter(|path| identifier(path) && path != TARGETED)
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
        http: Http::new(
            settings,
            clock,
            auth::of(settings)?,
            classify,
            LONGEST_SILENCE,
        )?
        .sparing(spent),
        version: OnceCell::new(),
        settle_ms: number("settle_seconds", 60)? * 1000,
        page_size: usize::try_from(page_size).unwrap_or(2_000),
        bulk_from: u64::try_from(number("bulk_from_rows", 20_000)?).unwrap_or_default(),
        bulk_page_size: number("bulk_page_size", 10_000)?.max(1),
        settings: Arc::clone(settings),
        wanted,
        described: Mutex::default(),
        paces: Mutex::default(),
        prefixes: Mutex::default(),
    }))
}

pub(super) struct Salesforce {
    pub(super) http: Http,
    pub(super) settings: Arc<Settings>,
    /// Version that is spoken, once it is known.
    version: OnceCell<String>,
    settle_ms: i64,
    pub(super) page_size: usize,
    /// Rows from which a whole pass is read by a job; never where zero.
    bulk_from: u64,
    pub(super) bulk_page_size: i64,
    pub(super) wanted: HashMap<&'static str, BTreeSet<String>>,
    pub(super) described: Mutex<HashMap<&'static str, Described>>,
    /// Objects of which less than a page is asked for at once.
    pub(super) paces: Mutex<HashMap<&'static str, Pace>>,
    /// What ids of objects begin with.
    pub(super) prefixes: Mutex<HashMap<&'static str, String>>,
}

#[derive(Deserialize)]
struct Count {
    #[serde(rename = "totalSize")]
    total: u64,
}

#[derive(Deserialize)]
struct Version {
    version: String,
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
        let mut refused = 0;
        loop {
            let Some(fields) = self.describe(stream).await? else {
                let now = self.http.clock().now();
                return Ok(Page::nothing(at.begin(now, 0).end(), now));
            };
            let page = if at.step == BULK {
                self.bulk(stream, at, &fields).await
            } else if at.under_way() {
                self.rows(stream, at.clone(), &fields).await
            } else {
                self.first(stream, at, &fields).await
            };
            match page {
                Err(fault) if fault.code == "FIELD_UNKNOWN" && refused < REFUSED_FIELDS => {
                    refused += 1;
                    if !self.leave_out(stream, &fault).await {
                        return Err(fault);
                    }
                }
                page => return page,
            }
        }
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        if self.describe(stream).await?.is_none() {
            return Ok(Vec::new());
        }
        let condition = parameter(stream, WHERE);
        let count = self.count(stream, condition).await?;
        let total = |count| SourceTotal {
            period: "all".to_owned(),
            measure: "count".to_owned(),
            value: i64::try_from(count).unwrap_or(i64::MAX),
        };
        Ok(count.map(total).into_iter().collect())
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
        if self.bulk_from > 0 && expected.is_some_and(|rows| rows >= self.bulk_from) {
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
                    expected,
                    done: false,
                    ..Page::nothing(next, self.http.clock().now())
                });
            }
        }
        let page = self.rows(stream, here, fields).await?;
        Ok(Page { expected, ..page })
    }

    /// Rows under some conditions; nothing where the vendor does not count them.
    async fn count(&self, stream: &'static Stream, conditions: &str) -> Result<Option<u64>, Fault> {
        let mut statement = format!("SELECT COUNT() FROM {}", stream.source);
        if !conditions.is_empty() {
            statement = format!("{statement} WHERE {conditions}");
        }
        let path = format!("{}/query", self.root(stream).await?);
        let ask = Ask::get(stream.name, path).with("q", statement);
        match self.http.send(&ask).await {
            Ok(reply) => {
                let count: Count = self.read(stream, &reply, "a count")?;
                Ok(Some(count.total))
            }
            Err(fault) if declined(&fault) || fault.code == "QUERY_TIMEOUT" => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Where the API is, under the version that is spoken: the configured one, else the nearest that the org has.
    pub(super) async fn root(&self, stream: &Stream) -> Result<String, Fault> {
        let version = self
            .version
            .get_or_try_init(|| async {
                if let Some(version) = self.settings.options.get("api_version") {
                    return Ok(version.trim_start_matches('v').to_owned());
                }
                match self
                    .http
                    .send(&Ask::get(stream.name, "services/data/"))
                    .await
                {
                    Ok(reply) => {
                        let offered: Vec<Version> =
                            self.read(stream, &reply, "a list of versions")?;
                        Ok(nearest(offered.into_iter().map(|offered| offered.version)))
                    }
                    Err(fault) if declined(&fault) => Ok(VERSION.to_owned()),
                    Err(fault) => Err(fault),
                }
            })
            .await?;
        Ok(format!("services/data/v{version}"))
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

    pub(super) fn malformed(
        &self,
        stream: &Stream,
        what: &str,
        why: &dyn std::fmt::Display,
    ) -> Fault {
        let detail = format!(
            "connection {}, {}: not {what}: {why}",
            self.settings.connection, stream.name
        );
        Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
            .hint("check base_url; where it is right, the vendor's answer has changed its form")
    }

    /// A pass ends at the server's present less the time in which rows may still appear behind their stamp. It reads what it meets beyond.
    async fn begin(&self, stream: &Stream, at: &Checkpoint) -> Result<Checkpoint, Fault> {
        let asked = self
            .http
            .send(&Ask::get(stream.name, "services/data/"))
            .await;
        let now = match asked {
            Ok(reply) => reply.server_time().unwrap_or(reply.received_at),
            Err(fault) if declined(&fault) => self.http.server_now(),
            Err(fault) => return Err(fault),
        };
        // The Date header counts whole seconds: the running one is included where nothing has to settle.
        let until = if self.settle_ms == 0 {
            now.0 + 1000
        } else {
            now.0 - self.settle_ms
        };
        Ok(at.begin_seen(Instant(until), self.settings.lookback(stream)))
    }
}

/// The version that this hub was written against, else the nearest before it, else the first after it.
fn nearest(offered: impl Iterator<Item = String>) -> String {
    let number = |version: &str| version.parse::<f64>().unwrap_or_default();
    let wanted = number(VERSION);
    let (before, after): (Vec<String>, Vec<String>) =
        offered.partition(|version| number(version) <= wanted);
    let by_number = |a: &String, b: &String| number(a).total_cmp(&number(b));
    let found = before.into_iter().max_by(by_number);
    let found = found.or_else(|| after.into_iter().min_by(by_number));
    found.unwrap_or_else(|| VERSION.to_owned())
}

/// Refusals of one thing that is asked for, which can be done without.
pub(super) fn declined(fault: &Fault) -> bool {
    matches!(
        fault.code,
        "REFUSED" | "NOT_FOUND" | "NOT_PERMITTED" | "ADDRESS_INVALID"
    )
}

/// A parameter of a stream, or an empty text.
pub(super) fn parameter(stream: &Stream, name: &str) -> &'static str {
    stream.values(name).next().unwrap_or_default()
}

/// The field that carries the time of the last change.
pub(super) fn stamp(stream: &Stream) -> &'static str {
    match stream.cursor {
        Cursor::Changed(stamp) => stamp,
        Cursor::Whole => "SystemModstamp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_version_is_spoken() {
        let offered = |versions: &[&str]| nearest(versions.iter().map(ToString::to_string));
        assert_eq!(offered(&["52.0", "61.0", "66.0"]), "61.0");
        assert_eq!(offered(&["52.0", "58.0", "66.0"]), "58.0");
        assert_eq!(offered(&["64.0", "66.0"]), "64.0");
        assert_eq!(offered(&[]), "61.0");
    }
}
