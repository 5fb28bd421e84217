// The right panel: tabs over what is said of the open story.
import { el, fill, byId, insight } from "./dom.js";
import { hear } from "./bus.js";
import { keysOf } from "./keys.js";

const key = keysOf("Panel");

const tabs = [];
// Until somebody has chosen, the preview is shown: what readers will get.
let view = null, current = "preview", bodies = {}, unkey = [];

// tab adds a tab. show(element, view) fills it whenever it is shown or the story
// has been loaded anew; order says where it stands, and its key is Ctrl+Alt and its
// number there. It returns badge(text), which writes beside its name.
export function tab(t) {
  tabs.push(t);
  tabs.sort((a, b) => (a.order || 9) - (b.order || 9));
  t.badge = "";
  number();
  if (byId("panel")) draw();
  return (text) => {
    t.badge = text === 0 ? "" : String(text || "");
    draw();
  };
}

// number gives each tab the key of its place.
function number() {
  unkey.forEach((off) => off());
  unkey = tabs.map((x, i) => key("Ctrl+Alt+" + (i + 1), x.label.toLowerCase(), () => choose(x.id, true)));
}

// choose shows a tab.
export function choose(id, focus) {
  current = id;
  document.body.dataset.pane = focus ? "panel" : document.body.dataset.pane || "wire";
  draw(true);
  if (focus) byId("tab-" + id)?.focus();
}

export const shown = () => current;

function draw(again) {
  const panel = byId("panel");
  if (!panel || !tabs.length) return;
  const on = tabs.some((t) => t.id === current) ? current : tabs[0].id;
  let strip = panel.querySelector(":scope > .tabs");
  if (!strip) {
    strip = el("div", { class: "tabs", role: "tablist", "aria-label": "About the story" });
    strip.addEventListener("keydown", arrows);
    panel.append(strip);
  }
  const focused = strip.contains(document.activeElement);
  fill(strip, tabs.map((t) => el("button", { role: "tab", id: "tab-" + t.id, "aria-selected": String(t.id === on), "aria-controls": "tabpanel-" + t.id,
    tabindex: t.id === on ? "0" : "-1", onclick: () => choose(t.id) }, t.label, t.badge ? el("b", { class: "count" }, t.badge) : null)));
  if (focused) byId("tab-" + on).focus();
  insight(strip, byId("tab-" + on));
  for (const t of tabs) {
    let body = bodies[t.id];
    if (!body) {
      body = bodies[t.id] = el("div", { role: "tabpanel", id: "tabpanel-" + t.id, "aria-labelledby": "tab-" + t.id, tabindex: "-1" });
      panel.append(body);
    }
    body.hidden = t.id !== on;
    if (t.id === on && (again || body.seen !== view)) {
      body.seen = view;
      if (view) t.show(body, view);
      else fill(body, el("p", { class: "soft" }, "Open a story to see this."));
    }
  }
}

function arrows(e) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (!step) return;
  e.preventDefault();
  const at = tabs.findIndex((t) => byId("tab-" + t.id)?.getAttribute("aria-selected") === "true");
  choose(tabs[(at + step + tabs.length) % tabs.length].id, true);
}

hear("story:loaded", (d) => {
  view = d.view;
  draw(true);
});
hear("story:closed", () => {
  view = null;
  draw(true);
});
draw();
