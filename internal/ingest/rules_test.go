package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// The rules for receivers of agency copy, R1 to R20, each as one test that says
// it in words. testdata/status shows them for each format.

// wantReaders fails unless readers of a story get err: nil is its page.
func (n *newsroom) wantReaders(when, guid string, want error) news.Released {
	n.t.Helper()
	r, err := n.readers(guid)
	if !errors.Is(err, want) {
		n.t.Errorf("%s: readers of %s get %v, want %v", when, guid, err, want)
	}
	return r
}

// due does what the clock alone has made due.
func (n *newsroom) due() {
	n.t.Helper()
	ids, err := n.store.Due(context.Background(), n.now(), 100)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, id := range ids {
		if _, err := n.store.SettleDue(context.Background(), id, n.now()); err != nil {
			n.t.Fatal(err)
		}
	}
}

func (n *newsroom) room() *desk.Room { return &desk.Room{Store: n.store, Now: n.now} }

// edit has the desk put its own headline before readers.
func (n *newsroom) edit(guid, headline string) {
	n.t.Helper()
	if _, err := n.room().Edit(context.Background(), n.file(guid), desk.Words{Headline: &headline}, "e"); err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.room().Publish(context.Background(), chief(), n.file(guid), desk.Order{}); err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) change(do func(*news.Source)) {
	n.t.Helper()
	src, err := n.store.Source(context.Background(), "npa")
	if err != nil {
		n.t.Fatal(err)
	}
	do(&src)
	if _, err := n.store.SaveSource(context.Background(), src, n.now()); err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) flagged(guid, word string) bool {
	n.t.Helper()
	return slices.ContainsFunc(n.file(guid).Story.Flags, func(s string) bool { return strings.Contains(s, word) })
}

// R1: identity is the source and the guid without the revision. The same guid,
// version and content change nothing; the same version with other content is a
// new version, and flagged. One guid of two sources is two stories.
func TestR01Identity(t *testing.T) {
	n := newNewsroom(t)
	n.wantOutcome(n.take(message("a", "1", "")), "filed")
	n.wantOutcome(n.take(message("a", "1", "")), "repeated")
	n.wantOutcome(n.take(strings.Replace(message("a", "1", ""), "More was", "Much more was", 1)), "updated")
	if f := n.file("a"); f.Story.Head != 2 || !n.flagged("a", "again with other content") {
		t.Errorf("story = version %d, flags %q; want 2 and a flag", f.Story.Head, f.Story.Flags)
	}
	other, err := n.store.Source(context.Background(), "npa")
	if err != nil {
		t.Fatal(err)
	}
	other.ID = "other"
	if _, err := n.store.SaveSource(context.Background(), other, n.now()); err != nil {
		t.Fatal(err)
	}
	taken, err := n.Take(context.Background(), "other", "x.json", "test", strings.NewReader(message("a", "1", "")))
	if err != nil || len(taken.Items) != 1 || taken.Items[0].Outcome != "filed" || taken.Items[0].Story == n.file("a").Story.ID {
		t.Errorf("Take(the guid of another source) = %+v, %v; want a story of its own", taken.Items, err)
	}
	for rev := 1; rev <= 2; rev++ { // NewsML 1 ends its identifier in the revision
		n.take(fmt.Sprintf(`<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>npa.example</ProviderId><DateId>20261123</DateId><NewsItemId>x</NewsItemId><RevisionId>%d</RevisionId><PublicIdentifier>urn:newsml:npa.example:20261123:x:%[1]d</PublicIdentifier></NewsIdentifier></Identification><NewsManagement><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>X %[1]d</HeadLine></NewsLines><ContentItem><DataContent><p>Text.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>`, rev))
	}
	if f := n.file("urn:newsml:npa.example:20261123:x"); f.Story.Head != 2 {
		t.Errorf("two revisions of a NewsItem = %d versions of one story, want 2", f.Story.Head)
	}
}

