// What a list knows of the house: its agencies, titles and searches, whether the
// lists have all yet, and whether the live stream stands.
import { byId, clock, el, fill } from "./dom.js";
import { hear } from "./bus.js";
import { get } from "./net.js";

// agencyState says of an agency when its newest came, and in words whether that is
// well.
function agencyState(a, now) {
  const name = (a.credit || a.source.toUpperCase()) + " ", last = a.last ? clock(a.last) : "–";
  if (a.silentSince) return el("span", { class: "ill", title: "Its newest item came at " + last }, name + Math.max(1, Math.round((Date.parse(now) - Date.parse(a.silentSince)) / 60000)) + " min silent");
  if (a.fault) return el("span", { class: "ill", title: a.fault }, name + last + ", a road fails");
  return el("span", {}, name + (a.last ? last + " ok" : "nothing yet"));
}

export function makeAgencies(s, told) {
  let up = true, lostAt = 0;

  // draw writes the foot: how each agency's copy comes, and where the lists do not
  // have all yet.
  function draw(d) {
    const foot = byId("agencies");
    if (foot) fill(foot, d.agencies.filter((a) => !a.retired).map((a, i) => [i ? " · " : "", agencyState(a, d.now)]));
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
  return { look };
}
