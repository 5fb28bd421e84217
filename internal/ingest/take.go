package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // sizes of pictures as agencies send them
	_ "image/jpeg"
	_ "image/png"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/blob"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/photo"

	_ "golang.org/x/image/webp"
)

// Filed says what was done with one item.
type Filed struct {
	GUID    string       `json:"guid"`
	Version string       `json:"version,omitempty"`
	Story   news.StoryID `json:"story,omitempty"`
	Outcome string       `json:"outcome"`
}

// Taken says what became of a file.
type Taken struct {
	SHA   string  `json:"sha256"`
	Items []Filed `json:"items,omitempty"`
	// Quarantine and Reason are set if the file, or some item of it, could not
	// be filed.
	Quarantine news.QuarantineID `json:"quarantine,omitempty"`
	Reason     string            `json:"reason,omitempty"`
}

// New reports whether the file brought anything that the house did not have.
func (t Taken) New() bool {
	return slices.ContainsFunc(t.Items, func(f Filed) bool { return f.Outcome != repeated })
}

// repeated is the outcome of an item that has been filed before.
const repeated = "repeated: nothing changed"

// Take keeps a file's bytes, reads it and files its items. A file that cannot
// be read is quarantined, which is no error: Taken says so. An error means
// that nothing final was done (no such source, the disk or the database
// failed) and the same file is to be taken again; what was filed of it by then
// is a no-op the next time. via names the road it came by.
func (r *Room) Take(ctx context.Context, source news.SourceID, name, via string, from io.Reader) (Taken, error) {
	all, err := r.TakeAll(ctx, source, via, []Incoming{{Name: name, Body: from}})
	if err != nil {
		return Taken{}, err
	}
	return all[0].Taken, all[0].Err
}

// keep puts a file's bytes on disk.
func (r *Room) keep(source news.SourceID, via string, in Incoming) (news.WireFile, error) {
	name := in.Name
	if name != "" {
		name = storable(filepath.Base(name))
	}
	body := bufio.NewReader(in.Body)
	head, err := body.Peek(pictureHead)
	if err != nil && err != io.EOF {
		return news.WireFile{}, fmt.Errorf("take %s: %w", name, err)
	}
	kind := "wire"
	if isPicture(head) {
		kind = "media"
	}
	info, err := r.Blobs.Put(kind, body)
	if err != nil {
		return news.WireFile{}, fmt.Errorf("take %s: %w", name, err)
	}
	if name == "" { // two files without a name are two
		name = via + "-" + info.SHA[:12]
	}
	return news.WireFile{Source: source, SHA: info.SHA, Name: name, Key: info.Key, Size: info.Size, At: r.Now(), Via: via}, nil
}

// Replay takes a quarantined file again. The file stays in quarantine, under
// its new reason, if it still cannot be filed.
func (r *Room) Replay(ctx context.Context, id news.QuarantineID) (Taken, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return Taken{}, fmt.Errorf("replay %s: %w", id, err)
	}
	q, err := r.Store.QuarantinedFile(ctx, id)
	if err != nil {
		return Taken{}, err
	}
	src, err := r.Store.Source(ctx, q.Source)
	if err != nil {
		return Taken{}, fmt.Errorf("replay %s: %w", q.Name, err)
	}
	file := news.WireFile{Source: q.Source, SHA: q.SHA, Name: q.Name, Key: q.Key, Size: q.Size, At: r.Now(), Via: q.Via}
	k := &keptFile{file: file}
	r.read(ctx, src, k)
	r.fileAll(ctx, src, []*keptFile{k})
	err = k.result()
	switch {
	case err == nil:
		_, err = r.Store.Replayed(ctx, id, r.Now())
		return k.taken, err
	case errors.Is(err, news.ErrInvalid):
		return r.quarantine(ctx, id, file, k.taken, err)
	}
	return k.taken, err
}

