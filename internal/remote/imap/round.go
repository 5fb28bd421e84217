package imap

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"

	client "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// demoted is after how many tries a message is no longer tried in its order,
// but after all others; maxHeld is how many such messages a cursor keeps.
const (
	demoted = 3
	maxHeld = 100
)

// cursor says which messages have been taken: all up to Last, but those held.
type cursor struct {
	Validity uint32             `json:"validity,omitempty"`
	Last     client.UID         `json:"last,omitempty"`
	Held     map[client.UID]int `json:"held,omitempty"`  // could not be fetched so often
	Stays    bool               `json:"stays,omitempty"` // After fails, and this has been said
}

// readCursor reads a cursor. One that cannot be read is an empty one.
func readCursor(text string) *cursor {
	var c cursor
	if json.Unmarshal([]byte(text), &c) != nil {
		return &cursor{}
	}
	return &c
}

func (c *cursor) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers only
	}
	return string(text)
}

// pass notes a message as taken or passed over.
func (c *cursor) pass(uid client.UID) {
	c.Last = max(c.Last, uid)
	delete(c.Held, uid)
}

// fault notes that a message could not be fetched and returns how often that
// was. From the third time on the cursor goes past it.
func (c *cursor) fault(uid client.UID) int {
	if c.Held == nil {
		c.Held = map[client.UID]int{}
	}
	n := min(c.Held[uid]+1, 999)
	c.Held[uid] = n
	if n >= demoted {
		c.Last = max(c.Last, uid)
	}
	return n
}

// round is one round in a folder.
type round struct {
	*Mailbox
	limits  remote.Limits
	ctx     context.Context
	line    *remote.Line
	answers *remote.Capped
	conn    *imapclient.Client
	take    remote.Take
	cursor  *cursor
	next    client.UID // what the next message gets, or 0 if the server does not say
	said    []error    // of messages that do not end the round
}

func (r *round) run() error {
	due, err := r.due()
	if err != nil {
		return fmt.Errorf("look for new messages: %w", err)
	}
	last := slices.SortedFunc(maps.Keys(r.cursor.Held), func(a, b client.UID) int {
		return cmp.Or(r.cursor.Held[a]-r.cursor.Held[b], cmp.Compare(a, b))
	})
	last = slices.DeleteFunc(last, func(uid client.UID) bool { return uid > r.cursor.Last })
	sizes, err := r.sizes(slices.Concat(due, last))
	if err != nil {
		return fmt.Errorf("ask for sizes: %w", err)
	}
	for i, uid := range due {
		if err := r.ctx.Err(); err != nil && i > 0 {
			return nil // what is left is due the next time
		}
		if err := r.takeOne(uid, sizes); err != nil {
			return err
		}
	}
	for _, uid := range last {
		if r.ctx.Err() != nil {
			return nil
		}
		switch err := r.takeOne(uid, sizes); {
		case err == nil:
		case errors.As(err, new(*fault)): // said before
			return nil
		default:
			return err
		}
	}
	return nil
}

// due returns the numbers of new messages, the oldest first, no more than a
// round takes.
func (r *round) due() ([]client.UID, error) {
	if r.next != 0 && r.next <= r.cursor.Last+1 {
		return nil, nil
	}
	r.answers.Next(maxAnswer)
	var after client.UIDSet
	after.AddRange(r.cursor.Last+1, 0)
	found, err := r.conn.UIDSearch(&client.SearchCriteria{UID: []client.UIDSet{after}}, nil).Wait()
	if err != nil {
		return nil, err
	}
	set, _ := found.All.(client.UIDSet)
	var due []client.UID
	for _, span := range set { // in order, and one may be as long as a server likes
		// "n:*" has the last message even if its number is below n.
		for uid := max(span.Start, r.cursor.Last+1); uid <= span.Stop && len(due) < r.limits.Files; uid++ {
			due = append(due, uid)
		}
	}
	return due, nil
}

// sizes returns the sizes of those of the messages that are there.
func (r *round) sizes(uids []client.UID) (map[client.UID]int64, error) {
	sizes := map[client.UID]int64{}
	if len(uids) == 0 {
		return sizes, nil
	}
	r.answers.Next(maxAnswer)
	list, err := r.conn.Fetch(client.UIDSetNum(uids...), &client.FetchOptions{UID: true, RFC822Size: true}).Collect()
	for _, m := range list {
		sizes[m.UID] = m.RFC822Size
	}
	return sizes, err
}

// fault is what kept a message from being fetched.
type fault struct {
	uid   client.UID
	tries int
	err   error
}

func (f *fault) Unwrap() error { return f.err }

func (f *fault) Error() string {
	s := fmt.Sprintf("fetch message %d: %v", f.uid, f.err)
	if f.tries == demoted {
		s += "; it is tried after all others from now on"
	}
	return s
}

