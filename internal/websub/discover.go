package websub

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// Topic is what a feed says of where its updates may be had.
type Topic struct {
	Self string   // its canonical address, by which hubs know it
	Hubs []string // those that may be asked for it, the safe (https) ones first
}

// Discover returns the topic of a feed (§4): from the Link headers of the answer
// if they name a hub, otherwise from the links in the feed itself (Atom and RSS,
// and the hubs of JSON Feed). address is where the feed came from; links that
// are not whole are read from there, and it is the topic where none is named.
// Web pages are not searched. An error wraps [news.ErrInvalid].
func Discover(headers []string, body []byte, address string) (Topic, error) {
	base, err := url.Parse(address)
	if err != nil {
		return Topic{}, fmt.Errorf("address of a feed: %w", news.ErrInvalid)
	}
	base.User = nil // a hub is told no password
	found := headerLinks(headers)
	if len(found["hub"]) == 0 {
		found = feedLinks(body)
	}
	t := Topic{Self: base.String()}
	for _, href := range found["hub"] {
		if u, err := base.Parse(href); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			u.Fragment = ""
			t.Hubs = append(t.Hubs, u.String())
		}
	}
	if len(t.Hubs) == 0 {
		return t, fmt.Errorf("the feed names no hub, neither in its Link headers nor in itself: %w", news.ErrInvalid)
	}
	slices.SortStableFunc(t.Hubs, func(a, b string) int { return strings.Compare(scheme(b), scheme(a)) })
	t.Hubs = slices.Compact(t.Hubs)
	for _, href := range found["self"] {
		if u, err := base.Parse(href); err == nil && u.Host != "" {
			t.Self = u.String()
			break
		}
	}
	return t, nil
}

func scheme(address string) string {
	s, _, _ := strings.Cut(address, ":")
	return s
}

// maxLinks bounds how many links of a relation are read.
const maxLinks = 20

// links are addresses by their relation, "hub" or "self".
type links map[string][]string

func (l links) add(rel, href string) {
	for r := range strings.FieldsSeq(strings.ToLower(rel)) {
		if (r == "hub" || r == "self") && href != "" && len(l[r]) < maxLinks {
			l[r] = append(l[r], href)
		}
	}
}

// headerLinks reads Link headers (RFC 8288 §3). A link about another thing than
// the answer itself, which its anchor says, is passed over.
func headerLinks(headers []string) links {
	out := links{}
	for _, text := range headers {
		for {
			_, rest, ok := strings.Cut(text, "<")
			if !ok {
				break
			}
			href, rest, ok := strings.Cut(rest, ">")
			if !ok {
				break
			}
			var params map[string]string
			params, text = linkParams(rest)
			if params["anchor"] == "" {
				out.add(params["rel"], strings.TrimSpace(href))
			}
		}
	}
	return out
}

// linkParams reads the parameters of one link up to the comma that ends it. Of
// two of one name the first counts.
func linkParams(text string) (params map[string]string, rest string) {
	params = map[string]string{}
	for {
		text = strings.TrimLeft(text, " \t")
		if text == "" || text[0] == ',' {
			return params, strings.TrimPrefix(text, ",")
		}
		if text[0] == ';' {
			text = text[1:]
			continue
		}
		end := strings.IndexAny(text, "=;,")
		if end < 0 {
			return params, ""
		}
		name := strings.ToLower(strings.TrimSpace(text[:end]))
		if text[end] != '=' {
			text = text[end:]
			continue
		}
		var value string
		value, text = linkValue(strings.TrimLeft(text[end+1:], " \t"))
		if _, twice := params[name]; !twice {
			params[name] = value
		}
	}
}

// linkValue reads a token or a quoted string.
func linkValue(text string) (value, rest string) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ";,")
		if end < 0 {
			end = len(text)
		}
		return strings.TrimSpace(text[:end]), text[end:]
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:]
		case '\\':
			if i++; i < len(text) {
				b.WriteByte(text[i])
			}
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), ""
}

// feedLinks reads the links that a feed has beside its entries. What cannot be
// read has none, or those before it breaks off.
func feedLinks(body []byte) links {
	if text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))); bytes.HasPrefix(text, []byte("{")) {
		return jsonLinks(text)
	}
	out := links{}
	d := xml.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(body, []byte("?")))) // links are ASCII whatever the rest is in
	d.Strict = false                                                           // feeds are what they are
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []string
	for range maxTokens {
		token, err := d.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := strings.ToLower(t.Name.Local)
			if name == "link" && len(open) > 0 && len(open) <= 2 && isFeed(open[len(open)-1]) {
				out.add(attr(t, "rel"), attr(t, "href"))
			}
			open = append(open, name)
		case xml.EndElement:
			open = open[:max(len(open)-1, 0)]
		}
	}
	return out
}

// maxTokens bounds how much of a feed is searched for links.
const maxTokens = 1 << 20

// isFeed reports whether an element holds what is said of a whole feed: that of
// Atom, RSS 2.0 and RSS 1.0.
func isFeed(name string) bool { return name == "feed" || name == "channel" || name == "rdf" }

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if strings.EqualFold(a.Name.Local, name) && a.Name.Space == "" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// jsonLinks reads the hubs of a JSON Feed 1.x.
func jsonLinks(text []byte) links {
	var feed struct {
		FeedURL string `json:"feed_url"`
		Hubs    []struct {
			Type string `json:"type"`
			URL  string `json:"url"`
		} `json:"hubs"`
	}
	out := links{}
	if json.Unmarshal(text, &feed) != nil {
		return out
	}
	out.add("self", feed.FeedURL)
	for _, h := range feed.Hubs {
		if strings.EqualFold(h.Type, "WebSub") {
			out.add("hub", h.URL)
		}
	}
	return out
}
