//! The vendor's tables as this connector reads them: columns, filters, keys and stamps, as data.
//!
//! A column that an account does not show is left out and reported; columns of an installation's own come from its profile.

use super::suiteql::{Column, Form, Table};

/// Id of every table's rows.
const ID: &[&str] = &["id"];
const MODIFIED: &str = "lastmodifieddate";

macro_rules! columns {
    ($($form:ident $name:literal),* $(,)?) => { &[$(Column::$form($name)),*] };
}

/// Companies of the firm.
pub const SUBSIDIARY: Table = Table {
    name: "subsidiary",
    columns: columns![
        plain "id", plain "name", plain "legalname", plain "country", plain "currency", plain "parent",
        plain "iselimination", plain "isinactive", instant "lastmodifieddate",
    ],
    filter: "",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Departments.
pub const DEPARTMENT: Table = Table {
    name: "department",
    columns: columns![plain "id", plain "name", plain "parent", plain "isinactive", instant "lastmodifieddate"],
    filter: "",
    key: ID,
    cursor: "",
    required: &[],
};

/// Currencies.
pub const CURRENCY: Table = Table {
    name: "currency",
    columns: columns![plain "id", plain "symbol", plain "isbasecurrency"],
    filter: "",
    key: ID,
    cursor: "",
    required: &[],
};

/// Accounts of the ledger.
pub const ACCOUNT: Table = Table {
    name: "account",
    columns: columns![plain "id", plain "accttype"],
    filter: "",
    key: ID,
    cursor: "",
    required: &[],
};

/// Payment terms.
pub const TERM: Table = Table {
    name: "term",
    columns: columns![plain "id", plain "daysuntilnetdue"],
    filter: "",
    key: ID,
    cursor: "",
    required: &[],
};

/// Exchange rates: units of base for one of the transaction currency, from a date on.
pub const CURRENCYRATE: Table = Table {
    name: "currencyrate",
    columns: columns![
        plain "id", plain "basecurrency", plain "transactioncurrency", date "effectivedate", plain "exchangerate",
        plain "currencyratetype", instant "lastmodifieddate",
    ],
    filter: "",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Billing accounts; leads and prospects live in the same table.
pub const CUSTOMER: Table = Table {
    name: "customer",
    columns: columns![
        plain "id", plain "entityid", plain "externalid", plain "companyname", plain "altname", plain "parent",
        plain "email", plain "currency", plain "terms", plain "creditlimit", plain "salesrep", plain "subsidiary",
        plain "vatregnumber", plain "isinactive", instant "datecreated", instant "lastmodifieddate",
    ],
    filter: "t.searchstage IN ('Customer','CUSTOMER')",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Employees; pay data stands on the same record and is not asked for, save the labour cost that projects are charged with.
pub const EMPLOYEE: Table = Table {
    name: "employee",
    columns: columns![
        plain "id", plain "entityid", plain "externalid", plain "firstname", plain "lastname", plain "email",
        plain "title", plain "department", plain "subsidiary", plain "supervisor", date "hiredate",
        date "releasedate", plain "employeetype", plain "laborcost", plain "targetutilization", plain "currency",
        plain "isinactive", instant "lastmodifieddate",
    ],
    filter: "",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Changes of an employee's title, department and labour cost. The fields are put into the filter from the profile.
pub const SYSTEMNOTE: Table = Table {
    name: "systemnote",
    columns: &[
        Column::plain("id"),
        Column::plain("recordid"),
        Column::plain("field"),
        Column::plain("oldvalue"),
        Column::plain("newvalue"),
        Column::renamed("date", "notedat", Form::Instant),
    ],
    filter: "t.recordtypeid = -4",
    key: ID,
    cursor: "date",
    required: &[],
};

/// Projects.
pub const JOB: Table = Table {
    name: "job",
    columns: columns![
        plain "id", plain "entityid", plain "externalid", plain "companyname", plain "altname", plain "customer",
        plain "parent", plain "projectmanager", plain "entitystatus", plain "jobbillingtype", plain "jobprice",
        plain "subsidiary", plain "department", plain "currency", date "startdate", date "enddate",
        date "projectedenddate", plain "estimatedcost", plain "isinactive", instant "datecreated",
        instant "lastmodifieddate",
    ],
    filter: "",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Tasks of projects.
pub const PROJECTTASK: Table = Table {
    name: "projecttask",
    columns: columns![
        plain "id", plain "project", plain "parent", plain "title", plain "status", plain "estimatedwork",
        plain "nonbillabletask", instant "lastmodifieddate",
    ],
    filter: "",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Bookings of people on projects.
pub const RESOURCEALLOCATION: Table = Table {
    name: "resourceallocation",
    columns: columns![
        plain "id", plain "allocationresource", plain "project", date "startdate", date "enddate",
        plain "numberhours", plain "allocationamount", plain "allocationunit", plain "allocationtype",
        instant "lastmodifieddate",
    ],
    filter: "",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Time worked; planned and allocated rows live in the same table.
pub const TIMEBILL: Table = Table {
    name: "timebill",
    columns: columns![
        plain "id", plain "externalid", plain "employee", plain "customer", plain "casetaskevent", date "trandate",
        plain "hours", plain "rate", plain "laborcost", plain "isbillable", plain "approvalstatus",
        instant "createddate", instant "lastmodifieddate",
    ],
    filter: "t.timetype = 'A'",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Billing events; forecasts are thrown away and remade at each run and are not read.
pub const CHARGE: Table = Table {
    name: "charge",
    columns: columns![
        plain "id", plain "billto", date "chargedate", plain "amount", plain "currency", plain "stage", plain "project",
        plain "timerecord", plain "invoice", instant "lastmodifieddate",
    ],
    filter: "t.use = 'Actual'",
    key: ID,
    cursor: MODIFIED,
    required: &[],
};

/// Columns of a transaction's header that every kind has.
const HEADER: &[Column] = columns![
    plain "id", plain "type", plain "tranid", plain "externalid", plain "entity", plain "status",
    plain "approvalstatus", plain "currency", plain "exchangerate", plain "foreigntotal", date "trandate",
    date "duedate", plain "foreignamountunpaid", plain "memo", plain "otherrefnum", plain "job", date "startdate",
    date "enddate", plain "voided", instant "createddate", instant "lastmodifieddate",
];

macro_rules! transactions {
    ($(#[$doc:meta])* $name:ident, $filter:literal) => {
        $(#[$doc])*
        pub const $name: Table = Table {
            name: "transaction",
            columns: HEADER,
            filter: $filter,
            key: ID,
            cursor: MODIFIED,
            required: &["type", "entity", "status", "trandate"],
        };
    };
}

transactions!(
    /// Orders: the contract as the ERP knows it.
    SALES_ORDER, "t.type = 'SalesOrd'"
);
transactions!(
    /// Invoices and credit notes.
    INVOICE, "t.type IN ('CustInvc','CustCred')"
);
transactions!(
    /// Payments of customers.
    PAYMENT, "t.type = 'CustPymt'"
);
transactions!(
    /// Expense reports.
    EXPENSE_REPORT, "t.type = 'ExpRept'"
);
transactions!(
    /// Bills of vendors.
    VENDOR_BILL, "t.type = 'VendBill'"
);
transactions!(
    /// Orders to vendors.
    PURCHASE_ORDER, "t.type = 'PurchOrd'"
);
transactions!(
    /// Journals.
    JOURNAL, "t.type = 'Journal'"
);

/// Deals, where the ERP is the CRM too.
pub const OPPORTUNITY: Table = Table {
    name: "transaction",
    columns: columns![
        plain "id", plain "type", plain "tranid", plain "externalid", plain "entity", plain "status", plain "currency",
        plain "foreigntotal", date "trandate", date "closedate", date "expectedclosedate", plain "title",
        plain "probability", plain "entitystatus", plain "salesrep", plain "memo", instant "createddate",
        instant "lastmodifieddate",
    ],
    filter: "t.type = 'Opprtnty'",
    key: ID,
    cursor: MODIFIED,
    required: &["type", "entity", "status"],
};

/// Lines of transactions; they are always read with their header, never by their own stamp.
pub const LINE: Table = Table {
    name: "transactionline",
    columns: columns![
        plain "transaction", plain "id", plain "linesequencenumber", plain "mainline", plain "taxline",
        plain "iscogs", plain "item", plain "quantity", plain "rate", plain "foreignamount", plain "netamount",
        plain "entity", plain "subsidiary", plain "department", plain "isbillable", plain "createdfrom",
        plain "memo", plain "category", plain "expenseaccount", plain "account",
    ],
    filter: "",
    key: &["transaction", "id"],
    cursor: "",
    required: &["mainline", "taxline", "foreignamount"],
};

/// What a payment or credit note settles.
pub const LINK: Table = Table {
    name: "nexttransactionlinelink",
    columns: columns![
        plain "previousdoc", plain "previousline", plain "nextdoc", plain "nextline", plain "linktype",
        plain "foreignamount",
    ],
    filter: "t.linktype = 'Payment'",
    key: &["nextdoc", "previousdoc", "nextline", "previousline"],
    cursor: "",
    required: &["foreignamount"],
};

/// What was deleted; headers only, and only with the role's permission.
pub const DELETED: Table = Table {
    name: "deletedrecord",
    columns: columns![
        plain "recordid", plain "recordtypeid", plain "scriptid", plain "type", instant "deleteddate",
    ],
    filter: "",
    // Ids are shared by records of several types, and what names the type differs from account to account.
    key: &["recordid"],
    cursor: "deleteddate",
    required: &[],
};
