// Files in messages, and a look into them without leaving the page.

import { show } from "./dialog.js";
import { h } from "./dom.js";
import { icon } from "./icon.js";
import { acted } from "./server.js";
import { toast } from "./toast.js";

const TEXT = /\.(md|markdown|csv|json|txt|log|ya?ml)$/i;
const HTML = /\.html?$/i;
const KINDS = { md: "Markdown", csv: "CSV", json: "JSON", html: "Web page", txt: "Text" };

/** Draw a file as a card. */
export function fileCard(file) {
  const seen = TEXT.test(file.name) || HTML.test(file.name);
  const shown = [
    h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "row-said" }, h("span", { class: "row-label" }, file.title), h("span", { class: "row-description" }, `${kindOf(file)} · ${sizeOf(file)}`)),
  ];
  return h(
    "div",
    { class: "file", key: file.id },
    seen
      ? h("button", { class: "file-open", type: "button", "aria-label": `Open ${file.name}`, on: { click: () => open(file) } }, shown)
      : h("span", { class: "file-open" }, shown),
    h("a", { class: "icon-button", href: file.url, download: file.name, "aria-label": `Download ${file.name}` }, icon("download")),
  );
}

function kindOf(file) {
  return KINDS[file.name.split(".").pop().toLowerCase()] ?? file.mimetype;
}

function sizeOf(file) {
  if (file.size < 1024) return `${file.size} bytes`;
  if (file.size < 1024 * 1024) return `${(file.size / 1024).toFixed(1)} kB`;
  return `${(file.size / 1024 / 1024).toFixed(1)} MB`;
}

async function open(file) {
  const body = HTML.test(file.name) ? page(file) : await words(file);
  if (!body) return;
  show({ title: file.name, wide: true, body });
  acted(`open file ${file.name}`);
}

/** A web page gets a frame without scripts, forms and origin; the server forbids it everything else. */
function page(file) {
  return () => h("iframe", { class: "preview-page", sandbox: "", title: file.name, src: `${file.url}&preview=1` });
}

async function words(file) {
  const answer = await fetch(file.url);
  if (!answer.ok) {
    toast(`${file.name} cannot be opened.`, { kind: "problem" });
    return null;
  }
  const text = readable(file, await answer.text());
  return () => h("pre", { class: "preview-text", tabindex: "0", "aria-label": file.name }, text);
}

function readable(file, text) {
  if (!file.name.endsWith(".json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // it says it is JSON and is not: shown as it is
  }
}
