package ingest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

func TestFiledUpdatedRepeated(t *testing.T) {
	n := newNewsroom(t)
	n.wantOutcome(n.take(message("a", "1", "")), "filed")
	r, err := n.readers("a")
	if err != nil || r.Headline != "Ferry a opens" || r.Agency != "NPA" {
		t.Fatalf("readers get %+v, %v", r, err)
	}
	before, err := n.store.LastEvent(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	n.wantOutcome(n.take(message("a", "1", "")), "repeated")
	// The same item spelled otherwise is the same item.
	n.wantOutcome(n.take(strings.ReplaceAll(message("a", "1", ""), `,"`, " ,\n \"")), "repeated")
	if after, _ := n.store.LastEvent(context.Background()); after != before {
		t.Errorf("a repeated file made %d deeds, want none", after-before)
	}
	n.wantOutcome(n.take(message("a", "10", "")), "updated")
	n.wantOutcome(n.take(message("a", "9", "")), "kept: a newer version")
	r, err = n.readers("a")
	if err != nil || !strings.Contains(r.Body, "take 10") || r.Version != 2 || len(r.Changes) != 2 {
		t.Errorf("readers get version %d, %d changes, %v; want take 10 as version 2", r.Version, len(r.Changes), err)
	}
}

func TestSameVersionWithOtherContentIsFlagged(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.wantOutcome(n.take(strings.Replace(message("a", "1", ""), "opened on Monday", "opened late on Monday", 1)), "updated")
	if f := n.file("a"); f.Story.Head != 2 || len(f.Story.Flags) != 1 || !strings.Contains(f.Story.Flags[0], "again") {
		t.Errorf("story = head %d, flags %q; want 2 and one flag", f.Story.Head, f.Story.Flags)
	}
}

func TestUpdateNeverLiesOverTheDesk(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	f := n.file("a")
	st, v := f.Story, *f.Latest
	st.Head, st.Touched = 2, true
	v.N, v.Kind, v.Headline = 2, news.Edit, "The desk's headline"
	p := f.Placements[0]
	p.Published = 2
	if _, err := n.store.SaveStory(context.Background(), news.StoryDeed{Verb: news.VerbEdited, At: n.now(), Story: st, Version: &v, Placements: []news.Placement{p}}); err != nil {
		t.Fatal(err)
	}
	n.wantOutcome(n.take(message("a", "2", "")), "attached")
	f = n.file("a")
	if f.Story.Head != 2 || f.Story.Pending == "" || len(f.Story.Flags) == 0 {
		t.Errorf("story = %+v, want head 2 with the take pending and flagged", f.Story)
	}
	if r, err := n.readers("a"); err != nil || r.Headline != "The desk's headline" {
		t.Errorf("readers get %q, %v; want the desk's headline", r.Headline, err)
	}
	if w, err := n.store.WireItem(context.Background(), f.Story.Pending); err != nil || !strings.Contains(w.Item.BodyHTML, "take 2") {
		t.Errorf("the pending take = %+v, %v; want take 2 kept whole", w.Item, err)
	}
	takes, err := n.store.AttachedTakes(t.Context(), f.Story.ID)
	if err != nil || len(takes) != 1 || takes[0].Item != f.Story.Pending || takes[0].Correction || !strings.Contains(takes[0].Body, "take 2") || takes[0].Credit == "" {
		t.Fatalf("AttachedTakes() = %+v, %v; want take 2 as a version of its own would be", takes, err)
	}
	n.wantOutcome(n.take(message("a", "3", `,"signal":["sig:correction","sig:update"]`)), "attached")
	if takes, err = n.store.AttachedTakes(t.Context(), f.Story.ID); err != nil || len(takes) != 2 || !takes[1].Correction || takes[1].Version != "3" {
		t.Errorf("AttachedTakes() = %+v, %v; want the correction, too", takes, err)
	}
	n.wantFlag("a", "The agency sent a correction (version 3)")
}

func TestCorrection(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.wantOutcome(n.take(message("a", "2", `,"signal":["sig:correction","sig:update"]`)), "corrected")
	r, err := n.readers("a")
	if err != nil || !r.Corrected || r.Changes[1].Kind != news.Correction {
		t.Errorf("readers get %+v, %v; want a correction", r.Changes, err)
	}
	if f := n.file("a"); len(f.Story.Flags) == 0 {
		t.Error("a correction without a note for readers is not flagged")
	}
}

func TestKill(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "3", ""))
	kill := `{"uri":"a","version":"2","type":"text","pubStatus":"canceled"}`
	n.wantOutcome(n.take(kill), "killed") // whichever version it names
	if _, err := n.readers("a"); !errors.Is(err, news.ErrKilled) {
		t.Errorf("readers get %v, want ErrKilled", err)
	}
	if list, err := n.store.Readers().Newest(context.Background(), "courier", "", time.Time{}, 10); err != nil || len(list) != 0 {
		t.Errorf("fronts list %d stories, %v; want none", len(list), err)
	}
	if f := n.file("a"); f.Latest == nil || f.Latest.Words == 0 {
		t.Error("the kill's empty text replaced the archive's")
	}
	n.wantOutcome(n.take(message("a", "4", "")), "kept: the story is killed")
	if _, err := n.readers("a"); !errors.Is(err, news.ErrKilled) {
		t.Errorf("after a later version readers get %v, want ErrKilled still", err)
	}
	if f := n.file("a"); len(f.Story.Flags) == 0 {
		t.Error("a version after a kill is not flagged")
	}
}

