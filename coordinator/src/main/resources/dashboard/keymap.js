// The key space of each shard, from the first key to the last, as it fills.
import { html } from "./vendor/htm-preact.js";
import { Empty } from "./parts.js";
import { number } from "./format.js";

const SIZE = 12;
const GAP = 2;

/** What is drawn for a cell: how much of it is done from below, and what happens to the rest. */
function Cell({ cell, x, y }) {
  const full = SIZE * Math.min(1, cell.done);
  const out = SIZE * Math.min(1 - cell.done, cell.out);
  return html`
    <rect class="rest ${cell.ready > 0.5 ? "ready" : ""}" x=${x} y=${y} width=${SIZE} height=${SIZE} rx="1.5" />
    ${out > 0 && html`<rect class="out" x=${x} y=${y + SIZE - full - out} width=${SIZE} height=${out} rx="1" />`}
    ${full > 0 && html`<rect class="done" x=${x} y=${y + SIZE - full} width=${SIZE} height=${full} rx="1.5" />`}
    ${cell.differs && html`<path class="differs" d=${`M${x + 3} ${y + 3}l6 6m0-6l-6 6`} />`}
  `;
}

function Map({ map, columns }) {
  const rows = Math.ceil(map.cells.length / columns);
  const step = SIZE + GAP;
  const words = `${number(map.done)} of about ${number(map.ranges)} ranges ${map.what === "fill" ? "filled" : "checked"}`;
  return html`<figure class="map">
    <svg viewBox=${`0 0 ${columns * step - GAP} ${Math.max(1, rows) * step - GAP}`} role="img" aria-label=${words}>
      ${map.cells.map((cell, i) => html`<${Cell} key=${i} cell=${cell} x=${(i % columns) * step} y=${Math.floor(i / columns) * step} />`)}
    </svg>
    <figcaption>${words}${map.cut < map.ranges ? `, ${number(map.cut)} cut so far` : ""}</figcaption>
  </figure>`;
}

const Key = ({ name, children }) => html`<li>
  <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${children}</svg> ${name}
</li>`;

export function KeyMaps({ maps }) {
  const drawn = maps.filter((map) => map.cells.length > 0);
  if (drawn.length === 0) {
    return html`<${Empty}>No walk through the table is under way.<//>`;
  }
  return html`
    ${drawn.map(
      (map) => html`<div key=${map.shard}>${maps.length > 1 && html`<h3>${map.shard}</h3>`}
        <div class="map-wide"><${Map} map=${map} columns=${maps.length > 1 ? 60 : 40} /></div>
        <div class="map-narrow"><${Map} map=${map} columns=${maps.length > 1 ? 30 : 20} /></div></div>`,
    )}
    <ul class="legend map" aria-label="Legend">
      <${Key} name=${drawn[0].what === "fill" ? "filled" : "checked"}><rect class="rest" width="12" height="12" rx="1.5" /><rect class="done" width="12" height="12" rx="1.5" /><//>
      <${Key} name="with a worker"><rect class="rest" width="12" height="12" rx="1.5" /><rect class="out" width="12" height="12" rx="1.5" /><//>
      <${Key} name="waits for one"><rect class="rest ready" width="12" height="12" rx="1.5" /><//>
      <${Key} name="not cut yet"><rect class="rest" width="12" height="12" rx="1.5" /><//>
      ${drawn.some((map) => map.what === "check") &&
      html`<${Key} name="rows differ, looked at again"><rect class="rest" width="12" height="12" rx="1.5" /><path class="differs" d="M3 3l6 6m0-6l-6 6" /><//>`}
    </ul>
  `;
}
