// Package setup is the room of how the house is set up: which titles there are,
// which agencies send copy and by which roads, and the rules that say where it
// goes. Whoever may change them changes them here, in the browser or by command;
// the settings file seeds them.
//
// It files no copy (ingest) and knows no account (people).
//
// Start at [Room.SaveTitle], [Room.SaveSource] and [Room.Seed].
package setup

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/dialect"
)

// Store is what the room needs of the store.
type Store interface {
	Titles(context.Context) ([]news.Title, error)
	Sources(context.Context) ([]news.Source, error)
	SourceSetup(context.Context, news.SourceID) (news.SourceSetup, error)
	SourceSetups(context.Context) ([]news.SourceSetup, error)
	SectionUse(context.Context, news.TitleID) (map[string]int, error)
	ChangeTitle(context.Context, news.TitleDeed, time.Time) (news.Event, error)
	RemoveTitle(ctx context.Context, id news.TitleID, rev int64, now time.Time) (news.Event, error)
	OrderTitles(ctx context.Context, ids []news.TitleID, seed string, now time.Time) (news.Event, error)
	ChangeSource(context.Context, news.SourceDeed, time.Time) (news.Event, error)
	RemoveSource(ctx context.Context, id news.SourceID, rev int64, now time.Time) (news.Event, error)
	Seeded(ctx context.Context, kind, id string) (string, error)
	SeedInstrument(ctx context.Context, in market.Instrument, seed string, now time.Time) error
	SaveInstrument(context.Context, market.Instrument) error
	RemoveInstrument(ctx context.Context, id string) error
	PauseRoad(ctx context.Context, id news.RoadID, paused bool, now time.Time) (news.Event, error)
	HurryRoad(ctx context.Context, id news.RoadID, now time.Time) (news.Event, error)
}

// Room is the room of the house's setup. Its fields are set before its first use.
type Room struct {
	Store Store
	Now   func() time.Time
	// DeskHosts are the host names of the desk, which no title may have.
	DeskHosts []string
	// Hubs says that hubs of feeds can reach the house.
	Hubs bool
	// Dialects are those a source may name; nil knows none and checks none.
	Dialects *dialect.Set
	// Folder is the drop folder of a source that names none.
	Folder func(news.SourceID) string
}

// Title returns one title.
func (r *Room) Title(ctx context.Context, id news.TitleID) (news.Title, error) {
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Title{}, err
	}
	for _, t := range titles {
		if t.ID == id {
			return t, nil
		}
	}
	return news.Title{}, fmt.Errorf("title %q: %w", id, news.ErrNotFound)
}

// SaveTitle writes a title: a new one if its Rev is 0, else over the one with that
// Rev, which the caller saw. No section is taken away that readers have stories
// in, and no rule of a source is left leading nowhere.
func (r *Room) SaveTitle(ctx context.Context, t news.Title) (news.Event, error) {
	if err := news.Allow(ctx, news.ActTitle, t.ID); err != nil {
		return news.Event{}, fmt.Errorf("save title %q: %w", t.ID, err)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Event{}, err
	}
	t, err = CheckTitle(t, titles, r.DeskHosts)
	if err != nil {
		return news.Event{}, err
	}
	i := slices.IndexFunc(titles, func(x news.Title) bool { return x.ID == t.ID })
	switch {
	case i < 0 && t.Rev > 0:
		return news.Event{}, fmt.Errorf("title %q: %w", t.ID, news.ErrNotFound)
	case i < 0:
		titles = append(titles, t)
	case t.Rev == 0:
		return news.Event{}, fmt.Errorf("title %q is there already; choose another id: %w", t.ID, news.ErrInvalid)
	default:
		if err := r.checkSections(ctx, titles[i], t); err != nil {
			return news.Event{}, err
		}
		titles[i] = t
	}
	if err := r.checkSources(ctx, t, titles); err != nil {
		return news.Event{}, err
	}
	return r.Store.ChangeTitle(ctx, news.TitleDeed{Title: t}, r.Now())
}

