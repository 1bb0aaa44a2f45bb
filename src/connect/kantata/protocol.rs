//! One account as a protocol: the envelope that every answer has, what refusals mean, and which way a stream is read.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;

use super::envelope::Envelope;
use super::streams::STREAMS;
use crate::connect::http::{Ask, Auth, Http, Reply, Verdict};
use crate::connect::mapping::Object;
use crate::connect::{
    CheckReport, Checkpoint, DELETED, Deletion, Known, Page, Protocol, RawObject, Reread, Settings,
    SourceTotal, Stream,
};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Rows of a page; the vendor gives no more.
pub(super) const PAGE_SIZE: usize = 200;

/// The vendor cuts every request off after three minutes.
const LONGEST_SILENCE: Duration = Duration::from_secs(200);

/// Parameter of a stream whose rows the vendor does not order by change.
pub(super) const UNORDERED: &str = "#unordered";
/// Parameter of a stream whose collection an account may lack: it is then read as empty.
pub(super) const OPTIONAL: &str = "#optional";
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
            let objects = self.objects(&reply, collection)?;
            let shows = |object: &RawObject| {
                Object::parse(&object.payload).is_ok_and(|object| object.member(field).is_some())
            };
            if objects.first().is_some_and(|object| !shows(object)) {
                report.notices.push(format!(
                    "{collection} come without {field}: the token's user lacks financial or administrator rights, so rates and amounts would be missing"
                ));
            }
        }
        let mut streams = STREAMS.iter();
        while let Some(stream) = streams.find(|own| own.has(OPTIONAL) && self.settings.reads(own)) {
            let ask = Ask::get("check", stream.source).with("per_page", "1");
            match self.http.send(&ask).await {
                Err(fault) if lacking(&fault) => report.notices.push(format!(
                    "{}: the account does not show this collection, so that it is read as empty; where it should, grant the token's user the right to it",
                    stream.name
                )),
                Err(fault) => return Err(fault),
                Ok(_) => {}
            }
        }
        Ok(report)
    }

    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        Ok(self.reread(stream, at, None).await?.page)
    }

    async fn reread(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        known: Option<&Known>,
    ) -> Result<Reread, Fault> {
        if at.step == DELETED {
            return Ok(Reread::new(self.deletions(stream, at).await?));
        }
        if stream.source.contains("{table}") {
            return Ok(Reread::new(self.rates(stream, at).await?));
        }
        match self.crawl(stream, at, known).await {
            // What was there before is not gone because the account does not show it today.
            Err(fault)
                if lacking(&fault)
                    && stream.has(OPTIONAL)
                    && !at.under_way()
                    && at.told.is_none() =>
            {
                let now = self.http.clock().now();
                let next = Checkpoint {
                    told: None,
                    ..at.begin(now, 0).end()
                };
                Ok(Reread::new(Page::nothing(next, now)))
            }
            page => page,
        }
    }

    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        if stream.source.contains("{table}") {
            return Ok(Vec::new());
        }
        // What is deleted counts on neither side.
        let own = filters(stream).filter(|(name, _)| *name != "show_deleted");
        let mut ask = Ask::get(stream.name, stream.source).with("per_page", "1");
        for (name, value) in own {
            ask = ask.with(name, *value);
        }
        if !stream.has("show_deleted") {
            ask = ask.with("apply_default_filters", "false");
        }
        let reply = match self.http.send(&ask).await {
            Err(fault) if lacking(&fault) && stream.has(OPTIONAL) => return Ok(Vec::new()),
            reply => reply?,
        };
        let count = self.envelope(&reply, stream.source)?.count;
        let value = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(vec![SourceTotal {
            period: "all".to_owned(),
            measure: "count".to_owned(),
            value,
        }])
    }
}

/// The parameters of a stream that the vendor is sent.
pub(super) fn filters(
    stream: &Stream,
) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let parameters = stream.parameters.iter();
    parameters.filter(|(name, _)| !name.starts_with('#'))
}

/// Whether an account does not show what was asked for.
pub(super) fn lacking(fault: &Fault) -> bool {
    matches!(fault.code, "NOT_PERMITTED" | "NOT_FOUND")
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

    /// The objects of a page of which nothing else is needed.
    pub(super) fn objects(&self, reply: &Reply, collection: &str) -> Result<Vec<RawObject>, Fault> {
        self.listed(&self.envelope(reply, collection)?, collection)
    }

    /// What every answer comes in; one that tells of errors is none.
    pub(super) fn envelope<'a>(
        &self,
        reply: &'a Reply,
        collection: &str,
    ) -> Result<Envelope<'a>, Fault> {
        Envelope::parse(&reply.body).map_err(|why| self.malformed(collection, &why))
    }

    /// The objects of an envelope, in the order of `results`.
    pub(super) fn listed(
        &self,
        envelope: &Envelope<'_>,
        collection: &str,
    ) -> Result<Vec<RawObject>, Fault> {
        let objects = envelope.objects(collection);
        objects.map_err(|why| self.malformed(collection, &why))
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
