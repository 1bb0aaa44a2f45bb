//! Progress of a first load on a terminal: objects, rate, and an honest time to go.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::watch;

use crate::sync::Progress;

/// Draws the progress until its sender is gone or the returned bar is finished.
pub(super) fn draw(mut progress: watch::Receiver<Progress>) -> ProgressBar {
    let bar = ProgressBar::no_length();
    bar.set_style(
        ProgressStyle::with_template("{spinner} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar.enable_steady_tick(Duration::from_millis(120));
    let drawn = bar.clone();
    tokio::spawn(async move {
        loop {
            let message = describe(&progress.borrow_and_update());
            drawn.set_message(message);
            if drawn.is_finished() || progress.changed().await.is_err() {
                return;
            }
        }
    });
    bar
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
        line += &format!(", {} s to go in these streams", ms.div_ceil(1000));
    }
    if !names.is_empty() {
        line += &format!(" · {}{more}", names.join(", "));
    }
    line
}
