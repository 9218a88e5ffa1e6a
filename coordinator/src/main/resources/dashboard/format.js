// Numbers and times for people.
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const minute = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

export const number = (n) => whole.format(n);
export const compact = (n) => (n < 10000 ? whole.format(n) : short.format(n));
export const percent = (p) => (p >= 100 ? "100%" : `${(Math.floor(p * 10) / 10).toFixed(1)}%`);
export const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** 0.4 s, 12 s, 3 min 5 s, 2 h 10 min, 3 d 4 h. */
export function duration(seconds) {
  if (seconds < 9.95) {
    return `${seconds < 0.05 ? 0 : seconds.toFixed(1)} s`;
  }
  const s = Math.round(seconds);
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3600) {
    return parts(s, 60, "min", "s");
  }
  return s < 86400 ? parts(Math.round(s / 60), 60, "h", "min") : parts(Math.round(s / 3600), 24, "d", "h");
}

function parts(total, base, big, small) {
  const rest = total % base;
  return `${Math.floor(total / base)} ${big}${rest ? ` ${rest} ${small}` : ""}`;
}

export const millis = (ms) => (ms < 1000 ? `${ms} ms` : duration(ms / 1000));

/** The time of day; with the day where it isn't today's. */
export function time(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/** When something will be that is so far away, to the minute. */
export function ahead(seconds) {
  const date = new Date(Date.now() + seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  return today ? minute.format(date) : `${day.format(date)}, ${minute.format(date)}`;
}

/** The day of the week. */
export const shortDay = (at) => weekday.format(new Date(at));

/** AwaitingWriters -> Awaiting writers. */
export const phase = (name) =>
  name.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
