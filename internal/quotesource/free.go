package quotesource

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/quotefeed"
)

// mifirTerms is what the law says of venues' delayed data (MiFIR Art. 13(2),
// Delegated Regulation (EU) 2025/1156, ESMA Q&A 1553).
const mifirTerms = "Free of charge 15 minutes after publication by MiFIR Art. 13(2); a page that costs something may need the venue's leave. Read the venue's terms before you record a licence."

// ecb asks for the euro's reference rates, made about 16:00 CET on TARGET days.
type ecb struct{ base string }

func (*ecb) Info() Info {
	return Info{ID: "ecb", Name: "European Central Bank", Attribution: "European Central Bank", AttributionURL: "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
		Every: 30 * time.Minute, Least: 5 * time.Minute, Terms: "Reference rates are for information; reuse with attribution."}
}

// Collect takes the last ninety days: the change is against the fixing before.
func (p *ecb) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	asked := slices.DeleteFunc(slices.Clone(a.Instruments), func(in market.Instrument) bool { return in.Kind() != market.Forex || in.MIC != "" })
	if len(asked) == 0 {
		return out, nil
	}
	raw, err := read(ctx, get, p.base+"/stats/eurofxref/eurofxref-hist-90d.xml", "")
	if err != nil {
		return out, err
	}
	return out, out.take("ecb", raw, quotefeed.Context{Now: a.Now, Asked: asked})
}

// mostFilesAtOnce is how many files one collection takes.
const mostFilesAtOnce = 20

// deutscheBoerse asks for the files of trades of Xetra, Frankfurt and Tradegate,
// one a minute.
type deutscheBoerse struct{ base string }

func (*deutscheBoerse) Info() Info {
	return Info{ID: "mifir-dbag", Name: "Deutsche Börse, delayed trades", Attribution: "Deutsche Börse", DelayMin: 15, Every: time.Minute, Least: 30 * time.Second, Terms: mifirTerms}
}

// deutscheBoerseFiles are the feeds by venue.
var deutscheBoerseFiles = map[string]string{"XETR": "DETR-posttrade", "XFRA": "DFRA-posttrade", "XGAT": "DGAT-posttrade"}

var minuteFile = regexp.MustCompile(`^[A-Za-z0-9._-]{1,120}$`)

