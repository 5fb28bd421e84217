// The editor of a story's body: ProseMirror with our vocabulary. It knows no story
// and no server; story.js does. It is loaded when a story is opened.
import { EditorState, EditorView, Plugin, PluginKey, Decoration, DecorationSet, history, keymap, baseKeymap, inputRules, InputRule, gapCursor } from "../vendor/prosemirror.js";
import { schema, read, write, line, words, keep } from "./editor-schema.js";
import { clipboardParser, plainText } from "./editor-paste.js";
import { commands, keys, insertBlock, setLink, linkAt, top, within, replaceLines } from "./editor-commands.js";

export { safeLink } from "./editor-schema.js";

// longestPaste is what a story may have (news.LongestBody).
const longestPaste = 2 << 20;

const colleagues = new PluginKey("colleagues");

// typed turns a mark at the beginning of a paragraph into its block.
const typed = (form, command) => new InputRule(form, (state, match, start, end) => {
  let tr = null;
  const clean = state.apply(state.tr.delete(start, end));
  if (!command(clean, (t) => { tr = t; })) return null;
  const whole = state.tr.delete(start, end);
  for (const s of tr.steps) whole.step(s);
  return whole;
});

// own keeps each paragraph's number to itself where one was split or pasted twice.
const own = new Plugin({
  appendTransaction(trs, old, state) {
    if (!trs.some((t) => t.docChanged) || old.doc.childCount === state.doc.childCount) return null;
    const seen = new Set();
    let tr = null;
    state.doc.forEach((b, pos) => {
      if (b.attrs.n === null) return;
      if (seen.has(b.attrs.n)) tr = (tr || state.tr).setNodeAttribute(pos, "n", null);
      seen.add(b.attrs.n);
    });
    return tr && tr.setMeta("addToHistory", false);
  },
});

// around shows which paragraphs colleagues are in.
const around = new Plugin({
  key: colleagues,
  state: {
    init: () => ({ people: [], set: DecorationSet.empty }),
    apply(tr, old, before, state) {
      const people = tr.getMeta(colleagues) || old.people;
      if (people === old.people && (!people.length || !tr.docChanged)) return { people, set: tr.docChanged ? old.set.map(tr.mapping, tr.doc) : old.set };
      const found = [];
      state.doc.forEach((b, pos) => {
        const names = people.filter((p) => isAt(p.paragraph, b)).map((p) => p.name);
        if (names.length) found.push(Decoration.node(pos, pos + b.nodeSize, { class: "taken", "data-by": names.join(", ") }));
      });
      return { people, set: DecorationSet.create(state.doc, found) };
    },
  },
  props: { decorations: (state) => colleagues.getState(state).set },
});

const begins = (b) => b.textBetween(0, Math.min(60, b.content.size), " ", " ").trim();
const isAt = (paragraph, b) => paragraph !== "" && (b.attrs.n !== null ? paragraph === b.attrs.n : paragraph === begins(b) && paragraph !== "");

