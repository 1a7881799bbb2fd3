// The open channel: its name and topic, what is pinned and bookmarked, its messages and the box to type in.

import { avatar } from "./avatar.js";
import { menu, select } from "./choices.js";
import { composer } from "./composer.js";
import { closeDialog, show } from "./dialog.js";
import { h } from "./dom.js";
import { character } from "./emoji.js";
import { icon } from "./icon.js";
import { list } from "./messages.js";
import { msOf } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { popup } from "./popup.js";
import { openLink, openPerson, openPlace, ownAddress } from "./route.js";
import { act } from "./server.js";
import { openSidebar } from "./sidebar.js";
import { person, store } from "./store.js";
import { clock } from "./zone.js";

const DIRECT = new Set(["im", "mpim"]);

/** Draw the channel that is open. */
export function channelView() {
  const { channel } = store;
  if (!channel) return h("main", { class: "main", id: "main", "aria-busy": "true", "aria-label": "Loading" });
  const title = titleOf(channel);
  const shown = store.messages.filter((one) => one.in_channel);
  return h(
    "main",
    { class: "main", id: "main", key: channel.id, "aria-label": title },
    header(channel, title),
    bars(channel),
    list("channel", shown, { label: `Messages in ${title}`, top: beginning(channel, title), unread: store.unread }),
    foot(channel, title),
  );
}

/** Return how a channel is called. */
export function titleOf(channel) {
  if (channel.kind === "im") return person(channel.with).real_name;
  if (channel.kind === "mpim") return channel.members.filter((id) => id !== store.state.me.id).map((id) => person(id).real_name).join(", ");
  return `#${channel.name}`;
}

function header(channel, title) {
  const direct = DIRECT.has(channel.kind);
  const sign = direct ? avatar(person(channel.with ?? store.state.me.id), { size: "small" }) : icon(channel.kind === "private_channel" ? "lock" : "hash");
  return h(
    "header",
    { class: "channel-head" },
    h("button", { class: "icon-button phone-only", type: "button", "aria-label": "All channels", on: { click: openSidebar } }, icon("menu")),
    h(
      "div",
      { class: "channel-title" },
      h("h1", null, sign, h("span", null, direct ? title : channel.name), channel.kind === "private_channel" && h("span", { class: "visually-hidden" }, "private")),
      h("p", { class: "topic" }, direct ? person(channel.with ?? "").title || null : mrkdwn(channel.topic || channel.purpose || "")),
    ),
    !direct && members(channel),
    !direct && channelMenu(channel),
  );
}

function channelMenu(channel) {
  const name = channel.id;
  const rows = channel.archived
    ? [{ label: "Unarchive channel", run: () => act("unarchive", { channel: name }) }]
    : [
        channel.is_member ? { label: "Leave channel", run: () => act("leave", { channel: name }) } : { label: "Join channel", run: () => act("join", { channel: name }) },
        { label: "Archive channel", danger: true, disabled: !channel.is_member, run: () => act("archive", { channel: name }) },
      ];
  return menu("channel-menu", { trigger: { class: "icon-button", "aria-label": "Channel actions", title: "Channel actions" }, shows: icon("more"), rows, label: "Channel actions" });
}

function members(channel) {
  const many = channel.members.length;
  const open = () => show({ title: `People in #${channel.name}`, body: () => peopleIn(channel.id) });
  return h(
    "button",
    { class: "members", type: "button", on: { click: open } },
    h("span", { class: "faces", "aria-hidden": "true" }, channel.members.slice(0, 3).map((id) => avatar(person(id), { size: "small" }))),
    String(many),
    h("span", { class: "visually-hidden" }, " people in this channel"),
  );
}

function peopleIn(id) {
  const channel = store.state.channels.find((one) => one.id === id);
  if (!channel) return null;
  const missing = store.state.people.filter((one) => !one.deleted && !channel.members.includes(one.id));
  const rows = missing.map((one) => ({ label: one.real_name, description: `@${one.name}`, value: one.id }));
  return [
    channel.is_member && !channel.archived && rows.length > 0 && select("add-person", { label: "Add somebody", placeholder: "Add somebody…", rows, chosen: [], search: "Search people", pick: (row) => act("invite", { channel: id, user: row.value }) }),
    h("ul", { class: "people" }, channel.members.map((member) => memberRow(person(member), channel))),
  ];
}

function memberRow(one, channel) {
  const open = () => {
    closeDialog();
    openPerson(one.id);
  };
  return h(
    "li",
    { key: one.id },
    h("button", { class: "row", type: "button", on: { click: open } }, avatar(one, { size: "small" }), h("span", { class: "row-said" }, h("span", { class: "row-label" }, one.real_name), h("span", { class: "row-description" }, `@${one.name}${one.title ? ` · ${one.title}` : ""}`))),
    channel.is_member && one.id !== store.state.me.id && h("button", { class: "link", type: "button", on: { click: () => act("remove", { channel: channel.id, user: one.id }) } }, "Remove"),
  );
}

function bars(channel) {
  if (!channel.pins.length && !channel.bookmarks.length) return null;
  return h("div", { class: "bars", role: "group", "aria-label": "Pinned and bookmarked" }, channel.pins.length > 0 && pins(channel), channel.bookmarks.map(bookmark));
}

function pins(channel) {
  const many = channel.pins.length;
  const found = store.messages.filter((one) => channel.pins.includes(one.ts));
  return popup("pins", {
    trigger: { class: "bar" },
    shows: [icon("pin"), `${many} pinned`],
    content: (id) => h("div", { class: "rows rows-pins", role: "menu", id, "aria-label": "Pinned messages" }, found.map(pinned)),
  });
}

function pinned(one) {
  const [first, ...rest] = one.plain.split("\n");
  const open = () => openPlace(one.channel, { jump: one.ts });
  return h(
    "button",
    { class: "row", role: "menuitem", type: "button", tabindex: "-1", key: one.ts, on: { click: open } },
    h("span", { class: "row-said" }, h("span", { class: "row-label" }, `${person(one.user).real_name}, ${clock(msOf(one.ts))}`), h("span", { class: "row-description" }, first, rest.length ? " …" : "")),
  );
}

function bookmark(one) {
  const shows = [one.emoji ? character(one.emoji.replaceAll(":", "")) : icon("bookmark"), one.title];
  if (ownAddress(one.link)) return h("a", { class: "bar", key: one.id, href: one.link, on: { click: (event) => openLink(event, one.link) } }, shows);
  return h("a", { class: "bar", key: one.id, href: one.link, target: "_blank", rel: "noopener noreferrer" }, shows);
}

function beginning(channel, title) {
  if (DIRECT.has(channel.kind)) return h("div", { class: "beginning" }, h("p", null, "This is the beginning of your messages with ", h("b", null, title), "."));
  const kind = channel.kind === "private_channel" ? "This is a private channel: only its members see it." : "This is a public channel.";
  return h("div", { class: "beginning" }, h("p", { class: "beginning-title" }, title), h("p", null, kind));
}

function foot(channel, title) {
  if (channel.archived) return h("div", { class: "bar-foot" }, `${title} is archived.`);
  if (!channel.is_member) {
    return h("div", { class: "bar-foot" }, h("span", null, "You are looking at ", h("b", null, title), "."), h("button", { class: "button button-primary", type: "button", on: { click: () => act("join", { channel: channel.id }) } }, "Join channel"));
  }
  return composer(channel, { label: `Message ${title}` });
}
