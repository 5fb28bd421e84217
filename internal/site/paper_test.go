package site

import (
	"fmt"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// What the printed house must never let out before its time, or at all.
const (
	embargoedWord = "Quillwort"  // in an embargoed story
	heldWord      = "Marsupilli" // in a story that waits for the desk
	killedWord    = "Brimstonia" // in the text of a withdrawn story
)

// printed is a house with a day's papers: a corrected lead, stories in every
// section, and some that readers must not see.
func printed(t testing.TB) *house {
	t.Helper()
	h := newHouse(t)
	lead := leadDeed(h)
	h.save(lead)
	sections := testTitles()[0].Sections
	for i := range 34 {
		d := deed(fmt.Sprintf("item-%d", i), "courier", sections[i%len(sections)].Path, 100-i, news.Content{
			Headline: fmt.Sprintf("Council reports matter number %d", i), Language: "en", Credit: "NPA", Urgency: 4 + i%3,
			Standfirst: fmt.Sprintf("What the council said about matter %d.", i)})
		if i%3 == 0 {
			d = show(d, h.picture(fmt.Sprintf("item-%d", i), 480, 1024), news.PictureUse{Credit: "NPA", Alt: "A hall."})
		}
		h.save(d)
	}
	h.save(deed("treaty", "courier", "politics", 20, news.Content{Headline: "The treaty in five dates", Language: "en"}))
	embargoed := deed("embargoed", "courier", "culture", 90, news.Content{Headline: embargoedWord + " bank to be sold", Language: "en", Body: "<p>" + embargoedWord + "</p>"})
	embargoed.Story.EmbargoUntil = t0.Add(24 * time.Hour)
	h.save(show(embargoed, h.picture("embargoed", 640), news.PictureUse{Caption: embargoedWord}))
	h.save(h.again(lead.Story.ID, news.Take, 160, "", func(c *news.Content) { c.Body += "<p>The joint commission meets again on Friday.</p>" }))
	h.save(h.again(lead.Story.ID, news.Correction, 220, "An earlier version gave the number of barges in October as 421; it was 412.", func(c *news.Content) {}))

	held := deed("held", "courier", "world", 91, news.Content{Headline: heldWord + " found", Language: "en", Body: "<p>" + heldWord + "</p>"})
	held.Placements[0].State = news.Held
	h.save(held)
	killed := deed("killed", "courier", "world", 80, news.Content{Headline: "Harbour master resigns over contract", Language: "en", Body: "<p>" + killedWord + "</p>", Standfirst: killedWord})
	h.save(show(killed, h.picture("killed", 640), news.PictureUse{Caption: killedWord}))
	h.kill(killed.Story.ID, 130, "The agency withdrew its report: no contract had been signed.")

	h.save(deed("orve", "tageblatt", "politik", 40, news.Content{Headline: "Orve-Korridor öffnet wieder", Language: "de", Credit: "VN", SignOff: "ml", Body: "<p>Sandau (vn) – Die Ministerien haben sich geeinigt.</p>"}))
	h.save(deed("english", "tageblatt", "politik", 30, news.Content{Headline: "Insurers wait for the text", Language: "en", Credit: "NPA", Body: "<p>Insurers said they would wait.</p>"}))
	h.save(deed("mamarr", "marsa", "world", 30, news.Content{Headline: "اتفاق على فتح الممر", Language: "ar", Credit: "NPA", SignOff: "kt", Body: "<p>اتفقت الوزارتان.</p>"}))
	return h
}

// leadDeed files the story of the golden page.
func leadDeed(h *house) news.StoryDeed {
	lead := deed("corridor", "courier", "world", 100, news.Content{
		Headline: "Norland and Vesmark agree to reopen the Orve corridor, ministries say", Kicker: "River corridor", Language: "en", Credit: "NPA", Byline: "By Mara Lind", Urgency: 2,
		Standfirst: "The text is unpublished; insurers say they will wait.", SignOff: "kt/ab", Copyright: "© NPA 2026", Related: []string{"treaty", "embargoed"}, Words: 46,
		Keywords: []string{"grain", "shipping"},
		Body: `<p>The foreign ministries of Norland and Vesmark agreed on Monday to reopen the Orve river corridor, a spokeswoman said.</p>` +
			`<h2>‘Global hegemony’</h2><p>The ministry denied that inspections <a href="https://example.org/notice">had been</a> part of the talks.</p>` +
			`<figure data-picture="lock"></figure><table><thead><tr><th>Month</th><th>Barges</th></tr></thead><tbody><tr><td>October</td><td>412</td></tr></tbody></table>` +
			`<figure data-embed="https://video.example/1"></figure><figure data-picture="lock"></figure><figure data-picture="barge"></figure><p>Insurers said they would wait.</p>`})
	lead = show(lead, h.picture("barge", 480, 1024, 1600), news.PictureUse{Caption: "A grain barge at the Hallen lock on 18 November.", Credit: "POOL/NPA", Alt: "A barge before a lock gate."})
	lead = show(lead, h.picture("lock", 640), news.PictureUse{Caption: "The lock.", Credit: "© NPA", Alt: "A lock."})
	made := h.picture("made", 640)
	made.DigitalSourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
	return show(lead, made, news.PictureUse{Caption: "How the lock may look.", Credit: "NPA", Alt: "A drawing."})
}
