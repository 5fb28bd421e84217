package newsroom

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
	"broadsheet/internal/web"
)

// seat is who calls and what their page needs to know.
type seat struct {
	nonce   string // of this answer's scripts
	user    news.User
	session news.Session
	signed  bool
	near    bool   // the browser runs on this machine
	owes    bool   // they must have a second factor and have shown none
	token   string // that a form of ours carries
}

type seatKey struct{}

// seatIn returns the one seat of a request, which enter fills.
func seatIn(r *http.Request) *seat {
	s, ok := r.Context().Value(seatKey{}).(*seat)
	if !ok {
		return &seat{}
	}
	return s
}

func seatOf(r *http.Request) seat { return *seatIn(r) }

// actor is whose deeds those of a request are.
func (s *seat) actor(r *http.Request) news.Actor {
	a := news.Actor{From: placeOf(r).From}
	if s.signed {
		a.By, a.User = "desk:"+s.user.Name, &s.user
	}
	return a
}

// userOf returns who calls. A route with an act has one.
func userOf(r *http.Request) news.User { return seatOf(r).user }

func newNonce() string {
	var b [18]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// guard sets the headers of every answer, whatever it becomes.
func guard(h http.Header, nonce string, r *http.Request) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"' 'strict-dynamic'; style-src 'self'; img-src 'self' data: blob:; "+
		"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard desk-words")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	if !onThisMachine(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// onThisMachine reports whether the browser runs where the desk does, by a name
// that leads nowhere else: browsers trust it without HTTPS.
func onThisMachine(r *http.Request) bool {
	host := strings.ToLower(web.HostName(r))
	return web.Local(r) || strings.HasSuffix(host, ".localhost")
}

// fromThisMachine reports whether the browser itself is here: a name can be typed
// anywhere.
func fromThisMachine(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

// behind returns the request with the browser's own address, if it came by a
// proxy that is believed.
func (w *Window) behind(r *http.Request) *http.Request {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !w.proxy(at.Addr()) {
		return r
	}
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(list) {
		a, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			return r
		}
		if w.proxy(a) {
			continue
		}
		r = r.Clone(r.Context())
		r.RemoteAddr = netip.AddrPortFrom(a, 0).String()
		return r
	}
	return r
}

func (w *Window) proxy(a netip.Addr) bool {
	return slices.ContainsFunc(w.proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// The names of cookies. Where there is HTTPS the prefix makes browsers keep
// others' hosts from setting them (RFC 6265bis, 4.1.3.2).
const (
	sessionCookie = "desk"
	formCookie    = "form"
	halfCookie    = "half" // of who owes the second factor
	hostPrefix    = "__Host-"
)

func cookieName(r *http.Request, name string) string {
	if onThisMachine(r) {
		return name
	}
	return hostPrefix + name
}

func cookieOf(r *http.Request, name string) string {
	c, err := r.Cookie(cookieName(r, name))
	if err != nil {
		return ""
	}
	return c.Value
}

func tokenOf(r *http.Request) string { return cookieOf(r, sessionCookie) }

// setCookie keeps a value in the browser; an empty one removes it.
func setCookie(rw http.ResponseWriter, r *http.Request, name, value string, life time.Duration) {
	c := &http.Cookie{Name: cookieName(r, name), Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !onThisMachine(r), MaxAge: int(life.Seconds())}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(rw, c)
}

// preToken is what the token of a form is bound to where nobody is signed in.
func (s *seat) preToken(rw http.ResponseWriter, r *http.Request) string {
	if s.signed {
		return ""
	}
	v := cookieOf(r, formCookie)
	if v == "" && r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/static/") {
		v = newNonce()
		setCookie(rw, r, formCookie, v, 24*time.Hour)
	}
	return v
}

// formToken is what a form of ours carries: nobody else can make it without the
// cookie, and it tells nothing of that.
func formToken(session, before string) string {
	if session+before == "" {
		return ""
	}
	m := hmac.New(sha256.New, []byte(session+"|"+before))
	m.Write([]byte("form"))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// maxForm is the largest form that is read, in bytes.
const maxForm = 8 << 20

// checkForm reads the form of a request and refuses one that is too large or that
// does not carry the token wanted.
func checkForm(r *http.Request, want string) error {
	body := r.Body
	r.Body = http.MaxBytesReader(nil, body, maxForm)
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxForm)
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		io.CopyN(io.Discard, body, maxForm) // a browser that is still sending does not hear the answer
		return tooLarge{err}
	}
	got := r.PostFormValue("token")
	if want == "" || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return fmt.Errorf("the form is old or not ours; load the page again: %w", news.ErrForbidden)
	}
	return nil
}

// tooLarge is a form of more than maxForm; the error within has the status.
type tooLarge struct{ error }

func (e tooLarge) Unwrap() error { return e.error }

func (tooLarge) Error() string {
	return fmt.Sprintf("the form is larger than %d MB and nothing of it was kept; go back and send less", maxForm>>20)
}

// placeOf tells where a browser is, for its owner's list of sessions.
func placeOf(r *http.Request) people.Place {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return people.Place{From: host, Agent: strings.ToValidUTF8(r.UserAgent(), "")}
}
