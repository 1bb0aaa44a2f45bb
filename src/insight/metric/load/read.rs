//! Reads the rows of one kind: live, counted, now or as they were.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::change::{change_tx, row_history};
use entity::landing::raw_record;
use sea_orm::sea_query::ColumnType;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, Iterable,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::record::Kind;
use crate::model::identity::{Groups, compose};

/// Ids that one statement names.
const MANY: usize = 500;

/// Kinds whose linked rows make one thing that a dimension shows.
pub(crate) const GROUPED: &[Kind] = &[
    Kind::LegalEntity,
    Kind::Practice,
    Kind::Role,
    Kind::Customer,
    Kind::Person,
    Kind::Engagement,
    Kind::Project,
    Kind::Opportunity,
];

/// What every canonical row has.
pub(crate) trait Canonical {
    /// Identity.
    fn id(&self) -> i64;
    /// Connection it came from.
    fn connection(&self) -> i32;
    /// True where it is deleted at its source.
    fn deleted(&self) -> bool;
    /// Key of the transaction that wrote it.
    fn tx(&self) -> i64;
}

macro_rules! canonical {
    ($($table:ident),*) => {
        $(impl Canonical for entity::canonical::$table::Model {
            fn id(&self) -> i64 {
                self.id.0
            }
            fn connection(&self) -> i32 {
                self.connection_id
            }
            fn deleted(&self) -> bool {
                self.deleted_at.is_some()
            }
            fn tx(&self) -> i64 {
                self.tx
            }
        })*
    };
}

canonical!(
    absence,
    adjustment,
    approval,
    assignment,
    charge,
    customer,
    engagement,
    estimate,
    expense,
    fx_rate,
    holiday,
    holiday_membership,
    invoice,
    invoice_hold,
    invoice_line,
    legal_entity,
    milestone,
    opportunity,
    payment,
    payment_application,
    person,
    position,
    practice,
    project,
    role,
    stage_change,
    submission,
    target,
    task,
    task_state,
    time_entry,
    time_posting,
    workweek,
    workweek_membership
);

/// A past moment of knowledge: the transactions that came later.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past(HashSet<i64>);

impl Past {
    /// What was known at a sequence; none where nothing came later.
    pub(crate) async fn at(
        connection: &impl ConnectionTrait,
        sequence: i64,
    ) -> Result<Option<Self>, DbErr> {
        let later = change_tx::Entity::find()
            .filter(
                Condition::any()
                    .add(change_tx::Column::Sequence.gt(sequence))
                    .add(change_tx::Column::Sequence.is_null()),
            )
            .all(connection)
            .await?;
        let later: HashSet<i64> = later.into_iter().map(|row| row.tx).collect();
        Ok((!later.is_empty()).then_some(Self(later)))
    }
}

/// Rows of a statement that reads a whole table on SQLite.
const CHUNK: u64 = 4_000;

/// Every row of a table, deleted ones too.
///
/// On SQLite each value of an answer costs far more than its bytes: rows are asked for as the JSON that history keeps them in, many as
/// one text.
async fn every<E>(connection: &impl ConnectionTrait) -> Result<Vec<E::Model>, DbErr>
where
    E: EntityTrait,
    E::Model: Canonical + DeserializeOwned + Send + Sync,
{
    let backend = connection.get_database_backend();
    if backend != DbBackend::Sqlite {
        return E::find().all(connection).await;
    }
    let columns: Vec<String> = E::Column::iter()
        .map(|column| {
            let name = column.as_str();
            match column.def().get_column_type() {
                ColumnType::Boolean => format!(
                    "json(CASE WHEN \"{name}\" IS NULL THEN 'null' WHEN \"{name}\" THEN 'true' ELSE 'false' END)"
                ),
                _ => format!("\"{name}\""),
            }
        })
        .collect();
    let sql = format!(
        "SELECT json_group_array(json_array({})) FROM (SELECT * FROM \"{}\" WHERE id > $1 ORDER BY id LIMIT {CHUNK})",
        columns.join(","),
        E::default().table_name(),
    );
    let mut rows: Vec<E::Model> = Vec::new();
    let mut after = i64::MIN;
    loop {
        let statement = Statement::from_sql_and_values(backend, &sql, [after.into()]);
        let answer = connection.query_one_raw(statement).await?;
        let text: Option<String> = answer.map(|row| row.try_get_by_index(0)).transpose()?;
        let chunk: Vec<E::Model> = serde_json::from_str(text.as_deref().unwrap_or("[]"))
            .map_err(|error| DbErr::Json(error.to_string()))?;
        let last = (chunk.len() as u64) < CHUNK;
        after = chunk.iter().map(Canonical::id).max().unwrap_or(after);
        rows.extend(chunk);
        if last {
            return Ok(rows);
        }
    }
}

/// Reads kinds one by one and remembers where rows came from.
pub(crate) struct Reader<'a, C: ConnectionTrait> {
    connection: &'a C,
    groups: &'a Groups,
    past: Option<Past>,
    origins: HashMap<Kind, BTreeSet<i32>>,
    owners: HashMap<Kind, usize>,
}

impl<'a, C: ConnectionTrait> Reader<'a, C> {
    pub(crate) fn new(connection: &'a C, groups: &'a Groups, past: Option<Past>) -> Self {
        Self {
            connection,
            groups,
            past,
            origins: HashMap::new(),
            owners: HashMap::new(),
        }
    }

    /// Connections that rows of each kind came from, and the place of those that own it.
    pub(crate) fn into_seen(self) -> (HashMap<Kind, BTreeSet<i32>>, HashMap<Kind, usize>) {
        (self.origins, self.owners)
    }

