//! What figures are grouped by, and over which stretches of time.

/// What a figure can be grouped, filtered and ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Dimension {
    /// Client (the representative of its group).
    Customer,
    /// Contract.
    Engagement,
    /// Project (the representative of its group).
    Project,
    /// Practice: the project's for margin, the one held on the day for utilization.
    Practice,
    /// Role held on the day or worked in.
    Role,
    /// Person.
    Person,
    /// Manager: the project's for margin and billing, the person's on the day for utilization.
    Manager,
    /// Legal entity.
    LegalEntity,
    /// How the contract is billed.
    BillingModel,
    /// Employee or contractor.
    Worker,
    /// Kind of billable item: time, expense, milestone or fee.
    Item,
    /// Age bucket of a receivable.
    Bucket,
    /// Connection to a vendor.
    Connection,
    /// Stream of a connection.
    Stream,
    /// Rule of an exception.
    Rule,
    /// Severity of an exception.
    Severity,
}

impl Dimension {
    /// Every dimension, in the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::Customer,
        Self::Engagement,
        Self::Project,
        Self::Practice,
        Self::Role,
        Self::Person,
        Self::Manager,
        Self::LegalEntity,
        Self::BillingModel,
        Self::Worker,
        Self::Item,
        Self::Bucket,
        Self::Connection,
        Self::Stream,
        Self::Rule,
        Self::Severity,
    ];

    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Its place in [`Self::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "CUSTOMER",
            Self::Engagement => "ENGAGEMENT",
            Self::Project => "PROJECT",
            Self::Practice => "PRACTICE",
            Self::Role => "ROLE",
            Self::Person => "PERSON",
            Self::Manager => "MANAGER",
            Self::LegalEntity => "LEGAL_ENTITY",
            Self::BillingModel => "BILLING_MODEL",
            Self::Worker => "WORKER",
            Self::Item => "ITEM",
            Self::Bucket => "BUCKET",
            Self::Connection => "CONNECTION",
            Self::Stream => "STREAM",
            Self::Rule => "RULE",
            Self::Severity => "SEVERITY",
        }
    }

    /// What the ids of its values start with; none where a value is a word.
    pub fn prefix(self) -> Option<&'static str> {
        match self {
            Self::Customer => Some("cus"),
            Self::Engagement => Some("eng"),
            Self::Project => Some("prj"),
            Self::Practice => Some("prc"),
            Self::Role => Some("rol"),
            Self::Person | Self::Manager => Some("per"),
            Self::LegalEntity => Some("ent"),
            _ => None,
        }
    }
}

/// A stretch of time that figures are given by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// Civil day.
    Day,
    /// ISO week, Monday to Sunday.
    Week,
    /// Calendar month.
    Month,
    /// Calendar quarter.
    Quarter,
    /// Calendar year.
    Year,
    /// Quarter of the legal entity's fiscal year.
    FiscalQuarter,
    /// Fiscal year of the legal entity.
    FiscalYear,
}

impl Grain {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
            Self::Quarter => "QUARTER",
            Self::Year => "YEAR",
            Self::FiscalQuarter => "FISCAL_QUARTER",
            Self::FiscalYear => "FISCAL_YEAR",
        }
    }
}
