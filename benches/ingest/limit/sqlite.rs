//! Batched upserts, twenty thousand rows a transaction, from memory.

use std::time::Instant as Watch;

use sea_orm::{ConnectionTrait, Statement, Value};
use throughline::model::Database;

const TRANSACTION: usize = 20_000;

/// A table's rows, in the order in which they were written.
pub struct Copied {
    pub name: String,
    columns: Vec<(String, bool)>,
    rows: Vec<Vec<Value>>,
}

/// Every table that has rows.
pub async fn copy_out(from: &Database) -> Vec<Copied> {
    let ask = async |sql: String| {
        let statement = Statement::from_string(from.backend(), sql);
        from.reader.query_all_raw(statement).await.unwrap()
    };
    let names = ask(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations'"
            .to_owned(),
    )
    .await;
    let mut tables = Vec::new();
    for name in names {
        let name: String = name.try_get_by_index(0).unwrap();
        let columns: Vec<(String, bool)> = ask(format!(
            "SELECT name, pk > 0 FROM pragma_table_info('{name}')"
        ))
        .await
        .iter()
        .map(|row| {
            (
                row.try_get_by_index(0).unwrap(),
                row.try_get_by_index(1).unwrap(),
            )
        })
        .collect();
        let rows: Vec<Vec<Value>> = ask(format!("SELECT * FROM \"{name}\""))
            .await
            .iter()
            .map(|row| {
                (0..columns.len())
                    .map(|index| match row.try_get_by_index::<Option<i64>>(index) {
                        Ok(number) => number.into(),
                        Err(_) => match row.try_get_by_index::<Option<String>>(index) {
                            Ok(text) => text.into(),
                            Err(_) => row.try_get_by_index::<Option<bool>>(index).unwrap().into(),
                        },
                    })
                    .collect()
            })
            .collect();
        if !rows.is_empty() {
            tables.push(Copied {
                name,
                columns,
                rows,
            });
        }
    }
    tables
}

/// Seconds that writing the tables takes, so many rows a statement.
pub async fn seconds<'a>(
    url: &str,
    tables: impl Iterator<Item = &'a Copied>,
    in_one: usize,
) -> f64 {
    let target = Database::open(url).await.unwrap();
    let watch = Watch::now();
    for table in tables {
        let most = in_one.min(32_766 / table.columns.len());
        let full = upsert(table, most);
        for batch in table.rows.chunks(TRANSACTION) {
            let transaction = target.begin().await.unwrap();
            for chunk in batch.chunks(most) {
                let sql = match chunk.len() == most {
                    true => full.clone(),
                    false => upsert(table, chunk.len()),
                };
                let statement =
                    Statement::from_sql_and_values(target.backend(), sql, chunk.concat());
                transaction.execute_raw(statement).await.unwrap();
            }
            transaction.commit().await.unwrap();
        }
    }
    watch.elapsed().as_secs_f64()
}

fn upsert(table: &Copied, rows: usize) -> String {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let of = |key: bool| table.columns.iter().filter(move |column| column.1 == key);
    let key: Vec<String> = of(true).map(|(name, _)| format!("\"{name}\"")).collect();
    let rest: Vec<String> = of(false)
        .map(|(name, _)| format!("\"{name}\"=excluded.\"{name}\""))
        .collect();
    let action = match rest.is_empty() {
        true => "NOTHING".to_owned(),
        false => format!("UPDATE SET {}", rest.join(",")),
    };
    let one = format!("({})", vec!["?"; names.len()].join(","));
    format!(
        "INSERT INTO \"{}\" ({}) VALUES {} ON CONFLICT ({}) DO {action}",
        table.name,
        names.join(","),
        vec![one; rows].join(","),
        key.join(",")
    )
}