// R2: the newest version counts, by number and then by time. What is late and
// lower is kept and never shown. Numbers are ordered, not consecutive.
func TestR02NewestVersion(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "978556838", ""))
	n.wantOutcome(n.take(message("a", "1542761538", "")), "updated")
	n.wantOutcome(n.take(message("a", "1000000000", "")), "kept")
	if r := n.wantReaders("after a late version", "a", nil); !strings.Contains(r.Body, "take 1542761538") {
		t.Errorf("readers get %q, want the newest", r.Body)
	}
	at := func(hour string) string { return fmt.Sprintf(`,"versioncreated":"2026-11-23T%s:00:00Z"`, hour) }
	n.take(message("b", "1", at("08")))
	n.wantOutcome(n.take(strings.Replace(message("b", "1", at("07")), "take 1", "take 0", 1)), "kept") // by time
	n.wantOutcome(n.take(message("b", "0", at("09"))), "kept")                                         // AP counts from 0
	if c, err := n.store.CountWireItems(context.Background(), "npa"); err != nil || c != 6 {
		t.Errorf("CountWireItems() = %d, %v; want all 6 kept", c, err)
	}
}

// R3: no status is usable; an unknown one holds the item for a person and is
// never published.
func TestR03Status(t *testing.T) {
	for more, want := range map[string]error{"": nil, `,"pubStatus":null`: nil, `,"pubStatus":"stat:usable"`: nil, `,"pubStatus":"http://cv.iptc.org/newscodes/pubstatusg2/usable"`: nil,
		`,"pubStatus":"OPEN"`: news.ErrNotFound, `,"pubStatus":"replaced"`: news.ErrNotFound} {
		n := newNewsroom(t)
		n.take(message("a", "1", more))
		n.wantReaders(more, "a", want)
		n.take(message("b", "1", ""))
		n.take(message("b", "2", more))
		r := n.wantReaders("version 2"+more, "b", nil)
		if shown := strings.Contains(r.Body, "take 2"); shown != (want == nil) {
			t.Errorf("version 2%s: shown %v, want %v", more, shown, want == nil)
		}
	}
}

// R4: canceled is for good, for the whole guid, whichever version it names, on
// every title, for the desk's words as well, at once: 410, in no list. What was
// made of it is frozen. A later usable version does not revive it.
func TestR04Canceled(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "7", ""))
	n.edit("a", "The desk's headline")
	n.take(message("made", "1", `,"evolvedfrom":"a"`))
	n.take(message("reads", "1", `,"associations":[{"name":"r","uri":"a","type":"text","rel":"seeAlso"}]`))
	n.take(`{"uri":"a","version":"3","pubStatus":"canceled"}`)
	n.wantReaders("after the kill", "a", news.ErrKilled)
	n.wantReaders("what was made of it", "made", news.ErrNotFound)
	if n.file("made").Story.Frozen == "" || !n.flagged("made", "killed its item a") {
		t.Errorf("story made of it = %+v, want it frozen and flagged", n.file("made").Story)
	}
	r := n.wantReaders("one that names it as related", "reads", nil)
	if cards, err := n.store.Readers().Cards(context.Background(), "courier", r.Related); err != nil || len(cards) != 0 {
		t.Errorf("Cards(related) = %d, %v; want none", len(cards), err)
	}
	list, err := n.store.Readers().Newest(context.Background(), "courier", "", time.Time{}, 10)
	if err != nil || len(list) != 1 {
		t.Errorf("Newest() = %d stories, %v; want the one that is left", len(list), err)
	}
	n.take(message("a", "8", ""))
	n.wantReaders("after a later usable version", "a", news.ErrKilled)
	if !n.flagged("a", "after its kill") {
		t.Error("a version after the kill is not flagged")
	}
}

// R5: the empty text of a kill or a recall, or of a broken update, replaces
// nothing that is kept or shown.
func TestR05EmptyReplacesNothing(t *testing.T) {
	for _, status := range []string{"canceled", "withheld", "usable"} {
		n := newNewsroom(t)
		n.take(message("a", "1", ""))
		n.take(fmt.Sprintf(`{"uri":"a","version":"2","type":"text","pubStatus":%q,"headlines":[{"value":""}],"bodies":[{"contentType":"text/html","value":"<p/>"}]}`, status))
		f := n.file("a")
		if f.Story.Head != 1 || f.Latest == nil || f.Latest.Words == 0 || f.Latest.Headline == "" {
			t.Errorf("%s without text: newest version %+v, want the first", status, f.Latest)
		}
		if status == "usable" {
			n.wantReaders("after an empty update", "a", nil)
		}
	}
}

