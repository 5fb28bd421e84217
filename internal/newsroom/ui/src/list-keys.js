// What is done to a row, by key and by button: read marks, taking, spiking,
// watching.
import { el, byId, plural } from "./dom.js";
import { hear, tell } from "./bus.js";
import { send } from "./net.js";
import { keysOf } from "./keys.js";
import { choose as panelTab } from "./panel.js";
import { compare } from "./versions.js";

const key = keysOf("List");

export function bindKeys(s, a) {
  // targets are the rows that were selected, or else the one chosen.
  const targets = () => {
    const picked = s.items.filter((x) => x.picked);
    const one = a.current();
    return picked.length ? picked : one ? [one] : [];
  };
  const drop = () => {
    if (s.picked.size) {
      s.picked.clear();
      a.build();
    }
  };

  async function read(list) {
    for (const x of list) a.alter(x.story, { unread: x.n === 0 });
    try {
      await send("POST", "/data/read", list);
    } catch (e) {
      a.say(e.message);
    }
  }

  // each carries out a deed on the targets, one after the other, and says what did
  // not work; what did is told by done.
  async function each(rows, deed, done) {
    const did = [];
    for (const r of rows) {
      try {
        await deed(r);
        did.push(r);
      } catch (e) {
        a.say((rows.length > 1 ? "“" + r.headline + "”: " : "") + e.message);
      }
    }
    drop();
    if (did.length) done(did);
  }

  async function take() {
    const rows = targets().map((x) => x.row);
    if (!rows.length) return false;
    const place = rows.some((r) => !(r.places || []).length) && s.titles.length ? await where(s.titles) : {};
    if (!place) return;
    each(rows, (r) => send("POST", `/data/story/${encodeURIComponent(r.story)}/take`, { rev: r.rev, ...((r.places || []).length ? {} : place) }), (did) => {
      for (const r of did) a.alter(r.story, { holder: s.me, rev: r.rev + 1 });
      a.say(did.length === 1 ? "It is on your desk." : plural(did.length, "story", "stories") + " are on your desk.");
      if (did.length === 1) tell("story:open", { id: did[0].story });
    });
  }

  function spike() {
    const items = targets(), rows = items.map((x) => x.row);
    if (!rows.length) return false;
    const at = s.items.indexOf(items[items.length - 1]);
    const next = (s.items[at + 1] || s.items[at - items.length] || {}).key;
    each(rows, (r) => send("POST", `/data/story/${encodeURIComponent(r.story)}/spike`, { rev: r.rev }), (did) => {
      for (const r of did) a.remove(r.story);
      s.spiked = did;
      if (next && s.byKey.has(next)) a.choose(next);
      a.say((did.length === 1 ? "Spiked “" + did[0].headline + "”. " : plural(did.length, "story", "stories") + " spiked. "),
        el("button", { type: "button", class: "btn-quiet", onclick: unspike }, "Undo"), " ", el("kbd", {}, "z"));
    });
  }
  function unspike() {
    if (!s.spiked.length) return false;
    const rows = s.spiked;
    s.spiked = [];
    each(rows, (r) => send("POST", `/data/story/${encodeURIComponent(r.story)}/unspike`, {}), (did) => {
      a.say(did.length === 1 ? "Brought back." : plural(did.length, "story", "stories") + " brought back.");
      tell("story:changed", { id: did[0].story });
      a.load(s.filter, true);
    });
  }

  function watch() {
    const rows = targets().map((x) => x.row);
    if (!rows.length) return false;
    const on = !rows[0].watched;
    each(rows, (r) => send("POST", `/data/story/${encodeURIComponent(r.story)}/watch`, { on }), (did) => {
      for (const r of did) a.alter(r.story, { watched: on });
      a.say(on ? "You watch it: it stands under is:watched." : "Watched no longer.");
    });
  }

  // changes opens a row's story and shows what its newest version changed. For the
  // story that is open already the key is that of its versions.
  function changes() {
    const x = a.current();
    if (!x || s.opened === x.row.story) return false;
    const stop = hear("story:loaded", (d) => {
      if (d.view.story.id !== x.row.story) return;
      stop();
      panelTab("versions");
      const c = x.row.change;
      if (c && c.against) compare(x.row.story, String(c.against), String(x.row.head));
    });
    a.open();
  }

  // readOn scrolls the open story, or goes to the next row at its end.
  function readOn() {
    const pane = byId("story"), x = a.current();
    if (!pane || !x) return a.step(1);
    if (s.opened !== x.row.story) return a.open();
    if (pane.scrollTop + pane.clientHeight < pane.scrollHeight - 8) pane.scrollTop += pane.clientHeight * 0.85;
    else {
      a.step(1);
      a.open();
    }
  }

  function pick() {
    const x = a.current();
    if (!x) return false;
    if (!s.picked.delete(x.key)) s.picked.add(x.key);
    a.build();
    a.say(s.picked.size ? plural(s.picked.size, "story", "stories") + " selected." : "");
    a.step(1);
  }

  const inList = { scope: s.pane };
  key("j", "next row", () => a.step(1));
  key("k", "row before", () => a.step(-1));
  key("ArrowDown", "next row", () => a.step(1), inList);
  key("ArrowUp", "row before", () => a.step(-1), inList);
  key("Home", "first row", () => a.step(-Infinity), inList);
  key("End", "last row", () => a.step(Infinity), inList);
  key("PageDown", "some rows on", () => a.step(8), inList);
  key("PageUp", "some rows back", () => a.step(-8), inList);
  key("ArrowRight", "unfold an event", () => a.unfold(), inList);
  key("ArrowLeft", "fold it", () => a.fold(), inList);
  key("Enter", "open", () => (document.activeElement === s.box ? a.open() : false), inList);
  key("o", "open", () => a.open());
  key("Space", "read on, then the next row", (e) => (e.target.closest("button,a,summary,input") ? false : readOn()));
  // The same key in the open story is the next step of one deed, and has its line there.
  key("d", "", changes, { silent: true });
  key("t", "take it on your desk", take);
  key("n", "show new rows", () => a.show());
  key("u", "mark unread", () => { const l = targets(); if (!l.length) return false; read(l.map((x) => ({ story: x.row.story, n: 0 }))); drop(); });
  key("x", "select, for several at once", pick);
  key("w", "watch this event, or no longer", watch);
  key("s", "spike", spike);
  key("z", "bring back what was spiked just now", unspike);
  key("/", "filter", () => { document.body.dataset.pane = "wire"; s.search.focus(); });
  key("g w", "go to the wire", () => { location.href = "/"; }, { group: "Everywhere" });
  key("g s", "go to my stories", () => { location.href = "/stories"; }, { group: "Everywhere" });
  for (let i = 1; i <= 9; i++) key(String(i), i === 1 ? "saved searches, 1 to 9" : "", () => s.search.tab(i), { silent: i > 1 });
  return { read: (story, n) => read([{ story, n }]) };
}

