//! What is past its retention is forgotten, and nothing else: the present stays, and so does every moment that is still to be known.

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use throughline::domain::record::Kind;
use throughline::insight::metric::*;
use throughline::model::retention::{Forgotten, Retention};

use super::firm::*;

const DAY: i64 = 24 * HOUR;
const KEPT: Retention = Retention {
    history_days: 15,
    run_days: 15,
};

fn hours(hours: i64) -> Value {
    json!({
        "id": 1, "person_id": 1, "project_id": 1, "work_on": day("2026-03-02").0, "duration": hours * HOUR,
        "status": "approved", "bill_rate": 150_000_000, "cost_rate": 60_000_000, "currency": "USD", "billable": true,
        "submission_id": 1,
    })
}

impl Firm {
    /// The entry is another from now on; its former image goes into history.
    async fn correct(&mut self, from: i64, to: i64) {
        let mut image = hours(from);
        image["connection_id"] = json!(1);
        image["source_id"] = json!(0);
        image["version_at"] = json!(0);
        image["tx"] = json!(self.tx - 1);
        let kind = Kind::TimeEntry as i16;
        let sql = format!(
            "INSERT INTO row_history (kind, row_id, tx_to, tx_from, image) VALUES ({kind}, 1, {}, {}, '{image}')",
            self.tx,
            self.tx - 1
        );
        self.database.writer.execute_unprepared(&sql).await.unwrap();
        self.change::<entity::canonical::time_entry::Entity>(Kind::TimeEntry, hours(to))
            .await;
    }

    async fn revenue_at(&self, at: entity::value::Instant) -> Result<String, QueryError> {
        let query = MetricQuery {
            known_at: Some(at),
            ..MetricQuery::new(&["revenue"], day("2026-03-01"), day("2026-03-31"))
        };
        let answer = self.engine.answer(&Access::everything(), &query).await?;
        Ok(answer.rows[0].values[0].value.unwrap().to_string())
    }

    async fn forget(&self) -> Forgotten {
        let mut all = Forgotten::default();
        loop {
            let gone = KEPT
                .step(&self.database.writer, self.clock.now())
                .await
                .unwrap();
            if gone == Forgotten::default() {
                return all;
            }
            all.transactions += gone.transactions;
            all.runs += gone.runs;
        }
    }

    async fn images(&self) -> u64 {
        entity::change::row_history::Entity::find()
            .count(&self.database.reader)
            .await
            .unwrap()
    }

    async fn run(&self, id: i64, stream: &str, state: &str, started_at: i64) {
        let sql = format!(
            "INSERT INTO sync_run (id, connection_id, stream, \"trigger\", state, started_at, requests, pages, seen, landed, dead, deleted, retried, rounded) \
             VALUES ({id}, 1, '{stream}', 'schedule', '{state}', {started_at}, 0, 0, 0, 0, 0, 0, 0, 0)"
        );
        self.database.writer.execute_unprepared(&sql).await.unwrap();
    }
}

for_each_database! {
    async fn history_goes_when_it_is_past_and_what_is_still_known_stays(hub: Hub) {
        let mut firm = Firm::new(hub, "2026-03-08").await;
        firm.usual().await;
        firm.put::<entity::canonical::time_entry::Entity>(hours(8)).await;
        firm.note(&[(Kind::TimeEntry as i16, 1)]).await;
        firm.engine.refresh().await.unwrap();
        let first = firm.clock.now();
        firm.clock.advance(10 * DAY);
        firm.correct(8, 4).await;
        let second = firm.clock.now();
        firm.clock.advance(10 * DAY);
        firm.correct(4, 2).await;
        let third = firm.clock.now();
        // The first moment that is still to be known lies after the first transaction, which therefore stays.
        assert_eq!(firm.forget().await, Forgotten::default());
        let between = entity::value::Instant(first.0 + 6 * DAY);
        assert_eq!(firm.revenue_at(between).await.unwrap(), "1200.0000");

        firm.clock.advance(10 * DAY);
        let behind = "INSERT INTO sync_watermark (name, sequence) VALUES ('a reader', 1)";
        firm.database.writer.execute_unprepared(behind).await.unwrap();
        assert_eq!(firm.forget().await.transactions, 0, "a reader has not been there yet");
        let reached = "UPDATE sync_watermark SET sequence = 3";
        firm.database.writer.execute_unprepared(reached).await.unwrap();
        assert_eq!(firm.forget().await.transactions, 1);
        assert_eq!(firm.revenue_at(between).await, Err(QueryError::NotKnown));
        assert_eq!(firm.revenue_at(second).await.unwrap(), "600.0000");

        firm.clock.advance(20 * DAY);
        assert_eq!(firm.forget().await.transactions, 1);
        assert_eq!(firm.forget().await, Forgotten::default());
        assert_eq!(firm.images().await, 1, "the image that the last transaction replaced");
        assert_eq!(firm.revenue_at(second).await, Err(QueryError::NotKnown));
        assert_eq!(firm.revenue_at(third).await.unwrap(), "300.0000");
        assert_eq!(firm.one("revenue", "2026-03-01", "2026-03-31").await.value, Some(decimal("300.0000")));
        firm.clock.advance(1_000 * DAY);
        assert_eq!(firm.forget().await, Forgotten::default(), "the present has its place for good");
        assert_eq!(firm.engine.verify().await.unwrap(), Vec::<String>::new());
    }

    async fn runs_go_but_for_the_last_of_a_stream_and_those_under_way(hub: Hub) {
        let firm = Firm::new(hub, "2026-03-08").await;
        let now = firm.clock.now().0;
        let (old, older, new) = (now - 16 * DAY, now - 30 * DAY, now - 14 * DAY);
        firm.run(1, "accounts", "ok", older).await;
        firm.run(2, "accounts", "failed", old).await;
        firm.run(3, "accounts", "running", older).await;
        firm.run(4, "accounts", "ok", new).await;
        firm.run(5, "users", "ok", older).await;
        firm.run(6, "users", "ok", old).await;
        assert_eq!(firm.forget().await, Forgotten { transactions: 0, runs: 3 });
        let kept = entity::landing::sync_run::Entity::find().all(&firm.database.reader).await.unwrap();
        let mut kept: Vec<i64> = kept.iter().map(|run| run.id).collect();
        kept.sort_unstable();
        assert_eq!(kept, [3, 4, 6]);
    }
}