func TestKillBeforeTheStory(t *testing.T) {
	n := newNewsroom(t)
	n.wantOutcome(n.take(`{"uri":"a","version":"2","pubStatus":"cancelled"}`), "killed")
	n.wantOutcome(n.take(message("a", "1", "")), "kept: the story is killed")
	if _, err := n.readers("a"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("readers get %v, want ErrNotFound: they never had it", err)
	}
}

func TestWithheldAndLetGo(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.wantOutcome(n.take(`{"uri":"a","version":"2","type":"text","pubstatus":"stat:withheld"}`), "withheld")
	if _, err := n.readers("a"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("readers get %v, want ErrNotFound while it is withheld", err)
	}
	n.wantOutcome(n.take(message("a", "3", "")), "updated")
	if r, err := n.readers("a"); err != nil || !strings.Contains(r.Body, "take 3") {
		t.Errorf("readers get %v, want take 3", err)
	}
	n.wantOutcome(n.take(message("b", "1", `,"pubStatus":"withheld"`)), "withheld")
	n.wantOutcome(n.take(message("b", "2", "")), "updated")
	if _, err := n.readers("b"); err != nil {
		t.Errorf("a story first withheld and then usable: readers get %v, want it", err)
	}
}

func TestWithheldWithoutVersion(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "7", ""))
	n.wantOutcome(n.take(`{"uri":"a","type":"text","pubstatus":"withheld"}`), "withheld")
	if _, err := n.readers("a"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("readers get %v, want ErrNotFound", err)
	}
	n.wantOutcome(n.take(message("a", "6", "")), "kept: a newer version")
	n.wantOutcome(n.take(message("a", "8", "")), "updated")
}

// A document that withdraws another one withdraws it, whichever comes first.
func TestKillThatNamesAnotherDocument(t *testing.T) {
	story := `<nitf><head><title>Ferry opens</title><docdata><doc-id id-string="ferry-1"/><date.issue norm="20261123T090000Z"/></docdata></head>` +
		`<body><body.head><hedline><hl1>Ferry opens</hl1></hedline></body.head><body.content><p>The ferry opened on Monday.</p></body.content></body></nitf>`
	kill := `<nitf><head><docdata management-status="usable" management-doc-idref="ferry-1" management-idref-status="canceled"><doc-id id-string="note-2"/></docdata></head>` +
		`<body><body.content><p>Please withdraw the story on the ferry.</p></body.content></body></nitf>`
	n := newNewsroom(t)
	n.take(story)
	if _, err := n.readers("ferry-1"); err != nil {
		t.Fatal(err)
	}
	n.take(kill)
	if _, err := n.readers("ferry-1"); !errors.Is(err, news.ErrKilled) {
		t.Errorf("readers get %v, want ErrKilled", err)
	}
	n = newNewsroom(t)
	n.take(kill)
	n.take(story)
	if _, err := n.readers("ferry-1"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a story killed before it came: readers get %v, want ErrNotFound", err)
	}
}

