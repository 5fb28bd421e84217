// Keys. Single letters act only where no words are being typed, and can be turned
// off (WCAG 2.1.4); all that there are stand under "?".
import { el } from "./dom.js";

const known = [];
// The sheet has its groups in this order; others follow.
const groups = ["Everywhere", "Story", "List", "In the body", "Panel", "Merge", "Front", "Plan"];

// key binds a key, written as "j", "Ctrl+Enter", "Alt+ArrowUp" or "g w" (one after
// the other). options.scope is an element that must hold the focus; options.typing
// lets it act while words are typed, which keys with Ctrl or Alt do anyway;
// options.modal while a dialog is open that does not hold options.scope;
// options.group is the part of the desk it belongs to on the sheet of keys, and
// options.silent keeps it off that sheet.
export function key(keys, label, fn, options) {
  const k = { keys, label, fn, parts: keys.split(" "), group: "Everywhere", ...(options || {}) };
  known.push(k);
  return () => known.splice(known.indexOf(k), 1);
}

// keysOf returns key for one group.
export const keysOf = (group) => (keys, label, fn, options) => key(keys, label, fn, { group, ...(options || {}) });

const plain = () => document.body.hasAttribute("data-plain-keys");
let first = "", firstAt = 0;

function name(e) {
  let k = e.key === " " ? "Space" : e.key;
  if (k.length === 1 && (e.ctrlKey || e.altKey || e.metaKey)) k = k.toLowerCase();
  const shift = e.shiftKey && (k.length > 1 || e.ctrlKey || e.altKey);
  return (e.ctrlKey || e.metaKey ? "Ctrl+" : "") + (e.altKey ? "Alt+" : "") + (shift ? "Shift+" : "") + k;
}

export const typing = (t) => !!(t && t.closest && t.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable=true]"));

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.isComposing) return;
  const n = name(e);
  const single = !e.ctrlKey && !e.altKey && !e.metaKey && e.key.length === 1;
  const chain = first && e.timeStamp - firstAt < 1500 ? first + " " + n : "";
  first = "";
  const modal = document.querySelector("dialog:modal");
  for (const k of [...known].reverse()) {
    const hit = k.keys === n || (chain && k.keys === chain);
    if (!hit || (k.scope && !k.scope.contains(e.target))) continue;
    if (!(e.ctrlKey || e.altKey || e.metaKey) && typing(e.target) && !k.typing) continue;
    if (single && plain()) continue;
    if (modal && !k.modal && !(k.scope && modal.contains(k.scope))) {
      if (e.ctrlKey || e.metaKey) e.preventDefault(); // no page is saved instead
      continue; // what lies under a sheet is not acted on
    }
    if (k.fn(e) === false) continue;
    e.preventDefault();
    return;
  }
  if (single && !typing(e.target) && !plain() && known.some((k) => k.parts.length > 1 && k.parts[0] === n)) {
    first = n;
    firstAt = e.timeStamp;
  }
});

const shown = { Arrow: "", "Space": "space" };
const caps = (part) => Object.entries(shown).reduce((s, [from, to]) => s.replace(from, to), part).replaceAll("+", " ");

// help shows all keys by their groups. Its heading has the focus, so that it is read
// from its beginning.
function help() {
  const list = known.filter((k) => !k.silent);
  const names = [...new Set([...groups, ...list.map((k) => k.group)])].filter((g) => list.some((k) => k.group === g));
  const heading = el("h2", { id: "keys-heading", tabindex: "-1" }, "Keys");
  const d = el("dialog", { class: "keysheet", "aria-labelledby": "keys-heading" },
    el("div", { class: "sheethead" }, heading, el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Close")),
    plain() ? el("p", {}, "Single letters are turned off. Turn them on under your name.") : null,
    el("div", { class: "keygroups", tabindex: "0", role: "group", "aria-labelledby": "keys-heading" }, names.map((g) => el("section", {}, el("h3", {}, g), el("dl", { class: "keys" }, list.filter((k) => k.group === g).map((k) => [
      el("dt", { data: { keys: k.keys, ...(k.scope ? { scope: "" } : {}) } }, k.parts.map((p, i) => [i ? " " : "", el("kbd", {}, caps(p))])), el("dd", {}, k.label)]))))));
  const before = document.activeElement;
  d.addEventListener("close", () => {
    d.remove();
    before?.focus();
  });
  document.body.append(d);
  d.showModal();
  heading.focus();
}
key("?", "all keys", help);
key("F6", "next pane", () => pane(1), { typing: true });
key("Shift+F6", "pane before", () => pane(-1), { typing: true });

function pane(step) {
  const all = [...document.querySelectorAll(".pane")].filter((p) => p.offsetParent !== null);
  if (!all.length) return false;
  const at = all.findIndex((p) => p.contains(document.activeElement));
  all[(at + step + all.length) % all.length].focus();
}
