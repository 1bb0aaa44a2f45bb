//! Expenses, billing events, and Certinia's accounting: invoices, credit notes, cash and what it settles.

use super::*;

const EXPENSE_WORD: Convert = one_of(
    &[
        ("Draft", "draft"),
        ("Submitted", "submitted"),
        ("Approved", "approved"),
        ("Rejected", "rejected"),
    ],
    "draft",
);

pub(crate) const EXPENSE_REPORTS: Stream = Stream {
    name: "psa_expense_reports",
    object: "pse__Expense_Report__c",
    source: "pse__Expense_Report__c",
    emits: &[Kind::Submission],
    mappings: &[of(
        Kind::Submission,
        &[
            line("person_id", &["pse__Resource__c"], RESOURCE),
            line("project_id", &["pse__Project__c"], PROJECT),
            line("status", &["pse__Status__c"], EXPENSE_WORD),
        ],
    )],
    ..STREAM
};

pub(crate) const EXPENSES: Stream = Stream {
    name: "psa_expenses",
    object: "pse__Expense__c",
    source: "pse__Expense__c",
    emits: &[Kind::Expense],
    mappings: &[of(
        Kind::Expense,
        &[
            line("person_id", &["pse__Resource__c"], RESOURCE),
            line("project_id", &["pse__Project__c"], PROJECT),
            line("spent_on", &["pse__Expense_Date__c"], AsDay),
            line("amount", &["pse__Amount__c"], Money),
            line("currency", &["CurrencyIsoCode"], Currency),
            line("category", &["pse__Type__c"], Text),
            line("nature", &["pse__Type__c"], one_of(&[], "other")),
            line("billable", &["pse__Billable__c"], Flag),
            line("status", &["pse__Status__c"], EXPENSE_WORD),
            line(
                "submission_id",
                &["pse__Expense_Report__c"],
                to("pse__Expense_Report__c"),
            ),
        ],
    )],
    ..STREAM
};

pub(crate) const BILLING_ITEMS: Stream = Stream {
    name: "psa_billing_items",
    object: "pse__Billing_Event_Item__c",
    source: "pse__Billing_Event_Item__c",
    emits: &[Kind::Charge],
    mappings: &[of(
        Kind::Charge,
        &[
            line("project_id", &["pse__Project__c"], PROJECT),
            line(
                "stage",
                &["pse__Billing_Event__r.pse__Invoiced__c"],
                one_of(&[("true", "billed"), ("false", "ready")], "unknown"),
            ),
            line("amount", &["pse__Amount__c"], Money),
            line("currency", &["CurrencyIsoCode"], Currency),
            line("charged_on", &["pse__Date__c"], AsDay),
        ],
    )],
    ..STREAM
};

/// A company of accounting is known by its name, which the legal entity has in the system that keeps them.
const COMPANY: Line = line(
    "legal_entity_id",
    &["c2g__OwnerCompany__r.Name"],
    Convert::EntityName("subsidiary", "netsuite"),
);
const INVOICE: Convert = to("c2g__codaInvoice__c");
const CREDIT: Convert = to("c2g__codaCreditNote__c");

pub(crate) const INVOICES: Stream = Stream {
    name: "accounting_invoices",
    object: "c2g__codaInvoice__c",
    source: "c2g__codaInvoice__c",
    emits: &[Kind::Invoice],
    parameters: &[
        (OPTION, "certinia"),
        (OPTIONAL, "yes"),
        (FIELD, "c2g__PaymentStatus__c"),
    ],
    mappings: &[Mapping {
        finish: Some(paid),
        ..of(
            Kind::Invoice,
            &[
                line("number", &["Name"], Text),
                line("document", &["Id"], Convert::Const("invoice")),
                line("customer_id", &["c2g__Account__c"], to("Account")),
                COMPANY,
                line("status", &["c2g__InvoiceStatus__c"], STATUS),
                line("issued_on", &["c2g__InvoiceDate__c"], AsDay),
                line("due_on", &["c2g__DueDate__c"], AsDay),
                line(
                    "currency",
                    &["c2g__InvoiceCurrency__r.Name", "CurrencyIsoCode"],
                    Currency,
                ),
                line("net", &["c2g__NetTotal__c"], Money),
                line("tax", &["c2g__TaxTotal__c"], Money),
                line("total", &["c2g__InvoiceTotal__c"], Money),
                line("open_amount", &["c2g__OutstandingValue__c"], Money),
                line("exchange_rate", &["c2g__InvoiceRate__c"], Convert::Fx),
                line("created_at", &["CreatedDate"], At),
            ],
        )
    }],
    ..STREAM
};

const STATUS: Convert = one_of(
    &[
        ("In Progress", "draft"),
        ("Complete", "open"),
        ("Discarded", "void"),
    ],
    "unknown",
);

/// A complete invoice is open until it is paid.
fn paid(object: &Object<'_>, values: &mut [Option<Value>]) {
    let says = |name, word: &str| {
        object
            .at(name)
            .is_some_and(|text| text.trim_matches('"') == word)
    };
    if says("c2g__InvoiceStatus__c", "Complete") && says("c2g__PaymentStatus__c", "Paid") {
        set(Kind::Invoice, values, "status", Value::Enum("paid"));
    }
}

