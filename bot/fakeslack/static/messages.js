// The messages of a channel or a thread: days, the line above what is new, and where to scroll.

import { h } from "./dom.js";
import { message, msOf } from "./message.js";
import { set, store } from "./store.js";
import { dayTitle, isoDay } from "./zone.js";

const TOGETHER_MS = 5 * 60_000;
const NEAR_PX = 120;

/** Draw a list of messages. `name` is "channel" or "thread"; `unread`: the time stamp after which all is new. */
export function list(name, messages, { label, top = null, unread = "" }) {
  const drawn = [];
  const front = messages.some((one) => one.ts === store.front) ? store.front : messages.at(-1)?.ts;
  let before = null;
  let told = !unread;
  for (const one of messages) {
    const newDay = !before || isoDay(msOf(before.ts)) !== isoDay(msOf(one.ts));
    if (newDay && name === "channel") drawn.push(h("li", { class: "day", key: `day-${one.ts}` }, h("span", null, dayTitle(msOf(one.ts)))));
    const isNew = !told && one.ts > unread && one.user !== store.state.me.id;
    if (isNew) drawn.push(h("li", { class: "new-line", key: "new-line" }, h("span", null, "New")));
    told ||= isNew;
    drawn.push(message(one, { head: newDay || isNew || !together(before, one), inThread: name === "thread", front: one.ts === front }));
    before = one;
  }
  return h(
    "div",
    { class: `scroll scroll-${name}`, key: `scroll-${name}-${store.place}-${store.thread && name === "thread" ? store.thread : ""}`, redrawn: scroll, on: { scroll: (event) => remember(event.target) } },
    top,
    h("ol", { class: "messages", "aria-label": label, on: { focusin: bringToFront } }, drawn),
  );
}

function bringToFront(event) {
  const ts = event.target.closest(".message")?.dataset.ts;
  if (ts && ts !== store.front) set({ front: ts });
}

function together(before, one) {
  const plain = (other) => !other.system && !other.ephemeral && !other.pinned && !(other.is_reply && other.in_channel);
  return before.user === one.user && before.username === one.username && plain(before) && plain(one) && msOf(one.ts) - msOf(before.ts) < TOGETHER_MS;
}

function remember(node) {
  node.atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
}

/** Follow what comes in while the reader is at the end; go to the message that a link leads to. */
function scroll(node) {
  const target = store.jump && node.querySelector(`[data-ts="${store.jump}"]`);
  if (target) {
    if (node.jumped !== store.jump) target.scrollIntoView({ block: "center" });
    node.jumped = store.jump;
    node.atEnd = false;
    target.addEventListener("animationend", () => set({ jump: "" }), { once: true });
  } else if ((node.atEnd ?? true) && node.seen !== sizeOf(node)) {
    node.scrollTop = node.scrollHeight;
  }
  node.seen = sizeOf(node); // while nothing has grown the reader is not moved: a click would miss
}

function sizeOf(node) {
  return `${node.scrollHeight} ${node.clientHeight}`;
}
