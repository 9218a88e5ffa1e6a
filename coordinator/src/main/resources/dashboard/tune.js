// Other limits than the spec's, of one shard or of all.
import { html, useState } from "./vendor/htm-preact.js";
import { migrationPath, post } from "./api.js";
import { Asking } from "./dialog.js";
import { count, millis } from "./format.js";

const MOST_RANGES = 256;
const ENDED = ["Completed", "RolledBack", "RollingBack"];

/** PT0.1S as milliseconds. */
function fromIso(text) {
  const [, hours = 0, minutes = 0, seconds = 0] = text.match(/^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/) ?? [];
  return Math.round(1000 * (3600 * hours + 60 * minutes + 1 * seconds));
}

/** What an operator set, in words. */
export function tunedTo({ rangesInFlight, chunkTarget }) {
  const told = [
    rangesInFlight && `at most ${count(rangesInFlight, "range")} in flight`,
    chunkTarget && `chunks of ${millis(fromIso(chunkTarget))}`,
  ];
  return told.filter(Boolean).join(", ");
}

const whole = (text, most) => text === "" || (/^\d+$/.test(text) && text >= 1 && text <= most);

export function Tune({ name, shards, onClose, onDone }) {
  const going = shards.filter((s) => !ENDED.includes(s.phase));
  const [shard, setShard] = useState(going.length === 1 ? going[0].shard : "");
  const of = (id) => going.find((s) => s.shard === id)?.tuned ?? {};
  const [ranges, setRanges] = useState(`${of(shard).rangesInFlight ?? ""}`);
  const [chunk, setChunk] = useState(of(shard).chunkTarget ? `${fromIso(of(shard).chunkTarget)}` : "");
  const choose = (id) => {
    setShard(id);
    setRanges(`${of(id).rangesInFlight ?? ""}`);
    setChunk(of(id).chunkTarget ? `${fromIso(of(id).chunkTarget)}` : "");
  };
  const ready = whole(ranges, MOST_RANGES) && whole(chunk, 3_600_000);
  const body = {};
  if (shard && shards.length > 1) {
    body.shard = shard;
  }
  if (ranges) {
    body.rangesInFlight = Number(ranges);
  }
  if (chunk) {
    body.chunkTarget = `${Number(chunk)}ms`;
  }
  const where = shards.length === 1 ? name : shard || `all shards of ${name}`;
  const says = [
    `${ranges ? count(Number(ranges), "range") : "the spec's ranges"} in flight at most`,
    chunk ? `chunks of ${millis(Number(chunk))}` : "chunks as long as the spec says",
  ].join(", ");
  const go = async () => {
    await post(migrationPath(name, "/tune"), body);
    onDone(ranges || chunk ? `${where}: ${says}.` : `The spec's limits hold again for ${where}.`);
  };
  return html`<${Asking} title=${`Tune ${name}?`} label="Set limits" ready=${ready} go=${go} onClose=${onClose}>
    <p>Workers take it up between two chunks. The pace goes on slowing them down where the server suffers. What is left empty is as in the spec.</p>
    ${shards.length > 1 &&
    html`<label>Shard<select value=${shard} onChange=${(e) => choose(e.target.value)}>
      <option value="">all</option>
      ${going.map((s) => html`<option key=${s.shard} value=${s.shard}>${s.shard}</option>`)}
    </select></label>`}
    <label>Ranges in flight, 1 to ${MOST_RANGES}
      <input type="number" inputmode="numeric" min="1" max=${MOST_RANGES} value=${ranges} onInput=${(e) => setRanges(e.target.value)} /></label>
    <label>Chunk target in milliseconds
      <input type="number" inputmode="numeric" min="1" max="3600000" value=${chunk} onInput=${(e) => setChunk(e.target.value)} /></label>
    <p class="says" role="status">${ready ? `${where}: ${says}.` : "These can't be worked by."}</p>
  <//>`;
}
