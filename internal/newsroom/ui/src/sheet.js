// What the desk says of the open story before readers get it: checks, bylines,
// where it stands. It is asked for anew as the words change, and shown by the
// panel's tabs, which hear "sheet" {sheet}.
import { byId } from "./dom.js";
import { hear, tell } from "./bus.js";
import { send } from "./net.js";
import { choose } from "./panel.js";
import * as story from "./story.js";

let sheet = null, id = "", timer = 0, round = 0;
// what the publish sheet asks for, as far as it changes what is found
let asked = { on: [], lift: [], change: "", note: "" };

export const latest = () => sheet;
export const view = () => story.current();
export const titleOf = (t) => (view()?.titles || []).find((x) => x.id === t) || { id: t, name: t, sections: [], may: {} };

// words returns those in the editor; undefined where there is none.
export function words() {
  return view()?.latest ? story.content() : undefined;
}

// saved makes a version of what is typed and returns the story as it is then.
export async function saved() {
  await story.saveNow();
  return view();
}

// ask sets what is to be published, and looks again.
export function ask(order) {
  asked = order;
  return look();
}

// beingAsked is what the checks are found of.
export const beingAsked = () => ({ ...asked, words: words() });

export async function look() {
  const v = view();
  if (!v) return null;
  clearTimeout(timer);
  const mine = ++round, of = v.story.id;
  try {
    const found = await send("POST", `/data/story/${encodeURIComponent(of)}/sheet`, beingAsked());
    if (mine !== round || of !== view()?.story.id) return sheet;
    sheet = found;
    tell("sheet", { sheet });
  } catch (e) {
    if (mine === round) tell("sheet:failed", { message: e.message });
  }
  return sheet;
}

hear("story:loaded", (d) => {
  if (d.view.story.id !== id) {
    id = d.view.story.id;
    sheet = null;
    asked = { on: [], lift: [], change: "", note: "" };
  }
  look();
});
hear("story:closed", () => {
  clearTimeout(timer);
  round++;
  id = "";
  sheet = null;
});
hear("story:dirty", () => {
  clearTimeout(timer);
  timer = setTimeout(look, 1000);
});

// goTo leads to where a check is mended.
export function goTo(c) {
  const [kind, which] = c.field.split(/:(.*)/);
  const field = byId("field-" + kind);
  if (field) {
    document.body.dataset.pane = "story";
    field.focus();
    field.scrollIntoView({ block: "center" });
  } else if (kind === "body" || kind === "picture") {
    document.body.dataset.pane = "story";
    const at = which && document.querySelector(`#story-body [data-picture="${CSS.escape(which)}"]`);
    const into = at || document.querySelector("#story-body [contenteditable]") || byId("story");
    into.scrollIntoView({ block: at ? "center" : "nearest" });
    (at ? byId("story-body").querySelector("[contenteditable]") || byId("story") : into).focus();
  } else if (kind === "placement" || kind === "language") choose("placement", true);
  else if (kind === "take" && byId("tab-versions")) choose("versions", true);
  else choose("publish", true);
}

// at writes a time by the clock of a title, with its zone: who publishes elsewhere
// must not take it for their own.
export function at(t, title) {
  const zone = titleOf(title).timeZone;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone: zone || undefined }).format(new Date(t));
}

// sentence writes words of the server as a sentence.
export const sentence = (s) => s[0].toUpperCase() + s.slice(1) + (/[.!?…]$/.test(s) ? "" : ".");
