package email

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"broadsheet/internal/news"
)

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		"From: a@b.example\nSubject: x\nDate: y\n\ntext": true, "From x Tue\r\nFrom: a\r\nX-Odd_Name:z\r\n\tfolded\r\nTo: b\r\nMessage-ID: <1>\r\n\r\n": true, "\xef\xbb\xbffrom: a\nSUBJECT: b\nto: c\n": true,
		"": false, "From: a\n\nSubject: x\nDate: y": false, "Subject: x\nDate: y\nTo: z\n\n": false, "From: a\nnot a field\nSubject: x\nDate: y\n": false,
		"<rss xmlns:a='b'>": false, `{"uri":"x"}`: false, "\x16\x16\x01a1234": false, "From the coast: a story\nSubject: it\n": false, "HTTP/1.1 200 OK\nDate: x\n": false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

// nested returns a message of parts within parts.
func nested(depth int) string {
	var b strings.Builder
	b.WriteString("From: a@b.example\nSubject: x\n")
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	b.WriteString("\ntext\n")
	for i := depth - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\n", i)
	}
	return b.String()
}

func TestParseErrors(t *testing.T) {
	const head = "From: a@b.example\nSubject: x\n"
	for _, c := range []struct {
		in, want string
		cut      bool
	}{
		{"", "ends inside its head", true},
		{"From: a", "ends inside its head", true},
		{"no field\n\n", "the head of the message cannot be read", false},
		{"From: a@b.example\n\n", "neither a subject nor a text", false},
		{head + "Content-Type: multipart/mixed\n\ntext", "multipart/mixed without a boundary", false},
		{head + "Content-Type: multipart/mixed; boundary=x\n\n--x\n\ntext\n", "the message ends before its last boundary", true},
		{head + "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\ntext\n--x--\n", "part 1 ends before its last boundary", true},
		{head + "Content-Transfer-Encoding: base64\n\nAAA", "the message: its base64 ends in the middle", true},
		{head + "Content-Transfer-Encoding: base64\n\nA=AA", "its base64 cannot be read", false},
		{head + "Content-Transfer-Encoding: quoted-printable\n\na\n=", "its quoted-printable cannot be read", false},
		{nested(maxDepth + 2), "nested deeper than 20", false},
		{head + "Content-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--x\n\na\n", maxParts+1) + "--x--\n", "more than 200 parts", false},
		{head + "\n" + strings.Repeat("a", maxText+1), "at most 8388608 are read", false},
		{head + "Content-Type: text/html\n\n" + strings.Repeat("<b>", 100_000), "nests too deep", false},
		{head + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", "is encrypted", false},
		{strings.Repeat("\n", maxBytes+1), "at most 67108864 are read", false},
	} {
		items, err := Parse([]byte(c.in))
		if len(items) != 0 || !errors.Is(err, news.ErrInvalid) || !strings.Contains(fmt.Sprint(err), c.want) || errors.Is(err, io.ErrUnexpectedEOF) != c.cut {
			t.Errorf("Parse(%.80q) = %d items, %v, want ErrInvalid with %q, broken off: %v", c.in, len(items), err, c.want, c.cut)
		}
	}
	if items, err := Parse([]byte(nested(maxDepth))); err != nil || items[0].BodyHTML != "<p>text</p>" {
		t.Errorf("Parse(%d parts within parts) = %+v, %v, want the text", maxDepth, items, err)
	}
}

// message returns a message with a subject and a text.
func message(subject, text string) []byte {
	return []byte("From: a@b.example\nMessage-ID: <1@b.example>\nSubject: " + subject + "\n\n" + text)
}

func TestEmbargoAndRecall(t *testing.T) {
	for _, c := range []struct {
		subject, text string
		hold          bool
		status        news.PubStatus
	}{
		{"Ferry sails", "The ferry sails.", false, news.Usable},
		{"EMBARGO: 10 am, budget", "x", true, news.Usable},
		{"Budget (under embargo until Friday)", "x", true, news.Usable},
		{"Budget", "x\n\n*** Not for publication before 10:00 ***\n", true, news.Usable},
		{"Budget", "Sperrfrist: Freitag 10.00 Uhr\n\nx", true, news.Usable},
		{"Budget", "For release: Friday\n\nx", true, news.Usable},
		{"Budget", "FOR IMMEDIATE RELEASE\n\nx", false, news.Usable},
		{"Council debates the arms embargo", "The embargo on arms stays.\n\nEmbargoes have failed.", false, news.Usable},
		{"KILL KILL: ferry", "x", false, "canceled"},
		{"Re: Withhold: ferry", "x", false, "withheld"},
		{"RETRACTION NOTICE", "x", false, "canceled"},
		{"Kill rates fall among gulls", "x", false, news.Usable},
		{"Holding on", "x", false, news.Usable},
	} {
		items, err := Parse(message(c.subject, c.text))
		if err != nil || items[0].EmbargoHold != c.hold || items[0].PubStatus != c.status {
			t.Errorf("Parse(%q, %q) = %+v, %v, want hold %v, status %q", c.subject, c.text, items, err, c.hold, c.status)
		}
	}
}

