//! Loads the book that rules read, in sets, at one moment of the database.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::canonical::fx_rate::RateType;
use entity::canonical::{
    customer, engagement, fx_rate, invoice, opportunity, payment, person, project,
};
use entity::governance::conflict;
use entity::insight::{billing_item, payment_status};
use entity::landing::{
    connection, control_total, dead_letter, drift, stream_state, waiting_reference,
};
use entity::value::{Currency, Day, Instant, Money};
use rust_decimal::Decimal;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    Statement,
};

use super::book::{Book, DoubleBilling, RateGap};
use super::engine::Policy;
use crate::domain::record::Kind;
use crate::model::identity::{Groups, Ownership};

/// Reads the book of one moment.
pub(super) async fn load(
    snapshot: &DatabaseTransaction,
    policy: &Policy,
    now: Instant,
    today: Day,
) -> Result<Book, DbErr> {
    let groups = Groups::load(snapshot, Arc::clone(&policy.ownership)).await?;
    let mut book = Book::new(now, today, policy.group_currency);
    book.thresholds = policy.thresholds.clone();
    macro_rules! living {
        ($field:ident, $entity:ident) => {
            book.$field = $entity::Entity::find()
                .filter($entity::Column::DeletedAt.is_null())
                .all(snapshot)
                .await?;
        };
    }
    living!(customers, customer);
    living!(opportunities, opportunity);
    living!(engagements, engagement);
    living!(projects, project);
    living!(people, person);
    living!(invoices, invoice);
    living!(payments, payment);
    book.connections = connection::Entity::find().all(snapshot).await?;
    book.streams = stream_state::Entity::find().all(snapshot).await?;
    book.statuses = payment_status::Entity::find().all(snapshot).await?;
    book.dead_letters = dead_letter::Entity::find()
        .filter(dead_letter::Column::State.eq("open"))
        .all(snapshot)
        .await?;
    book.waiting = waiting_reference::Entity::find().all(snapshot).await?;
    book.totals = control_total::Entity::find().all(snapshot).await?;
    book.drifts = drift::Entity::find().all(snapshot).await?;
    book.conflicts = conflict::Entity::find()
        .filter(conflict::Column::State.eq("open"))
        .all(snapshot)
        .await?;
    let unbilled = Condition::any()
        .add(billing_item::Column::Live.eq(false))
        .add(billing_item::Column::ValueGroup.is_null());
    book.items = billing_item::Entity::find()
        .filter(unbilled)
        .all(snapshot)
        .await?;
    for kind in [
        Kind::Customer,
        Kind::Project,
        Kind::Engagement,
        Kind::Opportunity,
        Kind::Person,
        Kind::Practice,
        Kind::LegalEntity,
    ] {
        for (representative, members) in groups.of_kind(kind) {
            book.representative
                .extend(members.iter().map(|member| (*member, representative)));
        }
    }
    book.owners = owners(&book.connections, &policy.ownership);
    book.fresh = fresh(&book, policy, now);
    book.spot = spot(snapshot, &book, today).await?;
    book.rate_gaps = rate_gaps(snapshot, &book).await?;
    book.doubles = doubles(snapshot, &book).await?;
    Ok(book)
}

/// Connections that own each kind: those of the best rank among the connected.
fn owners(connections: &[connection::Model], ownership: &Ownership) -> HashMap<Kind, HashSet<i32>> {
    let mut owners = HashMap::new();
    for entity in crate::domain::record::ENTITIES {
        let ranked: Vec<_> = connections
            .iter()
            .map(|c| (ownership.rank(entity.kind, &c.key, &c.vendor), c.id))
            .collect();
        if let Some(best) = ranked
            .iter()
            .map(|(rank, _)| *rank)
            .min()
            .filter(|best| *best != usize::MAX)
        {
            let of_best = ranked
                .iter()
                .filter(|(rank, _)| *rank == best)
                .map(|(_, id)| *id)
                .collect();
            owners.insert(entity.kind, of_best);
        }
    }
    owners
}

/// Kinds all of whose streams, on the connections that own them, are past their first load and not late.
fn fresh(book: &Book, policy: &Policy, now: Instant) -> HashSet<Kind> {
    let keys: HashMap<i32, &str> = book
        .connections
        .iter()
        .map(|c| (c.id, c.key.as_str()))
        .collect();
    let good = |feed: &super::engine::Feed| {
        book.streams.iter().any(|stream| {
            keys.get(&stream.connection_id) == Some(&feed.connection.as_str())
                && stream.stream == feed.stream
                && stream.first_loaded_at.is_some()
                && stream
                    .last_ok_at
                    .is_some_and(|at| now.0 - at.0 <= feed.stale_after_ms)
        })
    };
    let mut kinds: HashMap<Kind, bool> = HashMap::new();
    for feed in &policy.feeds {
        let id = book
            .connections
            .iter()
            .find(|c| c.key == feed.connection)
            .map(|c| c.id);
        if id.is_some_and(|id| book.owned(feed.kind, id)) || feed.kind == Kind::TimePosting {
            *kinds.entry(feed.kind).or_insert(true) &= good(feed);
        }
    }
    kinds
        .into_iter()
        .filter(|(_, good)| *good)
        .map(|(kind, _)| kind)
        .collect()
}

