package terms

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// sent is when the items of these tests were sent.
var sent = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestRead(t *testing.T) {
	days := func(n int) time.Time { return sent.AddDate(0, 0, n) }
	for text, want := range map[string]news.Limits{
		"": {},
		// Where.
		"GERMANY OUT":                           {Out: []string{"DE"}},
		"Germany out":                           {Out: []string{"DE"}},
		"AUSTRIA/GERMANY OUT":                   {Out: []string{"AT", "DE"}},
		"GERMANY, AUSTRIA AND SWITZERLAND OUT":  {Out: []string{"DE", "AT", "CH"}},
		"U.S. OUT":                              {Out: []string{"US"}},
		"USA OUT; UK OUT":                       {Out: []string{"US", "GB"}},
		"SOUTH KOREA OUT":                       {Out: []string{"KR"}},
		"DACH OUT":                              {Out: []string{"AT", "CH", "DE"}},
		"Not for use outside the United States": {Only: []string{"US"}},
		"Not for use outside the U.S.":          {Only: []string{"US"}},
		"Not for distribution in the United States or Canada.": {Out: []string{"US", "CA"}},
		"NO USE IN FRANCE":                                             {Out: []string{"FR"}},
		"*** World Rights Except Italy ***":                            {Out: []string{"IT"}},
		"Worldwide, excluding Germany":                                 {Out: []string{"DE"}},
		"For use in Germany and Austria only":                          {Only: []string{"DE", "AT"}},
		"Germany only":                                                 {Only: []string{"DE"}},
		"GERMANY ONLY. FRANCE ONLY.":                                   {Only: []string{"ZZ"}},
		"GERMANY ONLY. GERMANY, FRANCE ONLY.":                          {Only: []string{"DE"}},
		"Nicht zur Verwendung in Österreich":                           {Out: []string{"AT"}},
		"Nicht zur Veröffentlichung in der Schweiz oder in Österreich": {Out: []string{"CH", "AT"}},
		"Nutzung nur in Deutschland":                                   {Only: []string{"DE"}},
		"Nicht zur Nutzung außerhalb der Schweiz":                      {Only: []string{"CH"}},
		"Weltweit außer Türkei":                                        {Out: []string{"TR"}},
		"SCHWEIZ GESPERRT":                                             {Out: []string{"CH"}},
		"Utilisation interdite en Suisse":                              {Out: []string{"CH"}},
		"Monde entier sauf la France":                                  {Out: []string{"FR"}},
		"Utilisation uniquement en Côte d'Ivoire":                      {Only: []string{"CI"}},
		"BELGIQUE ET PAYS-BAS OUT":                                     {Out: []string{"BE", "NL"}},
		// The archive, sales, credit, kind.
		"NO ARCHIVE":                                  {NoArchive: true},
		"NO ARCHIVAL USE":                             {NoArchive: true},
		"NO ARCHIVAL OR WIRELESS USE":                 {NoArchive: true, Unread: []string{"NO ARCHIVAL OR WIRELESS USE"}},
		"Keine Archivierung":                          {NoArchive: true},
		"PAS D'ARCHIVES":                              {NoArchive: true},
		"NO SALES":                                    {NoSales: true},
		"Kein Weiterverkauf!":                         {NoSales: true},
		"EDITORIAL USE ONLY":                          {EditorialOnly: true},
		"For editorial use only.":                     {EditorialOnly: true},
		"Nur zur redaktionellen Verwendung":           {EditorialOnly: true},
		"Usage éditorial uniquement":                  {EditorialOnly: true},
		"MANDATORY CREDIT":                            {MandatoryCredit: true},
		"Crédit obligatoire":                          {MandatoryCredit: true},
		"Nennung des Fotografen erforderlich":         {MandatoryCredit: true},
		"MANDATORY CREDIT: HALLEN GAZETTE/R. Example": {MandatoryCredit: true, Credit: "HALLEN GAZETTE/R. Example"},
		"MANDATORY CREDIT: HALLEN GAZETTE / NO SALES": {MandatoryCredit: true, Credit: "HALLEN GAZETTE", NoSales: true},
		`RESTRICTED TO EDITORIAL USE - MANDATORY CREDIT "NPA PHOTO / HALLEN GAZETTE" - NO MARKETING NO ADVERTISING CAMPAIGNS - DISTRIBUTED AS A SERVICE TO CLIENTS`: {
			EditorialOnly: true, MandatoryCredit: true, Credit: "NPA PHOTO / HALLEN GAZETTE"},
		"HANDOUT EDITORIAL USE ONLY/NO SALES/NO ARCHIVES": {EditorialOnly: true, NoSales: true, NoArchive: true},
		"NORWAY OUT, NO ARCHIVE":                          {Out: []string{"NO"}, NoArchive: true},
		"NO INTERNET":                                     {NotOnline: true},
		"PRINT USE ONLY":                                  {NotOnline: true},
		"Keine Online-Nutzung":                            {NotOnline: true},
		// How long.
		"TO BE USED WITHIN 14 DAYS FROM CREATION":              {Until: days(14)},
		"Use within 48 hours":                                  {Until: sent.Add(48 * time.Hour)},
		"Verwendung nur innerhalb von 7 Tagen nach Erscheinen": {Until: days(7)},
		"À utiliser dans les 30 jours":                         {Until: days(30)},
		"For use until 31 December 2026":                       {LastDay: "2026-12-31"},
		"Use until December 31, 2026":                          {LastDay: "2026-12-31"},
		"NOT TO BE USED AFTER 2026-12-31.":                     {LastDay: "2026-12-31"},
		"Nutzung bis 31.12.2026":                               {LastDay: "2026-12-31"},
		"Verwendung nur bis zum 1. März 2027":                  {LastDay: "2027-03-01"},
		"Utilisation jusqu'au 31 décembre 2026":                {LastDay: "2026-12-31"},
		"Use until 2026-12-31. Use until 2026-12-01":           {LastDay: "2026-12-01"},
		"Use until 31/12/2026":                                 {LastDay: "2026-12-31"},
		// What is not known is handed back whole, and limits nothing.
		"Use until 11/12/2026":                              {Unread: []string{"Use until 11/12/2026"}},
		"Use until 31 February 2026":                        {Unread: []string{"Use until 31 February 2026"}},
		"Contact your local office for all commercial uses": {Unread: []string{"Contact your local office for all commercial uses"}},
		"ATLANTIS AND TOLVEN OUT, NO ELVES":                 {Unplaced: []string{"ATLANTIS AND TOLVEN OUT, NO ELVES"}},
		"ATLANTIS OUT":                                      {Unplaced: []string{"ATLANTIS OUT"}},
		"Keine Verwendung in Vesmark":                       {Unplaced: []string{"Keine Verwendung in Vesmark"}},
		"Not for use outside Norland. By arrangement":       {Unplaced: []string{"Not for use outside Norland"}, Unread: []string{"By arrangement"}},
		"Turkey out of the cup":                             {Unread: []string{"Turkey out of the cup"}},
		"GERMANY OUT OF STOCK":                              {Unread: []string{"GERMANY OUT OF STOCK"}},
		"NO ARCHIVE without permission. GERMANY OUT":        {NoArchive: true, Out: []string{"DE"}, Unread: []string{"NO ARCHIVE without permission"}},
		"One time use only, until 2026-12-31 in print":      {Unread: []string{"One time use only, until 2026-12-31 in print"}},
		// What only says that there is a contract.
		"Nutzung nur nach schriftlicher Vereinbarung mit dpa\nUse only with the written agreement with dpa":       {},
		"This content is intended for editorial use only. For other uses, additional clearances may be required.": {EditorialOnly: true},
		"None": {},
	} {
		if got := Read([]string{text}, nil, sent); !reflect.DeepEqual(got, want) {
			t.Errorf("Read(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestReadNotes(t *testing.T) {
	for text, want := range map[string]news.Limits{
		"Recasts with quotes; edits throughout":                          {},
		"Editors: Turkey out of the cup after a decision within 30 days": {},
		"Updates with Germany out":                                       {},
		"TURKEY OUT":                                                     {Out: []string{"TR"}},
		"Eds: photographs are for editorial use only, NO SALES":          {EditorialOnly: true, NoSales: true},
		"GERMANY OUT OF THE CUP":                                         {},
		"GERMANY OUT AFTER DEFEAT":                                       {},
	} {
		if got := Read(nil, []string{text}, sent); !reflect.DeepEqual(got, want) {
			t.Errorf("Read(note %q) = %+v, want %+v", text, got, want)
		}
	}
	if got := Read([]string{"Use within 14 days"}, nil, time.Time{}); !got.Until.IsZero() || len(got.Unread) == 0 {
		t.Errorf("Read(within, with no base) = %+v, want no time and the words", got)
	}
}

func TestEveryCountryIsKnownByItsNames(t *testing.T) {
	n := 0
	for line := range strings.Lines(countries) {
		names := strings.Split(strings.TrimSpace(line), "|")
		if len(names) < 2 {
			continue
		}
		n++
		if !Country(names[0]) {
			t.Errorf("Country(%q) = false, want true", names[0])
		}
		for _, name := range names[1:] {
			text := strings.ToUpper(name) + " OUT"
			if got := Read([]string{text}, nil, sent); len(got.Out) != 1 || got.Out[0] != names[0] {
				t.Errorf("Read(%q) = %+v, want out of %s", text, got, names[0])
			}
		}
	}
	if n < 245 {
		t.Errorf("%d countries, want those of ISO 3166-1", n)
	}
	for _, code := range []string{"", "ZZ", "de", "D", "EU", "DE|"} {
		if Country(code) {
			t.Errorf("Country(%q) = true, want false", code)
		}
	}
}

// FuzzRead holds the reader to what it promises of any text: it ends, what it
// hands back is text of bounded size, and it never limits by a country or a day
// that does not exist.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"GERMANY, AUSTRIA AND SWITZERLAND OUT", "use until #20261231", "USE UNTIL 31.12.2026 / NO ARCHIVE", "MANDATORY CREDIT: \"", "@DE OUT", "within 999 months", "use within 999 months",
		"Nicht zur Nutzung außerhalb der Schweiz", "¤ out", "U.S. OUT", "\xff GERMANY OUT", "PAS D’INTERNET"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range []news.Limits{Read([]string{text}, nil, sent), Read(nil, []string{text}, sent)} {
			for _, c := range append(append([]string{}, l.Out...), l.Only...) {
				if !Country(c) && c != "ZZ" {
					t.Fatalf("Read(%q) limits by country %q, which does not exist", text, c)
				}
			}
			if _, err := time.Parse(time.DateOnly, l.LastDay); l.LastDay != "" && err != nil {
				t.Fatalf("Read(%q) ends on %q, which is no day", text, l.LastDay)
			}
			if len(l.Unread) > maxUnread {
				t.Fatalf("Read(%q) hands back %d clauses, want at most %d", text, len(l.Unread), maxUnread)
			}
			for _, u := range append(append([]string{}, l.Unread...), l.Credit) {
				if utf8.RuneCountInString(u) > maxClause+1 || utf8.ValidString(text) && !utf8.ValidString(u) {
					t.Fatalf("Read(%q) hands back %q", text, u)
				}
			}
		}
		if notes := Read(nil, []string{text}, sent); len(notes.Unread) > 0 {
			t.Fatalf("Read(note %q) hands back %q, want nothing of a note", text, notes.Unread)
		}
	})
}

func BenchmarkReadNote(b *testing.B) {
	for b.Loop() {
		Read(nil, []string{"Recasts with quotes from the port authority; edits throughout, adds background"}, sent)
	}
}

func BenchmarkRead(b *testing.B) {
	use := []string{"RESTRICTED TO EDITORIAL USE - MANDATORY CREDIT \"NPA PHOTO / HALLEN GAZETTE\" - NO MARKETING NO ADVERTISING CAMPAIGNS - GERMANY OUT"}
	for b.Loop() {
		Read(use, []string{"Recasts with quotes; edits throughout"}, sent)
	}
}
