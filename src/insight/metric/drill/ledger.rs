//! The documents, payments and items behind figures of receivables and lock-up.

use super::{Piece, Pieces, Scale, of_items};
use crate::insight::metric::cube::Cubes;
use crate::insight::metric::definition::Metric;
use crate::insight::metric::fold::given_up;
use crate::insight::metric::fold::outstanding::{self, locked, net_open, paid, sold, window};
use crate::insight::metric::fold::receivable::{Books, Owed, converted, grouped};
use crate::insight::metric::fold::unbilled::Closing;
use crate::insight::metric::plan::{Key, Plan};
use crate::insight::metric::registry::{LockUp, Receivable};
use crate::insight::metric::respond::locked_at;
use crate::insight::metric::snapshot::Snapshot;

fn piece(owed: &Owed) -> Option<Piece> {
    let mut piece = match (owed.document, owed.payment) {
        (Some(document), _) => Piece::new("invoice", "inv", document.id, document.issued_on?),
        (None, Some(payment)) => Piece::new("payment", "pay", payment.id, payment.received_on),
        (None, None) => return None,
    };
    piece.project = owed.document.map_or(0, |document| document.project);
    Some(piece)
}

/// The rows of a figure of receivables; those of days are receivables above the line and sales below it.
pub(super) fn receivables(
    plan: &Plan,
    metric: &Metric,
    figure: Receivable,
    snapshot: &Snapshot,
    cubes: &Cubes,
    key: Key,
) -> Pieces {
    let places = Snapshot::places(cubes);
    let books = Books {
        ledger: &snapshot.inputs.ledger,
        fx: &snapshot.inputs.fx,
        applied: &snapshot.applied,
        places: &places,
    };
    let period = plan.buckets.period(key.1);
    let on = period.to.min(plan.as_of);
    let entries = books.owed(figure, on);
    let seen = grouped(plan, &entries, period).remove(&key);
    let cells = plan.readable(metric, &seen.unwrap_or_default()).cells;
    let rows: Vec<Piece> = match figure {
        Receivable::Open
        | Receivable::OpenByInvoiceDate
        | Receivable::Overdue
        | Receivable::Disputed
        | Receivable::Unapplied => {
            let rows = cells.iter().filter_map(|owed| {
                let amount = books.amount(owed, figure, on)?;
                let amount = converted(plan, &books, owed, amount, on)?;
                Some(Piece {
                    amount: amount.into(),
                    ..piece(owed)?
                })
            });
            return (rows.collect(), Scale::Money, false);
        }
        Receivable::WriteOffs | Receivable::WriteOffRate => {
            let span = (period.from, on);
            let rows = cells.iter().filter_map(|owed| {
                let share = given_up::share(&books, owed, figure, plan.target, span);
                let (amount, denominator, _) = share.ok()?;
                (amount != 0 || denominator != 0).then_some(())?;
                Some(Piece {
                    amount,
                    denominator,
                    ..piece(owed)?
                })
            });
            let ratio = figure == Receivable::WriteOffRate;
            return (rows.collect(), Scale::Money, ratio);
        }
        Receivable::DaysToPay => cells
            .iter()
            .filter_map(|owed| owed.document)
            .flat_map(|document| {
                let found = paid(&books, document, plan.target, period.from, on);
                found.into_iter().filter_map(|paid| {
                    let weight = i128::from(paid.weight?);
                    let mut piece = Piece::new("payment_application", "pap", paid.id, paid.on);
                    piece.project = document.project;
                    piece.amount = weight * i128::from(paid.days);
                    piece.denominator = weight;
                    Some(piece)
                })
            })
            .collect(),
        _ => {
            let window = window(&books, &cells, figure, plan.target, on);
            let from = window.ok().and_then(|window| window.from);
            let rows = cells.iter().filter_map(|owed| {
                let amount = net_open(&books, owed, figure, plan.target, on).ok()?;
                let denominator = from.map_or(Ok(0), |from| sold(&books, owed, plan.target, from));
                let denominator = denominator.ok()?;
                (amount != 0 || denominator != 0).then_some(())?;
                Some(Piece {
                    amount,
                    denominator,
                    ..piece(owed)?
                })
            });
            rows.collect()
        }
    };
    (rows, Scale::Money, true)
}

/// The rows of lock-up: items and receivables above the line, a year of sales below it.
pub(super) fn lock_up(
    plan: &Plan,
    metric: &Metric,
    figure: LockUp,
    snapshot: &Snapshot,
    cubes: &Cubes,
    key: Key,
) -> Pieces {
    let places = Snapshot::places(cubes);
    let books = Books {
        ledger: &snapshot.inputs.ledger,
        fx: &snapshot.inputs.fx,
        applied: &snapshot.applied,
        places: &places,
    };
    let period = plan.buckets.period(key.1);
    let on = period.to.min(plan.as_of);
    let entries = books.owed(Receivable::Simple, on);
    let then = locked_at(snapshot, plan);
    let items = then.as_deref().unwrap_or(cubes).items();
    let group = locked(plan, period, &entries, items).remove(&key);
    let group = group.unwrap_or_default();
    let mut closing = Closing::in_target(plan, books.fx, on);
    let mut pieces = Vec::new();
    if figure != LockUp::Receivables {
        let items = plan.readable(metric, &group.items).cells;
        pieces.extend(of_items(&items, |placed| {
            let (amount, _) = closing.convert(placed, placed.item.open_value())?;
            Some((amount.into(), 0))
        }));
    }
    let from = outstanding::year_from(on);
    for owed in plan.readable(metric, &group.owed).cells {
        let amount = match figure {
            LockUp::Wip => Ok(0),
            _ => net_open(&books, owed, Receivable::Simple, plan.target, on),
        };
        let denominator = sold(&books, owed, plan.target, from);
        if let (Ok(amount), Ok(denominator), Some(piece)) = (amount, denominator, piece(owed))
            && (amount != 0 || denominator != 0)
        {
            pieces.push(Piece {
                amount,
                denominator,
                ..piece
            });
        }
    }
    (pieces, Scale::Money, true)
}
