// Package store is the vault: everything the house keeps, and all its SQL,
// once for SQLite and PostgreSQL.
//
// A write is a deed: one method, one transaction, refused with
// [news.ErrConflict] if what the caller saw has moved, and one line in the
// journal. No transaction leaves the package. In the same transaction the
// deed writes the readable form of every placement it touched into the
// released set, or takes it out; [Readers] is the handle for public code and
// reaches that set only.
//
// It decides nothing: rooms decide, and each declares the few methods it
// needs. It is not a cache but for the texts that new ones are compared with
// (texts.go), which it can make from the tables again. Quotes apart, nothing
// changes without a line in the journal.
//
// Start at [Open], then [Store.SaveStory] and release in release.go.
package store
