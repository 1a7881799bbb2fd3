// Everything that can be clicked or chosen in a message, a form or the app's home.

import { h } from "./dom.js";
import { menu, select } from "./choices.js";
import { ask } from "./dialog.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icon.js";
import { text } from "./mrkdwn.js";
import { store } from "./store.js";
import { fromWall, clock, isoDay } from "./zone.js";

/** What an element stands on.
 *
 * @typedef {object} Surface
 * @property {string} name of the message or view, unique in the page
 * @property {(block: object, element: object, value?: unknown) => unknown} act tells the app
 * @property {(block: object, element: object) => unknown} value what is chosen now
 * @property {(block: object, element: object) => unknown} [settled] tells that typing into a field has ended
 */

/** Draw one element. `names` are attributes that name it: labelledby, describedby, invalid, required. */
export function element(surface, block, one, names = {}) {
  const drawn = ELEMENTS[one.type];
  if (!drawn) return h("span", { class: "not-drawn" }, `(${one.type} cannot be shown here)`);
  return drawn(surface, block, one, names);
}

const nameOf = (surface, block, one) => `${surface.name}-${block.block_id}-${one.action_id}`;

async function confirmed(one, run) {
  if (!one.confirm || (await ask({
    title: text(one.confirm.title), text: text(one.confirm.text),
    yes: text(one.confirm.confirm) ?? "Yes", no: text(one.confirm.deny) ?? "Cancel", danger: one.confirm.style === "danger" || one.style === "danger",
  }))) run();
}

function button(surface, block, one) {
  const name = nameOf(surface, block, one);
  const busy = store.busy.has(name);
  const attributes = {
    class: `button ${one.style ? `button-${one.style}` : ""}`,
    type: "button",
    "aria-label": one.accessibility_label ?? null,
    "aria-busy": busy ? "true" : null,
    "data-action": one.action_id,
    key: one.action_id,
  };
  const click = () => confirmed(one, () => surface.act(block, one));
  if (one.url) {
    return h("a", { ...attributes, href: one.url, target: "_blank", rel: "noopener noreferrer", on: { click } }, text(one.text));
  }
  return h("button", { ...attributes, on: { click } }, busy && h("span", { class: "spinner", "aria-hidden": "true" }), text(one.text));
}

/** Return an option as a row to choose. */
export function row(option) {
  return {
    label: withEmoji(option.text.text),
    description: option.description ? withEmoji(option.description.text) : "",
    value: option.value,
  };
}

function rowsOf(one) {
  const groups = (one.option_groups ?? []).flatMap((group) => group.options.map((option) => ({ ...row(option), group: group.label.text })));
  return [...(one.options ?? []).map(row), ...groups];
}

function overflow(surface, block, one) {
  const rows = one.options.map((option) => ({
    ...row(option),
    run: () => confirmed(one, () => (option.url ? window.open(option.url, "_blank", "noopener") : surface.act(block, one, option.value))),
  }));
  const trigger = { class: "button button-overflow", "aria-label": "More actions", "data-action": one.action_id };
  return menu(nameOf(surface, block, one), { trigger, shows: icon("more"), rows, label: "More actions" });
}

function chooser(rows, { search = "", several = false } = {}) {
  return (surface, block, one, names) => {
    const value = surface.value(block, one);
    const chosen = several ? (value ?? []) : value === null || value === undefined ? [] : [value];
    const give = (row) => {
      const next = several ? (chosen.includes(row.value) ? chosen.filter((v) => v !== row.value) : [...chosen, row.value]) : row.value;
      confirmed(one, () => surface.act(block, one, next));
    };
    const placeholder = one.placeholder ? withEmoji(one.placeholder.text) : "Choose…";
    return select(nameOf(surface, block, one), {
      ...names,
      label: names.labelledby ? undefined : placeholder,
      placeholder,
      rows: rows(one),
      chosen,
      pick: give,
      search: search || (rows(one).length > 12 ? "Search" : ""),
      several,
      clear: names.optional && !several ? () => surface.act(block, one, null) : null,
    });
  };
}

function people() {
  return store.state.people
    .filter((one) => !one.deleted && !one.is_bot)
    .map((one) => ({ label: one.real_name, description: `@${one.name}${one.title ? ` · ${one.title}` : ""}`, value: one.id }));
}

