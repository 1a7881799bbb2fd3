// F6 goes from one part of the page to the next, as in Slack; Shift goes back.

const PARTS = [
  [".sidebar [aria-current=page]", ".sidebar .place"],
  [".main .message[tabindex='0']", ".main [role=tabpanel]"],
  [".main .composer textarea"],
  [".thread .message[tabindex='0']"],
  [".thread .composer textarea"],
  [".tour button"],
  [".top button"],
];

/** Listen for the key. */
export function followKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const there = PARTS.map(firstOf).filter((node) => node?.checkVisibility());
    const at = there.findIndex((node) => partOf(node).contains(document.activeElement));
    const step = event.shiftKey ? -1 : 1;
    there[(Math.max(at, event.shiftKey ? 0 : -1) + step + there.length) % there.length]?.focus();
  });
}

function firstOf(selectors) {
  return selectors.map((selector) => document.querySelector(selector)).find((node) => node);
}

function partOf(node) {
  return node.closest(".sidebar, .composer, .scroll, .home-scroll, .tour, .top");
}
