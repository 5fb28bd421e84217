package newsroom_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"broadsheet/internal/newsroom"
	"broadsheet/internal/newsroom/newsroomtest"
)

// A message begins with a capital, whatever its first letter is.
func TestSaidBeginsWithACapital(t *testing.T) {
	for text, want := range map[string]string{
		"it has no headline": "It has no headline.",
		"“Ferry” is killed":  "“Ferry” is killed.",
		"Ärzteblatt is gone": "Ärzteblatt is gone.",
		"ärzteblatt is gone": "Ärzteblatt is gone.",
		"":                   ".",
	} {
		if got := newsroom.Said(http.StatusBadRequest, errors.New(text)); got != want {
			t.Errorf("Said(%q) = %q, want %q", text, got, want)
		}
	}
}

// A form that is too large is told so, and not that it is old.
func TestAFormThatIsTooLarge(t *testing.T) {
	v := newVisitor(t, newsroomtest.Open(t))
	large := strings.Repeat("a", 9<<20)
	var parts bytes.Buffer
	m := multipart.NewWriter(&parts)
	if err := errors.Join(m.WriteField("name", large), m.Close()); err != nil {
		t.Fatal(err)
	}
	for kind, body := range map[string]string{"application/x-www-form-urlencoded": url.Values{"name": {large}}.Encode(), m.FormDataContentType(): parts.String()} {
		status, _, text := v.read(v.c.Post(v.h.Address("/sign-in"), kind, strings.NewReader(body)))
		if status != http.StatusRequestEntityTooLarge || !strings.Contains(text, "The form is larger than 8 MB") {
			t.Errorf("POST of 9 MB as %s = %d, %q, want 413 with the limit", kind, status, text)
		}
	}
	status, _, text := v.read(v.c.PostForm(v.h.Address("/sign-in"), url.Values{"name": {"a"}}))
	if status != http.StatusForbidden || !strings.Contains(text, "The form is old or not ours") {
		t.Errorf("POST without a token = %d, %q, want 403", status, text)
	}
}
