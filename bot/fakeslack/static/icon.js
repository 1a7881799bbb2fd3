// The page's drawings, as strokes on a grid of 20 by 20.

import { h } from "./dom.js";

const STROKES = {
  app: "M4 11.5v-3l9-4v11l-9-4zM13 7.5a2.6 2.6 0 0 1 0 5M6 12.5l1 4h2l-.8-3.2",
  bolt: "M11 2.5 4.5 11H9l-.5 6.5L15.5 9H11z",
  bookmark: "M6 3.5h8v13l-4-3-4 3z",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  chevron: "m6 8 4 4 4-4",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.2l2.8 1.8",
  close: "m5 5 10 10M15 5 5 15",
  compass: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12.8 7.2l-1.6 4-4 1.6 1.6-4z",
  download: "M10 3.5v8.5m-3.5-3 3.5 3.5 3.5-3.5M4 16.5h12",
  file: "M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11 2.5V6.5h4",
  hash: "M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.5 7.5h13.5M3 12.5h13.5",
  home: "m3.5 9.5 6.5-6 6.5 6V16.5H12v-4.5H8v4.5H3.5z",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  message: "M3.5 4.5h13v9H9l-3.5 3v-3h-2z",
  moon: "M15.5 12.3A6.5 6.5 0 0 1 7.7 4.5 6.5 6.5 0 1 0 15.5 12.3z",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  paperclip: "m14.5 9.5-5 5a3 3 0 0 1-4.3-4.3l5.8-5.8a2 2 0 0 1 2.9 2.9l-5.6 5.5a1 1 0 0 1-1.4-1.4l4.9-4.9",
  people: "M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.5 16c.3-3 2.2-4.6 5-4.6s4.7 1.6 5 4.6M13 9.3a2.4 2.4 0 0 0 0-4.8M14.5 11.7c1.8 .5 2.8 2 3 4.3",
  pin: "M7.5 3h5l-.7 5 2.7 2.5v1.5H5.5v-1.5L8.2 8zM10 12v5",
  plus: "M10 4v12M4 10h12",
  reply: "M3.5 4.5h13v9H9l-3.5 3v-3h-2zM6.5 8h7M6.5 10.5h4",
  search: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.3 12.3l4.2 4.2",
  send: "M3.5 4 17 10 3.5 16l1.8-6zM5.3 10H10",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 11.5c.6 1.5 1.6 2.2 3 2.2s2.4-.7 3-2.2M7.7 8h.01M12.3 8h.01",
  sun: "M10 6.7a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M15.7 4.3l-1.4 1.4M5.7 14.3l-1.4 1.4",
  system: "M3.5 4.5h13v9h-13zM7 16.5h6",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v4M10 14.5h.01",
};

/** Draw one; it says nothing to a screen reader, so what it stands in needs a name of its own. */
export function icon(name) {
  return h(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    h("path", { d: STROKES[name] }),
  );
}
