package site

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
)

// StoryPage is a released story.
type StoryPage struct {
	Frame
	Section    SectionLink
	StoryLang  string // where it differs from the page's
	StoryDir   string
	Kicker     string
	Headline   string
	Standfirst string
	Byline     Byline
	Published  Moment
	Updated    *Moment // nil while there is one version
	Picture    *Figure
	Text       []Piece
	Further    []*Figure // pictures the text has no place for
	SignOff    string
	Changes    []Change // newest first; none while there is one version
	ChangeNote string   // "3 changes"
	Corrected  bool
	Copyright  string
	Related    []Card
	More       []Card // of the section
	MoreTitle  string
	Data       *structured
	Card       SocialCard
}

// Byline says whose words these are: an agency's, a person's, or both.
type Byline struct {
	Agency, Name string
	Edited       bool // the agency's report, edited here
	// Shared says that Name's words stand beside the agency's, which is named
	// after it; without it what has an agency is its report.
	Shared bool
}

// Piece is a run of text, or a picture at its place in the text.
type Piece struct {
	HTML   template.HTML
	Figure *Figure
}

// Change is one line of a story's history.
type Change struct {
	When       Moment
	Correction bool
	Note       string
	NoteLang   string // where the note is in our words and those are not the page's language
}

// SocialCard is what other sites show of a story, in absolute addresses.
type SocialCard struct {
	URL, Image, Alt     string
	Width, Height       int
	Published, Modified string
}

const (
	storySizes  = "(min-width: 56rem) 40rem, 100vw"
	moreStories = 5
)

var (
	yearForm = regexp.MustCompile(`^[0-9]{4}$`)
	twoForm  = regexp.MustCompile(`^[0-9]{2}$`)
	// placeForm is a picture's or embed's place in cleaned text, in its one spelling.
	placeForm = regexp.MustCompile(`<figure data-(picture|embed)="([^"]*)"></figure>`)
)

func (s *Site) story(w http.ResponseWriter, r *http.Request) error {
	section, year, month, day := r.PathValue("section"), r.PathValue("yyyy"), r.PathValue("mm"), r.PathValue("dd")
	if !yearForm.MatchString(year) || !twoForm.MatchString(month) || !twoForm.MatchString(day) {
		return fmt.Errorf("story: %w", news.ErrNotFound)
	}
	path := strings.Join([]string{section, year, month, day, r.PathValue("words")}, "/")
	return s.serve(w, r, "/"+path, func(ctx context.Context, p *paper, v view) (made, error) {
		rel, gone, err := s.store.Story(ctx, p.ID, path)
		if gone != nil {
			return s.makeGone(ctx, p, v, *gone)
		}
		if err != nil {
			return made{}, err
		}
		return s.makeStory(ctx, p, v, rel)
	})
}

func (s *Site) makeStory(ctx context.Context, p *paper, v view, r news.Released) (made, error) {
	page := &StoryPage{
		Frame: s.newFrame(ctx, p, v, "/"+r.Path, r.FirstPublished), Kicker: r.Kicker, Headline: r.Headline, Standfirst: r.Standfirst,
		Byline: bylineOf(r), SignOff: signOff(r.SignOff, p.Code),
		Corrected: r.Corrected, Copyright: r.Copyright,
		Published: Moment{ISO: r.FirstPublished.In(p.calendar.loc).Format(time.RFC3339), Text: p.calendar.full(r.FirstPublished, r.FirstPublished)},
	}
	page.Heading, page.Description, page.SizesInText = r.Headline, r.Standfirst, true
	if page.Description == "" {
		page.Description = r.Lead
	}
	page.StoryLang, page.StoryDir = p.foreign(r.Language)
	page.NoIndex = !r.Listed
	if page.Live != nil {
		page.Live.Story, page.Live.Version = r.Story, r.Version
	}
	if err := s.canonical(ctx, page, r); err != nil {
		return made{}, err
	}
	if sec, ok := p.Title.Section(r.Section); ok {
		page.mark(sec)
		page.Section = SectionLink{Name: sec.Name, Href: v.base + "/" + sec.Path + "/"}
	}
	page.changes(p, r)
	page.pictures(p, v, r)
	if err := s.links(ctx, p, v, page, r); err != nil {
		return made{}, err
	}
	page.Data, page.Card = storyData(p, page, r), socialCard(p, r)
	needs := []string{press.StoryNeed(r.Story), press.SectionNeed(p.ID, r.Section), press.BarNeed(p.ID)}
	for _, id := range r.Related {
		needs = append(needs, press.StoryNeed(id)) // also of those not released yet
	}
	return made{name: "story", status: http.StatusOK, page: page, needs: needs, version: r.Version}, nil
}

