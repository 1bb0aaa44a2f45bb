//! A set of classes in one byte.

use crate::access::Class;

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u8);

impl Classes {
    /// With one more.
    pub fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// With all of another set.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without one.
    pub fn without(self, class: Class) -> Self {
        Self(self.0 & !(1 << class as u8))
    }

    /// True where a class is in it.
    pub fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// True where all of another set are in it.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl<'a> FromIterator<&'a Class> for Classes {
    fn from_iter<I: IntoIterator<Item = &'a Class>>(classes: I) -> Self {
        classes
            .into_iter()
            .fold(Self::default(), |all, class| all.with(*class))
    }
}
