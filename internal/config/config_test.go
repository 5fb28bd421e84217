package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// away runs the test in an empty folder and without settings in the
// environment, and returns the folder.
func away(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	t.Chdir(folder)
	for _, name := range []string{"BROADSHEET_STORE", "BROADSHEET_QUOTES_TOKEN", "BROADSHEET_QUOTES_TOKEN_FILE"} {
		t.Setenv(name, "")
	}
	return folder
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const paper = `
[[title]]
id = "courier"
name = "The Courier"
hosts = ["courier.example.org"]
language = "en"
time_zone = "Europe/Berlin"
code = "TC"
  [[title.section]]
  path = "world"
  name = "World"

[[source]]
id = "npa"
credit = "NPA"
`

func TestLoadWithoutSettingsIsTheFirstPaper(t *testing.T) {
	away(t)
	c, err := Load("")
	if err != nil {
		t.Fatalf("Load() = %v, want nil", err)
	}
	if len(c.Titles) != 1 || c.Titles[0].ID != "paper" || len(c.Sources) != 1 || c.Sources[0].ID != "agency" {
		t.Errorf("Load() = %d titles, %d sources, want the first paper and its agency", len(c.Titles), len(c.Sources))
	}
	if c.Listen != "localhost:8080" || c.Store != "sqlite:"+filepath.Join("data", "broadsheet.db") || c.Sources[0].Folder != filepath.Join("data", "wire", "agency") {
		t.Errorf("Load() = listen %s, store %s, folder %s, want the defaults in data", c.Listen, c.Store, c.Sources[0].Folder)
	}
	if got := c.Sources[0].Route(news.Matter{Item: &news.WireItem{Subjects: []news.Concept{{Code: "medtop:15000000"}}}}, c.Titles).Place; len(got) != 1 || got[0].Section != "sport" || got[0].Publish != "now" {
		t.Errorf("Route(sport) = %+v, want it published at once in sport", got)
	}
	if got := c.Sources[0].Route(news.Matter{Item: &news.WireItem{}}, c.Titles).Place; len(got) != 1 || got[0].Section != "world" {
		t.Errorf("Route(anything) = %+v, want world", got)
	}
}

func TestLoadFindsTheFile(t *testing.T) {
	folder := away(t)
	named := write(t, filepath.Join(folder, "other.toml"), "listen = \":9000\"\ncache_mb = 7\n"+paper+"folder = \"drop\"\n")
	write(t, "broadsheet.toml", "data = \"kept\"\n[wire]\nlook = \"2s\"\n")

	c, err := Load("")
	if err != nil || c.Data != "kept" || time.Duration(c.Wire.Look) != 2*time.Second || len(c.Titles) != 0 {
		t.Errorf("Load() = data %s, look %v, %d titles, %v, want what broadsheet.toml says and no more", c.Data, time.Duration(c.Wire.Look), len(c.Titles), err)
	}
	if c.Wire.Settle != Default().Wire.Settle || c.CacheMB != Default().CacheMB {
		t.Errorf("Load() = settle %v, cache %d, want the defaults where the file says nothing", time.Duration(c.Wire.Settle), c.CacheMB)
	}
	c, err = Load(named)
	if err != nil || c.Listen != ":9000" || c.CacheMB != 7 || c.Data != "data" || len(c.Titles) != 1 || c.Sources[0].Folder != "drop" {
		t.Errorf("Load(%s) = %+v, %v, want what it says over the defaults", named, c, err)
	}
	if _, err := Load(filepath.Join(folder, "missing.toml")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "missing.toml") {
		t.Errorf("Load(missing.toml) = %v, want that it does not exist", err)
	}
}

func TestLoadRefusesClearly(t *testing.T) {
	folder := away(t)
	second := strings.Replace(strings.Replace(paper, `"courier"`, `"evening"`, 1), "courier.example.org", "evening.example.org", 1)
	second = strings.Replace(second, `"TC"`, `"TE"`, 1)
	titlesOf := func(text string) string { before, _, _ := strings.Cut(text, "[[source]]"); return before }
	for _, c := range []struct{ name, text, says string }{
		{"an unknown key", "lisen = \":1\"\n", `unknown key "lisen"`},
		{"an unknown key in a table", "[wire]\nlook = \"1s\"\nlooks = 2\n", `unknown key "wire.looks"`},
		{"an unknown key of a title", strings.Replace(paper, "code =", "colour = \"red\"\ncode =", 1), `unknown key "title.colour"`},
		{"a wrong type", "listen = \":1\"\ncache_mb = \"much\"\n", "line 2"},
		{"no TOML", "\n\nlisten =\n", "line 3"},
		{"a duration without a unit", "[wire]\nlook = \"5\"\n", "line 2"},
		{"a duration of nothing", "[wire]\nlook = \"1s\"\nsettle = \"0s\"\n", "must be longer than nothing"},
		{"a negative duration", "[quotes]\nstale_after = \"-1m\"\n", "line 2"},
		{"two titles of one id", paper + titlesOf(paper), `two titles have the id "courier"`},
		{"two titles of one host", paper + titlesOf(strings.Replace(paper, `id = "courier"`, `id = "evening"`, 1)), `host "courier.example.org" belongs to titles "courier" and "evening"`},
		{"two titles of one code", paper + titlesOf(strings.Replace(second, `"TE"`, `"TC"`, 1)), `title "courier" closes its sign-offs with the code "TC" already`},
		{"a colour that cannot be read", strings.Replace(paper, "code =", "accent = \"#cccccc\"\ncode =", 1), "accent #cccccc reaches a contrast of"},
		{"a wordmark that does something", strings.Replace(paper, "code =", "wordmark = \"<svg viewBox='0 0 9 9'><script/></svg>\"\ncode =", 1), "wordmark: it has <script>"},
		{"a host with a port", strings.Replace(paper, "courier.example.org", "courier.example.org:80", 1), "lower-case name without port"},
		{"a host in capitals", strings.Replace(paper, "courier.example.org", "Courier.example.org", 1), "lower-case name without port"},
		{"two sources of one id", paper + "[[source]]\nid = \"npa\"\ncredit = \"N\"\n", `two sources have the id "npa"`},
		{"two sources of one folder", paper + "folder = \"drop\"\n[[source]]\nid = \"cw\"\ncredit = \"CW\"\nfolder = \"drop\"\n", `folder "drop" belongs to sources "npa" and "cw"`},
		{"one folder spelled in two ways", paper + "folder = \"drop\"\n[[source]]\nid = \"cw\"\ncredit = \"CW\"\nfolder = \"./drop/\"\n", `folder "drop" belongs to sources "npa" and "cw"`},
		{"a folder that is another's own", paper + "[[source]]\nid = \"cw\"\ncredit = \"CW\"\nfolder = \"data/wire/npa\"\n", `belongs to sources "npa" and "cw"`},
		{"a title that breaks a rule", strings.Replace(second, `"TE"`, `"toolong"`, 1), "2 to 6 capital letters"},
		{"a source that breaks a rule", paper + "  [[source.rule]]\n  title = \"gazette\"\n  section = \"world\"\n  publish = \"now\"\n", `title "gazette", which does not exist`},
		{"an instrument that breaks a rule", "[[instrument]]\nsymbol = \"\"\nmic = \"XNYS\"\n", "instrument"},
		{"no data folder", "data = \"\"\n", "data is empty"},
		{"an address without a port", "listen = \"localhost\"\n", `listen "localhost": write HOST:PORT`},
		{"no cache", "cache_mb = 0\n", "at least 1"},
		{"a public address without a scheme", "public_url = \"wire.example.org\"\n", `public_url "wire.example.org": write http or https`},
		{"a public address with a query", "public_url = \"https://wire.example.org/?a\"\n", "write http or https and a host"},
		{"a short silence", paper + "silent_after = \"30s\"\n", `source "npa": silent_after must be at least "1m"`},
		{"a negative silence", paper + "silent_after = \"-2h\"\n", "must be longer than nothing"},
		{"a pull of no address", paper + "  [[source.pull]]\n  url = \"ftp://x.example/\"\n  every = \"1m\"\n", "url must be http or https with a host"},
		{"a pull without pause", paper + "  [[source.pull]]\n  url = \"https://x.example/\"\n", `every must be at least "10s"`},
		{"two pulls of one address", paper + strings.Repeat("  [[source.pull]]\n  url = \"https://x.example/\"\n  every = \"1m\"\n", 2), `pulls 1 and 2 of source "npa" ask the same address`},
		{"a hub that cannot reach the house", paper + "  [[source.pull]]\n  url = \"https://x.example/\"\n  every = \"1m\"\n  websub = true\n", `pull 1 of source "npa": websub needs public_url`},
		{"no size", "[wire]\nmax_mb = -1\n", "at least 1"},
	} {
		name := write(t, filepath.Join(folder, "settings.toml"), c.text)
		_, err := Load(name)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") || strings.HasSuffix(err.Error(), "invalid: invalid") {
			t.Errorf("%s: Load() = %v, want ErrInvalid in one line naming the file and saying %q", c.name, err, c.says)
		}
	}
	if _, err := Load(write(t, filepath.Join(folder, "settings.toml"), paper+titlesOf(second))); err != nil {
		t.Errorf("Load(two titles) = %v, want nil", err)
	}
}

