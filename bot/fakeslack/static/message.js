// One message: who, when, what, and what can be done with it.

import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { menu } from "./choices.js";
import { editor } from "./composer.js";
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { fileCard } from "./files.js";
import { icon } from "./icon.js";
import { mrkdwn } from "./mrkdwn.js";
import { picker, react, reactions } from "./reactions.js";
import { openLink, openPerson, openThread } from "./route.js";
import { act, acted, busily, complain } from "./server.js";
import { person, set, store } from "./store.js";
import { ago, clock, inFull } from "./zone.js";

export const msOf = (ts) => Number(ts) * 1000;

/** Draw a message.
 *
 * `head`: with name and face, or as the continuation of the one before; `inThread`: where; `front`: whether the
 * Tab key stops at it (the arrow keys go to the others).
 */
export function message(one, { head, inThread = false, front = false }) {
  const author = person(one.user);
  const tabindex = front ? "0" : "-1";
  if (one.system) return systemLine(one, author, tabindex);
  const name = one.username ?? author.real_name;
  const at = msOf(one.ts);
  const time = h("a", { class: "time", href: `/archives/${one.channel}/p${one.ts.replace(".", "")}`, title: inFull(at), on: { click: (event) => openLink(event, event.currentTarget.href) } }, h("time", { datetime: new Date(at).toISOString() }, clock(at)));
  const kinds = [head ? "" : "message-more", one.ephemeral ? "message-ephemeral" : "", one.pinned ? "message-pinned" : "", store.jump === one.ts ? "message-target" : ""];
  return h(
    "li",
    { class: `message ${kinds.join(" ")}`, key: one.ts, tabindex, "data-ts": one.ts, "aria-label": `${name}, ${clock(at)}`, on: { keydown: (event) => shortcut(event, one, inThread) } },
    marks(one, inThread),
    h("div", { class: "message-side" }, head ? avatar(author) : time),
    h(
      "div",
      { class: "message-main" },
      head && h("div", { class: "message-head" }, nameOf(author, name), author.is_bot && h("span", { class: "tag" }, "APP"), time),
      body(one),
      one.files.length > 0 && h("div", { class: "files" }, one.files.map(fileCard)),
      reactions(one),
      !inThread && one.reply_count > 0 && replies(one),
    ),
    !one.ephemeral && tools(one, inThread),
  );
}

function nameOf(author, name) {
  return h("button", { class: "author", type: "button", on: { click: () => openPerson(author.id) } }, name);
}

function systemLine(one, author, tabindex) {
  const words = one.text.replace(new RegExp(`^<@${one.user}> `), "");
  return h(
    "li",
    { class: "message message-system", key: one.ts, tabindex, "data-ts": one.ts, on: { keydown: (event) => shortcut(event, one, true) } },
    h("div", { class: "message-side" }, icon("system")),
    h("div", { class: "message-main" }, h("b", null, author.real_name), " ", mrkdwn(words), " ", h("span", { class: "time" }, clock(msOf(one.ts)))),
  );
}

function marks(one, inThread) {
  const lines = [];
  if (one.ephemeral) lines.push(h("div", { class: "message-mark" }, icon("lock"), "Only visible to you · ", h("button", { class: "link", type: "button", on: { click: () => act("delete", { channel: one.channel, ts: one.ts }) } }, "Dismiss")));
  if (one.pinned) lines.push(h("div", { class: "message-mark mark-pinned" }, icon("pin"), "Pinned"));
  if (one.is_reply && !inThread) lines.push(h("div", { class: "message-mark" }, icon("reply"), "replied to a thread: ", h("button", { class: "link", type: "button", on: { click: () => openThread(one.thread_ts) } }, rootWords(one))));
  if (one.is_reply && inThread && one.in_channel) lines.push(h("div", { class: "message-mark" }, icon("hash"), "Also sent to the channel"));
  return lines;
}

