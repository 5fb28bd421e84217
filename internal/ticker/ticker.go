package ticker

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/quotefeed"
)

// Store is what the room needs of the store.
type Store interface {
	Titles(context.Context) ([]news.Title, error)
	SaveInstrument(context.Context, market.Instrument) error
	Instruments(context.Context) ([]market.Instrument, error)
	SaveQuotes(context.Context, []market.Quote) (int, error)
	Quotes(context.Context) ([]market.Quote, error)
	QuoteCount(context.Context) (int64, error)
	Splits(context.Context) (map[string][]market.Split, error)
	Closures(context.Context) ([]market.Closure, error)
	Licences(context.Context) ([]market.Licence, error)
}

// Room is the market's room. Its exported fields are set before its first use;
// its methods may be called from many goroutines.
type Room struct {
	Store Store
	// Records keeps what people record by hand. A room whose methods for that are
	// not called needs none.
	Records Records
	Now     func() time.Time
	Log     *slog.Logger
	// DelayMin is taken for quotes that do not say how late they are, minutes.
	DelayMin   int
	StaleAfter time.Duration

	mu    sync.Mutex // guards known, held while it is read anew
	known *snapshot
}

// snapshot is all instruments and quotes at one count.
type snapshot struct {
	count       int64
	instruments map[string]market.Instrument
	quotes      map[string]market.Quote
	splits      map[string][]market.Split
	closures    []market.Closure
	licences    map[string]market.Licence // by feed
}

// shown returns an instrument's quote if readers may see it, and the licence it
// is shown under. What the newsroom put in itself, and what is said to be
// invented, needs none.
func (s *snapshot) shown(id string) (market.Quote, market.Licence) {
	q := s.quotes[id]
	l := s.licences[q.Feed]
	if q.Feed != "" && !q.Sample && !l.Display {
		return market.Quote{}, market.Licence{}
	}
	return q, l
}

// context is what bears on an instrument's quote at now.
func (s *snapshot) context(id string, now time.Time, stale time.Duration) market.Context {
	return market.Context{Now: now, StaleAfter: stale, Splits: s.splits[id], Closures: s.closures}
}

// Taken says what became of a file of quotes.
type Taken struct {
	Accepted int                 `json:"accepted"`
	Older    int                 `json:"unchangedOrOlder"` // older than, or the same as, what is here
	Problems []quotefeed.Problem `json:"problems"`
}

// tolerance is how far a feed's clock may be ahead of ours.
const tolerance = 2 * time.Minute

// Take reads quotes in the house's CSV or JSON and keeps the good ones. A quote
// older than the one its instrument has never replaces it. An error wraps
// [news.ErrInvalid] if nothing in the file could be read; otherwise nothing was
// kept and it is to be sent again. name is for messages.
func (r *Room) Take(ctx context.Context, raw []byte, name string) (Taken, error) {
	items, problems, err := quotefeed.Read(raw)
	if err != nil {
		return Taken{}, fmt.Errorf("quotes of %s: %w", name, err)
	}
	return r.keepAll(ctx, reading{items, problems}, name)
}

// keepAll keeps the good ones of what was read.
func (r *Room) keepAll(ctx context.Context, b reading, name string) (Taken, error) {
	known, err := r.look(ctx)
	if err != nil {
		return Taken{}, fmt.Errorf("quotes of %s: %w", name, err)
	}
	taken := Taken{Problems: append([]quotefeed.Problem{}, b.problems...)}
	var quotes []market.Quote
	for _, it := range b.items {
		q, err := r.keep(it, known)
		if err != nil {
			text := strings.TrimSuffix(err.Error(), ": "+news.ErrInvalid.Error())
			taken.Problems = append(taken.Problems, quotefeed.Problem{Place: it.Quote.Instrument, Text: text})
			continue
		}
		quotes = append(quotes, q)
	}
	if len(quotes) == 0 {
		return taken, nil
	}
	changed, err := r.Store.SaveQuotes(ctx, quotes)
	if err != nil {
		return Taken{}, fmt.Errorf("quotes of %s: %w", name, err)
	}
	taken.Accepted, taken.Older = changed, len(quotes)-changed
	return taken, nil
}

// keep returns the quote to keep of an item: in the unit of the newsroom's own
// instrument, and with what the last quote had and this one has not. The store
// passes over one that is older than the one there is.
func (r *Room) keep(it quotefeed.Item, known *snapshot) (market.Quote, error) {
	q, now := it.Quote, r.Now()
	if q.AsOf.After(now.Add(tolerance)) {
		return q, fmt.Errorf("as_of %s lies in the future; check the feed's clock: %w", q.Stamp(), news.ErrInvalid)
	}
	if q.AsOf.IsZero() {
		q.AsOf = now
	}
	if q.Received.IsZero() {
		q.Received = now
	}
	if !it.DelayKnown {
		q.DelayMin = r.DelayMin
	}
	in, ok := known.instruments[q.Instrument]
	if !ok {
		in = it.Instrument
	} else if in.Unit != "" {
		var err error
		if q, err = q.In(in.Unit); err != nil {
			return q, err
		}
	}
	if old, ok := known.quotes[q.Instrument]; ok && !q.AsOf.Before(old.AsOf) {
		q = q.After(old, in)
	}
	return q, nil
}

