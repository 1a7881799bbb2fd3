// The bar of the demo: the workspace's clock, the switches handed in from outside, the tour, light and dark.

import { h } from "./dom.js";
import { icon } from "./icon.js";
import { personMenu } from "./person.js";
import { acted, busily } from "./server.js";
import { now, store } from "./store.js";
import { themeButton } from "./theme.js";
import { toast } from "./toast.js";
import { tourButton } from "./tour.js";
import { clockWithSeconds, inFull } from "./zone.js";

/** Draw the bar. */
export function controls() {
  const { controls: all } = store.state;
  const groups = [...new Set(all.map((one) => one.group))];
  return h(
    "header",
    { class: "top" },
    h(
      "section",
      { class: "controls", "aria-label": "Demo controls" },
      h("span", { class: "controls-title" }, "Demo"),
      h("span", { class: "top-clock", title: "The workspace's clock, in your time zone" }, icon("clock"), h("time", { class: "ticking", opaque: true, mounted: tick, removed: (node) => clearInterval(node.ticking) })),
      groups.map((group) => h("div", { class: "control-group", role: "group", "aria-label": group || "Switches", key: group }, all.filter((one) => one.group === group).map(control))),
    ),
    h("div", { class: "top-right" }, tourButton(), themeButton(), personMenu()),
  );
}

function tick(node) {
  const show = () => {
    if (!store.state) return;
    node.textContent = clockWithSeconds(now());
    node.title = inFull(now());
  };
  show();
  node.ticking = setInterval(show, 500);
}

function control(one) {
  const name = `control-${one.name}`;
  const click = async () => {
    const answer = await busily(name, "control", { name: one.name });
    if (!answer.ok) return;
    if (answer.result) toast(String(answer.result));
    acted(`control ${one.name}`);
  };
  const isBusy = store.busy.has(name);
  return h(
    "button",
    {
      class: one.on ? "control control-on" : "control", type: "button", key: one.name, title: one.description || null,
      "aria-pressed": one.on === null ? null : String(one.on), "aria-busy": isBusy ? "true" : null, on: { click },
    },
    isBusy && h("span", { class: "spinner", "aria-hidden": "true" }),
    one.label,
  );
}
