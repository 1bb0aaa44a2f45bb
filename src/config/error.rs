//! Why a configuration is refused: the place, what is wrong there, and what to do.

use std::path::PathBuf;

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {what} {}: {error}", path.display())]
    Read {
        /// What it is.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file says something that is not understood.
    #[error("{place}: {message}{}", hint.as_deref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
    Wrong {
        /// File and line, or variable.
        place: String,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl ConfigError {
    /// Something wrong at a place.
    pub(super) fn at(place: String, message: String, hint: impl Into<Option<String>>) -> Self {
        Self::Wrong {
            place,
            message,
            hint: hint.into(),
        }
    }
}

/// The text of a parser's complaint, without the value that it met: that may be a secret in the wrong place.
pub(super) fn without_value(message: &str) -> String {
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((before, rest)) = message.split_once(" string \"") else {
        return message;
    };
    match rest.rsplit_once('"') {
        Some((_, after)) => format!("{before} string{after}"),
        None => format!("{before} string"),
    }
}

/// The nearest right name to an unknown key, from what the parser expected there.
pub(super) fn nearest(message: &str) -> Option<String> {
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = names
        .next()
        .filter(|_| message.starts_with("unknown field"))?;
    nearest_of(unknown, names)
}

/// The nearest right name among those there are, as a question.
pub(super) fn nearest_of<'a>(
    unknown: &str,
    names: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let best = names.max_by(|a, b| {
        strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b))
    })?;
    (strsim::jaro_winkler(unknown, best) > 0.7).then(|| format!("did you mean `{best}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_repeated() {
        assert_eq!(
            without_value("invalid type: string \"hush \\\"x\", expected\na map"),
            "invalid type: string, expected a map"
        );
        assert_eq!(
            without_value("invalid type: integer `8080`, expected a string"),
            "invalid type: integer `8080`, expected a string"
        );
    }
}
