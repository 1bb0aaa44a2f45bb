//! Groups of linked rows in memory: who represents whom.
//!
//! Small beside the facts: only linked rows are held. Any row that is not linked represents itself.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::canonical::external_link;
use entity::landing::connection;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::compose::Heads;
use super::ownership::Ownership;
use crate::domain::record::Kind;
use crate::model::feed::{self, Position};
use crate::model::statement::{among, exists, query_ids};

/// A member of a group with what decides its place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    id: i64,
    connection: i32,
    live: bool,
    present: bool,
}

/// Groups of linked rows as of a position of the feed.
#[derive(Clone, Debug)]
pub struct Groups {
    position: Position,
    ownership: Arc<Ownership>,
    connections: Arc<HashMap<i32, (String, String)>>,
    representative: HashMap<(Kind, i64), i64>,
    members: HashMap<(Kind, i64), Vec<i64>>,
    member_connection: HashMap<(Kind, i64), i32>,
    heads: Composed,
}

/// Composed rows by kind, read when first asked for and shared by all copies of one state of the links.
type Composed = Arc<tokio::sync::Mutex<HashMap<Kind, Arc<Heads>>>>;

impl Groups {
    /// No links.
    pub fn empty(ownership: Arc<Ownership>) -> Self {
        Self {
            position: Position::START,
            ownership,
            connections: Arc::default(),
            representative: HashMap::new(),
            members: HashMap::new(),
            member_connection: HashMap::new(),
            heads: Composed::default(),
        }
    }

    /// Reads the groups.
    pub async fn load(
        connection: &impl ConnectionTrait,
        ownership: Arc<Ownership>,
    ) -> Result<Self, DbErr> {
        let position = feed::current(connection).await?;
        let connections: HashMap<i32, (String, String)> = connection::Entity::find()
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.id, (row.key, row.vendor)))
            .collect();
        let links = external_link::Entity::find()
            .filter(external_link::Column::Status.is_in(["linked", "refused"]))
            .all(connection)
            .await?;
        let mut by_kind: HashMap<Kind, Vec<external_link::Model>> = HashMap::new();
        for link in links {
            if let Some(kind) = Kind::from_number(link.kind) {
                by_kind.entry(kind).or_default().push(link);
            }
        }
        let mut groups = Self {
            position,
            connections: Arc::new(connections),
            ..Self::empty(ownership)
        };
        for (kind, links) in by_kind {
            let members = read_members(connection, kind, &links).await?;
            groups.add_kind(kind, links, &members);
        }
        Ok(groups)
    }

    /// None where they are of the present already; else those of the present, read again only where a link or a linked kind changed.
    pub async fn refresh(&self, connection: &impl ConnectionTrait) -> Result<Option<Self>, DbErr> {
        let now = feed::current(connection).await?;
        if now == self.position {
            return Ok(None);
        }
        let kinds: HashSet<i16> = self.members.keys().map(|(kind, _)| *kind as i16).collect();
        let kinds: String = kinds.iter().map(|kind| format!(",{kind}")).collect();
        let touched = exists(
            connection,
            &format!(
                "SELECT 1 FROM change WHERE kind IN (0{kinds}) AND tx IN \
                 (SELECT tx FROM change_tx WHERE sequence > $1) LIMIT 1"
            ),
            vec![self.position.sequence.into()],
        )
        .await?;
        if touched {
            return Self::load(connection, self.ownership.clone())
                .await
                .map(Some);
        }
        Ok(Some(Self {
            position: now,
            ..self.clone()
        }))
    }

    fn add_kind(
        &mut self,
        kind: Kind,
        mut links: Vec<external_link::Model>,
        members: &HashMap<i64, Member>,
    ) {
        links.sort_by_key(|link| (-link.confidence, link.id));
        let refused: Vec<(i64, i64)> = links
            .iter()
            .filter(|link| link.status == "refused")
            .map(|link| (link.left_id, link.right_id))
            .collect();
        let mut sets = Sets::default();
        for link in links.iter().filter(|link| link.status == "linked") {
            sets.join(link.left_id, link.right_id, &refused);
        }
        for mut ids in sets.into_groups() {
            ids.sort_by_key(|id| self.order(kind, *id, members));
            let representative = ids[0];
            for id in &ids {
                self.representative.insert((kind, *id), representative);
                if let Some(member) = members.get(id) {
                    self.member_connection
                        .insert((kind, *id), member.connection);
                }
            }
            self.members.insert((kind, representative), ids);
        }
    }

    /// Rows that are here and live come first, then the owner's, then the smallest id.
    fn order(
        &self,
        kind: Kind,
        id: i64,
        members: &HashMap<i64, Member>,
    ) -> (bool, bool, usize, i64) {
        let Some(member) = members.get(&id) else {
            return (true, true, usize::MAX, id);
        };
        let rank = self
            .connections
            .get(&member.connection)
            .map_or(usize::MAX, |(key, vendor)| {
                self.ownership.rank(kind, key, vendor)
            });
        (!member.present, !member.live, rank, id)
    }

    /// As of which position they are.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The row that represents a row; itself where it is not linked.
    pub fn representative(&self, kind: Kind, id: i64) -> i64 {
        self.representative.get(&(kind, id)).copied().unwrap_or(id)
    }

    /// Members of a representative's group in the order of ownership, itself first; empty where it is not linked.
    pub fn members(&self, kind: Kind, representative: i64) -> &[i64] {
        self.members
            .get(&(kind, representative))
            .map_or(&[], Vec::as_slice)
    }

    /// The composed rows of a kind, as of the position of the groups.
    pub async fn heads(
        &self,
        connection: &impl ConnectionTrait,
        kind: Kind,
    ) -> Result<Arc<Heads>, DbErr> {
        if self.of_kind(kind).next().is_none() {
            return Ok(Arc::default());
        }
        let mut heads = self.heads.lock().await;
        if let Some(known) = heads.get(&kind) {
            return Ok(known.clone());
        }
        let read = Arc::new(Heads::load(connection, self, kind).await?);
        heads.insert(kind, read.clone());
        Ok(read)
    }

    /// True where another state is of the same links and composed rows, only of another position.
    pub fn shares(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.heads, &other.heads)
    }

    /// True where a row is represented by another.
    pub fn represented(&self, kind: Kind, id: i64) -> bool {
        self.representative(kind, id) != id
    }

    /// Groups of a kind: representative and members.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (i64, &[i64])> {
        self.members
            .iter()
            .filter(move |((of, _), _)| *of == kind)
            .map(|((_, id), members)| (*id, members.as_slice()))
    }

    /// Key and vendor of a connection by its number.
    pub fn connection(&self, id: i32) -> Option<(&str, &str)> {
        self.connections
            .get(&id)
            .map(|(key, vendor)| (key.as_str(), vendor.as_str()))
    }

    /// The table of ownership.
    pub fn ownership(&self) -> &Ownership {
        &self.ownership
    }

    /// Connection of a linked row.
    pub fn member_connection(&self, kind: Kind, id: i64) -> Option<i32> {
        self.member_connection.get(&(kind, id)).copied()
    }
}

