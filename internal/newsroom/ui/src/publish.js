// The publish sheet, in the panel beside the text: which titles, when, what readers
// are told; and afterwards what they see. Ctrl+Enter opens it, and sends it.
import { el, fill, byId, clock, plural } from "./dom.js";
import { hear, tell } from "./bus.js";
import { send } from "./net.js";
import { keysOf } from "./keys.js";
import { tab, choose, shown } from "./panel.js";
import { latest, view, titleOf, goTo, sentence, saved, ask, look, at as when } from "./sheet.js";
import { withdrawing } from "./withdraw.js";
import { slot } from "./story.js";

const key = keysOf("Story");

const states = { held: "waits for the desk", scheduled: "scheduled", live: "live", corrected: "live, corrected", takenDown: "taken down", killed: "killed" };
let place = null, form = null, of = "", parts = {}, busy = false, typed = false;

function show(e) {
  place = e;
  const v = view();
  if (of !== v.story.id || !form || !place.contains(form)) build(v);
  rows(v);
  update();
}

function build(v) {
  of = v.story.id;
  parts = { stops: el("div", { id: "publish-stops" }), rows: el("fieldset", { id: "publish-titles" }), done: el("div", { id: "publish-done", role: "status" }), said: el("p", { class: "bad", id: "publish-said", role: "alert", hidden: true }),
    lifts: el("div"), kinds: el("fieldset", { id: "publish-kind", hidden: true }), away: el("section", { id: "withdraw", "aria-label": "Withdraw" }) };
  parts.at = el("input", { type: "datetime-local", id: "publish-at", name: "at", oninput: changed });
  parts.which = el("select", { id: "publish-which", "aria-label": "Which of the two" }, el("option", { value: "" }, "–"), el("option", { value: "first" }, "the first"), el("option", { value: "second" }, "the second"));
  parts.whichRow = el("span", { hidden: true }, " As the clocks are put back this time comes twice: ", parts.which);
  parts.note = el("textarea", { id: "publish-note", name: "note", rows: "2", oninput: () => (parts.note.touched = true) });
  parts.noteRow = el("p", { class: "field", hidden: true }, el("label", { for: "publish-note" }, "Readers will see"), parts.note, el("span", { class: "hint" }, "Stands on the page, under “Changes to this story”."));
  parts.same = el("p", { class: "soft", id: "publish-same", hidden: true }, "Readers of these titles have this version. Nothing waits to be published.");
  parts.send = el("button", { class: "btn pri", id: "publish-send" }, "Publish");
  const kind = (value, label, hint) => el("label", {}, el("input", { type: "radio", name: "change", value, checked: value === "edit", onchange: changed }), label, el("span", { class: "soft" }, " " + hint));
  fill(parts.kinds, el("legend", {}, "Kind of change"), kind("edit", "Update", "readers are told what is new"), kind("correction", "Correction", "readers are told what was wrong"), kind("minor", "Minor", "a comma; readers are not told"));
  form = el("form", { id: "publish-form", novalidate: true, onsubmit: (e) => { e.preventDefault(); publish(); } },
    parts.stops, parts.rows,
    el("p", { class: "field" }, el("label", { for: "publish-at" }, "Not before"), el("span", {}, parts.at, parts.whichRow), el("span", { class: "hint", id: "publish-zones" })),
    parts.kinds, parts.noteRow, parts.lifts,
    el("p", { class: "row" }, parts.send, el("span", { class: "soft" }, el("kbd", {}, "Ctrl Enter"))), parts.same, parts.said, parts.done);
  fill(place, el("button", { type: "button", class: "btn-quiet phone", onclick: () => { document.body.dataset.pane = "story"; byId("story").focus(); } }, "Back to the story"), form, parts.away);
}

// rows lists the titles; what somebody has chosen stays chosen.
function rows(v) {
  const kept = values();
  const list = (v.titles || []).filter((t) => t.may?.publish);
  fill(parts.rows, el("legend", {}, "Titles"), list.length ? null : el("p", { class: "soft" }, "You publish on none of its titles."), list.map((t) => {
    const p = (v.placements || []).find((x) => x.title === t.id), seen = !!p?.firstPublished, id = "publish-" + t.id;
    const was = kept[t.id] || { on: !!p && p.state !== "takenDown", section: p?.section || "", headline: p?.headline || "" };
    const state = !p ? "not on it" : p.state === "scheduled" ? "scheduled for " + when(p.publishAt, t.id) : p.state === "live" && !seen ? waits(v, p) : seen && p.published < v.story.head && p.state !== "takenDown" ? `${states[p.state]} with version ${p.published}` : states[p.state];
    return el("div", { class: "publish-title", data: { title: t.id } },
      el("label", { class: "on" }, el("input", { type: "checkbox", name: "on", value: t.id, checked: was.on, onchange: changed }), el("b", {}, t.name), el("span", { class: "soft" }, " · ", state)),
      seen ? null : el("label", { for: id + "-section" }, el("span", { class: "soft" }, "in "), el("select", { id: id + "-section", name: "section-" + t.id, onchange: changed, "aria-label": "Section on " + t.name },
        was.section ? null : el("option", { value: "" }, "Choose a section"), t.sections.map((c) => el("option", { value: c.path, selected: c.path === was.section }, c.name)))),
      el("details", { open: !!was.headline }, el("summary", {}, "Headline of its own"), el("input", { name: "headline-" + t.id, value: was.headline, placeholder: v.latest?.headline || "", "aria-label": "Headline on " + t.name, autocomplete: "off", onchange: changed })));
  }));
  const zones = [...new Set(list.map((t) => t.timeZone))];
  byId("publish-zones").textContent = "Empty is now. " + (zones.length > 1 ? "By the clock of each title: " : "By the clock of ") + zones.join(", ") + ".";
}