// quarantine keeps a file that was not, or not wholly, filed, with the reason.
func (r *Room) quarantine(ctx context.Context, id news.QuarantineID, f news.WireFile, taken Taken, why error) (Taken, error) {
	q := news.Quarantined{ID: id, Source: f.Source, Name: f.Name, At: f.At, Via: f.Via,
		SHA: f.SHA, Key: f.Key, Size: f.Size, Reason: reason(why)}
	q.Line, q.Column = placeOf(q.Reason)
	e, err := r.Store.Quarantine(ctx, q)
	if err != nil {
		return taken, err
	}
	if e.N > 0 {
		r.Log.Warn("wire file quarantined", "source", f.Source, "file", f.Name, "id", q.ID, "reason", q.Reason)
	} else {
		q.ID = news.QuarantineID(e.Ref) // it waits already
	}
	taken.SHA, taken.Quarantine, taken.Reason = f.SHA, q.ID, q.Reason
	return taken, nil
}

// placeForm is how the parsers name a place in a file of lines.
var placeForm = regexp.MustCompile(`\bline ([1-9][0-9]{0,8})\b(?:, column ([1-9][0-9]{0,8})\b)?`)

// placeOf returns the first line and column a reason names, 0 for what it does
// not name.
func placeOf(reason string) (line, column int) {
	if m := placeForm.FindStringSubmatch(reason); m != nil {
		line, _ = strconv.Atoi(m[1])
		column, _ = strconv.Atoi(m[2])
	}
	return line, column
}

// maxReason bounds what is kept of a parser's complaint, in bytes.
const maxReason = 1000

// reason is an error's text as one line.
func reason(err error) string {
	s := strings.ReplaceAll(err.Error(), "\n", "; ")
	s = strings.TrimSuffix(s, ": "+news.ErrInvalid.Error())
	if len(s) > maxReason {
		s = strings.ToValidUTF8(s[:maxReason], "") + "…"
	}
	return s
}

// read reads a file whose bytes are kept, up to the filing of its items.
// Pictures are filed at once.
func (r *Room) read(ctx context.Context, src news.Source, k *keptFile) {
	f := k.file
	k.taken.SHA = f.SHA
	if f.Size > r.MaxBytes {
		k.unread = fmt.Errorf("the file has %d bytes; at most %d are read (wire.max_mb): %w", f.Size, r.MaxBytes, news.ErrInvalid)
		return
	}
	raw, err := r.bytes(f.Key)
	if err != nil {
		k.err = fmt.Errorf("take %s: %w", f.Name, err)
		return
	}
	if strings.HasPrefix(f.Key, "media/") {
		filed, err := r.takeMedia(ctx, f, raw)
		switch {
		case err == nil:
			k.taken.Items = []Filed{filed}
		case errors.Is(err, news.ErrInvalid):
			k.unread = err
		default:
			k.err = err
		}
		return
	}
	if err := r.Dialects.Check(src.Dialect); err != nil && r.Dialects != nil {
		k.err = fmt.Errorf("source %q: %v", src.ID, err) // the settings are wrong, not the file
		return
	}
	if long(raw) != nil {
		k.long = raw
		return
	}
	if !k.isRead() {
		k.items, k.unread = r.reader(src).Read(raw)
	}
	if len(k.items) > 0 {
		k.err = r.takeInside(ctx, f, raw)
	}
}

// reader reads a source's copy.
func (r *Room) reader(src news.Source) Reader { return Reader{Dialects: r.Dialects, Source: src} }

