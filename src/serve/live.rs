//! What happens, for subscriptions: one follower reads each numbered transaction once and tells everybody.
//!
//! A subscriber first catches up from the log, then follows what is told; the seam is the sequence, so nothing is missed or doubled. A
//! subscriber that has fallen behind what is kept in memory catches up from the log again. An idle one costs no database work. Figures are
//! followed by the sequence that they were brought up to, which may come later than the rows.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use entity::insight::{exception, exception_event, payment_event};
use entity::landing::sync_run;
use futures::Stream;
use sea_orm::DbErr;
use tokio::sync::{Mutex, broadcast, watch};

use super::State;
use super::graphql::error::{Refusal, bad};
use super::graphql::page;
use crate::model::read::touched::{Touched, touched};
use crate::model::read::{alert, operation, payment};

/// Number of the log; a restored or promoted database begins another.
const GENERATION: i64 = 1;
/// Happenings kept in memory for those who follow.
const KEPT: usize = 4_096;
/// Transactions read in one step.
const STEP: u64 = 500;
/// Stretches of changes kept in memory.
const STRETCHES: usize = 64;
/// Runs whose progress is told.
const RUNS: u64 = 50;

/// A place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Sequence of the transaction.
    pub sequence: i64,
    /// Place in it.
    pub ordinal: i64,
}

impl At {
    /// The place as a cursor.
    pub fn cursor(&self) -> String {
        page::cursor(&(GENERATION, self.sequence, self.ordinal))
    }

    /// The place of a cursor; of another log it is too old.
    pub fn parse(cursor: &str) -> Result<(i64, Self), Refusal> {
        let (generation, sequence, ordinal) = page::place("after", cursor)
            .map_err(|_| bad("after", "this is no cursor of a subscription"))?;
        Ok((generation, Self { sequence, ordinal }))
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Where in the log.
    pub at: At,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "shared, never copied in bulk")]
pub enum What {
    /// An exception changed its state.
    Exception(exception_event::Model, exception::Model),
    /// An account's payment status changed.
    Payment(payment_event::Model),
    /// A run began, went on or ended.
    Run(sync_run::Model),
}

/// What happens, told to everybody who follows.
pub struct Live {
    told: broadcast::Sender<Arc<Happening>>,
    /// Sequence that figures stand at.
    figures: watch::Sender<i64>,
    /// What the latest stretches touched, shared by those who follow them in step.
    stretches: Mutex<HashMap<(i64, i64), Arc<Touched>>>,
    reached: AtomicI64,
    runs: Mutex<HashMap<i64, (String, i64)>>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            told: broadcast::channel(KEPT).0,
            figures: watch::channel(0).0,
            stretches: Mutex::default(),
            reached: AtomicI64::new(-1),
            runs: Mutex::default(),
        }
    }
}

impl Live {
    /// How many follow.
    pub fn followers(&self) -> usize {
        self.told.receiver_count()
    }

    /// The sequence up to which everything has been told; the present one where nothing has been followed yet.
    async fn begin(&self, hub: &State) -> Result<i64, DbErr> {
        let reached = self.reached.load(Ordering::SeqCst);
        if reached >= 0 {
            return Ok(reached);
        }
        let _runs = self.runs.lock().await;
        if self.reached.load(Ordering::SeqCst) < 0 {
            let head = hub.refresh_groups().await?.sequence;
            self.reached.store(head, Ordering::SeqCst);
        }
        Ok(self.reached.load(Ordering::SeqCst))
    }

