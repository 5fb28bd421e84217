// Picking a story up and putting it down on a front: with the mouse by dragging,
// and with the keyboard or a finger in two steps.
import { el, byId, fill } from "./dom.js";
import { root, state, change, setSlot, slotAt, filled, placeName, story, dirty } from "./front-state.js";

let carried = null; // {story, headline, from, back}
let skipClick = false;

export function say(words) {
  const live = byId("front-live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

// grab makes an element a handle of a story: what it stands for is asked when it
// is picked up. place is the place it stands on, "" in the list.
export function grab(e, id, place) {
  e.dataset.story = id || "";
  e.dataset.place = place || "";
  e.addEventListener("click", () => {
    if (skipClick) return;
    if (carried && place) drop(place);
    else if (carried) cancel();
    else if (id) pick(e);
  });
  if (id) e.addEventListener("pointerdown", (p) => press(p, e));
}

function pick(e, quiet) {
  const id = e.dataset.story;
  carried = { story: id, headline: e.dataset.headline || story(id).headline, from: e.dataset.place, back: { story: id, place: e.dataset.place } };
  root.classList.add("carrying");
  if (quiet) return; // a drag shows it
  mark();
  if (!carried.from) heads()[0]?.focus();
  say(`Picked up “${carried.headline}”. Arrow keys choose a place, Space or Enter puts it there, Escape puts it back.`);
}

// mark shows what is carried.
export function mark() {
  const bar = byId("front-carried");
  if (!bar) return;
  fill(bar, carried ? [el("b", {}, "Carrying “" + carried.headline + "”"), " Choose a place: arrows and ", el("kbd", {}, "Space"), ", or a click. ", el("button", { class: "btn-quiet", type: "button", onclick: cancel }, "Put it back")] : null);
  bar.hidden = !carried;
}

function cancel() {
  if (!carried) return;
  const { back, headline } = carried;
  end();
  say(`“${headline}” was put back. Nothing has changed.`);
  const all = [...document.querySelectorAll("[data-story]")];
  (all.find((x) => x.dataset.story === back.story && x.dataset.place === back.place) || heads()[0])?.focus();
}

function end() {
  carried = null;
  root.classList.remove("carrying");
  for (const x of document.querySelectorAll(".slot.over")) x.classList.remove("over");
  mark();
}

// drop pins what is carried to a place. What was pinned there goes to the place the
// story comes from, if it comes from one.
async function drop(at) {
  const { story: id, from, headline } = carried;
  const there = slotAt(at), stands = filled().get(at);
  const before = stands && stands.story !== id ? story(stands.story).headline : "";
  end();
  if (from === at && there?.story === id) {
    say(`“${headline}” stays on ${placeName(at)}.`);
    return focusOn(at);
  }
  const mine = (from && slotAt(from)) || {};
  const ok = await change((f) => {
    setSlot(f, { ...(mine.story === id ? mine : {}), at, story: id });
    if (from && there?.story && there.story !== id) setSlot(f, { ...there, at: from });
  });
  if (ok) say(`“${headline}” is pinned to ${placeName(at)}${before ? ", in place of “" + before + "”" : ""}. ${dirty() ? "It is not published yet." : ""}`);
  focusOn(at);
}

const heads = () => [...document.querySelectorAll("#front-page .slot-head")];

export function focusOn(at) {
  document.querySelector(`#front-page .slot-head[data-place="${at}"]`)?.focus();
}

// Arrows go from place to place whether something is carried or not.
function keys(e) {
  if (e.key === "Escape" && carried) {
    e.preventDefault();
    return cancel();
  }
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -1e3, End: 1e3 }[e.key];
  const on = document.activeElement?.closest?.(".slot-head");
  if (!step || !on || e.ctrlKey || e.altKey || e.metaKey) return;
  e.preventDefault();
  const all = heads(), i = Math.max(0, Math.min(all.length - 1, all.indexOf(on) + step));
  all[i].focus();
  if (carried) {
    const at = all[i].dataset.place, stands = filled().get(at);
    say(`${placeName(at)}, ${i + 1} of ${all.length}. ${stands ? "Now “" + (stands.headline || story(stands.story).headline) + "”." : "Empty."}`);
  }
}

// press waits whether the mouse moves, which makes it a drag. A finger scrolls:
// it picks up by a tap.
function press(down, e) {
  if (down.button !== 0 || down.pointerType === "touch" || carried) return;
  let ghost = null, over = null;
  const move = (p) => {
    if (!ghost) {
      if (Math.hypot(p.clientX - down.clientX, p.clientY - down.clientY) < 6) return;
      pick(e, true);
      ghost = el("div", { class: "front-ghost", "aria-hidden": "true" }, carried.headline);
      document.body.append(ghost);
      getSelection()?.removeAllRanges();
    }
    p.preventDefault();
    ghost.style.transform = `translate(${p.clientX + 12}px, ${p.clientY + 8}px)`;
    if (p.clientY < 60) scrollBy(0, -24);
    if (p.clientY > innerHeight - 60) scrollBy(0, 24);
    const slot = document.elementFromPoint(p.clientX, p.clientY)?.closest?.(".slot");
    if (slot !== over) {
      over?.classList.remove("over");
      slot?.classList.add("over");
      over = slot;
    }
  };
  const stop = (p) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
    if (!ghost) return;
    ghost.remove();
    skipClick = true; // the click that ends a drag is none
    setTimeout(() => { skipClick = false; });
    if (over && p.type === "pointerup") drop(over.dataset.at);
    else cancel();
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
}

if (root) document.addEventListener("keydown", keys);
