package remote

import (
	"strings"
	"unicode"
)

// maxSaid bounds what is repeated of what another machine said, in bytes.
const maxSaid = 400

// Said is err with a text that can be shown: other machines' answers are in
// it, so it is one line of bounded length, without control characters, and
// each of the secrets is blanked out. It wraps err. Said(nil) is nil.
func Said(err error, secrets ...string) error {
	if err == nil {
		return nil
	}
	text := strings.NewReplacer("\r\n", "; ", "\n", "; ").Replace(err.Error())
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "·"))), " ")
	if len(text) > maxSaid {
		text = strings.ToValidUTF8(text[:maxSaid], "") + "…"
	}
	return &said{text, err}
}

type said struct {
	text string
	err  error
}

func (s *said) Error() string { return s.text }
func (s *said) Unwrap() error { return s.err }
