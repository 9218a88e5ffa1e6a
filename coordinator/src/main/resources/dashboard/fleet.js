// The first page: everything at a glance.
import { html, useEffect } from "./vendor/htm-preact.js";
import { Bar, Empty, Panel, Phase, Sign, healthName } from "./parts.js";
import { Workers } from "./workers.js";
import { ahead, compact, count, duration, millis, number, percent, phase } from "./format.js";

const ORDER = ["FAILED", "ATTENTION", "WAITING", "WORKING", "ENDED"];
const ENGINES = { postgresql: "PostgreSQL", mysql: "MySQL" };

export const engineName = (shard) =>
  `${ENGINES[shard.engine] ?? shard.engine}${shard.version ? ` ${shard.version.split(/[ -]/)[0]}` : ""}`;

const link = (name) => `#/migrations/${encodeURIComponent(name)}`;

function Tally({ shards }) {
  const counts = ORDER.map((health) => [health, shards.filter((s) => s.health === health).length]);
  return html`<ul class="tally">
    ${counts
      .filter(([, n]) => n > 0)
      .map(([health, n]) => html`<li key=${health}><${Sign} health=${health} /> ${number(n)} ${healthName(health)}</li>`)}
  </ul>`;
}

function Tile({ shard }) {
  const moves = shard.health !== "ENDED";
  const others = shard.migrations.length - 1;
  return html`<li>
    <a class="tile ${shard.health.toLowerCase()}" href=${link(shard.migration)}>
      <span class="tile-top"><${Sign} health=${shard.health} /><b>${shard.shard}</b><span class="soft">${engineName(shard)}</span></span>
      <span class="tile-phase">${phase(shard.phase)}<span>${percent(shard.percent)}</span></span>
      <${Bar} value=${shard.percent} label=${`${shard.shard}, rows filled and checked`} health=${shard.health} />
      <span class="tile-figures">
        ${moves
          ? html`<span>${compact(shard.rowsPerSecond)} rows/s</span><span>lag ${millis(shard.lagMillis)}</span>
              <span>${count(shard.rangesInFlight, "range")} in flight</span>`
          : html`<span>${shard.migration}</span>`}
      </span>
      ${shard.sentence && moves ? html`<span class="tile-sentence">${shard.sentence}</span>` : null}
      ${others > 0 ? html`<span class="tile-sentence">and ${count(others, "other migration")} here</span>` : null}
    </a>
  </li>`;
}

function Migrations({ migrations }) {
  return html`<div class="scroll"><table class="cards">
    <thead><tr>
      <th scope="col">Migration</th><th scope="col">Column</th><th scope="col">Phase</th>
      <th scope="col">Filled and checked</th><th scope="col" class="n">Rows/s</th><th scope="col" class="n">Done in about</th>
    </tr></thead>
    <tbody>
      ${migrations.map(
        (m) => html`<tr key=${m.migration}>
          <th scope="row"><a href=${link(m.migration)}>${m.migration}</a></th>
          <td data-label="Column"><span><span class="soft">${m.table}</span> ${m.columns.join(", ")}</span></td>
          <td data-label="Phase"><${Phase} name=${m.phase} health=${m.health} /></td>
          <td data-label="Done"><span class="with-bar"><${Bar} value=${m.percent} label=${`${m.migration}, rows filled and checked`} health=${m.health} />${percent(m.percent)}</span></td>
          <td data-label="Rows/s" class="n">${m.ended ? "" : compact(m.rowsPerSecond)}</td>
          <td data-label="Done in about" class="n">${
            m.secondsLeft == null || m.ended ? "" : html`${duration(m.secondsLeft)} <small class="soft">${ahead(m.secondsLeft)}</small>`
          }</td>
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

export function FleetPage({ data }) {
  useEffect(() => {
    document.title = "Infill";
  }, []);
  if (!data) {
    return html`<p class="loading" role="status">Asking the coordinator…</p>`;
  }
  const shards = [...data.shards].sort(
    (a, b) => ORDER.indexOf(a.health) - ORDER.indexOf(b.health) || a.shard.localeCompare(b.shard),
  );
  return html`
    <h1 class="sr">Fleet</h1>
    <${Panel} title="Fleet" id="fleet" aside=${shards.length > 0 && html`<${Tally} shards=${shards} />`}>
      ${shards.length === 0
        ? html`<${Empty}>There is no migration yet. Begin one with <code>infill submit spec.yaml --fleet fleet.yaml</code>.<//>`
        : html`<ul class="tiles">${shards.map((s, i) => html`<${Tile} key=${`${s.shard} ${i}`} shard=${s} />`)}</ul>`}
    <//>
    ${data.migrations.length > 0 && html`<${Panel} title="Migrations" id="migrations"><${Migrations} migrations=${data.migrations} /><//>`}
    <${Panel} title="Workers" id="workers"><${Workers} workers=${data.workers} /><//>
  `;
}
