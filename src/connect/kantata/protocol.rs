//! One account as a protocol: the envelope that every answer has, what refusals mean, and which way a stream is read.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use entity::value::Instant;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::connect::http::{Ask, Auth, Http, Reply, Verdict};
use crate::connect::mapping::Object;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::mapping::json::{Scalar, scalar};
use crate::connect::{
    CheckReport, Checkpoint, DELETED, Deletion, Page, Protocol, RawObject, Settings, SourceTotal,
    Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Rows of a page; the vendor gives no more.
pub(super) const PAGE_SIZE: usize = 200;

/// The vendor cuts every request off after three minutes.
const LONGEST_SILENCE: Duration = Duration::from_secs(200);

/// Parameter of a stream whose rows the vendor does not order by change.
pub(super) const UNORDERED: &str = "#unordered";
/// Parameter of a stream that names the event of its deletions.
pub(super) const DELETED_EVENT: &str = "#deleted_event";

pub(super) fn open(settings: &Arc<Settings>, clock: &Clock) -> Result<Box<dyn Protocol>, Fault> {
    let auth = Auth::Bearer(settings.secret("token")?.clone());
    Ok(Box::new(Kantata {
        http: Http::new(settings, clock, auth, classify, LONGEST_SILENCE)?,
        settings: Arc::clone(settings),
    }))
}

pub(super) struct Kantata {
    pub(super) http: Http,
    pub(super) settings: Arc<Settings>,
}

#[derive(Deserialize, Default)]
struct Meta {
    #[serde(default)]
    page_count: u64,
}

#[derive(Deserialize)]
struct Hit<'a> {
    key: &'a str,
    #[serde(borrow)]
    id: &'a RawValue,
}

#[derive(Deserialize, Default)]
struct Errors {
    #[serde(default)]
    errors: Vec<Trouble>,
    #[serde(default)]
    error_message: String,
}

impl Errors {
    /// What the vendor says is wrong; nothing where it says nothing.
    fn words(self) -> Option<String> {
        let first = self.errors.into_iter().next();
        first
            .map(|trouble| format!("{}: {}", trouble.kind, trouble.message))
            .or(Some(self.error_message).filter(|text| !text.is_empty()))
    }
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    message: String,
}

/// Bodies up to this length may be nothing but errors; a page of rows is looked at when it is read.
const SHORT_BODY: usize = 4_096;

/// What an answer means: the body counts before the status, since errors may come under any.
fn classify(reply: &Reply, ask: &Ask, settings: &Settings) -> Verdict {
    let words = || {
        serde_json::from_slice::<Errors>(&reply.body)
            .ok()
            .and_then(Errors::words)
    };
    let refused = |code, remedy, hint: &str| {
        let why = words().map(|why| format!(" ({why})")).unwrap_or_default();
        let detail = format!(
            "connection {}, {}: refused with status {}{why}",
            settings.connection, ask.what, reply.status
        );
        Verdict::Refused(Fault::new(code, remedy, detail).hint(hint))
    };
    match reply.status {
        200..300 if reply.body.len() <= SHORT_BODY && words().is_some() => {
            refused("REFUSED", Remedy::Fail, "see the vendor's message")
        }
        200..300 => Verdict::Good,
        401 => Verdict::Renew,
        403 => refused(
            "NOT_PERMITTED",
            Remedy::FixConfiguration,
            "the token's user lacks the right to read this; use an administrator's token",
        ),
        429 => Verdict::Limited(None),
        408 | 500..600 => Verdict::Again,
        404 => refused(
            "NOT_FOUND",
            Remedy::FixConfiguration,
            "check base_url; it ends in /api/v1",
        ),
        _ => refused("REFUSED", Remedy::Fail, "see the vendor's message"),
    }
}

