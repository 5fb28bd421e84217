package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// report is invented copy of n words, the same for the same seed.
func report(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 3))
	stems := strings.Fields("ferry harbour council gale bridge grain vote mill light coast winter train fund river levy strait pilot tariff orchard signal")
	ends := []string{"", "s", "ed", "ing", "ers", "men", "ward", "less"}
	out := make([]string, n)
	for i := range out {
		out[i] = stems[r.IntN(len(stems))] + ends[r.IntN(len(ends))]
	}
	return out
}

// retold is copy with words put in at the given places.
func retold(words []string, at ...int) []string {
	out := slices.Clone(words)
	for _, i := range at {
		out[i] = "retold" + fmt.Sprint(i)
	}
	return out
}

func ninjsOf(guid, version, headline string, words []string, more string) string {
	return fmt.Sprintf(`{"uri":%q,"version":%q,"type":"text","language":"en","headlines":[{"role":"main","value":%q}],`+
		`"bodies":[{"contentType":"text/html","value":"<p>%s.</p>"}]%s}`, guid, version, headline, strings.Join(words, " "), more)
}

// exchange adds the source "dpx", which says what is done with duplicates.
func (n *newsroom) exchange(duplicates string) {
	n.t.Helper()
	src := news.Source{ID: "dpx", Name: "Delta Press Exchange", Credit: "DPX", Duplicates: duplicates, Rules: []news.Rule{{Title: "courier", Section: "world", Publish: "now"}}}
	if _, err := n.store.SaveSource(context.Background(), src, n.now()); err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) takeFrom(source news.SourceID, text string) news.StoryFile {
	n.t.Helper()
	taken, err := n.Take(context.Background(), source, "file", "test", strings.NewReader(text))
	if err != nil || taken.Quarantine != "" || len(taken.Items) != 1 || taken.Items[0].Story == "" {
		n.t.Fatalf("Take(%.60s…) = %+v, %v, want one story", text, taken, err)
	}
	f, err := n.store.Story(context.Background(), taken.Items[0].Story)
	if err != nil {
		n.t.Fatal(err)
	}
	return f
}

func (n *newsroom) alike(f news.StoryFile) []news.AlikeLine {
	n.t.Helper()
	out, err := n.store.Alikes(context.Background(), f.Story.ID)
	if err != nil {
		n.t.Fatal(err)
	}
	return out
}

func TestSameStoryFromTwoAgencies(t *testing.T) {
	for _, c := range []struct {
		duplicates string
		state      news.State
	}{{"", news.Live}, {"link", news.Live}, {"hold", news.Held}} {
		n := newNewsroom(t)
		n.exchange(c.duplicates)
		words := report(1, 200)
		a := n.takeFrom("npa", ninjsOf("npa:1", "1", "Strait opens to grain", words, ""))
		n.pass(time.Hour)
		b := n.takeFrom("dpx", ninjsOf("dpx:9", "1", "Grain ships pass the strait", retold(words, 3, 100), ""))
		if got := n.alike(a); len(got) != 1 || got[0].Other != b.Story.ID || got[0].Kind != news.AlikeSame || got[0].Headline != "Grain ships pass the strait" || got[0].Source != "dpx" {
			t.Errorf("duplicates %q: Alikes() = %+v, want the other as the same", c.duplicates, got)
		}
		if b.Placements[0].State != c.state || len(b.Story.Flags) == 0 || b.Story.Flags[0] != "The same text came from NPA as “Strait opens to grain” (npa:1)." {
			t.Errorf("duplicates %q: story = %s, flags %q, want %s and told", c.duplicates, b.Placements[0].State, b.Story.Flags, c.state)
		}
		if r, err := n.readers("npa:1"); err != nil || r.Headline != "Strait opens to grain" {
			t.Errorf("duplicates %q: readers get %q, %v, want the first as it was", c.duplicates, r.Headline, err)
		}
		// What is held stays held by an update, and is let go by an editor.
		b = n.takeFrom("dpx", ninjsOf("dpx:9", "2", "Grain ships pass the strait", retold(words, 3, 100, 150), ""))
		if b.Placements[0].State != c.state {
			t.Errorf("duplicates %q: after an update the story is %s, want %s", c.duplicates, b.Placements[0].State, c.state)
		}
	}
}

// wrapped sets words in lines.
func wrapped(words []string, between string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && i%10 == 0 {
			b.WriteString(between)
		}
		b.WriteString(w + " ")
	}
	return b.String()
}

