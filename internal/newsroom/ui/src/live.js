// The one live stream of a window: what happens in the house, as hints. It tells
//   journal {event}       a deed: n, verb, story, ref
//   story:changed {id}    a deed on a story
//   hint {topic, data}    a hint of another part, such as presence
//   live:reset {}         too much was missed: ask for all that is shown anew
//   live {up}             whether the stream stands
import { tell, hear } from "./bus.js";
import { get } from "./net.js";

let source = null, last = "", up = false, again = 0, crowded = false;

function begin() {
  clearTimeout(again);
  source = new EventSource("/live" + (last ? "?after=" + last : ""));
  source.addEventListener("hello", (e) => greeted(e));
  source.addEventListener("reset", (e) => {
    greeted(e);
    tell("live:reset");
  });
  source.addEventListener("journal", (e) => {
    greeted(e);
    const stories = new Set();
    for (const event of JSON.parse(e.data)) {
      tell("journal", { event });
      if (event.story) stories.add(event.story);
      if (event.story && (event.verb === "story.linked" || event.verb === "story.unlinked")) stories.add(event.ref);
    }
    for (const id of stories) tell("story:changed", { id });
  });
  source.addEventListener("hint", (e) => {
    const h = JSON.parse(e.data);
    tell("hint", { topic: h.topic, data: JSON.parse(h.data) });
  });
  source.addEventListener("ended", () => {
    stop();
    tell("session:ended");
  });
  source.addEventListener("crowded", () => { // newer windows have the streams; until this one is looked at again
    stop();
    crowded = true;
  });
  source.addEventListener("error", () => {
    is(false);
    if (source && source.readyState === EventSource.CLOSED) lost();
  });
}

function greeted(e) {
  if (e.lastEventId) last = e.lastEventId;
  is(true);
}

function is(now) {
  if (now === up) return;
  up = now;
  tell("live", { up });
}

// lost finds out why the stream was refused: signed out, or the server is not
// well and is asked again later.
async function lost() {
  stop();
  try {
    await get("/data/desk");
  } catch (e) {
    if (e.status === 401) return; // net.js has told
  }
  again = setTimeout(begin, 2000);
}

function stop() {
  if (source) source.close();
  source = null;
  is(false);
}

document.addEventListener("visibilitychange", () => {
  if (!crowded || document.hidden) return;
  crowded = false;
  begin();
});
hear("online", () => {
  if (!source && !crowded) begin();
});
hear("session:ended", stop);
// A browser that keeps a page it has left lets the stream go.
window.addEventListener("pagehide", stop);
window.addEventListener("pageshow", (e) => {
  if (e.persisted) begin();
});
if (document.querySelector("#wire, [data-front]")) begin();
