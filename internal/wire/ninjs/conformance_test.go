package ninjs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// public returns a folder of IPTC's newsinjson repository beside this one.
func public(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "ninjs", dir)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("left out: IPTC's samples are not at %s", path)
	}
	return path
}

// messages returns the messages below a folder, by their path in it.
func messages(t *testing.T, root string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".json" && !strings.HasSuffix(path, "-schema.json") {
			rel, relErr := filepath.Rel(root, path)
			if relErr != nil {
				return relErr
			}
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sample is what was read by eye in one of IPTC's examples.
type sample struct {
	format, guid, version string
	kind                  news.ItemType
	urgency               int
	language, updated     string
	headline, byline      string // their beginnings
	words                 string // the beginning of the abstract or caption
	body                  string // something in the body
	// how many subjects, people, places, organisations, renditions,
	// associations, notes
	counts [7]int
}

const (
	dellHeadline  = "Dell Redefines Workstation Computing"
	lunchHeadline = "Lunch Taking a Toll?"
	shipHeadline  = "Captain of wrecked cruise ship on trial in Italy"
	shipBody      = "<p>The sole defendant, Francesco Schettino"
	shipByline    = "Paulo Santalucia and Frances d'Emilio"
	drillHeadline = "Militärövning i jätteformat hålls 2023"
	rossiHeadline = "MotoGP - Spain - Valentino Rossi"
	apImage       = "http://api.ap.org/media/v/content/b2b6c3f4642f46deac7509d4db315ca0?qt=H1Kdh42orF&et=0a1aza3c0"
	apAudio       = "http://api.ap.org/media/v/content/8c9f92e2a4414c709a295b449f459a74?qt=H1Kdh42orF&et=0a3aza2c0"
	apVideo       = "http://api.ap.org/media/v/content/0cc82c1e6d284848bf862fdfae3c43c4?qt=H1Kdh42orF&et=0a3aza9c0"
	wireHome      = "http://www.businesswire.com/news/home/"
	ninjsHome     = "http://ninjs.example.com/newsitems/"
)

// samples are the examples of versions 1.4, 2.1 and 3.0 by their file.
var samples = map[string]sample{
	"1.4/businesswire-newsml-20130515006361.json": {"ninjs 1.x", wireHome + "20130515006361/en", "1", "composite", 0, "en", "2013-05-16T04:01:00Z", dellHeadline, "", "", `<a href="http://www.dell.com">Dell</a> today announced`, [7]int{9, 0, 0, 0, 0, 3, 0}},
	"1.4/businesswire-newsml-20130605006126.json": {"ninjs 1.x", wireHome + "20130605006126/zh", "1", "text", 0, "zh", "2013-06-05T21:00:00Z", "Cambrios被Gartner評選為", "", "", "(美國商業資訊)--為透明", [7]int{13, 0, 0, 0, 0, 0, 0}},
	"1.4/businesswire-newsml-20130612006110.json": {"ninjs 1.x", wireHome + "20130612006110/zh", "1", "text", 0, "zh", "2013-06-12T15:29:00Z", "APP发布", "", "", "Asia Pulp &amp; Paper", [7]int{12, 0, 0, 0, 0, 0, 0}},
	"1.4/businesswire-newsml-20130731006140.json": {"ninjs 1.x", wireHome + "20130731006140/en", "1", "composite", 0, "en", "2013-07-31T15:32:00Z", lunchHeadline, "", "", "With more Applebee’s<sup>®</sup>", [7]int{10, 0, 0, 0, 0, 2, 0}},
	"1.4/ninjs-1-4-examples.json":                 {"ninjs 1.4", ninjsHome + "ninjs1-4-tests", "", "", 0, "", "", "Test of three new properties", "", "Extensible description test", "", [7]int{}},
	"1.4/ninjsExComplex1.json":                    {"ninjs 1.x", ninjsHome + "20130709cplx123", "", "composite", 0, "en", "2013-07-09T10:37:00Z", shipHeadline, shipByline, "", shipBody, [7]int{0, 1, 3, 1, 0, 1, 0}},
	"1.4/ninjsExComplex2.json":                    {"ninjs 1.x", ninjsHome + "20130709cplx456", "", "composite", 0, "en", "2013-07-09T10:39:00Z", shipHeadline, shipByline, "", shipBody, [7]int{0, 1, 3, 1, 0, 2, 0}},
	"1.4/ninjsExMediumText1.json":                 {"ninjs 1.x", ninjsHome + "20130709med123", "", "text", 0, "en", "2013-07-09T10:37:00Z", shipHeadline, shipByline, "", shipBody, [7]int{0, 1, 3, 1, 0, 0, 0}},
	"1.4/ninjsExSimplePhoto1.json":                {"ninjs 1.x", ninjsHome + "20130709simpPh123", "", "picture", 0, "", "2013-07-08T08:12:00Z", "Costa Concordia cruise ship", "Paulo Santalucia", "The Costa Concordia cruise ship lies on its side", "", [7]int{0, 0, 0, 0, 2, 0, 0}},
	"1.4/ninjsExSimpleText1.json":                 {"ninjs 1.x", ninjsHome + "20130709simp123", "", "text", 0, "", "2013-07-09T10:37:00Z", shipHeadline, shipByline, "", shipBody, [7]int{}},

	"2.1/SIPA_image_2.json":                       {"ninjs 2.x", "https://internal-repository-xxxx/2.1234567", "1", "picture", 0, "en", "2020-10-27T15:35:19Z", "Italy: Italy Demonstration", "Insidefoto", "Demonstration of the workers", shipBody, [7]int{10, 0, 1, 0, 1, 0, 0}},
	"2.1/ap_audio.json":                           {"ninjs 2.x", apAudio, "0", "audio", 4, "en", "2019-11-14T16:17:53Z", "Next up in impeachment hearings", "", "House Speaker Nancy Pelosi says", "", [7]int{5, 1, 0, 0, 3, 0, 0}},
	"2.1/ap_image.json":                           {"ninjs 2.x", apImage, "0", "picture", 5, "en", "2019-11-15T14:39:44Z", "Turkey Islamic State", "", "FILE - In this Monday, Nov. 11", "", [7]int{3, 0, 6, 2, 4, 0, 1}},
	"2.1/ap_video.json":                           {"ninjs 2.x", apVideo, "0", "video", 0, "en", "2019-11-14T18:50:57Z", "House leaders double down", "", "As the Trump impeachment hearings go public", "", [7]int{10, 3, 3, 0, 10, 0, 1}},
	"2.1/businesswire-newsml-20130605006126.json": {"ninjs 2.x", wireHome + "20130605006126/zh", "1", "text", 0, "zh", "2013-06-05T21:00:00Z", "Cambrios被Gartner評選為", "", "", "(美國商業資訊)--為透明", [7]int{13, 0, 0, 0, 0, 0, 0}},
	"2.1/businesswire-newsml-20130731006140.json": {"ninjs 2.x", wireHome + "20130731006140/en", "1", "composite", 0, "en", "2013-07-31T15:32:00Z", lunchHeadline, "", "", "With more Applebee’s<sup>®</sup>", [7]int{10, 0, 0, 0, 0, 2, 0}},
	"2.1/dpa_text.json":                           {"ninjs 2.x", "urn:newsml:dpa.com:20090101:190510-99-167362", "2", "", 4, "de", "2019-05-10T16:02:28+02:00", "Faktencheck Derby-Elfmeter", "Von Christian Hollmann, dpa", "", "<p>Für Lucien Favre war es", [7]int{}},
	"2.1/imageEncodedRights.json":                 {"ninjs 2.x", "http://example.agency.com/item/TG346285", "", "picture", 0, "", "2013-07-08T08:12:00Z", rossiHeadline, "John Smith", "Valentino Rossi (46) of Italy", "", [7]int{0, 0, 0, 0, 2, 0, 0}},
	"2.1/imageLinkedRights.json":                  {"ninjs 2.x", "http://example.agency.com/item/TG346285", "", "picture", 0, "", "2013-07-08T08:12:00Z", rossiHeadline, "John Smith", "Valentino Rossi (46) of Italy", "", [7]int{0, 0, 0, 0, 2, 0, 0}},
	"2.1/ninjsExSimpleText_2.json":                {"ninjs 2.x", ninjsHome + "20130709simp123", "", "text", 0, "", "2013-07-09T10:37:00Z", shipHeadline, shipByline, "", shipBody, [7]int{}},
	"2.1/ntb_text.json":                           {"ninjs 2.x", "urn:8d19cf88-b3ab-4972-8fec-1207599f2872", "6", "text", 5, "nb-NO", "2019-08-09T09:46:53Z", "Google har kjøpt giganttomt i Skien", "NTB", "IT-giganten Google har kjøpt", "", [7]int{4, 0, 1, 0, 0, 0, 1}},
	"2.1/schema-extension/extension-example.json": {"ninjs 2.1", "http://tt.se/media/text/210526-militarovning-a0f2d045", "1", "text", 3, "sv", "2021-05-26T13:40:18+02:00", drillHeadline, "", "Pandemin satte stopp för", "<blockquote>Aurora 2023 kommer att genomföras", [7]int{1, 1, 3, 1, 0, 1, 0}},
	"2.1/tt_text_image_2.json":                    {"ninjs 2.1", "http://tt.se/media/text/210526-militarovning-a0f2d045", "1", "text", 3, "sv", "2021-05-26T13:40:18+02:00", drillHeadline, "", "Pandemin satte stopp för", "<blockquote>Aurora 2023 kommer att genomföras", [7]int{1, 1, 3, 1, 0, 1, 0}},

	"3.0/20231004-UEFA-ChampionLeague.json": {"ninjs 3.x", "https://www.uefa.com/20231004-UEFA-ChampionsLeague", "", "event", 0, "", "", "", "", "Feyenoord met Atlético de Madrid", "", [7]int{0, 0, 1, 0, 0, 0, 0}},
	"3.0/20231005-65-addb-event.json":       {"ninjs 3.0", "urn:newsml:addb.no:20140226:0065-ninjs3.0-addb--event-test", "2", "event", 4, "en", "2023-10-05T08:45:55+02:00", "", "", "4th International Congress", "", [7]int{0, 0, 1, 1, 0, 0, 0}},
	"3.0/20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-ninjs-nitf.json": {"ninjs 3.0", "https://antidopingdatabase.com/news/anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever", "2", "text", 4, "en", "2023-10-08T02:34:03+02:00", "Anti-doping measures at the 'Tour Down Under'", "Trond Husø, The Anti-Doping Database", "The Australian Sports Anti-Doping Authority", "The initiatives are being implemented in close partnership", [7]int{3, 0, 0, 0, 0, 0, 0}},
	"3.0/20231016-addb-example-press-conference.json":                                                         {"ninjs 3.x", "http://addb.no/worldanti", "", "event", 0, "", "", "", "", "The World Anti-Doping Agency (WADA) invited media", "The initiatives are being implemented in close partnership", [7]int{0, 4, 1, 1, 0, 0, 0}},
	"3.0/SIPA_image_3.json":                       {"ninjs 3.x", "https://internal-repository-xxxx/2.1234567", "1", "picture", 0, "en", "2020-10-27T15:35:19Z", "Italy: Italy Demonstration", "Insidefoto", "Demonstration of the workers", shipBody, [7]int{10, 0, 1, 0, 1, 0, 0}},
	"3.0/ap_audio.json":                           {"ninjs 3.x", apAudio, "0", "audio", 4, "en", "2019-11-14T16:17:53Z", "Next up in impeachment hearings", "", "House Speaker Nancy Pelosi says", "", [7]int{5, 1, 0, 0, 3, 0, 0}},
	"3.0/ap_image.json":                           {"ninjs 3.x", apImage, "0", "picture", 5, "en", "2019-11-15T14:39:44Z", "Turkey Islamic State", "", "FILE - In this Monday, Nov. 11", "", [7]int{3, 0, 6, 2, 4, 0, 1}},
	"3.0/ap_video.json":                           {"ninjs 3.x", apVideo, "0", "video", 0, "en", "2019-11-14T18:50:57Z", "House leaders double down", "", "As the Trump impeachment hearings go public", "", [7]int{10, 3, 3, 0, 10, 0, 1}},
	"3.0/businesswire-newsml-20130605006126.json": {"ninjs 3.x", wireHome + "20130605006126/zh", "1", "text", 0, "zh", "2013-06-05T21:00:00Z", "Cambrios被Gartner評選為", "", "", "(美國商業資訊)--為透明", [7]int{13, 0, 0, 0, 0, 0, 0}},
	"3.0/businesswire-newsml-20130731006140.json": {"ninjs 3.x", wireHome + "20130731006140/en", "1", "composite", 0, "en", "2013-07-31T15:32:00Z", lunchHeadline, "", "", "With more Applebee’s<sup>®</sup>", [7]int{10, 0, 0, 0, 0, 2, 0}},
	"3.0/dpa_text.json":                           {"ninjs 3.x", "urn:newsml:dpa.com:20090101:190510-99-167362", "2", "", 4, "de", "2019-05-10T16:02:28+02:00", "Faktencheck Derby-Elfmeter", "Von Christian Hollmann, dpa", "", "<p>Für Lucien Favre war es", [7]int{}},
	"3.0/imageEncodedRights.json":                 {"ninjs 3.x", "http://example.agency.com/item/TG346285", "", "picture", 0, "", "2013-07-08T08:12:00Z", rossiHeadline, "John Smith", "Valentino Rossi (46) of Italy", "", [7]int{0, 0, 0, 0, 2, 0, 0}},
	"3.0/imageLinkedRights.json":                  {"ninjs 3.x", "http://example.agency.com/item/TG346285", "", "picture", 0, "", "2013-07-08T08:12:00Z", rossiHeadline, "John Smith", "Valentino Rossi (46) of Italy", "", [7]int{0, 0, 0, 0, 2, 0, 0}},
	"3.0/ninjsExSimpleText_3.json":                {"ninjs 3.x", ninjsHome + "20130709simp123", "", "text", 0, "", "2013-07-09T10:37:00Z", shipHeadline, shipByline, "", shipBody, [7]int{}},
	"3.0/ntb_text.json":                           {"ninjs 3.x", "urn:8d19cf88-b3ab-4972-8fec-1207599f2872", "6", "text", 5, "nb-NO", "2019-08-09T09:46:53Z", "Google har kjøpt giganttomt i Skien", "NTB", "IT-giganten Google har kjøpt", "", [7]int{4, 0, 1, 0, 0, 0, 1}},
	"3.0/simpleEvent.json":                        {"ninjs 3.0", "urn:newsml:addb.no:20110316:0002-ninjs3.0-addb--event-test", "2", "event", 4, "en", "2023-10-04T08:16:21+02:00", "", "", "The two-day Tackling Doping in Sport", "", [7]int{0, 0, 1, 1, 0, 0, 0}},
	"3.0/tt_event_pressconference_3.0.json":       {"ninjs 3.0", "http://tt.se/media/event/00ccd8e3-21a3-4386-b384-d3ba57122372", "3", "event", 1, "sv", "2023-10-05T14:27:32+02:00", "Pk med finansminister Elisabeth Svantesson", "", "", "<p>Finansminister Elisabeth Svantesson", [7]int{2, 1, 0, 1, 0, 0, 0}},
	"3.0/tt_text_image_3.json":                    {"ninjs 3.x", "http://tt.se/media/text/210526-militarovning-a0f2d045", "1", "text", 3, "sv", "2021-05-26T13:40:18+02:00", drillHeadline, "", "Pandemin satte stopp för", "<blockquote>Aurora 2023 kommer att genomföras", [7]int{1, 1, 3, 1, 0, 1, 0}},
}

func TestExamples(t *testing.T) {
	root := public(t, "examples")
	for _, name := range messages(t, root) {
		items, err := Parse(readFile(t, filepath.Join(root, name)), nil)
		if strings.HasPrefix(name, "3.0/collection/") {
			if err != nil || len(items) != 14 || items[0].GUID != "https://iptc.org/example/uri/1" || items[13].Abstract != "The Athlete starts its 18 month suspension" || items[13].Type != "event" {
				t.Errorf("Parse(%s) = %d items, %v, want the 14 events of its list", name, len(items), err)
			}
			continue
		}
		want, known := samples[name]
		if !known {
			t.Errorf("%s is not in samples; read it and add it", name)
			continue
		}
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
			continue
		}
		compare(t, name, items[0], want)
	}
}

func compare(t *testing.T, name string, it news.WireItem, want sample) {
	t.Helper()
	updated := ""
	if !it.Updated.IsZero() {
		updated = it.Updated.Format(time.RFC3339)
	}
	got := sample{it.Format, it.GUID, it.Version, it.Type, it.Urgency, it.Language, updated, it.Headline, it.Byline, it.Abstract + it.Caption, it.BodyHTML,
		[7]int{len(it.Subjects), len(it.People), len(it.Places), len(it.Organisations), len(it.Renditions), len(it.Associations), len(it.EditorialNotes)}}
	begins := func(got *string, want string) {
		if strings.HasPrefix(*got, want) && (want == "") == (*got == "") {
			*got = want
		}
	}
	begins(&got.headline, want.headline)
	begins(&got.byline, want.byline)
	begins(&got.words, want.words)
	if want.body != "" && strings.Contains(got.body, want.body) {
		got.body = want.body
	}
	if got != want {
		t.Errorf("Parse(%s) = %+v\nwant %+v", name, got, want)
	}
	if it.PubStatus != news.Usable || it.EmbargoHold || !it.Embargo.IsZero() {
		t.Errorf("Parse(%s) = status %q, embargo %v, hold %v, want usable and none", name, it.PubStatus, it.Embargo, it.EmbargoHold)
	}
	for _, n := range it.EditorialNotes {
		if strings.Contains(it.BodyHTML+it.Abstract+it.Caption+it.Headline, n.Text) {
			t.Errorf("Parse(%s) shows its note %q to readers", name, n.Text)
		}
	}
}

// TestExampleDetails looks closer at what only some examples have.
func TestExampleDetails(t *testing.T) {
	root := public(t, "examples")
	item := func(name string) news.WireItem {
		t.Helper()
		items, err := Parse(readFile(t, filepath.Join(root, name)), nil)
		if err != nil || len(items) != 1 {
			t.Fatalf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
		}
		return items[0]
	}
	for _, name := range []string{"2.1/ap_image.json", "3.0/ap_image.json"} {
		it := item(name)
		if got := fmt.Sprint(it.Creditline, "|", it.Slugline, "|", it.Provider, "|", it.EditorialNotes[0].Text); got != "ASSOCIATED PRESS|Turkey Islamic State||TURKEY OUT NOV. 11, 2019 FILE PHOTO" {
			t.Errorf("Parse(%s) = %s, want the credit line, slugline, no provider and the note", name, got)
		}
		if r := it.Renditions[0]; r.Name != "main" || r.Width != 3000 || r.Height != 2208 || r.Size != 4764958 || r.ContentType != "image/jpeg" {
			t.Errorf("Parse(%s).Renditions[0] = %+v, want main, 3000×2208, 4764958 bytes", name, r)
		}
		if p := it.Places[0]; p.Name != "Turkey" || p.Latitude == nil || *p.Latitude != 39 || *p.Longitude != 35 {
			t.Errorf("Parse(%s).Places[0] = %+v, want Turkey at 39 N 35 E", name, p)
		}
		if p := it.Places[1]; p.Name != "Western Europe" || p.Latitude != nil || p.Longitude != nil {
			t.Errorf("Parse(%s).Places[1] = %+v, want Western Europe without a position", name, p)
		}
	}
	video := item("1.4/businesswire-newsml-20130731006140.json").Associations[1]
	if n := len(video.Renditions); n != 4 || video.Type != news.VideoItem || video.Renditions[3].ContentType != "video/mp4" {
		t.Errorf("Parse(…20130731006140.json).Associations[1] = %+v, want 4 renditions, the last of three named broadband among them", video)
	}
	pic := item("2.1/tt_text_image_2.json").Associations[0]
	if pic.Name != "a001" || pic.GUID != "http://tt.se/media/image/sdlk2sirkPaauM" || pic.Byline != "Karl Melander/TT" || len(pic.Renditions) != 4 || !strings.HasPrefix(pic.Caption, "En stor internationell") {
		t.Errorf("Parse(tt_text_image_2.json).Associations[0] = %+v, want the picture a001 with byline and caption", pic)
	}
	if it := item("1.4/ninjsExComplex1.json"); it.People[0] != (news.Concept{Name: "Francesco Schettino", Code: "http://www.freebase.com/m/0hzcydt", Role: "about"}) || it.Located != "Grossetto, Italy" {
		t.Errorf("Parse(ninjsExComplex1.json) = %+v in %q, want Francesco Schettino in Grossetto, Italy", it.People, it.Located)
	}
	if it := item("3.0/tt_text_image_3.json"); it.Genre != "Inrikes" || it.Expires.Format(time.RFC3339) != "2023-05-31T00:00:00+02:00" || strings.Contains(fmt.Sprint(it), "7887500") {
		t.Errorf("Parse(tt_text_image_3.json) = %q, expires %v, want Inrikes, 2023-05-31 and no phone number", it.Genre, it.Expires)
	}
}

func TestSuiteShouldPass(t *testing.T) {
	root := public(t, "validation/test_suite")
	n := 0
	for _, name := range messages(t, root) {
		if !strings.Contains(name, "/should_pass/") {
			continue
		}
		n++
		raw := readFile(t, filepath.Join(root, name))
		items, err := Parse(raw, nil)
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
			continue
		}
		// What a document says is its version, wherever it lies.
		if version := strings.TrimPrefix(items[0].Format, "ninjs "); strings.Contains(string(raw), `standard"`) && !strings.Contains(string(raw), "ninjs-schema_"+version+".json") {
			t.Errorf("Parse(%s).Format = %q, want the version it says", name, items[0].Format)
		}
	}
	if n < 120 {
		t.Errorf("found %d documents that should pass, want all", n)
	}
}

