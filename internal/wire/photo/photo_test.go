package photo

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// jpegWith returns a small JPEG with segments after its first bytes.
func jpegWith(t testing.TB, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	out := []byte{0xff, 0xd8}
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, b.Bytes()[2:]...)
}

func segment(marker byte, content string) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2))
	return append(out, content...)
}

// packet is a segment of XMP with properties of the picture.
func packet(properties string) []byte {
	return segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+`<?xpacket begin="" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="`+nsRDF+`"><rdf:Description rdf:about=""`+
		` xmlns:dc="`+nsDC+`" xmlns:photoshop="`+nsPhotoshop+`" xmlns:xmpRights="`+nsRights+`" xmlns:core="`+nsCore+`" xmlns:ext="`+nsExt+`" `+properties+
		`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
}

// dataset is one of IIM.
func dataset(record, number byte, value string) string {
	return string(binary.BigEndian.AppendUint16([]byte{0x1c, record, number}, uint16(len(value)))) + value
}

// resource is one of Photoshop's, with a name of odd length now and then.
func resource(id uint16, name, data string) string {
	out := "8BIM" + string(binary.BigEndian.AppendUint16(nil, id)) + string([]byte{byte(len(name))}) + name
	if len(name)%2 == 0 {
		out += "\x00"
	}
	out += string(binary.BigEndian.AppendUint32(nil, uint32(len(data)))) + data
	if len(data)%2 == 1 {
		out += "\x00"
	}
	return out
}

func photoshop(resources ...string) []byte {
	return segment(0xed, "Photoshop 3.0\x00"+strings.Join(resources, ""))
}

func TestXMP(t *testing.T) {
	got := Read(jpegWith(t, packet(`photoshop:Credit="POOL/NPA" photoshop:Instructions="NORLAND OUT" photoshop:DateCreated="2026-11-23T09:00:00+01:00">
		<dc:description><rdf:Alt><rdf:li xml:lang="nb">Ferga</rdf:li><rdf:li xml:lang="x-default">The ferry
		at Hallen</rdf:li></rdf:Alt></dc:description>
		<dc:creator><rdf:Seq><rdf:li>Ida Kestrel</rdf:li><rdf:li>Ola Berg</rdf:li></rdf:Seq></dc:creator>
		<dc:subject><rdf:Bag><rdf:li>ferry</rdf:li><rdf:li>ferry</rdf:li><rdf:li> harbour </rdf:li></rdf:Bag></dc:subject>
		<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© NPA</rdf:li></rdf:Alt></dc:rights>
		<xmpRights:UsageTerms><rdf:Alt><rdf:li>Editorial use only.</rdf:li></rdf:Alt></xmpRights:UsageTerms>
		<core:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A white ferry.</rdf:li></rdf:Alt></core:AltTextAccessibility>
		<ext:DigitalSourceType rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>
		<ext:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><ext:City>Hallen</ext:City><ext:CountryName>Norland</ext:CountryName></rdf:li></rdf:Bag></ext:LocationCreated>
		<ext:PersonInImage><rdf:Bag><rdf:li>Ida Kestrel</rdf:li></rdf:Bag></ext:PersonInImage>
		<photoshop:TransmissionReference>NPA-7</photoshop:TransmissionReference>`)))
	want := news.PictureWords{
		Caption: "The ferry\nat Hallen", Byline: "Ida Kestrel, Ola Berg", Credit: "POOL/NPA", Copyright: "© NPA", UsageTerms: "Editorial use only.", Instructions: "NORLAND OUT",
		City: "Hallen", Country: "Norland", JobID: "NPA-7", AltText: "A white ferry.", DigitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
		Keywords: []string{"ferry", "harbour"}, People: []string{"Ida Kestrel"},
	}
	if got.Created.Format(time.RFC3339) != "2026-11-23T09:00:00+01:00" {
		t.Errorf("Read().Created = %v, want that of the file", got.Created)
	}
	got.Created = news.Time{}
	if !equal(got, want) {
		t.Errorf("Read() = %+v, want %+v", got, want)
	}
}

func equal(a, b news.PictureWords) bool {
	return slices.Equal(a.Keywords, b.Keywords) && slices.Equal(a.People, b.People) && slices.Equal(a.Warnings, b.Warnings) && func() bool {
		a.Keywords, b.Keywords, a.People, b.People, a.Warnings, b.Warnings = nil, nil, nil, nil, nil, nil
		return a.Created.Equal(b.Created.Time) && a.Caption == b.Caption && a.Headline == b.Headline && a.Byline == b.Byline && a.Credit == b.Credit && a.Source == b.Source &&
			a.Copyright == b.Copyright && a.UsageTerms == b.UsageTerms && a.Instructions == b.Instructions && a.City == b.City && a.Country == b.Country && a.CountryCode == b.CountryCode &&
			a.JobID == b.JobID && a.AltText == b.AltText && a.DigitalSourceType == b.DigitalSourceType && a.OutOfSync == b.OutOfSync
	}()
}

// TestIIM reads IIM behind another resource of odd length, in three encodings.
func TestIIM(t *testing.T) {
	for _, c := range []struct{ name, first, caption string }{
		{"UTF-8", dataset(1, 90, "\x1b%G"), "Fähre – “Größe”"},
		{"UTF-8 that is not declared", "", "Fähre – “Größe”"},
		{"Windows-1252", "", "F\xe4hre \x96 \x93Gr\xf6\xdfe\x94"},
	} {
		data := c.first + dataset(2, 120, c.caption) + dataset(2, 80, "Ida Kestrel") + dataset(2, 80, "Ola Berg") + dataset(2, 25, "ferry") + dataset(2, 25, "harbour") +
			dataset(2, 55, "20261123") + dataset(2, 60, "090000+0100") + dataset(2, 40, "NORLAND OUT") + dataset(2, 103, "NPA-7") + dataset(2, 90, "Hallen")
		got := Read(jpegWith(t, photoshop(resource(0x03ed, "a", "odd"), resource(0x0404, "", data))))
		if got.Caption != "Fähre – “Größe”" || got.Byline != "Ida Kestrel, Ola Berg" || !slices.Equal(got.Keywords, []string{"ferry", "harbour"}) || got.Instructions != "NORLAND OUT" ||
			got.JobID != "NPA-7" || got.City != "Hallen" || got.Created.Format(time.RFC3339) != "2026-11-23T09:00:00+01:00" || len(got.Warnings) > 0 {
			t.Errorf("%s: Read() = %+v, want what the IIM says", c.name, got)
		}
	}
	// In two segments, as long ones are.
	long := resource(0x0404, "", dataset(2, 120, strings.Repeat("x", 30_000))+dataset(2, 105, strings.Repeat("y", 30_000))+dataset(2, 80, "Ida Kestrel"))
	got := Read(jpegWith(t, photoshop(long[:50_000]), photoshop(long[50_000:])))
	if got.Byline != "Ida Kestrel" || len(got.Caption) > 4*maxText || len(got.Headline) > 4*maxLine {
		t.Errorf("Read(two segments) = byline %q, caption of %d bytes, want all and the long ones cut", got.Byline, len(got.Caption))
	}
}

// TestPrecedence holds that XMP goes before IIM and IIM before Exif, and that the
// desk is told where the file itself says that the two were changed apart.
func TestPrecedence(t *testing.T) {
	data := dataset(2, 120, "From IIM") + dataset(2, 105, "Headline") + dataset(2, 110, "A credit cut after thirty-two by")
	sum := md5.Sum([]byte(data))
	x := packet(`photoshop:Credit="A credit cut after thirty-two bytes"><dc:description><rdf:Alt><rdf:li>From XMP</rdf:li></rdf:Alt></dc:description>`)
	for _, c := range []struct {
		name, digest string
		warnings     int
		apart        bool
	}{{"no digest", "", 0, false}, {"its own digest", string(sum[:]), 0, false}, {"another's digest", strings.Repeat("x", 16), 2, true}} {
		resources := []string{resource(0x0404, "", data)}
		if c.digest != "" {
			resources = append(resources, resource(0x0425, "", c.digest))
		}
		got := Read(jpegWith(t, x, photoshop(resources...)))
		if got.Caption != "From XMP" || got.Headline != "Headline" || got.Credit != "A credit cut after thirty-two bytes" || got.OutOfSync != c.apart || len(got.Warnings) != c.warnings {
			t.Errorf("%s: Read() = %+v, want the XMP's words, the IIM's headline and %d warnings", c.name, got, c.warnings)
		}
	}
}

func TestBadXMP(t *testing.T) {
	for name, s := range map[string]string{
		"entities":  `http://ns.adobe.com/xap/1.0/` + "\x00" + `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>`,
		"cut short": `http://ns.adobe.com/xap/1.0/` + "\x00" + `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF`,
		"deep":      `http://ns.adobe.com/xap/1.0/` + "\x00" + strings.Repeat("<a>", 10_000),
	} {
		got := Read(jpegWith(t, segment(0xe1, s), photoshop(resource(0x0404, "", dataset(2, 120, "From IIM")))))
		if got.Caption != "From IIM" || len(got.Warnings) != 1 {
			t.Errorf("%s: Read() = %+v, want the IIM's caption and a warning", name, got)
		}
	}
	if got := Read(jpegWith(t, packet(">"))); !equal(got, news.PictureWords{}) {
		t.Errorf("Read(empty XMP) = %+v, want nothing", got)
	}
}