// look returns what is known now, read anew only if it has changed.
func (r *Room) look(ctx context.Context) (*snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	count, err := r.Store.QuoteCount(ctx)
	if err != nil {
		return nil, err
	}
	if r.known != nil && r.known.count == count {
		return r.known, nil
	}
	s := &snapshot{count: count, instruments: map[string]market.Instrument{}, quotes: map[string]market.Quote{}, licences: map[string]market.Licence{}}
	instruments, err := r.Store.Instruments(ctx)
	if err != nil {
		return nil, err
	}
	for _, in := range instruments {
		s.instruments[in.ID()] = in
	}
	quotes, err := r.Store.Quotes(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range quotes {
		s.quotes[q.Instrument] = q
	}
	if s.splits, err = r.Store.Splits(ctx); err != nil {
		return nil, err
	}
	if s.closures, err = r.Store.Closures(ctx); err != nil {
		return nil, err
	}
	licences, err := r.Store.Licences(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range licences {
		s.licences[l.Source] = l
	}
	r.known = s
	return s, nil
}

// Bar makes a title's market bar as of now. A title without instruments has a
// bar without rows.
func (r *Room) Bar(ctx context.Context, t news.Title) (Bar, error) {
	if len(t.Bar.Instruments) == 0 {
		return Bar{}, nil
	}
	s, err := r.look(ctx)
	if err != nil {
		return Bar{}, fmt.Errorf("market bar of %s: %w", t.ID, err)
	}
	return makeBar(t, s, r.Now(), r.StaleAfter), nil
}

// makeBar depends on nothing but its arguments.
func makeBar(t news.Title, s *snapshot, now time.Time, stale time.Duration) Bar {
	b := Bar{Heading: t.Bar.Heading, Glyph: t.Bar.Style == "glyph", Closed: true}
	locale := market.LocaleOf(t.Language)
	views := make([]market.View, 0, len(t.Bar.Instruments))
	for _, id := range t.Bar.Instruments {
		mic, symbol, err := market.ParseID(id)
		if err != nil {
			continue // the settings were checked; an older store's title is shown without it
		}
		in, ok := s.instruments[id]
		if !ok {
			in = market.Instrument{MIC: mic, Symbol: symbol}
		}
		q, l := s.shown(id)
		b.credit(l)
		views = append(views, market.Evaluate(in, q, s.context(id, now, stale)))
	}
	if t.Bar.Order == "change" {
		slices.SortStableFunc(views, byChange)
	}
	known := false // a bar without any price says nothing of its venues
	for _, v := range views {
		b.add(v, locale)
		known = known || v.State != market.StateNoData
	}
	b.Closed = b.Closed && known
	return b
}

// credit adds what a licence wants to stand beside its quotes, once.
func (b *Bar) credit(l market.Licence) {
	c := Credit{Text: l.Attribution, URL: l.AttributionURL}
	if c.Text != "" && !slices.Contains(b.Credits, c) {
		b.Credits = append(b.Credits, c)
	}
}

// byChange puts the largest rise first and what has no change last.
func byChange(x, y market.View) int {
	switch {
	case x.Change == nil && y.Change == nil:
		return cmp.Compare(x.Instrument.Symbol, y.Instrument.Symbol)
	case x.Change == nil:
		return 1
	case y.Change == nil:
		return -1
	}
	return cmp.Or(y.Change.Cmp(*x.Change), cmp.Compare(x.Instrument.Symbol, y.Instrument.Symbol))
}

func (b *Bar) add(v market.View, l market.Locale) {
	row := Row{Symbol: v.Instrument.Label(), Name: v.Instrument.Name, Direction: v.Direction, Change: v.Percent(l), Price: v.Price(l), Bare: v.Bare(l),
		Unit: v.Instrument.Unit, Stale: v.State == market.StateStale, Sample: v.Quote.Sample}
	if row.Name == "" {
		row.Name = row.Symbol
	}
	if b.Glyph {
		row.Change = v.Glyph(l)
	}
	b.Rows = append(b.Rows, row)
	b.Sample = b.Sample || row.Sample
	if v.State == market.StateNoData {
		return
	}
	if v.Quote.AsOf.After(b.AsOf) {
		b.AsOf, b.DateOnly = v.Quote.AsOf, v.Quote.DateOnly
	}
	b.DelayMin = max(b.DelayMin, v.Quote.DelayMin)
	b.Closed = b.Closed && v.State == market.StateClosed
}

// How often Watch looks for new quotes, and for what the clock alone changes
// (a venue opens, a feed falls silent).
const (
	lookEvery  = 2 * time.Second
	clockEvery = 8
)

// Watch calls changed for each title at first and whenever its bar has changed,
// until ctx ends, and returns its error. Faults are logged and looked at again.
func (r *Room) Watch(ctx context.Context, changed func(news.TitleID)) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	shown := map[news.TitleID]Bar{}
	count := int64(-1)
	for n := 0; ; n++ {
		now, err := r.Store.QuoteCount(ctx)
		if err == nil && (now != count || n%clockEvery == 0) {
			if err = r.compare(ctx, shown, changed); err == nil {
				count = now
			}
		}
		if err != nil && ctx.Err() == nil {
			r.Log.Error("market bars wait", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// compare makes all bars and tells of those that differ from shown, and of those
// seen for the first time: a page may have been made before we looked.
func (r *Room) compare(ctx context.Context, shown map[news.TitleID]Bar, changed func(news.TitleID)) error {
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return err
	}
	for _, t := range titles {
		bar, err := r.Bar(ctx, t)
		if err != nil {
			return err
		}
		old, seen := shown[t.ID]
		shown[t.ID] = bar
		if !seen || !reflect.DeepEqual(old, bar) {
			changed(t.ID)
		}
	}
	return nil
}
