package ingest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// captioned is a photograph whose file says things of itself.
func captioned(t *testing.T, width int, properties string) string {
	t.Helper()
	raw := photograph(t, width)
	content := "http://ns.adobe.com/xap/1.0/\x00" + `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">` + properties +
		`</rdf:Description></rdf:RDF></x:xmpmeta>`
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(content)+2))
	return string(raw[:2]) + string(segment) + content + string(raw[2:])
}

func (n *newsroom) picture(guid string) news.Picture {
	n.t.Helper()
	p, err := n.store.PictureByGUID(context.Background(), "npa", guid)
	if err != nil {
		n.t.Fatal(err)
	}
	return p
}

func (n *newsroom) takeFile(name, bytes string) {
	n.t.Helper()
	taken, err := n.Take(context.Background(), "npa", name, "test", strings.NewReader(bytes))
	if err != nil || taken.Quarantine != "" {
		n.t.Fatalf("Take(%s) = %+v, %v", name, taken, err)
	}
}

const said = `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The ferry at Hallen.</rdf:li></rdf:Alt></dc:description>` +
	`<photoshop:Credit>POOL/NPA</photoshop:Credit><photoshop:Instructions>NORLAND OUT</photoshop:Instructions><photoshop:City>Hallen</photoshop:City>` +
	`<ext:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic</ext:DigitalSourceType>`

// TestPictureFileFillsWhatTheItemLeftEmpty takes item and file in both orders.
func TestPictureFileFillsWhatTheItemLeftEmpty(t *testing.T) {
	for _, first := range []string{"file", "item"} {
		n := newNewsroom(t)
		file := captioned(t, 64, said)
		if first == "file" {
			n.takeFile("ferry.jpg", file)
			if p := n.picture("file:ferry.jpg"); p.Caption != "The ferry at Hallen." || p.Credit != "POOL/NPA" || p.Located != "Hallen" || p.Instructions != "NORLAND OUT" {
				t.Errorf("a file alone = %+v, want a picture with its words", p)
			}
		}
		n.take(message("a", "1", `,"associations":[{"name":"main","uri":"p1","type":"picture","headlines":[{"value":"x"}],"descriptions":[{"role":"creditline","value":"NPA"}],"renditions":[{"name":"wide","href":"ferry.jpg"}]}]`))
		if first == "item" {
			n.takeFile("ferry.jpg", file)
		}
		p := n.picture("p1")
		if p.Caption != "The ferry at Hallen." || p.Credit != "NPA" || p.Instructions != "NORLAND OUT" || !news.Synthetic(p.DigitalSourceType) {
			t.Errorf("%s first: picture = %+v, want the item's credit and the file's other words", first, p)
		}
		r, err := n.readers("a")
		if err != nil || len(r.Pictures) != 1 || r.Pictures[0].Caption != "The ferry at Hallen." || r.Pictures[0].Credit != "NPA" || !r.Pictures[0].Synthetic {
			t.Errorf("%s first: readers get %+v, %v, want caption, credit and label", first, r.Pictures, err)
		}
		if _, err := n.store.PictureByGUID(context.Background(), "npa", "file:ferry.jpg"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s first: the file is a picture of its own still: %v", first, err)
		}
	}
}

// TestFileAloneKeepsItsIDWhenAnItemNamesIt holds that the desk's use of a file
// goes on when its item comes, and that the item's kill reaches it.
func TestFileAloneKeepsItsIDWhenAnItemNamesIt(t *testing.T) {
	n := newNewsroom(t)
	n.takeFile("ferry-1280.jpg", captioned(t, 128, said))
	n.takeFile("ferry-640.jpg", captioned(t, 64, said))
	id := n.picture("file:ferry-1280.jpg").ID
	n.take(`{"uri":"p1","version":"1","type":"picture","renditions":[{"name":"wide","href":"ferry-1280.jpg"},{"name":"small","href":"ferry-640.jpg"}]}`)
	p := n.picture("p1")
	if p.ID != id || len(p.Renditions) != 2 || p.Renditions[0].Key == "" || p.Renditions[1].Key == "" || p.Renditions[0].Name != "wide" {
		t.Errorf("the item's picture = %+v, want the file's own (%s) with both sizes", p, id)
	}
	for _, name := range []string{"file:ferry-1280.jpg", "file:ferry-640.jpg"} {
		if _, err := n.store.PictureByGUID(context.Background(), "npa", name); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s is a picture of its own still: %v", name, err)
		}
	}
	n.take(`{"uri":"p1","version":"2","type":"picture","pubStatus":"canceled"}`)
	if p := n.picture("p1"); !p.Withdrawn || p.ID != id {
		t.Errorf("after the kill the picture = %+v, want it withdrawn", p)
	}
}