func TestNoPicture(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"nothing": nil, "text": []byte("A ferry."), "the beginning of a JPEG": {0xff, 0xd8}, "a bare PNG": b.Bytes(), "a GIF": []byte("GIF89a")} {
		if got := Read(raw); got.Caption != "" || got.Byline != "" {
			t.Errorf("Read(%s) = %+v, want nothing", name, got)
		}
	}
}

// TestSamples reads public samples: the reference picture of IPTC's standard, a
// picture in several formats, and files made to harm readers.
func TestSamples(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "photos")
	names, err := filepath.Glob(filepath.Join(folder, "*.*"))
	if err != nil || len(names) == 0 {
		t.Skipf("left out: the public samples are not at %s", folder)
	}
	type facts struct {
		caption, headline, byline, credit, copyright, city, job string
		keywords                                                int
		apart                                                   bool
	}
	want := map[string]facts{
		"IPTC-PhotometadataRef-Std2021.1.jpg": {"The description aka caption (ref2021.1)", "The Headline (ref2021.1)", "Creator1 (ref2021.1)", "Credit Line (ref2021.1)",
			"Copyright (Notice) 2021.1 IPTC - www.iptc.org (ref2021.1)", "City (Core) (ref2021.1)", "Job Id (ref2021.1)", 3, false},
		"withIptc.jpg": {"Caption", "Headline", "Byline", "Credits", "Copyright", "City", "Transmission", 0, false},
		"sunrise.avif": {"", "Sunrise in Spain", "Bjørn Erik Pedersen", "", "Bjørn Erik Pedersen", "Benalmádena", "", 2, false},
		"sunrise.jpg":  {"", "Sunrise in Spain", "Bjørn Erik Pedersen", "", "Bjørn Erik Pedersen", "Benalmádena", "", 2, false},
		"sunrise.webp": {"", "Sunrise in Spain", "Bjørn Erik Pedersen", "", "Bjørn Erik Pedersen", "Benalmádena", "", 2, false},
	}
	seen := 0
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		got := Read(raw)
		runtime.ReadMemStats(&after)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("Read(%s) took %v, want little", name, took)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
			t.Errorf("Read(%s) allocates %d bytes, want few", name, used)
		}
		base := filepath.Base(name)
		if base == "metadata_demo_iim_and_xmp_only.jpg" && (!got.OutOfSync || len(got.Warnings) != 3 || !strings.HasPrefix(got.Caption, "(This caption in XMP)") || got.DigitalSourceType == "") {
			t.Errorf("Read(%s) = %+v, want the XMP's words and a warning for each that differs", base, got)
		}
		w, ok := want[base]
		if !ok {
			continue
		}
		seen++
		if have := (facts{got.Caption, got.Headline, got.Byline, got.Credit, got.Copyright, got.City, got.JobID, len(got.Keywords), got.OutOfSync}); have != w {
			t.Errorf("Read(%s) = %+v, want %+v", base, have, w)
		}
	}
	if seen != len(want) {
		t.Errorf("read %d of the samples whose words are known, want %d", seen, len(want))
	}
}

