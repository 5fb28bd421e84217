package site

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// reading is how a reader likes to read. It comes from cookies that only the
// reader's own choice sets; a reader who chose nothing has none.
type reading struct {
	size   int    // 1 to 5
	scheme string // "device", "light" or "dark"
}

// plainReading is what readers have who chose nothing.
var plainReading = reading{size: 2, scheme: "device"}

// The cookies, also set by the theme's script.
const (
	sizeCookie   = "textsize"
	schemeCookie = "scheme"
	sizes        = 5
)

func readingOf(r *http.Request) reading {
	out := plainReading
	if c, err := r.Cookie(sizeCookie); err == nil {
		if n, ok := textSize(c.Value); ok {
			out.size = n
		}
	}
	if c, err := r.Cookie(schemeCookie); err == nil && isScheme(c.Value) {
		out.scheme = c.Value
	}
	return out
}

func textSize(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= sizes && len(s) == 1
}

func isScheme(s string) bool { return s == "device" || s == "light" || s == "dark" }

// variant names the form of a page in the cache.
func (x reading) variant() string { return strconv.Itoa(x.size) + x.scheme }

func (x reading) choice(w *Words) Choice {
	c := Choice{Size: x.size, Scheme: x.scheme}
	for n := 1; n <= sizes; n++ {
		c.Sizes = append(c.Sizes, Option{Value: strconv.Itoa(n), Label: fmt.Sprintf(w.SizeOf, n), On: n == x.size})
	}
	for _, o := range []Option{{Value: "device", Label: w.AsDevice}, {Value: "light", Label: w.Light}, {Value: "dark", Label: w.Dark}} {
		o.On = o.Value == x.scheme
		c.Schemes = append(c.Schemes, o)
	}
	return c
}

// setReading keeps what a reader chose in a cookie and leads back to the page.
// The default is kept by having no cookie.
func (s *Site) setReading(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("reading form: %w: %w", news.ErrInvalid, err)
	}
	to := r.PostForm.Get("to")
	if !samePlace(to) {
		return fmt.Errorf("reading form: to %q is not a path of this site: %w", to, news.ErrInvalid)
	}
	size, scheme := r.PostForm.Get("size"), r.PostForm.Get("scheme")
	if size == "" && scheme == "" {
		return fmt.Errorf("reading form: neither size nor scheme: %w", news.ErrInvalid)
	}
	if _, ok := textSize(size); size != "" && !ok {
		return fmt.Errorf("reading form: size %q is not 1 to %d: %w", size, sizes, news.ErrInvalid)
	}
	if scheme != "" && !isScheme(scheme) {
		return fmt.Errorf("reading form: scheme %q is not device, light or dark: %w", scheme, news.ErrInvalid)
	}
	if size != "" {
		s.keepChoice(w, r, sizeCookie, size, strconv.Itoa(plainReading.size))
	}
	if scheme != "" {
		s.keepChoice(w, r, schemeCookie, scheme, plainReading.scheme)
	}
	w.Header()["Cache-Control"] = noStore
	w.Header().Set("Location", escapePath(to))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

func (s *Site) keepChoice(w http.ResponseWriter, r *http.Request, name, value, usual string) {
	// Not HttpOnly: the page's own script changes it without a reload.
	c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60, Expires: s.now().AddDate(1, 0, 0), SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil}
	if value == usual {
		c.MaxAge, c.Value, c.Expires = -1, "", s.now().AddDate(-1, 0, 0)
	}
	http.SetCookie(w, c)
}

// samePlace reports whether a form's target is a path on this very host. A
// second slash or a backslash would make it another host's address.
func samePlace(to string) bool {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || len(to) > 2000 {
		return false
	}
	return !strings.ContainsFunc(to, func(c rune) bool { return c < ' ' || c == '\\' || c == 0x7f })
}
