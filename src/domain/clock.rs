//! Time, handed in: the only place that reads the wall clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use entity::value::{Day, Instant};

/// Where stages take the time from.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    Fixed(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// A clock that stands still until it is set; for tests and replay.
    pub fn fixed(at: Instant) -> Self {
        Self(Arc::new(Source::Fixed(AtomicI64::new(at.0))))
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        match &*self.0 {
            Source::System => Instant::from_datetime(chrono::Utc::now()),
            Source::Fixed(ms) => Instant(ms.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock forward; the system's clock is not moved.
    pub fn advance(&self, ms: i64) {
        if let Source::Fixed(at) = &*self.0 {
            at.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// The civil date now in a time zone.
    pub fn today(&self, zone: chrono_tz::Tz) -> Day {
        day_in(self.now(), zone)
    }
}

/// The civil date of an instant in a time zone.
pub fn day_in(at: Instant, zone: chrono_tz::Tz) -> Day {
    Day::from_date(at.datetime().with_timezone(&zone).date_naive())
}
