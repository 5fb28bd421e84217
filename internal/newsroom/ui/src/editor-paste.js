// What is pasted comes from Word, Google Docs, a page of the web or a mail, with
// all that those carry. It is rebuilt here in the body's vocabulary, as
// internal/body does at the door; the schema lets nothing else in anyway.
import { Slice, Fragment } from "../vendor/prosemirror.js";
import { schema, safeLink, wordsParser } from "./editor-schema.js";

const dropped = new Set(("SCRIPT STYLE TEMPLATE IFRAME FRAME FRAMESET NOFRAMES OBJECT EMBED APPLET SVG MATH NOSCRIPT HEAD TITLE TEXTAREA SELECT OPTION BUTTON INPUT " +
  "DATALIST CANVAS AUDIO VIDEO PICTURE IMG MAP XMP NOEMBED PLAINTEXT BASE META LINK FIGCAPTION DIALOG PARAM SOURCE TRACK NAV DEL").split(" "));
const starts = new Set(("P DIV SECTION ARTICLE MAIN HEADER FOOTER ASIDE ADDRESS CENTER FORM FIELDSET LEGEND DETAILS SUMMARY HGROUP H1 H2 H3 H4 H5 H6 BLOCKQUOTE UL OL MENU " +
  "LI DL DT DD TABLE FIGURE PRE HR BODY HTML TR TD TH THEAD TBODY TFOOT CAPTION").split(" "));
const deepest = 200;

const style = (n) => (n.getAttribute && n.getAttribute("style")) || "";
const says = (n, name) => (style(n).match(new RegExp("(?:^|;)\\s*" + name + "\\s*:\\s*([^;]+)", "i")) || ["", ""])[1].trim().toLowerCase();
const skip = (n) => n.nodeType === 8 || (n.nodeType === 1 && (dropped.has(n.nodeName.toUpperCase()) || n.namespaceURI !== "http://www.w3.org/1999/xhtml" || n.hidden ||
  says(n, "display") === "none" || /mso-hide\s*:\s*all|mso-element\s*:\s*(comment|footnote)|mso-list\s*:\s*ignore/i.test(style(n))));
const isBlock = (n) => n.nodeType === 1 && starts.has(n.nodeName) && !skip(n);
const holdsBlock = (n, depth) => n.nodeType === 1 && !skip(n) && depth < deepest && [...n.childNodes].some((c) => isBlock(c) || holdsBlock(c, depth + 1));
const desk = document.implementation.createHTMLDocument(""); // nothing is run or loaded in it
const make = (tag, ...inside) => {
  const e = desk.createElement(tag);
  e.append(...inside);
  return e;
};

// rebuild returns a div that holds what is pasted in the vocabulary alone.
function rebuild(dom) {
  return make("div", ...lists(flow([...dom.childNodes], 0)));
}

// flow turns siblings into blocks: runs of text become paragraphs, and two line
// breaks end one.
function flow(nodes, depth) {
  const out = [];
  let run = [], breaks = 0;
  const flush = () => {
    while (run.length && run[run.length - 1].nodeName === "BR") run.pop();
    while (run.length && run[0].nodeName === "BR") run.shift();
    const p = make("p", ...run);
    if (p.textContent.replace(/[\s\u00a0\u200b]/g, "")) out.push(p);
    run = [];
  };
  for (const n of nodes) {
    if (skip(n)) continue;
    if (n.nodeName === "BR") {
      if (++breaks >= 2) flush();
      else run.push(make("br"));
      continue;
    }
    if (n.nodeType === 3 && !n.data.trim()) {
      run.push(text(n.data));
      continue;
    }
    breaks = 0;
    if (isBlock(n) || holdsBlock(n, 0)) {
      flush();
      if (depth < deepest) out.push(...blocks(n, depth + 1));
    } else {
      run.push(...inline(n, depth + 1));
    }
  }
  flush();
  return out;
}

