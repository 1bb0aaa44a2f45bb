//! The kill test: the program itself, syncing from the simulators over HTTP, is killed with SIGKILL at random moments and started
//! again, until it ends by itself; rows, landing, waiting references, figures and exceptions are those of a run nobody disturbed.
//!
//! Moments are counted, not timed: the n-th request that the simulators see, or a line of progress, and then a random number of turns.
//! A failure prints the seed; `THROUGHLINE_TEST_SEED` runs it again.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sandbox::Running;
use throughline::model::Database;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr};

use crate::binary::place::Place;
use crate::harness::dump::{figures_of, number, state_of};
use crate::harness::hub::Hub;

/// Kills of one test.
const KILLS: usize = 9;
/// Objects in one transaction: small, so that a kill falls between many.
const BATCH: usize = 150;

/// When the program is killed.
#[derive(Clone, Debug)]
enum Moment {
    /// When the simulators have seen so many more requests.
    Request(u64),
    /// When it says that it has come so far.
    Line(&'static str),
}

fn moment(random: &mut StdRng, requests: u64) -> Moment {
    match random.random_range(0..6) {
        0 => Moment::Line("bringing figures up to date"),
        1 => Moment::Line("looking for exceptions"),
        2 => Moment::Request(random.random_range(1..=requests)),
        _ => Moment::Request(random.random_range(1..=requests / 4)),
    }
}

/// Requests that all simulators have seen.
fn requests(firm: &Running) -> u64 {
    let faults = &firm.faults;
    faults.salesforce.requests() + faults.netsuite.requests() + faults.kantata.requests()
}

async fn seen(firm: &Running, count: u64) {
    let mut watches = [
        firm.faults.salesforce.watch(),
        firm.faults.netsuite.watch(),
        firm.faults.kantata.watch(),
    ];
    while requests(firm) < count {
        let [one, two, three] = &mut watches;
        tokio::select! {
            told = one.changed() => told.unwrap(),
            told = two.changed() => told.unwrap(),
            told = three.changed() => told.unwrap(),
        }
    }
}

/// Waits until a line has a word; for ever where the program ends without it.
async fn says(output: Option<ChildStderr>, word: &str) {
    let mut lines = BufReader::new(output.unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.contains(word) {
            return;
        }
    }
    std::future::pending::<()>().await;
}

/// Runs the program until a moment, then kills it; true where it was killed.
async fn killed(firm: &Running, mut child: Child, moment: &Moment, turns: u32) -> bool {
    let output = child.stderr.take();
    let count = requests(firm);
    let reached = async {
        match moment {
            Moment::Request(more) => seen(firm, count + more).await,
            Moment::Line(word) => says(output, word).await,
        }
    };
    let alive = tokio::select! {
        () = reached => true,
        ended = child.wait() => {
            ended.unwrap();
            false
        }
    };
    if !alive {
        return false;
    }
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
    let before = child.try_wait().unwrap();
    child.start_kill().unwrap();
    child.wait().await.unwrap();
    before.is_none()
}

fn seed() -> u64 {
    std::env::var("THROUGHLINE_TEST_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(rand::random)
}

/// Everything that a kill must not change.
async fn everything(database: &Database) -> Vec<String> {
    let mut lines = state_of(database, false).await;
    lines.extend(figures_of(database).await);
    lines
}

fn difference(these: &[String], those: &[String]) -> Vec<String> {
    let those: std::collections::HashSet<&String> = those.iter().collect();
    these
        .iter()
        .filter(|line| !those.contains(line))
        .take(20)
        .cloned()
        .collect()
}

async fn ends_as_if_undisturbed(hub: Hub, command: &str) {
    let seed = seed();
    let mut random = StdRng::seed_from_u64(seed);
    let firm = sandbox::start(sandbox::Options {
        seed: 11,
        scale: sandbox::firm::Scale::Tiny,
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24),
    })
    .await
    .unwrap();
    let undisturbed = hub.another().await;
    let calm = Place::firm(&firm, Some(&undisturbed.url), BATCH);
    let before = requests(&firm);
    calm.run(&["sync"]).await.good();
    let whole = requests(&firm) - before;
    let place = Place::firm(&firm, Some(&hub.url), BATCH);
    let mut kills = Vec::new();
    for _ in 0..KILLS * 2 {
        if kills.len() == KILLS {
            break;
        }
        let moment = match command {
            "serve" => Moment::Request(random.random_range(1..=whole / 3)),
            _ => moment(&mut random, whole),
        };
        let turns = random.random_range(0..2_000);
        let child = place.command(&[command]).spawn().unwrap();
        if killed(&firm, child, &moment, turns).await {
            kills.push(moment);
        }
    }
    let told = format!("seed {seed}, {command}, killed at {kills:?}");
    assert!(!kills.is_empty(), "it was never killed: {told}");
    // The run that nobody kills, then a quiet one of both, so that both have looked for exceptions at the same moment.
    place.run(&["sync"]).await.good();
    let quiet = place.run(&["sync", "--json"]).await;
    quiet.good();
    for line in quiet.out.lines() {
        let report: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&report["landed"], &report["deleted"]),
            (&0.into(), &0.into()),
            "{told}: {report}"
        );
    }
    calm.run(&["sync"]).await.good();
    let (expected, reached) = (
        everything(&undisturbed.database).await,
        everything(&hub.database).await,
    );
    assert!(expected.len() > 1_000, "there is nothing to compare");
    let (missing, more) = (
        difference(&expected, &reached),
        difference(&reached, &expected),
    );
    assert!(
        missing.is_empty() && more.is_empty(),
        "{told}\nmissing: {missing:#?}\nmore: {more:#?}"
    );
    let doubled = "SELECT count(*) FROM (SELECT kind, row_id FROM change WHERE op = 1 GROUP BY kind, row_id HAVING count(*) > 1) AS twice";
    assert_eq!(
        number(&hub, doubled).await,
        0,
        "{told}: a row was told of as new twice"
    );
    let unnumbered = "SELECT count(*) FROM change_tx WHERE sequence IS NULL";
    assert_eq!(number(&hub, unnumbered).await, 0, "{told}");
    place.run(&["verify"]).await.good();
}

for_each_database! {
    async fn sync_killed_anywhere(hub: Hub) {
        ends_as_if_undisturbed(hub, "sync").await;
    }

    async fn serve_killed_anywhere(hub: Hub) {
        ends_as_if_undisturbed(hub, "serve").await;
    }
}
