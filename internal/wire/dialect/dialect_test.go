package dialect

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

func load(t *testing.T) *Set {
	t.Helper()
	s, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// one returns a set of one dialect, named npa.
func one(t *testing.T, text string) *Set {
	t.Helper()
	d, err := Read("npa", text, "npa.toml")
	if err != nil {
		t.Fatal(err)
	}
	return &Set{byName: map[string]*Dialect{"npa": d}}
}

func TestShippedDialects(t *testing.T) {
	var names []string
	for _, d := range load(t).List() {
		names = append(names, d.Name)
		if d.About == "" || d.From != "shipped" || len(d.Match.Providers)+len(d.Match.GUIDs) == 0 {
			t.Errorf("dialect %s = %q from %q with match %+v, want it described, shipped and recognised", d.Name, d.About, d.From, d.Match)
		}
	}
	want := []string{"afp", "anp", "ansa", "ap", "business-wire", "businessdesk", "dpa", "efe", "ntb", "pa", "reuters", "superdesk", "tass", "tt"}
	if !slices.Equal(names, want) {
		t.Errorf("Load().List() = %q, want %q", names, want)
	}
}

func TestNewsroomsFilesTakeThePlaceOfShippedOnes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("npa.toml", "about = \"Ours\"\n")
	write("afp.toml", "about = \"Other\"\n")
	write("notes.txt", "no dialect")
	s, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if d := s.Of("afp", wire.Origin{}); d == nil || d.About != "Other" || d.From != filepath.Join(dir, "afp.toml") {
		t.Errorf("Of(afp) = %+v, want the newsroom's", d)
	}
	if d := s.Of("", wire.Origin{Provider: "AFP"}); d != nil {
		t.Errorf("Of(provider AFP) = %s, want none: the newsroom's own matches nothing", d.Name)
	}
	if err := s.Check("npa"); err != nil {
		t.Errorf("Check(npa) = %v, want nil", err)
	}
	if err := s.Check("afb"); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "afp, anp") {
		t.Errorf("Check(afb) = %v, want invalid with the names there are", err)
	}
	write("bad.toml", "credits = \"x\"\n")
	if _, err := Load(dir); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "bad.toml") {
		t.Errorf("Load() with a bad file = %v, want invalid, naming it", err)
	}
	if s, err := Load(filepath.Join(dir, "missing")); err != nil || len(s.List()) < 10 {
		t.Errorf("Load(missing folder) = %v, want the shipped ones", err)
	}
}

func TestBadDialects(t *testing.T) {
	for text, want := range map[string]string{
		"credits = \"x\"":                         "unknown key \"credits\"; at the top may stand about, match, language, credit",
		"[match]\nname = [\"x\"]":                 "at match may stand providers, guids, formats",
		"[[label]]\ntxt = 'x'\nmeans = \"none\"":  "at label may stand text, in, means, strip",
		"about = ":                                "line 1",
		"about = 3":                               "about",
		"sign_off = ['(']":                        "sign_off",
		"sign_off = ['x*']":                       "fits an empty text",
		"[[label]]\ntext = 'x'\nmeans = \"stop\"": "these are update, correction, kill, withhold, hold, advisory, none",
		"[[label]]\ntext = 'x'\nmeans = \"none\"\nin = [\"body\"]":           "headline, keyword, kicker, lead, note, profile, slugline",
		"[[label]]\ntext = 'x'\nmeans = \"none\"\nin=[\"note\"]\nstrip=true": "not off note",
		"[signals]\nx = \"y\"":             "signals.x",
		"[urgency]\nx = 10":                "runs from 1",
		"[categories]\ns = \"sport\"":      "medtop:15000000",
		"zone = \"Mars/Olympus\"":          "Europe/Oslo",
		"zone = \"Local\"":                 "Europe/Oslo",
		"empty_embargo = \"maybe\"":        "neither",
		"later_versions = \"maybe\"":       "later_versions",
		"[[revision]]\nid = '^(a)_(\\d)$'": "revision 1",
		"[match]\nproviders = [\"\"]":      "empty text",
	} {
		_, err := Read("npa", text, "npa.toml")
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "npa.toml") {
			t.Errorf("Read(%q) = %v, want invalid with %q", text, err, want)
		}
	}
	for _, name := range []string{"", "A", "a b", "-a", "../a"} {
		if _, err := Read(name, "", name+".toml"); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Read(name %q) = %v, want invalid", name, err)
		}
	}
}

