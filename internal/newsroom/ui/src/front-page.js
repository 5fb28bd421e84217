// The drawing of a front: its places in the proportions readers will see, each with
// what stands there and why.
import { el, fill, byId } from "./dom.js";
import { hear } from "./bus.js";
import { root, title, section, state, filled, placeName, sectionName, slotAt, change, setSlot, story, timeOf, wall, shortWall } from "./front-state.js";
import { grab, mark, focusOn, say } from "./front-carry.js";

function slot(at, stands, kind) {
  const pin = slotAt(at), skipped = (state.view.page.skipped || []).find((x) => x.at === at);
  const s = stands ? story(stands.story) : null;
  const headline = stands ? stands.headline || s.headline : "";
  const head = el("button", { class: "slot-head", type: "button", data: { headline } }, el("span", { class: "hide" }, placeName(at) + ": "), headline || el("span", { class: "soft" }, "Nothing to put here"));
  grab(head, stands?.story, at);
  return el("div", { class: `slot ${kind}${stands?.pinned ? " pinned" : " ruled"}${stands?.size ? " " + stands.size : ""}`, data: { at } },
    stands?.picture ? picture(s) : null,
    el("p", { class: "slot-at" }, placeName(at), stands?.pinned ? el("b", {}, " pinned") : null),
    head,
    stands && !stands.pinned ? el("p", { class: "slot-why" }, stands.why) : null,
    stands?.pinned && (pin?.from || pin?.until) ? el("p", { class: "slot-why" }, span(pin)) : null,
    stands?.folded?.length ? el("p", { class: "slot-why" }, "Stands for " + stands.folded.map((id) => "“" + story(id).headline + "”").join(", ")) : null,
    skipped ? el("p", { class: "note" }, `“${story(skipped.story).headline}” is pinned here and not shown: ${skipped.why}. `, toDo(at, skipped.story)) : null,
    stands ? el("p", { class: "slot-do" }, stands.pinned ? toDo(at, stands.story) : quiet("Pin here", `: “${headline}” to ${placeName(at)}`, () => pinHere(at, stands.story))) : null);
}

// quiet is a small button; rest says to those who hear it what it is about.
export const quiet = (label, rest, onclick, more) => el("button", { class: "btn-quiet", type: "button", onclick, ...more }, label, el("span", { class: "hide" }, rest));

const span = (pin) => [pin.from ? "from " + shortWall(pin.from) : "", pin.until ? "until " + shortWall(pin.until) : ""].filter(Boolean).join(" ");

function toDo(at, id) {
  const rest = ` “${story(id).headline}” on ${placeName(at)}`;
  return [quiet("Headline, time…", rest, () => edit(at)), quiet("Unpin", rest, () => unpin(at))];
}

function picture(s) {
  if (!s.picture) return el("div", { class: "slot-pic", "aria-hidden": "true" });
  return el("div", { class: "slot-pic" }, el("img", { src: `/preview/on/${encodeURIComponent(title)}/media/${s.picture}`, alt: "", loading: "lazy", draggable: "false" }));
}

async function pinHere(at, id) {
  if (await change((f) => setSlot(f, { at, story: id }))) say(`“${story(id).headline}” is pinned to ${placeName(at)}.`);
  focusOn(at);
}

async function unpin(at) {
  const headline = story(slotAt(at).story).headline;
  if (await change((f) => { f.slots = f.slots.filter((s) => s.at !== at); })) {
    const now = filled().get(at);
    say(`“${headline}” is unpinned from ${placeName(at)}. ${now ? "The rule puts “" + story(now.story).headline + "” there." : "Nothing stands there now."}`);
  }
  focusOn(at);
}

