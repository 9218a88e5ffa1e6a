// Where the dashboard begins: the frame, which page is shown, and the stream that feeds it.
import { html, render, useEffect, useRef, useState } from "./vendor/htm-preact.js";
import { follow, hasToken, onTokenWanted, setToken } from "./api.js";
import { FleetPage } from "./fleet.js";
import { MigrationPage } from "./migration.js";
import { Theme } from "./theme.js";

/** The name of the migration that the address shows; empty for the fleet. The address holds nothing else. */
function shown() {
  const match = location.hash.match(/^#\/migrations\/([^/]+)$/);
  return match ? decodeURIComponent(match[1]) : "";
}

const STATES = {
  asking: ["asking", "Asking…"],
  live: ["live", "Live"],
  lost: ["lost", "Connection lost, trying again"],
  token: ["lost", "A token is needed"],
};

function Connection({ state }) {
  const [kind, words] = STATES[state];
  return html`<span class="connection ${kind}" role="status"><span class="dot" aria-hidden="true"></span>${words}</span>`;
}

function TokenDialog({ open, onToken }) {
  const dialog = useRef(null);
  const field = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) {
      dialog.current.showModal();
    } else if (!open && dialog.current.open) {
      dialog.current.close();
    }
  }, [open]);
  const use = () => {
    const text = field.current.value.trim();
    field.current.value = "";
    if (text) {
      onToken(text);
    }
  };
  return html`<dialog ref=${dialog} aria-labelledby="token-title" onCancel=${(e) => e.preventDefault()}>
    <h2 id="token-title">The coordinator asks for its token</h2>
    <p>${hasToken() ? "The one given before is not the right one. " : ""}It is kept in this tab until the tab is closed.</p>
    <label>Token <input ref=${field} type="password" autocomplete="off" spellcheck="false"
      onKeyDown=${(e) => e.key === "Enter" && use()} /></label>
    <div class="buttons"><button class="primary" onClick=${use}>Use it</button></div>
  </dialog>`;
}

function App() {
  const [name, setName] = useState(shown());
  const [message, setMessage] = useState(null);
  const [state, setState] = useState("asking");
  const [tokens, setTokens] = useState(0);
  const [asksToken, setAsksToken] = useState(false);
  useEffect(() => {
    onTokenWanted(() => setAsksToken(true));
    const moved = () => {
      setName(shown());
      scrollTo(0, 0);
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  useEffect(() => {
    setState("asking");
    return follow(name, (data) => setMessage({ name, data }), setState);
  }, [name, tokens]);
  const data = message?.name === name ? message.data : null;
  return html`
    <a class="skip" href="#main" onClick=${(e) => {
      e.preventDefault();
      document.getElementById("main").focus();
    }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><img src="ui/icon.svg" alt="" width="26" height="26" /> Infill</a>
      <${Connection} state=${state} />
      <${Theme} />
    </header>
    <main id="main" tabindex="-1" class=${state === "lost" ? "stale" : ""}>
      ${name ? html`<${MigrationPage} key=${name} name=${name} data=${data} tokens=${tokens} />` : html`<${FleetPage} data=${data} />`}
    </main>
    <${TokenDialog} open=${asksToken} onToken=${(text) => {
      setToken(text);
      setAsksToken(false);
      setTokens((n) => n + 1);
    }} />
  `;
}

render(html`<${App} />`, document.getElementById("app"));
