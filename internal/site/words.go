package site

import (
	"fmt"
	"strings"
)

// Words are all the words of the pages that no story and no title brought
// along. Every field is filled in every language; a test holds that.
type Words struct {
	Lang string // what the words are in, "en" or "de"

	Skip         string
	Sections     string
	MorePages    string
	TopStories   string
	Breaking     string
	TheHour      string
	AllOf        string // %s is a section
	MoreFrom     string // %s is a section
	Related      string
	Older        string
	Newest       string
	NothingYet   string
	NothingHere  string
	Market       string
	Delayed      string // %d minutes
	Closed       string
	Stale        string
	SampleData   string
	PausePrices  string
	QuotesFrom   string // before whom quotes are from
	NowUpdated   string // %s is a time
	NowGone      string
	ShowNow      string
	Up           string
	Down         string
	Unchanged    string
	NoChange     string // where it is not known
	NoPrice      string
	AgencyReport string
	By           string // before a name, at the start
	AlsoBy       string // before a name, inside a sentence
	With         string // before an agency, inside a sentence
	WithAlone    string // before an agency, at the start
	EditedHere   string
	Published    string
	Updated      string
	OneChange    string
	ManyChanges  string // %d
	Changes      string
	Correction   string
	FirstVersion string
	NewVersion   string
	AgencyUpdate string
	Corrected    string
	Photo        string
	Generated    string
	TextSize     string
	SizeOf       string // %d of five
	Colours      string
	AsDevice     string
	Light        string
	Dark         string
	PrintedFrom  string
	Preview      string // %s is the title
	ToFront      string
	MessageWords
}

// MessageWords are the words of pages that have no story to show.
type MessageWords struct {
	GoneHeading    string
	GoneKilled     string
	GoneTaken      string
	GoneRights     string // %s is a date
	GonePublished  string // %s is a date
	GoneReason     string
	NotFound       string
	NotFoundMore   string
	LatestStories  string
	BadRequest     string
	BadRequestMore string
	Refused        string
	RefusedMore    string
	Busy           string
	BusyMore       string
	NoSuchHost     string
	NoSuchHostMore string
	Papers         string
	PapersMore     string
	NoPapers       string
}

func english() *Words {
	return &Words{
		Lang:         "en",
		Skip:         "Skip to the text",
		Sections:     "Sections",
		MorePages:    "More pages",
		TopStories:   "Top stories",
		Breaking:     "Breaking",
		TheHour:      "The hour",
		AllOf:        "All of %s",
		MoreFrom:     "More from %s",
		Related:      "Related",
		Older:        "Older stories",
		Newest:       "Newest stories",
		NothingYet:   "The first stories are still being written. Please come back soon.",
		NothingHere:  "There is nothing here yet.",
		Market:       "Market",
		Delayed:      "%d min delayed",
		Closed:       "closed",
		Stale:        "stale",
		SampleData:   "Sample data",
		PausePrices:  "Pause prices",
		QuotesFrom:   "Prices:",
		NowUpdated:   "This story was updated at %s.",
		NowGone:      "This story has been withdrawn.",
		ShowNow:      "Show",
		Up:           "up",
		Down:         "down",
		Unchanged:    "unchanged",
		NoChange:     "change not known",
		NoPrice:      "no price",
		AgencyReport: "Agency report:",
		By:           "By",
		AlsoBy:       "by",
		With:         "with",
		WithAlone:    "With",
		EditedHere:   "edited by our desk",
		Published:    "Published",
		Updated:      "Updated",
		OneChange:    "1 change",
		ManyChanges:  "%d changes",
		Changes:      "Changes to this story",
		Correction:   "Correction:",
		FirstVersion: "First version.",
		NewVersion:   "Edited by our desk.",
		AgencyUpdate: "Updated by the agency.",
		Corrected:    "Corrected",
		Photo:        "Photo:",
		Generated:    "Generated picture",
		TextSize:     "Text size:",
		SizeOf:       "A, text size %d of 5",
		Colours:      "Colours:",
		AsDevice:     "As device",
		Light:        "Light",
		Dark:         "Dark",
		PrintedFrom:  "Printed from",
		Preview:      "Preview for %s – no reader sees this",
		ToFront:      "To the front page",
		MessageWords: englishMessages(),
	}
}

func englishMessages() MessageWords {
	return MessageWords{
		GoneHeading:    "This story has been withdrawn",
		GoneKilled:     "It was withdrawn on %s and is no longer published.",
		GoneTaken:      "We took it down on %s.",
		GoneRights:     "Our licence for this agency report ended on %s.",
		GonePublished:  "First published on %s.",
		GoneReason:     "Reason:",
		NotFound:       "There is no page at this address",
		NotFoundMore:   "The address may be misspelt, or the page may have moved.",
		LatestStories:  "The newest stories",
		BadRequest:     "This request cannot be read",
		BadRequestMore: "Something in the address or the form is not as it should be. Please go back and try again.",
		Refused:        "This request was refused",
		RefusedMore:    "It did not come from one of our own pages.",
		Busy:           "This page cannot be shown just now",
		BusyMore:       "The fault is ours. Please try again in a moment.",
		NoSuchHost:     "No paper has this address",
		NoSuchHostMore: "Please check the name in the address line.",
		Papers:         "Papers on this machine",
		PapersMore:     "Each paper is also reached by its own host name once that points here.",
		NoPapers:       "No paper has been set up yet. Add a title to the configuration.",
	}
}

