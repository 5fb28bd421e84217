package desk

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// FrontStory is what the desk needs to know of a story on a front.
type FrontStory struct {
	Headline  string    `json:"headline"`
	Section   string    `json:"section,omitempty"`
	Urgency   int       `json:"urgency,omitempty"`
	Published time.Time `json:"published,omitzero"`
	Pictured  bool      `json:"pictured,omitempty"`
	Picture   string    `json:"picture,omitempty"` // hash of a file of its first picture
	// Shut says why readers do not have it on the title; "" if they do.
	Shut string `json:"shut,omitempty"`
}

// FrontView is a front with what it comes to.
type FrontView struct {
	news.FrontFile
	Page    news.Page                    `json:"page"`
	Stories map[news.StoryID]FrontStory  `json:"stories"`
	Rule    map[news.SlotID]news.StoryID `json:"rule"` // what would stand there without pins
}

// Front returns a front as it stands.
func (r *Room) Front(ctx context.Context, title news.TitleID, section string) (FrontView, error) {
	file, err := r.Store.Front(ctx, title, section)
	if err != nil {
		return FrontView{}, err
	}
	v, err := r.Arrange(ctx, file.Head.Front, r.Now())
	if err != nil {
		return v, err
	}
	v.FrontFile = file
	return v, nil
}

// FrontFile returns what is kept of a front.
func (r *Room) FrontFile(ctx context.Context, title news.TitleID, section string) (news.FrontFile, error) {
	return r.Store.Front(ctx, title, section)
}

// smallFile returns the hash of the smallest file of a story's first picture that
// is still large enough for a drawing of the front; "" if it has none.
func smallFile(r news.Released) string {
	const enough = 320 // px
	if len(r.Pictures) == 0 {
		return ""
	}
	key := ""
	for _, x := range r.Pictures[0].Renditions { // the widest first
		if key == "" || x.Width >= enough {
			key = x.Key
		}
	}
	return path.Base(key)
}

// Arrange fills a front that nobody has saved, as it would be at a moment with the
// stories that readers have now. It changes nothing.
func (r *Room) Arrange(ctx context.Context, f news.Front, at time.Time) (FrontView, error) {
	v := FrontView{Stories: map[news.StoryID]FrontStory{}, Rule: map[news.SlotID]news.StoryID{}}
	t, err := r.frontTitle(ctx, f)
	if err != nil {
		return v, fmt.Errorf("front %s: %w", f.Name(), err)
	}
	stock, cards, err := r.Store.Stock(ctx, t, f)
	if err != nil {
		return v, fmt.Errorf("front %s: %w", f.Name(), err)
	}
	for id, c := range cards {
		v.Stories[id] = FrontStory{Headline: c.Headline, Section: c.Section, Urgency: c.Urgency, Published: c.FirstPublished, Pictured: len(c.Pictures) > 0, Picture: smallFile(c)}
	}
	for _, id := range f.Pinned() {
		if _, had := cards[id]; had {
			continue
		}
		x, err := r.shut(ctx, id, t.ID)
		if err != nil {
			return v, fmt.Errorf("front %s: %w", f.Name(), err)
		}
		v.Stories[id] = x
		stock.Stories = append(stock.Stories, news.Candidate{Story: id, Shut: x.Shut})
	}
	for _, c := range stock.Stories {
		if x := v.Stories[c.Story]; c.Shut != "" {
			x.Shut = c.Shut
			v.Stories[c.Story] = x
		}
	}
	stock.Now = at
	v.Page = news.Fill(f, stock)
	bare := f
	bare.Slots = nil
	for _, x := range news.Fill(bare, stock).All() {
		if x.At != "" {
			v.Rule[x.At] = x.Story
		}
	}
	return v, nil
}

func (r *Room) frontTitle(ctx context.Context, f news.Front) (news.Title, error) {
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Title{}, err
	}
	t, err := titleOf(titles, f.Title)
	if err != nil {
		return t, err
	}
	return t, f.Check(t)
}

