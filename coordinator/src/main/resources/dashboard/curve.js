// A curve over time: drawn by hand, since that is all the page needs of a chart.
import { html, useState } from "./vendor/htm-preact.js";
import { Empty } from "./parts.js";
import { time } from "./format.js";

const WIDTH = 600;
const HEIGHT = 150;

/** The least of 1, 2, 5, 10, 20, ... that is not less than the value. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value);
}

/** Pieces without gaps: a gap is where nobody watched for several steps. */
function pieces(points, gap) {
  const all = [];
  for (const point of points) {
    const last = all.at(-1)?.at(-1);
    if (last && point.t - last.t <= gap) {
      all.at(-1).push(point);
    } else {
      all.push([point]);
    }
  }
  return all;
}

export function Curve({ history, of, label, show, kind }) {
  const [near, setNear] = useState(null);
  if (!history || history.points.length < 2) {
    return html`<${Empty}>The curve begins when there are two looks to draw.<//>`;
  }
  const points = history.points.map((p) => ({ t: Date.parse(p.at), v: p[of] }));
  const from = points[0].t;
  const to = Math.max(points.at(-1).t, from + 60_000);
  const top = nice(Math.max(...points.map((p) => p.v)));
  const x = (p) => (WIDTH * (p.t - from)) / (to - from);
  const y = (p) => HEIGHT - (HEIGHT * p.v) / top;
  const draw = (piece) => piece.map((p, i) => `${i ? "L" : "M"}${x(p).toFixed(1)} ${y(p).toFixed(1)}`).join("");
  const drawn = pieces(points, history.stepSeconds * 8000);
  const last = points.at(-1);
  const told = near ?? last;
  const find = (e) => {
    const box = e.currentTarget.getBoundingClientRect();
    const t = from + ((to - from) * (e.clientX - box.left)) / box.width;
    setNear(points.reduce((a, b) => (Math.abs(b.t - t) < Math.abs(a.t - t) ? b : a)));
  };
  return html`<figure class="curve ${kind}">
    <figcaption><span>${label}</span><b>${show(told.v)}</b><span class="soft">${near ? time(near.t) : "now"}</span></figcaption>
    <div class="plot" onPointerMove=${find} onPointerLeave=${() => setNear(null)}>
      <span class="top-tick">${show(top)}</span>
      <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${`${label}: ${show(last.v)} now, at most ${show(Math.max(...points.map((p) => p.v)))}`}>
        <path class="grid" d=${[0, 0.5, 1].map((f) => `M0 ${HEIGHT * f}H${WIDTH}`).join("")} />
        ${drawn.map(
          (piece, i) => html`<path key=${`a${i}`} class="area" d=${`${draw(piece)}L${x(piece.at(-1)).toFixed(1)} ${HEIGHT}L${x(piece[0]).toFixed(1)} ${HEIGHT}Z`} />
            <path key=${`l${i}`} class="line" d=${draw(piece)} />`,
        )}
        ${near && html`<path class="cursor" d=${`M${x(near)} 0V${HEIGHT}`} />`}
      </svg>
    </div>
    <div class="times soft"><span>${time(from)}</span><span>${time(to)}</span></div>
  </figure>`;
}