#[async_trait]
impl Protocol for Kantata {
    async fn check(&self) -> Result<CheckReport, Fault> {
        let me = self
            .http
            .send(&Ask::get("sign-in", "users/me.json"))
            .await?;
        let mut report = CheckReport {
            signed_in_as: self
                .objects(&me, "users")?
                .0
                .first()
                .map(|o| format!("user {}", o.external_id)),
            notices: Vec::new(),
        };
        for (collection, field) in [
            ("workspaces", "currency"),
            ("account_memberships", "cost_rate_in_cents"),
        ] {
            let reply = self
                .http
                .send(&Ask::get("check", collection).with("per_page", "1"))
                .await?;
            let (objects, ..) = self.objects(&reply, collection)?;
            let shows = |object: &RawObject| {
                Object::parse(&object.payload).is_ok_and(|object| object.member(field).is_some())
            };
            if objects.first().is_some_and(|object| !shows(object)) {
                report.notices.push(format!(
                    "{collection} come without {field}: the token's user lacks financial or administrator rights, so rates and amounts would be missing"
                ));
            }
        }
        Ok(report)
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        if at.step == DELETED {
            return self.deletions(stream, at).await;
        }
        if stream.source.contains("{table}") {
            return self.rates(stream, at).await;
        }
        self.crawl(stream, at).await
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        if stream.source.contains("{table}") {
            return Ok(Vec::new());
        }
        // What is deleted counts on neither side.
        let own = stream.parameters.iter();
        let own = own.filter(|(name, _)| !name.starts_with('#') && *name != "show_deleted");
        let mut ask = Ask::get(stream.name, stream.source).with("per_page", "1");
        for (name, value) in own {
            ask = ask.with(name, *value);
        }
        if !stream
            .parameters
            .iter()
            .any(|(name, _)| *name == "show_deleted")
        {
            ask = ask.with("apply_default_filters", "false");
        }
        let reply = self.http.send(&ask).await?;
        let (_, count, _) = self.objects(&reply, stream.source)?;
        let value = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(vec![SourceTotal {
            period: "all".to_owned(),
            measure: "count".to_owned(),
            value,
        }])
    }
}

impl Kantata {
    /// An object that is not what its collection holds.
    pub(super) fn unreadable(&self, stream: &Stream, id: &str) -> Fault {
        let detail = format!(
            "connection {}, {}: event {id} is not of the form that the vendor documents",
            self.settings.connection, stream.name
        );
        Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
    }

    fn malformed(&self, collection: &str, why: &str) -> Fault {
        let detail = format!(
            "connection {}, {collection}: not the vendor's envelope: {why}",
            self.settings.connection
        );
        Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
            .hint("check base_url; it ends in /api/v1")
    }

    /// The objects of a page of which nothing else is needed; count and number of pages.
    pub(super) fn objects(
        &self,
        reply: &Reply,
        collection: &str,
    ) -> Result<(Vec<RawObject>, u64, u64), Fault> {
        self.listed(&self.envelope(reply, collection)?, collection)
    }

