// What an operator may ask of a migration; each asks for a confirmation that says what follows.
import { html, useEffect, useState } from "./vendor/htm-preact.js";
import { migrationPath, post } from "./api.js";
import { Asking } from "./dialog.js";
import { Tune } from "./tune.js";

// The coordinator says which of these are possible now. One that is new there needs an entry here.
const ACTIONS = {
  approve: {
    label: "Approve",
    done: "approved",
    text: "All rows are right and the gate's condition is met. The indexes and constraints of the spec go on now, online, on every shard that waits for it.",
  },
  pause: {
    label: "Pause",
    done: "paused",
    text: "Workers give their ranges back within a second. Change capture goes on, so nothing is lost and nothing has to be repeated.",
  },
  resume: {
    label: "Resume",
    done: "resumed",
    text: "It goes on where it stopped. After a failure, see first that what it names was mended.",
  },
  tune: { label: "Tune", dialog: Tune },
  rollback: {
    label: "Roll back",
    done: "being rolled back",
    danger: true,
    text: "The new column goes, with all that was filled, its constraints and indexes, and the change capture. The table is then as it was before. This can't be undone.",
  },
};

function Confirm({ name, action, onClose, onDone }) {
  const [typed, setTyped] = useState("");
  const { label, text, danger, done } = ACTIONS[action];
  const go = async () => {
    await post(migrationPath(name, `/${action}`));
    onDone(`${name} is ${done}.`);
  };
  return html`<${Asking} title=${`${label} ${name}?`} label=${label} danger=${danger} ready=${!danger || typed === name}
    go=${go} onClose=${onClose}>
    <p>${text}</p>
    ${danger && html`<label>Type the migration's name to confirm
      <input value=${typed} spellcheck="false" autocomplete="off" onInput=${(e) => setTyped(e.target.value)} /></label>`}
  <//>`;
}

/** The buttons of what is possible now. */
export function Actions({ name, possible, shards }) {
  const [asked, setAsked] = useState(null);
  const [told, setTold] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setTold(""), 6000);
    return () => clearTimeout(timer);
  }, [told]);
  const Dialog = ACTIONS[asked]?.dialog ?? Confirm;
  return html`<div class="actions">
    ${possible
      .filter((action) => ACTIONS[action])
      .map(
        (action) => html`<button key=${action} class=${ACTIONS[action].danger ? "quiet danger" : ""}
          onClick=${() => setAsked(action)}>${ACTIONS[action].label}</button>`,
      )}
    <span class="told" role="status">${told}</span>
    ${asked && html`<${Dialog} name=${name} action=${asked} shards=${shards} onClose=${() => setAsked(null)}
      onDone=${(words) => {
        setAsked(null);
        setTold(words);
      }} />`}
  </div>`;
}
