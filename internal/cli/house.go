package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/config"
	"broadsheet/internal/desk"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/newscodes"
	"broadsheet/internal/people"
	"broadsheet/internal/setup"
	"broadsheet/internal/store"
	"broadsheet/internal/ticker"
	"broadsheet/internal/wire/dialect"
)

// house is the store and the rooms, wired.
type house struct {
	settings config.Config
	store    *store.Store
	blobs    *blob.Dir
	wire     *ingest.Room
	desk     *desk.Room
	setup    *setup.Room
	people   *people.Room
	ticker   *ticker.Room
	topics   *newscodes.Tree
	dialects *dialect.Set
	log      *slog.Logger
	now      func() time.Time
	replay   bool // sample quotes are moved about
}

func newLog(to io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(to, nil)) }

// open reads the settings and opens the house with them.
func (a *app) open(ctx context.Context) (*house, error) {
	c, err := config.Load(a.settings)
	if err != nil {
		return nil, err
	}
	return openHouse(ctx, c, newLog(a.err), a.now)
}

// openStore opens the store of the settings, making the folder of a SQLite
// file if need be.
func openStore(ctx context.Context, c config.Config) (*store.Store, error) {
	if err := os.MkdirAll(c.Data, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	return store.Open(ctx, c.Store)
}

// openHouse opens store and blobs, applies what has changed in the settings' titles,
// sources and instruments, and wires the rooms. The caller closes it.
func openHouse(ctx context.Context, c config.Config, log *slog.Logger, now func() time.Time) (*house, error) {
	s, err := openStore(ctx, c)
	if err != nil {
		return nil, err
	}
	h := &house{settings: c, store: s, log: log, now: now}
	if err := h.furnish(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return h, nil
}

func (h *house) furnish(ctx context.Context) error {
	ctx = news.Actor{By: "settings", From: "settings file"}.In(ctx)
	c := h.settings
	var err error
	if h.blobs, err = blob.Open(filepath.Join(c.Data, "blobs")); err != nil {
		return err
	}
	if err := h.readTopics(); err != nil {
		return err
	}
	if h.dialects, err = dialect.Load(c.Wire.Dialects); err != nil {
		return err
	}
	for _, src := range c.Sources {
		if err := h.dialects.Check(src.Dialect); err != nil {
			return fmt.Errorf("source %q: %w", src.ID, err)
		}
	}
	h.setup = &setup.Room{Store: h.store, Now: h.now, DeskHosts: c.Desk.Hosts, Hubs: c.PublicURL != "", Dialects: h.dialects, Folder: h.defaultFolder}
	if err := h.seed(ctx); err != nil {
		return err
	}
	h.wire = h.wireRoom(h.now)
	h.desk = &desk.Room{Store: h.store, Now: h.now}
	h.people = people.New(h.store, h.now, store.NewID)
	h.people.Second = people.SecondFactor(c.Desk.SecondFactor)
	h.ticker = &ticker.Room{Store: h.store, Records: h.store, Now: h.now, Log: h.log, DelayMin: c.Quotes.DelayMin, StaleAfter: time.Duration(c.Quotes.StaleAfter)}
	return nil
}

// seed applies what has changed in the settings file.
func (h *house) seed(ctx context.Context) error {
	seeds := setup.Seeds{Titles: h.settings.Titles, Instruments: h.settings.Instruments}
	for _, src := range h.settings.Sources {
		if src.Folder == h.defaultFolder(src.ID) {
			src.Folder = "" // it goes with the data folder
		}
		seeds.Sources = append(seeds.Sources, src)
	}
	said, err := h.setup.Seed(ctx, seeds)
	for _, line := range said {
		h.log.Warn("settings: " + line)
	}
	if err != nil {
		return err
	}
	sources, err := h.store.Sources(ctx)
	if err != nil {
		return err
	}
	for _, src := range sources {
		for _, fault := range doubtful(h.topics, src) {
			h.log.Warn("rules", "source", src.ID, "doubt", fault)
		}
	}
	return nil
}

// readTopics opens the vocabulary and tells the log what is wrong with it.
func (h *house) readTopics() error {
	t, err := newscodes.Open(h.settings.Data)
	if t == nil {
		return err
	}
	if err != nil {
		h.log.Warn("newscodes", "err", err)
	}
	h.topics = t
	return nil
}

// wireRoom returns a wire room that goes by the given clock.
func (h *house) wireRoom(now func() time.Time) *ingest.Room {
	return &ingest.Room{Store: h.store, Blobs: h.blobs, Now: now, NewID: store.NewID, Log: h.log, Topics: h.topics.Expand, Dialects: h.dialects, MaxBytes: int64(h.settings.Wire.MaxMB) << 20}
}

// folder returns the drop folder of a source, watched by a wire room.
func (h *house) folder(src config.Source, room *ingest.Room) *ingest.Folder {
	w := h.settings.Wire
	return &ingest.Folder{Room: room, Source: src.ID, Path: src.Folder,
		Look: time.Duration(w.Look), Settle: time.Duration(w.Settle), Grace: time.Duration(w.Grace)}
}

func (h *house) close() {
	if err := h.store.Close(); err != nil {
		h.log.Error("close store", "err", err)
	}
}

func (h *house) sourceNames(ctx context.Context) string {
	sources, err := h.store.Sources(ctx)
	if err != nil {
		return "none"
	}
	var names []string
	for _, s := range sources {
		names = append(names, string(s.ID))
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

var (
	_ ingest.Store = (*store.Store)(nil)
	_ desk.Store   = (*store.Store)(nil)
	_ people.Store = (*store.Store)(nil)
	_ setup.Store  = (*store.Store)(nil)
	_ ticker.Store = (*store.Store)(nil)
)

// titleAddress is where a newcomer finds a title on this machine.
func titleAddress(listen string, t news.Title) string {
	return "http://" + listen + "/@" + string(t.ID) + "/"
}
