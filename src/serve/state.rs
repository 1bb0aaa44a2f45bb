//! What the server holds: the database, the figures, the schema, who represents whom, and how to ring the hub's tasks.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use async_graphql::dynamic::{Schema, SchemaError};
use entity::value::Instant;
use sea_orm::DbErr;

use super::auth::Verifier;
use super::figures::{Figures, Request};
use super::graphql::context::Asked;
use super::graphql::error::Refusal;
use super::graphql::needs::Needs;
use super::live::Live;
use super::origin::Failures;
use super::rate::{Rate, Taken};
use super::reads::Reads;
use super::tally::Tally;
use crate::access::{Limits, Permission, Viewer};
use crate::domain::clock::Clock;
use crate::model::Database;
use crate::model::feed::{self, Keys, Position};
use crate::model::identity::{Groups, Ownership};
use crate::model::read::{Cell, Test, operation};
use crate::model::scope::Sight;

/// Sights kept in memory.
const SIGHTS: usize = 500;
/// Times that rows and figures are tried to be caught at one moment.
const TRIES: usize = 5;

/// How a canonical field is fed, for the catalogue of mappings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMapping {
    /// Connection's id in the configuration.
    pub connection: String,
    /// Stream.
    pub stream: String,
    /// Canonical table.
    pub entity: String,
    /// Canonical field.
    pub field: String,
    /// Source path and conversion.
    pub source: String,
    /// Source paths in the object itself; none where a record is made of each entry of a list in it.
    pub paths: Vec<String>,
}

/// What a server is made of.
pub struct Parts {
    /// Database.
    pub database: Database,
    /// Time.
    pub clock: Clock,
    /// Keys of transactions, commands and requests.
    pub keys: Arc<Keys>,
    /// Ownership of entities.
    pub ownership: Arc<Ownership>,
    /// Verifies tokens.
    pub verifier: Verifier,
    /// Answers questions for figures.
    pub figures: Arc<dyn Figures>,
    /// Rung when a person has asked something of a stage.
    pub ring: Arc<dyn Fn() + Send + Sync>,
    /// Group reporting currency.
    pub group_currency: String,
    /// Reporting time zone.
    pub time_zone: String,
    /// Least people that a cost-bearing figure is served over.
    pub minimum_group: u32,
    /// Origins of other sites that may call from a browser.
    pub allowed_origins: Vec<String>,
    /// Reverse proxies that say whom they speak for.
    pub proxies: Vec<IpAddr>,
    /// Ready-made tokens by role, of a demo only.
    pub demo_tokens: BTreeMap<String, String>,
    /// How canonical fields are fed.
    pub mappings: Vec<FieldMapping>,
    /// Milliseconds without a good run after which a stream is late, by connection and stream; of every stream that is read.
    pub stale_after_ms: HashMap<(String, String), i64>,
}

/// The server's state; clones are one.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    parts: Parts,
    schema: Schema,
    live: Live,
    groups: ArcSwap<Groups>,
    connections: ArcSwap<HashMap<i64, String>>,
    sights: Mutex<HashMap<Viewer, (i64, Arc<Sight>)>>,
    reads: Reads,
    rate: Rate,
    failures: Failures,
    tally: Tally,
    pace: Pace,
    most: Option<Limits>,
}

/// How patient the server is with connections that stay open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Time in which a client must initialise.
    pub init: Duration,
    /// Time between two pings, and between two heartbeats.
    pub ping: Duration,
    /// Time in which one message must leave, else the client is too slow.
    pub send: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            init: Duration::from_secs(10),
            ping: Duration::from_secs(15),
            send: Duration::from_secs(10),
        }
    }
}

impl State {
    /// Builds the schema over the parts.
    pub fn new(parts: Parts) -> Result<Self, SchemaError> {
        let groups = Groups::empty(parts.ownership.clone());
        Ok(Self(Arc::new(Inner {
            schema: super::graphql::schema()?,
            live: Live::default(),
            groups: ArcSwap::from_pointee(groups),
            connections: ArcSwap::default(),
            sights: Mutex::default(),
            reads: Reads::default(),
            rate: Rate::default(),
            failures: Failures::default(),
            tally: Tally::default(),
            pace: Pace::default(),
            most: None,
            parts,
        })))
    }

