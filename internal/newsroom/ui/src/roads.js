// The line at the foot of the main screen: how each agency's copy comes.
import { byId, clock, el, fill } from "./dom.js";
import { get } from "./net.js";

const every = 20000; // ms
const bar = document.querySelector("footer.bar");

async function look(box) {
  try {
    const list = await get("/data/roads");
    fill(box, list.map((a, i) => [
      i ? " · " : "",
      el("span", { className: a.ill ? "ill" : null, title: a.state },
        a.name + " " + (a.silent ? a.silent + " min silent" : (a.last ? clock(a.last) : "–") + (a.ill ? ", " + a.state : " ok"))),
    ]));
  } catch (e) {
    // what was shown stays; that the server is away is told elsewhere
  }
}

if (bar && byId("wire")) {
  const box = byId("agencies");
  look(box);
  setInterval(look, every, box);
}
