// Package remote collects agencies' files from machines elsewhere: what is new
// in a folder after a cursor, the oldest first, each file whole or not at all.
// It holds what the roads have in common: limits, which names are taken, when a
// file has settled, the cursor, and lines that end when their time is up.
//
// It speaks no protocol itself (remote/ftp, remote/sftp, remote/imap), parses
// and files nothing, and keeps no state but the cursor it returns: any node can
// go on where another stopped.
//
// Start at [Rules.Round].
package remote

import (
	"context"
	"fmt"
	"io"
	"net"
	"path"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Take takes one file whose name is safe. It returns nil once the file is kept
// for good. The body fails rather than ends if it is not the whole file.
type Take = func(ctx context.Context, name string, body io.Reader) error

// Dial opens a connection as [net.Dialer.DialContext] does.
type Dial = func(ctx context.Context, network, address string) (net.Conn, error)

// Limits bound one round. Zero values are the defaults.
type Limits struct {
	Files   int           // taken in one round; 500
	Bytes   int64         // of one file; 64 MiB. A larger one is passed over, and said once
	Names   int           // in a folder; 300,000
	Silence time.Duration // of the other side; 30 s
	File    time.Duration // for one file, its filing included; 5 min
	Round   time.Duration // for all; 15 min
}

// Or returns the limits with defaults where they say nothing.
func (l Limits) Or() Limits {
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	if l.Files <= 0 {
		l.Files = 500
	}
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Names <= 0 {
		l.Names = 300_000
	}
	def(&l.Silence, 30*time.Second)
	def(&l.File, 5*time.Minute)
	def(&l.Round, 15*time.Minute)
	return l
}

// Rules say which files of a folder are taken, and how.
type Rules struct {
	Dial     Dial
	Patterns []string // of [path.Match], in any case of letters; none is every name
	// After is what is done with a file elsewhere once it is taken: "" leaves
	// it, "delete", or "move:FOLDER", relative to the folder unless absolute.
	After string
	// Settle is how long a file must have been left alone: it is older than
	// that by the other side's clock, or looks the same again after as long.
	// Zero is 5 s.
	Settle time.Duration
	Limits Limits
	Now    func() time.Time // nil is time.Now
	// Pause waits between two looks and returns ctx's error if that ends
	// first; nil is a timer.
	Pause func(ctx context.Context, d time.Duration) error
}

// File is a regular file as a folder elsewhere lists it.
type File struct {
	Name    string
	Size    int64
	Changed time.Time // zero if the listing does not say, or not exactly enough to compare
}

// Session is a folder elsewhere while a round lasts. Its methods are called one
// at a time. An error wraps [news.ErrNotFound] if the other side says, and says
// it of the one file, that it does not give it; any other error may mean that
// the line is down.
type Session interface {
	// List returns the regular files of the folder.
	List() ([]File, error)
	// Open returns a file's body, which ends in io.EOF only if the other side
	// has sent all of it.
	Open(File) (io.ReadCloser, error)
	// Look returns the file of a name as it is now. The name may have a folder
	// before it.
	Look(name string) (File, error)
	Delete(name string) error
	// Move renames a file, making the folder it goes to if need be.
	Move(name, to string) error
	// Close takes leave. The line is closed afterwards by its owner.
	Close() error
}

// CheckAfter returns an error wrapping [news.ErrInvalid] if After cannot be s.
func CheckAfter(s string) error {
	to, moves := strings.CutPrefix(s, "move:")
	switch {
	case s == "", s == "delete", moves && to != "" && to != "." && !strings.Contains("/"+to+"/", "/../") && printable(to):
		return nil
	}
	return fmt.Errorf("after %q: write \"delete\", \"move:done\" or nothing: %w", s, news.ErrInvalid)
}

// CheckPatterns returns an error wrapping [news.ErrInvalid] for a pattern that
// cannot be read.
func CheckPatterns(patterns []string) error {
	for _, p := range patterns {
		if _, err := path.Match(p, ""); err != nil || p == "" {
			return fmt.Errorf("pattern %q: write for example \"*.xml\": %w", p, news.ErrInvalid)
		}
	}
	return nil
}

// wants reports whether a name is of those to be taken.
func (r *Rules) wants(name string) bool {
	if Unfinished(name) {
		return false
	}
	for _, p := range r.Patterns {
		if ok, err := path.Match(strings.ToLower(p), strings.ToLower(name)); err == nil && ok {
			return true
		}
	}
	return len(r.Patterns) == 0
}
