// Package config is the operator's settings: one struct whose comments are the
// manual. With none at all the paper runs on SQLite in a folder.
//
// It opens and starts nothing. Start at [Config] and [Load].
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/setup"

	"github.com/BurntSushi/toml"
)

// Config is everything an operator can set, in a TOML file. A key that is not
// here is an error. The doc tags are what `broadsheet config` prints.
type Config struct {
	Listen string `toml:"listen" doc:"Address and port of the papers and the API."`
	Data   string `toml:"data" doc:"Folder of all that is kept: database, pictures, raw agency files, drop folders."`
	Store  string `toml:"store" doc:"Database URL: sqlite:PATH, or postgres://USER@HOST/DB. Empty is SQLite in the data folder.\nA password belongs in the environment: BROADSHEET_STORE overrides this key."`

	PublicURL string `toml:"public_url" doc:"Address at which others reach this house, such as \"https://wire.example.org\". Hubs\nof feeds (websub) send to it; with https they may sign with sha1, too."`

	CacheMB int `toml:"cache_mb" doc:"Memory for made pages and pictures, in MiB."`

	Desk   Desk   `toml:"desk" doc:"Where editors work."`
	Wire   Wire   `toml:"wire" doc:"How the drop folders are read."`
	Fetch  Fetch  `toml:"fetch" doc:"How addresses elsewhere are asked."`
	Quotes Quotes `toml:"quotes" doc:"How quotes come in and when they are late."`

	Titles      []news.Title        `toml:"title"`
	Sources     []Source            `toml:"source"`
	Instruments []market.Instrument `toml:"instrument"`
}

// Desk is where editors work.
type Desk struct {
	Hosts []string `toml:"hosts" doc:"Host names of the desk, lower case, without port; none of them may be a title's. Away from this machine\nit needs HTTPS before it, or browsers keep nobody signed in."`
	// SecondFactor is as people.SecondFactor has it.
	SecondFactor string   `toml:"second_factor" doc:"Who must show a second factor, an app's code or a passkey: \"roles\" for those who may bring copy before\nreaders or take it away, or look after accounts; \"all\"; \"off\". A browser on this machine itself may put it off."`
	Proxies      []string `toml:"proxies" doc:"Networks of the proxies before the desk, such as \"10.0.0.0/8\": whom they say they speak for in\nX-Forwarded-For is believed. Without it all who come by a proxy count as one address."`
}

// Wire is how drop folders are read.
type Wire struct {
	Look     Duration `toml:"look" doc:"How often the drop folders are looked at."`
	Settle   Duration `toml:"settle" doc:"How long a file must keep its size and time before it is read."`
	Grace    Duration `toml:"grace" doc:"How long a file that ends in mid-copy may still be growing before it is quarantined."`
	Dialects string   `toml:"dialects" doc:"Folder of the newsroom's own agency dialects, files such as npa.toml; one of a shipped dialect's name\ntakes its place. Empty is \"dialects\" in the data folder. broadsheet wire dialects lists them all."`
	MaxMB    int      `toml:"max_mb" doc:"Largest agency file that is parsed, in MiB. A larger one is quarantined whole."`
	// KeepDays is how long raw agency files are kept.
	KeepDays int `toml:"keep_days" doc:"Days the bytes of agency files are kept after they came; 0 is for good. Files in quarantine\nare always kept, and so is what was read of the others."`
}

// Fetch is how addresses elsewhere are asked.
type Fetch struct {
	Timeout Duration `toml:"timeout" doc:"How long one answer may take, its body included."`
	Allow   []string `toml:"allow" doc:"Networks, such as \"10.1.0.0/16\", that may be asked although they are not public."`
}

