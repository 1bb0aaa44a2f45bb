//! Projects, their tasks and their billing schedules.

use rust_decimal::Decimal;

use super::column::number;
use super::{Table, View, rows_of};
use crate::firm::{BillingModel, Kind, Project, Story, StoryState, StoryType, ids};

const BASE: u64 = 1_000_000;

/// The project with an internal id, if the ERP has it.
pub fn job<'a>(view: &View<'a>, id: u64) -> Option<&'a Project> {
    view.firm
        .project(number(id, BASE)?)
        .filter(|row| exists(row))
}

/// The project with a number, if the ERP has it.
pub fn known<'a>(view: &View<'a>, project: u32) -> Option<&'a Project> {
    view.firm.project(project).filter(|row| exists(row))
}

fn exists(row: &Project) -> bool {
    row.meta.live() && row.job_created_at.is_some()
}

/// Internal id of the sales order of an engagement, once the ERP has it.
pub fn order_of(view: &View<'_>, engagement: Option<u32>) -> Option<u32> {
    let row = view.firm.engagement(engagement?)?;
    (row.meta.live() && row.order_created_at.is_some())
        .then(|| ids::netsuite(Kind::Engagement, row.id))
}

fn billing_type(model: BillingModel) -> &'static str {
    match model {
        BillingModel::TimeAndMaterials => "TM",
        BillingModel::FixedFee | BillingModel::Retainer => "FBI",
        BillingModel::Milestone => "FBM",
    }
}

/// Minutes as decimal hours.
pub fn hours(minutes: i64) -> Decimal {
    (Decimal::from(minutes) / Decimal::from(60))
        .round_dp(5)
        .normalize()
}

/// `job`
pub static JOB: Table = Table {
    name: "job",
    columns: columns![view, row in job;
        "id" => ids::netsuite(Kind::Project, row.id),
        "entityid" => row.code.clone(),
        "externalid" => row.cross_referenced.then(|| format!("kantata:workspace:{}", ids::kantata(Kind::Project, row.id))),
        "companyname" => row.title.clone(),
        "altname" => row.title.clone(),
        "customer" (-> "customer") => row.customer.map(|id| ids::netsuite(Kind::Customer, id)),
        "parent" (-> "customer") => row.customer.map(|id| ids::netsuite(Kind::Customer, id)),
        "projectmanager" (-> "employee") => ids::netsuite(Kind::Person, row.manager),
        "entitystatus" => if row.closed_on.is_some() { 1u32 } else { 2 },
        "jobbillingtype" => row.model.map(billing_type),
        "jobprice" => row.price_minor.map(|minor| row.currency.decimal(minor)),
        "subsidiary" (-> "subsidiary") => row.entity,
        "department" (-> "department") => row.practice,
        "currency" (-> "currency") => row.currency.number(),
        "startdate" => row.start_on,
        "enddate" => row.closed_on,
        "projectedenddate" => row.due_on,
        "scheduledenddate" => row.due_on,
        "estimatedtime" => hours(row.budget_minutes),
        "allowtime" => row.closed_on.is_none(),
        "allowexpenses" => row.closed_on.is_none(),
        "isproductivetime" => true,
        "isutilizedtime" => row.engagement.is_some(),
        "timeapproval" => if row.needs_approval { 2u32 } else { 1 },
        "custentity_sales_order" (-> "transaction") => order_of(view, row.engagement),
        "isinactive" => false,
        "datecreated" => row.job_created_at,
        "lastmodifieddate" => row.job_created_at.map_or(row.meta.updated_at, |at| at.max(row.meta.updated_at)),
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.projects, BASE, range, exists),
    stamp: Some("lastmodifieddate"),
    partition: None,
};

fn task<'a>(view: &View<'a>, id: u64) -> Option<&'a Story> {
    let row = view
        .firm
        .story(u32::try_from(id).ok()?)
        .filter(|row| row.meta.live())?;
    known(view, row.project).map(|_| row)
}

fn progress(state: StoryState) -> &'static str {
    match state {
        StoryState::NotStarted | StoryState::New => "NOTSTART",
        StoryState::Started => "PROGRESS",
        StoryState::Completed | StoryState::Resolved => "COMPLETE",
    }
}

/// `projecttask`
pub static PROJECT_TASK: Table = Table {
    name: "projecttask",
    columns: columns![_view, row in task;
        "id" => row.id,
        "externalid" => format!("kantata:story:{}", ids::kantata(Kind::Story, row.id)),
        "project" (-> "job") => ids::netsuite(Kind::Project, row.project),
        "parent" (-> "projecttask") => row.parent,
        "title" => row.title.clone(),
        "status" => progress(row.state),
        "estimatedwork" => hours(row.estimate_minutes),
        "ismilestone" => row.story_type == StoryType::Milestone,
        "nonbillabletask" => !row.billable,
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| {
        rows_of(&view.firm.stories, 0, range, move |row| {
            known(&view, row.project).is_some()
        })
    },
    stamp: Some("lastmodifieddate"),
    partition: None,
};

fn scheduled(row: &Project) -> bool {
    exists(row)
        && matches!(
            row.model,
            Some(BillingModel::Milestone | BillingModel::FixedFee | BillingModel::Retainer)
        )
}

/// `billingschedule`: one a project that is not billed by time.
pub static BILLING_SCHEDULE: Table = Table {
    name: "billingschedule",
    columns: columns![_view, row in job;
        "id" => ids::netsuite(Kind::Project, row.id),
        "name" => format!("Schedule of {}", row.code),
        "scheduletype" => if row.model == Some(BillingModel::Milestone) { "FBM" } else { "FBI" },
        "frequency" => if row.model == Some(BillingModel::Milestone) { "CUSTOM" } else { "MONTHLY" },
        "initialamount" => 0u32,
        "project" (-> "job") => ids::netsuite(Kind::Project, row.id),
        "isinactive" => false,
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.projects, BASE, range, scheduled),
    stamp: None,
    partition: None,
};