func TestSignature(t *testing.T) {
	long := strings.Repeat("A line of the story.\n", maxSignature+1)
	for _, c := range []struct{ in, text, signature string }{
		{"one\n-- \nme\n", "one\n", "me\n"},
		{"one\r\n--\r\nme", "one\n", "me"},
		{"one\n-- \n" + long, "one\n-- \n" + long, ""},
		{"one\n--\n" + strings.Repeat("x\n", maxGuessed+1), "one\n--\n" + strings.Repeat("x\n", maxGuessed+1), ""},
		{"one\n-- \n" + long + "-- \nme", "one\n-- \n" + long, "me"},
		{"-- ENDS --\nx", "-- ENDS --\nx", ""},
	} {
		if text, signature := cutSignature(c.in); text != c.text || signature != c.signature {
			t.Errorf("cutSignature(%q) = %q, %q, want %q, %q", c.in, text, signature, c.text, c.signature)
		}
	}
	for in, want := range map[string]string{
		"<p>a</p><div>--&nbsp;<br>me</div>": "<p>a</p><div></div>", "<div>a<br>-- <br>me</div><p>me</p>": "<div>a<br></div>", "<pre>a\n-- \nme</pre>": "<pre>a\n</pre>",
		"<p>a</p><p>--</p>" + strings.Repeat("<p>b</p>", maxGuessed+1): "<p>a</p><p>--</p>" + strings.Repeat("<p>b</p>", maxGuessed+1), "<p>a -- b</p><p><b>--</b></p>": "<p>a -- b</p><p><b>--</b></p>",
	} {
		r := &reader{signatures: map[string]bool{}}
		got, err := r.hypertext(in)
		if err != nil || got.markup != want {
			t.Errorf("hypertext(%s) = %s, %v, want %s", in, got.markup, err, want)
		}
		if cut := len(want) < len(in)-2 && !strings.Contains(want, "--"); cut != (len(r.item.EditorialNotes) == 1) {
			t.Errorf("hypertext(%s) notes %+v, want the signature there: %v", in, r.item.EditorialNotes, cut)
		}
	}
}

// TestParseBearsBulk gives messages more than they may have of what is compared
// with each other.
func TestParseBearsBulk(t *testing.T) {
	var keys, ids, people strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&keys, "k%d,", i)
		fmt.Fprintf(&ids, " <%d@b.example>", i)
		fmt.Fprintf(&people, "n%d@b.example, ", i)
	}
	raw := "From: a@b.example\nReply-To: " + people.String() + "z@b.example\nSubject: x\nKeywords: " + keys.String() + "\nReferences:" + ids.String() + "\n\n" + strings.Repeat("--\n", 1_000_000)
	items, err := Parse([]byte(raw))
	if err != nil || len(items[0].Keywords) != maxList || len(items[0].Links) != maxList || len(items[0].EditorialNotes) != maxList {
		t.Errorf("Parse(bulk) = %v, want %d keywords, links and notes", err, maxList)
	}
}

func TestUnflow(t *testing.T) {
	for _, c := range []struct {
		in, want string
		delSp    bool
	}{
		{"a \nb\nc", "a b\nc", false}, {"a \r\nb", "ab", true}, {" >a \n  b", ">a  b", false}, {"> a \n> b\nc", "> a b\nc", false}, {"a \n> b", "a \n> b", false},
		{"a \n-- \nme", "a \n-- \nme", false}, {"", "", false}, {"a ", "a ", false},
	} {
		if got := unflow(c.in, c.delSp); got != c.want {
			t.Errorf("unflow(%q, %v) = %q, want %q", c.in, c.delSp, got, c.want)
		}
	}
}

