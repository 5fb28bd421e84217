package newsmlg2

import (
	"errors"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
	"broadsheet/internal/wire/dialect"
)

// shared is where the public samples stand, beside the project. They are read
// and never copied.
var shared = filepath.Join("..", "..", "..", "..", "shared", "data")

// samples returns the files of a folder of public samples; without them the
// test is left out.
func samples(t *testing.T, parts ...string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(append([]string{shared}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Skipf("left out: the public samples are not at %s", filepath.Join(shared, parts[0]))
	}
	out := map[string][]byte{}
	for _, name := range names {
		out[strings.TrimSuffix(filepath.Base(name), ".xml")] = read(t, name)
	}
	return out
}

// agencies are the habits of the agencies that are shipped.
func agencies(t *testing.T) wire.Habits {
	t.Helper()
	set, err := dialect.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return set.Habits("")
}

// facts are what a reader of a file finds in it.
type facts struct {
	file, guid, version, headline, language string
	kind                                    news.ItemType
	urgency                                 int
	byline, dateline, kicker, embargo       string
	signal                                  news.Signal
	notes, subjects, places, people         int
	pictures, links, keywords               int
	// begins is how the text begins, without markup.
	begins string
}

func check(t *testing.T, want facts, got news.WireItem) {
	t.Helper()
	embargo, signal := "", news.Signal("")
	if !got.Embargo.IsZero() {
		embargo = got.Embargo.Format("2006-01-02T15:04:05Z07:00")
	}
	if len(got.Signals) > 0 {
		signal = got.Signals[0]
	}
	text := strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(got.BodyHTML, ""))), " ")
	if !strings.HasPrefix(text, want.begins) || want.begins == "" && text != "" {
		t.Errorf("Parse(%s).BodyHTML = %.80q…, want text beginning %q", want.file, text, want.begins)
	}
	have := facts{want.file, got.GUID, got.Version, got.Headline, got.Language, got.Type, got.Urgency, got.Byline, got.Dateline, got.Kicker, embargo, signal,
		len(got.EditorialNotes), len(got.Subjects), len(got.Places), len(got.People), len(got.Associations), len(got.Links), len(got.Keywords), want.begins}
	if have != want {
		t.Errorf("Parse(%s) = %+v\nwant %+v", want.file, have, want)
	}
	if got.PubStatus != news.Usable || got.EmbargoHold {
		t.Errorf("Parse(%s) = status %q, hold %v, want usable and none", want.file, got.PubStatus, got.EmbargoHold)
	}
}

