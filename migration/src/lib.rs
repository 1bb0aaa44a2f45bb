//! How Throughline's storage came to be: one change a file, frozen once released.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::{MigrationTrait, async_trait};

mod m0001_canonical;
mod m0002_support;
mod m0003_sync;
mod m0004_exception_since;
mod m0005_payment_event;
mod m0006_whole_pass;

/// The ordered list of migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_canonical::Migration),
            Box::new(m0002_support::Migration),
            Box::new(m0003_sync::Migration),
            Box::new(m0004_exception_since::Migration),
            Box::new(m0005_payment_event::Migration),
            Box::new(m0006_whole_pass::Migration),
        ]
    }
}
