package quotesource

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/quotefeed"
)

// Mapping says where in somebody's JSON the parts of a quote are, so that a house
// system or another provider is read without code. A path is names and numbers
// with dots between them: "data.quote.0.price".
type Mapping struct {
	// URL is what is asked: {symbol}, {symbols} (with commas) and {key} are
	// replaced. With {symbol} each instrument is asked for by itself.
	URL string `toml:"url" json:"url"`
	// Authorization is sent with it; {key} is replaced.
	Authorization string `toml:"authorization" json:"authorization,omitempty"`
	// List is the path of the list of quotes, or of an object of them by symbol;
	// empty is the whole answer: a list, or one quote.
	List string `toml:"list" json:"list,omitempty"`
	// The paths within one quote. Symbol and Last are needed, but Symbol not
	// where each instrument is asked for by itself or the list is by symbol.
	Symbol    string `toml:"symbol" json:"symbol,omitempty"`
	Last      string `toml:"last" json:"last"`
	PrevClose string `toml:"prev_close" json:"prevClose,omitempty"`
	AsOf      string `toml:"as_of" json:"asOf,omitempty"`
	Currency  string `toml:"currency" json:"currency,omitempty"`
	Status    string `toml:"status" json:"status,omitempty"`
	// Time is how as_of is written: "rfc3339", "s", "ms", "us" or "ns"; empty is
	// rfc3339, or the unit that a number's size tells.
	Time string `toml:"time" json:"time,omitempty"`
	// DelayMin is how late its quotes are, in minutes.
	DelayMin int `toml:"delay_min" json:"delayMin,omitempty"`
}

func (m Mapping) check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("mapping of quotes: %s: %w", fmt.Sprintf(format, a...), news.ErrInvalid)
	}
	u, err := url.Parse(strings.NewReplacer("{symbol}", "x", "{symbols}", "x", "{key}", "x").Replace(m.URL))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return bad("url %q: write http or https and a host", m.URL)
	case m.Time != "" && m.Time != "rfc3339" && unitOf(m.Time) == 0:
		return bad("time %q: write rfc3339, s, ms, us or ns", m.Time)
	case m.DelayMin < 0:
		return bad("delay_min %d is less than nothing", m.DelayMin)
	}
	return nil
}

// unitOf is a unit of time by its name, 0 if it is none.
func unitOf(name string) time.Duration {
	return map[string]time.Duration{"s": time.Second, "ms": time.Millisecond, "us": time.Microsecond, "ns": time.Nanosecond}[name]
}

// mapped asks by a mapping.
type mapped struct {
	Mapping
	key string
}

func (p *mapped) Info() Info {
	return Info{ID: "json", Name: "JSON by mapping", DelayMin: p.DelayMin, Every: time.Minute, Least: 5 * time.Second, Terms: "Whatever its provider's contract says."}
}

func (p *mapped) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	if len(a.Instruments) == 0 {
		return out, nil
	}
	authorization := strings.ReplaceAll(p.Authorization, "{key}", p.key)
	if !strings.Contains(p.URL, "{symbol}") {
		raw, err := read(ctx, get, p.address(a.Instruments), authorization)
		if err != nil {
			return out, err
		}
		return out, p.take(&out, raw, a.Instruments, a.Now)
	}
	var failed error
	for _, in := range a.Instruments {
		one := []market.Instrument{in}
		raw, err := read(ctx, get, p.address(one), authorization)
		if err == nil {
			err = p.take(&out, raw, one, a.Now)
		}
		var limited *Limited
		if errors.As(err, &limited) || ctx.Err() != nil {
			return out, err
		}
		if err != nil {
			failed = err
		}
	}
	return out, failed
}

func (p *mapped) address(list []market.Instrument) string {
	all := symbols(list, func(in market.Instrument) string { return in.Symbol })
	return strings.NewReplacer("{symbol}", url.QueryEscape(list[0].Symbol), "{symbols}", url.QueryEscape(all), "{key}", url.QueryEscape(p.key)).Replace(p.URL)
}

// take rewrites the answer in the house's JSON, which knows how to doubt.
func (p *mapped) take(out *Answer, raw []byte, asked []market.Instrument, now time.Time) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // a price is never a float
	var top any
	if err := d.Decode(&top); err != nil {
		return fmt.Errorf("the answer is not JSON (%v): %w", err, quotefeed.ErrProvider)
	}
	list := at(top, p.List)
	if list == nil {
		return fmt.Errorf("there is nothing at %q: %w", p.List, quotefeed.ErrProvider)
	}
	var rows []map[string]any
	add := func(key string, v any) {
		if row := p.row(key, v, asked); row != nil {
			rows = append(rows, row)
		}
	}
	switch x := list.(type) {
	case []any:
		for _, v := range x {
			add("", v)
		}
	case map[string]any:
		if at(x, p.Last) != nil {
			add("", x)
			break
		}
		for _, key := range slices.Sorted(maps.Keys(x)) {
			add(key, x[key])
		}
	}
	if len(rows) == 0 {
		return fmt.Errorf("no quote that was asked for has a value at %q: %w", p.Last, quotefeed.ErrProvider)
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return out.take("json", text, quotefeed.Context{Now: now, Asked: asked})
}

// row is one quote in the house's JSON, nil if it is none that was asked for.
func (p *mapped) row(key string, v any, asked []market.Instrument) map[string]any {
	symbol, last := key, text(at(v, p.Last))
	if p.Symbol != "" {
		symbol = text(at(v, p.Symbol))
	}
	if last == "" {
		return nil
	}
	var in *market.Instrument
	for i := range asked {
		if asked[i].Answers(symbol) || symbol == "" && len(asked) == 1 {
			in = &asked[i]
			break
		}
	}
	if in == nil {
		return nil
	}
	row := map[string]any{"symbol": in.Symbol, "mic": in.MIC, "last": last}
	for name, path := range map[string]string{"prev_close": p.PrevClose, "currency": p.Currency, "status": p.Status} {
		if s := text(at(v, path)); path != "" && s != "" {
			row[name] = s
		}
	}
	if s := text(at(v, p.AsOf)); p.AsOf != "" && s != "" {
		row["as_of"] = p.moment(s)
	}
	if p.DelayMin > 0 {
		row["delay_min"] = strconv.Itoa(p.DelayMin)
	}
	return row
}

// moment writes a time as RFC 3339; what is none is left for the reader to refuse.
func (p *mapped) moment(s string) string {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || p.Time == "rfc3339" {
		return s
	}
	unit := unitOf(p.Time)
	if unit == 0 { // by the size of the number: all are of this century
		for unit = time.Second; n > int64(4e9*time.Second/unit) && unit > time.Nanosecond; {
			unit /= 1000
		}
	}
	perSecond := int64(time.Second / unit)
	return time.Unix(n/perSecond, n%perSecond*int64(unit)).UTC().Format(time.RFC3339Nano)
}

// at returns the value at a path, nil if there is none.
func at(v any, path string) any {
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// text writes a value of JSON as it stood.
func text(v any) string {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x)
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}
