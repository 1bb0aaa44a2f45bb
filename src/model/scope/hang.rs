//! What the rows of each kind hang on, and in which order a limit of rows looks at it.

use crate::access::By;
use crate::domain::record::Kind;

/// The days that decide whether a person's row is within a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum When {
    /// Any day: the person's own row.
    Ever,
    /// The day in a column.
    On(&'static str),
    /// A day between two columns, open where empty.
    Between(&'static str, &'static str),
}

/// What a row can hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Anchor {
    /// A customer of the scope.
    Customer,
    /// A project of the scope.
    Project,
    /// A practice of the scope.
    Practice,
    /// A legal entity of the scope.
    LegalEntity,
    /// A person, as held on a day.
    Person(When),
    /// A price list of the scope's projects.
    RateCard,
    /// A row of another kind, judged in its turn.
    Parent(Kind),
}

/// How the rows of a kind are judged: by the first of these columns that is not empty, in the order of the limit.
pub(crate) enum Hang {
    /// Everybody sees them.
    Everyone,
    /// By their own id.
    Own(Anchor),
    /// By what they hang on.
    By(&'static [(&'static str, Anchor)]),
}

/// How the rows of a kind are judged.
pub(crate) fn hang(kind: Kind) -> Hang {
    use Anchor::{Customer, LegalEntity, Parent, Person, Practice, Project, RateCard};
    Hang::By(match kind {
        Kind::LegalEntity
        | Kind::Practice
        | Kind::Role
        | Kind::Workweek
        | Kind::HolidayCalendar
        | Kind::Holiday
        | Kind::FxRate => return Hang::Everyone,
        Kind::Customer => return Hang::Own(Customer),
        Kind::Person => return Hang::Own(Person(When::Ever)),
        Kind::Project => return Hang::Own(Project),
        Kind::RateCard => return Hang::Own(RateCard),
        Kind::Position => &[("person_id", Person(When::On("effective_on")))],
        Kind::WorkweekMembership | Kind::HolidayMembership => {
            &[("person_id", Person(When::Between("from_on", "to_on")))]
        }
        Kind::Absence => &[("person_id", Person(When::On("absent_on")))],
        Kind::Opportunity => &[
            ("customer_id", Customer),
            ("practice_id", Practice),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::StageChange => &[("opportunity_id", Parent(Kind::Opportunity))],
        Kind::Engagement => &[
            ("project_id", Project),
            ("customer_id", Customer),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::Rate => &[
            ("project_id", Project),
            ("person_id", Person(When::Between("from_on", "to_on"))),
            ("rate_card_id", RateCard),
        ],
        Kind::Task
        | Kind::Milestone
        | Kind::Estimate
        | Kind::Assignment
        | Kind::TimeEntry
        | Kind::Expense
        | Kind::Baseline
        | Kind::PurchaseOrder => &[("project_id", Project)],
        Kind::RevenueEvent | Kind::VendorBill => {
            &[("project_id", Project), ("legal_entity_id", LegalEntity)]
        }
        Kind::TaskState => &[("task_id", Parent(Kind::Task))],
        Kind::Submission => &[
            ("project_id", Project),
            ("person_id", Person(When::Between("from_on", "to_on"))),
        ],
        Kind::Approval => &[("submission_id", Parent(Kind::Submission))],
        Kind::TimePosting => &[
            ("project_id", Project),
            ("time_entry_id", Parent(Kind::TimeEntry)),
        ],
        Kind::Charge => &[
            ("project_id", Project),
            ("invoice_id", Parent(Kind::Invoice)),
        ],
        Kind::Invoice => &[
            ("project_id", Project),
            ("customer_id", Customer),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::InvoiceLine => &[
            ("project_id", Project),
            ("invoice_id", Parent(Kind::Invoice)),
        ],
        Kind::Payment => &[("customer_id", Customer), ("legal_entity_id", LegalEntity)],
        Kind::PaymentApplication => &[
            ("invoice_id", Parent(Kind::Invoice)),
            ("payment_id", Parent(Kind::Payment)),
        ],
        Kind::Adjustment => &[
            ("project_id", Project),
            ("invoice_id", Parent(Kind::Invoice)),
            ("time_entry_id", Parent(Kind::TimeEntry)),
        ],
        Kind::InvoiceHold => &[("invoice_id", Parent(Kind::Invoice))],
        Kind::Target => &[
            ("person_id", Person(When::Between("from_on", "to_on"))),
            ("practice_id", Practice),
            ("legal_entity_id", LegalEntity),
        ],
        Kind::JournalTotal => &[("legal_entity_id", LegalEntity)],
    })
}

/// The columns that a limit looks at, first to last; what it does not go by is left out.
pub(crate) fn ordered(columns: &[(&'static str, Anchor)], by: By) -> Vec<(&'static str, Anchor)> {
    let rank = |anchor: &Anchor| match (by, anchor) {
        (By::LegalEntity, Anchor::LegalEntity) => Some(0),
        (By::LegalEntity, Anchor::Practice) => None,
        (By::Practice, Anchor::LegalEntity) => None,
        (By::Customer, Anchor::LegalEntity | Anchor::Practice | Anchor::Person(_)) => None,
        (_, Anchor::Project) => Some(1),
        (_, Anchor::Practice) => Some(2),
        (_, Anchor::Customer) => Some(3),
        (_, Anchor::Person(_)) => Some(4),
        (_, Anchor::RateCard) => Some(5),
        (_, Anchor::Parent(_)) => Some(6),
    };
    let mut ordered: Vec<_> = columns
        .iter()
        .filter_map(|(column, anchor)| Some((rank(anchor)?, *column, *anchor)))
        .collect();
    ordered.sort_by_key(|(rank, ..)| *rank);
    ordered
        .into_iter()
        .map(|(_, column, anchor)| (column, anchor))
        .collect()
}