// R6: withheld recalls every version, until a later usable one or the desk.
func TestR06Withheld(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.take(`{"uri":"a","version":"2","pubStatus":"withheld"}`)
	n.wantReaders("while it is withheld", "a", news.ErrNotFound)
	n.take(message("a", "1", `,"edNote":"late"`))
	n.wantReaders("after a late version from before", "a", news.ErrNotFound)
	n.take(message("a", "3", ""))
	n.wantReaders("after a later usable version", "a", nil)
	n.take(`{"uri":"a","version":"4","pubStatus":"withheld"}`)
	if _, err := n.room().Release(context.Background(), chief(), n.file("a")); err != nil {
		t.Fatal(err)
	}
	n.wantReaders("once the desk lets it go", "a", nil)
}

// R7: an embargo is the latest of all that an item says, and holds for all
// versions of the guid, those without it too, until it is over or an editor
// lifts it.
func TestR07Embargo(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.take(message("a", "2", `,"embargoed":"2026-11-23T10:00:00Z","embargoedUntil":"2026-11-23T12:00:00Z"`))
	n.wantReaders("readers had version 1, yet", "a", news.ErrNotFound)
	n.take(message("a", "3", ""))
	n.pass(3*time.Hour - time.Second)
	n.due()
	n.wantReaders("a second before the later time", "a", news.ErrNotFound)
	n.pass(time.Second)
	n.due()
	if r := n.wantReaders("at the later time", "a", nil); !strings.Contains(r.Body, "take 3") {
		t.Errorf("readers get %q, want take 3", r.Body)
	}
	n.take(message("b", "1", `,"embargoedUntil":"2026-11-24T12:00:00Z"`))
	if _, err := n.room().Publish(context.Background(), chief(), n.file("b"), desk.Order{LiftEmbargo: true}); err != nil {
		t.Fatal(err)
	}
	n.take(message("b", "2", `,"embargoedUntil":"2026-11-24T12:00:00Z"`))
	n.wantReaders("the embargo an editor has lifted, sent again,", "b", nil)
	n.take(message("b", "3", `,"embargoedUntil":"2026-11-25T12:00:00Z"`))
	n.wantReaders("another embargo", "b", news.ErrNotFound)
}

// R8: an embargo that is there and empty, cannot be read or has no time holds
// the story for a person, whether readers have it or not, unless the source is
// known to send the empty field on all copy.
func TestR08EmbargoWithoutTime(t *testing.T) {
	for _, more := range []string{`,"embargoed":""`, `,"embargoedUntil":"Friday noon"`, `,"embargoedUntil":"2026-11-23T12:00:00"`, `,"embargoed":true`, `,"edNote":"Sperrfrist 19.00 Uhr"`} {
		n := newNewsroom(t)
		n.take(message("a", "1", more))
		n.wantReaders(more, "a", news.ErrNotFound)
		if _, err := n.room().Publish(context.Background(), chief(), n.file("a"), desk.Order{}); !errors.Is(err, news.ErrEmbargoed) {
			t.Errorf("Publish() with %s = %v, want ErrEmbargoed", more, err)
		}
	}
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.take(message("a", "2", `,"embargoedUntil":"Friday noon"`))
	n.wantReaders("an unreadable embargo on what readers have", "a", news.ErrNotFound)
	n.change(func(s *news.Source) { s.EmptyEmbargo = "none" })
	n.take(message("b", "1", `,"embargoed":""`))
	n.wantReaders("an empty field sent by habit", "b", nil)
}

