package body

import "broadsheet/internal/news"

// Changes measures what changed between two contents of a story: its fields,
// its pictures and its text.
func Changes(older, newer news.Content) news.Changes {
	out := older.Compare(newer)
	if older.Body == newer.Body {
		return out
	}
	rows := Compare(older.Body, newer.Body)
	Count(&out, rows)
	return out
}

// Count adds what a comparison shows to changes.
func Count(out *news.Changes, rows []Row) {
	lead := 0 // paragraphs of the newer text so far
	for _, r := range rows {
		switch r.Op {
		case Added:
			out.Added++
		case Removed:
			out.Removed++
		case Changed:
			out.Changed++
		case Moved:
			out.Moved++
		}
		out.Numbers = append(out.Numbers, numbers(r)...)
		if r.New != nil && r.New.Kind == "p" {
			if lead++; lead == 1 && (r.Op != Same || r.From > r.To) {
				out.Lead = true
			}
		}
	}
}

// numbers returns the numbers of a block that another number stands for now.
// Those that came or went with whole phrases are not among them.
func numbers(r Row) []news.NumberChange {
	if r.Old == nil || r.New == nil {
		return nil
	}
	var out []news.NumberChange
	var gone, came []string
	flush := func() {
		for i := range min(len(gone), len(came)) {
			if gone[i] != came[i] {
				out = append(out, news.NumberChange{From: gone[i], To: came[i]})
			}
		}
		gone, came = nil, nil
	}
	for _, p := range r.Pieces {
		switch p.Op {
		case Same:
			flush()
			continue
		case Removed:
			if len(came) > 0 {
				flush()
			}
		}
		for _, t := range tokens([]textRun{{text: p.Text}}) {
			if !t.number() {
				continue
			}
			if p.Op == Removed {
				gone = append(gone, t.text)
			} else {
				came = append(came, t.text)
			}
		}
	}
	flush()
	return out
}
