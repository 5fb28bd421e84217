package cli

import (
	"context"
	"maps"
	"math/rand/v2"
	"strings"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/fetch"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// hubPath is where hubs of feeds call back, below the house's public address.
const hubPath = "/api/websub"

// traffic returns what drives the roads into the wire room.
func (h *house) traffic() *ingest.Traffic {
	c := h.settings
	maxBytes := int64(c.Wire.MaxMB) << 20
	fetcher := fetch.New(fetch.Config{Timeout: time.Duration(c.Fetch.Timeout), MaxBytes: maxBytes, Allow: c.Fetch.Networks(), Now: h.now})
	notes := &ingest.Notes{Room: h.wire, Store: h.store}
	return &ingest.Traffic{
		Runner:  &ingest.Runner{Room: h.wire, Store: h.store, Jitter: rand.Float64},
		Store:   h.store,
		Notes:   notes,
		Hubs:    &ingest.Callbacks{Room: h.wire, Store: h.store, Notes: notes, Weak: strings.HasPrefix(c.PublicURL, "https:")},
		Silence: &ingest.Silence{Room: h.wire, Store: h.store},
		Secrets: h.secrets,
		Ways: ingest.Ways{Fetch: fetcher, Dial: fetch.Dialer(c.Fetch.Networks()), Base: c.PublicURL + hubPath, Folder: h.defaultFolder,
			Look: time.Duration(c.Wire.Look), Settle: time.Duration(c.Wire.Settle), Grace: time.Duration(c.Wire.Grace), MaxBytes: maxBytes},
	}
}

// secrets returns those of a source's roads: the environment's come before those
// that the desk has set.
func (h *house) secrets(ctx context.Context, id news.SourceID) (news.Secrets, error) {
	out, err := h.store.Secrets(ctx, id)
	if err != nil {
		return nil, err
	}
	own, err := config.Secrets(id)
	maps.Copy(out, own)
	return out, err
}

func (h *house) defaultFolder(id news.SourceID) string {
	return config.DefaultFolder(h.settings.Data, id)
}

var (
	_ ingest.RoadStore    = (*store.Store)(nil)
	_ ingest.NoteStore    = (*store.Store)(nil)
	_ ingest.TrafficStore = (*store.Store)(nil)
	_ ingest.SilenceStore = (*store.Store)(nil)
)