// Networks returns the allowed networks. Check has found them readable.
func (f Fetch) Networks() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range f.Allow {
		if p, err := netip.ParsePrefix(s); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Quotes is how quotes come in.
type Quotes struct {
	Token      string   `toml:"-"`
	DelayMin   int      `toml:"delay_min" doc:"Minutes of delay of quotes that do not say their own."`
	StaleAfter Duration `toml:"stale_after" doc:"A quote of an open market older than this is shown as stale."`
	// Feeds are the sources that are asked for quotes.
	Feeds []Feed `toml:"feed"`
}

// Source is an agency and the roads it may come by.
type Source = news.SourceSetup

// Duration is a time.Duration written like "300ms" or "15m".
type Duration = news.Duration

// Default returns the settings used where a file says nothing.
func Default() Config {
	return Config{
		Listen: "localhost:8080", Data: "data", CacheMB: 256,
		Desk:   Desk{Hosts: []string{"desk.localhost"}, SecondFactor: "roles", Proxies: []string{}},
		Wire:   Wire{Look: Duration(150 * time.Millisecond), Settle: Duration(300 * time.Millisecond), Grace: Duration(10 * time.Second), MaxMB: 64},
		Fetch:  Fetch{Timeout: Duration(time.Minute), Allow: []string{}},
		Quotes: Quotes{DelayMin: 15, StaleAfter: Duration(30 * time.Minute)},
	}
}

// Load reads the file at path, or the file "broadsheet.toml" in the working
// folder if path is empty and that exists, over the defaults, and then the
// environment (BROADSHEET_STORE, BROADSHEET_QUOTES_TOKEN and, for each source,
// those of [Secrets]). It returns an error wrapping
// [news.ErrInvalid] that names the key and says what to do.
func Load(path string) (Config, error) {
	c := Default()
	named := path != ""
	if !named {
		path = "broadsheet.toml"
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		c.Titles, c.Sources = firstPaper()
	case err != nil:
		return c, fmt.Errorf("read settings: %w", err)
	default:
		if err := c.decode(string(text), path); err != nil {
			return c, err
		}
	}
	if v := os.Getenv("BROADSHEET_STORE"); v != "" {
		c.Store = v
	}
	if c.Quotes.Token, err = secret("BROADSHEET_QUOTES_TOKEN"); err != nil {
		return c, err
	}
	if err := c.readKeys(); err != nil {
		return c, err
	}
	for _, s := range c.Sources {
		if _, err := Secrets(s.ID); err != nil {
			return c, err
		}
	}
	return c, c.Check(path)
}

func (c *Config) decode(text, path string) error {
	md, err := toml.Decode(text, c)
	var parse toml.ParseError
	switch {
	case errors.As(err, &parse):
		return fmt.Errorf("settings %s, line %d: %s: %w", path, parse.Position.Line, parse.Message, news.ErrInvalid)
	case err != nil:
		return fmt.Errorf("settings %s: %v: %w", path, err, news.ErrInvalid)
	}
	if extra := md.Undecoded(); len(extra) > 0 {
		return fmt.Errorf("settings %s: unknown key %q; `broadsheet config` lists the known ones: %w", path, extra[0].String(), news.ErrInvalid)
	}
	return nil
}

// Check fills what depends on other keys and returns an error wrapping
// [news.ErrInvalid] for the first rule the settings break. name says whose
// settings they are.
func (c *Config) Check(name string) error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("settings %s: %s: %w", name, fmt.Sprintf(format, a...), news.ErrInvalid)
	}
	if c.Data == "" {
		return bad("data is empty; name a folder")
	}
	if c.Store == "" {
		c.Store = "sqlite:" + filepath.Join(c.Data, "broadsheet.db")
	}
	if c.Wire.Dialects == "" {
		c.Wire.Dialects = filepath.Join(c.Data, "dialects")
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return bad("listen %q: write HOST:PORT, for example \"localhost:8080\"", c.Listen)
	}
	if c.CacheMB < 1 || c.Wire.MaxMB < 1 {
		return bad("cache_mb and wire.max_mb must be at least 1")
	}
	if c.Wire.KeepDays < 0 {
		return bad("wire.keep_days must be 0, for good, or a number of days")
	}
	for _, n := range c.Fetch.Allow {
		if _, err := netip.ParsePrefix(n); err != nil {
			return bad("fetch.allow %q is no network such as \"10.1.0.0/16\"", n)
		}
	}
	if err := c.checkAddress(bad); err != nil {
		return err
	}
	if err := c.checkFeeds(bad); err != nil {
		return err
	}
	if err := c.checkTitles(name, bad); err != nil {
		return err
	}
	if err := c.finishSources(name, bad); err != nil {
		return err
	}
	for _, in := range c.Instruments {
		if err := in.Check(); err != nil {
			return fmt.Errorf("settings %s: %w", name, err)
		}
	}
	return nil
}

