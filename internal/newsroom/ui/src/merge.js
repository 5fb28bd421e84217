// An agency's take beside the desk's words: the bar that tells of it, and the sheet
// in which an editor takes of it what is wanted, paragraph by paragraph.
import { el, fill, byId, clock, plural } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get, send } from "./net.js";
import { key } from "./keys.js";
import { current, saveNow, slot } from "./story.js";
import { pieces, block } from "./diff.js";

let beside = null, of = "";
const url = (id) => "/data/story/" + encodeURIComponent(id) + "/beside";

// besideNow is the take that lies beside the open story's words; null is none.
export const besideNow = () => (current() && of === current().story.id ? beside : null);

hear("story:loaded", async ({ view }) => {
  const id = view.story.id;
  if (of !== id) beside = null;
  of = id;
  if (!view.story.touched || !view.story.source) return draw();
  try {
    const found = await get(url(id));
    if (of !== id) return;
    beside = found;
  } catch { /* net.js tells of a dead line; the next load asks again */ }
  draw();
});

hear("story:closed", () => {
  of = "";
  beside = null;
  tell("take:beside", { beside });
});

function draw() {
  const place = slot("banner");
  tell("take:beside", { beside });
  if (!place || !current()) return;
  const st = current().story, word = recalled(st);
  let hold = byId("take-recall");
  if (hold && hold.textContent !== word) hold = hold.remove();
  if (word && !hold) place.append(el("p", { id: "take-recall", class: "bad", role: "status" }, word));
  let bar = byId("take-bar");
  const text = beside && bySentence(beside);
  if (bar && bar.dataset.text === text && place.contains(bar)) return;
  bar?.remove();
  if (!beside) return;
  bar = el("div", { id: "take-bar", class: beside.correction ? "bad" : "note", role: "status", data: { text } },
    el("span", {}, text), " ",
    current().write ? el("button", { type: "button", class: "btn", onclick: () => merge() }, "Merge") : null, " ", current().write ? el("kbd", {}, "m") : null);
  place.append(bar);
}

// recalled says what the agency has said of the whole story; that it is killed,
// story.js says.
function recalled(st) {
  if (st.killedAt) return "";
  if (st.frozen) return st.frozen;
  if (st.withheld) return "The agency asks to hold this story until it says otherwise; readers do not have it.";
  return "";
}

function complain(text) {
  const place = slot("banner");
  byId("take-bad")?.remove();
  if (place && text) place.append(el("p", { id: "take-bad", class: "bad", role: "alert" }, text));
}

const bySentence = (b) => `Take ${b.take} arrived ${clock(b.at)}. ${b.said}`;

if (byId("story")) key("m", "merge the agency's newest take", () => {
  if (!besideNow() || !current().write) return false;
  merge();
}, { group: "Story" });

// merge opens the sheet. What is typed becomes a version first.
export async function merge() {
  const id = of;
  complain("");
  try {
    await saveNow();
    beside = await get(url(id));
  } catch (e) {
    return complain("The take was not laid over your words: " + (e.message || e));
  }
  if (of !== id || !beside) return draw();
  sheet(beside);
}

const titles = { mine: "Changed by you", theirs: "Changed by the agency", alike: "Both changed it to the same", conflict: "Both changed it" };

