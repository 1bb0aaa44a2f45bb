//! The vendor's feed of events, as far as it tells deletions; it is pulled, kept for nine days, and an add-on.

use entity::value::Instant;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::protocol::{DELETED_EVENT, Kantata, PAGE_SIZE, page};
use crate::connect::http::Ask;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{Checkpoint, Deletion, Page, Stream};
use crate::domain::fault::Fault;

/// How long the feed remembers, less an hour.
const REMEMBERED_MS: i64 = (9 * 24 - 1) * 3_600_000;

#[derive(Deserialize)]
struct Event<'a> {
    event_type: &'a str,
    #[serde(borrow)]
    subject_id: &'a RawValue,
    #[serde(default)]
    subject_changed_at: Option<&'a str>,
    #[serde(default)]
    created_at: Option<&'a str>,
}

impl Kantata {
    /// Deletions since those that are known; what the feed has forgotten, or does not tell this account, whole passes find.
    pub(super) async fn deletions(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
    ) -> Result<Page, Fault> {
        let event = stream.values(DELETED_EVENT).next();
        let event = event.map_or_else(String::new, |event| format!("{event}:deleted"));
        let number: u32 = at.after.first().and_then(|n| n.parse().ok()).unwrap_or(1);
        let since = at.told.into_iter().chain(at.since).min();
        let since = since.unwrap_or(Instant(0));
        let ask = Ask::get(stream.name, "subscribed_events")
            .with("event_types", event.clone())
            .with("created_after", since.to_string())
            .with("order", "created_at:asc")
            .with("per_page", PAGE_SIZE.to_string())
            .with("page", number.to_string());
        let reply = match self.http.send(&ask).await {
            Ok(reply) => reply,
            Err(fault) if matches!(fault.code, "NOT_PERMITTED" | "NOT_FOUND" | "REFUSED") => {
                return Ok(Page::nothing(at.end_untold(), self.http.clock().now()));
            }
            Err(fault) => return Err(fault),
        };
        let envelope = self.envelope(&reply, "subscribed_events")?;
        let events = self.listed(&envelope, "subscribed_events")?;
        let mut deletions = Vec::with_capacity(events.len());
        for raw in &events {
            let Ok(told) = serde_json::from_str::<Event<'_>>(&raw.payload) else {
                return Err(self.unreadable(stream, &raw.external_id));
            };
            // A server that knows no such filter tells everything.
            if told.event_type != event {
                continue;
            }
            let at = told.subject_changed_at.or(told.created_at);
            let at = at.and_then(|text| read_instant(text).ok());
            deletions.push(Deletion {
                external_id: told.subject_id.get().trim_matches('"').to_owned(),
                at: at.unwrap_or(reply.received_at),
            });
        }
        let more = u64::from(number) < envelope.pages;
        let until = at.until.unwrap_or(reply.received_at);
        let next = if more {
            Checkpoint {
                after: vec![(number + 1).to_string()],
                ..at.clone()
            }
        } else {
            // Events are told up to a minute after what they tell.
            let told = Instant(until.0 - 120_000);
            at.end_told(told, until.0 - since.0 > REMEMBERED_MS)
        };
        Ok(page(&reply, Vec::new(), deletions, next, !more, None))
    }
}
