package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
)

// maxParse is the largest file wire parse reads, in bytes.
const maxParse = 64 << 20

func wireParseCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	name := set.String("dialect", "", "how the agency writes, by `NAME`; without it items are recognised by whose they are")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("name at least one file")
	}
	reader, err := a.reader(*name)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range files {
		items, err := parseFile(reader, name)
		for _, item := range items {
			if err := a.printLine(item); err != nil {
				return err
			}
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(faults...)
}

// reader reads files as an agency of a dialect writes them; without a name items
// are recognised one by one.
func (a *app) reader(speech string) (ingest.Reader, error) {
	known, err := a.dialects()
	if err != nil {
		return ingest.Reader{}, err
	}
	if err := known.Check(speech); err != nil {
		return ingest.Reader{}, err
	}
	return ingest.Reader{Dialects: known, Source: news.Source{Dialect: speech}}, nil
}

func parseFile(reader ingest.Reader, name string) ([]ingest.Item, error) {
	raw, err := readWhole(name)
	if err != nil {
		return nil, err
	}
	return reader.ReadFile(filepath.Base(name), raw)
}

// readWhole reads a file of at most maxParse bytes.
func readWhole(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, bare(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	if info.Size() > maxParse {
		return nil, fmt.Errorf("the file has %d bytes; at most %d are read", info.Size(), maxParse)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, bare(err)
	}
	return raw, nil
}

// bare is an error of the file system without the path, which the caller names.
func bare(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func wirePutCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	source := set.String("source", "", "the agency, by its `ID` in the settings")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if *source == "" || len(files) == 0 {
		return usage("name -source and at least one file")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	var faults []error
	for _, name := range files {
		taken, err := putFile(ctx, h.wire, news.SourceID(*source), name)
		switch {
		case errors.Is(err, news.ErrNotFound) && !errors.Is(err, os.ErrNotExist):
			return fmt.Errorf("no source %q; there are %s", *source, h.sourceNames(ctx))
		case err != nil:
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		if err := a.printTaken(name, taken); err != nil {
			return err
		}
		if taken.Quarantine != "" {
			faults = append(faults, fmt.Errorf("%s: quarantined as %s: %s", name, taken.Quarantine, taken.Reason))
		}
	}
	return errors.Join(faults...)
}

func putFile(ctx context.Context, room *ingest.Room, source news.SourceID, name string) (ingest.Taken, error) {
	f, err := os.Open(name)
	if err != nil {
		return ingest.Taken{}, bare(err)
	}
	defer f.Close()
	return room.Take(ctx, source, name, "put", f)
}

func (a *app) printTaken(name string, taken ingest.Taken) error {
	if a.json {
		return a.printJSON(struct {
			File string `json:"file"`
			ingest.Taken
		}{name, taken})
	}
	for _, it := range taken.Items {
		if _, err := fmt.Fprintf(a.out, "%s: %s %s %s\n", name, it.GUID, it.Outcome, it.Story); err != nil {
			return err
		}
	}
	return nil
}

func wireQuarantineCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	all := set.Bool("all", false, "list the files replayed or discarded since, too; replay every file that waits")
	reason := set.String("reason", "", "`WHY` a file that is discarded is not to be filed; it is kept")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	switch {
	case len(rest) == 1 && rest[0] == "list":
		return a.listQuarantine(ctx, h, *all)
	case len(rest) == 2 && rest[0] == "show":
		return a.showQuarantine(ctx, h, news.QuarantineID(rest[1]))
	case len(rest) >= 2 && rest[0] == "replay" && !*all, len(rest) == 1 && rest[0] == "replay" && *all:
		return a.replayQuarantine(ctx, h, rest[1:], *all)
	}
	if len(rest) >= 2 && rest[0] == "discard" {
		var faults []error
		for _, id := range rest[1:] {
			_, err := h.wire.Discard(ctx, news.QuarantineID(id), *reason)
			faults = append(faults, err)
		}
		return errors.Join(faults...)
	}
	return usage("say list, show ID, replay ID…, replay -all or discard ID… -reason WHY")
}

// replayQuarantine takes files again: those named, or all that wait, the oldest
// first. One that still cannot be filed does not keep the others waiting.
func (a *app) replayQuarantine(ctx context.Context, h *house, ids []string, all bool) error {
	if all {
		waiting, err := h.store.Quarantined(ctx, false)
		if err != nil {
			return err
		}
		for _, q := range slices.Backward(waiting) {
			ids = append(ids, string(q.ID))
		}
	}
	var faults []error
	for _, id := range ids {
		taken, err := h.wire.Replay(ctx, news.QuarantineID(id))
		switch {
		case err != nil:
			faults = append(faults, err)
			continue
		case taken.Quarantine != "":
			faults = append(faults, fmt.Errorf("%s still cannot be filed, and waits: %s", taken.Quarantine, taken.Reason))
			continue
		}
		if err := a.printTaken(id, taken); err != nil {
			return err
		}
	}
	return errors.Join(faults...)
}

func (a *app) listQuarantine(ctx context.Context, h *house, all bool) error {
	files, err := h.store.Quarantined(ctx, all)
	if err != nil {
		return err
	}
	if a.json {
		if files == nil {
			files = []news.Quarantined{}
		}
		return a.printJSON(files)
	}
	for _, q := range files {
		state := ""
		if !q.Replayed.IsZero() {
			state = " (replayed " + stamp(q.Replayed) + ")"
		}
		if !q.Discarded.IsZero() {
			state = fmt.Sprintf(" (discarded %s: %s)", stamp(q.Discarded), q.DiscardReason)
		}
		if _, err := fmt.Fprintf(a.out, "%s  %s  %s  %s%s\n    %s\n", q.ID, stamp(q.At), q.Source, q.Name, state, q.Reason); err != nil {
			return err
		}
	}
	if len(files) == 0 {
		_, err = fmt.Fprintln(a.out, "nothing is in quarantine")
	}
	return err
}

// maxShown is how much of a quarantined file is shown, in bytes.
const maxShown = 1 << 20

func (a *app) showQuarantine(ctx context.Context, h *house, id news.QuarantineID) error {
	q, err := h.store.QuarantinedFile(ctx, id)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(q)
	}
	f, err := h.blobs.Get(q.Key)
	if err != nil {
		return err
	}
	defer f.Close()
	raw := make([]byte, min(q.Size, maxShown))
	if _, err := f.ReadAt(raw, 0); err != nil && len(raw) > 0 {
		return err
	}
	if _, err := fmt.Fprintf(a.out, "file     %s\nsource   %s\nat       %s\nsha256   %s\nsize     %d bytes\nreason   %s\n",
		q.Name, q.Source, stamp(q.At), q.SHA, q.Size, q.Reason); err != nil {
		return err
	}
	if around := linesAround(raw, q.Line, q.Column); around != "" {
		_, err = fmt.Fprintf(a.out, "\n%s", around)
	} else {
		_, err = fmt.Fprintf(a.out, "\n%s\n", printableBytes(raw))
	}
	return err
}

// linesAround shows a line of a file and those beside it, with their numbers;
// of long ones what stands about the column. It is "" if the file has no such
// line.
func linesAround(raw []byte, line, column int) string {
	lines := strings.Split(string(raw), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	var b strings.Builder
	for n := max(1, line-3); n <= min(len(lines), line+3); n++ {
		mark, at := " ", 0
		if n == line {
			mark, at = ">", column
		}
		fmt.Fprintf(&b, "%s %5d  %s\n", mark, n, printableBytes([]byte(window(strings.TrimSuffix(lines[n-1], "\r"), at))))
	}
	return b.String()
}

// maxShownLine is how much of a line is shown, in bytes.
const maxShownLine = 240

// window cuts a long line to what stands about a column.
func window(text string, column int) string {
	if len(text) <= maxShownLine {
		return text
	}
	from := max(0, min(column-maxShownLine/2, len(text)-maxShownLine))
	out := strings.ToValidUTF8(text[from:from+maxShownLine], "")
	if from > 0 {
		out = "…" + out
	}
	if from+maxShownLine < len(text) {
		out += "…"
	}
	return out
}

// printableBytes shows bytes on a terminal without obeying them.
func printableBytes(raw []byte) string {
	out := make([]rune, 0, len(raw))
	for _, r := range string(raw) {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0xfffd {
			r = '·'
		}
		out = append(out, r)
	}
	return string(out)
}
