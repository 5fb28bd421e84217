// The open story: its fields and body, and how its words are kept. Other modules
// ask here which story is open and what its words are now.
import { el, fill, byId, clock, plural } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get, send } from "./net.js";
import { keysOf } from "./keys.js";
import { makeFields, names } from "./story-fields.js";
import { makeTools, askLink, askPicture } from "./story-tools.js";
import { makeKeeper, wordingOf, same, changesIn } from "./story-keeper.js";
import { makePresence } from "./story-present.js";
import { choose } from "./story-clash.js";

const key = keysOf("Story");

const windowName = crypto.randomUUID();
const user = document.body.dataset.user;
const myName = document.body.dataset.userName;
let view = null, open1 = null; // the story as the server had it, and what is open of it
let asked = 0; // how many stories were asked for: an answer for one before the last is dropped
const going = new Map(); // what resolves when the words of a story that was left are kept
const left = () => ({ status: 409, message: "The story was closed meanwhile." });

// current returns the StoryView of the open story, null if none is open.
export const current = () => view;

// content returns the words as they are in the editor: all fields, and body as HTML.
export const content = () => (open1 ? open1.wording() : wordingOf(view && view.latest));

// keepNow puts what is typed on the server as a working copy, now.
export const keepNow = () => (open1 ? open1.keeper.saveThere() : Promise.resolve());

// saveNow makes a version of the words if they differ from the newest. It resolves
// to the view as it is then, and rejects with {status, message} if that did not
// work, somebody must choose between two texts first, or the story was left.
export async function saveNow(name) {
  const s = open1;
  if (!s) throw left();
  if (!view.write) return view;
  if (!s.keeper.since && same(content(), s.keeper.base.wording) && s.keeper.base.head === view.story.head) return view;
  say("");
  s.saving = true; // until then the stream's word of our own version is no news
  let saved;
  try {
    saved = await s.keeper.version(name);
  } finally {
    s.saving = false;
  }
  if (s !== open1) throw left();
  if (saved.clash) {
    clashed(saved.clash, { head: saved.head, by: saved.by, wording: saved.wording }, true);
    throw { status: 409, message: "Somebody changed the same words; choose which to keep." };
  }
  if (!saved.more) lay(saved.wording);
  else await bring(saved.mine, saved.wording, "The version that was saved", {});
  if (s !== open1) throw left();
  based();
  await refresh();
  s.discard.hidden = !s.keeper.unsaved();
  status("saved", saved.unchanged ? "Nothing to save: this is version " + saved.head : `Version ${saved.head} saved ${clock(Date.now(), true)}` + (saved.merged ? ", with what others changed" : ""));
  return view;
}

// slot returns a place in the pane where other modules may put something: "acts"
// (buttons at the head), "banner" (above the fields) or "after" (below the body).
export const slot = (name) => byId("story-" + name);

async function refresh() {
  const s = open1, v = await get("/data/story/" + encodeURIComponent(s.id));
  if (s !== open1) throw left();
  view = v;
  head();
  tell("story:loaded", { view });
}

export async function open(id) {
  const pane = byId("story");
  if (!pane) return;
  const mine = ++asked;
  leave();
  if (location.pathname !== "/story/" + id) history.pushState({ story: id }, "", "/story/" + id);
  document.body.dataset.pane = "story";
  let made, v;
  try {
    const kept = Promise.resolve(going.get(id)); // or the answer would lack what was just typed
    [made, v] = await Promise.all([import("./editor.js"), kept.then(() => get("/data/story/" + encodeURIComponent(id)))]);
  } catch (e) {
    if (mine !== asked) return;
    fill(pane, el("p", { class: "bad", role: "alert" }, e.message || String(e)));
    tell("story:closed");
    return;
  }
  if (mine !== asked) return;
  view = v;
  await build(pane, made, id, mine);
  if (mine === asked) tell("story:loaded", { view });
}

// leave stops what is open. Its words are taken while its editor is there, and go
// from there to this browser's store and to the server.
function leave() {
  const s = open1;
  open1 = view = null;
  if (!s) return;
  const words = s.wording();
  s.wording = () => words;
  s.presence.stop();
  s.fields.setEditable(false);
  s.editor.destroy();
  const kept = s.keeper.stop().finally(() => { if (going.get(s.id) === kept) going.delete(s.id); });
  going.set(s.id, kept);
}

// close leaves the story and shows that none is open.
function close() {
  if (!pane) return;
  asked++;
  leave();
  document.body.dataset.pane = "wire";
  empty();
  tell("story:closed");
}

function empty() {
  const k = (name) => el("kbd", {}, name);
  fill(pane, el("p", { class: "soft", id: "story-empty" }, k("j"), " and ", k("k"), " move through the list, ", k("o"), " opens a story, ", k("c"), " begins a new one."));
}

