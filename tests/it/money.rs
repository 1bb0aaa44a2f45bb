//! Exact money: a million awkward amounts come to the same sum in SQL, on both databases, as when added by hand.

use entity::value::Money;
use sea_orm::{ConnectionTrait, Statement};

use crate::harness::dump::number;

/// Amounts that floats cannot hold: tenths, thirds of a cent, large and negative ones.
fn awkward(index: i64) -> Money {
    let amounts = [
        "0.10",
        "0.0333",
        "-19.99",
        "1234567.8901",
        "-0.0001",
        "99999999.99",
        "0.30",
    ];
    let base: Money = amounts[usize::try_from(index % 7).unwrap()]
        .parse()
        .unwrap();
    Money(base.0 + index % 10_007)
}

for_each_database! {
    async fn a_million_amounts(hub: Hub) {
        let mut expected = 0_i128;
        let transaction = hub.database.begin().await.unwrap();
        for chunk in 0..200_i64 {
            let mut values = String::new();
            for index in chunk * 5_000..(chunk + 1) * 5_000 {
                let amount = awkward(index);
                expected += i128::from(amount.0);
                let comma = if values.is_empty() { "" } else { "," };
                values.push_str(&format!("{comma}({index},1,0,0,0,'A',0,{},'EUR')", amount.0));
            }
            let sql = format!(
                "INSERT INTO journal_total (id, connection_id, source_id, version_at, tx, account, period_on, amount, currency) VALUES {values}"
            );
            transaction
                .execute_raw(Statement::from_string(hub.database.backend(), sql))
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        let sum = number(&hub, "SELECT CAST(sum(amount) AS bigint) FROM journal_total").await;
        assert_eq!(i128::from(sum), expected);
        assert_eq!(number(&hub, "SELECT count(*) FROM journal_total").await, 1_000_000);
    }
}
