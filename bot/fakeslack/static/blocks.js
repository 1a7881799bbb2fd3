// The blocks of a message, a form or the app's home.

import { h } from "./dom.js";
import { element, GROUPS } from "./elements.js";
import { linkMark } from "./marks.js";
import { mrkdwn, text } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** Draw blocks on a surface (see elements.js). `errors` are complaints by block id. */
export function blocks(surface, list, { errors = {} } = {}) {
  return list.map((block) =>
    h("div", { class: `block block-${block.type}`, key: block.block_id, "data-block": block.block_id }, drawn(surface, block, errors)),
  );
}

function drawn(surface, block, errors) {
  const draw = BLOCKS[block.type];
  return draw ? draw(surface, block, errors) : h("p", { class: "not-drawn" }, `(A ${block.type} block cannot be shown here.)`);
}

function section(surface, block) {
  return [
    h(
      "div",
      { class: "section-words" },
      block.text && h("div", { class: "words" }, text(block.text)),
      block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "words" }, text(field)))),
    ),
    block.accessory && h("div", { class: "accessory" }, part(surface, block, block.accessory)),
  ];
}

function part(surface, block, one) {
  return one.type === "image" ? picture(one) : element(surface, block, one);
}

/** A picture from elsewhere is named and linked: this page loads nothing from third parties. */
function picture(one) {
  return one.image_url ? linkMark(one.image_url, one.alt_text) : one.alt_text;
}

function context(surface, block) {
  return block.elements.map((one) => h("span", { class: "words" }, one.type === "image" ? picture(one) : text(one)));
}

function input(surface, block, errors) {
  const one = block.element;
  const id = `${surface.name}-${block.block_id}`;
  const error = errors[block.block_id];
  const told = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(" ") || null;
  const label = [text(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  const names = { id, labelledby: `${id}-label`, describedby: told, invalid: Boolean(error), required: !block.optional, optional: block.optional };
  const rest = [
    element(surface, block, one, names),
    error && h("p", { class: "field-error", id: `${id}-error` }, error),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, text(block.hint)),
  ];
  if (GROUPS.has(one.type)) return h("fieldset", { "aria-describedby": told }, h("legend", { class: "label" }, label), rest);
  return [h("label", { class: "label", for: id, id: `${id}-label` }, label), rest];
}

function table(surface, block) {
  const cell = (one) => h("td", null, one.type === "rich_text" ? richText(one) : one.text);
  return h("table", null, block.rows.map((cells) => h("tr", null, cells.map(cell))));
}

const BLOCKS = {
  section,
  context,
  input,
  table,
  header: (surface, block) => h("h3", { class: "block-heading" }, text(block.text)),
  divider: () => h("hr"),
  actions: (surface, block) => block.elements.map((one) => element(surface, block, one)),
  image: (surface, block) => [block.title && h("p", { class: "words" }, text(block.title)), picture(block)],
  markdown: (surface, block) => h("div", { class: "words" }, mrkdwn(block.text)),
  rich_text: (surface, block) => richText(block),
};
