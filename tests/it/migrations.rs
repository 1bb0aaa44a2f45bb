//! Migrations: up, down and up again on both databases, and the same columns as the entities and the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, EntityTrait, Iterable, Statement,
};
use throughline::domain::record::ENTITIES;
use throughline::model::DatabaseError;

use crate::harness::postgres;

type Schema = BTreeMap<String, BTreeSet<String>>;

async fn schema(connection: &sea_orm::DatabaseConnection) -> Schema {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let mut schema = Schema::new();
    for row in connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap()
    {
        let table: String = row.try_get_by_index(0).unwrap();
        if table != "seaql_migrations" {
            let column = row.try_get_by_index(1).unwrap();
            schema.entry(table).or_default().insert(column);
        }
    }
    schema
}

fn columns<E: EntityTrait>() -> (String, BTreeSet<String>) {
    use sea_orm::IdenStatic;
    (
        E::default().table_name().to_owned(),
        E::Column::iter()
            .map(|column| column.as_str().to_owned())
            .collect(),
    )
}

macro_rules! entities {
    ($($group:ident: $($name:ident)*;)*) => {
        Schema::from([$($(columns::<entity::$group::$name::Entity>(),)*)*])
    };
}

/// Every entity's columns.
fn stated() -> Schema {
    entities! {
        canonical: legal_entity practice role customer person position workweek workweek_membership holiday_calendar holiday
            holiday_membership absence opportunity stage_change engagement rate_card rate project task task_state milestone estimate
            assignment submission approval time_entry time_posting charge expense invoice invoice_line payment payment_application
            revenue_event vendor_bill purchase_order adjustment invoice_hold target baseline fx_rate journal_total external_link;
        landing: connection control_total dead_letter drift page_digest raw_record row_part stream_state sync_run sync_watermark
            waiting_reference;
        change: change change_tx row_history;
        insight: project_month person_day billing_item exception exception_event metric_watermark payment_event payment_status;
        governance: audit_log command conflict freeze;
    }
}

async fn up_down_up(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let first = schema(&connection).await;
    Migrator::down(&connection, None).await.unwrap();
    assert_eq!(schema(&connection).await, Schema::new());
    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(schema(&connection).await, first);
    assert_eq!(first, stated(), "tables and entities differ");
    for entity in ENTITIES {
        let mut expected: BTreeSet<String> = entity
            .fields
            .iter()
            .map(|field| field.name.to_owned())
            .collect();
        for name in [
            "id",
            "connection_id",
            "source_id",
            "version_at",
            "tx",
            "deleted_at",
        ] {
            expected.insert(name.to_owned());
        }
        assert_eq!(
            first[entity.table], expected,
            "catalogue and table {}",
            entity.table
        );
    }
    connection.close().await.unwrap();
}

#[tokio::test]
async fn up_down_up_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    up_down_up(&format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("a.db").display()
    ))
    .await;
}

#[tokio::test]
async fn up_down_up_postgres() {
    up_down_up(&postgres::cluster().await.empty_database().await).await;
}

async fn newer_version_is_refused(url: &str) {
    let database = throughline::model::Database::open(url).await.unwrap();
    database
        .writer
        .execute_unprepared(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)",
        )
        .await
        .unwrap();
    database.close().await.unwrap();
    let refused = throughline::model::Database::open(url).await.unwrap_err();
    assert!(
        matches!(&refused, DatabaseError::Newer { migration, .. } if migration == "m9999_future"),
        "{refused}"
    );
}

#[tokio::test]
async fn newer_version_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    newer_version_is_refused(&format!(
        "sqlite://{}",
        folder.path().join("a.db").display()
    ))
    .await;
}

#[tokio::test]
async fn newer_version_postgres() {
    newer_version_is_refused(&postgres::cluster().await.empty_database().await).await;
}

#[tokio::test]
async fn wrong_places_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "this is no database, but a text that is long enough to look like a header of one",
    )
    .unwrap();
    let open = async |url: String| throughline::model::Database::open(&url).await.unwrap_err();
    let foreign = open(format!("sqlite://{}", text.display())).await;
    assert!(
        matches!(foreign, DatabaseError::Foreign { .. }),
        "{foreign}"
    );
    let nowhere = open(format!(
        "sqlite://{}/no/such/folder/a.db",
        folder.path().display()
    ))
    .await;
    assert!(
        matches!(nowhere, DatabaseError::Unreachable { .. }),
        "{nowhere}"
    );
    let wrong = open("mysql://localhost/hub".to_owned()).await;
    assert!(matches!(wrong, DatabaseError::Url { .. }), "{wrong}");
    let closed = open("postgres://user:secret@127.0.0.1:1/hub".to_owned()).await;
    assert!(
        matches!(closed, DatabaseError::Unreachable { .. }),
        "{closed}"
    );
    assert!(!closed.to_string().contains("secret"), "{closed}");
}
