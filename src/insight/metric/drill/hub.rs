//! The set-ups, runs, dead letters and exceptions behind figures of the hub itself.

use entity::value::{Day, Instant};

use super::{Piece, Pieces, Scale};
use crate::insight::metric::cube::Cubes;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::fold;
use crate::insight::metric::fold::setup::{Clock, Stand};
use crate::insight::metric::health::{self, Happening, HubState, Trouble, What};
use crate::insight::metric::plan::{Key, Plan};
use crate::insight::metric::registry::Health;

/// The deals whose last project became ready.
pub(super) fn setups(
    plan: &Plan,
    metric: &Metric,
    clock: &Clock,
    cubes: &Cubes,
    now: Instant,
    key: &Key,
) -> Pieces {
    let (unit, size) = clock.unit();
    let group = fold::setup::grouped(plan, &cubes.setups, now).remove(key);
    let pieces = group.into_iter().flatten().filter_map(|(seen, stand)| {
        let setup = seen.cell;
        let shown = !plan.readable(metric, &[seen]).cells.is_empty();
        let counts = shown && stand == Stand::Ready;
        let took = clock.took(setup).filter(|_| counts)?;
        let mut piece = Piece::new("opportunity", "opp", setup.deal, setup.ready_on?);
        piece.project = setup.project;
        piece.amount = took.into();
        piece.denominator = size.into();
        if unit == Unit::Hours {
            piece.ms = took;
        }
        Some(piece)
    });
    let scale = match unit {
        Unit::Hours => Scale::Time(1),
        _ => Scale::Whole,
    };
    (pieces.collect(), scale, true)
}

/// The runs, dead letters, control totals or watermarks behind a synchronization figure.
pub(super) fn health(plan: &Plan, figure: Health, hub: &HubState, key: &Key) -> Pieces {
    let happenings = hub
        .happenings
        .iter()
        .filter(|of| health::bears(of, figure, plan));
    let groups = plan.grouped(happenings, |of| of.on.or(Some(plan.buckets.to)));
    let group = groups.get(key).map_or(&[][..], Vec::as_slice);
    let cells: Vec<&Happening> = group.iter().map(|seen| seen.cell).collect();
    if figure == Health::Freshness {
        return (worst(plan, &cells), Scale::Time(1), false);
    }
    let pieces = cells.iter().filter_map(|of| {
        let (amount, denominator) = of.share(figure)?;
        if (amount, denominator) == (0, 0) {
            return None;
        }
        let mut piece = row(of, of.on.unwrap_or(plan.as_of));
        piece.amount = amount;
        piece.denominator = denominator;
        Some(piece)
    });
    (pieces.collect(), Scale::Whole, figure != Health::Backlog)
}

/// The stream whose watermark is the oldest, which the figure is.
fn worst(plan: &Plan, cells: &[&Happening]) -> Vec<Piece> {
    let stale = cells.iter().filter_map(|of| match of.what {
        What::Stale { ms } => Some((ms, *of)),
        _ => None,
    });
    let worst = stale.max_by_key(|(ms, of)| (*ms, of.connection, of.stream));
    let piece = worst.map(|(ms, of)| Piece {
        amount: ms.into(),
        ms,
        ..row(of, plan.as_of)
    });
    piece.into_iter().collect()
}

fn row(of: &Happening, on: Day) -> Piece {
    let (kind, prefix) = of.row();
    let mut piece = Piece::new(kind, prefix.unwrap_or_default(), of.id, on);
    if prefix.is_none() {
        piece.id = None;
    }
    piece
}

/// The exceptions that were verified gone, or that are open.
pub(super) fn exceptions(
    plan: &Plan,
    open_only: bool,
    troubles: &[Trouble],
    moment: (Instant, chrono_tz::Tz),
    key: &Key,
) -> Pieces {
    let shares = health::shares(plan, open_only, troubles, moment, key);
    let pieces = shares
        .into_iter()
        .map(|(trouble, on, amount, denominator)| {
            let mut piece = Piece::new("exception", "exc", trouble.id, on);
            piece.project = trouble.project;
            piece.amount = amount;
            piece.denominator = denominator;
            if !open_only {
                piece.ms = i64::try_from(amount).unwrap_or(i64::MAX);
            }
            piece
        });
    let scale = if open_only {
        Scale::Whole
    } else {
        Scale::Time(1)
    };
    (pieces.collect(), scale, !open_only)
}
