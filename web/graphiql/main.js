// GraphiQL on the hub: queries over HTTP, subscriptions over graphql-transport-ws, both with the token of the header editor. Loads nothing from elsewhere.
import { GraphiQL } from "graphiql";
import "graphiql/graphiql.css";
import { getOperationAST, parse } from "graphql";
import { createClient } from "graphql-ws";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { SOCKET, startSession } from "../src/session";

const WELCOME = `# Ask with Ctrl-Enter; the token stands in the tab Headers.
# How the firm's margin did, client by client:
query Margin {
  margin(period: { from: "2026-01-01", to: "2026-12-31" }, groupBy: [CUSTOMER], first: 5) {
    nodes {
      dimensions { label }
      revenue { value currency state }
      grossMarginPct { value state reasons }
    }
  }
}

# What goes wrong, as it happens: choose it beside the button.
subscription Exceptions {
  exceptions { cursor at toState exception { title amountGroup { amount currency } customer { name } } }
}
`;

/** Asks over HTTP; follows subscriptions over one WebSocket each, ended with the subscription. */
function fetcher(request, options) {
  const document = options?.documentAST ?? parse(request.query);
  const headers = options?.headers ?? {};
  if (getOperationAST(document, request.operationName)?.operation !== "subscription") {
    return fetch("/graphql", {
      method: "POST",
      headers: { accept: "application/graphql-response+json, application/json;q=0.9", "content-type": "application/json", ...headers },
      body: JSON.stringify(request),
    }).then((response) => response.json());
  }
  return createClient({ url: SOCKET, connectionParams: headers, lazyCloseTimeout: 0, retryAttempts: 3 }).iterate(request);
}

startSession().then((session) => {
  const defaultHeaders = JSON.stringify({ Authorization: `Bearer ${session?.token ?? "paste a token here"}` }, null, 2);
  createRoot(document.getElementById("root")).render(createElement(GraphiQL, { fetcher, defaultHeaders, defaultQuery: WELCOME, defaultEditorToolsVisibility: "headers", isHeadersEditorEnabled: true }));
});
