//! The living firm: one lock, one clock (the real one or a simulated one), and the road by which simulators learn what changed.

mod live;

pub use live::Step;

use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::{DateTime, Utc};

use crate::firm::{Firm, Kind, Stamp};

/// A row that changed after generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Table.
    pub kind: Kind,
    /// Number.
    pub id: u32,
    /// Its new `updated_at`.
    pub at: Stamp,
}

struct Inside {
    firm: Firm,
    clock: Clock,
    steps: u64,
    touches: Vec<Touch>,
}

/// What tells the firm's time.
#[derive(Clone, Copy, Debug)]
enum Clock {
    /// The machine's clock: the demo's firm lives now.
    Real,
    /// Stands still until moved: for tests.
    Simulated(DateTime<Utc>),
}

impl Clock {
    fn now(self) -> DateTime<Utc> {
        match self {
            Self::Real => Utc::now(),
            Self::Simulated(now) => now,
        }
    }
}

/// The firm behind a lock, with its clock.
pub struct World {
    inside: RwLock<Inside>,
}

/// A read lock on the firm.
pub struct FirmRead<'a>(RwLockReadGuard<'a, Inside>);

impl std::ops::Deref for FirmRead<'_> {
    type Target = Firm;
    fn deref(&self) -> &Firm {
        &self.0.firm
    }
}

impl FirmRead<'_> {
    /// The simulated instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Changes since generation, oldest first; remember the length and read on from there.
    pub fn touches(&self) -> &[Touch] {
        &self.0.touches
    }
}

/// A write lock on the firm; `touch` stamps a row and tells the simulators.
pub struct FirmWrite<'a>(RwLockWriteGuard<'a, Inside>);

impl std::ops::Deref for FirmWrite<'_> {
    type Target = Firm;
    fn deref(&self) -> &Firm {
        &self.0.firm
    }
}

impl std::ops::DerefMut for FirmWrite<'_> {
    fn deref_mut(&mut self) -> &mut Firm {
        &mut self.0.firm
    }
}

impl FirmWrite<'_> {
    /// The simulated instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Moves a simulated clock, never back; the real one does not care.
    pub fn set_now(&mut self, now: DateTime<Utc>) {
        if let Clock::Simulated(before) = self.0.clock {
            self.0.clock = Clock::Simulated(before.max(now));
        }
    }

    /// Stamps a row as changed now. Call it for every row that is new or changed.
    pub fn touch(&mut self, kind: Kind, id: u32) {
        let at = Stamp::from_utc(self.0.clock.now());
        if let Some(meta) = self.0.firm.meta_mut(kind, id) {
            meta.touch(at);
        }
        self.0.firm.revision += 1;
        self.0.touches.push(Touch { kind, id, at });
    }

    /// Deletes a row now.
    pub fn delete(&mut self, kind: Kind, id: u32) {
        let at = Stamp::from_utc(self.0.clock.now());
        if let Some(meta) = self.0.firm.meta_mut(kind, id) {
            meta.deleted_at = Some(at);
            self.0
                .firm
                .deletions
                .push(crate::firm::Deletion { kind, id, at });
        }
        self.touch(kind, id);
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("World").finish_non_exhaustive()
    }
}

impl World {
    /// Puts a firm behind a lock, its simulated clock at an instant.
    pub fn new(firm: Firm, now: DateTime<Utc>) -> Arc<Self> {
        Self::with(firm, Clock::Simulated(now))
    }

    /// Puts a firm behind a lock, living by the machine's clock.
    pub fn living(firm: Firm) -> Arc<Self> {
        Self::with(firm, Clock::Real)
    }

    fn with(firm: Firm, clock: Clock) -> Arc<Self> {
        let inside = Inside {
            firm,
            clock,
            steps: 0,
            touches: Vec::new(),
        };
        Arc::new(Self {
            inside: RwLock::new(inside),
        })
    }

    /// Reads the firm. Hold it briefly, never across an await.
    pub fn read(&self) -> FirmRead<'_> {
        FirmRead(
            self.inside
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    /// Changes the firm. Hold it briefly, never across an await.
    pub fn write(&self) -> FirmWrite<'_> {
        FirmWrite(
            self.inside
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    /// The simulated instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.read().now()
    }
}
