//! Records that were deleted: headers only, and not of every type.

use super::catalogue::{EMPLOYEE_TYPE, TIME_TYPE, TRANSACTION_TYPE};
use super::document::DocumentKind;
use super::{Rows, Table, View};
use crate::firm::{Deletion, Kind, ids};

/// A deletion as the ERP tells it.
struct Told {
    deletion: Deletion,
    number: u64,
    type_id: i64,
    script: &'static str,
    title: &'static str,
    record: u32,
}

fn told(view: &View<'_>, number: u64) -> Option<Told> {
    let deletion = *view
        .firm
        .deletions
        .get(usize::try_from(number.checked_sub(1)?).ok()?)?;
    let id = deletion.id;
    let document =
        |kind: DocumentKind| (TRANSACTION_TYPE, "transaction", kind.title(), kind.id(id));
    let entity = ids::netsuite(deletion.kind, id);
    let (type_id, script, title, record) = match deletion.kind {
        Kind::Customer if view.firm.customer(id)?.in_erp => (-2, "customer", "Customer", entity),
        Kind::Project if view.firm.project(id)?.job_created_at.is_some() => {
            (-7, "job", "Project", entity)
        }
        Kind::Person => (EMPLOYEE_TYPE, "employee", "Employee", entity),
        Kind::Engagement if view.firm.engagement(id)?.order_created_at.is_some() => {
            document(DocumentKind::Order)
        }
        Kind::Invoice if view.firm.invoice(id)?.erp_created_at.is_some() => {
            document(DocumentKind::Invoice)
        }
        Kind::CreditNote => document(DocumentKind::Credit),
        Kind::Payment => document(DocumentKind::Payment),
        Kind::ExpenseReport => document(DocumentKind::Report),
        Kind::Story => (-27, "projecttask", "Project Task", entity),
        Kind::Charge => (-294, "charge", "Charge", entity),
        Kind::Allocation => (-295, "resourceallocation", "Resource Allocation", entity),
        Kind::TimePosting if view.settings.time_deletions => {
            (TIME_TYPE, "timebill", "Time", entity)
        }
        _ => return None,
    };
    Some(Told {
        deletion,
        number,
        type_id,
        script,
        title,
        record,
    })
}

/// `deletedrecord`
pub static DELETED_RECORD: Table = Table {
    name: "deletedrecord",
    columns: columns![view, row in told;
        "id" => row.number as i64,
        "name" => format!("{} {}", row.title, row.record),
        "recordid" => row.record,
        "recordtypeid" => row.type_id,
        "scriptid" => row.script,
        "context" => "UIF",
        "deletedby" (-> "employee") => ids::netsuite(Kind::Person, 1),
        "deleteddate" => row.deletion.at,
        "iscustomlist" => false,
        "iscustomrecord" => false,
        "iscustomtransaction" => false,
        "type" => row.title,
    ],
    key: &["id"],
    rows: |view, range| -> Rows<'_> {
        let last = view.firm.deletions.len() as u64 + 1;
        Box::new(
            (range.start.max(1)..range.end.min(last))
                .filter(move |number| told(&view, *number).is_some()),
        )
    },
    stamp: None,
    partition: None,
};
