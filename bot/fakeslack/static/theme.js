// Light or dark: as the machine wants it, until the person says otherwise.

import { h } from "./dom.js";
import { icon } from "./icon.js";
import { redraw } from "./store.js";

const KEPT = "muster.theme";
const wantsDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const kept = localStorage.getItem(KEPT);
  return kept ? kept === "dark" : wantsDark.matches;
}

/** Put the page into the theme, now and whenever the machine changes its mind. */
export function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  wantsDark.onchange = () => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    redraw();
  };
}

/** Draw the switch. */
export function themeButton() {
  const dark = isDark();
  const click = () => {
    localStorage.setItem(KEPT, dark ? "light" : "dark");
    applyTheme();
    redraw();
  };
  const label = dark ? "Switch to light" : "Switch to dark";
  return h("button", { class: "icon-button", type: "button", "aria-label": label, title: label, on: { click } }, icon(dark ? "sun" : "moon"));
}
