//! Ids and labels of dimension values.

use std::collections::HashMap;

use entity::canonical::engagement::BillingModel;

use super::calc::item::ItemKind;
use super::calc::receivable::Bucket;
use super::dimension::Dimension;

const MODELS: [(BillingModel, &str); 6] = [
    (BillingModel::TimeAndMaterials, "time_and_materials"),
    (BillingModel::FixedFee, "fixed_fee"),
    (BillingModel::Milestone, "milestone"),
    (BillingModel::Retainer, "retainer"),
    (BillingModel::None, "none"),
    (BillingModel::Unknown, "unknown"),
];
const WORKERS: [&str; 2] = ["employee", "contractor"];
const ITEMS: [ItemKind; 5] = [
    ItemKind::Time,
    ItemKind::Correction,
    ItemKind::Expense,
    ItemKind::Milestone,
    ItemKind::Fee,
];

/// Number of a billing model.
pub(crate) fn model(model: BillingModel) -> i64 {
    number(MODELS.iter().position(|(of, _)| *of == model))
}

/// Number of a kind of worker.
pub(crate) fn worker(contractor: bool) -> i64 {
    if contractor { 2 } else { 1 }
}

/// Number of a kind of item.
pub(crate) fn item(kind: ItemKind) -> i64 {
    number(ITEMS.iter().position(|of| *of == kind))
}

/// Number of an age bucket.
pub(crate) fn bucket(bucket: Bucket) -> i64 {
    number(Bucket::ALL.iter().position(|of| *of == bucket))
}

fn number(place: Option<usize>) -> i64 {
    place
        .and_then(|place| i64::try_from(place).ok())
        .map_or(0, |place| place + 1)
}

/// Words of the dimensions whose values are no rows: connections, streams, rules, severities.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    numbers: HashMap<(Dimension, String), i64>,
    words: HashMap<(Dimension, i64), String>,
}

impl Words {
    /// The number of a word, given to it where it is new.
    pub(crate) fn number(&mut self, dimension: Dimension, word: &str) -> i64 {
        if let Some(number) = self.numbers.get(&(dimension, word.to_owned())) {
            return *number;
        }
        let number = i64::try_from(self.numbers.len()).unwrap_or(0) + 1;
        self.numbers.insert((dimension, word.to_owned()), number);
        self.words.insert((dimension, number), word.to_owned());
        number
    }

    /// The number that a text names in a dimension; -1 where nothing has it.
    pub(crate) fn read(&self, dimension: Dimension, text: &str) -> i64 {
        if let Some(prefix) = dimension.prefix() {
            return text
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix('_'))
                .filter(|digits| digits.len() == 16)
                .and_then(|digits| i64::from_str_radix(digits, 16).ok())
                .unwrap_or(-1);
        }
        let lower = text.to_lowercase();
        let fixed = (1..=6).find(|number| fixed(dimension, *number) == Some(lower.as_str()));
        fixed
            .or_else(|| self.numbers.get(&(dimension, text.to_owned())).copied())
            .unwrap_or(-1)
    }

    /// The text of a value; none for the absent one.
    pub(crate) fn text(&self, dimension: Dimension, number: i64) -> Option<String> {
        if number == 0 {
            return None;
        }
        if let Some(prefix) = dimension.prefix() {
            return Some(format!("{prefix}_{number:016x}"));
        }
        fixed(dimension, number)
            .map(str::to_owned)
            .or_else(|| self.words.get(&(dimension, number)).cloned())
    }
}

fn fixed(dimension: Dimension, number: i64) -> Option<&'static str> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    match dimension {
        Dimension::BillingModel => MODELS.get(place).map(|(_, word)| *word),
        Dimension::Worker => WORKERS.get(place).copied(),
        Dimension::Item => ITEMS.get(place).map(|item| item.word()),
        Dimension::Bucket => Bucket::ALL.get(place).map(|bucket| bucket.name()),
        _ => None,
    }
}
