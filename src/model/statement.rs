//! Set-based statements that both databases take: many rows in few statements, sets of ids in one parameter.

use std::fmt::Write;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value as Bind};

/// Parameters that one statement may carry, on the database that allows fewer.
const MOST_BINDS: usize = 32_766;
/// Rows of a statement: beyond these, preparing the statements of what is left over costs more than fewer statements save.
const MOST_ROWS: usize = 128;

/// What happens to a row whose key is there already.
#[derive(Clone, Copy, Debug)]
pub enum Clash<'a> {
    /// The statement fails.
    Fail,
    /// Of the row that is there, only some columns are overwritten: key, columns.
    Amend(&'a [&'a str], &'a [&'a str]),
    /// The other columns are overwritten.
    Overwrite(&'a [&'a str]),
}

/// Rows to write into one table.
#[derive(Debug)]
pub struct Rows<'a> {
    table: &'a str,
    columns: &'a [&'a str],
    binds: Vec<Bind>,
}

impl<'a> Rows<'a> {
    /// No rows yet.
    pub fn new(table: &'a str, columns: &'a [&'a str]) -> Self {
        Self {
            table,
            columns,
            binds: Vec::new(),
        }
    }

    /// Where the next row's parameters go, one for each column in order.
    pub fn binds(&mut self) -> &mut Vec<Bind> {
        &mut self.binds
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = Bind>) {
        self.binds.extend(row);
        debug_assert_eq!(self.binds.len() % self.columns.len(), 0);
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.binds.len() / self.columns.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.binds.is_empty()
    }

    /// Writes them in as few statements as the database takes; full statements have one text, so that they are prepared once.
    pub async fn write(
        self,
        connection: &impl ConnectionTrait,
        clash: Clash<'_>,
    ) -> Result<u64, DbErr> {
        let backend = connection.get_database_backend();
        let width = self.columns.len();
        if backend == DbBackend::Postgres && self.len() > FEW {
            return self.write_columns(connection, clash).await;
        }
        let most = (MOST_BINDS / width).min(MOST_ROWS);
        let mut written = 0;
        let mut binds = self.binds.into_iter();
        let mut full = None;
        loop {
            let chunk: Vec<Bind> = binds.by_ref().take(most * width).collect();
            if chunk.is_empty() {
                return Ok(written);
            }
            let rows = chunk.len() / width;
            let sql = if rows == most {
                full.get_or_insert_with(|| {
                    insert_sql(self.table, self.columns, rows, clash, backend)
                })
                .clone()
            } else {
                insert_sql(self.table, self.columns, rows, clash, backend)
            };
            written += connection
                .execute_raw(Statement::from_sql_and_values(backend, sql, chunk))
                .await?
                .rows_affected();
        }
    }
}

/// Rows from which on PostgreSQL is given whole columns: a parameter for each value costs it more than the row does.
const FEW: usize = 4;

impl Rows<'_> {
    /// Writes them with one parameter a column.
    async fn write_columns(
        self,
        connection: &impl ConnectionTrait,
        clash: Clash<'_>,
    ) -> Result<u64, DbErr> {
        let width = self.columns.len();
        let types: Vec<&str> = self.binds.iter().take(width).map(array_type).collect();
        let sql = unnest_sql(self.table, self.columns, &types, clash);
        let mut lists: Vec<String> = types
            .iter()
            .map(|_| {
                let mut list = String::with_capacity(self.binds.len() / width * 12);
                list.push('{');
                list
            })
            .collect();
        let mut place = 0;
        for bind in &self.binds {
            let list = &mut lists[place];
            if list.len() > 1 {
                list.push(',');
            }
            element(list, bind)?;
            place = (place + 1) % width;
        }
        let lists = lists.into_iter().map(|mut list| {
            list.push('}');
            Bind::String(Some(list))
        });
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, lists);
        Ok(connection.execute_raw(statement).await?.rows_affected())
    }
}

fn array_type(bind: &Bind) -> &'static str {
    match bind {
        Bind::Bool(_) => "boolean[]",
        Bind::SmallInt(_) => "smallint[]",
        Bind::Int(_) => "integer[]",
        Bind::BigInt(_) => "bigint[]",
        _ => "text[]",
    }
}