func FuzzRead(f *testing.F) {
	f.Add(jpegWith(f, packet(`photoshop:Credit="NPA">`), photoshop(resource(0x0404, "", dataset(2, 120, "Caption")))))
	f.Add(jpegWith(f, segment(0xe1, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0e\x00\x02\x00\x00\x00\x04abc\x00\x00\x00\x00\x00")))
	f.Add([]byte("RIFF\x20\x00\x00\x00WEBPXMP \x04\x00\x00\x00<a/>"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0diTXtXML:com.adobe.xmp"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avifmif1miaf"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		start := time.Now()
		w := Read(raw)
		if took := time.Since(start); took > patience+5*time.Second {
			t.Errorf("Read() took %v", took)
		}
		for _, s := range append([]string{w.Caption, w.Headline, w.Byline, w.Credit, w.Source, w.Copyright, w.UsageTerms, w.Instructions, w.City, w.JobID, w.AltText}, w.Keywords...) {
			if len(s) > 4*maxText+4 || strings.ContainsRune(s, 0) || s != strings.ToValidUTF8(s, "") {
				t.Errorf("Read() = a text of %d bytes, %.40q, want it short and whole", len(s), s)
			}
		}
		if len(w.Keywords) > maxList || len(w.People) > maxList {
			t.Errorf("Read() = %d keywords, %d people, want %d at most", len(w.Keywords), len(w.People), maxList)
		}
	})
}
