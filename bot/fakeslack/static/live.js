// The line over which the workspace says that something changed; it is picked up again when it breaks.

import { set, store } from "./store.js";
import { placeWithMessages, refresh } from "./server.js";

const AGAIN_MS = [250, 500, 1_000, 2_000, 4_000];

let socket = null;
let tries = 0;
let timer = 0;

/** Listen as the person at the keyboard; a former line is hung up. */
export function listen() {
  clearTimeout(timer);
  const former = socket;
  socket = null;
  former?.close();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const line = new WebSocket(`${scheme}://${location.host}/page/live?as=${encodeURIComponent(store.me)}`);
  socket = line;
  line.addEventListener("open", () => line === socket && opened());
  line.addEventListener("message", (event) => line === socket && heard(JSON.parse(event.data)));
  line.addEventListener("close", () => line === socket && lost());
}

function opened() {
  const wasLost = tries > 0;
  tries = 0;
  set({ online: true });
  if (wasLost) quietly(refresh());
}

function heard({ changed, state, view }) {
  const open = placeWithMessages();
  const direct = store.tab === "messages" && !open; // the first message of a direct one that was not there
  quietly(refresh({ state: state || view || direct, messages: changed.includes(open) }));
}

function lost() {
  set({ online: false });
  timer = setTimeout(listen, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
  tries += 1;
}

function quietly(promise) {
  promise.catch(() => set({ online: false })); // the line breaks too then, and mends it
}