    /// Reads what has been numbered since the last time, and tells it.
    pub async fn advance(&self, hub: &State) -> Result<(), DbErr> {
        let mut runs = self.runs.lock().await;
        let head = hub.refresh_groups().await?.sequence;
        let mut from = self.reached.load(Ordering::SeqCst);
        if from < 0 {
            from = head;
            self.reached.store(head, Ordering::SeqCst);
        }
        while from < head && self.told.receiver_count() > 0 {
            let (happenings, to) = read(hub, from).await?;
            for happening in happenings {
                let _ = self.told.send(Arc::new(happening));
            }
            from = to;
            self.reached.store(to, Ordering::SeqCst);
        }
        self.reached.store(head.max(from), Ordering::SeqCst);
        for run in operation::recent_runs(&hub.database().reader, RUNS).await? {
            let now = (run.state.clone(), run.pages);
            let before = runs.insert(run.id, now.clone());
            if before.as_ref() != Some(&now) && (before.is_some() || run.state == "running") {
                let at = At {
                    sequence: head,
                    ordinal: i64::MAX,
                };
                let _ = self.told.send(Arc::new(Happening {
                    at,
                    what: What::Run(run),
                }));
            }
        }
        if runs.len() > 10 * RUNS as usize {
            runs.clear();
        }
        self.brought(hub.figures().sequence().unwrap_or(head));
        Ok(())
    }

    /// Tells that figures stand at a sequence; it never goes back.
    fn brought(&self, sequence: i64) {
        self.figures.send_if_modified(|known| {
            let further = sequence > *known;
            *known = sequence.max(*known);
            further
        });
    }

    /// What happened after a place, then what happens; from now on where no place is given.
    pub(crate) async fn follow(
        &self,
        hub: &State,
        after: Option<(i64, At)>,
        snapshot: &'static str,
    ) -> Result<impl Stream<Item = Arc<Happening>> + Send + 'static + use<>, Refusal> {
        let told = self.told.subscribe();
        // Whatever is told from here on lies beyond this place; what was skipped for want of listeners lies before it.
        let reached = self.begin(hub).await?;
        let place = match after {
            None => At {
                sequence: reached,
                ordinal: i64::MAX,
            },
            Some(after) => kept(hub, after, snapshot).await?,
        };
        let followed = Followed {
            hub: hub.clone(),
            told,
            place,
            ready: Vec::new().into_iter(),
            behind: after.is_some(),
        };
        Ok(futures::stream::unfold(
            followed,
            |mut followed| async move { followed.next().await.map(|happening| (happening, followed)) },
        ))
    }

    /// The runs that went on or ended since a place, as they now stand.
    pub(crate) async fn runs_since(
        &self,
        hub: &State,
        place: At,
    ) -> Result<Vec<Arc<Happening>>, Refusal> {
        let reader = &hub.database().reader;
        let head = hub.refresh_groups().await?.sequence;
        let since = operation::instant_of(reader, place.sequence).await?;
        let mut runs = operation::recent_runs(reader, RUNS).await?;
        runs.retain(|run| run.ended_at.is_none_or(|at| at >= since));
        runs.sort_by_key(|run| run.id);
        let at = At {
            sequence: head,
            ordinal: i64::MAX,
        };
        let what = |run| {
            Arc::new(Happening {
                at,
                what: What::Run(run),
            })
        };
        Ok(runs.into_iter().map(what).collect())
    }

    /// What figures were brought up to after a place, and then whenever they are; from now on where no place is given.
    pub(crate) async fn follow_figures(
        &self,
        hub: &State,
        after: Option<(i64, At)>,
        snapshot: &'static str,
    ) -> Result<impl Stream<Item = Result<Brought, Refusal>> + Send + 'static + use<>, Refusal>
    {
        let sequence = match hub.figures().sequence() {
            Some(sequence) => sequence,
            None => self.begin(hub).await?,
        };
        self.brought(sequence);
        let mut figures = self.figures.subscribe();
        let place = match after {
            None => *figures.borrow_and_update(),
            Some(after) => kept(hub, after, snapshot).await?.sequence,
        };
        let hub = hub.clone();
        Ok(futures::stream::unfold(
            (hub, figures, place),
            |(hub, mut figures, place)| async move {
                let to = *figures.wait_for(|to| *to > place).await.ok()?;
                let brought = hub.live().stretch(&hub, place, to).await;
                let brought = brought.map(|touched| Brought { to, touched });
                Some((brought, (hub, figures, to)))
            },
        ))
    }

    async fn stretch(&self, hub: &State, after: i64, to: i64) -> Result<Arc<Touched>, Refusal> {
        let mut stretches = self.stretches.lock().await;
        if let Some(known) = stretches.get(&(after, to)) {
            return Ok(known.clone());
        }
        let found = Arc::new(touched(&hub.database().reader, after, to).await?);
        if stretches.len() >= STRETCHES {
            stretches.clear();
        }
        stretches.insert((after, to), found.clone());
        Ok(found)
    }
}