func german() *Words {
	return &Words{
		Lang:         "de",
		Skip:         "Zum Text springen",
		Sections:     "Ressorts",
		MorePages:    "Weitere Seiten",
		TopStories:   "Das Wichtigste",
		Breaking:     "Eilmeldung",
		TheHour:      "Die Stunde",
		AllOf:        "Alles aus %s",
		MoreFrom:     "Mehr aus %s",
		Related:      "Zum Thema",
		Older:        "Ältere Meldungen",
		Newest:       "Neueste Meldungen",
		NothingYet:   "Die ersten Meldungen werden gerade geschrieben. Bitte schauen Sie bald wieder herein.",
		NothingHere:  "Hier steht noch nichts.",
		Market:       "Börse",
		Delayed:      "%d Min. verzögert",
		Closed:       "geschlossen",
		Stale:        "veraltet",
		SampleData:   "Beispieldaten",
		PausePrices:  "Kurse anhalten",
		QuotesFrom:   "Kurse:",
		NowUpdated:   "Dieser Bericht wurde um %s geändert.",
		NowGone:      "Dieser Bericht wurde zurückgezogen.",
		ShowNow:      "Anzeigen",
		Up:           "plus",
		Down:         "minus",
		Unchanged:    "unverändert",
		NoChange:     "Veränderung nicht bekannt",
		NoPrice:      "kein Kurs",
		AgencyReport: "Agenturmeldung:",
		By:           "Von",
		AlsoBy:       "von",
		With:         "mit",
		WithAlone:    "Mit",
		EditedHere:   "von der Redaktion bearbeitet",
		Published:    "Veröffentlicht",
		Updated:      "Aktualisiert",
		OneChange:    "1 Änderung",
		ManyChanges:  "%d Änderungen",
		Changes:      "Änderungen an dieser Meldung",
		Correction:   "Korrektur:",
		FirstVersion: "Erste Fassung.",
		NewVersion:   "Von der Redaktion bearbeitet.",
		AgencyUpdate: "Von der Agentur aktualisiert.",
		Corrected:    "Korrigiert",
		Photo:        "Foto:",
		Generated:    "Künstlich erzeugtes Bild",
		TextSize:     "Schriftgröße:",
		SizeOf:       "A, Schriftgröße %d von 5",
		Colours:      "Farben:",
		AsDevice:     "Wie das Gerät",
		Light:        "Hell",
		Dark:         "Dunkel",
		PrintedFrom:  "Gedruckt von",
		Preview:      "Vorschau für %s – niemand sonst sieht das",
		ToFront:      "Zur Titelseite",
		MessageWords: germanMessages(),
	}
}

func germanMessages() MessageWords {
	return MessageWords{
		GoneHeading:    "Diese Meldung wurde zurückgezogen",
		GoneKilled:     "Sie wurde am %s zurückgezogen und wird nicht mehr verbreitet.",
		GoneTaken:      "Wir haben sie am %s von der Seite genommen.",
		GoneRights:     "Unsere Lizenz für diese Agenturmeldung endete am %s.",
		GonePublished:  "Zuerst veröffentlicht am %s.",
		GoneReason:     "Grund:",
		NotFound:       "Unter dieser Adresse gibt es keine Seite",
		NotFoundMore:   "Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.",
		LatestStories:  "Die neuesten Meldungen",
		BadRequest:     "Diese Anfrage ist nicht lesbar",
		BadRequestMore: "In der Adresse oder im Formular stimmt etwas nicht. Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
		Refused:        "Diese Anfrage wurde abgelehnt",
		RefusedMore:    "Sie kam nicht von einer unserer eigenen Seiten.",
		Busy:           "Diese Seite lässt sich gerade nicht zeigen",
		BusyMore:       "Der Fehler liegt bei uns. Bitte versuchen Sie es gleich noch einmal.",
		NoSuchHost:     "Unter diesem Namen erscheint keine Zeitung",
		NoSuchHostMore: "Bitte prüfen Sie den Namen in der Adresszeile.",
		Papers:         "Zeitungen auf diesem Rechner",
		PapersMore:     "Jede Zeitung ist auch unter ihrem eigenen Namen erreichbar, sobald dieser hierher zeigt.",
		NoPapers:       "Noch ist keine Zeitung eingerichtet. Tragen Sie einen Titel in die Konfiguration ein.",
	}
}

// wordsFor returns the words for a language. Languages without words of their
// own get the English ones; lang then says so, and is empty otherwise.
func wordsFor(language string) (w *Words, lang string) {
	switch primary(language) {
	case "en":
		return english(), ""
	case "de":
		return german(), ""
	}
	return english(), "en"
}

// primary returns the first subtag of a BCP 47 tag, in lower case.
func primary(language string) string {
	p, _, _ := strings.Cut(strings.ToLower(language), "-")
	return p
}

// Voice is the words of a page, and their language where the page's is another.
type Voice struct {
	Words     *Words
	WordsLang string
}

// Count returns "1 change" or "3 changes".
func (w *Words) Count(changes int) string {
	if changes == 1 {
		return w.OneChange
	}
	return fmt.Sprintf(w.ManyChanges, changes)
}
