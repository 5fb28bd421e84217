package site

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/api"
	"broadsheet/internal/desk"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/store"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// The marks in the copy of TestNothingPrivateLeaves. Each begins with one of
// these, and its end says what it marks.
const (
	never    = "Qxzp" // no reader may ever see it
	open     = "Qxzo" // readers see it from the first
	released = "Qxze" // embargoed at first
	killed   = "Qxzk" // readers see it until its kill
	ending   = "Qxzr" // readers see it until its rights end
	phone    = "555 90 0"
	address  = "@private.example"
	account  = "qxzpanna" // of somebody who works here
)

// leaky are messages full of what is not for readers, in every format. A file's
// name tells its format to people only.
var leaky = []struct{ name, text string }{
	{"g2.xml", `<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sender>Qxzpsender</sender></header><itemSet>
<newsItem guid="urn:g2" version="1" xml:lang="en"><rightsInfo><usageTerms>Qxzpterms</usageTerms></rightsInfo><itemMeta><itemClass qcode="ninat:text"/><provider literal="Qxzpprovider"/><pubStatus qcode="stat:usable"/>
<edNote role="dpaednoterole:contacts" pubconstraint="dpapconstraint:nonpublic">Ida, +47 555 90 001, ida@private.example Qxzpcontacts</edNote>
<edNote role="dpaednoterole:notepad">Qxzpnotepad</edNote><edNote role="dpaednoterole:editorialnote">Qxzpednote</edNote><edNote role="dpaednoterole:closingline">qx Qxzpclosing zz n1 alb</edNote>
<service qcode="npa:Qxzpservice"/><profile>Qxzpprofile</profile></itemMeta>
<contentMeta><infoSource><name>Qxzpinfosource</name></infoSource><contributor><name>Qxzpcontributor</name></contributor><slugline>Qxzpslug-g2</slugline><by>Ida Norring ida@private.example</by><headline>Qxzog2</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Qxzptitle</title><meta name="x" content="Qxzpmeta"/></head><body><p>The ferry opened.</p><!-- Qxzpcomment --><p data-x="Qxzpattr" pubconstraint="dpapconstraint:nonpublic">Qxzpparagraph</p><p>More follows.</p><p>Redaktion: Ida, +47 555 90 002</p><p>Contact: ida@private.example</p><p>bur-qxzp/abc</p></body></html></inlineXML></contentSet></newsItem>
</itemSet></newsMessage>`},
	{"newsml1.xml", `<NewsML Version="1.2"><NewsEnvelope><TransmissionId>Qxzptransmission</TransmissionId></NewsEnvelope><NewsItem><Comment>Qxzpcomment1</Comment><Identification><NewsIdentifier><ProviderId>npa.example</ProviderId><DateId>20261123</DateId><NewsItemId>nm1</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId><PublicIdentifier>urn:newsml:npa.example:20261123:nm1:1</PublicIdentifier></NewsIdentifier><NameLabel>Qxzpnamelabel</NameLabel></Identification>
<NewsManagement><NewsItemType FormalName="News"/><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Qxzonewsml1</HeadLine><NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>Qxzpadvisory</NewsLineText></NewsLine><NewsLine><NewsLineType FormalName="ContactLine"/><NewsLineText>+47 555 90 003 Qxzpcontactline</NewsLineText></NewsLine><NewsLine><NewsLineType FormalName="EditorialNote"/><NewsLineText>Qxzpednote1</NewsLineText></NewsLine></NewsLines>
<ContentItem><DataContent><p>The ferry opened.</p><p>qxz-bur/abc</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>`},
	{"nitf.xml", `<nitf><head><title>Qxzonitf</title><meta name="service" content="Qxzpnitfmeta"/><docdata><doc-id id-string="nitf-1" regsrc="Qxzpregsrc"/><date.issue norm="20261123T080000Z"/><ed-msg info="Qxzpedmsg, +47 555 90 004"/><key-list><keyword key="Qxzpkey:code"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Qxzonitf</hl1></hedline><note type="npa"><body.content><p>Qxzpnpa</p></body.content></note></body.head><body.content><p>The ferry opened.</p><note noteclass="editorsnote"><body.content><p>Qxzpnote</p></body.content></note><p>More follows.</p></body.content><body.end><tagline type="npa"><a href="mailto:x@private.example">Qxzptagline</a></tagline></body.end></body></nitf>`},
	{"ninjs1.json", `{"uri":"nj1","version":"1","type":"text","language":"de","headline":"Qxzoninjs1","body_html":"<p>Die Fähre fährt.</p><script>Qxzpscript</script><style>Qxzpstyle</style>","ednote":"Qxzpednotenj","slugline":"Qxzpslug-nj","assigned_to":"Qxzpassigned","original_creator":"Qxzpcreator","genre":[{"name":"Current","code":"Qxzpgenrecode"}],"usageterms":"Qxzpusage","embargoedreason":null,"located":"Hallen"}`},
	{"ninjs2.json", `{"uri":"nj2","version":"1","type":"text","headlines":[{"role":"main","value":"Qxzoninjs2"}],"bodies":[{"contenttype":"text/html","value":"<p>The ferry opened.</p>"}],"ednote":"Qxzpednote2","infosources":[{"role":"provider","name":"Qxzpinfosource2"}]}`},
	{"ninjs3.json", `{"uri":"nj3","version":"1","type":"text","headlines":[{"role":"main","value":"Qxzoninjs3"}],"bodies":[{"contentType":"text/html","value":"<p>The ferry opened.</p><p>Contact: Ole, +47 555 90 005, ole@private.example</p>"}],"edNote":"Qxzpednote3",
"associations":[{"name":"main","uri":"pic-shown","version":"1","type":"picture","edNote":"Qxzppicednote","headlines":[{"value":"Qxzppichead"}],"descriptions":[{"role":"caption","value":"Qxzocaption"}],"usageTerms":"Qxzppicterms","renditions":[{"name":"wide","href":"shown.jpg"},{"name":"Qxzprend","href":"https://agency.example/Qxzphref.jpg"}]},
{"name":"w","uri":"pic-withheld","version":"1","type":"picture","pubStatus":"withheld","descriptions":[{"role":"caption","value":"Qxzpheldcaption"}],"renditions":[{"name":"wide","href":"withheld.jpg"}]},
{"name":"l","uri":"pic-limited","version":"1","type":"picture","usageTerms":"TOLVEN OUT","descriptions":[{"role":"caption","value":"Qxzplimitcaption"}],"renditions":[{"name":"wide","href":"limited.jpg"}]}]}`},
	{"plain.7901", "\x01bas0157 3 pl 120  npa 0157\n\nQxzpslugseven/\n\x02(Foto Qxzpfoto)\nQxzo7901\nBy Ida Norring, npa =\n\nHallen (npa) - The ferry opened.\n\n# Notebook\n\n## Internet\n- Qxzpnotebook\n\n* * * *\nThe following information is not intended for publication\n\n## Contacts\n- Ida, +47 555 90 006, ida@private.example Qxzpseven\n\nnpa qxz/omu yyno n1 alb\n\n\x03230900 GMT Nov 26\n\x7f\n\x7f\x04"},
	{"german.7901", "\x01bas0158 3 pl 120  npa 0158\n\nHallen/\n\x02Qxzode7901 =\n\nHallen (npa) - Die Fähre fährt.\n\n* * * *\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\n\n## Kontakte\n- Autor: Ole, +47 555 90 007, Qxzpkontakte\n\nnpa qxz yyno n1 alb\n\n\x03230901 GMT Nov 26\n\x7f\n\x7f\x04"},
	{"text.anpa", "\x16\x16\x01w0140\x1fnordx\nr i \x13\x11 BC-NL--HallenFerry   11-23 0100\n\x02^BC-NL--Hallen Ferry,100<\n^Qxzoanpa<\n^Eds: Qxzpeds, call +47 555 90 008.<\n^EDITOR'S NOTE _ Qxzpeditorsnote.<\n\t   HALLEN, Norland (NPA) _ The ferry opened.\n\n\t\x03NP-WF-11-23-26 0900GMT<\n\f\n\x04"},
	{"feed.rss", `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Qxzpchannel</title><managingEditor>ed@private.example (Qxzpmanaging)</managingEditor><item><guid>rss1</guid><title>Qxzorss</title><author>ida@private.example (Ida Norring)</author><description>The ferry opened. &lt;script&gt;Qxzprssscript&lt;/script&gt;</description><media:restriction relationship="deny" type="country">Qxzprestriction</media:restriction><comments>https://private.example/Qxzpcomments</comments></item></channel></rss>`},
	{"feed.atom", `<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>Qxzpfeed</title><updated>2026-11-23T08:00:00Z</updated><entry><id>atom1</id><title>Qxzoatom</title><updated>2026-11-23T08:00:00Z</updated><author><name>Ida Norring</name><email>ida@private.example</email><uri>https://private.example/Qxzpuri</uri></author><content type="html">&lt;p>The ferry opened.&lt;/p></content></entry></feed>`},
	{"feed.json", `{"version":"https://jsonfeed.org/version/1.1","title":"Qxzpjsonfeed","items":[{"id":"jf1","title":"Qxzojsonfeed","content_text":"The ferry opened.","date_published":"2026-11-23T08:00:00Z","_private":{"note":"Qxzpext"},"authors":[{"name":"Ida Norring","url":"mailto:ida@private.example"}]}]}`},
	{"mail.eml", "From: Qxzpdesk <desk@private.example>\nReply-To: Qxzpreply <r@private.example>\nComments: Qxzpcomments\nDate: Mon, 23 Nov 2026 08:00:00 +0000\nMessage-ID: <m1@npa.example>\nSubject: Qxzomail\nContent-Type: text/plain; charset=utf-8\n\nThe ferry opened on Monday.\n\nPress contact: Ida, +47 555 90 009, ida@private.example\n\n-- \nIda Norring\nQxzpsignature\n"},
	// What waits, or never comes to readers.
	{"embargo.json", `{"uri":"em","version":"1","type":"text","headlines":[{"value":"Qxzeheadline"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzebody.</p>"}],"embargoedUntil":"2026-11-23T20:00:00Z"}`},
	{"hold.json", `{"uri":"eh","version":"1","type":"text","headlines":[{"value":"Qxzpholdheadline"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzpholdbody.</p>"}],"embargoedUntil":"Friday noon"}`},
	{"withheld.json", `{"uri":"wh","version":"1","type":"text","pubStatus":"withheld","headlines":[{"value":"Qxzpwithheld"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzpwithheldbody.</p>"}]}`},
	{"advisory.json", `{"uri":"ad","version":"1","type":"text","genres":[{"name":"Advisory"}],"headlines":[{"value":"Qxzpadvisoryhead"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzpadvisorybody.</p>"}]}`},
	{"unknown.json", `{"uri":"un","version":"1","type":"text","pubStatus":"Qxzpstatus","headlines":[{"value":"Qxzpunknown"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzpunknownbody.</p>"}]}`},
	{"bad.json", `[{"version":"1","headlines":[{"value":"Qxzpquarantined"}]}]`},
	{"bad.txt", `Qxzpnoformat at all`},
	{"early-kill.json", `{"uri":"ek","version":"2","pubStatus":"canceled","edNote":"Qxzpearlykill"}`},
	{"early.json", `{"uri":"ek","version":"1","type":"text","headlines":[{"value":"Qxzpborndead"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzpborndeadbody.</p>"}]}`},
	{"k.json", `{"uri":"ki","version":"1","type":"text","headlines":[{"value":"To be killed"}],"bodies":[{"contentType":"text/html","value":"<p>Qxzkbody.</p>"}],"associations":[{"name":"k","uri":"pic-k","version":"1","type":"picture","descriptions":[{"role":"caption","value":"Qxzkcaption"}],"renditions":[{"name":"wide","href":"killed.jpg"}]}]}`},
	{"r.xml", `<nitf><head><title>Rights</title><docdata><doc-id id-string="ri" regsrc="npa"/><date.issue norm="20261123T080000Z"/><doc.rights owner="NPA" enddate="20261124T090000Z"/></docdata></head><body><body.head><hedline><hl1>Rights to end</hl1></hedline></body.head><body.content><p>Qxzrbody.</p></body.content></body></nitf>`},
	{"t.json", `{"uri":"to","version":"1","type":"text","headlines":[{"value":"Qxzotouched"}],"bodies":[{"contentType":"text/html","value":"<p>The ferry opened.</p>"}]}`},
}

