//! Tables of the hub's own state, read as sheets: columns as data, newest key first; the caller asks for the permission first.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::sql::Sql;
use super::{Cell, Condition};
use crate::domain::record::{Field, Type};
use crate::model::cell::{Storage, storage};
use crate::model::identity::Groups;

/// A table of the hub's own state.
#[derive(Debug)]
pub struct Sheet {
    /// Table.
    pub table: &'static str,
    /// Columns.
    pub columns: &'static [Field],
    /// Places of the key's columns.
    pub key: &'static [usize],
}

/// Which rows of a sheet are wanted, of those between two keys.
#[derive(Clone, Debug)]
pub struct Between {
    /// Only what comes after this key.
    pub after: Option<Vec<Cell>>,
    /// Only what comes before this key.
    pub before: Option<Vec<Cell>>,
    /// Rows at most.
    pub count: usize,
    /// True where the last ones are wanted, in the same order.
    pub last: bool,
}

/// Rows of a sheet, and whether more of these follow or, of the last ones, precede.
pub async fn rows(
    connection: &impl ConnectionTrait,
    groups: &Groups,
    sheet: &Sheet,
    condition: &Condition,
    between: &Between,
) -> Result<(Vec<Vec<Cell>>, bool), DbErr> {
    let mut sql = Sql::new(connection.get_database_backend());
    let mut filter = condition.fields_sql(&mut sql, groups, sheet.columns, "t");
    let key: Vec<String> = sheet
        .key
        .iter()
        .map(|place| format!("t.\"{}\"", sheet.columns[*place].name))
        .collect();
    for (bound, sign) in [(&between.after, "<"), (&between.before, ">")] {
        let Some(bound) = bound else { continue };
        let binds: Vec<String> = sheet
            .key
            .iter()
            .zip(bound)
            .map(|(place, cell)| sql.bind(cell.clone().bind(wide(sheet.columns[*place].ty, cell))))
            .collect();
        filter += &format!(" AND ({}) {sign} ({})", key.join(","), binds.join(","));
    }
    let columns: Vec<String> = sheet
        .columns
        .iter()
        .map(|column| format!("t.\"{}\"", column.name))
        .collect();
    // The last ones are read from the end.
    let direction = if between.last { "ASC" } else { "DESC" };
    let order: Vec<String> = key
        .iter()
        .map(|column| format!("{column} {direction}"))
        .collect();
    sql.push(&format!(
        "SELECT {} FROM \"{}\" t WHERE {filter} ORDER BY {} LIMIT {}",
        columns.join(","),
        sheet.table,
        order.join(","),
        between.count + 1
    ));
    let mut rows = connection
        .query_all_raw(sql.finish())
        .await?
        .iter()
        .map(|row| read(row, sheet.columns))
        .collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > between.count;
    rows.truncate(between.count);
    if between.last {
        rows.reverse();
    }
    Ok((rows, more))
}

/// How many rows of a sheet there are.
pub async fn count(
    connection: &impl ConnectionTrait,
    groups: &Groups,
    sheet: &Sheet,
    condition: &Condition,
) -> Result<i64, DbErr> {
    let mut sql = Sql::new(connection.get_database_backend());
    let filter = condition.fields_sql(&mut sql, groups, sheet.columns, "t");
    sql.push(&format!(
        "SELECT count(*) FROM \"{}\" t WHERE {filter}",
        sheet.table
    ));
    let row = connection.query_one_raw(sql.finish()).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// Whole numbers are kept in 32 or 64 bits, by table.
fn wide(ty: Type, cell: &Cell) -> Storage {
    match (storage(ty), cell) {
        (Storage::Int, Cell::Int(number)) if i32::try_from(*number).is_err() => Storage::Big,
        (storage, _) => storage,
    }
}

fn read(row: &QueryResult, columns: &[Field]) -> Result<Vec<Cell>, DbErr> {
    columns
        .iter()
        .enumerate()
        .map(|(index, column)| match storage(column.ty) {
            Storage::Int => Cell::read(row, index, Storage::Int)
                .or_else(|_| Cell::read(row, index, Storage::Big))
                .or_else(|_| {
                    row.try_get_by_index::<Option<i16>>(index)
                        .map(|n| n.map_or(Cell::Null, |n| Cell::Int(n.into())))
                }),
            other => Cell::read(row, index, other),
        })
        .collect()
}
