//! What every row has: a number and stamps; and the list of tables.

use super::Stamp;

/// Stamps of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// When the row came to be.
    pub created_at: Stamp,
    /// When it last changed.
    pub updated_at: Stamp,
    /// When it was deleted, if it was.
    pub deleted_at: Option<Stamp>,
}

impl Meta {
    /// Stamps of a row that never changed.
    pub fn at(created_at: Stamp) -> Self {
        Self {
            created_at,
            updated_at: created_at,
            deleted_at: None,
        }
    }

    /// Moves `updated_at` forward, never back.
    pub fn touch(&mut self, at: Stamp) {
        self.updated_at = self.updated_at.max(at);
    }

    /// Not deleted.
    pub fn live(&self) -> bool {
        self.deleted_at.is_none()
    }
}

/// A row of a table.
pub trait Row {
    /// Number from 1.
    fn id(&self) -> u32;
    /// Stamps.
    fn meta(&self) -> &Meta;
    /// Stamps, to change.
    fn meta_mut(&mut self) -> &mut Meta;
}

/// A deletion, kept for feeds of deleted records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Table of the row.
    pub kind: Kind,
    /// Its number.
    pub id: u32,
    /// When.
    pub at: Stamp,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $kind:ident $table:ident $row:path;)*) => {
        /// The tables of the firm.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All tables.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];
        }

        $(impl Row for $row {
            fn id(&self) -> u32 { self.id }
            fn meta(&self) -> &Meta { &self.meta }
            fn meta_mut(&mut self) -> &mut Meta { &mut self.meta }
        })*

        impl super::Firm {
            /// Stamps of a row, if the row exists.
            pub fn meta_mut(&mut self, kind: Kind, id: u32) -> Option<&mut Meta> {
                let place = (id as usize).checked_sub(1)?;
                match kind { $(Kind::$kind => self.$table.get_mut(place).map(|row| &mut row.meta),)* }
            }

            /// Rows in a table, deleted ones included.
            pub fn table_len(&self, kind: Kind) -> usize {
                match kind { $(Kind::$kind => self.$table.len(),)* }
            }

            /// Rows in a table that are not deleted.
            pub fn live_count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$kind => self.$table.iter().filter(|row| row.meta.live()).count(),)* }
            }
        }
    };
}

tables! {
    /// `LegalEntity`
    LegalEntity entities super::LegalEntity;
    /// `FxRate`
    FxRate fx_rates super::FxRate;
    /// `Practice`
    Practice practices super::Practice;
    /// `Role`
    Role roles super::Role;
    /// `Person`
    Person people super::Person;
    /// `Workweek`
    Workweek workweeks super::Workweek;
    /// `WorkweekTerm`
    WorkweekTerm workweek_terms super::WorkweekTerm;
    /// `HolidayCalendar`
    HolidayCalendar holiday_calendars super::HolidayCalendar;
    /// `Holiday`
    Holiday holidays super::Holiday;
    /// `TimeOff`
    TimeOff time_off super::TimeOff;
    /// `Customer`
    Customer customers super::Customer;
    /// `Opportunity`
    Opportunity opportunities super::Opportunity;
    /// `StageMove`
    StageMove stage_moves super::StageMove;
    /// `Engagement`
    Engagement engagements super::Engagement;
    /// `Project`
    Project projects super::Project;
    /// `Story`
    Story stories super::Story;
    /// `StoryMove`
    StoryMove story_moves super::StoryMove;
    /// `BillingMilestone`
    BillingMilestone milestones super::BillingMilestone;
    /// `RateCardSet`
    RateCardSet rate_card_sets super::RateCardSet;
    /// `RateCardVersion`
    RateCardVersion rate_card_versions super::RateCardVersion;
    /// `RoleRate`
    RoleRate role_rates super::RoleRate;
    /// `Estimate`
    Estimate estimates super::Estimate;
    /// `Seat`
    Seat seats super::Seat;
    /// `Allocation`
    Allocation allocations super::Allocation;
    /// `Assignment`
    Assignment assignments super::Assignment;
    /// `Submission`
    Submission submissions super::Submission;
    /// `Resolution`
    Resolution resolutions super::Resolution;
    /// `TimeEntry`
    TimeEntry time_entries super::TimeEntry;
    /// `TimeAdjustment`
    TimeAdjustment adjustments super::TimeAdjustment;
    /// `ExpenseReport`
    ExpenseReport expense_reports super::ExpenseReport;
    /// `Expense`
    Expense expenses super::Expense;
    /// `TimePosting`
    TimePosting postings super::TimePosting;
    /// `Charge`
    Charge charges super::Charge;
    /// `Invoice`
    Invoice invoices super::Invoice;
    /// `InvoiceLine`
    InvoiceLine invoice_lines super::InvoiceLine;
    /// `CreditNote`
    CreditNote credit_notes super::CreditNote;
    /// `CreditLine`
    CreditLine credit_lines super::CreditLine;
    /// `Payment`
    Payment payments super::Payment;
    /// `Application`
    Application applications super::Application;
    /// `ExternalPayment`
    ExternalPayment external_payments super::ExternalPayment;
}
