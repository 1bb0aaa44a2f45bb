//! Hard deletions: the vendor lists them apart from reads, for fifteen days.

use entity::value::Instant;
use serde::Deserialize;

use super::protocol::{Salesforce, nothing};
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
}

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(rename = "deletedDate")]
    at: String,
}

impl Salesforce {
    /// Deletions of the pass's time, as far back as the vendor remembers them; whole passes find older ones.
    pub(super) async fn deleted(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
    ) -> Result<Page, Fault> {
        let until = at.until.unwrap_or_else(|| self.http.clock().now());
        let earliest = until.0 - (REMEMBERED_DAYS * 24 - 1) * 3_600_000;
        let since = Instant(
            at.since
                .map_or(earliest, |since| since.0.max(earliest))
                .min(until.0 - SHORTEST_MS),
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
        let answer: Answer = self.read(stream, &reply, "a list of deletions")?;
        let deletion = |record: Record| Deletion {
            at: read_instant(&record.at).unwrap_or(reply.received_at),
            external_id: record.id,
        };
        Ok(Page {
            deletions: answer.records.into_iter().map(deletion).collect(),
            requests: reply.attempts,
            retried: reply.attempts - 1,
            ..nothing(at.end(), reply.received_at)
        })
    }
}
