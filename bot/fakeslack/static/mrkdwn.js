// Slack's mrkdwn as elements: code first, then quotes, then marks and styles within a line.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mark, unescaped } from "./marks.js";

const STYLES = { "*": "strong", _: "em", "~": "del" };
const BEFORE = /[\s([{"'–—\-:;,.!?/>*_~]/;
const AFTER = /[\s)\]}"'–—\-:;,.!?/<*_~]/;

/** Draw a text or an object with `type` plain_text or mrkdwn. */
export function text(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return mrkdwn(value);
  if (value.type === "mrkdwn") return mrkdwn(value.text);
  return value.emoji === false ? value.text : withEmoji(value.text);
}

/** Draw mrkdwn. */
export function mrkdwn(source) {
  return source.split(/(```[\s\S]+?```)/g).map((piece, index) =>
    index % 2 ? h("pre", null, h("code", null, bare(piece.slice(3, -3).replace(/^\n/, "")))) : quoted(piece),
  );
}

function quoted(piece) {
  const drawn = [];
  let quote = [];
  const lines = piece.split("\n");
  lines.forEach((line, index) => {
    const last = index === lines.length - 1;
    if (line.startsWith("&gt;")) {
      quote.push(line.slice(4).trimStart());
      if (!last) return;
    }
    if (quote.length) {
      drawn.push(h("blockquote", null, broken(quote)));
      quote = [];
      if (line.startsWith("&gt;")) return;
    }
    drawn.push(inline(line), last ? null : h("br"));
  });
  return drawn;
}

function broken(lines) {
  return lines.map((line, index) => [index ? h("br") : null, inline(line)]);
}

function inline(line) {
  const pieces = line.split(/(`[^`\n]+`|<[^<>]+>)/g).map((piece, index) => {
    if (index % 2 === 0) return piece;
    return piece[0] === "`" ? h("code", null, bare(piece.slice(1, -1))) : mark(piece.slice(1, -1));
  });
  return styled(pieces);
}

/** Text inside code: marks show what they stand for, nothing else is read. */
function bare(piece) {
  return unescaped(piece.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target, label) => label || target));
}

/** Put what stands between two signs (`*bold*`) into its element; `pieces` are text and elements in turn. */
function styled(pieces) {
  const drawn = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (typeof piece !== "string") {
      drawn.push(piece);
      continue;
    }
    const found = span(pieces, at);
    if (!found) {
      drawn.push(withEmoji(unescaped(piece)));
      continue;
    }
    const { sign, before, inside, rest } = found;
    drawn.push(withEmoji(unescaped(before)), h(STYLES[sign], null, styled(inside)), styled(rest));
    return drawn;
  }
  return drawn;
}

function span(pieces, at) {
  const piece = pieces[at];
  for (let start = 0; start < piece.length; start += 1) {
    const sign = piece[start];
    if (!(sign in STYLES) || !opens(piece, start, at)) continue;
    const end = closing(pieces, at, start, sign);
    if (end) return { sign, before: piece.slice(0, start), ...between(pieces, at, start, end) };
  }
  return null;
}

function opens(piece, start, at) {
  const before = start > 0 ? piece[start - 1] : at === 0 ? " " : ">";
  const after = piece[start + 1] ?? "<";
  return BEFORE.test(before) && !/\s/.test(after) && after !== piece[start];
}

function closing(pieces, at, start, sign) {
  for (let index = at; index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (typeof piece !== "string") continue;
    for (let place = index === at ? start + 1 : 0; place < piece.length; place += 1) {
      if (piece[place] !== sign) continue;
      const before = place > 0 ? piece[place - 1] : ">";
      const after = place + 1 < piece.length ? piece[place + 1] : index === pieces.length - 1 ? " " : "<";
      const empty = index === at && place === start + 1;
      if (!empty && !/\s/.test(before) && AFTER.test(after)) return { index, place };
    }
  }
  return null;
}

function between(pieces, at, start, end) {
  const rest = [pieces[end.index].slice(end.place + 1), ...pieces.slice(end.index + 1)];
  if (end.index === at) return { inside: [pieces[at].slice(start + 1, end.place)], rest };
  const inside = [
    pieces[at].slice(start + 1),
    ...pieces.slice(at + 1, end.index),
    pieces[end.index].slice(0, end.place),
  ];
  return { inside, rest };
}
