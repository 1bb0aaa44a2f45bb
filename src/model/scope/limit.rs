//! Works out a limit of rows: what a token names, or what the data calls the viewer's own, and everything that hangs on it.
//!
//! "Own" follows data: customers whose account leader, and practices whose lead, is the person of the token. What a token names in
//! several ways must all hold; a name that nothing has gives no rows.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbErr, Value as Bind};

use super::held::{History, Note, stretches};
use crate::access::{By, Deny, Limit, RoleClaim, RowRule, RowScope, Viewer};
use crate::domain::record::Kind;
use crate::model::identity::{Groups, Heads};
use crate::model::read::sql::Sql;

/// Stands for everything of its kind in a claim.
const EVERY: &str = "*";

/// Works out the rows of a viewer's roles.
pub(super) struct Rows<'a, C> {
    pub(super) connection: &'a C,
    pub(super) groups: &'a Groups,
    pub(super) viewer: &'a Viewer,
}

impl<C: ConnectionTrait> Rows<'_, C> {
    /// The rows of one role; nothing stands for all of them.
    pub(super) async fn of_role(
        &self,
        rule: RowRule,
        claim: &RoleClaim,
        denied: &[Limit],
    ) -> Result<Option<RowScope>, DbErr> {
        let mut limits = Vec::new();
        let mut named = false;
        for (by, names) in [
            (By::LegalEntity, &claim.legal_entities),
            (By::Practice, &claim.practices),
            (By::Customer, &claim.customers),
        ] {
            let own = matches!(
                (rule, by),
                (RowRule::OwnPractices, By::Practice) | (RowRule::OwnCustomers, By::Customer)
            );
            named |= names.is_some();
            match names {
                Some(names) if names.iter().any(|name| name == EVERY) => {}
                Some(names) => limits.push(self.limit(by, self.named(by, names).await?).await?),
                None if own => limits.push(self.limit(by, self.own(by).await?).await?),
                None => {}
            }
        }
        let none = rule == RowRule::Configuration || (rule == RowRule::AsToken && !named);
        if none {
            return Ok(Some(RowScope::nothing()));
        }
        if limits.is_empty() && denied.is_empty() {
            return Ok(None);
        }
        Ok(Some(RowScope {
            limits,
            denied: denied.to_vec(),
        }))
    }

    /// The rows that a token takes away.
    pub(super) async fn denied(&self, deny: &Deny) -> Result<Vec<Limit>, DbErr> {
        let mut limits = Vec::new();
        for (by, names) in [
            (By::LegalEntity, &deny.legal_entities),
            (By::Practice, &deny.practices),
            (By::Customer, &deny.customers),
        ] {
            if !names.is_empty() {
                limits.push(self.limit(by, self.named(by, names).await?).await?);
            }
        }
        Ok(limits)
    }

    async fn own(&self, by: By) -> Result<Vec<i64>, DbErr> {
        let people = self.persons().await?;
        match by {
            By::Practice => self.ids(Kind::Practice, "id", "lead_id", &people).await,
            _ => {
                self.ids(Kind::Customer, "id", "account_leader_id", &people)
                    .await
            }
        }
    }

    /// Everything that lies within what is named.
    async fn limit(&self, by: By, named: Vec<i64>) -> Result<Limit, DbErr> {
        let kind = match by {
            By::LegalEntity => Kind::LegalEntity,
            By::Practice => Kind::Practice,
            By::Customer => Kind::Customer,
        };
        let named = self.below(kind, named).await?;
        let projects = self.projects(by, &named).await?;
        let mut customers = self.customers(&projects).await?;
        match by {
            By::Customer => customers.extend(&named),
            By::LegalEntity => {
                for kind in [Kind::Customer, Kind::Invoice] {
                    let select = if kind == Kind::Customer {
                        "id"
                    } else {
                        "customer_id"
                    };
                    customers.extend(self.ids(kind, select, "legal_entity_id", &named).await?);
                }
            }
            By::Practice => {}
        }
        let customers = self.whole(Kind::Customer, customers);
        let beyond = match by {
            By::Customer => customers
                .iter()
                .copied()
                .filter(|id| !named.contains(id))
                .collect(),
            _ => self.beyond(by, &named, &projects, &customers).await?,
        };
        let heads = |kind: Kind, ids: &[i64]| -> HashSet<i64> {
            ids.iter()
                .map(|id| self.groups.representative(kind, *id))
                .collect()
        };
        let mut limit = Limit {
            by,
            customers: heads(Kind::Customer, &customers),
            projects: heads(Kind::Project, &projects),
            rate_cards: heads(
                Kind::RateCard,
                &self
                    .ids(Kind::Project, "rate_card_id", "id", &projects)
                    .await?,
            ),
            ..Limit::default()
        };
        let outside = heads(Kind::Customer, &beyond);
        limit.whole_customers = limit.customers.difference(&outside).copied().collect();
        match by {
            By::LegalEntity => limit.legal_entities = heads(kind, &named),
            By::Practice => limit.practices = heads(kind, &named),
            By::Customer => return Ok(limit),
        }
        limit.held = self.held(by, &named).await?;
        limit.people = limit.held.iter().map(|(person, ..)| *person).collect();
        limit.present = limit
            .held
            .iter()
            .filter(|(.., last)| *last == i32::MAX)
            .map(|(person, ..)| *person)
            .collect();
        Ok(limit)
    }

    /// Projects of what is named; where a project does not say, its contract does.
    async fn projects(&self, by: By, named: &[i64]) -> Result<Vec<i64>, DbErr> {
        let column = match by {
            By::LegalEntity => "legal_entity_id",
            By::Practice => "practice_id",
            By::Customer => "customer_id",
        };
        let mut projects = self.ids(Kind::Project, "id", column, named).await?;
        if by != By::Practice {
            let contracts = self.ids(Kind::Engagement, "id", column, named).await?;
            let contracts = self.whole(Kind::Engagement, contracts);
            let silent = (Kind::Project, "id", "engagement_id");
            projects.extend(self.select(silent, &contracts, Some(column)).await?);
        }
        Ok(self.whole(Kind::Project, projects))
    }

    /// Customers of projects; where a project does not say, its contract does.
    async fn customers(&self, projects: &[i64]) -> Result<Vec<i64>, DbErr> {
        let mut customers = self
            .ids(Kind::Project, "customer_id", "id", projects)
            .await?;
        let silent = (Kind::Project, "engagement_id", "id");
        let contracts = self.select(silent, projects, Some("customer_id")).await?;
        let contracts = self.whole(Kind::Engagement, contracts);
        customers.extend(
            self.ids(Kind::Engagement, "customer_id", "id", &contracts)
                .await?,
        );
        Ok(customers)
    }

    /// Those of the customers that have projects, or papers of a legal entity, outside.
    async fn beyond(
        &self,
        by: By,
        named: &[i64],
        projects: &[i64],
        customers: &[i64],
    ) -> Result<Vec<i64>, DbErr> {
        let mut beyond = Vec::new();
        let tables: &[(&str, &str, &[i64])] = match by {
            By::LegalEntity => &[
                ("project", "id", projects),
                ("invoice", "legal_entity_id", named),
                ("payment", "legal_entity_id", named),
            ],
            _ => &[("project", "id", projects)],
        };
        for (table, column, inside) in tables {
            let mut sql = Sql::new(self.connection.get_database_backend());
            let (customers, inside) = (sql.set(customers), sql.set(inside));
            sql.push(&format!(
                "SELECT DISTINCT customer_id FROM \"{table}\" WHERE customer_id {customers} AND {column} IS NOT NULL \
                 AND NOT {column} {inside} AND deleted_at IS NULL"
            ));
            beyond.extend(self.read(sql).await?);
        }
        Ok(beyond)
    }

    /// The stretches of days on which people held what is named.
    async fn held(&self, by: By, named: &[i64]) -> Result<Vec<(i64, i32, i32)>, DbErr> {
        let (column, before) = match by {
            By::Practice => ("practice_id", "practice_before_id"),
            _ => ("legal_entity_id", "NULL"),
        };
        let mut people = self.ids(Kind::Person, "id", column, named).await?;
        for of in [column, before].into_iter().filter(|of| *of != "NULL") {
            people.extend(self.ids(Kind::Position, "person_id", of, named).await?);
        }
        let people = self.whole(Kind::Person, people);
        let head = |id: i64| self.groups.representative(Kind::Person, id);
        let mut histories: HashMap<i64, History> = people
            .iter()
            .map(|id| (head(*id), History::default()))
            .collect();
        for (id, now) in self.pairs(Kind::Person, column, &people).await? {
            if let Some(history) = histories.get_mut(&head(id)) {
                history.now = Some(now);
            }
        }
        let mut sql = Sql::new(self.connection.get_database_backend());
        let set = sql.set(&people);
        sql.push(&format!(
            "SELECT person_id, id, effective_on, COALESCE(noted_at, 0), {column}, {before} FROM \"position\" \
             WHERE person_id {set} AND deleted_at IS NULL"
        ));
        for row in self.connection.query_all_raw(sql.finish()).await? {
            let person: i64 = row.try_get_by_index(0)?;
            let before = match before {
                "NULL" => None,
                _ => row.try_get_by_index(5)?,
            };
            if let Some(history) = histories.get_mut(&head(person)) {
                history.notes.push(Note {
                    id: row.try_get_by_index(1)?,
                    on: row.try_get_by_index(2)?,
                    noted_at: row.try_get_by_index(3)?,
                    held: row.try_get_by_index(4)?,
                    before,
                });
            }
        }
        let wanted: HashSet<i64> = named.iter().copied().collect();
        Ok(stretches(&histories, &wanted))
    }

    /// Values of a column of rows, as their groups have them.
    async fn pairs(&self, kind: Kind, column: &str, ids: &[i64]) -> Result<Vec<(i64, i64)>, DbErr> {
        let mut sql = Sql::new(self.connection.get_database_backend());
        let set = sql.set(ids);
        sql.push(&format!(
            "SELECT id, \"{column}\" FROM \"{}\" WHERE id {set} AND \"{column}\" IS NOT NULL AND deleted_at IS NULL",
            kind.entity().table
        ));
        let composed = self.groups.heads(self.connection, kind).await?;
        let place = kind.entity().field(column).map(|(place, _)| place);
        let mut pairs = Vec::new();
        for row in self.connection.query_all_raw(sql.finish()).await? {
            let id: i64 = row.try_get_by_index(0)?;
            if !composed.has(self.groups.representative(kind, id)) {
                pairs.push((id, row.try_get_by_index(1)?));
            }
        }
        let heads: HashSet<i64> = ids
            .iter()
            .map(|id| self.groups.representative(kind, *id))
            .collect();
        for head in heads {
            if let Some(value) = place.and_then(|place| composed.cell(head, place)?.int()) {
                pairs.push((head, value));
            }
        }
        Ok(pairs)
    }

    /// A column of the live rows whose other column is among these ids.
    async fn ids(
        &self,
        kind: Kind,
        select: &str,
        column: &str,
        ids: &[i64],
    ) -> Result<Vec<i64>, DbErr> {
        self.select((kind, select, column), ids, None).await
    }

    /// The same, only of rows where a further column is empty. Linked rows count as their group is composed.
    async fn select(
        &self,
        (kind, select, column): (Kind, &str, &str),
        ids: &[i64],
        silent: Option<&str>,
    ) -> Result<Vec<i64>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let composed = self.groups.heads(self.connection, kind).await?;
        let members = self.members(kind, &composed);
        let mut sql = Sql::new(self.connection.get_database_backend());
        let mut text = format!(
            "SELECT DISTINCT \"{select}\" FROM \"{}\" WHERE \"{column}\" {} AND \"{select}\" IS NOT NULL AND deleted_at IS NULL",
            kind.entity().table,
            sql.set(ids)
        );
        if let Some(silent) = silent {
            text += &format!(" AND \"{silent}\" IS NULL");
        }
        if !members.is_empty() {
            text += &format!(" AND NOT id {}", sql.set(&members));
        }
        sql.push(&text);
        let mut found = self.read(sql).await?;
        let wanted: HashSet<i64> = ids.iter().copied().collect();
        let at = |name: &str| kind.entity().field(name).map(|(place, _)| place);
        for head in composed.ids() {
            let cell = |name: &str| match name {
                "id" => Some(head),
                name => composed.cell(head, at(name)?)?.int(),
            };
            let within = match column {
                "id" => self
                    .groups
                    .members(kind, head)
                    .iter()
                    .any(|id| wanted.contains(id)),
                column => cell(column).is_some_and(|id| wanted.contains(&id)),
            };
            if within && silent.is_none_or(|silent| cell(silent).is_none()) {
                found.extend(cell(select));
            }
        }
        Ok(found)
    }

    fn members(&self, kind: Kind, composed: &Heads) -> Vec<i64> {
        let mut members: Vec<i64> = composed
            .ids()
            .flat_map(|head| self.groups.members(kind, head).iter().copied())
            .collect();
        members.sort_unstable();
        members
    }

    /// With every member of their groups.
    fn whole(&self, kind: Kind, ids: Vec<i64>) -> Vec<i64> {
        let mut whole: Vec<i64> = Vec::with_capacity(ids.len());
        for id in ids {
            let head = self.groups.representative(kind, id);
            whole.extend(self.groups.members(kind, head));
            whole.push(id);
        }
        whole.sort_unstable();
        whole.dedup();
        whole
    }

    /// With every member of their groups and everything below them.
    async fn below(&self, kind: Kind, ids: Vec<i64>) -> Result<Vec<i64>, DbErr> {
        let mut all = self.whole(kind, ids);
        let mut level = all.clone();
        while !level.is_empty() {
            let children = self.ids(kind, "id", "parent_id", &level).await?;
            let before: HashSet<i64> = all.iter().copied().collect();
            level = self
                .whole(kind, children)
                .into_iter()
                .filter(|id| !before.contains(id))
                .collect();
            all.extend(&level);
        }
        Ok(all)
    }

    /// Rows by typed id, name or source id; a source id is one of the system that owns the kind, or of a named connection
    /// (`erp:4711`), since two systems may use one number for different things.
    async fn named(&self, by: By, names: &[String]) -> Result<Vec<i64>, DbErr> {
        let kind = match by {
            By::LegalEntity => Kind::LegalEntity,
            By::Practice => Kind::Practice,
            By::Customer => Kind::Customer,
        };
        let mut ids = Vec::new();
        for name in names {
            match super::super::read::parse_id(name) {
                Some((of, id)) if of == kind => ids.push(id),
                _ => {
                    let (table, bind) = (kind.entity().table, name.clone().into());
                    let sql = format!(
                        "SELECT id FROM \"{table}\" WHERE deleted_at IS NULL AND name = $1"
                    );
                    ids.extend(self.find(sql, vec![bind]).await?);
                    ids.extend(self.by_source(kind, name).await?);
                }
            }
        }
        Ok(ids)
    }

    /// Rows by a key at their source.
    async fn by_source(&self, kind: Kind, key: &str) -> Result<Vec<i64>, DbErr> {
        let sql = format!(
            "SELECT t.id, t.connection_id, r.external_id FROM \"{}\" t JOIN raw_record r ON r.id = t.source_id \
             WHERE t.deleted_at IS NULL AND r.external_id IN ($1, $2)",
            kind.entity().table
        );
        let (wanted, external) = key.split_once(':').unwrap_or(("", key));
        let backend = self.connection.get_database_backend();
        let binds = [Bind::from(key), Bind::from(external)];
        let statement = sea_orm::Statement::from_sql_and_values(backend, sql, binds);
        let mut found: Vec<(usize, i64)> = Vec::new();
        for row in self.connection.query_all_raw(statement).await? {
            let (id, number): (i64, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let stands: String = row.try_get_by_index(2)?;
            let Some((connection, vendor)) = self.groups.connection(number) else {
                continue;
            };
            if stands == key || wanted == connection {
                found.push((self.groups.ownership().rank(kind, connection, vendor), id));
            }
        }
        let best = found.iter().map(|(rank, _)| *rank).min();
        Ok(found
            .into_iter()
            .filter(|(rank, _)| Some(*rank) == best)
            .map(|(_, id)| id)
            .collect())
    }

    /// The person of the token: by verified e-mail, or by a subject that is an id of a person.
    async fn persons(&self) -> Result<Vec<i64>, DbErr> {
        let mut people = match super::super::read::parse_id(&self.viewer.subject) {
            Some((Kind::Person, id)) => vec![id],
            _ => self.by_source(Kind::Person, &self.viewer.subject).await?,
        };
        if let Some(email) = self.viewer.email.as_ref().filter(|email| !email.is_empty()) {
            let sql = "SELECT id FROM person WHERE deleted_at IS NULL AND lower(email) = $1";
            let email = email.to_lowercase();
            people.extend(self.find(sql.to_owned(), vec![email.into()]).await?);
        }
        Ok(self.whole(Kind::Person, people))
    }

    async fn find(&self, sql: String, binds: Vec<Bind>) -> Result<Vec<i64>, DbErr> {
        let backend = self.connection.get_database_backend();
        let statement = sea_orm::Statement::from_sql_and_values(backend, sql, binds);
        self.connection
            .query_all_raw(statement)
            .await?
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect()
    }

    async fn read(&self, sql: Sql) -> Result<Vec<i64>, DbErr> {
        self.connection
            .query_all_raw(sql.finish())
            .await?
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect()
    }
}
