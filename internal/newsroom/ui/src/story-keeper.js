// The keeper of one open story's words: here at once, on the server within two
// seconds, and never one text over another. It draws nothing; it tells what is so.
import { clock } from "./dom.js";
import { send, put, get } from "./net.js";
import { keep, kept, forget } from "./story-kept.js";
import { names } from "./story-fields.js";

const gap = 1500; // between two saves; with the way there it stays under two seconds
const soon = 400; // from the first change to a save, and what keeping here waits

export const wordingOf = (v) => Object.fromEntries([...names, "body"].map((n) => [n, (v && v[n]) || ""]));
const plain = (w) => [...names, "body"].map((n) => (w[n] || "").replace(/\s+/g, " ").trim()).join("\u0000");
export const same = (a, b) => a === b || plain(a) === plain(b);

// changesIn counts the fields and paragraphs in which two wordings differ.
export function changesIn(a, b) {
  let n = names.filter((x) => (a[x] || "") !== (b[x] || "")).length;
  const left = new Map();
  const la = a.body ? a.body.split("\n") : [], lb = b.body ? b.body.split("\n") : [];
  for (const l of la) left.set(l, (left.get(l) || 0) + 1);
  let added = 0;
  for (const l of lb) {
    if (left.get(l)) left.set(l, left.get(l) - 1);
    else added++;
  }
  return n + Math.max(added, [...left.values()].reduce((x, y) => x + y, 0));
}

