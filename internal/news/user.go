package news

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// UserID names an account for good (UUIDv7).
type UserID string

// Role is what somebody does in the newsroom. It says what they may do, on the
// titles that are theirs.
type Role string

// The roles.
const (
	Reporter      Role = "reporter"      // writes
	PictureDesk   Role = "pictures"      // writes, and looks after pictures
	Editor        Role = "editor"        // publishes and corrects
	Chief         Role = "chief"         // kills, and decides how a title looks
	Administrator Role = "administrator" // sources, accounts and all else
)

// Roles lists the roles, from the least that one may do to the most.
func Roles() []Role { return []Role{Reporter, PictureDesk, Editor, Chief, Administrator} }

// User is an account of the newsroom. It holds no secret.
type User struct {
	ID UserID `json:"id"`
	// Rev moves by one with every deed on the account.
	Rev int64 `json:"rev"`
	// Name is what they sign in with, and what versions and the journal call
	// them: lower-case letters, digits, dots and hyphens.
	Name string `json:"name"`
	// FullName is what colleagues and readers know them by.
	FullName string `json:"fullName"`
	// SignOff is how they close copy, such as "G. Schulte"; the title's code is
	// added to it.
	SignOff string `json:"signOff,omitempty"`
	Mail    string `json:"mail,omitempty"`
	Role    Role   `json:"role"`
	// Titles are those they work for; none is every title.
	Titles []TitleID `json:"titles,omitempty"`
	// Disabled is when the account was closed; zero is open.
	Disabled time.Time `json:"disabled,omitzero"`
	Created  time.Time `json:"created"`
	// PlainKeys says that single letters are no shortcuts for them (WCAG 2.1.4).
	PlainKeys bool `json:"plainKeys,omitempty"`
}

// Open reports whether the account may be used.
func (u User) Open() bool { return u.ID != "" && u.Disabled.IsZero() }

// On reports whether the user works for a title; "" is any.
func (u User) On(title TitleID) bool {
	return title == "" || len(u.Titles) == 0 || slices.Contains(u.Titles, title)
}

// Act is a kind of thing that somebody may or may not do.
type Act string

// The acts.
const (
	ActRead     Act = "read"     // see the newsroom
	ActWrite    Act = "write"    // begin and edit stories, plan, send, note
	ActPictures Act = "pictures" // change what is said of pictures, and crops
	ActPublish  Act = "publish"  // publish, schedule, place, lift an embargo, spike
	ActCorrect  Act = "correct"  // correct before readers
	ActTakeDown Act = "takeDown" // withdraw from one title, and bring back
	ActFront    Act = "front"    // fronts and the breaking banner
	ActKill     Act = "kill"     // withdraw everywhere for good; release what was frozen
	ActTitle    Act = "title"    // how a title is set up
	ActSources  Act = "sources"  // agencies, their rules, roads and quarantine
	ActPeople   Act = "people"   // accounts
	ActAudit    Act = "audit"    // who did what
)

// Acts lists the acts.
func Acts() []Act {
	return []Act{ActRead, ActWrite, ActPictures, ActPublish, ActCorrect, ActTakeDown, ActFront, ActKill, ActTitle, ActSources, ActPeople, ActAudit}
}

// OfTheHouse reports whether what the act is about belongs to the house as a whole
// and to no title. It is for those alone who work for every title.
func (a Act) OfTheHouse() bool { return a == ActSources || a == ActAudit }

// may returns the acts of a role beyond those of every account.
func (r Role) may() []Act {
	editor := []Act{ActPictures, ActPublish, ActCorrect, ActTakeDown, ActFront}
	switch r {
	case PictureDesk:
		return []Act{ActPictures}
	case Editor:
		return editor
	case Chief:
		return append(editor, ActKill, ActTitle, ActAudit)
	case Administrator:
		return Acts()
	}
	return nil
}

// May answers the one question every deed and every screen of the newsroom asks:
// may this user do this on that title? An empty title is asked of what belongs
// to none, or of whether there is any title where they may. Rooms refuse with
// [ErrForbidden].
func May(u User, a Act, on TitleID) bool {
	if !u.Open() || !slices.Contains(Roles(), u.Role) || !u.On(on) || a.OfTheHouse() && len(u.Titles) > 0 {
		return false
	}
	if a == ActRead || a == ActWrite {
		return true
	}
	return slices.Contains(u.Role.may(), a)
}

// Forbid is [May] as an error for whoever asked: nil, or one that wraps
// [ErrForbidden] and says whom to ask.
func Forbid(u User, a Act, on TitleID) error {
	if May(u, a, on) {
		return nil
	}
	where := ""
	if a.OfTheHouse() && len(u.Titles) > 0 {
		where = ", which is of every title"
	}
	if on != "" && !u.On(on) {
		where = fmt.Sprintf(" on title %q", on)
	}
	who := Administrator
	for _, r := range Roles() {
		if a == ActRead || a == ActWrite || slices.Contains(r.may(), a) {
			who = r
			break
		}
	}
	return fmt.Errorf("%s may not %s%s; ask somebody who is %s or more there: %w", u.Name, a, where, who, ErrForbidden)
}

var userForm = regexp.MustCompile(`^[a-z][a-z0-9.-]{0,39}$`)

// Check returns an error wrapping [ErrInvalid] for the first rule the account
// breaks.
func (u User) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("account %q: %s: %w", u.Name, fmt.Sprintf(format, a...), ErrInvalid)
	}
	switch {
	case !userForm.MatchString(u.Name):
		return bad("the name must be lower-case letters, digits, dots and hyphens, starting with a letter, at most 40")
	case strings.TrimSpace(u.FullName) == "":
		return bad("give the full name, as colleagues and readers know it")
	case len(u.FullName) > 200 || strings.ContainsAny(u.FullName, "\r\n\x00"):
		return bad("the full name must be one line of at most 200 bytes")
	case !slices.Contains(Roles(), u.Role):
		return bad("the role must be one of %v", Roles())
	case u.Mail != "" && (!strings.Contains(u.Mail, "@") || strings.ContainsAny(u.Mail, " \r\n<>,;")):
		return bad("%q is no mail address", u.Mail)
	}
	return nil
}

// Session is one browser of somebody who has signed in. Its secret is kept
// nowhere; Key is the hash by which it is found.
type Session struct {
	Key   string    `json:"key"`
	User  UserID    `json:"user"`
	Made  time.Time `json:"made"`
	Seen  time.Time `json:"seen"` // to the minute
	Until time.Time `json:"until"`
	// Proved is when its owner last showed who they are.
	Proved time.Time `json:"proved,omitzero"`
	// From and Agent say where: an address and a browser, for the user's own list.
	From  string `json:"from,omitempty"`
	Agent string `json:"agent,omitempty"`
	// Second says that a second factor or a passkey was shown.
	Second bool `json:"second,omitempty"`
}

// Credential is one proof of who somebody is. Its Detail is never logged, nor
// shown to anybody.
type Credential struct {
	User   UserID
	Kind   string
	Name   string    // of several of a kind; of a one-time code its hash
	Until  time.Time // zero is for good
	Detail string
}
