//! Which rows a viewer reaches: the grants of its roles with their rows worked out, and the same as conditions of a query.
//!
//! Every read for a viewer starts from a [`Sight`]; nothing else can make the finders of [`super::read`] answer. "Own" follows data:
//! customers whose account leader is the person of the token, practices that this person belongs to, with all below them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbErr, Statement, Value as Bind};

use super::identity::Groups;
use super::read::sql::Sql;
use super::statement::{among, query_ids};
use crate::access::{Class, Grant, RoleClaim, RowRule, RowScope, Subject, Viewer};
use crate::domain::record::Kind;

/// What a row can hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Anchor {
    /// A customer of the scope.
    Customer,
    /// A project of the scope.
    Project,
    /// A practice of the scope.
    Practice,
    /// A legal entity of the scope.
    LegalEntity,
    /// A person of the scope.
    Person,
    /// A row of another kind, judged in its turn.
    Parent(Kind),
}

/// How the rows of a kind are judged: by the first of these columns that is not empty.
pub(crate) enum Hang {
    /// Everybody sees them.
    Everyone,
    /// By their own id.
    Own(Anchor),
    /// By what they hang on.
    By(&'static [(&'static str, Anchor)]),
}

/// How the rows of a kind are judged.
pub(crate) fn hang(kind: Kind) -> Hang {
    use Anchor::{Customer, LegalEntity, Parent, Person, Practice, Project};
    Hang::By(match kind {
        Kind::LegalEntity
        | Kind::Practice
        | Kind::Role
        | Kind::Workweek
        | Kind::HolidayCalendar
        | Kind::Holiday
        | Kind::RateCard
        | Kind::FxRate => return Hang::Everyone,
        Kind::Customer => return Hang::Own(Customer),
        Kind::Person => return Hang::Own(Person),
        Kind::Project => return Hang::Own(Project),
        Kind::Position | Kind::WorkweekMembership | Kind::HolidayMembership | Kind::Absence => {
            &[("person_id", Person)]
        }
        Kind::Opportunity => &[
            ("customer_id", Customer),
            ("practice_id", Practice),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::StageChange => &[("opportunity_id", Parent(Kind::Opportunity))],
        Kind::Engagement => &[
            ("project_id", Project),
            ("customer_id", Customer),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::Rate => &[
            ("project_id", Project),
            ("person_id", Person),
            ("rate_card_id", Parent(Kind::RateCard)),
        ],
        Kind::Task
        | Kind::Milestone
        | Kind::Estimate
        | Kind::Assignment
        | Kind::TimeEntry
        | Kind::Expense
        | Kind::Baseline => &[("project_id", Project)],
        Kind::RevenueEvent | Kind::VendorBill | Kind::PurchaseOrder => &[("project_id", Project)],
        Kind::TaskState => &[("task_id", Parent(Kind::Task))],
        Kind::Submission => &[("project_id", Project), ("person_id", Person)],
        Kind::Approval => &[("submission_id", Parent(Kind::Submission))],
        Kind::TimePosting => &[
            ("project_id", Project),
            ("time_entry_id", Parent(Kind::TimeEntry)),
        ],
        Kind::Charge => &[
            ("project_id", Project),
            ("invoice_id", Parent(Kind::Invoice)),
        ],
        Kind::Invoice => &[
            ("project_id", Project),
            ("customer_id", Customer),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::InvoiceLine => &[
            ("project_id", Project),
            ("invoice_id", Parent(Kind::Invoice)),
        ],
        Kind::Payment => &[("customer_id", Customer), ("legal_entity_id", LegalEntity)],
        Kind::PaymentApplication => &[
            ("invoice_id", Parent(Kind::Invoice)),
            ("payment_id", Parent(Kind::Payment)),
        ],
        Kind::Adjustment => &[
            ("project_id", Project),
            ("invoice_id", Parent(Kind::Invoice)),
            ("time_entry_id", Parent(Kind::TimeEntry)),
        ],
        Kind::InvoiceHold => &[("invoice_id", Parent(Kind::Invoice))],
        Kind::Target => &[
            ("person_id", Person),
            ("practice_id", Practice),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::JournalTotal => &[("legal_entity_id", LegalEntity)],
    })
}

/// A scope with the ids of every member of its groups, as rows carry them.
#[derive(Debug, Default)]
struct Wide {
    customers: Option<Vec<i64>>,
    projects: Option<Vec<i64>>,
    practices: Option<Vec<i64>>,
    legal_entities: Option<Vec<i64>>,
    people: Option<Vec<i64>>,
}

impl Wide {
    fn of(&self, anchor: Anchor) -> Option<&[i64]> {
        match anchor {
            Anchor::Customer => self.customers.as_deref(),
            Anchor::Project => self.projects.as_deref(),
            Anchor::Practice => self.practices.as_deref(),
            Anchor::LegalEntity => self.legal_entities.as_deref(),
            Anchor::Person => self.people.as_deref(),
            Anchor::Parent(_) => None,
        }
    }
}

/// What a viewer reaches at one moment.
#[derive(Debug)]
pub struct Sight {
    viewer: Viewer,
    groups: Arc<Groups>,
    grants: Vec<Grant>,
    wide: Vec<Option<Wide>>,
}

impl Sight {
    /// Works out the rows of a viewer's roles.
    pub async fn of(
        connection: &impl ConnectionTrait,
        groups: Arc<Groups>,
        viewer: Viewer,
    ) -> Result<Self, DbErr> {
        let mut grants = Vec::new();
        if viewer.acts_as_system() {
            grants.push(Grant {
                role: "system",
                rows: None,
                classes: [
                    Class::Plain,
                    Class::Commercial,
                    Class::Cost,
                    Class::Personal,
                    Class::Operational,
                ]
                .into(),
                in_aggregate: [].into(),
            });
        }
        for (role, claim) in viewer.held() {
            let rows = Rows {
                connection,
                groups: &groups,
                viewer: &viewer,
                claim,
            }
            .of_rule(role.rows)
            .await?;
            grants.push(Grant::new(role, rows, &claim.classes));
        }
        let wide = grants
            .iter()
            .map(|grant| grant.rows.as_ref().map(|rows| widen(&groups, rows)))
            .collect();
        Ok(Self {
            viewer,
            groups,
            grants,
            wide,
        })
    }

    /// Who looks.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Who represents whom.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Pairs of rows and classes.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Whether any grant shows a class row by row.
    pub fn shows_somewhere(&self, class: Class) -> bool {
        self.grants.iter().any(|grant| grant.shows(class))
    }

    /// Classes shown on a row that hangs on these; `None` where the row is hidden.
    pub fn classes_on(&self, subject: &Subject) -> Option<Classes> {
        let reaching: Vec<&Grant> = self
            .grants
            .iter()
            .filter(|grant| grant.reaches(subject))
            .collect();
        (!reaching.is_empty()).then(|| {
            reaching
                .iter()
                .flat_map(|grant| grant.classes.iter())
                .fold(Classes::default(), |all, class| all.with(*class))
        })
    }

    /// The conditions under which the grants that show all of `needed` reach a row of a kind; an empty list means no row.
    pub(crate) fn conditions(
        &self,
        sql: &mut Sql,
        kind: Kind,
        alias: &str,
        needed: Classes,
    ) -> Vec<(Classes, String)> {
        let mut conditions = Vec::new();
        for (grant, wide) in self.grants.iter().zip(&self.wide) {
            let classes = grant
                .classes
                .iter()
                .fold(Classes::default(), |all, class| all.with(*class));
            if !classes.contains(needed) {
                continue;
            }
            let condition = match wide {
                None => "1=1".to_owned(),
                Some(wide) => reach(sql, wide, &mut HashMap::new(), kind, alias),
            };
            conditions.push((classes, condition));
        }
        conditions
    }
}

fn reach(
    sql: &mut Sql,
    wide: &Wide,
    known: &mut HashMap<Anchor, String>,
    kind: Kind,
    alias: &str,
) -> String {
    let mut judge = |sql: &mut Sql, anchor: Anchor, column: &str| match anchor {
        Anchor::Parent(parent) => {
            let inner = format!("{alias}{}", parent.entity().prefix);
            format!(
                "EXISTS (SELECT 1 FROM \"{}\" {inner} WHERE {inner}.id = {column} AND {})",
                parent.entity().table,
                reach(sql, wide, known, parent, &inner)
            )
        }
        _ => match wide.of(anchor) {
            None => "1=1".to_owned(),
            Some([]) => "1=0".to_owned(),
            Some(ids) => {
                let set = known.entry(anchor).or_insert_with(|| sql.set(ids));
                format!("{column} {set}")
            }
        },
    };
    match hang(kind) {
        Hang::Everyone => "1=1".to_owned(),
        Hang::Own(anchor) => judge(sql, anchor, &format!("{alias}.id")),
        Hang::By([(column, anchor)]) => judge(sql, *anchor, &format!("{alias}.{column}")),
        Hang::By(columns) => {
            let mut text = "CASE".to_owned();
            for (column, anchor) in columns {
                let column = format!("{alias}.{column}");
                let condition = judge(sql, *anchor, &column);
                text += &format!(" WHEN {column} IS NOT NULL THEN {condition}");
            }
            text + " ELSE 1=0 END"
        }
    }
}

fn widen(groups: &Groups, rows: &RowScope) -> Wide {
    let widen = |set: &Option<HashSet<i64>>, kind: Kind| {
        set.as_ref().map(|set| {
            let mut ids: Vec<i64> = set
                .iter()
                .flat_map(|id| {
                    std::iter::once(*id).chain(groups.members(kind, *id).iter().copied())
                })
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        })
    };
    Wide {
        customers: widen(&rows.customers, Kind::Customer),
        projects: widen(&rows.projects, Kind::Project),
        practices: widen(&rows.practices, Kind::Practice),
        legal_entities: widen(&rows.legal_entities, Kind::LegalEntity),
        people: widen(&rows.people, Kind::Person),
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u8);

impl Classes {
    /// With one more.
    pub fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// With all of another set.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without one.
    pub fn without(self, class: Class) -> Self {
        Self(self.0 & !(1 << class as u8))
    }

    /// True where a class is in it.
    pub fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// True where all of another set are in it.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Works out the rows of one role.
struct Rows<'a, C> {
    connection: &'a C,
    groups: &'a Groups,
    viewer: &'a Viewer,
    claim: &'a RoleClaim,
}

impl<C: ConnectionTrait> Rows<'_, C> {
    async fn of_rule(&self, rule: RowRule) -> Result<Option<RowScope>, DbErr> {
        let claim = self.claim;
        let named = !(claim.legal_entities.is_empty()
            && claim.practices.is_empty()
            && claim.customers.is_empty());
        match rule {
            RowRule::All => Ok(None),
            RowRule::LegalEntities if !named => Ok(None),
            RowRule::Configuration => Ok(Some(RowScope::nothing())),
            RowRule::OwnPractices if !named => {
                let people = self.persons().await?;
                let practices = self.ids(Kind::Person, "practice_id", "id", &people).await?;
                self.scope(practices, Vec::new(), Vec::new())
                    .await
                    .map(Some)
            }
            RowRule::OwnCustomers if !named => {
                let people = self.persons().await?;
                let customers = self
                    .ids(Kind::Customer, "id", "account_leader_id", &people)
                    .await?;
                self.scope(Vec::new(), customers, Vec::new())
                    .await
                    .map(Some)
            }
            _ => {
                let practices = self.named(Kind::Practice, &claim.practices).await?;
                let customers = self.named(Kind::Customer, &claim.customers).await?;
                let entities = self.named(Kind::LegalEntity, &claim.legal_entities).await?;
                self.scope(practices, customers, entities).await.map(Some)
            }
        }
    }

    /// Everything that hangs on these practices, customers and legal entities, as representatives.
    async fn scope(
        &self,
        practices: Vec<i64>,
        customers: Vec<i64>,
        entities: Vec<i64>,
    ) -> Result<RowScope, DbErr> {
        let practices = self.below(Kind::Practice, practices).await?;
        let entities = self.below(Kind::LegalEntity, entities).await?;
        let mut customers = self.below(Kind::Customer, customers).await?;
        let mut projects = Vec::new();
        for (column, ids) in [
            ("practice_id", &practices),
            ("customer_id", &customers),
            ("legal_entity_id", &entities),
        ] {
            projects.extend(self.ids(Kind::Project, "id", column, ids).await?);
        }
        let projects = self.whole(Kind::Project, projects);
        customers.extend(
            self.ids(Kind::Customer, "id", "legal_entity_id", &entities)
                .await?,
        );
        customers.extend(
            self.ids(Kind::Project, "customer_id", "id", &projects)
                .await?,
        );
        let mut people = Vec::new();
        for (kind, column, of) in [
            (Kind::Person, "practice_id", &practices),
            (Kind::Person, "legal_entity_id", &entities),
            (Kind::Position, "practice_id", &practices),
        ] {
            let key = if kind == Kind::Person {
                "id"
            } else {
                "person_id"
            };
            people.extend(self.ids(kind, key, column, of).await?);
        }
        let heads = |kind: Kind, ids: Vec<i64>| {
            Some(
                ids.into_iter()
                    .map(|id| self.groups.representative(kind, id))
                    .collect::<HashSet<i64>>(),
            )
        };
        Ok(RowScope {
            customers: heads(Kind::Customer, customers),
            projects: heads(Kind::Project, projects),
            practices: heads(Kind::Practice, practices),
            legal_entities: heads(Kind::LegalEntity, entities),
            people: heads(Kind::Person, people),
        })
    }

    /// A column of the live rows whose other column is among these ids.
    async fn ids(
        &self,
        kind: Kind,
        select: &str,
        column: &str,
        ids: &[i64],
    ) -> Result<Vec<i64>, DbErr> {
        let sql = format!(
            "SELECT DISTINCT {select} FROM \"{}\" WHERE {} AND {select} IS NOT NULL AND deleted_at IS NULL",
            kind.entity().table,
            among(self.connection.get_database_backend(), column)
        );
        query_ids(self.connection, sql, ids, Vec::new())
            .await?
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect()
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

    /// Rows by typed id, source id or name.
    async fn named(&self, kind: Kind, names: &[String]) -> Result<Vec<i64>, DbErr> {
        let mut ids: Vec<i64> = names
            .iter()
            .filter_map(|name| super::read::parse_id(name))
            .filter(|(of, _)| *of == kind)
            .map(|(_, id)| id)
            .collect();
        for name in names {
            ids.extend(
                self.select(
                    format!(
                        "SELECT id FROM \"{}\" WHERE deleted_at IS NULL AND (name = $1 OR source_id IN \
                         (SELECT id FROM raw_record WHERE external_id = $1))",
                        kind.entity().table
                    ),
                    vec![name.clone().into()],
                )
                .await?,
            );
        }
        Ok(ids)
    }

    /// The person of the token: by verified e-mail, or by a subject that is a source id.
    async fn persons(&self) -> Result<Vec<i64>, DbErr> {
        let email = self.viewer.email.clone().unwrap_or_default().to_lowercase();
        let people = self
            .select(
                "SELECT id FROM person WHERE deleted_at IS NULL AND ((email IS NOT NULL AND $1 <> '' AND lower(email) = $1) \
                 OR source_id IN (SELECT id FROM raw_record WHERE external_id = $2))"
                    .to_owned(),
                vec![email.into(), self.viewer.subject.clone().into()],
            )
            .await?;
        Ok(self.whole(Kind::Person, people))
    }

    async fn select(&self, sql: String, binds: Vec<Bind>) -> Result<Vec<i64>, DbErr> {
        let backend = self.connection.get_database_backend();
        self.connection
            .query_all_raw(Statement::from_sql_and_values(backend, sql, binds))
            .await?
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect()
    }
}
