//! How a sync ended, in words: what each stream did, what was set aside, and each failure once, however many streams it stopped.

use super::say;
use crate::sync::RunReport;

/// A failure, and the streams that it stopped.
struct Failure<'a> {
    connection: &'a str,
    code: &'static str,
    detail: String,
    hint: &'a str,
    streams: Vec<&'a str>,
}

/// Prints what each stream did, and what it set aside.
pub(super) fn streams(reports: &[RunReport]) -> anyhow::Result<()> {
    for report in reports {
        let state = match &report.fault {
            Some(fault) => format!("stopped, {}; ", fault.code),
            None => String::new(),
        };
        say::line(format!(
            "{} {}: {state}{} seen, {} new or changed, {} deleted, {} set aside, {} requests",
            report.connection,
            report.stream,
            report.seen,
            report.landed,
            report.deleted,
            report.dead,
            report.requests
        ))?;
        for aside in &report.set_aside {
            let field = aside.field.as_deref().unwrap_or("the object");
            let more = match aside.count {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            say::line(format!(
                "  set aside: {} {}{more}: {field}: {} ({})",
                report.stream, aside.example, aside.detail, aside.code
            ))?;
        }
    }
    if reports.iter().any(|report| !report.set_aside.is_empty()) {
        say::line(
            "  hint: the rest went on; what was set aside is kept and mapped again when it changes, or with retryDeadLetters after \
             the mapping was mended",
        )?;
    }
    Ok(())
}

/// Prints each failure once; true where there was one.
pub(super) fn failures(reports: &[RunReport]) -> bool {
    let failures = gather(reports);
    for failure in &failures {
        let streams = match failure.streams.as_slice() {
            [_] => String::new(),
            many => format!(" [{} streams: {}]", many.len(), many.join(", ")),
        };
        say::error(
            format!("{} ({}){streams}", failure.detail, failure.code),
            Some(failure.hint),
        );
    }
    !failures.is_empty()
}

fn gather(reports: &[RunReport]) -> Vec<Failure<'_>> {
    let mut failures: Vec<Failure<'_>> = Vec::new();
    for report in reports {
        let Some(fault) = &report.fault else {
            continue;
        };
        // What is said of one stream after the other is said once, without its name.
        let detail = fault.detail.replace(&format!(", {}:", report.stream), ":");
        let detail = detail.replace(
            &format!("{}/{}", report.connection, report.stream),
            &report.connection,
        );
        let same = failures.iter_mut().find(|failure| {
            (failure.connection == report.connection
                || fault.code.starts_with("DATABASE")
                || fault.code == "DISK_FULL")
                && failure.code == fault.code
                && failure.detail == detail
        });
        match same {
            Some(failure) => failure.streams.push(&report.stream),
            None => failures.push(Failure {
                connection: &report.connection,
                code: fault.code,
                detail,
                hint: say::hint(fault),
                streams: vec![&report.stream],
            }),
        }
    }
    for failure in &mut failures {
        if let [stream] = failure.streams.as_slice() {
            let whole = reports
                .iter()
                .find(|report| report.connection == failure.connection && report.stream == *stream);
            if let Some(fault) = whole.and_then(|report| report.fault.as_ref()) {
                failure.detail.clone_from(&fault.detail);
            }
        }
    }
    // What only follows from a failure that is told already is no news.
    let told: Vec<&str> = failures
        .iter()
        .filter(|failure| failure.code != "BREAKER_OPEN")
        .map(|failure| failure.connection)
        .collect();
    let kept = |failure: &Failure<'_>| {
        failure.code != "BREAKER_OPEN" || !told.contains(&failure.connection)
    };
    let keep: Vec<bool> = failures.iter().map(kept).collect();
    let mut keep = keep.into_iter();
    failures.retain(|_| keep.next().unwrap_or(true));
    failures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fault::{Fault, Remedy};

    fn report(connection: &str, stream: &str, fault: Fault) -> RunReport {
        RunReport {
            connection: connection.to_owned(),
            stream: stream.to_owned(),
            fault: Some(fault),
            ..RunReport::default()
        }
    }

    #[test]
    fn one_failure_is_told_once() {
        let fault = |stream: &str| {
            Fault::new(
                "NOT_FOUND",
                Remedy::Fail,
                format!("connection psa, {stream}: refused"),
            )
        };
        let open = Fault::new("BREAKER_OPEN", Remedy::Fail, "connection psa: left alone");
        let reports = [
            report("psa", "users", fault("users")),
            report("psa", "roles", fault("roles")),
            report("psa", "time", open),
            report("erp", "users", fault("users")),
        ];
        let told: Vec<(String, usize)> = gather(&reports)
            .into_iter()
            .map(|failure| (failure.detail, failure.streams.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("connection psa: refused".to_owned(), 2),
                ("connection psa, users: refused".to_owned(), 1)
            ]
        );
    }
}
