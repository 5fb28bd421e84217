// How the wire stands, at the foot of the screen: each agency with the time of its
// newest item, in the colour of alarms where it is silent or its road is down.
import { el, fill, byId } from "./dom.js";
import { hear } from "./bus.js";
import { get } from "./net.js";
import { span } from "./list-row.js";

const two = (n) => String(n).padStart(2, "0");
const clock = (t) => {
  const d = new Date(t);
  return two(d.getHours()) + ":" + two(d.getMinutes());
};

const shown = 6; // agencies that are named while all is well

export function makeAgencies(s, told) {
  const place = byId("agencies");
  let up = true, lostAt = 0;

  function draw(d) {
    if (!place) return;
    const now = Date.now();
    const line = (a) => {
      if (a.fault) return el("b", { class: "flash", title: a.fault }, `${a.credit} road down ${span(now - Date.parse(a.faultSince || d.now))}`);
      if (a.silentSince) return el("b", { class: "flash" }, `${a.credit} silent ${span(now - Date.parse(a.silentSince))}`);
      return el("span", {}, a.credit + (a.last ? " " + clock(a.last) : " nothing yet"));
    };
    const ill = d.agencies.filter((a) => a.fault || a.silentSince), well = d.agencies.filter((a) => !a.fault && !a.silentSince && a.last);
    well.sort((a, b) => Date.parse(b.last) - Date.parse(a.last));
    const all = [...ill, ...well.slice(0, Math.max(0, shown - ill.length))];
    fill(place, all.flatMap((a, i) => [i ? " · " : null, line(a)]),
      d.state.filling ? " · older stories are being added to the lists" : d.state.words > 200 ? " · search is behind" : null);
  }

  async function look() {
    try {
      s.desk = await get("/data/desk");
    } catch {
      return; // the foot says what was known
    }
    told(s.desk);
    draw(s.desk);
  }
  setInterval(look, 30000);
  hear("journal", (d) => {
    if (["search.changed", "source.changed", "title.changed"].includes(d.event.verb)) look();
  });
  hear("live", (d) => {
    if (d.up === up) return;
    up = d.up;
    lostAt = Date.now();
    const state = byId("lost");
    if (state) state.textContent = up ? "" : "No connection since " + clock(lostAt) + "; the list stands still";
  });
  return { look, clock };
}