    /// Rows of a kind by id, deleted ones too.
    pub(crate) async fn some<E>(
        &self,
        column: E::Column,
        ids: &[i64],
    ) -> Result<Vec<E::Model>, DbErr>
    where
        E: EntityTrait,
        E::Model: Send + Sync,
    {
        let mut rows = Vec::new();
        for chunk in ids.chunks(MANY) {
            let found = E::find()
                .filter(column.is_in(chunk.to_vec()))
                .all(self.connection)
                .await?;
            rows.extend(found);
        }
        Ok(rows)
    }

    /// What the vendor knows raw records by.
    pub(crate) async fn keys(&self, sources: &[i64]) -> Result<Vec<(i64, String)>, DbErr> {
        let mut keys = Vec::with_capacity(sources.len());
        for chunk in sources.chunks(MANY) {
            let found: Vec<(i64, String)> = raw_record::Entity::find()
                .select_only()
                .columns([raw_record::Column::Id, raw_record::Column::ExternalId])
                .filter(raw_record::Column::Id.is_in(chunk.to_vec()))
                .into_tuple()
                .all(self.connection)
                .await?;
            keys.extend(found);
        }
        Ok(keys)
    }

    /// Whether a row counts, given the place of the systems that own its kind; none where another system takes over.
    pub(crate) fn counts(
        &self,
        kind: Kind,
        row: &impl Canonical,
        owner: Option<usize>,
    ) -> Option<bool> {
        let rank = self.rank(kind, row.connection());
        match owner {
            Some(owner) if rank >= owner => {
                Some(rank == owner && !row.deleted() && !self.groups.represented(kind, row.id()))
            }
            _ => None,
        }
    }

    /// True where a connection has a row of a group.
    pub(crate) fn knows(&self, kind: Kind, row: &impl Canonical, connection: i32) -> bool {
        let mut members = self.groups.members(kind, row.id()).iter();
        row.connection() == connection
            || members.any(|id| self.groups.member_connection(kind, *id) == Some(connection))
    }

    /// The representative of a row; 0 for none.
    pub(crate) fn whole(&self, kind: Kind, id: Option<i64>) -> i64 {
        id.map_or(0, |id| self.groups.representative(kind, id))
    }

    /// Every row of a kind, as it is or was.
    async fn read<E>(&self, kind: Kind) -> Result<Vec<E::Model>, DbErr>
    where
        E: EntityTrait,
        E::Model: Canonical + DeserializeOwned + Send + Sync,
    {
        let mut rows = every::<E>(self.connection).await?;
        let Some(Past(later)) = &self.past else {
            return Ok(rows);
        };
        rows.retain(|row| !later.contains(&row.tx()));
        let images = row_history::Entity::find()
            .filter(row_history::Column::Kind.eq(kind as i16))
            .order_by_asc(row_history::Column::RowId)
            .all(self.connection)
            .await?;
        for image in images {
            if later.contains(&image.tx_to) && !later.contains(&image.tx_from) {
                let row =
                    serde_json::from_str(&image.image).map_err(|e| DbErr::Json(e.to_string()))?;
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// Live rows of the systems that own a kind, none that another represents.
    pub(crate) async fn facts<E>(&mut self, kind: Kind) -> Result<Vec<E::Model>, DbErr>
    where
        E: EntityTrait,
        E::Model: Canonical + DeserializeOwned + Send + Sync,
    {
        let mut rows = self.read::<E>(kind).await?;
        rows.retain(|row| !row.deleted());
        let ranks: HashMap<i32, usize> = rows
            .iter()
            .map(Canonical::connection)
            .collect::<HashSet<i32>>()
            .into_iter()
            .map(|connection| (connection, self.rank(kind, connection)))
            .collect();
        let owner = ranks.values().copied().min().unwrap_or(usize::MAX);
        rows.retain(|row| {
            ranks.get(&row.connection()) == Some(&owner) && !self.groups.represented(kind, row.id())
        });
        self.remember(kind, rows.iter().map(Canonical::connection));
        self.owners.insert(kind, owner);
        rows.sort_by_key(Canonical::id);
        Ok(rows)
    }

    /// One composed row for each group, live ones only.
    pub(crate) async fn composed<E>(&mut self, kind: Kind) -> Result<Vec<E::Model>, DbErr>
    where
        E: EntityTrait,
        E::Model: Canonical + Clone + Serialize + DeserializeOwned + Send + Sync,
    {
        let rows = self.read::<E>(kind).await?;
        self.remember(
            kind,
            rows.iter()
                .filter(|row| !row.deleted())
                .map(Canonical::connection),
        );
        let by_id: HashMap<i64, E::Model> = rows.into_iter().map(|row| (row.id(), row)).collect();
        let mut whole = Vec::new();
        for (id, row) in &by_id {
            if self.groups.represented(kind, *id) {
                continue;
            }
            let members: Vec<E::Model> = self
                .groups
                .members(kind, *id)
                .iter()
                .filter_map(|member| by_id.get(member).filter(|row| !row.deleted()).cloned())
                .collect();
            if members.len() > 1 {
                whole.extend(compose(self.groups, kind, &members)?);
            } else if !row.deleted() {
                whole.push(row.clone());
            }
        }
        whole.sort_by_key(Canonical::id);
        Ok(whole)
    }

    fn rank(&self, kind: Kind, connection: i32) -> usize {
        self.groups
            .connection(connection)
            .map_or(usize::MAX, |(key, vendor)| {
                self.groups.ownership().rank(kind, key, vendor)
            })
    }

    fn remember(&mut self, kind: Kind, connections: impl Iterator<Item = i32>) {
        self.origins.entry(kind).or_default().extend(connections);
    }
}
