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

// PictureUse is a picture in a version, with the words it had there.
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
