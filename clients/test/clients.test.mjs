// Public clients against the demo: each asks, and those that can follow hear of what happens.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { Client as Urql, fetchExchange, subscriptionExchange } from "@urql/core";
import { buildClientSchema, getIntrospectionQuery, printSchema } from "graphql";
import { GraphQLClient } from "graphql-request";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";
import { acknowledge, ask, open } from "./stand.mjs";

const QUERY = "query Margin($period: PeriodInput!) { margin(period: $period, groupBy: [CUSTOMER], first: 3) { nodes { dimensions { id label } grossMargin { value currency state } } pageInfo { hasNextPage endCursor } } }";
const PERIOD = { period: { from: "2026-01-01", to: "2026-06-30" } };
const FOLLOW = "subscription Exceptions($after: String) { exceptions(after: $after) { cursor toState exception { id title } } }";

let stand, demo, authorization;
before(async () => { stand = await open(); demo = stand.demo; authorization = `Bearer ${demo.tokens.finance}`; }, { timeout: 900_000 });
after(() => stand?.close());

const websocket = (options = {}) => createWs({ url: demo.ws, webSocketImpl: WebSocket, connectionParams: { authorization }, ...options });

/** Subscribes, makes something happen once the subscription stands, and waits for the event of it. */
async function hears(subscribe) {
  const heard = [];
  let wake = () => {};
  const stop = subscribe((event) => { heard.push(event); wake(); });
  for (let tries = 0; tries < 10; tries++) {
    const id = await acknowledge(demo);
    const found = () => heard.find((event) => event.exceptions.exception.id === id && event.exceptions.toState === "ACKNOWLEDGED");
    for (let waits = 0; waits < 20 && !found(); waits++) await Promise.race([new Promise((done) => { wake = done; }), new Promise((done) => setTimeout(done, 100))]);
    if (found()) { stop(); return found().exceptions.cursor; }
  }
  throw new Error("nothing was heard");
}

test("introspection gives graphql-js the committed schema's types", async () => {
  const answer = await ask(demo, "finance", getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, oneOf: true }));
  assert.match(printSchema(buildClientSchema(answer.data)), /type Query/);
});

test("graphql-ws asks, follows, resumes after its cursor, and is told what is wrong", async () => {
  const client = websocket();
  const asked = client.iterate({ query: QUERY, variables: PERIOD });
  assert.equal((await asked.next()).value.data.margin.nodes.length, 3);
  const cursor = await hears((event) => client.subscribe({ query: FOLLOW }, { next: ({ data }) => event(data), error: console.error, complete() {} }));
  const missed = [await acknowledge(demo), await acknowledge(demo)];
  const resumed = [];
  for await (const { data } of client.iterate({ query: FOLLOW, variables: { after: cursor } })) {
    if (missed.includes(data.exceptions.exception.id)) resumed.push(data.exceptions.exception.id);
    if (resumed.length === 2) break;
  }
  assert.deepEqual(resumed, missed);
  await assert.rejects(client.iterate({ query: "subscription { nothing }" }).next(), (errors) => errors[0].extensions.code === "GRAPHQL_VALIDATION_FAILED");
  await client.dispose();
  const forged = websocket({ connectionParams: { authorization: "Bearer a.b.c" }, retryAttempts: 0 });
  await assert.rejects(forged.iterate({ query: FOLLOW }).next(), (close) => close.code === 4403);
});

test("graphql-sse asks, follows and resumes", async () => {
  const client = createSse({ url: demo.sse, headers: { authorization } });
  const asked = await client.iterate({ query: QUERY, variables: PERIOD }).next();
  assert.equal(asked.value.data.margin.nodes.length, 3);
  const cursor = await hears((event) => client.subscribe({ query: FOLLOW }, { next: ({ data }) => event(data), error: console.error, complete() {} }));
  const missed = await acknowledge(demo);
  for await (const { data } of client.iterate({ query: FOLLOW, variables: { after: cursor } })) if (data.exceptions.exception.id === missed) break;
  client.dispose();
});

test("Apollo Client caches by id and follows over its link", async () => {
  const socket = websocket();
  const link = ApolloLink.split(({ operationType }) => operationType === "subscription", new GraphQLWsLink(socket), new HttpLink({ uri: demo.graphql, headers: { authorization } }));
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const { data } = await client.query({ query: gql(QUERY), variables: PERIOD });
  assert.equal(data.margin.nodes.length, 3);
  const page = await client.query({ query: gql("{ customers(first: 2) { edges { node { id name } } } }") });
  const id = page.data.customers.edges[0].node.id;
  assert.equal(client.cache.extract()[`Customer:${id}`].id, id);
  await assert.rejects(client.query({ query: gql("{ nothing }") }), /nothing/);
  await hears((event) => { const following = client.subscribe({ query: gql(FOLLOW) }).subscribe(({ data }) => data && event(data)); return () => following.unsubscribe(); });
  client.stop();
  await socket.dispose();
});

test("urql asks and follows through its exchange", async () => {
  const socket = websocket();
  const forward = (request) => ({ subscribe: (sink) => ({ unsubscribe: socket.subscribe({ ...request, query: request.query ?? "" }, sink) }) });
  const client = new Urql({ url: demo.graphql, fetchOptions: { headers: { authorization } }, preferGetMethod: false, exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forward })] });
  const { data, error } = await client.query(QUERY, PERIOD).toPromise();
  assert.equal(error, undefined);
  assert.equal(data.margin.nodes.length, 3);
  const byGet = await client.query("{ viewer { subject } }", {}, { preferGetMethod: "force" }).toPromise();
  assert.equal(byGet.error, undefined);
  await hears((event) => { const { unsubscribe } = client.subscription(FOLLOW, {}).subscribe(({ data }) => data && event(data)); return unsubscribe; });
  await socket.dispose();
});

test("graphql-request asks, and reads errors", async () => {
  const client = new GraphQLClient(demo.graphql, { headers: { authorization } });
  assert.equal((await client.request(QUERY, PERIOD)).margin.nodes.length, 3);
  await assert.rejects(client.request("{ nothing }"), (error) => error.response.errors[0].extensions.code === "GRAPHQL_VALIDATION_FAILED");
  const stranger = new GraphQLClient(demo.graphql);
  await assert.rejects(stranger.request("{ viewer { subject } }"), (error) => error.response.status === 401 && error.response.errors[0].extensions.code === "UNAUTHENTICATED");
});