func TestRecognition(t *testing.T) {
	s := load(t)
	for _, c := range []struct {
		o    wire.Origin
		want string
	}{
		{wire.Origin{Provider: "dpa"}, "dpa"},
		{wire.Origin{Provider: "DPA"}, "dpa"},
		{wire.Origin{Provider: "providercode:AP"}, "ap"},
		{wire.Origin{GUID: "urn:newsml:afp.com:20261123:x"}, "afp"},
		{wire.Origin{Provider: "AFP", GUID: "tag:reuters.com,2026:newsml_1"}, "reuters"},
		{wire.Origin{Provider: "NPA", GUID: "urn:newsml:npa.example:1"}, ""},
		{wire.Origin{}, ""},
	} {
		got := ""
		if d := s.Of("", c.o); d != nil {
			got = d.Name
		}
		if got != c.want {
			t.Errorf("Of(%+v) = %q, want %q", c.o, got, c.want)
		}
	}
	if d := s.Of("pa", wire.Origin{Provider: "dpa"}); d == nil || d.Name != "pa" {
		t.Errorf("Of(pa, dpa's) = %+v, want the one named", d)
	}
	only := one(t, "[match]\nproviders = [\"NPA\"]\nformats = [\"nitf\"]")
	if only.Of("", wire.Origin{Provider: "NPA", Format: "nitf 3.6"}) == nil || only.Of("", wire.Origin{Provider: "NPA", Format: "ninjs 3.0"}) != nil {
		t.Error("Of() with formats = [nitf] does not go by the format")
	}
}