// bylineOf says whose words a story is in. Where they are the desk's own the
// agency is named in the credit for machines alone.
func bylineOf(r news.Released) Byline {
	b := Byline{Agency: r.Agency, Name: bareName(r.Byline)}
	switch r.Whose {
	case news.WhoseShared:
		b.Shared = r.Agency != ""
	case news.WhoseOwn:
		b.Agency = ""
	default:
		b.Edited = r.Edited
	}
	return b
}

// canonical points to the story's home where readers have it on another title
// that has a public address.
func (s *Site) canonical(ctx context.Context, page *StoryPage, r news.Released) error {
	if r.Home == "" {
		return nil
	}
	papers, err := s.titles.get(ctx)
	if err != nil {
		return err
	}
	if home := papers.byID[r.Home]; home != nil && home.origin != "" {
		page.Canonical = home.origin + escapePath("/"+r.HomePath)
	}
	return nil
}

// changes fills the history, once there is one.
func (page *StoryPage) changes(p *paper, r news.Released) {
	n := len(r.Changes)
	if n < 2 {
		return
	}
	updated := Moment{ISO: r.Updated.In(p.calendar.loc).Format(time.RFC3339), Text: p.calendar.stamp(r.Updated, r.FirstPublished)}
	page.Updated = &updated
	page.ChangeNote = p.words.Count(n - 1)
	for i, c := range slices.Backward(r.Changes) {
		x := Change{When: p.stamp(c.At, r.FirstPublished), Correction: c.Kind == news.Correction, Note: c.Note}
		if x.Note == "" {
			x.NoteLang = p.wordsLang
			switch {
			case i == 0:
				x.Note = p.words.FirstVersion
			case c.Kind == news.Take:
				x.Note = p.words.AgencyUpdate
			default:
				x.Note = p.words.NewVersion
			}
		}
		page.Corrected = page.Corrected || x.Correction
		page.Changes = append(page.Changes, x)
	}
}

// pictures sets the first picture above the text, others where the text calls
// for them, and the rest beneath it.
func (page *StoryPage) pictures(p *paper, v view, r news.Released) {
	figures := map[string]*Figure{}
	var order []string
	for _, pic := range r.Pictures {
		id := string(pic.ID)
		if figures[id] != nil || len(showable(pic)) == 0 {
			continue
		}
		f := p.figure(v, pic, storySizes)
		f.Lang, f.Dir = page.StoryLang, page.StoryDir
		figures[id] = f
		order = append(order, id)
	}
	placed := map[string]bool{}
	if len(order) > 0 {
		page.Picture = figures[order[0]]
		page.Picture.Eager = true
		placed[order[0]] = true
	}
	at := 0
	for _, m := range placeForm.FindAllStringSubmatchIndex(r.Body, -1) {
		if m[0] > at {
			page.Text = append(page.Text, Piece{HTML: trusted(r.Body[at:m[0]])})
		}
		at = m[1]
		id := r.Body[m[4]:m[5]]
		if f := figures[id]; f != nil && !placed[id] && r.Body[m[2]:m[3]] == "picture" {
			placed[id] = true
			page.Text = append(page.Text, Piece{Figure: f})
		}
	}
	if at < len(r.Body) {
		page.Text = append(page.Text, Piece{HTML: trusted(r.Body[at:])})
	}
	for _, id := range order {
		if !placed[id] {
			page.Further = append(page.Further, figures[id])
		}
	}
}

// links fills the two lists beside a story, no story twice.
func (s *Site) links(ctx context.Context, p *paper, v view, page *StoryPage, r news.Released) error {
	shown := map[news.StoryID]bool{r.Story: true}
	if len(r.Related) > 0 {
		list, err := s.store.Cards(ctx, p.ID, r.Related)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.Listed && !shown[x.Story] && len(page.Related) < moreStories {
				shown[x.Story] = true
				page.Related = append(page.Related, p.card(v, x, r.FirstPublished))
			}
		}
	}
	list, err := s.store.Newest(ctx, p.ID, r.Section, time.Time{}, 2*moreStories+1)
	if err != nil {
		return err
	}
	for _, x := range list {
		if !shown[x.Story] && len(page.More) < moreStories {
			page.More = append(page.More, p.card(v, x, r.FirstPublished))
		}
	}
	page.MoreTitle = fmt.Sprintf(p.words.MoreFrom, page.Section.Name)
	return nil
}

// signOff closes the copy with who signs for it and the title's code. A
// sign-off that has a code already is shown as it is.
func signOff(name, code string) string {
	if name == "" || strings.Contains(name, "--") {
		return name
	}
	return name + "--" + code
}

// bareName takes the "by" off a name, which the page says in its own language.
func bareName(byline string) string {
	byline = strings.TrimSpace(byline)
	for _, by := range []string{"by ", "von "} {
		if len(byline) > len(by) && strings.EqualFold(byline[:len(by)], by) {
			return strings.TrimSpace(byline[len(by):])
		}
	}
	return byline
}