// agency are the facts of dpa's files, read in them by eye.
var agency = []facts{
	{file: "audio", guid: "urn:newsml:dpa.com:20090101:audio:20250128-99-00001583", version: "1", headline: "1583/KI-Schock aus China: Kursbeben in den USA / 7.30 N", language: "de", kind: "audio", urgency: 4,
		byline: "Thomas Bleskin", subjects: 2, places: 1, keywords: 1},
	{file: "dw-1", guid: "urn:newsml:dpa.com:20090101:240923-930-240378", version: "2", headline: "«Mythos Jungfernhäutchen» - Zwischen Aufklärung und Kommerz", language: "de", kind: "text", urgency: 3,
		byline: "Von Marco Krefting und Sunrita Sen, dpa", dateline: "Waghäusel (dpa)", kicker: "Frauenrechte", signal: "correction", notes: 16, subjects: 3, places: 8, links: 6, keywords: 1,
		begins: "Waghäusel (dpa) - Die meisten Kundinnen bestellen nur einmal"},
	{file: "eil", guid: "urn:newsml:dpa.com:20090101:240925-930-242744", version: "1", headline: "Grünen-Spitze tritt nach Wahlniederlagen ab", language: "de", kind: "text", urgency: 2,
		dateline: "Berlin (dpa)", notes: 4, subjects: 2, places: 1, keywords: 1, begins: "Berlin (dpa) - Die Grünen-Spitze zieht"},
	{file: "embargoed", guid: "urn:newsml:dpa.com:20090101:250123-930-353124", version: "1", headline: "Steinmeier: Russland zerstört kulturelles Erbe der Ukraine", language: "de", kind: "text", urgency: 4,
		dateline: "Berlin (dpa)", kicker: "Ausstellung", embargo: "2025-01-23T19:00:00+01:00", notes: 9, subjects: 5, places: 5, links: 1, begins: "Berlin (dpa) - Bundespräsident Frank-Walter Steinmeier hat"},
	{file: "empty_paragraph", guid: "urn:newsml:europapress.es:20241121:DN_2024-11-21_15-35-06", version: "1", headline: `AMP.- O.Próximo.- Netanyahu acusa al TPI de actuar por "odio antisemita" hacia Israel al ordenar su arresto`, language: "es", kind: "text", urgency: 4,
		dateline: "MADRID, 21 Nov. 2024 (Europa Press)", subjects: 1, places: 1, pictures: 1, keywords: 2, begins: "MADRID, 21 Nov. 2024 (Europa Press) - El primer ministro israelí"},
	{file: "hoerfunk", guid: "urn:newsml:dpa.com:20090101:241120-99-92781", version: "6", headline: "dpa/audio-Programm für Mittwoch, 20. November 2024, 15 Uhr", language: "de", kind: "text", urgency: 3,
		notes: 1, subjects: 2, places: 1, keywords: 2, begins: "Ihr Ansprechpartner: Thomas Brockt"},
	{file: "image", guid: "urn:newsml:dpa.com:20090101:250129-99-739668", version: "4", headline: "Caroline Kennedy", language: "de", kind: "picture", urgency: 3,
		byline: "Steve Helber", signal: "correction", notes: 1, subjects: 4, keywords: 1},
	{file: "lesestuecke", guid: "urn:newsml:dpa.com:20090101:240925-930-242782", version: "1", headline: "Folgende Lesestücke des Ressorts Politik sind weiter aktuell", language: "de", kind: "text", urgency: 4,
		notes: 5, subjects: 2, places: 2, begins: "Fragen-und-Antworten «Was Israel im Libanon erreichen will"},
	{file: "no_content", guid: "urn:newsml:dpa.com:20090101:europapress:photo-20241121130950", version: "1", headline: "Archivo - Monedas, moneda, billete, billetes,euro ,euros, capital, efectivo, metálico, riqueza", language: "es", kind: "picture", urgency: 4,
		byline: "EUROPA PRESS", subjects: 1, keywords: 3},
	{file: "no_notepad", guid: "urn:newsml:ap.org:20230101:cd1ee53edee0df1bf00de01b044366b4", version: "4", headline: "Shares in India's Adani Group plunge 20% after US bribery, fraud indictments", language: "en", kind: "text", urgency: 4,
		byline: "By ASHOK SHARMA", signal: "newscontent", notes: 1, subjects: 1, places: 4, pictures: 5, keywords: 1, begins: "One of Asia’s richest men, controversial Indian tycoon Gautam Adani"},
	{file: "nsb_n1", guid: "urn:newsml:dpa.com:20090101:240925-930-243473", version: "1", headline: "Baum auf Bahnstrecke bei Peine - Verspätungen", language: "de", kind: "text", urgency: 4,
		dateline: "Peine (dpa/lni)", kicker: "Behinderung auf Strecke", notes: 7, subjects: 3, places: 2, links: 1, begins: "Peine (dpa/lni) - Ein umgestürzter Baum hat"},
	{file: "rubix_multimedia_real", guid: "urn:newsml:dpa.com:20090101:241022-930-267004", version: "1", headline: "Israel greift erneut südliche Vororte Beiruts an", language: "de", kind: "text", urgency: 3,
		byline: "Von dpa", dateline: "Tel Aviv/Beirut (dpa)", kicker: "Lage im Überblick", notes: 11, subjects: 3, places: 2, pictures: 2, keywords: 1, begins: "Tel Aviv/Beirut (dpa) - Die südlichen Vororte"},
	{file: "rubix_multimedia_testartikel", guid: "urn:newsml:dpa.com:20090101:241022-930-267047", version: "1", headline: "Labwire-Testartikel veröffentlicht", language: "de", kind: "text", urgency: 4,
		byline: "Von Thomas Est", dateline: "Hamburg (dpa)", kicker: "Alle Features auf einen Blick", embargo: "2024-10-22T11:30:00+02:00", notes: 12, subjects: 2, places: 4, pictures: 2, links: 1, keywords: 2,
		begins: "Hamburg (dpa) - Dieser Testartikel enthält"},
	{file: "spe2", guid: "urn:newsml:dpa.com:20090101:dsv:text:ERG_MM_TE_FEDCUP_W_2024_1125", version: "52", headline: "Ergebnisse Tennis", language: "de", kind: "text", urgency: 3,
		notes: 1, subjects: 1, keywords: 1, begins: "Billie Jean King Cup"},
	{file: "spe_tab", guid: "urn:newsml:dpa.com:20090101:dsv:text:ERG_MM_FB_1BL_M_2025_HR_1007", version: "33", headline: "Ergebnisse und Tabelle Fußball-Bundesliga, Männer", language: "de", kind: "text", urgency: 3,
		notes: 1, subjects: 1, keywords: 3, begins: "6. Spieltag:"},
	{file: "tvo_pol", guid: "urn:newsml:dpa.com:20090101:99-240924-240924082808397", version: "2", headline: "dpa-Tagesvorschau Politik Deutschland für Dienstag, 24. September 2024", language: "de", kind: "text", urgency: 3,
		signal: "correction", notes: 4, subjects: 3, places: 1, keywords: 2, begins: "Auf www.dpa-news.de bieten wir Ihnen"},
	{file: "with_dateline", guid: "urn:newsml:dpa.com:20090101:250128-930-357319", version: "2", headline: "DeepSeek-Schock aus China: Zeichen für KI-Zeitenwende?", language: "de", kind: "text", urgency: 3,
		byline: "Von Andrej Sokolow, dpa", dateline: "New York (dpa)", kicker: "Künstliche Intelligenz", signal: "update", notes: 10, subjects: 3, places: 1, begins: "New York (dpa) - Ein Chatbot aus China schockt die Wall Street"},
	{file: "with_infobox", guid: "urn:newsml:dpa.com:20090101:250122-99-671785", version: "10", headline: "Bild von Brandschäden stammt aus dem Jahr 2018", language: "de", kind: "text", urgency: 3,
		kicker: "Behauptungen ohne Grundlage", notes: 3, subjects: 4, places: 2, pictures: 1, links: 2, begins: "Die Brände, die seit Anfang Januar 2025"},
}

