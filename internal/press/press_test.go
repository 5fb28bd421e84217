package press

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web"
)

func page(body string, needs ...string) *Page {
	return &Page{Forms: web.NewForms(200, http.Header{"Content-Type": {"text/html"}}, []byte(body)), Needs: needs}
}

// get asks for a page and says whether it had to be made.
func get(t *testing.T, p *Pages, path, body string, needs ...string) (got string, made bool) {
	t.Helper()
	pg, err := p.Get(t.Context(), Key{Path: path}, func(context.Context) (*Page, error) {
		made = true
		return page(body, needs...), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(pg.Body()), made
}

func TestPagesAreKeptUntilTouched(t *testing.T) {
	p := NewPages(1 << 20)
	get(t, p, "/a", "A", StoryNeed("a"), TitleNeed("t"))
	get(t, p, "/b", "B", StoryNeed("b"))
	if _, made := get(t, p, "/a", "A"); made {
		t.Error("page /a was made twice")
	}
	e := news.Event{Touched: []news.TouchedPlacement{{Title: "t", Section: "s", Story: "x"}}}
	if err := p.Handle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if body, made := get(t, p, "/a", "A2", StoryNeed("a")); !made || body != "A2" {
		t.Errorf("after a deed on its title /a = %q, made %v, want A2 anew", body, made)
	}
	if _, made := get(t, p, "/b", "B2"); made {
		t.Error("page /b was dropped by a deed that does not touch it")
	}
	p.Drop(AllNeed)
	if s := p.Stats(); s.Pages != 0 || s.Bytes != 0 {
		t.Errorf("Stats() after dropping all = %+v, want nothing kept", s)
	}
}

func TestPageMadeFromOldFactsIsNotKept(t *testing.T) {
	p := NewPages(1 << 20)
	_, err := p.Get(t.Context(), Key{Path: "/a"}, func(context.Context) (*Page, error) {
		pg := page("old", StoryNeed("a"))
		p.Drop(StoryNeed("a")) // the deed's event comes while the page is made
		return pg, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if body, made := get(t, p, "/a", "new", StoryNeed("a")); !made || body != "new" {
		t.Errorf("/a = %q, made %v, want it made anew", body, made)
	}
}

func TestOneMakingForManyReaders(t *testing.T) {
	p := NewPages(1 << 20)
	start, release := make(chan struct{}), make(chan struct{})
	makings := 0
	var wg sync.WaitGroup
	ask := func() {
		_, err := p.Get(t.Context(), Key{Path: "/a"}, func(context.Context) (*Page, error) {
			makings++
			close(start)
			<-release
			return page("A", TitleNeed("t")), nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	wg.Go(ask)
	<-start
	for range 20 {
		wg.Go(ask)
	}
	close(release)
	wg.Wait()
	if makings != 1 {
		t.Errorf("page was made %d times, want 1", makings)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const limit = 64 << 10
	p := NewPages(limit)
	for i := range 500 {
		get(t, p, fmt.Sprint("/", i), strings.Repeat("x", 4000)+fmt.Sprint(i), TitleNeed("t"))
		if s := p.Stats(); s.Bytes > limit {
			t.Fatalf("after %d pages %d bytes are kept, want at most %d", i+1, s.Bytes, limit)
		}
	}
	if s := p.Stats(); s.Pages < 5 {
		t.Errorf("%d pages kept, want as many as fit", s.Pages)
	}
	p.Drop(TitleNeed("t"))
	if s := p.Stats(); s.Pages != 0 || s.Bytes != 0 || len(p.byNeed) != 0 {
		t.Errorf("Stats() = %+v, %d needs, want nothing kept", s, len(p.byNeed))
	}
}

func TestFailedAndPanickingMakingsLeaveNothing(t *testing.T) {
	p := NewPages(1 << 20)
	fault := errors.New("no database")
	if _, err := p.Get(t.Context(), Key{}, func(context.Context) (*Page, error) { return nil, fault }); !errors.Is(err, fault) {
		t.Errorf("Get() = %v, want the fault", err)
	}
	func() {
		defer func() { recover() }()
		p.Get(t.Context(), Key{}, func(context.Context) (*Page, error) { panic("bug") })
	}()
	if _, made := get(t, p, "", "A", TitleNeed("t")); !made {
		t.Error("page was not made after faults")
	}
}

func TestDueReleasesOnceForManyNodes(t *testing.T) {
	s := storetest.SQLite(t)
	defer s.Close()
	storetest.House(t, s)
	lift := storetest.T0.Add(time.Hour)
	for i := range 5 {
		d := storetest.NewStory(fmt.Sprint("s", i))
		d.Story.EmbargoUntil = lift
		if _, err := s.SaveStory(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	now := lift.Add(-time.Microsecond)
	node := func() Due { return Due{Store: s, Now: func() time.Time { return now }, Log: slog.Default()} }
	if err := node().Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	before, _ := s.LastEvent(t.Context())
	if list, _ := s.Readers().Newest(t.Context(), "courier", "", time.Time{}, 9); len(list) != 0 {
		t.Fatalf("%d stories before the embargo ends, want none", len(list))
	}
	now = lift
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := node().Settle(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if after, _ := s.LastEvent(t.Context()); after != before+5 {
		t.Errorf("%d deeds, want 5", after-before)
	}
	if list, _ := s.Readers().Newest(t.Context(), "courier", "", time.Time{}, 9); len(list) != 5 {
		t.Errorf("%d stories after the embargo ends, want 5", len(list))
	}
}

func TestWhoAsksAfterADeedGetsNothingOlder(t *testing.T) {
	for _, c := range []struct {
		what string
		page *Page
		err  error
	}{
		{"the page as it was", page("old", StoryNeed("a")), nil},
		{"that it was not there", nil, news.ErrNotFound},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := NewPages(1 << 20)
			begun, goOn := make(chan bool), make(chan bool)
			go p.Get(t.Context(), Key{Path: "/a"}, func(context.Context) (*Page, error) {
				close(begun)
				<-goOn
				return c.page, c.err
			})
			<-begun
			p.Drop(StoryNeed("a"))
			answer := make(chan string)
			go func() {
				pg, err := p.Get(t.Context(), Key{Path: "/a"}, func(context.Context) (*Page, error) { return page("new", StoryNeed("a")), nil })
				if err != nil {
					answer <- err.Error()
					return
				}
				answer <- string(pg.Body())
			}()
			synctest.Wait() // the second reader waits for the first one's making
			close(goOn)
			if got := <-answer; got != "new" {
				t.Errorf("Get(/a) after a deed = %q, want %q and not %s", got, "new", c.what)
			}
		})
	}
}

func TestAPageIsKeptOnce(t *testing.T) {
	p := NewPages(1 << 20)
	one := page("A", StoryNeed("a"))
	for range 3000 {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := p.Get(t.Context(), Key{Path: "/a"}, func(context.Context) (*Page, error) { return one, nil }); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if s := p.Stats(); s.Pages != 1 || s.Bytes != one.Size() {
			t.Fatalf("Stats() = %d pages, %d bytes, want 1 of %d", s.Pages, s.Bytes, one.Size())
		}
		p.Drop(AllNeed)
	}
}
