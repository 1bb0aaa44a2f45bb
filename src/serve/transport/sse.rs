//! GraphQL over server-sent events, distinct connections: one request, events `next` and one `complete`, ids to resume from.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Response, Value};
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::State as Shared;
use axum::http::header::{ACCEPT, ALLOW, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response as HttpResponse};
use futures::StreamExt;
use futures::stream::{BoxStream, once};

use super::State;
use super::body::{Body, Refusal};

/// GET /graphql/sse is the other mode, with a reservation; it is not offered.
pub(super) async fn get() -> HttpResponse {
    let body = Refusal::new(
        "METHOD_NOT_ALLOWED",
        "send the request by POST: each subscription is a connection of its own",
    )
    .json();
    let mut response = (StatusCode::METHOD_NOT_ALLOWED, axum::Json(body)).into_response();
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

/// POST /graphql/sse.
pub(super) async fn post(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: HttpBody,
) -> HttpResponse {
    let refuse = |status: StatusCode, refusal: &Refusal| {
        (status, axum::Json(refusal.json())).into_response()
    };
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if !header(ACCEPT).unwrap_or("*/*").split(',').any(|range| {
        matches!(
            range.split(';').next().map(str::trim),
            Some("text/event-stream" | "*/*" | "text/*")
        )
    }) {
        return refuse(
            StatusCode::NOT_ACCEPTABLE,
            &Refusal::new("NOT_ACCEPTABLE", "accept text/event-stream"),
        );
    }
    if header(CONTENT_TYPE)
        .and_then(|text| text.split(';').next())
        .map(str::trim)
        != Some("application/json")
    {
        return refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &Refusal::new(
                "UNSUPPORTED_MEDIA_TYPE",
                "send the request as application/json",
            ),
        );
    }
    let viewer = match state.verifier.bearer(header(AUTHORIZATION)).await {
        Ok(viewer) => viewer,
        Err(error) => {
            return refuse(
                StatusCode::UNAUTHORIZED,
                &Refusal::new("UNAUTHENTICATED", error.to_string()),
            );
        }
    };
    let Ok(bytes) = to_bytes(body, state.limits.body_bytes).await else {
        return refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            &Refusal::new("TOO_LARGE", "the body is too large"),
        );
    };
    let mut ready = match Body::parse(&bytes) {
        Err(refusal) => return refuse(StatusCode::BAD_REQUEST, &refusal),
        Ok(body) => match body.ready(state.limits.selections) {
            Err(refusal) => {
                return events(
                    &state,
                    once(async move { next(&refusal.json().to_string()) }).boxed(),
                    None,
                );
            }
            Ok(ready) => ready,
        },
    };
    // A browser that lost the stream sends the id of the last event it saw: it goes on after that.
    if let Some(last) =
        header("last-event-id".parse().unwrap_or(ACCEPT)).filter(|last| !last.is_empty())
    {
        ready.request.variables.insert(
            async_graphql::Name::new("after"),
            Value::String(last.to_owned()),
        );
    }
    let expires_in = viewer
        .expires_at
        .map(|at| u64::try_from(at.0 - state.clock.now().0).unwrap_or(0));
    let stream = state
        .api
        .subscribe(viewer, ready.request)
        .map(|response| event_of(&response))
        .boxed();
    events(&state, stream, expires_in)
}

fn events(
    state: &Arc<State>,
    stream: BoxStream<'static, Event>,
    expires_in: Option<u64>,
) -> HttpResponse {
    let shutdown = state.shutdown.clone();
    let over = async move {
        match expires_in {
            Some(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            None => std::future::pending().await,
        }
    };
    let expired = Refusal::new(
        "TOKEN_EXPIRED",
        "the token has expired: reconnect with a new one and the last event's id",
    )
    .json()
    .to_string();
    let closing = Refusal::new(
        "SHUTTING_DOWN",
        "the hub is going away: reconnect with the last event's id",
    )
    .json()
    .to_string();
    let body = async_stream_until(
        stream,
        over,
        expired,
        async move { shutdown.cancelled().await },
        closing,
    );
    let all = body
        .chain(once(async { Event::default().event("complete").data("") }))
        .map(Ok::<_, Infallible>);
    let keep = KeepAlive::new()
        .interval(Duration::from_millis(state.limits.ping_ms))
        .text("");
    let mut response = Sse::new(all).keep_alive(keep).into_response();
    response
        .headers_mut()
        .insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// A stream that ends, with a last event that says why, when the token is over or the hub goes away.
fn async_stream_until(
    stream: BoxStream<'static, Event>,
    over: impl Future<Output = ()> + Send + 'static,
    expired: String,
    shutdown: impl Future<Output = ()> + Send + 'static,
    closing: String,
) -> BoxStream<'static, Event> {
    let ends = futures::stream::once(async move {
        tokio::select! {
            () = over => next(&expired),
            () = shutdown => next(&closing),
        }
    })
    .map(|event| (true, event));
    let events = stream
        .map(|event| (false, event))
        .chain(once(async { (true, Event::default().comment("")) }));
    futures::stream::select(events, ends.boxed())
        .scan(false, |ended, (last, event)| {
            let go_on = !*ended;
            *ended = last;
            futures::future::ready(go_on.then_some(event))
        })
        .boxed()
}

fn next(data: &str) -> Event {
    Event::default().event("next").data(data)
}

/// One event of a subscription; its id is the cursor that the payload carries.
fn event_of(response: &Response) -> Event {
    let event = next(&serde_json::to_string(response).unwrap_or_default());
    match cursor(&response.data) {
        Some(cursor) => event.id(cursor),
        None => event,
    }
}

/// The cursor of the event, one level below the subscription's field.
fn cursor(data: &Value) -> Option<String> {
    let Value::Object(root) = data else {
        return None;
    };
    root.values().find_map(|field| match field {
        Value::Object(event) => match event.get("cursor") {
            Some(Value::String(cursor)) if !cursor.contains(['\n', '\r', '\0']) => {
                Some(cursor.clone())
            }
            _ => None,
        },
        _ => None,
    })
}