func (c *Config) checkTitles(name string, bad func(string, ...any) error) error {
	ids := map[news.TitleID]bool{}
	if len(c.Desk.Hosts) == 0 {
		return bad("desk.hosts is empty; name a host such as \"desk.localhost\"")
	}
	for _, h := range c.Desk.Hosts {
		if h == "" || h != strings.ToLower(h) || strings.ContainsAny(h, ":/ ") {
			return bad("host %q of the desk: write a lower-case name without port", h)
		}
	}
	switch c.Desk.SecondFactor {
	case "roles", "all", "off":
	default:
		return bad("desk.second_factor is %q; write \"roles\", \"all\" or \"off\"", c.Desk.SecondFactor)
	}
	for _, text := range c.Desk.Proxies {
		if _, err := netip.ParsePrefix(text); err != nil {
			return bad("desk.proxies has %q; write a network such as \"10.0.0.0/8\"", text)
		}
	}
	for i, t := range c.Titles {
		var err error
		if c.Titles[i], err = setup.CheckTitle(t, c.Titles[:i], c.Desk.Hosts); err != nil {
			return fmt.Errorf("settings %s: %w", name, err)
		}
		if ids[t.ID] {
			return bad("two titles have the id %q", t.ID)
		}
		ids[t.ID] = true
	}
	return nil
}

func (c *Config) finishSources(name string, bad func(string, ...any) error) error {
	folders, ids := map[string]news.SourceID{}, map[news.SourceID]bool{}
	for i := range c.Sources {
		s := &c.Sources[i]
		if err := setup.CheckSource(*s, c.Titles, nil, c.PublicURL != ""); err != nil {
			return fmt.Errorf("settings %s: %w", name, err)
		}
		if ids[s.ID] {
			return bad("two sources have the id %q", s.ID)
		}
		ids[s.ID] = true
		if s.Folder == "" {
			s.Folder = DefaultFolder(c.Data, s.ID)
		}
		folder := filepath.Clean(s.Folder)
		if other, ok := folders[folder]; ok {
			return bad("folder %q belongs to sources %q and %q", folder, other, s.ID)
		}
		folders[folder] = s.ID
	}
	return nil
}

// DefaultFolder is the drop folder of a source that names none.
func DefaultFolder(data string, id news.SourceID) string {
	return filepath.Join(data, "wire", string(id))
}

// checkAddress checks where others reach the house.
func (c *Config) checkAddress(bad func(string, ...any) error) error {
	if c.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return bad("public_url %q: write http or https and a host, such as \"https://wire.example.org\"", c.PublicURL)
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return nil
}

// secretName is the environment's name for a secret of a source.
func secretName(prefix string, id news.SourceID) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(string(id), "-", "_"))
}

// secret reads a secret from the environment or from the file that NAME_FILE
// names. None is "".
func secret(name string) (string, error) {
	if v := os.Getenv(name); v != "" {
		return v, nil
	}
	file := os.Getenv(name + "_FILE")
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read secret %s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(text)), nil
}

// firstPaper is what runs with no settings file: one title, one agency, copy
// published as it comes.
func firstPaper() ([]news.Title, []Source) {
	title := news.Title{ID: "paper", Name: "The Paper", Hosts: []string{"paper.localhost"}, Language: "en", TimeZone: "UTC", Code: "TP",
		Sections: []news.Section{{Path: "world", Name: "World"}, {Path: "business", Name: "Business"}, {Path: "science", Name: "Science"},
			{Path: "culture", Name: "Culture"}, {Path: "sport", Name: "Sport"}}}
	rule := func(section string, subjects ...string) news.Rule {
		return news.Rule{Subjects: subjects, Title: "paper", Section: section, Publish: "now"}
	}
	source := Source{Source: news.Source{ID: "agency", Name: "Agency", Credit: "Agency", SignOff: "News desk", Rules: []news.Rule{
		rule("sport", "medtop:15000000"), rule("culture", "medtop:01000000"), rule("science", "medtop:13000000"), rule("business", "medtop:04000000"), rule("world")}}}
	return []news.Title{title}, []Source{source}
}

// Manual returns the settings file of the defaults, each key under its
// explanation, with examples of a title, a source and an instrument.
func Manual() string {
	var b strings.Builder
	b.WriteString("# Settings of Broadsheet, with their defaults. Save as broadsheet.toml and change\n# what you need; a key that is not listed here is an error.\n")
	writeKeys(&b, reflect.ValueOf(Default()), "")
	b.WriteString(manualLists)
	return b.String()
}

