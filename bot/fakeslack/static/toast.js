// Short notices that go away by themselves; a screen reader hears them too.

import { h } from "./dom.js";
import { icon } from "./icon.js";
import { redraw, set, store } from "./store.js";

const STAYS_MS = { plain: 6_000, problem: 12_000 };
let last = 0;

/** Show a sentence for a while; a plain one takes the place of the plain one before. */
export function toast(text, { kind = "plain" } = {}) {
  const one = { id: (last += 1), text, kind };
  const others = store.toasts.filter((other) => other.text !== text && other.kind !== "plain");
  set({ toasts: [...others, one] });
  setTimeout(() => dismiss(one.id), STAYS_MS[kind]);
}

function dismiss(id) {
  store.toasts = store.toasts.filter((one) => one.id !== id);
  redraw();
}

/** Draw the notices. */
export function toasts() {
  return h(
    "div",
    { class: "toasts", role: "status", "aria-live": "polite", "aria-label": "Notices" },
    store.toasts.map((one) =>
      h(
        "div",
        { class: `toast toast-${one.kind}`, key: one.id },
        h("span", null, one.text),
        h("button", { class: "icon-button", "aria-label": "Dismiss", on: { click: () => dismiss(one.id) } }, icon("close")),
      ),
    ),
  );
}
