// What stands beside a front: the stories there are, layout, history and breaking
// news.
import { el, fill, byId } from "./dom.js";
import { hear } from "./bus.js";
import { get } from "./net.js";
import { keysOf } from "./keys.js";
import { root, title, section, state, change, deed, filled, placeName, sectionName, shortWall, story, timeOf, dirty, now } from "./front-state.js";
import { grab, say } from "./front-carry.js";
import { quiet } from "./front-page.js";
import { word } from "./list-row.js";

const key = keysOf("Front");

let rows = [], asked = 0, timer = 0, open = "stories";

const tabs = [["stories", "Stories", drawStories], ["layout", "Layout", drawLayout], ["history", "History", drawHistory], ["banner", "Breaking", drawBanner]];

function draw() {
  const side = byId("front-side");
  if (!byId("side-tabs")) {
    fill(side, el("div", { class: "tabs", role: "tablist", "aria-label": "Beside the front", id: "side-tabs", onkeydown: turn }, tabs.map(([id, label]) =>
      el("button", { role: "tab", type: "button", id: "side-" + id, "aria-controls": "side-room", onclick: () => choose(id) }, label))), el("p", { id: "side-zone", class: "hint" }, "Times by the clock of " + state.data.title.timeZone + "."), el("div", { id: "side-room", role: "tabpanel", tabindex: "-1" }));
    search("");
  }
  for (const [id] of tabs) {
    byId("side-" + id).setAttribute("aria-selected", String(id === open));
    byId("side-" + id).tabIndex = id === open ? 0 : -1;
  }
  byId("side-room").setAttribute("aria-labelledby", "side-" + open);
  const on = document.activeElement?.id, held = byId("side-room").contains(document.activeElement);
  tabs.find(([id]) => id === open)[2](byId("side-room"));
  if (held && on) byId(on)?.focus();
}

function choose(id) {
  open = id;
  byId("side-room").replaceChildren();
  draw();
}

function turn(e) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (!step) return;
  e.preventDefault();
  const i = tabs.findIndex(([id]) => id === open);
  choose(tabs[(i + step + tabs.length) % tabs.length][0]);
  byId("side-" + open).focus();
}

async function search(words) {
  const mine = ++asked;
  const filter = `title:${title} ${words}`.trim();
  try {
    const v = await get(`/data/list?filter=${encodeURIComponent(filter)}&zone=${encodeURIComponent(state.data.title.timeZone)}`);
    if (mine !== asked) return;
    rows = v.rows.filter((r) => place(r) && !["killed", "takenDown"].includes(place(r).state));
    wrong("");
  } catch (e) {
    if (mine !== asked) return;
    wrong(e.message);
  }
  if (open === "stories") list();
}

const place = (r) => (r.places || []).find((p) => p.title === title);

function wrong(words) {
  const bad = byId("side-wrong");
  if (!bad) return;
  bad.textContent = words;
  bad.hidden = !words;
}

function drawStories(room) {
  if (!byId("side-list")) {
    fill(room, el("p", { class: "field" }, el("label", { for: "side-filter" }, "Stories on this title"),
      el("input", { id: "side-filter", type: "search", placeholder: "words, section:world, urgency:<4", spellcheck: "false", autocomplete: "off", oninput: (e) => { clearTimeout(timer); timer = setTimeout(() => search(e.target.value), 150); } })),
    el("p", { id: "side-wrong", class: "bad", role: "alert", hidden: true }),
    el("ul", { id: "side-list", class: "front-list" }));
  }
  list();
}

function list() {
  const at = new Map([...filled()].map(([id, x]) => [x.story, id]));
  fill(byId("side-list"), rows.map((r) => {
    const p = place(r), head = el("button", { class: "take", type: "button", id: "take-" + r.story, data: { headline: r.headline } }, word(r) ? el("span", { class: "flash" }, word(r) + " ") : null, r.headline);
    grab(head, r.story, "");
    const on = at.get(r.story);
    return el("li", {}, el("time", {}, shortWall(p.at && new Date(p.at).getFullYear() > 1 ? p.at : r.at)), head,
      el("p", { class: "soft" }, [sectionName(p.section), stands(r, p), on ? el("b", {}, "on " + placeName(on)) : null, r.others ? r.others + " alike" : null].filter(Boolean).flatMap((x, i) => (i ? [" · ", x] : [x]))));
  }), rows.length ? null : el("li", { class: "soft" }, "No story of this title is like that."));
}

