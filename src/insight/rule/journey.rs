//! Journeys: the ways that one business event takes through the systems, with an owner and a deadline at each stage.
//!
//! Rules and flows refer to them, so that a deadline is written once.

use entity::value::Money;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A part of a journey that one side of the firm answers for.
#[derive(Debug, PartialEq, Eq)]
pub struct Stage {
    /// Key, snake_case.
    pub key: &'static str,
    /// What has been reached at its end.
    pub title: &'static str,
    /// Role that owns it.
    pub owner: &'static str,
    /// Milliseconds that it may take.
    pub deadline_ms: i64,
}

/// When a journey is taken out of the machine's hands.
#[derive(Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Attempts before it counts as failing.
    pub retries: i32,
    /// Milliseconds of failing before it is set aside.
    pub dead_letter_ms: i64,
    /// Amount in group currency above which a person decides.
    pub by_hand_above: Money,
}

/// A journey.
#[derive(Debug, PartialEq, Eq)]
pub struct Journey {
    /// Key, snake_case.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The business event that starts it.
    pub starts: &'static str,
    /// What its success is: the effect that is looked for.
    pub success: &'static str,
    /// Stages in order.
    pub stages: &'static [&'static Stage],
    /// When it is taken out of the machine's hands.
    pub thresholds: Thresholds,
}

const fn days(count: i64) -> i64 {
    count * DAY_MS
}

/// The customer of a won deal is known and may be billed.
pub const CUSTOMER_VALIDATED: Stage = Stage {
    key: "customer_validated",
    title: "Customer validated",
    owner: "account_lead",
    deadline_ms: days(1),
};
/// The billing account is there.
pub const ACCOUNT_READY: Stage = Stage {
    key: "account_ready",
    title: "Billing account ready",
    owner: "finance",
    deadline_ms: days(1),
};
/// Project, tasks, rates and billing schedule are there, and the project is open for time and billable.
pub const PROJECT_ACTIVATED: Stage = Stage {
    key: "project_activated",
    title: "Project open for time in the PSA and billable in the ERP",
    owner: "pmo",
    deadline_ms: days(3),
};
/// Somebody has booked the first hour.
pub const FIRST_HOUR: Stage = Stage {
    key: "first_hour",
    title: "First hour booked",
    owner: "delivery_lead",
    deadline_ms: days(10),
};

/// Work is handed in.
pub const SUBMITTED: Stage = Stage {
    key: "submitted",
    title: "Timesheet handed in",
    owner: "delivery_lead",
    deadline_ms: days(5),
};
/// Work is approved.
pub const APPROVED: Stage = Stage {
    key: "approved",
    title: "Work approved",
    owner: "delivery_lead",
    deadline_ms: days(10),
};
/// Approved work has reached the ERP.
pub const POSTED: Stage = Stage {
    key: "posted",
    title: "Approved work in the ERP",
    owner: "integration_engineer",
    deadline_ms: days(1),
};
/// Work is on an issued invoice; the deadline is that of its contract, this much at the most.
pub const INVOICED: Stage = Stage {
    key: "invoiced",
    title: "Work on an issued invoice",
    owner: "finance",
    deadline_ms: days(15),
};
/// A drafted invoice is issued.
pub const ISSUED: Stage = Stage {
    key: "issued",
    title: "Drafted invoice issued",
    owner: "finance",
    deadline_ms: days(3),
};

/// What the ledger says of an account is shown in the CRM.
pub const STATUS_SHOWN: Stage = Stage {
    key: "status_shown",
    title: "Payment status shown in the CRM",
    owner: "finance",
    deadline_ms: days(1),
};
/// The client has paid; the deadline is the due date, this much later at the most.
pub const PAID: Stage = Stage {
    key: "paid",
    title: "Invoice paid",
    owner: "account_lead",
    deadline_ms: days(14),
};
/// Money received settles an invoice.
pub const APPLIED: Stage = Stage {
    key: "applied",
    title: "Payment applied",
    owner: "finance",
    deadline_ms: days(14),
};

/// A won deal becomes a project that can be worked on and billed.
pub const OPPORTUNITY_TO_PROJECT: Journey = Journey {
    key: "opportunity_to_project",
    title: "Opportunity to project",
    starts: "an opportunity moves to a won stage",
    success: "its last project is open for time in the PSA and billable in the ERP",
    stages: &[
        &CUSTOMER_VALIDATED,
        &ACCOUNT_READY,
        &PROJECT_ACTIVATED,
        &FIRST_HOUR,
    ],
    thresholds: Thresholds {
        retries: 3,
        dead_letter_ms: days(1),
        by_hand_above: Money(250_000 * 10_000),
    },
};

/// Work becomes an invoice.
pub const TIME_TO_INVOICE: Journey = Journey {
    key: "time_to_invoice",
    title: "Time to invoice",
    starts: "billable work is done",
    success: "it stands on one live line of an issued invoice",
    stages: &[&SUBMITTED, &APPROVED, &POSTED, &INVOICED, &ISSUED],
    thresholds: Thresholds {
        retries: 3,
        dead_letter_ms: days(1),
        by_hand_above: Money(50_000 * 10_000),
    },
};

/// What is owed becomes money, and the account leader knows.
pub const RECEIVABLES_TO_ACCOUNT: Journey = Journey {
    key: "receivables_to_account",
    title: "Receivables to account",
    starts: "an invoice is issued, paid, disputed or falls due",
    success: "the account in the CRM shows the payment status that the ledger gives",
    stages: &[&STATUS_SHOWN, &PAID, &APPLIED],
    thresholds: Thresholds {
        retries: 5,
        dead_letter_ms: days(1),
        by_hand_above: Money(100_000 * 10_000),
    },
};

/// Every journey.
pub const JOURNEYS: &[&Journey] = &[
    &OPPORTUNITY_TO_PROJECT,
    &TIME_TO_INVOICE,
    &RECEIVABLES_TO_ACCOUNT,
];

impl Journey {
    /// Milliseconds from its start by which a stage is to be reached: the sum of the deadlines up to it.
    pub const fn due_ms(&self, stage: &Stage) -> i64 {
        let (mut sum, mut place) = (0, 0);
        while place < self.stages.len() {
            sum += self.stages[place].deadline_ms;
            if same(self.stages[place].key, stage.key) {
                break;
            }
            place += 1;
        }
        sum
    }
}

/// The journey that a stage belongs to.
pub fn journey_of(stage: &Stage) -> Option<&'static Journey> {
    let holds = |journey: &&&Journey| journey.stages.iter().any(|one| one.key == stage.key);
    JOURNEYS.iter().find(holds).copied()
}

const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut place = 0;
    while place < left.len() {
        if left[place] != right[place] {
            return false;
        }
        place += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_add_up_along_a_journey() {
        assert_eq!(OPPORTUNITY_TO_PROJECT.due_ms(&PROJECT_ACTIVATED), days(5));
        assert_eq!(OPPORTUNITY_TO_PROJECT.due_ms(&CUSTOMER_VALIDATED), days(1));
    }

    #[test]
    fn stages_are_named_once_and_rules_name_stages_of_a_journey() {
        let mut keys: Vec<&str> = JOURNEYS
            .iter()
            .flat_map(|journey| journey.stages.iter().map(|stage| stage.key))
            .collect();
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all);
        for rule in super::super::registry::RULES {
            if let Some(stage) = rule.stage {
                assert!(journey_of(stage).is_some(), "{}", rule.key);
                assert_eq!(stage.owner, rule.owner, "{}", rule.key);
            }
        }
    }
}
