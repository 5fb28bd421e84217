package cli

import (
	"math/rand/v2"
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
}

func (h *house) roads() roads {
	r := roads{
		runner: &ingest.Runner{Room: h.wire, Store: h.store, Jitter: rand.Float64},
		notes:  &ingest.Notes{Room: h.wire, Store: h.store},
	}
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
			r.polled = append(r.polled, h.pull(src, p, fetcher))
		}
	}
	return r
}

// pull returns a pull as the runner drives it.
func (h *house) pull(src config.Source, p config.Pull, fetcher *fetch.Client) ingest.Polled {
	return ingest.Polled{Road: news.NewRoad(src.ID, news.PullRoad, p.URL), Every: time.Duration(p.Every), Whole: true,
		Collector: &ingest.Pull{Fetch: fetcher, URL: p.URL, Authorization: src.Authorization}}
}

var (
	_ ingest.RoadStore = (*store.Store)(nil)
	_ ingest.NoteStore = (*store.Store)(nil)
)
