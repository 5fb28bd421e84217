package newsroom

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// QuarantinePage lists the files that could not be filed.
type QuarantinePage struct {
	Frame
	Files       []QuarantineLine
	All         bool
	Waiting     int
	More        int // that are not listed
	Said, Wrong string
}

// QuarantineLine is a file in the list.
type QuarantineLine struct {
	ID, Name, Source, Time, Reason, Href, State string
	Size                                        string
	Waits                                       bool
}

// QuarantinedPage is one file: why it waits, and what is in it.
type QuarantinedPage struct {
	Frame
	QuarantineLine
	SHA, Via, Place string
	Lines           []ByteLine
	Hex             bool
	Cut             string // what is left out
	Let             bool   // its bytes are kept no longer
	Said, Wrong     string
}

// ByteLine is a line of a file, or of its bytes in hex, without anything that a
// browser would obey.
type ByteLine struct {
	N                 string
	Before, At, After string // At is the place of the fault
	Here              bool   // the fault is in the line
}

func (w *Window) quarantinePage(rw http.ResponseWriter, r *http.Request) error {
	return w.showQuarantine(rw, r, http.StatusOK, "")
}

func (w *Window) showQuarantine(rw http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p := &QuarantinePage{Frame: Frame{Heading: "Quarantine"}, All: r.URL.Query().Get("all") != "", Said: setupSaid(r), Wrong: wrong}
	files, err := w.store.Quarantined(r.Context(), p.All)
	if err != nil {
		return err
	}
	for i, q := range files {
		if i < maxListed {
			p.Files = append(p.Files, quarantineLine(q))
		}
		if q.Waits() {
			p.Waiting++
		}
	}
	p.More = len(files) - len(p.Files)
	return w.page(rw, r, status, "quarantine", p)
}

// maxListed is how many files are listed, the newest first.
const maxListed = 500

func quarantineLine(q news.Quarantined) QuarantineLine {
	l := QuarantineLine{ID: string(q.ID), Name: q.Name, Source: string(q.Source), Time: stampWords(q.At), Reason: q.Reason, Href: "/quarantine/" + url.PathEscape(string(q.ID)), Waits: q.Waits(), Size: sizeWords(q.Size)}
	switch {
	case !q.Replayed.IsZero():
		l.State = "filed " + stampWords(q.Replayed)
	case !q.Discarded.IsZero():
		l.State = "discarded " + stampWords(q.Discarded) + " by " + strings.TrimPrefix(q.DiscardedBy, "desk:") + ": " + q.DiscardReason
	}
	return l
}

func sizeWords(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	}
	return fmt.Sprintf("%d MB", n/1_000_000)
}

func (w *Window) quarantinedPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showQuarantined(rw, r, http.StatusOK, news.QuarantineID(r.PathValue("id")), "")
}

// maxShown is how much of a file is looked at to be shown, in bytes.
const maxShown = 1 << 20

func (w *Window) showQuarantined(rw http.ResponseWriter, r *http.Request, status int, id news.QuarantineID, wrong string) error {
	q, err := w.store.QuarantinedFile(r.Context(), id)
	if err != nil {
		return err
	}
	p := &QuarantinedPage{Frame: Frame{Heading: q.Name}, QuarantineLine: quarantineLine(q), SHA: q.SHA, Via: q.Via, Said: setupSaid(r), Wrong: wrong}
	if q.Line > 0 {
		p.Place = fmt.Sprintf("line %d", q.Line)
		if q.Column > 0 {
			p.Place += fmt.Sprintf(", column %d", q.Column)
		}
	}
	raw, err := w.bytesOf(q)
	switch {
	case errors.Is(err, news.ErrNotFound):
		p.Let = true
	case err != nil:
		return err
	default:
		p.Lines, p.Hex, p.Cut = byteLines(raw, q)
	}
	return w.page(rw, r, status, "quarantined", p)
}

func (w *Window) bytesOf(q news.Quarantined) ([]byte, error) {
	f, err := w.blobs.Get(q.Key)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxShown))
}

// Bounds of what is shown of a file.
const (
	linesAbout = 12  // lines before and after the fault
	linesFirst = 60  // lines from the beginning where no fault has a place
	lineBytes  = 400 // bytes of a line
	hexBytes   = 512 // bytes of a file that is no text
)

