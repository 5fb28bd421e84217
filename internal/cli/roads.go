package cli

import (
	"math/rand/v2"
	"strings"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/fetch"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// roads are the roads into the wire room with who drives them.
type roads struct {
	runner  *ingest.Runner
	polled  []ingest.Polled
	folders []*ingest.Folder
	notes   *ingest.Notes
	hubs    *ingest.Callbacks
	silence *ingest.Silence
}

// hubPath is where hubs of feeds call back, below the house's public address.
const hubPath = "/api/websub"

func (h *house) roads() (roads, error) {
	r := roads{
		runner:  &ingest.Runner{Room: h.wire, Store: h.store, Jitter: rand.Float64},
		notes:   &ingest.Notes{Room: h.wire, Store: h.store},
		silence: &ingest.Silence{Room: h.wire, Store: h.store},
	}
	r.hubs = &ingest.Callbacks{Room: h.wire, Store: h.store, Notes: r.notes, Roads: map[news.RoadID]ingest.Subscribed{},
		Weak: strings.HasPrefix(h.settings.PublicURL, "https:")}
	fetcher := fetch.New(fetch.Config{Timeout: time.Duration(h.settings.Fetch.Timeout), MaxBytes: int64(h.settings.Wire.MaxMB) << 20, Allow: h.settings.Fetch.Networks(), Now: h.now})
	for _, src := range h.settings.Sources {
		f := h.folder(src, h.wire)
		road := src.FolderRoad()
		f.Notes, f.Road = r.notes, road.ID
		r.notes.Open(road)
		r.folders = append(r.folders, f)
		if src.Token != "" {
			r.notes.Open(news.NewPushRoad(src.ID))
		}
		for _, p := range src.Pulls {
			r.polled = append(r.polled, h.pull(src, p, fetcher)...)
			if p.WebSub {
				hub := news.NewRoad(src.ID, news.WebSubRoad, p.URL)
				r.hubs.Roads[hub.ID] = ingest.Subscribed{Source: src.ID, URL: p.URL}
				r.notes.Open(hub)
			}
		}
		remotes, err := h.remotes(src)
		if err != nil {
			return r, err
		}
		r.polled = append(r.polled, remotes...)
		if src.SilentAfter > 0 {
			r.silence.Sources = append(r.silence.Sources, ingest.Awaited{Source: src.ID, After: time.Duration(src.SilentAfter)})
		}
	}
	return r, nil
}

// A feed that its hub sends is asked this many times less often, but not more
// often than every slowest.
const (
	hubSlows = 4
	slowest  = 15 * time.Minute
)

// pull returns a pull as the runner drives it, with the subscription at its hub
// if there is to be one.
func (h *house) pull(src config.Source, p config.Pull, fetcher *fetch.Client) []ingest.Polled {
	pull := &ingest.Pull{Fetch: fetcher, URL: p.URL, Authorization: src.Authorization}
	out := []ingest.Polled{{Road: news.NewRoad(src.ID, news.PullRoad, p.URL), Every: time.Duration(p.Every), Whole: true, Collector: pull}}
	if !p.WebSub {
		return out
	}
	hub := news.NewRoad(src.ID, news.WebSubRoad, p.URL)
	pull.Subscribed, pull.Slow = ingest.Subscribes(h.wire, h.store, hub.ID), max(hubSlows*time.Duration(p.Every), slowest)
	return append(out, ingest.Polled{Road: hub, Every: time.Minute, Limit: 5 * time.Minute,
		Collector: &ingest.Subscriber{Room: h.wire, Store: h.store, Fetch: fetcher, Road: hub.ID, URL: p.URL, Authorization: src.Authorization, Base: h.settings.PublicURL + hubPath}})
}

var (
	_ ingest.RoadStore         = (*store.Store)(nil)
	_ ingest.NoteStore         = (*store.Store)(nil)
	_ ingest.SubscriptionStore = (*store.Store)(nil)
	_ ingest.SilenceStore      = (*store.Store)(nil)
)