// R9: embargoed copy is nowhere public until its time, to the second and across
// a change of the clocks; then it goes by itself. Package site walks every way
// out for it.
func TestR09EmbargoToTheSecond(t *testing.T) {
	n := newNewsroom(t)
	n.at = time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC) // clocks change in the night
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2027, 3, 28, 3, 0, 0, 0, berlin) // the first moment of summer time
	n.take(message("a", "1", fmt.Sprintf(`,"embargoedUntil":%q`, until.Format(time.RFC3339))))
	n.at = until.Add(-time.Second)
	n.due()
	n.take(message("a", "2", "")) // a deed asks anew what readers may see
	n.wantReaders("at T-1 s", "a", news.ErrNotFound)
	if list, err := n.store.Readers().Newest(context.Background(), "courier", "", time.Time{}, 10); err != nil || len(list) != 0 {
		t.Errorf("Newest() at T-1 s = %d, %v; want none", len(list), err)
	}
	if got := until.UTC().Hour(); got != 1 {
		t.Fatalf("the embargo ends at %d UTC, want 1: the zone's rules are not at hand", got)
	}
	n.at = until.Add(time.Second)
	n.due()
	n.wantReaders("at T+1 s", "a", nil)
}

// R10: expires takes a story from lists, and its page stays; the end of rights,
// by the message or the contract, and NITF's date.expire take the page.
func TestR10Expiry(t *testing.T) {
	nitf := func(id, docdata string) string {
		return `<nitf><head><docdata><doc-id id-string="` + id + `"/><date.issue norm="20261123T080000Z"/>` + docdata + `</docdata></head><body><body.head><hedline><hl1>Ferry ` + id + `</hl1></hedline></body.head><body.content><p>The ferry opened.</p></body.content></body></nitf>`
	}
	n := newNewsroom(t)
	n.take(message("advice", "1", `,"expires":"2026-11-24T09:00:00Z"`))
	n.take(nitf("validity", `<date.expire norm="20261124T090000Z"/>`))
	n.take(nitf("rights", `<doc.rights enddate="20261124T090000Z"/>`))
	n.take(message("contract", "1", ""))
	n.pass(24 * time.Hour)
	n.due()
	if r := n.wantReaders("after expires", "advice", nil); r.Listed {
		t.Error("a story is listed after its expires")
	}
	n.wantReaders("after date.expire", "validity", news.ErrKilled)
	n.wantReaders("after the rights' end", "rights", news.ErrKilled)
	n.wantReaders("before the contract's end", "contract", nil)
	n.pass(29*24*time.Hour + time.Second)
	n.due()
	n.wantReaders("after the contract's days", "contract", news.ErrKilled)
}

// R11: a correction goes live by itself where readers have the wire's words, and
// is the desk's task where they have the desk's. Readers get its note; one that
// lacks is asked for.
func TestR11Correction(t *testing.T) {
	n := newNewsroom(t)
	n.speaks("dpa")
	g2 := func(version, more string) string {
		return `<newsItem guid="a" version="` + version + `"><itemMeta><itemClass qcode="ninat:text"/>` + more + `</itemMeta><contentMeta><headline>Ferry opens</headline></contentMeta><contentSet><inlineData>The ferry opened, take ` + version + `.</inlineData></contentSet></newsItem>`
	}
	n.take(g2("1", ""))
	n.pass(time.Hour)
	n.wantOutcome(n.take(g2("2", `<signal qcode="sig:correction"/><edNote role="dpaednoterole:correctionshort">It opened at nine.</edNote>`)), "corrected")
	r := n.wantReaders("after the correction", "a", nil)
	if !r.Corrected || len(r.Changes) != 2 || r.Changes[1].Note != "It opened at nine." || !r.Updated.Equal(n.now()) {
		t.Errorf("readers get changes %+v, updated %v; want the note, now", r.Changes, r.Updated)
	}
	n.take(g2("3", `<signal qcode="sig:correction"/>`))
	if !n.flagged("a", "without a note for readers") {
		t.Error("a correction without a note is not flagged")
	}
	n.edit("a", "The desk's headline")
	n.wantOutcome(n.take(g2("4", `<signal qcode="sig:correction"/>`)), "attached")
	if r := n.wantReaders("after a correction of what the desk has edited", "a", nil); r.Headline != "The desk's headline" || !n.flagged("a", "a correction") {
		t.Errorf("readers get %q, flags %q; want the desk's words and a task", r.Headline, n.file("a").Story.Flags)
	}
}

