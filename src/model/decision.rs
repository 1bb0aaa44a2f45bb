//! What people decide about exceptions: acknowledge, assign, accept; each with its event, in one transaction of the change feed.

use entity::insight::{exception, exception_event};
use entity::value::Instant;
use sea_orm::{
    ActiveModelTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, NotSet, QuerySelect,
    Set,
};

use super::database::begin_write;
use super::upsert::announce;

/// A decision about an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Somebody has seen it and looks after it.
    Acknowledge,
    /// It is given to a person.
    Assign(String),
    /// It is accepted as it is: resolved until its evidence changes.
    Accept,
}

/// Who decides, when and why.
#[derive(Clone, Debug)]
pub struct By<'a> {
    /// Who.
    pub actor: &'a str,
    /// Why, in words.
    pub reason: &'a str,
    /// Present instant.
    pub now: Instant,
    /// Key of the transaction, freshly minted.
    pub tx: i64,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It was done; the exception as it is now.
    Done(exception::Model),
    /// There is no such exception.
    NotFound,
    /// The exception's state does not allow it.
    NotAllowed(exception::Model),
}

/// Carries out a decision.
pub async fn decide(
    decisions: &DatabaseConnection,
    id: i64,
    decision: Decision,
    by: By<'_>,
) -> Result<Decided, DbErr> {
    let transaction = begin_write(decisions).await?;
    let found = exception::Entity::find_by_id(id).lock_exclusive();
    let Some(before) = found.one(&transaction).await? else {
        return Ok(Decided::NotFound);
    };
    let allowed = match decision {
        Decision::Acknowledge => before.state == "open",
        Decision::Assign(_) | Decision::Accept => before.state != "resolved",
    };
    if !allowed {
        return Ok(Decided::NotAllowed(before));
    }
    let from_state = before.state.clone();
    let mut row = before.into_active_model();
    let to_state = match decision {
        Decision::Acknowledge => {
            row.acknowledged_by = Set(Some(by.actor.to_owned()));
            row.acknowledged_at = Set(Some(by.now));
            "acknowledged".to_owned()
        }
        Decision::Assign(person) => {
            row.assignee = Set(Some(person));
            from_state.clone()
        }
        Decision::Accept => {
            row.resolved_at = Set(Some(by.now));
            row.resolution = Set(Some("ACCEPTED".to_owned()));
            row.reason = Set(Some(by.reason.to_owned()));
            "resolved".to_owned()
        }
    };
    row.state = Set(to_state.clone());
    row.tx = Set(by.tx);
    let after = row.update(&transaction).await?;
    exception_event::ActiveModel {
        id: NotSet,
        exception_id: Set(id),
        tx: Set(by.tx),
        at: Set(by.now),
        from_state: Set(Some(from_state)),
        to_state: Set(to_state),
        actor: Set(by.actor.to_owned()),
        reason: Set(by.reason.to_owned()),
    }
    .insert(&transaction)
    .await?;
    announce(&transaction, by.tx, 0).await?;
    transaction.commit().await?;
    Ok(Decided::Done(after))
}
