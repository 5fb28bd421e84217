// Notes on the open story: what was said, where it is, and sending it elsewhere.
import { el, fill, byId, clock } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get, put, send } from "./net.js";
import { keysOf } from "./keys.js";
import { tab, choose, shown } from "./panel.js";
import { show } from "./begin.js";
import { makeCalling } from "./notes-call.js";

const key = keysOf("Story");

let story = "", said = null, body = null, badge = () => {};
let form = null, nextID = "";
let refused = ""; // why the last thing was not done, until the next is tried
let wanted = location.hash === "#notes";

// What is being written is kept in this browser, for one user and one story, so
// that it is there again after the page was left. A browser that keeps nothing
// has it until then.
const unkept = new Map();
const place = (of) => "note|" + document.body.dataset.user + "|" + of;

function typed(of) {
  try {
    return localStorage.getItem(place(of)) ?? (unkept.get(of) || "");
  } catch {
    return unkept.get(of) || "";
  }
}

function keep(of, text) {
  if (text) unkept.set(of, text);
  else unkept.delete(of);
  try {
    if (text) localStorage.setItem(place(of), text);
    else localStorage.removeItem(place(of));
  } catch {
    // the page has it
  }
}

const address = (rest) => "/data/story/" + encodeURIComponent(story) + rest;

if (byId("panel")) {
  badge = tab({ id: "notes", label: "Notes", order: 6, show(element, view) {
    body = element;
    if (said && story === view.story.id) draw();
    look();
  } });
  hear("story:loaded", ({ view }) => {
    if (story !== view.story.id) {
      story = view.story.id;
      said = null;
      refused = nextID = "";
      if (wanted) choose("notes");
      wanted = false;
    }
    load();
  });
  hear("story:closed", () => {
    story = "";
    said = null;
    badge(0);
  });
  hear("journal", ({ event }) => {
    if (story && event.story === story && /^story\.(noted|sent|taken|begun|spiked|unspiked)$/.test(event.verb)) load();
  });
  key("a", "add a note", () => reach("note-text"));
  key("h", "hand on to a desk or person", () => reach("note-to"));
}
hear("journal", ({ event }) => {
  if (/^story\.(noted|sent)$/.test(event.verb)) count();
});

function reach(id) {
  if (!story) return false;
  choose("notes");
  document.body.dataset.pane = "panel";
  byId(id)?.focus();
}

async function load() {
  const of = story;
  try {
    const v = await get(address("/notes"));
    if (of !== story) return;
    said = v;
  } catch (e) {
    if (body) fill(body, el("p", { class: "bad", role: "alert" }, e.message));
    return;
  }
  badge(said.unseen);
  if (shown() === "notes") draw();
  look();
}

// look tells the server that the notes were seen, if they are.
async function look() {
  if (!said || !said.unseen || shown() !== "notes" || document.visibilityState !== "visible" || !said.notes.length) return;
  const upTo = said.notes[said.notes.length - 1].at;
  try {
    nav((await put(address("/notes/seen"), { upTo })).unseen);
    said.unseen = 0;
    badge(0);
  } catch { /* they are seen the next time */ }
}
document.addEventListener("visibilitychange", look);

async function count() {
  try {
    nav((await get("/data/unseen")).unseen);
  } catch { /* the line is down, which is said elsewhere */ }
}

// nav writes beside "For me" how many notes wait there.
function nav(n) {
  const link = document.querySelector('nav a[href="/for-me"]');
  if (!link) return;
  link.querySelector(".count")?.remove();
  if (n) link.append(" ", el("span", { class: "count" }, String(n)));
}

// plain is a refusal without the story's id, which whoever reads it has before them.
const plain = (text) => text.replace(/^[A-Z][a-z ]+ [0-9a-f-]{36}: ./, (m) => m.slice(-1).toUpperCase());
const nameOf = (name) => said.people.find((p) => p.name === name)?.fullName || name;
const deskOf = (id) => said.desks.find((d) => d.id === id)?.name || id;

function where(w) {
  if (w.desk && w.holder) return `On desk ${deskOf(w.desk)}, with ${nameOf(w.holder)}`;
  if (w.desk) return `On desk ${deskOf(w.desk)}, with nobody yet`;
  if (w.holder) return "With " + nameOf(w.holder);
  return "On no desk, with nobody";
}

// moved says what a sending did.
function moved(n) {
  const to = [n.now.holder && nameOf(n.now.holder), n.now.desk && n.now.desk !== n.was?.desk && "desk " + deskOf(n.now.desk)].filter(Boolean);
  if (n.now.holder === n.by) return "took it";
  if (to.length) return "sent it to " + to.join(", ");
  return n.now.desk ? "put it back on desk " + deskOf(n.now.desk) : "put it back";
}

