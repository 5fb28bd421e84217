package email

import (
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// refuse says what messages are no copy: reports of the mail system, answers by
// machines, and what is encrypted.
func (r *reader) refuse() error {
	kind, _, _ := mime.ParseMediaType(r.head.Get("Content-Type"))
	auto := strings.ToLower(wire.Text(r.head.Get("Auto-Submitted")))
	switch {
	case kind == "multipart/report", kind == "message/delivery-status":
		return fmt.Errorf("the message is a report of the mail system (%s) and no copy: %w", kind, news.ErrInvalid)
	case strings.HasPrefix(auto, "auto-replied"):
		return fmt.Errorf("the message is an automatic answer (Auto-Submitted: %s) and no copy: %w", shown(auto), news.ErrInvalid)
	case kind == "multipart/encrypted", kind == "application/pkcs7-mime" && !strings.Contains(r.head.Get("Content-Type"), "signed-data"):
		return fmt.Errorf("the message is encrypted (%s); ask the sender for one that is not: %w", kind, news.ErrInvalid)
	}
	return nil
}

// fields reads the head of a message.
func (r *reader) fields(raw []byte) {
	it := &r.item
	it.Headline = r.text("Subject")
	it.Language = wire.Text(strings.Split(r.text("Content-Language"), ",")[0])
	it.Created = r.date("Date")
	it.Updated = it.Created
	it.Expires = r.date("Expires")
	for _, name := range []string{"From", "Sender", "Reply-To"} {
		r.address(name)
	}
	r.note("comments", r.text("Comments"))
	for k := range strings.SplitSeq(r.text("Keywords"), ",") {
		if k = wire.Text(k); k != "" && len(it.Keywords) < maxList && !slices.Contains(it.Keywords, k) {
			it.Keywords = append(it.Keywords, k)
		}
	}
	if it.GUID = first(ids(r.head.Get("Message-Id"))); it.GUID == "" {
		it.GUID = "sha256:" + hash(raw)
		r.warn("the message has no Message-ID; its guid is made of its bytes")
	}
	r.links()
	r.status()
}

// text returns a field of the head, its encoded words read.
func (r *reader) text(name string) string { return decoded(r.head.Get(name)) }

// decoded reads the encoded words of RFC 2047; bytes beyond ASCII that are not
// encoded are UTF-8, or else Windows-1252.
func decoded(s string) string {
	if !utf8.ValidString(s) {
		s, _ = toUTF8([]byte(s), "windows-1252")
	}
	d := mime.WordDecoder{CharsetReader: charsetReader}
	if text, err := d.DecodeHeader(s); err == nil {
		s = text
	}
	return wire.Text(s)
}

// address reads who sent the message: the agency by name, or by the domain of
// its address. The address is for the newsroom.
func (r *reader) address(field string) {
	value := r.head.Get(field)
	if value == "" {
		return
	}
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charsetReader}}
	list, err := parser.ParseList(value)
	if err != nil || len(list) == 0 {
		r.note(strings.ToLower(field), decoded(value))
		if field == "From" {
			r.warn("the field From is %q, which is no address of mail", shown(decoded(value)))
		}
		return
	}
	for _, a := range list {
		name := wire.Text(a.Name)
		r.note(strings.ToLower(field), strings.TrimSpace(name+" <"+wire.Text(a.Address)+">"))
		if field != "From" || r.item.Provider != "" {
			continue
		}
		_, domain, _ := strings.Cut(a.Address, "@")
		if r.item.Provider = name; name == "" || strings.Contains(name, "@") {
			r.item.Provider = wire.Text(domain)
		}
	}
}

// zones are the names of offsets that old messages carry (RFC 5322 §4.3).
var zones = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

// dateTail finds a comment, and the zone, at the end of a date.
var dateTail = regexp.MustCompile(`\s+([A-Za-z]{1,5}|[+-]\d{4})(?:\s*\([^()]*\))?$`)

// date reads a date of the head. One that cannot be read is noted.
func (r *reader) date(field string) news.Time {
	value := wire.Text(r.head.Get(field))
	if value == "" {
		return news.Time{}
	}
	s := value
	if m := dateTail.FindStringSubmatchIndex(s); m != nil {
		zone := s[m[2]:m[3]]
		if offset, ok := zones[strings.ToUpper(zone)]; ok {
			zone = offset
		}
		s = s[:m[0]] + " " + zone
		if zone[0] == '+' || zone[0] == '-' {
			if t, err := mail.ParseDate(s); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
				return news.Time{Time: t}
			}
		}
	}
	if t, err := wire.ParseTime(value); err == nil && wire.Zoned(value) {
		return t
	}
	r.warn("the field %s is %q, which is no time that can be read", field, shown(value))
	return news.Time{}
}

