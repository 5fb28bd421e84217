package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"broadsheet/internal/config"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/feed"
	"broadsheet/internal/wire/newsmlg2"
	"broadsheet/internal/wire/ninjs"
	"broadsheet/internal/wire/nitf"
)

// writer is a format this house writes.
type writer struct {
	name string // as typed after -to
	ext  string // of files in it
	// write returns what could be written, and an error that says what the
	// format cannot hold.
	write func([]news.WireItem, wire.Sender) ([]byte, error)
	// single says that a file holds one item.
	single bool
}

// writers is the one list of them.
func writers() []writer {
	return []writer{
		{name: "ninjs", ext: ".json", write: ninjs.Write},
		{name: "newsml-g2", ext: ".xml", write: newsmlg2.Write},
		{name: "nitf", ext: ".xml", single: true, write: nitf.Write},
		{name: "rss", ext: ".xml", write: feed.RSS},
		{name: "atom", ext: ".xml", write: feed.Atom},
		{name: "jsonfeed", ext: ".json", write: feed.JSONFeed},
	}
}

// writerOf returns the writer of a format.
func writerOf(format string) (writer, error) {
	var names []string
	for _, w := range writers() {
		if w.name == format {
			return w, nil
		}
		names = append(names, w.name)
	}
	return writer{}, usage("say -to and one of " + strings.Join(names, ", "))
}

func wireConvertCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	to := set.String("to", "", "the `FORMAT` to write: ninjs, newsml-g2, nitf, rss, atom or jsonfeed")
	folder := set.String("o", "", "write a file for each file into `FOLDER`, or for each item where the format holds one; standard output without it")
	name := set.String("name", "", "`NAME` of the paper that sends the items; that of the first title in the settings without it")
	home := set.String("home", "", "`ADDRESS` of that paper, such as https://courier.example/; that of the first title without it")
	speech := set.String("dialect", "", "how the agency writes, by `NAME`; without it items are recognised by whose they are")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("name at least one file")
	}
	w, err := writerOf(*to)
	if err != nil {
		return err
	}
	from, err := a.sender(*name, *home)
	if err != nil {
		return err
	}
	reader, err := a.reader(*speech)
	if err != nil {
		return err
	}
	if *folder == "" {
		return a.convertToOutput(reader, w, from, files)
	}
	return a.convertToFolder(reader, w, from, files, *folder)
}

// sender is who sends what is converted: as typed, or the first title of the
// settings, at its host or where this house listens.
func (a *app) sender(name, home string) (wire.Sender, error) {
	from := wire.Sender{Name: name, URI: home, Now: a.now()}
	if name != "" && home != "" {
		return from, nil
	}
	c, err := config.Load(a.settings)
	if err != nil {
		return from, err
	}
	title, address := "Broadsheet", ""
	if len(c.Titles) > 0 {
		title = c.Titles[0].Name
		if hosts := c.Titles[0].Hosts; len(hosts) > 0 {
			address = "https://" + hosts[0] + "/"
		}
	}
	if address == "" {
		host, port, _ := net.SplitHostPort(c.Listen)
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		address = "http://" + net.JoinHostPort(host, port) + "/"
	}
	if name == "" {
		from.Name = title
	}
	if home == "" {
		from.URI = address
	}
	return from, nil
}

// itemsOf returns the items of a file that could be read, and what is wrong
// with the others.
func itemsOf(reader ingest.Reader, name string) ([]news.WireItem, error) {
	parsed, err := parseFile(reader, name)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	items := make([]news.WireItem, len(parsed))
	for i, it := range parsed {
		items[i] = it.WireItem
	}
	return items, err
}

// convertToOutput writes the items of all files as one.
func (a *app) convertToOutput(reader ingest.Reader, w writer, from wire.Sender, files []string) error {
	var all []news.WireItem
	var faults []error
	for _, name := range files {
		items, err := itemsOf(reader, name)
		faults = append(faults, err)
		all = append(all, items...)
	}
	if len(all) == 0 {
		return errors.Join(faults...)
	}
	if w.single && len(all) > 1 {
		return errors.Join(append(faults, fmt.Errorf("a file of %s holds one item and there are %d; name a folder with -o", w.name, len(all)))...)
	}
	raw, err := w.write(all, from)
	if _, failed := a.out.Write(raw); failed != nil {
		return failed
	}
	return errors.Join(append(faults, err)...)
}

// convertToFolder writes a file of each file, or of each item.
func (a *app) convertToFolder(reader ingest.Reader, w writer, from wire.Sender, files []string, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", folder, bare(err))
	}
	out := converted{app: a, folder: folder, sources: files, taken: map[string]bool{}}
	var faults []error
	for _, name := range files {
		items, err := itemsOf(reader, name)
		faults = append(faults, err)
		parts := [][]news.WireItem{items}
		if w.single {
			parts = nil
			for i := range items {
				parts = append(parts, items[i:i+1])
			}
		}
		for _, part := range parts {
			if len(part) == 0 {
				continue
			}
			raw, err := w.write(part, from)
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", name, err))
			}
			if err := out.put(name, w.ext, raw); err != nil {
				return errors.Join(append(faults, fmt.Errorf("%s: %w", name, err))...)
			}
		}
	}
	return errors.Join(faults...)
}

// converted is a folder that converted files are put into.
type converted struct {
	*app
	folder  string
	sources []string        // the files that are read, none of which is written over
	taken   map[string]bool // names used already
}

// put writes a file named as its source, with a number if that is used already,
// and prints its name. An earlier file of the name is replaced whole.
func (c *converted) put(source, ext string, raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	base := strings.TrimSuffix(filepath.Base(source), filepath.Ext(source))
	name := base + ext
	for i := 2; c.taken[strings.ToLower(name)]; i++ { // some systems do not tell case apart
		name = fmt.Sprintf("%s-%d%s", base, i, ext)
	}
	c.taken[strings.ToLower(name)] = true
	path := filepath.Join(c.folder, name)
	if there, err := os.Stat(path); err == nil {
		for _, s := range c.sources {
			if info, err := os.Stat(s); err == nil && os.SameFile(info, there) {
				return fmt.Errorf("%s is one of the files to convert; name another folder with -o", path)
			}
		}
	}
	if err := replaceFile(path, raw); err != nil {
		return err
	}
	_, err := fmt.Fprintf(c.out, "%s: %s\n", source, path)
	return err
}

// replaceFile writes a file that is there whole or not at all.
func replaceFile(path string, raw []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".convert-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	_, err = f.Write(raw)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
