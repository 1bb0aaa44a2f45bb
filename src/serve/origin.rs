//! Where a request comes from: the peer's address or, behind a proxy that is named in the configuration, the one that it forwards.
//!
//! Sign-ins that fail are counted by it, so that whoever sends bad tokens without end is turned away before they are verified. A good token
//! costs nothing of this. The bound is wide, since an office or an unnamed proxy shares one address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::State;
use super::auth::AuthError;
use super::rate::Rate;
use crate::access::Viewer;

/// Header in which a proxy names whom it speaks for.
const FORWARDED: &str = "x-forwarded-for";

/// The address that a request is counted under; nothing where it came over no socket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin(pub(super) Option<String>);

impl FromRequestParts<State> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = peer.map(|peer| behind(peer.0.ip(), &parts.headers, state.proxies()));
        Ok(Self(address.map(counted)))
    }
}

/// The last address on the way here that is no proxy of ours; what stands before it may be invented.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let mut address = peer.to_canonical();
    let lines = headers.get_all(FORWARDED).iter();
    let forwarded: Vec<&str> = lines
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        if !proxies.contains(&address) {
            break;
        }
        let Ok(before) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        address = before.to_canonical();
    }
    address
}

/// What addresses are counted under: a network of version 6 is one client's.
fn counted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

/// Sign-ins that have failed, by where they came from.
#[derive(Debug)]
pub(super) struct Failures {
    rate: Rate,
    per_minute: u32,
    at_once: u32,
}

impl Default for Failures {
    fn default() -> Self {
        Self::of(6_000, 6_000)
    }
}

impl Failures {
    /// So many may fail a minute in the long run, and so many at once after a pause.
    pub(super) fn of(per_minute: u32, at_once: u32) -> Self {
        Self {
            rate: Rate::default(),
            per_minute,
            at_once,
        }
    }
}

impl State {
    /// The viewer of a token, unless too many sign-ins have failed from where it comes.
    pub(super) async fn sign_in(
        &self,
        origin: &Origin,
        authorization: Option<&str>,
    ) -> Result<Viewer, AuthError> {
        let Failures {
            rate,
            per_minute,
            at_once,
        } = self.failures();
        let (each, burst, now) = (*per_minute, *at_once, self.now());
        if let Some(address) = &origin.0
            && rate.left(address, each, burst, now) == 0
        {
            return Err(AuthError::TooOften(u64::from(60_000 / each.max(1)).max(1)));
        }
        let signed_in = self.verifier().viewer(authorization).await;
        if matches!(signed_in, Err(AuthError::Missing | AuthError::Refused(_)))
            && let Some(address) = &origin.0
        {
            rate.take(address, each, burst, now);
        }
        signed_in
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED, line.parse().unwrap());
        }
        let proxies = ["10.0.0.1", "10.0.0.2"].map(|proxy| proxy.parse().unwrap());
        counted(behind(peer.parse().unwrap(), &headers, &proxies))
    }

    #[test]
    fn only_named_proxies_are_believed() {
        for (peer, forwarded, wanted) in [
            ("192.0.2.7", &[][..], "192.0.2.7"),
            ("192.0.2.7", &["198.51.100.1"], "192.0.2.7"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            (
                "10.0.0.1",
                &["203.0.113.9, 198.51.100.1, 10.0.0.2"],
                "198.51.100.1",
            ),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["nonsense"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("2001:db8:1:2:3:4:5:6", &[], "2001:db8:1:2::"),
        ] {
            assert_eq!(address(peer, forwarded), wanted, "{peer} {forwarded:?}");
        }
    }
}
