// Light, dark, or as the system has it.
import { html, useEffect, useState } from "./vendor/htm-preact.js";

const KEY = "infill-theme";
const CHOICES = [
  ["auto", "As the system", "M8 1.5a6.5 6.5 0 1 1 0 13zM8 1.5a6.5 6.5 0 1 0 0 13"],
  ["light", "Light", "M8 4.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8zM8 .8v1.6M8 13.6v1.6M.8 8h1.6M13.6 8h1.6M2.9 2.9l1.2 1.2M11.9 11.9l1.2 1.2M13.1 2.9l-1.2 1.2M4.1 11.9l-1.2 1.2"],
  ["dark", "Dark", "M13.8 9.6A6.3 6.3 0 0 1 6.4 2.2a6.3 6.3 0 1 0 7.4 7.4z"],
];

export function Theme() {
  const [choice, setChoice] = useState(localStorage.getItem(KEY) ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.theme = choice;
    localStorage.setItem(KEY, choice);
  }, [choice]);
  return html`<div class="theme" role="radiogroup" aria-label="Colours">
    ${CHOICES.map(
      ([key, label, path]) => html`<label key=${key} title=${label}>
        <input type="radio" name="theme" value=${key} checked=${choice === key} onChange=${() => setChoice(key)} />
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} class=${key} /></svg><span class="sr">${label}</span>
      </label>`,
    )}
  </div>`;
}
