// What can be done with the words, and by which keys.
import { NodeSelection, Selection, TextSelection, chainCommands, toggleMark, setBlockType, lift, wrapIn, undo, redo, wrapInList, splitListItem, liftListItem, sinkListItem, Fragment } from "../vendor/prosemirror.js";
import { schema } from "./editor-schema.js";

const { nodes, marks } = schema;

// top returns the block of the document that a selection begins in: its node,
// place and index.
export function top(state) {
  const { $from } = state.selection;
  const index = Math.min($from.index(0), state.doc.childCount - 1);
  let pos = 0;
  for (let i = 0; i < index; i++) pos += state.doc.child(i).nodeSize;
  return { node: state.doc.child(index), pos, index };
}

const inside = (state, type) => {
  const { $from } = state.selection;
  for (let d = $from.depth; d > 0; d--) if ($from.node(d).type === type) return { node: $from.node(d), pos: $from.before(d), depth: d };
  return null;
};
export const within = (state, name) => !!inside(state, nodes[name]);

// toggleCrosshead makes a paragraph a crosshead, and back. It stays the paragraph it was.
const toggleCrosshead = (state, dispatch) => {
  const parent = state.selection.$from.parent;
  if (parent.type === nodes.crosshead) return setBlockType(nodes.paragraph, parent.attrs)(state, dispatch);
  if (parent.type !== nodes.paragraph || state.selection.$from.depth !== 1) return false;
  return setBlockType(nodes.crosshead, parent.attrs)(state, dispatch);
};

const toggleQuote = (state, dispatch) => (within(state, "quote") ? lift(state, dispatch) : wrapIn(nodes.quote)(state, dispatch));

const toggleList = (type) => (state, dispatch, view) => {
  const list = inside(state, nodes.bullets) || inside(state, nodes.numbers);
  if (list && list.node.type === type) return liftListItem(nodes.item)(state, dispatch);
  if (list) {
    if (dispatch) dispatch(state.tr.setNodeMarkup(list.pos, type, list.node.attrs));
    return true;
  }
  return wrapInList(type)(state, dispatch, view);
};

const cell = (words, header) => nodes.cell.create({ header }, words ? schema.text(words) : null);

const insertTable = (state, dispatch) => {
  if (within(state, "table")) return false;
  const row = (head) => nodes.row.create({ head }, [cell("", head), cell("", head), cell("", head)]);
  return insertBlock(nodes.table.create(null, [row(true), row(false)]))(state, dispatch);
};

// insertBlock puts a block after the one that the cursor is in, or in the place of
// an empty paragraph, and the cursor into it.
export const insertBlock = (block) => (state, dispatch) => {
  if (!dispatch) return true;
  const at = top(state);
  const empty = at.node.type === nodes.paragraph && at.node.content.size === 0;
  const tr = state.tr;
  const pos = empty ? at.pos : at.pos + at.node.nodeSize;
  if (empty) tr.replaceWith(at.pos, at.pos + at.node.nodeSize, block);
  else tr.insert(pos, block);
  if (pos + block.nodeSize >= tr.doc.content.size) tr.insert(tr.doc.content.size, nodes.paragraph.create());
  tr.setSelection(block.isAtom ? NodeSelection.create(tr.doc, pos) : Selection.near(tr.doc.resolve(pos + 1)));
  dispatch(tr.scrollIntoView());
  return true;
};

// setLink links the selected words, or removes the link there if href is "".
export const setLink = (href) => (state, dispatch) => {
  let { from, to } = state.selection;
  const $at = state.doc.resolve(from);
  const old = marks.link.isInSet($at.marks()) || ($at.nodeAfter && marks.link.isInSet($at.nodeAfter.marks));
  if (from === to && old) { // the whole link that the cursor is in
    const start = $at.start();
    $at.parent.forEach((n, offset) => {
      if (old.isInSet(n.marks) && start + offset <= from && start + offset + n.nodeSize >= from) [from, to] = [start + offset, start + offset + n.nodeSize];
    });
  }
  if (from === to) return false;
  if (dispatch) {
    const tr = state.tr.removeMark(from, to, marks.link);
    if (href) tr.addMark(from, to, marks.link.create({ href }));
    dispatch(tr);
  }
  return true;
};

export function linkAt(state) {
  const { $from } = state.selection;
  const m = marks.link.isInSet($from.marks()) || ($from.nodeAfter && marks.link.isInSet($from.nodeAfter.marks));
  return m ? m.attrs.href : "";
}

