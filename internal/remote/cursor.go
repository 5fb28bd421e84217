package remote

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// window is how many taken files a cursor names one by one, above its mark. A
// file that comes late, with a time before others that are taken, is still
// found as long as it is not older than the window.
const window = 1000

// maxHeld is how many files that could not be fetched a cursor keeps.
const maxHeld = 100

// demoted is after how many tries a file is no longer tried in its order, but
// after all others.
const demoted = 3

// place is where a file stands in the order of a folder.
type place struct {
	at   int64 // ms, by the other side's clock
	name string
}

func placeOf(f File) place {
	if f.Changed.IsZero() {
		return place{0, f.Name}
	}
	return place{f.Changed.UnixMilli(), f.Name}
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.at, q.at), cmp.Compare(p.name, q.name))
}

// key names a file with its size and time: what is written over a file makes
// it another one.
func key(f File) string {
	p := placeOf(f)
	sum := sha256.Sum256([]byte(strconv.FormatInt(p.at, 36) + " " + strconv.FormatInt(f.Size, 36) + " " + f.Name))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// taken is a file that need not be taken again.
type taken struct {
	at   int64
	key  string
	over bool // it was passed over: not taken, and to be left where it is
}

// held is a file that could not be fetched, and how often.
type held struct {
	key   string
	tries int
}

// cursor says what of a folder has been taken: all up to the mark, and above it
// the files named, but not those held.
type cursor struct {
	mark  place
	taken map[string]taken
	held  map[string]held
	// stays is set while files cannot be moved or deleted once taken, and this
	// has been said.
	stays bool
}

// paper is a cursor as it is written.
type paper struct {
	At    int64    `json:"at,omitempty"`
	Name  string   `json:"name,omitempty"`
	Taken []string `json:"taken,omitempty"` // "TIME KEY", with a "-" if passed over
	Held  []string `json:"held,omitempty"`  // "TRIES KEY"
	Stays bool     `json:"stays,omitempty"`
}

// readCursor reads a cursor. One that cannot be read is an empty one: all that
// is there is taken again, which changes nothing.
func readCursor(text string) *cursor {
	c := &cursor{taken: map[string]taken{}, held: map[string]held{}}
	var p paper
	if json.Unmarshal([]byte(text), &p) != nil {
		return c
	}
	c.mark, c.stays = place{p.At, p.Name}, p.Stays
	for _, s := range p.Taken {
		at, k, _ := strings.Cut(s, " ")
		ms, err := strconv.ParseInt(at, 36, 64)
		if err != nil {
			continue
		}
		k, over := strings.CutSuffix(k, " -")
		c.taken[k] = taken{ms, k, over}
	}
	for _, s := range p.Held {
		var h held
		if n, _ := fmt.Sscanf(s, "%d %s", &h.tries, &h.key); n == 2 {
			c.held[h.key] = h
		}
	}
	return c
}

func (c *cursor) String() string {
	p := paper{At: c.mark.at, Name: c.mark.name, Stays: c.stays}
	for _, t := range c.inOrder() {
		s := strconv.FormatInt(t.at, 36) + " " + t.key
		if t.over {
			s += " -"
		}
		p.Taken = append(p.Taken, s)
	}
	for _, h := range c.held {
		p.Held = append(p.Held, fmt.Sprintf("%d %s", h.tries, h.key))
	}
	slices.Sort(p.Held)
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(text)
}

// inOrder returns what is taken, the oldest first.
func (c *cursor) inOrder() []taken {
	out := make([]taken, 0, len(c.taken))
	for _, t := range c.taken {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b taken) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.key, b.key)) })
	return out
}

// has reports whether a file need not be taken.
func (c *cursor) has(f File) bool {
	k := key(f)
	if _, waits := c.held[k]; waits {
		return false
	}
	_, is := c.taken[k]
	return is || placeOf(f).compare(c.mark) <= 0
}

// add notes a file as taken or passed over.
func (c *cursor) add(f File, over bool) {
	k := key(f)
	delete(c.held, k)
	c.taken[k] = taken{placeOf(f).at, k, over}
}

// fault notes that a file could not be fetched and returns how often that was.
func (c *cursor) fault(f File) int {
	k := key(f)
	n := min(c.held[k].tries+1, 999)
	c.held[k] = held{k, n}
	return n
}

// bound keeps the cursor short, going by a whole listing in order. It returns
// the files it gave up.
func (c *cursor) bound(files []File) (lost []File) {
	listed := map[string]bool{}
	for _, f := range files {
		listed[key(f)] = true
	}
	for k := range c.held {
		if !listed[k] {
			delete(c.held, k)
		}
	}
	if over := len(c.taken) - window; over > 0 {
		for _, t := range c.inOrder() {
			if over > 0 && !listed[t.key] {
				delete(c.taken, t.key)
				over--
			}
		}
		c.raise(files, over)
	}
	for _, f := range files {
		if len(c.held) <= maxHeld {
			break
		}
		if k := key(f); c.held[k].key != "" {
			c.add(f, true)
			lost = append(lost, f)
		}
	}
	return lost
}

// raise lifts the mark over the oldest files until over fewer are named. A file
// below it that is not taken is held.
func (c *cursor) raise(files []File, over int) {
	for _, f := range files {
		if over <= 0 {
			return
		}
		p, k := placeOf(f), key(f)
		if p.compare(c.mark) <= 0 {
			if _, is := c.taken[k]; is { // it came late
				delete(c.taken, k)
				over--
			}
			continue
		}
		if _, is := c.taken[k]; is {
			delete(c.taken, k)
			over--
		} else if _, waits := c.held[k]; !waits {
			c.held[k] = held{key: k}
		}
		c.mark = p
	}
}