func writeKeys(b *strings.Builder, v reflect.Value, table string) {
	if table != "" {
		fmt.Fprintf(b, "\n[%s]", table)
	}
	var tables []int
	for i := range v.NumField() {
		f := v.Type().Field(i)
		doc := f.Tag.Get("doc")
		if doc == "" {
			continue
		}
		if f.Type.Kind() == reflect.Struct {
			tables = append(tables, i)
			continue
		}
		b.WriteString("\n")
		for line := range strings.SplitSeq(doc, "\n") {
			fmt.Fprintf(b, "# %s\n", line)
		}
		switch x := v.Field(i).Interface().(type) {
		case string:
			fmt.Fprintf(b, "%s = %q\n", f.Tag.Get("toml"), x)
		case []string:
			fmt.Fprintf(b, "%s = [%s]\n", f.Tag.Get("toml"), quoted(x))
		case Duration:
			fmt.Fprintf(b, "%s = %q\n", f.Tag.Get("toml"), time.Duration(x))
		default:
			fmt.Fprintf(b, "%s = %v\n", f.Tag.Get("toml"), x)
		}
	}
	for _, i := range tables {
		f := v.Type().Field(i)
		fmt.Fprintf(b, "\n# %s", f.Tag.Get("doc"))
		writeKeys(b, v.Field(i), f.Tag.Get("toml"))
	}
}

func quoted(list []string) string {
	var out []string
	for _, x := range list {
		out = append(out, strconv.Quote(x))
	}
	return strings.Join(out, ", ")
}

