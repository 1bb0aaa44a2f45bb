//! Typed ids: 63-bit numbers that are a pure function of (connection, object, external id), shown with their type as a prefix.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// What its text form starts with.
            pub const PREFIX: &'static str = $prefix;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{:016x}", $prefix, self.0)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|digits| digits.len() == 16)
                    .and_then(|digits| i64::from_str_radix(digits, 16).ok())
                    .map(Self)
                    .ok_or_else(|| format!("{text:?} is no {} id", $prefix))
            }
        }
    };
}

typed_id!(
    /// Id of a `legal_entity` row.
    LegalEntityId, "ent"
);
typed_id!(
    /// Id of a `practice` row.
    PracticeId, "prc"
);
typed_id!(
    /// Id of a `role` row.
    RoleId, "rol"
);
typed_id!(
    /// Id of a `customer` row.
    CustomerId, "cus"
);
typed_id!(
    /// Id of a `person` row.
    PersonId, "per"
);
typed_id!(
    /// Id of a `position` row.
    PositionId, "pos"
);
typed_id!(
    /// Id of a `workweek` row.
    WorkweekId, "wwk"
);
typed_id!(
    /// Id of a `workweek_membership` row.
    WorkweekMembershipId, "wwm"
);
typed_id!(
    /// Id of a `holiday_calendar` row.
    HolidayCalendarId, "hcl"
);
typed_id!(
    /// Id of a `holiday` row.
    HolidayId, "hol"
);
typed_id!(
    /// Id of a `holiday_membership` row.
    HolidayMembershipId, "hcm"
);
typed_id!(
    /// Id of a `absence` row.
    AbsenceId, "abs"
);
typed_id!(
    /// Id of a `opportunity` row.
    OpportunityId, "opp"
);
typed_id!(
    /// Id of a `stage_change` row.
    StageChangeId, "stg"
);
typed_id!(
    /// Id of a `engagement` row.
    EngagementId, "eng"
);
typed_id!(
    /// Id of a `rate_card` row.
    RateCardId, "rcd"
);
typed_id!(
    /// Id of a `rate` row.
    RateId, "rat"
);
typed_id!(
    /// Id of a `project` row.
    ProjectId, "prj"
);
typed_id!(
    /// Id of a `task` row.
    TaskId, "tsk"
);
typed_id!(
    /// Id of a `task_state` row.
    TaskStateId, "tst"
);
typed_id!(
    /// Id of a `milestone` row.
    MilestoneId, "mil"
);
typed_id!(
    /// Id of a `estimate` row.
    EstimateId, "est"
);
typed_id!(
    /// Id of a `assignment` row.
    AssignmentId, "asg"
);
typed_id!(
    /// Id of a `submission` row.
    SubmissionId, "sub"
);
typed_id!(
    /// Id of a `approval` row.
    ApprovalId, "apv"
);
typed_id!(
    /// Id of a `time_entry` row.
    TimeEntryId, "tim"
);
typed_id!(
    /// Id of a `time_posting` row.
    TimePostingId, "tpo"
);
typed_id!(
    /// Id of a `charge` row.
    ChargeId, "chg"
);
typed_id!(
    /// Id of a `expense` row.
    ExpenseId, "exp"
);
typed_id!(
    /// Id of a `invoice` row.
    InvoiceId, "inv"
);
typed_id!(
    /// Id of a `invoice_line` row.
    InvoiceLineId, "inl"
);
typed_id!(
    /// Id of a `payment` row.
    PaymentId, "pay"
);
typed_id!(
    /// Id of a `payment_application` row.
    PaymentApplicationId, "pap"
);
typed_id!(
    /// Id of a `revenue_event` row.
    RevenueEventId, "rev"
);
typed_id!(
    /// Id of a `vendor_bill` row.
    VendorBillId, "vbl"
);
typed_id!(
    /// Id of a `purchase_order` row.
    PurchaseOrderId, "por"
);
typed_id!(
    /// Id of a `adjustment` row.
    AdjustmentId, "adj"
);
typed_id!(
    /// Id of a `invoice_hold` row.
    InvoiceHoldId, "hld"
);
typed_id!(
    /// Id of a `target` row.
    TargetId, "tgt"
);
typed_id!(
    /// Id of a `baseline` row.
    BaselineId, "bsl"
);
typed_id!(
    /// Id of a `fx_rate` row.
    FxRateId, "fxr"
);
typed_id!(
    /// Id of a `journal_total` row.
    JournalTotalId, "jnl"
);
typed_id!(
    /// Id of an `exception` row.
    ExceptionId, "exc"
);
typed_id!(
    /// Id of a `sync_run` row.
    SyncRunId, "run"
);
typed_id!(
    /// Id of a `dead_letter` row.
    DeadLetterId, "dlt"
);
typed_id!(
    /// Id of a `command` row.
    CommandId, "cmd"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_carries_the_type() {
        let id = CustomerId(42);
        assert_eq!(id.to_string(), "cus_000000000000002a");
        assert_eq!("cus_000000000000002a".parse::<CustomerId>().unwrap(), id);
        assert!("prj_000000000000002a".parse::<CustomerId>().is_err());
    }
}
