//! COPY into unlogged staging tables and a merge, from memory.

use std::time::Instant as Watch;

use futures::TryStreamExt;
use sqlx::{PgConnection, Row};
use throughline::model::Database;

/// A table's rows as COPY reads them, in the order in which they were written.
pub struct Copied {
    pub name: String,
    rows: Vec<u8>,
}

/// Every table that has rows.
pub async fn copy_out(from: &Database) -> Vec<Copied> {
    let pool = from.reader.get_postgres_connection_pool();
    let names = sqlx::query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seaql_migrations' ORDER BY 1")
        .fetch_all(pool)
        .await
        .unwrap();
    let mut tables = Vec::new();
    for name in names {
        let name: String = name.get(0);
        let mut connection = pool.acquire().await.unwrap();
        let mut stream = connection
            .copy_out_raw(&format!("COPY \"{name}\" TO STDOUT"))
            .await
            .unwrap();
        let mut rows = Vec::new();
        while let Some(bytes) = stream.try_next().await.unwrap() {
            rows.extend_from_slice(&bytes);
        }
        if !rows.is_empty() {
            tables.push(Copied { name, rows });
        }
    }
    tables
}

/// Seconds that writing the tables takes.
pub async fn seconds<'a>(url: &str, tables: impl Iterator<Item = &'a Copied>) -> f64 {
    let target = Database::open(url).await.unwrap();
    let pool = target.writer.get_postgres_connection_pool();
    let mut connection = pool.acquire().await.unwrap();
    let watch = Watch::now();
    for table in tables {
        let merge = merge(&mut connection, &table.name).await;
        let name = &table.name;
        run(
            &mut connection,
            format!("CREATE UNLOGGED TABLE staging (LIKE \"{name}\")"),
        )
        .await;
        let mut copy = connection
            .copy_in_raw("COPY staging FROM STDIN")
            .await
            .unwrap();
        for part in table.rows.chunks(1 << 20) {
            copy.send(part).await.unwrap();
        }
        copy.finish().await.unwrap();
        run(&mut connection, merge).await;
        run(&mut connection, "DROP TABLE staging".to_owned()).await;
    }
    watch.elapsed().as_secs_f64()
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(connection)
        .await
        .unwrap();
}

async fn merge(connection: &mut PgConnection, table: &str) -> String {
    let columns = sqlx::query(
        "SELECT a.attname::text, coalesce(a.attnum = ANY(i.indkey), false) FROM pg_attribute a \
         LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
         WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
    )
    .bind(format!("\"{table}\""))
    .fetch_all(connection)
    .await
    .unwrap();
    let (mut key, mut rest) = (Vec::new(), Vec::new());
    for column in &columns {
        let name: String = column.get(0);
        match column.get(1) {
            true => key.push(format!("\"{name}\"")),
            false => rest.push(format!("\"{name}\" = excluded.\"{name}\"")),
        }
    }
    let action = match rest.is_empty() {
        true => "NOTHING".to_owned(),
        false => format!("UPDATE SET {}", rest.join(", ")),
    };
    format!(
        "INSERT INTO \"{table}\" SELECT * FROM staging ON CONFLICT ({}) DO {action}",
        key.join(", ")
    )
}