func TestApply(t *testing.T) {
	usable := func(it news.WireItem) news.WireItem {
		it.PubStatus = news.Usable
		return it
	}
	s := load(t)
	for _, c := range []struct {
		name, dialect string
		in            news.WireItem
		check         func(*news.WireItem) bool
	}{
		{"Reuters' correction", "reuters", news.WireItem{Headline: "CORRECTED-UPDATE 1-Ferry runs", Signals: []news.Signal{"c"}},
			func(w *news.WireItem) bool {
				return w.Headline == "Ferry runs" && slices.Equal(w.Signals, []news.Signal{news.SignalCorrection}) && len(w.EditorialNotes) == 2
			}},
		{"Reuters' update in the slugline", "reuters", news.WireItem{Headline: "Ferry runs", Slugline: "UPDATE 12-FERRY/HALLEN"},
			func(w *news.WireItem) bool { return w.Slugline == "FERRY/HALLEN" && w.Has(news.SignalUpdate) }},
		{"Reuters' deletion", "reuters", news.WireItem{Signals: []news.Signal{"d"}},
			func(w *news.WireItem) bool { return w.PubStatus == news.Canceled && len(w.Warnings) == 1 }},
		{"Reuters' withdrawal in the text", "reuters", news.WireItem{Headline: "Ferry", BodyHTML: "<p>STORY WITHDRAWN. Do not use.</p><p>More.</p>"},
			func(w *news.WireItem) bool { return w.PubStatus == news.Canceled }},
		{"a headline that is no label", "reuters", news.WireItem{Headline: "CORRECTED maps of Hallen", Signals: []news.Signal{"n"}},
			func(w *news.WireItem) bool {
				return w.Headline == "CORRECTED maps of Hallen" && w.PubStatus == news.Usable && len(w.Signals) == 0
			}},
		{"AP's kinds of message", "ap", news.WireItem{Signals: []news.Signal{"holdforrelease", "writethru"}},
			func(w *news.WireItem) bool { return w.EmbargoHold && w.Has(news.SignalUpdate) && w.Creditline == "AP" }},
		{"AP's withhold", "ap", news.WireItem{Signals: []news.Signal{"withhold"}}, func(w *news.WireItem) bool { return w.PubStatus == news.Withheld }},
		{"a withhold after a kill", "ap", news.WireItem{Signals: []news.Signal{"kill", "withhold"}}, func(w *news.WireItem) bool { return w.PubStatus == news.Canceled }},
		{"AP's sport", "ap", news.WireItem{Subjects: []news.Concept{{Code: "s", Role: "category"}}},
			func(w *news.WireItem) bool { return len(w.Subjects) == 2 && w.Subjects[1].Code == "medtop:15000000" }},
		{"dpa's categories", "dpa", news.WireItem{Subjects: []news.Concept{{Code: "dpacat:wi", Name: "wi"}, {Code: "dpasubject:wi"}}},
			func(w *news.WireItem) bool { return len(w.Subjects) == 3 && w.Subjects[2].Code == "medtop:04000000" }},
		{"dpa's advisory", "dpa", news.WireItem{Genre: "Achtung"}, func(w *news.WireItem) bool { return w.Profile == "advisory" }},
		{"dpa's sign-off", "dpa", news.WireItem{BodyHTML: "<p>Words.</p><p>dpa kre/su yysw a3 lön mda</p>"},
			func(w *news.WireItem) bool {
				return w.SignOff == "dpa kre/su yysw a3 lön mda" && w.BodyHTML == "<p>Words.</p>"
			}},
		{"AFP's Arabic sign-off", "afp", news.WireItem{BodyHTML: "<p>عادت العبارة.</p><p>بور-ايم/جص</p>"},
			func(w *news.WireItem) bool { return w.SignOff == "بور-ايم/جص" }},
		{"BusinessDesk's empty embargo", "businessdesk", news.WireItem{EmbargoHold: true, EmbargoEmpty: true}, func(w *news.WireItem) bool { return !w.EmbargoHold && w.EmbargoEmpty }},
		{"any other empty embargo", "afp", news.WireItem{EmbargoHold: true, EmbargoEmpty: true}, func(w *news.WireItem) bool { return w.EmbargoHold }},
		{"Business Wire's first", "business-wire", news.WireItem{Version: "1"}, func(w *news.WireItem) bool { return len(w.Signals) == 0 }},
		{"Business Wire's second", "business-wire", news.WireItem{Version: "2"}, func(w *news.WireItem) bool { return w.Has(news.SignalCorrection) }},
		{"NTB's links", "ntb", news.WireItem{Links: []news.Link{{GUID: "NTB7_01"}}}, func(w *news.WireItem) bool { return w.Links[0].GUID == "NTB7" && w.Links[0].Version == "01" }},
		{"TASS's flag", "tass", news.WireItem{Slugline: "URGENT"}, func(w *news.WireItem) bool { return w.Slugline == "" }},
		{"EFE's language", "efe", news.WireItem{}, func(w *news.WireItem) bool { return w.Language == "es" }},
		{"a language that is said", "efe", news.WireItem{Language: "ca"}, func(w *news.WireItem) bool { return w.Language == "ca" }},
		{"ANP's replacement", "anp", news.WireItem{BodyHTML: "<p>Nieuw bericht, vervangt: Veerpont.</p><p>Tekst.</p>"}, func(w *news.WireItem) bool { return w.Has(news.SignalUpdate) }},
	} {
		it := usable(c.in)
		if d := s.Apply(c.dialect, &it); d == nil || d.Name != c.dialect || it.Dialect != c.dialect || !c.check(&it) {
			t.Errorf("%s: Apply(%s, %+v) = %+v, which is not wanted", c.name, c.dialect, c.in, it)
		}
		again := it
		again.Signals, again.Warnings, again.EditorialNotes = slices.Clone(it.Signals), slices.Clone(it.Warnings), slices.Clone(it.EditorialNotes)
		s.Apply(c.dialect, &again)
		if again.Headline != it.Headline || again.BodyHTML != it.BodyHTML || len(again.Warnings) != len(it.Warnings) || len(again.EditorialNotes) != len(it.EditorialNotes) || len(again.Subjects) != len(it.Subjects) {
			t.Errorf("%s: Apply() a second time = %+v, want no change of %+v", c.name, again, it)
		}
	}
}

