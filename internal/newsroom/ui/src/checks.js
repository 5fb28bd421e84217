// The tab that lists what is missing or odd before readers get it.
import { el, fill, byId } from "./dom.js";
import { hear, tell } from "./bus.js";
import { send } from "./net.js";
import { keysOf } from "./keys.js";
import { tab, shown } from "./panel.js";
import { latest, view, titleOf, goTo, sentence, look, beingAsked } from "./sheet.js";

const key = keysOf("Story");

let place = null, at = -1, badge = () => {};

const open = () => (latest()?.checks || []).filter((c) => !c.passed);

function show(e) {
  place = e;
  draw();
}

function draw() {
  if (!place) return;
  const s = latest();
  if (!s) return fill(place, el("p", { class: "soft" }, "Looking …"));
  const typed = place.querySelector(".passing input")?.value; // somebody is giving a reason: wait
  if (typed) return;
  const all = s.checks || [];
  const part = (label, list) => (list.length ? [el("h2", {}, label), el("ul", { class: "checks" }, list.map(row))] : null);
  fill(place,
    all.length ? null : el("p", { class: "ok" }, "Nothing is missing or odd."),
    part("Stops it", all.filter((c) => c.severity === "stops")),
    part("Look at it", all.filter((c) => c.severity !== "stops" && !c.passed)),
    part("Passed", all.filter((c) => c.passed)),
    el("p", { class: "soft" }, el("kbd", {}, "F7"), " leads to the next one."));
}

function row(c) {
  const li = el("li", { class: c.severity });
  const may = view().may;
  li.append(el("button", { type: "button", class: "link", onclick: () => goTo(c) }, c.title ? el("b", {}, titleOf(c.title).name + ": ") : null, sentence(c.words)));
  if (c.passed) li.append(el("p", { class: "soft" }, "“", c.passed.reason, "” – ", c.passed.by.replace(/^desk:/, "")));
  else if (c.severity !== "stops" && may.write) li.append(el("button", { type: "button", class: "btn-quiet", onclick: (e) => passing(li, c, e.target) }, "Pass it …"));
  return li;
}

// passing asks why a warning may stay.
function passing(li, c, button) {
  const why = el("input", { "aria-label": "Why it may stay as it is", placeholder: "Why it may stay as it is", maxlength: "300" });
  const said = el("p", { class: "bad", role: "alert", hidden: true });
  const close = () => { form.remove(); button.hidden = false; draw(); byId("tab-checks")?.focus(); };
  const form = el("form", { class: "row passing", onsubmit: pass, onkeydown: (e) => { if (e.key === "Escape") { why.value = ""; close(); } } }, why, el("button", { class: "btn" }, "Pass"), said);
  button.hidden = true;
  li.append(form);
  why.focus();
  async function pass(e) {
    e.preventDefault();
    try {
      await send("POST", `/data/story/${encodeURIComponent(view().story.id)}/pass`, { ...beingAsked(), check: c, reason: why.value });
      why.value = "";
      close();
      tell("story:changed", { id: view().story.id });
      look();
    } catch (x) {
      fill(said, x.message);
      said.hidden = false;
    }
  }
}

// lock tells at the byline whose name readers get, and closes the field where no
// other would be shown.
function lock(s) {
  const field = byId("field-byline"), on = (s.on || [])[0];
  if (!field) return;
  let told = byId("byline-told");
  if (!told) {
    told = el("span", { class: "hint", id: "byline-told" });
    field.after(told);
    field.setAttribute("aria-describedby", ((field.getAttribute("aria-describedby") || "") + " byline-told").trim());
  }
  const locked = !!on?.bylineLocked;
  if (locked !== field.hasAttribute("data-locked")) {
    field.toggleAttribute("data-locked", locked);
    field.readOnly = locked || !view()?.write;
  }
  told.textContent = !on ? "" : locked ? `Locked: ${on.bylineTold}. ${Math.round(100 * s.share)} % of the words are the desk's; from 15 % on a name may stand beside the agency's.`
    : on.bylineTold ? `Readers are told: ${on.bylineTold}.` : "";
}

if (byId("panel")) {
  badge = tab({ id: "checks", label: "Checks", order: 4, show });
  hear("sheet", (d) => {
    badge(open().length);
    draw();
    lock(d.sheet);
  });
  hear("story:loaded", () => (at = -1));
  hear("story:closed", () => badge(0));
  key("F7", "next check", () => {
    const list = open();
    if (!list.length) return say("No checks.");
    at = (at + 1) % list.length;
    goTo(list[at]);
    say(`Check ${at + 1} of ${list.length}: ${sentence(list[at].words)}`);
  }, { typing: true });
}

function say(text) {
  const state = byId("state");
  if (state) state.textContent = text;
}