// draw shows what is said. The form stays as it is while somebody writes: what
// comes in meanwhile changes what stands around it.
function draw() {
  if (!body || !said) return;
  if (!form || form.story !== story || !body.contains(form.text)) build();
  const me = document.body.dataset.userName, here = said.here, may = said.people.some((p) => p.name === me && p.writes);
  form.wrong.textContent = refused;
  form.wrong.hidden = !refused;
  anew(form.here, [here, may, said.people, said.desks], () => [el("b", {}, where(here)),
    may && here.holder !== me ? el("button", { type: "button", class: "btn", id: "note-take", onclick: () => move({ desk: here.desk, holder: me }) }, "Take it") : null,
    may && here.holder === me ? el("button", { type: "button", class: "btn-quiet", id: "note-leave", onclick: () => move({ desk: here.desk }) }, "Put it back") : null]);
  anew(form.list, [said.notes, said.spiked, said.unseen > 0], () => [
    said.spiked ? el("p", { class: "note" }, "Spiked by " + nameOf(said.spiked) + ".") : null,
    said.notes.length ? el("ol", { class: "notes", "aria-label": "What was said, oldest first" }, said.notes.map(one)) : el("p", { class: "soft" }, "Nothing was said of it yet.")]);
  const chosen = form.to.value;
  anew(form.to, [said.desks, said.people], () => [el("option", { value: "" }, "Send to …"),
    said.desks.length ? el("optgroup", { label: "Desks" }, said.desks.map((d) => el("option", { value: "desk:" + d.id }, d.name))) : null,
    el("optgroup", { label: "People" }, said.people.filter((p) => p.writes && p.name !== me).map((p) => el("option", { value: "user:" + p.name }, p.fullName)))]);
  if ([...form.to.options].some((o) => o.value === chosen)) form.to.value = chosen;
  form.sending.hidden = !may;
  anew(form.family, [said.parent, said.begun], family);
}

// anew fills an element if what it shows has changed, and keeps the focus.
function anew(e, shows, make) {
  const now = JSON.stringify(shows);
  if (e.shows === now) return;
  e.shows = now;
  const focused = e.contains(document.activeElement) ? document.activeElement.id : "";
  fill(e, make());
  if (focused) (byId(focused) || form.text).focus();
}

function build() {
  const text = el("textarea", { id: "note-text", rows: "3", "aria-describedby": "note-hint", value: typed(story), oninput: () => keep(form.story, text.value) });
  const to = el("select", { id: "note-to" });
  const sending = el("span", { class: "row" }, el("label", { class: "hide", for: "note-to" }, "Send to"), to, el("button", { type: "button", class: "btn", id: "note-send", onclick: sendIt }, "Send"));
  form = { story, text, to, sending, wrong: el("p", { id: "note-wrong", class: "bad", role: "alert", hidden: true }), here: el("div", { class: "here", id: "note-here" }), list: el("div"), family: el("div", { class: "family" }) };
  text.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    e.stopPropagation();
    if (to.value) sendIt();
    else note();
  });
  fill(body, form.here, form.list,
    el("div", { class: "write-note" }, form.wrong,
      el("p", { class: "field" }, el("label", { for: "note-text" }, "Note"), text, makeCalling(text, said.people, () => keep(form.story, text.value)),
        el("span", { class: "hint", id: "note-hint" }, "For the newsroom alone; @name calls upon somebody. ", el("kbd", {}, "Ctrl Enter"), " sends it.")),
      el("p", { class: "row" }, el("button", { type: "button", class: "btn", id: "note-write", onclick: note }, "Write note"), sending)),
    form.family);
}

const note = () => act((id) => send("POST", address("/notes"), { id, text: form.text.value }));
const move = (to) => act((id) => send("POST", address("/send"), { id, seen: said.here, to, text: form.text.value }));

function sendIt() {
  const [kind, name] = [form.to.value.slice(0, 4), form.to.value.slice(5)];
  if (!form.to.value) return form.to.focus();
  move(kind === "desk" ? { desk: name } : { desk: said.here.desk, holder: name });
}

// act carries out what was asked for. Its id stays until it is done, so that an
// answer that got lost does not do it twice.
async function act(ask) {
  const of = story, sent = form.text.value;
  refused = "";
  nextID = nextID || said.noteId;
  try {
    const v = await ask(nextID);
    if (typed(of) === sent) keep(of, "");
    if (of !== story) return;
    nextID = "";
    said = v;
    if (form.text.value === sent) form.text.value = "";
    form.to.value = "";
    badge(said.unseen);
    draw();
    form.text.focus();
  } catch (e) {
    if (of !== story) return;
    refused = plain(e.message);
    if (e.status) nextID = "";
    if (e.status === 409) await load();
    else draw();
  }
}

function one(n) {
  return el("li", { id: "note-" + n.id, class: (n.for || []).includes(document.body.dataset.userName) && said.unseen ? "new" : null },
    el("p", { class: "soft" }, el("b", {}, nameOf(n.by)), " · ", el("time", { datetime: n.at }, clock(n.at)), n.kind === "sent" ? " · " + moved(n) : ""),
    n.text ? el("p", { class: "said" }, n.text) : null);
}

// family shows what the story was begun from and what was begun from it, and
// lets one begin more.
function family() {
  const link = (x) => el("a", { href: "/story/" + encodeURIComponent(x.id), onclick: (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    tell("story:open", { id: x.id });
  } }, x.name);
  const as = (x) => (x.as === "followUp" ? "follow-up" : "duplicate");
  const wrong = el("p", { class: "bad", role: "alert", hidden: true });
  const begin = async (how) => {
    try {
      show((await send("POST", "/data/begin", { id: said.storyId, from: story, as: how })).id);
    } catch (e) {
      wrong.textContent = plain(e.message);
      wrong.hidden = false;
    }
  };
  return [el("h2", { class: "minor" }, "More of this story"), wrong,
    said.parent ? el("p", {}, "A " + as(said.parent) + " of ", link(said.parent)) : null,
    said.begun.length ? el("ul", {}, said.begun.map((x) => el("li", {}, as(x).replace(/^./, (c) => c.toUpperCase()), ": ", link(x)))) : null,
    el("p", { class: "row" }, el("button", { type: "button", class: "btn", id: "follow-up", onclick: () => begin("followUp") }, "Write a follow-up"),
      el("button", { type: "button", class: "btn", id: "duplicate", onclick: () => begin("duplicate") }, "Duplicate"),
      el("a", { class: "btn-quiet", href: "/templates/new?from=" + encodeURIComponent(story) }, "Make a template"))];
}
