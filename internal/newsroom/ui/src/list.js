// The list at the left of the main screen: events of the wire, or the desk's own
// stories; which rows there are, which is chosen, what comes in meanwhile.
import { el, fill, byId, clock } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get } from "./net.js";
import { makeList } from "./vlist.js";
import { rowElement } from "./list-row.js";
import { makeSearch } from "./list-search.js";
import { makeAgencies } from "./list-agencies.js";
import { bindKeys } from "./list-keys.js";

const pane = byId("wire");
if (pane) start(pane);

function start(pane) {
  const ours = pane.dataset.list === "stories";
  const me = document.body.dataset.userName;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const s = {
    pane, ours, me,
    filter: "", // as the server understood it
    rows: [], // events, newest first, the flashes nobody has seen on top
    next: "", // where the next page begins; "" is that there is none
    loading: null, asked: 0,
    unfolded: new Map(), // event key → its other stories' rows
    fresh: new Map(), // rows that came meanwhile, by key
    items: [], byKey: new Map(),
    chosen: "", opened: "", picked: new Set(), spiked: [],
    agencies: new Map(), titles: [], language: document.documentElement.lang || "en",
    desk: null,
  };
  const keyOf = (row) => (row.event && !ours ? row.event : row.story);

  s.bar = el("button", { type: "button", class: "fresh", hidden: true, onclick: () => show() });
  s.said = el("p", { class: "listsaid", role: "status" });
  s.empty = el("div", { class: "empty", hidden: true });
  s.box = el("div", { class: "rows", role: "tree", tabindex: "0", "aria-label": ours ? "My stories" : "Wire", "aria-multiselectable": "true" });
  s.search = makeSearch(s, { ours, changed: (text) => load(text), back: () => s.box.focus() });
  fill(pane, el("div", { class: "listhead" }, s.search.element), s.bar, s.said, s.box, s.empty);

  const options = () => ({ now: Date.now(), me, ours, language: s.language, agency });
  const agency = (id) => (id ? s.agencies.get(id)?.credit || id.toUpperCase() : "Desk");
  const list = makeList(s.box, {
    key: (x) => x.key,
    same: (a, b) => a.row === b.row && a.picked === b.picked,
    row: (x) => {
      const e = rowElement(x, options());
      if (x.level === 1 && x.row.others) e.setAttribute("aria-expanded", String(s.unfolded.has(x.key)));
      e.addEventListener("click", () => { choose(x.key); open(); });
      return e;
    },
    place: (e, i, n, x) => {
      e.setAttribute("aria-posinset", String(x.pos));
      e.setAttribute("aria-setsize", s.next && x.level === 1 ? "-1" : String(x.of));
      const on = x.key === s.chosen;
      e.setAttribute("aria-selected", String(on));
      e.classList.toggle("chosen", on);
      e.classList.toggle("open", x.row.story === s.opened);
      if (x.level === 1 && x.row.others) e.setAttribute("aria-expanded", String(s.unfolded.has(x.key)));
    },
    end: () => more(),
  });
  s.list = list;

  // build makes the items of rows: an event, and beneath it what was unfolded.
  function build(top) {
    const items = [];
    s.rows.forEach((row, i) => {
      const key = keyOf(row), inner = s.unfolded.get(key) || [];
      items.push({ key, row, level: 1, pos: i + 1, of: s.rows.length, picked: s.picked.has(key) });
      inner.forEach((r, j) => items.push({ key: key + "." + r.story, row: r, level: 2, pos: j + 1, of: inner.length, picked: s.picked.has(key + "." + r.story) }));
    });
    // What has not changed keeps its element.
    s.items = items.map((x) => {
      const old = s.byKey.get(x.key);
      return old && old.row === x.row && old.picked === x.picked && old.pos === x.pos && old.of === x.of ? old : x;
    });
    s.byKey = new Map(s.items.map((x) => [x.key, x]));
    list.set(s.items, top);
    mark();
    emptiness();
  }

  const order = (a, b) => pinned(b) - pinned(a) || time(b) - time(a) || (a.story < b.story ? 1 : -1);
  const time = (r) => Date.parse(ours ? r.moved : r.at);
  // A row that is read has no "unread" at all: only !! makes a number of that.
  const pinned = (r) => Number(!!(!ours && r.unread && (r.marks || []).includes("flash") && Date.now() - Date.parse(r.at) < 86400000));

  const url = (filter, extra) => "/data/list?" + new URLSearchParams({ filter, list: ours ? "stories" : "wire", zone, ...extra });

  // load shows another filter's list.
  async function load(text, keep) {
    if (s.loading) s.loading.abort();
    const loading = (s.loading = new AbortController());
    let first, urgent = { rows: [] };
    try {
      const asked = [get(url(text, {}), { signal: loading.signal })];
      if (!ours) asked.push(get(url((text + " is:flash is:unread since:1d").trim(), {}), { signal: loading.signal }).catch(() => ({ rows: [] })));
      [first, urgent = urgent] = await Promise.all(asked);
    } catch (e) {
      if (e.name === "AbortError") return;
      s.search.refused(e.message);
      return;
    }
    s.search.understood(text, first.filter);
    s.filter = text;
    s.next = first.next || "";
    s.fresh.clear();
    const seen = new Set(first.rows.map(keyOf));
    s.rows = [...first.rows, ...urgent.rows.filter((r) => !seen.has(keyOf(r)))].sort(order);
    s.unfolded.clear();
    s.picked.clear();
    if (!s.rows.some((r) => keyOf(r) === s.chosen)) s.chosen = "";
    bar();
    build(!keep);
    if (s.chosen) list.see(s.chosen);
    count(loading.signal);
  }

  async function count(signal) {
    try {
      const c = await get("/data/list/count?" + url(s.filter, {}).split("?")[1], { signal });
      s.search.counted(c.count.toLocaleString("en-GB") + (c.more ? "+" : ""), c.count);
    } catch { /* the list stands without its number */ }
  }

  async function more() {
    if (!s.next || s.paging) return;
    s.paging = true;
    const filter = s.filter, after = s.next;
    try {
      const page = await get(url(filter, { after }));
      if (filter !== s.filter || after !== s.next) return;
      const seen = new Set(s.rows.map(keyOf));
      s.rows = s.rows.concat(page.rows.filter((r) => !seen.has(keyOf(r))));
      s.next = page.next || "";
      build();
    } catch { /* the next look at the end asks again */ } finally {
      s.paging = false;
    }
  }

  // What happens meanwhile: the rows that moved are asked for together.
  const moved = new Set();
  let soon = 0, failed = 0;
  function ask(id) {
    moved.add(id);
    if (!soon) soon = setTimeout(askNow, 150);
  }
  async function askNow() {
    soon = 0;
    const ids = [...moved].slice(0, 100);
    ids.forEach((id) => moved.delete(id));
    if (moved.size) soon = setTimeout(askNow, 150);
    const filter = s.filter;
    let rows;
    try {
      rows = (await get(url(filter, {}) + ids.map((id) => "&story=" + encodeURIComponent(id)).join(""))).rows;
    } catch (e) {
      ids.forEach((id) => moved.add(id));
      if (e.status !== 401) later();
      return;
    }
    if (failed) {
      failed = 0;
      say();
    }
    if (filter === s.filter) take(rows, new Set(ids));
  }

  // later plans what was refused again: after a second, then twice as long each
  // time, and never longer than half a minute.
  function later() {
    const wait = Math.min(30, 2 ** failed++);
    clearTimeout(soon);
    soon = setTimeout(askNow, wait * 1000);
    say("The list is not up to date: the server did not answer. Asked again in " + wait + " s.");
  }
  hear("online", () => {
    if (!failed) return;
    clearTimeout(soon);
    askNow();
  });

  // take lays rows that moved over those shown: in their places, whatever their
  // time; those that belong elsewhere or are new wait under the bar.
  function take(rows, ids) {
    const now = new Map(rows.map((r) => [keyOf(r), r]));
    let changed = false;
    s.rows = s.rows.map((old) => {
      const key = keyOf(old);
      let r = now.get(key);
      if (!r) {
        const alone = rows.find((x) => x.story === old.story); // its event is another now
        if (alone) r = alone;
        else if (ids.has(old.story) && !old.gone) r = { ...old, gone: true };
        else return old;
      }
      now.delete(keyOf(r));
      if (time(r) > time(old) || r.gone) s.fresh.set(keyOf(r), r);
      changed = true;
      return r;
    });
    for (const [key, r] of now) s.fresh.set(key, r);
    for (const key of [...s.unfolded.keys()]) if (rows.some((r) => keyOf(r) === key)) refold(key);
    if (changed) build();
    if (!s.fresh.size) return;
    if (list.top() && !pane.matches(":hover") && !(s.chosen && list.inSight(s.chosen)) && !s.picked.size) show(true);
    else bar();
    alarm(rows);
  }

  function alarm(rows) {
    const r = rows.find((x) => x.unread && (x.marks || []).some((m) => m === "flash" || m === "killed") && s.fresh.has(keyOf(x)));
    if (r) say(((r.marks || []).includes("killed") ? "Kill" : "Flash") + " from " + agency(r.source) + ": " + r.headline);
  }

  // steady does something to what stands above the rows; they stay where they are.
  function steady(fn) {
    const top = s.box.getBoundingClientRect().top;
    fn();
    const by = s.box.getBoundingClientRect().top - top;
    if (by) s.box.scrollTop += by;
  }
  const say = (...words) => steady(() => fill(s.said, words));
  const bar = () => steady(drawBar);

  function drawBar() {
    const all = [...s.fresh.values()].filter((r) => !r.gone), flash = all.find((r) => pinned(r));
    s.bar.hidden = !s.fresh.size;
    if (s.bar.hidden) return;
    fill(s.bar, flash ? [el("b", { class: "flash" }, (flash.urgency === 1 ? "FLASH " : "URGENT ") + agency(flash.source)), " ", flash.headline, " · "] : null,
      all.length ? el("b", {}, all.length + " new") : "Put the list in order", " ", el("kbd", {}, "n"));
  }

  // show puts what came meanwhile into its place.
  function show(quiet) {
    if (!s.fresh.size) return false;
    const have = new Map(s.rows.filter((r) => !r.gone).map((r) => [keyOf(r), r]));
    for (const [key, r] of s.fresh) if (!r.gone) have.set(key, r);
    s.rows = [...have.values()].sort(order);
    s.fresh.clear();
    bar();
    if (s.chosen && !have.has(s.chosen.split(".")[0])) s.chosen = "";
    build(!quiet || list.top());
    say();
    return true;
  }

  function emptiness() {
    const none = !s.items.length;
    s.empty.hidden = !none;
    s.box.hidden = none;
    if (!none) return;
    fill(s.empty, emptyWords(), s.filter ? el("p", {}, el("button", { type: "button", class: "btn", onclick: () => s.search.set("") }, "Show all")) : null);
  }
  function emptyWords() {
    const one = s.filter.match(/^agency:([\w.-]+)$/);
    const a = one && s.agencies.get(one[1].toLowerCase());
    if (a) return el("p", {}, a.last ? "Nothing from " + a.credit + " since " + clock(a.last) + "." : "Nothing has ever come from " + a.credit + ".");
    if (ours && (!s.filter || s.filter === "desk:me")) return el("p", {}, "Nothing is on your desk. Take a story from the wire with ", el("kbd", {}, "t"), ".");
    if (ours) return el("p", {}, "None of the desk’s stories is one of these.");
    if (s.filter) return el("p", {}, "No story is one of these: ", el("code", {}, s.filter), s.desk?.state.filling ? ". Older stories are still being added to the lists." : ".", othersTitles());
    return el("p", {}, "Nothing has come in yet. Copy appears here by itself.", othersTitles());
  }
  // othersTitles says what the list leaves out where nobody named a title.
  function othersTitles() {
    return s.desk?.limited && !/(^|\s)title:/i.test(s.filter) ? [" It has what is on your titles, or on none; ", el("code", {}, "title:NAME"), " asks for another’s."] : null;
  }

  // choose moves the selection; nothing else moves it.
  function choose(key) {
    s.chosen = key;
    list.see(key);
    mark();
  }
  function mark() {
    for (const x of s.items) {
      const e = list.element(x.key);
      if (!e) continue;
      const on = x.key === s.chosen;
      e.setAttribute("aria-selected", String(on));
      e.classList.toggle("chosen", on);
      e.classList.toggle("open", x.row.story === s.opened);
    }
    const e = list.element(s.chosen);
    if (e) s.box.setAttribute("aria-activedescendant", e.id);
    else s.box.removeAttribute("aria-activedescendant");
  }
  function step(by) {
    if (!s.items.length) return;
    const at = s.items.findIndex((x) => x.key === s.chosen);
    choose(s.items[Math.max(0, Math.min(s.items.length - 1, at < 0 ? 0 : at + by))].key);
  }
  const current = () => s.byKey.get(s.chosen);

  // alter changes rows as the user has, before the server says the same.
  function alter(story, change) {
    const f = (r) => (r.story === story ? { ...r, ...change } : r);
    s.rows = s.rows.map(f);
    for (const [k, inner] of s.unfolded) s.unfolded.set(k, inner.map(f));
    build();
  }

  function open() {
    const x = current();
    if (!x) return false;
    tell("story:open", { id: x.row.story });
    return true;
  }
  async function unfold() {
    const x = current();
    if (!x || x.level !== 1 || !x.row.others || s.unfolded.has(x.key)) return false;
    await refold(x.key);
  }
  async function refold(key) {
    try {
      const all = (await get("/data/event/" + encodeURIComponent(key))).rows;
      const top = s.byKey.get(key)?.row.story;
      s.unfolded.set(key, all.filter((r) => r.story !== top));
      build();
    } catch (e) {
      say(e.message);
    }
  }
  function fold() {
    const x = current();
    if (!x) return false;
    const key = x.key.split(".")[0];
    if (!s.unfolded.delete(key)) return false;
    s.chosen = key;
    build();
    list.see(key);
  }

  hear("story:changed", (d) => ask(d.id));
  hear("live:reset", () => load(s.filter, true));
  hear("story:loaded", (d) => {
    s.opened = d.view.story.id;
    const key = s.items.find((x) => x.row.story === s.opened)?.key;
    if (key && !s.chosen) s.chosen = key;
    seen(d.view.story.id, d.view.story.head);
    mark();
  });
  hear("story:closed", () => {
    s.opened = "";
    mark();
  });
  function seen(id, head) {
    const r = s.items.find((x) => x.row.story === id)?.row;
    if (r && !r.unread) return;
    s.marks.read(id, head);
  }
  hear("live", (d) => { s.pane.classList.toggle("behind", !d.up); });

  const agencies = makeAgencies(s, (d) => {
    s.agencies = new Map(d.agencies.map((a) => [a.source, a]));
    s.titles = d.titles || [];
    s.search.desk(d);
    emptiness();
  });
  s.marks = bindKeys(s, { step, choose, open, unfold, fold, show, current, alter, build, remove, load, say });
  function remove(story) {
    s.rows = s.rows.filter((r) => r.story !== story);
    build();
  }
  setInterval(() => { // times left, and the day
    s.byKey.clear();
    s.rows = s.rows.map((r) => (r.embargo ? { ...r } : r));
    build();
  }, 60000);
  agencies.look().finally(() => load(s.search.start()));
}
