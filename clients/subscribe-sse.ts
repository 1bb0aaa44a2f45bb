// Follows payments over server-sent events: node subscribe-sse.ts http://host:port/graphql/sse $TOKEN
import { createClient } from "graphql-sse";

const [url, token] = process.argv.slice(2) as [string, string];
const client = createClient({ url, retryAttempts: Infinity, headers: { authorization: `Bearer ${token}` } });
const query = "subscription($after: String) { paymentStatus(after: $after) { cursor customerName fromStatus paymentStatus { status } } }";
const variables: { after?: string } = {}; // sent anew when the connection was lost; keep it where a restart finds it
for await (const { data, errors } of client.iterate<any>({ query, variables })) {
  if (errors) throw new Error(JSON.stringify(errors)); // CURSOR_TOO_OLD: read paymentStatuses; TOKEN_EXPIRED: come back with a new one
  variables.after = data!.paymentStatus.cursor;
  console.log(JSON.stringify(data!.paymentStatus));
}
