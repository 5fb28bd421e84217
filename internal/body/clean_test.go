package body

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// attack holds markup that must lose its power and keep its words.
var attack = []struct{ name, in, want string }{
	{"script", `<p>a<script>alert(1)</script>b</p>`, `<p>ab</p>`},
	{"script upper case", `<P>a<SCRIPT SRC=//x>alert(1)</SCRIPT >b</P>`, `<p>ab</p>`},
	{"handler", `<p onclick="x()" style="color:red" class=x id=y>a</p>`, `<p>a</p>`},
	{"javascript link", `<p><a href="javascript:alert(1)">a</a></p>`, `<p>a</p>`},
	{"javascript link with controls", "<p><a href=\"java\nscript&#x3A;alert(1)\">a</a></p>", `<p>a</p>`},
	{"javascript link with leading control", "<p><a href=\"&#1; javascript:alert(1)\">a</a></p>", `<p>a</p>`},
	{"data link", `<p><a href="data:text/html,<script>">a</a></p>`, `<p>a</p>`},
	{"vbscript link", `<p><a href="vbscript:x">a</a></p>`, `<p>a</p>`},
	{"relative link", `<p><a href="/x">a</a> <a href="//host/x">b</a></p>`, `<p>a b</p>`},
	{"good links", `<p><a href="https://example.org/a?b=1&amp;c=2" target=_blank rel=x>a</a> <a href="mailto:a@example.org">b</a></p>`,
		`<p><a href="https://example.org/a?b=1&amp;c=2">a</a> <a href="mailto:a@example.org">b</a></p>`},
	{"svg", `<p>a</p><svg><p><style><a id="</style><img src=1 onerror=alert(1)>"></svg><p>b</p>`, "<p>a</p>\n<p>\"&gt;</p>\n<p>b</p>"},
	{"math", `<p>a<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>b</p>`, ""},
	{"iframe and object", `<p>a</p><iframe src=x></iframe><object data=x>o</object><embed src=x><p>b</p>`, "<p>a</p>\n<p>b</p>"},
	{"noscript", `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><p>a</p>`, ""},
	{"template", `<template><p>x</p></template><p>a</p>`, "<p>a</p>"},
	{"form", `<form action=x><input name=a><button>Go</button><p>a</p></form>`, "<p>a</p>"},
	{"comment", `<p>a<!-- <script>alert(1)</script> -->b</p>`, "<p>ab</p>"},
	{"conditional comment", `<!--[if gte IE 4]><script>x</script><![endif]--><p>a</p>`, "<p>a</p>"},
	{"cdata", `<p>a<![CDATA[<script>x</script>]]>b</p>`, "<p>ax]]&gt;b</p>"},
	{"base and meta", `<base href="//x"><meta http-equiv=refresh content="0;url=x"><p>a</p>`, "<p>a</p>"},
	{"image never hotlinked", `<p>a<img src="https://x/y.gif" onerror=x>b</p>`, "<p>ab</p>"},
	{"style", `<style>*{display:none}</style><p>a</p>`, "<p>a</p>"},
	{"unclosed", `<p>a<b>b<i>c`, "<p>a<strong>b<em>c</em></strong></p>"},
	{"unclosed tag", `<p>a</p><img src="x" onerror="alert(1)`, "<p>a</p>"},
	{"entities are text", `<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>`, "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
	{"null bytes", "<p>a\x00b<scr\x00ipt>c</p>", ""},
	{"broken UTF-8", "<p>a\xffb</p>", "<p>ab</p>"},
	{"bidi override kept apart", `<p><bdo dir=rtl>abc</bdo></p>`, `<p><span dir="rtl">abc</span></p>`},
	{"dom clobbering", `<p><a href="https://x.example/" name="body" id="cookie">a</a></p>`, `<p><a href="https://x.example/">a</a></p>`},
	{"nested links", `<p><a href="https://a.example/">a<a href="https://b.example/">b</a></a></p>`, `<p><a href="https://a.example/">a</a><a href="https://b.example/">b</a></p>`},
	{"figure by reference", `<figure data-picture="0192-ab"><img src=x><figcaption>c</figcaption></figure>`, `<figure data-picture="0192-ab"></figure>`},
	{"figure with foul reference", `<figure data-picture='x" onload="y'><p>a</p></figure>`, ""},
}

func TestCleanDisarms(t *testing.T) {
	for _, c := range attack {
		got := Clean(c.in)
		checkVocabulary(t, got)
		if c.want != "" && got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestCleanKeepsTheVocabulary(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs of plain text", "one\ntwo\n\nthree & four", "<p>one two</p>\n<p>three &amp; four</p>"},
		{"escaped plain text", "AT&amp;T rose", "<p>AT&amp;T rose</p>"},
		{"emphasis", `<p>a <i>b</i> <b>c</b></p>`, "<p>a <em>b</em> <strong>c</strong></p>"},
		{"spaces go outside", `<p>a<b> b </b>c</p>`, "<p>a <strong>b</strong> c</p>"},
		{"headings are crossheads", `<p>a</p><h3>b<br>c</h3><p>d</p>`, "<p>a</p>\n<h2>b c</h2>\n<p>d</p>"},
		{"list", `<ul><li>a<li>b<ol><li>c</ol></ul>`, "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"},
		{"quotation", `<blockquote>a<p>b</p></blockquote>`, "<blockquote><p>a</p><p>b</p></blockquote>"},
		{"table", `<table><caption>t</caption><tr><th>a<th colspan=2>b<tr><td>1<td>2<td>3</table>`,
			"<table><caption>t</caption><tbody><tr><th>a</th><th colspan=\"2\">b</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"},
		{"double breaks", `a<br><br>b<br>c`, "<p>a</p>\n<p>b<br>c</p>"},
		{"divs", `<div>a<div>b</div>c</div>`, "<p>a</p>\n<p>b</p>\n<p>c</p>"},
		{"empty paragraphs", `<p> </p><p>&nbsp;</p><p><b> </b></p><p>a</p>`, "<p>a</p>"},
		{"direction and language", `<div dir=rtl lang=ar><p>نص</p></div>`, `<p lang="ar" dir="rtl">نص</p>`},
		{"non-breaking space inside", "<p>5&nbsp;km</p>", "<p>5\u00a0km</p>"},
		{"soft hyphen and zero width", "<p>Don\u00adau\u200bdampf</p>", "<p>Donaudampf</p>"},
		{"NITF block", `<block><p>a</p><hl2>b</hl2><p>c</p></block>`, "<p>a</p>\n<h2>b</h2>\n<p>c</p>"},
		{"crosshead of a wire", `<p>a</p><p>- 'Global hegemony' -</p><p>b</p>`, "<p>a</p>\n<h2>'Global hegemony'</h2>\n<p>b</p>"},
		{"empty", "", ""},
		{"only markup", "<div><script>x</script></div>", ""},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
		if again := Clean(Clean(c.in)); again != c.want {
			t.Errorf("%s: Clean twice = %q, want %q", c.name, again, c.want)
		}
	}
}

func TestCleanIsBoundedOnDepth(t *testing.T) {
	for _, tag := range []string{"div", "b", "blockquote", "ul><li", "table><tr><td", "span dir=rtl"} {
		in := strings.Repeat("<"+tag+">", 20_000) + "deep"
		checkVocabulary(t, Clean(in))
	}
}

// TestReadIsLinear reads texts whose repetition once took time that grew with
// its square: minutes, where this takes a second.
func TestReadIsLinear(t *testing.T) {
	for _, in := range []string{
		"<p><b>" + strings.Repeat("a<br>- b -<br>", 100_000) + "</b></p>",
		"<p>" + strings.Repeat("a<br>- b -<br>", 100_000) + "</p>",
		"<p>a</p><p>" + strings.Repeat("- ", 200_000) + "</p><p>b</p>",
		strings.Repeat("<p><b>a b</b></p>", 50_000),
	} {
		checkVocabulary(t, Read(in, "en").HTML)
	}
}

// TestFeedparserVectors runs the sanitising vectors of feedparser, where they
// stand beside the project. Each file holds markup that must be disarmed.
func TestFeedparserVectors(t *testing.T) {
	root := os.Getenv("BROADSHEET_SANITIZE_CASES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data", "feedparser")
	}
	n := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "sanitize") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		for _, in := range []string{string(raw), html.UnescapeString(string(raw))} {
			got := Clean(in)
			checkVocabulary(t, got)
			if again := Clean(got); again != got {
				t.Errorf("%s: Clean twice = %q, want %q", path, again, got)
			}
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Skipf("no vectors at %s", root)
	}
	t.Logf("%d files", n)
}