// where asks for a title and a section; it resolves to nothing if nobody answers.
function where(titles) {
  if (titles.length === 1 && titles[0].sections.length === 1) return { title: titles[0].id, section: titles[0].sections[0].path };
  return new Promise((resolve) => {
    const section = el("select", { id: "take-section" });
    const title = el("select", { id: "take-title", onchange: sections }, titles.map((t) => el("option", { value: t.id }, t.name)));
    function sections() {
      const t = titles.find((x) => x.id === title.value);
      section.replaceChildren(...t.sections.map((x) => el("option", { value: x.path }, x.name)));
    }
    sections();
    let answer = null;
    const d = el("dialog", { "aria-labelledby": "take-heading" },
      el("form", { method: "dialog", onsubmit: () => { answer = { title: title.value, section: section.value }; } },
        el("h2", { id: "take-heading" }, "Take it for"),
        el("div", { class: "field" }, el("label", { for: "take-title" }, "Title"), title),
        el("div", { class: "field" }, el("label", { for: "take-section" }, "Section"), section),
        el("div", { class: "row" }, el("button", { class: "btn pri" }, "Take"), el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Leave it"))));
    d.addEventListener("close", () => {
      d.remove();
      resolve(answer);
    });
    document.body.append(d);
    d.showModal();
  });
}
