// Asks the coordinator. The token is kept in the tab and travels in a header only: never in an address.
const KEY = "infill-token";
const SILENCE = 15_000;
let token = sessionStorage.getItem(KEY) ?? "";
let wanted = () => {};

export class Problem extends Error {
  constructor(status, detail, items) {
    super(detail);
    this.status = status;
    this.items = items;
  }
}

/** Calls back when a token is needed, or another one. */
export function onTokenWanted(call) {
  wanted = call;
}

export function setToken(text) {
  token = text;
  sessionStorage.setItem(KEY, text);
}

export const hasToken = () => token !== "";

function headers(more = {}) {
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

async function checked(response) {
  if (response.ok) {
    return response;
  }
  if (response.status === 401) {
    wanted();
  }
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Something else than a coordinator answered, a proxy perhaps; its status says what there is to say.
  }
  throw new Problem(
    response.status,
    problem.detail ?? `the coordinator answers ${response.status}`,
    problem.problems ?? [],
  );
}

export async function get(path) {
  return (await checked(await fetch(path, { headers: headers() }))).json();
}

/** Sends a body as JSON, where there is one. */
export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: headers({ "Content-Type": "application/json" }),
    body: body && JSON.stringify(body),
  });
  return (await checked(response)).json();
}

export const migrationPath = (name, rest = "") =>
  `v1/migrations/${encodeURIComponent(name)}${rest}`;

/**
 * Follows the stream until the returned function is called, and begins anew when it breaks.
 * EventSource can't send a header, so the stream is read by hand.
 */
export function follow(migration, onMessage, onState) {
  const path = migration ? `v1/stream?migration=${encodeURIComponent(migration)}` : "v1/stream";
  const ended = new AbortController();
  let wait = 500;
  const run = async () => {
    while (!ended.signal.aborted) {
      // A message comes each second; a connection that has died in silence never says so.
      const silent = new AbortController();
      let timer = setTimeout(() => silent.abort(), SILENCE);
      try {
        const signal = AbortSignal.any([ended.signal, silent.signal]);
        const response = await checked(await fetch(path, { headers: headers(), signal }));
        wait = 500;
        await read(response.body, (message) => {
          clearTimeout(timer);
          timer = setTimeout(() => silent.abort(), SILENCE);
          onState("live");
          onMessage(message);
        });
      } catch (e) {
        if (ended.signal.aborted) {
          return;
        }
        if (e.status === 401) {
          onState("token");
          return;
        }
      } finally {
        clearTimeout(timer);
      }
      onState("lost");
      await new Promise((done) => setTimeout(done, wait));
      wait = Math.min(wait * 2, 8000);
    }
  };
  run();
  return () => ended.abort();
}

async function read(body, onMessage) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block
        .split("\n")
        .filter((line) => line.startsWith("data: "))
        .map((line) => line.slice(6))
        .join("\n");
      if (data) {
        onMessage(JSON.parse(data));
      }
    }
  }
}
