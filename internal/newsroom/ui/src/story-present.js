// Who else has the story open, and in which paragraph.
import { el, fill, clock } from "./dom.js";
import { send, put } from "./net.js";

const every = 5000;

// idle is how long somebody may do nothing before their window no longer counts:
// who has gone home is not present, and a forgotten window keeps no session alive.
const idle = 30 * 60 * 1000;
let active = Date.now();
for (const what of ["keydown", "pointerdown", "pointermove", "focus"]) window.addEventListener(what, () => { active = Date.now(); }, { passive: true, capture: true });

// makePresence keeps telling the server that this window has a story open, and
// shows who else has. told(around) is called with each answer (desk.Around).
export function makePresence({ id, window: name, place, told }) {
  let head = 0, paragraph = "", timer = 0, stopped = false, asking = false, again = false;
  const url = "/data/story/" + encodeURIComponent(id) + "/presence";
  async function ask() {
    if (stopped) return;
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    if (Date.now() - active > idle) {
      timer = setTimeout(ask, every);
      return;
    }
    asking = true;
    try {
      const around = await put(url, { window: name, head, paragraph });
      if (stopped) return;
      show(around);
      told(around);
    } catch { /* what is wrong with the line is said by whoever saves */ }
    asking = false;
    if (stopped) return;
    timer = setTimeout(ask, again ? 300 : every);
    again = false;
  }
  function show(around) {
    const people = new Map();
    for (const p of around.present) people.set(p.user, p);
    const me = document.body.dataset.user;
    const others = [...people.values()].filter((p) => p.user !== me);
    const lines = [];
    if (people.has(me)) lines.push("Open in another window of yours.");
    if (others.length) lines.push("Also open by " + others.map((p) => p.name + where(p)).join(", ") + ".");
    for (const c of around.unsaved) lines.push(`${c.name} has words of ${clock(c.at)} that are in no version yet.`);
    const text = lines.join(" ");
    if (place.textContent !== text) fill(place, text);
    place.hidden = !text;
  }
  const where = (p) => (p.paragraph === "" ? "" : /^\d+$/.test(p.paragraph) ? `, in paragraph ${+p.paragraph + 1}` : ", in a new paragraph");
  ask();
  return {
    // at tells where the cursor is, and in which version.
    at(h, p) {
      if (h === head && p === paragraph) return;
      head = h;
      paragraph = p;
      clearTimeout(timer);
      timer = setTimeout(ask, 400);
    },
    now: ask,
    stop() {
      stopped = true;
      clearTimeout(timer);
      send("DELETE", url + "?window=" + encodeURIComponent(name), undefined, { keepalive: true }).catch(() => {});
    },
  };
}
