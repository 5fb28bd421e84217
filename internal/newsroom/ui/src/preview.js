// The tab with the page as readers will get it, for each title, on a phone or wide,
// light or dark.
import { el, fill, byId } from "./dom.js";
import { hear } from "./bus.js";
import { tab, shown } from "./panel.js";
import { view, titleOf } from "./sheet.js";
import * as story from "./story.js";

const wide = 1200;
let place = null, frame = null, of = "", timer = 0;
const chosen = { title: "", width: "390", scheme: "device" };

function titles() {
  const v = view(), on = (v.placements || []).map((p) => p.title);
  const mine = v.titles || [];
  return [...mine.filter((t) => on.includes(t.id)), ...mine.filter((t) => !on.includes(t.id))];
}

function show(e) {
  place = e;
  const v = view();
  if (!v?.latest) {
    frame = null;
    return fill(place, el("p", { class: "soft" }, "There is no text yet."));
  }
  if (frame && of === v.story.id && place.contains(frame)) return load();
  of = v.story.id;
  const list = titles();
  if (!list.some((t) => t.id === chosen.title)) chosen.title = list[0]?.id || "";
  const pick = (name, label, options) => el("label", {}, el("span", { class: "hide" }, label + " "), el("select", { onchange: (x) => { chosen[name] = x.target.value; load(); } },
    options.map(([value, text]) => el("option", { value, selected: chosen[name] === value }, text))));
  frame = el("iframe", { id: "preview-frame", title: "Preview", sandbox: "allow-same-origin", referrerpolicy: "no-referrer" });
  fill(place,
    el("div", { class: "row preview-row" },
      pick("title", "Title", list.map((t) => [t.id, t.name])),
      pick("width", "Width", [["390", "Phone"], ["wide", "Wide"]]),
      pick("scheme", "Colours", [["device", "As here"], ["light", "Light"], ["dark", "Dark"]]),
      el("a", { id: "preview-alone", target: "_blank", rel: "noopener" }, "Open alone")),
    el("div", { class: "preview-room" }, frame),
    el("p", { id: "preview-state", class: "soft", role: "status" }));
  load();
}

// load shows the page anew and stays where the editor had scrolled to.
function load() {
  if (!frame || !chosen.title) return;
  clearTimeout(timer);
  const url = `/preview/story/${encodeURIComponent(of)}/${encodeURIComponent(chosen.title)}?scheme=${chosen.scheme}`;
  const was = frame.dataset.title === chosen.title ? inside()?.scrollY || 0 : 0;
  frame.dataset.title = chosen.title;
  frame.title = "Preview for " + titleOf(chosen.title).name;
  byId("preview-alone").href = url;
  fit();
  const mine = frame;
  frame.onload = () => {
    if (frame !== mine) return; // the story was closed
    const page = inside();
    page?.scrollTo(0, was);
    byId("preview-state").textContent = page?.document.querySelector(".preview") ? "" : "The preview could not be made; the checks say why.";
  };
  frame.src = url;
}

// inside returns the window of the page, null where the browser shows one of its own,
// as it does when the server cannot be reached.
function inside() {
  try {
    return frame.contentWindow?.document ? frame.contentWindow : null;
  } catch {
    return null;
  }
}

function fit() {
  const room = frame.parentElement, full = chosen.width === "wide";
  const scale = full ? Math.min(1, room.clientWidth / wide) : 1;
  const panel = byId("panel"), above = room.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop;
  const height = Math.max(320, panel.clientHeight - above - 28);
  frame.style.width = full ? wide + "px" : "min(390px, 100%)";
  frame.style.height = height / scale + "px";
  frame.style.transform = scale < 1 ? `scale(${scale})` : "none";
  room.style.height = height + "px";
}

// The page is made of what the server has: words are put there first.
async function again() {
  if (!place || shown() !== "preview") return;
  try {
    await story.keepNow();
  } catch {
    return; // the editor says so
  }
  load();
}

if (byId("panel")) {
  tab({ id: "preview", label: "Preview", order: 2, show });
  hear("story:closed", () => {
    clearTimeout(timer);
    frame = null;
  });
  hear("story:dirty", () => {
    clearTimeout(timer);
    timer = setTimeout(again, 1500);
  });
  window.addEventListener("resize", () => frame && shown() === "preview" && fit());
}
