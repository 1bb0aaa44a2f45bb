//! Queries to try: one each for the roles that a newcomer looks through first, ready to be pasted into a shell.

use chrono::Datelike;
use entity::value::Day;

/// A query, who asks it, and what it shows.
pub(super) struct Sample {
    /// Role whose token it is sent with.
    pub(super) role: &'static str,
    /// What it shows.
    pub(super) title: &'static str,
    /// GraphQL.
    pub(super) query: String,
}

/// The queries, about the whole months of the year up to a day.
pub(super) fn samples(today: Day) -> Vec<Sample> {
    let last = Day(today.month_start().0 - 1);
    let year = last.date().year();
    let period = format!("{{from: \"{year}-01-01\", to: \"{last}\"}}");
    let values = "dimensions { label } values { key value currency state }";
    vec![
        Sample {
            role: "pmo",
            title: "Billable utilization by practice this year",
            query: format!(
                "{{ metrics(keys: [\"billable_utilization\", \"billable_hours\"], groupBy: [PRACTICE], period: {period}) {{ nodes {{ {values} }} }} }}"
            ),
        },
        Sample {
            role: "finance",
            title: "Revenue and gross margin by customer, the largest first",
            query: format!(
                "{{ metrics(keys: [\"revenue\", \"gross_margin_pct\"], groupBy: [CUSTOMER], period: {period}, orderBy: [{{metric: \"revenue\", direction: DESC}}], first: 5) {{ nodes {{ {values} }} }} }}"
            ),
        },
        Sample {
            role: "finance",
            title: "The exceptions with the most money waiting",
            query: "{ exceptions(first: 5) { nodes { title severity amountGroup { amount currency } daysWaiting hint } } }".to_owned(),
        },
        Sample {
            role: "integration_engineer",
            title: "What each stream of each system did last",
            query: "{ streams(first: 50) { nodes { connection stream lastOkAt rows } } }".to_owned(),
        },
    ]
}

/// The query as a command.
pub(super) fn command(sample: &Sample, url: &str, token: &str) -> String {
    let body = serde_json::json!({ "query": sample.query }).to_string();
    format!(
        "curl -s {url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer {token}' -d '{body}'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_ask_for_whole_months_only() {
        let of = |year, month, day| samples(Day::ymd(year, month, day).unwrap()).remove(0).query;
        assert!(of(2026, 3, 17).contains("from: \"2026-01-01\", to: \"2026-02-28\""));
        assert!(of(2026, 1, 17).contains("from: \"2025-01-01\", to: \"2025-12-31\""));
        let command = command(&samples(Day(20_000))[0], "http://h", "t");
        assert!(
            command.starts_with("curl -s http://h/graphql -H"),
            "{command}"
        );
        assert_eq!(command.matches('\'').count(), 6, "{command}");
    }
}
