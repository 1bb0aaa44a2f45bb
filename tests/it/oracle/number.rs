//! Exact numbers: fractions of whole numbers, rounded once and half-even, as kpis.md section 21 says.

use std::fmt;
use std::iter::Sum;

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    n: i128,
    d: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self { n: 0, d: 1 };
    /// One.
    pub const ONE: Self = Self { n: 1, d: 1 };

    /// The fraction of two whole numbers.
    pub fn new(n: i128, d: i128) -> Self {
        assert_ne!(d, 0, "a fraction of nothing");
        let by = gcd(n, d).max(1) * d.signum();
        Self {
            n: n / by,
            d: d / by,
        }
    }

    /// A number kept as so many units of 10^-scale.
    pub fn scaled(units: i128, scale: u32) -> Self {
        Self::new(units, 10_i128.pow(scale))
    }

    /// The product.
    pub fn times(self, other: Self) -> Self {
        let (a, b) = (Self::new(self.n, other.d), Self::new(other.n, self.d));
        Self::new(a.n * b.n, a.d * b.d)
    }

    /// The quotient.
    pub fn over(self, other: Self) -> Self {
        self.times(Self::new(other.d, other.n))
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        let by = gcd(self.d, other.d);
        Self::new(
            self.n * (other.d / by) + other.n * (self.d / by),
            self.d / by * other.d,
        )
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Self {
        self.plus(Self::new(-other.n, other.d))
    }

    /// The nearest whole number of units of 10^-scale; of two equally near the even one.
    pub fn rounded(self, scale: u32) -> i128 {
        let (by, d) = (10_i128.pow(scale), self.d);
        let rest = self.n.rem_euclid(d) * by;
        let whole = self.n.div_euclid(d) * by + rest / d;
        let rest = rest % d;
        match (rest * 2).cmp(&d) {
            std::cmp::Ordering::Less => whole,
            std::cmp::Ordering::Greater => whole + 1,
            std::cmp::Ordering::Equal => whole + whole.rem_euclid(2),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.n, self.d)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, Self::plus)
    }
}

/// Money kept as ten-thousandths.
pub fn money(ten_thousandths: i128) -> Exact {
    Exact::scaled(ten_thousandths, 4)
}

/// The p-th percentile of ordered numbers by linear interpolation; none of nothing.
pub fn percentile(ordered: &[i128], percent: i128) -> Option<Exact> {
    let last = ordered.len().checked_sub(1)? as i128;
    let (below, rest) = (last * percent / 100, last * percent % 100);
    let low = ordered[below as usize];
    let high = ordered[(below + 1).min(last) as usize];
    Some(Exact::new(low * 100 + (high - low) * rest, 100))
}

#[test]
fn the_worked_examples_of_section_0() {
    assert_eq!(Exact::new(34, 56).rounded(6), 607_143);
    assert_eq!(percentile(&[3, 10, 12, 40], 50), Some(Exact::new(11, 1)));
    assert_eq!(percentile(&[3, 10, 12, 40], 90), Some(Exact::new(316, 10)));
    assert_eq!(
        percentile(&[3, 10, 12, 40, 41], 90),
        Some(Exact::new(406, 10))
    );
    let revenue = money(1_000_000_000).times(Exact::new(108, 100));
    let labor = money(500_000_000).times(Exact::new(127, 100));
    assert_eq!(revenue.minus(labor).rounded(4), 445_000_000);
    assert_eq!(revenue.minus(labor).over(revenue).rounded(6), 412_037);
    assert_eq!(
        (
            Exact::new(5, 10).rounded(0),
            Exact::new(15, 10).rounded(0),
            Exact::new(-5, 10).rounded(0)
        ),
        (0, 2, 0)
    );
}
