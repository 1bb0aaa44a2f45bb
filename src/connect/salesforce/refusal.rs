//! What the vendor's answers mean: the same status says different things, the code and its message decide.

use entity::value::Instant;
use serde::Deserialize;

use crate::connect::Settings;
use crate::connect::http::{Ask, Reply, Spent, Verdict};
use crate::domain::fault::{Fault, Remedy};

#[derive(Deserialize)]
struct Trouble {
    #[serde(default)]
    message: String,
    #[serde(rename = "errorCode", default)]
    code: String,
}

/// How long a quota that is used up is left alone: it comes back slowly, over a day.
const QUOTA_WAIT_MS: i64 = 30 * 60_000;

/// How much of the org's daily requests is used: `api-usage=18/15000`, behind which other shares may stand.
pub(super) fn spent(reply: &Reply) -> Option<Spent> {
    let (_, usage) = reply
        .header("sforce-limit-info")?
        .split_once("api-usage=")?;
    let (used, rest) = usage.split_once('/')?;
    let allowed = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some(Spent {
        used: used.trim().parse().ok()?,
        allowed: allowed.parse().ok()?,
    })
}

/// Same status, different meanings: the code and its message decide.
pub(super) fn classify(reply: &Reply, ask: &Ask, settings: &Settings) -> Verdict {
    if reply.status < 300 {
        return Verdict::Good;
    }
    let trouble = serde_json::from_slice::<Vec<Trouble>>(&reply.body)
        .ok()
        .and_then(|list| list.into_iter().next());
    let (code, message) = trouble.map_or((String::new(), String::new()), |trouble| {
        (trouble.code, trouble.message)
    });
    let refused = |name, remedy, hint: &str| {
        let what = format!("connection {}, {}", settings.connection, ask.what);
        let detail = format!(
            "{what}: refused with status {} {code} {}",
            reply.status,
            message.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        Verdict::Refused(Fault::new(name, remedy, detail.trim_end()).hint(hint))
    };
    match (reply.status, code.as_str()) {
        (401, _)
            if message.contains("not valid for use with the REST API")
                || message.contains("not attached to Agent") =>
        {
            refused(
                "SIGN_IN_REFUSED",
                Remedy::FixConfiguration,
                "the connected app's policy does not allow API use; renewing the session would not help",
            )
        }
        (401, _) => Verdict::Renew,
        (403, "REQUEST_LIMIT_EXCEEDED") if message.contains("Concurrent") => {
            Verdict::Limited(Some(std::time::Duration::from_secs(5)))
        }
        (403, "REQUEST_LIMIT_EXCEEDED") => refused(
            "QUOTA_EXHAUSTED",
            Remedy::WaitUntil(Instant(reply.received_at.0 + QUOTA_WAIT_MS)),
            "the org's daily API requests are used up; the window rolls over 24 hours",
        ),
        (400 | 500, "UNABLE_TO_LOCK_ROW") => Verdict::Again,
        (_, "QUERY_TIMEOUT") => refused(
            "QUERY_TIMEOUT",
            Remedy::Retry,
            "the vendor gave the statement up for its length; it is asked for less at once",
        ),
        (400, "INVALID_FIELD") => refused(
            "FIELD_UNKNOWN",
            Remedy::Retry,
            "a field was removed or hidden while reading; it is described again",
        ),
        (400 | 404, "INVALID_TYPE" | "NOT_FOUND") => refused(
            "NOT_FOUND",
            Remedy::FixConfiguration,
            "the object does not exist or the user may not see it",
        ),
        (403, _) => refused(
            "NOT_PERMITTED",
            Remedy::FixConfiguration,
            "grant the run-as user access to this object",
        ),
        (429, _) => Verdict::Limited(None),
        (406 | 408 | 420 | 500..600, _) => Verdict::Again,
        (404, _) => refused(
            "ADDRESS_INVALID",
            Remedy::FixConfiguration,
            "check base_url, which is the org's own address, and options.api_version",
        ),
        (410, _) => refused(
            "REFUSED",
            Remedy::FixConfiguration,
            "the API version is retired: set options.api_version to one that the org has, or leave it out",
        ),
        (414 | 431, _) => refused(
            "REFUSED",
            Remedy::FixConfiguration,
            "the statement has too many fields: leave some out of the overrides",
        ),
        _ => refused("REFUSED", Remedy::Fail, "see the vendor's message"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_read_whatever_follows_it() {
        for (text, expected) in [
            ("api-usage=18/15000", Some((18, 15_000))),
            (
                "api-usage=18/15000; per-app-api-usage=17/250(appName=x)",
                Some((18, 15_000)),
            ),
            ("per-app-api-usage=17/250(appName=x)", Some((17, 250))),
            ("something else", None),
        ] {
            let mut headers = reqwest::header::HeaderMap::new();
            headers.insert("sforce-limit-info", text.parse().unwrap());
            let reply = Reply {
                status: 200,
                headers,
                body: bytes::Bytes::new(),
                received_at: Instant(0),
                attempts: 1,
            };
            let found = spent(&reply).map(|spent| (spent.used, spent.allowed));
            assert_eq!(found, expected, "{text}");
        }
    }
}
