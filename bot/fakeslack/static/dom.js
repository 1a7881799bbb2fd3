// Elements as values, and the one function that makes the page look like them. Nodes are kept wherever
// key (or tag and position) stay the same, so that focus, scroll positions and typed text survive a redraw.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "indeterminate", "open"]);

/** Return an element: its tag, its attributes, what is in it (nested lists, null and false are fine).
 *
 * Besides attributes: `key` (who it is among its siblings), `on` (listeners), `mounted`, `redrawn` and `removed`
 * (called with the node), `opaque` (what is in it is somebody else's).
 */
export function h(tag, props, ...children) {
  const { key = null, on = {}, mounted = null, removed = null, redrawn = null, opaque = false, ...rest } = props ?? {};
  return { tag, key, on, mounted, removed, redrawn, opaque, props: rest, children: flat(children) };
}

/** Make `parent` hold exactly `children`, with as little change as possible. */
export function draw(parent, ...children) {
  reconcile(parent, flat(children));
}

/** Return what is there as one list. An element without a key gets one of its place, so that what comes and goes
 * before it does not change who it is.
 */
function flat(children, place = "") {
  const all = [];
  children.forEach((child, index) => {
    if (Array.isArray(child)) all.push(...flat(child, `${place}${index}.`));
    else if (child !== null && typeof child === "object") all.push(Object.assign(child, { key: child.key ?? `${place}${index}` }));
    else if (child !== null && child !== undefined && typeof child !== "boolean" && child !== "") all.push(String(child));
  });
  return all;
}

function reconcile(parent, wanted) {
  const keyed = new Map();
  const texts = [];
  for (const node of parent.childNodes) {
    if (node.drawn) keyed.set(node.drawn.key, node);
    else texts.push(node);
  }
  const nodes = wanted.map((child) => [child, matching(child, keyed, texts)]);
  for (const node of [...keyed.values(), ...texts]) discard(node);
  let before = parent.firstChild; // a node that stays in its place is not moved: moving would take its focus
  for (const [child, kept] of nodes) {
    const node = kept ?? build(child);
    if (node === before) before = before.nextSibling;
    else parent.insertBefore(node, before);
    update(node, child, kept === null);
  }
}

function matching(child, keyed, texts) {
  if (typeof child !== "object") return texts.shift() ?? null;
  const found = keyed.get(child.key);
  if (found?.drawn.tag !== child.tag) return null;
  keyed.delete(child.key);
  return found;
}

function build(child) {
  if (typeof child !== "object") return document.createTextNode(child);
  const isSvg = child.tag === "svg" || child.tag === "path" || child.tag === "circle";
  const node = isSvg ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
  node.drawn = { tag: child.tag, key: child.key, props: {}, on: {} };
  return node;
}

function update(node, child, isNew) {
  if (typeof child !== "object") {
    if (node.data !== child) node.data = child;
    return;
  }
  attributes(node, node.drawn.props, child.props);
  listeners(node, node.drawn.on, child.on);
  Object.assign(node.drawn, { props: child.props, on: child.on, removed: child.removed });
  if (!child.opaque) reconcile(node, child.children);
  if (isNew && child.mounted) queueMicrotask(() => node.isConnected && child.mounted(node));
  if (child.redrawn) queueMicrotask(() => node.isConnected && child.redrawn(node, isNew));
}

function attributes(node, old, wanted) {
  for (const name of Object.keys(old)) {
    if (!(name in wanted)) node.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (PROPERTIES.has(name)) {
      if (node[name] !== value) node[name] = value;
    } else if (value === null || value === undefined || value === false) {
      node.removeAttribute(name);
    } else if (old[name] !== value) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
}

function listeners(node, old, wanted) {
  for (const kind of Object.keys(wanted)) {
    if (!(kind in old)) node.addEventListener(kind, hear);
  }
  for (const kind of Object.keys(old)) {
    if (!(kind in wanted)) node.removeEventListener(kind, hear);
  }
}

function hear(event) {
  return event.currentTarget.drawn.on[event.type]?.(event);
}

function discard(node) {
  farewell(node);
  node.remove();
}

function farewell(node) {
  for (const child of node.childNodes) farewell(child);
  node.drawn?.removed?.(node);
}