async fn read_members(
    connection: &impl ConnectionTrait,
    kind: Kind,
    links: &[external_link::Model],
) -> Result<HashMap<i64, Member>, DbErr> {
    let ids: HashSet<i64> = links
        .iter()
        .flat_map(|link| [link.left_id, link.right_id])
        .collect();
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    let sql = format!(
        "SELECT id, connection_id, deleted_at FROM \"{}\" WHERE {}",
        kind.entity().table,
        among(connection.get_database_backend(), "id")
    );
    let mut members = HashMap::new();
    for row in query_ids(connection, sql, &ids, Vec::new()).await? {
        let id: i64 = row.try_get_by_index(0)?;
        let deleted: Option<i64> = row.try_get_by_index(2)?;
        members.insert(
            id,
            Member {
                id,
                connection: row.try_get_by_index(1)?,
                live: deleted.is_none(),
                present: true,
            },
        );
    }
    Ok(members)
}

/// Union-find over row ids that never joins two rows a person has kept apart.
#[derive(Default)]
struct Sets {
    parent: HashMap<i64, i64>,
}

impl Sets {
    fn find(&mut self, id: i64) -> i64 {
        let mut root = *self.parent.entry(id).or_insert(id);
        while self.parent[&root] != root {
            root = self.parent[&root];
        }
        self.parent.insert(id, root);
        root
    }

    fn join(&mut self, left: i64, right: i64, refused: &[(i64, i64)]) {
        let (a, b) = (self.find(left), self.find(right));
        let apart = refused.iter().any(|(one, other)| {
            let (one, other) = (self.find(*one), self.find(*other));
            (one, other) == (a, b) || (one, other) == (b, a)
        });
        if !apart {
            self.parent.insert(a.max(b), a.min(b));
        }
    }

    fn into_groups(mut self) -> Vec<Vec<i64>> {
        let ids: Vec<i64> = self.parent.keys().copied().collect();
        let mut groups: HashMap<i64, Vec<i64>> = HashMap::new();
        for id in ids {
            let root = self.find(id);
            groups.entry(root).or_default().push(id);
        }
        groups
            .into_values()
            .filter(|group| group.len() > 1)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_two_apart_even_through_a_third() {
        let mut sets = Sets::default();
        let refused = [(1, 3)];
        sets.join(1, 2, &refused);
        sets.join(2, 3, &refused);
        sets.join(3, 4, &refused);
        let mut groups = sets.into_groups();
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort();
        assert_eq!(groups, [vec![1, 2], vec![3, 4]]);
    }
}
