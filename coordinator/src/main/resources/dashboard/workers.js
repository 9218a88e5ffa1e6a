import { html } from "./vendor/htm-preact.js";
import { Empty } from "./parts.js";
import { count, duration, number } from "./format.js";

function state(worker) {
  if (!worker.alive) {
    return ["gone", `silent for ${duration(worker.secondsSilent)}`];
  }
  return worker.leaving ? ["leaving", "leaving"] : ["alive", "alive"];
}

function Slots({ worker }) {
  const label = `${worker.busy} of ${count(worker.slots, "slot")} busy`;
  const dots = Array.from({ length: Math.min(worker.slots, 24) }, (_, i) => i < worker.busy);
  return html`<span class="slots" title=${label}>
    <span class="sr">${label}</span>
    ${dots.map((busy, i) => html`<i key=${i} class=${busy ? "busy" : ""} aria-hidden="true"></i>`)}
  </span>`;
}

/** The workers, those that live first. */
export function Workers({ workers }) {
  if (workers.length === 0) {
    return html`<${Empty}>No worker was heard of. Start one with <code>infill worker</code>.<//>`;
  }
  const sorted = [...workers].sort((a, b) => b.alive - a.alive);
  return html`<div class="scroll"><table class="cards">
    <thead><tr>
      <th scope="col">Worker</th><th scope="col">State</th><th scope="col">Slots</th>
      <th scope="col" class="n">Rows/s</th><th scope="col">Captures</th>
    </tr></thead>
    <tbody>
      ${sorted.map((w) => {
        const [kind, words] = state(w);
        return html`<tr key=${w.worker}>
          <th scope="row">${w.worker}</th>
          <td data-label="State"><span class="dot ${kind}" aria-hidden="true"></span> ${words}</td>
          <td data-label="Slots"><${Slots} worker=${w} /></td>
          <td data-label="Rows/s" class="n">${w.alive ? number(w.rowsPerSecond) : ""}</td>
          <td data-label="Captures" class="soft">${w.captures.join(", ")}</td>
        </tr>`;
      })}
    </tbody>
  </table></div>`;
}