// R12: update and correction exclude each other; the correction wins.
func TestR12CorrectionWins(t *testing.T) {
	for _, signals := range []string{`"sig:update","sig:correction"`, `"sig:correction","sig:update"`} {
		n := newNewsroom(t)
		n.take(message("a", "1", ""))
		n.wantOutcome(n.take(message("a", "2", `,"signal":[`+signals+`]`)), "corrected")
		items, err := n.store.WireItems(context.Background(), n.file("a").Story.ID)
		if err != nil || len(items) != 2 || !slices.Equal(items[1].Item.Signals, []news.Signal{news.SignalCorrection}) {
			t.Errorf("signals %s are kept as %+v, %v; want the correction alone", signals, items, err)
		}
	}
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.wantOutcome(n.take(message("a", "2", `,"signal":["sig:update"]`)), "updated")
}

// R13: what is for the newsroom is never shown: notes, initials, and how to
// reach who made the copy. Package site walks every way out for it.
func TestR13PrivateWords(t *testing.T) {
	n := newNewsroom(t)
	text := strings.Replace(message("a", "1", `,"edNote":"PRIVATE note","by":"Ida Norring ida@npa.example"`), "<p>More was to follow.</p>",
		"<p>The hotline is 0800 555 0123.</p><p>Contact: Ida Norring, +47 555 01 234</p><p>bur-kt/ab</p>", 1)
	n.take(text)
	all := fmt.Sprintf("%+v", n.wantReaders("at first", "a", nil))
	for _, private := range []string{"PRIVATE", "555 01 234", "@npa.example", "bur-kt"} {
		if strings.Contains(all, private) {
			t.Errorf("readers get %q", private)
		}
	}
	for _, public := range []string{"0800 555 0123", "Ida Norring"} {
		if !strings.Contains(all, public) {
			t.Errorf("readers do not get %q", public)
		}
	}
	items, err := n.store.WireItems(context.Background(), n.file("a").Story.ID)
	if err != nil || !strings.Contains(fmt.Sprintf("%+v", items), "555 01 234") {
		t.Errorf("the newsroom has lost the contact: %v", err)
	}
}

// R14: a document that cancels another one withdraws that; a kill before its
// story makes it born dead, and readers are told nothing of what they never saw.
func TestR14KillOfAnother(t *testing.T) {
	note := `<nitf><head><docdata management-doc-idref="ferry" management-idref-status="canceled"><doc-id id-string="note"/></docdata></head><body><body.content><p>Please withdraw the ferry, call +47 555 01 234.</p></body.content></body></nitf>`
	story := `<nitf><head><docdata><doc-id id-string="ferry"/></docdata></head><body><body.head><hedline><hl1>Ferry opens</hl1></hedline></body.head><body.content><p>The ferry opened.</p></body.content></body></nitf>`
	n := newNewsroom(t)
	n.take(story)
	n.take(note)
	n.wantReaders("the document that is named", "ferry", news.ErrKilled)
	n.wantReaders("the note that names it", "note", news.ErrNotFound)
	n = newNewsroom(t)
	n.take(note)
	n.take(story)
	n.wantReaders("a story killed before it came", "ferry", news.ErrNotFound)
}

// R15: a recall that names its story by number or headline freezes at once what
// it may mean of the last 48 hours; an editor kills it or lets it go. Nothing
// the agency sends meanwhile shows it.
func TestR15RecallByNumber(t *testing.T) {
	copy7901 := func(number, day, head, text string) string {
		return fmt.Sprintf("\x01bas%s 3 pl 20  npa %[1]s\n\nHallen/\n\x02%s =\n\n%s\n\n\x03%s GMT Nov 26\n\x7f\n\x7f\x04", number, head, text, day)
	}
	const guid = "iptc7901:npa:bas:0157:2026-11-23"
	for _, kill := range []string{"Please kill item npa 157.", `Please kill the story "FERRY OPENS".`} {
		for _, let := range []bool{true, false} {
			n := newNewsroom(t)
			n.take(copy7901("0157", "230900", "Ferry opens", "Hallen (npa) - The ferry opened."))
			n.take(copy7901("0158", "230901", "Bridge shut", "Tolven (npa) - The bridge is shut."))
			n.pass(47 * time.Hour)
			n.take(copy7901("0175", "231830", "KILL KILL KILL", kill))
			n.wantReaders(kill, guid, news.ErrNotFound)
			n.wantReaders("another story", "iptc7901:npa:bas:0158:2026-11-23", nil)
			if !n.flagged(guid, "kill it, or let it go") {
				t.Errorf("%s: flags %q, want the desk told", kill, n.file(guid).Story.Flags)
			}
			n.take(copy7901("0180", "231900", "(1st lead, replaces npa 157)\nFerry opens again", "Hallen (npa) - The ferry opened again."))
			n.wantReaders("after a later take", guid, news.ErrNotFound)
			if let {
				if _, err := n.room().Release(context.Background(), chief(), n.file(guid)); err != nil {
					t.Fatal(err)
				}
				n.wantReaders("once it is let go", guid, nil)
			} else {
				if _, err := n.room().Kill(context.Background(), chief(), n.file(guid).Story.ID, "The agency withdrew it."); err != nil {
					t.Fatal(err)
				}
				n.wantReaders("once it is killed", guid, news.ErrKilled)
			}
		}
	}
	n := newNewsroom(t)
	n.take(copy7901("0157", "230900", "Ferry opens", "Hallen (npa) - The ferry opened."))
	n.pass(49 * time.Hour)
	n.take(copy7901("0175", "251000", "KILL KILL KILL", `Please kill the story "Ferry opens".`))
	n.wantReaders("a headline of more than 48 hours ago", guid, nil)
}

