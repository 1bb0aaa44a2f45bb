//! The firm itself: every table, and reading a row by its number.

use chrono::NaiveDate;

use super::*;

/// How large a firm to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// About 8 people, half a year: for tests.
    Tiny,
    /// 40 people, about 60,000 time entries in three years.
    Small,
    /// 400 people, about 600,000 time entries.
    Medium,
    /// 700 people, about 1,000,000 time entries.
    Large,
}

impl Scale {
    /// People on the payroll over the whole time.
    pub fn people(self) -> usize {
        match self {
            Self::Tiny => 8,
            Self::Small => 40,
            Self::Medium => 400,
            Self::Large => 700,
        }
    }

    /// Days of history before today.
    pub fn days(self) -> i64 {
        if self == Self::Tiny { 182 } else { 1095 }
    }

    /// Scale by its name: tiny, small, medium or large.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "tiny" => Some(Self::Tiny),
            "small" => Some(Self::Small),
            "medium" => Some(Self::Medium),
            "large" => Some(Self::Large),
            _ => None,
        }
    }
}

/// Everything that is true of the firm.
#[derive(Clone, Debug)]
pub struct Firm {
    /// Seed it was made from.
    pub seed: u64,
    /// Size it was made in.
    pub scale: Scale,
    /// Day on which generated history ends.
    pub today: NaiveDate,
    /// First day of history.
    pub first_day: NaiveDate,
    /// Moves with every change after generation.
    pub revision: u64,
    /// Legal entities (ERP subsidiaries, PSA geographies).
    pub entities: Vec<LegalEntity>,
    /// Published exchange rates.
    pub fx_rates: Vec<FxRate>,
    /// Practices (ERP departments, PSA organisations of type Department).
    pub practices: Vec<Practice>,
    /// Roles (PSA roles, ERP job titles).
    pub roles: Vec<Role>,
    /// People.
    pub people: Vec<Person>,
    /// Work calendars.
    pub workweeks: Vec<Workweek>,
    /// Who has which work calendar, and when.
    pub workweek_terms: Vec<WorkweekTerm>,
    /// Holiday calendars, one a country.
    pub holiday_calendars: Vec<HolidayCalendar>,
    /// Public holidays.
    pub holidays: Vec<Holiday>,
    /// Absence, one row a person and day.
    pub time_off: Vec<TimeOff>,
    /// Customers and prospects, duplicates included.
    pub customers: Vec<Customer>,
    /// Opportunities.
    pub opportunities: Vec<Opportunity>,
    /// History of opportunity stages.
    pub stage_moves: Vec<StageMove>,
    /// Engagements (CRM contract, ERP sales order).
    pub engagements: Vec<Engagement>,
    /// Projects (PSA workspace, ERP job), internal ones included.
    pub projects: Vec<Project>,
    /// Tasks, milestones and issues of projects.
    pub stories: Vec<Story>,
    /// State changes of stories.
    pub story_moves: Vec<StoryMove>,
    /// Milestones with a price.
    pub milestones: Vec<BillingMilestone>,
    /// Rate card sets.
    pub rate_card_sets: Vec<RateCardSet>,
    /// Dated versions of a set.
    pub rate_card_versions: Vec<RateCardVersion>,
    /// Rates by role and currency in a version.
    pub role_rates: Vec<RoleRate>,
    /// Monthly estimates to complete.
    pub estimates: Vec<Estimate>,
    /// Seats of people on projects (workspace resources and participations).
    pub seats: Vec<Seat>,
    /// Booked time of a seat.
    pub allocations: Vec<Allocation>,
    /// People assigned to stories.
    pub assignments: Vec<Assignment>,
    /// Weekly timesheets, one a person, project and week (again after a rejection).
    pub submissions: Vec<Submission>,
    /// Decisions on submissions and expense reports.
    pub resolutions: Vec<Resolution>,
    /// Time entries.
    pub time_entries: Vec<TimeEntry>,
    /// Corrections of invoiced time.
    pub adjustments: Vec<TimeAdjustment>,
    /// Expense reports.
    pub expense_reports: Vec<ExpenseReport>,
    /// Expenses.
    pub expenses: Vec<Expense>,
    /// Time as the ERP has it (time bills), plans included.
    pub postings: Vec<TimePosting>,
    /// ERP charges of billable posted time.
    pub charges: Vec<Charge>,
    /// Invoices, drafts and voids included.
    pub invoices: Vec<Invoice>,
    /// Their lines.
    pub invoice_lines: Vec<InvoiceLine>,
    /// Credit notes.
    pub credit_notes: Vec<CreditNote>,
    /// Their lines.
    pub credit_lines: Vec<CreditLine>,
    /// Customer payments.
    pub payments: Vec<Payment>,
    /// Payments and credits applied to invoices.
    pub applications: Vec<Application>,
    /// Payments as the PSA knows them.
    pub external_payments: Vec<ExternalPayment>,
    /// Deleted rows, in order of deletion.
    pub deletions: Vec<Deletion>,
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident $table:ident $row:ty;)*) => {
        impl Firm {
            $($(#[$doc])* pub fn $name(&self, id: u32) -> Option<&$row> {
                self.$table.get((id as usize).checked_sub(1)?)
            })*
        }
    };
}

