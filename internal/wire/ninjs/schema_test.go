package ninjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"broadsheet/internal/news"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// devSchemas are the newest schemas in the making, which IPTC's own runner
// holds the folders of that name to. An older one, of 1.4, refers to an address
// where nothing stands.
var devSchemas = map[string][]string{
	"1.x_dev": {"ninjs-schema-dev_0.2_v1.5.json"},
	"2.x_dev": {"ninjs-schema-dev_0.1_v2.0.json", "ninjs-schema-dev_0.1_v2.1.json"},
}

// TestSuiteVerdicts holds every document of IPTC's suite to the schema of the
// version its folder says, and wants IPTC's verdict.
func TestSuiteVerdicts(t *testing.T) {
	root := public(t, "validation/test_suite")
	c := NewChecker()
	counts := map[string]int{}
	for _, name := range messages(t, root) {
		folder, rest, _ := strings.Cut(name, "/")
		pass := strings.HasPrefix(rest, "should_pass/")
		if !pass && !strings.HasPrefix(rest, "should_fail/") {
			continue
		}
		counts[folder]++
		raw := readFile(t, filepath.Join(root, name))
		if files, dev := devSchemas[folder]; dev {
			for _, file := range files {
				if got := fitsFile(t, raw, file); got != pass {
					t.Errorf("%s fits %s = %v, want %v", name, file, got, pass)
				}
			}
			continue
		}
		verdicts, err := c.CheckAs(raw, folder)
		valid := err == nil && len(verdicts) == 1 && verdicts[0].Err() == nil
		if valid != pass {
			t.Errorf("CheckAs(%s, %s) = %+v, %v, want valid %v", name, folder, verdicts, err, pass)
		}
		if !valid && err == nil && !errors.Is(verdicts[0].Err(), news.ErrInvalid) {
			t.Errorf("CheckAs(%s, %s) = %v, want ErrInvalid", name, folder, verdicts[0].Err())
		}
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	if total != 228 || len(counts) != 14 || counts["1.0"] != 78 {
		t.Errorf("checked %d documents of %v, want all 228 of 14 versions", total, counts)
	}
}

// fitsFile reports whether a document is one of a schema in the making, which
// this house does not keep.
func fitsFile(t *testing.T, raw []byte, file string) bool {
	t.Helper()
	schema, err := compileSchema(readFile(t, filepath.Join(public(t, "specification"), file)), false)
	if err != nil {
		t.Fatal(err)
	}
	_, value, err := bothTrees(raw)
	return err == nil && schema.Validate(value) == nil
}

// TestSchemasAreIPTCs compares the schemas kept here with those published.
func TestSchemasAreIPTCs(t *testing.T) {
	root := public(t, "specification")
	for _, v := range versions() {
		name := "ninjs-schema_" + v + ".json"
		kept, err := schemas.ReadFile("schema/" + name)
		if err != nil || !bytes.Equal(kept, readFile(t, filepath.Join(root, name))) {
			t.Errorf("schema/%s is not as published (%v)", name, err)
		}
	}
}

func TestSchemasCompile(t *testing.T) {
	for _, c := range []*Checker{NewChecker(), NewStrictChecker()} {
		for _, v := range versions() {
			got, err := c.CheckAs([]byte(`{"uri":"urn:x:1"}`), v)
			if err != nil || len(got) != 1 || got[0].Err() != nil || got[0].Version != v || got[0].GUID != "urn:x:1" || got[0].Assumed {
				t.Errorf("CheckAs(simplest, %s) = %+v, %v, want it valid", v, got, err)
			}
			if got, err := c.CheckAs([]byte(`{"uri":7}`), v); err != nil || got[0].Err() == nil {
				t.Errorf("CheckAs(uri 7, %s) = %+v, %v, want a fault", v, got, err)
			}
		}
	}
	if _, err := NewChecker().CheckAs([]byte(`{"uri":"x"}`), "4.0"); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "3.1") {
		t.Errorf("CheckAs(…, 4.0) = %v, want ErrInvalid naming the versions", err)
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	const is31 = `"standard":{"version":"3.1"}`
	for _, c := range []struct {
		doc, version string
		faults       []string
	}{
		{`{"uri":"urn:x:1",` + is31 + `}`, "3.1", nil},
		{`{` + is31 + `}`, "3.1", []string{`property "uri" is missing`}},
		{`{"uri":"a",` + is31 + `,"embargoed":"2026-11-23T09:00:00Z","pubstatus":"usable","colour":"red"}`, "3.1", []string{
			`/colour: ninjs 3.1 has no property "colour" here`,
			`/embargoed: ninjs 3.1 has no property "embargoed" here; it is spelled "embargoedUntil"`,
			`/pubstatus: ninjs 3.1 has no property "pubstatus" here; it is spelled "pubStatus"`}},
		{`{"uri":"a","standard":{"version":"2.1"},"pubStatus":"usable"}`, "2.1", []string{`/pubStatus: ninjs 2.1 has no property "pubStatus" here; it is spelled "pubstatus"`}},
		{`{"uri":"a",` + is31 + `,"pubStatus":"killed","urgency":"3","headlines":[{"role":"main"}]}`, "3.1", []string{
			`/headlines/0: property "value" is missing`,
			`/pubStatus: is "killed"; it must be one of "usable", "withheld", "canceled"`,
			`/urgency: is a string; it must be an integer`}},
		{`{"uri":"a",` + is31 + `,"places":[{"geoJSON":{"type":"Point","coordinates":["1"]}}]}`, "3.1", []string{`/places/0/geoJSON: has none of the 9 forms it may have`}},
		{`{"uri":"a",` + is31 + `,"rightsInfo":{"linkedRights":"https://a.example/","encodedRights":"x"}}`, "3.1", []string{`/rightsInfo: fits two forms of which only one may be there`}},
		{`{"uri":"a",` + is31 + `,"rightsInfo":{}}`, "3.1", []string{`/rightsInfo: has none of the forms it may have: property "linkedRights" is missing; or property "encodedRights" is missing`}},
		{`{"uri":"a","standard":{"schema":"http://www.iptc.org/std/ninjs/ninjs-schema_1.0.json#"},"body_a/b":7,"person":"x"}`, "1.0", []string{
			`/body_a~1b: is a number; it must be a string`, `/person: is a string; it must be a list`, `/standard: ninjs 1.0 has no property "standard" here`}},
		{`{"uri":"a","$standard":{"version":"1.9"}}`, "", []string{`it says that it is in ninjs 1.9, which has no schema`}},
	} {
		got, err := NewChecker().Check([]byte(c.doc))
		if err != nil || len(got) != 1 {
			t.Errorf("Check(%s) = %+v, %v, want one verdict", c.doc, got, err)
			continue
		}
		var says []string
		for _, f := range got[0].Faults {
			says = append(says, f.String())
		}
		if got[0].Version != c.version || strings.Join(says, "\n") != strings.Join(c.faults, "\n") {
			t.Errorf("Check(%s) = %s %q, want %s %q", c.doc, got[0].Version, says, c.version, c.faults)
		}
	}
}

func TestCheckOfSeveral(t *testing.T) {
	for _, c := range []struct{ file, places string }{
		{`[{"uri":"a","bodies":[]},{"uri":"b","pubStatus":7},"c"]`, "/0 /1 /2"},
		{`{"items":[{"uri":"a","bodies":[]},{"uri":"b","pubStatus":7},null]}`, "/items/0 /items/1 /items/2"},
	} {
		got, err := NewChecker().Check([]byte(c.file))
		if err != nil || len(got) != 3 {
			t.Errorf("Check(%s) = %+v, %v, want three verdicts", c.file, got, err)
			continue
		}
		if places := got[0].Place + " " + got[1].Place + " " + got[2].Place; places != c.places {
			t.Errorf("Check(%s) = places %s, want %s", c.file, places, c.places)
		}
		if v := got[0]; v.Err() != nil || v.Version != "2.2" || !v.Assumed {
			t.Errorf("Check(%s)[0] = %+v, want it valid in 2.2, which it looks like", c.file, v)
		}
		if v := got[1]; v.Version != "3.1" || len(v.Faults) != 1 || v.Faults[0].Pointer != v.Place+"/pubStatus" {
			t.Errorf("Check(%s)[1] = %+v, want its status at fault", c.file, v)
		}
		if v := got[2]; len(v.Faults) != 1 || !strings.Contains(v.Faults[0].Says, "a ninjs document is an object") {
			t.Errorf("Check(%s)[2] = %+v, want that it is no document", c.file, v)
		}
	}
	for _, file := range []string{"", "[]", `{"uri":`, "\xff", `{"items":[]}`} {
		if got, err := NewChecker().Check([]byte(file)); !errors.Is(err, news.ErrInvalid) || len(got) != 0 {
			t.Errorf("Check(%q) = %+v, %v, want ErrInvalid", file, got, err)
		}
	}
}

// Formats are annotations for agencies and asserted for this house.
func TestFormats(t *testing.T) {
	doc := []byte(`{"uri":"no address","standard":{"version":"3.1"},"expires":"tomorrow"}`)
	if got, err := NewChecker().Check(doc); err != nil || got[0].Err() != nil {
		t.Errorf("Check(formats) = %+v, %v, want it valid", got, err)
	}
	got, err := NewStrictChecker().Check(doc)
	if err != nil || len(got) != 1 || got[0].Err() == nil {
		t.Fatalf("strict Check(formats) = %+v, %v, want faults", got, err)
	}
	want := "/expires: is \"tomorrow\", which is no date-time\n/uri: is \"no address\", which is no uri: invalid"
	if got[0].Err().Error() != want {
		t.Errorf("strict Check(formats) = %q, want %q", got[0].Err(), want)
	}
}

func TestCheckerIsForMany(t *testing.T) {
	c := NewChecker()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := c.Check([]byte(`{"uri":"a","headlines":[{"value":"b"}]}`)); err != nil || got[0].Err() != nil {
				t.Errorf("Check() = %+v, %v, want it valid", got, err)
			}
		})
	}
	all.Wait()
}

