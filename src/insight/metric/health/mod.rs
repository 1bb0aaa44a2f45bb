//! How well the systems are kept together and how fast exceptions go: read from the hub's own tables when asked.

mod figure;
mod read;
mod trouble;

use entity::value::{Currency, Day};

use super::dimension::Dimension;
use super::plan::Cell;
use super::query::RowScope;
use super::registry::Health;

pub(crate) use figure::{bears, fold};
pub(crate) use read::{Wanted, read};
pub(crate) use trouble::{Trouble, resolution, shares};

/// What a happening is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A run that ended: whether it was due by schedule, went well, and how many changes it landed.
    Run { due: bool, ok: bool, changes: i64 },
    /// A run that was due and never started.
    Missed,
    /// A change that landed after its time was up.
    Late,
    /// An object that was set aside: whether it was landed after all, and whether the source's own content was refused.
    Letter { replayed: bool, refused: bool },
    /// An object due and not landed, now.
    Stuck,
    /// A control total, now: of objects, or of amounts in a currency.
    Total {
        source: i64,
        landed: i64,
        currency: Option<Currency>,
    },
    /// Age of the proven watermark, now.
    Stale { ms: i64 },
    /// Age that a stream's data had reached when a good run ended.
    Reached { ms: i64 },
}

/// Something that happened to a stream on a day, or is so now where it has no day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Happening {
    pub(crate) connection: i64,
    pub(crate) stream: i64,
    pub(crate) on: Option<Day>,
    /// Its row.
    pub(crate) id: i64,
    pub(crate) what: What,
}

impl Happening {
    /// What it adds above and below the line of a figure; none where it does not bear on it.
    pub(crate) fn share(&self, figure: Health) -> Option<(i128, i128)> {
        let one = |top: bool| (i128::from(top), 1);
        match (figure, self.what) {
            (Health::Runs, What::Run { due: true, ok, .. }) => Some(one(ok)),
            (Health::Runs, What::Missed) => Some(one(false)),
            (Health::Records | Health::FirstPass, What::Run { changes, .. }) if changes != 0 => {
                Some((changes.into(), changes.into()))
            }
            (Health::Records, What::Letter { replayed, .. }) => Some((i128::from(replayed) - 1, 0)),
            (Health::Records, What::Late) => Some((-1, 0)),
            (Health::FirstPass, What::Letter { .. }) => Some((-1, 0)),
            (
                Health::Completeness,
                What::Total {
                    source,
                    landed,
                    currency: None,
                },
            ) => Some((landed.into(), source.into())),
            (Health::Backlog, What::Stuck) => Some((1, 0)),
            _ => None,
        }
    }

    /// Kind of its row as a drill-down names it, and the prefix of its id; no prefix where the row has no id of its own.
    pub(crate) fn row(&self) -> (&'static str, Option<&'static str>) {
        match self.what {
            What::Run { .. } | What::Reached { .. } => ("sync_run", Some("run")),
            What::Missed => ("missed_run", None),
            What::Late => ("raw_record", None),
            What::Letter { .. } => ("dead_letter", Some("dlq")),
            What::Stuck => ("backlog", None),
            What::Total { .. } => ("control_total", None),
            What::Stale { .. } => ("stream_state", None),
        }
    }
}

impl Cell for Happening {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Connection => self.connection,
            Dimension::Stream => self.stream,
            _ => 0,
        }
    }

    fn within(&self, _rows: &RowScope) -> bool {
        true
    }
}

/// The hub's own state, as of a moment.
#[derive(Debug, Default)]
pub(crate) struct HubState {
    pub(crate) happenings: Vec<Happening>,
    pub(crate) troubles: Vec<Trouble>,
    /// True where it is a past one, of which counts that are not kept cannot be told.
    pub(crate) past: bool,
}
