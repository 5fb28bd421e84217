package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// isJSON reports whether a file looks like an object of JSON.
func isJSON(raw []byte) bool {
	head := wire.TrimBOM(wire.ToUTF8(raw[:min(len(raw), 512)]))
	return len(head) > 0 && head[0] == '{'
}

// jsonFeedVersion returns the version of JSON Feed that a file declares, such
// as "1.1"; "" if it is none.
func jsonFeedVersion(raw []byte) string {
	d := json.NewDecoder(bytes.NewReader(wire.TrimBOM(wire.ToUTF8(raw))))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return ""
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return ""
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return ""
		}
		if key == "version" {
			var s string
			if json.Unmarshal(value, &s) != nil {
				return ""
			}
			_, version, ok := strings.Cut(s, "//jsonfeed.org/version/")
			if !ok {
				return ""
			}
			return wire.Text(version)
		}
	}
	return ""
}

// object is an object of JSON; path says where it stands, for messages.
type object struct {
	members map[string]any
	path    string
	faults  *[]string
}

// parseJSON reads a JSON Feed.
func parseJSON(raw []byte) ([]news.WireItem, error) {
	text := wire.TrimBOM(wire.ToUTF8(raw))
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var top map[string]any
	if err := d.Decode(&top); err != nil {
		line := 1 + bytes.Count(text[:min(int(d.InputOffset()), len(text))], []byte("\n"))
		var syntax *json.SyntaxError
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, fmt.Errorf("the file ends in the middle of the JSON: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
		case errors.As(err, &syntax):
			line = 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		}
		return nil, fmt.Errorf("line %d: not JSON: %v: %w", line, err, news.ErrInvalid)
	}
	list, ok := top["items"].([]any)
	f, err := openJSON(top, raw)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, fmt.Errorf("property \"items\" is missing or no list; a JSON Feed has its entries there: %w", news.ErrInvalid)
	}
	return collect(len(list), nil, func(i int) (news.WireItem, error) { return f.item(list[i], i) })
}

// openJSON reads what a JSON Feed says of itself.
func openJSON(top map[string]any, raw []byte) (jsonFeed, error) {
	var ignored []string
	feed := object{members: top, faults: &ignored}
	version := jsonFeedVersion(raw)
	if version == "" {
		return jsonFeed{}, fmt.Errorf("property \"version\" is %q; a JSON Feed has \"https://jsonfeed.org/version/1.1\" there: %w", shown(feed.text("version")), news.ErrInvalid)
	}
	f := jsonFeed{object: feed, format: "json feed " + version}
	f.base = f.rebase(first(feed.text("feed_url"), feed.text("home_page_url")))
	return f, nil
}

// jsonFeed is a JSON Feed and what its entries take from it.
type jsonFeed struct {
	object
	scope
	format string
}

// entry reads an item of a JSON Feed.
func (f jsonFeed) entry(o object) (news.WireItem, error) {
	e := newEntry(newNames(), f.format)
	it := &e.item
	it.Headline, it.Provider = wire.Text(o.text("title")), wire.Text(f.text("title"))
	it.Language = wire.Text(first(o.text("language"), f.text("language")))
	e.date(&it.Created, `"date_published"`, o.text("date_published"))
	e.date(&it.Updated, `"date_modified"`, o.text("date_modified"))
	persons := o.persons()
	if len(persons) == 0 {
		persons = f.persons()
	}
	e.people(persons)
	for _, tag := range o.texts("tags") {
		e.subject("", tag, "")
	}
	if page := f.resolve(o.text("url")); page != "" {
		e.page = page
		e.link("alternate", page, "")
	}
	e.link(news.SeeAlso, f.resolve(o.text("external_url")), "")
	f.pictures(e, o)
	if page := o.text("content_html"); strings.TrimSpace(page) != "" {
		root, err := wire.ReadHTML(page)
		if err != nil {
			return news.WireItem{}, fmt.Errorf("property %q: %w", o.path+"content_html", err)
		}
		it.BodyHTML = e.html(root, f.scope)
	}
	if it.BodyHTML == "" {
		it.BodyHTML = wire.PlainMarkup(o.text("content_text"))
	}
	it.Abstract = wire.Lines(o.text("summary"))
	return e.finish(wire.Text(o.text("id")))
}

// pictures reads what an item comes with: its picture, its banner and its
// attachments.
func (f jsonFeed) pictures(e *entry, o object) {
	for _, name := range []string{"image", "banner_image"} {
		if href := f.resolve(o.text(name)); href != "" {
			e.file(news.Association{Type: news.PictureItem, Renditions: []news.WireRendition{{Name: "main", Href: href}}})
		}
	}
	for _, a := range o.objects("attachments") {
		if href := f.resolve(a.text("url")); href != "" {
			e.enclosure(href, a.text("mime_type"), a.text("title"), size(a.text("size_in_bytes")))
		}
	}
}

// text returns a property that is a string, or a number as it is written.
// Another kind is a fault.
func (o object) text(name string) string {
	switch v := o.members[name].(type) {
	case nil:
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		*o.faults = append(*o.faults, fmt.Sprintf("property %q must be a string", o.path+name))
	}
	return ""
}

// texts returns the strings in a list.
func (o object) texts(name string) []string {
	var out []string
	list, _ := o.members[name].([]any)
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// objects returns the objects in a list.
func (o object) objects(name string) []object {
	var out []object
	list, _ := o.members[name].([]any)
	for i, v := range list {
		if m, ok := v.(map[string]any); ok {
			out = append(out, object{members: m, path: fmt.Sprintf("%s%s[%d].", o.path, name, i), faults: o.faults})
		}
	}
	return out
}

// persons returns the names of those who wrote it: the list of 1.1, or the one
// of 1.0.
func (o object) persons() []string {
	var out []string
	for _, p := range o.objects("authors") {
		out = append(out, p.text("name"))
	}
	if m, ok := o.members["author"].(map[string]any); ok && len(out) == 0 {
		out = append(out, object{members: m, path: o.path + "author.", faults: o.faults}.text("name"))
	}
	return out
}