// TestSuiteShouldFail reads what the schemas forbid. This house reads most of
// it, but never makes something of it that was not sent.
func TestSuiteShouldFail(t *testing.T) {
	root := public(t, "validation/test_suite")
	refused := map[string]string{
		"1.0/should_fail/001_no_uri_declared.json":            `"uri" is missing`,
		"1.0/should_fail/008_usageterms_object.json":          `"usageterms" is an object`,
		"1.0/should_fail/009_body_text_with_cr.json":          "line 3, column 42",
		"1.0/should_fail/010_body_must_be_string.json":        "line 7",
		"1.0/should_fail/011_description_must_be_string.json": "line 7",
		"1.0/should_fail/012_location_not_object.json":        "line 10",
		"1.2/should_fail/003_ednote_bad_type.json":            `"ednote" is an object`,
		"1.3/should_fail/006_bad_genre.json":                  "line 9",
	}
	statuses := map[string]news.PubStatus{
		"1.0/should_fail/007_pubstatus_cancelled.json":    news.Canceled,
		"1.0/should_fail/015_pubstatus_commissioned.json": "commissioned",
		"1.2/should_fail/005_pubstatus_replaced.json":     "replaced",
		"1.2/should_fail/006_pubstatus_commissioned.json": "commissioned",
	}
	n := 0
	for _, name := range messages(t, root) {
		if !strings.Contains(name, "/should_fail/") {
			continue
		}
		n++
		items, err := Parse(readFile(t, filepath.Join(root, name)), nil)
		if part, refuse := refused[name]; refuse {
			if !errors.Is(err, news.ErrInvalid) || !strings.Contains(fmt.Sprint(err), part) || len(items) != 0 {
				t.Errorf("Parse(%s) = %d items, %v, want an error with %q", name, len(items), err, part)
			}
			continue
		}
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
			continue
		}
		it := items[0]
		status, special := statuses[name]
		if !special {
			status = news.Usable
		}
		if it.PubStatus != status {
			t.Errorf("Parse(%s).PubStatus = %q, want %q", name, it.PubStatus, status)
		}
		if it.DigitalSourceType != "" || it.Urgency < 0 || it.Urgency > 9 || it.Provider != "" || strings.HasPrefix(it.Headline, "Title of") {
			t.Errorf("Parse(%s) = %+v, want nothing made of what is wrong", name, it)
		}
	}
	if n < 60 {
		t.Errorf("found %d documents that should fail, want all", n)
	}
}
