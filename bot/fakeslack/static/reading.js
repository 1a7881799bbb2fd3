// Reading: what is in sight is read, and where the unread began stays marked until one goes elsewhere.

import { act } from "./server.js";
import { channel, store } from "./store.js";

let marked = "";
let telling = false;

/** Note where the unread began when a channel is opened, and tell that it was read while somebody looks. */
export function markRead() {
  if (!store.channel) marked = "";
  const open = store.channel && channel(store.channel.id);
  if (!open) return;
  if (marked !== open.id) {
    marked = open.id;
    store.unread = open.unread ? open.last_read : "";
  }
  if (open.unread && document.visibilityState === "visible" && store.messages.length) tell(open.id);
}

async function tell(id) {
  if (telling) return;
  telling = true;
  await act("read", { channel: id }, { quiet: true });
  telling = false;
}