// waits says for what a story waits that was released and no reader has.
const waits = (v, p) => (v.story.embargoUntil ? "waits until " + when(v.story.embargoUntil, p.title) : "released, and kept back");

function values() {
  const out = {};
  for (const e of parts.rows?.querySelectorAll(".publish-title") || []) {
    const t = e.dataset.title;
    out[t] = { on: e.querySelector("[name=on]").checked, section: e.querySelector("select")?.value || "", headline: e.querySelector("input[name^=headline]").value };
  }
  return out;
}

function order() {
  const v = view(), change = form.elements.change.value, on = [];
  for (const [title, x] of Object.entries(values())) {
    if (!x.on) continue;
    const p = (v.placements || []).find((y) => y.title === title), o = { title, section: p?.firstPublished ? "" : x.section, at: parts.at.value, which: parts.which.value };
    if (x.headline.trim() !== (p?.headline || "")) o.own = { headline: x.headline };
    on.push(o);
  }
  const lift = [...parts.lifts.querySelectorAll("input:checked")].map((x) => x.value);
  return { on, lift, change, note: parts.noteRow.hidden ? "" : parts.note.value };
}

function changed() {
  if (!view()) return; // the next story is on its way
  parts.whichRow.hidden = true;
  parts.which.value = "";
  update();
  ask({ ...order(), on: order().on.map((x) => ({ ...x, at: "" })) });
}

// update shows what was found, without touching what is chosen.
function update() {
  const v = view(), s = latest();
  if (!form || !v || of !== v.story.id) return;
  const o = order(), seen = (t) => !!(v.placements || []).find((p) => p.title === t)?.firstPublished;
  const again = o.on.some((x) => seen(x.title));
  parts.kinds.hidden = !again;
  parts.noteRow.hidden = !again || o.change === "minor";
  if (!parts.note.touched && o.change !== "correction") parts.note.value = s?.note || "";
  if (!parts.note.touched && o.change === "correction") parts.note.value = "";
  parts.note.placeholder = o.change === "correction" ? "An earlier version said … It is …" : "";
  const checks = s?.checks || [], chosen = o.on.map((x) => x.title);
  const stops = checks.filter((c) => c.severity === "stops" && (!c.title || chosen.includes(c.title)) && !(c.lift && o.lift.includes(c.lift)));
  const warns = checks.filter((c) => c.severity !== "stops" && !c.passed).length;
  fill(parts.stops, stops.length ? el("div", { class: "bad" }, el("b", {}, "It is not published while"), el("ul", { class: "checks" }, stops.map((c) => el("li", {},
    el("button", { type: "button", class: "link", onclick: () => goTo(c) }, c.title ? el("b", {}, titleOf(c.title).name + ": ") : null, sentence(c.words)))))) : null,
    warns ? el("p", { class: "note" }, plural(warns, "check"), " to look at. ", el("button", { type: "button", class: "btn-quiet", onclick: () => choose("checks", true) }, "Show")) : null);
  lifts(checks);
  const when = parts.at.value ? "Schedule on " : o.change === "correction" && again ? "Correct on " : "Publish to ";
  parts.send.textContent = when + plural(chosen.length, "title");
  const same = !typed && chosen.length > 0 && o.change !== "correction" && o.on.every((x) => {
    const p = (v.placements || []).find((y) => y.title === x.title);
    return p?.firstPublished && (p.state === "live" || p.state === "corrected") && p.published === v.story.head && !x.own;
  });
  parts.same.hidden = !same;
  parts.noteRow.hidden ||= same;
  parts.kinds.hidden = !again;
  parts.send.disabled = busy || same || !s || !chosen.length || stops.length > 0 || !!v.story.killedAt;
  if (v.story.killedAt) fill(parts.stops, el("p", { class: "bad" }, "It was withdrawn for good: ", v.story.killReason));
  withdrawing(parts.away, v, deed);
}

const liftWords = { embargo: "Lift the embargo: it is over", limits: "Lift the agency's limits: it has allowed more, or its words were misread", hold: "Let it go although the agency asks to hold it" };