// takeOne takes one message. The error is a *fault if it could not be fetched.
func (r *round) takeOne(uid client.UID, sizes map[client.UID]int64) error {
	size, there := sizes[uid]
	switch {
	case !there:
		r.cursor.pass(uid) // deleted meanwhile
		return nil
	case size > r.limits.Bytes:
		r.cursor.pass(uid)
		r.said = append(r.said, fmt.Errorf("passed over: message %d of %s has %d bytes; at most %d are fetched: %w", uid, r.folder(), size, r.limits.Bytes, news.ErrInvalid))
		return nil
	}
	done := r.line.Within(r.limits.File, "the message")
	defer done()
	took, err := r.fetch(uid)
	if err == nil && took == nil {
		r.cursor.pass(uid)
		if r.After != "" {
			r.putAway(uid)
		}
		return nil
	}
	if err == nil {
		return fmt.Errorf("take message %d: %w", uid, took)
	}
	if why := r.line.Why(); why != nil {
		err = why
	}
	if r.ctx.Err() != nil {
		return &fault{uid, 0, err} // not the message's
	}
	n := r.cursor.fault(uid)
	if len(r.cursor.Held) > maxHeld {
		lost := slices.Min(slices.Collect(maps.Keys(r.cursor.Held)))
		delete(r.cursor.Held, lost)
		r.said = append(r.said, fmt.Errorf("message %d is given up: it could not be fetched, like %d others", lost, maxHeld))
	}
	return &fault{uid, n, err}
}

// fetch fetches a message and hands it to take. took is what take says; err is
// why the message could not be fetched, and then took says nothing.
func (r *round) fetch(uid client.UID) (took, err error) {
	r.answers.Next(r.limits.Bytes + r.limits.Bytes/8 + maxAnswer)
	defer r.answers.Next(maxAnswer)
	whole := &client.FetchItemBodySection{Peek: true}
	cmd := r.conn.Fetch(client.UIDSetNum(uid), &client.FetchOptions{UID: true, BodySection: []*client.FetchItemBodySection{whole}})
	cut := false
	defer func() {
		// All of the answer is read: the library waits for it. Of a message
		// that was cut off it would read on, while its own reader does too.
		if cut {
			return
		}
		if end := cmd.Close(); err == nil {
			err = end
		}
	}()
	m := cmd.Next()
	if m == nil {
		if end := cmd.Close(); end != nil {
			return nil, end
		}
		return nil, errors.New("the server sends no such message")
	}
	for {
		switch item := m.Next().(type) {
		case nil:
			return nil, errors.New("the server sends the message without its body")
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || !item.MatchCommand(whole) {
				continue
			}
			if n := item.Literal.Size(); n > r.limits.Bytes {
				why := fmt.Errorf("it has %d bytes; at most %d are fetched: %w", n, r.limits.Bytes, news.ErrInvalid)
				r.line.Break(why) // rather than read it
				return nil, why
			}
			b := &body{r: item.Literal, left: item.Literal.Size()}
			took = r.take(r.ctx, fmt.Sprintf("%d-%d.eml", r.cursor.Validity, uid), b)
			if took == nil {
				_, _ = io.Copy(io.Discard, b)
			}
			if b.err != nil && b.err != io.EOF {
				cut = true
				r.line.Break(b.err)
				return nil, b.err
			}
			return took, nil
		}
	}
}

// putAway does with a message that was taken what After says. That it cannot is
// said once; the message is taken all the same.
func (r *round) putAway(uid client.UID) {
	err := r.after(client.UIDSetNum(uid))
	if err != nil && !r.cursor.Stays {
		r.said = append(r.said, fmt.Errorf("message %d is taken but stays as it was: %s: %w", uid, r.After, err))
	}
	r.cursor.Stays = err != nil
}

func (r *round) after(set client.UIDSet) error {
	store := func(flag client.Flag) error {
		return r.conn.Store(set, &client.StoreFlags{Op: client.StoreFlagsAdd, Silent: true, Flags: []client.Flag{flag}}, nil).Close()
	}
	caps := r.conn.Caps()
	switch {
	case r.After == "seen":
		return store(client.FlagSeen)
	case !caps.Has(client.CapUIDPlus) && (r.After == "delete" || !caps.Has(client.CapMove)):
		// Without it a deletion is of all messages that anybody has marked.
		return fmt.Errorf("the server cannot delete or move a single message (UIDPLUS): %w", news.ErrInvalid)
	case r.After == "delete":
		if err := store(client.FlagDeleted); err != nil {
			return err
		}
		return r.conn.UIDExpunge(set).Close()
	}
	_, err := r.conn.Move(set, r.After[len("move:"):]).Wait()
	return err
}

// body is a message on its way. The library ends it quietly when the line does.
type body struct {
	r    io.Reader
	left int64
	err  error
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if err == io.EOF && b.left > 0 {
		err = fmt.Errorf("the message ends %d bytes early: %w", b.left, io.ErrUnexpectedEOF)
	}
	b.err = err
	return n, err
}
