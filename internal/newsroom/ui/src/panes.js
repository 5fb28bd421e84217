// On a phone one pane is shown at a time; these are the ways between them.
import { el, byId, fill } from "./dom.js";

const place = byId("panes");
if (place) {
  const names = [["wire", byId("wire").getAttribute("aria-label")], ["story", "Story"], ["panel", "Checks"]];
  const draw = () => {
    const at = document.body.dataset.pane || "wire";
    fill(place, names.map(([id, name]) => el("button", { type: "button", "aria-pressed": String(id === at), onclick: () => {
      document.body.dataset.pane = id;
      byId(id).focus();
    } }, name)));
  };
  new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ["data-pane"] });
  draw();
}
