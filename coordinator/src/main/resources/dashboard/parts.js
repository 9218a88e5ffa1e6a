// Small parts that several pages use.
import { html } from "./vendor/htm-preact.js";
import { percent, phase } from "./format.js";

// Each health has a colour and a shape, so that it is told without colours too.
const SIGNS = {
  FAILED: ["failed", "M8 1.2l6.8 6.8L8 14.8 1.2 8zM5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8"],
  ATTENTION: ["needs attention", "M8 1.6L15 14H1zM8 6v3.6M8 11.4v.6"],
  WAITING: ["waiting", "M2 2h12v12H2zM6.2 5.4v5.2M9.8 5.4v5.2"],
  WORKING: ["working", "M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2zM6.5 5.2L11 8l-4.5 2.8z"],
  ENDED: ["ended", "M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2zM4.8 8.2l2.2 2.3 4.2-4.8"],
};

export const healthName = (health) => SIGNS[health][0];

export function Sign({ health }) {
  const [name, path] = SIGNS[health];
  return html`<svg class="sign ${health.toLowerCase()}" viewBox="0 0 16 16" role="img" aria-label=${name}>
    <title>${name}</title>
    <path d=${path} />
  </svg>`;
}

export const Phase = ({ name, health }) =>
  html`<span class="phase ${health.toLowerCase()}"><${Sign} health=${health} /> ${phase(name)}</span>`;

export const Bar = ({ value, label, health = "WORKING" }) => html`<div
  class="bar ${health.toLowerCase()}"
  role="progressbar"
  aria-label=${label}
  aria-valuemin="0"
  aria-valuemax="100"
  aria-valuenow=${Math.round(value)}
  aria-valuetext=${percent(value)}
>
  <div style=${{ width: `${value}%` }}></div>
</div>`;

/** A part of a page with a heading of its own. */
export const Panel = ({ title, id, aside, wide, children }) => html`<section
  class="panel ${wide ? "wide" : ""}"
  aria-labelledby=${id}
>
  <header><h2 id=${id}>${title}</h2>${aside ? html`<div class="aside">${aside}</div>` : null}</header>
  ${children}
</section>`;

export const Figure = ({ label, value, note }) => html`<div class="figure">
  <dt>${label}</dt>
  <dd>${value}${note ? html`<small>${note}</small>` : null}</dd>
</div>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;
