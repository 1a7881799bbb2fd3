// The page: it draws what store.js knows, whenever that changes.

import { announce } from "./announcer.js";
import { channelView } from "./channel.js";
import { controls } from "./controls.js";
import { dialog } from "./dialog.js";
import { draw, h } from "./dom.js";
import { homeView } from "./home.js";
import { followKeys } from "./keys.js";
import { modal } from "./modal.js";
import { become, remembered } from "./person.js";
import { watch } from "./popup.js";
import { markRead } from "./reading.js";
import { addressed, openPlace } from "./route.js";
import { sidebar } from "./sidebar.js";
import { HOME, onChange, redraw, set, store } from "./store.js";
import { applyTheme } from "./theme.js";
import { thread } from "./thread.js";
import { toasts } from "./toast.js";
import { followTour, tour } from "./tour.js";

const AGES_MS = 15_000; // how often "5 minutes ago" is drawn anew

function page() {
  if (!store.state) return;
  markRead();
  document.title = `${store.place === HOME ? store.state.bot.real_name : (store.channel?.name ?? "")} – ${store.state.team.name}`;
  draw(
    document.getElementById("page"),
    controls(),
    h(
      "div",
      { class: `workspace ${store.thread ? "workspace-thread" : ""} ${store.sidebar ? "workspace-sidebar" : ""}` },
      sidebar(),
      h("button", { class: "sidebar-veil", type: "button", "aria-label": "Close the list", tabindex: store.sidebar ? "0" : "-1", on: { click: () => set({ sidebar: false }) } }),
      store.place === HOME ? homeView() : channelView(),
      thread(),
    ),
    !store.online && h("div", { class: "offline", role: "alert" }, "The workspace cannot be reached. The page goes on as soon as it is back."),
    tour(),
    modal(),
    dialog(),
    toasts(),
  );
  announce();
}

async function start() {
  applyTheme();
  const { me, place, jump, thread: ts } = addressed();
  onChange(page);
  watch();
  followKeys();
  followTour();
  addEventListener("popstate", () => {
    const to = addressed();
    if (to.me && to.me !== store.me) become(to.me, { place: to.place });
    else openPlace(to.place, { push: false, thread: to.thread });
  });
  addEventListener("focus", redraw);
  setInterval(redraw, AGES_MS);
  await become(me || remembered(), { place, jump, thread: ts }).catch(() => become("", { place, jump, thread: ts }));
}

start();
