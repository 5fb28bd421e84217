package site

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A script is blocks parted by empty lines. A block asks and says what the
// answer must and must not be:
//
//	GET host /path        or HEAD, POST, PUT
//	cookie name=value     form name=value     sends Name: value
//	status 200
//	header Name: value    exactly; an empty value means not there
//	has text
//	lacks text
//	order one | two       in the body, in this order
//
// Lines that start with # are for those who read it.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("Glob() = %v, %v, want scripts", files, err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			h := printed(t)
			at := 1
			for block := range strings.SplitSeq(string(text), "\n\n") {
				h.block(t, name, at, strings.Split(block, "\n"))
				at += strings.Count(block, "\n") + 2
			}
		})
	}
}

// block carries out one block, which starts at a line of the file.
func (h *house) block(t *testing.T, name string, at int, lines []string) {
	t.Helper()
	var answer *httptest.ResponseRecorder
	var method, host, path string
	form, head := url.Values{}, http.Header{}
	for i, line := range lines {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "", "#":
			continue
		case "GET", "HEAD", "POST", "PUT":
			method = verb
			host, path, _ = strings.Cut(rest, " ")
			continue
		case "cookie":
			head.Add("Cookie", rest)
			continue
		case "form":
			k, v, _ := strings.Cut(rest, "=")
			form.Add(k, v)
			continue
		case "sends":
			k, v, _ := strings.Cut(rest, ": ")
			head.Add(k, v)
			continue
		}
		if method == "" {
			t.Fatalf("%s:%d: %q before any request", name, at+i, line)
		}
		if answer == nil {
			answer = h.send(method, host, path, form, head)
		}
		if problem := judge(answer, verb, rest); problem != "" {
			t.Errorf("%s:%d: %s %s %s: %s", name, at+i, method, host, path, problem)
		}
	}
}

// judge returns what is wrong with an answer, or nothing.
func judge(answer *httptest.ResponseRecorder, verb, rest string) string {
	body := answer.Body.String()
	switch verb {
	case "status":
		if got := strconv.Itoa(answer.Code); got != rest {
			return "status = " + got + ", want " + rest
		}
	case "header":
		name, want, _ := strings.Cut(rest, ":")
		if got := answer.Header().Get(name); got != strings.TrimSpace(want) {
			return name + " = " + strconv.Quote(got) + ", want " + strconv.Quote(strings.TrimSpace(want))
		}
	case "has":
		if !strings.Contains(body, rest) {
			return "body lacks " + strconv.Quote(rest)
		}
	case "lacks":
		if strings.Contains(body, rest) {
			return "body has " + strconv.Quote(rest)
		}
	case "order":
		from := 0
		for part := range strings.SplitSeq(rest, " | ") {
			i := strings.Index(body[from:], part)
			if i < 0 {
				return strconv.Quote(part) + " is not there, or not in this order"
			}
			from += i + len(part)
		}
	default:
		return "the script has no verb " + strconv.Quote(verb)
	}
	return ""
}