function blocks(n, depth) {
  const inside = () => flow([...n.childNodes], depth);
  const rtl = n.dir === "rtl";
  const led = (list) => {
    if (rtl) for (const b of list) b.dir = "rtl";
    return list;
  };
  switch (n.nodeName) {
    case "H1": case "H2": case "H3": case "H4": case "H5": case "H6": {
      const h = make("h2", ...inline(n, depth));
      for (const br of h.querySelectorAll("br")) br.replaceWith(" ");
      return h.textContent.trim() ? led([h]) : [];
    }
    case "BLOCKQUOTE": {
      const q = make("blockquote");
      const rest = [];
      for (const b of inside()) {
        if (b.nodeName === "BLOCKQUOTE") q.append(...b.childNodes);
        else if (b.nodeName === "H2") q.append(make("p", ...b.childNodes));
        else if (b.nodeName === "TABLE" || b.nodeName === "FIGURE") rest.push(b);
        else q.append(b);
      }
      return led([...(q.childNodes.length ? [q] : []), ...rest]);
    }
    case "UL": case "OL": case "MENU": return list(n, depth);
    case "TABLE": return table(n, depth);
    case "FIGURE": {
      const kept = make("figure");
      if (n.dataset.picture) kept.dataset.picture = n.dataset.picture;
      else if (n.dataset.embed) kept.dataset.embed = n.dataset.embed;
      else return inside();
      return [kept];
    }
    case "PRE": return n.textContent.split(/\n\s*\n/).map((part) => make("p", ...part.split("\n").flatMap((l, i) => (i ? [make("br"), l] : [l])))).filter((p) => p.textContent.trim());
    case "HR": return [];
    case "P": {
      const item = wordItem(n);
      if (item) {
        const p = make("p", ...inline(n, depth));
        p.dataset.level = item.level;
        p.dataset.kind = item.kind;
        return p.textContent.trim() ? [p] : [];
      }
    }
  }
  return led(inside());
}

// wordItem tells whether a paragraph of Word's is an item of a list: it writes
// them as paragraphs, with the bullet or number as text that is to be ignored.
function wordItem(p) {
  const m = style(p).match(/mso-list\s*:\s*[^;]*level(\d+)/i);
  if (!m) return null;
  const mark = [...p.querySelectorAll("span")].find((s) => /mso-list\s*:\s*ignore/i.test(style(s)));
  return { level: +m[1], kind: /^\s*\(?([0-9]+|[a-z]{1,4})[.)]/i.test(mark ? mark.textContent : "") ? "ol" : "ul" };
}

// lists gathers Word's items, which follow each other, into lists.
function lists(flat) {
  const out = [];
  let open = []; // lists that an item may still join, outermost first
  for (const b of flat) {
    const level = +(b.dataset?.level || 0);
    if (!level) {
      open = [];
      out.push(b);
      continue;
    }
    open = open.slice(0, level);
    if (open.length && open[open.length - 1].nodeName !== b.dataset.kind.toUpperCase() && open.length === level) open.pop();
    while (open.length < level) {
      const l = make(b.dataset.kind);
      const parent = open[open.length - 1];
      if (!parent) out.push(l);
      else if (parent.lastElementChild) parent.lastElementChild.append(l);
      else {
        open.push(parent); // a level was left out
        continue;
      }
      open.push(l);
    }
    open[open.length - 1].append(make("li", make("p", ...b.childNodes)));
  }
  return out;
}

function list(n, depth) {
  const l = make(n.nodeName === "OL" ? "ol" : "ul");
  for (const c of n.children) {
    if (skip(c) || depth > deepest) continue;
    if (/^(UL|OL|MENU)$/.test(c.nodeName)) { // Google Docs puts a list straight into a list
      const inner = list(c, depth + 1);
      if (l.lastElementChild) l.lastElementChild.append(...inner);
      else l.append(...inner.flatMap((x) => [...x.children]));
      continue;
    }
    const p = make("p"), inner = [];
    for (const b of lists(flow([...c.childNodes], depth + 1))) {
      if (b.nodeName === "UL" || b.nodeName === "OL") inner.push(b);
      else {
        if (p.childNodes.length) p.append(make("br"));
        p.append(...(b.nodeName === "P" || b.nodeName === "H2" ? b.childNodes : [b.textContent]));
      }
    }
    if (p.textContent.trim()) l.append(make("li", p, ...inner));
    else if (inner.length) l.append(...inner[0].children);
  }
  return l.children.length ? [l] : [];
}

