// How fast each shard is worked, why, and all that was looked at.
import { html } from "./vendor/htm-preact.js";
import { Empty } from "./parts.js";
import { tunedTo } from "./tune.js";
import { count, millis } from "./format.js";

// A colour and a shape for each.
const VERDICTS = {
  GOOD: ["good", "●"],
  HOLD: ["near its limit", "◐"],
  PRESSED: ["above its limit", "▲"],
  OVERDRAWN: ["far from good: stands still", "■"],
};

const Signal = ({ signal }) => {
  const [words, sign] = VERDICTS[signal.verdict] ?? [signal.verdict, "?"];
  return html`<li class=${signal.verdict.toLowerCase()} title=${words}>
    <span class="mark" aria-hidden="true">${sign}</span><span class="sr">${words}: </span>${signal.text}
  </li>`;
};

function Shard({ shard, several }) {
  const { pace } = shard;
  const rest = pace.restPercent > 0 ? `, then a rest of ${pace.restPercent}% of its time` : "";
  return html`<div class="pace">
    ${several && html`<h3>${shard.shard}</h3>`}
    <p><b>${count(pace.rangesInFlight, "range")} in flight</b>, chunks of ${millis(pace.chunkTargetMillis)}${rest}</p>
    ${shard.tuned && html`<p>Set by an operator: ${tunedTo(shard.tuned)}.</p>`}
    <p class="reason">${pace.reason}</p>
    ${pace.signals.length > 0 &&
    html`<ul class="signals">${pace.signals.map((s, i) => html`<${Signal} key=${i} signal=${s} />`)}</ul>`}
  </div>`;
}

export function Pace({ shards }) {
  const going = shards.filter((s) => s.phase !== "Completed" && s.phase !== "RolledBack");
  if (going.length === 0) {
    return html`<${Empty}>Nothing is worked on any more.<//>`;
  }
  return going.map((s) => html`<${Shard} key=${s.shard} shard=${s} several=${shards.length > 1} />`);
}