// takeInside keeps the pictures a file carries inside it, under the names its
// items have for them. One that is no picture is passed over: the file's own
// bytes are kept.
func (r *Room) takeInside(ctx context.Context, f news.WireFile, raw []byte) error {
	form, ok := formatOf(raw)
	if !ok || form.files == nil {
		return nil
	}
	files, err := form.files(raw)
	if err != nil {
		return fmt.Errorf("pictures in %s: %w", f.Name, err)
	}
	for _, x := range files {
		m, err := measure(x.Data)
		if err != nil {
			r.Log.Warn("attached file is not shown", "source", f.Source, "file", f.Name, "attached", x.Name, "reason", reason(err))
			continue
		}
		info, err := r.Blobs.Put("media", bytes.NewReader(x.Data))
		if err != nil {
			return fmt.Errorf("keep %s of %s: %w", x.Name, f.Name, err)
		}
		m.Source, m.Name, m.Key, m.Size, m.At, m.Words = f.Source, x.Name, info.Key, info.Size, f.At, photo.Read(x.Data)
		if err := r.saveMedia(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) bytes(key string) ([]byte, error) {
	f, err := r.Blobs.Get(key)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, r.MaxBytes+1))
}

// storable returns text as every database can hold it: valid UTF-8 without a
// zero byte. Names of files and addresses may be any bytes.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// pictureHead is how many bytes tell a picture from copy.
const pictureHead = 12

// isPicture reports whether a file begins as the pictures do that this house
// reads: JPEG, PNG, GIF, WebP.
func isPicture(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xd8\xff")) || bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")) || bytes.HasPrefix(head, []byte("GIF8")) ||
		len(head) >= pictureHead && bytes.HasPrefix(head, []byte("RIFF")) && bytes.Equal(head[8:pictureHead], []byte("WEBP"))
}

// maxPixels bounds the picture a reader's browser is asked to unpack.
const maxPixels = 100_000_000

// takeMedia records a picture file under its name, with what it says of itself.
func (r *Room) takeMedia(ctx context.Context, f news.WireFile, raw []byte) (Filed, error) {
	m, err := measure(raw)
	if err != nil {
		return Filed{}, err
	}
	m.Source, m.Name, m.Key, m.Size, m.At, m.Words = f.Source, f.Name, f.Key, f.Size, f.At, photo.Read(raw)
	if err := r.saveMedia(ctx, m); err != nil {
		return Filed{}, err
	}
	return Filed{GUID: f.Name, Outcome: "picture file kept"}, nil
}

// saveMedia keeps a picture file, again if somebody else was faster.
func (r *Room) saveMedia(ctx context.Context, m news.MediaFile) error {
	for range attempts {
		m.Picture = news.PictureID(r.NewID())
		_, err := r.Store.SaveMedia(ctx, m)
		if !errors.Is(err, news.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("keep %s: %w: its picture kept moving; send it again", m.Name, news.ErrConflict)
}

// measure reads the kind and size of a picture file. The error wraps
// io.ErrUnexpectedEOF if it ends in mid-file.
func measure(raw []byte) (news.MediaFile, error) {
	size, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if len(raw) == 0 || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && cutShort(raw, format) {
		return news.MediaFile{}, fmt.Errorf("picture ends in mid-file: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	if err != nil {
		return news.MediaFile{}, fmt.Errorf("not a picture this house reads (JPEG, PNG, GIF, WebP): %v: %w", err, news.ErrInvalid)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return news.MediaFile{}, fmt.Errorf("picture of %d × %d pixels; at most %d in all are shown: %w", size.Width, size.Height, maxPixels, news.ErrInvalid)
	}
	return news.MediaFile{ContentType: "image/" + format, Width: size.Width, Height: size.Height}, nil
}

// cutShort reports whether a picture lacks its end mark. Cameras and agencies
// pad files, so the mark may stand some way before the end.
func cutShort(raw []byte, format string) bool {
	tail := raw[max(0, len(raw)-64<<10):]
	switch format {
	case "jpeg":
		return !bytes.Contains(tail, []byte{0xff, 0xd9})
	case "png":
		return !bytes.Contains(tail, []byte("IEND"))
	case "webp":
		return len(raw) >= 8 && int64(binary.LittleEndian.Uint32(raw[4:]))+8 > int64(len(raw))
	}
	return false
}

var _ Blobs = (*blob.Dir)(nil)
