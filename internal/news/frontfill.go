package news

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Candidate is a story that may stand on a front.
type Candidate struct {
	Story     StoryID
	Section   string
	Urgency   int
	Published time.Time
	Pictured  bool
	// Shut says, in words for the desk, why readers may not see it on the front;
	// "" if they may.
	Shut string
}

// CandidateOf is what a front needs to know of a story that readers have.
func CandidateOf(r Released) Candidate {
	c := Candidate{Story: r.Story, Section: r.Section, Urgency: r.Urgency, Published: r.FirstPublished, Pictured: len(r.Pictures) > 0}
	if !r.Listed {
		c.Shut = "it has left fronts and lists; its page stays"
	}
	return c
}

// Stock is what a front is filled from. The order of the candidates does not
// matter; the same story twice counts once.
type Stock struct {
	Sections []Section // of the title, in its order
	Stories  []Candidate
	// Alike are pairs of stories that tell of the same event.
	Alike [][2]StoryID
	// Now decides which pins are in force.
	Now time.Time
}

// Filled is a slot with its story.
type Filled struct {
	At       SlotID  `json:"at,omitempty"` // "" in the list of the newest
	Story    StoryID `json:"story"`
	Pinned   bool    `json:"pinned,omitempty"`
	Why      string  `json:"why"` // for the desk
	Headline string  `json:"headline,omitempty"`
	Size     Size    `json:"size,omitempty"`
	Picture  bool    `json:"picture,omitempty"` // its picture is shown
	// Folded are stories of the same event that the rule has left out for it.
	Folded []StoryID `json:"folded,omitempty"`
}

// FilledStrip is a section's strip with its stories, at least one.
type FilledStrip struct {
	Section string   `json:"section"`
	Slots   []Filled `json:"slots"`
}

// Skipped is a pin that is not shown.
type Skipped struct {
	At    SlotID  `json:"at"`
	Story StoryID `json:"story"`
	Why   string  `json:"why"`
}

// Page is a front, filled.
type Page struct {
	Layout  Layout        `json:"layout"` // what it came to; never by rule
	Lead    []Filled      `json:"lead"`   // one; two of a double lead or a quiet day
	Second  []Filled      `json:"second"`
	Strips  []FilledStrip `json:"strips"`
	Hour    []Filled      `json:"hour"` // the newest of the rest; of a section all of it
	Skipped []Skipped     `json:"skipped,omitempty"`
}

// All returns every slot of the page in the order of importance.
func (p Page) All() []Filled {
	out := slices.Concat(p.Lead, p.Second)
	for _, s := range p.Strips {
		out = append(out, s.Slots...)
	}
	return append(out, p.Hour...)
}

// Fill gives every place of a front its story and says why. No story stands twice,
// none that readers may not see stands at all, and the rule puts none beside
// another of the same event. It depends on nothing but its arguments.
func Fill(f Front, s Stock) Page {
	w := newFilling(f, s)
	w.top()
	if f.Section == "" {
		w.strips()
	}
	if f.Section != "" || !f.NoHour {
		w.hour()
	}
	w.sayUnused()
	w.noteFolds(w.page.Lead)
	w.noteFolds(w.page.Second)
	for _, x := range w.page.Strips {
		w.noteFolds(x.Slots)
	}
	w.noteFolds(w.page.Hour)
	return w.page
}

// filling is the work on one page.
type filling struct {
	front    Front
	sections []Section
	byID     map[StoryID]Candidate
	newest   []Candidate // that readers may see, newest first
	ref      time.Time   // of the newest
	alike    map[StoryID][]StoryID
	pins     map[SlotID]Slot // in force, of stories readers may see
	reserved map[StoryID]bool
	shown    map[StoryID]bool
	folds    map[StoryID][]StoryID // by the story that stands for them
	pictures int
	page     Page
}

func newFilling(f Front, s Stock) *filling {
	w := &filling{front: f, sections: s.Sections, byID: map[StoryID]Candidate{}, alike: map[StoryID][]StoryID{}, pins: map[SlotID]Slot{},
		reserved: map[StoryID]bool{}, shown: map[StoryID]bool{}, folds: map[StoryID][]StoryID{}}
	for _, c := range s.Stories {
		if had, ok := w.byID[c.Story]; !ok || had.Shut != "" && c.Shut == "" {
			w.byID[c.Story] = c
		}
	}
	for _, c := range w.byID {
		if c.Shut == "" && (f.Section == "" || c.Section == f.Section) {
			w.newest = append(w.newest, c)
		}
	}
	slices.SortFunc(w.newest, func(a, b Candidate) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(b.Story, a.Story))
	})
	if len(w.newest) > 0 {
		w.ref = w.newest[0].Published
	}
	for _, p := range s.Alike {
		w.alike[p[0]] = append(w.alike[p[0]], p[1])
		w.alike[p[1]] = append(w.alike[p[1]], p[0])
	}
	w.takePins(s.Now)
	return w
}