const manualLists = `
# The token that POST /api/quotes asks for is a secret and has no key here: set
# BROADSHEET_QUOTES_TOKEN, or BROADSHEET_QUOTES_TOKEN_FILE to a file that holds it.

# A feed is asked for quotes: ecb, mifir-dbag, mifir-euronext, mifir-lseg, twelvedata,
# massive, finnhub, or json with a mapping. Its key is BROADSHEET_QUOTES_KEY_ID in
# the environment. Readers see nothing of it before somebody has recorded that its
# terms allow that: broadsheet quotes licence ID.
# [[quotes.feed]]
# id = "rates"
# provider = "ecb"
# instruments = ["EUR/USD"]            # none is all that no other feed is asked for
# every = "30m"                        # optional

# Titles, sources and instruments are kept in the database and can be changed at the
# desk. A block here counts at the first start, and again whenever it is changed;
# then it takes the place of what the desk has, once.

# A title is a newspaper. Repeat the block for each.
# [[title]]
# id = "courier"                       # lower-case letters, digits, hyphens; never changes
# name = "The Harbour Courier"
# hosts = ["courier.example.org"]      # also reached as /@courier/ on localhost
# language = "en"                      # BCP 47
# time_zone = "Europe/Berlin"          # IANA
# territory = "DE"                     # ISO 3166; or a list. For contracts and copy limited to some countries
# code = "THC"                         # closes the sign-off: Name--THC
# accent = "#8f1d21"                   # optional, with accent_dark
# wordmark = ""                        # the name as drawn, an SVG of paths in one ink, at most 4 KB
# sources = []                         # whose copy may be placed on it; empty: every source's
#   [[title.section]]                  # repeat for each, in the order readers see
#   path = "world"
#   name = "World"
#   [[title.section]]
#   path = "sport"
#   name = "Sport"
#   [title.bar]
#   heading = "NYSE - LSE"             # free text
#   instruments = ["XNYS:BP", "XLON:RIO"]
#   style = "house"                    # "house": BP -0.33% 31.675 $; "glyph": BP 31.675 ▼ −0.33%
#   order = "fixed"                    # or "change"

# A source is an agency. Repeat the block for each.
# [[source]]
# id = "npa"
# name = "Norland Press Agency"
# credit = "NPA"                       # readers see: Agency report: NPA
# folder = ""                          # empty: DATA/wire/ID
# An agency that pushes to POST /api/wire/npa shows the token in the environment's
# BROADSHEET_WIRE_TOKEN_NPA, or in the file BROADSHEET_WIRE_TOKEN_NPA_FILE names.
# sign_off = "Wire desk"               # signs copy that has no sign-off of its own
# silent_after = "2h"                  # nothing came for so long: it is logged, and wire status says so;
#                                      # without it nobody is told
# duplicates = "link"                  # copy readers have already: "link" tells the desk, "hold" makes it wait
# dialect = ""                         # how the agency writes, such as "afp"; empty: recognised item by item
# empty_embargo = ""                   # what an embargo without a time means: "hold" or "none"; empty: by the dialect
#   [[source.pull]]                    # an address to ask again and again; repeat for each
#   url = "https://feeds.example.org/top.xml"
#   every = "2m"                       # BROADSHEET_PULL_AUTHORIZATION_NPA is sent as Authorization
#   websub = false                     # true: its hub sends it, and it is asked less often meanwhile;
#                                      # needs public_url
#   [[source.ftp]]                     # a folder of an FTP server; repeat for each
#   host = "ftp.example.org"           # the password: BROADSHEET_FTP_PASSWORD_NPA
#   port = 21                          # may be left out; 990 with implicit TLS
#   user = "courier"
#   folder = "/out"                    # folders below it are left alone
#   every = "1m"
#   pattern = ["*.xml", "*.jpg"]       # empty: every file that is not unfinished
#   after = ""                         # once taken: "" leaves it, "delete", or "move:done"
#   settle = "5s"                      # how long a file must have been left alone
#   max_files = 500                    # taken in one round
#   tls = "explicit"                   # or "implicit"; "none" sends the password in clear
#   ca_file = ""                       # certificates (PEM) to trust instead of the system's
#   [[source.sftp]]                    # a folder of an SSH server; repeat for each
#   host = "sftp.example.org"          # the password: BROADSHEET_SFTP_PASSWORD_NPA, or a private key
#   user = "courier"                   # in BROADSHEET_SFTP_KEY_NPA(_FILE), BROADSHEET_SFTP_PASSPHRASE_NPA
#   folder = "out"
#   every = "1m"
#   host_key = ""                      # the agency's: "SHA256:..." or a line of known_hosts; without
#                                      # it nothing is taken, and the log says which one is shown
#   [[source.imap]]                    # a folder of a mail server; repeat for each
#   host = "imap.example.org"          # BROADSHEET_IMAP_PASSWORD_NPA, or an OAuth 2 token in
#   user = "wire@example.org"          # BROADSHEET_IMAP_TOKEN_NPA
#   folder = "INBOX"
#   every = "1m"
#   after = ""                         # once taken: "" leaves it, "seen", "delete", or "move:Done"
#   tls = "implicit"                   # or "starttls"
#   [source.rights]                    # what the contract allows
#   titles = []                        # empty: every title
#   territories = []                   # countries it holds in, ISO 3166; empty: all. Titles must declare theirs
#   keep_days = 0                      # days readers may see it; 0 is for good
#   keep_days_pictures = 0             # days they may see its pictures; 0: as long as the copy
#   no_archive_days = 14               # days for copy and pictures marked NO ARCHIVE
#   embargo_min = "30m"                # readers wait so long after the agency's own release, or its arrival
#   credit = "{credit}"                # form of the credit: {credit} is the source's, {byline} the byline
#   mandatory_credit = false           # nothing without a credit
#   edits = "free"                     # recorded for editors: "none", "shorten" or "free"
#     [source.rights.pictures]         # where pictures differ; empty: as for the copy
#     allowed = true                   # false: no pictures
#     titles = []
#     territories = []
#     credit = "{byline}/{credit}"     # {credit} is the agency's own line
#     mandatory_credit = false
#   [[source.contract]]                # for part of the copy, in place of the rights above; the first that matches
#   name = "sport"
#   types = ["text", "picture"]        # empty: all. With formats, profiles, subjects, keywords, sluglines,
#   profiles = ["sport*"]              # languages and genres as in a rule
#     [source.contract.rights]
#     titles = ["courier"]
# What an item says of its own use ("GERMANY OUT", "NO ARCHIVE", "nutzbar bis ...") holds
# beside the contract; words that are not known are shown to the desk.
#   [[source.rule]]                    # for each title the first matching rule decides
#   subjects = ["medtop:15000000"]     # code or its beginning, with all below it; empty conditions match all
#   keywords = []                      # keyword or word of the slugline
#   sluglines = []                     # the whole slugline; * stands for anything
#   formats = []                       # newsml-g2 newsml1 nitf ninjs iptc7901 anpa rss atom jsonfeed mail
#   profiles = []                      # the agency's name of the product or kind; * stands for anything
#   languages = []                     # "de" is also "de-CH"; language = "de" for one
#   urgency = ""                       # "2" or "1-3"; copy without one has 5
#   places = []                        # name or code, as are people and organisations
#   datelines = []                     # where the copy was written
#   genres = []
#   not_subjects = []                  # and not_keywords, not_sluglines, not_places: none of these
#   weekdays = "Mon-Fri,Sun"           # by the clock of the title
#   hours = "06:00-22:00"              # over midnight: "22:00-06:00", which belongs to the day it begins on
#   title = "courier"
#   section = "sport"
#   publish = "now"                    # "hold": wait for the desk. "discard": no story there, and with no title none at all

# An instrument gives a quote its name and unit where the quotes do not.
# [[instrument]]
# symbol = "BP"
# mic = "XNYS"
# name = "BP p.l.c."
# unit = "USD"                         # of the listing: GBX is pence
# class = "equity"
`