/// Adds a value to the text of an array.
fn element(list: &mut String, bind: &Bind) -> Result<(), DbErr> {
    let number = match bind {
        Bind::Bool(Some(flag)) => {
            list.push(if *flag { 't' } else { 'f' });
            return Ok(());
        }
        Bind::String(Some(text)) => {
            list.push('"');
            for part in text.split_inclusive(['"', '\\']) {
                let (plain, mark) = match part.as_bytes().last() {
                    Some(mark @ (b'"' | b'\\')) => (&part[..part.len() - 1], Some(*mark)),
                    _ => (part, None),
                };
                list.push_str(plain);
                if let Some(mark) = mark {
                    list.push('\\');
                    list.push(char::from(mark));
                }
            }
            list.push('"');
            return Ok(());
        }
        Bind::SmallInt(number) => number.map(i64::from),
        Bind::Int(number) => number.map(i64::from),
        Bind::BigInt(number) => *number,
        Bind::Bool(None) | Bind::String(None) => None,
        other => return Err(DbErr::Type(format!("no column is written with {other:?}"))),
    };
    match number {
        Some(number) => write!(list, "{number}").map_err(|error| DbErr::Custom(error.to_string())),
        None => {
            list.push_str("NULL");
            Ok(())
        }
    }
}

fn unnest_sql(table: &str, columns: &[&str], types: &[&str], clash: Clash<'_>) -> String {
    let mut sql = String::from("INSERT INTO ");
    quote(&mut sql, table);
    sql.push_str(" (");
    list(&mut sql, columns);
    sql.push_str(") SELECT * FROM unnest(");
    for (place, name) in types.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        sql.push_str(&format!("{comma}CAST(${} AS text)::{name}", place + 1));
    }
    sql.push(')');
    on_conflict(&mut sql, columns, clash);
    sql
}

fn on_conflict(sql: &mut String, columns: &[&str], clash: Clash<'_>) {
    match clash {
        Clash::Fail => {}
        Clash::Overwrite(key) => {
            let others = columns.iter().filter(|column| !key.contains(column));
            overwrite(sql, key, others);
        }
        Clash::Amend(key, columns) => overwrite(sql, key, columns.iter()),
    }
}

fn insert_sql(
    table: &str,
    columns: &[&str],
    rows: usize,
    clash: Clash<'_>,
    backend: DbBackend,
) -> String {
    let mut sql = String::with_capacity(64 + rows * columns.len() * 7);
    sql.push_str("INSERT INTO ");
    quote(&mut sql, table);
    sql.push_str(" (");
    list(&mut sql, columns);
    sql.push_str(") VALUES ");
    let mut place = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns.len() {
            if column > 0 {
                sql.push(',');
            }
            place += 1;
            if backend == DbBackend::Postgres {
                sql.push('$');
                sql.push_str(&place.to_string());
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    on_conflict(&mut sql, columns, clash);
    sql
}

fn overwrite<'a>(sql: &mut String, key: &[&str], columns: impl Iterator<Item = &'a &'a str>) {
    sql.push_str(" ON CONFLICT (");
    list(sql, key);
    sql.push_str(") DO UPDATE SET ");
    for (index, column) in columns.enumerate() {
        if index > 0 {
            sql.push(',');
        }
        quote(sql, column);
        sql.push_str("=excluded.");
        quote(sql, column);
    }
}

fn quote(sql: &mut String, name: &str) {
    sql.push('"');
    sql.push_str(name);
    sql.push('"');
}

fn list(sql: &mut String, names: &[&str]) {
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            sql.push(',');
        }
        quote(sql, name);
    }
}

/// Names of columns, quoted and separated by commas.
pub fn column_list(names: &[&str]) -> String {
    let mut sql = String::new();
    list(&mut sql, names);
    sql
}

/// A condition that a column is among the ids given as the first parameter, by [`id_set`].
pub fn among(backend: DbBackend, column: &str) -> String {
    match backend {
        // A set to join with: an array of a prepared statement is searched from its start for every row.
        DbBackend::Postgres => {
            format!("\"{column}\" IN (SELECT unnest(CAST($1 AS text)::bigint[]))")
        }
        _ => format!("\"{column}\" IN (SELECT value FROM json_each($1))"),
    }
}

