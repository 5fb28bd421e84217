// Package body is the text of a story: one cleaning function at the door, the
// same for wires, desk and API, and what can be read off the cleaned text.
//
// The vocabulary is small: p, h2 (a crosshead), blockquote, ul, ol, li, table
// with caption, thead, tbody, tr, th and td, figure by reference
// (data-picture or data-embed), a, em, strong, br, and span where it carries
// lang or dir. Cleaned text is the only text that is stored or shown, so
// [Clean] is the border of trust for everything that came from outside.
//
// It makes no pages and knows no agency. Start at [Read] for copy that comes
// in, [Clean] for anything else, [Compare] for two texts and [Merge] for three.
package body
