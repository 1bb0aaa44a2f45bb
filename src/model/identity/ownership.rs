//! Which system owns which entity, or field of it.

use std::collections::{BTreeMap, HashMap};

use crate::domain::record::Kind;

/// Defaults: entity to vendors, the first that has the row wins.
const DEFAULTS: &[(&str, &[&str])] = &[
    ("opportunity", &["salesforce", "netsuite", "kantata"]),
    ("stage_change", &["salesforce", "netsuite", "kantata"]),
    ("engagement", &["salesforce", "netsuite", "kantata"]),
    ("customer", &["salesforce", "netsuite", "kantata"]),
    (
        "customer.terms_days",
        &["netsuite", "salesforce", "kantata"],
    ),
    ("customer.tax_id", &["netsuite", "salesforce", "kantata"]),
    ("customer.currency", &["netsuite", "salesforce", "kantata"]),
    (
        "customer.credit_limit",
        &["netsuite", "salesforce", "kantata"],
    ),
    (
        "customer.open_balance",
        &["netsuite", "salesforce", "kantata"],
    ),
    ("legal_entity", &["netsuite", "salesforce", "kantata"]),
    ("invoice", &["netsuite", "salesforce", "kantata"]),
    ("invoice_line", &["netsuite", "salesforce", "kantata"]),
    ("payment", &["netsuite", "salesforce", "kantata"]),
    (
        "payment_application",
        &["netsuite", "salesforce", "kantata"],
    ),
    ("fx_rate", &["netsuite", "salesforce", "kantata"]),
    ("practice", &["netsuite", "kantata", "salesforce"]),
    ("position", &["netsuite", "kantata", "salesforce"]),
    ("person", &["kantata", "netsuite", "salesforce"]),
    ("role", &["kantata", "netsuite", "salesforce"]),
    ("project", &["kantata", "netsuite", "salesforce"]),
    (
        "project.billable_at",
        &["netsuite", "kantata", "salesforce"],
    ),
    ("task", &["kantata", "netsuite", "salesforce"]),
    ("assignment", &["kantata", "netsuite", "salesforce"]),
    ("time_entry", &["kantata", "netsuite", "salesforce"]),
];

/// The table of ownership: entity, or entity.field, to vendors or connections in order.
#[derive(Clone, Debug)]
pub struct Ownership(HashMap<String, Vec<String>>);

impl Default for Ownership {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

impl Ownership {
    /// The defaults with what the configuration says instead.
    pub fn new(configured: &BTreeMap<String, Vec<String>>) -> Self {
        let mut table: HashMap<String, Vec<String>> = DEFAULTS
            .iter()
            .map(|(name, order)| {
                let order = order.iter().map(|vendor| (*vendor).to_owned()).collect();
                ((*name).to_owned(), order)
            })
            .collect();
        for name in configured.keys() {
            if !name.contains('.') {
                // A new owner of an entity takes the defaults of its fields along.
                let prefix = format!("{name}.");
                table.retain(|known, _| !known.starts_with(&prefix));
            }
        }
        for (name, order) in configured {
            table.insert(name.clone(), order.clone());
        }
        Self(table)
    }

    /// The place of a connection in the order of an entity; systems that are not named come last.
    pub fn rank(&self, kind: Kind, connection: &str, vendor: &str) -> usize {
        self.place(kind.entity().table, connection, vendor)
            .unwrap_or(usize::MAX)
    }

    /// The place of a connection in the order of a field, where the field has an order of its own.
    pub fn field_rank(
        &self,
        kind: Kind,
        field: &str,
        connection: &str,
        vendor: &str,
    ) -> Option<usize> {
        let name = format!("{}.{field}", kind.entity().table);
        self.0.get(&name)?;
        Some(self.place(&name, connection, vendor).unwrap_or(usize::MAX))
    }

    fn place(&self, name: &str, connection: &str, vendor: &str) -> Option<usize> {
        self.0
            .get(name)?
            .iter()
            .position(|owner| owner == connection || owner == vendor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_overrides_entity_and_field() {
        let configured = BTreeMap::from([
            (
                "customer".to_owned(),
                vec!["erp-eu".to_owned(), "salesforce".to_owned()],
            ),
            ("project.name".to_owned(), vec!["netsuite".to_owned()]),
        ]);
        let table = Ownership::new(&configured);
        assert_eq!(table.rank(Kind::Customer, "erp-eu", "netsuite"), 0);
        assert_eq!(table.rank(Kind::Customer, "erp-us", "netsuite"), usize::MAX);
        assert_eq!(
            table.field_rank(Kind::Customer, "tax_id", "a", "netsuite"),
            None
        );
        assert_eq!(
            table.field_rank(Kind::Project, "name", "a", "netsuite"),
            Some(0)
        );
        assert_eq!(table.rank(Kind::Project, "a", "kantata"), 0);
    }
}
