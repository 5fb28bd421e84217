package feed

import (
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// Channel is what a feed says of itself. All of it is public.
type Channel struct {
	Title       string // of the paper, or of one of its sections; needed
	Description string // in a line; the title where it is empty
	Home        string // address of the page the feed is of; needed
	Self        string // address the feed itself is served at
	Hubs        []string
	Language    string // BCP 47
	Copyright   string
	// Credit is whom entries without a byline are from; the title where it is
	// empty.
	Credit string
	// Updated is when the feed last changed; the newest time of its entries
	// where it is zero.
	Updated time.Time
	// Now is the time by the caller's clock. What is under embargo then, or has
	// expired, is not written; with a zero Now nothing with an embargo is.
	Now time.Time
}

// Entry is an item on its way into a feed. Of the item only what readers see is
// written; its body must be cleaned. Its files must have public addresses.
type Entry struct {
	news.WireItem
	Page string // address of the entry's own page, "" if it has none
}

// channelOf makes a channel of who sends a message.
func channelOf(items []news.WireItem, from wire.Sender) Channel {
	c := Channel{Title: from.Name, Home: from.URI, Updated: from.Now, Now: from.Now}
	for i, it := range items {
		if i == 0 {
			c.Language = it.Language
		} else if c.Language != it.Language {
			c.Language = ""
		}
	}
	return c
}

// entriesOf makes entries of items: the page of each is its alternate link.
func entriesOf(items []news.WireItem) []Entry {
	out := make([]Entry, 0, len(items))
	for _, it := range items {
		e := Entry{WireItem: it}
		for _, l := range it.Links {
			if l.Rel == "alternate" && e.Page == "" {
				e.Page = wire.WebAddress(l.Href)
			}
		}
		out = append(out, e)
	}
	return out
}

// checked returns the channel with its gaps filled, or says what it lacks.
func (c Channel) checked(entries []Entry) (Channel, error) {
	c.Title, c.Description, c.Credit = wire.Text(c.Title), wire.Text(c.Description), wire.Text(c.Credit)
	c.Language, c.Copyright = wire.Text(c.Language), wire.Text(c.Copyright)
	home := c.Home
	c.Home, c.Self = wire.WebAddress(c.Home), wire.WebAddress(c.Self)
	switch {
	case c.Title == "":
		return c, fmt.Errorf("a feed needs a title: %w", news.ErrInvalid)
	case c.Home == "":
		return c, fmt.Errorf("a feed needs the address of the site it is of, such as https://courier.example/; %q is none: %w", shown(home), news.ErrInvalid)
	}
	c.Description, c.Credit = first(c.Description, c.Title), first(c.Credit, c.Title)
	hubs := c.Hubs
	c.Hubs = nil
	for _, hub := range hubs {
		if hub = wire.WebAddress(hub); hub != "" {
			c.Hubs = add(c.Hubs, hub)
		}
	}
	if c.Updated.IsZero() {
		for _, e := range entries {
			if t := e.changed(); t.After(c.Updated) {
				c.Updated = t
			}
		}
	}
	if c.Updated.IsZero() {
		c.Updated = c.Now
	}
	return c, nil
}

// changed is when an entry last changed, as far as it says so.
func (e Entry) changed() time.Time {
	if !e.Updated.IsZero() {
		return e.Updated.Time
	}
	return e.Created.Time
}

// outgoing is an entry as readers of a feed get it.
type outgoing struct {
	id, page       string
	title          string // "" if the item has no headline
	summary        string // several lines, plain
	html           string
	byline, credit string
	rights         string
	language       string // if it is not that of the channel
	created        news.Time
	updated        news.Time
	subjects       []news.Concept
	keywords       []string
	places         []news.Place
	media          []news.Association
	deleted        bool   // a kill
	why            string // of a kill, for readers
}

// choose returns the entries that a feed of the channel may hold, in the order
// given, and what is wrong with the others, an error each that names its guid
// and wraps one of news's errors. tombstones says that the format has a word
// for kills. Of several entries of one guid the newest is chosen; a kill is
// newer than all.
func choose(c Channel, entries []Entry, tombstones bool) ([]outgoing, error) {
	var faults []error
	newest := map[string]int{}
	ids := make([]string, len(entries))
	for i := range entries {
		ids[i] = wire.URI(entries[i].GUID)
		if j, twice := newest[ids[i]]; !twice || supersedes(&entries[i], &entries[j]) {
			newest[ids[i]] = i
		}
	}
	var out []outgoing
	for i := range entries {
		err := refuse(c, &entries[i], tombstones)
		if err == nil && newest[ids[i]] != i {
			err = fmt.Errorf("another version of it is in the feed: %w", news.ErrConflict)
		}
		o := outgoing{id: ids[i]}
		if err == nil {
			err = o.fill(c, &entries[i])
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("entry %d of %d, %q, is left out: %w", i+1, len(entries), shown(entries[i].GUID), err))
			continue
		}
		out = append(out, o)
	}
	return out, errors.Join(faults...)
}

// supersedes reports whether a is newer than b, which has the same guid.
func supersedes(a, b *Entry) bool {
	if ka, kb := a.PubStatus == news.Canceled, b.PubStatus == news.Canceled; ka != kb {
		return ka
	}
	if c := news.CompareVersions(a.Version, b.Version); c != 0 {
		return c > 0
	}
	return a.changed().After(b.changed())
}

