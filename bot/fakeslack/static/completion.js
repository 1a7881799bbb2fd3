// What could come next while one types: commands and their verbs, people, groups and channels.

import { h } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { redraw, store } from "./store.js";

const MOST = 8;
const states = new Map(); // by box: {at: the row in front, over: no rows until the next letter}

/** Return what a box needs to complete words: attributes, keys and the list itself. */
export function completion(name, { words, channel, thread, replace }) {
  const state = states.get(name) ?? { at: 0, over: true };
  states.set(name, state);
  const found = state.over ? [] : candidates(words, { channel, thread });
  state.at = Math.min(state.at, Math.max(0, found.length - 1));
  const id = `completion-${name}`;
  const take = (row) => {
    Object.assign(state, { at: 0, over: !row.goesOn, moved: false });
    replace(row.text);
  };
  const end = () => {
    if (state.over) return;
    state.over = true;
    redraw();
  };
  return {
    again: () => Object.assign(state, { at: 0, over: false, moved: false }),
    end,
    keydown: (event) => found.length > 0 && keydown(event, { state, found, take, end, words }),
    attributes: {
      "aria-autocomplete": "list",
      "aria-controls": found.length ? id : null,
      "aria-activedescendant": found.length ? `${id}-${state.at}` : null,
    },
    list: found.length > 0 && h(
      "div",
      { class: "completion", role: "listbox", id, "aria-label": "What could come next" },
      found.map((row, at) => h(
        "div",
        {
          class: at === state.at ? "row row-active" : "row", role: "option", id: `${id}-${at}`, key: row.text, "aria-selected": String(at === state.at),
          on: { pointerdown: (event) => (event.preventDefault(), take(row)) },
        },
        h("span", { class: "completion-label" }, row.label),
        h("span", { class: "row-description" }, mrkdwn(row.description)),
      )),
    ),
  };
}

function keydown(event, { state, found, take, end, words }) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    state.at = (state.at + step + found.length) % found.length;
    state.moved = true;
    redraw();
  } else if (event.key === "Tab" && !event.shiftKey) take(found[state.at]);
  else if (event.key === "Enter" && !isWhole(found, words, state)) take(found[state.at]);
  else if (event.key === "Escape") end();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/** Is what was typed whole already, so that Enter sends it? A row that was gone to with the arrows is wanted. */
function isWhole(found, words, state) {
  return !state.moved && (words.endsWith(" ") || found.some((row) => row.text.trim() === words.trim()));
}

function candidates(words, { channel, thread }) {
  const [, before, sign, part] = words.match(/^([\s\S]*?(?:^|\s))([@#])([\w.-]*)$/) ?? [];
  if (!sign) return words.startsWith("/") && !thread ? commands(words).slice(0, MOST) : [];
  return (sign === "@" ? people(channel) : channels())
    .filter((one) => `${one.name} ${one.description}`.toLowerCase().includes(part.toLowerCase()))
    .slice(0, MOST)
    .map((one) => ({ text: `${before}${sign}${one.name} `, label: `${sign}${one.name}`, description: one.description }));
}

function commands(words) {
  const typed = words.toLowerCase();
  if (!typed.includes(" ")) {
    return store.state.commands
      .filter((one) => one.command.startsWith(typed))
      .map((one) => ({ text: `${one.command} `, label: one.command, description: one.description, goesOn: true }));
  }
  return store.state.completions
    .filter((one) => `${one.text} `.startsWith(typed) && one.text.split(" ").length <= typed.split(" ").length)
    .map((one) => ({ text: `${one.text} `, label: one.example || one.text, description: one.description }));
}

function people(channel) {
  const here = new Set(channel?.members);
  const all = store.state.people.filter((one) => !one.deleted).map((one) => ({ name: one.name, description: one.real_name, here: here.has(one.id) }));
  const groups = store.state.groups.map((one) => ({ name: one.handle, description: `${one.name || "group"} · ${one.members.length} people`, here: true }));
  return [...all, ...groups].sort((a, b) => Number(b.here) - Number(a.here) || a.name.localeCompare(b.name));
}

function channels() {
  return store.state.channels.filter((one) => one.kind === "public_channel").map((one) => ({ name: one.name, description: one.topic }));
}
