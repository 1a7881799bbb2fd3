// Where one types: messages, replies, and commands with the completion of their words.

import { completion } from "./completion.js";
import { h } from "./dom.js";
import { PICKED, character } from "./emoji.js";
import { icon } from "./icon.js";
import { popup } from "./popup.js";
import { choice } from "./reactions.js";
import { act, acted, complain } from "./server.js";
import { redraw, set, store } from "./store.js";
import { toast } from "./toast.js";

const drafts = new Map();
const broadcast = new Set();

let offered = ""; // the channel whose box has been given words and still lacks the focus

/** Put words into the box of the open channel, for the person to send; it may still have to be drawn. */
export function offer(words) {
  offered = store.channel.id;
  drafts.set(offered, words);
  redraw();
}

function takeOffer(box) {
  offered = "";
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  box.dispatchEvent(new Event("input"));
}

/** Draw the box of a channel, or of a thread in it. */
export function composer(channel, { thread = "", label }) {
  const name = thread ? `${channel.id}-${thread}` : channel.id;
  const words = drafts.get(name) ?? "";
  const complete = completion(name, { words, channel, thread, replace: (text) => change(name, text) });
  const send = (event) => {
    event.preventDefault();
    deliver(channel, { name, thread });
  };
  return h(
    "form",
    { class: `composer ${thread ? "composer-thread" : "composer-channel"}`, key: `composer-${name}`, on: { submit: send } },
    complete.list,
    h("textarea", {
      rows: "1", placeholder: label, "aria-label": label, value: words, ...complete.attributes,
      redrawn: (box) => {
        grow(box);
        if (offered === name) takeOffer(box);
      },
      on: {
        input: (event) => {
          complete.again();
          change(name, event.target.value);
        },
        keydown: (event) => {
          if (complete.keydown(event)) return;
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
        },
        blur: () => complete.end(),
      },
    }),
    h(
      "div",
      { class: "composer-tools" },
      !thread && h("label", { class: "icon-button", title: "Share a file" }, h("input", { type: "file", class: "visually-hidden", "aria-label": "Share a file", on: { change: (event) => upload(event, channel) } }), icon("paperclip")),
      popup(`emoji-${name}`, {
        trigger: { class: "icon-button", "aria-label": "Emoji", title: "Emoji" },
        shows: icon("smile"),
        content: (id) => h("div", { class: "picker", role: "menu", id, "aria-label": "Emoji" }, PICKED.map((one) => choice(one, () => change(name, `${drafts.get(name) ?? ""}${character(one)} `)))),
      }),
      !thread && h("button", { class: "icon-button", type: "button", "aria-label": "Commands", title: "Commands", on: { click: () => offer("/") } }, icon("bolt")),
      thread && h("label", { class: "box box-small" }, h("input", { type: "checkbox", checked: broadcast.has(name), on: { change: (event) => (event.target.checked ? broadcast.add(name) : broadcast.delete(name)) } }), `Also send to #${channel.name}`),
      h("span", { class: "composer-gap" }),
      h("button", { class: "send", type: "submit", "aria-label": "Send", title: "Send", disabled: !words.trim() }, icon("send")),
    ),
  );
}

function change(name, words) {
  drafts.set(name, words);
  redraw();
}

function grow(node) {
  node.style.height = "auto";
  node.style.height = `${Math.min(node.scrollHeight, 240)}px`;
}

let sending = Promise.resolve(); // one after the other, in the order in which they were typed

function deliver(channel, { name, thread }) {
  const words = (drafts.get(name) ?? "").trim();
  if (!words) return;
  if (words.startsWith("/") && thread) {
    toast("Slack knows no commands in threads: use the box of the channel.", { kind: "problem" });
    return;
  }
  if (words.startsWith("/") && !isKnown(words)) return;
  change(name, "");
  const send = words.startsWith("/") ? command : post;
  sending = sending.then(() => send(channel, { name, words, thread }));
}

function isKnown(words) {
  const [verb] = words.split(/\s/, 1);
  const known = store.state.commands.map((one) => one.command);
  if (!known.length || known.includes(verb)) return true;
  toast(`${verb} is not a command here. There is ${known.join(", ")}.`, { kind: "problem" });
  return false;
}

async function post(channel, { name, words, thread }) {
  const answer = await act("post", { channel: channel.id, text: words, thread_ts: thread || null, broadcast: broadcast.has(name) });
  if (!answer.ok) return giveBack(name, words);
  broadcast.delete(name);
  return acted("post");
}

async function command(channel, { name, words }) {
  const answer = await act("command", { channel: channel.id, text: words });
  if (!answer.ok) return giveBack(name, words);
  if (answer.error) return complain(answer.error, words.split(/\s/, 1)[0]);
  return acted(`command ${words}`);
}

/** What could not be sent stands in the box again, unless something else was typed meanwhile. */
function giveBack(name, words) {
  if (!drafts.get(name)) change(name, words);
}

async function upload(event, channel) {
  const [file] = event.target.files;
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  event.target.value = "";
  await act("upload", { channel: channel.id, name: file.name, content });
}

/** Draw the box in which a message is changed. */
export function editor(message) {
  const save = async (event) => {
    event.preventDefault();
    const text = event.currentTarget.closest("form").querySelector("textarea").value.trim();
    if (!text) return;
    const answer = await act("edit", { channel: message.channel, ts: message.ts, text });
    if (answer.ok) set({ editing: "" });
  };
  const keydown = (event) => {
    if (event.key === "Escape") set({ editing: "" });
    if (event.key === "Enter" && !event.shiftKey) save(event);
  };
  const mounted = (node) => {
    node.value = message.plain;
    node.focus();
  };
  return h(
    "form",
    { class: "editor", key: "editor", on: { submit: save } },
    h("textarea", { class: "field", rows: "2", "aria-label": "Edit message", mounted, on: { keydown } }),
    h("button", { class: "button", type: "button", on: { click: () => set({ editing: "" }) } }, "Cancel"),
    h("button", { class: "button button-primary", type: "submit" }, "Save"),
  );
}
