package body

// Without returns a text without some of its blocks, and the plain text of
// those. choose is given the plain text of every block, in order, and returns
// for each whether it goes. Where none goes the markup is returned as it was;
// else the rest is in the vocabulary.
func Without(markup string, choose func(texts []string) []bool) (rest string, gone []string) {
	blocks := parse(markup)
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = oneLine(textBlocks([]block{b}))
	}
	goes := choose(texts)
	var kept []block
	for i, b := range blocks {
		if i < len(goes) && goes[i] {
			gone = append(gone, texts[i])
		} else {
			kept = append(kept, b)
		}
	}
	if len(gone) == 0 {
		return markup, nil
	}
	return render(kept), gone
}
