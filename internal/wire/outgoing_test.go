package wire

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestURI(t *testing.T) {
	for _, c := range []struct{ id, want string }{
		{"urn:newsml:npa.example:20261123:ferry", "urn:newsml:npa.example:20261123:ferry"},
		{"https://npa.example/story/1?a=b#c", "https://npa.example/story/1?a=b#c"},
		{"tag:npa.example,2026:ferry", "tag:npa.example,2026:ferry"},
		{" ferry 7\n", "guid:ferry%207"},
		{"20261123T080625Z:TX-1:3", "guid:20261123T080625Z%3ATX-1%3A3"},
		{"7", "guid:7"},
		{"ferry/7", "guid:ferry%2F7"},
		{"https://npa.example/fähre 7|8", "https://npa.example/f%C3%A4hre%207%7C8"},
		{"urn:x:50%", "urn:x:50%25"},
		{"urn:x:50%25", "urn:x:50%25"},
		{"urn:x:a#b#c", "urn:x:a#b%23c"},
		{"urn:x:[1]", "urn:x:%5B1%5D"},
		{"http://[2001:db8::1]/x", "http://[2001:db8::1]/x"},
		{"http://[2001:db8::1/x", "guid:http%3A%2F%2F%5B2001%3Adb8%3A%3A1%2Fx"},
		{"urn:", "guid:urn%3A"},
		{":", "guid:%3A"},
		{"\x00", ""}, {"", ""},
	} {
		if got := URI(c.id); got != c.want {
			t.Errorf("URI(%q) = %q, want %q", c.id, got, c.want)
		}
	}
}

func TestWebAddress(t *testing.T) {
	for _, c := range []struct{ href, want string }{
		{"https://npa.example/a.jpg?x=1&y=2", "https://npa.example/a.jpg?x=1&y=2"},
		{"http://desk:secret@npa.example/a.jpg", "http://npa.example/a.jpg"},
		{"https://npa.example/a b.jpg", "https://npa.example/a%20b.jpg"},
		{"a.jpg", ""}, {"//npa.example/a.jpg", ""}, {"ftp://npa.example/a.jpg", ""}, {"javascript:alert(1)", ""}, {"https:a.jpg", ""}, {"", ""}, {"http://[::1/", ""},
	} {
		if got := WebAddress(c.href); got != c.want {
			t.Errorf("WebAddress(%q) = %q, want %q", c.href, got, c.want)
		}
	}
}

func TestStamp(t *testing.T) {
	at := func(s string) news.Time {
		t.Helper()
		out, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return news.Time{Time: out}
	}
	for _, c := range []struct {
		t    news.Time
		want string
	}{
		{at("2026-11-23T09:00:00+01:00"), "2026-11-23T09:00:00+01:00"},
		{at("2026-11-23T09:00:00.25Z"), "2026-11-23T09:00:00.25Z"},
		{news.Time{}, ""},
		{news.Time{Time: time.Date(1890, 1, 1, 0, 0, 0, 0, time.FixedZone("LMT", 53*60+28))}, "1889-12-31T23:06:32Z"},
		{news.Time{Time: time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)}, ""},
	} {
		if got := Stamp(c.t); got != c.want {
			t.Errorf("Stamp(%v) = %q, want %q", c.t.Time, got, c.want)
		}
	}
}

func TestOutgoingHTML(t *testing.T) {
	page := Outgoing{Page: "https://courier.example/world/ferry"}
	for _, c := range []struct {
		o          Outgoing
		body, want string
	}{
		{page, "<p>Two &amp; <em>three</em> \"ferries\" isn't &lt;4&gt;<br>x</p>\n<h2>Head</h2>", "<p>Two &amp; <em>three</em> \"ferries\" isn't &lt;4&gt;<br>x</p>\n<h2>Head</h2>"},
		{page, `<p><a href="/a">a</a> <a href="https://b.example/?x=1&amp;y=2">b</a> <a href="#c">c</a> <a href="javascript:steal()">d</a> <a href="mailto:desk@b.example">e</a></p>`,
			`<p><a href="https://courier.example/a">a</a> <a href="https://b.example/?x=1&amp;y=2">b</a> <a href="https://courier.example/world/ferry#c">c</a> d <a href="mailto:desk@b.example">e</a></p>`},
		{Outgoing{}, `<p><a href="/a">a</a></p>`, `<p>a</p>`},
		{page, `<figure data-picture="01-secret-id"></figure><figure data-embed="https://v.example/1?a&amp;b"></figure>`, `<p><a href="https://v.example/1?a&amp;b">https://v.example/1?a&amp;b</a></p>`},
		{Outgoing{Frames: true}, `<figure data-embed="https://v.example/1"></figure><iframe src="https://v.example/2"></iframe><iframe src="/x"></iframe>`, `<iframe src="https://v.example/1"></iframe><iframe src="https://v.example/2"></iframe>`},
		{page, `<p class="np-nonpublic">Call 555</p><p hidden>x</p><p>Public<script>steal()</script><style>p{}</style></p><noscript>y</noscript>`, `<p>Public</p>`},
		{page, `<table><caption>C</caption><thead><tr><th colspan="2" onclick="x">A</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>`,
			`<table><caption>C</caption><thead><tr><th colspan="2">A</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>`},
		{page, `<div><div>One</div><div><p>Two</p></div></div><p lang="ar" dir="rtl"><span lang="en">x</span><span style="y">z</span></p>`, `<p>One</p><p>Two</p><p lang="ar" dir="rtl"><span lang="en">x</span>z</p>`},
		{page, "plain & simple", "plain &amp; simple"},
		{page, strings.Repeat("<b><i>", 40_000), ""},
		{page, "", ""},
	} {
		if got := c.o.HTML(c.body); got != c.want {
			t.Errorf("%+v.HTML(%.200q) = %q, want %q", c.o, c.body, got, c.want)
		}
	}
}

func FuzzOutgoing(f *testing.F) {
	f.Add("<p>a<a href='//b.example/\x00'>c</a></p>", "https://courier.example/")
	f.Add("<figure data-embed='http://u:p@h/'><table><tr><td><div>x", "%zz")
	f.Add("urn:x:%", "[")
	f.Fuzz(func(t *testing.T, s, page string) {
		for _, o := range []Outgoing{{Page: page}, {Frames: true}} {
			once := o.HTML(s)
			root, err := ReadHTML(once)
			if err != nil {
				t.Fatalf("HTML(%q) = %q, which cannot be read: %v", s, once, err)
			}
			if bad := root.Find(func(n *Node) bool { return leaving[n.Name] == "" && n.Name != "iframe" || n.Attr("style") != "" }); bad != nil {
				t.Errorf("HTML(%q) = %q, which has <%s>", s, once, bad.Name)
			}
		}
		if uri := URI(s); uri != "" {
			u, err := url.Parse(uri)
			if err != nil || !u.IsAbs() {
				t.Errorf("URI(%q) = %q, which is none: %v", s, uri, err)
			}
			if URI(uri) != uri {
				t.Errorf("URI(%q) = %q, want the same again", uri, URI(uri))
			}
		}
		if href := WebAddress(s); href != "" && WebAddress(href) != href {
			t.Errorf("WebAddress(%q) = %q, want the same again", href, WebAddress(href))
		}
	})
}
