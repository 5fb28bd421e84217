package config

import (
	"regexp"
	"strings"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/quotesource"
)

// Feed is a source that is asked for quotes.
type Feed struct {
	ID       string `toml:"id"`
	Provider string `toml:"provider"`
	// Key is the provider's, from the environment.
	Key         string              `toml:"-"`
	Instruments []string            `toml:"instruments"`
	Every       Duration            `toml:"every"`
	Mapping     quotesource.Mapping `toml:"mapping"`
}

// Open returns the feed's provider.
func (f Feed) Open() (quotesource.Provider, error) {
	return quotesource.Open(quotesource.Settings{Provider: f.Provider, Key: f.Key, Mapping: f.Mapping})
}

// keyName is the environment's name for the key of a feed.
func (f Feed) keyName() string {
	return "BROADSHEET_QUOTES_KEY_" + strings.ToUpper(strings.ReplaceAll(f.ID, "-", "_"))
}

func (c *Config) readKeys() error {
	var err error
	for i := range c.Quotes.Feeds {
		f := &c.Quotes.Feeds[i]
		if f.Key, err = secret(f.keyName()); err != nil {
			return err
		}
	}
	return nil
}

var feedForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

func (c *Config) checkFeeds(bad func(string, ...any) error) error {
	seen := map[string]bool{}
	for _, f := range c.Quotes.Feeds {
		if !feedForm.MatchString(f.ID) {
			return bad("quotes.feed %q: id must be lower-case letters, digits and hyphens", f.ID)
		}
		if seen[f.ID] {
			return bad("two feeds of quotes have the id %q", f.ID)
		}
		seen[f.ID] = true
		if _, err := f.Open(); err != nil {
			return bad("quotes.feed %q: %s (a key stands in the environment, as %s)", f.ID, strings.TrimSuffix(err.Error(), ": "+news.ErrInvalid.Error()), f.keyName())
		}
		for _, id := range f.Instruments {
			if _, _, err := market.ParseID(id); err != nil {
				return bad("quotes.feed %q: %s", f.ID, strings.TrimSuffix(err.Error(), ": "+news.ErrInvalid.Error()))
			}
		}
	}
	return nil
}