func TestAgencySamples(t *testing.T) {
	files := samples(t, "dpa-g2", "tests", "data", "output", "*.xml")
	if len(files) != len(agency) {
		t.Errorf("%d samples, want the %d that were read", len(files), len(agency))
	}
	for _, want := range agency {
		items, err := Parse(files[want.file], agencies(t))
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", want.file, len(items), err)
			continue
		}
		check(t, want, items[0])
		if len(items[0].Warnings) > 0 {
			t.Errorf("Parse(%s).Warnings = %q, want none", want.file, items[0].Warnings)
		}
	}
}

var constrained = regexp.MustCompile(`(?s)<edNote[^>]*pubconstraint="[^"]+"[^>]*>(.*?)</edNote>`)

// TestAgencyNotesStayPrivate looks for each note that is not for publication,
// and for words of the notepads, in all that may reach readers.
func TestAgencyNotesStayPrivate(t *testing.T) {
	notes := 0
	for name, raw := range samples(t, "dpa-g2", "tests", "data", "output", "*.xml") {
		items, err := Parse(raw, agencies(t))
		if err != nil {
			t.Errorf("Parse(%s) = %v", name, err)
			continue
		}
		forbidden := []string{"Notizblock", "nicht zur Veröffentlichung", "Redaktionelle Hinweise", "Bitte beachten Sie die Sperrfrist", "Nicht vor 22.10.2024"}
		for _, m := range constrained.FindAllSubmatch(raw, -1) {
			notes++
			forbidden = append(forbidden, html.UnescapeString(string(m[1])))
		}
		text := public(t, items[0])
		for _, f := range forbidden {
			if strings.Contains(text, f) {
				t.Errorf("Parse(%s) lets out %q, want it in editorial notes alone", name, f)
			}
		}
	}
	if notes != 29 {
		t.Errorf("the samples hold %d constrained notes, want 29", notes)
	}
}