// secretive is a paper with a real wire room before it.
type secretive struct {
	*house
	room  *ingest.Room
	desk  *desk.Room
	api   http.Handler
	now   time.Time
	files []string // hashes of all that came in
}

func newSecretive(t *testing.T) *secretive {
	t.Helper()
	s := &secretive{house: newHouse(t), now: t0}
	clock := func() time.Time { return s.now }
	s.room = &ingest.Room{Store: s.store, Blobs: s.blobs, Now: clock, NewID: store.NewID, Log: slog.New(slog.DiscardHandler), MaxBytes: 1 << 20}
	s.desk = &desk.Room{Store: s.store, Now: clock}
	hubs := &ingest.Callbacks{Room: s.room, Store: s.store, Roads: map[news.RoadID]ingest.Subscribed{"npa/websub/1f0c3a9be2": {Source: "npa", URL: "https://npa.example/Qxzpfeed"}}}
	s.api = api.New(api.Config{Hubs: hubs, MaxHub: 1 << 20, Wire: s.room, WireToken: openRoads(map[news.SourceID]string{"npa": "Qxzptoken"}), Token: "Qxzptoken", Log: s.room.Log,
		Well: func(context.Context) error { return fmt.Errorf("the disk has gone: Qxzphealth") }})
	if _, err := s.store.SaveSource(t.Context(), news.Source{ID: "npa", Name: "Qxzpsourcename", Credit: "NPA", Rules: []news.Rule{
		{Title: "courier", Section: "world", Publish: "now"}, {Title: "tageblatt", Section: "politik", Publish: "now"}, {Title: "marsa", Section: "world", Publish: "now"},
	}}, s.now); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *secretive) take(name, text string) {
	s.t.Helper()
	if _, err := s.room.Take(s.t.Context(), "npa", name, "test", strings.NewReader(text)); err != nil {
		s.t.Fatalf("Take(%s) = %v", name, err)
	}
	s.files = append(s.files, fmt.Sprintf("%x", sha256.Sum256([]byte(text))))
	s.follow()
}