// byteLines shows a file as text, the place of its fault marked, or as hex where
// it is none.
func byteLines(raw []byte, q news.Quarantined) (lines []ByteLine, isHex bool, cut string) {
	if !isText(raw) {
		return hexLines(raw), true, cutWords(int64(min(len(raw), hexBytes)), q.Size, "bytes")
	}
	all := bytes.Split(raw, []byte("\n"))
	from, to := 0, min(len(all), linesFirst)
	if q.Line > 0 && q.Line <= len(all) {
		from, to = max(0, q.Line-1-linesAbout), min(len(all), q.Line+linesAbout)
	}
	for i := from; i < to; i++ {
		l := ByteLine{N: fmt.Sprint(i + 1), Here: i+1 == q.Line}
		text, column := bytes.TrimSuffix(all[i], []byte("\r")), 0
		if l.Here {
			column = q.Column
		}
		if column < 1 || column > len(text) {
			l.Before = window(text, 0)
		} else {
			start := max(0, column-1-lineBytes/2)
			l.Before = window(text[start:column-1], 0)
			if start > 0 {
				l.Before = "…" + l.Before
			}
			_, size := utf8.DecodeRune(text[column-1:])
			l.At, l.After = printable(text[column-1:column-1+size]), window(text[column-1+size:], 0)
		}
		lines = append(lines, l)
	}
	if to-from < len(all) || q.Size > int64(len(raw)) {
		cut = fmt.Sprintf("Lines %d to %d are shown; download the file to see all.", from+1, to)
	}
	return lines, false, cut
}

func cutWords(n, of int64, what string) string {
	if n >= of {
		return ""
	}
	return fmt.Sprintf("The first %d %s are shown; download the file to see all.", n, what)
}

// isText reports whether bytes are words rather than a program's.
func isText(raw []byte) bool {
	head := raw[:min(len(raw), 8192)]
	odd := 0
	for _, b := range head {
		if b == 0 {
			return false
		}
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' {
			odd++
		}
	}
	return odd*20 <= len(head) // telegraph formats have some control characters
}

func hexLines(raw []byte) []ByteLine {
	var out []ByteLine
	raw = raw[:min(len(raw), hexBytes)]
	for at, chunk := range slices.Collect(slices.Chunk(raw, 16)) {
		out = append(out, ByteLine{N: fmt.Sprintf("%04x", at*16), Before: fmt.Sprintf("%-48s%s", hexPairs(chunk), printable(chunk))})
	}
	return out
}

func hexPairs(b []byte) string {
	var out strings.Builder
	for _, x := range b {
		out.WriteString(hex.EncodeToString([]byte{x}) + " ")
	}
	return out.String()
}

// window cuts a line that is too long to be shown.
func window(text []byte, from int) string {
	if len(text)-from <= lineBytes {
		return printable(text[from:])
	}
	return printable(text[from:from+lineBytes]) + "…"
}

// printable shows bytes without obeying them: control characters, and what turns
// the direction of writing, become dots.
func printable(raw []byte) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return c
		case c < ' ', c >= 0x7f && c < 0xa0, c == utf8.RuneError, c >= 0x200e && c <= 0x200f, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069:
			return '·'
		}
		return c
	}, string(raw))
}

// quarantinedBytes gives the file away to be kept. No browser is to open it, or to
// let it do anything.
func (w *Window) quarantinedBytes(rw http.ResponseWriter, r *http.Request) error {
	q, err := w.store.QuarantinedFile(r.Context(), news.QuarantineID(r.PathValue("id")))
	if err != nil {
		return err
	}
	f, err := w.blobs.Get(q.Key)
	if err != nil {
		return err
	}
	defer f.Close()
	h := rw.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": q.Name}))
	_, err = io.Copy(rw, f)
	return gone(err)
}

// replay takes a file again, or all that wait, the oldest first.
func (w *Window) replay(rw http.ResponseWriter, r *http.Request) error {
	id := news.QuarantineID(r.PathValue("id"))
	taken, err := w.wire.Replay(r.Context(), id)
	if err != nil {
		return err
	}
	if taken.Quarantine != "" {
		return w.showQuarantined(rw, r, http.StatusUnprocessableEntity, taken.Quarantine, "It still cannot be filed: "+taken.Reason+".")
	}
	return done(rw, r, "/quarantine", "replayed")
}

func (w *Window) replayAll(rw http.ResponseWriter, r *http.Request) error {
	files, err := w.store.Quarantined(r.Context(), false)
	if err != nil {
		return err
	}
	still := 0
	for _, q := range slices.Backward(files) {
		taken, err := w.wire.Replay(r.Context(), q.ID)
		switch {
		case errors.Is(err, news.ErrConflict), errors.Is(err, news.ErrNotFound):
			// somebody else was faster
		case err != nil:
			return err
		case taken.Quarantine != "":
			still++
		}
	}
	if still > 0 {
		return w.showQuarantine(rw, r, http.StatusUnprocessableEntity, fmt.Sprintf("%d of %d files still cannot be filed; their reasons stand below.", still, len(files)))
	}
	return done(rw, r, "/quarantine", "replayed")
}

// discardFile ends the wait of a file that is not to be filed.
func (w *Window) discardFile(rw http.ResponseWriter, r *http.Request) error {
	id := news.QuarantineID(r.PathValue("id"))
	_, err := w.wire.Discard(r.Context(), id, r.PostFormValue("reason"))
	if errors.Is(err, news.ErrInvalid) {
		return w.showQuarantined(rw, r, http.StatusBadRequest, id, said(http.StatusBadRequest, err))
	}
	if err != nil {
		return err
	}
	return done(rw, r, "/quarantine", "discarded")
}
