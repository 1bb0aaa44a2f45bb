//! Speaks each vendor's HTTP and turns its JSON into canonical records; knows no database.
//!
//! A vendor is a folder of declarations over the machinery here: [`http`] signs, waits, retries; [`mapping`] turns objects into records.

#[cfg(test)]
mod conformance;
pub mod http;
pub mod kantata;
pub mod mapping;
pub mod netsuite;
pub mod registry;
pub mod salesforce;
pub mod settings;

use std::sync::Arc;

use async_trait::async_trait;
use entity::value::Instant;
use serde::{Deserialize, Serialize};

pub use self::mapping::{MapError, Mapped, Mapper, Mapping};
pub use self::settings::{Settings, StreamSettings};
use crate::domain::clock::Clock;
use crate::domain::fault::Fault;
use crate::domain::record::Kind;

/// A vendor: what it is called, what it offers, how it is opened.
pub struct Connector {
    /// Name in the configuration.
    pub vendor: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Its streams, parents before children.
    pub streams: &'static [Stream],
    /// Built-in mapping profile for the names that an installation chose, as TOML.
    pub profile: &'static str,
    /// Checks the settings and builds the protocol; sends nothing.
    pub open: fn(&Arc<Settings>, &Clock) -> Result<Box<dyn Protocol>, Fault>,
}

/// One endpoint of a vendor.
pub struct Stream {
    /// Name in the hub, plural.
    pub name: &'static str,
    /// Object at the vendor; ids of its records are made with it.
    pub object: &'static str,
    /// Where it is read: a path, table or object name, as the vendor's protocol takes it.
    pub source: &'static str,
    /// Canonical kinds it feeds.
    pub emits: &'static [Kind],
    /// How changes are found.
    pub cursor: Cursor,
    /// Seconds that each incremental pass reads again.
    pub lookback_seconds: i64,
    /// How deletions are found.
    pub deletions: Deletions,
    /// Fixed parameters or conditions, as the vendor's protocol takes them.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Mapping tables, one for each kind of record an object makes.
    pub mappings: &'static [Mapping],
}

impl Stream {
    /// The values of a parameter, in order.
    pub fn values(&self, parameter: &str) -> impl Iterator<Item = &'static str> {
        let all = self.parameters.iter();
        all.filter(move |(name, _)| *name == parameter)
            .map(|(_, value)| *value)
    }

    /// Whether it has a parameter.
    pub fn has(&self, parameter: &str) -> bool {
        self.values(parameter).next().is_some()
    }
}

/// Parameter of a stream that is read only where the connection's option of this name is `true`.
pub const OPTION: &str = "#option";

/// How changes of a stream are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// A field that carries the time of the last change.
    Changed(&'static str),
    /// None: every pass reads everything.
    Whole,
}

/// How deletions of a stream are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletions {
    /// A field of the object says so.
    Flag(&'static str),
    /// The vendor tells deletions apart from reads.
    Feed,
    /// Whole passes show what is missing.
    Sweep,
    /// Objects are never deleted.
    Never,
}

/// What a pass over a stream is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// The first load.
    #[default]
    First,
    /// What changed since the cursor, less the lookback.
    Changes,
    /// Everything again, to reconcile.
    Full,
}

/// How far a stream has been read; opaque to whoever keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkpoint {
    /// Pass under way, or to begin.
    pub pass: Pass,
    /// Source time up to which everything was read by passes that ended.
    pub cursor: Option<Instant>,
    /// Lower bound of the pass under way.
    pub since: Option<Instant>,
    /// Upper bound of the pass under way, in the source's time; set when the pass begins.
    pub until: Option<Instant>,
    /// Position within the pass: the key that the next page begins after.
    pub after: Vec<String>,
    /// A server-side handle of the pass, such as a bulk job.
    pub handle: Option<String>,
    /// Step within a pass of several steps, such as deletions after reads.
    pub step: u32,
    /// Newest stamp that was seen at the source, whatever its clock says.
    pub newest: Option<Instant>,
    /// Source time up to which its deletions are known.
    pub told: Option<Instant>,
}

/// Step of a pass over changes that asks for deletions, where the vendor tells them apart from reads.
pub const DELETED: u32 = 1;

/// How long deletions that a vendor does not tell may stay unknown, before a whole pass looks for them.
const UNTOLD_MS: i64 = 24 * 3_600_000;

impl Checkpoint {
    /// The start of a pass that reads everything again.
    #[must_use]
    pub fn full(&self) -> Self {
        Self {
            pass: Pass::Full,
            cursor: self.cursor,
            newest: self.newest,
            told: self.told,
            ..Self::default()
        }
    }

    /// True between the first and the last page of a pass.
    pub fn under_way(&self) -> bool {
        self.until.is_some()
    }