// TestAgencyDetails asserts what the table has no column for.
func TestAgencyDetails(t *testing.T) {
	files := samples(t, "dpa-g2", "tests", "data", "output", "*.xml")
	one := func(name string) news.WireItem {
		t.Helper()
		items, err := Parse(files[name], agencies(t))
		if err != nil || len(items) != 1 {
			t.Fatalf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
		}
		return items[0]
	}
	equal := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("Parse(%s) = %q, want %q", what, got, want)
		}
	}
	dw := one("dw-1")
	equal("dw-1 correction note", dw.CorrectionNote, "In einer früheren Version dieses Textes hieß es, Vergewaltigung in der Ehe sei bis 1992 nicht strafbar gewesen. Richtig ist aber das Jahr 1997.")
	equal("dw-1 genre", dw.Genre, "KORR-Bericht")
	equal("dw-1 sign-off", dw.SignOff, "dpa kre/su yysw a3 lön mda")
	equal("dw-1 abstract", dw.Abstract, "Ein Unternehmen aus Baden vertreibt Blutkapseln und «künstliche Jungfernhäutchen». Es will helfen, erntet aber auch Kritik - und macht so auf ein gesellschaftliches Phänomen aufmerksam.")
	if strings.Contains(dw.BodyHTML, dw.Abstract) {
		t.Error("Parse(dw-1) repeats the teaser in the text")
	}
	if p := dw.Places[2]; p.Name != "Pro Familia" || p.Latitude == nil || *p.Latitude != 52.49942 || *p.Longitude != 13.34783 {
		t.Errorf("Parse(dw-1).Places[2] = %+v, want Pro Familia at 52.49942, 13.34783", p)
	}
	equal("dw-1 updated", dw.Updated.Format("2006-01-02T15:04:05Z07:00"), "2024-09-24T12:05:52+02:00")
	equal("dw-1 copyright", dw.Copyright, "Copyright 2024, dpa (www.dpa.de). Alle Rechte vorbehalten")
	equal("dw-1 provider", dw.Provider, "dpa")

	image := one("image")
	if r := image.Renditions; len(r) != 1 || r[0].Width != 2048 || r[0].Height != 1365 || r[0].ContentType != "image/jpeg" {
		t.Errorf("Parse(image).Renditions = %+v, want one of 2048 by 1365", r)
	}
	equal("image creditline", image.Creditline, "Steve Helber/AP/dpa")
	if !strings.HasPrefix(image.Caption, "Caroline Kennedy, Tochter des ehemaligen") || image.Abstract != "" {
		t.Errorf("Parse(image) = caption %q, abstract %q, want the caption alone", image.Caption, image.Abstract)
	}
	ap := one("no_notepad")
	equal("no_notepad located", ap.Located, "New Delhi")
	if p := ap.Associations[0]; p.GUID != "urn:newsml:ap.org:20230101:216d9149714c4d5e853c77b187cc9a01" || p.Type != news.PictureItem || p.Headline != "India US Adani Bribery Indictment" || len(p.Renditions) != 1 {
		t.Errorf("Parse(no_notepad).Associations[0] = %+v, want the first picture", p)
	}
	test := one("rubix_multimedia_testartikel")
	if p := test.Associations[1]; p.GUID != "urn:newsml:dpa.com:20090101:241022-935-299327" || p.Caption != "Ein im Text positioniertes Bild." || p.Creditline != "Julian Stratenschulte/dpa" {
		t.Errorf("Parse(rubix_multimedia_testartikel).Associations[1] = %+v, want the words set in the text", p)
	}
	for _, part := range []string{"<ol><li>Ein erster Punkt</li>", "<th>Spalte 4</th>", `<figure data-embed="https://www.youtube-nocookie.com/embed/jNQXAC9IVRw">`, "<h2>Zwischentitel</h2>"} {
		if !strings.Contains(test.BodyHTML, part) {
			t.Errorf("Parse(rubix_multimedia_testartikel).BodyHTML lacks %q", part)
		}
	}
	if table := one("spe_tab").BodyHTML; strings.Count(table, "<table>") != 3 || !strings.Contains(table, `<td colspan="4">Freitag, 04.10.2024:</td>`) {
		t.Errorf("Parse(spe_tab).BodyHTML has %d tables, want 3 with their spans", strings.Count(table, "<table>"))
	}
}