    /// The same server with another patience and, where they are given, other limits for everybody; before it is shared.
    #[must_use]
    pub fn tuned(mut self, pace: Pace, most: Option<Limits>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.pace = pace;
            inner.most = most;
            if let Some(most) = most {
                inner.failures = Failures::of(most.requests_per_minute, most.burst);
            }
        }
        self
    }

    pub(crate) fn pace(&self) -> Pace {
        self.0.pace
    }

    /// How much a viewer may ask for.
    pub(crate) fn limits(&self, viewer: &Viewer) -> Limits {
        self.0.most.unwrap_or_else(|| viewer.limits())
    }

    /// Requests that a viewer may send at once now.
    pub(crate) fn left(&self, viewer: &Viewer) -> u32 {
        let limits = self.limits(viewer);
        let (each, burst) = (limits.requests_per_minute, limits.burst);
        self.0.rate.left(&viewer.subject, each, burst, self.now())
    }

    /// Takes a request out of a viewer's bucket.
    pub(crate) fn take(&self, viewer: &Viewer) -> Taken {
        let limits = self.limits(viewer);
        let (each, burst) = (limits.requests_per_minute, limits.burst);
        self.0.rate.take(&viewer.subject, each, burst, self.now())
    }

    /// Follows the change feed for the subscriptions until the hub ends; `rung` waits for the next commit.
    pub async fn follow<F: Future<Output = ()>>(self, rung: impl Fn() -> F) {
        loop {
            if let Err(error) = self.0.live.advance(&self).await {
                tracing::error!(error = %error, "the change feed could not be followed");
            }
            rung().await;
        }
    }

    /// Numbers what has committed and shows it to the subscriptions, at once.
    pub(crate) async fn number(&self) -> Result<(), DbErr> {
        feed::number(&self.database().writer, self.now()).await?;
        self.0.live.advance(self).await
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.0.schema
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.parts.database
    }

    pub(crate) fn verifier(&self) -> &Verifier {
        &self.0.parts.verifier
    }

    pub(crate) fn figures(&self) -> &dyn Figures {
        &*self.0.parts.figures
    }

    /// What happens, for subscriptions.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    pub(crate) fn now(&self) -> Instant {
        self.0.parts.clock.now()
    }

    pub(crate) fn mint(&self) -> i64 {
        self.0.parts.keys.mint(self.now())
    }

    pub(crate) fn ring(&self) {
        (self.0.parts.ring)();
    }

    pub(crate) fn group_currency(&self) -> &str {
        &self.0.parts.group_currency
    }

    pub(crate) fn time_zone(&self) -> &str {
        &self.0.parts.time_zone
    }

    pub(crate) fn minimum_group(&self) -> u32 {
        self.0.parts.minimum_group
    }

    pub(crate) fn allowed_origins(&self) -> &[String] {
        &self.0.parts.allowed_origins
    }

    pub(crate) fn demo_tokens(&self) -> &BTreeMap<String, String> {
        &self.0.parts.demo_tokens
    }

    pub(crate) fn mappings(&self) -> &[FieldMapping] {
        &self.0.parts.mappings
    }

    /// Milliseconds without a good run after which a stream is late; nothing for one that is not read any more.
    pub(crate) fn stale_after_ms(&self, connection: &str, stream: &str) -> Option<i64> {
        let key = (connection.to_owned(), stream.to_owned());
        self.0.parts.stale_after_ms.get(&key).copied()
    }

    pub(super) fn proxies(&self) -> &[IpAddr] {
        &self.0.parts.proxies
    }

    pub(super) fn failures(&self) -> &Failures {
        &self.0.failures
    }

    pub(super) fn tally(&self) -> &Tally {
        &self.0.tally
    }

    /// A connection's id in the configuration.
    pub(crate) fn connection_key(&self, number: i64) -> Option<String> {
        self.0.connections.load().get(&number).cloned()
    }

    /// Whether a connection of this id has been seen.
    pub(crate) fn knows_connection(&self, key: &str) -> bool {
        self.0.connections.load().values().any(|known| known == key)
    }

    /// Whether a connection has a stream of this name.
    pub(crate) fn knows_stream(&self, connection: &str, stream: &str) -> bool {
        self.0
            .parts
            .mappings
            .iter()
            .any(|known| known.connection == connection && known.stream == stream)
    }

    /// Turns the connection names of a test into their numbers; an unknown name is no connection's.
    pub(crate) fn connection_numbers(&self, test: &mut Test) {
        let known = self.0.connections.load();
        let number = |cell: &mut Cell| {
            if let Cell::Text(name) = cell {
                let found = known.iter().find(|(_, key)| *key == name);
                *cell = Cell::Int(found.map_or(-1, |(number, _)| *number));
            }
        };
        match test {
            Test::Eq(cell) | Test::Ne(cell) | Test::Gte(cell) | Test::Lte(cell) => number(cell),
            Test::In(cells) => cells.iter_mut().for_each(number),
            Test::IsNull(_) => {}
        }
    }

    pub(crate) fn reads(&self) -> &Reads {
        &self.0.reads
    }

    /// Writes to the audit log who has read what since the last time.
    pub async fn audit_reads(&self) -> Result<(), DbErr> {
        self.0
            .reads
            .write(&self.database().decisions, self.now())
            .await
    }

    /// The context of a request: one moment of the hub, for one viewer.
    pub(crate) async fn ask(&self, viewer: Viewer, needs: Needs) -> Result<Asked, Refusal> {
        if viewer.may(Permission::ReadAudit) {
            self.audit_reads().await?;
        }
        let mut figures = Request::default();
        // Figures that cannot be read fail as fields, not the whole request.
        if needs.figures
            && !needs.rows
            && let Ok(moment) = self.figures().present(None).await
        {
            let position = moment.position();
            figures.moment = Some(moment);
            let reader = &self.database().reader;
            if self.0.groups.load().position().sequence < position.sequence {
                self.know(reader, None).await?;
            }
            let sight = self.sight(reader, viewer, position).await?;
            return Ok(self.asked(sight, None, position, figures));
        }
        let mut tries = 0;
        let (snapshot, position) = loop {
            tries += 1;
            let moment = match needs.figures {
                true => self.figures().present(None).await.ok(),
                false => None,
            };
            let snapshot = self.database().snapshot().await?;
            let position = feed::current(&snapshot).await?;
            let caught = self.know(&snapshot, Some(position)).await?;
            let together = moment
                .as_ref()
                .is_none_or(|moment| moment.position().sequence == position.sequence);
            if (caught && together) || tries == TRIES {
                // While a first load is under way figures stay behind the rows; they then tell their own sequence.
                figures.moment = moment;
                break (snapshot, position);
            }
            if !together
                && self
                    .figures()
                    .present(Some(position.sequence))
                    .await
                    .is_err()
            {
                tries = TRIES - 1;
            }
        };
        let sight = self.sight(&snapshot, viewer, position).await?;
        Ok(self.asked(sight, Some(snapshot), position, figures))
    }

    fn asked(
        &self,
        sight: Arc<Sight>,
        snapshot: Option<sea_orm::DatabaseTransaction>,
        position: Position,
        figures: Request,
    ) -> Asked {
        let correlation = format!("{:016x}", self.mint());
        Asked::new(
            self.clone(),
            sight,
            snapshot,
            position,
            correlation,
            figures,
        )
    }

    /// The context of a subscription before its first event.
    pub(crate) async fn event_of(&self, viewer: Viewer) -> Result<Asked, Refusal> {
        let reader = &self.database().reader;
        let position = self.refresh_groups().await?;
        let sight = self.sight(reader, viewer, position).await?;
        Ok(self.asked(sight, None, position, Request::default()))
    }

    /// The context of an event: what the same viewer reaches now.
    pub(crate) async fn event(&self, before: &Asked, sequence: i64) -> Result<Asked, Refusal> {
        let reader = &self.database().reader;
        let position = Position {
            sequence: sequence.max(before.position.sequence),
            at: self.now(),
        };
        let viewer = before.viewer().clone();
        let sight = self.sight(reader, viewer, position).await?;
        Ok(Asked::new(
            self.clone(),
            sight,
            None,
            position,
            before.correlation.clone(),
            Request::default(),
        ))
    }

    /// Brings groups and connections up to date; tells whether they are of the position asked for, and not of a later one.
    async fn know(
        &self,
        connection: &impl sea_orm::ConnectionTrait,
        position: Option<Position>,
    ) -> Result<bool, DbErr> {
        let groups = self.0.groups.load_full();
        let position = match position {
            Some(position) => position,
            None => feed::current(connection).await?,
        };
        if groups.position().sequence > position.sequence {
            return Ok(false);
        }
        if groups.position() != position || position.sequence == 0 {
            let newer = if groups.position() == Position::START {
                Some(Groups::load(connection, self.0.parts.ownership.clone()).await?)
            } else {
                groups.refresh(connection).await?
            };
            if let Some(newer) = newer {
                self.0.groups.rcu(|known| {
                    if known.position().sequence > newer.position().sequence {
                        known.clone()
                    } else {
                        Arc::new(newer.clone())
                    }
                });
            }
            let connections = operation::connections(connection).await?;
            let connections: HashMap<i64, String> = connections
                .into_iter()
                .map(|row| (i64::from(row.id), row.key))
                .collect();
            self.0.connections.store(Arc::new(connections));
        }
        Ok(self.0.groups.load().position().sequence <= position.sequence)
    }

    async fn sight(
        &self,
        connection: &impl sea_orm::ConnectionTrait,
        viewer: Viewer,
        position: Position,
    ) -> Result<Arc<Sight>, Refusal> {
        let known = {
            let sights = self.0.sights.lock().unwrap_or_else(PoisonError::into_inner);
            sights.get(&viewer).cloned()
        };
        if let Some((sequence, sight)) = known
            && sequence <= position.sequence
        {
            let same = sequence == position.sequence
                || (sight.groups().shares(&self.0.groups.load())
                    && !Sight::outdated(connection, sequence).await?);
            if same {
                let mut sights = self.0.sights.lock().unwrap_or_else(PoisonError::into_inner);
                sights.insert(viewer, (position.sequence, sight.clone()));
                return Ok(sight);
            }
        }
        let groups = self.0.groups.load_full();
        let sight = Arc::new(Sight::of(connection, groups, viewer.clone()).await?);
        let mut sights = self.0.sights.lock().unwrap_or_else(PoisonError::into_inner);
        if sights.len() >= SIGHTS {
            sights.clear();
        }
        sights.insert(viewer, (position.sequence, sight.clone()));
        Ok(sight)
    }

    /// Follows for the subscriptions in one step: reads what has been numbered and shows it.
    pub(crate) async fn refresh_groups(&self) -> Result<Position, DbErr> {
        let reader = &self.database().reader;
        let position = feed::current(reader).await?;
        self.know(reader, Some(position)).await?;
        Ok(position)
    }
}
