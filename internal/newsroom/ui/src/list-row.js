// One row of a list: what there is to say of an event in two or three lines.
import { el, plural } from "./dom.js";

const two = (n) => String(n).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// when is a time as narrow as the column: 16:38, or 20 Nov.
function when(t, now) {
  const d = new Date(t), today = new Date(now);
  if (d.toDateString() === today.toDateString()) return two(d.getHours()) + ":" + two(d.getMinutes());
  return d.getDate() + " " + months[d.getMonth()];
}

// span is how long something lasts: 40 min, 2 h 10, 3 days.
export function span(ms) {
  const min = Math.max(1, Math.round(ms / 60000));
  if (min < 60) return min + " min";
  if (min < 48 * 60) return Math.floor(min / 60) + " h" + (min % 60 ? " " + two(min % 60) : "");
  return plural(Math.round(min / 1440), "day");
}

const has = (row, mark) => (row.marks || []).includes(mark);

// word is what stands before a headline wherever stories are listed, in the colour
// of alarms.
export function word(row) {
  if (has(row, "killed")) return "KILL";
  if (has(row, "frozen")) return "KILL?";
  if (has(row, "withheld")) return "HELD BACK";
  if (has(row, "flash")) return row.urgency === 1 ? "FLASH" : "URGENT";
  if (has(row, "correction")) return "CORRECTION";
  return "";
}

function changed(c) {
  if (!c) return "";
  const out = [];
  if (c.added && c.added === c.removed) out.push(plural(c.added, "¶", "¶") + " changed");
  else {
    if (c.added) out.push("+" + c.added + " ¶");
    if (c.removed) out.push("−" + c.removed + " ¶");
  }
  if (c.head) out.push("new headline");
  if (!out.length && !c.lead) return "text unchanged";
  out.push(c.lead ? "new lead" : "lead unchanged");
  if (c.figures) out.push(plural(c.figures, "new figure"));
  return out.join(", ");
}

function facts(row, o) {
  const out = [];
  const say = (text, kind) => text && out.push(el("span", kind ? { class: kind } : {}, text));
  const alarm = ["killed", "frozen", "withheld", "correction"].some((m) => has(row, m));
  if (has(row, "embargoed") && row.embargo && new Date(row.embargo) > o.now) say("embargo " + span(new Date(row.embargo) - o.now), "warn");
  else if (has(row, "embargoed") && !row.embargo) say("embargo without a time", "warn");
  if (row.take > 1) say("Take " + row.take, row.unread ? "flash" : "");
  if (alarm && row.shown) say("affects " + row.shown + " published", "flash");
  if (row.shown && !alarm) say("published on " + plural(row.shown, "title"));
  if (row.words) say(row.words + " w");
  if (row.language && row.language.slice(0, 2) !== o.language) say(row.language);
  if (row.said) say("“" + row.said + "”");
  say(changed(row.change));
  if (row.pictures) say(plural(row.pictures, "picture"));
  const due = (row.places || []).find((p) => p.state === "scheduled");
  if (due) say("scheduled " + when(due.at, o.now));
  if (has(row, "pending")) say("a take waits", "warn");
  if (row.holder) say("with " + (row.holder === o.me ? "you" : row.holder));
  else if (row.desk) say("on " + row.desk);
  if (row.limits) say(row.limits, "warn");
  else if (has(row, "flagged") && row.warnings && !has(row, "pending")) say("needs a look", "warn");
  if (has(row, "spiked")) say("spiked");
  if (row.watched) say("watched");
  if (row.gone) say("no longer in this list");
  return out.flatMap((x, i) => (i ? [" · ", x] : [x]));
}

// rowElement makes the element of an item of the list.
export function rowElement(item, o) {
  const r = item.row, w = word(r);
  const flags = ["ev", item.level === 2 ? "inner" : "", r.unread ? "unread" : "", r.gone ? "gone" : "", item.picked ? "picked" : "", has(r, "killed") ? "dead" : ""].filter(Boolean).join(" ");
  return el("div", { class: flags, role: "treeitem", id: "row-" + item.key, "aria-level": String(item.level), "data-key": item.key, title: (r.warnings || []).join("\n") || null },
    el("time", { datetime: r.at }, when(o.ours ? r.moved : r.at, o.now)),
    el("b", { class: "ag" }, o.agency(r.source)),
    el("span", { class: "hd", lang: r.language || null },
      r.unread ? el("span", { class: "dot" }, el("span", { class: "hide" }, "unread ")) : null,
      item.picked ? el("span", { class: "pick" }, "✓ ", el("span", { class: "hide" }, "selected ")) : null,
      w ? el("b", { class: "flash" }, w + " ") : null,
      el("span", { class: "hw" }, r.headline || r.slugline || "No headline yet")),
    item.level === 1 && r.others ? el("span", { class: "more" }, "+" + r.others, el("span", { class: "hide" }, r.others === 1 ? " other report" : " other reports")) : el("span", {}),
    el("span", { class: "fc" }, facts(r, o)));
}
