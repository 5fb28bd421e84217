package news

import "time"

// Released is the readable form of a placement: everything a reader's page,
// feed or list may say of it, and nothing else. It is written by the release
// deed alone; public code can reach no other form of a story.
type Released struct {
	Story    StoryID `json:"story"`
	Title    TitleID `json:"title"`
	Section  string  `json:"section"`
	Path     string  `json:"path"`
	Version  int     `json:"version"`
	Listed   bool    `json:"listed"`
	Language string  `json:"language,omitempty"`
	Headline string  `json:"headline"`
	Kicker   string  `json:"kicker,omitempty"`
	// Standfirst is empty where the copy has none; Lead is the first sentence
	// or two of the body as plain text, for lists.
	Standfirst     string            `json:"standfirst,omitempty"`
	Lead           string            `json:"lead,omitempty"`
	Agency         string            `json:"agency,omitempty"` // whose report it is
	Byline         string            `json:"byline,omitempty"`
	Whose          Whose             `json:"whose,omitempty"`  // whose words they are; empty, as in older forms, is the agency's
	Edited         bool              `json:"edited,omitempty"` // the desk changed the agency's words
	Dateline       string            `json:"dateline,omitempty"`
	Body           string            `json:"body"`
	SignOff        string            `json:"signOff,omitempty"`
	Copyright      string            `json:"copyright,omitempty"`
	Urgency        int               `json:"urgency"` // 1 to 9; 5 where the copy has none
	Keywords       []string          `json:"keywords,omitempty"`
	Topics         []string          `json:"topics,omitempty"`
	Related        []StoryID         `json:"related,omitempty"`
	Words          int               `json:"words"`
	Pictures       []ReleasedPicture `json:"pictures,omitempty"`
	FirstPublished time.Time         `json:"firstPublished"`
	Updated        time.Time         `json:"updated"`
	Corrected      bool              `json:"corrected,omitempty"`
	Changes        []Publication     `json:"changes,omitempty"` // oldest first, the first version included, minor ones not
	// Home and HomePath are the address that search engines are told of, where it
	// is on another title and readers have it there.
	Home     TitleID `json:"home,omitempty"`
	HomePath string  `json:"homePath,omitempty"`
}

// ReleasedPicture is a picture as a released story shows it.
type ReleasedPicture struct {
	ID         PictureID           `json:"id"`
	Caption    string              `json:"caption,omitempty"`
	Credit     string              `json:"credit,omitempty"`
	Alt        string              `json:"alt,omitempty"`
	Synthetic  bool                `json:"synthetic,omitempty"`
	Renditions []ReleasedRendition `json:"renditions"` // at least one, widest first
}

// ReleasedRendition is a file readers may fetch.
type ReleasedRendition struct {
	Name        string `json:"name"`
	Key         string `json:"key"`
	ContentType string `json:"contentType"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
}

// GoneNotice is what is left of a withdrawn placement for readers.
type GoneNotice struct {
	Story          StoryID    `json:"story"`
	Title          TitleID    `json:"title"`
	Section        string     `json:"section"`
	Path           string     `json:"path"`
	Headline       string     `json:"headline"`
	FirstPublished time.Time  `json:"firstPublished"`
	At             time.Time  `json:"at"`
	Why            GoneReason `json:"why"`
	Reason         string     `json:"reason,omitempty"` // in words for readers
}

// Readable makes the released form of version v on placement p. pubs are the
// publications of the placement, oldest first; pictures are those v uses, by
// ID; o is how much of it is the agency's, which decides its byline. It decides
// nothing about whether readers may see it: that is [See]. Of its pictures it
// takes those that [SeePicture] shows.
func Readable(s Story, v Version, p Placement, pubs []Publication, pictures map[PictureID]Picture, o Origin, sc Scope, now time.Time) Released {
	c := v.Content.On(p)
	r := Released{
		Story: s.ID, Title: p.Title, Section: p.Section, Path: p.Path, Version: v.N,
		Language: c.Language, Headline: c.Headline, Kicker: c.Kicker,
		Standfirst: c.Standfirst, Lead: c.Lead, Agency: s.Limits.Credited(c.Credit), Edited: s.Source != "" && v.Kind == Edit,
		Dateline: c.Dateline, Body: c.Body, SignOff: c.SignOff, Copyright: c.Copyright,
		Urgency: c.Urgency, Keywords: c.Keywords, Topics: c.Topics, Words: c.Words,
		FirstPublished: p.FirstPublished, Updated: p.Updated, Corrected: p.State == Corrected,
	}
	r.Whose, r.Byline = o.Attribute(r.Agency, c.Byline)
	for i, pub := range pubs {
		if i > 0 && pub.Kind == Minor {
			continue
		}
		r.Changes, r.Updated = append(r.Changes, pub), pub.At
	}
	if r.Urgency < 1 || r.Urgency > 9 {
		r.Urgency = 5
	}
	for _, use := range v.Pictures {
		pic, ok := pictures[use.Picture]
		if !ok {
			continue
		}
		if shown, _ := SeePicture(pic, use, p, sc, now); !shown {
			continue
		}
		if rp := releasePicture(pic, use, sc); len(rp.Renditions) > 0 {
			r.Pictures = append(r.Pictures, rp)
		}
	}
	return r
}

func releasePicture(pic Picture, use PictureUse, sc Scope) ReleasedPicture {
	credit, _ := sc.CreditPicture(pic, use)
	rp := ReleasedPicture{ID: pic.ID, Caption: use.Caption, Credit: credit, Alt: use.Alt, Synthetic: Synthetic(pic.DigitalSourceType)}
	// What its file says may have come after the version that uses it.
	for _, x := range []struct {
		to   *string
		said string
	}{{&rp.Caption, pic.Caption}, {&rp.Credit, pic.Credit}, {&rp.Alt, pic.Alt}} {
		if *x.to == "" {
			*x.to = x.said
		}
	}
	for _, x := range pic.Renditions {
		if x.Key == "" || x.Width <= 0 || x.Height <= 0 {
			continue
		}
		rr := ReleasedRendition{Name: x.Name, Key: x.Key, ContentType: x.ContentType, Width: x.Width, Height: x.Height}
		i := 0
		for i < len(rp.Renditions) && rp.Renditions[i].Width >= rr.Width {
			i++
		}
		rp.Renditions = append(rp.Renditions[:i], append([]ReleasedRendition{rr}, rp.Renditions[i:]...)...)
	}
	return rp
}

// Card returns the readable form without what lists do not need.
func (r Released) Card() Released {
	r.Body, r.Changes, r.Related = "", nil, nil
	return r
}
