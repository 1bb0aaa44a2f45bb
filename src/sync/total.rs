//! Control totals: counts and amounts at the source beside what landed.
//!
//! Counts are of live raw records; amounts are summed over the canonical rows of the kinds that the stream feeds.

use sea_orm::{ConnectionTrait, DbErr, Statement, Value as Bind};

use super::Sync;
use super::run::Run;
use crate::connect::SourceTotal;
use crate::domain::record::{Entity, Type};
use crate::model::statement::{Clash, Rows};

impl Sync {
    /// Asks the source for its totals, where the last comparison is old enough, and keeps both sides.
    ///
    /// A source that cannot tell now proves nothing: the former comparison stays, and grows old.
    pub(super) async fn compare_totals(&self, run: &mut Run<'_>) -> Result<(), DbErr> {
        if !self.totals_due(run).await? {
            return Ok(());
        }
        let totals = match run.source.client.totals(run.stream).await {
            Ok(totals) => totals,
            Err(fault) => {
                tracing::warn!(
                    connection.id = run.report.connection,
                    stream = run.stream.name,
                    code = fault.code,
                    "control totals could not be read"
                );
                return Ok(());
            }
        };
        let now = self.clock.now();
        let mut rows = Rows::new(
            "control_total",
            &[
                "connection_id",
                "stream",
                "period",
                "measure",
                "source",
                "landed",
                "checked_at",
            ],
        );
        for total in totals {
            let Some(landed) = landed(&self.database.reader, run, &total).await? else {
                continue;
            };
            rows.push([
                Bind::Int(Some(run.source.number)),
                Bind::String(Some(run.stream.name.to_owned())),
                Bind::String(Some(total.period)),
                Bind::String(Some(total.measure)),
                Bind::BigInt(Some(total.value)),
                Bind::BigInt(Some(landed)),
                Bind::BigInt(Some(now.0)),
            ]);
        }
        rows.write(
            &self.database.writer,
            Clash::Overwrite(&["connection_id", "stream", "period", "measure"]),
        )
        .await?;
        Ok(())
    }

    /// Totals are compared after first loads, after whole passes that changed something, hourly, and as long as they differ.
    async fn totals_due(&self, run: &Run<'_>) -> Result<bool, DbErr> {
        let row = self
            .database
            .reader
            .query_one_raw(Statement::from_sql_and_values(
                self.database.backend(),
                "SELECT max(checked_at), sum(CASE WHEN source <> landed THEN 1 ELSE 0 END) FROM control_total \
                 WHERE connection_id = $1 AND stream = $2",
                [
                    Bind::Int(Some(run.source.number)),
                    Bind::String(Some(run.stream.name.to_owned())),
                ],
            ))
            .await?;
        let Some(row) = row else {
            return Ok(true);
        };
        let last: Option<i64> = row.try_get_by_index(0)?;
        let unequal: Option<i64> = row.try_get_by_index(1)?;
        let due = last
            .is_none_or(|last| last + self.settings.totals_seconds * 1000 <= self.clock.now().0);
        let moved = run.report.whole && run.report.landed + run.report.deleted > 0;
        Ok(due || moved || unequal.unwrap_or(0) > 0)
    }
}

/// What landed of a total; none where the hub has no such measure.
async fn landed(
    connection: &impl ConnectionTrait,
    run: &Run<'_>,
    total: &SourceTotal,
) -> Result<Option<i64>, DbErr> {
    if total.measure == "count" && total.period == "all" {
        let sql = "SELECT count(*) FROM raw_record WHERE connection_id = $1 AND stream = $2 AND deleted_at IS NULL";
        return number(
            connection,
            sql,
            vec![
                Bind::Int(Some(run.source.number)),
                Bind::String(Some(run.stream.name.to_owned())),
            ],
        )
        .await;
    }
    for kind in run.stream.emits {
        if let Some((sql, binds)) = amount_sql(kind.entity(), run.source.number, total) {
            return number(connection, &sql, binds).await;
        }
    }
    Ok(None)
}

fn amount_sql(
    entity: &Entity,
    connection_id: i32,
    total: &SourceTotal,
) -> Option<(String, Vec<Bind>)> {
    let mut binds = vec![Bind::Int(Some(connection_id))];
    let mut sql = match total.measure.split_once(':') {
        None if total.measure == "count" => "SELECT count(*)".to_owned(),
        None => return None,
        Some((field, currency)) => {
            entity.field(field)?;
            entity.field("currency")?;
            binds.push(Bind::String(Some(currency.to_owned())));
            format!("SELECT CAST(coalesce(sum(\"{field}\"), 0) AS bigint)")
        }
    };
    sql.push_str(&format!(
        " FROM \"{}\" WHERE connection_id = $1 AND deleted_at IS NULL",
        entity.table
    ));
    if binds.len() == 2 {
        sql.push_str(" AND currency = $2");
    }
    if total.period != "all" {
        let (year, month) = total.period.split_once('-')?;
        let first = entity::value::Day::ymd(year.parse().ok()?, month.parse().ok()?, 1)?;
        let day = entity
            .fields
            .iter()
            .find(|field| field.ty == Type::Day && field.required)
            .or_else(|| entity.fields.iter().find(|field| field.ty == Type::Day))?;
        binds.push(Bind::Int(Some(first.0)));
        binds.push(Bind::Int(Some(first.month_end().0)));
        sql.push_str(&format!(
            " AND \"{}\" BETWEEN ${} AND ${}",
            day.name,
            binds.len() - 1,
            binds.len()
        ));
    }
    Some((sql, binds))
}

async fn number(
    connection: &impl ConnectionTrait,
    sql: &str,
    binds: Vec<Bind>,
) -> Result<Option<i64>, DbErr> {
    let row = connection
        .query_one_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            sql,
            binds,
        ))
        .await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}