// makeKeeper keeps the words of a story.
//   user, id, window   whose, of what, and in which window
//   words()            what is in the editor now
//   told(state)        {kind, text, at}: saved, typing, offline, ended, refused
//   other(copy)        another window of the user's has kept other words
export function makeKeeper(o) {
  const url = "/data/story/" + encodeURIComponent(o.id);
  const k = {
    base: { head: 0, wording: wordingOf({}) }, // the version that the words are based on
    seq: 0, synced: null, // the working copy on the server, as last known
    sent: null, // words on their way to a version
    since: 0, // when the first change was made that is in no version
    dirty: false, blocked: false, here: true,
  };
  let hereTimer = 0, thereTimer = 0, saving = null, lastSave = 0, offlineSince = 0, wait = 2000, stopped = false, count = 0, making = null;

  k.changed = () => {
    if (stopped) return;
    k.dirty = true;
    count++;
    k.since ||= Date.now();
    hereTimer ||= setTimeout(k.keepHere, 250);
    plan();
    if (!offlineSince && !k.blocked) o.told({ kind: "typing" });
  };

  function plan(delay) {
    if (stopped || (thereTimer && delay === undefined)) return;
    clearTimeout(thereTimer);
    thereTimer = setTimeout(k.saveThere, delay ?? Math.max(soon, lastSave + gap - Date.now()));
  }

  // keepHere writes the words into this browser's store.
  k.keepHere = async () => {
    clearTimeout(hereTimer);
    hereTimer = 0;
    if (!k.dirty) return;
    k.here = await keep(o.user, o.id, { head: k.base.head, base: k.base.wording, seq: k.seq, synced: k.synced, sent: k.sent, window: o.window, wording: o.words(), since: k.since, at: Date.now() });
  };

  // saveThere writes the words to the server, one request at a time.
  k.saveThere = () => {
    clearTimeout(thereTimer);
    thereTimer = 0;
    if (saving) return saving.then(() => (k.dirty && !offlineSince ? k.saveThere() : undefined));
    if (stopped || !k.dirty || k.blocked) return Promise.resolve();
    saving = save().finally(() => { saving = null; });
    return saving;
  };

  async function save() {
    const mine = o.words(), at = count;
    lastSave = Date.now();
    try {
      const c = await put(url + "/working", { user: o.user, window: o.window, head: k.base.head, seq: k.seq, wording: mine });
      k.seq = c.seq;
      k.synced = mine;
      k.dirty = count !== at;
      reached();
      o.told({ kind: "saved", at: Date.now() });
      await keep(o.user, o.id, { head: k.base.head, base: k.base.wording, seq: k.seq, synced: mine, sent: k.sent, window: o.window, wording: o.words(), since: k.since, at: Date.now() });
      if (k.dirty) plan();
    } catch (e) {
      await failed(e);
    }
  }

  function reached() {
    offlineSince = 0;
    wait = 2000;
  }

  async function failed(e) {
    await k.keepHere();
    const where = k.here ? "what you type is kept in this browser" : "this browser keeps nothing, so do not close it";
    if (e.status === 409) return k.lookAgain();
    if (e.status === 401) {
      o.told({ kind: "ended", text: `You are signed out; ${where}.` });
      return plan(5000);
    }
    if (!e.status || e.status >= 500) {
      offlineSince ||= Date.now();
      o.told({ kind: "offline", at: offlineSince, text: (e.status ? "The server has a fault" : "Working offline") + ` since ${clock(offlineSince)}; ${where}.` });
      plan(wait);
      wait = Math.min(10000, wait * 1.5);
      return;
    }
    o.told({ kind: "refused", text: `Not saved on the server: ${e.message || e} ${k.here ? "It is kept in this browser." : ""}` });
    if (e.status === 403) plan(10000);
  }

  // lookAgain finds out who has kept other words: this window, whose answer got
  // lost, or another one.
  k.lookAgain = async () => {
    let c;
    try {
      c = await get(url + "/working");
    } catch (e) {
      return failed(e.status === 409 ? { status: 0 } : e);
    }
    if (!c) { // it has become a version in another window
      k.seq = 0;
      k.synced = null;
      return plan(soon);
    }
    if (c.window === o.window || same(c.wording, o.words())) {
      k.seq = c.seq;
      k.synced = c.wording;
      return plan(soon);
    }
    k.blocked = true;
    o.other(c);
  };

  // adopt goes on from another copy or version, after a merge.
  k.adopt = (c) => {
    if (c.base) k.base = c.base;
    if (c.seq !== undefined) {
      k.seq = c.seq;
      k.synced = c.synced;
    }
    k.blocked = false;
  };

  // version makes a version of the words. It returns what the server says
  // (desk.Saved) and throws {status, message}.
  k.version = (name) => {
    const made = version(name);
    making = made.then(() => {}, () => {});
    return made;
  };

  async function version(name) {
    if (saving) await saving;
    const mine = o.words(), at = count;
    k.sent = mine;
    await k.keepHere();
    const saved = await send("POST", url + "/version", { user: o.user, head: k.base.head, seq: k.seq, wording: mine, name });
    reached();
    if (saved.clash) {
      k.sent = null;
      return { ...saved, mine };
    }
    k.base = { head: saved.head, wording: saved.wording };
    k.seq = 0;
    k.synced = null;
    k.sent = null;
    k.dirty = count !== at;
    if (k.dirty) plan();
    else {
      k.since = 0;
      await forget(o.user, o.id);
    }
    return { ...saved, mine, more: k.dirty };
  }

  // discard forgets what is in no version.
  k.discard = async () => {
    if (saving) await saving;
    if (k.seq) await send("DELETE", url + "/working?seq=" + k.seq);
    await forget(o.user, o.id);
    k.dirty = false;
    k.seq = k.since = 0;
    k.synced = null;
  };

  // begin finds what there is to go on with: {wording, note, clash} where view is
  // the story as the server has it.
  k.begin = async (view) => {
    const latest = { head: view.story.head, wording: wordingOf(view.latest) };
    const w = view.working || null;
    const r = await kept(o.user, o.id);
    k.base = w ? { head: w.head, wording: w.base } : latest;
    k.seq = w ? w.seq : 0;
    k.synced = w ? w.wording : null;
    if (w) k.since = +new Date(w.at);
    const saved = w ? w.wording : latest.wording;
    // All of it was on the server once: what became of it there counts.
    const settled = r && r.synced && same(r.wording, r.synced) && r.seq !== k.seq;
    if (settled && !w) await forget(o.user, o.id);
    if (!r || settled || same(r.wording, saved)) return { wording: saved, from: w ? "server" : "" };
    if (!w && (same(r.wording, latest.wording) || (r.sent && same(r.wording, r.sent) && same(r.sent, latest.wording)))) {
      await forget(o.user, o.id);
      return { wording: saved, from: "" };
    }
    k.since = r.since || r.at;
    if (r.seq === k.seq || (w && w.window === r.window)) { // nobody else was at it
      k.base = { head: r.head, wording: r.base };
      if (r.sent && same(r.sent, latest.wording)) k.base = latest;
      k.dirty = true;
      return { wording: r.wording, from: "here", n: changesIn(saved, r.wording) };
    }
    // Another window has saved since: both are laid over each other.
    k.dirty = true;
    return { wording: r.wording, from: "here", n: changesIn(saved, r.wording), merge: { base: r.synced || r.base, theirs: saved } };
  };

  k.retry = () => {
    if (k.dirty && !k.blocked) plan(0);
  };
  k.unsaved = () => k.dirty;

  // leaving sends what is unsaved on its way out.
  k.leaving = () => {
    if (!k.dirty || stopped) return;
    k.keepHere();
    const body = { user: o.user, window: o.window, head: k.base.head, seq: k.seq, wording: o.words() };
    if (!saving && !k.blocked && JSON.stringify(body).length < 60000) put(url + "/working", body, { keepalive: true }).then((c) => { k.seq = c.seq; }, () => {});
  };
  // stop resolves when the last words are kept here and, if it can be reached, on
  // the server. A version on its way comes first: it may be all there is to keep.
  k.stop = async () => {
    clearTimeout(hereTimer);
    await k.keepHere();
    await making;
    await k.saveThere();
    if (!offlineSince) await k.saveThere(); // again where an answer had been lost
    stopped = true;
    clearTimeout(thereTimer);
  };
  return k;
}