// R16: NITF of Superdesk that is embargoed and has date.expire alone means the
// end of the embargo; of a house that is not known to write so it waits.
func TestR16SuperdeskEmbargo(t *testing.T) {
	n := newNewsroom(t)
	n.speaks("superdesk")
	n.take(`<nitf><head><docdata management-status="embargoed"><doc-id id-string="a"/><date.expire norm="20261123T110000Z"/></docdata></head><body><body.head><hedline><hl1>Ferry opens</hl1></hedline></body.head><body.content><p>The ferry opened.</p></body.content></body></nitf>`)
	n.wantReaders("before the time", "a", news.ErrNotFound)
	n.pass(2 * time.Hour)
	n.due()
	n.wantReaders("at the time", "a", nil)
	n.pass(48 * time.Hour)
	n.due()
	n.wantReaders("two days later", "a", nil)
}

// R17: a member killed inside a package, or by itself, is no part of it; a newer
// version of the package gives a new order.
func TestR17Package(t *testing.T) {
	n := newNewsroom(t)
	for _, guid := range []string{"a", "b", "c"} {
		n.take(message(guid, "1", ""))
	}
	pack := func(version string, members ...string) string {
		var list []string
		for i, m := range members {
			guid, status, _ := strings.Cut(m, " ")
			list = append(list, fmt.Sprintf(`{"name":"m%d","uri":%q,"type":"text","rel":"seeAlso","pubStatus":%q}`, i, guid, or(status, "usable")))
		}
		return strings.Replace(message("p", version, `,"associations":[`+strings.Join(list, ",")+`]`), `"type":"text"`, `"type":"composite"`, 1)
	}
	order := func(when string, want string) {
		t.Helper()
		r := n.wantReaders(when, "p", nil)
		cards, err := n.store.Readers().Cards(context.Background(), "courier", r.Related)
		got := ""
		for _, c := range cards {
			got += strings.Fields(c.Headline)[1]
		}
		if err != nil || got != want {
			t.Errorf("%s: the package orders %q, %v; want %q", when, got, err, want)
		}
	}
	n.take(pack("1", "a", "b", "c"))
	order("at first", "abc")
	n.take(pack("2", "c", "b", "a canceled"))
	order("after version 2", "cb")
	n.take(`{"uri":"b","version":"2","pubStatus":"canceled"}`)
	order("after the kill of b", "c")
}

