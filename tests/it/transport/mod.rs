//! The API over real sockets: HTTP, `graphql-transport-ws` and server-sent events as clients speak them, and tokens as strangers forge them.

mod follow;
mod health;
mod http;
mod socket;
mod sse;
mod stand;
mod token;