    /// Begins a pass that reads up to `until`; a first or full one has no lower bound.
    #[must_use]
    pub fn begin(&self, until: Instant, lookback_seconds: i64) -> Self {
        let lower = self
            .cursor
            .map(|cursor| Instant(cursor.0 - lookback_seconds * 1000));
        Self {
            since: if self.pass == Pass::Changes {
                lower
            } else {
                None
            },
            until: Some(until),
            after: Vec::new(),
            handle: None,
            step: 0,
            ..self.clone()
        }
    }

    /// Begins a pass likewise; where no row was ever seen, none is too old to be new.
    #[must_use]
    pub fn begin_seen(&self, until: Instant, lookback_seconds: i64) -> Self {
        let begun = self.begin(until, lookback_seconds);
        let since = begun.since.filter(|_| self.newest.is_some());
        Self { since, ..begun }
    }

    /// The newest stamp that was ever seen, where a pass over changes that met no row began after it: one newer than that means that the
    /// clock the pass began by is not the one that rows are stamped by.
    pub fn behind(&self) -> Option<Instant> {
        let before = |newest: &Instant| self.since.is_some_and(|since| *newest < since);
        self.newest.filter(before).filter(|_| self.after.is_empty())
    }

    /// The pass anew from the last row that was seen.
    #[must_use]
    pub fn anew(self, seen: Instant, lookback_seconds: i64) -> Self {
        Self {
            since: Some(Instant(seen.0 - lookback_seconds * 1000)),
            ..self
        }
    }

    /// What comes after the last row: the deletions of a pass over changes, where the vendor tells them, else the end. A whole pass shows by
    /// itself what is missing.
    #[must_use]
    pub fn ended(&self, stream: &Stream) -> Self {
        if stream.deletions == Deletions::Feed && self.since.is_some() {
            return Self {
                step: DELETED,
                handle: None,
                after: Vec::new(),
                ..self.clone()
            };
        }
        self.end()
    }

    /// Ends the pass: the cursor moves to its upper bound, never back. A whole pass shows by itself what is gone.
    #[must_use]
    pub fn end(&self) -> Self {
        Self {
            pass: Pass::Changes,
            cursor: self.until.max(self.cursor),
            newest: self.newest,
            told: if self.pass == Pass::Changes {
                self.told
            } else {
                self.until
            },
            ..Self::default()
        }
    }

    /// Ends a pass whose deletions the vendor told up to an instant; where it forgot some, a whole pass is next.
    #[must_use]
    pub fn end_told(&self, up_to: Instant, forgot: bool) -> Self {
        Self {
            pass: if forgot { Pass::Full } else { Pass::Changes },
            told: Some(up_to),
            ..self.end()
        }
    }

    /// Ends a pass whose deletions the vendor would not tell: once they have been unknown for a day, a whole pass is next.
    #[must_use]
    pub fn end_untold(&self) -> Self {
        let ended = self.end();
        let Some(until) = self.until else {
            return ended;
        };
        let told = ended.told.unwrap_or(until);
        if until.0 - told.0 < UNTOLD_MS {
            return Self {
                told: Some(told),
                ..ended
            };
        }
        self.end_told(until, true)
    }

    /// Takes note of stamps that were seen.
    #[must_use]
    pub fn saw(mut self, stamps: impl IntoIterator<Item = Instant>) -> Self {
        self.newest = stamps.into_iter().max().max(self.newest);
        self
    }
}

/// An object as the vendor sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawObject {
    /// Key at the vendor.
    pub external_id: String,
    /// The source's stamp; where it has none, the reply's instant stands for it.
    pub version_at: Option<Instant>,
    /// Exact JSON text.
    pub payload: String,
    /// True where the object itself says that it was deleted.
    pub deleted: bool,
}

/// A deletion that the vendor told apart from reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Key at the vendor.
    pub external_id: String,
    /// When it was deleted.
    pub at: Instant,
}

/// What one call to a stream brought.
#[derive(Clone, Debug)]
pub struct Page {
    /// Objects, in the order of the pass.
    pub objects: Vec<RawObject>,
    /// Deletions.
    pub deletions: Vec<Deletion>,
    /// Where to go on; to be stored with what this page brought.
    pub next: Checkpoint,
    /// True where the pass has ended.
    pub done: bool,
    /// Instant of the reply by the hub's clock.
    pub received_at: Instant,
    /// Objects that the vendor says the pass has, where it does.
    pub expected: Option<u64>,
    /// Requests sent for it.
    pub requests: u32,
    /// Requests among them that repeated a failed one.
    pub retried: u32,
}

