//! Record types as data: their properties, and the column each is read from.

use serde_json::{Map, Value as Json, json};

use crate::vendor::netsuite::settings::Settings;

/// How a property is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// `2025-05-31`
    Date,
    /// `2025-06-02T10:15:00Z`
    Instant,
    /// An object with id and name.
    Reference,
    /// Hours and minutes, `7:30`.
    Duration,
}

/// A property: its name, its column, its form.
pub struct Property(pub &'static str, pub &'static str, pub Form);

/// A record type.
pub struct Definition {
    /// Name.
    pub kind: &'static str,
    /// Table it is read from.
    pub table: &'static str,
    /// Value of the table's `recordtype`, where several types share it.
    pub record: Option<&'static str>,
    /// Properties.
    pub properties: &'static [Property],
}

use Form::{Date, Duration, Flag, Instant, Number, Reference, Text};

const CUSTOMER: &[Property] = &[
    Property("entityId", "entityid", Text),
    Property("externalId", "externalid", Text),
    Property("companyName", "companyname", Text),
    Property("isPerson", "isperson", Flag),
    Property("parent", "parent", Reference),
    Property("email", "email", Text),
    Property("currency", "currency", Reference),
    Property("terms", "terms", Reference),
    Property("creditLimit", "creditlimit", Number),
    Property("salesRep", "salesrep", Reference),
    Property("subsidiary", "subsidiary", Reference),
    Property("vatRegNumber", "vatregnumber", Text),
    Property("isInactive", "isinactive", Flag),
    Property("dateCreated", "datecreated", Instant),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const JOB: &[Property] = &[
    Property("entityId", "entityid", Text),
    Property("externalId", "externalid", Text),
    Property("companyName", "companyname", Text),
    Property("parent", "parent", Reference),
    Property("projectManager", "projectmanager", Reference),
    Property("entityStatus", "entitystatus", Reference),
    Property("jobPrice", "jobprice", Number),
    Property("subsidiary", "subsidiary", Reference),
    Property("department", "department", Reference),
    Property("currency", "currency", Reference),
    Property("startDate", "startdate", Date),
    Property("endDate", "enddate", Date),
    Property("projectedEndDate", "projectedenddate", Date),
    Property(
        "custentity_sales_order",
        "custentity_sales_order",
        Reference,
    ),
    Property("isInactive", "isinactive", Flag),
    Property("dateCreated", "datecreated", Instant),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const EMPLOYEE: &[Property] = &[
    Property("entityId", "entityid", Text),
    Property("externalId", "externalid", Text),
    Property("firstName", "firstname", Text),
    Property("lastName", "lastname", Text),
    Property("email", "email", Text),
    Property("title", "title", Text),
    Property("department", "department", Reference),
    Property("subsidiary", "subsidiary", Reference),
    Property("supervisor", "supervisor", Reference),
    Property("hireDate", "hiredate", Date),
    Property("releaseDate", "releasedate", Date),
    Property("laborCost", "laborcost", Number),
    Property("isInactive", "isinactive", Flag),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const TIME: &[Property] = &[
    Property("externalId", "externalid", Text),
    Property("employee", "employee", Reference),
    Property("customer", "customer", Reference),
    Property("caseTaskEvent", "casetaskevent", Reference),
    Property("item", "item", Reference),
    Property("tranDate", "trandate", Date),
    Property("hours", "hours", Duration),
    Property("rate", "rate", Number),
    Property("isBillable", "isbillable", Flag),
    Property("approvalStatus", "approvalstatus", Reference),
    Property("timeType", "timetype", Reference),
    Property("memo", "memo", Text),
    Property("createdDate", "createddate", Instant),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const TRANSACTION: &[Property] = &[
    Property("tranId", "tranid", Text),
    Property("externalId", "externalid", Text),
    Property("entity", "entity", Reference),
    Property("status", "status", Reference),
    Property("approvalStatus", "approvalstatus", Reference),
    Property("currency", "currency", Reference),
    Property("exchangeRate", "exchangerate", Number),
    Property("total", "foreigntotal", Number),
    Property("amountRemaining", "foreignamountunpaid", Number),
    Property("amountPaid", "foreignamountpaid", Number),
    Property("tranDate", "trandate", Date),
    Property("dueDate", "duedate", Date),
    Property("startDate", "startdate", Date),
    Property("endDate", "enddate", Date),
    Property("terms", "terms", Reference),
    Property("otherRefNum", "otherrefnum", Text),
    Property("job", "job", Reference),
    Property("memo", "memo", Text),
    Property("custbody_credit_reason", "custbody_credit_reason", Text),
    Property("custbody_rebill_of", "custbody_rebill_of", Reference),
    Property("createdDate", "createddate", Instant),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const CHARGE: &[Property] = &[
    Property("billTo", "billto", Reference),
    Property("chargeDate", "chargedate", Date),
    Property("amount", "amount", Number),
    Property("quantity", "quantity", Number),
    Property("rate", "rate", Number),
    Property("currency", "currency", Reference),
    Property("stage", "stage", Reference),
    Property("use", "use", Reference),
    Property("timeRecord", "timerecord", Reference),
    Property("invoice", "invoice", Reference),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const TASK: &[Property] = &[
    Property("externalId", "externalid", Text),
    Property("title", "title", Text),
    Property("project", "project", Reference),
    Property("parent", "parent", Reference),
    Property("status", "status", Reference),
    Property("estimatedWork", "estimatedwork", Number),
    Property("nonBillableTask", "nonbillabletask", Flag),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const ALLOCATION: &[Property] = &[
    Property("externalId", "externalid", Text),
    Property("allocationResource", "allocationresource", Reference),
    Property("project", "project", Reference),
    Property("startDate", "startdate", Date),
    Property("endDate", "enddate", Date),
    Property("allocationAmount", "allocationamount", Number),
    Property("numberHours", "numberhours", Number),
    Property("allocationType", "allocationtype", Reference),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const NAMED: &[Property] = &[
    Property("name", "name", Text),
    Property("isInactive", "isinactive", Flag),
    Property("lastModifiedDate", "lastmodifieddate", Instant),
];

const fn plain(
    kind: &'static str,
    table: &'static str,
    properties: &'static [Property],
) -> Definition {
    Definition {
        kind,
        table,
        record: None,
        properties,
    }
}

const fn transaction(kind: &'static str, record: &'static str) -> Definition {
    Definition {
        kind,
        table: "transaction",
        record: Some(record),
        properties: TRANSACTION,
    }
}

/// All record types.
pub static DEFINITIONS: &[Definition] = &[
    plain("customer", "customer", CUSTOMER),
    plain("job", "job", JOB),
    plain("employee", "employee", EMPLOYEE),
    plain("timeBill", "timebill", TIME),
    plain("charge", "charge", CHARGE),
    plain("projectTask", "projecttask", TASK),
    plain("resourceAllocation", "resourceallocation", ALLOCATION),
    plain("subsidiary", "subsidiary", NAMED),
    plain("department", "department", NAMED),
    transaction("salesOrder", "salesorder"),
    transaction("invoice", "invoice"),
    transaction("creditMemo", "creditmemo"),
    transaction("customerPayment", "customerpayment"),
    transaction("expenseReport", "expensereport"),
    transaction("vendorBill", "vendorbill"),
];

/// A record type by name.
pub fn named(kind: &str) -> Option<&'static Definition> {
    DEFINITIONS
        .iter()
        .find(|definition| definition.kind.eq_ignore_ascii_case(kind))
}

impl Definition {
    /// Whether the role may see it.
    pub fn shown(&self, settings: &Settings) -> bool {
        !settings.hides_table(self.table)
    }

    /// Its shape.
    pub fn schema(&self) -> Json {
        let mut properties = Map::new();
        properties.insert("id".into(), json!({"type": "string"}));
        for Property(name, _, form) in self.properties {
            let shape = match form {
                Text | Duration => json!({"type": "string"}),
                Number => json!({"type": "number", "format": "double"}),
                Flag => json!({"type": "boolean"}),
                Date => json!({"type": "string", "format": "date"}),
                Instant => json!({"type": "string", "format": "date-time"}),
                Reference => {
                    json!({"type": "object", "properties": {"id": {"type": "string"}, "refName": {"type": "string"}}})
                }
            };
            properties.insert((*name).into(), shape);
        }
        json!({"type": "object", "properties": properties})
    }
}
