//! The life of an exception as a pure function: pending, open, acknowledged, resolved, and back.

use entity::insight::exception::Model;
use entity::value::Instant;

/// Milliseconds after which a trouble that comes back is a new exception.
pub const REOPEN_MS: i64 = 7 * 24 * 3_600_000;

/// What one evaluation does to one exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// First detection: it waits for its hold to pass.
    Detect,
    /// First detection of a rule without hold, or the hold has passed.
    Open,
    /// It came back within seven days, or what was accepted has changed: the clock goes on.
    Reopen,
    /// It is gone from fresh sources: the business effect is verified.
    Resolve,
    /// It went before its hold had passed.
    Forget,
    /// It is as it was, with new evidence.
    Refresh,
}

/// What the rule sees of one subject now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Found, with the hash of its evidence.
    Found(i64),
    /// Not found, all needed sources being fresh.
    Gone,
    /// A needed source is stale: nothing is known.
    Unknown,
}

/// Decides the step; `None` leaves everything as it is.
pub fn step(before: Option<&Model>, seen: Seen, hold_ms: i64, now: Instant) -> Option<Step> {
    let Seen::Found(evidence) = seen else {
        let gone = seen == Seen::Gone;
        return before
            .filter(|_| gone)
            .and_then(|exception| match exception.state.as_str() {
                "pending" => Some(Step::Forget),
                "open" | "acknowledged" => Some(Step::Resolve),
                _ => None,
            });
    };
    let anew = Some(if hold_ms == 0 {
        Step::Open
    } else {
        Step::Detect
    });
    let Some(exception) = before else {
        return anew;
    };
    let changed = exception.evidence_hash != evidence;
    match exception.state.as_str() {
        "pending" if now.0 - exception.detected_at.0 >= hold_ms => Some(Step::Open),
        "resolved" if exception.resolution.as_deref() == Some("ACCEPTED") => {
            changed.then_some(Step::Reopen)
        }
        "resolved" => {
            // What went before its hold had passed never was an exception: it is held again.
            let recent = exception.opened_at.is_some()
                && exception
                    .resolved_at
                    .is_some_and(|at| now.0 - at.0 <= REOPEN_MS);
            if recent { Some(Step::Reopen) } else { anew }
        }
        _ => changed.then_some(Step::Refresh),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exception(state: &str, resolution: Option<&str>) -> Model {
        Model {
            id: 1,
            rule: "r".into(),
            fingerprint: "r/x".into(),
            severity: "error".into(),
            state: state.into(),
            subject_kind: None,
            subject_id: None,
            customer_id: None,
            project_id: None,
            practice_id: None,
            legal_entity_id: None,
            person_id: None,
            connection_id: None,
            title: String::new(),
            detail: String::new(),
            hint: String::new(),
            evidence: String::new(),
            evidence_hash: 7,
            since_on: None,
            people: None,
            amount: None,
            currency: None,
            amount_group: None,
            metric: None,
            owner: "finance".into(),
            assignee: None,
            acknowledged_by: None,
            detected_at: Instant(0),
            opened_at: (state != "pending").then_some(Instant(0)),
            acknowledged_at: None,
            resolved_at: Some(Instant(0)),
            deadline_at: None,
            resolution: resolution.map(str::to_owned),
            reason: None,
            reopened: 0,
            sequence: 0,
            tx: 0,
        }
    }

    #[test]
    fn holds_then_opens_then_resolves() {
        let pending = exception("pending", None);
        assert_eq!(
            step(None, Seen::Found(7), 100, Instant(0)),
            Some(Step::Detect)
        );
        assert_eq!(step(Some(&pending), Seen::Found(7), 100, Instant(99)), None);
        assert_eq!(
            step(Some(&pending), Seen::Found(7), 100, Instant(100)),
            Some(Step::Open)
        );
        assert_eq!(
            step(Some(&pending), Seen::Gone, 100, Instant(1)),
            Some(Step::Forget)
        );
        assert_eq!(
            step(Some(&exception("open", None)), Seen::Gone, 0, Instant(1)),
            Some(Step::Resolve)
        );
        assert_eq!(
            step(
                Some(&exception("acknowledged", None)),
                Seen::Gone,
                0,
                Instant(1)
            ),
            Some(Step::Resolve)
        );
    }

    #[test]
    fn silence_is_not_health() {
        for state in ["pending", "open", "acknowledged", "resolved"] {
            assert_eq!(
                step(
                    Some(&exception(state, None)),
                    Seen::Unknown,
                    0,
                    Instant(REOPEN_MS * 2)
                ),
                None
            );
        }
        assert_eq!(step(None, Seen::Unknown, 0, Instant(0)), None);
    }

    #[test]
    fn accepted_stays_until_its_evidence_changes() {
        let accepted = exception("resolved", Some("ACCEPTED"));
        assert_eq!(
            step(Some(&accepted), Seen::Found(7), 0, Instant(REOPEN_MS * 9)),
            None
        );
        assert_eq!(
            step(Some(&accepted), Seen::Found(8), 0, Instant(1)),
            Some(Step::Reopen)
        );
    }

    #[test]
    fn back_within_seven_days_continues_the_clock() {
        let resolved = exception("resolved", Some("VERIFIED"));
        assert_eq!(
            step(Some(&resolved), Seen::Found(7), 50, Instant(REOPEN_MS)),
            Some(Step::Reopen)
        );
        assert_eq!(
            step(Some(&resolved), Seen::Found(7), 50, Instant(REOPEN_MS + 1)),
            Some(Step::Detect)
        );
        assert_eq!(
            step(Some(&resolved), Seen::Found(7), 0, Instant(REOPEN_MS + 1)),
            Some(Step::Open)
        );
    }
    #[test]
    fn what_never_opened_is_held_again() {
        let forgotten = Model {
            opened_at: None,
            ..exception("resolved", Some("VERIFIED"))
        };
        assert_eq!(
            step(Some(&forgotten), Seen::Found(7), 50, Instant(10)),
            Some(Step::Detect)
        );
    }
}
