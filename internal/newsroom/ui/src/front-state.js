// A front that is being changed: what the server has, what the editor has made of
// it, and the page that comes of it. Others hear of changes by "front:drawn".
import { get, send } from "./net.js";
import { tell } from "./bus.js";

export const root = document.querySelector("[data-front]");
export const title = root?.dataset.front || "";
export const section = root?.dataset.section || "";

// data is what the server has (FrontScreen), front what the editor has made of it
// and seen the revision it was made of; view is the page that comes of it.
export const state = { data: null, front: null, seen: 0, view: null, theirs: null, got: 0 };

const steps = []; // fronts before each change, for undo before publishing
const kept = `front|${document.body.dataset.user}|${title}/${section}`; // where this browser keeps what is not published

export const address = (what) => `/data/front/${encodeURIComponent(title)}/${what}/${encodeURIComponent(section)}`;

const said = (f) => ({ title, section, rev: 0, layout: f.layout || "", seconds: f.seconds || 0, strips: f.strips || null, noHour: !!f.noHour, slots: f.slots || [] });
const text = (f) => JSON.stringify({ ...f, rev: 0, slots: [...f.slots].sort((a, b) => (a.at < b.at ? -1 : 1)) });

export const dirty = () => !!state.data && text(state.front) !== text(said(state.data.head));
export const changes = () => steps.length;
export const slotAt = (at) => state.front.slots.find((s) => s.at === at);
export const story = (id) => state.view.stories[id] || state.data.stories[id] || { headline: id };

// filled maps places to what stands there.
export function filled() {
  const out = new Map(), p = state.view.page;
  for (const x of [...(p.lead || []), ...(p.second || []), ...(p.strips || []).flatMap((s) => s.slots)]) out.set(x.at, x);
  return out;
}

// placeName is what people call a place.
export function placeName(at) {
  const [kind, a, b] = at.split("/");
  if (kind === "lead") return a ? (state.view.page.layout === "quiet" ? "Second column" : "Second lead") : state.view.page.layout === "quiet" ? "First column" : "Lead";
  if (kind === "second") return "Second " + a;
  return sectionName(a) + " " + b;
}

export const sectionName = (path) => state.data.title.sections.find((s) => s.path === path)?.name || path;

// adopt takes the server's front over whatever is here.
export function adopt(data) {
  take(data);
  keep();
  tell("front:drawn");
}

function take(data) {
  state.data = state.view = data;
  state.got = performance.now();
  state.front = said(data.head);
  state.seen = data.head.rev;
  state.theirs = null;
  steps.length = 0;
}

// load fetches the front and lays over it what this browser has kept, and reports
// whether there was any. What is kept stays where it is until the server has laid
// it out: an error with "kept" set means that it did not.
export async function load() {
  const data = await get(address("on"));
  let mine = null;
  try {
    mine = JSON.parse(localStorage.getItem(kept));
    if (text(mine.front) === text(said(data.head))) mine = null;
  } catch {
    mine = null; // nothing is kept, or nothing that can be read
  }
  if (!mine) {
    adopt(data);
    return false;
  }
  let view;
  try {
    view = await send("POST", address("arrange"), { front: mine.front });
  } catch (e) {
    e.kept = true;
    throw e;
  }
  take(data);
  state.front = mine.front;
  state.seen = mine.seen;
  state.view = view;
  if (mine.seen !== data.head.rev) state.theirs = data;
  tell("front:drawn");
  return true;
}

// forget removes what this browser has kept of the front.
export function forget() {
  try {
    localStorage.removeItem(kept);
  } catch {
    // it keeps nothing
  }
}

function keep() {
  try {
    if (dirty()) localStorage.setItem(kept, JSON.stringify({ front: state.front, seen: state.seen }));
    else localStorage.removeItem(kept);
  } catch {
    // a browser that keeps nothing loses no more than the page
  }
}

async function arrange() {
  state.view = await send("POST", address("arrange"), { front: state.front });
  keep();
  tell("front:drawn");
}

// change lets fn change the front and shows what comes of it; what the house
// refuses leaves all as it was.
export async function change(fn) {
  const before = structuredClone(state.front);
  fn(state.front);
  try {
    await arrange();
    steps.push(before);
    tell("front:drawn");
    return true;
  } catch (e) {
    state.front = before;
    tell("front:refused", e);
    return false;
  }
}

// back takes the last change back that is not published.
export async function back() {
  if (!steps.length) return false;
  state.front = steps.pop();
  await arrange();
  return true;
}

export async function discard() {
  adopt(state.theirs || state.data);
}

// setSlot says what an editor wants of a place; the story's other pin goes.
export function setSlot(f, slot) {
  f.slots = f.slots.filter((s) => s.at !== slot.at && !(slot.story && s.story === slot.story));
  if (slot.story || slot.size) f.slots.push(slot);
}

// deed sends a deed and takes in what the server has then. When somebody else was
// faster, theirs is fetched and nothing is lost.
export async function deed(what, body) {
  try {
    const data = await send(what === "banner" ? "PUT" : "POST", address(what), body);
    if (dirty() && (what === "banner" || what === "drop") && data.head.rev === state.seen) {
      state.data = data; // which leaves the front that is being changed alone
      state.got = performance.now();
      tell("front:drawn");
    } else adopt(data);
    return true;
  } catch (e) {
    if (e.status === 409) await look();
    tell("front:refused", e);
    return false;
  }
}

// look asks whether somebody else has changed the front.
export async function look() {
  const data = await get(address("on"));
  if (data.head.rev === state.seen && !state.theirs) {
    if (!dirty()) adopt(data);
    return;
  }
  if (!dirty()) return adopt(data);
  state.theirs = data;
  state.data = { ...data };
  tell("front:drawn");
}

// over keeps the editor's front, to be published over the other's.
export function over() {
  state.seen = state.theirs.head.rev;
  state.theirs = null;
  keep();
  tell("front:drawn");
}

// at reads a time by the clock of the title.
export async function timeOf(wall, which) {
  if (!wall) return null;
  const v = await get(`/data/front/${encodeURIComponent(title)}/time?wall=${encodeURIComponent(wall)}&which=${which || ""}`);
  return v.at;
}

// wall writes a moment by the clock of the title, as fields for times take it.
export function wall(at) {
  if (!at) return "";
  const parts = {};
  for (const p of new Intl.DateTimeFormat("en-GB", { timeZone: state.data.title.timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date(at))) parts[p.type] = p.value;
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

// now is the time at the server.
export const now = () => new Date(new Date(state.data.now).getTime() + (performance.now() - state.got));

// shortWall is a moment for reading, with its day if that is another.
export function shortWall(at) {
  const w = wall(at), today = wall(state.data.now).slice(0, 10);
  if (w.slice(0, 10) === today) return w.slice(11);
  return new Intl.DateTimeFormat("en-GB", { timeZone: state.data.title.timeZone, day: "numeric", month: "short" }).format(new Date(at)) + ", " + w.slice(11);
}
