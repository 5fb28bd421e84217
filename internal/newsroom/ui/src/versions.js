// The Versions tab: all that was worded of the story, any two compared, one
// restored or named.
import { el, fill, byId, clock, plural } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get, put, send } from "./net.js";
import { keysOf } from "./keys.js";
import { tab, choose } from "./panel.js";
import { current, saveNow } from "./story.js";
import { pieces, block } from "./diff.js";
import { besideNow } from "./merge.js";

const key = keysOf("Story");

const url = (id) => "/data/story/" + encodeURIComponent(id);
let past = [], of = "", from = "", to = "", drawn = "", all = false;

// ref is how a text is asked for; label how people call it.
const ref = (p) => (p.n ? String(p.n) : "take " + p.take);
const label = (p) => (p.n ? "v" + p.n : "take " + p.take);
const by = (s) => s.replace(/^(desk|agency):/, "");

const badge = tab({ id: "versions", label: "Versions", order: 3, show });

async function show(body, view) {
  const id = view.story.id;
  if (of !== id) {
    of = id;
    past = [];
    all = false;
    from = to = drawn = "";
    fill(body, el("p", { class: "soft" }, "Loading the versions."));
  }
  let found;
  try {
    found = await get(url(id) + "/versions" + (all ? "?all=1" : ""));
  } catch (e) {
    return fill(body, el("p", { class: "bad", role: "alert" }, e.message));
  }
  if (of !== id) return;
  const now = JSON.stringify([found, view.write]);
  if (now === drawn && body.querySelector(".versions")) return;
  drawn = now;
  past = found.past || [];
  const refs = past.map(ref);
  if (!refs.includes(to)) to = refs[0] || "";
  if (!refs.includes(from) || from === to) from = refs[1] || refs[0] || "";
  draw(body, view, found.more);
}

function draw(body, view, more) {
  const focus = document.activeElement && body.contains(document.activeElement) ? document.activeElement.id : "";
  const line = el("p", { id: "versions-said", role: "status", hidden: true });
  fill(body, line,
    view.write ? el("form", { class: "field versions-new", onsubmit: (e) => { e.preventDefault(); saveAs(view); } }, el("label", { for: "versions-new" }, "Save a version by name"),
      el("div", { class: "row" }, el("input", { id: "versions-new", maxlength: "120" }), el("button", { class: "btn" }, "Save"))) : null,
    past.length > 1 ? el("form", { class: "row versions-pick", onsubmit: (e) => { e.preventDefault(); compare(view.story.id, from, to); } },
      el("button", { class: "btn", id: "versions-compare" }, "Compare the chosen two"), el("span", { class: "soft" }, el("kbd", {}, "d"), " what changed")) : null,
    past.length > 1 ? el("p", { class: "soft picks-head", "aria-hidden": "true" }, el("span", {}, "from"), el("span", {}, "to")) : null,
    el("ol", { class: "versions" }, past.map((p) => row(p, view))),
    more ? el("p", {}, el("button", { type: "button", class: "btn", onclick: async () => {
      const n = past.length;
      all = true;
      await again(view);
      document.querySelectorAll(".versions > li")[n]?.querySelector("input")?.focus();
    } }, "Show older versions")) : null);
  if (focus) byId(focus)?.focus();
}

