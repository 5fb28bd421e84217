// Package photo reads what a picture's file says of itself: the caption, credit
// and rights that photographers and agencies write into it (IPTC Photo
// Metadata in XMP, IIM and Exif), as far as a newsroom needs them.
//
// It looks at no pixel, writes nothing into a file, and fails on none: what
// cannot be read is left out with a warning. Positions (GPS) are not read: a
// photographer's whereabouts are nobody's business.
//
// Start at [Read]. Names of properties are those of the IPTC Photo Metadata
// Standard 2021.1.
package photo

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"github.com/bep/imagemeta"
)

// What is read of a file at most: far more than any agency writes.
const (
	maxTags    = 2000
	maxTag     = 32 << 10 // bytes of one value
	maxPacket  = 2 << 20  // bytes of XMP
	maxText    = 8000     // characters of a caption or of terms
	maxLine    = 1000     // characters of any other field
	maxList    = 200
	maxWarning = 200 // characters of what two parts of a file say of one thing
	patience   = 5 * time.Second
)

// Read returns what a file says of its picture: JPEG, PNG, WebP, TIFF, AVIF or
// HEIF. Of a field that stands in several places XMP counts before IIM, and IIM
// before Exif. Where the file says that its IIM was changed after its XMP
// (Photoshop's digest), what they say differently is in the warnings too.
func Read(raw []byte) news.PictureWords {
	var w news.PictureWords
	format, ok := formatOf(raw)
	if !ok {
		return w
	}
	found, err := collect(raw, format)
	if err != nil {
		w.Warnings = append(w.Warnings, "what the picture's file says of itself could not all be read: "+clip(err.Error(), maxWarning))
	}
	said := iim{}
	if format == imagemeta.JPEG {
		said = readIIM(raw)
	}
	fromXMP, err := found.xmp()
	if err != nil {
		w.Warnings = append(w.Warnings, "the XMP of the picture's file could not be read: "+clip(err.Error(), maxWarning))
	}
	w.OutOfSync = said.changed && fromXMP != nil
	for _, f := range fields {
		f.read(&w, fromXMP, said, found.exif)
	}
	w.Created = firstTime(fromXMP.text(nsPhotoshop, "DateCreated"), said.created(), found.taken())
	w.Keywords = list(fromXMP.list(nsDC, "subject"), said.values[datasetKeyword])
	w.People = list(fromXMP.list(nsExt, "PersonInImage"), nil)
	place(&w, fromXMP)
	return w
}

// formatOf knows a file by how it begins.
func formatOf(raw []byte) (imagemeta.ImageFormat, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xd8}):
		return imagemeta.JPEG, true
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return imagemeta.PNG, true
	case bytes.HasPrefix(raw, []byte("RIFF")) && len(raw) > 12 && string(raw[8:12]) == "WEBP":
		return imagemeta.WebP, true
	case bytes.HasPrefix(raw, []byte("II*\x00")), bytes.HasPrefix(raw, []byte("MM\x00*")):
		return imagemeta.TIFF, true
	case len(raw) > 12 && string(raw[4:8]) == "ftyp" && strings.HasPrefix(string(raw[8:12]), "avi"):
		return imagemeta.AVIF, true
	case len(raw) > 12 && string(raw[4:8]) == "ftyp" && (strings.HasPrefix(string(raw[8:12]), "hei") || string(raw[8:12]) == "mif1"):
		return imagemeta.HEIF, true
	}
	return 0, false
}

// raws are the parts of a file that its container holds.
type raws struct {
	packet []byte
	exif   map[string]string
}

// exifTags are the tags of Exif that are read.
var exifTags = map[string]bool{"ImageDescription": true, "Artist": true, "Copyright": true, "DateTimeOriginal": true, "OffsetTimeOriginal": true}

// collect takes the XMP packet and the tags of Exif out of a file: one after the
// other, for a fault in one ends the reading. What was found is returned even
// with an error.
func collect(raw []byte, format imagemeta.ImageFormat) (raws, error) {
	tags, err := decode(raw, format, imagemeta.EXIF)
	packet, fault := decode(raw, format, imagemeta.XMP)
	return raws{packet: packet.packet, exif: tags.exif}, firstError(err, fault)
}

// decode takes one of the two out of a file.
func decode(raw []byte, format imagemeta.ImageFormat, source imagemeta.Source) (raws, error) {
	// Of its own, for after a timeout the decoder may still be writing to it.
	out := &raws{exif: map[string]string{}}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(raw), ImageFormat: format, Sources: source,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return t.Source == imagemeta.EXIF && exifTags[t.Tag] },
		HandleTag: func(t imagemeta.TagInfo) error {
			if s, ok := t.Value.(string); ok && out.exif[t.Tag] == "" {
				out.exif[t.Tag] = text([]byte(strings.Trim(s, "\x00")))
			}
			return nil
		},
		HandleXMP: func(r io.Reader) error {
			packet, err := io.ReadAll(io.LimitReader(r, maxPacket))
			if err == nil && out.packet == nil {
				out.packet = packet
			}
			_, drained := io.Copy(io.Discard, r)
			return firstError(err, drained)
		},
		LimitNumTags: maxTags, LimitTagSize: maxTag, Timeout: patience,
	})
	if err != nil && strings.Contains(err.Error(), "timed out") {
		return raws{}, err
	}
	return *out, err
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// taken is when the camera took the picture, by its own clock: in the form of a
// time without a zone unless it says one.
func (r raws) taken() string {
	day, clock, ok := strings.Cut(r.exif["DateTimeOriginal"], " ")
	if !ok {
		return ""
	}
	return strings.ReplaceAll(day, ":", "-") + "T" + clock + strings.TrimSpace(r.exif["OffsetTimeOriginal"])
}