async function build(pane, made, id, mine) {
  const s = { id, made };
  s.wording = () => ({ ...s.fields.values(), body: s.editor.html() });
  s.fields = makeFields(edited);
  s.words = el("span", { class: "num" });
  s.status = el("span", { id: "story-status" });
  s.head = el("p", { class: "soft story-head" });
  s.name = el("h1", { class: "hide" });
  s.note = el("div", { id: "story-note", class: "note", role: "status", hidden: true });
  s.line = el("div", { id: "story-line", class: "bad", role: "status", hidden: true });
  s.present = el("p", { id: "story-present", class: "soft", role: "status", hidden: true });
  s.save = el("button", { type: "button", class: "btn", onclick: save, title: "Ctrl+S" }, "Save version");
  s.discard = el("button", { type: "button", class: "btn-quiet", onclick: discard, hidden: true }, "Discard changes");
  s.tools = makeTools(() => s.editor, { link, picture });
  s.place = el("div", { id: "story-body", tabindex: "-1", onfocusin: () => s === open1 && at(), onfocusout: () => setTimeout(() => s === open1 && at(), 0) });
  const keeper = (s.keeper = makeKeeper({ user, id, window: windowName, words: () => s.wording(), told: (x) => s === open1 && told(x), other: (c) => s === open1 && otherWindow(c) }));
  const begun = await keeper.begin(view);
  if (mine !== asked) return;
  fill(pane, s.name, el("div", { class: "story-top" }, s.head, el("div", { class: "row", id: "story-acts" }, s.save, s.discard), el("p", { class: "story-state" }, s.words, s.status), s.tools.row),
    s.line, s.note, s.present, el("div", { id: "story-banner" }), s.fields.above, s.place, s.fields.below, el("div", { id: "story-after" }));
  s.editor = made.makeEditor({
    place: s.place, html: begun.wording.body, label: "Body", changed: edited, moved: () => s === open1 && at(), state: s.tools.update, say: (text) => say(text, "warn"),
    ask: { link, picture }, caption: (p) => ((view.latest && view.latest.pictures) || []).find((x) => x.picture === p)?.caption || p,
  });
  s.fields.set(begun.wording);
  open1 = s;
  s.presence = makePresence({ id, window: windowName, place: s.present, told: around });
  writable();
  based();
  head();
  count();
  s.fields.measure();
  await restored(begun);
  if (s === open1 && view.story.head > keeper.base.head) await moved();
}

// restored says what was found that is in no version, and where.
async function restored(begun) {
  const s = open1;
  if (!begun.from) return;
  s.discard.hidden = !view.write;
  if (begun.from === "here") {
    say(`${plural(begun.n, "change")} kept here since ${clock(s.keeper.since, true)}, and shown again.`);
    if (begun.merge) await bring(begun.merge.base, begun.merge.theirs, "Your other window", {});
    if (s === open1 && view.write) s.keeper.changed();
  } else {
    say(`${plural(changesIn(s.keeper.base.wording, begun.wording), "change")} of ${clock(s.keeper.since, true)} that ${view.write ? "are in no version yet" : "never became a version"}; shown here.`);
    if (view.write) status("saved", "Saved " + clock(s.keeper.since, true));
  }
}

function edited() {
  const s = open1;
  if (!s) return;
  s.keeper.changed();
  s.discard.hidden = false;
  if (!s.counting) s.counting = setTimeout(() => { s.counting = 0; if (s === open1) count(); }, 150);
  tell("story:dirty", {});
}

function count() {
  const n = open1.editor.words();
  open1.words.textContent = plural(n, "word") + " · " + Math.max(1, Math.round(n / 230)) + " min";
}

function head() {
  const v = view.latest || {};
  fill(open1.name, v.headline || "No headline yet");
  fill(open1.head, el("b", {}, v.slugline || "No slugline"), " · v" + view.story.head, view.story.source ? " · from " + (v.credit || view.story.source) : " · ours");
}

function writable() {
  const s = open1, yes = !!view.write;
  s.editor.setEditable(yes);
  s.fields.setEditable(yes);
  s.save.hidden = s.tools.row.hidden = !yes;
  if (yes) return;
  s.discard.hidden = true;
  if (view.story.killedAt) line(`Withdrawn for good ${clock(view.story.killedAt)}: ${view.story.killReason || "no reason given"}. It can be read here, not changed.` + (s.keeper.since ? " What you had typed stays here; copy what you need." : ""));
  else line("You may read this story, not change it.");
}