function row(p, view) {
  const r = ref(p), id = "v-" + r.replace(" ", "-");
  const pick = (side, on) => el("input", { type: "radio", name: "compare-" + side, value: r, checked: on, "aria-label": `${side === "from" ? "Compare from" : "Compare to"} ${label(p)}`,
    id: `${id}-${side}`, onchange: () => (side === "from" ? (from = r) : (to = r)) });
  const facts = [p.said, plural(p.words, "word")];
  if (p.take && p.n && p.kind !== "take") facts.push("on take " + p.take);
  if (p.restores) facts.push("restores v" + p.restores);
  if (!p.n) facts.push("beside the desk’s words");
  const place = el("div", { class: "version-more", id: id + "-more" });
  const acts = view.write && p.n ? [
    el("button", { type: "button", class: "btn-quiet", id: id + "-name", onclick: () => nameIt(p, view, place) }, p.name ? "Rename" : "Name", el("span", { class: "hide" }, " version " + p.n)),
    p.n !== view.story.head ? el("button", { type: "button", class: "btn-quiet", id: id + "-restore", onclick: () => restore(p, view, place) }, "Restore", el("span", { class: "hide" }, " version " + p.n)) : null,
  ] : [];
  return el("li", { class: p.n ? null : "waits" },
    el("span", { class: "picks" }, pick("from", r === from), pick("to", r === to)),
    el("div", {},
      el("p", { class: "version-head" }, el("b", {}, label(p)), " ", el("time", { datetime: p.at, class: "num" }, clock(p.at)), " ", by(p.by), p.kind === "correction" ? el("b", { class: "warn" }, " correction") : null,
        p.n && p.kind === "take" ? el("span", { class: "soft" }, " take " + p.take) : null, (p.on || []).length ? el("b", {}, " · live on " + p.on.join(", ")) : null),
      p.name ? el("p", { class: "version-name" }, p.name) : null,
      el("p", { class: "soft" }, facts.filter(Boolean).join(" · ")),
      p.note ? el("p", { class: "soft" }, "Readers are told: ", p.note) : null,
      el("p", { class: "version-acts" }, changes(p, view), acts), place));
}

function changes(p, view) {
  const i = past.indexOf(p), older = p.n ? past.slice(i + 1).find((x) => x.n) : past.find((x) => x.take === p.take - 1 && (x.kind === "take" || !x.n));
  if (!older) return null;
  const a = p.n ? ref(older) : "take " + older.take;
  return el("button", { type: "button", class: "btn-quiet", onclick: () => compare(view.story.id, a, ref(p)) }, "What changed", el("span", { class: "hide" }, " in " + label(p)));
}

function said(text, kind) {
  const line = byId("versions-said");
  if (!line) return;
  line.hidden = !text;
  line.className = kind || "ok";
  line.textContent = text;
}

// saveAs makes a version of what is typed, if there is anything new, and names it.
async function saveAs(view) {
  const input = byId("versions-new"), name = input.value.trim();
  if (!name) return said("Give the version a name first.", "bad");
  try {
    const now = await saveNow();
    await put(`${url(view.story.id)}/versions/${now.story.head}/name`, { name });
    input.value = "";
    await again(view);
    said(`Version ${now.story.head} is called “${name}”.`);
  } catch (x) {
    said(x.message || String(x), "bad");
  }
  byId("versions-new")?.focus();
}
if (byId("panel")) key("Ctrl+Shift+s", "save a version by name", () => {
  if (!current() || !current().write) return false;
  choose("versions");
  const focus = () => byId("versions-new") ? byId("versions-new").focus() : setTimeout(focus, 50);
  focus();
});

const back = (p, what) => byId(`v-${ref(p).replace(" ", "-")}-${what}`)?.focus();

function nameIt(p, view, place) {
  const input = el("input", { id: "version-name", value: p.name || "", maxlength: "120" });
  const close = () => { fill(place); back(p, "name"); };
  said("");
  fill(place, el("form", { class: "field", onkeydown: (e) => { if (e.key === "Escape") { e.preventDefault(); close(); } },
    onsubmit: async (e) => {
      e.preventDefault();
      try {
        await put(`${url(view.story.id)}/versions/${p.n}/name`, { name: input.value });
      } catch (x) {
        return said(x.message, "bad");
      }
      close();
      await again(view);
      said(input.value.trim() ? `Version ${p.n} is called “${input.value.trim()}”.` : `Version ${p.n} has no name.`);
      back(p, "name");
    } },
  el("label", { for: "version-name" }, "Name of version " + p.n), input,
  el("div", { class: "row" }, el("button", { class: "btn" }, "Keep the name"), el("button", { type: "button", class: "btn-quiet", onclick: close }, "Leave it"))));
  input.focus();
}