readers! {
    /// Legal entity by number.
    entity entities LegalEntity;
    /// Practice by number.
    practice practices Practice;
    /// Role by number.
    role roles Role;
    /// Person by number.
    person people Person;
    /// Customer by number.
    customer customers Customer;
    /// Opportunity by number.
    opportunity opportunities Opportunity;
    /// Engagement by number.
    engagement engagements Engagement;
    /// Project by number.
    project projects Project;
    /// Story by number.
    story stories Story;
    /// Billing milestone by number.
    milestone milestones BillingMilestone;
    /// Submission by number.
    submission submissions Submission;
    /// Time entry by number.
    time_entry time_entries TimeEntry;
    /// Adjustment by number.
    adjustment adjustments TimeAdjustment;
    /// Expense by number.
    expense expenses Expense;
    /// Expense report by number.
    expense_report expense_reports ExpenseReport;
    /// ERP posting by number.
    posting postings TimePosting;
    /// Invoice by number.
    invoice invoices Invoice;
    /// Credit note by number.
    credit_note credit_notes CreditNote;
    /// Payment by number.
    payment payments Payment;
}

impl Firm {
    /// A firm without a single row.
    pub fn empty(seed: u64, scale: Scale, today: NaiveDate) -> Self {
        let first_day = today
            .checked_sub_days(chrono::Days::new(scale.days().unsigned_abs()))
            .unwrap_or(today);
        Self {
            seed,
            scale,
            today,
            first_day,
            revision: 0,
            entities: Vec::new(),
            fx_rates: Vec::new(),
            practices: Vec::new(),
            roles: Vec::new(),
            people: Vec::new(),
            workweeks: Vec::new(),
            workweek_terms: Vec::new(),
            holiday_calendars: Vec::new(),
            holidays: Vec::new(),
            time_off: Vec::new(),
            customers: Vec::new(),
            opportunities: Vec::new(),
            stage_moves: Vec::new(),
            engagements: Vec::new(),
            projects: Vec::new(),
            stories: Vec::new(),
            story_moves: Vec::new(),
            milestones: Vec::new(),
            rate_card_sets: Vec::new(),
            rate_card_versions: Vec::new(),
            role_rates: Vec::new(),
            estimates: Vec::new(),
            seats: Vec::new(),
            allocations: Vec::new(),
            assignments: Vec::new(),
            submissions: Vec::new(),
            resolutions: Vec::new(),
            time_entries: Vec::new(),
            adjustments: Vec::new(),
            expense_reports: Vec::new(),
            expenses: Vec::new(),
            postings: Vec::new(),
            charges: Vec::new(),
            invoices: Vec::new(),
            invoice_lines: Vec::new(),
            credit_notes: Vec::new(),
            credit_lines: Vec::new(),
            payments: Vec::new(),
            applications: Vec::new(),
            external_payments: Vec::new(),
            deletions: Vec::new(),
        }
    }
}
