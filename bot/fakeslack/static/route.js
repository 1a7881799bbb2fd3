// Where one is: the open channel, thread and message, in the page's address and across the page.

import { HOME, channel, set, store } from "./store.js";
import { act, loadMessages, refresh } from "./server.js";

/** Read the address: whom to be, and where to go. */
export function addressed() {
  const query = new URLSearchParams(location.search);
  const found = (name) => query.get(name) ?? "";
  return { me: found("as"), place: found("channel"), jump: found("ts"), thread: found("thread") };
}

/** Write where one is into the address, so that a reload leads back. */
export function writeAddress({ push = false } = {}) {
  const query = new URLSearchParams({ as: store.me, channel: store.place });
  if (store.thread) query.set("thread", store.thread);
  const address = `${location.pathname}?${query}`;
  if (address === location.pathname + location.search) return;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Open a channel or the app's home, and perhaps a message in it. */
export async function openPlace(id, { jump = "", thread = "", push = true } = {}) {
  const stay = id === store.place;
  const fresh = stay ? {} : { channel: null, messages: [] };
  set({ place: id, thread, jump, popup: "", editing: "", sidebar: false, dialog: null, ...fresh });
  writeAddress({ push });
  if (id === HOME) {
    await openHome(store.tab);
  } else {
    await loadMessages().catch(() => lostPlace(id));
  }
  if (jump) openThreadOf(jump);
}

function lostPlace(id) {
  const first = store.state.channels.find((one) => one.is_member);
  if (first && first.id !== id) openPlace(first.id, { push: false });
}

function openThreadOf(ts) {
  const message = store.messages.find((one) => one.ts === ts);
  if (message?.is_reply && message.thread_ts && !message.in_channel) openThread(message.thread_ts, { jump: ts });
}

/** Open one of the two tabs of the app's home. */
export async function openHome(tab) {
  set({ tab, channel: null, messages: [] });
  await act("open_home", { tab }, { quiet: true });
  if (tab === "messages") {
    await act("open_dm", { user: store.state.bot.id });
    await refresh();
  }
}

/** Open the direct message with a person; the one with the app is a tab of its home. */
export async function openPerson(id) {
  if (id === store.state.bot.id) {
    store.tab = "messages";
    return openPlace(HOME);
  }
  const answer = await act("open_dm", { user: id });
  return answer.ok ? openPlace(answer.channel) : undefined;
}

/** Open a thread beside the channel. */
export function openThread(ts, { jump = "" } = {}) {
  set({ thread: ts, jump });
  writeAddress({ push: true });
}

/** Close the thread. */
export function closeThread() {
  set({ thread: "" });
  writeAddress({ push: true });
}

/** Is this the address of something in this workspace? */
export function ownAddress(url) {
  return Boolean(archived(url));
}

function archived(url) {
  if (!URL.canParse(url, location.href)) return null;
  const { pathname, origin } = new URL(url, location.href);
  const found = pathname.match(/^\/archives\/([A-Z0-9]+)(?:\/p(\d{7,}))?$/);
  const here = origin === location.origin || origin === new URL(store.state.team.url, location.href).origin;
  return found && here ? { place: found[1], digits: found[2] ?? "" } : null;
}

/** Open a link to a channel or a message of this workspace without leaving the page. */
export function openLink(event, url) {
  const { place, digits } = archived(url);
  event.preventDefault();
  if (!channel(place)) return;
  openPlace(place, { jump: digits ? `${digits.slice(0, -6)}.${digits.slice(-6)}` : "" });
}