function lifts(checks) {
  const able = [...new Set(checks.filter((c) => c.severity === "stops" && c.lift).map((c) => c.lift))];
  const on = [...parts.lifts.querySelectorAll("input:checked")].map((x) => x.value);
  const now = [...parts.lifts.querySelectorAll("input")].map((x) => x.value);
  if (String(now) === String(able)) return;
  fill(parts.lifts, able.map((n) => el("p", {}, el("label", {}, el("input", { type: "checkbox", value: n, checked: on.includes(n), onchange: changed }), liftWords[n]))));
}

async function publish() {
  if (busy) return;
  if (!latest()) await look();
  update();
  if (parts.send.disabled) {
    parts.stops.querySelector("button")?.focus();
    return;
  }
  await deed(async () => {
    const o = order(), before = seenNow(), v = await saved(); // what is typed is what is published
    // Saving has moved the story; if its titles have moved, too, somebody else did that.
    const moved = String(standing(v)) !== String(standing({ placements: before.seen }));
    return ["publish", { ...o, rev: moved ? -1 : v.story.rev, head: v.story.head, seen: before.seen }];
  });
}

const standing = (v) => (v.placements || []).map((p) => [p.title, p.state, p.published, p.updated || "", p.publishAt || ""].join(" "));

// seenNow is the story as it is on the screen, by which the server says what has
// happened since.
const seenNow = () => ({ rev: view().story.rev, head: view().story.head, seen: view().placements || [] });

// deed sends one and shows what became of it. Whatever it is refused with, what
// was chosen stays.
async function deed(make) {
  const begun = performance.now();
  busy = true;
  parts.said.hidden = true;
  fill(parts.done, el("p", { class: "soft" }, "Sending …"));
  update();
  try {
    const [name, body, ...then] = await make();
    const done = await send("POST", `/data/story/${encodeURIComponent(of)}/${name}`, body);
    if (then.length) return then[0](done);
    parts.note.touched = false;
    parts.at.value = "";
    if (name === "publish") {
      typed = false;
      form.elements.change.value = "edit";
    }
    fill(parts.done, said(done, performance.now() - begun));
    tell("published", { done });
    tell("story:changed", { id: of });
    return done;
  } catch (e) {
    fill(parts.done);
    parts.whichRow.hidden = !(e.message || "").includes("comes twice");
    fill(parts.said, e.message || String(e), e.status === 401 ? [" ", el("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, "Sign in in another tab"), ", then send it again: what you chose is still here."] : null);
    parts.said.hidden = false;
    parts.said.scrollIntoView({ block: "nearest" });
    if (e.status === 409) tell("story:changed", { id: of });
  } finally {
    busy = false;
    update();
  }
}

// said tells what readers see now, and how long it took.
function said(done, total) {
  const on = done.on || [], live = on.filter((x) => x.status === 200), gone = on.filter((x) => x.status === 410);
  const ms = Math.max(0, ...on.map((x) => x.ms || 0));
  const head = live.length ? `Live on ${plural(live.length, "title")} ${clock(done.at, true)} (${ms} ms)` : gone.length ? `Gone from ${plural(gone.length, "title")} ${clock(done.at, true)} (${ms} ms)` : `Done ${clock(done.at, true)}`;
  return el("div", { class: "ok" }, el("b", { data: { ms: String(ms), total: String(Math.round(total)) } }, head),
    el("ul", {}, on.map((x) => el("li", {}, x.href ? el("a", { href: x.href, target: "_blank", rel: "noopener" }, x.name) : x.name, ": ", x.said, x.ms ? el("span", { class: "soft" }, ` · readers had it after ${x.ms} ms`) : null))),
    done.note ? el("p", {}, el("span", { class: "soft" }, "Readers are told: "), done.note) : null);
}

// button puts the way here at the head of the story, where a phone has no panel.
function button() {
  const acts = slot("acts");
  if (!acts || byId("publish-open") || !(view().titles || []).some((t) => t.may?.publish)) return;
  acts.append(el("button", { type: "button", class: "btn", id: "publish-open", title: "Ctrl+Enter", onclick: openSheet }, "Publish …"));
}

// openSheet shows the sheet with the focus where the work goes on.
async function openSheet() {
  choose("publish");
  document.body.dataset.pane = "panel";
  if (!latest()) await look();
  (parts.send?.disabled ? byId("publish-titles")?.querySelector("input") : parts.send)?.focus();
}

if (byId("panel")) {
  tab({ id: "publish", label: "Publish", order: 1, show });
  key("Ctrl+Enter", "publish sheet, then publish", () => {
    if (!view()) return false;
    if (shown() === "publish" && form && form.contains(document.activeElement)) publish();
    else openSheet();
  }, { typing: true });
  hear("sheet", update);
  hear("story:dirty", () => (typed = true));
  hear("story:loaded", (d) => {
    if (d.view.story.id !== of) typed = !!d.view.working;
    button();
  });
  hear("sheet:failed", (d) => {
    if (!form) return;
    fill(parts.said, d.message);
    parts.said.hidden = false;
  });
}
