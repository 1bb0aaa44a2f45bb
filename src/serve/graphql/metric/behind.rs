//! The rows behind a value.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{FieldValue, Object, ResolverContext};

use super::words::CONTRIBUTION;
use super::{CellQuery, Figure};
use crate::model::read::{Seen, parse_id};
use crate::serve::graphql::ask::{pins, question};
use crate::serve::graphql::context::asked;
use crate::serve::graphql::entity::{node, provenance_value};
use crate::serve::graphql::error::Refusal;
use crate::serve::graphql::page::{self, Window, text};
use crate::serve::graphql::shape::{field, json, object, part};

/// The rows behind one value that is named by its dimensions.
pub(super) async fn pinned<'a>(context: &ResolverContext<'a>) -> Result<FieldValue<'a>, Refusal> {
    let key = text(&context.args, "metric").unwrap_or_default();
    let mut query = question(&context.args, Some(vec![key]))?;
    (query.first, query.after) = (None, None);
    (query.before, query.last) = (None, false);
    let (group_by, dimensions) = pins(&context.args)?;
    query.group_by = group_by;
    let cell = CellQuery {
        query,
        dimensions,
        period_from: None,
        first: None,
        after: None,
    };
    behind(context, cell).await
}

pub(super) async fn contributions<'a>(
    context: &ResolverContext<'a>,
) -> Result<Option<FieldValue<'a>>, Refusal> {
    let figure = context
        .parent_value
        .downcast_ref::<Figure>()
        .ok_or(Refusal::Internal)?;
    if part(Some(&figure.wire), "state") == Some(Wire::from("MASKED")) {
        return Ok(None);
    }
    behind(context, (*figure.cell).clone()).await.map(Some)
}

pub(super) async fn behind<'a>(
    context: &ResolverContext<'a>,
    mut cell: CellQuery,
) -> Result<FieldValue<'a>, Refusal> {
    let asked = asked(context.ctx)?;
    let window = Window::of(&context.args)?;
    cell.first = Some(window.count);
    cell.after.clone_from(&window.after);
    cell.query.before.clone_from(&window.before);
    cell.query.last = window.last;
    let found = asked
        .hub
        .figures()
        .contributions(&asked.sight, &asked.figures, &cell)
        .await?;
    for _ in &found.rows {
        super::note_figure(&asked, &cell.query.keys[0]);
    }
    let rows: Vec<(String, Wire)> = found
        .rows
        .iter()
        .map(|row| {
            let wire = json(serde_json::json!({
                "cursor": row.cursor,
                "kind": row.kind,
                "id": row.id,
                "projectId": row.project_id,
                "personId": row.person_id,
                "on": row.on.to_string(),
                "amount": row.amount.to_string(),
                "denominator": row.denominator.map(|d| d.to_string()),
                "hours": row.duration_ms.map(|ms| entity::value::Duration(ms).hours().round_dp(4).to_string()),
                "rateBasis": row.rate_basis,
                "rows": row.rows,
            }));
            (row.cursor.clone(), wire)
        })
        .collect();
    let total = i64::try_from(found.total_count).unwrap_or(i64::MAX);
    let mut page = page::page(rows, &window, found.more, total);
    if let Wire::Object(map) = &mut page {
        let mut put = |name: &str, value: Wire| map.insert(async_graphql::Name::new(name), value);
        put("sum", found.sum.to_string().into());
        put("sequence", found.sequence.to_string().into());
        put(
            "denominator",
            found
                .denominator
                .map_or(Wire::Null, |d| d.to_string().into()),
        );
    }
    Ok(FieldValue::value(page))
}

pub(super) fn contribution_object() -> Object {
    object("Contribution", "A row behind a value.", CONTRIBUTION)
        .field(field("node", "Node", "The row itself.", |context| {
            Box::pin(async move {
                let row = contributed(&context).await?;
                Ok(row.map(node))
            })
        }))
        .field(field(
            "provenance",
            "Provenance",
            "Where the row came from.",
            |context| {
                Box::pin(async move {
                    let asked = asked(context.ctx)?;
                    let Some(row) = contributed(&context).await? else {
                        return Ok(None);
                    };
                    let found = asked.source(row.row.source_id).await?;
                    Ok(found.map(|p| provenance_value(&row, &p)))
                })
            },
        ))
}

pub(super) async fn contributed(context: &ResolverContext<'_>) -> Result<Option<Seen>, Refusal> {
    let Some(Wire::String(id)) = part(context.parent_value.as_value(), "id") else {
        return Ok(None);
    };
    match parse_id(&id) {
        Some((kind, id)) => asked(context.ctx)?.row(kind, id).await,
        None => Ok(None),
    }
}
