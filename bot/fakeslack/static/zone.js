// Moments in the time zone of the person who reads them.

import { now, store } from "./store.js";

const formats = new Map();

function format(options) {
  const zone = store.state.me.tz;
  const name = JSON.stringify([zone, options]);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(name);
}

function parts(ms) {
  const found = format({
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(ms);
  return Object.fromEntries(found.map((part) => [part.type, part.value]));
}

/** Return 14:05. */
export function clock(ms) {
  const { hour, minute } = parts(ms);
  return `${hour}:${minute}`;
}

/** Return 14:05:09. */
export function clockWithSeconds(ms) {
  return `${clock(ms)}:${parts(ms).second}`;
}

/** Return 2026-11-21. */
export function isoDay(ms) {
  const { year, month, day } = parts(ms);
  return `${year}-${month}-${day}`;
}

/** Return Saturday, 21 November 2026. */
export function longDay(ms) {
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(ms);
}

/** Return Today, Yesterday or the day in full. */
export function dayTitle(ms) {
  return near(ms, { capital: true }) ?? longDay(ms);
}

function near(ms, { capital }) {
  const away = Math.round((Date.parse(isoDay(ms)) - Date.parse(isoDay(now()))) / 86_400_000);
  const word = { 0: "today", "-1": "yesterday", 1: "tomorrow" }[away];
  return word && capital ? word[0].toUpperCase() + word.slice(1) : word;
}

/** Return the moment in full, with the zone, for who points at a time. */
export function inFull(ms) {
  return `${longDay(ms)}, ${clockWithSeconds(ms)} (${store.state.me.tz})`;
}

/** Return in 5 minutes, or 2 hours ago. */
export function ago(ms) {
  const minutes = Math.round(Math.abs(ms - now()) / 60_000);
  if (!minutes) return ms > now() ? "in a moment" : "just now";
  const hours = Math.round(minutes / 60);
  const [many, unit] = minutes < 60 ? [minutes, "minute"] : hours < 24 ? [hours, "hour"] : [Math.round(hours / 24), "day"];
  const words = `${many} ${unit}${many === 1 ? "" : "s"}`;
  return ms > now() ? `in ${words}` : `${words} ago`;
}

const english = (ms, options) => new Intl.DateTimeFormat("en-US", { timeZone: store.state.me.tz, ...options }).format(ms);
const short = (ms) => english(ms, { month: "short", day: "numeric", year: "numeric" });
const middle = (ms) => english(ms, { month: "long", day: "numeric", year: "numeric" });
const long = (ms) => english(ms, { weekday: "long", month: "long", day: "numeric", year: "numeric" });
const pretty = (plain) => (ms) => near(ms, { capital: false }) ?? plain(ms);

// The tokens of Slack's date notation (docs.slack.dev, messaging/formatting-message-text).
const TOKENS = {
  date_num: isoDay,
  date_slash: (ms) => english(ms, { month: "2-digit", day: "2-digit", year: "numeric" }),
  date: middle,
  date_pretty: pretty(middle),
  date_short: short,
  date_short_pretty: pretty(short),
  date_long: long,
  date_long_pretty: pretty(long),
  date_long_full: long,
  day_divider_pretty: pretty(long),
  time: clock,
  time_secs: clockWithSeconds,
  ago,
};

/** Return a date as its notation (`{date_short_pretty} {time}`) asks for; unknown tokens stay as they are. */
export function byNotation(ms, notation) {
  return notation.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(ms) ?? token);
}

/** Return the milliseconds of a wall clock's time (2026-11-21, 14:05) in the reader's zone. */
export function fromWall(day, time) {
  const wanted = Date.parse(`${day}T${time}Z`);
  let ms = wanted;
  for (let turn = 0; turn < 2; turn += 1) {
    const shown = Date.parse(`${isoDay(ms)}T${clock(ms)}Z`);
    ms += wanted - shown;
  }
  return ms;
}
