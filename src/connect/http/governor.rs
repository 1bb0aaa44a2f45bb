//! One governor a connection: requests at a time and a second, pauses that the vendor asks for, and a breaker when nothing answers.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use entity::value::Instant;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::client::Spent;
use crate::connect::Settings;
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// Requests in a row that got no answer for all their attempts, after which the breaker opens.
const PATIENCE: u32 = 3;
/// How long it stays open.
const OPEN_MS: i64 = 60_000;
/// How long the vendor is asked less at a time after a limit, for each seat that was taken away.
const SLOW_MS: i64 = 60_000;
/// How long nothing is asked once only the part of the quota is left that is for others.
const SPARED_MS: i64 = 15 * 60_000;

/// A connection's governor.
pub(super) struct Governor {
    seats: Semaphore,
    /// Seats in all.
    all: usize,
    /// Seats taken away since a limit was met.
    away: AtomicUsize,
    /// When one of them comes back.
    back_at: AtomicI64,
    /// Hundredths of the quota from which the rest is left to others.
    share: u64,
    /// Until when it is left to them.
    spared_until: AtomicI64,
    rate: Option<DefaultDirectRateLimiter>,
    not_before: AtomicI64,
    silent: AtomicU32,
    closed_again: AtomicI64,
}

impl Governor {
    /// A governor; `options.requests_per_second` limits the rate where it is set.
    pub fn new(settings: &Settings) -> Self {
        let per_second = settings.option("requests_per_second", "").parse().ok();
        let share = settings.option("quota_percent", "").parse();
        Self {
            seats: Semaphore::new(settings.concurrency.max(1)),
            all: settings.concurrency.max(1),
            away: AtomicUsize::new(0),
            back_at: AtomicI64::new(0),
            share: share.unwrap_or(95),
            spared_until: AtomicI64::new(0),
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
        let spared_until = Instant(self.spared_until.load(Ordering::Relaxed));
        if clock.now() < spared_until {
            let detail = format!(
                "connection {}: {} % of the vendor's quota are used; the rest is left to its other users",
                settings.connection, self.share
            );
            let remedy = Remedy::WaitUntil(spared_until);
            return Err(Fault::new("QUOTA_SPARED", remedy, detail)
                .hint("set options.quota_percent to use more of it, or read less often"));
        }
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
        self.give_back(clock);
        self.seats.acquire().await.ok()
    }

    /// Takes half of the seats away: a limit was met.
    pub fn limited(&self, clock: &Clock) {
        let away = self.away.load(Ordering::Relaxed);
        let taken = self.seats.forget_permits(self.all.saturating_sub(away) / 2);
        self.away.fetch_add(taken, Ordering::Relaxed);
        self.back_at
            .store(clock.now().0 + SLOW_MS, Ordering::Relaxed);
    }

    /// Gives a seat back that was taken away, one a minute.
    fn give_back(&self, clock: &Clock) {
        let now = clock.now().0;
        let due = self.back_at.load(Ordering::Relaxed);
        if self.away.load(Ordering::Relaxed) == 0 || now < due {
            return;
        }
        let mine =
            self.back_at
                .compare_exchange(due, now + SLOW_MS, Ordering::Relaxed, Ordering::Relaxed);
        if mine.is_ok() {
            self.away.fetch_sub(1, Ordering::Relaxed);
            self.seats.add_permits(1);
        }
    }

    /// Takes note of how much of the quota is used.
    pub fn spent(&self, spent: Spent, clock: &Clock) {
        if spent.allowed > 0 && spent.used.saturating_mul(100) >= spent.allowed * self.share {
            self.spared_until
                .store(clock.now().0 + SPARED_MS, Ordering::Relaxed);
        }
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
    fn a_limit_halves_what_is_asked_at_a_time_and_it_comes_back() {
        let settings = Settings::new("crm", "salesforce", "http://localhost");
        let clock = Clock::fixed(Instant(1_000_000));
        let governor = Governor::new(&settings);
        governor.limited(&clock);
        assert_eq!(governor.seats.available_permits(), 2);
        governor.limited(&clock);
        governor.limited(&clock);
        assert_eq!(governor.seats.available_permits(), 1, "never none");
        for expected in [2, 3, 4, 4] {
            clock.advance(SLOW_MS);
            governor.give_back(&clock);
            governor.give_back(&clock);
            assert_eq!(governor.seats.available_permits(), expected);
        }
    }

    #[test]
    fn the_last_part_of_a_quota_is_left_to_others() {
        let settings = Settings::new("crm", "salesforce", "http://localhost");
        let clock = Clock::fixed(Instant(1_000_000));
        let governor = Governor::new(&settings);
        let spent = |used| Spent {
            used,
            allowed: 15_000,
        };
        governor.spent(spent(14_249), &clock);
        assert!(governor.admit(&settings, &clock).is_ok());
        governor.spent(spent(14_250), &clock);
        let fault = governor.admit(&settings, &clock).unwrap_err();
        assert_eq!(fault.code, "QUOTA_SPARED");
        clock.advance(SPARED_MS);
        assert!(governor.admit(&settings, &clock).is_ok());
    }

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
