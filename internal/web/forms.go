package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// Forms is a body with its compressed forms and validators, made once and
// served many times without allocation to speak of. It is not changed after
// [NewForms] returns.
type Forms struct {
	plain, gzip, brotli form
	header              http.Header // the same for all forms
	status              int
}

type form struct {
	body     []byte
	length   []string // of header values, shared by all answers
	etag     []string
	encoding []string
}

// NewForms compresses a body. header holds what every answer carries,
// Content-Type above all; it is not changed by the caller afterwards. Bodies
// that are compressed already, such as pictures, are kept as they are.
func NewForms(status int, header http.Header, body []byte) *Forms {
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:12])
	f := &Forms{status: status, header: header, plain: newForm(body, tag, "")}
	if !compressible(header.Get("Content-Type")) || len(body) < 256 {
		return f
	}
	var z bytes.Buffer
	gw, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err == nil {
		gw.Write(body)
		gw.Close()
		if z.Len() < len(body) {
			f.gzip = newForm(bytes.Clone(z.Bytes()), tag, "gzip")
		}
	}
	z.Reset()
	bw := brotli.NewWriterLevel(&z, 6)
	bw.Write(body)
	bw.Close()
	if z.Len() < len(body) {
		f.brotli = newForm(bytes.Clone(z.Bytes()), tag, "br")
	}
	return f
}

func newForm(body []byte, tag, encoding string) form {
	f := form{body: body, length: []string{strconv.Itoa(len(body))}, etag: []string{`"` + tag + `"`}}
	if encoding != "" {
		f.etag[0] = `"` + tag + "-" + encoding + `"`
		f.encoding = []string{encoding}
	}
	return f
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml") || kind == "application/javascript"
}

// Size returns the bytes of memory the forms hold, near enough.
func (f *Forms) Size() int64 {
	return int64(len(f.plain.body)+len(f.gzip.body)+len(f.brotli.body)) + 1024
}

// Status returns the status the forms are served with.
func (f *Forms) Status() int { return f.status }

// Body returns the plain body. It is not to be changed.
func (f *Forms) Body() []byte { return f.plain.body }

// ServeHTTP answers with the best form the client accepts, or 304 if it has
// that form already.
func (f *Forms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := f.choose(r.Header["Accept-Encoding"])
	h := w.Header()
	for k, v := range f.header {
		h[k] = v
	}
	h["Etag"] = x.etag
	if x.encoding != nil {
		h["Content-Encoding"] = x.encoding
	}
	if f.status == http.StatusOK {
		if match := r.Header["If-None-Match"]; len(match) > 0 && hasTag(match, x.etag[0]) {
			delete(h, "Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h["Content-Length"] = x.length
	w.WriteHeader(f.status)
	if r.Method != http.MethodHead {
		w.Write(x.body)
	}
}

// choose returns the smallest form that the client's Accept-Encoding allows.
func (f *Forms) choose(accept []string) *form {
	var br, gz bool
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
			if params != "" && refused(params) {
				continue
			}
			switch strings.TrimSpace(name) {
			case "br":
				br = true
			case "gzip":
				gz = true
			}
		}
	}
	switch {
	case br && f.brotli.body != nil:
		return &f.brotli
	case gz && f.gzip.body != nil:
		return &f.gzip
	}
	return &f.plain
}

// refused reports whether the parameters of a coding say q=0.
func refused(params string) bool {
	q, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
	if !ok {
		return false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
	return err == nil && v == 0
}

// hasTag reports whether an If-None-Match names the tag (RFC 9110 §13.1.2:
// weak comparison).
func hasTag(lines []string, tag string) bool {
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ",") {
			part = strings.TrimSpace(part)
			if part == "*" || strings.TrimPrefix(part, "W/") == tag {
				return true
			}
		}
	}
	return false
}
