//! Which rows a viewer reaches: the grants of its roles with their rows worked out, and the same as conditions of a query.
//!
//! Every read for a viewer starts from a [`Sight`]; nothing else can make the finders of [`super::read`] answer.

mod classes;
mod hang;
mod held;
mod limit;
mod reach;

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbErr};

pub use classes::Classes;
use hang::{Anchor, Hang, When, hang};
use limit::Rows;
use reach::Reach;

use super::cell::Cell;
use super::identity::{Groups, Heads};
use super::read::sql::Sql;
use super::statement::exists;
use crate::access::{Class, Grant, Permission, Subject, Viewer};
use crate::domain::record::Kind;

/// Kinds whose rows decide what a scope reaches; links, of which kind 0 tells, do too.
const JUDGED: &[Kind] = &[
    Kind::LegalEntity,
    Kind::Practice,
    Kind::Customer,
    Kind::Person,
    Kind::Position,
    Kind::Engagement,
    Kind::Project,
    Kind::Invoice,
    Kind::Payment,
];

/// What a viewer reaches at one moment.
#[derive(Debug)]
pub struct Sight {
    viewer: Viewer,
    groups: Arc<Groups>,
    grants: Vec<Grant>,
    reaches: Vec<Option<Reach>>,
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
            grants.push(Grant::everything("system"));
        }
        let rows = Rows {
            connection,
            groups: &groups,
            viewer: &viewer,
        };
        let denied = rows.denied(&viewer.deny).await?;
        for (role, claim) in viewer.held() {
            let rows = rows.of_role(role.rows, claim, &denied).await?;
            grants.push(Grant::new(role, rows, claim, &viewer.deny.classes));
        }
        let reaches = grants
            .iter()
            .map(|grant| grant.rows.as_ref().map(|rows| Reach::of(&groups, rows)))
            .collect();
        Ok(Self {
            viewer,
            groups,
            grants,
            reaches,
        })
    }

    /// True where anything has changed after a sequence that decides which rows a viewer reaches.
    pub async fn outdated(connection: &impl ConnectionTrait, sequence: i64) -> Result<bool, DbErr> {
        let kinds: String = JUDGED
            .iter()
            .map(|kind| format!(",{}", *kind as i16))
            .collect();
        let sql = format!(
            "SELECT 1 FROM change WHERE kind IN (0{kinds}) AND tx IN \
             (SELECT tx FROM change_tx WHERE sequence > $1) LIMIT 1"
        );
        exists(connection, &sql, vec![sequence.into()]).await
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

    /// Classes shown of what hangs on no row, such as a total of a whole stream: business facts of it only by a grant of all rows.
    pub fn unbound(&self) -> Classes {
        self.grants.iter().fold(Classes::default(), |all, grant| {
            let free = |class: &&Class| {
                grant.rows.is_none() || matches!(class, Class::Plain | Class::Operational)
            };
            all.and(grant.classes.iter().filter(free).collect())
        })
    }

    /// Classes shown on a row that hangs on these; `None` where the row is hidden.
    pub fn classes_on(&self, subject: &Subject) -> Option<Classes> {
        let mut reaching = self
            .grants
            .iter()
            .filter(|grant| grant.reaches(subject))
            .peekable();
        reaching.peek()?;
        Some(reaching.fold(Classes::default(), |all, grant| {
            all.and(grant.classes.iter().collect())
        }))
    }

    /// Whether a grant of all rows allows something.
    pub fn free(&self, permission: Permission) -> bool {
        self.viewer.acts_as_system()
            || self
                .grants
                .iter()
                .any(|grant| grant.rows.is_none() && grant.may.contains(&permission))
    }

    /// Whether a grant that reaches a row that hangs on these allows something; what hangs on nothing is any grant's.
    pub fn may_on(&self, permission: Permission, subject: &Subject) -> bool {
        let free = *subject == Subject::default();
        self.grants
            .iter()
            .any(|grant| grant.may.contains(&permission) && (free || grant.reaches(subject)))
    }

    /// The conditions under which the grants that show all of `needed` reach a row of a kind; an empty list means no row.
    pub(crate) fn conditions(
        &self,
        sql: &mut Sql,
        heads: &Heads,
        kind: Kind,
        alias: &str,
        needed: Classes,
    ) -> Vec<(Classes, String)> {
        let anchors = anchors(kind);
        let places: Vec<usize> = anchors.iter().flatten().map(|(place, _)| *place).collect();
        let mut conditions = Vec::new();
        for (grant, reach) in self.grants.iter().zip(&self.reaches) {
            let classes: Classes = grant.classes.iter().collect();
            if !classes.contains(needed) {
                continue;
            }
            let condition = match reach {
                None => "1=1".to_owned(),
                Some(reach) => {
                    let stored = reach.sql(sql, kind, alias);
                    self.composed(sql, heads, grant, &anchors, &places, alias, stored)
                }
            };
            conditions.push((classes, condition));
        }
        conditions
    }

    /// The condition with rows that represent a group judged by their composed values.
    #[expect(
        clippy::too_many_arguments,
        reason = "one caller, all of it parts of one condition"
    )]
    fn composed(
        &self,
        sql: &mut Sql,
        heads: &Heads,
        grant: &Grant,
        anchors: &Option<Vec<(usize, Anchor)>>,
        places: &[usize],
        alias: &str,
        stored: String,
    ) -> String {
        let Some(anchors) = anchors else {
            return stored;
        };
        let (mut differing, mut reached) = (Vec::new(), Vec::new());
        for (id, cells) in heads.differing(places) {
            differing.push(id);
            if grant.reaches(&self.subject(anchors, cells)) {
                reached.push(id);
            }
        }
        if differing.is_empty() {
            return stored;
        }
        differing.sort_unstable();
        reached.sort_unstable();
        format!(
            "CASE WHEN {alias}.id {} THEN {alias}.id {} ELSE {stored} END",
            sql.set(&differing),
            sql.set(&reached)
        )
    }

    fn subject(&self, anchors: &[(usize, Anchor)], cells: &[Cell]) -> Subject {
        let mut subject = Subject::default();
        for (place, anchor) in anchors {
            let head = |kind: Kind| {
                let id = cells.get(*place).and_then(Cell::int)?;
                Some(self.groups.representative(kind, id))
            };
            match anchor {
                Anchor::Customer => subject.customer = head(Kind::Customer),
                Anchor::Project => subject.project = head(Kind::Project),
                Anchor::Practice => subject.practice = head(Kind::Practice),
                Anchor::LegalEntity => subject.legal_entity = head(Kind::LegalEntity),
                Anchor::Person(_) => subject.person = head(Kind::Person),
                Anchor::RateCard | Anchor::Parent(_) => {}
            }
        }
        subject
    }
}

/// What rows of a kind hang on, by places of its fields, where that can be judged without another row; a kind that is judged by its own
/// id has the same rows whatever its values are.
fn anchors(kind: Kind) -> Option<Vec<(usize, Anchor)>> {
    let Hang::By(columns) = hang(kind) else {
        return None;
    };
    let judged = |anchor: &Anchor| {
        !matches!(
            anchor,
            Anchor::Parent(_) | Anchor::RateCard | Anchor::Person(When::On(_) | When::Between(..))
        )
    };
    if !columns.iter().all(|(_, anchor)| judged(anchor)) {
        return None;
    }
    Some(
        columns
            .iter()
            .filter_map(|(column, anchor)| Some((kind.entity().field(column)?.0, *anchor)))
            .collect(),
    )
}