func TestEnvironmentGoesBeforeTheFile(t *testing.T) {
	folder := away(t)
	name := write(t, filepath.Join(folder, "settings.toml"), "store = \"sqlite:from-file.db\"\n"+paper)
	if c, err := Load(name); err != nil || c.Store != "sqlite:from-file.db" || c.Quotes.Token != "" {
		t.Errorf("Load() = store %s, token %q, %v, want the file's store and no token", c.Store, c.Quotes.Token, err)
	}
	t.Setenv("BROADSHEET_STORE", "postgres://user:secret@db/paper")
	file := write(t, filepath.Join(folder, "token"), " from-the-file \n")
	t.Setenv("BROADSHEET_QUOTES_TOKEN_FILE", file)
	if c, err := Load(name); err != nil || c.Store != "postgres://user:secret@db/paper" || c.Quotes.Token != "from-the-file" {
		t.Errorf("Load() = store %s, token %q, %v, want both of the environment", c.Store, c.Quotes.Token, err)
	}
	t.Setenv("BROADSHEET_QUOTES_TOKEN", "from-the-environment")
	if c, err := Load(name); err != nil || c.Quotes.Token != "from-the-environment" {
		t.Errorf("Load() = token %q, %v, want from-the-environment", c.Quotes.Token, err)
	}
	t.Setenv("BROADSHEET_QUOTES_TOKEN", "")
	t.Setenv("BROADSHEET_QUOTES_TOKEN_FILE", filepath.Join(folder, "missing"))
	if _, err := Load(name); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "BROADSHEET_QUOTES_TOKEN_FILE") {
		t.Errorf("Load(no token file) = %v, want the name of the variable", err)
	}
	if _, err := Load(write(t, name, "[quotes]\ntoken = \"here\"\n")); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Load(token in the file) = %v, want ErrInvalid: a secret has no key", err)
	}
}

