//! A firm at work: what changes, settles, goes or is undone between two passes.

use sandbox::firm::ids::netsuite as netsuite_id;
use sandbox::firm::{Application, AppliedFrom, InvoiceStatus, Meta, Payment, Stamp};
use sandbox::world::FirmWrite;

use super::*;
use crate::connect::RawObject;

/// A firm of its own, changed in steps of an hour.
struct Living {
    world: Arc<World>,
    account: Running,
    bench: Bench,
}

impl Living {
    async fn begin() -> Self {
        let world = firm();
        let faults = Faults::new();
        let account = start(Arc::clone(&world), Account::default(), &faults)
            .await
            .unwrap();
        let bench = Bench::new(settings(&account), faults);
        Self {
            world,
            account,
            bench,
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut FirmWrite<'_>) -> T) -> T {
        let mut firm = self.world.write();
        let later = firm.now() + chrono::Duration::hours(1);
        firm.set_now(later);
        change(&mut firm)
    }

    async fn next(&self, name: &str, at: &mut Checkpoint) -> Read {
        let read = self.bench.read(self.bench.stream(name), at).await;
        *at = read.next.clone();
        read
    }

    fn records(&self, name: &str, object: &RawObject) -> Vec<Record> {
        let mapped = self.bench.client.map(self.bench.stream(name), object);
        assert_eq!(mapped.error, None);
        mapped.records
    }

    /// Number and internal id of an invoice that is open and on which nothing was paid.
    fn unpaid(&self) -> (u32, String) {
        let firm = self.world.read();
        let invoice = firm
            .invoices
            .iter()
            .find(|row| {
                row.status == InvoiceStatus::Open && row.applied_minor == 0 && row.meta.live()
            })
            .unwrap();
        (
            invoice.id,
            netsuite_id(Truth::Invoice, invoice.id).to_string(),
        )
    }
}

fn status(records: &[Record]) -> Option<&'static str> {
    let invoice = records.iter().find(|record| record.kind == Kind::Invoice)?;
    match value(invoice, "status") {
        Some(Value::Enum(word)) => Some(word),
        _ => None,
    }
}

#[tokio::test]
async fn what_settles_an_invoice_is_followed_though_its_stamp_stays() {
    let living = Living::begin().await;
    let (mut invoices, mut payments) = (Checkpoint::default(), Checkpoint::default());
    living.next("invoices", &mut invoices).await;
    living.next("payments", &mut payments).await;
    let (number, id) = living.unpaid();
    let (payment, application) = living.change(|firm| {
        let stamp = Stamp::from_utc(firm.now());
        let row = firm.invoice(number).unwrap().clone();
        let payment = u32::try_from(firm.payments.len()).unwrap() + 1;
        firm.payments.push(Payment {
            id: payment,
            customer: row.customer,
            entity: row.entity,
            currency: row.currency,
            received_on: row.due_on,
            amount_minor: row.total_minor(),
            applied_minor: row.total_minor(),
            exchange_rate: row.exchange_rate,
            meta: Meta::at(stamp),
        });
        let application = u32::try_from(firm.applications.len()).unwrap() + 1;
        firm.applications.push(Application {
            id: application,
            from: AppliedFrom::Payment(payment),
            invoice: number,
            amount_minor: row.total_minor(),
            applied_on: row.due_on,
            meta: Meta::at(stamp),
        });
        let place = number as usize - 1;
        firm.invoices[place].applied_minor = row.total_minor();
        firm.invoices[place].status = InvoiceStatus::Paid;
        firm.touch(Truth::Payment, payment);
        firm.touch(Truth::Application, application);
        firm.touch(Truth::Invoice, number);
        (payment, application)
    });
    let paid = living.next("invoices", &mut invoices).await;
    assert_eq!(
        status(&living.records("invoices", &paid.objects[&id])),
        Some("paid")
    );
    let received = living.next("payments", &mut payments).await;
    let payment_id = netsuite_id(Truth::Payment, payment).to_string();
    let records = living.records("payments", &received.objects[&payment_id]);
    assert!(
        records
            .iter()
            .any(|record| record.kind == Kind::PaymentApplication)
    );

    living.change(|firm| {
        firm.delete(Truth::Application, application);
        let place = number as usize - 1;
        firm.invoices[place].applied_minor = 0;
        firm.invoices[place].status = InvoiceStatus::Open;
        firm.touch(Truth::Invoice, number);
    });
    let reopened = living.next("invoices", &mut invoices).await;
    assert_eq!(
        status(&living.records("invoices", &reopened.objects[&id])),
        Some("open")
    );
    let rest = living.next("payments", &mut payments).await;
    let records = living.records("payments", &rest.objects[&payment_id]);
    assert!(records.iter().all(|record| record.kind == Kind::Payment));

    living.change(|firm| firm.delete(Truth::Payment, payment));
    let told = living.next("payments", &mut payments).await;
    assert!(told.deleted.contains(&payment_id), "{:?}", told.deleted);
    let read_again = living.next("invoices", &mut invoices).await;
    assert!(read_again.objects.contains_key(&id));
    assert!(!read_again.deleted.contains(&payment_id));
}

#[tokio::test]
async fn a_line_that_goes_leaves_and_a_document_that_goes_is_told() {
    let living = Living::begin().await;
    let mut invoices = Checkpoint::default();
    let before = living.next("invoices", &mut invoices).await;
    let (number, id) = living.unpaid();
    let count = |records: &[Record]| {
        records
            .iter()
            .filter(|record| record.kind == Kind::InvoiceLine)
            .count()
    };
    let lines = count(&living.records("invoices", &before.objects[&id]));
    living.change(|firm| {
        let line = firm
            .invoice_lines
            .iter()
            .find(|row| row.invoice == number && row.meta.live())
            .unwrap()
            .id;
        firm.delete(Truth::InvoiceLine, line);
        firm.touch(Truth::Invoice, number);
    });
    let edited = living.next("invoices", &mut invoices).await;
    assert_eq!(
        count(&living.records("invoices", &edited.objects[&id])),
        lines - 1
    );
    living.change(|firm| firm.delete(Truth::Invoice, number));
    let gone = living.next("invoices", &mut invoices).await;
    assert_eq!(gone.deleted, [id]);
    assert!(gone.next.cursor > before.next.cursor);
}

#[tokio::test]
async fn changes_over_a_change_of_clocks_are_all_read() {
    let living = Living::begin().await;
    living
        .account
        .netsuite
        .change(|account| account.zone = chrono_tz::America::Los_Angeles);
    living.change(|firm| firm.set_now("2026-11-01T08:20:00Z".parse().unwrap()));
    let mut people = Checkpoint::default();
    living.next("people", &mut people).await;
    for step in 1..=3_u32 {
        living.change(|firm| firm.touch(Truth::Person, step));
        let brought = living.next("people", &mut people).await;
        let id = netsuite_id(Truth::Person, step).to_string();
        assert!(
            brought.objects.contains_key(&id),
            "hour {step}: {:?}",
            brought.objects.keys()
        );
    }
}
