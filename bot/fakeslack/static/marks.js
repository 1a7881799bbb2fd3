// Slack's marks in angle brackets (`<@U1>`, `<#C1>`, `<!date^…>`, `<https://…|label>`) as elements.

import { h } from "./dom.js";
import { openLink, openPerson, openPlace, ownAddress } from "./route.js";
import { channel, person, store } from "./store.js";
import { byNotation, inFull } from "./zone.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Return text with Slack's three entities as characters. */
export function unescaped(text) {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

/** Draw the inside of one pair of angle brackets. */
export function mark(inside) {
  const cut = inside.indexOf("|");
  const target = cut < 0 ? inside : inside.slice(0, cut);
  const label = cut < 0 ? "" : unescaped(inside.slice(cut + 1));
  if (target.startsWith("@")) return personMark(target.slice(1));
  if (target.startsWith("#")) return channelMark(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMark(target.slice(9), label);
  if (target.startsWith("!date^")) return dateMark(target.slice(6), label);
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, `@${target.slice(1)}`);
  return linkMark(unescaped(target), label);
}

/** Draw the mention of a person. */
export function personMark(id) {
  const one = person(id);
  const kind = id === store.state.me.id ? "mention mention-me" : "mention";
  return h("button", { class: kind, type: "button", on: { click: () => openPerson(id) } }, `@${one.name}`);
}

/** Draw the mention of a channel; one that cannot be seen is named, not linked. */
export function channelMark(id, label = "") {
  const found = channel(id);
  if (!found) return h("span", { class: "mention" }, label ? `#${label}` : "private channel");
  const sign = found.kind === "private_channel" ? "🔒" : "#";
  return h("button", { class: "mention", type: "button", on: { click: () => openPlace(id) } }, `${sign}${found.name}`);
}

/** Draw the mention of a user group. */
export function groupMark(id, label = "") {
  const group = store.state.groups.find((one) => one.id === id);
  const mine = group?.members.includes(store.state.me.id);
  const name = group ? `@${group.handle}` : label || id;
  return h("span", { class: mine ? "mention mention-me" : "mention", title: group?.name }, name);
}

/** Draw a date in the reader's zone; `target` is `seconds^notation` and perhaps `^link`. */
export function dateMark(target, fallback) {
  const [seconds, notation = "", link] = target.split("^");
  const ms = Number(seconds) * 1000;
  if (!Number.isFinite(ms)) return fallback;
  const time = h("time", { datetime: new Date(ms).toISOString(), title: inFull(ms) }, byNotation(ms, notation));
  return link ? linkMark(unescaped(link), time) : time;
}

/** Draw a link; those to messages of this workspace open in the page. */
export function linkMark(url, label = "") {
  const scheme = url.split(":", 1)[0].toLowerCase();
  if (!["http", "https", "mailto", "tel"].includes(scheme)) return h("span", null, label || url);
  const shown = label || url.replace(/^mailto:|^tel:/, "");
  if (ownAddress(url)) return h("a", { href: url, on: { click: (event) => openLink(event, url) } }, shown);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, shown);
}
