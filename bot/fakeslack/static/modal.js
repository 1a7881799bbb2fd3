// The app's forms: what was typed into them, and how they are sent. The workspace keeps what was sent before.

import { blocks } from "./blocks.js";
import { frame } from "./dialog.js";
import { h } from "./dom.js";
import { acted, act, busily, complain } from "./server.js";
import { redraw, store } from "./store.js";

const drafts = new Map(); // by view: {values: {block id: value}, answered: block ids changed since the complaint}

function draftOf(view) {
  if (!drafts.has(view.id)) drafts.set(view.id, { values: {}, answered: new Set() });
  return drafts.get(view.id);
}

/** Return what an element of a view holds, in the form in which it is given back. */
export function held(view, block, element) {
  const entry = view.values[block.block_id]?.[element.action_id] ?? {};
  const [key] = Object.keys(entry).filter((name) => name !== "type");
  const value = entry[key] ?? null;
  if (key === "selected_option") return value?.value ?? null;
  if (key === "selected_options") return (value ?? []).map((option) => option.value);
  return value;
}

/** Return a view as a surface for its elements (see elements.js). */
export function surfaceOf(view) {
  return {
    name: view.id,
    value: (block, element) => {
      const { values } = draftOf(view);
      return block.block_id in values && block.type === "input" ? values[block.block_id] : held(view, block, element);
    },
    act: (block, element, value) => (block.type === "input" ? type(view, block, element, value) : click(view, block, element, value)),
    settled: (block, element) => block.dispatch_action && tell(view, block, element),
  };
}

function type(view, block, element, value) {
  const draft = draftOf(view);
  draft.values[block.block_id] = value === "" ? null : value;
  draft.answered.add(block.block_id);
  redraw();
  if (block.dispatch_action && !element.type.endsWith("_input")) tell(view, block, element);
}

async function tell(view, block, element) {
  const value = draftOf(view).values[block.block_id];
  const answer = await act("fill", { view_id: view.id, block_id: block.block_id, action_id: element.action_id, value });
  if (answer.ok && answer.error) complain(answer.error);
}

async function click(view, block, element, value) {
  for (const [block_id, typed] of Object.entries(draftOf(view).values)) {
    const typedIn = view.blocks.find((one) => one.block_id === block_id);
    if (typedIn) await act("fill", { view_id: view.id, block_id, action_id: typedIn.element.action_id, value: typed }, { quiet: true });
  }
  const name = `${view.id}-${block.block_id}-${element.action_id}`;
  const body = { view_id: view.id, block_id: block.block_id, action_id: element.action_id, value: value ?? null };
  const answer = await busily(name, "click", body);
  if (answer.ok && answer.error) complain(answer.error);
  else if (answer.ok) acted(`click ${element.action_id}`);
}

async function submit(view) {
  const draft = draftOf(view);
  const there = new Set(view.blocks.map((block) => block.block_id));
  const values = Object.fromEntries(Object.entries(draft.values).filter(([id]) => there.has(id)));
  draft.answered = new Set();
  const answer = await busily(`submit-${view.id}`, "submit", { view_id: view.id, values });
  if (answer.ok && !answer.problem && !Object.keys(answer.errors).length) acted(`submit ${view.callback_id}`);
  else queueMicrotask(() => document.querySelector(".modal [aria-invalid=true]")?.focus());
}

function closeView(view) {
  drafts.delete(view.id);
  return act("close_view", { view_id: view.id });
}

/** Draw the form that is open. */
export function modal() {
  const view = store.state.view;
  if (!view) return null;
  const draft = draftOf(view);
  const errors = Object.fromEntries(Object.entries(view.errors).filter(([id]) => !draft.answered.has(id)));
  const busy = store.busy.has(`submit-${view.id}`);
  const close = () => closeView(view);
  const send = (event) => {
    event.preventDefault();
    if (view.submit && !busy) submit(view);
  };
  const keydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
  };
  return frame({
    key: `modal-${view.id}`,
    className: "dialog modal",
    title: view.title,
    close,
    focus: (node) => node.querySelector(".dialog-body :is(input, textarea, [role=combobox])")?.focus(),
    children: h(
      "form",
      { class: "modal-form", novalidate: true, on: { submit: send, keydown } },
      h("div", { class: "dialog-body", tabindex: "-1" }, blocks(surfaceOf(view), view.blocks, { errors })),
      h("div", { class: "modal-problem", role: "alert" }, view.problem),
      h(
        "div",
        { class: "dialog-foot" },
        view.depth > 1 && h("span", { class: "modal-depth" }, `Form ${view.depth} of a stack`),
        h("button", { class: "button", type: "button", on: { click: close } }, view.close ?? (view.depth > 1 ? "Back" : view.submit ? "Cancel" : "Close")),
        view.submit && h("button", { class: "button button-primary", type: "submit", "aria-busy": busy ? "true" : null }, busy && h("span", { class: "spinner", "aria-hidden": "true" }), view.submit),
      ),
    ),
  });
}
