//! Loads the book that rules read: figures from the metric engine, the rest in sets, at one moment of the database.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::canonical::{
    baseline, customer, fx_rate, invoice, opportunity, payment, person, project,
};
use entity::governance::conflict;
use entity::landing::{control_total, dead_letter, drift, waiting_reference};
use entity::value::{Currency, Day, Instant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Statement,
};

use super::book::{Book, HubState, Recognized, Rows, Thresholds};
use crate::domain::record::{ENTITIES, Kind};
use crate::insight::freshness::Freshness;
use crate::insight::metric::Engine as Metrics;
use crate::insight::metric::load::Reader;
use crate::insight::metric::snapshot::Snapshot;
use crate::insight::metric::standing::standings;
use crate::model::identity::Groups;

/// Days of exchange rates that are compared between systems.
const RATE_DAYS: i32 = 31;

/// Reads the book of one moment.
pub(super) async fn load(
    snapshot: &DatabaseTransaction,
    metrics: &Metrics,
    (figures, fresh): (Arc<Snapshot>, Arc<Freshness>),
    thresholds: Thresholds,
    now: Instant,
) -> Result<Book, DbErr> {
    let groups = Groups::load(snapshot, Arc::clone(&metrics.ownership)).await?;
    let rows = rows(snapshot, &groups, figures.usual.1).await?;
    let hub = hub(snapshot, &fresh).await?;
    let feeds = &metrics.settings.feeds;
    let owners = fresh.owners(feeds, &metrics.ownership);
    let (mut known, mut stale_somewhere) = (HashSet::new(), HashSet::new());
    for entity in ENTITIES {
        let kind = entity.kind;
        if fresh.fresh(kind, owners.get(&kind), feeds, now) {
            known.insert(kind);
        }
        let fed = feeds.iter().any(|feed| feed.kind == kind);
        if fed && !fresh.fresh(kind, None, feeds, now) {
            stale_somewhere.insert(kind);
        }
    }
    Ok(Book {
        now,
        today: figures.usual.1,
        thresholds,
        group_currency: figures.usual.0,
        rows,
        hub,
        standings: standings(&figures),
        figures,
        groups,
        owners,
        fresh: known,
        stale_somewhere,
    })
}

async fn rows(snapshot: &DatabaseTransaction, groups: &Groups, today: Day) -> Result<Rows, DbErr> {
    let mut reader = Reader::new(snapshot, groups, None);
    let mut rows = Rows::default();
    macro_rules! by_id {
        ($field:ident, $read:expr) => {
            rows.$field = $read.into_iter().map(|row| (row.id.0, row)).collect();
        };
    }
    by_id!(
        deals,
        reader
            .composed::<opportunity::Entity>(Kind::Opportunity)
            .await?
    );
    by_id!(
        customers,
        reader.composed::<customer::Entity>(Kind::Customer).await?
    );
    by_id!(
        projects,
        reader.composed::<project::Entity>(Kind::Project).await?
    );
    by_id!(
        people,
        reader.composed::<person::Entity>(Kind::Person).await?
    );
    by_id!(
        payments,
        reader.facts::<payment::Entity>(Kind::Payment).await?
    );
    let invoices = invoice::Entity::find().filter(invoice::Column::DeletedAt.is_null());
    by_id!(invoices, invoices.all(snapshot).await?);
    rows.accounts = customer::Entity::find()
        .filter(customer::Column::DeletedAt.is_null())
        .all(snapshot)
        .await?;
    rows.accounts.sort_by_key(|row| row.id.0);
    rows.baselines = baseline::Entity::find()
        .filter(baseline::Column::DeletedAt.is_null())
        .all(snapshot)
        .await?;
    rows.rates = fx_rate::Entity::find()
        .filter(fx_rate::Column::DeletedAt.is_null())
        .filter(fx_rate::Column::EffectiveOn.gte(Day(today.0 - RATE_DAYS)))
        .filter(fx_rate::Column::EffectiveOn.lte(today))
        .all(snapshot)
        .await?;
    rows.recognized = recognized(snapshot, groups, today).await?;
    Ok(rows)
}

async fn hub(snapshot: &DatabaseTransaction, fresh: &Freshness) -> Result<HubState, DbErr> {
    Ok(HubState {
        connections: fresh.connections.clone(),
        streams: fresh.streams.clone(),
        dead_letters: dead_letter::Entity::find()
            .filter(dead_letter::Column::State.eq("open"))
            .all(snapshot)
            .await?,
        waiting: waiting_reference::Entity::find().all(snapshot).await?,
        totals: control_total::Entity::find().all(snapshot).await?,
        drifts: drift::Entity::find().all(snapshot).await?,
        conflicts: conflict::Entity::find()
            .filter(conflict::Column::State.eq("open"))
            .all(snapshot)
            .await?,
    })
}

/// Revenue recognized by the ERP up to a day, by contract and project.
async fn recognized(
    snapshot: &DatabaseTransaction,
    groups: &Groups,
    today: Day,
) -> Result<Vec<Recognized>, DbErr> {
    let statement = Statement::from_sql_and_values(
        snapshot.get_database_backend(),
        "SELECT project_id, engagement_id, currency, CAST(SUM(amount) AS bigint) FROM revenue_event \
         WHERE deleted_at IS NULL AND posted_on <= $1 GROUP BY project_id, engagement_id, currency",
        [today.0.into()],
    );
    let mut sums: HashMap<(i64, i64, Currency), i64> = HashMap::new();
    for row in snapshot.query_all_raw(statement).await? {
        let whole =
            |kind: Kind, id: Option<i64>| id.map_or(0, |id| groups.representative(kind, id));
        let project = whole(Kind::Project, row.try_get_by_index(0)?);
        let contract = whole(Kind::Engagement, row.try_get_by_index(1)?);
        let Ok(currency) = row.try_get_by_index::<String>(2)?.parse() else {
            continue;
        };
        *sums.entry((project, contract, currency)).or_default() +=
            row.try_get_by_index::<i64>(3)?;
    }
    Ok(sums
        .into_iter()
        .map(|((project, contract, currency), amount)| Recognized {
            project,
            contract,
            currency,
            amount,
        })
        .collect())
}
