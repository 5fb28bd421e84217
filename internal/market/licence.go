package market

import (
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Licence is an administrator's word that quotes of a source may be shown to
// readers. Without one they are for the newsroom only: most providers' terms
// allow no more, and the protocol does not tell.
type Licence struct {
	Source string `json:"source"` // as Quote.Source
	Rev    int64  `json:"rev"`
	// Display says that readers may see its quotes.
	Display bool `json:"display"`
	// By, At and Terms say who found that, when, and in which words or paper.
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Terms string    `json:"terms"`
	// Attribution must stand beside its quotes, and lead to AttributionURL.
	Attribution    string `json:"attribution,omitempty"`
	AttributionURL string `json:"attributionURL,omitempty"`
}

// Check returns an error wrapping [news.ErrInvalid] for the first rule the
// licence breaks.
func (l Licence) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("licence of %q: %s: %w", l.Source, fmt.Sprintf(format, a...), news.ErrInvalid)
	}
	switch {
	case strings.TrimSpace(l.Source) == "":
		return bad("name the source as its quotes do")
	case l.Display && len(strings.TrimSpace(l.Terms)) < 10:
		return bad("write which contract or terms allow display, in a sentence")
	case l.AttributionURL != "" && !strings.HasPrefix(l.AttributionURL, "https://"):
		return bad("attribution address %q: write https://…", l.AttributionURL)
	}
	if err := plainText(l.Attribution, 120); err != nil {
		return bad("attribution: %v", err)
	}
	return nil
}

// Change is what somebody changed of the market's data by hand, and why. It is
// never changed itself.
type Change struct {
	N          int64     `json:"n"`
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	What       string    `json:"what"` // "quote", "split", "closure", "licence"
	Instrument string    `json:"instrument,omitempty"`
	Before     string    `json:"before,omitempty"`
	After      string    `json:"after,omitempty"`
	Why        string    `json:"why"`
}
