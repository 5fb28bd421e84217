package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Round opens a session on a line of its own, takes what is new in the folder
// after the cursor, the oldest first, and returns the cursor up to which all
// has been taken, whatever the error. What has been taken before is not taken
// again; what could not be fetched stays due. An error of take ends the round.
//
// A file that cannot be fetched ends the round too, so that files keep their
// order; after three times it is tried after all others, for as long as it is
// listed. A file that is too large, or has a name that is none, is passed over:
// the error says so once.
func (r *Rules) Round(ctx context.Context, open func(*Line) (Session, error), from string, take Take) (string, error) {
	limits := r.Limits.Or()
	ctx, cancel := context.WithTimeoutCause(ctx, limits.Round, fmt.Errorf("the round took longer than %s: %w", limits.Round, context.DeadlineExceeded))
	defer cancel()
	line := NewLine(ctx, r.Dial, limits.Silence)
	defer line.Break(nil)
	c := readCursor(from)
	s, err := open(line)
	if err != nil {
		return from, err
	}
	round := &round{Rules: r, limits: limits, ctx: ctx, line: line, s: s, cursor: c, take: take}
	err = round.run()
	if line.Why() == nil {
		defer line.Within(leave, "leave-taking")()
		_ = s.Close() // the work is done, and the line is closed in any case
	}
	return c.String(), errors.Join(append(round.said, err)...)
}

// leave is how long leave-taking may last.
const leave = 5 * time.Second

// round is one round in a folder.
type round struct {
	*Rules
	limits Limits
	ctx    context.Context
	line   *Line
	s      Session
	cursor *cursor
	take   Take
	said   []error // of files that do not end the round
}

func (r *round) run() error {
	all, newest, err := r.list()
	if err != nil {
		return err
	}
	var due, last, left []File
	for _, f := range all {
		switch {
		case r.cursor.has(f):
			if t, named := r.cursor.taken[key(f)]; named && !t.over {
				left = append(left, f)
			}
		case r.cursor.held[key(f)].tries >= demoted:
			last = append(last, f)
		default:
			due = append(due, f)
		}
	}
	due = due[:min(len(due), r.limits.Files)]
	due, err = r.settled(due, newest)
	if err != nil {
		return err
	}
	err = r.takeAll(due)
	if err == nil {
		err = r.takeLast(last)
	}
	if err == nil {
		r.clearAway(left)
	}
	for _, f := range r.cursor.bound(all) {
		r.said = append(r.said, fmt.Errorf("file %q is given up: it could not be fetched, like %d others", f.Name, maxHeld))
	}
	return err
}

// list returns the files of the folder that may be taken, in order, and the
// time of the newest of all.
func (r *round) list() (files []File, newest time.Time, err error) {
	all, err := r.s.List()
	if err != nil {
		return nil, newest, fmt.Errorf("list the folder: %w", r.orCause(err))
	}
	if len(all) > r.limits.Names {
		return nil, newest, TooMany(r.limits.Names)
	}
	names := map[string]bool{}
	for _, f := range all {
		if f.Changed.After(newest) {
			newest = f.Changed
		}
		if r.wants(f.Name) && !names[f.Name] {
			names[f.Name] = true
			files = append(files, f)
		}
	}
	slices.SortFunc(files, func(a, b File) int { return placeOf(a).compare(placeOf(b)) })
	return files, newest, nil
}

// settled returns those of the files that nobody writes to. A file older than
// the newest one by enough is settled, for the other side's clock is at least
// as late as that; of the others, those that look the same after a pause. One
// from the future says nothing of that clock.
func (r *round) settled(due []File, newest time.Time) ([]File, error) {
	settle := r.Settle
	if settle <= 0 {
		settle = 5 * time.Second
	}
	now := time.Now
	if r.Now != nil {
		now = r.Now
	}
	if n := now(); newest.After(n) {
		newest = n
	}
	fresh := func(f File) bool { return f.Changed.IsZero() || f.Changed.After(newest.Add(-settle)) }
	if !slices.ContainsFunc(due, fresh) {
		return due, nil
	}
	pause := r.Pause
	if pause == nil {
		pause = timer
	}
	if err := pause(r.ctx, settle); err != nil {
		return nil, r.orCause(err)
	}
	again, _, err := r.list()
	if err != nil {
		return nil, err
	}
	same := map[string]bool{}
	for _, f := range again {
		same[key(f)] = true
	}
	return slices.DeleteFunc(due, func(f File) bool { return !same[key(f)] }), nil
}

