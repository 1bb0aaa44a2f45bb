//! An oracle: margin, utilization and billing latency computed a second time, slowly and plainly, from kpis.md and the raw canonical
//! rows, and held against what the hub answers. It shares no code with `src/insight`.

mod ahead;
mod awkward;
mod book;
mod compare;
mod dice;
mod expect;
mod fee;
mod hours;
mod lag;
mod margin;
mod number;
mod opened;
mod rate;
mod slice;
mod waits;

use std::sync::Arc;

use chrono::NaiveDate;
use sandbox::Options;
use sandbox::firm::Scale;
use throughline::domain::clock::Clock;
use throughline::insight::metric::{Engine, Grain, Settings};
use throughline::model::identity::Ownership;
use throughline::sync::Settings as SyncSettings;

use crate::firm::clients;
use crate::harness::hub::{Hub, round};
use book::Book;
use compare::{Oracle, compare, filtered, questions};
use rate::Rates;
use slice::date;

const TODAY: &str = "2026-11-25";

/// A generated firm of a seed, synced.
async fn generated(hub: &Hub, seed: u64) -> Engine {
    let options = Options {
        seed,
        scale: Scale::Tiny,
        today: NaiveDate::parse_from_str(TODAY, "%Y-%m-%d").ok(),
    };
    let firm = sandbox::start(options).await.unwrap();
    let clock = Clock::system();
    let settings = SyncSettings {
        batch_rows: 500,
        ..SyncSettings::default()
    };
    let sync = hub.sync_with(clients(&firm, &clock), settings).await;
    round(&sync).await;
    Engine::new(
        hub.database.clone(),
        hub.keys.clone(),
        clock,
        Arc::new(Ownership::default()),
        Settings::default(),
    )
}

fn assert_same(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} differences\n{}",
        found.len(),
        found[..found.len().min(12)].join("\n")
    );
}

async fn generated_firms_agree(hub: Hub, seed: u64) {
    let engine = generated(&hub, seed).await;
    let book = Book::read(&hub.database).await;
    let rates = Rates::of(&book);
    let from = date("2026-05-01");
    let mut found = Vec::new();
    for (as_of, every) in [(TODAY, 1), ("2026-09-17", 3)] {
        let as_of = date(as_of);
        let oracle = Oracle::new(&book, &rates, as_of, from);
        let all: Vec<_> = questions(from, date("2026-12-31"))
            .into_iter()
            .step_by(every)
            .collect();
        let narrow = filtered(&all, &oracle);
        found.extend(compare(&engine, &oracle, &all).await);
        found.extend(compare(&engine, &oracle, &narrow).await);
    }
    assert_same(&found);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generated_firm_agrees() {
    generated_firms_agree(Hub::sqlite().await, 3).await;
}

/// A firm of awkward rows, and the engine over it.
async fn awkward(hub: Hub, seed: u64) -> (awkward::Firm, Engine) {
    let mut firm = awkward::Firm::new(hub, seed, "2026-06-15");
    firm.fill().await;
    let engine = Engine::new(
        firm.hub.database.clone(),
        firm.hub.keys.clone(),
        firm.clock.clone(),
        Arc::new(Ownership::default()),
        Settings::default(),
    );
    (firm, engine)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_opens_to_rows_that_sum_to_it() {
    let (_firm, engine) = awkward(Hub::sqlite().await, 5).await;
    let own: Vec<i64> = (1..=6)
        .flat_map(|contract| [contract * 10, contract * 10 + 1])
        .collect();
    let asked: Vec<_> = questions(date("2026-01-01"), date("2026-06-30"))
        .into_iter()
        .filter(|question| matches!(question.grain, None | Some(Grain::Year)))
        .collect();
    let mut wrong = Vec::new();
    for (role, access) in opened::roles(&own) {
        for question in &asked {
            let found = opened::unequal(&engine, &access, question, date("2026-06-15")).await;
            wrong.extend(found.into_iter().map(|found| format!("{role}: {found}")));
        }
    }
    assert_same(&wrong);
}