// Collect takes the files after the cursor, which are those of the feed's last
// names; at first the newest few.
func (p *deutscheBoerse) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	seen := map[string]string{}
	if a.Cursor != "" {
		if err := json.Unmarshal([]byte(a.Cursor), &seen); err != nil {
			seen = map[string]string{}
		}
	}
	for _, mic := range []string{"XETR", "XFRA", "XGAT"} {
		asked := of(a.Instruments, mic)
		if len(asked) == 0 {
			continue
		}
		last, err := p.collect(ctx, get, deutscheBoerseFiles[mic], seen[mic], quotefeed.Context{Now: a.Now, Asked: asked}, &out)
		if last != "" {
			seen[mic] = last
		}
		cursor, _ := json.Marshal(seen)
		out.Cursor = string(cursor)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func (p *deutscheBoerse) collect(ctx context.Context, get Getter, feed, after string, c quotefeed.Context, out *Answer) (last string, err error) {
	raw, err := read(ctx, get, p.base+"/api/"+feed, "")
	if err != nil {
		return "", err
	}
	var index struct{ CurrentFiles []string }
	if err := json.Unmarshal(raw, &index); err != nil || index.CurrentFiles == nil {
		return "", fmt.Errorf("index of %s is not of the known shape: %w", feed, quotefeed.ErrProvider)
	}
	var names []string
	for _, name := range index.CurrentFiles {
		if minuteFile.MatchString(name) && !strings.Contains(name, "-daily-") && name > after {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if after == "" && len(names) > 3 {
		names = names[len(names)-3:]
	}
	for _, name := range names[:min(len(names), mostFilesAtOnce)] {
		raw, err := read(ctx, get, p.base+"/api/download/"+url.PathEscape(name), "")
		if err != nil {
			return last, err
		}
		if err := out.take("mifir-dbag", raw, c); err != nil {
			return last, fmt.Errorf("%s: %w", name, err)
		}
		last = name
	}
	return last, nil
}

// euronext asks for the trades of the last fifteen minutes of each of Euronext's
// venues.
type euronext struct{ base string }

func (*euronext) Info() Info {
	return Info{ID: "mifir-euronext", Name: "Euronext, delayed trades", Attribution: "Euronext", DelayMin: 15, Every: 5 * time.Minute, Least: time.Minute, Terms: mifirTerms}
}

func (p *euronext) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	for _, v := range []struct{ mic, place string }{{"XPAR", "PARIS"}, {"XAMS", "AMSTERDAM"}, {"XBRU", "BRUSSELS"}, {"XLIS", "LISBON"}, {"XDUB", "DUBLIN"}, {"XOSL", "OSLO"}, {"XMIL", "MILAN"}} {
		asked := of(a.Instruments, v.mic)
		if len(asked) == 0 {
			continue
		}
		raw, err := read(ctx, get, p.base+"/data-reporting-service/trades-file/download/EQUITIES/LAST_15_MINUTES/"+v.place, "")
		if err == nil && !blank(raw) {
			raw, err = unzip(raw)
		}
		if err == nil && !blank(raw) {
			err = out.take("mifir-euronext", raw, quotefeed.Context{Now: a.Now, Asked: asked})
		}
		if err != nil {
			return out, fmt.Errorf("%s: %w", v.place, err)
		}
	}
	return out, nil
}

// unzip returns the one file in an archive, or what is no archive as it is.
func unzip(raw []byte) ([]byte, error) {
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return raw, nil
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(z.File) != 1 {
		return nil, fmt.Errorf("the archive cannot be read, or holds not one file: %w", quotefeed.ErrProvider)
	}
	f, err := z.File[0].Open()
	if err != nil {
		return nil, fmt.Errorf("the archive cannot be read (%v): %w", err, quotefeed.ErrProvider)
	}
	defer f.Close()
	out, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err == nil && len(out) > mostBytes {
		err = errors.New("it unpacks to more than it may")
	}
	if err != nil {
		return nil, fmt.Errorf("the archive cannot be read (%v): %w", err, quotefeed.ErrProvider)
	}
	return out, nil
}

// lseg asks for the files of London's trades.
type lseg struct{ base string }

func (*lseg) Info() Info {
	return Info{ID: "mifir-lseg", Name: "London Stock Exchange, delayed trades", Attribution: "London Stock Exchange", DelayMin: 15, Every: time.Minute, Least: 30 * time.Second,
		Terms: "Free 15 minutes late; a licence is said to be needed where it is passed on. Ask LSEG before you record one."}
}

var lsegFile = regexp.MustCompile(`XLON-post-[0-9T_-]{10,30}\.csv`)

// Collect takes the files after the cursor. The list's shape is not relied on:
// the names in it are.
func (p *lseg) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	asked := of(a.Instruments, "XLON")
	if len(asked) == 0 {
		return out, nil
	}
	raw, err := read(ctx, get, p.base+"/api/web/files", "")
	if err != nil {
		return out, err
	}
	names := lsegFile.FindAllString(string(raw), -1)
	if len(names) == 0 {
		return out, fmt.Errorf("the list names no file of trades: %w", quotefeed.ErrProvider)
	}
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(n string) bool { return n <= a.Cursor })
	if a.Cursor == "" && len(names) > 3 {
		names = names[len(names)-3:]
	}
	for _, name := range names[:min(len(names), mostFilesAtOnce)] {
		if err := p.file(ctx, get, name, quotefeed.Context{Now: a.Now, Asked: asked}, &out); err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
		out.Cursor = name
	}
	return out, nil
}

// file asks where a file is, for an address that is good for minutes, and takes it.
func (p *lseg) file(ctx context.Context, get Getter, name string, c quotefeed.Context, out *Answer) error {
	raw, err := read(ctx, get, p.base+"/api/web/download?fileName="+url.QueryEscape(name), "")
	if err != nil {
		return err
	}
	address := ""
	var v any
	if err := json.Unmarshal(raw, &v); err == nil {
		address = firstAddress(v)
	}
	if address == "" {
		return fmt.Errorf("no address of the file: %w", quotefeed.ErrProvider)
	}
	if raw, err = read(ctx, get, address, ""); err != nil {
		return err
	}
	if blank(raw) {
		return nil
	}
	return out.take("mifir-lseg", raw, c)
}

// firstAddress finds the first https address in a JSON value, wherever it is; one
// of http only where the asking went there, as in a test.
func firstAddress(v any) string {
	switch x := v.(type) {
	case string:
		if strings.HasPrefix(x, "https://") || strings.HasPrefix(x, "http://127.0.0.1") {
			return x
		}
	case []any:
		for _, y := range x {
			if a := firstAddress(y); a != "" {
				return a
			}
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			if a := firstAddress(x[k]); a != "" {
				return a
			}
		}
	}
	return ""
}