// move swaps the block with its neighbour. The neighbour moves, so that the
// selection stays where it is.
const move = (step) => (state, dispatch) => {
  const at = top(state), other = at.index + step;
  if (other < 0 || other >= state.doc.childCount) return false;
  if (!dispatch) return true;
  const neighbour = state.doc.child(other), tr = state.tr;
  if (step < 0) {
    tr.delete(at.pos - neighbour.nodeSize, at.pos);
    tr.insert(at.pos - neighbour.nodeSize + at.node.nodeSize, neighbour);
  } else {
    const end = at.pos + at.node.nodeSize;
    tr.delete(end, end + neighbour.nodeSize);
    tr.insert(at.pos, neighbour);
  }
  dispatch(tr.scrollIntoView());
  return true;
};

// go puts the cursor at the beginning of the next block or the one before.
const go = (step) => (state, dispatch) => {
  const at = top(state);
  const pos = step > 0 ? at.pos + at.node.nodeSize : state.selection.from > at.pos + 1 ? at.pos : at.pos - (at.index ? state.doc.child(at.index - 1).nodeSize : 0);
  if (pos < 0 || pos >= state.doc.content.size) return true;
  const block = state.doc.nodeAt(pos);
  if (dispatch) dispatch(state.tr.setSelection(block.isAtom ? NodeSelection.create(state.doc, pos) : Selection.near(state.doc.resolve(pos + 1))).scrollIntoView());
  return true;
};

// The table that the cursor is in: its cells, where they stand, and whether any
// are joined.
function grid(state) {
  const t = inside(state, nodes.table), c = inside(state, nodes.cell);
  if (!t || !c) return null;
  const rows = [];
  let joined = false, row = 0, column = 0;
  t.node.forEach((r, offset) => {
    if (r.type !== nodes.row) return;
    const cells = [];
    r.forEach((x, o) => {
      const pos = t.pos + 1 + offset + 1 + o;
      if (x.attrs.colspan > 1 || x.attrs.rowspan > 1) joined = true;
      if (pos === c.pos) [row, column] = [rows.length, cells.length];
      cells.push({ node: x, pos });
    });
    rows.push({ node: r, pos: t.pos + 1 + offset, cells });
  });
  return { table: t, rows, row, column, joined };
}

const into = (tr, pos) => tr.setSelection(Selection.near(tr.doc.resolve(pos))).scrollIntoView();

const addRow = (state, dispatch) => {
  const g = grid(state);
  if (!g || g.joined) return false;
  if (dispatch) {
    const r = g.rows[g.row], pos = r.pos + r.node.nodeSize;
    const row = nodes.row.create(null, r.cells.map((c) => cell("", c.node.attrs.header && !r.node.attrs.head)));
    dispatch(into(state.tr.insert(pos, row), pos + 2));
  }
  return true;
};

const removeRow = (state, dispatch) => {
  const g = grid(state);
  if (!g || g.joined) return false;
  if (g.rows.length === 1) return removeTable(state, dispatch);
  if (dispatch) dispatch(state.tr.delete(g.rows[g.row].pos, g.rows[g.row].pos + g.rows[g.row].node.nodeSize).scrollIntoView());
  return true;
};

const addColumn = (state, dispatch) => {
  const g = grid(state);
  if (!g || g.joined) return false;
  if (dispatch) {
    const tr = state.tr;
    for (const r of [...g.rows].reverse()) {
      const c = r.cells[Math.min(g.column, r.cells.length - 1)];
      tr.insert(c.pos + c.node.nodeSize, cell("", r.node.attrs.head));
    }
    const here = tr.mapping.map(g.rows[g.row].cells[g.column].pos, -1);
    dispatch(into(tr, here + tr.doc.nodeAt(here).nodeSize + 1));
  }
  return true;
};

const removeColumn = (state, dispatch) => {
  const g = grid(state);
  if (!g || g.joined) return false;
  if (g.rows.every((r) => r.cells.length === 1)) return removeTable(state, dispatch);
  if (dispatch) {
    const tr = state.tr;
    for (const r of [...g.rows].reverse()) {
      const c = r.cells[g.column];
      if (c && r.cells.length > 1) tr.delete(c.pos, c.pos + c.node.nodeSize);
    }
    dispatch(tr.scrollIntoView());
  }
  return true;
};

const removeTable = (state, dispatch) => {
  const t = inside(state, nodes.table);
  if (!t) return false;
  if (dispatch) dispatch(state.tr.replaceWith(t.pos, t.pos + t.node.nodeSize, nodes.paragraph.create()).scrollIntoView());
  return true;
};

