//! The envelope, the crawl and the deletions feed.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use entity::value::Instant;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::connect::http::{Ask, Auth, Http, Reply, Verdict};
use crate::connect::mapping::Object;
use crate::connect::mapping::convert::at as read_instant;
use crate::connect::{
    CheckReport, Checkpoint, Cursor, Deletion, Deletions, Page, Protocol, RawObject, Settings,
    SourceTotal, Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

const PAGE_SIZE: usize = 200;

/// Parameter of a stream whose rows the vendor does not order by change.
pub(super) const UNORDERED: &str = "#unordered";
/// Parameter of a stream that names the event of its deletions.
pub(super) const DELETED_EVENT: &str = "#deleted_event";

pub(super) fn open(settings: &Arc<Settings>, clock: &Clock) -> Result<Box<dyn Protocol>, Fault> {
    let auth = Auth::Bearer(settings.secret("token")?.clone());
    Ok(Box::new(Kantata {
        http: Http::new(settings, clock, auth, classify)?,
        settings: Arc::clone(settings),
    }))
}

pub(super) struct Kantata {
    pub(super) http: Http,
    settings: Arc<Settings>,
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

#[derive(Deserialize)]
struct Errors {
    errors: Vec<Trouble>,
}

#[derive(Deserialize)]
struct Trouble {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    message: String,
}

/// What an answer means: the body counts before the status, since errors may come under any.
fn classify(reply: &Reply, ask: &Ask, settings: &Settings) -> Verdict {
    let refused = |code, remedy, hint: &str| {
        let why = serde_json::from_slice::<Errors>(&reply.body)
            .ok()
            .and_then(|body| body.errors.into_iter().next());
        let why = why
            .map(|trouble| format!(" ({}: {})", trouble.kind, trouble.message))
            .unwrap_or_default();
        let detail = format!(
            "connection {}, {}: refused with status {}{why}",
            settings.connection, ask.what, reply.status
        );
        Verdict::Refused(Fault::new(code, remedy, detail).hint(hint))
    };
    match reply.status {
        200..300 if reply.body.starts_with(b"{\"errors\"") => {
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
                .send(&Ask::get("check", format!("{collection}.json")).with("per_page", "1"))
                .await?;
            let (objects, ..) = self.objects(&reply, collection)?;
            if objects
                .first()
                .is_some_and(|object| !object.payload.contains(&format!("\"{field}\"")))
            {
                report.notices.push(format!(
                    "{collection} come without {field}: the token's user lacks financial or administrator rights, so rates and amounts would be missing"
                ));
            }
        }
        Ok(report)
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        if at.step == 1 {
            return self.deletions(stream, at).await;
        }
        if stream.source.contains("{table}") {
            return self.rates(stream, at).await;
        }
        let changed = matches!(stream.cursor, Cursor::Changed(_));
        let unordered = stream.parameters.iter().any(|(name, _)| *name == UNORDERED);
        let number: u32 = at.after.get(1).and_then(|n| n.parse().ok()).unwrap_or(1);
        let from = at
            .after
            .first()
            .filter(|text| !text.is_empty())
            .and_then(|text| read_instant(text).ok())
            .or(at.since);
        let mut ask = Ask::get(stream.name, format!("{}.json", stream.source))
            .with("per_page", PAGE_SIZE.to_string())
            .with("page", number.to_string());
        if changed {
            if !unordered {
                ask = ask.with("order", "updated_at:asc");
            }
            if let Some(from) = from {
                ask = ask.with("updated_after", from.to_string());
            }
        }
        for (name, value) in stream
            .parameters
            .iter()
            .filter(|(name, _)| !name.starts_with('#'))
        {
            ask = ask.with(name, *value);
        }
        let reply = self.http.send(&ask).await?;
        let here = if at.under_way() {
            at.clone()
        } else {
            self.begun(stream, at, &reply)
        };
        let (mut objects, count, page_count) = self.objects(&reply, stream.source)?;
        let joined = self.join(stream, &reply, &mut objects).await?;
        let last = objects.len() < PAGE_SIZE && u64::from(number) >= page_count;
        // The crawl moves on by time only where the vendor kept the order: else by number, which loses nothing.
        let ordered = !unordered && objects.is_sorted_by_key(|object| object.version_at);
        let newest = objects
            .last()
            .filter(|_| ordered)
            .and_then(|object| object.version_at)
            .map(|at| Instant(at.0 / 1000 * 1000 - 1000));
        let next = match (last, changed, newest) {
            (true, ..) => self.ended(stream, &here),
            (false, true, Some(newest)) if from.is_none_or(|from| newest > from) => Checkpoint {
                after: vec![newest.to_string(), "1".to_owned()],
                ..here.clone()
            },
            _ => {
                let from = from.map_or_else(String::new, |from| from.to_string());
                Checkpoint {
                    after: vec![from, (number + 1).to_string()],
                    ..here.clone()
                }
            }
        };
        let objects = if changed {
            objects
        } else {
            objects
                .into_iter()
                .map(|o| RawObject {
                    version_at: None,
                    ..o
                })
                .collect()
        };
        let done = !next.under_way();
        let expected = at.after.is_empty().then_some(count);
        let mut page = page(&reply, objects, Vec::new(), next, done, expected);
        page.requests += joined;
        Ok(page)
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        if stream.source.contains("{table}") {
            return Ok(Vec::new());
        }
        let mut ask =
            Ask::get(stream.name, format!("{}.json", stream.source)).with("per_page", "1");
        for (name, value) in stream
            .parameters
            .iter()
            .filter(|(name, _)| !name.starts_with('#') && *name != "show_deleted")
        {
            ask = ask.with(name, *value);
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
    fn begun(&self, stream: &Stream, at: &Checkpoint, reply: &Reply) -> Checkpoint {
        let lookback = self
            .settings
            .stream(stream.name)
            .lookback_seconds
            .unwrap_or(stream.lookback_seconds);
        at.begin(reply.server_time().unwrap_or(reply.received_at), lookback)
    }

    /// After the last page come the deletions, where the vendor tells them; a first pass has none to tell.
    fn ended(&self, stream: &Stream, here: &Checkpoint) -> Checkpoint {
        if stream.deletions == Deletions::Feed && here.since.is_some() {
            return Checkpoint {
                step: 1,
                after: Vec::new(),
                ..here.clone()
            };
        }
        here.end()
    }

    /// The objects of the page, in the order of `results`; count and number of pages.
    pub(super) fn objects(
        &self,
        reply: &Reply,
        collection: &str,
    ) -> Result<(Vec<RawObject>, u64, u64), Fault> {
        let malformed = |why: String| {
            let detail = format!(
                "connection {}, {collection}: not the vendor's envelope: {why}",
                self.settings.connection
            );
            Fault::new("MALFORMED_PAGE", Remedy::Retry, detail)
                .hint("check base_url; it ends in /api/v1")
        };
        let text =
            std::str::from_utf8(&reply.body).map_err(|error| malformed(error.to_string()))?;
        let envelope = Object::parse(text).map_err(|error| malformed(error.to_string()))?;
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
            objects.push(RawObject {
                external_id: id.to_owned(),
                version_at: stamp(object.get()),
                payload: object.get().to_owned(),
                deleted: deleted(object.get()),
            });
        }
        Ok((objects, count, meta.page_count))
    }

    async fn deletions(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        let event = stream
            .parameters
            .iter()
            .find(|(name, _)| *name == DELETED_EVENT)
            .map_or("", |(_, event)| event);
        let number: u32 = at.after.first().and_then(|n| n.parse().ok()).unwrap_or(1);
        let since = at.since.unwrap_or(Instant(0));
        let ask = Ask::get(stream.name, "subscribed_events.json")
            .with("event_types", format!("{event}:deleted"))
            .with("created_after", since.to_string())
            .with("order", "created_at:asc")
            .with("per_page", PAGE_SIZE.to_string())
            .with("page", number.to_string());
        let reply = match self.http.send(&ask).await {
            Ok(reply) => reply,
            // The feed is an add-on; without it, whole passes find what is missing.
            Err(fault) if fault.code == "NOT_PERMITTED" => {
                return Ok(Page {
                    objects: Vec::new(),
                    deletions: Vec::new(),
                    next: at.end(),
                    done: true,
                    received_at: self.http.clock().now(),
                    expected: None,
                    requests: 1,
                    retried: 0,
                });
            }
            Err(fault) => return Err(fault),
        };
        let (events, _, page_count) = self.objects(&reply, "subscribed_events")?;
        #[derive(Deserialize)]
        struct Event<'a> {
            #[serde(borrow)]
            subject_id: &'a RawValue,
            subject_changed_at: String,
        }
        let mut deletions = Vec::with_capacity(events.len());
        for event in &events {
            let Ok(event) = serde_json::from_str::<Event<'_>>(&event.payload) else {
                continue;
            };
            let at = read_instant(&event.subject_changed_at).unwrap_or(reply.received_at);
            deletions.push(Deletion {
                external_id: event.subject_id.get().trim_matches('"').to_owned(),
                at,
            });
        }
        let more = u64::from(number) < page_count;
        let next = if more {
            Checkpoint {
                after: vec![(number + 1).to_string()],
                ..at.clone()
            }
        } else {
            at.end()
        };
        Ok(page(&reply, Vec::new(), deletions, next, !more, None))
    }

    /// Rates hang under exchange tables: the account's default table is the one that counts.
    async fn rates(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        let number: u32 = at.after.get(1).and_then(|n| n.parse().ok()).unwrap_or(1);
        let table = match &at.handle {
            Some(table) => table.clone(),
            None => {
                let reply = self
                    .http
                    .send(
                        &Ask::get(stream.name, "foreign_exchange/exchange_tables.json")
                            .with("per_page", "200"),
                    )
                    .await?;
                let (tables, ..) = self.objects(&reply, "exchange_tables")?;
                let default = tables
                    .iter()
                    .find(|table| table.payload.contains("\"account_default\":true"))
                    .or(tables.first());
                match default {
                    Some(table) => table.external_id.clone(),
                    None => {
                        let end = self.begun(stream, at, &reply).end();
                        return Ok(page(&reply, Vec::new(), Vec::new(), end, true, Some(0)));
                    }
                }
            }
        };
        let ask = Ask::get(stream.name, stream.source.replace("{table}", &table))
            .with("per_page", PAGE_SIZE.to_string())
            .with("page", number.to_string());
        let reply = self.http.send(&ask).await?;
        let here = if at.under_way() {
            at.clone()
        } else {
            self.begun(stream, at, &reply)
        };
        let (objects, count, page_count) = self.objects(&reply, "rates")?;
        let more = u64::from(number) < page_count;
        let next = if more {
            Checkpoint {
                handle: Some(table),
                after: vec![String::new(), (number + 1).to_string()],
                ..here
            }
        } else {
            here.end()
        };
        Ok(page(&reply, objects, Vec::new(), next, !more, Some(count)))
    }
}

fn page(
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

fn stamp(payload: &str) -> Option<Instant> {
    #[derive(Deserialize)]
    struct Stamp<'a> {
        #[serde(default, borrow)]
        updated_at: Option<std::borrow::Cow<'a, str>>,
    }
    serde_json::from_str::<Stamp<'_>>(payload)
        .ok()?
        .updated_at
        .and_then(|text| read_instant(&text).ok())
}

fn deleted(payload: &str) -> bool {
    #[derive(Deserialize)]
    struct Gone<'a> {
        #[serde(default, borrow)]
        deleted_at: Option<&'a RawValue>,
    }
    serde_json::from_str::<Gone<'_>>(payload)
        .ok()
        .and_then(|gone| gone.deleted_at)
        .is_some_and(|raw| raw.get() != "null")
}
