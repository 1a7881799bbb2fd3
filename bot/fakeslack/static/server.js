// The workspace behind the page: what it says and what it is asked to do (the protocol is in page.py).

import { HOME, redraw, set, store } from "./store.js";
import { toast } from "./toast.js";

const acts = [];

/** Call `listener` with the words of each thing that was done and went well ("click status_resolved"). */
export function onAct(listener) {
  acts.push(listener);
}

/** Tell that something was done. */
export function acted(words) {
  for (const listener of acts) listener(words);
}

async function get(path, query) {
  const answer = await fetch(`/page/${path}?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error((await answer.text()) || answer.statusText);
  return answer.json();
}

/** Ask for the workspace as it is now. */
export async function loadState() {
  const asked = store.me;
  const state = await get("state", { as: asked });
  if (asked !== store.me) return;
  set({ state, me: state.me.name, offset: Date.parse(state.now) - Date.now() });
}

/** Ask for the messages of the open place. */
export async function loadMessages() {
  const id = placeWithMessages();
  if (!id) return;
  const asked = store.me;
  const { channel, messages } = await get("messages", { as: asked, channel: id });
  if (asked === store.me && id === placeWithMessages()) set({ channel, messages });
}

/** Return the id of the channel whose messages are in sight: of the open one, or of the app's own. */
export function placeWithMessages() {
  if (store.place !== HOME) return store.place;
  if (store.tab !== "messages" || !store.state) return "";
  const direct = store.state.channels.find((one) => one.with === store.state.bot.id);
  return direct?.id ?? "";
}

const refreshing = { state: null, messages: null };

/** Load what is named, now or right after the load that is under way. */
export function refresh({ state = true, messages = true } = {}) {
  return Promise.all([state && once("state", loadState), messages && once("messages", loadMessages)]);
}

async function once(name, load) {
  const running = refreshing[name];
  if (running) {
    running.again = true;
    return running.done;
  }
  const turn = { again: true, done: null };
  turn.done = (async () => {
    try {
      while (turn.again) {
        turn.again = false;
        await load();
      }
    } finally {
      refreshing[name] = null;
    }
  })();
  refreshing[name] = turn;
  return turn.done;
}

/** Do something as the person at the keyboard; return the answer, which says why where it was refused. */
export async function act(what, body = {}, { quiet = false } = {}) {
  let answer;
  try {
    const request = await fetch("/page/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: store.me, do: what, ...body }),
    });
    answer = request.ok ? await request.json() : { ok: false, error: await request.text() };
  } catch {
    answer = { ok: false, error: "The workspace cannot be reached." };
  }
  if (!answer.ok && !quiet) toast(answer.error, { kind: "problem" });
  await refresh().catch(() => redraw());
  return answer;
}

/** The same, with `name` among what is busy meanwhile; a second click on it does nothing. */
export async function busily(name, what, body) {
  if (store.busy.has(name)) return { ok: false, error: "" };
  store.busy.add(name);
  redraw();
  try {
    return await act(what, body);
  } finally {
    store.busy.delete(name);
    redraw();
  }
}

const FAILED = {
  operation_timeout: "did not answer in time",
  dispatch_failed: "could not be reached",
};

/** Tell in words that the app did not take a click or a command. */
export function complain(error, subject = store.state.bot.real_name) {
  toast(`${subject} ${FAILED[error] ?? "could not do this"} (${error}).`, { kind: "problem" });
}
