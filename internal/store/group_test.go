package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// TestDeedsThatShareACommit has many deeds wait for one writer: those that are
// refused take nothing of the others with them, and the journal has no gap.
func TestDeedsThatShareACommit(t *testing.T) {
	s := storetest.SQLite(t)
	defer s.Close()
	storetest.House(t, s)
	before, err := s.LastEvent(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	const writers, each = 24, 12
	var wg sync.WaitGroup
	var mu sync.Mutex // guards kept and refused
	var kept, refused int
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				d := storetest.NewStory(fmt.Sprintf("%d-%d", w, i))
				switch i % 4 {
				case 1: // the same guid from all
					d = storetest.NewStory(fmt.Sprintf("shared-%d", i))
				case 2: // its version is not the head, found out in mid-deed
					d.Version.N = 7
				}
				_, err := s.SaveStory(context.Background(), d)
				mu.Lock()
				switch {
				case err == nil:
					kept++
				case errors.Is(err, news.ErrConflict), errors.Is(err, news.ErrInvalid):
					refused++
				default:
					t.Errorf("SaveStory() = %v", err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	const shared = each / 4
	if want := writers*each/2 + shared; kept != want || refused != writers*each-want {
		t.Errorf("%d deeds kept, %d refused, want %d and %d", kept, refused, want, writers*each-want)
	}
	events, err := s.Journal(context.Background(), before, writers*each)
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != kept {
		t.Errorf("Journal() has %d lines, want %d", len(events), kept)
	}
	for i, e := range events {
		if e.N != before+int64(i)+1 {
			t.Fatalf("line %d has number %d, want %d", i, e.N, before+int64(i)+1)
		}
		if _, err := s.Story(context.Background(), e.Story); err != nil {
			t.Errorf("Story(%s) of line %d = %v", e.Story, e.N, err)
		}
	}
	stories, err := s.Stories(context.Background(), 2*writers*each)
	if err != nil || len(stories) != kept {
		t.Errorf("Stories() = %d, %v, want %d", len(stories), err, kept)
	}
}

// TestDeedOfACancelledCaller is not begun, and the next is.
func TestDeedOfACancelledCaller(t *testing.T) {
	s := storetest.SQLite(t)
	defer s.Close()
	storetest.House(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.SaveStory(ctx, storetest.NewStory("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("SaveStory(cancelled) = %v, want context.Canceled", err)
	}
	if _, err := s.SaveStory(context.Background(), storetest.NewStory("a")); err != nil {
		t.Errorf("SaveStory() = %v, want nil", err)
	}
}

func benchmarkDeeds(b *testing.B, writers int) {
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(benchDir(b), "store.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	storetest.House(b, s)
	deeds := make([]news.StoryDeed, b.N)
	for i := range deeds {
		deeds[i] = storetest.NewStory(fmt.Sprintf("%s-%d", b.Name(), i))
	}
	b.ResetTimer()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := w; i < len(deeds); i += writers {
				if _, err := s.SaveStory(context.Background(), deeds[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deeds/s")
}

func BenchmarkDeedsOneByOne(b *testing.B) { benchmarkDeeds(b, 1) }
func BenchmarkDeedsOf32(b *testing.B)     { benchmarkDeeds(b, 32) }

// benchDir is a folder on the disk that the working folder is on: what the
// system keeps in memory syncs for nothing.
func benchDir(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp(".", "bench-*")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// BenchmarkSync is what the disk alone can do: blocks written behind one another,
// each synced. A deed's pages of the log are some 23 of 4 KiB.
func BenchmarkSync(b *testing.B) {
	for _, kib := range []int{4, 16, 92} {
		b.Run(fmt.Sprintf("%dKiB", kib), func(b *testing.B) {
			f, err := os.Create(filepath.Join(benchDir(b), "log"))
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			block := make([]byte, kib<<10)
			for b.Loop() {
				if _, err := f.Write(block); err != nil {
					b.Fatal(err)
				}
				if err := f.Sync(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "syncs/s")
		})
	}
}

// BenchmarkSyncOfAFile is what the disk alone can do of all that one file of copy
// needs: its bytes synced, its name given, the folder of the name synced, and some
// 43 pages of the log written and synced.
func BenchmarkSyncOfAFile(b *testing.B) {
	dir := benchDir(b)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	folder, err := os.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer folder.Close()
	raw, pages := make([]byte, 6<<10), make([]byte, 172<<10)
	put := func(name string) error {
		f, err := os.Create(name + ".new")
		if err != nil {
			return err
		}
		_, err = f.Write(raw)
		return errors.Join(err, f.Sync(), f.Close(), os.Rename(name+".new", name), folder.Sync())
	}
	n := 0
	for b.Loop() {
		n++
		_, err := log.Write(pages)
		if err := errors.Join(put(filepath.Join(dir, strconv.Itoa(n))), err, log.Sync()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