func TestEmbargo(t *testing.T) {
	n := newNewsroom(t)
	until := storetest.T0.Add(2 * time.Hour)
	n.take(message("a", "1", fmt.Sprintf(`,"embargoedUntil":%q`, until.Format(time.RFC3339))))
	if _, err := n.readers("a"); !errors.Is(err, news.ErrNotFound) {
		t.Fatalf("readers get %v before the time, want ErrNotFound", err)
	}
	// A version without the field keeps the embargo.
	n.take(message("a", "2", ""))
	if f := n.file("a"); !f.Story.EmbargoUntil.Equal(until) {
		t.Fatalf("embargo = %v after a version without it, want %v", f.Story.EmbargoUntil, until)
	}
	for _, c := range []struct {
		pass time.Duration
		want error
	}{{2*time.Hour - time.Second, news.ErrNotFound}, {time.Second, nil}} {
		n.pass(c.pass)
		ids, err := n.store.Due(context.Background(), n.now(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if _, err := n.store.SettleDue(context.Background(), id, n.now()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := n.readers("a"); !errors.Is(err, c.want) {
			t.Errorf("at %v readers get %v, want %v", n.now(), err, c.want)
		}
	}
}

func TestEmbargoWithoutTimeHolds(t *testing.T) {
	for _, c := range []struct{ name, more string }{
		{"empty field", `,"embargoed":""`},
		{"unreadable field", `,"embargoedUntil":"Friday noon"`},
		{"in a note", `,"edNote":"EMBARGOED until the minister has spoken"`},
		{"German note", `,"ednote":"Sperrfrist heute, 19.00 Uhr"`},
	} {
		n := newNewsroom(t)
		n.take(message("a", "1", c.more))
		if _, err := n.readers("a"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: readers get %v, want ErrNotFound", c.name, err)
		}
		if f := n.file("a"); !f.Story.EmbargoHold || len(f.Story.Flags) == 0 {
			t.Errorf("%s: story is not held and flagged", c.name)
		}
	}
	// An agency that always sends the field empty means nothing by it, but an
	// unreadable one is meant.
	for more, want := range map[string]error{`,"embargoed":""`: nil, `,"embargoedUntil":"Friday noon"`: news.ErrNotFound, `,"embargoedUntil":"2026-11-23"`: news.ErrNotFound} {
		n := newNewsroom(t)
		src, err := n.store.Source(context.Background(), "npa")
		if err != nil {
			t.Fatal(err)
		}
		src.EmptyEmbargo = "none"
		if _, err := n.store.SaveSource(context.Background(), src, n.now()); err != nil {
			t.Fatal(err)
		}
		n.take(message("a", "1", more))
		if _, err := n.readers("a"); !errors.Is(err, want) {
			t.Errorf("%s of an agency that sends it empty: readers get %v, want %v", more, err, want)
		}
	}
	n := newNewsroom(t)
	n.take(message("a", "1", `,"slugline":"TRADE-EMBARGO","edNote":"Adds reaction to the trade embargo"`))
	if _, err := n.readers("a"); err != nil {
		t.Errorf("copy about a trade embargo: readers get %v, want it", err)
	}
}

func TestUnknownStatusAndAdvisoryWait(t *testing.T) {
	for _, more := range []string{`,"pubStatus":"embargoed"`, `,"genres":[{"name":"Advisory"}]`, `,"profile":"planning"`} {
		n := newNewsroom(t)
		n.take(message("a", "1", more))
		f := n.file("a")
		if len(f.Placements) != 1 || f.Placements[0].State != news.Held || len(f.Story.Flags) == 0 {
			t.Errorf("%s: placements %+v, flags %q; want held and flagged", more, f.Placements, f.Story.Flags)
		}
	}
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.wantOutcome(n.take(message("a", "2", `,"pubStatus":"replaced"`)), "attached: unknown status")
	if r, err := n.readers("a"); err != nil || !strings.Contains(r.Body, "take 1") {
		t.Errorf("readers get %v, want take 1 still", err)
	}
}

func TestPrivateWordsStayPrivate(t *testing.T) {
	n := newNewsroom(t)
	text := strings.Replace(message("a", "1", `,"edNote":"Call +49 30 1234567 before use"`), "<p>More was to follow.</p>", "<p>More.</p><p>bur-kt/ab</p>", 1)
	n.take(text)
	r, err := n.readers("a")
	if err != nil {
		t.Fatal(err)
	}
	if all := fmt.Sprintf("%+v", r); strings.Contains(all, "1234567") || strings.Contains(all, "bur-kt") {
		t.Errorf("readers get the note or the agency's initials: %s", all)
	}
}

func TestHeadingThatRepeatsTheHeadlineIsDropped(t *testing.T) {
	n := newNewsroom(t)
	n.take(strings.Replace(message("a", "1", ""), "<p>The ferry", "<h1>Ferry  a opens</h1><p>The ferry", 1))
	if r, err := n.readers("a"); err != nil || strings.Contains(r.Body, "<h2>") || !strings.HasPrefix(r.Body, "<p>The ferry") {
		t.Errorf("readers get %q, %v; want no heading before the text", r.Body, err)
	}
}

func TestItemThatReplacesAnotherIsFlagged(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.take(message("b", "1", `,"evolvedfrom":"a"`))
	f := n.file("b")
	if len(f.Story.Flags) != 1 || !strings.Contains(f.Story.Flags[0], "replaces its item a") || len(f.Latest.Related) != 0 {
		t.Errorf("flags %q, related %q; want one flag and no related story", f.Story.Flags, f.Latest.Related)
	}
}

func TestTwoStoriesOfOneDayAndHeadline(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", ""))
	n.take(strings.Replace(message("b", "1", ""), "Ferry b opens", "Ferry a opens", 1))
	a, b := n.file("a").Placements[0].Path, n.file("b").Placements[0].Path
	if a == b || !strings.HasPrefix(b, a+"-") {
		t.Errorf("paths %q and %q, want the second told apart by its end", a, b)
	}
}

func TestSignOffs(t *testing.T) {
	n := newNewsroom(t)
	src, err := n.store.Source(context.Background(), "npa")
	if err != nil {
		t.Fatal(err)
	}
	src.SignOff = "News desk"
	src.Rules[0].SignOff = "World desk"
	if _, err := n.store.SaveSource(context.Background(), src, n.now()); err != nil {
		t.Fatal(err)
	}
	n.take(message("a", "1", ""))
	n.take(strings.Replace(message("b", "1", ""), "<p>More was to follow.</p>", "<p>More.</p><p>N.Desk--ABC</p>", 1))
	for guid, want := range map[string]string{"a": "World desk", "b": "N.Desk"} {
		if r, err := n.readers(guid); err != nil || r.SignOff != want || strings.Contains(r.Body, "ABC") {
			t.Errorf("story %s is signed %q, %v; want %q", guid, r.SignOff, err, want)
		}
	}
}

func TestPicturesInEitherOrder(t *testing.T) {
	with := `,"associations":[{"name":"main","uri":"p1","type":"picture","descriptions":[{"role":"caption","value":"A ferry."},{"role":"creditline","value":"POOL/NPA"}],` +
		`"renditions":[{"name":"small","href":"ferry-640.jpg"},{"name":"wide","href":"./pictures/ferry-1280.jpg"},{"name":"remote","href":"https://agency.example/x.jpg"}]}]`
	for _, order := range []string{"story first", "picture first"} {
		n := newNewsroom(t)
		story := func() { n.take(message("a", "1", with)) }
		files := func() {
			for name, width := range map[string]int{"ferry-640.jpg": 64, "ferry-1280.jpg": 128} {
				if taken, err := n.Take(context.Background(), "npa", name, "test", strings.NewReader(string(photograph(t, width)))); err != nil || taken.Quarantine != "" {
					t.Fatalf("Take(%s) = %+v, %v", name, taken, err)
				}
			}
		}
		if order == "story first" {
			story()
			files()
		} else {
			files()
			story()
		}
		r, err := n.readers("a")
		if err != nil || len(r.Pictures) != 1 || len(r.Pictures[0].Renditions) != 2 || r.Pictures[0].Renditions[0].Width != 128 {
			t.Errorf("%s: readers get %+v, %v; want one picture of two files, widest first", order, r.Pictures, err)
			continue
		}
		if p := r.Pictures[0]; p.Credit != "POOL/NPA" || p.Caption != "A ferry." {
			t.Errorf("%s: picture has %q, %q", order, p.Credit, p.Caption)
		}
		n.take(`{"uri":"p1","version":"9","type":"picture","pubStatus":"canceled"}`)
		if r, err := n.readers("a"); err != nil || len(r.Pictures) != 0 {
			t.Errorf("%s: after its kill readers get %d pictures, %v; want none", order, len(r.Pictures), err)
		}
	}
}

func TestMailWithAPicture(t *testing.T) {
	n := newNewsroom(t)
	text := "From: Press office <press@hallen.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@hallen.example>\r\nSubject: Ferry opens\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe ferry opened on Monday.\r\n" +
		"--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=ferry.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(photograph(t, 96)) + "\r\n--b--\r\n"
	taken := n.take(text)
	r, err := n.readers(taken.Items[0].GUID)
	if err != nil || r.Headline != "Ferry opens" || len(r.Pictures) != 1 || r.Pictures[0].Renditions[0].Width != 96 {
		t.Errorf("readers get %+v, %v; want the story with its picture", r, err)
	}
}

func TestFeed(t *testing.T) {
	n := newNewsroom(t)
	taken := n.take(`<?xml version="1.0"?><rss version="2.0"><channel><title>Hallen</title><item><guid>f1</guid><title>Ferry opens</title><description>The ferry opened.</description>` +
		`<pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item><item><guid>f2</guid><title>Port shut</title><description>The port is shut.</description></item></channel></rss>`)
	if len(taken.Items) != 2 {
		t.Fatalf("Take(feed) = %+v, want two items", taken.Items)
	}
	for _, it := range taken.Items {
		if _, err := n.readers(it.GUID); err != nil {
			t.Errorf("story %s: %v", it.GUID, err)
		}
	}
}

func TestQuarantineAndReplay(t *testing.T) {
	n := newNewsroom(t)
	ctx := context.Background()
	for name, text := range map[string]string{
		"empty": "", "binary": "\x00\x01\x02", "words": "Dear editors, see below.", "truncated": message("a", "1", "")[:80],
		"no uri": `{"version":"1","headlines":[]}`, "long uri": message(strings.Repeat("x", 2000), "1", ""),
		"xml of another kind": `<?xml version="1.0"?><opml/>`, "bomb": `<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><newsItem guid="x">&b;</newsItem>`,
		"too large":      message("a", "1", `,"x":"`+strings.Repeat("x", 2<<20)+`"`),
		"wrong encoding": "<?xml version=\"1.0\" encoding=\"no-such\"?><newsItem guid=\"a\"/>", "bad bytes": "{\"uri\":\"\xff\"}",
	} {
		taken, err := n.Take(ctx, "npa", name, "test", strings.NewReader(text))
		if err != nil || taken.Quarantine == "" || taken.Reason == "" || strings.Contains(taken.Reason, "\n") {
			t.Errorf("%s: Take() = %+v, %v; want it quarantined with a reason of one line", name, taken, err)
			continue
		}
		q, err := n.store.QuarantinedFile(ctx, taken.Quarantine)
		if err != nil {
			t.Fatal(err)
		}
		f, err := n.Blobs.Get(q.Key)
		if err != nil {
			t.Errorf("%s: its bytes are gone: %v", name, err)
			continue
		}
		if info, err := f.Stat(); err != nil || info.Size() != int64(len(text)) || q.Name != name {
			t.Errorf("%s: kept %d bytes under %q, want %d", name, info.Size(), q.Name, len(text))
		}
		f.Close()
	}
	// A file that was too large is filed once the limit is raised.
	waiting, err := n.store.Quarantined(ctx, false)
	if err != nil {
		t.Fatal(err)
	}
	n.MaxBytes = 8 << 20
	editor := news.User{ID: "e", Name: "ed", Role: news.Editor}
	if _, err := n.Replay(news.Actor{By: "desk:ed", User: &editor}.In(ctx), waiting[0].ID); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("Replay(editor) = %v, want ErrForbidden", err)
	}
	replayed := 0
	for _, q := range waiting {
		taken, err := n.Replay(ctx, q.ID)
		if err != nil {
			t.Fatalf("Replay(%s) = %v", q.Name, err)
		}
		if taken.Quarantine == "" {
			replayed++
		}
	}
	if _, err := n.readers("a"); err != nil || replayed != 1 {
		t.Errorf("%d files replayed, readers get %v; want the one large story", replayed, err)
	}
	if left, err := n.store.Quarantined(ctx, false); err != nil || len(left) != len(waiting)-1 {
		t.Errorf("%d files wait, %v; want %d", len(left), err, len(waiting)-1)
	}
}

func TestOneBadItemLosesNoOther(t *testing.T) {
	n := newNewsroom(t)
	taken, err := n.Take(context.Background(), "npa", "list.json", "test", strings.NewReader("["+message("a", "1", "")+`,{"version":"1"},`+message("b", "1", "")+"]"))
	if err != nil || len(taken.Items) != 2 || !strings.Contains(taken.Reason, "item 2") {
		t.Fatalf("Take() = %+v, %v; want two items filed and item 2 in the reason", taken, err)
	}
	for _, guid := range []string{"a", "b"} {
		if _, err := n.readers(guid); err != nil {
			t.Errorf("story %s: %v", guid, err)
		}
	}
}

func TestUnknownSource(t *testing.T) {
	n := newNewsroom(t)
	_, err := n.Take(context.Background(), "nobody", "a.json", "test", strings.NewReader(message("a", "1", "")))
	if !errors.Is(err, news.ErrNotFound) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("Take() = %v, want ErrNotFound naming the source", err)
	}
}

// TestManyTakesOfOneStory files the versions of one story from many hands at
// once: each is filed once, and the newest is what readers have.
func TestManyTakesOfOneStory(t *testing.T) {
	n := newNewsroom(t)
	var wg sync.WaitGroup
	for v := 1; v <= 12; v++ {
		for range 2 {
			wg.Go(func() {
				if _, err := n.Take(context.Background(), "npa", "x.json", "test", strings.NewReader(message("a", fmt.Sprint(v), ""))); err != nil {
					t.Errorf("version %d: %v", v, err)
				}
			})
		}
	}
	wg.Wait()
	if c, err := n.store.CountWireItems(context.Background(), "npa"); err != nil || c != 12 {
		t.Errorf("CountWireItems() = %d, %v; want 12", c, err)
	}
	if r, err := n.readers("a"); err != nil || !strings.Contains(r.Body, "take 12.") {
		t.Errorf("readers get %q, %v; want take 12", r.Body, err)
	}
}

func TestKillSaysNoMoreThanTheGUID(t *testing.T) {
	for _, kind := range []string{"composite", "", "text", "video"} {
		n := newNewsroom(t)
		n.take(strings.Replace(message("a", "1", ""), `"type":"text"`, `"type":"composite"`, 1))
		if _, err := n.readers("a"); err != nil {
			t.Fatal(err)
		}
		n.take(fmt.Sprintf(`{"uri":"a","version":"2","type":%q,"pubStatus":"canceled"}`, kind))
		if _, err := n.readers("a"); !errors.Is(err, news.ErrKilled) {
			t.Errorf("after a kill of type %q readers get %v, want ErrKilled", kind, err)
		}
	}
	n := newNewsroom(t)
	n.wantOutcome(n.take(`{"uri":"a","version":"2","type":"composite","pubStatus":"canceled"}`), "killed")
	n.wantOutcome(n.take(message("a", "1", "")), "kept: the story is killed")
}

func TestKillOfAPictureNeedsNoType(t *testing.T) {
	n := newNewsroom(t)
	n.take(message("a", "1", `,"associations":[{"name":"main","uri":"p1","type":"picture","renditions":[{"name":"wide","href":"ferry.jpg"}]}]`))
	if _, err := n.Take(context.Background(), "npa", "ferry.jpg", "test", strings.NewReader(string(photograph(t, 64)))); err != nil {
		t.Fatal(err)
	}
	if r, err := n.readers("a"); err != nil || len(r.Pictures) != 1 {
		t.Fatalf("readers get %d pictures, %v; want 1", len(r.Pictures), err)
	}
	n.take(`{"uri":"p1","version":"2","pubStatus":"canceled"}`)
	if r, err := n.readers("a"); err != nil || len(r.Pictures) != 0 {
		t.Errorf("after a kill without a type readers get %d pictures, %v; want none", len(r.Pictures), err)
	}
}

// What cannot be kept as it is must not stay in the drop folder for ever, nor
// keep the rest of its file there.
func TestNamesAndTimesThatNoDatabaseHolds(t *testing.T) {
	n := newNewsroom(t)
	ctx := context.Background()
	long := strings.Repeat("x", maxGUID+1)
	n.take(message("a", "1", `,"associations":[{"name":"main","uri":"p1","type":"picture","renditions":[{"name":"wide","href":"f%00r%ffy.jpg"}]},`+
		`{"name":"r1","uri":"`+long+`","type":"text","rel":"seeAlso"}]`))
	p, err := n.store.PictureByGUID(ctx, "npa", "p1")
	if err != nil || len(p.Renditions) != 1 || p.Renditions[0].Href != "f\ufffdr\ufffdy.jpg" {
		t.Errorf("PictureByGUID() = %+v, %v, want one file of a name that can be kept", p.Renditions, err)
	}
	for _, guid := range n.file("a").Latest.Related {
		if len(guid) > maxGUID {
			t.Errorf("story a is related to a guid of %d bytes, want at most %d", len(guid), maxGUID)
		}
	}
	taken, err := n.Take(ctx, "npa", "f\xfchre.json", "test", strings.NewReader(message("b", "1", `,"versionCreated":"2026-11-23T10:00:00+24:00"`)))
	if err != nil || taken.Quarantine == "" {
		t.Fatalf("Take(time that cannot be written) = %+v, %v; want it quarantined", taken, err)
	}
	if q, err := n.store.QuarantinedFile(ctx, taken.Quarantine); err != nil || q.Name != "f\ufffdhre.json" {
		t.Errorf("QuarantinedFile() = %q, %v; want f\ufffdhre.json", q.Name, err)
	}
}

// An embargo holds for all versions, whatever the status of the one that
// brought it.
func TestEmbargoOfAnUnusableVersionHolds(t *testing.T) {
	for _, status := range []string{"withheld", "embargoed"} {
		n := newNewsroom(t)
		n.take(message("a", "1", ""))
		n.take(fmt.Sprintf(`{"uri":"a","version":"2","type":"text","pubStatus":%q,"embargoedUntil":"2026-11-24T09:00:00Z"}`, status))
		n.wantOutcome(n.take(message("a", "3", "")), "updated")
		if _, err := n.readers("a"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("after an embargo in a version that is %s readers get %v, want ErrNotFound", status, err)
		}
	}
}
