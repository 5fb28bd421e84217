// The planning list by keyboard. Its forms work without script.
import { byId, clock } from "./dom.js";
import { keysOf } from "./keys.js";

const key = keysOf("Plan");

const rows = () => [...document.querySelectorAll("tr[data-plan]")];
const here = () => document.activeElement?.closest?.("tr[data-plan]");

function move(step) {
  const all = rows(), now = all.indexOf(here());
  if (!all.length) return false;
  all[Math.max(0, Math.min(all.length - 1, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))].focus();
}

// press presses a button or link of the row that has the focus.
function press(what) {
  const b = here()?.querySelector(what);
  if (!b) return false;
  b.click();
}

if (document.body.dataset.screen === "plan") {
  key("j", "next line", () => move(1));
  key("k", "line before", () => move(-1));
  key("a", "add a line", () => { byId("n-name").focus(); });
  key("Enter", "begin the story or open it", (e) => (e.target.matches("tr[data-plan]") ? press("[data-open]") : false));
  key("f", "filed", () => press("[value=filed]"));
  key("d", "done", () => press("[value=done]"));
  key("x", "drop", () => press("[value=dropped]"));
  key("w", "who does it", () => {
    const s = here()?.querySelector("select");
    if (!s) return false;
    s.focus();
  });
  // A choice made with the arrow keys is sent when the field is left, or on Enter.
  for (const s of document.querySelectorAll("select[data-auto]")) {
    const was = s.value;
    let keyed = false;
    const send = () => s.value !== was && s.form.requestSubmit();
    s.addEventListener("keydown", (e) => {
      keyed = e.key !== "Enter";
      if (e.key === "Enter") { e.preventDefault(); send(); }
      if (e.key === "Escape") { s.value = was; s.closest("tr").focus(); }
    });
    s.addEventListener("pointerdown", () => { keyed = false; });
    s.addEventListener("change", () => { if (!keyed) send(); });
    s.addEventListener("blur", send);
  }
  for (const f of document.querySelectorAll("#plan-filter select, #plan-filter input")) f.addEventListener("change", () => { if (f.matches(":focus")) f.form.requestSubmit(); });
  const id = decodeURIComponent(location.hash.slice(1));
  if (id.startsWith("p-")) byId(id)?.focus();
  else if (byId("n-name")?.value) byId("n-name").focus();
}
key("g l", "go to the plan", () => location.assign("/plan"), { group: "Everywhere" });
key("g m", "go to what is for me", () => location.assign("/for-me"), { group: "Everywhere" });
for (const t of document.querySelectorAll("time[data-clock]")) t.textContent = clock(t.dateTime);
