//! Business days: Mondays to Fridays less the public holidays of a legal entity, which are those of most of its people.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::value::Day;

use super::input::Person;
use super::utilization::weekdays;

/// Days of a holiday that are looked at; a longer one is no holiday.
const LONGEST: i32 = 366;

/// The holidays of each legal entity that fall on a Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendars(HashMap<i64, BTreeSet<i32>>);

impl Calendars {
    /// Reads them from people: a day is a holiday of an entity where it is one for more than half of its people who have any.
    pub fn of<'a>(people: impl Iterator<Item = &'a Person>) -> Self {
        let mut entities: HashMap<i64, (usize, BTreeMap<i32, usize>)> = HashMap::new();
        for person in people.filter(|person| !person.holidays.is_empty()) {
            let days: BTreeSet<i32> = person
                .holidays
                .iter()
                .filter(|(from, to)| to.0 - from.0 < LONGEST)
                .flat_map(|(from, to)| from.0..=to.0)
                .filter(|on| weekdays(Day(*on), Day(on + 1)) == 1)
                .collect();
            let (count, closed) = entities.entry(person.legal_entity).or_default();
            *count += 1;
            for on in days {
                *closed.entry(on).or_default() += 1;
            }
        }
        let most = |(entity, (count, closed)): (i64, (usize, BTreeMap<i32, usize>))| {
            let kept = closed.into_iter().filter(|(_, of)| of * 2 > count);
            (entity, kept.map(|(on, _)| on).collect())
        };
        Self(entities.into_iter().map(most).collect())
    }

    /// Business days of an entity after a day up to another, that day included; negative where it lies before.
    pub fn between(&self, entity: i64, from: Day, to: Day) -> i64 {
        if to <= from {
            let same = to == from;
            return if same {
                0
            } else {
                -self.between(entity, to, from)
            };
        }
        let closed = self.0.get(&entity).map_or(0, |days| {
            days.range(from.0.saturating_add(1)..=to.0).count()
        });
        i64::from(weekdays(Day(from.0 + 1), Day(to.0 + 1))) - i64::try_from(closed).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_and_a_holiday_are_no_business_days() {
        let monday = Day::ymd(2026, 3, 2).unwrap().0;
        let closed = BTreeSet::from([monday + 7]);
        let calendars = Calendars(HashMap::from([(1, closed)]));
        let between = |entity, from: i32, to: i32| {
            calendars.between(entity, Day(monday + from), Day(monday + to))
        };
        assert_eq!(between(1, 4, 8), 1, "Friday to Tuesday, Monday closed");
        assert_eq!(between(2, 4, 8), 2, "another entity works on it");
        assert_eq!(between(1, 8, 4), -1);
        assert_eq!(between(1, 5, 6), 0, "Saturday to Sunday");
        assert_eq!(between(1, 3, 3), 0);
    }
}
