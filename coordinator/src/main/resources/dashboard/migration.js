// The page of one migration.
import { html, useEffect, useState } from "./vendor/htm-preact.js";
import { get, migrationPath } from "./api.js";
import { Actions } from "./actions.js";
import { Curve } from "./curve.js";
import { Events } from "./events.js";
import { engineName } from "./fleet.js";
import { KeyMaps } from "./keymap.js";
import { Findings, Notices } from "./notices.js";
import { Pace } from "./pace.js";
import { Bar, Figure, Panel, Phase } from "./parts.js";
import { Phases } from "./phases.js";
import { Report } from "./report.js";
import { keepsToWindows, Windows } from "./windows.js";
import { Workers } from "./workers.js";
import { ahead, compact, count, duration, millis, number, percent } from "./format.js";

const WORST = ["FAILED", "ATTENTION", "WAITING", "WORKING", "ENDED"];
const sum = (list) => list.reduce((a, b) => a + b, 0);

/** The curves, asked for when the page opens and every few seconds while it goes on. */
function useHistory(name, going, tokens) {
  const [history, setHistory] = useState(null);
  useEffect(() => {
    let ended = false;
    let timer = 0;
    const tick = async () => {
      try {
        const answer = await get(migrationPath(name, "/history"));
        if (!ended) {
          setHistory(answer);
        }
      } catch {
        // The line in the head of the page says that the connection is lost.
      }
      if (!ended && going) {
        timer = setTimeout(tick, 2000);
      }
    };
    tick();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [name, going, tokens]);
  return history;
}

function Figures({ m }) {
  const walks = m.shards.map((s) => s.progress).filter(Boolean);
  const left = Math.max(...walks.map((p) => p.secondsLeft ?? -1));
  const rows = sum(walks.map((p) => p.rows));
  const of = sum(walks.map((p) => p.ofRows));
  const counted = sum(m.shards.map((s) => s.report.rowsCounted));
  const what = walks[0]?.what === "check" ? "checked" : "filled";
  return html`<dl class="figures">
    <${Figure} label="Filled and checked" value=${percent(m.percent)}
      note=${walks.length > 0 ? `${compact(rows)} of about ${compact(of)} rows ${what}` : counted > 0 ? `${number(counted)} rows counted` : ""} />
    <${Figure} label="Speed" value=${m.ended ? "–" : compact(sum(walks.map((p) => p.rowsPerSecond)))} note="rows a second" />
    <${Figure} label=${`${what === "checked" ? "Check" : "Fill"} done in about`} value=${left >= 0 ? duration(left) : "–"} note=${left >= 0 ? `at ${ahead(left)}, ${keepsToWindows(m.shards) ? "in its windows" : "at this rate"}` : ""} />
    <${Figure} label="Change lag" value=${m.ended ? "–" : millis(Math.max(...m.shards.map((s) => s.changes.lagMillis)))} note="from commit to dual-write" />
    <${Figure} label="Application writes" value=${compact(sum(m.shards.map((s) => s.changes.applied)))}
      note=${`${compact(sum(m.shards.map((s) => s.changes.dualWritten)))} dual-written`} />
    <${Figure} label="With workers" value=${sum(walks.map((p) => p.rangesOut))} note=${`ranges, ${sum(walks.map((p) => p.rangesReady))} wait`} />
  </dl>`;
}

function Head({ m, name }) {
  const health = WORST.find((h) => m.shards.some((s) => s.health === h));
  return html`<div class="head">
    <nav aria-label="Breadcrumb"><a href="#/">Fleet</a> <span aria-hidden="true">/</span></nav>
    <div class="head-line">
      <h1>${m.migration}</h1><${Phase} name=${m.phase} health=${health} />
      <${Actions} name=${name} possible=${m.actions} shards=${m.shards} />
    </div>
    <p class="soft"><b>${m.columns.join(", ")}</b> on ${m.table}, ${m.shards.length === 1 ? `${m.shards[0].shard} (${engineName(m.shards[0])})` : count(m.shards.length, "shard")}</p>
    <${Bar} value=${m.percent} label="Rows filled and checked" health=${health} />
  </div>`;
}

function Filling({ shards }) {
  const told = [...new Set(shards.map((s) => s.filling).filter(Boolean))];
  return told.map((text) => html`<p key=${text} class="soft small">${text}</p>`);
}

export function MigrationPage({ name, data, tokens }) {
  const m = data?.migration;
  const history = useHistory(name, m ? !m.ended : true, tokens);
  const title = m ? `${m.ended ? m.phase : percent(m.percent)} ${name} · Infill` : `${name} · Infill`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (!data) {
    return html`<p class="loading" role="status">Asking the coordinator…</p>`;
  }
  if (!m) {
    return html`<h1>${name}</h1><p>There is no migration of that name. <a href="#/">See all.</a></p>`;
  }
  const several = m.shards.length > 1;
  return html`
    <${Head} m=${m} name=${name} />
    <${Notices} shards=${m.shards} />
    <${Figures} m=${m} />
    <${Panel} title="Phases" id="phases" wide=${true}><${Phases} shards=${m.shards} /><//>
    ${keepsToWindows(m.shards) && html`<${Panel} title="Windows" id="windows" wide=${true}><${Windows} shards=${m.shards} /><//>`}
    <div class="columns">
      <div>
        <${Panel} title="Key space" id="keys"><${KeyMaps} maps=${data.maps} /><${Filling} shards=${m.shards} /><//>
        <${Panel} title="Over time" id="curves">
          <${Curve} history=${history} of="rowsPerSecond" label="Rows a second" kind="rows" show=${compact} />
          <${Curve} history=${history} of="lagMillis" label="Change lag" kind="lag" show=${millis} />
        <//>
        <${Panel} title="Workers" id="workers"><${Workers} workers=${data.workers} /><//>
        ${!several && html`<${Panel} title="Findings" id="findings"><${Findings} shards=${m.shards} /><//>`}
      </div>
      <div>
        <${Panel} title="Pace" id="pace"><${Pace} shards=${m.shards} /><//>
        ${!several && html`<${Panel} title="Reconcile report" id="report"><${Report} shards=${m.shards} /><//>`}
        ${several && html`<${Panel} title="Findings" id="findings"><${Findings} shards=${m.shards} /><//>`}
      </div>
    </div>
    ${several && html`<${Panel} title="Reconcile report" id="report" wide=${true}><${Report} shards=${m.shards} /><//>`}
    <${Panel} title="Events" id="events" wide=${true}><${Events} name=${name} several=${several} tokens=${tokens} /><//>
  `;
}