// takePins sorts the pins into those that hold and those that are skipped.
func (w *filling) takePins(now time.Time) {
	for _, s := range slices.SortedFunc(slices.Values(w.front.Slots), func(a, b Slot) int { return cmp.Compare(a.At, b.At) }) {
		if s.Story == "" {
			w.pins[s.At] = s
			continue
		}
		c, known := w.byID[s.Story]
		why := ""
		switch {
		case now.Before(s.From):
			why = "the pin has not begun"
		case !s.InForce(now):
			why = "the pin has ended"
		case !known:
			why = "readers of the title do not have the story"
		case c.Shut != "":
			why = c.Shut
		case w.reserved[s.Story]:
			why = "the story is pinned elsewhere"
		}
		if why != "" {
			w.page.Skipped = append(w.page.Skipped, Skipped{At: s.At, Story: s.Story, Why: why})
			continue
		}
		w.pins[s.At], w.reserved[s.Story] = s, true
	}
}

// sayUnused names the pins for which the page has come to have no place.
func (w *filling) sayUnused() {
	for _, s := range w.front.Slots {
		if p, held := w.pins[s.At]; held && p.Story != "" && !w.shown[p.Story] {
			w.page.Skipped = append(w.page.Skipped, Skipped{At: s.At, Story: s.Story, Why: "the layout has no such place"})
		}
	}
	slices.SortStableFunc(w.page.Skipped, func(a, b Skipped) int { return cmp.Compare(a.At, b.At) })
}

// free reports whether the rule may use a story. One that is left out since its
// event is on the page already is noted there.
func (w *filling) free(c Candidate) bool {
	if w.shown[c.Story] || w.reserved[c.Story] {
		return false
	}
	for _, like := range w.alike[c.Story] {
		if w.shown[like] || w.reserved[like] {
			if !slices.Contains(w.folds[like], c.Story) {
				w.folds[like] = append(w.folds[like], c.Story)
			}
			return false
		}
	}
	return true
}

// put shows a story. wants says that its place has a picture.
func (w *filling) put(at SlotID, c Candidate, wants bool, why string) Filled {
	said, pinned := w.pins[at], false
	if said.Story != "" {
		pinned, why = true, "pinned by hand"
		if !said.Until.IsZero() {
			why += ", until " + said.Until.UTC().Format("2 January 15:04 UTC")
		}
	}
	w.shown[c.Story] = true
	out := Filled{At: at, Story: c.Story, Pinned: pinned, Why: why, Headline: said.Headline, Size: said.Size}
	wants = (wants || said.Size == SizeLarge) && said.Size != SizeSmall
	if wants && c.Pictured && w.pictures < FrontPictures {
		out.Picture = true
		w.pictures++
	}
	return out
}

// left is how many stories still have room.
func (w *filling) left() int { return FrontStories - len(w.shown) }

// choose returns the story of a place: the one that is pinned there, else the first
// of list that is free.
func (w *filling) choose(at SlotID, list []Candidate) (Candidate, bool) {
	if s := w.pins[at]; s.Story != "" {
		return w.byID[s.Story], true
	}
	for _, c := range list {
		if w.free(c) {
			return c, true
		}
	}
	return Candidate{}, false
}

// byWeight orders the stories of the day by urgency, the newest first among equals.
// They are the first n; older ones follow, the newest first.
func (w *filling) byWeight(list []Candidate) (out []Candidate, n int) {
	for _, c := range list {
		if w.ref.Sub(c.Published) <= frontDay {
			n++
		}
	}
	out = slices.Clone(list)
	slices.SortStableFunc(out[:n], func(a, b Candidate) int { return cmp.Compare(a.Urgency, b.Urgency) })
	return out, n
}

func weight(c Candidate) string {
	return fmt.Sprintf("by rule: urgency %d", c.Urgency)
}

// topPins reports whether something is pinned to the top in force.
func (w *filling) topPins() (lead, any bool) {
	for at, s := range w.pins {
		if s.Story == "" {
			continue
		}
		lead = lead || at == SlotLead
		any = any || at == SlotLead || at == SlotLead2 || strings.HasPrefix(string(at), "second/")
	}
	return lead, any
}

// shape decides the layout where the editors have left it to the rule.
func (w *filling) shape(day []Candidate) Layout {
	_, pinned := w.topPins()
	switch {
	case w.front.Layout != LayoutByRule:
		return w.front.Layout
	case w.front.Section != "" && !pinned:
		return LayoutList
	case !pinned && len(day) > 1 && day[0].Urgency >= quietUrgency:
		return LayoutQuiet
	}
	return LayoutLead
}