function stands(r, p) {
  if ((r.marks || []).includes("embargoed")) return el("span", { class: "warn" }, "embargo" + (r.embargo ? " until " + shortWall(r.embargo) : ""));
  if (p.state === "scheduled") return el("span", { class: "warn" }, "to come" + (p.at ? ", " + shortWall(p.at) : ""));
  if (p.state === "held") return el("span", { class: "warn" }, "not published yet");
  return "";
}

function drawLayout(room) {
  const names = { "": "By rule", lead: "Lead", bare: "Lead without picture", double: "Double lead", big: "Big picture", quiet: "Quiet day: two columns" };
  const f = state.front;
  fill(room,
    el("fieldset", { class: "front-layouts" }, el("legend", {}, "Layout"), state.data.layouts.map((l) => el("label", {}, el("input", { type: "radio", name: "layout", id: "layout-" + (l || "rule"), value: l, checked: (f.layout || "") === l, onchange: () => change((x) => { x.layout = l; }) }), names[l]))),
    el("p", { class: "field" }, el("label", { for: "front-seconds" }, "Stories beside the lead"), el("select", { id: "front-seconds", onchange: (e) => change((x) => { x.seconds = Number(e.target.value); }) },
      [[0, "By rule"], [3, "3"], [4, "4"], [5, "5"]].map(([v, t]) => el("option", { value: v, selected: f.seconds === v }, t)))),
    section ? null : stripList(f),
    section ? null : el("p", {}, el("label", {}, el("input", { type: "checkbox", id: "front-hour", checked: !f.noHour, onchange: (e) => change((x) => { x.noHour = !e.target.checked; }) }), "The hour: the newest in one line each")));
}

function stripList(f) {
  const all = state.data.title.sections.map((s) => s.path);
  const list = f.strips || all.map((s) => ({ section: s }));
  const rest = all.filter((p) => !list.some((s) => s.section === p)).map((s) => ({ section: s, off: true }));
  const set = (next) => change((x) => { x.strips = next.map(({ section: s, stories }) => (stories ? { section: s, stories } : { section: s })); });
  const move = (i, by) => { const next = [...list]; next.splice(i + by, 0, next.splice(i, 1)[0]); set(next); };
  return el("fieldset", {}, el("legend", {}, "Section strips"), el("ul", { class: "front-strips" }, [...list, ...rest].map((s, i) => {
    const name = sectionName(s.section);
    return el("li", {}, el("label", {}, el("input", { type: "checkbox", id: "strip-" + s.section, checked: !s.off, onchange: (e) => set(e.target.checked ? [...list, { section: s.section }] : list.filter((x) => x.section !== s.section)) }), name),
      s.off ? null : el("select", { id: "strip-n-" + s.section, "aria-label": "Stories in the strip of " + name, onchange: (e) => set(list.map((x) => (x.section === s.section ? { ...x, stories: Number(e.target.value) } : x))) },
        [1, 2, 3, 4, 5, 6, 7, 8].map((n) => el("option", { value: n, selected: (s.stories || 4) === n }, n))),
      s.off ? null : quiet("Up", " with " + name, () => move(i, -1), { id: "strip-up-" + s.section, disabled: i === 0 }),
      s.off ? null : quiet("Down", " with " + name, () => move(i, 1), { id: "strip-down-" + s.section, disabled: i === list.length - 1 }));
  })));
}

const name = (by) => (by || "the house").replace(/^desk:/, "");

