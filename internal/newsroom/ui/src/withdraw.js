// What can be taken back: schedule, embargo, take-down, kill. Part of the publish
// tab. Every deed stands in words on its button.
import { el, fill } from "./dom.js";
import { titleOf, at as when } from "./sheet.js";

let drawn = "", open = "";

// withdrawing draws the section; deed(make) sends, as publish.js has it.
export function withdrawing(place, v, deed) {
  const key = v.story.id + " " + v.story.rev + " " + place.isConnected;
  if (key === drawn && place.childElementCount) return;
  if (!drawn.startsWith(v.story.id + " ")) open = "";
  drawn = key;
  if (v.story.killedAt) return fill(place);
  const on = v.placements || [], seen = { rev: v.story.rev, head: v.story.head, seen: on };
  const act = (name, body) => () => deed(async () => [name, { ...seen, ...body }]);
  const may = (p, a) => titleOf(p.title).may?.[a];
  const due = on.filter((p) => !p.firstPublished && (p.state === "scheduled" || p.state === "live") && may(p, "publish"));
  const shown = on.filter((p) => p.state !== "takenDown" && may(p, "takeDown"));
  const down = on.filter((p) => p.state === "takenDown" && may(p, "takeDown"));
  const rows = [
    v.story.withheld || v.story.frozen ? el("p", { class: "note" }, v.story.frozen || "The agency asks to hold it.", " ", el("button", { type: "button", class: "btn", onclick: act("release", {}) }, "Release it: readers get what they had")) : null,
    due.map((p) => el("p", {}, titleOf(p.title).name, ": waits until ", when(p.publishAt || v.story.embargoUntil, p.title), " ", el("button", { type: "button", class: "btn", onclick: act("unschedule", { titles: [p.title] }) }, "Take it off the schedule"))),
    down.map((p) => el("p", {}, titleOf(p.title).name, ": taken down ", p.reason ? ["(", p.reason, ") "] : null, el("button", { type: "button", class: "btn", onclick: act("publish", { on: [{ title: p.title }] }) }, p.firstPublished ? "Bring it back to readers" : "Publish it there after all"))),
    embargo(v, on, act),
    shown.map((p) => takeDown(p, act)),
    v.may.kill && on.every((p) => may(p, "kill")) ? kill(v, deed) : null,
  ].flat().filter(Boolean);
  fill(place, rows.length ? el("h2", {}, "Take back") : null, rows);
}

// part is a line that opens to a form; it stays open while the story moves.
function part(name, label, ...inside) {
  return el("details", { open: open === name, ontoggle: (e) => { if (e.target.open) open = name; else if (open === name) open = ""; } }, el("summary", {}, label), inside);
}

function embargo(v, on, act) {
  if (!v.may.publish) return null;
  const st = v.story, title = on[0]?.title || v.titles?.[0]?.id || "";
  if (st.embargoUntil || st.embargoHold) {
    return el("p", {}, st.embargoUntil ? "Embargo until " + when(st.embargoUntil, title) : "Its copy speaks of an embargo without a time", " ", el("button", { type: "button", class: "btn", onclick: act("embargo", {}) }, "Lift the embargo"));
  }
  if (on.some((p) => p.firstPublished)) return null;
  const at = el("input", { type: "datetime-local", id: "embargo-at", required: true }), which = el("select", { "aria-label": "Which of the two, if the time comes twice" }, ["", "first", "second"].map((x) => el("option", { value: x }, x || "–")));
  return part("embargo", "Set an embargo …", el("form", { class: "row", onsubmit: (e) => { e.preventDefault(); act("embargo", { until: at.value, which: which.value, title })(); } },
    el("label", { for: "embargo-at" }, "No reader sees it before "), at, which, el("button", { class: "btn" }, "Set the embargo"), el("span", { class: "hint" }, "By the clock of " + titleOf(title).name + ".")));
}

function takeDown(p, act) {
  const t = titleOf(p.title), reason = el("input", { "aria-label": "Reason, which readers are told", placeholder: p.firstPublished ? "Reason, which readers are told" : "Reason", required: !!p.firstPublished });
  return part("down-" + p.title, "Take down from " + t.name + " …", el("form", { class: "row", onsubmit: (e) => { e.preventDefault(); act("take-down", { title: p.title, reason: reason.value })(); } },
    reason, el("button", { class: "btn" }, "Take it down from " + t.name), el("span", { class: "hint" }, "Other titles keep it. It can be brought back.")));
}

function kill(v, deed) {
  const reason = el("textarea", { id: "kill-reason", rows: "2", required: true }), plan = el("div", { id: "kill-plan" });
  const look = el("button", { class: "btn", id: "kill-look" }, "Show what a kill does");
  const form = el("form", { onsubmit: (e) => { e.preventDefault(); deed(async () => ["kill", { reason: reason.value }, show]); } },
    el("p", { class: "field" }, el("label", { for: "kill-reason" }, "Reason, which readers are told"), reason), el("p", {}, look), plan);
  function show(found) {
    const again = () => deed(async () => ["kill", { reason: found.reason, token: found.token }]);
    const list = (label, items) => (items?.length ? el("div", {}, el("b", {}, label), el("ul", {}, items.map((x) => el("li", {}, x)))) : null);
    fill(plan, el("div", { class: "bad" },
      found.ran?.length ? list("Readers lose it on", found.ran.map((x) => `${x.name || x.title}: /${x.path}, since ${when(x.since, x.title)}`)) : el("p", {}, "No reader has seen it anywhere."),
      list("Nothing shows that it was ever on", (found.never || []).map((t) => titleOf(t).name)), list("Pictures that go with it", found.pictures), list("Like stories, which stay", found.alike),
      el("p", {}, el("b", {}, "Readers are told "), "“" + found.reason + "”"), el("p", {}, "It cannot be undone.")),
      el("p", { class: "row" }, el("button", { type: "button", class: "btn pri", id: "kill-now", onclick: again }, "Kill it everywhere, for good"), el("button", { type: "button", class: "btn", onclick: () => { fill(plan); look.focus(); } }, "Do not kill it")));
    document.getElementById("kill-now").focus();
    document.getElementById("publish-done").replaceChildren();
  }
  return part("kill", "Kill the story …", form);
}