function table(n, depth) {
  const t = make("table"), after = [];
  for (const tr of n.querySelectorAll("tr")) {
    if (tr.closest("table") !== n) continue;
    const row = make("tr");
    for (const c of tr.children) {
      if (c.nodeName !== "TD" && c.nodeName !== "TH") continue;
      const cell = make(c.nodeName.toLowerCase());
      for (const name of ["colspan", "rowspan"]) if (+c.getAttribute(name) > 1) cell.setAttribute(name, c.getAttribute(name));
      for (const b of flow([...c.childNodes], depth + 1)) {
        if (cell.childNodes.length) cell.append(make("br"));
        cell.append(...(b.nodeName === "P" || b.nodeName === "H2" ? b.childNodes : [b.textContent]));
      }
      row.append(cell);
    }
    if (!row.textContent.trim()) continue;
    const head = tr.parentNode.nodeName === "THEAD";
    let group = t.lastElementChild;
    if (!group || (group.nodeName === "THEAD") !== head) t.append((group = make(head ? "thead" : "tbody")));
    group.append(row);
  }
  // A table of one column, or with blocks side by side, only set the page.
  if (!t.querySelector("tr > :nth-child(2)")) {
    for (const c of n.querySelectorAll("td, th")) if (c.closest("table") === n) after.push(...flow([...c.childNodes], depth + 1));
    return after;
  }
  return [t];
}

// inline returns a node's text with the marks of the vocabulary.
function inline(n, depth) {
  if (n.nodeType === 3) return [text(n.data)];
  if (n.nodeType !== 1 || skip(n) || depth > deepest) return [];
  if (n.nodeName === "BR") return [make("br")];
  let inside = [...n.childNodes].flatMap((c) => inline(c, depth + 1));
  const weight = says(n, "font-weight"), slant = says(n, "font-style");
  const bold = weight ? weight === "bold" || weight === "bolder" || +weight >= 600 : n.nodeName === "B" || n.nodeName === "STRONG";
  const italic = slant ? slant === "italic" || slant === "oblique" : /^(I|EM|CITE|DFN)$/.test(n.nodeName);
  if (bold && !/^H[1-6]$/.test(n.nodeName)) inside = [make("strong", ...inside)];
  if (italic) inside = [make("em", ...inside)];
  if (n.nodeName === "A") {
    const href = address(n.getAttribute("href"));
    if (href) {
      const a = make("a", ...inside);
      a.setAttribute("href", href);
      inside = [a];
    }
  }
  return inside;
}

// text folds white space; no-break spaces stay where one stands alone between
// words, as French has them, and not where they only fill a line.
const text = (s) => s.replace(/[\u00ad\ufeff\u200b\u2060]/g, "").replace(/[ \t\r\n\f]*\u00a0[\u00a0 \t\r\n\f]+|[ \t\r\n\f]+\u00a0/g, " ");

// address returns where a link leads, without the detour that Google Docs adds,
// and without what only counts clicks.
function address(href) {
  let u;
  try {
    u = new URL(href);
    if (/(^|\.)google\.[a-z.]+$/.test(u.hostname) && u.pathname === "/url" && u.searchParams.get("q")) u = new URL(u.searchParams.get("q"));
  } catch {
    return "";
  }
  const counting = [...u.searchParams.keys()].filter((k) => /^(utm_\w+|fbclid|gclid|mc_cid|mc_eid)$/.test(k));
  for (const k of counting) u.searchParams.delete(k);
  return safeLink(u.href === href || (counting.length === 0 && u.href === href + "/") ? href : u.href);
}

// plainText returns paragraphs of plain text: at blank lines where there are any,
// as in mail with its lines broken, else at each line.
export function plainText(words) {
  const all = words.replace(/\r\n?/g, "\n");
  const parts = /\n[ \t]*\n/.test(all.trim()) ? all.split(/\n[ \t]*\n\s*/) : all.split("\n");
  const found = parts.map((p) => text(p).replace(/\s+/g, " ").trim()).filter(Boolean);
  if (!found.length) return Slice.empty;
  return new Slice(Fragment.from(found.map((p) => schema.node("paragraph", null, schema.text(p)))), 1, 1);
}

// clipboardParser is ProseMirror's, with what comes from elsewhere rebuilt first.
export const clipboardParser = {
  parseSlice: (dom, options) => wordsParser.parseSlice(dom.querySelector("[data-pm-slice]") ? dom : rebuild(dom), options),
};
