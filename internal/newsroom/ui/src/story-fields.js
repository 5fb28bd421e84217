// The fields of a story beside its body, with their lengths as they are typed.
import { el } from "./dom.js";

// name, label, length from which it is long for its place, and whether it is set
// in the paper's own face.
const list = [
  { name: "kicker", label: "Kicker", long: 40 },
  { name: "headline", label: "Headline", long: 90, big: "headline" },
  { name: "standfirst", label: "Standfirst", long: 220, big: "standfirst" },
  { name: "slugline", label: "Slugline", long: 60 },
  { name: "byline", label: "Byline", long: 80 },
  { name: "signOff", label: "Sign-off", long: 40 },
];
const atMost = 2000; // news.LongestField

export const names = list.map((f) => f.name);
export const labelOf = (name) => (list.find((f) => f.name === name) || { label: "Text" }).label;

// makeFields returns the elements above and below the body, and how to read and
// write them.
export function makeFields(changed) {
  const inputs = {}, lengths = {};
  const one = (f) => {
    const input = el(f.big ? "textarea" : "input", { id: "field-" + f.name, class: f.big || null, rows: f.big ? "1" : null, maxlength: String(atMost), autocomplete: "off", "aria-describedby": "length-" + f.name,
      oninput: () => { measure(f); changed(); } });
    if (f.big) input.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.ctrlKey && !e.metaKey) e.preventDefault(); });
    inputs[f.name] = input;
    lengths[f.name] = el("span", { class: "length", id: "length-" + f.name });
    return el("p", { class: "field" }, el("label", { for: "field-" + f.name }, f.label, " ", lengths[f.name]), input);
  };
  const measure = (f) => {
    const n = [...inputs[f.name].value].length;
    lengths[f.name].textContent = n ? String(n) : "";
    lengths[f.name].classList.toggle("over", n > f.long);
    lengths[f.name].title = n > f.long ? `long for a ${f.label.toLowerCase()}: ${f.long} are good` : "";
    if (inputs[f.name].nodeName === "TEXTAREA") grow(inputs[f.name]);
  };
  const value = (name) => inputs[name].value.replace(/\s+/g, " ").trim();
  const above = el("div", { class: "fields" }, list.slice(0, 3).map(one));
  const below = el("div", { class: "fields small" }, list.slice(3).map(one));
  return {
    above, below,
    values: () => Object.fromEntries(names.map((n) => [n, value(n)])),
    // set writes fields; one that has the focus keeps its cursor.
    set(values) {
      for (const f of list) {
        if (values[f.name] === undefined || value(f.name) === values[f.name]) continue;
        const i = inputs[f.name], at = i.selectionStart, focused = document.activeElement === i;
        i.value = values[f.name];
        if (focused) i.setSelectionRange(at, at);
      }
      list.forEach(measure);
    },
    setEditable(yes) {
      for (const n of names) inputs[n].readOnly = !yes;
    },
    measure: () => list.forEach(measure),
    focus: (name) => inputs[name].focus(),
  };
}

// grow makes a text field as high as its words, where the sheet cannot.
function grow(t) {
  if (CSS.supports("field-sizing", "content")) return;
  t.rows = Math.max(1, Math.ceil(t.value.length / 48));
}
