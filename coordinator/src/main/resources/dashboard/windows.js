// The windows to come, and when the walks will have ended in them.
import { html } from "./vendor/htm-preact.js";
import { ahead, count, duration, shortDay } from "./format.js";

const WIDTH = 600;
const HEIGHT = 26;
const DAY = 86_400_000;

/** Shards with the same windows, and the latest of their ends. */
function groups(shards) {
  const byWindows = new Map();
  for (const shard of shards.filter((s) => s.progress?.openings)) {
    const key = JSON.stringify(shard.progress.openings.map((span) => [span.begin, span.end]));
    const group = byWindows.get(key) ?? { key, names: [], openings: shard.progress.openings, ends: [] };
    group.names.push(shard.shard);
    group.ends.push(shard.progress.secondsLeft ?? null);
    byWindows.set(key, group);
  }
  return [...byWindows.values()];
}

/** Midnights between two moments, by the reader's clock. */
function midnights(from, to) {
  const days = [];
  for (let at = new Date(from).setHours(24, 0, 0, 0); at < to; at = new Date(at).setHours(24, 0, 0, 0)) {
    days.push(at);
  }
  return days;
}

function sentence(openings, left, now) {
  const secondsTo = (at) => (Date.parse(at) - now) / 1000;
  const [first] = openings;
  const gate = !first
    ? "Closed for all of the week to come"
    : Date.parse(first.begin) <= now
      ? `Open until ${ahead(secondsTo(first.end))}`
      : `Closed; opens at ${ahead(secondsTo(first.begin))}`;
  return left == null ? `${gate}.` : `${gate}. Done in about ${duration(left)}, at ${ahead(left)}.`;
}

function Band({ group, named }) {
  const now = Date.now();
  const known = group.ends.filter((left) => left != null);
  const left = known.length > 0 && known.length === group.ends.length ? Math.max(...known) : null;
  const end = left == null ? null : now + left * 1000;
  // From a day to the week that is known, so that the end has its place.
  const to = now + Math.min(7 * DAY, Math.max(DAY, left == null ? 7 * DAY : left * 1100));
  const x = (at) => (WIDTH * Math.min(Math.max(at - now, 0), to - now)) / (to - now);
  const days = midnights(now, to);
  const told = sentence(group.openings, left, now);
  const open = group.openings.map((span) => [x(Date.parse(span.begin)), x(Date.parse(span.end))]);
  return html`<figure class="windows">
    ${named && html`<h3>${group.names.length > 3 ? count(group.names.length, "shard") : group.names.join(", ")}</h3>`}
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${told}>
      <rect class="closed" width=${WIDTH} height=${HEIGHT} />
      ${open.filter(([a, b]) => b > a).map(([a, b]) => html`<rect key=${a} class="open" x=${a} width=${b - a} height=${HEIGHT} />`)}
      <path class="grid" d=${days.map((at) => `M${x(at).toFixed(1)} 0V${HEIGHT}`).join("")} />
      ${end != null && end <= to && html`<path class="end" d=${`M${x(end).toFixed(1)} 0V${HEIGHT}`} />`}
    </svg>
    <div class="days soft" aria-hidden="true">
      <span style=${{ left: 0 }}>now</span>
      ${days.filter((at) => x(at) > 40 && x(at) < WIDTH - 30).map((at) => html`<span key=${at} style=${{ left: `${(100 * x(at)) / WIDTH}%` }}>${shortDay(at)}</span>`)}
    </div>
    <figcaption>${told}</figcaption>
  </figure>`;
}

/** Whether any shard's walk keeps to windows. */
export const keepsToWindows = (shards) => shards.some((s) => s.progress?.openings);

export function Windows({ shards }) {
  const all = groups(shards);
  const named = all.length > 1 || all[0].names.length < shards.length;
  return html`${all.map((group) => html`<${Band} key=${group.key} group=${group} named=${named} />`)}
    <ul class="legend windows" aria-label="Legend">
      <li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class="open" width="12" height="12" rx="1.5" /></svg> rows are worked on</li>
      <li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class="closed" width="12" height="12" rx="1.5" /></svg> only the application's writes are followed</li>
      <li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path class="end" d="M6 0V12" /></svg> done</li>
    </ul>`;
}
