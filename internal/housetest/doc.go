// Package housetest holds the house to its own rules: which floor may import
// which, that every package says what it is, and that the trade's words are
// used and the web's are not.
//
// It has no code of its own but tests. Start at floors in floors_test.go.
package housetest