// official are the facts of IPTC's own listings.
var official = []facts{
	{file: "LISTING_1_A_NewsML-G2_News_Item", guid: "urn:newsml:acmenews.com:20161018:US-FINANCE-FED", version: "11", headline: `Fed to halt QE to avert "bubble"`, language: "en-GB", kind: "text",
		byline: "Meredith Jameson", embargo: "2018-10-23T12:00:00Z", signal: "update", notes: 1, subjects: 2, links: 1},
	{file: "LISTING_2_NewsML-G2_Text_Document", guid: "urn:newsml:acmenews.com:20161121:US-FINANCE-FED", version: "11", headline: `Fed to halt QE to avert "bubble"`, language: "en-US", kind: "text",
		byline: "By Meredith Jameson, Staff Reporter", subjects: 3, begins: "(New York, NY - October 21) Et, sent luptat"},
	{file: "LISTING_3_Photo_in_NewsML-G2", guid: "tag:gettyimages.com,2010:GYI0062134533", version: "11", headline: "Variety Of Recessionary Forces Leave Las Vegas Economy Scarred", language: "en-US", kind: "picture",
		byline: "Spencer Platt", subjects: 3, places: 2, keywords: 7},
	{file: "LISTING_3A_Photo_in_NewsML-G2_(URI_sibling_attributes)", guid: "tag:gettyimages.com,2010:GYI0062134533", version: "11", headline: "Variety Of Recessionary Forces Leave Las Vegas Economy Scarred", language: "en-US", kind: "picture",
		byline: "Spencer Platt", subjects: 3, places: 2, keywords: 7},
	{file: "LISTING_4_Multiple_Renditions_of_a_Video_in_NewsML-G2", guid: "urn:newsml:afp.com:20140131:CNG.3424d3807bc.391@video_1359566", version: "11", language: "en", kind: "video"},
	{file: "LISTING_5_Multi-part_Video_in_NewsML-G2", guid: "tag:example.com,2008:407624", version: "11", headline: "Loriot retrospective", language: "en", kind: "video",
		byline: "Zweites Deutsches Fernsehen, Reuters Television Ltd", notes: 1, subjects: 1, links: 1},
	{file: "LISTING_6_Simple_NewsML-G2_Package", guid: "tag:example.com,2008:UK-NEWS-TOPTEN:UK20081220098658", version: "11", headline: "UK", kind: "composite", signal: "update", notes: 1, pictures: 2},
	{file: "LISTING_16_A_Set_of_Events_carried_in_a_News_Item", guid: "urn:newsml:iptc.org:20090122:qqwpiruuew4711", version: "11", language: "en", kind: "composite"},
	{file: "LISTING_21_A_complete_sample_SportsML-G2_document", guid: "urn:newsml:sportsml.org:20160502:xt.prog.20150606005942-43710-16.068-event-stats-progressive", version: "1",
		headline: "Troy Tulowitzki singled to third and advanced to second on Martin Prado's throwing error. Runner on second with one out and Carlos Gonzalez due up.", language: "en-US", kind: "text",
		byline: "The Sports Network, Inc.", subjects: 9},
	{file: "LISTING_22_Sports_story_in_NewsML-G2NITF", guid: "tag:xmlteam.com,2016:xt.5932656-preview", version: "11", headline: "Preview: Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05 p.m.", language: "en-US", kind: "text",
		byline: "Sports Network", subjects: 7, people: 2, begins: "(Sports Network) - A pair of teams coming off big weekend sweeps"},
	{file: "LISTING_23_SportsML-G2_Package", guid: "urn:iptc.org:20161019:sports1", version: "11", language: "en-US", kind: "composite", byline: "The Sports Network", subjects: 7, pictures: 2},
	{file: "LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2", guid: "tag:acmenews.com,2008:WORLD-NEWS:USA20081208098658", version: "11",
		headline: "A firefighter walks past the remains of a military jet that crashed into homes in the University City neighborhood of San Bernardino", kind: "picture", urgency: 4,
		byline: "John Smith", places: 1, keywords: 5},
	{file: "LISTING_27_Company_Financial_Information", guid: "urn:newsml:acmenews.com:20161019:201003230594296001", version: "11", headline: "Acme Widgets announces annual results", language: "en-US", kind: "text"},
	{file: "LISTING_29_Hop_History", guid: "urn:newsml:acmenews.com:20161019T1205:HOP-HISTORY-EXAMPLE", version: "11", language: "en-US", kind: "text"},
	{file: "Receiver View", guid: "urn:newsml:NAG.com:20161121:US-FINANCE-FED", version: "11", headline: `Fed to halt QE to avert "bubble"`, language: "en-US", kind: "text", urgency: 5,
		byline: "By Meredith Jameson, NAG Reporter", subjects: 3, begins: "(New York, NY - November 21) Et, sent"},
	{file: "ap_metadata_example", guid: "tag:example.com,2008:407624", version: "11", language: "en", kind: "video", places: 1, people: 1},
	{file: "facet-example", guid: "tag:example.com,2008:407624", version: "11", language: "en", kind: "text", subjects: 1},
	{file: "facet-example-2", guid: "tag:example.com,2008:407624", version: "11", language: "en", kind: "text", subjects: 1},
	{file: "facet-example-3", guid: "tag:example.com,2008:407624", version: "11", language: "en", kind: "text", subjects: 1, begins: "Content goes here..."},
}