// R18: a message that is atomic is filed whole or not at all.
func TestR18Atomic(t *testing.T) {
	item := func(guid string) string {
		return `<newsItem guid="` + guid + `" version="1"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta><headline>H</headline></contentMeta><contentSet><inlineData>Text.</inlineData></contentSet></newsItem>`
	}
	for name, bad := range map[string]string{"cannot be read": item(""), "cannot be kept": item(strings.Repeat("x", maxGUID+1)),
		"cannot be written": strings.Replace(item("late"), "<itemClass", `<versionCreated>2026-11-23T10:00:00+24:00</versionCreated><itemClass`, 1)} {
		for _, signal := range []string{"", `<header><signal qcode="nmsig:atomic"/></header>`} {
			n := newNewsroom(t)
			taken, err := n.Take(context.Background(), "npa", "m.xml", "test", strings.NewReader(`<newsMessage>`+signal+`<itemSet>`+item("a")+bad+item("b")+`</itemSet></newsMessage>`))
			want := 2
			if signal != "" {
				want = 0
			}
			if err != nil || taken.Quarantine == "" || len(taken.Items) != want {
				t.Errorf("one that %s, atomic %v: Take() = %d items, %q, %v; want %d and quarantine", name, signal != "", len(taken.Items), taken.Reason, err, want)
			}
			if c, err := n.store.CountWireItems(context.Background(), "npa"); err != nil || c != want {
				t.Errorf("one that %s, atomic %v: CountWireItems() = %d, %v; want %d", name, signal != "", c, err, want)
			}
		}
	}
}

// R19: advisories, plans and data never go to readers by themselves, and never
// take the place of copy.
func TestR19Advisory(t *testing.T) {
	for _, more := range []string{`,"genres":[{"name":"Advisory"}]`, `,"profile":"planning"`, `,"profile":"data"`} {
		n := newNewsroom(t)
		n.take(message("a", "1", more))
		n.wantReaders(more, "a", news.ErrNotFound)
		n.take(message("b", "1", ""))
		n.take(message("b", "2", more))
		if r := n.wantReaders("version 2"+more, "b", nil); !strings.Contains(r.Body, "take 1") {
			t.Errorf("version 2%s: readers get %q, want take 1", more, r.Body)
		}
	}
}

// R20: terms of use that limit place or medium keep copy and pictures from titles
// that are not within them, and from all where the place is not known. A
// mandatory credit is given, and no limit.
func TestR20TermsOfUse(t *testing.T) {
	for terms, want := range map[string]error{
		"TURKEY OUT": news.ErrNotFound, "Not for use outside the United States.": news.ErrNotFound, "NORLAND AND TOLVEN OUT, NO SALES": news.ErrNotFound, "No internet use": news.ErrNotFound,
		"Print use only": news.ErrNotFound, "For use in Norland only": news.ErrNotFound, "MANDATORY CREDIT NPA": nil, "NO ARCHIVE": nil, "For editorial use": nil, "": nil,
	} {
		n := newNewsroom(t)
		n.take(message("a", "1", fmt.Sprintf(`,"usageTerms":%q`, terms)))
		n.wantReaders(terms, "a", want)
		if held := n.file("a").Placements[0].State == news.Held; held != (want != nil) {
			t.Errorf("%q: held %v, want %v", terms, held, want != nil)
		}
		shown := 1
		if want != nil || strings.HasPrefix(terms, "MANDATORY CREDIT") { // the picture came with none
			shown = 0
		}
		n = illustratedWith(t, terms)
		n.wantPictures(terms, shown)
	}
	n := newNewsroom(t)
	n.territory("DE", "AT")
	n.take(message("a", "1", `,"usageTerms":"TURKEY OUT"`))
	n.wantReaders("a limit the title is within", "a", nil)
}

// territory declares where the title "courier" is.
func (n *newsroom) territory(countries ...string) {
	n.t.Helper()
	titles, err := n.store.Titles(context.Background())
	if err != nil {
		n.t.Fatal(err)
	}
	titles[0].Territory = countries
	if _, err := n.store.SaveTitle(context.Background(), titles[0], 0, n.now()); err != nil {
		n.t.Fatal(err)
	}
}

// illustratedWith is a newsroom whose story "a" has a picture with terms of use.
func illustratedWith(t *testing.T, terms string) *newsroom {
	t.Helper()
	n := newNewsroom(t)
	n.take(message("a", "1", pictured(fmt.Sprintf(`,"usageTerms":%q`, terms))))
	if _, err := n.Take(context.Background(), "npa", "ferry.jpg", "test", strings.NewReader(string(photograph(t, 64)))); err != nil {
		t.Fatal(err)
	}
	return n
}

// chief is somebody who may do all at the desk.
func chief() news.User {
	return news.User{ID: "u1", Name: "e", FullName: "Edda Ember", Role: news.Administrator}
}
