//! Billing milestones, invoices with their id lists, fee items, payments and project accounting.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

/// `billing_milestones`
pub static BILLING_MILESTONES: Collection = Collection {
    name: "billing_milestones",
    matches: |firm, number, params| {
        among(
            params,
            &["workspace_id", "workspace_ids"],
            firm.milestone(number)
                .map(|row| id_of(Kind::Project, row.project)),
        )
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.milestone(number) else {
            return;
        };
        let Some(project) = firm.project(row.project) else {
            return;
        };
        object
            .text("title", &row.title)
            .text("billing_type", "upon_completion")
            .number("amount_in_cents", row.amount_minor)
            .currency(project.currency)
            .date("date_to_invoice", row.planned_on)
            .id("story_id", id_of(Kind::Story, row.story))
            .id("workspace_id", id_of(Kind::Project, row.project))
            .maybe_id("invoice_id", row.invoice.map(|id| id_of(Kind::Invoice, id)))
            .stamps(&row.meta);
    },
    includes: &[Include {
        name: "story",
        collection: "stories",
        ids_member: None,
        of: |firm, number| {
            firm.milestone(number)
                .map(|row| row.story)
                .into_iter()
                .collect()
        },
    }],
    subject: Some("BillingMilestone"),
    ..table!(BillingMilestone, milestones)
};

fn lines(firm: &Firm, invoice: u32) -> impl Iterator<Item = &InvoiceLine> {
    let from = firm
        .invoice_lines
        .partition_point(|line| line.invoice < invoice);
    firm.invoice_lines[from..]
        .iter()
        .take_while(move |line| line.invoice == invoice)
}

fn billed(firm: &Firm, invoice: u32, pick: fn(&InvoiceLine) -> Option<u32>) -> Vec<u32> {
    lines(firm, invoice).filter_map(pick).collect()
}

fn entry(line: &InvoiceLine) -> Option<u32> {
    if let Subject::Time(id) = line.subject {
        Some(id)
    } else {
        None
    }
}

fn expense(line: &InvoiceLine) -> Option<u32> {
    if let Subject::Expense(id) = line.subject {
        Some(id)
    } else {
        None
    }
}

fn milestone(line: &InvoiceLine) -> Option<u32> {
    if let Subject::Milestone(id) = line.subject {
        Some(id)
    } else {
        None
    }
}

fn adjustment(line: &InvoiceLine) -> Option<u32> {
    if let Subject::Adjustment(id) = line.subject {
        Some(id)
    } else {
        None
    }
}

fn fee(line: &InvoiceLine) -> Option<u32> {
    matches!(line.subject, Subject::Fee { .. }).then_some(line.id)
}

/// `invoices`
pub static INVOICES: Collection = Collection {
    name: "invoices",
    matches: |firm, number, params| {
        let Some(row) = firm.invoice(number) else {
            return false;
        };
        (params.flag("without_drafts") != Some(true) || !row.psa_draft)
            && params
                .list("status")
                .is_none_or(|list| list.contains(&status(firm, row)))
            && params.numbers("workspace_id").is_none_or(|list| {
                lines(firm, number).any(|line| list.contains(&id_of(Kind::Project, line.project)))
            })
    },
    default_order: ("created_at", true),
    orders: &[("invoice_date", |firm, number| {
        firm.invoice(number)
            .map_or(0, |row| row.issued_on.to_epoch_days().into())
    })],
    render: invoice,
    includes: &[
        Include {
            name: "time_entries",
            collection: "time_entries",
            ids_member: None,
            of: |firm, number| billed(firm, number, entry),
        },
        Include {
            name: "expenses",
            collection: "expenses",
            ids_member: None,
            of: |firm, number| billed(firm, number, expense),
        },
        Include {
            name: "fixed_fee_items",
            collection: "fixed_fee_items",
            ids_member: None,
            of: |firm, number| billed(firm, number, fee),
        },
        Include {
            name: "additional_items",
            collection: "additional_items",
            ids_member: None,
            of: |_, _| Vec::new(),
        },
        Include {
            name: "billing_milestones",
            collection: "billing_milestones",
            ids_member: None,
            of: |firm, number| billed(firm, number, milestone),
        },
        Include {
            name: "time_adjustments",
            collection: "time_adjustments",
            ids_member: None,
            of: |firm, number| billed(firm, number, adjustment),
        },
        Include {
            name: "workspaces",
            collection: "workspaces",
            ids_member: None,
            of: workspaces,
        },
        Include {
            name: "external_payments",
            collection: "external_payments",
            ids_member: Some("external_payment_ids"),
            of: |firm, number| {
                firm.external_payments
                    .iter()
                    .filter(|row| row.invoice == number && row.meta.live())
                    .map(|row| row.id)
                    .collect()
            },
        },
    ],
    subject: Some("Invoice"),
    ..table!(Invoice, invoices)
};

