package ingest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/wire/dialect"
)

func (n *newsroom) takeAll(texts ...string) []TakenFile {
	n.t.Helper()
	var in []Incoming
	for i, text := range texts {
		in = append(in, Incoming{Name: fmt.Sprintf("%03d.json", i), Body: strings.NewReader(text)})
	}
	taken, err := n.TakeAll(context.Background(), "npa", "test", in)
	if err != nil {
		n.t.Fatal(err)
	}
	return taken
}

// TestFilesTakenTogether holds the order that counts: versions of one story one
// after the other, a kill after what came before it.
func TestFilesTakenTogether(t *testing.T) {
	n := newNewsroom(t)
	var texts []string
	for i := range 60 {
		texts = append(texts, message(fmt.Sprintf("urn:a:%d", i), "1", ""), message("urn:a:chain", fmt.Sprint(i+1), ""))
	}
	texts = append(texts, `{"uri":"urn:a:7","version":"2","pubStatus":"canceled"}`, "no format at all", message("urn:a:7", "3", ""))
	taken := n.takeAll(texts...)
	for i, x := range taken {
		switch {
		case x.Err != nil:
			t.Fatalf("file %d: %v", i, x.Err)
		case i == 121:
			if x.Quarantine == "" {
				t.Errorf("file %d was not quarantined", i)
			}
		case len(x.Items) != 1 || x.Quarantine != "":
			t.Errorf("file %d: %+v, want one item", i, x.Taken)
		}
	}
	for i := 3; i < 120; i += 2 {
		if got := taken[i].Items[0].Outcome; got != "updated" {
			t.Errorf("version %d of the chain: %q, want updated", i/2+1, got)
		}
	}
	if f := n.file("urn:a:chain"); f.Story.Head != 60 {
		t.Errorf("head of the chain = %d, want 60", f.Story.Head)
	}
	for i, want := range map[int]string{14: "filed", 120: "killed", 122: "kept: the story is killed"} {
		if got := taken[i].Items[0].Outcome; got != want {
			t.Errorf("file %d: %q, want %q", i, got, want)
		}
	}
}

// failing is a store that fails for a passing reason at one deed.
type failing struct{ Store }

var errPassing = errors.New("the disk is full")

func (f *failing) SaveStory(ctx context.Context, d news.StoryDeed) (news.Event, error) {
	if d.Story.GUID == "urn:a:5" {
		return news.Event{}, errPassing
	}
	return f.Store.SaveStory(ctx, d)
}

func TestPassingFaultAmongFiles(t *testing.T) {
	n := newNewsroom(t)
	var texts []string
	for i := range 40 {
		texts = append(texts, message(fmt.Sprintf("urn:a:%d", i), "1", ""))
	}
	real := n.Room.Store
	n.Room.Store = &failing{Store: real}
	failed := 0
	for i, x := range n.takeAll(texts...) {
		if x.Quarantine != "" {
			t.Errorf("file %d was quarantined for a passing fault: %s", i, x.Reason)
		}
		if x.Err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no file failed")
	}
	n.Room.Store = real
	for i, x := range n.takeAll(texts...) {
		if x.Err != nil || len(x.Items) != 1 {
			t.Errorf("file %d again: %+v, %v", i, x.Taken, x.Err)
		}
		if f := n.file(fmt.Sprintf("urn:a:%d", i)); f.Story.Head != 1 {
			t.Errorf("head of story %d = %d, want 1", i, f.Story.Head)
		}
	}
}

const atomicMessage = `<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-11-23T09:00:00Z</sent><signal qcode="nmsig:atomic"/></header><itemSet>%s</itemSet></newsMessage>`

func g2Item(guid string) string {
	return fmt.Sprintf(`<newsItem guid=%q version="1" standard="NewsML-G2" standardversion="2.35"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-11-23T09:00:00Z</versionCreated></itemMeta>`+
		`<contentMeta><headline>Ferry %s opens</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>It opened.</p></body></html></inlineXML></contentSet></newsItem>`, guid, guid)
}

