//! `/composite`, `/composite/batch` and sObject collections: several requests in one.

use axum::http::Method;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::State;
use super::call::{Call, Reply};
use super::query::Scene;
use super::refusal::Refusal;
use super::write::{self, Upserted};

const MOST_RECORDS: usize = 200;
const MOST_REQUESTS: usize = 25;

/// Serves what lies below `/composite`.
pub fn resource(
    state: &mut State,
    scene: &Scene<'_>,
    call: &Call,
    path: &[&str],
) -> Result<Reply, Refusal> {
    match (path, call.method.as_str()) {
        ([], "POST") => several(state, scene, call),
        (["batch"], "POST") => batch(state, scene, call),
        (["sobjects"], "POST" | "PATCH" | "DELETE") => collection(state, scene, call, None),
        (["sobjects", object, field], "PATCH") => {
            collection(state, scene, call, Some((object, field)))
        }
        ([] | ["batch"] | ["sobjects", ..], _) => Err(Refusal::method()),
        _ => Err(Refusal::missing()),
    }
}

/// A request inside another.
fn inner(
    state: &mut State,
    scene: &Scene<'_>,
    call: &Call,
    method: &str,
    url: &str,
    body: &Value,
) -> Reply {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut path: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    if path.first().is_some_and(|part| part == "services") {
        path.drain(..path.len().min(2));
    }
    if path.is_empty() || path.get(1).is_some_and(|part| part == "composite") {
        return Refusal::bad("INVALID_BATCH_REQUEST", format!("URL not supported: {url}")).into();
    }
    let version = path.remove(0);
    let call = Call {
        method: Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET),
        version,
        path,
        query: query.to_owned(),
        headers: call.headers.clone(),
        body: if body.is_null() {
            String::new()
        } else {
            body.to_string()
        },
    };
    super::route::resource(state, scene, &call).unwrap_or_else(Reply::from)
}

fn list(body: &Value, key: &str, most: usize) -> Result<Vec<Value>, Refusal> {
    let list = body[key]
        .as_array()
        .cloned()
        .ok_or_else(|| Refusal::bad("JSON_PARSER_ERROR", format!("{key} must be an array")))?;
    if list.len() > most {
        return Err(Refusal::bad(
            "LIMIT_EXCEEDED",
            format!(
                "record limit reached. cannot submit more than {most} records in a single request"
            ),
        ));
    }
    Ok(list)
}

fn parsed(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or(Value::Null)
}

fn batch(state: &mut State, scene: &Scene<'_>, call: &Call) -> Result<Reply, Refusal> {
    let requests = list(&call.json()?, "batchRequests", MOST_REQUESTS)?;
    let mut failed = false;
    let mut results = Vec::new();
    for request in requests {
        let method = request["method"].as_str().unwrap_or("GET");
        let url = request["url"].as_str().unwrap_or_default();
        let reply = inner(state, scene, call, method, url, &request["richInput"]);
        failed |= reply.status >= 300;
        results.push(json!({"statusCode": reply.status, "result": parsed(&reply)}));
    }
    let body = json!({"hasErrors": failed, "results": results});
    Ok(Reply::json(200, body.to_string()))
}

fn several(state: &mut State, scene: &Scene<'_>, call: &Call) -> Result<Reply, Refusal> {
    let body = call.json()?;
    let requests = list(&body, "compositeRequest", MOST_REQUESTS)?;
    let all_or_none = body["allOrNone"] == true;
    let before = state.store.written.clone();
    let mut answers: Vec<Value> = Vec::new();
    let mut ids: Vec<(String, String)> = Vec::new();
    let mut failed = false;
    for request in &requests {
        let fill = |text: String| {
            ids.iter().fold(text, |text, (name, id)| {
                text.replace(&format!("@{{{name}.id}}"), id)
            })
        };
        let name = request["referenceId"].as_str().unwrap_or_default();
        let url = fill(request["url"].as_str().unwrap_or_default().to_owned());
        let text = fill(request["body"].to_string());
        let filled = serde_json::from_str(&text).unwrap_or(Value::Null);
        let method = request["method"].as_str().unwrap_or("GET");
        let reply = inner(state, scene, call, method, &url, &filled);
        failed |= reply.status >= 300;
        let answer = parsed(&reply);
        if let Some(id) = answer["id"].as_str() {
            ids.push((name.to_owned(), id.to_owned()));
        }
        answers.push(json!({
            "body": answer, "httpHeaders": {}, "httpStatusCode": reply.status, "referenceId": name,
        }));
    }
    if failed && all_or_none {
        state.store.restore(scene.firm, before);
        for answer in &mut answers {
            if answer["httpStatusCode"]
                .as_u64()
                .is_some_and(|status| status < 300)
            {
                answer["httpStatusCode"] = json!(400);
                answer["body"] = json!([{
                    "errorCode": "PROCESSING_HALTED",
                    "message": "The transaction was rolled back since another operation in the same transaction failed.",
                }]);
            }
        }
    }
    Ok(Reply::json(
        200,
        json!({"compositeResponse": answers}).to_string(),
    ))
}

