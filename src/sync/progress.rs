//! Progress of first loads: objects landed, objects expected, and an honest time to go.
//!
//! The time to go is told only where every stream under way knows how much it expects; a guess would not be honest.

use entity::value::Instant;

/// Progress of all streams that are under way or have run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// By connection and stream, in the order they began.
    pub streams: Vec<StreamProgress>,
}

/// Progress of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamProgress {
    /// Connection's id in the configuration.
    pub connection: String,
    /// Stream.
    pub stream: String,
    /// True for the first load.
    pub first: bool,
    /// Start of the run.
    pub started_at: Instant,
    /// End of the run; none while it is under way.
    pub ended_at: Option<Instant>,
    /// Objects landed in this pass.
    pub done: u64,
    /// Objects that the vendor says there are; none where it does not say.
    pub expected: Option<u64>,
    /// Last update.
    pub updated_at: Instant,
}

impl StreamProgress {
    /// Objects a second since the start; none before there is something to measure.
    pub fn rate(&self) -> Option<u64> {
        let ms = u64::try_from(self.updated_at.0 - self.started_at.0).ok()?;
        (ms >= 500 && self.done > 0).then(|| self.done.saturating_mul(1000) / ms)
    }
}

impl Progress {
    pub(super) fn begin(
        &mut self,
        connection: &str,
        stream: &str,
        first: bool,
        done: u64,
        now: Instant,
    ) {
        let entry = StreamProgress {
            connection: connection.to_owned(),
            stream: stream.to_owned(),
            first,
            started_at: now,
            ended_at: None,
            done,
            expected: None,
            updated_at: now,
        };
        match self.find(connection, stream) {
            Some(old) => *old = entry,
            None => self.streams.push(entry),
        }
    }

    pub(super) fn advance(
        &mut self,
        connection: &str,
        stream: &str,
        objects: u64,
        expected: Option<u64>,
        now: Instant,
    ) {
        if let Some(entry) = self.find(connection, stream) {
            entry.done += objects;
            entry.expected = expected.or(entry.expected);
            entry.updated_at = now;
        }
    }

    pub(super) fn end(&mut self, connection: &str, stream: &str, now: Instant) {
        if let Some(entry) = self.find(connection, stream) {
            entry.ended_at = Some(now);
            entry.updated_at = now;
        }
    }

    fn find(&mut self, connection: &str, stream: &str) -> Option<&mut StreamProgress> {
        self.streams
            .iter_mut()
            .find(|entry| entry.connection == connection && entry.stream == stream)
    }

    /// Objects landed by first loads.
    pub fn done(&self) -> u64 {
        self.first().map(|entry| entry.done).sum()
    }

    /// Objects expected by first loads; none while one of them does not know.
    pub fn expected(&self) -> Option<u64> {
        self.first()
            .map(|entry| {
                if entry.ended_at.is_some() {
                    Some(entry.done)
                } else {
                    entry.expected.map(|expected| expected.max(entry.done))
                }
            })
            .sum()
    }

    /// Objects a second of first loads, from the first start to the last update.
    pub fn rate(&self) -> Option<u64> {
        let start = self.first().map(|entry| entry.started_at).min()?;
        let last = self.first().map(|entry| entry.updated_at).max()?;
        let ms = u64::try_from(last.0 - start.0).ok()?;
        (ms >= 500).then(|| self.done().saturating_mul(1000) / ms)
    }

    /// Milliseconds to go for the streams that have begun; none where it cannot be told.
    pub fn to_go_ms(&self) -> Option<u64> {
        let left = self.expected()?.saturating_sub(self.done());
        let rate = self.rate().filter(|rate| *rate > 0)?;
        Some(left.saturating_mul(1000) / rate)
    }

    fn first(&self) -> impl Iterator<Item = &StreamProgress> {
        self.streams.iter().filter(|entry| entry.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_to_go_is_told_only_when_everything_expected_is_known() {
        let mut progress = Progress::default();
        progress.begin("psa", "users", true, 0, Instant(0));
        progress.begin("psa", "time", true, 0, Instant(0));
        progress.advance("psa", "users", 100, Some(100), Instant(1_000));
        assert_eq!(progress.to_go_ms(), None);
        progress.advance("psa", "time", 900, Some(2_900), Instant(1_000));
        assert_eq!(progress.expected(), Some(3_000));
        assert_eq!(progress.rate(), Some(1_000));
        assert_eq!(progress.to_go_ms(), Some(2_000));
        progress.end("psa", "time", Instant(2_000));
        assert_eq!(progress.expected(), Some(1_000));
    }
}