pub(crate) const INVOICE_LINES: Stream = Stream {
    name: "accounting_invoice_lines",
    object: "c2g__codaInvoiceLineItem__c",
    source: "c2g__codaInvoiceLineItem__c",
    emits: &[Kind::InvoiceLine],
    mappings: &[of(
        Kind::InvoiceLine,
        &[
            line("invoice_id", &["c2g__Invoice__c"], INVOICE),
            line("project_id", &["pse__Project__c"], PROJECT),
            line("amount", &["c2g__NetValue__c"], Money),
            line(
                "currency",
                &["CurrencyIsoCode", "c2g__Invoice__r.CurrencyIsoCode"],
                Currency,
            ),
            line("quantity", &["c2g__Quantity__c"], Convert::Ratio),
            line("unit_price", &["c2g__UnitPrice__c"], Rate),
            line(
                "delivery",
                &["pse__Billing_Event_Item__r.pse__Category__c"],
                one_of(
                    &[
                        ("Timecard", "time"),
                        ("Expense", "expense"),
                        ("Milestone", "milestone"),
                        ("Miscellaneous Adjustment", "correction"),
                        ("Budget", "fee"),
                    ],
                    "none",
                ),
            ),
            line(
                "milestone_id",
                &["pse__Billing_Event_Item__r.pse__Milestone__c"],
                to("pse__Milestone__c"),
            ),
            line(
                "expense_id",
                &["pse__Billing_Event_Item__r.pse__Expense__c"],
                to("pse__Expense__c"),
            ),
        ],
    )],
    ..STREAM
};

pub(crate) const CREDIT_NOTES: Stream = Stream {
    name: "accounting_credit_notes",
    object: "c2g__codaCreditNote__c",
    source: "c2g__codaCreditNote__c",
    emits: &[Kind::Invoice],
    mappings: &[of(
        Kind::Invoice,
        &[
            line("number", &["Name"], Text),
            line("document", &["Id"], Convert::Const("credit_note")),
            line("customer_id", &["c2g__Account__c"], to("Account")),
            COMPANY,
            line("corrects_id", &["c2g__Invoice__c"], INVOICE),
            line("status", &["c2g__CreditNoteStatus__c"], STATUS),
            line("issued_on", &["c2g__CreditNoteDate__c"], AsDay),
            line(
                "currency",
                &["c2g__CreditNoteCurrency__r.Name", "CurrencyIsoCode"],
                Currency,
            ),
            line("net", &["c2g__NetTotal__c"], Money),
            line("tax", &["c2g__TaxTotal__c"], Money),
            line("total", &["c2g__CreditNoteTotal__c"], Money),
            line("open_amount", &["c2g__OutstandingValue__c"], Money),
            line("created_at", &["CreatedDate"], At),
        ],
    )],
    ..STREAM
};

pub(crate) const CREDIT_LINES: Stream = Stream {
    name: "accounting_credit_lines",
    object: "c2g__codaCreditNoteLineItem__c",
    source: "c2g__codaCreditNoteLineItem__c",
    emits: &[Kind::InvoiceLine],
    mappings: &[of(
        Kind::InvoiceLine,
        &[
            line("invoice_id", &["c2g__CreditNote__c"], CREDIT),
            line("project_id", &["pse__Project__c"], PROJECT),
            line("amount", &["c2g__NetValue__c"], Money),
            line(
                "currency",
                &["CurrencyIsoCode", "c2g__CreditNote__r.CurrencyIsoCode"],
                Currency,
            ),
            line("delivery", &["Id"], Convert::Const("none")),
        ],
    )],
    ..STREAM
};

pub(crate) const CASH: Stream = Stream {
    name: "accounting_cash",
    object: "c2g__codaCashEntry__c",
    source: "c2g__codaCashEntry__c",
    emits: &[Kind::Payment],
    mappings: &[Mapping {
        when: When::Not("c2g__Type__c", &["Payment", "Refund"]),
        ..of(
            Kind::Payment,
            &[
                line("number", &["Name"], Text),
                line("customer_id", &["c2g__Account__c"], to("Account")),
                COMPANY,
                line("received_on", &["c2g__Date__c"], AsDay),
                line(
                    "status",
                    &["c2g__Status__c"],
                    one_of(
                        &[
                            ("In Progress", "pending"),
                            ("Complete", "received"),
                            ("Discarded", "void"),
                        ],
                        "unknown",
                    ),
                ),
                line("amount", &["c2g__NetValue__c", "c2g__Value__c"], Money),
                line("unapplied", &["c2g__OutstandingValue__c"], Money),
                line(
                    "currency",
                    &["c2g__CashEntryCurrency__r.Name", "CurrencyIsoCode"],
                    Currency,
                ),
            ],
        )
    }],
    ..STREAM
};

pub(crate) const MATCHING: Stream = Stream {
    name: "accounting_matching",
    object: "c2g__codaCashMatchingHistory__c",
    source: "c2g__codaCashMatchingHistory__c",
    emits: &[Kind::PaymentApplication],
    mappings: &[Mapping {
        when: When::Has("c2g__Invoice__c"),
        ..of(
            Kind::PaymentApplication,
            &[
                line(
                    "payment_id",
                    &["c2g__CashEntry__c"],
                    to("c2g__codaCashEntry__c"),
                ),
                line("credit_note_id", &["c2g__CreditNote__c"], CREDIT),
                line("invoice_id", &["c2g__Invoice__c"], INVOICE),
                line("amount", &["c2g__DocumentValue__c"], Money),
                line("applied_on", &["c2g__MatchingDate__c"], AsDay),
            ],
        )
    }],
    ..STREAM
};
