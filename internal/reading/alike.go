package reading

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"unicode"

	"broadsheet/internal/news"

	"golang.org/x/text/unicode/norm"
)

// Scheme is the way signatures are made now. Whatever changes one of them (what
// a word is, a hash, a constant) needs the next number: signatures are stored.
const Scheme = 1

const (
	sketchLength = 128 // hashes
	run          = 4   // words
	// minRuns is how many different runs of words a text must have to be
	// compared by them. With fewer, one stock phrase would make two alike.
	minRuns = 24
	// minWords is the shortest headline and text that can be the same as another.
	minWords = 4
	// maxWords of a text are read.
	maxWords = 20_000
	bands    = 16
	bandRows = 2
)

// Sign returns the signature of a story's text, which is plain. That of a text
// of less than some 27 words tells only whether both headline and text are the
// same; with hardly any words there is none.
func Sign(headline, text string) news.Signature {
	words := wordHashes(nil, text)
	runs := runsOf(words)
	if len(runs) < minRuns {
		words = wordHashes(wordHashes(nil, headline), text)
		if len(words) < minWords {
			return news.Signature{}
		}
		return news.Signature{Scheme: Scheme, Text: whole(words)}
	}
	return news.Signature{Scheme: Scheme, Text: whole(words), Sketch: sketch(runs)}
}

// Same reports whether two texts have the same words in the same order.
func Same(a, b news.Signature) bool {
	return a.Scheme == b.Scheme && a.Scheme != 0 && a.Text == b.Text && (a.Sketch == nil) == (b.Sketch == nil)
}

// Score estimates the share of the runs of four words of two texts that are in
// both (Jaccard), with a standard error of at most .045. It is 0 where nothing
// can be said.
func Score(a, b news.Signature) float64 {
	switch {
	case Same(a, b):
		return 1
	case a.Scheme != b.Scheme || len(a.Sketch) != sketchLength || len(b.Sketch) != sketchLength:
		return 0
	}
	n := 0
	for i, x := range a.Sketch {
		if x == b.Sketch[i] {
			n++
		}
	}
	return float64(n) / sketchLength
}

// Bands returns the keys under which a text is looked for; two texts are
// compared if they share one. Two that share a part J of their runs of words do
// with a likelihood of 1-(1-J²)¹⁶: .78 at .3, .99 at .5, all but certain at .8.
func Bands(s news.Signature) []int64 {
	if len(s.Sketch) != sketchLength {
		return nil
	}
	out := make([]int64, bands)
	for i := range out {
		h := mix(uint64(Scheme)<<8 | uint64(i))
		for _, x := range s.Sketch[i*bandRows : (i+1)*bandRows] {
			h = mix(h ^ uint64(x))
		}
		out[i] = int64(h)
	}
	return out
}

// Key returns the key of a name, among those of [Bands].
func Key(kind, name string) int64 {
	sum := sha256.Sum256([]byte(kind + "\x00" + name))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// wordHashes appends the hashes of the words of a text: letters and figures,
// whatever their case, accents and vowel signs.
func wordHashes(to []uint64, text string) []uint64 {
	w := wordReader{to: to, h: fnvOffset}
	for i, r := range text {
		if len(w.to) >= maxWords {
			return w.to
		}
		switch {
		case r < 0x80:
			w.ascii(byte(r))
			continue
		case 'ا' <= r && r <= 'ي': // none of them has parts
			w.read(r)
			continue
		}
		if parts := norm.NFKD.PropertiesString(text[i:]).Decomposition(); parts != nil {
			for _, r := range string(parts) {
				w.read(r)
			}
			continue
		}
		w.read(r)
	}
	w.end()
	return w.to
}

// wordReader hashes one word after the other (FNV-1a, 64 bits, by characters).
type wordReader struct {
	to     []uint64
	h      uint64 // of the word so far
	inside bool   // a word
}

const fnvOffset, fnvPrime = 14695981039346656037, 1099511628211

func (w *wordReader) add(r rune) { w.h, w.inside = (w.h^uint64(r))*fnvPrime, true }

func (w *wordReader) end() {
	if w.inside {
		w.to = append(w.to, w.h)
		w.h, w.inside = fnvOffset, false
	}
}

func (w *wordReader) ascii(c byte) {
	switch {
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		w.add(rune(c))
	case 'A' <= c && c <= 'Z':
		w.add(rune(c) + 'a' - 'A')
	default:
		w.end()
	}
}

func (w *wordReader) read(r rune) {
	switch {
	case r < 0x80:
		w.ascii(byte(r))
	case r == 'ـ': // stretches a line
	case '٠' <= r && r <= '٩':
		w.add(r - '٠' + '0')
	case '۰' <= r && r <= '۹':
		w.add(r - '۰' + '0')
	case 'ء' <= r && r <= 'ي': // letters, often met
		w.add(r)
	case unicode.Is(unicode.Mn, r): // accents and vowel signs
	case r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		w.end() // written without spaces: each character counts as a word
		w.add(r)
		w.end()
	case unicode.IsLetter(r):
		w.add(unicode.ToLower(r))
	case unicode.IsDigit(r):
		w.add(r)
	default:
		w.end()
	}
}

// runsOf returns the hashes of the runs of words, each once.
func runsOf(words []uint64) []uint64 {
	if len(words) < run {
		return nil
	}
	out := make([]uint64, len(words)-run+1)
	for i := range out {
		var h uint64
		for _, w := range words[i : i+run] {
			h = mix(h*3 ^ w)
		}
		out[i] = h
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sketch keeps of each of many orders of all runs there can be the first that
// the text has (MinHash; Broder 1997).
func sketch(runs []uint64) []uint16 {
	out := make([]uint16, sketchLength)
	for i := range out {
		a, b := mix(2*uint64(i)+1)|1, mix(2*uint64(i)+2)
		least := ^uint64(0)
		for _, x := range runs {
			least = min(least, a*x+b)
		}
		out[i] = uint16(mix(least)) // its upper bits are mostly zero
	}
	return out
}

// whole is the hash of all words in their order.
func whole(words []uint64) int64 {
	raw := make([]byte, 0, 8*len(words))
	for _, w := range words {
		raw = binary.BigEndian.AppendUint64(raw, w)
	}
	sum := sha256.Sum256(raw)
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// mix spreads a number over all 64 bits (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
