// What a screen reader hears: new messages of the open channel and thread, as words.

import { person, store } from "./store.js";

let place = "";
let heard = "";

/** Say what has come in since the last time. */
export function announce() {
  const { channel, messages } = store;
  if (!channel || !messages.length) return;
  const last = messages[messages.length - 1].ts;
  if (place !== channel.id) {
    place = channel.id;
    heard = last;
    return;
  }
  const fresh = messages.filter((one) => one.ts > heard && one.user !== store.state.me.id && !one.system);
  heard = last > heard ? last : heard;
  if (!fresh.length) return;
  document.getElementById("announcer").textContent = fresh
    .map((one) => `${one.ephemeral ? "Only visible to you. " : ""}${one.username ?? person(one.user).real_name}: ${one.plain.replace(/[*`]/g, "")}`)
    .join("\n");
}
