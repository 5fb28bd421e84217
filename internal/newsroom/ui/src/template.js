// The body of a template is written in the editor of stories.
import { el, byId } from "./dom.js";
import { makeTools, askLink, askPicture } from "./story-tools.js";

const form = byId("template-form");
let unsaved = false;

if (form && !form.querySelector("fieldset[disabled]")) {
  unsaved = !!document.querySelector("main .bad"); // what was refused is not saved
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (e) => { if (unsaved) e.preventDefault(); });
  edit();
}

async function edit() {
  const made = await import("./editor.js");
  const text = byId("t-body"), place = el("div", { id: "story-body", class: "template-body" });
  const refused = el("p", { class: "note", role: "alert", id: "t-refused", hidden: true });
  const say = (words) => { refused.textContent = words; refused.hidden = !words; };
  const link = () => askLink(editor.link(), made.safeLink, (href) => editor.run("link", href));
  const picture = () => askPicture([], made.safeLink, (kind, what) => editor.run(kind, what));
  const tools = makeTools(() => editor, { link, picture });
  text.hidden = true;
  byId("t-body-label").removeAttribute("for");
  text.before(tools.row, refused, place);
  const keep = () => { text.value = editor.html(); };
  const changed = () => { unsaved = true; say(""); keep(); };
  const editor = made.makeEditor({ place, html: text.value, label: "Body", changed, moved() {}, state: tools.update, say, ask: { link, picture }, caption: (id) => id });
  form.addEventListener("submit", keep);
}
