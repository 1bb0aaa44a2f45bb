//! Hard deletions: the vendor lists them apart from reads, for fifteen days.

use entity::value::Instant;
use serde::Deserialize;

use super::protocol::{Salesforce, declined};
use crate::connect::http::Ask;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{Checkpoint, Deletion, Page, Stream};
use crate::domain::fault::Fault;

/// Days that the vendor remembers deletions.
const REMEMBERED_DAYS: i64 = 15;
/// The vendor refuses a shorter window.
const SHORTEST_MS: i64 = 120_000;

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "deletedRecords")]
    records: Vec<Record>,
    /// Where the vendor's memory begins.
    #[serde(rename = "earliestDateAvailable")]
    earliest: Option<String>,
    /// Up to where deletions are told; those of the last minutes may follow.
    #[serde(rename = "latestDateCovered")]
    latest: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(rename = "deletedDate")]
    at: String,
}

impl Salesforce {
    /// Deletions since those that are known, as far back as the vendor remembers them; what it has forgotten a whole pass finds.
    pub(super) async fn deleted(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
    ) -> Result<Page, Fault> {
        let until = at.until.unwrap_or_else(|| self.http.clock().now());
        let remembered = until.0 - (REMEMBERED_DAYS * 24 - 1) * 3_600_000;
        let wanted = at.told.into_iter().chain(at.since).min();
        let wanted = wanted.map_or(remembered, |since| since.0);
        let since = Instant(wanted.max(remembered).min(until.0 - SHORTEST_MS));
        let path = format!(
            "{}/sobjects/{}/deleted/",
            self.root(stream).await?,
            stream.source
        );
        let text = |at: Instant| at.datetime().format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
        let ask = Ask::get(stream.name, path)
            .with("start", text(since))
            .with("end", text(until));
        let reply = match self.http.send(&ask).await {
            Ok(reply) => reply,
            // Too many to be listed: a whole pass shows what is left.
            Err(fault) if fault.detail.contains("EXCEEDED_ID_LIMIT") => {
                return Ok(Page::nothing(
                    at.end_told(until, true),
                    self.http.clock().now(),
                ));
            }
            Err(fault) if declined(&fault) => {
                tracing::warn!(stream = stream.name, %fault, "deletions are not told");
                return Ok(Page::nothing(at.end_untold(), self.http.clock().now()));
            }
            Err(fault) => return Err(fault),
        };
        let answer: Answer = self.read(stream, &reply, "a list of deletions")?;
        let instant = |text: Option<String>| text.and_then(|text| read_instant(&text).ok());
        let covered = instant(answer.latest).map_or(until, |latest| latest.min(until));
        let earliest = instant(answer.earliest).map_or(remembered, |earliest| earliest.0);
        let forgot = wanted < earliest.max(remembered);
        let deletion = |record: Record| Deletion {
            at: read_instant(&record.at).unwrap_or(reply.received_at),
            external_id: record.id,
        };
        Ok(Page {
            deletions: answer.records.into_iter().map(deletion).collect(),
            requests: reply.attempts,
            retried: reply.attempts - 1,
            ..Page::nothing(at.end_told(covered, forgot), reply.received_at)
        })
    }
}