/// Today's spot rate to group currency: the newest of the owner, or the inverse of the newest the other way round.
async fn spot(
    snapshot: &DatabaseTransaction,
    book: &Book,
    today: Day,
) -> Result<HashMap<Currency, Decimal>, DbErr> {
    let rates = fx_rate::Entity::find()
        .filter(fx_rate::Column::RateType.eq(RateType::Spot))
        .filter(fx_rate::Column::EffectiveOn.lte(today))
        .filter(fx_rate::Column::EffectiveOn.gte(Day(today.0 - 31)))
        .filter(fx_rate::Column::DeletedAt.is_null())
        .all(snapshot)
        .await?;
    let mut newest: HashMap<(Currency, bool), (Day, Decimal)> = HashMap::new();
    for rate in rates
        .iter()
        .filter(|rate| book.owned(Kind::FxRate, rate.connection_id))
    {
        let (currency, direct) = match (
            rate.base == book.group_currency,
            rate.quote == book.group_currency,
        ) {
            (false, true) => (rate.base, true),
            (true, false) => (rate.quote, false),
            _ => continue,
        };
        let entry = newest
            .entry((currency, direct))
            .or_insert((rate.effective_on, rate.rate.decimal()));
        if rate.effective_on >= entry.0 {
            *entry = (rate.effective_on, rate.rate.decimal());
        }
    }
    let mut spot = HashMap::new();
    for ((currency, direct), (_, rate)) in newest {
        if direct {
            spot.insert(currency, rate);
        } else if let Some(inverse) = Decimal::ONE.checked_div(rate) {
            spot.entry(currency).or_insert(inverse);
        }
    }
    Ok(spot)
}

/// Approved entries without a rate, by project.
async fn rate_gaps(snapshot: &DatabaseTransaction, book: &Book) -> Result<Vec<RateGap>, DbErr> {
    let mut gaps: HashMap<(i64, bool), RateGap> = HashMap::new();
    for (bill, condition) in [
        (true, "bill_rate IS NULL AND billable = TRUE"),
        (false, "cost_rate IS NULL"),
    ] {
        let sql = format!(
            "SELECT project_id, connection_id, CAST(COUNT(*) AS bigint), CAST(SUM(duration) AS bigint), MIN(work_on) FROM time_entry \
             WHERE status = 'approved' AND deleted_at IS NULL AND {condition} GROUP BY project_id, connection_id"
        );
        for row in snapshot
            .query_all_raw(Statement::from_string(snapshot.get_database_backend(), sql))
            .await?
        {
            let connection: i32 = row.try_get_by_index(1)?;
            if !book.owned(Kind::TimeEntry, connection) {
                continue;
            }
            let project_id = book.of(row.try_get_by_index(0)?);
            let (entries, duration): (i64, i64) =
                (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            let first_on = Day(row.try_get_by_index(4)?);
            let gap = gaps.entry((project_id, bill)).or_insert(RateGap {
                project_id,
                bill,
                entries: 0,
                duration: 0,
                first_on,
            });
            gap.entries += entries;
            gap.duration += duration;
            gap.first_on = gap.first_on.min(first_on);
        }
    }
    let mut gaps: Vec<_> = gaps.into_values().collect();
    gaps.sort_by_key(|gap| (gap.project_id, gap.bill));
    Ok(gaps)
}

/// Deliveries that stand on more than one live line: issued, and not credited to be billed again.
async fn doubles(snapshot: &DatabaseTransaction, book: &Book) -> Result<Vec<DoubleBilling>, DbErr> {
    let mut doubles = Vec::new();
    for delivery in ["time_entry", "expense", "milestone"] {
        let live = "i.document = 'invoice' AND i.status IN ('open', 'paid') AND i.deleted_at IS NULL AND l.deleted_at IS NULL AND NOT EXISTS \
             (SELECT 1 FROM invoice c WHERE c.corrects_id = i.id AND c.credit_reason = 'rebill' AND c.deleted_at IS NULL \
             AND c.status IN ('open', 'paid'))";
        let sql = format!(
            "SELECT l.{delivery}_id, l.invoice_id, l.project_id, l.amount, l.currency FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id \
             WHERE {live} AND l.{delivery}_id IN (SELECT l.{delivery}_id FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id \
             WHERE {live} AND l.{delivery}_id IS NOT NULL GROUP BY l.{delivery}_id HAVING COUNT(DISTINCT l.invoice_id) > 1) \
             ORDER BY 1, i.issued_on, 2"
        );
        let rows = snapshot
            .query_all_raw(Statement::from_string(snapshot.get_database_backend(), sql))
            .await?;
        for row in rows {
            let delivery_id: i64 = row.try_get_by_index(0)?;
            let invoice: i64 = row.try_get_by_index(1)?;
            let project_id: Option<i64> = row.try_get_by_index(2)?;
            let amount = Money(row.try_get_by_index(3)?);
            let Ok(currency) = row.try_get_by_index::<String>(4)?.parse() else {
                continue;
            };
            match doubles.last_mut() {
                Some(DoubleBilling {
                    delivery: of,
                    delivery_id: id,
                    invoices,
                    amount: sum,
                    ..
                }) if *of == delivery && *id == delivery_id => {
                    invoices.push(invoice);
                    *sum += amount;
                }
                _ => doubles.push(DoubleBilling {
                    delivery,
                    delivery_id,
                    project_id: project_id.map(|id| book.of(id)),
                    invoices: vec![invoice],
                    amount: Money::ZERO,
                    currency,
                }),
            }
        }
    }
    Ok(doubles)
}
