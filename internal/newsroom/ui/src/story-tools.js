// The row of buttons above the body, and the sheets for a link and a picture.
import { el, fill, byId } from "./dom.js";
import { keysOf } from "./keys.js";

const key = keysOf("In the body");

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const keyed = (k) => (mac ? k.replace("Ctrl+", "⌘").replace("Shift+", "⇧") : k);

const buttons = [
  { name: "strong", label: "Bold", key: "Ctrl+B", mark: true },
  { name: "em", label: "Italic", key: "Ctrl+I", mark: true },
  { name: "link", label: "Link", key: "Ctrl+K", ask: true },
  { name: "crosshead", label: "Crosshead", key: "Ctrl+Shift+2", mark: true },
  { name: "quote", label: "Quote", key: "Ctrl+Shift+9", mark: true },
  { name: "bullets", label: "List", key: "Ctrl+Shift+8", mark: true },
  { name: "numbers", label: "Numbered list", key: "Ctrl+Shift+7", mark: true },
  { name: "table", label: "Table", key: "Ctrl+Shift+6" },
  { name: "picture", label: "Picture", key: "Ctrl+Shift+5", ask: true },
  { name: "undo", label: "Undo", key: "Ctrl+Z" },
  { name: "redo", label: "Redo", key: "Ctrl+Y" },
];
const ofTable = [
  { name: "addRow", label: "Add row" }, { name: "addColumn", label: "Add column" }, { name: "removeRow", label: "Remove row" },
  { name: "removeColumn", label: "Remove column" }, { name: "headRow", label: "Heading row" }, { name: "removeTable", label: "Remove table" },
];

// The body's keys are the editor's own; they stand here so that "?" lists them.
if (byId("story")) {
  for (const b of buttons) key(b.key, b.label.toLowerCase(), () => false);
  key("Alt+ArrowUp", "to the paragraph before", () => false);
  key("Alt+ArrowDown", "to the next paragraph", () => false);
  key("Alt+Shift+ArrowUp", "move the paragraph up", () => false);
  key("Alt+Shift+ArrowDown", "move the paragraph down", () => false);
  key("Escape", "leave it", () => false);
}

// makeTools returns the row and update(), which makes it show where the cursor is.
// The buttons are one stop for Tab; arrows go between them.
export function makeTools(editor, ask) {
  const act = (b) => (b.ask ? ask[b.name]() : editor().run(b.name));
  const button = (b) => (b.element = el("button", { type: "button", class: "tool", tabindex: "-1", title: b.key ? `${b.label} (${keyed(b.key)})` : b.label, "aria-keyshortcuts": b.key ? b.key.replace("Ctrl", "Control") : null,
    "aria-pressed": b.mark ? "false" : null, onmousedown: (e) => e.preventDefault(), onclick: () => act(b) }, b.label));
  const tableRow = el("span", { class: "of-table", role: "group", "aria-label": "Table", hidden: true }, ofTable.map(button));
  const row = el("div", { class: "tools", role: "toolbar", "aria-label": "Body", "aria-controls": "story-body" }, buttons.map(button), tableRow);
  const shown = () => [...row.querySelectorAll("button")].filter((b) => !b.closest("[hidden]"));
  const rove = (to) => {
    for (const b of row.querySelectorAll("button")) b.tabIndex = b === to ? 0 : -1;
  };
  rove(row.querySelector("button"));
  row.addEventListener("keydown", (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step || e.altKey || e.ctrlKey) return;
    const all = shown(), at = all.indexOf(document.activeElement);
    const next = all[(at + step + all.length) % all.length];
    rove(next);
    next.focus();
    e.preventDefault();
  });
  let waiting = 0;
  const draw = () => {
    waiting = 0;
    const ed = editor();
    if (!ed) return;
    for (const b of buttons) if (b.mark) b.element.setAttribute("aria-pressed", String(ed.on(b.name)));
    const inTable = ed.on("table");
    tableRow.hidden = !inTable;
    if (inTable) for (const b of ofTable) b.element.setAttribute("aria-disabled", String(!ed.can(b.name)));
  };
  // What the buttons show may lag by a frame; a key must not wait for it.
  return { row, update: () => { waiting ||= setTimeout(draw, 60); } };
}

// askLink opens the sheet for a link; done gets the address, "" to remove it.
export function askLink(now, safe, done) {
  const input = el("input", { id: "link-address", type: "url", value: now, placeholder: "https://", autocomplete: "off" });
  const wrong = el("p", { class: "bad", role: "alert", hidden: true });
  sheet("Link", [el("p", { class: "field" }, el("label", { for: "link-address" }, "Address"), input), wrong], [
    { label: "Link", pri: true, act: () => {
      const typed = input.value.trim();
      const href = safe(/^[a-z]+:/i.test(typed) ? typed : "https://" + typed);
      if (!href || !typed) {
        fill(wrong, "That is no address of a page. It begins with https://, mailto: or tel:.");
        wrong.hidden = false;
        return false;
      }
      done(href);
    } },
    now ? { label: "Remove the link", act: () => done("") } : null,
  ]);
}

// askPicture opens the sheet of the story's pictures and of what is embedded by
// its address; done gets ("picture", id) or ("embed", address).
export function askPicture(pictures, safe, done) {
  const input = el("input", { id: "embed-address", type: "url", placeholder: "https://", autocomplete: "off" });
  const wrong = el("p", { class: "bad", role: "alert", hidden: true });
  const d = sheet("Picture or embed", [
    el("h3", {}, "A picture of this story"),
    pictures.length ? el("ul", { class: "choices" }, pictures.map((p) => el("li", {}, el("button", { type: "button", class: "btn-quiet", onclick: () => { d.close(); done("picture", p.picture); } }, p.caption || p.alt || p.picture), " ", el("span", { class: "soft" }, p.credit || ""))))
      : el("p", { class: "soft" }, "The story has none yet."),
    el("h3", {}, "What stands elsewhere"),
    el("p", { class: "field" }, el("label", { for: "embed-address" }, "Address of the page"), input, el("span", { class: "hint" }, "Readers get a link to it; nothing is loaded from there.")),
    wrong,
  ], [{ label: "Embed", pri: true, act: () => {
    const href = safe(input.value.trim());
    if (!href.startsWith("https://")) {
      fill(wrong, "That is no address that begins with https://.");
      wrong.hidden = false;
      return false;
    }
    done("embed", href);
  } }]);
}

function sheet(heading, inside, acts) {
  const form = el("form", { method: "dialog", novalidate: true, onsubmit: (e) => { if (acts[0].act() === false) e.preventDefault(); } }, inside,
    el("p", { class: "row" }, acts.filter(Boolean).map((a, i) => el("button", { type: i ? "button" : "submit", class: a.pri ? "btn pri" : "btn", onclick: i ? () => { d.close(); a.act(); } : null }, a.label)),
      el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Cancel")));
  const d = el("dialog", { "aria-labelledby": "sheet-heading" }, el("h2", { id: "sheet-heading" }, heading), form);
  d.addEventListener("close", () => d.remove());
  document.body.append(d);
  d.showModal();
  return d;
}