func TestRightsAndRulesAreChecked(t *testing.T) {
	away(t)
	at := func(title, source string) string {
		return strings.Replace(paper, `code = "TC"`, "code = \"TC\"\n"+title, 1) + source
	}
	const rule = "[[source.rule]]\ntitle = \"courier\"\nsection = \"world\"\npublish = \"now\"\n"
	for text, want := range map[string]string{
		at(`territory = "XX"`, ""):                          `title "courier": territory "XX" is no country of ISO 3166`,
		at(`territory = "Germany"`, ""):                     `territory "Germany" is no ISO 3166 code`,
		at(`territory = 7`, ""):                             `territory is neither a code`,
		at("", "[source.rights]\nterritories = [\"DE\"]\n"): `title "courier" declares none; write for example territory = "DE"`,
		at(`territory = "DE"`, "[[source.contract]]\nname = \"a\"\n[source.contract.rights]\nterritories = [\"QQ\"]\n"): `source "npa": rights name territory "QQ"`,
		at("", "[source.rights]\nembargo_min = \"soon\"\n"):                                                             `line 18: invalid duration: "soon"`,
		at("", "[source.rights]\nembargo = \"30m\"\n"):                                                                  `unknown key "source.rights.embargo"`,
		at("", rule+"hours = \"6-22\"\n"):                                                                               `rule 1: hours "6-22" are not written like "06:00-22:00"`,
		at("", rule+"not_languages = [\"de\"]\n"):                                                                       `unknown key "source.rule.not_languages"`,
	} {
		if _, err := Load(write(t, "x.toml", text)); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%s) = %v, want ErrInvalid with %q", text, err, want)
		}
	}
	good := at(`territory = ["DE", "AT"]`, "[source.rights]\nterritories = [\"DE\", \"AT\", \"CH\"]\nembargo_min = \"30m\"\n[source.rights.pictures]\nallowed = false\n")
	c, err := Load(write(t, "x.toml", good))
	if err != nil || c.Sources[0].Rights.EmbargoMin != 30*time.Minute || c.Sources[0].Rights.Pictures.Allowed == nil || *c.Sources[0].Rights.Pictures.Allowed || len(c.Titles[0].Territory) != 2 {
		t.Errorf("Load(%s) = %+v, %v, want its rights", good, c, err)
	}
}

// example is a line of the manual that shows a key or a table.
var example = regexp.MustCompile(`(?m)^# ( *(?:\[|[a-z_]+ = ))`)