/// A set of ids as one parameter.
pub fn id_set(backend: DbBackend, ids: &[i64]) -> Bind {
    let (open, close) = match backend {
        DbBackend::Postgres => ('{', '}'),
        _ => ('[', ']'),
    };
    let mut text = String::with_capacity(ids.len() * 20 + 2);
    text.push(open);
    for (index, id) in ids.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&id.to_string());
    }
    text.push(close);
    Bind::String(Some(text))
}

/// Runs a query over a set of ids; the query says [`among`] where the set belongs.
pub async fn query_ids(
    connection: &impl ConnectionTrait,
    sql: String,
    ids: &[i64],
    mut rest: Vec<Bind>,
) -> Result<Vec<QueryResult>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let backend = connection.get_database_backend();
    rest.insert(0, id_set(backend, ids));
    connection
        .query_all_raw(Statement::from_sql_and_values(backend, sql, rest))
        .await
}

/// Runs a query over a set of ids whose answer is one text; empty where it is null.
///
/// Many small rows are better asked for as one text: each row of an answer costs far more than its bytes, most of all on SQLite.
pub async fn query_text(
    connection: &impl ConnectionTrait,
    sql: String,
    ids: &[i64],
) -> Result<String, DbErr> {
    let rows = query_ids(connection, sql, ids, Vec::new()).await?;
    let text = rows
        .first()
        .map(|row| row.try_get_by_index(0))
        .transpose()?;
    Ok(text.flatten().unwrap_or_default())
}

/// Ids among a set that a canonical table has no living row of.
pub async fn absent(
    connection: &impl ConnectionTrait,
    table: &str,
    ids: &[i64],
) -> Result<Vec<i64>, DbErr> {
    let backend = connection.get_database_backend();
    let set = match backend {
        DbBackend::Postgres => "unnest(CAST($1 AS text)::bigint[]) AS named(id)",
        _ => "(SELECT value AS id FROM json_each($1)) AS named",
    };
    let sql = format!(
        "SELECT named.id FROM {set} WHERE NOT EXISTS (SELECT 1 FROM \"{table}\" AS known WHERE known.id = named.id AND known.deleted_at IS NULL)"
    );
    let rows = query_ids(connection, sql, ids, Vec::new()).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Runs a statement over a set of ids and tells how many rows it touched.
pub async fn execute_ids(
    connection: &impl ConnectionTrait,
    sql: String,
    ids: &[i64],
    mut rest: Vec<Bind>,
) -> Result<u64, DbErr> {
    if ids.is_empty() {
        return Ok(0);
    }
    let backend = connection.get_database_backend();
    rest.insert(0, id_set(backend, ids));
    Ok(connection
        .execute_raw(Statement::from_sql_and_values(backend, sql, rest))
        .await?
        .rows_affected())
}

/// True where a query has at least one row.
pub async fn exists(
    connection: &impl ConnectionTrait,
    sql: &str,
    binds: Vec<Bind>,
) -> Result<bool, DbErr> {
    let backend = connection.get_database_backend();
    Ok(connection
        .query_one_raw(Statement::from_sql_and_values(backend, sql, binds))
        .await?
        .is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_an_array() {
        let mut list = String::new();
        for bind in [
            Bind::BigInt(Some(-7)),
            Bind::Int(None),
            Bind::Bool(Some(true)),
            Bind::String(Some(r#"say "a\b", {c}"#.to_owned())),
            Bind::String(Some("NULL".to_owned())),
            Bind::String(None),
        ] {
            element(&mut list, &bind).unwrap();
            list.push(',');
        }
        assert_eq!(list, r#"-7,NULL,t,"say \"a\\b\", {c}","NULL",NULL,"#);
        assert!(element(&mut list, &Bind::Double(Some(0.5))).is_err());
    }

    #[test]
    fn text_of_an_upsert() {
        let sql = insert_sql(
            "t",
            &["a", "b"],
            2,
            Clash::Overwrite(&["a"]),
            DbBackend::Postgres,
        );
        assert_eq!(
            sql,
            r#"INSERT INTO "t" ("a","b") VALUES ($1,$2),($3,$4) ON CONFLICT ("a") DO UPDATE SET "b"=excluded."b""#
        );
    }
}
