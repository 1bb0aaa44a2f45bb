//! The CRM shows another payment status than the ledger.

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::receivable::Bucket;
use crate::insight::rule::book::{Book, some, words};
use crate::insight::rule::journey::STATUS_SHOWN;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "payment_status_mismatch",
    title: "Payment status differs between CRM and ERP",
    description: "The payment status that an account shows in the CRM is not the one that its invoices and payments in the ERP give.",
    deadline_ms: DAY_MS,
    needs: &[Kind::Customer, Kind::Invoice],
    also: &[
        Kind::Customer,
        Kind::Payment,
        Kind::PaymentApplication,
        Kind::InvoiceHold,
    ],
    classes: &[Class::Commercial],
    owner: STATUS_SHOWN.owner,
    metric: Some("receivables"),
    stage: Some(&STATUS_SHOWN),
    gone: "the CRM and the ledger agree",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let mut findings = Vec::new();
    for account in &book.rows.accounts {
        let Some(shown) = account.payment_status.as_deref().filter(|s| !s.is_empty()) else {
            continue;
        };
        let customer = book.of(Kind::Customer, account.id.0);
        let Some(ledger) = book.standings.get(&customer) else {
            continue;
        };
        let agree = agree(
            shown,
            &ledger.status,
            ledger.days_past_due,
            !book.ledger().holds.is_empty(),
        );
        if agree || ledger.status == "UNKNOWN" {
            continue;
        }
        findings.push(Finding {
            subject: format!("{}/{customer}", account.connection_id),
            row: Some((Kind::Customer, customer)),
            title: format!(
                "{}: the CRM shows another payment status than the ledger",
                book.name(Kind::Customer, customer)
            ),
            detail: format!(
                "CRM: {shown}; ledger: {}, {} open, {} days past due.",
                ledger.status,
                words(ledger.open_amount, book.group_currency),
                ledger.days_past_due
            ),
            hint: "Bring the account in the CRM to what the ledger says.".into(),
            evidence: vec![("crm", shown.to_owned()), ("ledger", ledger.status.clone())],
            amount: Some((Money(ledger.open_amount), book.group_currency)),
            amount_group: Some(Money(ledger.open_amount)),
            scope: Scope {
                customer_id: some(customer),
                ..Scope::default()
            },
            ..Finding::default()
        });
    }
    findings
}

/// Whether a status of the CRM can mean what the ledger says. A CRM may write `OVERDUE_31`, `OVERDUE_60` or just `Overdue`, and its last
/// bucket may have no end; a dispute or hold is the CRM's own word where the ledger keeps none.
fn agree(shown: &str, ledger: &str, days: i32, ledger_holds: bool) -> bool {
    let (word, number) = split(shown);
    let (told, _) = split(ledger);
    if matches!(word.as_str(), "disputed" | "onhold") && !ledger_holds {
        return ledger != "CURRENT" || days > 0;
    }
    if word != told {
        return false;
    }
    match number {
        Some(number) if word == "overdue" => {
            let (one, other) = (Bucket::of(number), Bucket::of(days));
            one == other || (one >= Bucket::Days91To120 && other >= Bucket::Days91To120)
        }
        _ => true,
    }
}

/// The letters of a status in lower case, and the number at its end.
fn split(status: &str) -> (String, Option<i32>) {
    let letters = status.chars().filter(char::is_ascii_alphabetic);
    let word = letters.map(|c| c.to_ascii_lowercase()).collect();
    let digits: String = status.chars().filter(char::is_ascii_digit).collect();
    (word, digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::agree;

    #[test]
    fn systems_spell_one_status_differently() {
        for (shown, ledger, days, holds, same) in [
            ("Current", "CURRENT", 0, true, true),
            ("Due soon", "DUE_SOON", 0, true, true),
            ("OVERDUE_31", "OVERDUE_60", 45, true, true),
            ("OVERDUE_60", "OVERDUE_60", 45, true, true),
            ("Overdue", "OVERDUE_120", 100, true, true),
            ("OVERDUE_91", "OVERDUE_121", 400, true, true),
            ("OVERDUE_1", "OVERDUE_60", 45, true, false),
            ("CURRENT", "OVERDUE_30", 3, true, false),
            ("DISPUTED", "OVERDUE_30", 3, true, false),
            ("DISPUTED", "OVERDUE_30", 3, false, true),
            ("DISPUTED", "CURRENT", 0, false, false),
            ("Paid", "OVERDUE_30", 3, false, false),
        ] {
            assert_eq!(agree(shown, ledger, days, holds), same, "{shown} {ledger}");
        }
    }
}
