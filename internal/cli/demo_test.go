package cli

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/demo"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// TestDemo runs what a newcomer runs: all the agencies' files go through the
// drop folders, and both papers are served.
func TestDemo(t *testing.T) {
	folder := t.TempDir()
	now := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	log, out, done := make(lines, 1000), make(lines, 100), make(chan int, 1)
	go func() {
		done <- run(ctx, &app{out: out, err: log, now: func() time.Time { return now }}, []string{"demo", "-listen", "127.0.0.1:0", "-data", folder})
	}()
	greeting, address := "", ""
	for address == "" {
		select {
		case text := <-out:
			greeting += text
		case line := <-log:
			if strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR") {
				t.Errorf("run(demo) logs %q, want no complaint", line)
			}
			if m := regexp.MustCompile(`msg=serving at=(http://\S+)/`).FindStringSubmatch(line); m != nil {
				address = m[1]
			}
		case code := <-done:
			t.Fatalf("run(demo) = %d before it served, saying %q and %q", code, greeting+out.rest(), log.rest())
		}
	}
	greeting += out.rest() // it was printed before the address was logged
	for _, title := range demo.Titles() {
		resp, err := http.Get(address + "/@" + string(title.ID) + "/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 || !strings.Contains(greeting, address+"/@"+string(title.ID)+"/") {
			t.Errorf("GET front of %s = %d, want 200 at the address greeted with in %q", title.ID, resp.StatusCode, greeting)
		}
	}
	cancel()
	if code := <-done; code != 0 {
		t.Errorf("run(demo), ended = %d, want 0", code)
	}
	for _, name := range regexp.MustCompile(`cp (\S+) `).FindAllStringSubmatch(greeting, -1) {
		if _, err := os.Stat(name[1]); err != nil {
			t.Errorf("Stat(%s) = %v, want the file to try", name[1], err)
		}
	}
	wantDemoPapers(t, folder, now)
}

// wantDemoPapers checks that every section has its stories, and that readers
// get no story under embargo.
func wantDemoPapers(t *testing.T, folder string, now time.Time) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(folder, "broadsheet.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pictured, listed := 0, 0
	for _, title := range demo.Titles() {
		for _, section := range title.Sections {
			list, err := s.Readers().Newest(t.Context(), title.ID, section.Path, time.Time{}, 100)
			if err != nil || len(list) < 2 {
				t.Errorf("Newest(%s, %s) = %d stories, %v, want at least 2", title.ID, section.Path, len(list), err)
			}
			listed += len(list)
			for _, r := range list {
				if r.FirstPublished.After(now) || r.SignOff == "" {
					t.Errorf("%s/%s is of %v, signed %q, want a past time and a sign-off", title.ID, r.Path, r.FirstPublished, r.SignOff)
				}
				if len(r.Pictures) > 0 {
					pictured++
				}
			}
		}
	}
	all, err := s.Stories(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	killed, waiting, beside := 0, 0, 0
	for _, l := range all {
		switch {
		case l.Story.Killed():
			killed++
			if l.Story.KillReason == "" {
				t.Errorf("story %s is killed, want a reason for readers", l.Story.GUID)
			}
		case l.Story.EmbargoUntil.After(now):
			waiting++
		}
		if l.Story.Pending != "" {
			beside++
			room := desk.Room{Store: s, Now: func() time.Time { return now }}
			if b, err := room.Beside(t.Context(), l.Story.ID); err != nil || b.Take != 2 || b.Apart || len(b.Rows) == 0 {
				t.Errorf("Beside(%s) = %+v, %v, want a take beside the desk's words, a paragraph changed by both", l.Story.GUID, b, err)
			}
		} else if len(l.Story.Flags) > 0 {
			t.Errorf("story %s is flagged %q, want nothing for a desk to look at", l.Story.GUID, l.Story.Flags)
		}
		for _, p := range l.Placements {
			if p.State == news.Held {
				t.Errorf("story %s is held, want all published", l.Story.GUID)
			}
		}
	}
	if beside != 1 {
		t.Errorf("%d stories have a take beside them, want one", beside)
	}
	if killed != 1 || waiting != 1 || listed != len(all)-2 || pictured < listed/3 {
		t.Errorf("the demo has %d stories: %d listed, %d with pictures, %d killed, %d under embargo; want all but one killed and one under embargo listed, a third pictured", len(all), listed, pictured, killed, waiting)
	}
}
