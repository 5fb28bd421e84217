package news

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// SearchID names a saved search for good (UUIDv7).
type SearchID string

// SavedSearch is a filter that is kept under a name, for one user or for all.
type SavedSearch struct {
	ID  SearchID `json:"id"`
	Rev int64    `json:"rev"` // the one seen; 0 for a new one
	// Owner is the name of the user whose it is; empty is everybody's.
	Owner  string `json:"owner,omitempty"`
	Name   string `json:"name"`
	Filter string `json:"filter"` // as [ParseFilter] reads it
	// Place is where it stands among those of its owner, from 0.
	Place int       `json:"place"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

const (
	maxSearchName = 40
	// MaxSearches is how many searches one owner may keep.
	MaxSearches = 50
)

// Check returns an error wrapping [ErrInvalid] for the first rule the search
// breaks.
func (s SavedSearch) Check() error {
	name := strings.TrimSpace(s.Name)
	switch {
	case name == "":
		return fmt.Errorf("saved search: give it a name: %w", ErrInvalid)
	case utf8.RuneCountInString(name) > maxSearchName || strings.ContainsAny(name, "\r\n\x00") || !utf8.ValidString(name):
		return fmt.Errorf("saved search: its name must be one line of at most %d letters: %w", maxSearchName, ErrInvalid)
	}
	_, err := ParseFilter(s.Filter)
	return err
}
