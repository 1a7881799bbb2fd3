// Windows over the page: a question, a file, a list. The app's own forms are in modal.js.

import { h } from "./dom.js";
import { icon } from "./icon.js";
import { set, store } from "./store.js";

/** Ask "sure?" and return what the person said. */
export function ask({ title, text, yes, no, danger = false }) {
  return new Promise((resolve) => set({ popup: "", dialog: { title, body: () => h("div", { class: "words" }, text), yes, no, danger, resolve } }));
}

/** Show a window; `body` is a function that draws what is in it. */
export function show({ title, body, wide = false }) {
  set({ popup: "", dialog: { title, body, wide } });
}

/** Close what is shown. */
export function closeDialog(answer = false) {
  const { dialog } = store;
  set({ dialog: null });
  dialog?.resolve?.(answer);
}

/** Draw the window that is open. */
export function dialog() {
  const one = store.dialog;
  if (!one) return null;
  return frame({
    key: "dialog",
    className: one.wide ? "dialog dialog-wide" : "dialog",
    title: one.title,
    close: () => closeDialog(),
    alert: Boolean(one.resolve),
    focus: (node) => node.querySelector("[autofocus], .preview-text, .dialog-body button")?.focus(),
    children: [
      h("div", { class: "dialog-body" }, one.body()),
      one.resolve && h(
        "div",
        { class: "dialog-foot" },
        h("button", { class: "button", type: "button", on: { click: () => closeDialog(false) } }, one.no),
        h("button", { class: one.danger ? "button button-danger" : "button button-primary", type: "button", autofocus: true, on: { click: () => closeDialog(true) } }, one.yes),
      ),
    ],
  });
}

/** Draw the frame that every window shares: the browser keeps focus inside, Escape closes it. */
export function frame({ key, className, title, close, children, alert = false, focus = null }) {
  return h(
    "dialog",
    {
      key,
      class: className,
      role: alert ? "alertdialog" : "dialog",
      "aria-labelledby": `${key}-title`,
      mounted: (node) => {
        node.showModal();
        focus?.(node);
      },
      removed: (node) => node.close(),
      on: {
        cancel: (event) => {
          event.preventDefault();
          close();
        },
      },
    },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: `${key}-title` }, title),
      h("button", { class: "icon-button", type: "button", "aria-label": "Close", on: { click: close } }, icon("close")),
    ),
    children,
  );
}