// photo is a picture whose bytes end in a mark.
func photo(t *testing.T, width int, mark string) string {
	t.Helper()
	var b strings.Builder
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, width)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String() + mark
}

func (s *secretive) pass(to time.Time) {
	s.t.Helper()
	s.now = to
	for {
		ids, err := s.store.Due(s.t.Context(), s.now, 50)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			if _, err := s.store.SettleDue(s.t.Context(), id, s.now); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	s.follow()
}

func (s *secretive) story(guid string) news.StoryFile {
	s.t.Helper()
	f, err := s.store.StoryByGUID(s.t.Context(), "npa", guid)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// walkedSite and walkedAPI are the addresses that walk asks for, as the windows
// list them. A new one fails the test until walk asks for it, too.
var (
	walkedSite = []string{"GET /{$}", "GET /{section}", "GET /{section}/{$}", "GET /{section}/{yyyy}/{mm}/{dd}/{words}", "GET /media/{hash}", "GET /live", "GET /live.json",
		"GET /robots.txt", "GET /favicon.svg", "GET /favicon.ico", "POST /reading", "/"}
	walkedAPI = []string{"POST /api/quotes", "POST /api/wire/{source}", "GET /api/health", "/api/", "GET /api/websub/{road...}", "POST /api/websub/{road...}"}
)

// routesOf reads the addresses that a package's files list.
func routesOf(t *testing.T, dir string) []string {
	t.Helper()
	form := regexp.MustCompile(`^(?:[A-Z]+ )?/`)
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("Glob(%s) = %d files, %v", dir, len(files), err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			called := ""
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				called = fun.Name
			case *ast.SelectorExpr:
				called = fun.Sel.Name
			}
			if called != "on" && called != "Handle" && called != "HandleFunc" {
				return true
			}
			for _, a := range call.Args {
				if lit, ok := a.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil && form.MatchString(s) && !slices.Contains(out, s) {
						out = append(out, s)
					}
				}
			}
			return true
		})
	}
	return out
}

