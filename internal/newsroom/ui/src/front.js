// The screen of a front: what can be done with it, and what became of it.
import { el, fill, byId, plural } from "./dom.js";
import { hear } from "./bus.js";
import { keysOf } from "./keys.js";
import { root, title, section, state, load, forget, dirty, changes, back, discard, deed, look, over, timeOf, shortWall, placeName, story } from "./front-state.js";
import { say } from "./front-carry.js";
import "./front-page.js";
import "./front-side.js";

const key = keysOf("Front");

const wide = 1280;
const shown = { open: false, width: "wide", scheme: "device" };
let said = null;

function tools() {
  const d = state.data, mine = dirty();
  const stands = d.head.rev ? `Revision ${d.head.rev}: ${d.head.note}. ${name(d.head.by)}, ${shortWall(d.head.at)}.` : "Nobody has set this front; all of it is filled by rule.";
  const when = el("input", { type: "datetime-local", id: "front-when", value: byId("front-when")?.value || "", "aria-label": "Time, by the clock of " + d.title.timeZone });
  const which = el("select", { id: "front-which", "aria-label": "Which of the two" , hidden: byId("front-which")?.hidden !== false }, el("option", { value: "first" }, "the first"), el("option", { value: "second" }, "the second"));
  fill(byId("front-tools"),
    el("div", { class: "row front-row" },
      el("button", { class: "btn pri", type: "button", id: "front-publish", disabled: !mine, onclick: publish }, "Publish now"),
      el("span", { class: "front-later" }, when, which, el("button", { class: "btn", type: "button", id: "front-later", disabled: !mine, onclick: later }, "Publish at this time")),
      el("button", { class: "btn", type: "button", id: "front-step", disabled: !changes(), onclick: stepBack }, "Take back"),
      mine ? el("button", { class: "btn", type: "button", id: "front-discard", onclick: drop }, "Discard") : null,
      el("button", { class: "btn", type: "button", id: "front-undo", disabled: mine || d.head.back < 0, onclick: undo }, "Undo the last publication"),
      el("button", { class: "btn", type: "button", id: "front-look", "aria-expanded": String(shown.open), "aria-controls": "front-preview", onclick: toggle }, "Preview")),
    el("p", { class: mine ? "warn" : "soft", id: "front-stands" }, mine ? (changes() ? plural(changes(), "change") + " not published. " : "There are changes that are not published. ") : "", stands),
    el("p", { id: "front-carried", class: "ok", hidden: true }),
    el("div", { id: "front-preview", hidden: !shown.open }));
  if (shown.open) preview();
  nav();
}

const name = (by) => (by || "the house").replace(/^desk:/, "");

function nav() {
  const to = (p) => "/fronts/" + encodeURIComponent(title) + (p ? "/" + encodeURIComponent(p) : "");
  fill(byId("front-of"), state.data.fronts.map((f) => el("a", { href: to(f.path), "aria-current": (f.path || "") === section ? "page" : null }, f.name)));
}

function tellThem(kind, ...words) {
  said = words.length ? { kind, words } : null;
  notes();
}

function notes() {
  const box = said ? el("p", { class: said.kind, role: said.kind === "bad" ? "alert" : "status" }, said.words) : null;
  fill(byId("front-said"), box, state.theirs ? clash() : null);
}

// clash shows both fronts where somebody else has changed what is being changed.
function clash() {
  const theirs = state.theirs.head, places = new Set([...(theirs.slots || []), ...state.front.slots].map((s) => s.at));
  const of = (list, at) => {
    const s = (list || []).find((x) => x.at === at);
    if (!s?.story) return "by rule";
    return (s.headline || state.theirs.stories[s.story]?.headline || story(s.story).headline) + (s.until ? ", until " + shortWall(s.until) : "");
  };
  const rows = [...places].sort().map((at) => [placeName(at), of(theirs.slots, at), of(state.front.slots, at)]);
  rows.unshift(["Layout", theirs.layout || "by rule", state.front.layout || "by rule"]);
  return el("div", { class: "bad", role: "alert", id: "front-clash" },
    el("p", {}, el("b", {}, `${name(theirs.by)} has published this front meanwhile (${shortWall(theirs.at)}: ${theirs.note}).`), " Nothing of yours is lost, and nothing was laid over theirs."),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Both fronts" }, el("table", { class: "list" }, el("thead", {}, el("tr", {}, ["Place", "Theirs, before readers", "Yours"].map((t) => el("th", { scope: "col" }, t)))),
      el("tbody", {}, rows.filter((r) => r[1] !== r[2]).map((r) => el("tr", {}, r.map((t) => el("td", {}, t))))))),
    el("p", { class: "row" }, el("button", { class: "btn", type: "button", onclick: () => { discard(); tellThem("ok", "You see theirs."); } }, "Take theirs"),
      el("button", { class: "btn", type: "button", onclick: () => { over(); tellThem("note", "Yours is laid out. Publish it, and it replaces theirs; theirs stays in the history."); } }, "Go on with mine")));
}

