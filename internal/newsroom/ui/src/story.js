// The open story: which it is, and its words. Other modules ask here.
import { el, fill, byId } from "./dom.js";
import { hear, tell } from "./bus.js";
import { get } from "./net.js";

let view = null;

// current returns the StoryView of the open story, null if none is open.
export const current = () => view;

export async function open(id) {
  const pane = byId("story");
  if (!pane) return;
  try {
    view = await get("/data/story/" + encodeURIComponent(id));
  } catch (e) {
    fill(pane, el("p", { class: "bad", role: "alert" }, e.message));
    return;
  }
  if (location.pathname !== "/story/" + id) history.pushState({ story: id }, "", "/story/" + id);
  document.body.dataset.pane = "story";
  const v = view.latest || {};
  fill(pane, el("p", { class: "soft" }, v.slugline || "", " · v" + view.story.head), el("h1", {}, v.headline || "No headline yet"));
  tell("story:loaded", { view });
}

hear("story:open", (d) => open(d.id));
hear("story:changed", (d) => {
  if (view && d.id === view.story.id) open(d.id);
});
window.addEventListener("popstate", () => {
  const m = location.pathname.match(/^\/story\/(.+)$/);
  if (m) open(decodeURIComponent(m[1]));
});
const pane = byId("story");
if (pane && pane.dataset.story) open(pane.dataset.story);
