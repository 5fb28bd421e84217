package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// jsonChannel is a JSON Feed as it is written.
type jsonChannel struct {
	Version     string      `json:"version"`
	Title       string      `json:"title"`
	Home        string      `json:"home_page_url"`
	Self        string      `json:"feed_url,omitempty"`
	Description string      `json:"description,omitempty"`
	By          []jsonName  `json:"authors"`
	Language    string      `json:"language,omitempty"`
	Hubs        []jsonHub   `json:"hubs,omitempty"`
	Items       []jsonEntry `json:"items"`
}

type jsonName struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// jsonEntry is an item of a JSON Feed as it is written.
type jsonEntry struct {
	ID        string     `json:"id"`
	URL       string     `json:"url,omitempty"`
	Title     string     `json:"title,omitempty"`
	HTML      string     `json:"content_html,omitempty"`
	Text      string     `json:"content_text,omitempty"`
	Summary   string     `json:"summary,omitempty"`
	Image     string     `json:"image,omitempty"`
	Published string     `json:"date_published,omitempty"`
	Modified  string     `json:"date_modified,omitempty"`
	By        []jsonName `json:"authors,omitempty"`
	Tags      []string   `json:"tags,omitempty"`
	Language  string     `json:"language,omitempty"`
	Files     []jsonFile `json:"attachments,omitempty"`
}

type jsonFile struct {
	URL   string `json:"url"`
	Type  string `json:"mime_type"`
	Title string `json:"title,omitempty"`
	Size  int64  `json:"size_in_bytes,omitempty"`
}

// WriteJSON writes a feed in JSON Feed 1.1. What is left out, and the error,
// are as of [WriteRSS].
func WriteJSON(c Channel, entries []Entry) ([]byte, error) {
	c, err := c.checked(entries)
	if err != nil {
		return nil, err
	}
	list, faults := choose(c, entries, false)
	out := jsonChannel{Version: "https://jsonfeed.org/version/1.1", Title: c.Title, Home: c.Home, Self: c.Self, By: []jsonName{{c.Credit, c.Home}}, Language: c.Language, Items: []jsonEntry{}}
	if c.Description != c.Title {
		out.Description = c.Description
	}
	for _, hub := range c.Hubs {
		out.Hubs = append(out.Hubs, jsonHub{"WebSub", hub})
	}
	for i := range list {
		out.Items = append(out.Items, jsonItem(&list[i]))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return nil, fmt.Errorf("write JSON Feed: %w", err)
	}
	return b.Bytes(), faults
}

// JSONFeed is [WriteJSON] of items for the channel of who sends them; the page
// of each is its link "alternate". Without an entry there is no feed.
func JSONFeed(items []news.WireItem, from wire.Sender) ([]byte, error) {
	return common(items, from, WriteJSON, false)
}

func jsonItem(o *outgoing) jsonEntry {
	e := jsonEntry{ID: o.id, URL: o.page, Title: o.title, HTML: o.html, Summary: o.summary, Published: wire.Stamp(o.created), Modified: wire.Stamp(o.updated), Tags: o.tags(), Language: o.language}
	if o.html == "" { // an item must have a text
		e.Text = strings.TrimSpace(first(o.summary, o.heading()))
	}
	if o.byline != "" {
		e.By = []jsonName{{Name: o.byline}}
	}
	for i := range o.media {
		a := &o.media[i]
		r := widest(a)
		if e.Image == "" && (a.Type == news.PictureItem || a.Type == news.GraphicItem) {
			e.Image = r.Href
		}
		if r.ContentType != "" {
			e.Files = append(e.Files, jsonFile{r.Href, r.ContentType, a.Headline, max(r.Size, 0)})
		}
	}
	return e
}
