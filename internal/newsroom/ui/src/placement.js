// The tab that says how the story stands on each title, and changes it.
import { el, fill, byId } from "./dom.js";
import { hear, tell } from "./bus.js";
import { send } from "./net.js";
import { tab, shown } from "./panel.js";
import { latest, view, titleOf, saved, look } from "./sheet.js";

const labels = { headline: "Headline", kicker: "Kicker", standfirst: "Standfirst", byline: "Byline", signOff: "Sign-off" };
const states = { held: "waits for the desk", scheduled: "scheduled", live: "live", corrected: "live, corrected", takenDown: "taken down", killed: "killed" };
let place = null, drawn = "";

function show(e) {
  place = e;
  draw();
}

function draw() {
  const s = latest(), v = view();
  if (!place || !v) return;
  if (!s) return fill(place, el("p", { class: "soft" }, "Looking …"));
  // What somebody is typing here is not drawn over.
  const key = v.story.id + " " + v.story.rev;
  if (drawn.startsWith(v.story.id + " ") && place.querySelector("[data-touched]") && drawn === key) return;
  drawn = key;
  const on = s.on || [];
  fill(place,
    el("p", { class: "soft" }, s.home ? ["Home is ", el("b", {}, titleOf(s.home).name), ": search engines are told of its page while the words are the same."] : "Home is the title whose readers get it first, unless you choose one."),
    on.length ? on.map((x) => one(x, s)) : el("p", {}, "It is on no title yet."),
    adding(v, on));
}

function one(x, s) {
  const t = titleOf(x.title), may = t.may?.publish, id = "on-" + x.title;
  const said = el("p", { class: "bad", role: "alert", hidden: true });
  const f = el("form", { class: "placing", "aria-labelledby": id, oninput: () => touched(), onchange: () => touched() });
  const field = (name, label, input, hint) => el("p", { class: "field" }, el("label", { for: id + "-" + name }, label), input, hint);
  const section = x.seen ? el("p", {}, el("span", { class: "soft" }, "Section "), x.section, el("span", { class: "soft" }, " · readers know it at "), "/" + x.path)
    : field("section", "Section", el("select", { id: id + "-section", name: "section", disabled: !may }, t.sections.map((c) => el("option", { value: c.path, selected: c.path === x.section }, c.name)),
      t.sections.some((c) => c.path === x.section) ? null : el("option", { value: x.section || "", selected: true }, x.section ? x.section + " (not a section)" : "Choose a section")));
  const mine = (x.fields || []).filter((o) => o.name !== "byline" || !x.bylineLocked); // a locked one is told below
  const own = mine.map((o) => field(o.name, labels[o.name],
    el("input", { id: id + "-" + o.name, name: o.name, value: o.own || "", placeholder: o.base || "none", readonly: !may, autocomplete: "off" }),
    o.own ? el("span", { class: o.moved ? "warn" : "hint" }, o.moved ? ["Laid over “", o.replaced, "”; the story says now “", o.base, "”. "] : ["In place of “", o.base, "”. "],
      may ? el("button", { type: "button", class: "btn-quiet", onclick: () => { f.elements[o.name].value = ""; touched(); f.elements[o.name].focus(); } }, "As the story") : null) : null));
  // What the button does depends on what was changed, and with nothing changed it
  // does nothing.
  const keep = el("button", { class: "btn" }, "Save");
  const words = () => Object.fromEntries(mine.map((o) => [o.name, f.elements[o.name].value]).filter(([n, w]) => w !== (mine.find((o) => o.name === n).own || "")));
  const touched = () => {
    const said = Object.keys(words()).length > 0, e = f.elements;
    const any = said || e.note.value !== (x.note || "") || (e.section && e.section.value !== (x.section || "")) || (e.ownAddress && e.ownAddress.value !== (x.ownAddress || ""));
    keep.disabled = !any;
    keep.textContent = said && x.seen && x.state !== "takenDown" ? "Publish these words on " + t.name : "Save";
    f.toggleAttribute("data-touched", !!any);
  };
  const elsewhere = x.ownAddress || (s.home && s.home !== x.title);
  fill(f, el("h2", { id }, t.name, el("span", { class: "soft" }, " · ", x.state === "live" && !x.seen ? "waits for its time" : states[x.state] || x.state)), section,
    el("details", { open: mine.some((o) => o.own) }, el("summary", {}, "In its own words"), own),
    el("p", {}, el("span", { class: "soft" }, "Readers are told as byline: "), x.bylineTold || "none", x.bylineLocked ? el("span", { class: "soft" }, " (locked: the words are the agency's)") : null),
    s.home && s.home !== x.title ? el("p", {}, el("span", { class: "soft" }, "Search engines are told of "), titleOf(x.canonical).name, el("span", { class: "soft" }, ` · ${Math.round(100 * x.divergence)} % of the words here are not home's; from 30 % on it is a page of its own`)) : null,
    elsewhere ? field("ownAddress", "Why search engines are told of its own page", el("input", { id: id + "-ownAddress", name: "ownAddress", value: x.ownAddress || "", placeholder: "empty: of home's, while the words are the same", readonly: !may })) : null,
    field("note", "Note for the newsroom", el("input", { id: id + "-note", name: "note", value: x.note || "", readonly: !may })),
    may ? el("p", { class: "row" }, keep,
      !x.seen && s.home !== x.title && !(s.on || []).some((y) => y.seen) ? el("button", { type: "button", class: "btn-quiet", onclick: () => act(f, said, { home: true }) }, "Make it home") : null) : null,
    said);
  f.addEventListener("submit", (e) => {
    e.preventDefault();
    const body = { note: f.elements.note.value };
    if (f.elements.section && f.elements.section.value !== x.section) body.section = f.elements.section.value;
    if (f.elements.ownAddress) body.ownAddress = f.elements.ownAddress.value;
    if (!keep.disabled) act(f, said, body, words(), x);
  });
  f.place = x.title;
  touched();
  return f;
}

