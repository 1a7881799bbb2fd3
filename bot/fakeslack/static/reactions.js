// Reactions below a message, and the little picker.

import { h } from "./dom.js";
import { character, PICKED } from "./emoji.js";
import { icon } from "./icon.js";
import { close, popup } from "./popup.js";
import { acted, act } from "./server.js";
import { person, store } from "./store.js";

const words = (name) => name.replaceAll("_", " ");

/** Add one's reaction to a message, or take it back. */
export async function react(message, name) {
  const mine = message.reactions.find((one) => one.name === name)?.users.includes(store.state.me.id);
  const what = mine ? "unreact" : "react";
  const answer = await act(what, { channel: message.channel, ts: message.ts, name });
  if (answer.ok) acted(`${what} ${name}`);
}

/** Draw the reactions of a message. */
export function reactions(message) {
  if (!message.reactions.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((one) => pill(message, one)));
}

function pill(message, { name, users }) {
  const mine = users.includes(store.state.me.id);
  const who = users.map((id) => (id === store.state.me.id ? "you" : person(id).real_name)).join(", ");
  return h(
    "button",
    {
      class: mine ? "reaction reaction-mine" : "reaction", type: "button", key: name, title: `${who} reacted with :${name}:`,
      "aria-pressed": String(mine), "aria-label": `${words(name)}, ${users.length}: ${who}`, on: { click: () => react(message, name) },
    },
    h("span", { class: "emoji" }, character(name) ?? `:${name}:`),
    h("span", null, String(users.length)),
  );
}

/** Draw the button that opens the picker. */
export function picker(message, name) {
  return popup(`react-${name}`, {
    trigger: { class: "icon-button", "aria-label": "Add a reaction", title: "Add a reaction" },
    shows: icon("smile"),
    content: (id) => h("div", { class: "picker", role: "menu", id, "aria-label": "Reactions" }, PICKED.map((one) => choice(one, () => react(message, one)))),
  });
}

/** Draw one emoji to choose. */
export function choice(name, run) {
  const click = () => {
    close();
    run();
  };
  return h("button", { class: "picker-one emoji", role: "menuitem", type: "button", tabindex: "-1", title: `:${name}:`, "aria-label": words(name), on: { click } }, character(name));
}
