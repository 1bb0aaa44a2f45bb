//! Creates the log of payment statuses, so that a subscriber that was away hears of each change and not of the last alone.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "payment_event";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = |name: &str| ColumnDef::new(Alias::new(name));
        let table = Table::create()
            .table(Alias::new(TABLE))
            .col(column("id").big_integer().auto_increment().primary_key())
            .col(column("customer_id").big_integer().not_null())
            .col(column("tx").big_integer().not_null())
            .col(column("at").big_integer().not_null())
            .col(column("from_status").text())
            .col(column("status").text().not_null())
            .col(column("days_past_due").integer().not_null())
            .col(column("open_amount").big_integer().not_null())
            .col(column("overdue_amount").big_integer().not_null())
            .col(column("worst_invoice_id").big_integer())
            .col(column("last_payment_id").big_integer())
            .col(column("last_paid_on").integer())
            .to_owned();
        manager.create_table(table).await?;
        for name in ["tx", "customer_id"] {
            let index = Index::create()
                .name(format!("{TABLE}_{name}"))
                .table(Alias::new(TABLE))
                .col(Alias::new(name))
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Alias::new(TABLE)).to_owned())
            .await
    }
}