func TestEveryWayOutIsWalked(t *testing.T) {
	for dir, walked := range map[string][]string{".": walkedSite, "../api": walkedAPI} {
		got := routesOf(t, dir)
		for _, r := range got {
			if !slices.Contains(walked, r) {
				t.Errorf("%s answers at %q, which TestNothingPrivateLeaves does not walk; let walk ask for it", dir, r)
			}
		}
		for _, r := range walked {
			if !slices.Contains(got, r) {
				t.Errorf("routesOf(%s) = %q, without %q", dir, got, r)
			}
		}
	}
}

// walk asks for every address of every title, known to a reader or not, in every
// form, and returns the answers as they are read, headers first.
func (s *secretive) walk() map[string]string {
	s.t.Helper()
	out := map[string]string{}
	paths := s.addresses()
	for _, c := range []struct{ host, base string }{{"courier.example", ""}, {"tageblatt.example", ""}, {"marsa.example", ""}, {"localhost:8080", "/@courier"}, {"localhost:8080", ""}, {"nobody.example", ""}} {
		titled := c.base != "" || c.host != "localhost:8080" && c.host != "nobody.example"
		if titled {
			for path, answer := range s.crawl(c.host, c.base) {
				out["crawl "+c.host+path] = answer
			}
		}
		for i, path := range paths {
			if !titled && i >= fixedAddresses+10 {
				break // a host without a title has one answer to all
			}
			at := c.host + c.base + path
			w := s.ask(http.MethodGet, c.host, c.base+path, nil)
			out["GET "+at] = read(s.t, w)
			// What is not there says the same in every form; once is enough.
			if w.Code == http.StatusNotFound && i >= fixedAddresses {
				continue
			}
			for _, encoding := range []string{"gzip", "br", "zstd"} {
				out[encoding+" "+at] = read(s.t, s.ask(http.MethodGet, c.host, c.base+path, func(r *http.Request) { r.Header.Set("Accept-Encoding", encoding) }))
			}
			methods := []string{http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodDelete}
			if i >= fixedAddresses+10 {
				methods = methods[:1]
			}
			for _, method := range methods {
				out[method+" "+at] = read(s.t, s.ask(method, c.host, c.base+path, nil))
			}
			out["reading "+at] = read(s.t, s.ask(http.MethodGet, c.host, c.base+path, func(r *http.Request) {
				r.Header.Set("Cookie", "textsize=3; scheme=dark")
				r.Header.Set("Accept-Language", "ar, de;q=0.5")
			}))
		}
	}
	s.walkStreams(out)
	s.walkAPI(out)
	return out
}

