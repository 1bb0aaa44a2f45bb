//! Creates what whole passes need: digests of pages, by which one is known again unread, and an index of a stream's living objects.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "page_digest";
const LIVING: &str = "raw_record_living";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = |name: &str| ColumnDef::new(Alias::new(name));
        let key = Index::create()
            .col(Alias::new("connection_id"))
            .col(Alias::new("stream"))
            .col(Alias::new("place"))
            .to_owned();
        let table = Table::create()
            .table(Alias::new(TABLE))
            .col(column("connection_id").integer().not_null())
            .col(column("stream").text().not_null())
            .col(column("place").big_integer().not_null())
            .col(column("digest").big_integer().not_null())
            .col(column("facts").text().not_null())
            .col(column("shown").text().not_null())
            .primary_key(&mut key.clone())
            .to_owned();
        manager.create_table(table).await?;
        // Of a condition, as both databases take it and the builder does not.
        let living = format!(
            "CREATE INDEX {LIVING} ON raw_record (connection_id, stream, id) WHERE deleted_at IS NULL"
        );
        manager.get_connection().execute_unprepared(&living).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let living = format!("DROP INDEX {LIVING}");
        manager.get_connection().execute_unprepared(&living).await?;
        manager
            .drop_table(Table::drop().table(Alias::new(TABLE)).to_owned())
            .await
    }
}
