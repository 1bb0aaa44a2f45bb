//! First loads and whole passes of big objects: a query job at the vendor, read as CSV by locator.
//!
//! A job that cannot be made, fails or is gone falls back to reading by keyset, which needs nothing of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::describe::Fields;
use super::protocol::{Salesforce, declined, stamp};
use super::table;
use crate::connect::http::{Ask, Expect, Reply};
use crate::connect::{Checkpoint, Page, Stream};
use crate::domain::fault::{Fault, Remedy};

/// Step of a pass that a job answers.
pub(super) const BULK: u32 = 2;
/// Looks at a job before the page is given back, so that a stop is heard.
const LOOKS: u32 = 6;
/// A job that takes longer is given up.
const LONGEST_MS: i64 = 24 * 3_600_000;

#[derive(Serialize)]
struct Order<'a> {
    operation: &'a str,
    query: &'a str,
    #[serde(rename = "contentType")]
    content_type: &'a str,
    #[serde(rename = "columnDelimiter")]
    column_delimiter: &'a str,
    #[serde(rename = "lineEnding")]
    line_ending: &'a str,
}

#[derive(Deserialize)]
struct Job {
    id: String,
    state: String,
    #[serde(rename = "numberRecordsProcessed")]
    rows: Option<u64>,
}

impl Salesforce {
    /// Makes a job of a statement; nothing where the vendor does not take it.
    pub(super) async fn job(
        &self,
        stream: &'static Stream,
        operation: &str,
        query: &str,
    ) -> Result<Option<String>, Fault> {
        let order = Order {
            operation,
            query,
            content_type: "CSV",
            column_delimiter: "COMMA",
            line_ending: "LF",
        };
        let body = serde_json::to_string(&order).unwrap_or_default();
        let root = self.root(stream).await?;
        let path = format!("{root}/jobs/query");
        match self.http.send(&Ask::post(stream.name, path, body)).await {
            Ok(reply) => {
                let job: Job = self.read(stream, &reply, "a job")?;
                // Results are answered only under the version that the job was made with.
                Ok(Some(format!("{root}/jobs/query/{}", job.id)))
            }
            Err(fault) if declined(&fault) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The next part of a job's rows, or a look at whether it is ready.
    pub(super) async fn bulk(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        fields: &Fields,
    ) -> Result<Page, Fault> {
        let Some(path) = at.handle.as_deref() else {
            return Ok(self.without_job(at));
        };
        let page = match at.after.first() {
            None => self.look(stream, at, path).await,
            Some(locator) => self.results(stream, at, path, locator, fields).await,
        };
        match page {
            Err(fault) if declined(&fault) => Ok(self.without_job(at)),
            page => page,
        }
    }

    async fn look(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        path: &str,
    ) -> Result<Page, Fault> {
        let mut gap = Duration::from_millis(self.settings.first_wait_ms.min(500));
        for _ in 0..LOOKS {
            let reply = self.http.send(&Ask::get(stream.name, path)).await?;
            let job: Job = self.read(stream, &reply, "a job")?;
            match job.state.as_str() {
                "JobComplete" => {
                    let next = Checkpoint {
                        after: vec![String::new()],
                        ..at.clone()
                    };
                    return Ok(Page {
                        expected: job.rows,
                        done: false,
                        ..Page::nothing(next, reply.received_at)
                    });
                }
                "Failed" | "Aborted" => return Ok(self.without_job(at)),
                _ => {}
            }
            let now = reply.server_time().unwrap_or(reply.received_at);
            if at.until.is_some_and(|until| now.0 - until.0 > LONGEST_MS) {
                return Ok(self.without_job(at));
            }
            tokio::time::sleep(gap).await;
            gap = (gap * 2).min(Duration::from_secs(5));
        }
        Ok(Page {
            done: false,
            ..Page::nothing(at.clone(), self.http.clock().now())
        })
    }

    async fn results(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        path: &str,
        locator: &str,
        fields: &Fields,
    ) -> Result<Page, Fault> {
        let mut ask = Ask {
            expect: Expect::Csv,
            ..Ask::get(stream.name, format!("{path}/results"))
        };
        ask = ask
            .header("accept", "text/csv")
            .with("maxRecords", self.bulk_page_size.to_string());
        if !locator.is_empty() {
            ask = ask.with("locator", locator);
        }
        let reply = self.http.send(&ask).await?;
        let mut objects = table::objects(&reply.text(), fields, stamp(stream))
            .and_then(|objects| complete(&reply, objects.len()).map(|()| objects))
            .map_err(|why| {
                let detail = format!(
                    "connection {}, {}: a job's result is broken: {why}",
                    self.settings.connection, stream.name
                );
                Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
            })?;
        self.target(stream, &mut objects).await?;
        let here = at.clone().saw(objects.iter().filter_map(|o| o.version_at));
        let next = match reply.header("sforce-locator") {
            Some(locator) if !locator.is_empty() && locator != "null" => Checkpoint {
                after: vec![locator.to_owned()],
                ..here
            },
            _ => {
                let ended = here.ended(stream);
                let bin = Ask {
                    method: reqwest::Method::DELETE,
                    expect: Expect::Anything,
                    ..Ask::get(stream.name, path)
                };
                // The vendor purges jobs by itself after some days.
                let _ = self.http.send(&bin).await;
                ended
            }
        };
        Ok(Page {
            objects,
            done: !next.under_way(),
            requests: reply.attempts,
            retried: reply.attempts - 1,
            ..Page::nothing(next, reply.received_at)
        })
    }

    /// The pass from its start by keyset.
    fn without_job(&self, at: &Checkpoint) -> Page {
        let next = Checkpoint {
            step: 0,
            handle: None,
            after: Vec::new(),
            ..at.clone()
        };
        Page {
            done: false,
            ..Page::nothing(next, self.http.clock().now())
        }
    }
}

/// Whether as many rows came as the vendor says that it sent.
fn complete(reply: &Reply, rows: usize) -> Result<(), String> {
    match reply
        .header("sforce-numberofrecords")
        .and_then(|text| text.parse::<usize>().ok())
    {
        Some(sent) if sent != rows => Err(format!("{rows} rows of {sent}")),
        _ => Ok(()),
    }
}
