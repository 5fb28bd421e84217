// Package storetest holds the cases that every database must pass. A bug found
// in either database starts as a case here.
//
// It is imported by tests only. Start at [Run].
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// T0 is when the cases begin.
var T0 = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Run runs all cases. open returns a fresh, empty store each time it is
// called; the case closes it.
func Run(t *testing.T, open func(testing.TB) *store.Store) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *store.Store)
	}{
		{"TwelveEditorsOneWinner", twelveEditors},
		{"FollowersUnderEightWritersMissNothing", eightWriters},
		{"TextSortsByBytes", byteOrder},
		{"TimesKeepMicroseconds", microseconds},
		{"WorkingCopiesAreOnesOwn", workingCopies},
		{"PresenceIsALease", presences},
		{"ReleaseAndKill", releaseAndKill},
		{"EmbargoIsReleasedWhenDue", embargoDue},
		{"ReleaseByTheClockIsNotOverlooked", overlookedRelease},
		{"KillBeforeStoryLeavesNoTrace", killUnseen},
		{"NoticeHasTheHeadlineReadersSaw", noticeHeadline},
		{"BylineFollowsTheWordsAtTheGate", bylineAtTheGate},
		{"HomeWhileReadersHaveItThere", homeAtTheGate},
		{"ReadersAreToldOfAChangeOnce", toldOfAChange},
		{"RelatedStoryThatComesLater", relatedLater},
		{"PublicationsKeepTheirOrder", publicationOrder},
		{"PathIsOnePerTitle", onePath},
		{"TextNoDatabaseHoldsIsInvalid", unholdable},
		{"SameWireItemTwiceIsConflict", sameWireItem},
		{"RecentCopyByWhichARecallNamesIt", recentCopy},
		{"FrozenStoryAndRightsEnd", frozenAndEnded},
		{"PictureFileBeforeAndAfter", pictureFile},
		{"WithdrawnPictureLeavesReaders", withdrawnPicture},
		{"PictureFileIsAPictureUntilAnItemNamesIt", fileTakenOver},
		{"RecallReachesAFileUsedOnItsOwn", fileRecalled},
		{"PicturesOfTwoStoriesDoNotDeadlock", sharedPictures},
		{"RightsEndTakesStoryAway", rightsEnd},
		{"SameTextOfTwoAgencies", sameText},
		{"KindsOfLikeness", kindsOfLikeness},
		{"LinkFollowsTheText", linkFollowsText},
		{"TwinsAtOnceFindEachOther", twinsAtOnce},
		{"ManyOfOneFormDoNotAllLink", manyAlike},
		{"RecallWarnsOfWhatRepeatsIt", recallWarns},
		{"LikenessStaysInside", likenessStaysInside},
		{"TerritoriesOfContractAndTitle", territories},
		{"WhatTheItemSaysOfItsUse", itemLimits},
		{"PictureAndStoryEndByThemselves", pictureEnds},
		{"ContractWithoutPictures", noPictures},
		{"PictureOfAnotherAgency", foreignPicture},
		{"WaitAfterTheAgencysRelease", embargoMin},
		{"OnlyATitlesPlaceAsksAnew", sameTerritory},
		{"ContractsAndTitlesChangeUnderWriters", manyChanges},
		{"TermsOfAnAgency", termsOfAgency},
		{"QuarantineAndReplay", quarantine},
		{"SameFileIsQuarantinedOnce", requarantined},
		{"RoadHasOneOwner", roadLeases},
		{"RoadKeepsItsStateOverARestart", roadReopened},
		{"RoadNotesFromEightProcesses", roadNotes},
		{"SubscriptionMovesOnceAtATime", subscriptions},
		{"SilenceIsToldOnce", silence},
		{"FollowerPlaceNeverMovesBack", followerPlace},
		{"SameTitleTwiceIsNoDeed", sameTitle},
		{"StoryIsSentAndFound", whereabouts},
		{"NotesReachThoseTheyAreFor", notesToPeople},
		{"PlannedItemHasOneStory", planning},
		{"DesksAndTemplatesMoveOnceAtATime", deskRows},
		{"TitleHasOneWinner", changeTitle},
		{"SettingsFileCountsOnce", seededTitle},
		{"TitleInUseStays", titleInUse},
		{"SourceWithRoadsAndSecrets", changeSource},
		{"PausedRoadIsNobodys", pausedRoad},
		{"DiscardedFileWaitsNoMore", discarded},
		{"QuotesNeverGoBack", quotes},
		{"QuotesFromEightFeeds", eightFeeds},
		{"InstrumentsAreWrittenOver", instruments},
		{"FiltersOfTheNewsroomsLists", filters},
		{"StoriesOfOneEventAreOneRow", events},
		{"WhatALineSays", lineFacts},
		{"ReadMarksAndWatches", readMarks},
		{"SavedSearches", savedSearches},
		{"HintsReachAllWhoListen", hints},
		{"TakesBesideTheDesksWords", attachedTakes},
		{"VersionsAreNamed", versionNames},
		{"Accounts", accounts},
		{"CodeIsGoodOnce", codeOnce},
		{"CredentialMovesOnceAtATime", credentialMoves},
		{"Sessions", sessions},
		{"SessionsOfTheClosedEnd", sessionsOfTheClosed},
		{"FrontsHaveOneHead", frontRevisions},
		{"FrontsChangeWhenDue", frontsDue},
		{"FrontsStayInside", frontsStayInside},
		{"BannersBeginAndEnd", banners},
		{"AuditHasEveryDeedOfSomebody", auditOfDeeds},
		{"AuditOfManyAtOnceIsOneChain", auditAtOnce},
		{"CandlesOfTheLastPrices", candles},
		{"CorrectedQuoteLeavesNoTrace", correctedQuote},
		{"SplitsClosuresAndLicences", marketReference},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close() = %v, want nil", err)
				}
			})
			c.run(t, s)
		})
	}
}

