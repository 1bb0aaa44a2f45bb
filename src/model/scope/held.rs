//! On which days somebody was within a practice or a legal entity, by what was held on the day and not by what is held today.

use std::collections::{HashMap, HashSet};

/// A note in somebody's history: what was held from a day on, and what before where the note says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// First day.
    pub(super) on: i32,
    /// Instant of the note, which settles two of one day.
    pub(super) noted_at: i64,
    /// Row, which settles the rest.
    pub(super) id: i64,
    /// Held from then on; nothing where the note is about something else.
    pub(super) held: Option<i64>,
    /// Held before.
    pub(super) before: Option<i64>,
}

/// Somebody's history of one fact.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// Held now.
    pub(super) now: Option<i64>,
    /// Notes, in any order.
    pub(super) notes: Vec<Note>,
}

impl History {
    /// The stretches of days on which one of these was held; the first note stands from hire unless it says what was before.
    fn stretches(&self, wanted: &HashSet<i64>) -> Vec<(i32, i32)> {
        let mut notes: Vec<&Note> = self
            .notes
            .iter()
            .filter(|note| note.held.is_some())
            .collect();
        notes.sort_by_key(|note| (note.on, note.noted_at, note.id));
        let within = |held: Option<i64>| held.is_some_and(|id| wanted.contains(&id));
        let Some(first) = notes.first() else {
            return if within(self.now) {
                vec![(i32::MIN, i32::MAX)]
            } else {
                Vec::new()
            };
        };
        let mut stretches: Vec<(i32, i32)> = Vec::new();
        let starts = std::iter::once((i32::MIN, first.before.or(first.held)))
            .chain(notes.iter().map(|note| (note.on, note.held)));
        let steps: Vec<(i32, Option<i64>)> = starts.collect();
        for (place, (from, held)) in steps.iter().enumerate() {
            let to = steps
                .get(place + 1)
                .map_or(i32::MAX, |(next, _)| next.saturating_sub(1));
            if to < *from || !within(*held) {
                continue;
            }
            match stretches.last_mut() {
                Some((_, last)) if last.saturating_add(1) >= *from => *last = to,
                _ => stretches.push((*from, to)),
            }
        }
        stretches
    }
}

/// Everybody's stretches within what is wanted.
pub(super) fn stretches(
    histories: &HashMap<i64, History>,
    wanted: &HashSet<i64>,
) -> Vec<(i64, i32, i32)> {
    let mut all: Vec<(i64, i32, i32)> = histories
        .iter()
        .flat_map(|(person, history)| {
            history
                .stretches(wanted)
                .into_iter()
                .map(|(first, last)| (*person, first, last))
        })
        .collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: i64, on: i32, held: i64, before: Option<i64>) -> Note {
        Note {
            on,
            noted_at: 0,
            id,
            held: Some(held),
            before,
        }
    }

    #[test]
    fn what_was_held_on_the_day_counts() {
        let wanted = HashSet::from([5]);
        let history = |notes: Vec<Note>| History {
            now: Some(5),
            notes,
        };
        assert_eq!(
            history(Vec::new()).stretches(&wanted),
            [(i32::MIN, i32::MAX)]
        );
        let moved = history(vec![note(2, 100, 6, None), note(1, 10, 5, None)]);
        assert_eq!(moved.stretches(&wanted), [(i32::MIN, 99)]);
        let came = history(vec![note(1, 10, 5, Some(4)), note(2, 20, 5, None)]);
        assert_eq!(came.stretches(&wanted), [(10, i32::MAX)]);
        let back = history(vec![
            note(1, 0, 5, None),
            note(2, 10, 6, None),
            note(3, 20, 5, None),
        ]);
        assert_eq!(back.stretches(&wanted), [(i32::MIN, 9), (20, i32::MAX)]);
        let same_day = history(vec![note(1, 10, 5, None), note(2, 10, 6, None)]);
        assert_eq!(same_day.stretches(&wanted), [(i32::MIN, 9)]);
    }
}