fn workspaces(firm: &Firm, number: u32) -> Vec<u32> {
    let mut found: Vec<u32> = lines(firm, number).map(|line| line.project).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn status(firm: &Firm, row: &Invoice) -> &'static str {
    if row.psa_cancelled {
        "cancelled"
    } else if row.status == InvoiceStatus::Paid
        && firm
            .external_payments
            .iter()
            .rev()
            .any(|paid| paid.invoice == row.id && paid.meta.live())
    {
        "accepted payment"
    } else {
        "new"
    }
}

fn invoice(firm: &Firm, number: u32, object: &mut Object, _: &Params) {
    let Some(row) = firm.invoice(number) else {
        return;
    };
    let state = status(firm, row);
    let terms = (row.due_on - row.issued_on).num_days();
    let rate = if row.net_minor == 0 {
        0
    } else {
        divide_half_even(row.tax_minor * 1_000, row.net_minor)
    };
    let engagement = firm.engagement(row.engagement);
    let mut projects = workspaces(firm, number);
    projects
        .iter_mut()
        .for_each(|id| *id = id_of(Kind::Project, *id));
    let first = lines(firm, number)
        .next()
        .and_then(|line| firm.project(line.project));
    let ids = |pick: fn(&InvoiceLine) -> Option<u32>, kind: Kind| {
        billed(firm, number, pick)
            .into_iter()
            .map(move |id| id_of(kind, id))
    };
    object
        .date("invoice_date", row.issued_on)
        .date("due_date", row.due_on)
        .text(
            "title",
            &format!(
                "{} #{number}",
                if row.psa_draft {
                    "Draft Invoice"
                } else {
                    "Invoice"
                }
            ),
        )
        .flag("draft", row.psa_draft)
        .text("status", state)
        .number(
            "balance_in_cents",
            if state == "new" { row.total_minor() } else { 0 },
        )
        .currency(row.currency)
        .number("payment_schedule", terms)
        .text("tax_rate", &format!("{}.{}", rate / 10, rate % 10))
        .number("user_invoice_number", i64::from(number))
        .null("user_invoice_title")
        .null("message")
        .maybe_text(
            "purchase_order",
            engagement.and_then(|deal| deal.purchase_order.as_deref()),
        )
        .maybe_text("project_code", first.map(|project| project.code.as_str()))
        .ids("workspace_ids", projects.into_iter())
        .maybe_id(
            "user_id",
            first.map(|project| id_of(Kind::Person, project.manager)),
        )
        .null("recipient_id")
        .ids("time_entry_ids", ids(entry, Kind::TimeEntry))
        .ids("expense_ids", ids(expense, Kind::Expense))
        .ids("fixed_fee_item_ids", ids(fee, Kind::InvoiceLine))
        .ids("additional_item_ids", std::iter::empty())
        .ids(
            "billing_milestone_ids",
            ids(milestone, Kind::BillingMilestone),
        )
        .ids("time_adjustment_ids", ids(adjustment, Kind::TimeAdjustment))
        .stamps(&row.meta);
}