func TestAttachedPictureSaysWhatItIs(t *testing.T) {
	n := newNewsroom(t)
	mail := "From: Desk <desk@npa.example>\r\nTo: wire@courier.example\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <m1@npa.example>\r\nSubject: Ferry opens\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe ferry opened on Monday.\r\n\r\nMore was to follow.\r\n" +
		"--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=ferry.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString([]byte(captioned(t, 96, said))) + "\r\n--b--\r\n"
	n.wantOutcome(n.take(mail), "filed")
	r, err := n.readers("m1@npa.example")
	if err != nil {
		r, err = n.readers("<m1@npa.example>")
	}
	if err != nil || len(r.Pictures) != 1 || r.Pictures[0].Caption != "The ferry at Hallen." || !r.Pictures[0].Synthetic {
		t.Errorf("readers get %+v, %v, want the attached picture with its file's caption and label", r.Pictures, err)
	}
	if text := r.Body + r.Standfirst + r.Pictures[0].Caption + r.Pictures[0].Credit + r.Pictures[0].Alt; strings.Contains(text, "NORLAND OUT") {
		t.Error("readers see the file's instructions to newsrooms")
	}
}

// TestHostilePictures takes public samples made to harm readers, and whole ones
// cut and spoiled: none may hang the wire room or stop it.
func TestHostilePictures(t *testing.T) {
	n := newNewsroom(t)
	start := time.Now()
	bad := map[string]string{
		"no-xmp.jpg":  captioned(t, 64, `<dc:description><rdf:Alt>`),
		"entity.jpg":  captioned(t, 64, `<dc:description>&bomb;</dc:description>`),
		"deep.jpg":    captioned(t, 64, strings.Repeat("<dc:x>", 8000)),
		"control.jpg": captioned(t, 64, "<dc:description>a&#x0;b</dc:description>"),
	}
	for name, file := range bad {
		n.takeFile(name, file)
		if p := n.picture("file:" + name); len(p.Renditions) != 1 || p.Caption != "" {
			t.Errorf("%s = %+v, want the picture without words", name, p)
		}
	}
	names, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "photos", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Take(context.Background(), "npa", filepath.Base(name), "test", strings.NewReader(string(raw))); err != nil {
			t.Errorf("Take(%s) = %v, want it kept or quarantined", filepath.Base(name), err)
		}
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("taking %d bad pictures took %v, want little", len(bad)+len(names), took)
	}
}

// TestPictureKnownFromContent holds that a picture is one whatever its name, and
// that copy under a picture's name is copy.
func TestPictureKnownFromContent(t *testing.T) {
	n := newNewsroom(t)
	n.takeFile("ferry.bin", captioned(t, 64, `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The ferry.</rdf:li></rdf:Alt></dc:description>`))
	if p := n.picture("file:ferry.bin"); p.Caption != "The ferry." || len(p.Renditions) != 1 {
		t.Errorf("a picture under another name = %+v", p)
	}
	taken, err := n.Take(context.Background(), "npa", "story.jpg", "test", strings.NewReader(message("a", "1", "")))
	if err != nil || taken.Quarantine != "" || len(taken.Items) != 1 || taken.Items[0].GUID != "a" {
		t.Errorf("Take(copy named story.jpg) = %+v, %v, want its story", taken, err)
	}
	taken, err = n.Take(context.Background(), "npa", "note.jpg", "test", strings.NewReader("no picture"))
	if err != nil || !strings.Contains(taken.Reason, "unknown format") {
		t.Errorf("Take(words named note.jpg) = %+v, %v, want them quarantined as unknown", taken, err)
	}
}

// TestPicturesWithoutName holds that one picture never takes the place of
// another because neither had a name.
func TestPicturesWithoutName(t *testing.T) {
	n := newNewsroom(t)
	named := map[string]bool{}
	for _, width := range []int{64, 128, 64} {
		taken, err := n.Take(context.Background(), "npa", "", "push", bytes.NewReader(photograph(t, width)))
		if err != nil || len(taken.Items) != 1 {
			t.Fatalf("Take() = %+v, %v", taken, err)
		}
		if p := n.picture(news.FileGUID(taken.Items[0].GUID)); len(p.Renditions) != 1 || p.Renditions[0].Width != width {
			t.Errorf("%s = %+v, want the picture of %d px", taken.Items[0].GUID, p, width)
		}
		named[taken.Items[0].GUID] = true
	}
	if len(named) != 2 {
		t.Errorf("two pictures, one of them sent twice, are named %v", named)
	}
}
