// Package desk is the editors' room: it publishes, edits, corrects, takes down
// and kills stories. Each is one deed, decided on what the editor saw and
// refused if that has moved since, so that no editor's word is laid over
// another's.
//
// It makes no page (newsroom, site) and knows no agency (ingest).
//
// Start at [Room.Publish].
package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// Store is what the desk needs of the store.
type Store interface {
	Story(context.Context, news.StoryID) (news.StoryFile, error)
	Source(context.Context, news.SourceID) (news.Source, error)
	Titles(context.Context) ([]news.Title, error)
	PathTaken(ctx context.Context, title news.TitleID, path string, but news.StoryID) (bool, error)
	SaveStory(context.Context, news.StoryDeed) (news.Event, error)
	Alikes(context.Context, news.StoryID) ([]news.AlikeLine, error)
	Users(context.Context) ([]news.User, error)
	// Pictures returns those of the pictures that are here.
	Pictures(context.Context, []news.PictureID) (map[news.PictureID]news.Picture, error)
	// Origin returns how much of a version is its agency's.
	Origin(context.Context, news.Story, news.Version) (news.Origin, error)
	Publications(context.Context, news.StoryID, news.TitleID) ([]news.Publication, error)
	// Divergence returns the part of the words on one placement that another has not.
	Divergence(ctx context.Context, v news.Version, on, home news.Placement) (float64, error)
	// Readable returns what readers of a placement would get of a proof.
	Readable(context.Context, news.Proof, news.Placement, []news.Publication) (news.Released, error)
	Front(ctx context.Context, title news.TitleID, section string) (news.FrontFile, error)
	FrontRevision(ctx context.Context, title news.TitleID, section string, n int) (news.Revision, error)
	// Stock returns what a front is filled from, as readers have it.
	Stock(ctx context.Context, title news.Title, f news.Front) (news.Stock, map[news.StoryID]news.Released, error)
	SaveFront(context.Context, news.FrontDeed) (news.Event, error)
	DropChangeover(ctx context.Context, title news.TitleID, section string, due, now time.Time) (news.Event, error)
	SaveBanner(context.Context, news.Banner, time.Time) (news.Event, error)
	SaveLink(context.Context, news.LinkDeed) (news.Event, error)
	Version(context.Context, news.StoryID, int) (news.Version, error)
	WritingStore
	SearchStore
	MarkStore
	// Versions and AttachedTakes return them oldest first.
	Versions(context.Context, news.StoryID) ([]news.Version, error)
	AttachedTakes(context.Context, news.StoryID) ([]news.AttachedTake, error)
	VersionNames(context.Context, news.StoryID) ([]news.VersionName, error)
	SaveVersionName(context.Context, news.VersionName) (news.Event, error)
	SaveWorkingCopy(context.Context, news.WorkingCopy) (news.WorkingCopy, error)
	WorkingCopy(context.Context, news.StoryID, news.UserID) (news.WorkingCopy, error)
	WorkingCopies(context.Context, news.StoryID) ([]news.WorkingCopy, error)
	DropWorkingCopy(ctx context.Context, story news.StoryID, user news.UserID, seq int64) error
	SavePresence(ctx context.Context, p news.Presence, now time.Time) error
	Presences(ctx context.Context, story news.StoryID, now time.Time) ([]news.Presence, error)
	DropPresence(ctx context.Context, story news.StoryID, user news.UserID, window string) error
}

// Room is the desk. Its fields are set before its first use.
type Room struct {
	Store Store
	Now   func() time.Time
}

func titleOf(titles []news.Title, id news.TitleID) (news.Title, error) {
	var known []string
	for _, t := range titles {
		if t.ID == id {
			return t, nil
		}
		known = append(known, string(t.ID))
	}
	return news.Title{}, fmt.Errorf("no title %q; there are %s: %w", id, strings.Join(known, ", "), news.ErrInvalid)
}

// tail is the end of a story's id, which tells apart two stories of one day and
// headline.
func tail(id news.StoryID) string {
	s := strings.ReplaceAll(string(id), "-", "")
	return s[max(0, len(s)-8):]
}

// Words are an editor's changes; a nil field stays as it is.
type Words struct {
	Headline, Kicker, Standfirst, Body, SignOff *string
	Slugline, Byline                            *string
}

// Edit adds a version with the editor's words. Readers keep what they have
// until it is published. Agency updates are attached from now on.
func (r *Room) Edit(ctx context.Context, f news.StoryFile, w Words, by string) (news.Event, error) {
	if err := news.Allow(ctx, news.ActWrite); err != nil {
		return news.Event{}, fmt.Errorf("edit %s: %w", f.Story.ID, err)
	}
	d, err := r.version(f, w, by, news.Edit, "")
	if err != nil {
		return news.Event{}, fmt.Errorf("edit %s: %w", f.Story.ID, err)
	}
	d.Verb = news.VerbEdited
	return r.Store.SaveStory(ctx, d)
}

func (r *Room) version(f news.StoryFile, w Words, by string, kind news.VersionKind, note string) (news.StoryDeed, error) {
	st := f.Story
	if st.Killed() {
		return news.StoryDeed{}, fmt.Errorf("it was withdrawn for good: %w", news.ErrKilled)
	}
	if f.Latest == nil {
		return news.StoryDeed{}, fmt.Errorf("it has no text yet: %w", news.ErrInvalid)
	}
	v := *f.Latest
	st.Head++
	st.Touched = true
	v.BuiltOn, v.Restores = v.Take(), 0
	v.N, v.At, v.By, v.Kind, v.Note, v.WireItem = st.Head, r.Now(), "desk:"+by, kind, note, ""
	for _, x := range []struct{ to, from *string }{{&v.Headline, w.Headline}, {&v.Kicker, w.Kicker}, {&v.Standfirst, w.Standfirst}, {&v.SignOff, w.SignOff}, {&v.Slugline, w.Slugline}, {&v.Byline, w.Byline}} {
		if x.from != nil {
			*x.to = strings.Join(strings.Fields(*x.from), " ")
		}
	}
	if w.Body != nil {
		read := body.Read(*w.Body, v.Language)
		v.Body, v.Words, v.Lead = read.HTML, read.Words, body.FirstSentence(read.Lead, body.LeadLength)
		if read.SignOff.Name != "" && w.SignOff == nil {
			v.SignOff = read.SignOff.Name
		}
	}
	if err := named(f, v.Headline); err != nil {
		return news.StoryDeed{}, err
	}
	return news.StoryDeed{At: r.Now(), Story: st, Version: &v, Signature: reading.Sign(v.Headline, body.Text(v.Body))}, nil
}
