// The one kind of menu: a trigger, and what opens beside it. At most one is open at a time.

import { h } from "./dom.js";
import { set, store } from "./store.js";

const GAP = 4;

/** Is the menu of this name open? */
export function isOpen(name) {
  return store.popup === name;
}

/** Open or close a menu. */
export function toggle(name) {
  set({ popup: isOpen(name) ? "" : name });
}

/** Close the open menu and give the focus back to its trigger. */
export function close() {
  const trigger = document.querySelector(`[data-popup="${CSS.escape(store.popup)}"]`);
  set({ popup: "" });
  trigger?.focus();
}

/** Draw a trigger and, while it is open, its menu.
 *
 * `trigger`: attributes of the button; `shows`: what stands in it; `content`: a function that draws what opens.
 */
export function popup(name, { trigger = {}, shows, content, haspopup = "menu", disabled = false }) {
  const open = isOpen(name);
  const attributes = {
    type: "button",
    "aria-haspopup": haspopup,
    "aria-expanded": String(open),
    "aria-controls": open ? idOf(name) : null,
    "data-popup": name,
    disabled,
    ...trigger,
    on: {
      click: () => toggle(name),
      keydown: (event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        if (!open) toggle(name);
      },
    },
  };
  return h("span", { class: "popup-root", key: `popup-${name}` }, h("button", attributes, shows), open && opened(name, content));
}

function opened(name, content) {
  return h(
    "div",
    {
      class: "popup",
      key: "opened",
      popover: "manual",
      mounted: (node) => {
        node.showPopover();
        place(node);
        firstFocus(node)?.focus();
      },
      redrawn: place,
      on: { keydown },
    },
    content(idOf(name)),
  );
}

const idOf = (name) => `popup-${name}`;

function firstFocus(node) {
  const found = (selector) => node.querySelector(selector);
  return found("input") ?? found("[aria-checked=true], [aria-selected=true]") ?? items(node)[0] ?? found("button, a");
}

/** Put the menu below its trigger, or above where there is more room, within the window. */
function place(node) {
  const from = node.parentNode.firstChild.getBoundingClientRect();
  const size = node.getBoundingClientRect();
  const below = innerHeight - from.bottom - 2 * GAP;
  const above = from.top - 2 * GAP;
  const up = size.height > below && above > below;
  node.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  const height = Math.min(size.height, up ? above : below);
  node.style.top = `${up ? from.top - GAP - height : from.bottom + GAP}px`;
  node.style.left = `${Math.max(2 * GAP, Math.min(from.left, innerWidth - size.width - 2 * GAP))}px`;
  node.style.minWidth = `${Math.min(from.width, innerWidth - 4 * GAP)}px`;
}

function items(node) {
  return [...node.querySelectorAll("[role=option], [role^=menuitem]")].filter((one) => !one.disabled);
}

function keydown(event) {
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close();
    return;
  }
  const all = items(event.currentTarget);
  const at = all.indexOf(document.activeElement);
  const typing = document.activeElement?.tagName === "INPUT";
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (typing && event.key === "Enter") {
    event.preventDefault();
    all[0]?.click();
  } else if (to !== undefined && all.length && !(typing && (event.key === "Home" || event.key === "End"))) {
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  } else if (!typing && event.key.length === 1 && event.key !== " ") {
    typeAhead(all, at, event.key);
  }
}

function typeAhead(all, at, letter) {
  const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  turned.find((one) => one.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()))?.focus();
}

/** Close the open menu when something else is clicked or the page moves under it. */
export function watch() {
  document.addEventListener("pointerdown", (event) => {
    const root = event.target.closest?.(".popup-root");
    if (store.popup && !root?.querySelector(".popup")) set({ popup: "" });
  });
  addEventListener("resize", () => store.popup && set({ popup: "" }));
}
