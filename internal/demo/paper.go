package demo

import (
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// Titles are the demo's papers.
func Titles() []news.Title {
	return []news.Title{
		{
			ID: "courier", Name: "The Harbour Courier", Strap: "The daily of Hallen and the coast of Norland", Hosts: []string{"courier.localhost"},
			Language: "en", TimeZone: "Europe/Berlin", Code: "THC",
			Sections: []news.Section{{Path: "world", Name: "World"}, {Path: "politics", Name: "Politics"}, {Path: "business", Name: "Business"},
				{Path: "science", Name: "Science"}, {Path: "culture", Name: "Culture"}, {Path: "sport", Name: "Sport"}},
			Bar: news.Bar{Heading: "NYSE - LSE", Instruments: symbols(), Style: "house"},
		},
		{
			ID: "tageblatt", Name: "Vesmarker Tageblatt", Strap: "Die Zeitung für Sandau und das Land an der Orve", Hosts: []string{"tageblatt.localhost"},
			Language: "de", TimeZone: "Europe/Berlin", Code: "VTB", Accent: "#1c4d63", AccentDark: "#86c1da",
			Sections: []news.Section{{Path: "politik", Name: "Politik"}, {Path: "wirtschaft", Name: "Wirtschaft"}, {Path: "wissen", Name: "Wissen"},
				{Path: "kultur", Name: "Kultur"}, {Path: "sport", Name: "Sport"}},
			Bar: news.Bar{Heading: "New York – London", Instruments: symbols()[:10], Style: "glyph"},
		},
	}
}

// Sources are the demo's agencies. Their copy names a desk as a subject, and
// the rules go by that; what names none goes to the first section.
func Sources() []news.Source {
	var out []news.Source
	for _, a := range []struct {
		id            news.SourceID
		name, credit  string
		title         news.TitleID
		signOff, desk string
	}{
		{"npa", "Norland Press Agency", "NPA", "courier", "%s desk", "News desk"},
		{"cw", "Coastal Wire", "CW", "courier", "%s desk", "News desk"},
		{"vn", "Vesmarker Nachrichten", "VN", "tageblatt", "Redaktion %s", "Redaktion"},
	} {
		src := news.Source{ID: a.id, Name: a.name, Credit: a.credit, SignOff: a.desk}
		for _, t := range Titles() {
			if t.ID != a.title {
				continue
			}
			for _, s := range t.Sections {
				src.Rules = append(src.Rules, news.Rule{Subjects: []string{desk(s.Path)}, Title: t.ID, Section: s.Path, Publish: "now", SignOff: fmt.Sprintf(a.signOff, s.Name)})
			}
			src.Rules = append(src.Rules, news.Rule{Title: t.ID, Section: t.Sections[0].Path, Publish: "now"})
		}
		out = append(out, src)
	}
	return out
}

// quoted is a sample: invented prices of listings that exist, so that the bar
// is tried on real symbols. Every one is marked as sample data.
type quoted struct {
	mic, symbol, name, unit, last, base string
}

var samples = []quoted{
	{"XLON", "HSBA", "HSBC Holdings", "GBX", "1121.40", "1116.70"},
	{"PINX", "RYCEF", "Rolls-Royce Holdings", "USD", "7.05", "6.9125"},
	{"XNYS", "BP", "BP (ADS)", "USD", "31.675", "31.78"},
	{"XLON", "SHEL", "Shell", "GBX", "2744.50", "2766.90"},
	{"XNYS", "RIO", "Rio Tinto (ADS)", "USD", "61.315", "59.825"},
	{"XLON", "AZN", "AstraZeneca", "GBX", "11284", "11190"},
	{"XNYS", "GSK", "GSK (ADS)", "USD", "38.42", "38.42"},
	{"XLON", "VOD", "Vodafone Group", "GBX", "71.86", "72.48"},
	{"XNYS", "NGG", "National Grid (ADS)", "USD", "69.18", "68.71"},
	{"XLON", "RELX", "RELX", "GBX", "3627", "3655"},
	{"XNYS", "BTI", "British American Tobacco (ADS)", "USD", "37.055", "36.90"},
	{"XNYS", "BCE", "BCE", "USD", "33.27", "33.51"},
	{"XLON", "BARC", "Barclays", "GBX", "238.65", "236.20"},
	{"XNYS", "JRI", "Nuveen Real Asset Income", "USD", "12.84", "12.81"},
	{"XLON", "TSCO", "Tesco", "GBX", "341.20", "343.80"},
	{"XNYS", "CMSC", "CMS Energy notes 2078", "USD", "24.61", "24.58"},
}

func symbols() []string {
	var out []string
	for _, q := range samples {
		out = append(out, q.mic+":"+q.symbol)
	}
	return out
}

// Instruments are those of the sample quotes.
func Instruments() []market.Instrument {
	var out []market.Instrument
	for _, q := range samples {
		out = append(out, market.Instrument{Symbol: q.symbol, MIC: q.mic, Name: q.name, Unit: q.unit, Class: "equity"})
	}
	return out
}

// Quotes is the file of sample quotes, as CSV.
func Quotes(now time.Time) []byte {
	var b strings.Builder
	b.WriteString("symbol,mic,last,prev_close,currency,as_of,delay_min,sample\n")
	for i, q := range samples {
		at := now.Add(-15*time.Minute - time.Duration(i)*time.Second).UTC().Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,15,true\n", q.symbol, q.mic, q.last, q.base, q.unit, at)
	}
	return []byte(b.String())
}

// Tries are files for a newcomer to drop into the first agency's folder, in
// the order of their names.
func Tries(now time.Time) ([]File, error) {
	s := story{guid: "try-lantern-boats", section: "world", agency: "npa", language: "en", slugline: "HALLEN-LANTERN-BOATS", dateline: "HALLEN",
		keywords: []string{"harbour"}, subjectCode: "medtop:14000000", subjectName: "society", urgency: 2, signOff: "kt/ab",
		picture: "harbour", caption: "The inner harbour at Hallen, where the boats gather.", alt: "Boats at anchor in a harbour at dusk.", credit: "POOL/NPA"}
	first := take{headline: "Lantern boats return to Hallen harbour after nine years", subheadline: "The port authority has licensed 40 boats for the procession.",
		kicker: "Harbour", paragraphs: []string{
			"Forty boats carrying lanterns will sail through the inner harbour at Hallen on Saturday, the first procession since the quays were closed for repair nine years ago, the port authority said.",
			"The boats leave the fish quay at dusk and pass under both bridges before they turn at the lighthouse.",
			"- 'A slow evening' -",
			"The authority asked spectators to keep off the northern breakwater, where work continues until spring."}}
	second := first
	second.correction = true
	second.note = "An earlier version of this story said that 40 boats were licensed; there are 14."
	second.headline = "Lantern boats return to Hallen harbour after nine years"
	second.subheadline = "The port authority has licensed 14 boats for the procession."
	second.paragraphs = append([]string{strings.Replace(first.paragraphs[0], "Forty", "Fourteen", 1)}, first.paragraphs[1:]...)

	var out []File
	for i, m := range []struct {
		name, format string
		take         take
		kill         bool
	}{
		{"1-story.json", "ninjs", first, false},
		{"2-correction.xml", "g2", second, false},
		{"3-kill.json", "ninjs", take{note: "The procession was called off."}, true},
	} {
		s := s
		s.format = m.format
		at := now.Add(time.Duration(i) * time.Second)
		raw, err := message{story: &s, take: m.take, version: i + 1, created: now, sent: at, kill: m.kill}.encode()
		if err != nil {
			return nil, err
		}
		out = append(out, File{Source: news.SourceID(s.agency), Name: m.name, At: at, Bytes: raw})
	}
	return out, nil
}
