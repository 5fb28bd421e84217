package news

import (
	"strings"
	"time"
)

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
	Withdrawn bool `json:"withdrawn,omitempty"`
	Withheld  bool `json:"withheld,omitempty"`
	// Limit is what in its terms of use keeps it from some places or media that
	// the source does not say this house is outside of (R20): it is not shown.
	Limit             string      `json:"limit,omitempty"`
	Caption           string      `json:"caption,omitempty"`
	Alt               string      `json:"alt,omitempty"`
	Byline            string      `json:"byline,omitempty"`
	Credit            string      `json:"credit,omitempty"`
	Copyright         string      `json:"copyright,omitempty"`
	UsageTerms        string      `json:"usageTerms,omitempty"`
	DigitalSourceType string      `json:"digitalSourceType,omitempty"`
	Embargo           Time        `json:"embargo,omitzero"`
	Expires           Time        `json:"expires,omitzero"`
	Renditions        []Rendition `json:"renditions,omitempty"`
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

// SeePicture answers whether readers of a shown story may see a picture in it
// now, and when that answer may change by the clock alone (zero is never).
func SeePicture(p Picture, now time.Time) (shown bool, until time.Time) {
	if p.Withdrawn || p.Withheld || p.Limit != "" {
		return false, time.Time{}
	}
	if !p.Embargo.IsZero() && now.Before(p.Embargo.Time) {
		return false, p.Embargo.Time
	}
	if !p.Expires.IsZero() {
		if !now.Before(p.Expires.Time) {
			return false, time.Time{}
		}
		return true, p.Expires.Time
	}
	return true, time.Time{}
}
