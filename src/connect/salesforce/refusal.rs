//! What the vendor's answers mean: the same status says different things, the code and its message decide.

use serde::Deserialize;

use crate::connect::Settings;
use crate::connect::http::{Ask, Reply, Verdict};
use crate::domain::fault::{Fault, Remedy};

#[derive(Deserialize)]
struct Trouble {
    #[serde(default)]
    message: String,
    #[serde(rename = "errorCode", default)]
    code: String,
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
            Remedy::Retry,
            "the org's daily API requests are used up; the window rolls over 24 hours",
        ),
        (400 | 500, "UNABLE_TO_LOCK_ROW") | (400, "QUERY_TIMEOUT") => Verdict::Again,
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
        _ => refused("REFUSED", Remedy::Fail, "see the vendor's message"),
    }
}
