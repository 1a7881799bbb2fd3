// What the page knows, in one place, and whoever wants to hear of a change.

export const store = {
  me: "", // the name of the person at the keyboard
  state: null, // GET /page/state
  place: "", // the open channel's id, or HOME
  tab: "home", // of the app's home: "home" or "messages"
  channel: null, // GET /page/messages
  messages: [],
  unread: "", // the time stamp after which all was new when the place was opened
  thread: "", // the time stamp of the open thread's first message
  jump: "", // a message to scroll to once it is there
  front: "", // the message that last had the focus
  popup: "", // the name of the one menu that is open
  dialog: null, // a question, a file, a list; see dialog.js
  editing: "", // the time stamp of the message that is being changed
  busy: new Set(), // what was clicked and has not been answered
  toasts: [],
  online: true,
  sidebar: false, // on a phone: is the list of channels in front?
  offset: 0, // of the workspace's clock to the machine's, in milliseconds
};

export const HOME = "home";

const listeners = [];
let waiting = false;

/** Call `listener` after changes, at most once a frame. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Take over some values and redraw. */
export function set(values) {
  Object.assign(store, values);
  redraw();
}

/** Draw the page again, soon. */
export function redraw() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    for (const listener of listeners) listener();
  });
}

/** Return the person with this id, or a stand-in that shows the id. */
export function person(id) {
  return store.state.people.find((one) => one.id === id) ?? { id, name: id, real_name: id, is_bot: false };
}

/** Return the channel with this id, if it can be seen. */
export function channel(id) {
  return store.state.channels.find((one) => one.id === id) ?? null;
}

/** Return the present moment of the workspace's clock, in milliseconds. */
export function now() {
  return Date.now() + store.offset;
}
