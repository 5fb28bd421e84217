package news

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// AuditLine is one line of the audit log: what somebody did, or was refused. It
// holds no secret and no text of a story, only which version it was.
type AuditLine struct {
	N  int64     `json:"n"` // from 1, without gaps
	At time.Time `json:"at"`
	// Who is [Actor.By]; empty where nobody was signed in.
	Who  string `json:"who,omitempty"`
	From string `json:"from,omitempty"`
	// What is a verb of the journal, or one of the constants below.
	What    string    `json:"what"`
	Story   StoryID   `json:"story,omitempty"`
	Version int       `json:"version,omitempty"`
	Titles  []TitleID `json:"titles,omitempty"`
	Ref     string    `json:"ref,omitempty"` // what else it was about
	Note    string    `json:"note,omitempty"`
	// Event is the number of its line in the journal, 0 if it has none.
	Event   int64         `json:"event,omitempty"`
	Changes []AuditChange `json:"changes,omitempty"`
}

// What the audit log has beside the deeds of the journal.
const (
	AuditSignIn        = "session.begun"
	AuditSignInFailed  = "session.refused"  // name, password or code was wrong
	AuditSignInSlowed  = "session.slowed"   // too many tries
	AuditSessionEnded  = "session.ended"    // by its owner
	AuditSessionsEnded = "sessions.ended"   // all, or all but one, or by somebody else
	AuditPassword      = "account.password" // changed
	AuditLink          = "account.link"     // a one-time link was made
	AuditFactor        = "account.factor"   // a second factor or passkey came or went
	AuditDenied        = "denied"           // somebody signed in asked for what they may not
	AuditRead          = "story.read"       // of a story under embargo
	AuditExport        = "export"           // copy or lists left the house
	AuditSettings      = "settings.file"    // who, of what the settings file changed
)

// AuditChange is one field that a deed changed; its values are cut short.
type AuditChange struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// AuditFilter chooses lines; what is empty chooses all.
type AuditFilter struct {
	Who, What string // What may end in "." for all that begins with it
	Story     StoryID
	Ref       string
	Since     time.Time
	Until     time.Time
	Before    int64 // lines with smaller numbers only
	Limit     int   // 0 is 100
}

// AuditChanges lists the fields in which two values differ when they are written as
// JSON, by name; those of structs within structs have a dot. Secrets are named
// and not shown.
func AuditChanges(before, after any) []AuditChange {
	a, b := map[string]string{}, map[string]string{}
	flatten(a, "", before)
	flatten(b, "", after)
	names := map[string]bool{}
	for k := range a {
		names[k] = true
	}
	for k := range b {
		names[k] = true
	}
	var out []AuditChange
	for _, k := range slices.Sorted(maps.Keys(names)) {
		if a[k] == b[k] || k == "rev" || k == "id" || k == "created" {
			continue
		}
		c := AuditChange{Field: k, Old: short(a[k]), New: short(b[k])}
		if secretField(k) {
			c.Old, c.New = "", "not shown"
		}
		out = append(out, c)
	}
	return out
}

func secretField(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "password") || strings.Contains(name, "secret") || strings.Contains(name, "token") || strings.HasSuffix(name, "key")
}

func flatten(into map[string]string, under string, v any) {
	text, err := json.Marshal(v)
	if err != nil || v == nil {
		return
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if d.Decode(&value) == nil {
		flattenValue(into, under, value)
	}
}

func flattenValue(into map[string]string, name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if name != "" {
				k = name + "." + k
			}
			flattenValue(into, k, x)
		}
	case nil:
	case string:
		into[name] = v
	case []any:
		text, err := json.Marshal(v)
		if err == nil {
			into[name] = string(text)
		}
	default:
		into[name] = fmt.Sprint(v)
	}
}

const shortValue = 80 // characters

func short(s string) string {
	if utf8.RuneCountInString(s) <= shortValue {
		return s
	}
	return string([]rune(s)[:shortValue-1]) + "…"
}