impl Page {
    /// A page with nothing on it, of one request, that ends the pass.
    pub fn nothing(next: Checkpoint, received_at: Instant) -> Self {
        Self {
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
}

/// What a page was when it was landed: enough to know it again, and to go on after it without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Hash of its bytes.
    pub digest: i64,
    /// What the protocol needs of it to go on; opaque to whoever keeps it.
    pub facts: String,
}

/// A page that was asked for where one had been landed before.
#[derive(Clone, Debug)]
pub struct Reread {
    /// The page; without objects where it is unchanged.
    pub page: Page,
    /// What it is to be known by; none where the protocol knows no page again.
    pub known: Option<Known>,
    /// True where it is the page that was landed, byte for byte.
    pub unchanged: bool,
    /// Objects on it, whether they were read or not.
    pub rows: u64,
}

impl Reread {
    /// A page that is not known again.
    pub fn new(page: Page) -> Self {
        Self {
            rows: page.objects.len() as u64,
            page,
            known: None,
            unchanged: false,
        }
    }
}

/// A count or amount at the source, to be compared with what landed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTotal {
    /// Period as yyyy-mm, or `all`.
    pub period: String,
    /// `count`, or the amount's field and currency.
    pub measure: String,
    /// Value; amounts with 4 decimals.
    pub value: i64,
}

/// What a check without side effects found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Who the vendor says we are.
    pub signed_in_as: Option<String>,
    /// Things that limit what will be read, each with what to do.
    pub notices: Vec<String>,
}

/// How a vendor is read: the one part of a connector that is code rather than declarations.
#[async_trait]
pub trait Protocol: Send + Sync {
    /// Signs in and looks whether what the streams need is there; changes nothing.
    async fn check(&self) -> Result<CheckReport, Fault>;

    /// The next page of a stream.
    async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault>;

    /// The next page of a whole pass, told what it was when it was landed last. Only pages whose objects all carry the source's stamp
    /// may be known again: what is newer is then never taken for what was there before.
    async fn reread(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        _known: Option<&Known>,
    ) -> Result<Reread, Fault> {
        Ok(Reread::new(self.page(stream, at).await?))
    }

    /// Counts and amounts at the source; empty where the vendor cannot tell cheaply.
    async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault>;
}

/// A connection: a vendor with settings, opened.
pub struct Client {
    /// Vendor.
    pub connector: &'static Connector,
    /// Settings.
    pub settings: Arc<Settings>,
    protocol: Box<dyn Protocol>,
    mapper: Mapper,
}

impl Client {
    /// Opens a connection; sends nothing.
    pub fn open(settings: Settings, clock: &Clock) -> Result<Self, Fault> {
        let connector = registry::connector(&settings.vendor)?;
        let mapper = Mapper::new(connector, &settings)?;
        let settings = Arc::new(settings);
        let protocol = (connector.open)(&settings, clock)?;
        Ok(Self {
            connector,
            settings,
            protocol,
            mapper,
        })
    }

    /// A connection over a protocol that is open already, of a vendor that need not be in the registry.
    pub fn over(
        connector: &'static Connector,
        settings: Settings,
        protocol: Box<dyn Protocol>,
    ) -> Result<Self, Fault> {
        let mapper = Mapper::new(connector, &settings)?;
        Ok(Self {
            connector,
            settings: Arc::new(settings),
            protocol,
            mapper,
        })
    }

    /// Streams that are read, parents first.
    pub fn streams(&self) -> impl Iterator<Item = &'static Stream> {
        self.connector
            .streams
            .iter()
            .filter(|stream| self.settings.reads(stream))
    }

    /// Signs in and looks whether what the streams need is there.
    pub async fn check(&self) -> Result<CheckReport, Fault> {
        self.protocol.check().await
    }

    /// The next page of a stream.
    pub async fn page(&self, stream: &'static Stream, at: &Checkpoint) -> Result<Page, Fault> {
        self.protocol.page(stream, at).await
    }

    /// The next page of a whole pass, told what it was when it was landed last.
    pub async fn reread(
        &self,
        stream: &'static Stream,
        at: &Checkpoint,
        known: Option<&Known>,
    ) -> Result<Reread, Fault> {
        self.protocol.reread(stream, at, known).await
    }

    /// Counts and amounts at the source.
    pub async fn totals(&self, stream: &'static Stream) -> Result<Vec<SourceTotal>, Fault> {
        self.protocol.totals(stream).await
    }

    /// The canonical records of an object: pure, and total.
    pub fn map(&self, stream: &'static Stream, object: &RawObject) -> Mapped {
        self.mapper.map(stream, object)
    }

    /// The mapper, for whoever replays or lists mappings.
    pub fn mapper(&self) -> &Mapper {
        &self.mapper
    }
}