// checkSections refuses to take a section away that readers have stories in.
func (r *Room) checkSections(ctx context.Context, old, t news.Title) error {
	var gone []news.Section
	for _, s := range old.Sections {
		if _, ok := t.Section(s.Path); !ok {
			gone = append(gone, s)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	use, err := r.Store.SectionUse(ctx, t.ID)
	if err != nil {
		return err
	}
	for _, s := range gone {
		if n := use[s.Path]; n > 0 {
			return fmt.Errorf("title %q: section %q cannot go: readers have %d stories there; give it another name instead: %w", t.ID, s.Path, n, news.ErrInvalid)
		}
	}
	return nil
}

// checkSources looks whether the sources still fit the titles, and the title
// names no source that is not there.
func (r *Room) checkSources(ctx context.Context, t news.Title, titles []news.Title) error {
	sources, err := r.Store.Sources(ctx)
	if err != nil {
		return err
	}
	for _, id := range t.Sources {
		if !slices.ContainsFunc(sources, func(s news.Source) bool { return s.ID == id }) {
			return fmt.Errorf("title %q: there is no source %q: %w", t.ID, id, news.ErrInvalid)
		}
	}
	for _, s := range sources {
		if err := s.Check(titles); err != nil && s.Retired.IsZero() {
			return fmt.Errorf("title %q does not fit: %w", t.ID, err)
		}
	}
	return nil
}

// RetireTitle lets a title take no more stories, or take them again. Readers keep
// what it has.
func (r *Room) RetireTitle(ctx context.Context, id news.TitleID, rev int64, retire bool) (news.Event, error) {
	if err := news.Allow(ctx, news.ActTitle, id); err != nil {
		return news.Event{}, fmt.Errorf("retire title %q: %w", id, err)
	}
	t, err := r.Title(ctx, id)
	if err != nil {
		return news.Event{}, err
	}
	t.Rev, t.Retired = rev, time.Time{}
	if retire {
		t.Retired = r.Now().UTC()
	}
	return r.Store.ChangeTitle(ctx, news.TitleDeed{Title: t}, r.Now())
}

// RemoveTitle removes a title on which no story was ever placed and that no source
// names; one in use is to be retired.
func (r *Room) RemoveTitle(ctx context.Context, id news.TitleID, rev int64) (news.Event, error) {
	if err := news.Allow(ctx, news.ActTitle, id); err != nil {
		return news.Event{}, fmt.Errorf("remove title %q: %w", id, err)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Event{}, err
	}
	titles = slices.DeleteFunc(titles, func(t news.Title) bool { return t.ID == id })
	sources, err := r.Store.Sources(ctx)
	if err != nil {
		return news.Event{}, err
	}
	for _, s := range sources {
		if s.Check(titles) != nil {
			return news.Event{}, fmt.Errorf("remove title %q: source %q names it; take it out there first, or retire the title: %w", id, s.ID, news.ErrInvalid)
		}
	}
	return r.Store.RemoveTitle(ctx, id, rev, r.Now())
}

// SaveSource writes a source and its roads: a new one if its Rev is 0, else over
// the one with that Rev. Of secrets those that are not named stay, and so does
// what an address of a pull is not shown with.
func (r *Room) SaveSource(ctx context.Context, x news.SourceSetup, secrets news.Secrets) (news.Event, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return news.Event{}, fmt.Errorf("save source %q: %w", x.ID, err)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Event{}, err
	}
	if err := CheckSource(x, titles, r.Dialects, r.Hubs); err != nil {
		return news.Event{}, err
	}
	others, err := r.Store.SourceSetups(ctx)
	if err != nil {
		return news.Event{}, err
	}
	known := false
	for _, o := range others {
		if o.ID == x.ID {
			x.RoadSetup = x.KeepKeys(o.RoadSetup)
		}
		known = known || o.ID == x.ID
		if o.ID != x.ID && r.folderOf(o) == r.folderOf(x) {
			return news.Event{}, fmt.Errorf("source %q: folder %q belongs to source %q: %w", x.ID, x.Folder, o.ID, news.ErrInvalid)
		}
	}
	switch {
	case known && x.Rev == 0:
		return news.Event{}, fmt.Errorf("source %q is there already; choose another id: %w", x.ID, news.ErrInvalid)
	case !known && x.Rev > 0:
		return news.Event{}, fmt.Errorf("source %q: %w", x.ID, news.ErrNotFound)
	}
	return r.Store.ChangeSource(ctx, news.SourceDeed{Source: x.Source, Roads: x.RoadSetup, Secrets: secrets}, r.Now())
}

func (r *Room) folderOf(x news.SourceSetup) string {
	if x.Folder == "" {
		return filepath.Clean(r.Folder(x.ID))
	}
	return filepath.Clean(x.Folder)
}

// SaveRules replaces the rules of a source.
func (r *Room) SaveRules(ctx context.Context, id news.SourceID, rev int64, rules []news.Rule) (news.Event, error) {
	x, err := r.Store.SourceSetup(ctx, id)
	if err != nil {
		return news.Event{}, err
	}
	x.Rev, x.Rules = rev, rules
	return r.SaveSource(ctx, x, nil)
}

// NewToken gives a source a new token to push copy with and returns it, once.
func (r *Room) NewToken(ctx context.Context, id news.SourceID, rev int64) (string, error) {
	x, err := r.Store.SourceSetup(ctx, id)
	if err != nil {
		return "", err
	}
	x.Rev = rev
	var b [24]byte
	rand.Read(b[:])
	token := base64.RawURLEncoding.EncodeToString(b[:])
	_, err = r.SaveSource(ctx, x, news.Secrets{news.SecretToken: token})
	return token, err
}

// RetireSource takes no more copy from a source, or takes it again.
func (r *Room) RetireSource(ctx context.Context, id news.SourceID, rev int64, retire bool) (news.Event, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return news.Event{}, fmt.Errorf("retire source %q: %w", id, err)
	}
	x, err := r.Store.SourceSetup(ctx, id)
	if err != nil {
		return news.Event{}, err
	}
	x.Rev, x.Retired = rev, time.Time{}
	if retire {
		x.Retired = r.Now().UTC()
	}
	return r.Store.ChangeSource(ctx, news.SourceDeed{Source: x.Source, Roads: x.RoadSetup}, r.Now())
}

