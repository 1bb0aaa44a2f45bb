//! The middleware that carries a script out on a request and its reply.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::stream;
use percent_encoding::percent_decode_str;

use super::{Action, Canned, Dialect, Faults, rows};

/// What the middleware needs.
#[derive(Clone)]
pub(super) struct Seat {
    pub(super) faults: Faults,
    pub(super) dialect: Arc<Dialect>,
}

/// An action to carry out, and the place of its rule (none if by chance).
type Due = (Action, Option<usize>);

impl Faults {
    /// What this request meets: changes of the reply, at most one early answer, delays.
    fn due(&self, request: &Request) -> Vec<Due> {
        let line = request
            .uri()
            .path_and_query()
            .map(|text| text.as_str().replace('+', " "))
            .unwrap_or_default();
        let line = percent_decode_str(&line).decode_utf8_lossy().into_owned();
        let mut state = self.state();
        state.requests += 1;
        state.told.send_replace(state.requests);
        let mut due: Vec<Due> = Vec::new();
        for (place, armed) in state.rules.iter_mut().enumerate() {
            let rule = &armed.rule;
            let other = rule
                .method
                .as_ref()
                .is_some_and(|method| method != request.method());
            if other || !line.contains(rule.path.as_str()) {
                continue;
            }
            armed.seen += 1;
            let spent = rule.times.is_some_and(|times| armed.fired >= times);
            let waiting = armed.seen <= rule.skip;
            if rule.action == Action::RepeatPage && armed.last.is_none() {
                // Nothing to repeat yet: let it pass, but remember the reply.
                due.push((Action::RepeatPage, Some(place)));
                continue;
            }
            if spent || waiting {
                continue;
            }
            armed.fired += 1;
            due.push((rule.action.clone(), Some(place)));
            if rule.action.answers_early() {
                break;
            }
        }
        if let Some(dice) = state.chaos.as_mut()
            && due.is_empty()
            && let Some(action) = dice.roll(&format!("{} {line}", request.method()))
        {
            due.push((action, None));
        }
        for (action, place) in &due {
            let remembering = matches!(action, Action::RepeatPage)
                && place.is_some_and(|place| state.rules[place].last.is_none());
            if !remembering {
                *state.counts.entry(action.word()).or_default() += 1;
            }
        }
        due
    }

    fn last_page(&self, place: Option<usize>) -> Option<Vec<u8>> {
        self.state().rules.get(place?)?.last.clone()
    }

    fn keep_page(&self, place: Option<usize>, body: &[u8]) {
        if let Some(place) = place
            && let Some(armed) = self.state().rules.get_mut(place)
        {
            armed.last = Some(body.to_vec());
        }
    }
}

/// Passes a request through the script.
pub(super) async fn pass(State(seat): State<Seat>, request: Request, next: Next) -> Response {
    let due = seat.faults.due(&request);
    for (action, _) in &due {
        if let Action::Delay(wait) = action {
            tokio::time::sleep(*wait).await;
        }
    }
    if let Some((action, _)) = due.iter().find(|(action, _)| action.answers_early()) {
        return early(action, &seat.dialect);
    }
    let mut response = next.run(request).await;
    for (action, place) in due {
        response = late(&seat.faults, response, &action, place).await;
    }
    response
}

fn canned(reply: &Canned) -> Response {
    let mut response = Response::new(Body::from(reply.body.clone()));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(reply.content_type),
    );
    response
}

fn early(action: &Action, dialect: &Dialect) -> Response {
    match action {
        Action::Throttle(retry_after) => {
            let mut response = canned(&dialect.throttled);
            if let Some(seconds) = retry_after {
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            response
        }
        Action::ExpireToken => canned(&dialect.unauthorized),
        Action::Gateway => canned(&Canned::html(
            502,
            "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr></body></html>",
        )),
        Action::Unavailable => canned(&dialect.unavailable),
        Action::Reply(reply) => canned(reply),
        Action::Drop => cut(),
        _ => canned(&dialect.error),
    }
}

/// A reply whose body fails at once: the server closes the connection before it has sent a byte.
fn cut() -> Response {
    Response::new(Body::from_stream(stream::once(async {
        Err::<Bytes, io::Error>(io::Error::other("connection cut by the fault script"))
    })))
}

async fn late(
    faults: &Faults,
    response: Response,
    action: &Action,
    place: Option<usize>,
) -> Response {
    match action {
        Action::Delay(_) => return response,
        Action::LoseReply => {
            let _ = to_bytes(response.into_body(), usize::MAX).await;
            return cut();
        }
        Action::LoseReplyTimeout => {
            let _ = to_bytes(response.into_body(), usize::MAX).await;
            return canned(&Canned::html(
                504,
                "<html><body><h1>504 Gateway Time-out</h1></body></html>",
            ));
        }
        _ => {}
    }
    if !response.status().is_success() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return cut();
    };
    let bytes = match action {
        Action::RepeatPage => match faults.last_page(place) {
            Some(last) => Bytes::from(last),
            None => {
                faults.keep_page(place, &bytes);
                bytes
            }
        },
        Action::Truncate => {
            let half = bytes.slice(..bytes.len() / 2);
            parts
                .headers
                .insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            return Response::from_parts(parts, Body::from_stream(halves(half)));
        }
        Action::Malformed => bytes.slice(..bytes.len().saturating_sub(bytes.len() / 3 + 1)),
        _ => disturbed(bytes, action),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}

fn disturbed(bytes: Bytes, action: &Action) -> Bytes {
    let Ok(mut page) = serde_json::from_slice(&bytes) else {
        return bytes;
    };
    if rows::disturb(&mut page, action) {
        Bytes::from(page.to_string())
    } else {
        bytes
    }
}

/// Half of a body, then a cut; the pause lets the half leave first.
fn halves(half: Bytes) -> impl futures::Stream<Item = Result<Bytes, io::Error>> {
    stream::unfold(Some(half), |left| async move {
        match left {
            Some(half) if !half.is_empty() => Some((Ok(half), Some(Bytes::new()))),
            Some(_) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Some((
                    Err(io::Error::other("connection cut by the fault script")),
                    None,
                ))
            }
            None => None,
        }
    })
}
