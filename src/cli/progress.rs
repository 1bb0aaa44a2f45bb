//! Progress of a sync: one moving line on a terminal, plain lines elsewhere; objects, rate, and an honest time to go.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::time::Duration;

use entity::value::Instant;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::say;
use crate::sync::{Progress, StreamProgress};

/// Milliseconds between two plain lines about streams under way.
const EVERY_MS: i64 = 5_000;

/// A progress that is being drawn.
pub(super) struct Drawn {
    bar: Option<ProgressBar>,
    done: CancellationToken,
    task: JoinHandle<()>,
}

impl Drawn {
    /// Says what comes after the streams.
    pub(super) fn phase(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_owned()),
            None => say::aside(format!("progress: {what}")),
        }
    }

    /// Ends the drawing, after the last word of each stream.
    pub(super) async fn end(self) {
        self.done.cancel();
        // A drawing that ended by itself has nothing left to say.
        let _ = self.task.await;
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Draws the progress until it is ended.
pub(super) fn draw(progress: watch::Receiver<Progress>) -> Drawn {
    let done = CancellationToken::new();
    // A terminal that cannot move its cursor gets plain lines, too.
    let bar = std::io::stderr()
        .is_terminal()
        .then(bar)
        .filter(|bar| !bar.is_hidden());
    let task = match &bar {
        Some(bar) => tokio::spawn(moving(progress, bar.clone(), done.clone())),
        None => tokio::spawn(plain(progress, done.clone())),
    };
    Drawn { bar, done, task }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    bar.set_style(
        ProgressStyle::with_template("{spinner} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

async fn moving(
    mut progress: watch::Receiver<Progress>,
    bar: ProgressBar,
    done: CancellationToken,
) {
    loop {
        let message = describe(&progress.borrow_and_update());
        bar.set_message(message);
        tokio::select! {
            () = done.cancelled() => return,
            changed = progress.changed() => if changed.is_err() { return },
        }
    }
}

async fn plain(mut progress: watch::Receiver<Progress>, done: CancellationToken) {
    let mut said = Said::default();
    loop {
        for line in said.news(&progress.borrow_and_update()) {
            say::aside(line);
        }
        tokio::select! {
            () = done.cancelled() => break,
            changed = progress.changed() => if changed.is_err() { break },
        }
    }
    for line in said.news(&progress.borrow_and_update()) {
        say::aside(line);
    }
}

/// What plain lines have said so far.
#[derive(Default)]
struct Said {
    ended: BTreeSet<(String, String)>,
    at: Option<Instant>,
}

impl Said {
    /// Lines that are due: one for each stream that has ended, and now and then one for those under way.
    fn news(&mut self, progress: &Progress) -> Vec<String> {
        let mut lines = Vec::new();
        for stream in progress.streams.iter().filter(|one| one.ended_at.is_some()) {
            let key = (stream.connection.clone(), stream.stream.clone());
            if self.ended.insert(key) {
                lines.push(format!("progress: {}", ended(stream)));
            }
        }
        let now = progress.streams.iter().map(|one| one.updated_at).max();
        let due = match (self.at, now) {
            (Some(at), Some(now)) => now.0 - at.0 >= EVERY_MS,
            (None, Some(_)) => {
                self.at = now;
                false
            }
            _ => false,
        };
        if due && progress.streams.iter().any(|one| one.ended_at.is_none()) {
            self.at = now;
            lines.push(format!("progress: {}", describe(progress)));
        }
        lines
    }
}

fn ended(stream: &StreamProgress) -> String {
    let ms = stream.ended_at.map_or(0, |at| at.0 - stream.started_at.0);
    format!(
        "{} {}: {} objects in {}.{} s",
        stream.connection,
        stream.stream,
        stream.done,
        ms / 1000,
        ms % 1000 / 100
    )
}

/// One line: what runs, how much, how fast, how long still.
fn describe(progress: &Progress) -> String {
    let running: Vec<_> = progress
        .streams
        .iter()
        .filter(|stream| stream.ended_at.is_none())
        .collect();
    let names: Vec<_> = running
        .iter()
        .take(3)
        .map(|stream| format!("{} {}", stream.connection, stream.stream))
        .collect();
    let more = if running.len() > 3 {
        format!(" and {} more", running.len() - 3)
    } else {
        String::new()
    };
    let mut line = format!("{} objects", progress.done());
    if let Some(expected) = progress.expected().filter(|expected| *expected > 0) {
        line += &format!(" of {expected}");
    }
    if let Some(rate) = progress.rate() {
        line += &format!(", {rate}/s");
    }
    if let Some(ms) = progress.to_go_ms() {
        line += &format!(", {} to go in these streams", span(ms));
    }
    if !names.is_empty() {
        line += &format!(" · {}{more}", names.join(", "));
    }
    line
}

/// A span in the unit that people would use.
fn span(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5_999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str, ended: bool, at: i64) -> StreamProgress {
        StreamProgress {
            connection: "psa".to_owned(),
            stream: name.to_owned(),
            first: true,
            started_at: Instant(0),
            ended_at: ended.then_some(Instant(at)),
            done: 500,
            expected: Some(1_000),
            updated_at: Instant(at),
        }
    }

    #[test]
    fn plain_lines_tell_ends_once_and_the_rest_now_and_then() {
        let mut said = Said::default();
        let mut progress = Progress {
            streams: vec![stream("users", true, 1_200), stream("time", false, 1_000)],
        };
        assert_eq!(
            said.news(&progress),
            ["progress: psa users: 500 objects in 1.2 s"]
        );
        assert_eq!(said.news(&progress), Vec::<String>::new());
        progress.streams[1].updated_at = Instant(10_000);
        assert_eq!(
            said.news(&progress),
            ["progress: 1000 objects of 1500, 100/s, 5 s to go in these streams · psa time"]
        );
        assert_eq!(span(150_000), "3 min");
        assert_eq!(span(7_260_000), "2 h 1 min");
    }
}
