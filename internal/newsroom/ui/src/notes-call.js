// The list of colleagues that opens while an @ is being typed into a note.
import { el, fill } from "./dom.js";

// makeCalling returns the list that belongs under a text field. changed is called
// when a name was put into it.
export function makeCalling(text, people, changed) {
  const list = el("ul", { class: "called", role: "listbox", "aria-label": "Colleagues", id: "called", hidden: true });
  text.setAttribute("aria-controls", "called");
  text.setAttribute("aria-autocomplete", "list");
  let found = [], at = 0;
  const begun = () => text.value.slice(0, text.selectionStart).match(/(?:^|[\s(„“"'/,;:])@([a-z0-9.-]*)$/i);
  const close = () => {
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    fill(list, found.map((p, i) => el("li", { role: "option", id: "called-" + i, "aria-selected": String(i === at), onmousedown: (e) => { e.preventDefault(); at = i; put(); } }, el("b", {}, "@" + p.name), " " + p.fullName)));
    list.hidden = !found.length;
    if (found.length) text.setAttribute("aria-activedescendant", "called-" + at);
    else close();
  };
  function put() {
    const m = begun();
    if (!m) return close();
    const from = text.selectionStart - m[1].length;
    text.setRangeText(found[at].name + " ", from, text.selectionStart, "end");
    close();
    changed();
  }
  text.addEventListener("input", () => {
    const m = begun();
    if (!m) return close();
    const word = m[1].toLowerCase();
    found = people.filter((p) => p.name.startsWith(word) || p.fullName.toLowerCase().split(" ").some((w) => w.startsWith(word))).slice(0, 5);
    at = 0;
    draw();
  });
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (e) => {
    if (list.hidden || e.ctrlKey || e.metaKey || e.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) at = (at + step + found.length) % found.length;
    else if (e.key !== "Enter" && e.key !== "Tab" && e.key !== "Escape") return;
    e.preventDefault();
    e.stopPropagation();
    if (step) draw();
    else if (e.key === "Escape") close();
    else put();
  });
  return list;
}
