/** Speaks GraphQL to the hub, over HTTP and over a WebSocket that resumes from its last cursor. */
import { createClient as createSocket, type Client as Socket } from "graphql-ws";
import { useEffect, useState } from "preact/hooks";
import type { TypedDocumentString } from "./gql/graphql";
import { SOCKET, type Session } from "./session";

export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

export async function ask<R, V>(session: Session, document: TypedDocumentString<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
      authorization: `Bearer ${session.token}`,
    },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("The hub does not answer. It may be restarting; this page tries again by itself.", "UNREACHABLE");
  });
  const body = (await response.json().catch(() => null)) as {
    data?: R;
    errors?: { message: string; extensions?: { code?: string } }[];
  } | null;
  const error = body?.errors?.[0];
  if (!body || (error && !body.data))
    throw new ApiError(error?.message ?? `The hub answered ${response.status}.`, error?.extensions?.code ?? String(response.status));
  return body.data as R;
}

export type Answer<R> = { kind: "loading"; before?: R } | { kind: "error"; error: ApiError; before?: R } | { kind: "ready"; data: R };

/** Asks now, again when the inputs change, and again every `refresh` milliseconds. */
export function useQuery<R, V>(
  session: Session,
  document: TypedDocumentString<R, V>,
  variables: V,
  refresh = 30_000,
): Answer<R> & { again: () => void } {
  const [answer, set] = useState<Answer<R>>({ kind: "loading" });
  const [turn, again] = useState(0);
  const key = JSON.stringify(variables);
  useEffect(() => {
    const stop = new AbortController();
    set((a) => ({ kind: "loading", before: a.kind === "ready" ? a.data : a.before }));
    const run = () =>
      ask(session, document, variables, stop.signal)
        .then((data) => set({ kind: "ready", data }))
        .catch((error: unknown) => {
          if (stop.signal.aborted) return;
          set((a) => ({
            kind: "error",
            error: error instanceof ApiError ? error : new ApiError(String(error), "PAGE"),
            before: a.kind === "ready" ? a.data : a.before,
          }));
        });
    void run();
    const timer = setInterval(run, refresh);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [session.token, document, key, turn, refresh]);
  return { ...answer, again: () => again((n) => n + 1) };
}

/** The one socket of the page, and whether it is connected at present. */
let socket: { token: string; client: Socket; open: boolean } | undefined;

function connected(token: string): NonNullable<typeof socket> {
  if (socket?.token !== token) {
    void socket?.client.dispose();
    const made = {
      token,
      open: false,
      client: createSocket({
        url: SOCKET,
        connectionParams: { authorization: `Bearer ${token}` },
        keepAlive: 15_000,
        retryAttempts: Infinity,
        shouldRetry: () => true,
        lazy: true,
        on: { connected: () => void (made.open = true), closed: () => void (made.open = false) },
      }),
    };
    socket = made;
  }
  return socket;
}

/** Follows a subscription whose document takes `after`, keeping the cursor across reconnects. */
export function useEvents<R, V extends { after?: unknown }>(
  session: Session,
  document: TypedDocumentString<R, V>,
  variables: V,
  cursorOf: (event: R) => string | null | undefined,
  onEvent: (event: R) => void,
): boolean {
  const [live, setLive] = useState(false);
  const key = JSON.stringify(variables);
  useEffect(() => {
    let stopped = false,
      cursor: string | undefined,
      dispose = () => {},
      timer: ReturnType<typeof setTimeout> | undefined;
    const { client, open } = connected(session.token);
    setLive(open);
    const offs = [client.on("connected", () => setLive(true)), client.on("closed", () => setLive(false))];
    const follow = () => {
      // The client sends this very object again when it reconnects, so the last cursor is kept in it.
      const sent: Record<string, unknown> = { ...variables, after: cursor ?? variables.after };
      dispose = client.subscribe<R>(
        { query: document.toString(), variables: sent },
        {
          next: (message) => {
            if (message.data) {
              cursor = cursorOf(message.data) ?? cursor;
              sent.after = cursor ?? sent.after;
              setLive(true);
              onEvent(message.data);
            }
          },
          error: () => {
            if (!stopped) timer = setTimeout(follow, 2_000);
          },
          complete: () => {
            if (!stopped) timer = setTimeout(follow, 2_000);
          },
        },
      );
    };
    follow();
    return () => {
      stopped = true;
      clearTimeout(timer);
      dispose();
      for (const off of offs) off();
    };
  }, [session.token, document, key]);
  return live;
}
