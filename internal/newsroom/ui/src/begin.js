// New stories: a sheet for title, section, template and slugline, then straight
// into the editor. Without script the page /new does the same.
import { el, fill, byId } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get, send } from "./net.js";
import { key } from "./keys.js";

const last = "begin-place"; // where this browser began a story last

function remembered() {
  try {
    return localStorage.getItem(last) || "";
  } catch {
    return "";
  }
}

function remember(place) {
  try {
    localStorage.setItem(last, place);
  } catch { /* then it is not remembered */ }
}

// show opens a story where the page has a place for it, with the headline first.
export function show(id) {
  if (!byId("story")) {
    location.assign("/story/" + encodeURIComponent(id) + "#headline");
    return;
  }
  headline = id;
  tell("story:open", { id });
}

let headline = location.hash === "#headline" ? "*" : "";

hear("story:loaded", ({ view }) => {
  if (headline !== "*" && headline !== view.story.id) return;
  headline = "";
  if (location.hash === "#headline") history.replaceState(history.state, "", location.pathname + location.search);
  byId("field-headline")?.focus();
});

let open = false;

async function ask() {
  if (open) return;
  open = true;
  let can;
  try {
    can = await get("/data/begin");
  } catch {
    open = false;
    location.assign("/new"); // which says what is wrong
    return;
  }
  const slugline = el("input", { id: "begin-slugline", autocomplete: "off" });
  const place = el("select", { id: "begin-place" }, can.titles.map((t) =>
    el("optgroup", { label: t.name }, t.sections.map((s) => el("option", { value: t.id + "|" + s.path }, s.name + (can.titles.length > 1 ? ", " + t.name : ""))))));
  const template = el("select", { id: "begin-template" });
  const wrong = el("p", { class: "bad", role: "alert", hidden: true });
  if ([...place.options].some((o) => o.value === remembered())) place.value = remembered();
  const offered = () => {
    const [title] = place.value.split("|"), before = template.value;
    fill(template, el("option", { value: "" }, "None"), can.templates.filter((t) => !t.title || t.title === title).map((t) => el("option", { value: t.id }, t.name)));
    if ([...template.options].some((o) => o.value === before)) template.value = before;
  };
  place.addEventListener("change", offered);
  template.addEventListener("change", () => { // a template has a section of its own
    const t = can.templates.find((x) => x.id === template.value);
    if (t && t.section && [...place.options].some((o) => o.value === t.title + "|" + t.section)) place.value = t.title + "|" + t.section;
  });
  offered();
  const go = el("button", { class: "btn pri" }, "Begin");
  const d = el("dialog", { "aria-labelledby": "begin-heading", class: "begin" },
    el("h2", { id: "begin-heading" }, "New story"), wrong,
    el("form", { method: "dialog", onsubmit: begin },
      el("p", { class: "field" }, el("label", { for: "begin-slugline" }, "Slugline"), slugline),
      el("p", { class: "field" }, el("label", { for: "begin-place" }, "Title and section"), place),
      can.templates.length ? el("p", { class: "field" }, el("label", { for: "begin-template" }, "Template"), template) : null,
      el("p", { class: "row" }, go, el("button", { type: "button", class: "btn", onclick: () => d.close() }, "Cancel"))));
  d.addEventListener("close", () => {
    open = false;
    d.remove();
  });
  async function begin(e) {
    e.preventDefault();
    const [title, section] = place.value.split("|");
    go.disabled = true;
    try {
      const story = await send("POST", "/data/begin", { id: can.id, title, section, slugline: slugline.value, template: template.value });
      remember(place.value);
      d.close();
      show(story.id);
    } catch (e) {
      wrong.textContent = e.message;
      wrong.hidden = false;
      go.disabled = false;
    }
  }
  document.body.append(d);
  d.showModal();
  slugline.focus();
}

key("c", "new story", () => { ask(); });
