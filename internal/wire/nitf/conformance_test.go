package nitf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestOfficialSamples reads the NITF of IPTC's own examples, taken out of the
// NewsML-G2 around it and given an id. The files are public, stand beside the
// project and are never copied; without them the test is left out.
func TestOfficialSamples(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "newsml-g2", "examples")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("left out: the public samples are not at %s", folder)
	}
	for _, c := range []struct{ file, begins, ends string }{
		{"LISTING_22_Sports_story_in_NewsML-G2NITF.xml", "(Sports Network) - A pair of teams coming off big weekend sweeps", "Garcia has gone 0-2 over his last six starts."},
		{"LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml", "(Sports Network) - With the Philadelphia Phillies picking up momentum", "looks set to be a clash of the Titans."},
	} {
		text := string(read(t, filepath.Join(folder, c.file)))
		begin, end := strings.Index(text, "<nitf "), strings.Index(text, "</nitf>")
		if begin < 0 || end < begin {
			t.Errorf("%s holds no NITF, want one", c.file)
			continue
		}
		it := one(t, strings.Replace(text[begin:end+len("</nitf>")], "<nitf ", `<nitf uno="sample" `, 1))
		body := strings.Join(strings.Fields(tag.ReplaceAllString(it.BodyHTML, "")), " ")
		if !strings.HasPrefix(body, c.begins) || !strings.HasSuffix(body, c.ends) {
			t.Errorf("Parse(%s).BodyHTML = %q, want it from %q to %q", c.file, body, c.begins, c.ends)
		}
		if want := "Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05p.m."; it.Headline != want {
			t.Errorf("Parse(%s).Headline = %q, want %q", c.file, it.Headline, want)
		}
		if it.Byline != "Sports Network" || !strings.HasPrefix(it.Abstract, "A pair of teams coming off") || it.PubStatus != news.Usable || len(it.Warnings) > 0 {
			t.Errorf("Parse(%s) = byline %q, abstract %q, status %q, warnings %q, want the sample's", c.file, it.Byline, it.Abstract, it.PubStatus, it.Warnings)
		}
	}
}