/// `fixed_fee_items`: the fee lines of invoices.
pub static FIXED_FEE_ITEMS: Collection = Collection {
    name: "fixed_fee_items",
    numbers: |firm| firm.invoice_lines.iter().filter_map(fee).collect(),
    present: |firm, number| {
        firm.invoice_lines
            .get(number as usize - 1)
            .is_some_and(|line| line.meta.live() && fee(line).is_some())
    },
    matches: |firm, number, params| {
        among(
            params,
            &["invoice_id"],
            firm.invoice_lines
                .get(number as usize - 1)
                .map(|line| id_of(Kind::Invoice, line.invoice)),
        )
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.invoice_lines.get(number as usize - 1) else {
            return;
        };
        let Subject::Fee { from, to } = row.subject else {
            return;
        };
        let Some(invoice) = firm.invoice(row.invoice) else {
            return;
        };
        object
            .number("amount_in_cents", row.net_minor)
            .currency(invoice.currency)
            .text("notes", &format!("Fee {from} to {to}"))
            .null("story_id")
            .flag("taxable", invoice.tax_minor != 0)
            .id("workspace_id", id_of(Kind::Project, row.project))
            .id("invoice_id", id_of(Kind::Invoice, row.invoice))
            .stamps(&row.meta);
    },
    ..table!(InvoiceLine, invoice_lines)
};

/// `additional_items`: this firm uses none.
pub static ADDITIONAL_ITEMS: Collection = Collection {
    name: "additional_items",
    present: |_, _| false,
    ..PLAIN
};

/// `external_payments`
pub static EXTERNAL_PAYMENTS: Collection = Collection {
    name: "external_payments",
    matches: |firm, number, params| {
        among(
            params,
            &["invoice_id"],
            firm.external_payments
                .get(number as usize - 1)
                .map(|row| id_of(Kind::Invoice, row.invoice)),
        )
    },
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let Some(row) = firm.external_payments.get(number as usize - 1) else {
            return;
        };
        let project = lines(firm, row.invoice).next().map(|line| line.project);
        object
            .number("amount_in_cents", row.amount_minor)
            .text("message", "Received")
            .id("invoice_id", id_of(Kind::Invoice, row.invoice))
            .maybe_id("workspace_id", project.map(|id| id_of(Kind::Project, id)))
            .maybe_id(
                "user_id",
                project
                    .and_then(|id| firm.project(id))
                    .map(|row| id_of(Kind::Person, row.manager)),
            )
            .stamps(&row.meta);
    },
    ..table!(ExternalPayment, external_payments)
};

/// `project_accounting_records`: forecasts with the cost still to come.
pub static PROJECT_ACCOUNTING_RECORDS: Collection = Collection {
    name: "project_accounting_records",
    matches: |firm, number, params| {
        let project = firm
            .estimates
            .get(number as usize - 1)
            .map(|row| id_of(Kind::Project, row.project));
        among(params, &["workspace_id", "workspace_ids"], project)
            && params.get("type").is_none_or(|kind| kind == "Forecasting")
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.estimates.get(number as usize - 1) else {
            return;
        };
        if !object.financial {
            return;
        }
        let etc = row.currency.decimal(row.cost_etc_minor);
        let first = chrono::Datelike::with_day(&row.as_of, 1).unwrap_or(row.as_of);
        object
            .text("type", "Forecasting")
            .text("status", "Approved")
            .text("currency", row.currency.code())
            .id("workspace_id", id_of(Kind::Project, row.project))
            .null("story_id")
            .null("user_id")
            .null("role_id")
            .raw("cost_etc", &etc.to_string())
            .date("start_date", first)
            .date("end_date", row.as_of)
            .stamps(&row.meta);
    },
    ..table!(Estimate, estimates)
};
