// The body's vocabulary, exactly that of internal/body, as ProseMirror's schema,
// and how it is read from HTML and written as HTML. A block is one line there.
import { Schema, DOMParser } from "../vendor/prosemirror.js";

const langForm = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/;
const langOf = (dom) => ({
  lang: langForm.test(dom.getAttribute("lang") || "") ? dom.getAttribute("lang") : "",
  dir: /^(rtl|ltr|auto)$/.test(dom.getAttribute("dir") || "") ? dom.getAttribute("dir") : "",
});
const langAttrs = (n) => ({ ...(n.attrs.lang ? { lang: n.attrs.lang } : {}), ...(n.attrs.dir ? { dir: n.attrs.dir } : {}) });
const lang = { lang: { default: "" }, dir: { default: "" } };
// n is which paragraph of the version it was: it stays while the words change.
const block = { ...lang, n: { default: null } };
const span = (dom, name) => Math.min(100, Math.max(1, parseInt(dom.getAttribute(name), 10) || 1));

// safeLink returns an address readers may be sent to, as body.safeLink does, or "".
export function safeLink(href) {
  const plain = String(href || "").replace(/[\s\u0000-\u001f]+/g, "");
  if (/[\\<>"'`]/.test(plain)) return "";
  if (/^https?:\/\/[^/?#]+/i.test(plain) || /^(mailto|tel):[^/]/i.test(plain)) return plain.replace(/^[a-z]+:/i, (s) => s.toLowerCase());
  return "";
}

const pictureForm = /^[A-Za-z0-9_-]{1,64}$/;

// figure shows a reference; what is said of a picture is set by the page.
const figure = (kind, says) => ["figure", { class: "ref", ["data-" + kind]: says }];

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", attrs: block, parseDOM: [{ tag: "p", getAttrs: langOf }], toDOM: (n) => ["p", langAttrs(n), 0] },
    crosshead: {
      group: "block", content: "text*", marks: "em link span", attrs: block, defining: true,
      parseDOM: ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag, getAttrs: langOf })), toDOM: (n) => ["h2", langAttrs(n), 0],
    },
    quote: { group: "block", content: "(paragraph | list)+", attrs: block, defining: true, parseDOM: [{ tag: "blockquote", getAttrs: langOf }], toDOM: (n) => ["blockquote", langAttrs(n), 0] },
    bullets: { group: "block list", content: "item+", attrs: block, parseDOM: [{ tag: "ul", getAttrs: langOf }], toDOM: (n) => ["ul", langAttrs(n), 0] },
    numbers: { group: "block list", content: "item+", attrs: block, parseDOM: [{ tag: "ol", getAttrs: langOf }], toDOM: (n) => ["ol", langAttrs(n), 0] },
    item: { content: "paragraph list*", attrs: lang, defining: true, parseDOM: [{ tag: "li", getAttrs: langOf }], toDOM: (n) => ["li", langAttrs(n), 0] },
    table: { group: "block", content: "caption? row+", attrs: block, isolating: true, parseDOM: [{ tag: "table", getAttrs: langOf }], toDOM: (n) => ["table", langAttrs(n), ["tbody", 0]] },
    caption: { content: "inline*", parseDOM: [{ tag: "caption" }], toDOM: () => ["caption", 0] },
    row: { content: "cell+", attrs: { head: { default: false } }, parseDOM: [{ tag: "tr", getAttrs: (dom) => ({ head: dom.parentNode?.nodeName === "THEAD" }) }], toDOM: (n) => ["tr", n.attrs.head ? { class: "head" } : {}, 0] },
    cell: {
      content: "inline*", isolating: true, attrs: { header: { default: false }, colspan: { default: 1 }, rowspan: { default: 1 } },
      parseDOM: ["td", "th"].map((tag) => ({ tag, getAttrs: (dom) => ({ header: tag === "th", colspan: span(dom, "colspan"), rowspan: span(dom, "rowspan") }) })),
      toDOM: (n) => [n.attrs.header ? "th" : "td", { ...(n.attrs.colspan > 1 ? { colspan: n.attrs.colspan } : {}), ...(n.attrs.rowspan > 1 ? { rowspan: n.attrs.rowspan } : {}) }, 0],
    },
    picture: {
      group: "block", atom: true, draggable: true, attrs: { n: { default: null }, id: {} },
      parseDOM: [{ tag: "figure[data-picture]", getAttrs: (dom) => pictureForm.test(dom.dataset.picture) && { id: dom.dataset.picture } }], toDOM: (n) => figure("picture", n.attrs.id),
    },
    embed: {
      group: "block", atom: true, draggable: true, attrs: { n: { default: null }, address: {} },
      parseDOM: [{ tag: "figure[data-embed]", getAttrs: (dom) => /^https:/.test(safeLink(dom.dataset.embed)) && { address: safeLink(dom.dataset.embed) } }], toDOM: (n) => figure("embed", n.attrs.address),
    },
    text: { group: "inline" },
    br: { group: "inline", inline: true, selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: {
      attrs: { href: {} }, inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => { const href = safeLink(dom.getAttribute("href")); return href ? { href } : false; } }],
      toDOM: (m) => ["a", { href: m.attrs.href, title: m.attrs.href }, 0],
    },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }, { tag: "cite" }, { tag: "dfn" }], toDOM: () => ["em", 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    span: { attrs: lang, parseDOM: [{ tag: "span[lang], span[dir]", getAttrs: (dom) => { const a = langOf(dom); return a.lang || a.dir ? a : false; } }], toDOM: (m) => ["span", langAttrs(m), 0] },
  },
});

