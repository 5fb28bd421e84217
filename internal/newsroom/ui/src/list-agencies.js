// What a list knows of the house: its agencies, titles and searches, whether the
// lists have all yet, and whether the live stream stands.
import { byId } from "./dom.js";
import { hear } from "./bus.js";
import { get } from "./net.js";

const two = (n) => String(n).padStart(2, "0");
const clock = (t) => {
  const d = new Date(t);
  return two(d.getHours()) + ":" + two(d.getMinutes());
};

export function makeAgencies(s, told) {
  let up = true, lostAt = 0;

  // draw says where the lists do not have all yet; roads.js writes the agencies.
  function draw(d) {
    const place = byId("behind");
    if (place) place.textContent = d.state.filling ? "Older stories are being added to the lists" : d.state.words > 200 ? "Search is behind" : "";
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
