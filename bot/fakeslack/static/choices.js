// What can be chosen in a menu or a list: rows with a label, a line that explains it, and groups.

import { h } from "./dom.js";
import { close, popup } from "./popup.js";
import { icon } from "./icon.js";
import { redraw } from "./store.js";

const queries = new Map();

/** Draw a button with a menu of things to do; a row is {label, description?, danger?, disabled?, run}. */
export function menu(name, { trigger, shows, rows, label }) {
  return popup(name, { trigger, shows, content: (id) => h("div", { class: "rows", role: "menu", id, "aria-label": label }, rows.map(action)) });
}

function action(row) {
  const click = () => {
    close();
    row.run();
  };
  return h(
    "button",
    { class: row.danger ? "row row-danger" : "row", role: "menuitem", type: "button", tabindex: "-1", disabled: row.disabled, on: { click } },
    said(row),
  );
}

/** Draw a list to choose from.
 *
 * rows: {label, description?, value, group?}; chosen: values; pick(row): what a click does.
 * search: the words of a field that narrows the rows; load(query): asks for rows instead.
 */
export function select(name, { label, labelledby, placeholder, rows, chosen, pick, search, several, invalid, describedby, required, clear, className = "" }) {
  const picked = rows.filter((row) => chosen.includes(row.value));
  const shown = picked.map((row) => row.label).join(", ");
  const trigger = {
    class: `select ${shown ? "" : "select-empty"} ${className}`,
    role: "combobox",
    "aria-label": label ?? null,
    "aria-labelledby": labelledby ?? null,
    "aria-invalid": invalid ? "true" : null,
    "aria-describedby": describedby ?? null,
    "aria-required": required ? "true" : null,
  };
  const row = (one) => option(one, { isChosen: chosen.includes(one.value), several, pick });
  const content = (id) => [
    search && searchField(name, search),
    h("div", { class: "rows", role: "listbox", id, "aria-label": label ?? placeholder, "aria-multiselectable": several ? "true" : null }, grouped(narrowed(name, rows, search), row)),
    clear && shown && h("button", { class: "row row-clear", type: "button", on: { click: () => (close(), clear()) } }, "Clear"),
  ];
  return popup(name, { trigger, haspopup: "listbox", shows: [h("span", { class: "select-shown" }, shown || placeholder), icon("chevron")], content });
}

function searchField(name, words) {
  const input = (event) => {
    queries.set(name, event.target.value);
    redraw();
  };
  const mounted = () => queries.delete(name);
  return h("input", { class: "field search-field", type: "text", placeholder: words, "aria-label": words, autocomplete: "off", mounted, on: { input } });
}

function narrowed(name, rows, search) {
  const query = (search && queries.get(name)?.trim().toLowerCase()) || "";
  const found = rows.filter((row) => `${row.label} ${row.description ?? ""}`.toLowerCase().includes(query));
  return found.slice(0, 100);
}

function grouped(rows, draw) {
  if (!rows.length) return h("p", { class: "rows-none" }, "Nothing found");
  const groups = [...new Set(rows.map((row) => row.group ?? ""))];
  return groups.map((group) => {
    const inside = rows.filter((row) => (row.group ?? "") === group).map(draw);
    return group ? h("div", { role: "group", "aria-label": group, key: group }, h("div", { class: "rows-title", "aria-hidden": "true" }, group), inside) : inside;
  });
}

function option(row, { isChosen, several, pick }) {
  const click = () => {
    if (!several) close();
    pick(row);
  };
  return h(
    "button",
    { class: "row", role: "option", type: "button", tabindex: "-1", key: row.value, "aria-selected": String(isChosen), on: { click } },
    said(row),
    isChosen && icon("check"),
  );
}

function said(row) {
  return h(
    "span",
    { class: "row-said" },
    h("span", { class: "row-label" }, row.label),
    row.description && h("span", { class: "row-description" }, row.description),
  );
}
