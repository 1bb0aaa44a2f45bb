//! Where in the file something stands, so that a message can name the line.

use std::fmt;

use super::Config;

/// The file that a configuration was read from.
#[derive(Clone, Default)]
pub struct Source {
    name: String,
    text: String,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Source {
    /// A file by its name and text.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    /// File and line of an offset.
    pub(super) fn at(&self, offset: usize) -> String {
        let before = self
            .text
            .get(..offset.min(self.text.len()))
            .unwrap_or_default();
        format!("{}:{}", self.name, before.matches('\n').count() + 1)
    }

    /// Section and key that an offset is in, as far as the lines tell: `hub.listen`.
    pub(super) fn key(&self, offset: usize) -> Option<String> {
        let number = self
            .text
            .get(..offset.min(self.text.len()))?
            .matches('\n')
            .count();
        let lines: Vec<&str> = self.text.lines().collect();
        let key = lines.get(number)?.split_once('=')?.0.trim();
        let section = lines[..number]
            .iter()
            .rev()
            .map(|line| line.trim())
            .find(|line| line.starts_with('['))
            .map(|line| line.split('#').next().unwrap_or_default());
        let section = section.map(|line| line.trim().trim_matches(['[', ']']));
        Some(match section {
            Some(section) => format!("{section}.{key}"),
            None => key.to_owned(),
        })
    }

    /// File and line of a section's key; the file alone where it is not in the text.
    pub fn of(&self, section: &str, key: &str) -> String {
        let mut here = section.is_empty();
        for (number, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if line.starts_with('[') {
                here = line.starts_with(&format!("[{section}]"));
            }
            if here
                && line
                    .split('=')
                    .next()
                    .is_some_and(|name| name.trim() == key)
            {
                return format!("{}:{}", self.name, number + 1);
            }
        }
        self.name.clone()
    }
}

impl Config {
    /// File and line of the connection with this id; of the first of some words in its lines, where one is there.
    pub fn place_of(&self, id: &str, words: &[&str]) -> String {
        let place = self
            .connections
            .iter()
            .position(|connection| connection.id == id);
        self.place_of_nth(place.unwrap_or(usize::MAX), words)
    }

    /// The same for the connection at a place in the list.
    pub(super) fn place_of_nth(&self, nth: usize, words: &[&str]) -> String {
        let mut seen = 0;
        let mut begin = None;
        let mut inside: Vec<(usize, &str)> = Vec::new();
        for (number, line) in self.source.text.lines().enumerate() {
            if line.trim_start().starts_with("[[connection]]") {
                if seen == nth {
                    begin = Some(number + 1);
                }
                seen += 1;
            }
            if begin.is_some() && seen == nth + 1 {
                inside.push((number + 1, line));
            }
        }
        let Some(begin) = begin else {
            return self.source.name.clone();
        };
        let found = words.iter().find_map(|word| {
            let has = |line: &str| {
                let mut parts = line.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
                parts.any(|part| part == *word)
            };
            inside
                .iter()
                .find(|(_, line)| !line.trim_start().starts_with('#') && has(line))
        });
        let line = found.map_or(begin, |(line, _)| *line);
        format!("{}:{line}", self.source.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_connections_and_keys_are_found() {
        let text = "[hub]\nlisten = 1\n[[connection]]\nid = \"a\"\n[[connection]]\nid = \"b\"\n[connection.streams.users.overrides.person]\nnam = \"x\"\n";
        let mut config = Config::parse("", "t", []).unwrap();
        config.source = Source::new("t.toml", text);
        assert_eq!(config.source.of("hub", "listen"), "t.toml:2");
        assert_eq!(config.source.of("hub", "nothing"), "t.toml");
        assert_eq!(config.place_of_nth(0, &["nam"]), "t.toml:3");
        assert_eq!(config.place_of_nth(1, &["nam", "users"]), "t.toml:8");
        assert_eq!(config.place_of_nth(1, &["users"]), "t.toml:7");
        assert_eq!(config.place_of_nth(7, &[]), "t.toml");
        let offset = text.find("1\n").unwrap();
        assert_eq!(config.source.at(offset), "t.toml:2");
        assert_eq!(config.source.key(offset).as_deref(), Some("hub.listen"));
    }
}
