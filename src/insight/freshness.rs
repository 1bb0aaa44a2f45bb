//! How fresh the sources are: one reading of the streams' states, by which figures say PARTIAL and rules keep silent.

use std::collections::{HashMap, HashSet};

use entity::landing::{connection, stream_state};
use entity::value::Instant;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::domain::record::Kind;
use crate::model::identity::Ownership;

/// A stream that feeds a kind, and how old it may be.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Kind.
    pub kind: Kind,
    /// Connection's id in the configuration.
    pub connection: String,
    /// Stream.
    pub stream: String,
    /// Milliseconds since the last good run after which it is stale.
    pub stale_after_ms: i64,
}

/// The states of all connections and streams at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Freshness {
    pub(crate) connections: Vec<connection::Model>,
    pub(crate) streams: Vec<stream_state::Model>,
}

impl Freshness {
    /// Reads the states.
    pub(crate) async fn read(reader: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut connections = connection::Entity::find().all(reader).await?;
        connections.sort_by_key(|row| row.id);
        let streams = stream_state::Entity::find().all(reader).await?;
        Ok(Self {
            connections,
            streams,
        })
    }

    /// The streams of a connection.
    pub(crate) fn of(&self, connection: i32) -> impl Iterator<Item = &stream_state::Model> {
        self.streams
            .iter()
            .filter(move |stream| stream.connection_id == connection)
    }

    /// The number of a connection.
    pub(crate) fn number(&self, key: &str) -> Option<i32> {
        let row = self.connections.iter().find(|row| row.key == key)?;
        Some(row.id)
    }

    /// True where a stream has run well once, and not lately enough.
    pub(crate) fn late(
        &self,
        stream: &stream_state::Model,
        feeds: &[Feed],
        usual_ms: i64,
        now: Instant,
    ) -> bool {
        let key = self
            .connections
            .iter()
            .find(|row| row.id == stream.connection_id)
            .map(|row| row.key.as_str());
        let allowed = feeds
            .iter()
            .find(|feed| Some(feed.connection.as_str()) == key && feed.stream == stream.stream)
            .map_or(usual_ms, |feed| feed.stale_after_ms);
        stream.last_ok_at.is_some_and(|at| now.0 - at.0 > allowed)
    }

    /// Connections that own each kind: of those that feed it, the first in the order of ownership.
    pub(crate) fn owners(
        &self,
        feeds: &[Feed],
        ownership: &Ownership,
    ) -> HashMap<Kind, HashSet<i32>> {
        let mut best: HashMap<Kind, (usize, HashSet<i32>)> = HashMap::new();
        for feed in feeds {
            let row = self
                .connections
                .iter()
                .find(|row| row.key == feed.connection);
            let Some(row) = row else { continue };
            let rank = ownership.rank(feed.kind, &row.key, &row.vendor);
            let held = best.entry(feed.kind).or_insert((rank, HashSet::new()));
            if rank < held.0 {
                *held = (rank, HashSet::new());
            }
            if rank == held.0 {
                held.1.insert(row.id);
            }
        }
        best.into_iter()
            .map(|(kind, (_, owners))| (kind, owners))
            .collect()
    }

    /// True where every stream that feeds a kind, on its owners or on every system, is past its first load and not late.
    pub(crate) fn fresh(
        &self,
        kind: Kind,
        owners: Option<&HashSet<i32>>,
        feeds: &[Feed],
        now: Instant,
    ) -> bool {
        let mut any = false;
        for feed in feeds.iter().filter(|feed| feed.kind == kind) {
            let Some(id) = self.number(&feed.connection) else {
                continue;
            };
            if owners.is_some_and(|owners| !owners.contains(&id)) {
                continue;
            }
            any = true;
            let good = self.of(id).any(|stream| {
                stream.stream == feed.stream
                    && stream.first_loaded_at.is_some()
                    && stream
                        .last_ok_at
                        .is_some_and(|at| now.0 - at.0 <= feed.stale_after_ms)
            });
            if !good {
                return false;
            }
        }
        any
    }
}
