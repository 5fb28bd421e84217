// The body of a template is written in the editor of stories.
import { el, byId } from "./dom.js";
import { makeTools, askLink, askPicture } from "./story-tools.js";

const form = byId("template-form");
if (form && !form.querySelector("fieldset[disabled]")) edit();

async function edit() {
  const made = await import("./editor.js");
  const text = byId("t-body"), place = el("div", { id: "story-body", class: "template-body" });
  const link = () => askLink(editor.link(), made.safeLink, (href) => editor.run("link", href));
  const picture = () => askPicture([], made.safeLink, (kind, what) => editor.run(kind, what));
  const tools = makeTools(() => editor, { link, picture });
  text.hidden = true;
  byId("t-body-label").removeAttribute("for");
  text.before(tools.row, place);
  const keep = () => { text.value = editor.html(); };
  const editor = made.makeEditor({ place, html: text.value, label: "Body", changed: keep, moved() {}, state: tools.update, say() {}, ask: { link, picture }, caption: (id) => id });
  form.addEventListener("submit", keep);
}
