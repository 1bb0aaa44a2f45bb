// Follows exceptions over a WebSocket: node subscribe.ts ws://host:port/graphql/ws $TOKEN
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token] = process.argv.slice(2) as [string, string];
const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: Infinity, connectionParams: { authorization: `Bearer ${token}` } });
const query = "subscription($after: String) { exceptions(after: $after) { cursor toState exception { title } } }";
const variables: { after?: string } = {}; // sent anew when the connection was lost; keep it where a restart finds it
for await (const { data, errors } of client.iterate<any>({ query, variables })) {
  if (errors) throw new Error(JSON.stringify(errors)); // CURSOR_TOO_OLD: read exceptions; TOKEN_EXPIRED: come back with a new one
  variables.after = data.exceptions.cursor;
  console.log(JSON.stringify(data.exceptions));
}