    /// What every answer comes in; one that tells of errors is none.
    pub(super) fn envelope<'a>(
        &self,
        reply: &'a Reply,
        collection: &str,
    ) -> Result<Object<'a>, Fault> {
        let malformed = |why: String| self.malformed(collection, &why);
        let text =
            std::str::from_utf8(&reply.body).map_err(|error| malformed(error.to_string()))?;
        let envelope = Object::parse(text).map_err(|error| malformed(error.to_string()))?;
        let told = ["errors", "error_message"].map(|name| envelope.at(name));
        if let Some(told) = told
            .into_iter()
            .flatten()
            .find(|told| !matches!(*told, "[]" | "\"\""))
        {
            return Err(malformed(format!("it tells of errors: {told:.200}")));
        }
        Ok(envelope)
    }

    /// The objects of an envelope, in the order of `results`; count and number of pages.
    pub(super) fn listed(
        &self,
        envelope: &Object<'_>,
        collection: &str,
    ) -> Result<(Vec<RawObject>, u64, u64), Fault> {
        let malformed = |why: String| self.malformed(collection, &why);
        let results = envelope
            .member("results")
            .ok_or_else(|| malformed("it has no results".to_owned()))?;
        let results: Vec<Hit<'_>> =
            serde_json::from_str(results).map_err(|error| malformed(error.to_string()))?;
        let meta: Meta = envelope
            .member("meta")
            .and_then(|meta| serde_json::from_str(meta).ok())
            .unwrap_or_default();
        let count = envelope
            .member("count")
            .and_then(|count| count.parse().ok())
            .unwrap_or_default();
        let mut maps: HashMap<&str, HashMap<&str, &RawValue>> = HashMap::new();
        let last = collection.rsplit('/').next().unwrap_or(collection);
        let mut objects = Vec::with_capacity(results.len());
        for hit in &results {
            // The rates of an exchange table are announced under a key that the body does not have.
            let key = [hit.key, last, "exchange_rates"]
                .into_iter()
                .find(|key| envelope.member(key).is_some());
            let key = key.ok_or_else(|| malformed(format!("no map is called {:?}", hit.key)))?;
            if !maps.contains_key(key) {
                let map = envelope.member(key).unwrap_or("{}");
                maps.insert(
                    key,
                    serde_json::from_str(map).map_err(|error| malformed(error.to_string()))?,
                );
            }
            let id = hit.id.get().trim_matches('"');
            let object = maps[key]
                .get(id)
                .ok_or_else(|| malformed(format!("{key} has no member {id}")))?;
            let (version_at, deleted) = marks(object.get());
            objects.push(RawObject {
                external_id: id.to_owned(),
                version_at,
                payload: object.get().to_owned(),
                deleted,
            });
        }
        Ok((objects, count, meta.page_count))
    }
}

pub(super) fn page(
    reply: &Reply,
    objects: Vec<RawObject>,
    deletions: Vec<Deletion>,
    next: Checkpoint,
    done: bool,
    expected: Option<u64>,
) -> Page {
    Page {
        objects,
        deletions,
        next,
        done,
        received_at: reply.received_at,
        expected,
        requests: reply.attempts,
        retried: reply.attempts - 1,
    }
}

/// When an object was changed last, and whether it says that it was deleted; a stamp that is none does not hide a deletion.
fn marks(payload: &str) -> (Option<Instant>, bool) {
    #[derive(Deserialize, Default)]
    struct Marks<'a> {
        #[serde(default, borrow)]
        updated_at: Option<&'a RawValue>,
        #[serde(default, borrow)]
        deleted_at: Option<&'a RawValue>,
    }
    let marks: Marks<'_> = serde_json::from_str(payload).unwrap_or_default();
    let stamp = match marks.updated_at.and_then(|raw| scalar(raw.get())) {
        Some(Scalar::Text(text)) => read_instant(&text).ok(),
        _ => None,
    };
    let deleted = marks.deleted_at.is_some_and(|raw| raw.get() != "null");
    (stamp, deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_that_is_none_does_not_hide_a_deletion() {
        let at = Some(Instant(1_772_438_400_000));
        for (payload, expected) in [
            (r#"{"updated_at":"2026-03-02T08:00:00Z"}"#, (at, false)),
            (
                r#"{"updated_at":"2026-03-02T08:00:00Z","deleted_at":null}"#,
                (at, false),
            ),
            (
                r#"{"updated_at":"2026-03-02T08:00:00Z","deleted_at":"2026-03-02T08:00:00Z"}"#,
                (at, true),
            ),
            (
                r#"{"updated_at":7,"deleted_at":"2026-03-02T08:00:00Z"}"#,
                (None, true),
            ),
            (r#"{"updated_at":{},"deleted_at":7}"#, (None, true)),
            (r#"{"id":"1"}"#, (None, false)),
            ("[]", (None, false)),
        ] {
            assert_eq!(marks(payload), expected, "{payload}");
        }
    }
}