var allowed = regexp.MustCompile(`^(?:` +
	`</?(?:p|h2|blockquote|ul|ol|li|table|caption|thead|tbody|tr|em|strong|span|td|th|figure|a)>|<br>|` +
	`<(?:p|h2|blockquote|ul|ol|li|table|span)(?: lang="[A-Za-z0-9-]+")?(?: dir="(?:rtl|ltr|auto)")?>|` +
	`<t[dh](?: colspan="[0-9]+")?(?: rowspan="[0-9]+")?>|` +
	`<figure data-(?:picture="[A-Za-z0-9_-]+"|embed="https://[^"<>\s]+")>|` +
	`<a href="(?:https?://|mailto:|tel:)[^"<>\s]+">)$`)

var (
	anyMark = regexp.MustCompile(`<[^>]*>?`)
	bareAmp = regexp.MustCompile(`&(?:[^alg]|$)`)
)

// checkVocabulary fails the test if text holds any mark outside the vocabulary
// or if a browser's parser would read other elements than the text spells.
func checkVocabulary(t *testing.T, text string) {
	t.Helper()
	for _, m := range anyMark.FindAllString(text, -1) {
		if !allowed.MatchString(m) {
			t.Errorf("cleaned text holds %q in %.200q", m, text)
			return
		}
	}
	if m := bareAmp.FindString(text); m != "" {
		t.Errorf("cleaned text holds a bare %q in %.200q", m, text)
	}
}

func FuzzClean(f *testing.F) {
	for _, c := range attack {
		f.Add(c.in)
	}
	f.Add("<p>Lead.</p><p>- 'Words' -</p><p>x<br>- y -<br>z</p><p>kt/ab</p>")
	f.Add("<table><tr><td><ul><li>a<table><tr><td>b</table></ul></table>")
	f.Add("<a href='https://a.example/ x'>b<p>c</p></a><li>d<dt>e")
	f.Fuzz(func(t *testing.T, in string) {
		got := Clean(in)
		checkVocabulary(t, got)
		if again := Clean(got); again != got {
			t.Fatalf("Clean(%q) = %q, and again = %q, want the same", in, got, again)
		}
		r := Read(in, "en")
		checkVocabulary(t, r.HTML)
		if again := Clean(r.HTML); again != r.HTML {
			t.Fatalf("Read(%q).HTML = %q, cleaned = %q, want the same", in, r.HTML, again)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	in := strings.Repeat("<p>The ministers of both states agreed on <b>Monday</b> to reopen the corridor &amp; its <a href=\"https://example.org/\">locks</a>.</p>\n<p>- 'A long way' -</p>\n", 60)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		Read(in, "en")
	}
}