// refuse says why no reader may find an entry in a feed, nil if one may.
func refuse(c Channel, e *Entry, tombstones bool) error {
	switch {
	case wire.URI(e.GUID) == "":
		return fmt.Errorf("it has no guid: %w", news.ErrInvalid)
	case e.PubStatus == news.Canceled && !tombstones:
		return fmt.Errorf("it is killed, for which this format has no word: %w", news.ErrKilled)
	case e.PubStatus == news.Canceled:
		return nil
	case e.PubStatus != news.Usable && e.PubStatus != "":
		return fmt.Errorf("its status is %q; no reader may see it until it is usable: %w", e.PubStatus, news.ErrEmbargoed)
	case e.EmbargoHold:
		return fmt.Errorf("it is under an embargo without a time; a person must release it: %w", news.ErrEmbargoed)
	case e.Embargo.After(c.Now):
		return fmt.Errorf("it is under embargo until %s: %w", wire.Stamp(e.Embargo), news.ErrEmbargoed)
	case !e.Until().IsZero() && !e.Until().After(c.Now):
		return fmt.Errorf("it expired at %s: %w", wire.Stamp(e.Until()), news.ErrInvalid)
	}
	return nil
}

// fill takes from an entry what readers see, and refuses one without a word.
func (o *outgoing) fill(c Channel, e *Entry) error {
	o.created, o.updated = e.Created, e.Updated
	if o.updated.IsZero() {
		o.updated = e.Created
	}
	if o.updated.IsZero() {
		o.updated = news.Time{Time: c.Updated}
	}
	if e.PubStatus == news.Canceled {
		o.deleted, o.why = true, wire.Lines(e.CorrectionNote)
		return nil
	}
	o.page = wire.WebAddress(e.Page)
	o.title = wire.Text(e.Headline)
	o.summary = first(wire.Lines(e.Abstract), wire.Text(e.Caption))
	o.html = wire.Outgoing{Page: o.page}.HTML(e.BodyHTML)
	if note := wire.Lines(e.CorrectionNote); note != "" {
		o.html = strings.TrimRight("<p><em>"+paragraph(note)+"</em></p>\n"+o.html, "\n")
	}
	o.byline, _ = nameOf(e.Byline)
	o.credit, _ = nameOf(first(e.Creditline, e.Provider))
	o.rights = wire.Text(e.Copyright)
	if lang := wire.Text(e.Language); !strings.EqualFold(lang, c.Language) {
		o.language = lang
	}
	o.subjects, o.places = e.Subjects, e.Places
	for _, k := range e.Keywords {
		if k = wire.Text(k); k != "" && !coded(k) { // a code means nothing to readers
			o.keywords = add(o.keywords, k)
		}
	}
	o.media = mediaOf(c, e)
	if o.title == "" && o.summary == "" && o.html == "" && len(o.media) == 0 {
		return fmt.Errorf("it has neither words nor pictures: %w", news.ErrInvalid)
	}
	return nil
}

// paragraph writes plain text as what stands in a paragraph of HTML.
func paragraph(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
}

// maxTitle is how many characters of its text stand for a headline.
const maxTitle = 80

// heading returns the headline, or how the text begins.
func (o *outgoing) heading() string {
	if o.title != "" {
		return o.title
	}
	text := o.summary
	if text == "" {
		if root, err := wire.ReadHTML(o.html); err == nil {
			text = root.Lines()
		}
	}
	text, _, _ = strings.Cut(text, "\n")
	if text == "" && len(o.media) > 0 {
		text = first(o.media[0].Headline, wire.Text(o.media[0].Caption), o.media[0].AltText, o.media[0].Name)
	}
	if utf8.RuneCountInString(text) <= maxTitle {
		return first(text, "…")
	}
	text = string([]rune(text)[:maxTitle])
	if i := strings.LastIndexByte(text, ' '); i > maxTitle/2 {
		text = text[:i]
	}
	return text + "…"
}

// tags returns what an entry is about, in words.
func (o *outgoing) tags() []string {
	var out []string
	for _, s := range o.subjects {
		if name := wire.Text(s.Name); name != "" && name != s.Code && !strings.HasSuffix(s.Code, ":"+name) {
			out = add(out, name)
		}
	}
	for _, k := range o.keywords {
		out = add(out, k)
	}
	return out
}

// mediaOf returns the pictures, films and sounds that readers may see of an
// entry, with those of their files that have an address on the web: its own,
// and those of its associations.
func mediaOf(c Channel, e *Entry) []news.Association {
	list := []news.Association{{Type: e.Type, Headline: e.Headline, Caption: e.Caption, AltText: e.AltText, Byline: e.Byline, Creditline: e.Creditline, Copyright: e.Copyright, Renditions: e.Renditions}}
	var out []news.Association
	for _, a := range append(list, e.Associations...) {
		if a.PubStatus != "" && a.PubStatus != news.Usable || a.Embargo.After(c.Now) || !a.Expires.IsZero() && !a.Expires.After(c.Now) {
			continue
		}
		switch a.Type {
		case news.PictureItem, news.GraphicItem, news.VideoItem, news.AudioItem:
		default:
			continue
		}
		files := slices.Clone(a.Renditions)
		a.Renditions = nil
		for _, r := range files {
			if r.Href = wire.WebAddress(r.Href); r.Href != "" && !slices.ContainsFunc(a.Renditions, func(x news.WireRendition) bool { return x.Href == r.Href }) {
				if r.ContentType = mediaType(r); r.ContentType == "" || wire.MediaType(r.ContentType) != "" { // not a caption in a file
					a.Renditions = append(a.Renditions, r)
				}
			}
		}
		if len(a.Renditions) > 0 {
			a.Headline, a.Caption, a.AltText, a.Copyright = wire.Text(a.Headline), wire.Text(a.Caption), wire.Text(a.AltText), wire.Text(a.Copyright)
			a.Byline, _ = nameOf(a.Byline)
			a.Creditline, _ = nameOf(a.Creditline)
			out = append(out, a)
		}
	}
	return out
}
