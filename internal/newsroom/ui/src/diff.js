// How a comparison looks: the story's own type, what is gone struck, what came
// marked. The server compares (package body); this only draws.
import { el } from "./dom.js";

// pieces draws words. only leaves out what is "added" or "removed".
export function pieces(list, without) {
  return (list || []).filter((p) => p.op !== without).map((p) => {
    let node = p.text;
    if (p.em) node = el("em", {}, node);
    if (p.strong) node = el("strong", {}, node);
    if (p.href) node = el("span", { class: "link", title: p.href }, node);
    if (p.lang || p.dir) node = el("span", { lang: p.lang, dir: p.dir }, node);
    if (p.op === "added") return el("ins", {}, node);
    if (p.op === "removed") return el("del", {}, node);
    return node;
  });
}

const tags = { h2: "h3", blockquote: "blockquote", ul: "div", ol: "div", table: "div", figure: "p" };

// block draws a block with its pieces, or as it is.
export function block(b, list, without) {
  if (!b) return null;
  const of = list && list.length ? list : [{ op: "same", text: b.text }];
  const tag = tags[b.kind] || "p";
  return el(tag, { class: "block " + b.kind }, b.kind === "figure" ? ["Picture ", pieces(of, without)] : pieces(of, without));
}
