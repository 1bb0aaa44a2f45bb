//! Leakage and work in progress.
//!
//! Reading. An item is a time entry or adjustment (approved or submitted, billable), a billable expense, an accepted milestone, or a month
//! of a retainer; hours count where the contract bills hours. Live: on a line of an issued invoice that no re-bill credit takes back; a
//! draft takes nothing out. Value: hours x the entry's rate rounded once, within the cap that runs over all approved work by work date,
//! entries before adjustments, id; an expense with its mark-up, rounded to the minor unit; a fee as a difference of rounded sums to date
//! at month ends. Deadline: end of the billing cycle that holds the day, plus the contract's days (15 where it names none); past it means
//! strictly after. The period takes items by their day; all is as of the day asked for, at its closing rate. What was billed of the
//! cohort is the net amount of live lines of hours, at the spot of their issue.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Expected, Slice};
use super::exact::{money, ratio};
use super::facts::Facts;
use super::items::{Item, items};
use super::receivable::{Books, year_from};

fn key(slice: &Slice, item: &Item) -> Vec<Option<String>> {
    slice.key(|dim| match dim {
        "ITEM" => Some(item.kind.to_owned()),
        "BILLING_MODEL" => Some(item.model.clone()),
        dim => slice.id(dim, item.dims.get(dim).copied().flatten()),
    })
}

/// Sum of converted amounts; none where a rate is missing.
struct Sum<'a> {
    slice: &'a Slice,
    facts: &'a Facts,
    total: Option<i128>,
    rows: usize,
}

impl Sum<'_> {
    fn add(&mut self, item: &Item, amount: i128) {
        let to = self.slice.currency(&item.currency, &item.functional);
        let amount = self
            .facts
            .rates
            .convert((amount, 1), &item.currency, &to, self.slice.as_of);
        self.total = self.total.zip(amount).map(|(sum, amount)| sum + amount);
        self.rows += 1;
    }
}

/// The figures of one slice.
pub(super) fn figures(slice: &Slice, facts: &Facts, all: &[Item], metric: &str) -> Vec<Expected> {
    let mut groups: BTreeMap<(i64, Vec<Option<String>>), Vec<&Item>> = BTreeMap::new();
    for item in all.iter().filter(|item| item.billable) {
        let whole = metric == "unbilled_wip" && slice.grain.is_none();
        let on = if whole {
            item.day.max(slice.from)
        } else {
            item.day
        };
        if let Some(from) = slice.bucket(on) {
            groups
                .entry((from, key(slice, item)))
                .or_default()
                .push(item);
        }
    }
    let found = groups.into_iter().filter_map(|((from, dims), items)| {
        let value = match metric {
            "leakage_pct" => share(slice, facts, &items)?,
            _ => amounts(slice, facts, &items, metric)?,
        };
        Some(Expected {
            dims,
            from,
            ..value
        })
    });
    found.collect()
}

fn amounts(slice: &Slice, facts: &Facts, items: &[&Item], metric: &str) -> Option<Expected> {
    let sum = || Sum {
        slice,
        facts,
        total: Some(0),
        rows: 0,
    };
    let names: &[&str] = if metric == "leakage" {
        &[
            "approved_unbilled",
            "milestones_unbilled",
            "fees_unbilled",
            "expenses_unbilled",
            "under_rate",
            "over_cap",
            "unapproved_late",
            "on_hold",
        ]
    } else {
        &[
            "all",
            "not_due",
            "past_deadline",
            "submitted",
            "age_0_30",
            "age_31_60",
            "age_61_90",
            "age_91_120",
            "age_over_120",
        ]
    };
    let mut sums: BTreeMap<&str, Sum> = names.iter().map(|name| (*name, sum())).collect();
    let mut currencies = BTreeSet::new();
    for item in items {
        let late = slice.as_of > item.deadline;
        let time = matches!(item.kind, "time" | "correction");
        let waiting = !item.approved && !item.live && item.value != 0 && item.submitted;
        let mut told: Vec<(&str, i128)> = Vec::new();
        if metric == "leakage" {
            if item.unbilled() && late {
                let name = match item.kind {
                    _ if item.held => "on_hold",
                    "milestone" => "milestones_unbilled",
                    "fee" => "fees_unbilled",
                    "expense" => "expenses_unbilled",
                    _ => "approved_unbilled",
                };
                told.push((name, item.open()));
            }
            if item.approved && item.over_cap != 0 {
                told.push(("over_cap", item.over_cap));
            }
            if time && waiting && late {
                told.push(("unapproved_late", item.value));
            }
            if item.live && item.under_rate > 0 {
                told.push(("under_rate", item.under_rate));
            }
        } else if item.unbilled() {
            told.push(("all", item.open()));
            told.push((if late { "past_deadline" } else { "not_due" }, item.open()));
            let age = match slice.as_of - item.day {
                ..=30 => "age_0_30",
                31..=60 => "age_31_60",
                61..=90 => "age_61_90",
                91..=120 => "age_91_120",
                _ => "age_over_120",
            };
            told.push((age, item.open()));
        } else if waiting {
            told.push(("submitted", item.open()));
        }
        if !told.is_empty() {
            currencies.insert(slice.currency(&item.currency, &item.functional));
        }
        for (name, amount) in told {
            sums.get_mut(name).unwrap().add(item, amount);
        }
    }
    if currencies.is_empty() {
        return None;
    }
    if currencies.len() > 1 {
        return Some(Expected::undefined("MIXED_CURRENCY"));
    }
    let default = &sums[names[0]];
    let mut value = match default.total {
        None => Expected::undefined("NO_RATE"),
        Some(total) => Expected::of((default.rows > 0).then(|| money(total))),
    };
    let parts = sums.iter().filter(|(name, _)| **name != "all");
    value.parts = parts
        .map(|(name, sum)| ((*name).to_owned(), sum.total.map(money)))
        .collect();
    Some(value)
}