const headRow = (state, dispatch) => {
  const g = grid(state);
  if (!g) return false;
  if (dispatch) {
    const tr = state.tr, r = g.rows[0], head = !r.node.attrs.head;
    tr.setNodeMarkup(r.pos, null, { ...r.node.attrs, head });
    for (const c of r.cells) tr.setNodeMarkup(c.pos, null, { ...c.node.attrs, header: head });
    dispatch(tr);
  }
  return true;
};

const nextCell = (step) => (state, dispatch, view) => {
  const g = grid(state);
  if (!g) return false;
  const all = g.rows.flatMap((r) => r.cells);
  const here = all.findIndex((c) => c.pos === g.rows[g.row].cells[g.column].pos) + step;
  if (here < 0) return true;
  if (here >= all.length) return g.joined ? true : addRow(state, dispatch, view);
  if (dispatch) dispatch(into(state.tr, all[here].pos + 1));
  return true;
};

const lineBreak = (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.inlineContent || !$from.parent.type.contentMatch.matchType(nodes.br)) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.br.create()).scrollIntoView());
  return true;
};

// enterInCell: Enter in a table goes on within the cell.
const enterInCell = (state, dispatch) => (within(state, "cell") || within(state, "caption") ? lineBreak(state, dispatch) : false);

// afterCrosshead: Enter at the end of a crosshead begins a paragraph.
const afterCrosshead = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== nodes.crosshead || $from.parentOffset !== $from.parent.content.size) return false;
  if (dispatch) {
    const pos = $from.after();
    const tr = state.tr.insert(pos, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView());
  }
  return true;
};

export const commands = {
  strong: toggleMark(marks.strong), em: toggleMark(marks.em), crosshead: toggleCrosshead, quote: toggleQuote,
  bullets: toggleList(nodes.bullets), numbers: toggleList(nodes.numbers), table: insertTable, undo, redo,
  addRow, removeRow, addColumn, removeColumn, headRow, removeTable,
};

// keys are those of the body; link and picture ask first and come from the page.
export const keys = {
  "Mod-b": commands.strong, "Mod-i": commands.em, "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo,
  "Mod-Shift-2": toggleCrosshead, "Mod-Shift-7": commands.numbers, "Mod-Shift-8": commands.bullets, "Mod-Shift-9": toggleQuote, "Mod-Shift-6": insertTable,
  "Alt-ArrowUp": go(-1), "Alt-ArrowDown": go(1), "Alt-Shift-ArrowUp": move(-1), "Alt-Shift-ArrowDown": move(1),
  "Shift-Enter": lineBreak, Enter: chainCommands(enterInCell, splitListItem(nodes.item), afterCrosshead),
  Tab: chainCommands(nextCell(1), sinkListItem(nodes.item)), "Shift-Tab": chainCommands(nextCell(-1), liftListItem(nodes.item)),
};

// replaceLines lays other lines over the document, changing only the blocks that
// differ, so that the cursor stays in one that does not.
export function replaceLines(tr, lineOf, doc) {
  const old = [], now = [];
  tr.doc.forEach((b, pos) => old.push({ b, pos, html: lineOf(b) }));
  doc.forEach((b) => now.push({ b, html: lineOf(b) }));
  let a = 0, z = 0;
  while (a < old.length && a < now.length && old[a].html === now[a].html) a++;
  while (z < old.length - a && z < now.length - a && old[old.length - 1 - z].html === now[now.length - 1 - z].html) z++;
  const end = old.length - z;
  const pairs = common(old.slice(a, end).map((x) => x.html), now.slice(a, now.length - z).map((x) => x.html)).map(([i, j]) => [i + a, j + a]);
  pairs.push([end, now.length - z]);
  let i = a, j = a;
  const edits = [];
  for (const [pi, pj] of pairs) {
    if (pi > i || pj > j) edits.push({ from: i, to: pi, blocks: now.slice(j, pj).map((x) => x.b) });
    [i, j] = [pi + 1, pj + 1];
  }
  const posOf = (n) => (n < old.length ? old[n].pos : tr.doc.content.size);
  for (const e of edits.map((x) => ({ from: posOf(x.from), to: posOf(x.to), blocks: x.blocks })).reverse()) tr.replaceWith(e.from, e.to, Fragment.from(e.blocks));
  return edits.length > 0;
}

// common returns the pairs of a longest common run of lines; where that would cost
// too much, none.
function common(x, y) {
  if (x.length * y.length > 4e6) return [];
  const best = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) best[i][j] = x[i] === y[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  }
  const out = [];
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i] === y[j]) out.push([i++, j++]);
    else if (best[i + 1][j] >= best[i][j + 1]) i++;
    else j++;
  }
  return out;
}