// shut says why readers of a title do not have a story.
func (r *Room) shut(ctx context.Context, id news.StoryID, title news.TitleID) (FrontStory, error) {
	file, err := r.Store.Story(ctx, id)
	if errors.Is(err, news.ErrNotFound) {
		return FrontStory{Headline: string(id), Shut: "there is no such story"}, nil
	}
	if err != nil {
		return FrontStory{}, err
	}
	x := FrontStory{Headline: string(id)}
	if file.Latest != nil {
		x.Headline, x.Urgency, x.Pictured = file.Latest.Headline, file.Latest.Urgency, len(file.Latest.Pictures) > 0
	}
	p, on := file.Placement(title)
	x.Section = p.Section
	if p.Headline != "" {
		x.Headline = p.Headline
	}
	st, now := file.Story, r.Now()
	switch {
	case st.Killed():
		x.Shut = "it was killed"
	case !on:
		x.Shut = "it is not on this title"
	case p.State == news.TakenDown:
		x.Shut = "it was taken down here"
	case st.Withheld:
		x.Shut = "its agency has withheld it"
	case st.Frozen != "":
		x.Shut = "it is frozen: kill or release it"
	case st.EmbargoHold, now.Before(st.EmbargoUntil):
		x.Shut = "it is under embargo"
		x.Published = st.EmbargoUntil
	case p.State == news.Scheduled || now.Before(p.PublishAt):
		x.Shut, x.Published = "it is still to come", p.PublishAt
	case p.State == news.Held:
		x.Shut = "it waits for the desk"
	default:
		x.Shut = "its rights have ended, or do not cover this title"
	}
	return x, nil
}

// FrontOrder is what an editor wants a front to be.
type FrontOrder struct {
	Front news.Front
	// Seen is the number of the head that the editor saw.
	Seen int
	// Due is when it becomes the head; zero is now.
	Due  time.Time
	Note string // "" is made from what has changed
}

// SetFront makes a front the head, now or at its time. A story that readers may not
// see may be pinned: it stands there as soon as they may.
func (r *Room) SetFront(ctx context.Context, u news.User, o FrontOrder) (news.Event, error) {
	d, err := r.frontDeed(ctx, u, o)
	if err != nil {
		return news.Event{}, fmt.Errorf("set front %s: %w", o.Front.Name(), err)
	}
	return r.Store.SaveFront(ctx, d)
}

func (r *Room) frontDeed(ctx context.Context, u news.User, o FrontOrder) (news.FrontDeed, error) {
	d := news.FrontDeed{At: r.Now(), Seen: o.Seen, Due: o.Due, Back: o.Seen, By: "desk:" + u.Name, Note: strings.Join(strings.Fields(o.Note), " ")}
	if err := news.Forbid(u, news.ActFront, o.Front.Title); err != nil {
		return d, err
	}
	f := o.Front
	f.Slots = slices.Clone(f.Slots)
	for i := range f.Slots {
		f.Slots[i].Headline = strings.Join(strings.Fields(f.Slots[i].Headline), " ")
	}
	if _, err := r.frontTitle(ctx, f); err != nil {
		return d, err
	}
	if !o.Due.IsZero() && !o.Due.After(d.At) {
		return d, fmt.Errorf("that time is past; choose one to come, or publish now: %w", news.ErrInvalid)
	}
	if len(d.Note) > 200 {
		return d, fmt.Errorf("the note has more than 200 bytes; shorten it: %w", news.ErrInvalid)
	}
	head, err := r.Store.FrontRevision(ctx, f.Title, f.Section, o.Seen)
	if err != nil {
		return d, err
	}
	if o.Due.IsZero() && f.Same(head.Front) {
		return d, fmt.Errorf("it is as readers have it already; change something first: %w", news.ErrInvalid)
	}
	had := head.Pinned()
	for _, id := range f.Pinned() {
		if slices.Contains(had, id) {
			continue
		}
		if _, err := r.Store.Story(ctx, id); errors.Is(err, news.ErrNotFound) {
			return d, fmt.Errorf("there is no story %q to pin: %w", id, news.ErrInvalid)
		} else if err != nil {
			return d, err
		}
	}
	if d.Note == "" {
		d.Note = frontChange(head.Front, f)
	}
	d.Front = f
	return d, nil
}