// walkStreams listens to every title and story for as long as there is something
// to be told at once.
func (s *secretive) walkStreams(out map[string]string) {
	s.t.Helper()
	lines, err := s.store.Stories(s.t.Context(), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	gone, leave := context.WithCancel(s.t.Context())
	leave()
	for _, host := range []string{"courier.example", "tageblatt.example", "marsa.example", "nobody.example"} {
		for _, l := range lines {
			path := "/live?story=" + string(l.Story.ID)
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(gone, http.MethodGet, path, nil)
			r.Host = host
			s.site.ServeHTTP(w, r)
			out["stream "+host+path] = read(s.t, w)
			out["poll "+host+path] = read(s.t, s.ask(http.MethodGet, host, "/live.json?story="+string(l.Story.ID), nil))
		}
	}
}

// fixedAddresses is how many addresses stand first whatever has come in.
const fixedAddresses = 23

// addresses are those of all stories, released or not, of all picture files and
// of all else the windows answer.
func (s *secretive) addresses() []string {
	s.t.Helper()
	paths := []string{"/", "/world", "/world/", "/politik/", "/sport/", "/nowhere", "/world/?before=2026-11-30T00:00:00Z", "/world/?before=x", "/?x=1", "/reading", "/robots.txt", "/favicon.svg", "/favicon.ico",
		"/media/" + strings.Repeat("0", 64), "/media/x", "/%ff", "/world/2026/11/23/", "/world/2026/99/23/x", "/api/", "/feed", "/sitemap.xml", "/.well-known/trust.txt", "/live.json"}
	if len(paths) != fixedAddresses {
		s.t.Fatalf("addresses begin with %d, want %d", len(paths), fixedAddresses)
	}
	lines, err := s.store.Stories(s.t.Context(), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, l := range lines {
		for _, p := range l.Placements {
			paths = append(paths, escapePath("/"+p.Path), escapePath("/"+p.Path)+"?v=1", escapePath("/"+p.Path)+"/")
		}
		paths = append(paths, "/world/"+string(l.Story.ID), "/world/2026/11/23/"+string(l.Story.ID),
			"/preview/story/"+string(l.Story.ID)+"/courier", "/data/story/"+string(l.Story.ID)) // the newsroom's, which are not here
	}
	// Files by the names they have in the blob store, messages included.
	for _, name := range s.files {
		paths = append(paths, "/media/"+name, "/preview/on/courier/media/"+name)
	}
	return paths
}

func (s *secretive) walkAPI(out map[string]string) {
	s.t.Helper()
	for _, path := range []string{"/api/quotes", "/api/wire/npa", "/api/wire/nobody", "/api/health", "/api/", "/api/wire/", "/api/story/1", "/api/websub/npa/websub/1f0c3a9be2/key", "/api/websub/npa/websub/1f0c3a9be2/key?hub.mode=subscribe&hub.challenge=1&hub.topic=x", "/api/websub/"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodHead, http.MethodDelete} {
			for _, auth := range []string{"", "Bearer wrong", "Basic Zm9v"} {
				r := httptest.NewRequest(method, "http://courier.example"+path, strings.NewReader(`{"uri":"x"}`))
				if auth != "" {
					r.Header.Set("Authorization", auth)
				}
				w := httptest.NewRecorder()
				s.api.ServeHTTP(w, r)
				if w.Code == http.StatusAccepted {
					s.t.Errorf("%s %s with %q = 202, want it refused", method, path, auth)
				}
				out["api "+method+" "+path+" "+auth] = read(s.t, w)
			}
		}
	}
}

// read returns headers and body of an answer, unpacked.
func read(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var b strings.Builder
	if err := w.Header().Write(&b); err != nil {
		t.Fatal(err)
	}
	var from io.Reader = w.Body
	var err error
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		if from, err = gzip.NewReader(w.Body); err != nil {
			t.Fatal(err)
		}
	case "br":
		from = brotli.NewReader(w.Body)
	case "zstd":
		z, err := zstd.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		from = z
	}
	body, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d\n%s\n%s", w.Code, b.String(), body)
}

