// The list of places: the app, channels, direct messages; what is unread in them, and who calls.

import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icon.js";
import { openPerson, openPlace } from "./route.js";
import { HOME, set, store } from "./store.js";

/** Bring the list in front, where there is no room for it beside the channel. */
export function openSidebar() {
  set({ sidebar: true });
  queueMicrotask(() => (document.querySelector(".sidebar [aria-current=page]") ?? document.querySelector(".sidebar .place"))?.focus());
}

function keydown(event) {
  if (event.key === "Escape" && store.sidebar) set({ sidebar: false });
}

/** Draw the list of places. */
export function sidebar() {
  const { channels, bot, people, team } = store.state;
  const named = channels.filter((one) => one.kind.endsWith("channel"));
  const mine = named.filter((one) => one.is_member && !one.archived);
  const others = named.filter((one) => !one.is_member && !one.archived);
  const archived = named.filter((one) => one.archived);
  const known = people.filter((one) => !one.deleted && !one.is_bot && one.id !== store.state.me.id);
  return h(
    "nav",
    { class: "sidebar", "aria-label": "Channels and messages", on: { keydown } },
    h("div", { class: "sidebar-team" }, h("span", { class: "team-mark", "aria-hidden": "true" }, team.name[0]), team.name),
    h(
      "div",
      { class: "sidebar-scroll", tabindex: "-1" },
      group("Apps", [app(bot)]),
      group("Channels", mine.map(channelRow)),
      group("More channels", others.map(channelRow)),
      group("Direct messages", known.map(directRow)),
      group("Archived", archived.map(channelRow)),
    ),
  );
}

function group(title, rows) {
  if (!rows.length) return null;
  return h("section", { class: "sidebar-group", key: title }, h("h2", null, title), h("ul", null, rows));
}

function app(bot) {
  const direct = store.state.channels.find((one) => one.with === bot.id);
  return place({ id: HOME, shows: avatar(bot, { size: "small" }), name: bot.real_name, unread: direct?.unread ?? 0, mentions: direct?.mentions ?? 0, open: () => openPlace(HOME) });
}

function channelRow(channel) {
  const isPrivate = channel.kind === "private_channel";
  const className = channel.is_member && !channel.archived ? "" : "place-faint";
  const kind = isPrivate ? "private channel" : "channel";
  return place({ ...channel, className, kind, shows: icon(isPrivate ? "lock" : "hash"), open: () => openPlace(channel.id) });
}

function directRow(other) {
  const direct = store.state.channels.find((one) => one.with === other.id);
  return place({
    id: direct?.id ?? other.id, name: other.real_name, unread: direct?.unread ?? 0, mentions: direct?.mentions ?? 0,
    shows: avatar(other, { size: "small" }), open: () => openPerson(other.id), tag: other.is_guest ? "guest" : "",
  });
}

function place({ id, name, unread, mentions, shows, open, kind = "", className = "", tag = "" }) {
  const isOpen = store.place === id;
  const told = [unread ? `, ${unread} unread` : "", mentions ? `, ${mentions} for you` : ""].join("");
  return h(
    "li",
    { key: id },
    h(
      "button",
      { class: `place ${isOpen ? "place-open" : ""} ${unread ? "place-unread" : ""} ${className}`, type: "button", "aria-current": isOpen ? "page" : null, "data-place": name, on: { click: open } },
      shows,
      h("span", { class: "place-name" }, name),
      tag && h("span", { class: "tag" }, tag),
      h("span", { class: "visually-hidden" }, `${kind && ` ${kind}`}${told}`),
      mentions > 0 && h("span", { class: "badge", "aria-hidden": "true" }, String(mentions)),
    ),
  );
}