/// Figures were brought up to a sequence.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Sequence.
    pub to: i64,
    /// What the changes since the place before touched.
    pub touched: Arc<Touched>,
}

impl Brought {
    /// Its place in the log.
    pub fn at(&self) -> At {
        At {
            sequence: self.to,
            ordinal: i64::MAX,
        }
    }
}

/// The place to go on after; refused where the log no longer reaches back to it, or is another.
async fn kept(
    hub: &State,
    (generation, place): (i64, At),
    snapshot: &'static str,
) -> Result<At, Refusal> {
    let head = hub.refresh_groups().await?.sequence;
    let oldest = operation::oldest_sequence(&hub.database().reader).await?;
    let kept = oldest.is_none_or(|oldest| place.sequence + 1 >= oldest);
    if generation != GENERATION || !kept || place.sequence > head {
        return Err(Refusal::CursorTooOld { snapshot });
    }
    Ok(place)
}

/// One subscriber's way through the log.
struct Followed {
    hub: State,
    told: broadcast::Receiver<Arc<Happening>>,
    place: At,
    ready: std::vec::IntoIter<Happening>,
    behind: bool,
}

impl Followed {
    async fn next(&mut self) -> Option<Arc<Happening>> {
        loop {
            if let Some(happening) = self.ready.next() {
                if happening.at > self.place {
                    self.place = happening.at;
                    return Some(Arc::new(happening));
                }
                continue;
            }
            if self.behind {
                // Ordinals of a transaction are told whole, so the step begins with the transaction of the place itself.
                let from = self.place.sequence - i64::from(self.place.ordinal < i64::MAX);
                let (happenings, to) = match read(&self.hub, from).await {
                    Ok(read) => read,
                    Err(error) => {
                        tracing::error!(error = %error, "a subscriber could not catch up");
                        return None;
                    }
                };
                if to <= from {
                    self.behind = false;
                } else if happenings.last().is_none_or(|last| last.at <= self.place) {
                    self.place = At {
                        sequence: to,
                        ordinal: i64::MAX,
                    };
                }
                self.ready = happenings.into_iter();
                continue;
            }
            match self.told.recv().await {
                Ok(happening) if matches!(happening.what, What::Run(_)) => return Some(happening),
                Ok(happening) if happening.at > self.place => {
                    self.place = happening.at;
                    return Some(happening);
                }
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => self.behind = true,
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// What happened in the transactions after a sequence, in order, and the sequence reached.
async fn read(hub: &State, from: i64) -> Result<(Vec<Happening>, i64), DbErr> {
    let reader = &hub.database().reader;
    let transactions = operation::transactions_after(reader, from, STEP).await?;
    let Some((_, to)) = transactions.last().copied() else {
        return Ok((Vec::new(), from));
    };
    let sequence: HashMap<i64, i64> = transactions.iter().copied().collect();
    let txs: Vec<i64> = transactions.iter().map(|(tx, _)| *tx).collect();
    let place = |tx: i64, ordinal: i64| At {
        sequence: sequence.get(&tx).copied().unwrap_or(to),
        ordinal,
    };
    let mut happenings = Vec::new();
    for (event, row) in alert::events(reader, &txs).await? {
        happenings.push(Happening {
            at: place(event.tx, event.id * 2),
            what: What::Exception(event, row),
        });
    }
    for row in payment::changes(reader, &txs).await? {
        happenings.push(Happening {
            at: place(row.tx, row.id * 2 + 1),
            what: What::Payment(row),
        });
    }
    happenings.sort_by_key(|happening| happening.at);
    Ok((happenings, to))
}
