// What a person should see first: failures, what stands in the way, the writers' gate, bad rows, findings.
import { html } from "./vendor/htm-preact.js";
import { Empty, Sign } from "./parts.js";
import { count, duration } from "./format.js";

const Notice = ({ health, title, children }) => html`<div class="notice ${health.toLowerCase()}">
  <${Sign} health=${health} /><div><b>${title}</b>${children}</div>
</div>`;

const where = (shard, several) => (several ? `${shard.shard}: ` : "");

function Gate({ shard, several }) {
  const { gate } = shard;
  if (shard.below === "AwaitingApproval") {
    return html`<${Notice} health="ATTENTION" title=${`${where(shard, several)}waits for an approval`}><p>${gate.sentence}</p><//>`;
  }
  const value = gate.ofSeconds > 0 ? Math.min(1, gate.quietSeconds / gate.ofSeconds) : 1;
  return html`<${Notice} health="WAITING" title=${`${where(shard, several)}at the writers' gate (${gate.gate})`}>
    <p>${gate.sentence}</p>
    <p class="soft">${count(gate.changes, "application write")} of ${gate.ofChanges} seen, quiet for ${duration(Math.min(gate.quietSeconds, gate.ofSeconds))} of ${duration(gate.ofSeconds)}</p>
    <progress max="1" value=${value} aria-label="quiet time"></progress>
  <//>`;
}

function ofShard(shard, several) {
  const all = [];
  if (shard.failure) {
    all.push(html`<${Notice} key="failure" health="FAILED" title=${`${where(shard, several)}${shard.failure.reason}`}><p>${shard.failure.advice}</p><//>`);
  }
  if (shard.waits) {
    all.push(html`<${Notice} key="waits" health=${shard.health} title=${`${where(shard, several)}waits for its turn`}><p>${shard.waits}</p><//>`);
  }
  if (shard.blocked) {
    const b = shard.blocked;
    all.push(html`<${Notice} key="blocked" health="ATTENTION" title=${`${where(shard, several)}${b.step} waits`}>
      <p>${b.reason}</p><p class="soft">attempt ${b.attempt}, for ${duration(b.seconds)}; it is tried again by itself</p><//>`);
  }
  const bad = shard.quarantined.length + shard.quarantinedMore;
  if (bad > 0) {
    const codes = [...new Set(shard.quarantined.map((row) => `${row.code}: ${row.reason}`))].slice(0, 5);
    all.push(html`<${Notice} key="bad" health="ATTENTION" title=${`${where(shard, several)}${count(bad, "row")} whose value can't be computed`}>
      ${codes.map((code) => html`<p key=${code}>${code}</p>`)}<p class="soft"><code>infill status --json</code> lists their keys. They hold the constraints back.</p><//>`);
  }
  if (shard.gate) {
    all.push(html`<${Gate} key="gate" shard=${shard} several=${several} />`);
  }
  return all;
}

export function Notices({ shards }) {
  const all = shards.map((shard) => ofShard(shard, shards.length > 1));
  return all.some((some) => some.length > 0) ? html`<div class="notices">${all}</div>` : null;
}

const LEVELS = ["ERROR", "WARNING", "NOTE"];

/** What the plans found; the same on several shards is told once. */
export function Findings({ shards }) {
  const byText = new Map();
  for (const shard of shards) {
    for (const finding of shard.findings) {
      const key = `${finding.code} ${finding.sentence}`;
      byText.set(key, { finding, on: [...(byText.get(key)?.on ?? []), shard.shard] });
    }
  }
  const all = [...byText.values()].sort(
    (a, b) => LEVELS.indexOf(a.finding.severity) - LEVELS.indexOf(b.finding.severity),
  );
  if (all.length === 0) {
    return html`<${Empty}>The plan found nothing worth telling.<//>`;
  }
  return html`<ul class="findings">
    ${all.map(
      ({ finding, on }) => html`<li key=${`${finding.code}${finding.sentence}`} class=${finding.severity.toLowerCase()}>
        <span class="tag">${finding.severity.toLowerCase()}</span>
        <div><p>${finding.sentence}</p><p class="soft">${finding.advice} <code>${finding.code}</code>${shards.length > 1 ? ` on ${on.join(", ")}` : ""}</p></div>
      </li>`,
    )}
  </ul>`;
}
