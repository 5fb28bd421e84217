// What the desk uses of ProseMirror. rebuild.sh makes prosemirror.js of it.
export { Schema, Node, Fragment, Slice, Mark, DOMParser, DOMSerializer } from "prosemirror-model";
export { EditorState, Plugin, PluginKey, Selection, TextSelection, NodeSelection } from "prosemirror-state";
export { EditorView, Decoration, DecorationSet } from "prosemirror-view";
export { history, undo, redo, closeHistory } from "prosemirror-history";
export { keymap } from "prosemirror-keymap";
export { baseKeymap, chainCommands, toggleMark, setBlockType, wrapIn, lift } from "prosemirror-commands";
export { inputRules, InputRule } from "prosemirror-inputrules";
export { wrapInList, splitListItem, liftListItem, sinkListItem } from "prosemirror-schema-list";
export { gapCursor } from "prosemirror-gapcursor";
