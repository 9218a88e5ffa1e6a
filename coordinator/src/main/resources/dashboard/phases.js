// The way of a shard through its phases.
import { html } from "./vendor/htm-preact.js";
import { Phase, Sign } from "./parts.js";
import { duration, phase, time } from "./format.js";

const TURN = "AwaitingTurn";
const APPROVAL = "AwaitingApproval";
const WAY = [
  "Planned",
  TURN,
  "Expanding",
  "Capturing",
  "Backfilling",
  "Reconciling",
  "AwaitingWriters",
  APPROVAL,
  "Constraining",
  "Releasing",
  "Completed",
];
const BACK = ["RollingBack", "RolledBack"];

/** Each step with what became of it, and how long it took. */
function steps(shard) {
  const back = BACK.includes(shard.below);
  // Most shards begin at once; a step that took no time is not worth a place.
  const waits = shard.below === TURN || shard.phases[TURN] >= 1;
  const left = (name) => (name === TURN && !waits) || (name === APPROVAL && !visited.has(name));
  const visited = new Set(shard.entered.map((e) => e.phase));
  const way = back ? [...WAY.filter((name) => visited.has(name)), ...BACK] : WAY.filter((name) => !left(name));
  const at = way.indexOf(shard.below);
  return way.map((name, i) => {
    const last = name === "Completed" || name === "RolledBack";
    const state = i < at || (i === at && last) ? "done" : i === at ? "now" : "ahead";
    const entered = shard.entered.findLast((e) => e.phase === name);
    return { name, state, seconds: shard.phases[name], entered: entered?.at };
  });
}

function Step({ step, health }) {
  const words = { done: "done", now: "now", ahead: "to come" }[step.state];
  const when = step.entered ? `since ${time(step.entered)}` : "";
  const took = step.seconds == null ? "" : duration(step.seconds);
  return html`<li class=${`${step.state} ${step.state === "now" ? health.toLowerCase() : ""}`}
    aria-current=${step.state === "now" ? "step" : null} title=${`${phase(step.name)}: ${words} ${when}`}>
    <span class="mark" aria-hidden="true">${step.state === "now" ? html`<${Sign} health=${health} />` : null}</span>
    <span class="name">${phase(step.name)}</span><span class="sr">, ${words}</span>
    <span class="took">${took}</span>
  </li>`;
}

export function Phases({ shards }) {
  return html`<div class="ways">
    ${shards.map(
      (shard) => html`<div class=${`way ${shards.length > 1 ? "one-of-many" : ""}`} key=${shard.shard}>
        ${shards.length > 1 && html`<h3>${shard.shard} <${Phase} name=${shard.phase} health=${shard.health} /></h3>`}
        <ol class="steps" aria-label=${`Phases of ${shard.shard}`}>
          ${steps(shard).map((step) => html`<${Step} key=${step.name} step=${step} health=${shard.health} />`)}
        </ol>
        ${shard.phases.Paused ? html`<p class="soft small">Paused for ${duration(shard.phases.Paused)} in all.</p>` : null}
      </div>`,
    )}
  </div>`;
}
