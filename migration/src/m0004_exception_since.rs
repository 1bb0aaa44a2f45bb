//! Gives exceptions the day since which they wait, and the number of people that they tell of.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &[&str] = &["since_on", "people"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let mut column = ColumnDef::new(Alias::new(*name));
            column.integer();
            let mut alter = Table::alter();
            alter.table(Alias::new("exception")).add_column(column);
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS.iter().rev() {
            let mut alter = Table::alter();
            alter
                .table(Alias::new("exception"))
                .drop_column(Alias::new(*name));
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