// kept is how many files describe terms, plans or vocabularies: TestOfficialTerms
// reads those.
const kept = 10

// refused are the files that hold no item, with a part of the reason.
var refused = map[string]string{
	"LISTING_7_": "<groupSet> is no item", "LISTING_8_": "<groupSet> is no item", "LISTING_9_": "<groupSet> is no item",
	"LISTING_24_": "line 21: <packageItem> has no guid", "LISTING_25_": "<contentSet> is no item",
	"LISTING_28_": "<contentMeta> is no item",
}

func TestOfficialSamples(t *testing.T) {
	files := samples(t, "newsml-g2", "examples", "*.xml")
	if got, want := len(files), len(official)+len(refused)+kept; got != want {
		t.Errorf("%d samples, want the %d that were read", got, want)
	}
	for _, want := range official {
		items, err := Parse(files[want.file], agencies(t))
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", want.file, len(items), err)
			continue
		}
		check(t, want, items[0])
	}
	for begin, want := range refused {
		for name, raw := range files {
			if !strings.HasPrefix(name, begin) {
				continue
			}
			if items, err := Parse(raw, agencies(t)); len(items) != 0 || !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("Parse(%s) = %d items, %v, want ErrInvalid with %q", name, len(items), err, want)
			}
		}
	}
}

func TestOfficialDetails(t *testing.T) {
	files := samples(t, "newsml-g2", "examples", "*.xml")
	one := func(name string) news.WireItem {
		t.Helper()
		items, err := Parse(files[name], agencies(t))
		if err != nil || len(items) != 1 {
			t.Fatalf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
		}
		return items[0]
	}
	sizes := []news.WireRendition{
		{Name: "highRes", Href: "./GYI0062134533.jpg", ContentType: "image/jpeg", Width: 1500, Height: 1001, Size: 346071},
		{Name: "web", Href: "file:///./ GYI0062134533-web.jpg", ContentType: "image/jpeg", Width: 480, Height: 320, Size: 28972},
		{Name: "thumb", Href: "file:///./GYI0062134533-thumb.gif", ContentType: "image/gif", Width: 80, Height: 53, Size: 6381},
	}
	for _, name := range []string{"LISTING_3_Photo_in_NewsML-G2", "LISTING_3A_Photo_in_NewsML-G2_(URI_sibling_attributes)"} {
		got := one(name).Renditions
		if len(got) != 3 || got[0] != sizes[0] || got[1] != sizes[1] || got[2] != sizes[2] {
			t.Errorf("Parse(%s).Renditions = %+v, want %+v", name, got, sizes)
		}
	}
	company := one("LISTING_27_Company_Financial_Information")
	share := news.Symbol{Exchange: "XTSE", Symbol: "AWG", Type: "share"}
	if len(company.Instruments) != 1 || company.Instruments[0] != share || len(company.Organisations) != 1 || company.Organisations[0].Name != "Acme Widget Sales Inc" {
		t.Errorf("Parse(LISTING_27).Instruments = %+v, Organisations = %+v, want %+v of Acme Widget Sales Inc", company.Instruments, company.Organisations, share)
	}
	ap := one("ap_metadata_example")
	share = news.Symbol{Exchange: "XETRA", Symbol: "VOW3"}
	if len(ap.Instruments) != 1 || ap.Instruments[0] != share || len(ap.Organisations) != 1 || ap.Organisations[0].Name != "Volkswagen AG" {
		t.Errorf("Parse(ap_metadata_example).Instruments = %+v, want %+v of Volkswagen AG", ap.Instruments, share)
	}
	// The sample has latitude and longitude swapped, yet both are on the globe.
	if p := ap.Places[0]; p.Name != "Kentucky" || p.Latitude == nil || *p.Latitude != -84.87762 {
		t.Errorf("Parse(ap_metadata_example).Places[0] = %+v, want Kentucky as sent", p)
	}
	if p := ap.People[0]; p.Name != "Keegan Murray" {
		t.Errorf("Parse(ap_metadata_example).People[0] = %+v, want the name from the assert", p)
	}
	first := one("LISTING_1_A_NewsML-G2_News_Item")
	if first.Created.Format("2006-01-02T15:04:05Z07:00") != "2016-10-18T13:12:21-05:00" || first.UsageTerms != "Not for use outside the United States" || first.Genre != "Interview" || first.Located != "Berlin" {
		t.Errorf("Parse(LISTING_1) = created %v, terms %q, genre %q, located %q, want those of the file", first.Created, first.UsageTerms, first.Genre, first.Located)
	}
	pack := one("LISTING_6_Simple_NewsML-G2_Package").Associations
	if pack[0].GUID != "urn:newsml:iptc.org:20081007:tutorial-item-A" || pack[0].Type != news.TextItem || pack[0].Name != "main" || pack[1].Type != news.PictureItem || !strings.HasPrefix(pack[1].Caption, "Si nous avons aujourd'hui") {
		t.Errorf("Parse(LISTING_6).Associations = %+v, want story A and picture B in this order", pack)
	}
}

