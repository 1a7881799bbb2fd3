// The guided tour: steps handed in from outside, each done by doing it, all of them skippable.

import { offer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icon.js";
import { onAct } from "./server.js";
import { redraw, store } from "./store.js";

const KEPT = "muster.tour";
let at = Number(sessionStorage.getItem(KEPT) ?? "0"); // the step in front; -1: put away
let done = 0; // how often what it asks for was done

/** Follow what the person does, and go on when it is what the step asks for. */
export function followTour() {
  onAct((words) => {
    const step = steps()[at];
    if (!step?.until.some((pattern) => new RegExp(pattern, "i").test(words))) return;
    done += 1;
    if (done >= step.times) go(at + 1);
  });
}

const steps = () => store.state?.tour ?? [];

function go(to) {
  at = to;
  done = 0;
  sessionStorage.setItem(KEPT, String(at));
  redraw();
}

/** Draw the button that starts the tour again. */
export function tourButton() {
  if (!steps().length) return null;
  return h("button", { class: "icon-button", type: "button", "aria-label": "Guided tour", title: "Guided tour", "aria-pressed": String(at >= 0), on: { click: () => go(at >= 0 ? -1 : 0) } }, icon("compass"));
}

/** Draw the step in front. */
export function tour() {
  const all = steps();
  if (at < 0 || !all.length) return null;
  const step = all[at];
  const end = at >= all.length;
  return h(
    "section",
    { class: "tour", key: "tour", "aria-label": "Guided tour" },
    h(
      "div",
      { class: "tour-head" },
      h("span", { class: "tour-count" }, end ? "Done" : `Step ${at + 1} of ${all.length}`),
      h("button", { class: "link", type: "button", on: { click: () => go(-1) } }, end ? "Close" : "Skip the tour"),
    ),
    h("progress", { max: String(all.length), value: at, "aria-label": "Progress of the tour" }),
    h("div", { "aria-live": "polite" }, h("h2", null, end ? "That was the loop" : step.title), h("p", null, end ? "Play on: be somebody else, make Slack slow, kill Muster in between. Nothing is lost." : step.text)),
    h(
      "div",
      { class: "tour-foot" },
      !end && step.type && store.channel && h("button", { class: "button button-small", type: "button", on: { click: () => offer(step.type) } }, "Type it for me"),
      h("span", { class: "composer-gap" }),
      at > 0 && h("button", { class: "link", type: "button", on: { click: () => go(at - 1) } }, "Back"),
      !end && h("button", { class: "link", type: "button", on: { click: () => go(at + 1) } }, "Next"),
    ),
  );
}
