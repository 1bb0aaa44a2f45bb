//! Delivery: projects that are not set up, time that is not handed in or approved, budgets and people out of bounds.

pub(super) mod approval_overdue;
pub(super) mod budget_overrun;
pub(super) mod project_activation_failed;
pub(super) mod timesheet_missing;
pub(super) mod utilization_out_of_band;
