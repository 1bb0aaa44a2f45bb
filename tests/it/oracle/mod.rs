//! An oracle: margin, utilization and billing latency computed a second time, slowly and plainly, from kpis.md and the raw canonical
//! rows, and held against what the hub answers. It shares no code with `src/insight`.

mod awkward;
mod book;
mod compare;
mod expect;
mod hours;
mod lag;
mod margin;
mod number;
mod opened;
mod rate;
mod slice;

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
    if let Ok(path) = std::env::var("ORACLE_DIFF") {
        std::fs::write(path, found.join("\n")).unwrap();
    }
    assert!(
        found.is_empty(),
        "{} differences\n{}",
        found.len(),
        found[..found.len().min(12)].join("\n")
    );
}

async fn generated_firms_agree(hub: Hub, seed: u64) {
    let begun = std::time::Instant::now();
    let engine = generated(&hub, seed).await;
    println!("synced {:?}", begun.elapsed());
    let book = Book::read(&hub.database).await;
    let rates = Rates::of(&book);
    let from = date("2026-05-01");
    let mut found = Vec::new();
    let mut census = std::collections::BTreeMap::<String, usize>::new();
    for line in book.all(throughline::domain::record::Kind::InvoiceLine) {
        use throughline::domain::record::Kind;
        let invoice = book.follow(line, "invoice_id", Kind::Invoice);
        let entry = book.follow(line, "time_entry_id", Kind::TimeEntry);
        let word = format!("{:?} {:?} {:?} entry {:?}", invoice.and_then(|i| i.text("document")), invoice.and_then(|i| i.text("status")), line.text("delivery"), entry.map(|e| (e.text("status"), e.flag("billable"))));
        *census.entry(word).or_default() += 1;
    }
    println!("{census:#?}");
    for as_of in [TODAY, "2026-09-17"] {
        let as_of = date(as_of);
        let begun = std::time::Instant::now();
        let oracle = Oracle::new(&book, &rates, as_of, from);
        println!("read {:?}", begun.elapsed());
        let all = questions(from, date("2026-12-31"));
        let narrow = filtered(&all, &oracle);
        found.extend(compare(&engine, &oracle, &all).await);
        found.extend(compare(&engine, &oracle, &narrow).await);
        println!("{} questions {:?}", all.len() + narrow.len(), begun.elapsed());
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

for_each_database! {
    async fn awkward_firms_agree(hub: Hub) {
        let mut found = Vec::new();
        let sqlite = hub.url.starts_with("sqlite");
        let seeds = std::env::var("ORACLE_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(2);
        for seed in 1..=if sqlite { seeds } else { 1 } {
            let (firm, engine) = awkward(hub.another().await, seed).await;
            let book = Book::read(&firm.hub.database).await;
            let rates = Rates::of(&book);
            for as_of in ["2026-06-15", "2026-04-10"] {
                let (from, as_of) = (date("2026-01-01"), date(as_of));
                let oracle = Oracle::new(&book, &rates, as_of, from);
                let all = questions(from, date("2026-06-30"));
                let narrow = filtered(&all, &oracle);
                for asked in [all, narrow] {
                    let differences = compare(&engine, &oracle, &asked).await;
                    found.extend(differences.into_iter().map(|one| format!("seed {seed} as of {as_of}: {one}")));
                }
            }
        }
        assert_same(&found);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_opens_to_rows_that_sum_to_it() {
    let (_firm, engine) = awkward(Hub::sqlite().await, 5).await;
    let own: Vec<i64> = (1..=6).flat_map(|contract| [contract * 10, contract * 10 + 1]).collect();
    let asked: Vec<_> = questions(date("2026-01-01"), date("2026-06-30"))
        .into_iter()
        .filter(|question| matches!(question.grain, None | Some(Grain::Quarter)))
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