function rootWords(one) {
  const root = store.messages.find((other) => other.ts === one.thread_ts);
  const words = root?.plain.split("\n")[0] ?? "the thread";
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

function body(one) {
  if (store.editing === one.ts) return editor(one);
  const surface = surfaceOf(one);
  const edited = one.edited && h("span", { class: "edited" }, " (edited)");
  const main = one.blocks.length ? blocks(surface, one.blocks) : h("div", { class: "words" }, mrkdwn(one.text), edited);
  return [main, one.blocks.length > 0 && edited, one.attachments.map((attachment) => attached(surface, attachment))];
}

function attached(surface, attachment) {
  return h("div", { class: "attachment" }, attachment.blocks ? blocks(surface, attachment.blocks) : mrkdwn(attachment.text ?? attachment.fallback ?? ""));
}

function surfaceOf(one) {
  return {
    name: `${one.channel}-${one.ts}`,
    value: (block, element) => initial(element),
    act: (block, element, value) => click(one, block, element, value),
  };
}

function initial(element) {
  const options = element.initial_options?.map((option) => option.value);
  return options ?? element.initial_option?.value ?? element.initial_user ?? element.initial_users ?? element.initial_date_time ?? element.initial_date ?? null;
}

async function click(one, block, element, value) {
  const name = `${one.channel}-${one.ts}-${block.block_id}-${element.action_id}`;
  const body = { channel: one.channel, ts: one.ts, drawing: one.drawing, block_id: block.block_id, action_id: element.action_id, value: value ?? null };
  const answer = await busily(name, "click", body);
  if (answer.ok && answer.error) complain(answer.error);
  else if (answer.ok) acted(`click ${element.action_id} ${typeof value === "string" ? value : ""}`.trim());
}

function replies(one) {
  const all = store.messages.filter((other) => other.thread_ts === one.ts && other.is_reply);
  const faces = [...new Set(all.map((other) => other.user))].slice(0, 4).map((id) => avatar(person(id), { size: "small" }));
  const last = all.length ? `Last reply ${ago(msOf(all[all.length - 1].ts))}` : "";
  return h(
    "button",
    { class: "replies", type: "button", on: { click: () => openThread(one.ts) } },
    faces,
    h("b", null, `${one.reply_count} ${one.reply_count === 1 ? "reply" : "replies"}`),
    h("span", { class: "replies-last" }, last),
  );
}

function tools(one, inThread) {
  const name = `${inThread ? "thread" : "channel"}-${one.ts}`;
  return h(
    "div",
    { class: "tools", role: "group", "aria-label": "What to do with this message" },
    picker(one, name),
    !inThread && h("button", { class: "icon-button", type: "button", "aria-label": "Reply in thread", title: "Reply in thread", on: { click: () => openThread(one.is_reply ? one.thread_ts : one.ts) } }, icon("reply")),
    menu(`more-${name}`, { trigger: { class: "icon-button", "aria-label": "More actions", title: "More actions" }, shows: icon("more"), rows: rows(one), label: "More actions" }),
  );
}

function rows(one) {
  const place = { channel: one.channel, ts: one.ts };
  const shortcuts = store.state.shortcuts
    .filter((shortcut) => shortcut.type === "message")
    .map((shortcut) => ({ label: shortcut.name, description: shortcut.description, run: () => run(shortcut, place) }));
  const pinning = { label: one.pinned ? "Unpin from channel" : "Pin to channel", run: () => act(one.pinned ? "unpin" : "pin", place) };
  const copy = { label: "Copy link", run: () => navigator.clipboard?.writeText(`${location.origin}/archives/${one.channel}/p${one.ts.replace(".", "")}`) };
  const mine = one.user === store.state.me.id ? [
    { label: "Edit message", run: () => set({ editing: one.ts }) },
    { label: "Delete message…", danger: true, run: () => remove(place) },
  ] : [];
  return [...shortcuts, pinning, copy, ...mine];
}

async function run(shortcut, place) {
  const answer = await act("message_shortcut", { ...place, callback_id: shortcut.callback_id });
  if (answer.ok && answer.error) complain(answer.error);
  else if (answer.ok) acted(`shortcut ${shortcut.callback_id}`);
}

async function remove(place) {
  if (await ask({ title: "Delete message", text: "Delete this message for everybody?", yes: "Delete", no: "Keep", danger: true })) act("delete", place);
}

/** Keys on a message that has the focus: the same as the buttons beside it. */
function shortcut(event, one, inThread) {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (next) {
    let node = event.currentTarget[next];
    while (node && !node.matches(".message")) node = node[next];
    node?.focus();
  } else if (event.key === "t" && !one.ephemeral && !inThread) openThread(one.is_reply ? one.thread_ts : one.ts);
  else if (event.key === "p" && !one.ephemeral && !one.system) react(one, "pushpin");
  else if (event.key === "e" && one.user === store.state.me.id) set({ editing: one.ts });
  else return;
  event.preventDefault();
}