func timer(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// takeAll takes files in their order, and ends at the first fault.
func (r *round) takeAll(due []File) error {
	for i, f := range due {
		if r.ctx.Err() != nil {
			if i == 0 {
				return r.orCause(r.ctx.Err())
			}
			return nil // what is left is due the next time
		}
		if err := r.takeOne(f); err != nil {
			return err
		}
	}
	return nil
}

// takeLast tries the files that could not be fetched again and again, those
// tried least first. Their faults have been said.
func (r *round) takeLast(files []File) error {
	slices.SortStableFunc(files, func(a, b File) int { return r.cursor.held[key(a)].tries - r.cursor.held[key(b)].tries })
	for _, f := range files {
		if r.ctx.Err() != nil {
			return nil
		}
		switch err := r.takeOne(f); {
		case err == nil:
		case errors.As(err, new(*fault)):
			return nil
		default:
			return err
		}
	}
	return nil
}

// fault is what kept a file from being fetched.
type fault struct {
	name  string
	tries int
	err   error
}

func (f *fault) Unwrap() error { return f.err }

func (f *fault) Error() string {
	s := fmt.Sprintf("fetch %q: %v", f.name, f.err)
	if f.tries == demoted {
		s += "; it is tried after all others from now on"
	}
	return s
}

// takeOne takes one file. The error is a *fault if it could not be fetched.
func (r *round) takeOne(f File) error {
	if err := CheckName(f.Name); err != nil {
		return r.passOver(f, err)
	}
	if f.Size > r.limits.Bytes {
		return r.passOver(f, fmt.Errorf("file %q has %d bytes; at most %d are fetched: %w", f.Name, f.Size, r.limits.Bytes, news.ErrInvalid))
	}
	done := r.line.Within(r.limits.File, "the file")
	defer done()
	body, err := r.s.Open(f)
	if err != nil {
		return r.unfetched(f, err)
	}
	b := &watched{r: body, left: r.limits.Bytes}
	took := r.take(r.ctx, plain(f.Name), b)
	if took == nil && b.err == nil { // only its end says that it was whole
		_, _ = io.Copy(io.Discard, b)
	}
	if err := body.Close(); err != nil && b.err == nil {
		b.err = err
	}
	switch {
	case b.err != nil && b.err != io.EOF:
		return r.unfetched(f, b.err)
	case took != nil:
		return fmt.Errorf("take %q: %w", f.Name, took)
	}
	r.cursor.add(f, false)
	if done(); r.After != "" && r.line.Why() == nil {
		r.putAway(f)
	}
	return nil
}

// passOver notes a file that is not taken, and why.
func (r *round) passOver(f File, why error) error {
	r.cursor.add(f, true)
	r.said = append(r.said, fmt.Errorf("passed over: %w", why))
	return nil
}

// unfetched decides what it means that a file could not be fetched: it is gone
// or has changed, which is no fault, or it is one.
func (r *round) unfetched(f File, err error) error {
	if r.line.Why() == nil {
		now, gone := r.s.Look(f.Name)
		switch {
		case gone == nil && !same(f, now):
			return nil // not settled; due when it is
		case errors.Is(err, news.ErrNotFound) && errors.Is(gone, news.ErrNotFound):
			// Taken back, so that the next listing does not have it. If it
			// has, again and again, it is said.
			if n := r.cursor.fault(f); n == demoted {
				r.said = append(r.said, &fault{f.Name, n, err})
			}
			return nil
		}
	}
	if r.ctx.Err() != nil {
		return &fault{f.Name, 0, r.orCause(err)} // not the file's
	}
	return &fault{f.Name, r.cursor.fault(f), r.orCause(err)}
}

// orCause is why the line is broken, if it is, or else err.
func (r *round) orCause(err error) error {
	if why := r.line.Why(); why != nil {
		return why
	}
	return err
}

// same reports whether a file is as it was listed.
func same(was, is File) bool {
	return was.Size == is.Size && (was.Changed.IsZero() || is.Changed.IsZero() || was.Changed.Equal(is.Changed))
}

// clearAway puts away files that were taken in a round that ended before it
// could.
func (r *round) clearAway(left []File) {
	if r.After == "" {
		return
	}
	for _, f := range left[:min(len(left), r.limits.Files)] {
		if r.ctx.Err() != nil || r.line.Why() != nil || !r.putAway(f) {
			break
		}
	}
}

// putAway deletes or moves a file that was taken, if it is still the same. That
// it cannot is said once; the file is taken all the same.
func (r *round) putAway(f File) bool {
	now, err := r.s.Look(f.Name)
	switch {
	case errors.Is(err, news.ErrNotFound), err == nil && !same(f, now):
		return true
	case err == nil && r.After == "delete":
		err = r.s.Delete(f.Name)
	case err == nil:
		err = r.move(f, strings.TrimPrefix(r.After, "move:"))
	}
	if err != nil && !r.cursor.stays {
		r.said = append(r.said, fmt.Errorf("file %q is taken but stays: %s: %w", f.Name, r.After, r.orCause(err)))
	}
	r.cursor.stays = err != nil
	return err == nil
}

// move moves a file to a folder under a name that no file has there.
func (r *round) move(f File, folder string) error {
	ext := path.Ext(f.Name)
	stem := strings.TrimSuffix(f.Name, ext)
	for _, name := range []string{f.Name, stem + "." + f.Changed.UTC().Format("20060102T150405") + ext, stem + "." + key(f) + ext} {
		to := path.Join(folder, name)
		if _, err := r.s.Look(to); !errors.Is(err, news.ErrNotFound) {
			if err != nil {
				return err
			}
			continue
		}
		return r.s.Move(f.Name, to)
	}
	return fmt.Errorf("%s has files of that name: %w", folder, news.ErrConflict)
}

// watched remembers how a body ended, so that the other side's fault can be
// told from the house's.
type watched struct {
	r    io.Reader
	left int64
	err  error
}

func (w *watched) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.r.Read(p)
	if w.left -= int64(n); w.left < 0 {
		err = fmt.Errorf("it has more bytes than are fetched: %w", news.ErrInvalid)
	}
	w.err = err
	return n, err
}