// TestAtomicMessage files all items of an atomic message or none (R18).
func TestAtomicMessage(t *testing.T) {
	n := newNewsroom(t)
	taken := n.takeAll(fmt.Sprintf(atomicMessage, g2Item("urn:a:1")+g2Item("urn:a:2")+g2Item("urn:a:3")))[0]
	if taken.Err != nil || len(taken.Items) != 3 || taken.Quarantine != "" {
		t.Fatalf("TakeAll(atomic) = %+v, %v, want three items", taken.Taken, taken.Err)
	}
	again := n.takeAll(fmt.Sprintf(atomicMessage, g2Item("urn:a:1")+g2Item("urn:a:2")+g2Item("urn:a:3")))[0]
	if again.Err != nil || len(again.Items) != 3 || again.Items[1].Outcome != "repeated: nothing changed" {
		t.Errorf("TakeAll(atomic) again = %+v, %v, want it repeated", again.Taken, again.Err)
	}
	for name, bad := range map[string]string{"one without guid": strings.Replace(g2Item("urn:b:2"), `guid="urn:b:2"`, "", 1), "one twice": g2Item("urn:b:1")} {
		taken := n.takeAll(fmt.Sprintf(atomicMessage, g2Item("urn:b:1")+bad))[0]
		if taken.Err != nil || taken.Quarantine == "" {
			t.Errorf("%s: TakeAll(atomic) = %+v, %v, want quarantine", name, taken.Taken, taken.Err)
		}
		if _, err := n.store.StoryByGUID(context.Background(), "npa", "urn:b:1"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: the good item was filed: %v", name, err)
		}
	}
}

// TestAtomicMessageOfAStoryAndItsPicture has two items that touch one picture.
func TestAtomicMessageOfAStoryAndItsPicture(t *testing.T) {
	n := newNewsroom(t)
	picture := `<newsItem guid="urn:a:pic" version="3" standard="NewsML-G2" standardversion="2.35"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta><contentMeta><description role="drol:caption">The quay.</description></contentMeta>` +
		`<contentSet><remoteContent rendition="rnd:highRes" href="quay.jpg" contenttype="image/jpeg"/></contentSet></newsItem>`
	story := strings.Replace(g2Item("urn:a:story"), "</itemMeta>", `<link rel="irel:associatedWith" residref="urn:a:pic" contenttype="image/jpeg"><itemClass qcode="ninat:picture"/></link></itemMeta>`, 1)
	for i, parts := range []string{story + picture, picture + story} {
		parts = strings.ReplaceAll(parts, "urn:a:", fmt.Sprintf("urn:%d:", i))
		taken := n.takeAll(fmt.Sprintf(atomicMessage, parts))[0]
		if taken.Err != nil || len(taken.Items) != 2 || taken.Quarantine != "" {
			t.Fatalf("TakeAll(order %d) = %+v, %v, want two items", i, taken.Taken, taken.Err)
		}
		p, err := n.store.PictureByGUID(context.Background(), "npa", fmt.Sprintf("urn:%d:pic", i))
		if err != nil || p.Caption != "The quay." || p.Version != "3" {
			t.Errorf("PictureByGUID(order %d) = %+v, %v, want the item's caption", i, p, err)
		}
		f := n.file(fmt.Sprintf("urn:%d:story", i))
		if f.Latest == nil || len(f.Latest.Pictures) != 1 || f.Latest.Pictures[0].Picture != p.ID {
			t.Errorf("story of order %d shows %+v, want the picture %s", i, f.Latest, p.ID)
		}
	}
}

