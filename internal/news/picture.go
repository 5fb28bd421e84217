package news

import "strings"

// PictureID names a picture for good (UUIDv7).
type PictureID string

// Picture is a photograph, drawing or graphic from an agency or the desk.
type Picture struct {
	ID     PictureID `json:"id"`
	Rev    int64     `json:"rev"`
	Source SourceID  `json:"source,omitempty"`
	GUID   string    `json:"guid,omitempty"`
	// Version is the agency's revision of the picture item.
	Version string `json:"version,omitempty"`
	// Withdrawn says that the agency recalled the picture for good, Withheld
	// that it did so until it says otherwise: it is shown nowhere.
	Withdrawn         bool        `json:"withdrawn,omitempty"`
	Withheld          bool        `json:"withheld,omitempty"`
	Caption           string      `json:"caption,omitempty"`
	Alt               string      `json:"alt,omitempty"`
	Byline            string      `json:"byline,omitempty"`
	Credit            string      `json:"credit,omitempty"`
	Copyright         string      `json:"copyright,omitempty"`
	UsageTerms        string      `json:"usageTerms,omitempty"`
	DigitalSourceType string      `json:"digitalSourceType,omitempty"`
	Embargo           Time        `json:"embargo,omitzero"`
	Expires           Time        `json:"expires,omitzero"`
	Limits            Limits      `json:"limits,omitzero"`    // as its own terms of use say
	Contract          string      `json:"contract,omitempty"` // of the source's, by name; "" is its rights
	Renditions        []Rendition `json:"renditions,omitempty"`

	// What only the picture's file says, for the desk to find and judge it by.
	Headline string   `json:"headline,omitempty"`
	Keywords []string `json:"keywords,omitempty"`
	Located  string   `json:"located,omitempty"` // city and country
	Taken    Time     `json:"taken,omitzero"`
	JobID    string   `json:"jobId,omitempty"`
	// Instructions are the agency's words to the newsroom on the picture's use.
	// They are never public.
	Instructions string `json:"instructions,omitempty"`
}

// PictureWords is what a picture's file says of itself.
type PictureWords struct {
	Headline   string `json:"headline,omitempty"`
	Caption    string `json:"caption,omitempty"`
	Byline     string `json:"byline,omitempty"`
	Credit     string `json:"credit,omitempty"`
	Source     string `json:"source,omitempty"`
	Copyright  string `json:"copyright,omitempty"`
	UsageTerms string `json:"usageTerms,omitempty"`
	// Instructions are for the newsroom, never public.
	Instructions      string   `json:"instructions,omitempty"`
	City              string   `json:"city,omitempty"`
	Country           string   `json:"country,omitempty"`
	CountryCode       string   `json:"countryCode,omitempty"`
	Keywords          []string `json:"keywords,omitempty"`
	People            []string `json:"people,omitempty"`
	Created           Time     `json:"created,omitzero"`
	JobID             string   `json:"jobId,omitempty"`
	AltText           string   `json:"altText,omitempty"`
	DigitalSourceType string   `json:"digitalSourceType,omitempty"`
	// OutOfSync says that the file's two sets of words were changed apart.
	OutOfSync bool     `json:"outOfSync,omitempty"`
	Warnings  []string `json:"warnings,omitempty"` // for the desk
}

// FileGUID is the guid of a picture that is known by its file's name alone.
func FileGUID(name string) string { return "file:" + name }

// Filled returns the picture with what its file says where nothing is said of
// it. What its agency's item says is never replaced, but for two things that a
// file alone may say and that must not be lost: that the picture was generated,
// and limits of its use.
func (p Picture) Filled(w PictureWords) Picture {
	located := strings.Trim(w.City+", "+w.Country, ", ")
	credit := w.Credit
	if credit == "" {
		credit = strings.Trim(w.Byline+"/"+w.Source, "/")
	}
	for _, x := range []struct {
		to   *string
		said string
	}{
		{&p.Headline, w.Headline}, {&p.Caption, w.Caption}, {&p.Alt, w.AltText}, {&p.Byline, w.Byline}, {&p.Credit, credit}, {&p.Copyright, w.Copyright},
		{&p.DigitalSourceType, w.DigitalSourceType}, {&p.Located, located}, {&p.JobID, w.JobID},
	} {
		if *x.to == "" {
			*x.to = x.said
		}
	}
	p.UsageTerms, p.Instructions = also(p.UsageTerms, w.UsageTerms), also(p.Instructions, w.Instructions)
	if Synthetic(w.DigitalSourceType) && !Synthetic(p.DigitalSourceType) {
		p.DigitalSourceType = w.DigitalSourceType
	}
	if len(p.Keywords) == 0 {
		p.Keywords = w.Keywords
	}
	if p.Taken.IsZero() {
		p.Taken = w.Created
	}
	return p
}

// also adds words to others unless they hold them.
func also(have, more string) string {
	if more == "" || strings.Contains(have, more) {
		return have
	}
	return strings.TrimSpace(have + "\n" + more)
}

// Rendition is one size and format of a picture.
type Rendition struct {
	Name        string `json:"name"`           // unique within the picture, safe in an address
	Href        string `json:"href,omitempty"` // as the agency named it
	Key         string `json:"key,omitempty"`  // of the blob; empty while the file has not come
	ContentType string `json:"contentType,omitempty"`
	Width       int    `json:"width,omitempty"`  // px, read from the file
	Height      int    `json:"height,omitempty"` // px, read from the file
	Size        int64  `json:"size,omitempty"`   // bytes
}

// PictureUse is a picture in a version, with the words it has there; where one
// is empty the picture's own stands, so that its correction reaches readers.
type PictureUse struct {
	Picture PictureID `json:"picture"`
	Caption string    `json:"caption,omitempty"`
	Credit  string    `json:"credit,omitempty"`
	Alt     string    `json:"alt,omitempty"`
}

// Synthetic reports whether a digital source type (IPTC digitalsourcetype
// NewsCodes, any form) means that the picture was generated rather than taken,
// so that readers must be told.
func Synthetic(digitalSourceType string) bool {
	s := digitalSourceType
	if i := strings.LastIndexAny(s, "/:"); i >= 0 {
		s = s[i+1:]
	}
	switch s {
	case "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia":
		return true
	}
	return false
}
