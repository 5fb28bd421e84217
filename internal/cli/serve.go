package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"broadsheet/internal/api"
	"broadsheet/internal/follow"
	"broadsheet/internal/ingest"
	"broadsheet/internal/live"
	"broadsheet/internal/news"
	"broadsheet/internal/newsroom"
	"broadsheet/internal/press"
	"broadsheet/internal/site"
	"broadsheet/internal/store"
	"broadsheet/internal/ticker"
	"broadsheet/internal/web"
	"broadsheet/themes"

	"golang.org/x/sync/errgroup"
)

func serveCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	listen := set.String("listen", "", "`HOST:PORT`, over the settings'")
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if *listen == "" {
		*listen = h.settings.Listen
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return fmt.Errorf("%w; -listen HOST:PORT chooses another address", err)
	}
	if err := h.tellPlaces(ctx, l.Addr().String()); err != nil {
		return errors.Join(err, l.Close())
	}
	if users, err := h.store.Users(ctx); err == nil && len(users) == 0 {
		h.log.Info("desk: nobody has an account yet; `broadsheet user add NAME -role administrator -name \"FULL NAME\"` opens the first", "at", h.deskAddress())
	}
	return h.serve(ctx, l)
}

// tellPlaces tells the log where the titles are, and where copy may be dropped.
func (h *house) tellPlaces(ctx context.Context, address string) error {
	titles, err := h.store.Titles(ctx)
	if err != nil {
		return err
	}
	for _, t := range titles {
		h.log.Info("title", "id", t.ID, "name", t.Name, "at", titleAddress(address, t), "hosts", t.Hosts)
	}
	sources, err := h.store.SourceSetups(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		h.log.Info("drop folder", "source", s.ID, "path", cmp.Or(s.Folder, h.defaultFolder(s.ID)))
	}
	return nil
}

// shutdown is how long readers' requests may take to end.
const shutdown = 10 * time.Second

// serve runs the whole house until ctx ends: readers' pages, the API, the drop
// folders, the clock's work and the market bar. It closes l.
func (h *house) serve(ctx context.Context, l net.Listener) error {
	last, err := h.store.LastEvent(ctx)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	pages := press.NewPages(int64(h.settings.CacheMB) << 20)
	hub := live.New(live.Config{Now: h.now, Log: h.log})
	paper, err := site.New(site.Config{Store: h.store.Readers(), Bars: h.ticker, Blobs: h.blobs, Pages: pages, Live: hub, Log: h.log, Now: h.now, Theme: themes.Default()})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	mux := http.NewServeMux()
	traffic := h.traffic()
	if err := traffic.Open(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	mux.Handle("/api/", api.New(api.Config{Quotes: h.ticker, Token: h.settings.Quotes.Token, Wire: h.wire, WireToken: traffic.Push, Roads: traffic.Notes,
		Hubs: traffic.Hubs, MaxHub: int64(h.settings.Wire.MaxMB) << 20, Log: h.log,
		Well: func(ctx context.Context) error { _, err := h.store.LastEvent(ctx); return err }}))
	mux.Handle("/", paper)
	var proxies []netip.Prefix
	for _, text := range h.settings.Desk.Proxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		proxies = append(proxies, p)
	}
	rooms, err := newsroom.New(newsroom.Config{Store: h.store, Desk: h.desk, People: h.people, Setup: h.setup, Wire: h.wire, Traffic: traffic, Paper: paper, Blobs: h.blobs, Log: h.log, Now: h.now, NewID: store.NewID, Hosts: h.settings.Desk.Hosts, Proxies: proxies})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := web.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rooms.Is(r) {
			rooms.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}), h.log)

	g, ctx := errgroup.WithContext(ctx)
	worker := func(run func(context.Context) error) {
		g.Go(func() error {
			if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		})
	}
	worker(follow.Follower{From: last, Journal: h.store, Handle: paper.Handle, Log: h.log}.Run)
	worker(rooms.Run)
	worker(press.Due{Store: h.store, Now: h.now, Log: h.log}.Run)
	worker(func(ctx context.Context) error {
		return h.store.KeepLists(ctx, func(err error) { h.log.Error("the newsroom's lists wait for the store", "err", err) })
	})
	if days := h.settings.Wire.KeepDays; days > 0 {
		archive := &ingest.Archive{Room: h.wire, Keep: time.Duration(days) * 24 * time.Hour, Look: time.Hour, Store: h.store, Blobs: h.blobs}
		worker(archive.Run)
	}
	worker(func(ctx context.Context) error {
		return h.ticker.Watch(ctx, func(t news.TitleID) {
			pages.Drop(press.BarNeed(t))
			if err := paper.TellBar(ctx, t); err != nil && ctx.Err() == nil {
				h.log.Error("open pages are not told of the market bar", "title", t, "err", err)
			}
		})
	})
	collector, err := h.quotes()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	worker(collector.Run)
	worker(ticker.Archive{Store: h.store, Now: h.now, Log: h.log, Keep: minutesKept}.Run)
	if h.replay {
		worker(ticker.Replay{Room: h.ticker, Every: replayEvery, Seed: uint64(h.now().UnixNano())}.Run)
	}
	worker(traffic.Notes.Run)
	worker(traffic.Silence.Run)
	worker(traffic.Run)
	worker(follow.Follower{From: last, Journal: h.store, Handle: traffic.Handle, Log: h.log}.Run)
	worker(func(ctx context.Context) error {
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
		defer cancel()
		return errors.Join(hub.Close(ending), server.Shutdown(ending))
	})
	g.Go(func() error {
		h.log.Info("serving", "at", "http://"+l.Addr().String()+"/")
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	return g.Wait()
}