fn share(slice: &Slice, facts: &Facts, items: &[&Item]) -> Option<Expected> {
    let mut leaked = Sum {
        slice,
        facts,
        total: Some(0),
        rows: 0,
    };
    let (mut billed, mut rows) = (Some(0_i128), 0);
    let mut currencies = BTreeSet::new();
    for item in items
        .iter()
        .filter(|item| matches!(item.kind, "time" | "correction"))
    {
        let to = slice.currency(&item.currency, &item.functional);
        if item.unbilled() && !item.held && slice.as_of > item.deadline {
            leaked.add(item, item.open());
            currencies.insert(to.clone());
        }
        if item.live {
            rows += 1;
            currencies.insert(to.clone());
            for (amount, own, on) in &item.lines {
                let amount = facts.rates.convert((*amount, 1), own, &to, *on);
                billed = billed.zip(amount).map(|(sum, amount)| sum + amount);
            }
        }
    }
    if leaked.rows + rows == 0 {
        return None;
    }
    if currencies.len() > 1 {
        return Some(Expected::undefined("MIXED_CURRENCY"));
    }
    let Some((leaked, billed)) = leaked.total.zip(billed) else {
        return Some(Expected::undefined("NO_RATE"));
    };
    Some(match ratio(leaked, leaked + billed, 6) {
        None => Expected::undefined("ZERO_BILLED"),
        share => Expected::of(share),
    })
}

/// Days that work, receivables or both stand for, over the net billings of 12 months.
pub(super) fn lock_up(slice: &Slice, facts: &Facts, metric: &str) -> Vec<Expected> {
    let on = slice.to.min(slice.as_of);
    let books = Books::new(facts, on);
    let all = items(facts, on);
    let mut groups: BTreeMap<Vec<Option<String>>, (Vec<&super::receivable::Owed>, Vec<&Item>)> =
        BTreeMap::new();
    for owed in &books.owed {
        let key = slice.key(|dim| slice.id(dim, owed.dims.get(dim).copied().flatten()));
        groups.entry(key).or_default().0.push(owed);
    }
    for item in all.iter().filter(|item| item.unbilled()) {
        groups.entry(key(slice, item)).or_default().1.push(item);
    }
    let to = slice.target();
    let figures = groups.into_iter().map(|(dims, (owed, items))| {
        let wip: Option<i128> = items
            .iter()
            .map(|item| {
                facts
                    .rates
                    .convert((item.open(), 1), &item.currency, to, on)
            })
            .sum();
        let ar: Option<i128> = owed.iter().map(|of| books.net(of, to, false)).sum();
        let sold = books.sold(&owed, to, year_from(on));
        let value = match (wip, ar, sold) {
            (Some(wip), Some(ar), Some(sold)) => {
                let top = match metric {
                    "wip_days" => wip,
                    "receivable_days" => ar,
                    _ => wip + ar,
                };
                if sold > 0 {
                    Expected::of(ratio(top * 365, sold, 4))
                } else {
                    Expected::undefined("ZERO_SALES")
                }
            }
            _ => Expected::undefined("NO_RATE"),
        };
        Expected {
            dims,
            from: slice.from,
            ..value
        }
    });
    figures.collect()
}
