//! A statement under construction: text with numbered parameters, the same for SQLite and PostgreSQL.

use sea_orm::{DbBackend, Statement, Value as Bind};

use crate::model::statement::id_set;

/// A statement under construction.
#[derive(Debug)]
pub(crate) struct Sql {
    backend: DbBackend,
    text: String,
    binds: Vec<Bind>,
}

impl Sql {
    /// Nothing yet.
    pub(crate) fn new(backend: DbBackend) -> Self {
        Self {
            backend,
            text: String::new(),
            binds: Vec::new(),
        }
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Names a new parameter.
    pub(crate) fn bind(&mut self, value: impl Into<Bind>) -> String {
        self.binds.push(value.into());
        format!("${}", self.binds.len())
    }

    /// "is among these ids", to stand behind a column.
    pub(crate) fn set(&mut self, ids: &[i64]) -> String {
        let name = self.bind(id_set(self.backend, ids));
        match self.backend {
            DbBackend::Postgres => format!("= ANY(CAST({name} AS text)::bigint[])"),
            _ => format!("IN (SELECT value FROM json_each({name}))"),
        }
    }

    /// The statement.
    pub(crate) fn finish(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.binds)
    }
}
