//! Which stream a deleted record belongs to.

use super::answer::{Row, text};

/// Whether a deletion is of one of some record types. Transactions are one family, in which the name of the type decides where it is told.
pub fn tells(types: &[&str], deleted: &Row) -> bool {
    let known =
        |word: &str, among: &[&str]| among.iter().any(|known| known.eq_ignore_ascii_case(word));
    let name = text(deleted, "type").filter(|name| known(name, DOCUMENTS));
    if let Some(name) = name {
        return known(name, types);
    }
    ["recordtypeid", "type", "scriptid"]
        .iter()
        .filter_map(|column| text(deleted, column))
        .any(|word| known(word, types))
}

/// Names under which kinds of transactions are known.
const DOCUMENTS: &[&str] = &[
    "Invoice",
    "CustInvc",
    "Credit Memo",
    "CreditMemo",
    "CustCred",
    "Payment",
    "CustomerPayment",
    "Customer Payment",
    "CustPymt",
    "Opportunity",
    "Opprtnty",
    "Sales Order",
    "SalesOrder",
    "SalesOrd",
    "Expense Report",
    "ExpenseReport",
    "ExpRept",
    "Bill",
    "VendorBill",
    "Vendor Bill",
    "VendBill",
    "Purchase Order",
    "PurchaseOrder",
    "PurchOrd",
    "Journal",
    "Journal Entry",
    "JournalEntry",
];
