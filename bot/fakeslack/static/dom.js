// Elements as values, and the one function that makes the page look like them. Nodes are kept wherever
// key (or tag and position) stay the same, so that focus, scroll positions and typed text survive a redraw.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "indeterminate", "open"]);

/** Return an element: its tag, its attributes, what is in it (nested lists, null and false are fine). */
export function h(tag, props, ...children) {
  const { key = null, on = null, mounted = null, removed = null, redrawn = null, ...rest } = props ?? {};
  return { tag, key, on: on ?? {}, mounted, removed, redrawn, props: rest, children: flat(children) };
}

/** Make `parent` hold exactly `children`, with as little change as possible. */
export function draw(parent, ...children) {
  reconcile(parent, flat(children));
}

function flat(children) {
  const all = [];
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === true || child === "") continue;
    all.push(typeof child === "object" ? child : String(child));
  }
  return all;
}

function reconcile(parent, wanted) {
  const keyed = new Map();
  const loose = [];
  for (const node of parent.childNodes) {
    const key = node.drawn?.key ?? null;
    if (key === null) loose.push(node);
    else keyed.set(key, node);
  }
  const nodes = wanted.map((child) => [child, matching(child, keyed, loose)]);
  for (const node of [...keyed.values(), ...loose]) discard(node);
  let before = parent.firstChild; // a node that stays in its place is not moved: moving would take its focus
  for (const [child, kept] of nodes) {
    const node = kept ?? build(child);
    if (node === before) before = before.nextSibling;
    else parent.insertBefore(node, before);
    update(node, child, kept === null);
  }
}

function matching(child, keyed, loose) {
  if (typeof child === "object" && child.key !== null) {
    const found = keyed.get(child.key);
    if (found?.drawn.tag !== child.tag) return null;
    keyed.delete(child.key);
    return found;
  }
  const tag = typeof child === "object" ? child.tag : null;
  const at = loose.findIndex((node) => (node.drawn?.tag ?? null) === tag);
  return at < 0 ? null : loose.splice(at, 1)[0];
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
  reconcile(node, child.children);
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