// field is where one text of a file may stand.
type field struct {
	name      string // for warnings
	to        func(*news.PictureWords) *string
	space     string // of XMP
	property  string
	dataset   byte // of IIM, record 2; 0 for none
	exif      string
	long      bool
	signature bool // several values are one line, parted by commas
}

// fields are the texts that are read, wherever they stand (wire formats §2.2).
var fields = []field{
	{name: "caption", to: func(w *news.PictureWords) *string { return &w.Caption }, space: nsDC, property: "description", dataset: 120, exif: "ImageDescription", long: true},
	{name: "headline", to: func(w *news.PictureWords) *string { return &w.Headline }, space: nsPhotoshop, property: "Headline", dataset: 105},
	{name: "byline", to: func(w *news.PictureWords) *string { return &w.Byline }, space: nsDC, property: "creator", dataset: 80, exif: "Artist", signature: true},
	{name: "credit", to: func(w *news.PictureWords) *string { return &w.Credit }, space: nsPhotoshop, property: "Credit", dataset: 110},
	{name: "source", to: func(w *news.PictureWords) *string { return &w.Source }, space: nsPhotoshop, property: "Source", dataset: 115},
	{name: "copyright notice", to: func(w *news.PictureWords) *string { return &w.Copyright }, space: nsDC, property: "rights", dataset: 116, exif: "Copyright"},
	{name: "usage terms", to: func(w *news.PictureWords) *string { return &w.UsageTerms }, space: nsRights, property: "UsageTerms", long: true},
	{name: "instructions", to: func(w *news.PictureWords) *string { return &w.Instructions }, space: nsPhotoshop, property: "Instructions", dataset: 40, long: true},
	{name: "city", to: func(w *news.PictureWords) *string { return &w.City }, space: nsPhotoshop, property: "City", dataset: 90},
	{name: "country", to: func(w *news.PictureWords) *string { return &w.Country }, space: nsPhotoshop, property: "Country", dataset: 101},
	{name: "country code", to: func(w *news.PictureWords) *string { return &w.CountryCode }, space: nsCore, property: "CountryCode", dataset: 100},
	{name: "job id", to: func(w *news.PictureWords) *string { return &w.JobID }, space: nsPhotoshop, property: "TransmissionReference", dataset: 103},
	{name: "alt text", to: func(w *news.PictureWords) *string { return &w.AltText }, space: nsCore, property: "AltTextAccessibility"},
	{name: "digital source type", to: func(w *news.PictureWords) *string { return &w.DigitalSourceType }, space: nsExt, property: "DigitalSourceType"},
}

// cameraForm is what cameras write where a caption belongs.
var cameraForm = regexp.MustCompile(`(?i)^(?:\S+ digital camera|sony dsc|dcim\S*|dsc\S*|img[_-]?\d+|untitled)$`)

func (f field) read(w *news.PictureWords, x *rdf, said iim, exif map[string]string) {
	limit := maxLine
	if f.long {
		limit = maxText
	}
	trim := func(list []string) string {
		if f.signature {
			return clip(wire.Text(strings.Join(list, ", ")), limit)
		}
		if len(list) == 0 {
			return ""
		}
		if f.long {
			return clip(wire.Lines(list[0]), limit)
		}
		return clip(wire.Text(list[0]), limit)
	}
	fromXMP := trim([]string{x.text(f.space, f.property)})
	if f.signature {
		fromXMP = trim(x.list(f.space, f.property))
	}
	fromIIM := ""
	if f.dataset != 0 {
		fromIIM = trim(said.values[f.dataset])
	}
	fromExif := trim([]string{exif[f.exif]})
	if f.exif == "ImageDescription" && cameraForm.MatchString(fromExif) {
		fromExif = ""
	}
	to := f.to(w)
	for _, s := range []string{fromXMP, fromIIM, fromExif} {
		if *to == "" {
			*to = s
		}
	}
	if w.OutOfSync && fromXMP != "" && fromIIM != "" && fromXMP != fromIIM {
		w.Warnings = append(w.Warnings, fmt.Sprintf("the picture's file says two things; its IIM has the %s %q", f.name, clip(wire.Text(fromIIM), maxWarning)))
	}
}

// place fills the city and country of older fields from where the picture was
// made.
func place(w *news.PictureWords, x *rdf) {
	at := x.inner(nsExt, "LocationCreated")
	for _, p := range []struct {
		to   *string
		name string
	}{{&w.City, "City"}, {&w.Country, "CountryName"}, {&w.CountryCode, "CountryCode"}} {
		if *p.to == "" {
			*p.to = clip(wire.Text(at.text(nsExt, p.name)), maxLine)
		}
	}
}

func list(a, b []string) []string {
	if len(a) == 0 {
		a = b
	}
	var out []string
	seen := map[string]bool{}
	for _, s := range a {
		if s = clip(wire.Text(s), maxLine); s != "" && !seen[s] && len(out) < maxList {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// firstTime returns the first text that is a time.
func firstTime(texts ...string) news.Time {
	for _, s := range texts {
		if t, err := wire.ParseTime(s); err == nil {
			return t
		}
	}
	return news.Time{}
}

// clip cuts a text at a number of characters.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit {
			return strings.TrimSpace(s[:i]) + "…"
		}
		n++
	}
	return s
}
