/** The shell: navigation, role, theme, and the page that the address names. */
import { useEffect, useState } from "preact/hooks";

import { words } from "./format";
import { Account } from "./pages/account";
import { Exceptions } from "./pages/exceptions";
import { Integration } from "./pages/integration";
import { Latency } from "./pages/latency";
import { Margin } from "./pages/margin";
import { Overview } from "./pages/overview";
import { Utilization } from "./pages/utilization";
import { Loading } from "./parts/state";
import { forgetToken, keepRole, keepToken, startSession, type Session } from "./session";

const PAGES = {
  overview: Overview,
  margin: Margin,
  utilization: Utilization,
  "billing-latency": Latency,
  integration: Integration,
  exceptions: Exceptions,
  accounts: Account,
} as const;
type Page = keyof typeof PAGES;

const here = (): { page: Page; rest: string } => {
  const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  return { page: name in PAGES ? (name as Page) : "overview", rest: rest.join("/") };
};

export function App() {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [place, setPlace] = useState(here());
  const [open, setOpen] = useState(false);
  useEffect(() => {
    void startSession().then(setSession);
  }, []);
  useEffect(() => {
    const move = () => {
      setPlace(here());
      setOpen(false);
      document.querySelector<HTMLElement>("main h1")?.focus();
    };
    addEventListener("hashchange", move);
    return () => removeEventListener("hashchange", move);
  }, []);
  useEffect(() => {
    document.title = `${words(place.page.replaceAll("-", "_"))} · Throughline`;
  }, [place.page]);
  if (session === undefined)
    return (
      <main>
        <Loading />
      </main>
    );
  if (session === null)
    return (
      <SignIn
        onToken={(token) => {
          keepToken(token);
          setSession({ token, role: "", tokens: {} });
        }}
      />
    );
  const View = PAGES[place.page];
  const roles = Object.keys(session.tokens);
  const choose = (role: string) => {
    keepRole(role);
    setSession({ ...session, role, token: session.tokens[role]! });
  };
  return (
    <div class="shell">
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the numbers
      </a>
      <aside class={open ? "side open" : "side"}>
        <div class="top">
          <div class="brand">
            <img src="/favicon.svg" alt="" />
            Throughline
          </div>
          <button class="burger" aria-expanded={open} onClick={() => setOpen(!open)}>
            Menu
          </button>
        </div>
        <nav aria-label="Pages">
          {(Object.keys(PAGES) as Page[]).map((page) => (
            <a key={page} href={`#/${page}`} aria-current={page === place.page ? "page" : undefined}>
              {words(page.replaceAll("-", "_"))}
            </a>
          ))}
        </nav>
        <div class="foot">
          {roles.length > 0 ? (
            <label>
              View as
              <select value={session.role} onChange={(e) => choose(e.currentTarget.value)}>
                {roles.map((role) => (
                  <option key={role} value={role}>
                    {words(role)}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            <button
              onClick={() => {
                forgetToken();
                setSession(null);
              }}
            >
              Sign out
            </button>
          )}
          <Theme />
          <a href="/graphiql">GraphiQL</a>
        </div>
      </aside>
      <main id="main" tabIndex={-1}>
        <View key={session.role + place.page} session={session} rest={place.rest} />
      </main>
    </div>
  );
}

function Theme() {
  const [theme, set] = useState(localStorage.getItem("throughline.theme") ?? "system");
  useEffect(() => {
    localStorage.setItem("throughline.theme", theme);
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <label>
      Theme
      <select value={theme} onChange={(e) => set(e.currentTarget.value)}>
        {["system", "light", "dark"].map((t) => (
          <option key={t} value={t}>
            {words(t)}
          </option>
        ))}
      </select>
    </label>
  );
}

function SignIn({ onToken }: { onToken: (token: string) => void }) {
  const [text, set] = useState("");
  return (
    <main>
      <form
        class="panel"
        style={{ maxWidth: "34rem", margin: "12vh auto" }}
        onSubmit={(e) => {
          e.preventDefault();
          if (text.trim()) onToken(text.trim());
        }}
      >
        <h1>Throughline</h1>
        <p>
          Paste an access token of your identity provider, or one made with <code>throughline token</code>.
        </p>
        <label>
          Token
          <textarea rows={5} style={{ width: "100%" }} value={text} onInput={(e) => set(e.currentTarget.value)} required />
        </label>
        <button class="primary">Open the dashboard</button>
      </form>
    </main>
  );
}