fn collection(
    state: &mut State,
    scene: &Scene<'_>,
    call: &Call,
    key: Option<(&str, &str)>,
) -> Result<Reply, Refusal> {
    let delete = call.method == Method::DELETE;
    let (records, all_or_none) = if delete {
        let ids = call.param("ids").unwrap_or_default();
        let records: Vec<Value> = ids.split(',').map(|id| json!({"Id": id})).collect();
        let whole = json!({ "records": records });
        let all = call.param("allOrNone").as_deref() == Some("true");
        (list(&whole, "records", MOST_RECORDS)?, all)
    } else {
        let body = call.json()?;
        (
            list(&body, "records", MOST_RECORDS)?,
            body["allOrNone"] == true,
        )
    };
    let before = state.store.written.clone();
    let mut failed = false;
    let mut results = Vec::new();
    for record in &records {
        let outcome = match key {
            Some((object, field)) => keyed(state, scene, object, field, record),
            None => plain(state, scene, call, record),
        };
        results.push(match outcome {
            Ok((id, None)) => json!({"id": id, "success": true, "errors": []}),
            Ok((id, Some(new))) => json!({"id": id, "success": true, "errors": [], "created": new}),
            Err(refusal) => {
                failed = true;
                json!({"success": false, "errors": [{
                    "statusCode": refusal.code, "message": refusal.message, "fields": refusal.fields,
                }]})
            }
        });
    }
    if failed && all_or_none {
        state.store.restore(scene.firm, before);
        for result in results
            .iter_mut()
            .filter(|result| result["success"] == true)
        {
            *result = json!({"success": false, "errors": [{
                "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
                "fields": [],
            }]});
        }
    }
    Ok(Reply::json(200, json!(results).to_string()))
}

type Done = Result<(String, Option<bool>), Refusal>;

fn keyed(state: &mut State, scene: &Scene<'_>, object: &str, field: &str, record: &Value) -> Done {
    let object = state.store.object(object).ok_or_else(Refusal::missing)?;
    let mut body = write::fields(record)?;
    let name = body
        .keys()
        .find(|key| key.eq_ignore_ascii_case(field))
        .cloned();
    let value = name.and_then(|name| body.remove(&name));
    let value = match value {
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        _ => {
            return Err(Refusal::bad(
                "MISSING_ARGUMENT",
                format!("{field} not specified"),
            ));
        }
    };
    match write::upsert(state, scene, object, field, &value, &body, false)? {
        Upserted::Created(id) => Ok((id, Some(true))),
        Upserted::Updated(id) => Ok((id, Some(false))),
        Upserted::Several(_) => Err(Refusal::bad(
            "DUPLICATE_EXTERNAL_ID",
            format!("{field}: more than one record found for external id field"),
        )),
    }
}

fn plain(state: &mut State, scene: &Scene<'_>, call: &Call, record: &Value) -> Done {
    let mut body = write::fields(record)?;
    if call.method == Method::POST {
        let name = record["attributes"]["type"].as_str().unwrap_or_default();
        let object = state.store.object(name).ok_or_else(|| {
            Refusal::bad(
                "INVALID_TYPE",
                format!("sObject type '{name}' is not supported."),
            )
        })?;
        return Ok((write::insert(state, scene, object, &body)?, None));
    }
    let id = body
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("id"))
        .and_then(|(_, id)| id.as_str().map(str::to_owned))
        .ok_or_else(|| Refusal::bad("MISSING_ARGUMENT", "Id not specified in an update call"))?;
    body.retain(|key, _| !key.eq_ignore_ascii_case("id"));
    let (object, _) = state
        .store
        .behind(&id)
        .ok_or_else(|| Refusal::bad("MALFORMED_ID", format!("malformed id {id}")))?;
    let number = write::live(state, object, &id)?;
    if call.method == Method::DELETE {
        write::delete(state, scene, object, number)?;
    } else {
        write::update(state, scene, object, number, &body)?;
    }
    Ok((id, None))
}