const parser = DOMParser.fromSchema(schema);
export const wordsParser = parser;

let policy;

// inert parses HTML into a document of its own, where nothing is run or loaded.
function inert(html) {
  if (window.trustedTypes) {
    policy ||= window.trustedTypes.createPolicy("desk-words", { createHTML: (s) => s });
    html = policy.createHTML(html);
  }
  return new window.DOMParser().parseFromString(html, "text/html");
}

// written has the HTML of blocks: of those that were read, to the letter as they
// came, so that what nobody touched counts as unchanged in every comparison.
const written = new WeakMap();

// read returns the document of a body.
export function read(html) {
  const blocks = [];
  for (const line of String(html || "").split("\n")) {
    if (!line.trim()) continue;
    const found = [];
    parser.parse(inert(line).body).forEach((b) => found.push(b));
    for (const b of found) {
      const own = b.type.create({ ...b.attrs, n: String(blocks.length) }, b.content, b.marks);
      if (found.length === 1) written.set(own, line);
      blocks.push(own);
    }
  }
  return schema.node("doc", null, blocks.length ? blocks : [schema.node("paragraph")]);
}

// lines returns the HTML of each block that has any words or refers to something.
export function lines(doc) {
  const out = [];
  doc.forEach((b) => {
    const html = line(b);
    if (html) out.push(html);
  });
  return out;
}

export const write = (doc) => lines(doc).join("\n");

// line returns the HTML of a block, "" for an empty one.
export function line(b) {
  let html = written.get(b);
  if (html === undefined) {
    html = writeBlock(b);
    written.set(b, html);
  }
  return html;
}

// keep tells what the HTML of a block is, as when only its number has changed.
export const keep = (b, html) => written.set(b, html);

const escapeText = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const escapeAttr = (s) => escapeText(s).replace(/"/g, "&#34;").replace(/'/g, "&#39;");
const langText = (n) => (n.attrs.lang ? ` lang="${n.attrs.lang}"` : "") + (n.attrs.dir ? ` dir="${n.attrs.dir}"` : "");
const all = (n, fn) => {
  let s = "";
  n.forEach((c) => { s += fn(c); });
  return s;
};

function writeBlock(b) {
  switch (b.type.name) {
    case "paragraph":
    case "crosshead": {
      if (!b.textContent.trim()) return "";
      const tag = b.type.name === "crosshead" ? "h2" : "p";
      return `<${tag}${langText(b)}>${inline(b)}</${tag}>`;
    }
    case "quote": {
      const inside = all(b, writeBlock);
      return inside && `<blockquote${langText(b)}>${inside}</blockquote>`;
    }
    case "bullets":
    case "numbers": {
      const tag = b.type.name === "bullets" ? "ul" : "ol";
      const items = all(b, (it) => {
        const inside = inline(it.firstChild) + all(it, (c) => (c.type.name === "paragraph" ? "" : writeBlock(c)));
        return it.textContent.trim() ? `<li${langText(it)}>${inside}</li>` : "";
      });
      return items && `<${tag}${langText(b)}>${items}</${tag}>`;
    }
    case "table": return writeTable(b);
    case "picture": return `<figure data-picture="${b.attrs.id}"></figure>`;
    case "embed": return `<figure data-embed="${escapeAttr(b.attrs.address)}"></figure>`;
  }
  return "";
}

function writeTable(b) {
  let caption = "", head = "", body = "";
  b.forEach((r) => {
    if (r.type.name === "caption") {
      caption = inline(r) && `<caption>${inline(r)}</caption>`;
      return;
    }
    const row = "<tr>" + all(r, (c) => {
      const tag = c.attrs.header ? "th" : "td";
      return `<${tag}${c.attrs.colspan > 1 ? ` colspan="${c.attrs.colspan}"` : ""}${c.attrs.rowspan > 1 ? ` rowspan="${c.attrs.rowspan}"` : ""}>${inline(c)}</${tag}>`;
    }) + "</tr>";
    if (r.attrs.head && !body) head += row;
    else body += row;
  });
  if (!b.textContent.trim()) return "";
  return `<table${langText(b)}>${caption}${head && `<thead>${head}</thead>`}${body && `<tbody>${body}</tbody>`}</table>`;
}

const tags = { link: "a", em: "em", strong: "strong", span: "span" };
const openTag = (m) => "<" + tags[m.type.name] + (m.type.name === "link" ? ` href="${escapeAttr(m.attrs.href)}"` : m.type.name === "span" ? langText(m) : "") + ">";

function inline(n) {
  let out = "";
  let open = [];
  const close = (keep) => {
    while (open.length > keep) out += `</${tags[open.pop().type.name]}>`;
  };
  n.forEach((c) => {
    let keep = 0;
    while (keep < open.length && keep < c.marks.length && open[keep].eq(c.marks[keep])) keep++;
    close(keep);
    for (const m of c.marks.slice(keep)) {
      out += openTag(m);
      open.push(m);
    }
    out += c.isText ? escapeText(c.text) : "<br>";
  });
  close(0);
  return out;
}

const counted = new WeakMap();

// words counts the words of a document; blocks that have not changed are not
// counted again.
export function words(doc) {
  let n = 0;
  doc.forEach((b) => {
    let w = counted.get(b);
    if (w === undefined) {
      w = (b.textBetween(0, b.content.size, " ", " ").match(/\S+/g) || []).length;
      counted.set(b, w);
    }
    n += w;
  });
  return n;
}