// TestGroupTrees reads the listings of packages that are only a groupSet.
func TestGroupTrees(t *testing.T) {
	files := samples(t, "newsml-g2", "examples", "LISTING_[789]_*.xml")
	want := map[string]string{
		"LISTING_7_Group_Set_example_showing_Hierarchical_Package_Structure": "main:A main:B sidebar:C sidebar:D",
		"LISTING_8_Group_Set_example_showing_an_ALT_Package_Mode":            "main:A main:B mdpi:C mdpi:D hdpi:E hdpi:F xhdpi:G xhdpi:H",
	}
	for name, order := range want {
		items, err := Parse([]byte(`<packageItem guid="g">`+string(files[name])+`</packageItem>`), nil)
		if err != nil || len(items) != 1 {
			t.Errorf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
			continue
		}
		var got []string
		for _, a := range items[0].Associations {
			got = append(got, a.Name+":"+a.GUID[len(a.GUID)-1:])
		}
		if strings.Join(got, " ") != order {
			t.Errorf("Parse(%s) orders %q, want %q", name, got, order)
		}
	}
}

// TestOfficialTerms reads what IPTC's samples say of terms, plans and lists.
func TestOfficialTerms(t *testing.T) {
	files := samples(t, "newsml-g2", "examples", "LISTING_1[0-9]_*.xml")
	n := 0
	for name, raw := range files {
		items, err := Parse(raw, nil)
		if err != nil || len(items) != 1 {
			if !strings.HasPrefix(name, "LISTING_16_") {
				t.Errorf("Parse(%s) = %d items, %v, want 1", name, len(items), err)
			}
			continue
		}
		it := items[0]
		switch {
		case strings.HasPrefix(name, "LISTING_11_"):
			n++
			person := it.Terms[0]
			if it.Type != news.ConceptItem || person.Code != "people:329465" || person.Type != "person" || person.Name("en") != "Mario Draghi" ||
				len(person.SameAs) != 1 || person.SameAs[0] != "pers:567223" || !strings.HasPrefix(person.Definitions["en-GB"], "Mario Draghi, born 3 September 1947") {
				t.Errorf("Parse(%s).Terms = %+v, want the person", name, it.Terms)
			}
			if strings.Contains(string(marshal(t, it)), "+49 69") {
				t.Errorf("Parse(%s) keeps a telephone number, want none", name)
			}
		case strings.HasPrefix(name, "LISTING_12_"):
			n++
			if len(it.Terms) < 2 || it.Terms[0].Code != "access:easy" || it.Terms[0].Name("fr") != "Facile d'accès" {
				t.Errorf("Parse(%s).Terms = %+v, want the terms in three languages", name, it.Terms)
			}
		case strings.HasPrefix(name, "LISTING_13_"):
			n++
			if it.Type != "catalogue" || len(it.Terms) != 0 {
				t.Errorf("Parse(%s) = type %q, %d terms, want a catalogue", name, it.Type, len(it.Terms))
			}
		case strings.HasPrefix(name, "LISTING_17_"):
			n++
			if it.Type != "planning" {
				t.Errorf("Parse(%s) = type %q, want planning", name, it.Type)
			}
		}
	}
	if n != 4 {
		t.Errorf("looked at %d samples, want 4", n)
	}
}
