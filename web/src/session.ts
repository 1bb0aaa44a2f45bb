/** Who is signed in, on every page that the hub serves: the demo's own tokens, by role, or the one that was pasted before. */

export interface Session {
  token: string;
  role: string;
  tokens: Record<string, string>;
}

/** Where subscriptions are followed. */
export const SOCKET = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql/ws`;

const TOKEN = "throughline.token";
const ROLE = "throughline.role";

/** Finds a token: the demo's own, by role, or the one that was pasted before. */
export async function startSession(): Promise<Session | null> {
  const demo = (await fetch("/demo/session.json")
    .then((r) => (r.ok ? r.json() : null))
    .catch(() => null)) as { tokens: Record<string, string> } | null;
  const kept = localStorage.getItem(TOKEN);
  if (demo) {
    const role = new URLSearchParams(location.search).get("role") ?? localStorage.getItem(ROLE) ?? "pmo";
    const chosen = demo.tokens[role] ? role : Object.keys(demo.tokens)[0]!;
    return { token: demo.tokens[chosen]!, role: chosen, tokens: demo.tokens };
  }
  return kept ? { token: kept, role: "", tokens: {} } : null;
}

export const keepToken = (token: string) => localStorage.setItem(TOKEN, token);
export const forgetToken = () => localStorage.removeItem(TOKEN);
export const keepRole = (role: string) => localStorage.setItem(ROLE, role);
