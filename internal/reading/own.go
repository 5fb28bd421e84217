package reading

// OwnShare returns the part of a text's words that are not in any of others, 0
// to 1; all texts are plain. A word is another's if it stands in a run of four
// words that the other has, too: neither what was left out nor what was put in
// another order makes words one's own. A text without words has none.
func OwnShare(text string, others ...string) float64 {
	words := wordHashes(nil, text)
	if len(words) == 0 {
		return 0
	}
	n := min(run, len(words))
	theirs := map[uint64]bool{}
	for _, o := range others {
		for _, r := range spans(wordHashes(nil, o), n) {
			theirs[r] = true
		}
	}
	own, until := 0, 0 // words before until are another's
	mine := spans(words, n)
	for i := range words {
		if i < len(mine) && theirs[mine[i]] {
			until = i + n
		}
		if i >= until {
			own++
		}
	}
	return float64(own) / float64(len(words))
}

// spans returns the hash of each n words that follow each other.
func spans(words []uint64, n int) []uint64 {
	if len(words) < n {
		return nil
	}
	out := make([]uint64, len(words)-n+1)
	for i := range out {
		var h uint64
		for _, w := range words[i : i+n] {
			h = mix(h*3 ^ w)
		}
		out[i] = h
	}
	return out
}
