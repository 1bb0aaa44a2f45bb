//! The role matrix as a reviewer reads it, and the class of every column of the migrated schema.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement};
use throughline::access::class::class_of;
use throughline::access::policy::matrix;
use throughline::domain::record::ENTITIES;

use crate::contract::committed;

#[test]
fn matrix_is_what_the_code_says() {
    committed("tests/policy.txt", &matrix());
}

for_each_database! {
    async fn every_column_has_a_class_and_every_class_a_column(hub: Hub) {
        let sql = match hub.database.backend() {
            sea_orm::DbBackend::Postgres => "SELECT CAST(table_name AS text), CAST(column_name AS text) FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name NOT LIKE 'seaql_%'",
            _ => "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'seaql_%'",
        };
        let rows = hub.database.reader.query_all_raw(Statement::from_string(hub.database.backend(), sql)).await.unwrap();
        let columns: BTreeSet<(String, String)> = rows
            .iter()
            .map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()))
            .collect();
        assert!(columns.len() > 400, "{}", columns.len());
        let bare: Vec<_> = columns.iter().filter(|(table, column)| class_of(table, column).is_none()).collect();
        assert!(bare.is_empty(), "without a class: {bare:?}");
        for entity in ENTITIES {
            for field in entity.fields {
                let column = (entity.table.to_owned(), field.name.to_owned());
                assert!(columns.contains(&column), "{column:?} is in no table");
            }
        }
        for table in throughline::access::class::OTHER_TABLES {
            assert!(columns.iter().any(|(of, _)| of == table), "{table} is no table");
        }
        for (table, column) in throughline::access::class::named() {
            assert!(
                columns.iter().any(|(of, name)| of == table && (name == column || column == "*")),
                "{table}.{column} is classed and does not exist"
            );
        }
    }
}