async function publish() {
  if (await deed("on", { front: state.front, seen: state.seen })) {
    tellThem("ok", `Readers have it: revision ${state.data.head.rev}.`);
    say("Published. Readers have it.");
  }
}

async function later() {
  const which = byId("front-which");
  try {
    const text = byId("front-when").value;
    if (!text) return tellThem("bad", "Choose a day and a time first.");
    const due = await timeOf(text, which.hidden ? "" : which.value);
    if (await deed("on", { front: state.front, seen: state.seen, due })) {
      byId("front-when").value = "";
      tellThem("ok", `It changes by itself at ${shortWall(due)} (${state.data.title.timeZone}). What readers have now stays until then.`);
    }
  } catch (e) {
    which.hidden = !/twice/.test(e.message);
    tellThem("bad", e.message);
  }
}

async function undo() {
  if (await deed("undo", { seen: state.seen })) {
    tellThem("ok", "Undone: " + state.data.head.note + ".");
    say("Undone. Readers have the front before.");
  }
}

async function stepBack() {
  if (await back()) say("The last change is taken back.");
}

function drop() {
  discard();
  tellThem("note", "Your changes are gone. This is what readers have.");
}

function toggle() {
  shown.open = !shown.open;
  tools();
  byId("front-look").focus();
}

function preview() {
  const pick = (name, label, options) => el("label", {}, el("span", { class: "hide" }, label), el("select", { onchange: (e) => { shown[name] = e.target.value; preview(); } }, options.map(([v, t]) => el("option", { value: v, selected: shown[name] === v }, t))));
  const url = `/preview/front/${encodeURIComponent(title)}/${encodeURIComponent(section)}?scheme=${shown.scheme}&front=${encodeURIComponent(JSON.stringify(state.front))}`;
  const frame = el("iframe", { id: "front-frame", title: "The front as readers will get it", sandbox: "allow-same-origin", referrerpolicy: "no-referrer", src: url });
  const room = el("div", { class: "preview-room" }, frame);
  fill(byId("front-preview"), el("div", { class: "row preview-row" },
    pick("width", "Width", [["wide", "Full width"], ["390", "Phone"]]), pick("scheme", "Colours", [["device", "As here"], ["light", "Light"], ["dark", "Dark"]]),
    el("a", { href: url, target: "_blank", rel: "noopener" }, "Open alone")), room);
  const full = shown.width === "wide", across = Math.max(wide, room.clientWidth), scale = full ? Math.min(1, room.clientWidth / across) : 1, height = 640;
  frame.style.width = full ? across + "px" : "min(390px, 100%)";
  frame.style.height = height / scale + "px";
  frame.style.transform = scale < 1 ? `scale(${scale})` : "none";
  room.style.height = height + "px";
}

async function begin() {
  try {
    if (await load()) tellThem("note", "Changes of yours that were not published are still here.");
  } catch (e) {
    tellThem("bad", e.message);
    fill(byId("front-page"), el("p", {}, e.kept ? "Changes of yours that were not published are kept in this browser and could not be laid out. " : "The front could not be loaded. ", el("button", { class: "btn", type: "button", onclick: begin }, "Try again"),
      e.kept ? [" ", el("button", { class: "btn", type: "button", id: "front-without", onclick: without }, "Discard them")] : null));
  }
}

function without() {
  forget();
  tellThem();
  begin();
}

if (root) {
  hear("front:drawn", () => { tools(); notes(); });
  hear("front:refused", (e) => {
    if (!state.theirs) tellThem("bad", e.message || "That did not work; try again.");
  });
  hear("journal", ({ event }) => {
    const of = event.ref || "";
    if (!state.data) return;
    if ((event.verb === "front.changed" && of === title + "/" + section) || (event.verb === "banner.changed" && of === title)) look().catch(() => {});
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && state.data) look().catch(() => {}); });
  addEventListener("beforeunload", (e) => { if (state.data && dirty()) e.preventDefault(); });
  key("Ctrl+Enter", "publish the front", () => { if (dirty()) publish(); }, { typing: true });
  key("Ctrl+z", "take the last change back", () => { stepBack(); });
  key("v", "preview", toggle);
  begin();
}