// makeEditor puts an editor into place.
//   html           the body
//   label          what screen readers call it
//   changed()      the words have changed
//   moved(p)       the cursor is in another paragraph
//   state()        what the buttons show may have changed
//   say(text)      something is refused, in words
//   ask.link(), ask.picture()  Ctrl+K and Ctrl+Shift+5
//   caption(id)    what a picture is called
export function makeEditor(o) {
  let editable = true, at = null;
  const refs = {
    picture: (n) => reference("Picture", o.caption(n.attrs.id)),
    embed: (n) => reference("Embed", n.attrs.address),
  };
  const asked = { "Mod-k": () => { o.ask.link(); return true; }, "Mod-Shift-5": () => { o.ask.picture(); return true; } };
  const plugins = [
    inputRules({ rules: [typed(/^## $/, commands.crosshead), typed(/^[*] $/, commands.bullets), typed(/^> $/, commands.quote)] }),
    keymap({ ...keys, ...asked }), keymap(baseKeymap), history({ newGroupDelay: 700 }), gapCursor(), own, around,
  ];
  const tooLong = (event) => {
    const d = event.clipboardData || event.dataTransfer;
    const size = d ? Math.max(d.getData("text/html").length, d.getData("text/plain").length) : 0;
    if (size <= longestPaste) return false;
    o.say(`That is ${(size / (1 << 20)).toFixed(1)} MB, and a story may have ${longestPaste >> 20}. Nothing was pasted; take a part of it.`);
    event.preventDefault();
    return true;
  };
  const view = new EditorView(o.place, {
    state: EditorState.create({ doc: read(o.html), plugins }),
    editable: () => editable,
    attributes: { class: "body", role: "textbox", "aria-multiline": "true", "aria-label": o.label, spellcheck: "true" },
    clipboardParser, clipboardTextParser: plainText,
    handlePaste: (v, event) => tooLong(event),
    handleDrop: (v, event) => tooLong(event),
    handleDOMEvents: { keydown: (v, event) => leave(v, event) },
    nodeViews: { picture: refs.picture, embed: refs.embed },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      if (tr.docChanged && !tr.getMeta("theirs")) o.changed();
      const now = paragraph();
      if (now !== at) o.moved((at = now));
      o.state();
    },
  });

  // leave: Escape takes the focus out, so that Tab in lists and tables is no trap.
  function leave(v, event) {
    if (event.key !== "Escape") return false;
    v.dom.blur();
    o.place.focus();
    return true;
  }

  function paragraph() {
    const b = top(view.state).node;
    return b.attrs.n !== null ? b.attrs.n : begins(b);
  }

  return {
    html: () => write(view.state.doc),
    words: () => words(view.state.doc),
    paragraph,
    focus: () => view.focus(),
    // merge lays another text over this one where it differs. It is no change of
    // whoever is typing, and is not undone by them.
    merge(html) {
      const tr = view.state.tr;
      const changed = replaceLines(tr, line, read(html));
      number(tr, html);
      if (tr.docChanged) view.dispatch(tr.setMeta("addToHistory", false).setMeta("theirs", true));
      return changed;
    },
    // based tells of which version the paragraphs are: those that stand in it have
    // their number there.
    based(html) {
      const tr = number(view.state.tr, html);
      if (tr.docChanged) view.dispatch(tr.setMeta("addToHistory", false).setMeta("theirs", true));
    },
    setEditable(yes) {
      editable = yes;
      view.setProps({});
      view.dom.setAttribute("aria-readonly", String(!yes));
    },
    present: (people) => view.dispatch(view.state.tr.setMeta(colleagues, people)),
    run(name, value) {
      const c = name === "link" ? setLink(value) : name === "picture" ? insertBlock(schema.node("picture", { id: value })) : name === "embed" ? insertBlock(schema.node("embed", { address: value })) : commands[name];
      c(view.state, view.dispatch, view);
      view.focus();
    },
    can: (name) => commands[name](view.state),
    on: (name) => (schema.marks[name] ? active(view.state, schema.marks[name]) : within(view.state, name)),
    link: () => linkAt(view.state),
    selected: () => !view.state.selection.empty || !!linkAt(view.state),
    destroy: () => view.destroy(),
  };
}

// number gives the blocks that stand in html their place there. One that does not
// keeps its own, as what its paragraph was, unless another has that now.
function number(tr, html) {
  const places = new Map(), taken = new Set();
  read(html).forEach((b) => places.set(line(b), [...(places.get(line(b)) || []), b.attrs.n]));
  const found = [];
  tr.doc.forEach((b) => {
    const n = places.get(line(b))?.shift();
    if (n !== undefined) taken.add(n);
    found.push(n);
  });
  let i = 0;
  tr.doc.forEach((b, pos) => {
    const n = found[i++] ?? (taken.has(b.attrs.n) || line(b) === "" ? null : b.attrs.n);
    if (b.attrs.n === n) return;
    tr.setNodeAttribute(pos, "n", n);
    keep(tr.doc.nodeAt(pos), line(b));
  });
  return tr;
}

function active(state, mark) {
  const { from, to, empty, $from } = state.selection;
  return empty ? !!mark.isInSet(state.storedMarks || $from.marks()) : state.doc.rangeHasMark(from, to, mark);
}

// reference shows what is only referred to: a picture or an embed.
function reference(kind, what) {
  const dom = document.createElement("figure");
  dom.className = "ref";
  const b = document.createElement("b");
  b.textContent = kind;
  dom.append(b, " ", what);
  return { dom };
}
