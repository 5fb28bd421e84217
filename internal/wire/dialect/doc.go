// Package dialect reads and applies agency dialects: files that say how one
// agency bends the formats, so that its habits are data and not code. Those of
// agencies whose habits are public are shipped; a newsroom adds its own.
//
// A dialect is TOML, one file an agency; the file's name is the dialect's. What
// it can say is the struct file, whose comments are the manual. It makes copy
// stricter or tells its parts apart; it cannot make private words public, and
// what keeps them private holds without any dialect.
//
// The package parses no copy and decides nothing about it. Start at [Load] for
// the dialects there are, at [Set.Habits] for what parsers ask while they read,
// and at [Set.Apply] for what is done to an item that has been read.
package dialect
