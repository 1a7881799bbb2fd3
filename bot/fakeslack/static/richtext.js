// Rich-text blocks: sections, lists, code and quotes, and the styled pieces within.

import { h } from "./dom.js";
import { character } from "./emoji.js";
import { channelMark, dateMark, groupMark, linkMark, personMark } from "./marks.js";

const STYLES = [["code", "code"], ["strike", "del"], ["italic", "em"], ["bold", "strong"]];

/** Draw a rich_text block, or any node of one. */
export function richText(node) {
  const drawn = NODES[node.type];
  return drawn ? drawn(node) : null;
}

const inside = (node) => node.elements.map(richText);

const NODES = {
  rich_text: inside,
  rich_text_section: (node) => h("p", { class: "rich-section" }, inside(node)),
  rich_text_preformatted: (node) => h("pre", null, h("code", null, inside(node))),
  rich_text_quote: (node) => h("blockquote", null, inside(node)),
  rich_text_list: (node) =>
    h(
      node.style === "ordered" ? "ol" : "ul",
      { class: `rich-list rich-indent-${node.indent ?? 0}`, start: node.offset ? String(node.offset + 1) : null },
      node.elements.map((element) => h("li", null, element.elements.map(richText))),
    ),
  text: (node) => styled(node, lines(node.text)),
  link: (node) => styled(node, linkMark(node.url, node.text ?? "")),
  user: (node) => styled(node, personMark(node.user_id)),
  channel: (node) => styled(node, channelMark(node.channel_id)),
  usergroup: (node) => styled(node, groupMark(node.usergroup_id)),
  broadcast: (node) => h("span", { class: "mention mention-me" }, `@${node.range}`),
  emoji: (node) => character(node.name) ?? `:${node.name}:`,
  date: (node) => styled(node, dateMark(`${node.timestamp}^${node.format}`, node.fallback ?? "")),
};

function lines(text) {
  return text.split("\n").map((line, index) => [index ? h("br") : null, line]);
}

function styled(node, drawn) {
  return STYLES.reduce((inner, [style, tag]) => (node.style?.[style] ? h(tag, null, inner) : inner), drawn);
}