func TestPicturesAreThoseOfTheItem(t *testing.T) {
	raw := readFile(t, filepath.Join("testdata", "alternative.eml"))
	items, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	files, err := Pictures(raw)
	if err != nil || len(files) != 2 || len(items[0].Associations) != 2 {
		t.Fatalf("Pictures() = %d files, %v, want 2", len(files), err)
	}
	for i, a := range items[0].Associations {
		r := a.Renditions[0]
		if files[i].Name != r.Href || files[i].ContentType != r.ContentType || int64(len(files[i].Data)) != r.Size || !bytes.HasPrefix(files[i].Data, []byte("\xff\xd8\xff")) {
			t.Errorf("Pictures()[%d] = %+v, want the file of %+v", i, files[i], r)
		}
	}
	if _, err := Pictures(nil); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Pictures(nothing) = %v, want ErrInvalid", err)
	}
}

func TestDecodeForgives(t *testing.T) {
	long := strings.Repeat("a long line ", 1000)
	for _, c := range []struct{ encoding, in, want string }{
		{"Quoted-Printable", long + "=C3=A4\x01 50 = 50=\n!", long + "ä 50 = 50!"}, {"quoted-printable", "K\xe4se =E4", "K\xe4se \xe4"}, {"BASE64 ", " QUJD\r\n!RA==\n", "ABCD"}, {"8bit", "=41", "=41"}, {"", "QUJD", "QUJD"},
	} {
		if got, err := decode(c.encoding, []byte(c.in)); err != nil || string(got) != c.want {
			t.Errorf("decode(%s, %.40q) = %.40q, %v, want %.40q", c.encoding, c.in, got, err, c.want)
		}
	}
}

func TestNameForIsSafe(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "photo.JPG": "-photo.jpg", `C:\a\..\b.png`: "-b.png", "../../etc/passwd": "-passwd", "..": "", "Ä ö.jpg": "-jpg", strings.Repeat("x", 200) + ".png": "-" + strings.Repeat("x", 76) + ".png",
	} {
		if got := nameFor([]byte("data"), in); got != hash([]byte("data"))+want {
			t.Errorf("nameFor(%q) = %q, want %q after the hash", in, got, want)
		}
	}
}

func TestHeadInjectsNothing(t *testing.T) {
	encoded := "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("a\r\nBcc: x\x00\u2028b")) + "?="
	items, err := Parse(message(encoded, "x"))
	if err != nil || items[0].Headline != "a Bcc: x b" {
		t.Errorf("Parse(%s) = %+v, %v, want one line", encoded, items, err)
	}
}

// TestPrivateStaysPrivate looks for what is for the newsroom in all that may
// reach readers.
func TestPrivateStaysPrivate(t *testing.T) {
	raw := "From: SECRET <SECRET@b.example>\nReply-To: SECRET@b.example\nComments: SECRET\nMessage-ID: <1@b.example>\nSubject: x\nX-Note: SECRET\nBcc: SECRET@c.example\nContent-Type: text/html\n\n" +
		`<p>yes</p><!-- SECRET --><p hidden>SECRET</p><p style="display: none">SECRET</p><p class="notepad">SECRET</p><div>-- <br>SECRET</div>`
	items, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	it := items[0]
	if it.Provider != "SECRET" { // whose name is public
		t.Errorf("Parse(private).Provider = %q, want the sender's name", it.Provider)
	}
	it.Provider, it.EditorialNotes = "", nil
	text, err := json.Marshal(it)
	if err != nil || strings.Contains(string(text), "SECRET") || !strings.Contains(string(text), "yes") {
		t.Errorf("Parse(private) = %s, %v, want no word of it", text, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range messages(f) {
		f.Add(readFile(f, file))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := Parse(raw)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Parse() = %v, want ErrInvalid", err)
		}
		if (err == nil) != (len(items) == 1) {
			t.Errorf("Parse() = %d items, %v, want one or an error", len(items), err)
		}
		for _, it := range items {
			if it.GUID == "" || it.PubStatus == "" || strings.Contains(strings.ToLower(it.BodyHTML), "<script") {
				t.Errorf("Parse() = guid %q, status %q, body %q, want them sound", it.GUID, it.PubStatus, it.BodyHTML)
			}
			for _, a := range it.Associations {
				if name := a.Renditions[0].Href; name == "" || strings.ContainsAny(name, `/\:`) || strings.HasPrefix(name, ".") {
					t.Errorf("Parse() = file %q, want a plain name", name)
				}
			}
			if text, err := json.Marshal(it); err != nil || !utf8.Valid(text) {
				t.Errorf("json.Marshal(item) = %v, want valid UTF-8", err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := readFile(b, filepath.Join("testdata", "alternative.eml"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