// look holds the answers to what may and must be in them.
func (s *secretive) look(when string, must, mustNot []string) {
	s.t.Helper()
	answers := s.walk()
	for _, mark := range append([]string{never, phone, address, account}, mustNot...) {
		for at, answer := range answers {
			if i := strings.Index(answer, mark); i >= 0 {
				s.t.Errorf("%s: %s says %q", when, at, answer[i:min(len(answer), i+24)])
			}
		}
	}
	for _, mark := range must {
		found := false
		for _, answer := range answers {
			found = found || strings.Contains(answer, mark)
		}
		if !found {
			s.t.Errorf("%s: no way out says %q, which readers are to have: the walk is blind", when, mark)
		}
	}
}

// TestNothingPrivateLeaves takes in copy full of what is not for readers, in
// every format, and walks every way out at each turn of the stories' fate (R9,
// R13).
func TestNothingPrivateLeaves(t *testing.T) {
	s := newSecretive(t)
	for _, m := range leaky {
		s.take(m.name, m.text)
	}
	for name, mark := range map[string]string{"shown.jpg": "Qxzopicture", "withheld.jpg": "Qxzpheldpicture", "limited.jpg": "Qxzplimitedpicture", "killed.jpg": "Qxzkpicture", "unused.jpg": "Qxzpunusedpicture"} {
		s.take(name, photo(t, 64+len(name), mark))
	}
	// A version of the desk's that is not published, and an agency's beside it.
	if _, err := s.desk.Edit(t.Context(), s.story("to"), desk.Words{Headline: ptr("Qxzpunpublished")}, "e"); err != nil {
		t.Fatal(err)
	}
	s.take("t2.json", strings.Replace(leaky[len(leaky)-1].text, `"version":"1"`, `"version":"2","edNote":"Qxzppendingnote"`, 1)+"\n")
	s.take("t3.json", strings.NewReplacer(`"version":"1"`, `"version":"3"`, "Qxzotouched", "Qxzppendinghead").Replace(leaky[len(leaky)-1].text))

	s.write()

	var all []string
	for _, m := range leaky {
		all = append(all, regexp.MustCompile(open+`\w+`).FindAllString(m.text, -1)...)
	}
	all = append(all, "Qxzopicture", "Qxzocaption", "Qxzobegun", "Qxzobegunbody", "Qxzokicker")
	s.look("at first", append(all, killed+"body", killed+"picture", ending+"body"), []string{released})

	s.pass(t0.Add(11*time.Hour - time.Second))
	s.look("a second before the embargo ends", all, []string{released})
	s.pass(t0.Add(11 * time.Hour))
	s.look("when the embargo ends", append(all, released+"headline", released+"body"), nil)

	s.take("kill.json", `{"uri":"ki","version":"2","pubStatus":"canceled","edNote":"Qxzpkillnote +47 555 90 010"}`)
	s.look("after a kill", append(all, released+"body", ending+"body"), []string{killed})

	s.take("recall.json", `{"uri":"em","version":"2","type":"text","pubStatus":"withheld","edNote":"Qxzprecall"}`)
	s.look("after a recall", all, []string{killed, released})

	s.take("kill.7901", "\x01bas0175 2 pl 30  npa 0175\n\nHallen/\n\x02KILL KILL KILL =\n\nPlease kill item npa 158, Qxzpkillwords.\n\n\x03231830 GMT Nov 26\n\x7f\n\x7f\x04")
	s.look("after a kill by number", nil, []string{killed, released, open + "de7901"})

	s.pass(t0.Add(24 * time.Hour))
	s.look("when the rights end", []string{open + "g2"}, []string{killed, released, ending, open + "de7901"})
}

func ptr(s string) *string { return &s }

// openRoads are sources with their tokens, all of whose roads are open.
func openRoads(of map[news.SourceID]string) func(news.SourceID) (string, bool) {
	return func(id news.SourceID) (string, bool) { return of[id], true }
}