// say shows a line that stays until there is another; kind is "note" or "warn".
function say(text, kind, ...acts) {
  const s = open1;
  if (!s) return;
  if (s.said === text) return; // whoever is about to press its button must find it
  s.said = text;
  fill(s.note, text, acts.map((a) => [" ", el("button", { type: "button", class: "btn", onclick: a.act }, a.label)]), text ? [" ", el("button", { type: "button", class: "btn-quiet", onclick: () => say("") }, "Close")] : null);
  s.note.hidden = !text;
}

function line(text, ...acts) {
  fill(open1.line, text, acts.length ? " " : null, acts);
  open1.line.hidden = !text;
}

function status(kind, text) {
  open1.status.textContent = " · " + text;
  open1.status.dataset.kind = kind;
}

// told shows what the keeper says.
function told(x) {
  const s = open1;
  if (x.kind === "saved") {
    line("");
    status("saved", "Saved " + clock(x.at, true));
  } else if (x.kind === "typing") {
    if (s.status.dataset.kind !== "saved") status("typing", "Not saved yet");
  } else {
    if (x.kind === "ended") line(x.text, el("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, "Sign in again in another tab"), ", then go on here.");
    else if (s.line.textContent !== x.text) line(x.text);
    status(x.kind, { ended: "Signed out; kept here", offline: `Working offline since ${clock(x.at)}; kept here`, refused: "Not on the server; kept here" }[x.kind]);
  }
}

// lay puts other words into the editor that are no change of the user's.
function lay(wording) {
  open1.fields.set(wording);
  open1.editor.merge(wording.body);
  count();
}

function based() {
  open1.editor.based(open1.keeper.base.wording.body);
  at();
}

function at() {
  const s = open1;
  if (s && s.presence) s.presence.at(s.keeper.base.head, document.activeElement?.closest("#story-body") ? s.editor.paragraph() : "");
}

// bring lays over the words what others changed since base. whose says who. then
// has what the keeper adopts: {base, seq, synced}.
async function bring(base, theirs, whose, then) {
  const s = open1;
  for (let tries = 0; tries < 4; tries++) {
    const mine = content();
    const merged = same(mine, base) ? { wording: theirs } : await send("POST", `/data/story/${encodeURIComponent(s.id)}/merge`, { base, mine, theirs });
    if (s !== open1) return false;
    if (!same(content(), mine)) continue; // more was typed meanwhile
    if (merged.clashes && merged.clashes.length) {
      s.waiting = { base, theirs, whose, then };
      return merged;
    }
    lay(merged.wording);
    s.waiting = null;
    s.keeper.adopt(then);
    if (!same(merged.wording, then.synced || theirs)) s.keeper.changed();
    return true;
  }
  return false;
}

// moved finds out what others made of the story, and merges it.
async function moved() {
  const s = open1;
  if (!s || s.saving) return;
  if (s.moving) {
    s.again = true;
    return;
  }
  s.moving = true;
  try {
    await refresh();
    writable();
    const theirs = wordingOf(view.latest), base = s.keeper.base;
    if (view.story.head <= base.head) return;
    const next = { head: view.story.head, wording: theirs };
    const ours = view.latest.by === "desk:" + myName && s.keeper.sent && same(s.keeper.sent, theirs);
    if (ours) { // our own version, whose answer got lost
      s.keeper.adopt({ base: next, seq: 0, synced: null });
      return based();
    }
    const who = by(view.latest), untouched = same(content(), base.wording);
    const n = changesIn(base.wording, theirs);
    const result = await bring(base.wording, theirs, who, { base: next });
    if (result === true) {
      based();
      say(`${who} saved version ${next.head}: ${plural(n, "change")}` + (untouched ? ", shown here." : ", merged with yours; nothing of yours was changed."));
    } else if (result) offer(result.clashes.length, who, next.head);
  } catch { /* the keeper says what is wrong with the line; the next look tries again */
  } finally {
    s.moving = false;
    if (s.again && s === open1) setTimeout(moved, 0);
    s.again = false;
  }
}

const fullNames = new Map(); // of those who were seen at a story, by what versions call them
const by = (v) => (v.by || "").replace(/^desk:(.*)/, (all, name) => fullNames.get(name) || name).replace(/^agency:/, "The agency ");

function offer(n, who, version) {
  say(`${who} saved version ${version} and changed words that you changed, too (${plural(n, "place")}). Both are kept.`, "warn", { label: "Compare and choose", act: () => decide() });
}

// decide merges anew with what is in the editor now, and lets the user choose.
async function decide() {
  const s = open1, w = s.waiting;
  if (!w) return say("");
  const result = await bring(w.base, w.theirs, w.whose, w.then);
  if (result === true) return settled();
  if (result) choose(result, w.whose, (wording) => {
    if (s !== open1) return;
    lay(wording);
    s.keeper.adopt(w.then);
    s.waiting = null;
    settled();
    s.keeper.changed();
    if (w.save) save();
  });
}

function settled() {
  based();
  say("");
}

function clashed(merged, latest, andSave) {
  const s = open1, base = s.keeper.base.wording, who = by(latest);
  s.waiting = { base, theirs: latest.wording, whose: who, then: { base: { head: latest.head, wording: latest.wording } }, save: andSave };
  offer(merged.clashes.length, who, latest.head);
  decide();
}

// otherWindow merges what another window of the user's has kept.
async function otherWindow(c) {
  const s = open1, base = s.keeper.synced || s.keeper.base.wording;
  const then = { base: { head: c.head, wording: c.base }, seq: c.seq, synced: c.wording };
  const result = await bring(base, c.wording, "Your other window", then).catch(() => false);
  if (result === true) return based();
  if (result) say("Your other window has other words here. Both are kept.", "warn", { label: "Compare and choose", act: () => decide() });
  else setTimeout(() => s === open1 && s.keeper.blocked && s.keeper.lookAgain(), 2000);
}

function around(a) {
  const s = open1;
  if (!s || !s.editor) return;
  for (const p of a.present) fullNames.set(p.account, p.name);
  const others = a.present.filter((p) => p.user !== user && p.paragraph !== "" && (p.head === s.keeper.base.head || !/^\d+$/.test(p.paragraph)));
  const seen = others.map((p) => p.user + p.paragraph).join();
  if (seen !== s.seen) s.editor.present(others);
  s.seen = seen;
  if (a.killed !== !!view.story.killedAt && a.killed) moved();
  else if (a.head > s.keeper.base.head && !s.waiting) moved();
  else if (a.rev > view.story.rev) refresh().then(writable, () => {});
}

async function save() {
  const s = open1;
  try {
    await saveNow();
  } catch (e) {
    if (s !== open1) return;
    if (e.status === 401) told({ kind: "ended", text: "You are signed out; what you typed is kept in this browser." });
    else if (e.status !== 409) say("No version was saved: " + (e.message || e), "warn");
  }
}

async function discard() {
  const s = open1, gone = content();
  try {
    await s.keeper.discard();
  } catch (e) {
    if (s !== open1) return;
    return e.status === 409 ? s.keeper.lookAgain() : say("Not discarded: " + e.message, "warn");
  }
  if (s !== open1) return;
  const latest = wordingOf(view.latest);
  s.keeper.adopt({ base: { head: view.story.head, wording: latest } });
  s.waiting = null;
  lay(latest);
  based();
  s.discard.hidden = true;
  status("saved", "As version " + view.story.head);
  say("Your changes were discarded.", "note", { label: "Bring them back", act: () => { lay(gone); edited(); say(""); } });
}

function link() {
  const s = open1;
  if (!s.editor.selected()) return say("Select the words that are to be the link first.");
  askLink(s.editor.link(), s.made.safeLink, (href) => s === open1 && s.editor.run("link", href));
}

function picture() {
  const s = open1;
  askPicture((view.latest && view.latest.pictures) || [], s.made.safeLink, (kind, what) => s === open1 && s.editor.run(kind, what));
}

hear("story:open", (d) => open(d.id));
hear("story:changed", (d) => {
  if (open1 && d.id === open1.id) moved();
});
hear("live:reset", () => moved());
hear("hint", (d) => {
  if (open1 && d.topic === "presence" && d.data.story === open1.id) open1.presence.now();
});
hear("online", () => open1 && open1.keeper.retry());
window.addEventListener("online", () => open1 && open1.keeper.retry());
window.addEventListener("focus", () => open1 && open1.keeper.retry());
document.addEventListener("visibilitychange", () => {
  if (!open1) return;
  if (document.visibilityState === "hidden") open1.keeper.leaving();
  else open1.keeper.retry();
});
window.addEventListener("pagehide", () => {
  if (!open1) return;
  open1.keeper.leaving();
  open1.presence.stop();
});
window.addEventListener("pageshow", (e) => {
  if (e.persisted && open1) open(open1.id);
});
window.addEventListener("beforeunload", (e) => {
  if (open1 && open1.keeper.unsaved() && !open1.keeper.here) e.preventDefault();
});
window.addEventListener("popstate", () => {
  const m = location.pathname.match(/^\/story\/(.+)$/), id = m && decodeURIComponent(m[1]);
  if (!id) close();
  else if (!open1 || open1.id !== id) open(id);
});
if (byId("story")) key("Ctrl+s", "save a version", () => { if (!open1) return false; save(); });
if (byId("story")) key("e", "edit: to the headline", () => { if (!open1) return false; open1.fields.focus("headline"); });
const pane = byId("story");
if (pane && pane.dataset.story) open(pane.dataset.story);
else if (pane) empty();

export { names };