func TestManualIsASettingsFile(t *testing.T) {
	folder := away(t)
	var c Config
	name := filepath.Join(folder, "settings.toml")
	if err := c.decode(Manual(), name); err != nil {
		t.Fatalf("decode(Manual()) = %v, want nil", err)
	}
	if !reflect.DeepEqual(c, Default()) {
		t.Errorf("decode(Manual()) = %+v, want the defaults %+v", c, Default())
	}
	if _, err := Load(write(t, name, Manual())); err != nil {
		t.Errorf("Load(Manual()) = %v, want nil", err)
	}

	whole := example.ReplaceAllString(Manual(), "$1")
	c, err := Load(write(t, name, whole))
	if err != nil {
		t.Fatalf("Load(Manual() with its examples) = %v, want nil", err)
	}
	if len(c.Titles) != 1 || len(c.Sources) != 1 || len(c.Sources[0].Rules) != 1 || len(c.Instruments) != 1 || len(c.Titles[0].Bar.Instruments) != 2 {
		t.Errorf("Load(Manual() with its examples) = %+v, want a title with a bar, a source with a rule, an instrument", c)
	}
	if len(c.Titles[0].Territory) != 1 || len(c.Sources[0].Contracts) != 1 || c.Sources[0].Rights.EmbargoMin != 30*time.Minute || c.Sources[0].Rights.Pictures.Allowed == nil || c.Sources[0].Rules[0].Hours == "" {
		t.Errorf("Load(Manual() with its examples) = %+v, want a territory, a contract with a wait and pictures, a rule with hours", c)
	}
	if src := c.Sources[0]; len(src.FTP) != 1 || len(src.SFTP) != 1 || len(src.IMAP) != 1 || src.FTP[0].Host != "ftp.example.org" || len(src.FTP[0].Pattern) != 2 || time.Duration(src.IMAP[0].Every) != time.Minute {
		t.Errorf("Load(Manual() with its examples) = %+v, want a folder of each kind of server", src.RoadSetup)
	}
}

func TestManualExplainsEveryKey(t *testing.T) {
	text, _, _ := strings.Cut(Manual(), "\n# The token that")
	for _, key := range []string{"listen", "data", "store", "public_url", "cache_mb", "hosts", "second_factor", "proxies", "look", "settle", "grace", "dialects", "max_mb", "keep_days", "timeout", "allow", "delay_min", "stale_after"} {
		if !regexp.MustCompile(`(?m)^# .+\n` + key + ` = `).MatchString(text) {
			t.Errorf("Manual() does not explain %s on the line above it", key)
		}
	}
	if n := len(regexp.MustCompile(`(?m)^[a-z_]+ = `).FindAllString(text, -1)); n != 18 {
		t.Errorf("Manual() has %d keys, want 18: add the new one to this test", n)
	}
}

func TestDurationsAreWrittenAsRead(t *testing.T) {
	for _, text := range []string{"300ms", "15m0s", "1h30m0s"} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Errorf("UnmarshalText(%s) = %v, want nil", text, err)
		}
		if got, err := d.MarshalText(); string(got) != text || err != nil {
			t.Errorf("MarshalText() = %s, %v, want %s", got, err, text)
		}
	}
}

func TestRoads(t *testing.T) {
	folder := away(t)
	t.Setenv("BROADSHEET_WIRE_TOKEN_NPA", "push-secret")
	name := write(t, filepath.Join(folder, "settings.toml"), "public_url = \"https://wire.example.org/house/\"\n"+paper+"silent_after = \"2h\"\n"+
		"  [[source.pull]]\n  url = \"https://u:secret@x.example/top.xml?key=secret\"\n  every = \"1m\"\n  websub = true\n")
	c, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	if c.PublicURL != "https://wire.example.org/house" || time.Duration(c.Sources[0].SilentAfter) != 2*time.Hour {
		t.Errorf("Load() = public_url %s, silent_after %v, want both as written, without the last slash", c.PublicURL, time.Duration(c.Sources[0].SilentAfter))
	}
	var kinds []string
	for _, r := range c.Sources[0].Roads("npa", true) {
		kinds = append(kinds, string(r.Kind)+" "+r.Address)
		if strings.Contains(string(r.ID)+r.Address, "secret") || !strings.HasPrefix(string(r.ID), "npa/"+string(r.Kind)+"/") {
			t.Errorf("Roads() = %+v, want an id of its source and kind, and nothing secret", r)
		}
	}
	if got, want := strings.Join(kinds, ", "), "folder data/wire/npa, push /api/wire/npa, pull https://x.example/top.xml, websub https://x.example/top.xml"; got != want {
		t.Errorf("Roads() = %s, want %s", got, want)
	}
}
