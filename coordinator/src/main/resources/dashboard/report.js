// The reconcile report: what was counted, and what came out.
import { html } from "./vendor/htm-preact.js";
import { number, time } from "./format.js";

const ROWS = [
  ["Rows counted", (r) => number(r.rowsCounted)],
  ["Right at the first look", (r) => number(r.rowsEqual)],
  ["Settled at a later look", (r) => number(r.rowsSettled)],
  ["Counted and not right", (r) => number(r.mismatches)],
  ["Written by the fill", (r) => number(r.rowsFilled)],
  ["Dual-written", (r) => number(r.rowsDualWritten)],
  ["Filled by the application", (r) => number(r.rowsByApplication)],
  ["Own writes seen again", (r) => number(r.ownWritesSeen)],
  ["Repaired", (r) => number(r.rowsRepaired)],
  ["Captures begun anew", (r) => number(r.captureRestarts)],
  ["Bridge trigger kept", (r) => (r.bridgeKept ? "yes" : "no")],
  ["Digest", (r) => html`<code>${r.digest}</code>`],
  ["Begun", (r) => time(r.begun)],
  ["Ended", (r) => (r.ended ? time(r.ended) : "not yet")],
];

const checked = (shard) => shard.report.rowsCounted > 0;

function Verdict({ shards }) {
  const wrong = shards.reduce((sum, s) => sum + s.report.mismatches, 0);
  const rows = shards.reduce((sum, s) => sum + s.report.rowsCounted, 0);
  const walks = shards.some((s) => s.progress?.what === "check");
  if (!shards.every(checked)) {
    return html`<p class="soft">The rows are not counted yet; the figures so far are below.</p>`;
  }
  if (walks) {
    return html`<p class="soft">The count is under way: ${number(rows)} rows so far.</p>`;
  }
  return wrong === 0
    ? html`<p class="verdict good"><b>${number(rows)} rows counted, their values recomputed, and all found right.</b></p>`
    : html`<p class="verdict bad"><b>${number(wrong)} of ${number(rows)} rows are not right yet.</b></p>`;
}

export function Report({ shards }) {
  return html`<${Verdict} shards=${shards} />
    <div class="scroll"><table class="report">
      ${shards.length > 1 &&
      html`<thead><tr><td></td>${shards.map((s) => html`<th scope="col" class="n" key=${s.shard}>${s.shard}</th>`)}</tr></thead>`}
      <tbody>
        ${ROWS.map(
          ([label, value]) => html`<tr key=${label}><th scope="row">${label}</th>
            ${shards.map((s) => html`<td class="n" key=${s.shard}>${value(s.report)}</td>`)}</tr>`,
        )}
      </tbody>
    </table></div>`;
}