// TestPrivateWordsStayPrivate holds that what an agency marks as private by its
// words leaves the text and is kept as a note, and that what says itself that
// it is not for publication does so without any dialect.
func TestPrivateWordsStayPrivate(t *testing.T) {
	s := one(t, "boilerplate = ['^Read more at']\n[private]\nlines = ['(?i)^call the desk']\nfrom = ['^=+ NOTES']")
	for _, c := range []struct{ in, want, notes string }{
		{"<p>Words.</p><p>Call the desk: 0000.</p><p>More.</p><p>Read more at npa.example</p>", "<p>Words.</p>\n<p>More.</p>", "private,boilerplate"},
		{"<p>Words.</p><p>== NOTES ==</p><p>Ada, 0000</p><ul><li>Bo</li></ul>", "<p>Words.</p>", "private,private,private"},
		{"<p>Words.</p><p>The following information is not intended for publication</p><p>Ada, 0000</p>", "<p>Words.</p>", "private,private"},
		{"<p>Read more at home.</p>", "<p>Read more at home.</p>", ""},
	} {
		it := news.WireItem{BodyHTML: c.in, PubStatus: news.Usable}
		s.Apply("npa", &it)
		var roles []string
		for _, n := range it.EditorialNotes {
			roles = append(roles, n.Role)
		}
		if it.BodyHTML != c.want || strings.Join(roles, ",") != c.notes {
			t.Errorf("Apply(%q) = %q with notes %+v, want %q with %s", c.in, it.BodyHTML, it.EditorialNotes, c.want, c.notes)
		}
	}
	var none *Set
	it := news.WireItem{BodyHTML: "<p>Words.</p><p>Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt</p><p>Ada, 0000</p>", PubStatus: news.Usable}
	if d := none.Apply("", &it); d != nil || it.BodyHTML != "<p>Words.</p>" || it.Dialect != "" || len(it.EditorialNotes) != 2 {
		t.Errorf("Apply() of no dialect = %+v, want the private part in notes", it)
	}
}

func TestKeywordsForReaders(t *testing.T) {
	d := one(t, `keyword_codes = ['^N2_']`).byName["npa"]
	in := []string{"ferry", "N2_SHIP", "desk:world"}
	if got := d.Words(in); !slices.Equal(got, []string{"ferry"}) {
		t.Errorf("Words(%q) = %q, want ferry", in, got)
	}
	if got := (*Dialect)(nil).Words(in); !slices.Equal(got, []string{"ferry", "N2_SHIP"}) {
		t.Errorf("Words(%q) of no dialect = %q, want what is no code", in, got)
	}
}

func TestHabits(t *testing.T) {
	h := load(t).Habits("")
	dpa := h.Of(wire.Origin{Provider: "dpa"})
	if got, err := dpa.ParseTime("2026-11-23T09:00:00"); err != nil || got.Format(time.RFC3339) != "2026-11-23T09:00:00+01:00" {
		t.Errorf("dpa's ParseTime = %v, %v, want Berlin's", got, err)
	}
	if !dpa.CorrectionNotes["correctionshort"] || !dpa.SignOffNotes["closingline"] {
		t.Errorf("dpa's habit = %+v, want its notes", dpa)
	}
	if !h.Of(wire.Origin{Provider: "STT"}).ExpireIsRelease || h.Of(wire.Origin{Provider: "NPA"}).ExpireIsRelease {
		t.Error("ExpireIsRelease is not that of Superdesk's houses alone")
	}
	if (*Set)(nil).Habits("").Of(wire.Origin{Provider: "dpa"}).Zone != nil {
		t.Error("a nil set knows dpa, want nobody")
	}
}

// FuzzMayBePrivate holds that no line is passed over that says that what follows
// is not for publication: it is looked for in every text.
func FuzzMayBePrivate(f *testing.F) {
	for _, seed := range []string{"<p>The following information is not intended for publication</p>", "<p>Die folgenden Informationen sind nicht f&uuml;r die Ver&ouml;ffentlichung</p><p>x</p>",
		"* THE FOLLOWING <b>INFORMATION</b> IS NOT&nbsp;FOR PUBLI<!-- > -->CATION", "<p>The following information is not for publi&#99;ation<br>0</p>", "a < b <", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		said := false
		body.Without(markup, func(texts []string) []bool {
			said = slices.ContainsFunc(texts, notPublic.MatchString)
			return nil
		})
		if said && !mayBePrivate(markup) {
			t.Errorf("mayBePrivate(%q) = false", markup)
		}
	})
}