function restore(p, view, place) {
  const close = () => { fill(place); back(p, "restore"); };
  said("");
  const go = el("button", { type: "button", class: "btn", onclick: async () => {
    go.disabled = true;
    try {
      const now = await saveNow(); // what is typed becomes a version first
      await send("POST", `${url(view.story.id)}/versions/${p.n}/restore`, { rev: (now || view).story.rev });
    } catch (x) {
      go.disabled = false;
      return said(x.message, "bad");
    }
    tell("story:changed", { id: view.story.id });
    await again(view);
    said(`The words of version ${p.n} are the newest version now. Readers keep what they have until it is published.`);
    byId("versions-compare")?.focus();
  } }, "Restore");
  fill(place, el("div", { class: "note", role: "group", "aria-label": "Restore version " + p.n, onkeydown: (e) => { if (e.key === "Escape") close(); } },
    el("p", {}, `Make the words of version ${p.n} the newest version? Every version stays.`),
    el("div", { class: "row" }, go, el("button", { type: "button", class: "btn-quiet", onclick: close }, "No"))));
  go.focus();
}

async function again(view) {
  const body = byId("tabpanel-versions");
  drawn = "";
  if (body && !body.hidden) await show(body, { ...view, ...(current() || {}) });
}

// compare shows two texts of a story beside each other, in one sheet.
export async function compare(id, a, b, title) {
  document.querySelector("dialog.compare")?.close();
  const content = el("div", {}, el("p", { class: "soft" }, "Comparing."));
  const d = el("dialog", { class: "compare", "aria-labelledby": "compare-heading" },
    el("div", { class: "compare-head" }, el("h2", { id: "compare-heading" }, title || `What changed from ${named(a)} to ${named(b)}`),
      el("button", { class: "btn", onclick: () => d.close() }, "Close")), content);
  d.addEventListener("close", () => d.remove());
  document.body.append(d);
  d.showModal();
  let c;
  try {
    c = await get(`${url(id)}/compare?from=${encodeURIComponent(a)}&to=${encodeURIComponent(b)}`);
  } catch (e) {
    return fill(content, el("p", { class: "bad", role: "alert" }, e.message));
  }
  const changed = (c.fields || []).filter((f) => f.pieces.some((p) => p.op !== "same"));
  fill(content, el("p", { role: "status" }, c.said),
    changed.length ? el("dl", { class: "compare-fields" }, changed.map((f) => [el("dt", {}, f.name), el("dd", { class: "words" }, pieces(f.pieces))])) : null,
    el("div", { class: "words compare-body" }, rows(c.rows || [])));
}

const named = (r) => (/^\d+$/.test(r) ? "version " + r : r);

// rows draws a comparison; what is the same for long is folded.
function rows(list) {
  const out = [];
  for (let i = 0; i < list.length; ) {
    let j = i;
    while (j < list.length && list[j].op === "same") j++;
    if (j - i > 4) {
      out.push(block(list[i].new), el("details", { class: "same" }, el("summary", {}, `${j - i - 2} paragraphs the same`), list.slice(i + 1, j - 1).map((r) => block(r.new))), block(list[j - 1].new));
      i = j;
      continue;
    }
    for (; i < j; i++) out.push(block(list[i].new));
    if (i >= list.length) break;
    const r = list[i++];
    out.push(el("div", { class: "change " + r.op }, el("span", { class: "what" }, { added: "added", removed: "removed", changed: "changed", moved: "moved here" }[r.op]), block(r.new || r.old, r.pieces)));
  }
  return out;
}

// What "d" shows, one after the other: what the take changed, what readers do not
// have yet, what the newest version changed.
let asked = 0;
function whatChanged() {
  const view = current(), open = document.querySelector("dialog.compare");
  if (!view || !view.latest || (!open && document.querySelector("dialog:modal"))) return false;
  const id = view.story.id, head = view.story.head, beside = besideNow(), pairs = [];
  if (beside && beside.builtOn) pairs.push(["take " + beside.builtOn, "take " + beside.take, `What take ${beside.take} changed in take ${beside.builtOn}`]);
  for (const p of view.placements || []) {
    if (p.published && p.published !== head && !pairs.some((x) => x[0] === String(p.published))) pairs.push([String(p.published), String(head), `What readers of ${p.title} do not have yet`]);
  }
  if (head > 1 && !pairs.some((x) => x[0] === String(head - 1))) pairs.push([String(head - 1), String(head)]);
  asked = open ? asked + 1 : 0;
  if (!pairs.length) return false;
  compare(id, ...pairs[asked % pairs.length]);
}
if (byId("panel")) key("d", "what changed in the row or story; again: the next comparison", whatChanged, { modal: true });

hear("take:beside", (d) => badge(d.beside ? "take " + d.beside.take : ""));
