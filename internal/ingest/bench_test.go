package ingest

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// benchWords are what pages of copy are drawn from.
var benchWords = strings.Fields(`harbour ferry council bridge river valley minister farmer teacher winter storm report
	budget school market village railway hospital treaty island mountain festival library engine lantern orchard quarry
	signal tunnel harvest captain doctor painter sailor surveyor clerk judge witness voter reader archive ledger
	opened closed counted measured repaired delayed approved rejected promised warned carried gathered counted lifted`)

// pageOfCopy is one typed page of agency copy, about 350 words, as NewsML-G2;
// each guid has its own words.
func pageOfCopy(guid string) string {
	h := fnv.New64a()
	h.Write([]byte(guid))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	var body strings.Builder
	for i := range 9 {
		body.WriteString("<p>The")
		for range 38 {
			body.WriteString(" " + benchWords[r.IntN(len(benchWords))])
		}
		body.WriteString(" &amp; more, the harbour office said.</p>\n")
		if i == 4 {
			body.WriteString("<p>- 'A long way' -</p>\n")
		}
	}
	return fmt.Sprintf(`<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid=%q version="1" standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="en">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:NPA"/><versionCreated>2026-11-23T09:00:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><urgency>4</urgency><contentCreated>2026-11-23T08:55:00Z</contentCreated><creator><name>A. Writer</name></creator><language tag="en"/>
<subject type="cpnat:abstract" qcode="medtop:04000000"><name>economy, business and finance</name></subject><subject type="cpnat:abstract" qcode="medtop:20000337"><name>shipping</name></subject>
<slugline separator="-">NORLAND-FERRY-OPENING</slugline><headline>Ferry line %s opens again after eight months</headline><description role="drol:summary">The line to Tern Head sails again.</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml" wordcount="350"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>%s</body></html></inlineXML></contentSet></newsItem>`, guid, guid, body.String())
}

func benchRoom(b *testing.B) *Room {
	b.Helper()
	dir, err := os.MkdirTemp(".", "bench-*") // on a disk, not in memory
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	s, err := store.Open(context.Background(), "sqlite:"+dir+"/store.db")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	storetest.House(b, s)
	blobs, err := blob.Open(dir + "/blobs")
	if err != nil {
		b.Fatal(err)
	}
	return &Room{Store: s, Blobs: blobs, Now: func() time.Time { return storetest.T0 }, NewID: store.NewID, Log: slog.New(slog.DiscardHandler), MaxBytes: 64 << 20}
}

// BenchmarkRead is what a page of copy costs before it meets the store.
func BenchmarkRead(b *testing.B) {
	raw := []byte(pageOfCopy("urn:bench:1"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if items, err := (Reader{}).Read(raw); err != nil || len(items) != 1 {
			b.Fatal(err)
		}
	}
}

// copyFile returns a file of the next pages of copy after guid.
func copyFile(guid *int, items int) Incoming {
	var text strings.Builder
	if items > 1 {
		text.WriteString(`<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>`)
	}
	for range items {
		*guid++
		text.WriteString(pageOfCopy(fmt.Sprintf("urn:bench:%d", *guid)))
	}
	if items > 1 {
		text.WriteString(`</itemSet></newsMessage>`)
	}
	return Incoming{Name: "a.xml", Body: strings.NewReader(text.String())}
}

func takeFiles(b *testing.B, r *Room, in []Incoming, items int) {
	b.Helper()
	taken, err := r.TakeAll(context.Background(), "npa", "bench", in)
	if err != nil {
		b.Fatal(err)
	}
	for _, x := range taken {
		if x.Err != nil || len(x.Items) != items {
			b.Fatal(x.Err, x.Reason)
		}
	}
}

// benchmarkTake takes pages of copy, so many files at once and items in each.
func benchmarkTake(b *testing.B, files, items int) {
	r := benchRoom(b)
	guid := 0
	b.ResetTimer()
	for done := 0; done < b.N; done += files * items {
		b.StopTimer()
		var in []Incoming
		for range files {
			in = append(in, copyFile(&guid, items))
		}
		b.StartTimer()
		takeFiles(b, r, in, items)
	}
	b.ReportMetric(float64(guid)/b.Elapsed().Seconds(), "items/s")
}

func BenchmarkTakeFileOf100(b *testing.B) { benchmarkTake(b, 1, 100) }
func BenchmarkTake32Files(b *testing.B)   { benchmarkTake(b, 32, 1) }
func BenchmarkTakeOneByOne(b *testing.B)  { benchmarkTake(b, 1, 1) }

// BenchmarkTakeAmongMany fills a store with as many stories as
// BROADSHEET_BENCH_STORED says, each half a minute after the one before, and
// logs how many are filed in a second after each tenth. Only files being taken
// are timed. Run it once: -benchtime 1x -timeout 0.
func BenchmarkTakeAmongMany(b *testing.B) {
	many, err := strconv.Atoi(os.Getenv("BROADSHEET_BENCH_STORED"))
	if err != nil {
		b.Skip("BROADSHEET_BENCH_STORED is not set to a number of stories")
	}
	const items = 100
	r := benchRoom(b)
	guid := 0
	r.Now = func() time.Time { return storetest.T0.Add(time.Duration(guid) * 30 * time.Second) }
	var since time.Duration
	for tenth := 1; tenth <= 10; tenth++ {
		from := guid
		for guid < many*tenth/10 {
			b.StopTimer()
			in := []Incoming{copyFile(&guid, items)}
			b.StartTimer()
			takeFiles(b, r, in, items)
		}
		b.Logf("%d stored: %.0f items/s", guid, float64(guid-from)/(b.Elapsed()-since).Seconds())
		since = b.Elapsed()
	}
}
