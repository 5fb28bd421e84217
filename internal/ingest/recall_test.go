package ingest

import (
	"context"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// pictured makes the end of a message that carries version 1 of picture "p1".
func pictured(status string) string {
	return `,"associations":[{"name":"main","uri":"p1","version":"1","type":"picture"` + status + `,"renditions":[{"name":"wide","href":"ferry.jpg"}]}]`
}

// illustrated is a newsroom whose readers have story "a" with picture "p1".
func illustrated(t *testing.T) *newsroom {
	t.Helper()
	n := newNewsroom(t)
	n.take(message("a", "1", pictured("")))
	if taken, err := n.Take(context.Background(), "npa", "ferry.jpg", "test", strings.NewReader(string(photograph(t, 64)))); err != nil || taken.Quarantine != "" {
		t.Fatalf("Take(ferry.jpg) = %+v, %v", taken, err)
	}
	n.wantPictures("at first", 1)
	return n
}

func (n *newsroom) wantPictures(when string, want int) {
	n.t.Helper()
	if r, err := n.readers("a"); err != nil || len(r.Pictures) != want {
		n.t.Errorf("%s readers get %d pictures, %v; want %d", when, len(r.Pictures), err, want)
	}
}

func TestWithheldPictureIsLetGoByNewerWordOnly(t *testing.T) {
	n := illustrated(t)
	n.take(`{"uri":"p1","version":"3","type":"picture","pubStatus":"withheld"}`)
	n.wantPictures("once it is withheld", 0)
	n.take(`{"uri":"p1","version":"2","type":"picture","renditions":[{"name":"wide","href":"ferry.jpg"}]}`)
	n.wantPictures("after a late version from before", 0)
	n.take(message("a", "2", pictured(`,"pubStatus":"usable"`)))
	n.wantPictures("after copy that carries a version from before", 0)
	n.take(`{"uri":"p1","version":"4","type":"picture","renditions":[{"name":"wide","href":"ferry.jpg"}]}`)
	n.wantPictures("after a newer usable version", 1)
	n.take(`{"uri":"p1","version":"3","type":"picture","pubStatus":"withheld","headlines":[{"value":"Sent again"}]}`)
	n.wantPictures("after a late word from before", 1)
	n.take(`{"uri":"p1","version":"1","type":"picture","pubStatus":"canceled"}`)
	n.wantPictures("after a kill, whichever version it names,", 0)
}

func TestPictureRecalledInATakeForATouchedStory(t *testing.T) {
	for _, status := range []string{"canceled", "withheld"} {
		n := illustrated(t)
		f := n.file("a")
		st, v := f.Story, *f.Latest
		st.Head, st.Touched = 2, true
		v.N, v.Kind = 2, news.Edit
		if _, err := n.store.SaveStory(context.Background(), news.StoryDeed{Verb: news.VerbEdited, At: n.now(), Story: st, Version: &v}); err != nil {
			t.Fatal(err)
		}
		n.wantOutcome(n.take(message("a", "2", pictured(`,"pubStatus":"`+status+`"`))), "attached")
		n.wantPictures("once the agency says "+status, 0)
	}
}

func TestPictureWithUnreadableEmbargoIsHeld(t *testing.T) {
	n := illustrated(t)
	n.take(`{"uri":"p1","version":"2","type":"picture","embargoedUntil":"Friday noon","renditions":[{"name":"wide","href":"ferry.jpg"}]}`)
	n.wantPictures("with an embargo that cannot be read", 0)
	n.take(`{"uri":"p1","version":"3","type":"picture","renditions":[{"name":"wide","href":"ferry.jpg"}]}`)
	n.wantPictures("after a version without one", 1)
}
