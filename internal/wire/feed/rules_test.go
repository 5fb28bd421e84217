package feed_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/wire"
)

// What follows are the rules by which the W3C's feed validator judges feeds, as
// far as they touch what this house writes, and those of JSON Feed 1.1.

const (
	media  = "http://search.yahoo.com/mrss/"
	atomNS = "http://www.w3.org/2005/Atom"
	atNS   = "http://purl.org/atompub/tombstones/1.0"
)

var (
	mimeForm = regexp.MustCompile(`^[^\s()<>,;:\\"/[\]?=]+/[^\s()<>,;:\\"/[\]?=]+$`)
	langForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	ebuRoles = []string{"photographer", "reporter", "distribution company"}
)

type judge struct {
	t    testing.TB
	what string
}

func (j judge) want(ok bool, format string, a ...any) {
	j.t.Helper()
	if !ok {
		j.t.Errorf(j.what+": "+format, a...)
	}
}

func (j judge) uri(where, s string) {
	j.t.Helper()
	u, err := url.Parse(s)
	j.want(err == nil && u.IsAbs() && !strings.ContainsAny(s, " \n<>\"{}|\\^`"), "%s = %q, want an absolute URI", where, s)
}

func (j judge) page(where, s string) {
	j.t.Helper()
	j.uri(where, s)
	j.want(strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://"), "%s = %q, want an address of the web", where, s)
}

func (j judge) rfc3339(where, s string) {
	j.t.Helper()
	_, err := time.Parse(time.RFC3339, s)
	j.want(err == nil, "%s = %q, want a time of RFC 3339", where, s)
}

func (j judge) rfc822(where, s string) {
	j.t.Helper()
	at, err := time.Parse("Mon, 02 Jan 2006 15:04:05 -0700", s)
	j.want(err == nil && strings.HasPrefix(s, at.Format("Mon")), "%s = %q, want a time of RFC 822 on its day of the week", where, s)
}

// count returns the children by their names and asserts that none is there
// twice but those named.
func (j judge) count(n *wire.Node, many ...string) map[string][]*wire.Node {
	j.t.Helper()
	out := map[string][]*wire.Node{}
	for _, c := range n.Elements() {
		name := c.Name
		if c.Space == media {
			name = "media:" + name
		} else if c.Space == atomNS && n.Space != atomNS {
			name = "atom:" + name
		}
		out[name] = append(out[name], c)
		j.want(len(out[name]) == 1 || slices.Contains(many, name), "<%s> has <%s> twice", n.Name, name)
	}
	return out
}

// html judges a text that readers' programs show as HTML.
func (j judge) html(where, text string) {
	j.t.Helper()
	root, err := wire.ReadHTML(text)
	j.want(err == nil, "%s = %q, want HTML", where, text)
	root.Find(func(n *wire.Node) bool {
		j.want(!slices.Contains([]string{"script", "object", "embed", "iframe", "meta", "style", "form", "figure", "img", "body", "html"}, n.Name), "%s has <%s>", where, n.Name)
		for _, a := range n.Attrs {
			j.want(slices.Contains([]string{"href", "lang", "dir", "colspan", "rowspan"}, a.Name.Local), "%s has the attribute %q", where, a.Name.Local)
		}
		if n.Name == "a" {
			j.uri(where+" link", n.Attr("href"))
		}
		return false
	})
}

func (j judge) media(n *wire.Node) {
	j.t.Helper()
	for _, c := range n.Elements() {
		if c.Space != media {
			continue
		}
		switch c.Name {
		case "group":
			j.want(len(c.All("content")) >= 2, "media:group of %d, want alternatives", len(c.All("content")))
			defaults := 0
			for _, x := range c.All("content") {
				if x.Attr("isDefault") == "true" {
					defaults++
				}
			}
			j.want(defaults == 1, "media:group has %d defaults, want 1", defaults)
		case "content":
			j.page("media:content", c.Attr("url"))
			j.want(slices.Contains([]string{"image", "audio", "video"}, c.Attr("medium")), "media:content medium = %q", c.Attr("medium"))
			if s := c.Attr("type"); s != "" {
				j.want(mimeForm.MatchString(s), "media:content type = %q", s)
			}
		case "thumbnail":
			j.page("media:thumbnail", c.Attr("url"))
		case "credit":
			j.want(slices.Contains(ebuRoles, c.Attr("role")), "media:credit role = %q, want one of the EBU", c.Attr("role"))
		case "title", "description", "text":
			j.want(c.Attr("type") == "plain", "media:%s type = %q, want plain", c.Name, c.Attr("type"))
		}
		for _, name := range []string{"width", "height", "fileSize"} {
			if s := c.Attr(name); s != "" {
				i, err := strconv.ParseInt(s, 10, 64)
				j.want(err == nil && i > 0, "media:%s %s = %q, want it above 0", c.Name, name, s)
			}
		}
		j.count(c, "media:content", "media:credit", "media:thumbnail")
		j.media(c)
	}
}

func (j judge) point(list []*wire.Node) {
	for _, n := range list {
		pair := strings.Fields(n.Value())
		j.want(len(pair) == 2, "georss:point = %q, want two numbers", n.Value())
		for _, s := range pair {
			_, err := strconv.ParseFloat(s, 64)
			j.want(err == nil, "georss:point = %q, want two numbers", n.Value())
		}
	}
}

func (j judge) document(raw []byte) *wire.Node {
	j.t.Helper()
	root, err := wire.ReadXML(raw, len(raw))
	if err != nil {
		j.t.Fatalf("%s: %v, want well-formed XML\n%s", j.what, err, raw)
	}
	return root
}

func judgeRSS(t testing.TB, what string, raw []byte) {
	t.Helper()
	j := judge{t, what}
	root := j.document(raw)
	j.want(root.Name == "rss" && root.Attr("version") == "2.0" && len(root.Elements()) == 1, "root = <%s %s>, want rss 2.0 with a channel", root.Name, root.Attr("version"))
	channel := root.First("channel")
	has := j.count(channel, "item", "atom:link", "category")
	for _, name := range []string{"title", "link", "description"} {
		j.want(len(has[name]) == 1 && has[name][0].Value() != "", "channel has no %s", name)
	}
	j.page("channel link", has["link"][0].Value())
	if l := has["language"]; len(l) > 0 {
		j.want(langForm.MatchString(l[0].Value()), "language = %q", l[0].Value())
	}
	if l := has["lastBuildDate"]; len(l) > 0 {
		j.rfc822("lastBuildDate", l[0].Value())
	}
	for _, l := range has["atom:link"] {
		j.page("atom:link", l.Attr("href"))
	}
	items, ids := false, map[string]bool{}
	for _, c := range channel.Elements() {
		j.want(c.Name == "item" || !items, "<%s> stands after the items", c.Name)
		if items = items || c.Name == "item"; c.Name == "item" {
			j.rssItem(c, ids)
		}
	}
}

func (j judge) rssItem(n *wire.Node, ids map[string]bool) {
	j.t.Helper()
	has := j.count(n, "category", "media:content", "media:group")
	j.want(len(has["title"])+len(has["description"]) > 0, "item has neither title nor description")
	if l := has["title"]; len(l) > 0 {
		j.want(l[0].Value() != "", "title is blank")
	}
	j.want(len(has["guid"]) == 1, "item has %d guids", len(has["guid"]))
	id := has["guid"][0].Value()
	j.uri("guid", id)
	j.want(has["guid"][0].Attr("isPermaLink") == "false" && !ids[id], "guid %q is no permanent link and unique", id)
	ids[id] = true
	for _, name := range []string{"description", "encoded"} {
		for _, c := range has[name] {
			j.html(name, c.Content())
		}
	}
	j.want(len(has["encoded"]) == 0 || len(has["description"]) == 1, "content:encoded without a description")
	for _, c := range has["link"] {
		j.page("link", c.Value())
	}
	j.want(len(has["pubDate"]) == 1, "item has no pubDate")
	j.rfc822("pubDate", has["pubDate"][0].Value())
	for _, c := range has["atom:updated"] {
		j.rfc3339("atom:updated", c.Value())
	}
	for _, c := range has["category"] {
		j.want(c.Value() != "", "category is blank")
	}
	for _, c := range has["enclosure"] {
		j.page("enclosure", c.Attr("url"))
		size, err := strconv.ParseInt(c.Attr("length"), 10, 64)
		j.want(err == nil && size >= 0 && mimeForm.MatchString(c.Attr("type")), "enclosure of %q bytes of %q", c.Attr("length"), c.Attr("type"))
	}
	for _, name := range []string{"author", "date", "subject", "published"} {
		j.want(len(has[name]) == 0, "item says <%s> twice over", name)
	}
	j.point(has["point"])
	j.media(n)
}

func judgeAtom(t testing.TB, what string, raw []byte) {
	t.Helper()
	j := judge{t, what}
	root := j.document(raw)
	j.want(root.Name == "feed" && root.Space == atomNS, "root = {%s}%s, want a feed of Atom", root.Space, root.Name)
	has := j.count(root, "entry", "link", "deleted-entry")
	for _, name := range []string{"id", "title", "updated", "author"} {
		j.want(len(has[name]) == 1 && has[name][0].Value() != "", "feed has no %s", name)
	}
	j.uri("feed id", has["id"][0].Value())
	j.rfc3339("feed updated", has["updated"][0].Value())
	if lang := root.Attr("lang"); lang != "" {
		j.want(langForm.MatchString(lang), "xml:lang = %q", lang)
	}
	j.links(has["link"])
	ids := map[string]bool{has["id"][0].Value(): true}
	for _, n := range has["entry"] {
		j.atomEntry(n, ids)
	}
	for _, n := range has["deleted-entry"] {
		j.want(n.Space == atNS, "deleted-entry of {%s}", n.Space)
		j.uri("ref", n.Attr("ref"))
		j.rfc3339("when", n.Attr("when"))
		j.want(!ids[n.Attr("ref")], "%q is deleted and there", n.Attr("ref"))
		ids[n.Attr("ref")] = true
	}
}

func (j judge) links(list []*wire.Node) {
	j.t.Helper()
	alternates := 0
	for _, l := range list {
		j.page("link", l.Attr("href"))
		if l.Attr("rel") == "alternate" {
			alternates++
		}
		if s := l.Attr("type"); s != "" {
			j.want(mimeForm.MatchString(s), "link type = %q", s)
		}
	}
	j.want(alternates <= 1, "%d alternate links of one type", alternates)
}

func (j judge) atomEntry(n *wire.Node, ids map[string]bool) {
	j.t.Helper()
	has := j.count(n, "link", "category", "media:content", "media:group")
	for _, name := range []string{"id", "title", "updated"} {
		j.want(len(has[name]) == 1 && has[name][0].Value() != "", "entry has no %s", name)
	}
	id := has["id"][0].Value()
	j.uri("id", id)
	j.want(!ids[id], "id %q is not unique", id)
	ids[id] = true
	j.rfc3339("updated", has["updated"][0].Value())
	for _, c := range has["published"] {
		j.rfc3339("published", c.Value())
	}
	j.links(has["link"])
	alternate := slices.ContainsFunc(has["link"], func(l *wire.Node) bool { return l.Attr("rel") == "alternate" })
	j.want(alternate || len(has["content"]) == 1, "entry has neither content nor an alternate link")
	for _, c := range has["content"] {
		j.want(c.Value() != "" && (c.Attr("type") == "html" || c.Attr("type") == "text"), "content of type %q is %q", c.Attr("type"), c.Value())
		if c.Attr("type") == "html" {
			j.html("content", c.Content())
		}
	}
	for _, name := range []string{"title", "summary", "rights"} {
		for _, c := range has[name] {
			j.want(c.Attr("type") == "text", "%s of type %q, want text", name, c.Attr("type"))
		}
	}
	for _, c := range has["author"] {
		j.want(c.First("name").Value() != "", "author without a name")
	}
	for _, c := range has["category"] {
		j.want(c.Attr("term") != "", "category without a term")
	}
	j.point(has["point"])
	j.media(n)
}

func judgeJSON(t testing.TB, what string, raw []byte) {
	t.Helper()
	j := judge{t, what}
	var feed struct {
		Version, Title, Language, Home_page_url, Feed_url string
		Hubs                                              []struct{ Type, URL string }
		Items                                             []struct {
			ID, URL, Title, Content_html, Content_text, Image, Date_published, Date_modified string
			Tags                                                                             []string
			By                                                                               []struct{ Name string } `json:"authors"`
			Attachments                                                                      []struct{ URL, Mime_type string }
		}
	}
	if err := json.Unmarshal(raw, &feed); err != nil {
		t.Fatalf("%s: %v, want JSON", what, err)
	}
	j.want(feed.Version == "https://jsonfeed.org/version/1.1" && feed.Title != "" && feed.Items != nil, "feed = %q %q, want version 1.1 with a title and items", feed.Version, feed.Title)
	j.page("home_page_url", feed.Home_page_url)
	for _, h := range feed.Hubs {
		j.want(h.Type == "WebSub", "hub type = %q", h.Type)
		j.page("hub", h.URL)
	}
	ids := map[string]bool{}
	for _, it := range feed.Items {
		j.uri("id", it.ID)
		j.want(!ids[it.ID], "id %q is not unique", it.ID)
		ids[it.ID] = true
		j.want(it.Content_html+it.Content_text != "", "item %q has no text", it.ID)
		if it.Content_html != "" {
			j.html("content_html", it.Content_html)
		}
		for _, s := range []string{it.URL, it.Image} {
			if s != "" {
				j.page("address", s)
			}
		}
		for _, s := range []string{it.Date_published, it.Date_modified} {
			if s != "" {
				j.rfc3339("date", s)
			}
		}
		for _, a := range it.Attachments {
			j.page("attachment", a.URL)
			j.want(mimeForm.MatchString(a.Mime_type), "mime_type = %q", a.Mime_type)
		}
		for _, a := range it.By {
			j.want(a.Name != "", "author without a name")
		}
	}
}
