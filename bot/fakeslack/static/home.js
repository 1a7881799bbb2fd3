// The app's home: what it drew for the person, and the direct message with it.

import { blocks } from "./blocks.js";
import { avatar } from "./avatar.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icon.js";
import { list } from "./messages.js";
import { surfaceOf } from "./modal.js";
import { openHome } from "./route.js";
import { openSidebar } from "./sidebar.js";
import { store } from "./store.js";

const TABS = [["home", "Home"], ["messages", "Messages"]];

/** Draw the app's home. */
export function homeView() {
  const { bot } = store.state;
  return h(
    "main",
    { class: "main", id: "main", key: "home", "aria-label": bot.real_name },
    h(
      "header",
      { class: "channel-head" },
      h("button", { class: "icon-button phone-only", type: "button", "aria-label": "All channels", on: { click: openSidebar } }, icon("menu")),
      h("div", { class: "channel-title" }, h("h1", null, avatar(bot, { size: "small" }), h("span", null, bot.real_name), h("span", { class: "tag" }, "APP"))),
    ),
    h("div", { class: "tabs", role: "tablist", "aria-label": bot.real_name, on: { keydown: arrows } }, TABS.map(tab)),
    store.tab === "home" ? h("div", { class: "home-scroll", id: "tab-panel", role: "tabpanel", tabindex: "0", "aria-labelledby": "tab-home" }, h("div", { class: "home" }, drawn())) : messages(bot),
  );
}

function tab([name, label]) {
  const isOpen = store.tab === name;
  return h("button", { class: "tab", id: `tab-${name}`, role: "tab", type: "button", "aria-selected": String(isOpen), "aria-controls": isOpen ? "tab-panel" : null, tabindex: isOpen ? "0" : "-1", on: { click: () => openHome(name) } }, label);
}

function arrows(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = store.tab === "home" ? "messages" : "home";
  document.getElementById(`tab-${other}`).focus();
  openHome(other);
}

function drawn() {
  const { home, bot } = store.state;
  if (!home) return h("p", { class: "home-empty" }, `${bot.real_name} has not drawn its home for you yet.`);
  return blocks(surfaceOf(home), home.blocks);
}

function messages(bot) {
  const { channel } = store;
  const shown = store.messages.filter((one) => one.in_channel);
  return h(
    "div",
    { class: "home-messages", id: "tab-panel", role: "tabpanel", "aria-labelledby": "tab-messages" },
    list("channel", shown, { label: `Messages with ${bot.real_name}`, top: h("div", { class: "beginning" }, h("p", null, "What ", h("b", null, bot.real_name), " tells you alone stands here.")) }),
    channel && composer(channel, { label: `Message ${bot.real_name}` }),
  );
}