function sheet(b) {
  const chosen = { fields: {}, rows: {} };
  const left = el("p", { role: "status", class: "merge-left" }), bad = el("p", { class: "bad", role: "alert", hidden: true });
  const go = el("button", { type: "button", class: "btn pri", onclick: () => save(false) }, "Merge into a new version");
  const conflicts = [...b.fields.map((f) => [chosen.fields, f.field, f]), ...b.rows.map((r, i) => [chosen.rows, i, r])].filter((x) => x[2].side === "conflict");
  const count = () => {
    const open = conflicts.filter(([where, at]) => !where[at]).length;
    go.disabled = open > 0;
    left.textContent = open ? plural(open, "choice") + " to make" : conflicts.length ? "All is chosen" : "Nothing was changed by both: merge, or look first";
  };
  const note = b.correction ? el("input", { id: "merge-note", value: b.note || "" }) : null;
  const save = async (keepOurs) => {
    go.disabled = true;
    try {
      await send("POST", url(b.story), { head: b.head, item: b.item, fields: chosen.fields, rows: chosen.rows, keepOurs, note: note && !keepOurs ? note.value : "" });
    } catch (e) {
      bad.hidden = false;
      bad.textContent = e.message + (e.status === 409 ? " Close this and open it again; nothing was changed." : "");
      return count();
    }
    d.close();
    beside = null;
    draw();
    tell("story:changed", { id: b.story });
  };
  const units = [];
  const d = el("dialog", { class: "merge", "aria-labelledby": "merge-heading" },
    el("div", { class: "compare-head" }, el("h2", { id: "merge-heading" }, `Take ${b.take} into your words`), el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Not now")),
    el("p", {}, bySentence(b)),
    el("div", { class: "merge-cols merge-top", "aria-hidden": "true" }, el("b", {}, b.builtOn ? `Take ${b.builtOn}, on which you built` : "Before"), el("b", {}, "Your words"), el("b", {}, "Take " + b.take)),
    el("div", { class: "merge-rows" }, b.fields.filter((f) => f.side !== "same").map((f) => unit(b, f, true, f.field, chosen.fields, count, units)), bodyRows(b, chosen.rows, count, units)),
    el("div", { class: "merge-foot" },
      note ? el("div", { class: "field" }, el("label", { for: "merge-note" }, "Tell readers what was wrong; empty makes it no correction"), note) : null,
      bad, el("div", { class: "row" }, go, el("button", { type: "button", class: "btn", onclick: () => save(true) }, "Keep all my words"), left,
        el("span", { class: "soft merge-keys" }, el("kbd", {}, "j"), " ", el("kbd", {}, "k"), " move  ", el("kbd", {}, "a"), " take theirs  ", el("kbd", {}, "r"), " keep mine  ", el("kbd", {}, "b"), " both  ", el("kbd", {}, "w"), " both words  ", el("kbd", {}, "Ctrl Enter"), " merge"))));
  const keys = bind(d, units, () => { if (!go.disabled) save(false); });
  d.addEventListener("close", () => {
    keys.forEach((stop) => stop());
    d.remove();
  });
  document.body.append(d);
  count();
  d.showModal();
  (units.find((u) => u.dataset.side === "conflict") || units[0])?.querySelector("input:checked, input")?.focus();
}

// bodyRows draws the paragraphs; what nobody changed is folded if it is long.
function bodyRows(b, chosen, count, units) {
  const out = [];
  for (let i = 0; i < b.rows.length; ) {
    let j = i;
    while (j < b.rows.length && b.rows[j].side === "same") j++;
    const same = b.rows.slice(i, j).map((r) => el("div", { class: "merge-same words" }, block(r.base)));
    if (same.length > 3) out.push(same[0], el("details", { class: "same" }, el("summary", {}, `${same.length - 2} paragraphs unchanged`), same.slice(1, -1)), same[same.length - 1]);
    else out.push(...same);
    i = j;
    if (i < b.rows.length) out.push(unit(b, b.rows[i], false, i, chosen, count, units));
    i++;
  }
  return out;
}

// unit is one field or paragraph that somebody changed, with its choice.
function unit(b, r, field, at, chosen, count, units) {
  const what = field ? r.name : "Paragraph " + (at + 1), name = "merge-" + at;
  const text = (side, list, without) => {
    if (field) return r[side] ? el("p", {}, pieces(list && list.length ? list : [{ op: "same", text: r[side] }], without)) : el("p", { class: "soft none" }, "None");
    return r[side] ? block(r[side], list, without) : el("p", { class: "soft none" }, r.base ? [el("del", {}, r.base.text)] : "Not there");
  };
  const cols = {
    base: el("div", { class: "col base" }, el("b", { class: "side" }, b.builtOn ? "Take " + b.builtOn : "Before"), text("base")),
    mine: el("div", { class: "col mine" }, el("b", { class: "side" }, "Yours"), text("mine", r.minePieces)),
    theirs: el("div", { class: "col theirs" }, el("b", { class: "side" }, "Take " + b.take), text("theirs", r.side === "alike" ? r.minePieces : r.theirPieces)),
  };
  const options = [];
  const option = (value, words) => options.push([value, words]);
  if (r.side === "theirs") option("theirs", r.theirs || field ? "Take it" : "Take it out, as they did"), option("mine", "Leave mine");
  else if (r.side === "mine") option("mine", "Keep mine"), option("theirs", "Back to theirs");
  else if (r.side === "conflict") {
    option("mine", "Keep mine");
    option("theirs", "Take theirs");
    if (r.joined) option("joined", "Both changes in one paragraph");
    if (!field && r.mine && r.theirs) option("both", "Both, one after the other");
  }
  const usual = r.side === "conflict" ? "" : r.side === "theirs" ? "theirs" : "mine";
  const box = el("fieldset", { class: "unit", data: { side: r.side } }, el("legend", {}, what, el("span", { class: "soft" }, " · " + titles[r.side].toLowerCase())),
    el("div", { class: "merge-cols words" }, Object.values(cols)),
    r.joined ? el("div", { class: "col joined words" }, el("b", { class: "side" }, "Both changes"), block(r.joined, r.joinedPieces)) : null,
    options.length ? el("p", { class: "row choices" }, options.map(([value, words]) => el("label", {}, el("input", { type: "radio", name, value, checked: value === usual, onchange: () => pick(value) }), words))) : null);
  const pick = (value) => {
    chosen[at] = value;
    mark(value);
    count();
  };
  const mark = (value) => {
    for (const c of box.querySelectorAll(".col")) c.classList.toggle("picked", c.classList.contains(value) || (value === "both" && (c.classList.contains("mine") || c.classList.contains("theirs"))));
  };
  mark(r.side === "alike" ? "mine" : usual);
  if (options.length) units.push(box);
  return box;
}

function bind(d, units, done) {
  const here = () => units.findIndex((u) => u.contains(document.activeElement));
  const go = (step) => {
    const at = here(), next = units[at < 0 ? 0 : Math.min(units.length - 1, Math.max(0, at + step))];
    if (!next) return;
    (next.querySelector("input:checked") || next.querySelector("input")).focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const choose = (value) => {
    const u = units[here()], input = u && u.querySelector(`input[value=${value}]`);
    if (!input) return;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event("change"));
  };
  const o = { scope: d, group: "Merge" };
  return [key("j", "next change", () => go(1), o), key("k", "change before", () => go(-1), o), key("a", "take theirs", () => choose("theirs"), o), key("r", "keep mine", () => choose("mine"), o),
    key("b", "both, one after the other", () => choose("both"), o), key("w", "both changes in one paragraph", () => choose("joined"), o), key("Ctrl+Enter", "merge", done, o)];
}
