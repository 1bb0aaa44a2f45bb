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

    /// False, as the database writes it.
    pub(crate) fn no(&self) -> &'static str {
        match self.backend {
            DbBackend::Postgres => "FALSE",
            _ => "0",
        }
    }

    /// "is among these ids", to stand behind a column.
    pub(crate) fn set(&mut self, ids: &[i64]) -> String {
        let name = self.bind(id_set(self.backend, ids));
        match self.backend {
            DbBackend::Postgres => format!("= ANY(CAST({name} AS text)::bigint[])"),
            _ => format!("IN (SELECT value FROM json_each({name}))"),
        }
    }

    /// "is in one of these stretches": an id with a first and a last day, both included.
    pub(crate) fn within_stretches(
        &mut self,
        id: &str,
        first: &str,
        last: &str,
        stretches: &[(i64, i32, i32)],
    ) -> String {
        let name = self.bind(serde_json::json!(stretches).to_string());
        match self.backend {
            DbBackend::Postgres => format!(
                "EXISTS (SELECT 1 FROM jsonb_array_elements(CAST({name} AS jsonb)) h(value) WHERE \
                 CAST(h.value->>0 AS bigint) = {id} AND CAST(h.value->>1 AS bigint) <= {last} \
                 AND CAST(h.value->>2 AS bigint) >= {first})"
            ),
            _ => format!(
                "EXISTS (SELECT 1 FROM json_each({name}) h WHERE json_extract(h.value,'$[0]') = {id} \
                 AND json_extract(h.value,'$[1]') <= {last} AND json_extract(h.value,'$[2]') >= {first})"
            ),
        }
    }

    /// A table of ids and values, by the name `o` with columns `id` and `v`, to be joined.
    pub(crate) fn overlay(&mut self, rows: &[(i64, serde_json::Value)], ty: &str) -> String {
        let name = self.bind(serde_json::json!(rows).to_string());
        match self.backend {
            DbBackend::Postgres => format!(
                "(SELECT CAST(e.value->>0 AS bigint) AS id, CAST(e.value->>1 AS {ty}) AS v \
                 FROM jsonb_array_elements(CAST({name} AS jsonb)) e(value)) o"
            ),
            _ => format!(
                "(SELECT json_extract(e.value,'$[0]') AS id, json_extract(e.value,'$[1]') AS v \
                 FROM json_each({name}) e) o"
            ),
        }
    }

    /// The statement.
    pub(crate) fn finish(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.binds)
    }
}