function drawHistory(room) {
  const d = state.data;
  fill(room,
    el("h2", {}, "Changes by itself"),
    d.changeovers?.length ? el("ul", { class: "front-list" }, d.changeovers.map((c) => el("li", {}, el("time", {}, shortWall(c.due)), el("span", {}, c.note || "as it is"),
      el("p", { class: "soft" }, name(c.by) + " · ", quiet("Take off", " what is to come at " + shortWall(c.due), () => deed("drop", { due: c.due }).then((ok) => ok && say("Taken off the schedule."))))))) : el("p", { class: "soft" }, "Nothing is scheduled."),
    el("h2", {}, "Revisions"),
    el("ol", { class: "front-list" }, (d.revisions || []).map((r, i) => el("li", {}, el("time", {}, shortWall(r.at)), el("span", {}, `${r.rev}. ${r.note}`),
      el("p", { class: "soft" }, name(r.by), i ? [" · ", quiet("Publish again", " revision " + r.rev, () => deed("restore", { n: r.rev, seen: state.seen }), { disabled: dirty() })] : " · before readers")))),
    d.revisions?.length ? null : el("p", { class: "soft" }, "Nobody has set this front yet."));
}

function left(until) {
  const min = Math.max(0, Math.round((new Date(until) - now()) / 60000));
  return min >= 120 ? Math.floor(min / 60) + " h left" : min + " min left";
}

function drawBanner(room) {
  if (byId("banner-words") && byId("banner-form").dataset.rev === String(state.data.banner.rev)) return;
  const b = state.data.banner, on = b.words && new Date(b.until) > now();
  const length = el("span", { class: "length" });
  const words = el("input", { id: "banner-words", maxlength: "120", value: on ? b.words : "", oninput: () => count() });
  const count = () => { length.textContent = words.value.length + " of 120"; };
  count();
  const seen = new Map([...filled()].map(([, x]) => [x.story, story(x.story).headline]));
  if (b.story && on) seen.set(b.story, state.data.bannerHeadline || b.story);
  const to = el("select", { id: "banner-story" }, el("option", { value: "" }, "no story"), [...seen].map(([id, h]) => el("option", { value: id, selected: on && b.story === id }, h)));
  const from = el("input", { type: "datetime-local", id: "banner-from" });
  const span = el("select", { id: "banner-span" }, [[15, "15 minutes"], [30, "30 minutes"], [60, "1 hour"], [120, "2 hours"], [360, "6 hours"], [720, "12 hours"]].map(([m, t]) => el("option", { value: m, selected: m === 60 }, t)));
  const bad = el("p", { class: "bad", role: "alert", hidden: true });
  const send = async (next) => {
    bad.hidden = true;
    try {
      const start = next.words ? await timeOf(from.value) : null;
      if (start) next.from = start;
      if (next.words) next.until = new Date(new Date(start || now()).getTime() + span.value * 60000).toISOString();
    } catch (e) {
      bad.textContent = e.message;
      bad.hidden = false;
      return;
    }
    if (await deed("banner", next)) say(next.words ? "Breaking news is set." : "Breaking news is taken away.");
  };
  fill(room, el("form", { id: "banner-form", data: { rev: b.rev }, onsubmit: (e) => { e.preventDefault(); send({ rev: b.rev, words: words.value, story: to.value || undefined }); } },
    on ? el("p", { class: "note", id: "banner-stands" }, el("b", {}, b.words), el("br"), new Date(b.from || 0) > now() ? `From ${shortWall(b.from)} until ${shortWall(b.until)}.` : `Until ${shortWall(b.until)}, ${left(b.until)}.`, ` Set by ${name(b.by)}.`) : el("p", { class: "soft" }, "No breaking news stands on this title."),
    bad,
    el("p", { class: "field" }, el("label", { for: "banner-words" }, "One line on every page", length), words),
    el("p", { class: "field" }, el("label", { for: "banner-story" }, "Leads to"), to),
    el("div", { class: "row" }, el("p", { class: "field" }, el("label", { for: "banner-from" }, "From (empty is now)"), from), el("p", { class: "field" }, el("label", { for: "banner-span" }, "Stands for"), span)),
    el("p", { class: "row" }, el("button", { class: "btn pri" }, on ? "Replace" : "Set breaking news"), on ? el("button", { class: "btn", type: "button", id: "banner-clear", onclick: () => send({ rev: b.rev, words: "" }) }, "Take away") : null)));
}

if (root) {
  hear("front:drawn", draw);
  key("/", "find a story for the front", () => { choose("stories"); byId("side-filter").focus(); });
}
