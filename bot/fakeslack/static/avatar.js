// Faces: initials on a colour that always is the same for the same person.

import { h } from "./dom.js";
import { icon } from "./icon.js";

const HUES = 8;

/** Draw the square that stands for a person; names are written beside it. */
export function avatar(person, { size = "" } = {}) {
  const sum = [...person.id].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973, 7);
  const kind = person.is_bot ? "avatar-bot" : `avatar-${sum % HUES}`;
  const initials = person.real_name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();
  return h("span", { class: `avatar ${kind} ${size && `avatar-${size}`}`, "aria-hidden": "true" }, person.is_bot ? icon("app") : initials);
}