async function act(f, said, body, words, x) {
  said.hidden = true;
  const at = `/data/story/${encodeURIComponent(view().story.id)}/`;
  const changed = words && Object.keys(words).length > 0, live = x && x.seen && x.state !== "takenDown";
  try {
    if (changed && live) {
      const v = await saved();
      const done = await send("POST", at + "publish", { rev: v.story.rev, head: v.story.head, seen: v.placements, on: [{ title: f.place, own: words }] });
      tell("published", { done });
      delete body.section;
    }
    const again = changed && live ? {} : { rev: view().story.rev, head: view().story.head, seen: view().placements };
    await send("POST", at + "place", { ...again, title: f.place, ...body, own: changed && !live ? words : undefined });
    f.removeAttribute("data-touched");
    tell("story:changed", { id: view().story.id });
    look();
  } catch (e) {
    fill(said, e.message);
    said.hidden = false;
    if (e.status === 409) tell("story:changed", { id: view().story.id });
  }
}

function adding(v, on) {
  const free = (v.titles || []).filter((t) => t.may?.publish && !t.refuses && !on.some((x) => x.title === t.id) && !(v.placements || []).some((p) => p.title === t.id));
  if (!free.length || v.story.killedAt) return null;
  const said = el("p", { class: "bad", role: "alert", hidden: true });
  const section = el("select", { name: "section" });
  const sections = (id) => fill(section, titleOf(id).sections.map((c) => el("option", { value: c.path }, c.name)));
  const title = el("select", { name: "title", onchange: (e) => sections(e.target.value) }, free.map((t) => el("option", { value: t.id }, t.name)));
  sections(free[0].id);
  const f = el("form", { class: "placing", onsubmit: (e) => { e.preventDefault(); f.place = title.value; act(f, said, { section: section.value }); } },
    el("h2", {}, "Put it on another title"), el("p", { class: "row" }, el("label", {}, "Title ", title), el("label", {}, "Section ", section), el("button", { class: "btn" }, "Put it there")), said);
  return f;
}

if (byId("panel")) {
  tab({ id: "placement", label: "Placement", order: 5, show });
  hear("sheet", () => { if (shown() === "placement") draw(); });
}