// frontChange says in words what differs between two fronts.
func frontChange(was, is news.Front) string {
	var out []string
	if was.Layout != is.Layout {
		layout := string(is.Layout)
		if layout == "" {
			layout = "by rule"
		}
		out = append(out, "layout "+layout)
	}
	if was.Seconds != is.Seconds || was.NoHour != is.NoHour || !slices.Equal(was.Strips, is.Strips) {
		out = append(out, "places changed")
	}
	for _, s := range is.Slots {
		old, _ := was.Slot(s.At)
		switch {
		case s.Story != "" && s.Story != old.Story:
			out = append(out, "pinned to "+slotWords(s.At))
		case s != old:
			out = append(out, "changed "+slotWords(s.At))
		}
	}
	for _, s := range was.Slots {
		if x, ok := is.Slot(s.At); s.Story != "" && (!ok || x.Story == "") {
			out = append(out, "unpinned "+slotWords(s.At))
		}
	}
	const most = 4
	if len(out) > most {
		out = append(out[:most], fmt.Sprintf("and %d more", len(out)-most))
	}
	return strings.Join(out, ", ")
}

// slotWords is what people call a place.
func slotWords(at news.SlotID) string {
	if at == news.SlotLead2 {
		return "second lead"
	}
	return strings.ReplaceAll(strings.TrimPrefix(string(at), "strip/"), "/", " ")
}

// UndoFront goes back to what stood before the head, as a new revision.
func (r *Room) UndoFront(ctx context.Context, u news.User, title news.TitleID, section string, seen int) (news.Event, error) {
	fail := func(err error) (news.Event, error) {
		return news.Event{}, fmt.Errorf("undo front %s/%s: %w", title, section, err)
	}
	if err := news.Forbid(u, news.ActFront, title); err != nil {
		return fail(err)
	}
	head, err := r.Store.FrontRevision(ctx, title, section, seen)
	if err != nil {
		return fail(err)
	}
	if head.Back < 0 {
		return fail(fmt.Errorf("there is nothing before it: %w", news.ErrInvalid))
	}
	to, err := r.Store.FrontRevision(ctx, title, section, head.Back)
	if err != nil {
		return fail(err)
	}
	note := fmt.Sprintf("back to revision %d", to.Rev)
	if to.Rev == 0 {
		note = "back to all by rule"
	}
	return r.Store.SaveFront(ctx, news.FrontDeed{At: r.Now(), Front: to.Front, Seen: seen, Back: to.Back, By: "desk:" + u.Name, Note: note})
}

// RestoreFront makes an old revision the head, as a new one.
func (r *Room) RestoreFront(ctx context.Context, u news.User, title news.TitleID, section string, n, seen int) (news.Event, error) {
	to, err := r.Store.FrontRevision(ctx, title, section, n)
	if err != nil {
		return news.Event{}, fmt.Errorf("restore front: %w", err)
	}
	return r.SetFront(ctx, u, FrontOrder{Front: to.Front, Seen: seen, Note: fmt.Sprintf("revision %d again", n)})
}

// DropChangeover takes a front off the schedule.
func (r *Room) DropChangeover(ctx context.Context, u news.User, title news.TitleID, section string, due time.Time) (news.Event, error) {
	if err := news.Forbid(u, news.ActFront, title); err != nil {
		return news.Event{}, fmt.Errorf("drop changeover: %w", err)
	}
	return r.Store.DropChangeover(ctx, title, section, due, r.Now())
}

// SetBanner sets the banner of a title over the one with number b.Rev; one without
// words takes it away.
func (r *Room) SetBanner(ctx context.Context, u news.User, b news.Banner) (news.Event, error) {
	fail := func(err error) (news.Event, error) {
		return news.Event{}, fmt.Errorf("set banner: %w", err)
	}
	if err := news.Forbid(u, news.ActFront, b.Title); err != nil {
		return fail(err)
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return fail(err)
	}
	if _, err := titleOf(titles, b.Title); err != nil {
		return fail(err)
	}
	b.Words, b.By = strings.TrimSpace(b.Words), "desk:"+u.Name
	if b.Words == "" {
		b = news.Banner{Title: b.Title, Rev: b.Rev, By: b.By}
	}
	if err := b.Check(r.Now()); err != nil {
		return fail(err)
	}
	if b.Story != "" {
		x, err := r.shut(ctx, b.Story, b.Title)
		if err != nil {
			return fail(err)
		}
		if x.Shut == "there is no such story" || x.Shut == "it is not on this title" || x.Shut == "it was killed" {
			return fail(fmt.Errorf("it cannot lead to story %s: %s: %w", b.Story, x.Shut, news.ErrInvalid))
		}
	}
	return r.Store.SaveBanner(ctx, b, r.Now())
}
