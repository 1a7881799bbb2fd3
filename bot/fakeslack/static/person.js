// Who is at the keyboard, and the menu to be somebody else.

import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icon.js";
import { listen } from "./live.js";
import { close, popup } from "./popup.js";
import { openPlace } from "./route.js";
import { loadState } from "./server.js";
import { HOME, set, store } from "./store.js";

const KEPT = "muster.person";

/** Return who it was the last time in this tab, or nobody. */
export function remembered() {
  return sessionStorage.getItem(KEPT) ?? "";
}

/** Be this person (nobody: the first one in the workspace), in the open place if they can see it. */
export async function become(name, { place = store.place, jump = "", thread = "" } = {}) {
  set({ me: name, channel: null, messages: [], thread: "", popup: "", editing: "", unread: "" });
  await loadState();
  sessionStorage.setItem(KEPT, store.me);
  listen();
  await openPlace(known(place), { jump, thread, push: false });
}

function known(place) {
  const { channels } = store.state;
  if (place === HOME || channels.some((one) => one.id === place)) return place;
  const first = channels.find((one) => one.is_member && one.kind.endsWith("channel"));
  return first?.id ?? HOME;
}

/** Draw the menu of people. */
export function personMenu() {
  const { me, people } = store.state;
  const all = people.filter((one) => !one.is_bot && !one.deleted);
  return popup("person", {
    trigger: { class: "person", title: "Switch to somebody else" },
    shows: [
      h("span", { class: "visually-hidden" }, "You are "),
      avatar(me, { size: "small" }),
      h("span", { class: "person-said" }, h("span", { class: "person-name" }, me.real_name), " ", h("span", { class: "person-title" }, said(me))),
      icon("chevron"),
      h("span", { class: "visually-hidden" }, " Switch to somebody else"),
    ],
    content: (id) => h("div", { class: "rows", role: "menu", id, "aria-label": "Be somebody else" }, h("div", { class: "rows-title", role: "presentation" }, "Be somebody else"), all.map(row)),
  });
}

function said(one) {
  return one.title || (one.is_guest ? "Guest" : `@${one.name}`);
}

function row(one) {
  const isMe = one.id === store.state.me.id;
  const click = () => {
    close();
    if (!isMe) become(one.name);
  };
  return h(
    "button",
    { class: "row", role: "menuitemradio", type: "button", tabindex: "-1", key: one.id, "aria-checked": String(isMe), on: { click } },
    avatar(one, { size: "small" }),
    h("span", { class: "row-said" }, h("span", { class: "row-label" }, one.real_name), h("span", { class: "row-description" }, `${said(one)} · ${one.tz}`)),
    isMe && icon("check"),
  );
}
