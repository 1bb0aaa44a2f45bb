//! One governor a connection: requests at a time and a second, pauses that the vendor asks for, and a breaker when nothing answers.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use entity::value::Instant;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::connect::Settings;
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Requests in a row that got no answer for all their attempts, after which the breaker opens.
const PATIENCE: u32 = 3;
/// How long it stays open.
const OPEN_MS: i64 = 60_000;

/// A connection's governor.
pub(super) struct Governor {
    seats: Semaphore,
    rate: Option<DefaultDirectRateLimiter>,
    not_before: AtomicI64,
    silent: AtomicU32,
    closed_again: AtomicI64,
}

impl Governor {
    /// A governor; `options.requests_per_second` limits the rate where it is set.
    pub fn new(settings: &Settings) -> Self {
        let per_second = settings.option("requests_per_second", "").parse().ok();
        Self {
            seats: Semaphore::new(settings.concurrency.max(1)),
            rate: per_second
                .and_then(NonZeroU32::new)
                .map(|limit| RateLimiter::direct(Quota::per_second(limit))),
            not_before: AtomicI64::new(0),
            silent: AtomicU32::new(0),
            closed_again: AtomicI64::new(0),
        }
    }

    /// Refuses at once while the breaker is open; when its time is over a single request may try.
    pub fn admit(&self, settings: &Settings, clock: &Clock) -> Result<(), Fault> {
        let closed_again = self.closed_again.load(Ordering::Relaxed);
        if self.silent.load(Ordering::Relaxed) < PATIENCE {
            return Ok(());
        }
        let now = clock.now().0;
        let tries = now >= closed_again
            && self
                .closed_again
                .compare_exchange(
                    closed_again,
                    now + OPEN_MS,
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                )
                .is_ok();
        if tries {
            return Ok(());
        }
        let detail = format!(
            "connection {}: nothing answered for a while; it is left alone",
            settings.connection
        );
        let until = Instant(closed_again.max(now));
        Err(Fault::new("BREAKER_OPEN", Remedy::WaitUntil(until), detail)
            .hint("it is tried again by itself; check the network and the vendor's status page"))
    }

    /// Waits for a pause to end, for the rate and for a seat; nothing where the connection is closing.
    pub async fn seat(&self, clock: &Clock) -> Option<SemaphorePermit<'_>> {
        let wait = self.not_before.load(Ordering::Relaxed) - clock.now().0;
        if let Ok(ms @ 1..) = u64::try_from(wait) {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            // A clock that stands still would wait for ever: what was slept counts as passed.
            self.not_before.store(0, Ordering::Relaxed);
        }
        if let Some(rate) = &self.rate {
            rate.until_ready().await;
        }
        self.seats.acquire().await.ok()
    }

    /// Nobody asks for so long.
    pub fn pause(&self, wait: Duration, clock: &Clock) {
        let until = clock.now().0 + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
        self.not_before.fetch_max(until, Ordering::Relaxed);
    }

    /// The vendor answered, whatever it said.
    pub fn answered(&self) {
        self.silent.store(0, Ordering::Relaxed);
    }

    /// A request used up its attempts.
    pub fn gave_up(&self, clock: &Clock) {
        if self.silent.fetch_add(1, Ordering::Relaxed) + 1 >= PATIENCE {
            self.closed_again
                .store(clock.now().0 + OPEN_MS, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_breaker_opens_tries_once_and_closes() {
        let settings = Settings::new("crm", "salesforce", "http://localhost");
        let clock = Clock::fixed(Instant(1_000_000));
        let governor = Governor::new(&settings);
        for _ in 0..PATIENCE {
            assert!(governor.admit(&settings, &clock).is_ok());
            governor.gave_up(&clock);
        }
        let fault = governor.admit(&settings, &clock).unwrap_err();
        assert_eq!(
            fault.remedy,
            Remedy::WaitUntil(Instant(1_000_000 + OPEN_MS))
        );
        clock.advance(OPEN_MS);
        assert!(governor.admit(&settings, &clock).is_ok());
        assert!(governor.admit(&settings, &clock).is_err(), "one at a time");
        governor.answered();
        assert!(governor.admit(&settings, &clock).is_ok());
    }
}