function channels() {
  return store.state.channels
    .filter((one) => one.kind.endsWith("channel") && !one.archived)
    .map((one) => ({ label: `${one.kind === "private_channel" ? "🔒" : "#"}${one.name}`, value: one.id }));
}

function field(type, { inputmode } = {}) {
  return (surface, block, one, names) => {
    const shared = {
      class: "field",
      id: names.id,
      "aria-invalid": names.invalid ? "true" : null,
      "aria-describedby": names.describedby ?? null,
      "aria-required": names.required ? "true" : null,
      placeholder: one.placeholder?.text ?? null,
      maxlength: one.max_length ? String(one.max_length) : null,
      value: String(surface.value(block, one) ?? ""),
      on: {
        input: (event) => surface.act(block, one, event.target.value),
        change: () => surface.settled?.(block, one),
      },
    };
    if (one.multiline) return h("textarea", { ...shared, class: "field field-long", rows: "4" });
    return h("input", { ...shared, type, inputmode: inputmode ?? null, autocomplete: "off" });
  };
}

function picker(type) {
  return (surface, block, one, names) =>
    h("input", {
      class: "field field-short", type, id: names.id, "aria-label": names.id ? null : (one.placeholder?.text ?? type),
      "aria-describedby": names.describedby ?? null,
      value: String(surface.value(block, one) ?? ""),
      on: { change: (event) => surface.act(block, one, event.target.value || null) },
    });
}

const halves = new Map(); // a day without a time, or a time without a day, until the other comes

function dateTime(surface, block, one, names) {
  const name = nameOf(surface, block, one);
  const seconds = surface.value(block, one);
  const half = halves.get(name) ?? {};
  const day = seconds ? isoDay(seconds * 1000) : (half.day ?? "");
  const time = seconds ? clock(seconds * 1000) : (half.time ?? "");
  const give = (part) => {
    const both = { day, time, ...part };
    halves.set(name, both);
    surface.act(block, one, both.day && both.time ? fromWall(both.day, both.time) / 1000 : null);
  };
  const shared = { class: "field field-short", "aria-describedby": names.describedby ?? null };
  return h(
    "div",
    { class: "date-time" },
    h("input", { ...shared, type: "date", id: names.id, "aria-label": names.id ? null : "Day", value: day, on: { change: (event) => give({ day: event.target.value }) } }),
    h("input", { ...shared, type: "time", "aria-label": "Time", value: time, on: { change: (event) => give({ time: event.target.value }) } }),
    h("span", { class: "date-time-zone" }, store.state.me.tz),
  );
}

function box(type) {
  return (surface, block, one) => {
    const value = surface.value(block, one);
    const several = type === "checkbox";
    const isOn = (option) => (several ? (value ?? []).includes(option.value) : value === option.value);
    const give = (option, on) => {
      if (!several) return surface.act(block, one, option.value);
      const rest = (value ?? []).filter((other) => other !== option.value);
      return surface.act(block, one, on ? [...rest, option.value] : rest);
    };
    const name = nameOf(surface, block, one);
    return h("div", { class: "boxes" }, one.options.map((option) => h(
      "label",
      { class: "box", key: option.value },
      h("input", { type, name, checked: isOn(option), on: { change: (event) => give(option, event.target.checked) } }),
      h("span", { class: "row-said" }, h("span", { class: "row-label" }, text(option.text)), option.description && h("span", { class: "row-description" }, text(option.description))),
    )));
  };
}

const ELEMENTS = {
  button,
  overflow,
  static_select: chooser(rowsOf),
  multi_static_select: chooser(rowsOf, { several: true }),
  users_select: chooser(people, { search: "Search people" }),
  multi_users_select: chooser(people, { search: "Search people", several: true }),
  channels_select: chooser(channels, { search: "Search channels" }),
  conversations_select: chooser(channels, { search: "Search channels" }),
  multi_channels_select: chooser(channels, { search: "Search channels", several: true }),
  multi_conversations_select: chooser(channels, { search: "Search channels", several: true }),
  radio_buttons: box("radio"),
  checkboxes: box("checkbox"),
  plain_text_input: field("text"),
  email_text_input: field("email", { inputmode: "email" }),
  url_text_input: field("url", { inputmode: "url" }),
  number_input: field("text", { inputmode: "decimal" }),
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: dateTime,
};

/** The kinds of element that are chosen as a group, and so need a legend rather than a label. */
export const GROUPS = new Set(["radio_buttons", "checkboxes"]);