// top fills lead and second from the stories of the last day.
func (w *filling) top() {
	list, n := w.byWeight(w.newest[:min(len(w.newest), FrontPool)])
	day := list[:n]
	layout := w.shape(day)
	w.page.Layout = layout
	if layout == LayoutList {
		return
	}
	leads := []SlotID{SlotLead}
	if layout == LayoutDouble || layout == LayoutQuiet {
		leads = append(leads, SlotLead2)
	}
	for _, at := range leads {
		c, ok := w.choose(at, list)
		if !ok {
			break
		}
		w.page.Lead = append(w.page.Lead, w.put(at, c, layout != LayoutBare, weight(c)+", the most urgent of the last day"))
	}
	if len(w.page.Lead) == 0 {
		return
	}
	if layout == LayoutLead && !w.page.Lead[0].Picture {
		w.page.Layout = LayoutBare
	}
	if layout != LayoutQuiet {
		w.seconds(day)
	}
}

// seconds fills what stands beside or beneath the lead.
func (w *filling) seconds(day []Candidate) {
	n := w.front.Seconds
	if n == 0 {
		n = 4 // as tall as a lead with its picture
		if w.page.Layout == LayoutBare {
			n = 3 // beside a lead without picture the column is short
		}
		for i := n + 1; i <= frontSeconds; i++ {
			if w.pins[SecondSlot(i)].Story != "" {
				n = i
			}
		}
	}
	for i := 1; i <= n; i++ {
		c, ok := w.choose(SecondSlot(i), day)
		if !ok {
			continue
		}
		w.page.Second = append(w.page.Second, w.put(SecondSlot(i), c, false, weight(c)+", of the last day"))
	}
}

// noteFolds tells the slots which stories they stand for.
func (w *filling) noteFolds(slots []Filled) {
	for i := range slots {
		slots[i].Folded = w.folds[slots[i].Story]
	}
}

func (w *filling) strips() {
	strips := w.front.Strips
	if strips == nil {
		for _, s := range w.sections {
			strips = append(strips, FrontStrip{Section: s.Path})
		}
	}
	for _, s := range strips {
		if s.Stories == 0 {
			s.Stories = usualStrip
			for i := s.Stories + 1; i <= frontStrip; i++ {
				if w.pins[StripSlot(s.Section, i)].Story != "" {
					s.Stories = i
				}
			}
		}
		if slots := w.strip(s); len(slots) > 0 {
			w.page.Strips = append(w.page.Strips, FilledStrip{Section: s.Section, Slots: slots})
		}
	}
}

// strip fills a section's strip with what is not yet shown of it: by rule the first
// with a picture at its head, then the others by weight.
func (w *filling) strip(s FrontStrip) []Filled {
	rest := w.stripRest(s)
	open := 0
	for i := 1; i <= s.Stories; i++ {
		if w.pins[StripSlot(s.Section, i)].Story == "" {
			open++
		}
	}
	if w.pins[StripSlot(s.Section, 1)].Story == "" {
		near := rest[:min(len(rest), open)]
		if i := slices.IndexFunc(near, func(c Candidate) bool { return c.Pictured }); i > 0 {
			head := rest[i]
			rest = slices.Insert(slices.Delete(rest, i, i+1), 0, head)
		}
	}
	var out []Filled
	for i := 1; i <= s.Stories; i++ {
		at := StripSlot(s.Section, i)
		if w.left() <= 0 {
			break
		}
		c, ok := w.choose(at, rest)
		if !ok {
			continue
		}
		out = append(out, w.put(at, c, len(out) == 0, weight(c)+" in its section"))
	}
	return out
}

// stripRest returns the free stories of a section, by weight.
func (w *filling) stripRest(s FrontStrip) []Candidate {
	var list, rest []Candidate
	for _, c := range w.newest {
		if c.Section == s.Section && len(list) < w.front.StripPool(s.Section) {
			list = append(list, c)
		}
	}
	list, _ = w.byWeight(list)
	for _, c := range list {
		if w.free(c) {
			rest = append(rest, c)
		}
	}
	return rest
}

// hour lists the newest of what is left: a few on a title's front, all of a
// section's.
func (w *filling) hour() {
	most := frontHour
	if w.front.Section != "" {
		most = FrontStories
	}
	for _, c := range w.newest[:min(len(w.newest), FrontPool)] {
		if len(w.page.Hour) >= most || w.left() <= 0 {
			break
		}
		// The list of a section leaves nothing out: older pages follow it.
		if w.front.Section != "" && !w.shown[c.Story] && !w.reserved[c.Story] || w.front.Section == "" && w.free(c) {
			w.shown[c.Story] = true
			w.page.Hour = append(w.page.Hour, Filled{Story: c.Story, Why: "by rule: number " + strconv.Itoa(len(w.page.Hour)+1) + " of the newest that stand nowhere else"})
		}
	}
}
