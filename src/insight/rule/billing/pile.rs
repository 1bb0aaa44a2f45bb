//! Items of one project and currency that wait for the same thing, as one finding.

use std::collections::BTreeMap;

use entity::value::{Currency, Day, Money};

use crate::domain::record::Kind;
use crate::insight::metric::calc::item::{Item, ItemKind};
use crate::insight::metric::cube::PlacedItem;
use crate::insight::rule::Finding;
use crate::insight::rule::book::{Book, scope_of, words};

/// What is said of a pile.
pub(in crate::insight::rule) struct Words {
    /// What is wrong, after the project's name.
    pub(in crate::insight::rule) title: &'static str,
    /// What to do.
    pub(in crate::insight::rule) hint: &'static str,
    /// Since when an item waits.
    pub(in crate::insight::rule) since: fn(&Item) -> Option<Day>,
}

struct Pile<'a> {
    first: &'a PlacedItem,
    kinds: BTreeMap<ItemKind, usize>,
    oldest: Day,
    since: Option<Day>,
    value: i64,
    group: Option<i64>,
}

/// One finding for each project and currency that has items of this sort.
pub(in crate::insight::rule) fn findings(
    book: &Book,
    words: &Words,
    wanted: impl Fn(&PlacedItem) -> bool,
) -> Vec<Finding> {
    let mut piles: BTreeMap<(i64, Currency), Pile> = BTreeMap::new();
    for placed in book.items().filter(|placed| wanted(placed)) {
        let item = &placed.item;
        let pile = piles
            .entry((item.project, item.currency))
            .or_insert_with(|| Pile {
                first: placed,
                kinds: BTreeMap::new(),
                oldest: item.work_on,
                since: None,
                value: 0,
                group: Some(0),
            });
        let value = item.open_value();
        *pile.kinds.entry(item.kind).or_default() += 1;
        pile.oldest = pile.oldest.min(item.work_on);
        pile.since = match (pile.since, (words.since)(item)) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        pile.value += value;
        // Each item is converted and rounded by itself, as the figures do it, so that both are equal.
        let converted = book.in_group(value, item.currency);
        pile.group = pile.group.zip(converted).map(|(sum, amount)| sum + amount);
    }
    piles
        .into_values()
        .map(|pile| pile.finding(book, words))
        .collect()
}

impl Pile<'_> {
    fn finding(self, book: &Book, said: &Words) -> Finding {
        let (project, currency) = (self.first.item.project, self.first.item.currency);
        let counts: Vec<String> = self
            .kinds
            .iter()
            .map(|(kind, count)| counted(*kind, *count))
            .collect();
        Finding {
            subject: format!("{project}/{currency}"),
            row: Some((Kind::Project, project)),
            title: format!("{}: {}", book.project_title(project), said.title),
            detail: format!(
                "{} worth {}, the oldest of {}.",
                counts.join(", "),
                words(self.value, currency),
                self.oldest
            ),
            hint: said.hint.to_owned(),
            evidence: vec![
                ("items", self.kinds.values().sum::<usize>().to_string()),
                ("oldest", self.oldest.to_string()),
                ("value", Money(self.value).to_string()),
            ],
            amount: Some((Money(self.value), currency)),
            amount_group: self.group.map(Money),
            since_on: self.since,
            scope: scope_of(&self.first.place),
            ..Finding::default()
        }
    }
}

fn counted(kind: ItemKind, count: usize) -> String {
    let word = match (kind, count) {
        (ItemKind::Time, 1) => "time entry",
        (ItemKind::Time, _) => "time entries",
        (ItemKind::Correction, 1) => "correction",
        (ItemKind::Correction, _) => "corrections",
        (ItemKind::Expense, 1) => "expense",
        (ItemKind::Expense, _) => "expenses",
        (ItemKind::Milestone, 1) => "milestone",
        (ItemKind::Milestone, _) => "milestones",
        (ItemKind::Fee, 1) => "fee",
        (ItemKind::Fee, _) => "fees",
    };
    format!("{count} {word}")
}