// TestDraft3 holds values to schemas of draft 3 in its own words.
func TestDraft3(t *testing.T) {
	for _, c := range []struct{ schema, good, bad string }{
		{`"properties":{"a":{"required":true},"b":{"required":false}}`, `{"a":1} {"a":null}`, `{} {"b":1}`},
		{`"type":"any","properties":{"a":{"type":"any"}}`, `{"a":1} 7 "x"`, ``},
		{`"type":["string","null"]`, `"x" null`, `7 []`},
		{`"type":["string",{"type":"object","properties":{"a":{"required":true}}}]`, `"x" {"a":1}`, `7 {}`},
		{`"type":["string","any"]`, `"x" 7`, ``},
		{`"disallow":"string"`, `7 null`, `"x"`},
		{`"disallow":["string",{"type":"number","minimum":5}]`, `4 null`, `"x" 6`},
		{`"disallow":"any"`, ``, `7 null`},
		{`"type":"number","divisibleBy":3`, `9 0`, `10`},
		{`"extends":{"properties":{"a":{"type":"string","required":true}}}`, `{"a":"x"}`, `{} {"a":1}`},
		{`"extends":[{"type":"object"},{"additionalProperties":{"type":"number"}}],"properties":{"a":{"type":"number"}}`, `{"a":1,"b":2}`, `{"b":"x"} 7`},
		{`"dependencies":{"a":"b","c":["d","e"],"f":{"properties":{"g":{"required":true}}}}`, `{"a":1,"b":1} {"c":1,"d":1,"e":1} {"f":1,"g":1} {}`, `{"a":1} {"c":1,"d":1} {"f":1}`},
		{`"items":[{"type":"string"},{"type":"number"}],"additionalItems":{"type":"null"}`, `["x",1,null]`, `[1] ["x","y"] ["x",1,2]`},
		{`"items":{"properties":{"a":{"required":true}}}`, `[{"a":1}] []`, `[{}]`},
		{`"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false`, `{"x1":"a"}`, `{"x1":1} {"y":"a"}`},
		{`"minimum":3,"exclusiveMinimum":true`, `4`, `3`},
		{`"format":"ip-address"`, `"10.0.0.1"`, `"nowhere"`},
		{`"format":"host-name"`, `"a.example"`, `"no_host/"`},
		{`"enum":["required",{"type":"any"}]`, `"required" {"type":"any"}`, `"x"`},
	} {
		schema, err := compileSchema([]byte(`{"$schema":"http://json-schema.org/draft-03/schema#",`+c.schema+`}`), true)
		if err != nil {
			t.Errorf("compileSchema(%s) = %v, want it compiled", c.schema, err)
			continue
		}
		for list, valid := range map[string]bool{c.good: true, c.bad: false} {
			for value := range strings.FieldsSeq(list) {
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(value))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(v); (err == nil) != valid {
					t.Errorf("{%s} of %s = %v, want valid %v", c.schema, value, err, valid)
				}
			}
		}
	}
	if got := fromDraft3(map[string]any{"$schema": draft4, "required": true}); got.(map[string]any)["required"] != true {
		t.Errorf("fromDraft3(draft 4) = %v, want it as it is", got)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(`{"uri":"a","pubStatus":7,"places":[{"geoJSON":{"type":"GeometryCollection","geometries":[{}]}}]}`))
	f.Add([]byte(`[{"uri":"a","body_x":"y"},{"standard":{"version":"1.0"}},[]]`))
	c := NewChecker()
	f.Fuzz(func(t *testing.T, raw []byte) {
		verdicts, err := c.Check(raw)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Check() = %v, want ErrInvalid", err)
		}
		if (err == nil) == (len(verdicts) == 0) {
			t.Errorf("Check() = %d verdicts, %v, want either", len(verdicts), err)
		}
		if _, err := json.Marshal(verdicts); err != nil {
			t.Error(err)
		}
	})
}