// edit asks for the headline, size and times of a pin.
function edit(at) {
  const pin = slotAt(at), own = story(pin.story).headline;
  const length = el("span", { class: "length" });
  const words = el("input", { id: "pin-headline", value: pin.headline || "", maxlength: "120", placeholder: own, oninput: () => count() });
  const count = () => { length.textContent = words.value.length + " of 120"; };
  count();
  const size = el("select", { id: "pin-size" }, [["", "As its place"], ["large", "Large, with its picture"], ["small", "Small, the headline alone"]].map(([v, t]) => el("option", { value: v, selected: (pin.size || "") === v }, t)));
  const from = el("input", { id: "pin-from", type: "datetime-local", value: wall(pin.from) });
  const until = el("input", { id: "pin-until", type: "datetime-local", value: wall(pin.until) });
  const bad = el("p", { class: "bad", role: "alert", hidden: true });
  const field = (id, label, input, more) => el("p", { class: "field" }, el("label", { for: id }, label, more), input);
  const form = el("form", { method: "dialog" },
    el("h2", { id: "pin-title" }, placeName(at) + ": " + own),
    bad,
    field("pin-headline", "Headline on this front alone", words, length),
    field("pin-size", "Size", size),
    el("div", { class: "row" }, field("pin-from", "Pinned from", from), field("pin-until", "until", until)),
    el("p", { class: "hint" }, "By the clock of " + state.data.title.timeZone + ". Empty is now, and until it is unpinned."),
    el("p", { class: "row" }, el("button", { class: "btn pri" }, "Take over"), el("button", { class: "btn", type: "button", onclick: () => d.close() }, "Cancel")));
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    try {
      const next = { at, story: pin.story, headline: words.value.trim(), size: size.value };
      // The minute that stood there keeps its seconds.
      next.from = from.value === wall(pin.from) ? pin.from : await timeOf(from.value);
      next.until = until.value === wall(pin.until) ? pin.until : await timeOf(until.value);
      for (const k of ["headline", "size", "from", "until"]) if (!next[k]) delete next[k];
      if (await change((f) => setSlot(f, next))) d.close();
    } catch (x) {
      bad.textContent = x.message;
      bad.hidden = false;
    }
  });
  const d = el("dialog", { class: "pin", "aria-labelledby": "pin-title" }, form);
  d.addEventListener("close", () => { d.remove(); focusOn(at); });
  document.body.append(d);
  d.showModal();
}

// draw shows all places: those that are filled, and those that could be.
function draw() {
  const p = state.view.page, at = filled(), on = document.activeElement?.dataset?.place;
  const one = (id, kind) => slot(id, at.get(id), kind);
  const page = byId("front-page");
  const seconds = state.front.seconds || Math.min(5, Math.max((p.second || []).length, p.layout === "bare" ? 3 : 4));
  const second = el("div", { class: "fp-second n" + seconds });
  for (let i = 1; i <= seconds; i++) second.append(one("second/" + i, "second"));
  let top = null;
  if (p.layout === "list") top = el("div", { class: "fp-top list" }, one("lead", "lead"));
  else if (p.layout === "quiet") top = el("div", { class: "fp-top pair quiet" }, one("lead", "lead"), one("lead/2", "lead"));
  else if (p.layout === "double") top = el("div", { class: "fp-top pair" }, one("lead", "lead"), one("lead/2", "lead"), second);
  else top = el("div", { class: "fp-top " + p.layout }, one("lead", "lead"), second);
  fill(page, unplaced(), top, section ? null : strips(one), newest(p));
  mark();
  if (on) focusOn(on);
}

// unplaced tells of pins for which there is no place.
function unplaced() {
  const list = (state.view.page.skipped || []).filter((x) => x.why === "the layout has no such place");
  if (!list.length) return null;
  return el("div", { class: "note" }, list.map((x) => el("p", {}, `“${story(x.story).headline}” is pinned to ${placeName(x.at)}, and the layout has no such place. `, el("button", { class: "btn-quiet", type: "button", onclick: () => unpin(x.at) }, "Unpin"))));
}

function strips(one) {
  const list = state.front.strips || state.data.title.sections.map((s) => ({ section: s.path }));
  return list.map((s) => {
    const there = (state.view.page.strips || []).find((x) => x.section === s.section);
    const n = s.stories || Math.max(4, there?.slots.length || 0);
    const row = el("div", { class: "fp-strip" + (there?.slots[0]?.picture ? " pic" : "") }, el("h2", {}, sectionName(s.section)));
    for (let i = 1; i <= n; i++) row.append(one(`strip/${s.section}/${i}`, i === 1 ? "head" : "more"));
    return row;
  });
}

function newest(p) {
  if (!p.hour?.length) return null;
  return el("div", { class: "fp-hour" }, el("h2", {}, section ? "Then all of the section" : "The hour"),
    el("ol", {}, p.hour.slice(0, section ? 24 : 12).map((x) => {
      const s = story(x.story), head = el("button", { class: "slot-head", type: "button", data: { headline: s.headline } }, s.headline);
      grab(head, x.story, "");
      head.classList.replace("slot-head", "line-head");
      return el("li", {}, el("time", {}, s.published ? shortWall(s.published) : ""), " ", el("span", { class: "soft" }, sectionName(s.section || "")), " ", head);
    })));
}

if (root) hear("front:drawn", draw);