// SQLite opens a fresh SQLite store in a folder of the test's.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Postgres returns a function that opens fresh PostgreSQL stores, each in a
// schema of its own, on the server named by BROADSHEET_TEST_POSTGRES. It skips
// the test if there is none, unless BROADSHEET_TEST_ALL is set.
func Postgres(t testing.TB) func(testing.TB) *store.Store {
	t.Helper()
	base := os.Getenv("BROADSHEET_TEST_POSTGRES")
	if base == "" {
		if os.Getenv("BROADSHEET_TEST_ALL") != "" {
			t.Fatal("BROADSHEET_TEST_POSTGRES is not set; ./test.sh starts a server and sets it")
		}
		t.Skip("BROADSHEET_TEST_POSTGRES is not set; ./test.sh starts a server and sets it")
	}
	return func(t testing.TB) *store.Store {
		t.Helper()
		s, err := store.Open(context.Background(), freshSchema(t, base))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// FreshPostgres returns the URL of an empty schema on the server that [Postgres]
// uses, or skips as it does.
func FreshPostgres(t testing.TB) string {
	t.Helper()
	Postgres(t)
	return freshSchema(t, os.Getenv("BROADSHEET_TEST_POSTGRES"))
}

// House fills a store with a title "courier", a source "npa" that may show its
// copy for 30 days, and returns them.
func House(t testing.TB, s *store.Store) (news.Title, news.Source) {
	t.Helper()
	title := news.Title{ID: "courier", Name: "The Courier", Hosts: []string{"courier.localhost"}, Language: "en", TimeZone: "Europe/Berlin", Code: "TC",
		Sections: []news.Section{{Path: "world", Name: "World"}, {Path: "sport", Name: "Sport"}}}
	source := news.Source{ID: "npa", Name: "Norland Press Agency", Credit: "NPA", Rights: news.Rights{KeepDays: 30},
		Rules: []news.Rule{{Title: "courier", Section: "world", Publish: "now"}}}
	ctx := context.Background()
	if _, err := s.SaveTitle(ctx, title, 0, T0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveSource(ctx, source, T0); err != nil {
		t.Fatal(err)
	}
	return title, source
}

// NewStory returns the deed that files a one-version story live on "courier".
func NewStory(guid string) news.StoryDeed {
	id := news.StoryID(store.NewID())
	return news.StoryDeed{
		Verb: news.VerbFiled, At: T0,
		Story: news.Story{ID: id, Source: "npa", GUID: guid, Head: 1, Created: T0},
		Version: &news.Version{Story: id, N: 1, At: T0, By: "agency:npa", Kind: news.Take,
			Content: news.Content{Headline: "Ferry line opens " + guid, Body: "<p>The ferry line opened on Monday.</p>", Language: "en"}},
		Placements: []news.Placement{{Story: id, Title: "courier", Section: "world", Path: "world/2026/11/23/" + guid, State: news.Live, Published: 1}},
	}
}

func mustSave(t *testing.T, s *store.Store, d news.StoryDeed) news.Event {
	t.Helper()
	e, err := s.SaveStory(context.Background(), d)
	if err != nil {
		t.Fatalf("SaveStory(%s) = %v, want nil", d.Verb, err)
	}
	return e
}

func mustStory(t *testing.T, s *store.Store, id news.StoryID) news.StoryFile {
	t.Helper()
	f, err := s.Story(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func twelveEditors(t *testing.T, s *store.Store) {
	House(t, s)
	first := NewStory("a")
	mustSave(t, s, first)
	f := mustStory(t, s, first.Story.ID)
	var wg sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		wg.Go(func() {
			d := news.StoryDeed{Verb: news.VerbEdited, At: T0, Story: f.Story}
			d.Story.Head, d.Story.Touched = 2, true
			v := *f.Latest
			v.N, v.Headline, v.Kind, v.By = 2, fmt.Sprintf("Editor %d", i), news.Edit, "desk:e"
			d.Version = &v
			_, errs[i] = s.SaveStory(context.Background(), d)
		})
	}
	wg.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("editors %d and %d both won", winner, i)
		case err == nil:
			winner = i
		case !errors.Is(err, news.ErrConflict):
			t.Errorf("editor %d: SaveStory = %v, want ErrConflict", i, err)
		}
	}
	if winner < 0 {
		t.Fatal("no editor won")
	}
	if got, want := mustStory(t, s, f.Story.ID).Latest.Headline, fmt.Sprintf("Editor %d", winner); got != want {
		t.Errorf("headline = %q, want %q", got, want)
	}
}

func eightWriters(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	start, err := s.LastEvent(ctx)
	if err != nil {
		t.Fatal(err)
	}
	const writers, each = 8, 12
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := s.SaveStory(ctx, NewStory(fmt.Sprintf("w%d-%d", w, i))); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	// Three followers read while the writers write, each from its own place.
	var followers sync.WaitGroup
	for f := range 3 {
		followers.Go(func() {
			at, seen, finished := start, map[news.StoryID]bool{}, false
			for {
				events, err := s.Journal(ctx, at, 5)
				if err != nil {
					t.Errorf("follower %d: %v", f, err)
					return
				}
				for _, e := range events {
					if e.N != at+1 {
						t.Errorf("follower %d: event %d after %d", f, e.N, at)
					}
					at = e.N
					seen[e.Story] = true
				}
				if len(events) > 0 {
					continue
				}
				if finished {
					break
				}
				<-done // nothing is written after this; one more look must find the rest
				finished = true
			}
			if len(seen) != writers*each {
				t.Errorf("follower %d saw %d stories, want %d", f, len(seen), writers*each)
			}
		})
	}
	followers.Wait()
}

func byteOrder(t *testing.T, s *store.Store) {
	ctx := context.Background()
	for i, id := range []news.SourceID{"a", "B", "Z", "ab", "ä", "é", "z", "a-b", "a_b"} {
		if _, err := s.SaveSource(ctx, news.Source{ID: id, Credit: fmt.Sprint(i)}, T0); err != nil {
			t.Fatal(err)
		}
	}
	sources, err := s.Sources(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(sources); i++ {
		if sources[i-1].ID >= sources[i].ID {
			t.Errorf("Sources(): %q before %q, want byte order", sources[i-1].ID, sources[i].ID)
		}
	}
}

// unholdable is text that a database may refuse to hold: if it does, the fault
// lies with the text and not with the moment.
func unholdable(t *testing.T, s *store.Store) {
	House(t, s)
	for name, change := range map[string]func(*news.StoryDeed){
		"zero byte":    func(d *news.StoryDeed) { d.Version.Headline = "Ferry\x00line" },
		"broken UTF-8": func(d *news.StoryDeed) { d.Version.Headline = "Ferry\xffline" },
		"long key": func(d *news.StoryDeed) {
			var long strings.Builder
			for range 300 { // random, or it is packed to nothing
				long.WriteString(store.NewID())
			}
			d.Version.Related = []string{long.String()}
		},
	} {
		d := NewStory(name)
		change(&d)
		if _, err := s.SaveStory(context.Background(), d); err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("SaveStory(%s) = %v, want nil or ErrInvalid", name, err)
		}
	}
}

func microseconds(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	d.At = T0.Add(123456*time.Microsecond + 789*time.Nanosecond)
	mustSave(t, s, d)
	pubs, err := s.Publications(context.Background(), d.Story.ID, "courier")
	if err != nil || len(pubs) != 1 {
		t.Fatalf("Publications() = %v, %v, want one", pubs, err)
	}
	if want := T0.Add(123456 * time.Microsecond); !pubs[0].At.Equal(want) {
		t.Errorf("publication at %v, want %v", pubs[0].At, want)
	}
	p, _ := mustStory(t, s, d.Story.ID).Placement("courier")
	if want := T0.Add(123456 * time.Microsecond); !p.FirstPublished.Equal(want) {
		t.Errorf("first published %v, want %v", p.FirstPublished, want)
	}
}

func sameTitle(t *testing.T, s *store.Store) {
	title, _ := House(t, s)
	ctx := context.Background()
	before, _ := s.LastEvent(ctx)
	e, err := s.SaveTitle(ctx, title, 0, T0.Add(time.Hour))
	if err != nil || e.N != 0 {
		t.Errorf("SaveTitle(same) = event %d, %v, want 0, nil", e.N, err)
	}
	if after, _ := s.LastEvent(ctx); after != before {
		t.Errorf("journal moved from %d to %d", before, after)
	}
}

func followerPlace(t *testing.T, s *store.Store) {
	ctx := context.Background()
	for _, n := range []int64{3, 9, 4} {
		if err := s.SavePlace(ctx, "pages", n); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Place(ctx, "pages"); n != 9 || err != nil {
		t.Errorf("Place() = %d, %v, want 9, nil", n, err)
	}
	if n, err := s.Place(ctx, "new"); n != 0 || err != nil {
		t.Errorf("Place(new) = %d, %v, want 0, nil", n, err)
	}
}

// freshSchema makes an empty schema on a server and returns the URL that uses
// it; the test's end drops it.
func freshSchema(t testing.TB, base string) string {
	t.Helper()
	db, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := "t" + strings.ReplaceAll(store.NewID(), "-", "")
	if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db, err := sql.Open("pgx", base)
		if err != nil {
			return
		}
		defer db.Close()
		if _, err := db.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			t.Errorf("drop schema: %v", err)
		}
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}