// RemoveSource removes a source of which nothing was ever filed and that no title
// names; one in use is to be retired.
func (r *Room) RemoveSource(ctx context.Context, id news.SourceID, rev int64) (news.Event, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return news.Event{}, fmt.Errorf("remove source %q: %w", id, err)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Event{}, err
	}
	for _, t := range titles {
		if slices.Contains(t.Sources, id) {
			return news.Event{}, fmt.Errorf("remove source %q: title %q names it; take it out there first, or retire the source: %w", id, t.ID, news.ErrInvalid)
		}
	}
	return r.Store.RemoveSource(ctx, id, rev, r.Now())
}

// SaveInstrument writes what is known of an instrument.
func (r *Room) SaveInstrument(ctx context.Context, in market.Instrument) error {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return fmt.Errorf("save instrument %s: %w", in.ID(), err)
	}
	if err := in.Check(); err != nil {
		return err
	}
	return r.Store.SaveInstrument(ctx, in)
}

// RemoveInstrument removes an instrument that no market bar shows.
func (r *Room) RemoveInstrument(ctx context.Context, id string) error {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return fmt.Errorf("remove instrument %s: %w", id, err)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return err
	}
	for _, t := range titles {
		if slices.Contains(t.Bar.Instruments, id) {
			return fmt.Errorf("remove instrument %s: the market bar of title %q shows it; take it out there first: %w", id, t.ID, news.ErrInvalid)
		}
	}
	return r.Store.RemoveInstrument(ctx, id)
}

// PauseRoad lets nothing come on a road any more, or lets it go on.
func (r *Room) PauseRoad(ctx context.Context, id news.RoadID, paused bool) (news.Event, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return news.Event{}, fmt.Errorf("pause road %s: %w", id, err)
	}
	return r.Store.PauseRoad(ctx, id, paused, r.Now())
}

// HurryRoad has a polled road collected from at once.
func (r *Room) HurryRoad(ctx context.Context, id news.RoadID) (news.Event, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return news.Event{}, fmt.Errorf("run road %s: %w", id, err)
	}
	return r.Store.HurryRoad(ctx, id, r.Now())
}

// bare is an error's text without the class, for one that goes on with its own.
func bare(err error) string {
	text := err.Error()
	if errors.Is(err, news.ErrInvalid) {
		text = strings.TrimSuffix(text, ": "+news.ErrInvalid.Error())
	}
	return text
}
