// Package news is the ground floor of the house: the trade's own things and
// rules. It holds the wire item an agency sends, the story and its immutable
// versions, the placement of a story on a title, pictures, sources, titles and
// sections, and the one rule that says whether a reader may see a placement.
//
// It is not a store, a parser or a page: it imports the standard library only,
// and knows neither SQL nor HTTP nor any wire format.
//
// Start at [WireItem] for what comes in, at [Story] for what the newsroom
// keeps, and at [Sight] for what readers may see.
package news