// TestYoungFileIsLeft leaves a file that ends in mid-copy and may be growing,
// and files nothing of it.
func TestYoungFileIsLeft(t *testing.T) {
	n := newNewsroom(t)
	whole := message("urn:a:1", "1", "")
	in := func(text string) []Incoming {
		return []Incoming{{Name: "a.json", Body: strings.NewReader(text), Young: true}}
	}
	taken, err := n.TakeAll(context.Background(), "npa", "test", in(whole[:len(whole)/2]))
	if err != nil || !errors.Is(taken[0].Err, errGrowing) {
		t.Errorf("TakeAll(half) = %+v, %v, want errGrowing", taken, err)
	}
	taken, err = n.TakeAll(context.Background(), "npa", "test", in(whole))
	if err != nil || taken[0].Err != nil || len(taken[0].Items) != 1 {
		t.Errorf("TakeAll(whole) = %+v, %v, want it filed", taken, err)
	}
}

// TestLongFeedIsFiledAnEntryAtATime files a feed that is too long to be held as
// a whole, a bad entry of it among them.
func TestLongFeedIsFiledAnEntryAtATime(t *testing.T) {
	n := newNewsroom(t)
	n.MaxBytes = 8 << 20
	const entries = 1500
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Norland harbours</title>`)
	pad := strings.Repeat("Boats moor at the outer quay. ", 30)
	for i := range entries {
		guid := fmt.Sprintf("harbour-%d", i)
		if i == 700 {
			guid = strings.Repeat("x", maxGUID+1)
		}
		fmt.Fprintf(&b, "<item><guid isPermaLink=\"false\">%s</guid><title>Berth %d is closed</title><description>%s</description></item>\n", guid, i, pad)
	}
	b.WriteString("</channel></rss>")
	if long([]byte(b.String())) == nil {
		t.Fatalf("a feed of %d bytes is not read as a long one", b.Len())
	}
	for _, want := range []string{"filed", "repeated: nothing changed"} {
		taken := n.takeAll(b.String())[0]
		if taken.Err != nil || len(taken.Items) != entries-1 || taken.Items[3].Outcome != want {
			t.Fatalf("TakeAll(long feed) = %d items, %v, want %d, %q", len(taken.Items), taken.Err, entries-1, want)
		}
		if taken.Quarantine == "" || !strings.Contains(taken.Reason, "longer than") {
			t.Errorf("the file with a bad entry was not quarantined: %q", taken.Reason)
		}
		if taken.Items[1400].GUID != "harbour-1401" {
			t.Errorf("item 1400 = %s, want the feed's order", taken.Items[1400].GUID)
		}
	}
}

func TestPlaceOfAFault(t *testing.T) {
	for reason, want := range map[string][2]int{
		"line 12 inside <p>: not well-formed XML": {12, 0}, "line 3, column 40 (byte 99): not JSON": {3, 40},
		"the file is empty": {}, "online 7": {}, "the outline 7 of it": {}, "line 0": {}, "entry 2 of 9: line 88: no id; entry 3 of 9: line 99: no id": {88, 0},
	} {
		if line, column := placeOf(reason); line != want[0] || column != want[1] {
			t.Errorf("placeOf(%q) = %d, %d, want %d, %d", reason, line, column, want[0], want[1])
		}
	}
}

// TestRoomOverAnotherStore has all that the room has but the store.
func TestRoomOverAnotherStore(t *testing.T) {
	n := newNewsroom(t)
	n.Topics = func(codes []string) []string { return codes }
	if n.Dialects == nil {
		n.Dialects = &dialect.Set{}
	}
	was, over := reflect.ValueOf(n.Room).Elem(), reflect.ValueOf(n.Room.over(&failing{})).Elem()
	for i := range was.NumField() {
		f := was.Type().Field(i)
		if !f.IsExported() || f.Name == "Store" {
			continue
		}
		if was.Field(i).IsZero() {
			t.Errorf("newNewsroom().%s is empty; fill it, so that this test can tell", f.Name)
		}
		if over.Field(i).IsZero() {
			t.Errorf("over().%s is empty, want the room's", f.Name)
		}
	}
}
