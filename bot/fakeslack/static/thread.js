// A thread beside its channel: the first message, the replies and a box of its own.

import { titleOf } from "./channel.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icon.js";
import { list } from "./messages.js";
import { closeThread } from "./route.js";
import { store } from "./store.js";

/** Draw the thread that is open. */
export function thread() {
  const { channel, messages, thread: ts } = store;
  if (!ts || !channel) return null;
  const shown = messages.filter((one) => one.ts === ts || (one.thread_ts === ts && one.is_reply));
  const canReply = channel.is_member && !channel.archived && shown.some((one) => one.ts === ts);
  const keydown = (event) => event.key === "Escape" && !event.defaultPrevented && closeThread();
  return h(
    "aside",
    { class: "thread", key: ts, "aria-label": "Thread", mounted: (node) => (node.querySelector("textarea") ?? node.querySelector("button")).focus(), on: { keydown } },
    h(
      "header",
      { class: "channel-head" },
      h("div", { class: "channel-title" }, h("h2", null, "Thread"), h("p", { class: "topic" }, titleOf(channel))),
      h("button", { class: "icon-button", type: "button", "aria-label": "Close thread", on: { click: closeThread } }, icon("close")),
    ),
    shown.length ? list("thread", shown, { label: "Messages in the thread" }) : h("p", { class: "beginning" }, "This thread is gone."),
    canReply && composer(channel, { thread: ts, label: "Reply…" }),
  );
}