// Leads that name no number have guids of their own.
func TestTakesWithGuidsOfTheirOwn(t *testing.T) {
	words := report(2, 240)
	lead := func(number int, label string, words []string) string {
		return fmt.Sprintf("\x01bas%04d 4 pl 240  npa %04d\r\n\r\nOrve/Ferries/\r\n\x02%sFerries wait at Orve =\r\n\r\nHallen (npa) - %s.\r\n\r\n\x0323%02d20 GMT Nov 26\r\n\x04", number, number, label, wrapped(words, "\r\n"), 10+number%10)
	}
	writethru := func(cycle, label string, number int, words []string) string {
		return fmt.Sprintf("\x16\x16\x01w%04d\x1fnordx\r\nu i \x13\x11 %s-VK--Orve-Ferries %s  11-23 0240\r\n\x02^%s-VK--Orve-Ferries, %s,240<\r\n^Ferries wait at Orve<\r\n\tHALLEN, Norland (NPA) _ %s.\r\n\r\n\t\x03NP-WF-11-23-26 %02d20GMT<\r\n\x0c\r\n\x04", number, cycle, label, cycle, label, wrapped(words, "\r\n"), 10+number%10)
	}
	second := append(retold(words[:160], 5, 60, 120), report(3, 80)...)
	third := append(retold(words[:100], 5, 60), append(report(3, 80), report(4, 40)...)...)
	for name, files := range map[string][3]string{
		"7901": {lead(11, "", words), lead(12, "1ST LEAD\r\n", second), lead(13, "2ND LEAD\r\n", third)},
		"anpa": {writethru("PM", "", 11, words), writethru("AM", "1stLd-Writethru", 12, second), writethru("BC", "2ndLd-Writethru", 13, third)},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t)
			var takes []news.StoryFile
			for _, text := range files {
				takes = append(takes, n.takeFrom("npa", text))
				n.pass(time.Hour)
			}
			for i, f := range takes {
				links := n.alike(f)
				if len(links) != 2 {
					t.Errorf("take %d (%s, %q) has links %+v, want the two others", i+1, f.Story.GUID, f.Latest.Slugline, links)
				}
				for _, l := range links {
					if l.Kind != news.AlikeTake {
						t.Errorf("take %d is %q to another, want %q", i+1, l.Kind, news.AlikeTake)
					}
				}
				if len(f.Story.Flags) != 0 || f.Placements[0].State != news.Live {
					t.Errorf("take %d = %s, flags %q, want it live and nothing said", i+1, f.Placements[0].State, f.Story.Flags)
				}
			}
		})
	}
}

func TestUpdateWithOtherWordsEndsALink(t *testing.T) {
	n := newNewsroom(t)
	n.exchange("")
	words := report(1, 150)
	a := n.takeFrom("npa", ninjsOf("npa:1", "1", "Strait opens", words, ""))
	b := n.takeFrom("dpx", ninjsOf("dpx:9", "1", "Strait opens", words, ""))
	if len(n.alike(a)) != 1 {
		t.Fatalf("Alikes() = %+v, want one", n.alike(a))
	}
	n.takeFrom("dpx", ninjsOf("dpx:9", "2", "Strait opens", report(8, 150), ""))
	if got := append(n.alike(a), n.alike(b)...); len(got) != 0 {
		t.Errorf("Alikes() = %+v, want none", got)
	}
	n.takeFrom("npa", ninjsOf("npa:1", "2", "Strait opens", report(8, 150), ""))
	if len(n.alike(b)) != 1 {
		t.Errorf("Alikes() = %+v, want one again", n.alike(b))
	}
}

func TestTwoRoadsAtOnce(t *testing.T) {
	n := newNewsroom(t)
	n.exchange("hold")
	for round := range 5 {
		words := report(uint64(50+round), 150)
		var wg sync.WaitGroup
		for _, source := range []news.SourceID{"dpx", "npa"} {
			wg.Go(func() {
				text := ninjsOf(fmt.Sprintf("%s:%d", source, round), "1", "Strait opens "+string(source), words, "")
				if _, err := n.Take(context.Background(), source, "file", "test", strings.NewReader(text)); err != nil {
					t.Errorf("Take(%s) = %v", source, err)
				}
			})
		}
		wg.Wait()
		f := n.file(fmt.Sprintf("npa:%d", round))
		links := n.alike(f)
		if len(links) != 1 || links[0].Kind != news.AlikeSame {
			t.Fatalf("Alikes() = %+v, want the other", links)
		}
		other, err := n.store.Story(context.Background(), links[0].Other)
		if err != nil || len(f.Story.Flags)+len(other.Story.Flags) == 0 {
			t.Errorf("flags = %q and %q, %v; want the later to be told of the earlier", f.Story.Flags, other.Story.Flags, err)
		}
	}
}

func TestKillWarnsOfWhatRepeatsIt(t *testing.T) {
	n := newNewsroom(t)
	n.exchange("")
	words := report(1, 200)
	n.takeFrom("npa", ninjsOf("npa:1", "1", "Strait opens", words, ""))
	n.takeFrom("npa", ninjsOf("npa:2", "1", "Strait opens, pilots say", retold(words, 30, 80, 130, 180, 190), ""))
	n.takeFrom("dpx", ninjsOf("dpx:9", "1", "Strait open", words, ""))
	n.take(`{"uri":"npa:1","version":"2","type":"text","pubStatus":"canceled"}`)
	if _, err := n.readers("npa:1"); !errors.Is(err, news.ErrKilled) {
		t.Errorf("readers get %v, want ErrKilled", err)
	}
	const says = "“Strait opens” (NPA npa:1) was killed, and this story repeats it; look at it at once."
	f := n.file("npa:2")
	if r, err := n.readers("npa:2"); err != nil || r.Headline != "Strait opens, pilots say" || !slices.Contains(f.Story.Flags, says) {
		t.Errorf("readers get %q, %v; flags %q; want it live, and the desk told", r.Headline, err, f.Story.Flags)
	}
	text, err := json.Marshal(n.alike(f))
	if err != nil || !strings.Contains(string(text), `"source":"dpx"`) {
		t.Errorf("Alikes() = %s, %v", text, err)
	}
}