// links reads which messages this one answers, follows or replaces.
func (r *reader) links() {
	seen := map[string]bool{r.item.GUID: true}
	for _, f := range []struct {
		field string
		rel   news.LinkRel
	}{{"Supersedes", news.UpdateOf}, {"In-Reply-To", "inReplyTo"}, {"References", "references"}} {
		for _, id := range ids(r.head.Get(f.field)) {
			if !seen[id] && len(r.item.Links) < maxList {
				seen[id] = true
				r.item.Links = append(r.item.Links, news.Link{Rel: f.rel, GUID: id})
			}
		}
	}
}

// messageID is an id in a field that holds one or several.
var messageID = regexp.MustCompile(`<\s*([^<>\s]+)\s*>`)

func ids(field string) []string {
	var out []string
	for _, m := range messageID.FindAllStringSubmatch(strings.ToValidUTF8(field, ""), -1) {
		if id := wire.Text(m[1]); id != "" {
			out = append(out, id)
		}
	}
	if bare := wire.Text(field); len(out) == 0 && bare != "" && !strings.ContainsAny(bare, " <>") {
		out = append(out, bare)
	}
	return out
}

var (
	// recalls finds subjects that take other copy back (wire words of IPTC 7901
	// and of agencies' guides).
	recalls = regexp.MustCompile(`(?i)^\W*(?:(?:fwd?|wg|re|aw|tr|rv)\s*:\W*)*(?:kill|hold|withhold|withdraw(?:n|al)?|retract(?:ed|ion)?|recall(?:ed)?|eliminat(?:e|ion)|disregard|mandatory kill|bitte nicht verwenden|zurückgezogen|rückruf)\b\s*(?:[:!]|$|\b(?:kill|hold|notice|story|release)\b)`)
	// holds finds those of them that take it back for the time being.
	holds = regexp.MustCompile(`(?i)\b(?:with)?hold\b`)
	// embargoed finds lines and subjects that speak of a time of release.
	embargoed = regexp.MustCompile(`(?i)^\W{0,5}(?:sperrfrist\b|(?:strictly |strict |under )?embargo(?:ed)?\b\s*(?:[:!(–—]|-\s|$|until|till|til\b|bis\b|for (?:publication|release))|not (?:for|to be) (?:publication|release|released|published) (?:before|until)|hold for release|for release\s*(?:[:–—-]|on\b|at\b|after\b|until\b)|frei (?:erst )?ab\b|sous embargo\b|embargo jusqu)`)
	// within finds the same inside a subject.
	within = regexp.MustCompile(`(?i)\b(?:sperrfrist\b|sous embargo\b|embargo(?:ed)?\b.{0,20}\b(?:until|till|bis|jusqu)|under (?:strict )?embargo\b)|[\[(]\s*embargo`)
)

// status holds what must not be shown as it is: a recall, and what its sender
// marks as private (RFC 4021 §2.1.48).
func (r *reader) status() {
	if at := recalls.FindStringIndex(r.item.Headline); at != nil {
		r.item.PubStatus, r.item.Guessed = news.Canceled, true
		if holds.MatchString(r.item.Headline[:at[1]]) {
			r.item.PubStatus = news.Withheld
		}
		if title := strings.Trim(r.item.Headline[at[1]:], " \t:!-–—\"'«»„“”"); title != "" {
			r.item.Links = append(r.item.Links, news.Link{Rel: news.UpdateOf, Title: title})
		}
		r.warn("the subject recalls other copy, which is found by the message it answers or by its headline alone; see that it is gone")
	}
	if s := strings.ToLower(r.text("Sensitivity")); s != "" && s != "normal" {
		r.item.PubStatus = news.PubStatus("sensitivity " + s)
		r.warn("the sender marks the message as %q; a person must say whether it is copy", shown(s))
	}
}

// embargo holds an item whose subject, or a line of whose text, speaks of a
// time of release: words give no certain moment.
func (r *reader) embargo(text string) {
	it := &r.item
	it.EmbargoHold = embargoed.MatchString(it.Headline) || within.MatchString(it.Headline)
	for line := range strings.Lines(text) {
		it.EmbargoHold = it.EmbargoHold || embargoed.MatchString(strings.TrimSpace(line))
	}
	if it.EmbargoHold {
		r.warn("the message speaks of an embargo; a person must release the item")
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// shown is a text for a message, cut if it is long.
func shown(s string) string {
	s = wire.Text(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
