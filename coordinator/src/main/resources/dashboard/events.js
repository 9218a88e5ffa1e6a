// What happened, the newest first: pages into the past, and what comes meanwhile on top.
import { html, useEffect, useState } from "./vendor/htm-preact.js";
import { get, migrationPath } from "./api.js";
import { Empty } from "./parts.js";
import { time } from "./format.js";

const PAGE = 30;
const MOST = 600;
const EVERY = 3000;

const path = (name, query) =>
  migrationPath(name, `/events?${new URLSearchParams(query)}`);

/** The pages that were asked for, and a way to ask for the next older one. */
function useEvents(name, all, tokens) {
  const [lines, setLines] = useState([]);
  const [next, setNext] = useState(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let ended = false;
    let newest = null;
    let timer = 0;
    const begin = async () => {
      const page = await get(path(name, { limit: PAGE, all }));
      if (!ended) {
        setLines(page.events);
        setNext(page.next ?? null);
        newest = page.events[0]?.position ?? -1;
      }
    };
    const more = async () => {
      const page = await get(path(name, { order: "oldest", from: newest + 1, limit: 200, all }));
      if (!ended) {
        newest = page.next - 1;
        setLines((old) => [...page.events.reverse(), ...old].slice(0, MOST));
      }
    };
    const tick = async () => {
      try {
        await (newest === null ? begin() : more());
        setProblem("");
      } catch (e) {
        setProblem(e.message);
      }
      if (!ended) {
        timer = setTimeout(tick, EVERY);
      }
    };
    setLines([]);
    tick();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [name, all, tokens]);
  const older = async () => {
    try {
      const page = await get(path(name, { from: next, limit: PAGE, all }));
      setLines((old) => [...old, ...page.events].slice(-MOST));
      setNext(page.next ?? null);
    } catch (e) {
      setProblem(e.message);
    }
  };
  return { lines, next, problem, older };
}

export function Events({ name, several, tokens }) {
  const [all, setAll] = useState(false);
  const { lines, next, problem, older } = useEvents(name, all, tokens);
  return html`
    <label class="check"><input type="checkbox" checked=${all} onChange=${(e) => setAll(e.target.checked)} /> each chunk and range too</label>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${lines.length === 0 && !problem ? html`<${Empty}>Nothing to tell yet.<//>` : null}
    <ol class="events">
      ${lines.map(
        (line) => html`<li key=${line.position} class=${line.level.toLowerCase()}>
          <time datetime=${line.at}>${time(line.at)}</time>
          ${several && html`<span class="shard">${line.shard}</span>`}
          <span class="text">${line.level === "WARNING" || line.level === "ERROR" ? html`<b>${line.level.toLowerCase()}: </b>` : null}${line.sentence}
            <span class="soft type" title=${`told by ${line.source}`}>${line.type}</span></span>
        </li>`,
      )}
    </ol>
    ${next != null && html`<button class="quiet" onClick=${older}>Older events</button>`}
  `;
}
