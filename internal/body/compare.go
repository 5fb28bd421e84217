package body

import (
	"slices"

	"github.com/clipperhouse/uax29/v2/words"
)

// Row is one block in a comparison of two texts.
type Row struct {
	Op Op `json:"op"`
	// Old and New are the block in the older and the newer text; nil where it is
	// not there. A block that moved stands where the newer text has it.
	Old *Block `json:"old,omitempty"`
	New *Block `json:"new,omitempty"`
	// Pieces compare their words.
	Pieces []Piece `json:"pieces,omitempty"`
	// From and To are their places in the texts, from 0; -1 is none.
	From int `json:"from"`
	To   int `json:"to"`
}

// Compare compares two texts block by block, and word by word within a block
// that changed. Every block of both is in one row: those of the newer text in
// their order, those that are gone where they stood.
func Compare(older, newer string) []Row {
	a, b := Blocks(older), Blocks(newer)
	to := align(a, b)
	from := make([]int, len(b))
	for j := range from {
		from[j] = -1
	}
	for i, j := range to {
		if j >= 0 {
			from[j] = i
		}
	}
	moved := moves(a, b, to, from)
	var rows []Row
	i := 0
	removed := func(until int) {
		for ; i < until; i++ {
			if to[i] < 0 && moved[i] < 0 {
				rows = append(rows, row(Removed, a, b, i, -1))
			}
		}
	}
	cameFrom := make(map[int]int, len(moved))
	for i, j := range moved {
		if j >= 0 {
			cameFrom[j] = i
		}
	}
	for j := range b {
		if i := from[j]; i >= 0 {
			removed(i + 1)
			op := Same
			if a[i].HTML != b[j].HTML {
				op = Changed
			}
			rows = append(rows, row(op, a, b, i, j))
			continue
		}
		// What is gone stands before what came instead.
		removed(nextKept(from, j, len(a)))
		if i, ok := cameFrom[j]; ok {
			rows = append(rows, row(Moved, a, b, i, j))
		} else {
			rows = append(rows, row(Added, a, b, -1, j))
		}
	}
	removed(len(a))
	return rows
}

// nextKept returns the place in the older text of the next block after j that
// both have.
func nextKept(from []int, j, end int) int {
	for _, i := range from[j:] {
		if i >= 0 {
			return i
		}
	}
	return end
}

func row(op Op, a, b []Block, i, j int) Row {
	r := Row{Op: op, From: i, To: j}
	var x, y []textRun
	if i >= 0 {
		r.Old, x = &a[i], a[i].runs()
	}
	if j >= 0 {
		r.New, y = &b[j], b[j].runs()
	}
	r.Pieces = pieces(x, y)
	return r
}

// Blocks that share less than likeEnough of their words are two blocks, one
// removed and one added. One that moved must be liker, or short lines would
// seem to wander.
const (
	likeEnough = 0.34
	likeMoved  = 0.6
	movedWords = 6
	// maxPairs bounds how many pairs of blocks of a gap are weighed.
	maxPairs = 40_000
)

// align finds for each block of a its like in b, in order: to[i] is its place
// there, or -1.
func align(a, b []Block) (to []int) {
	to = make([]int, len(a))
	for i := range to {
		to[i] = -1
	}
	x, y := intern(htmlOf(a), htmlOf(b))
	w := newBags(a, b)
	for _, s := range stretches(x, y) {
		if s.same {
			for k := range s.a1 - s.a0 {
				to[s.a0+k] = s.b0 + k
			}
			continue
		}
		if s.a0 == s.a1 || s.b0 == s.b1 || (s.a1-s.a0)*(s.b1-s.b0) > maxPairs {
			continue
		}
		w.pair(to, s)
	}
	return to
}

func htmlOf(blocks []Block) []string {
	out := make([]string, len(blocks))
	for i, b := range blocks {
		out[i] = b.HTML
	}
	return out
}

// bags hold the words of the blocks of two texts, sorted, for weighing how
// alike two are. A block's are read when it is first asked for.
type bags struct {
	known map[string]rune
	a, b  []bag
}

type bag struct {
	block *Block
	read  bool
	words []rune
}

func newBags(a, b []Block) *bags {
	of := func(blocks []Block) []bag {
		out := make([]bag, len(blocks))
		for i := range blocks {
			out[i].block = &blocks[i]
		}
		return out
	}
	return &bags{map[string]rune{}, of(a), of(b)}
}

func (w *bags) words(b *bag) []rune {
	if b.read {
		return b.words
	}
	b.read = true
	for it := words.FromString(b.block.Text); it.Next(); {
		word := it.Value()
		if !isWord(word) {
			continue
		}
		n, ok := w.known[word]
		if !ok {
			n = rune(len(w.known))
			w.known[word] = n
		}
		b.words = append(b.words, n)
	}
	slices.Sort(b.words)
	return b.words
}

// like returns which share of their words two blocks have in common, from 0 to 1.
func (w *bags) like(i, j int) float64 {
	kindA, kindB := w.a[i].block.Kind, w.b[j].block.Kind
	if (kindA == "figure") != (kindB == "figure") {
		return 0
	}
	x, y := w.words(&w.a[i]), w.words(&w.b[j])
	if len(x)+len(y) == 0 {
		return 0
	}
	if 2*float64(min(len(x), len(y)))/float64(len(x)+len(y)) < likeEnough {
		return 0
	}
	common := 0
	for k, l := 0, 0; k < len(x) && l < len(y); {
		switch {
		case x[k] < y[l]:
			k++
		case x[k] > y[l]:
			l++
		default:
			common, k, l = common+1, k+1, l+1
		}
	}
	share := 2 * float64(common) / float64(len(x)+len(y))
	if kindA != kindB {
		share *= 0.9
	}
	return share
}

// pair pairs the blocks of a gap so that the likeness of all pairs together is
// greatest and none crosses another.
func (w *bags) pair(to []int, s stretch) {
	n, m := s.a1-s.a0, s.b1-s.b0
	like := make([]float64, n*m)
	best := make([]float64, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			l := w.like(s.a0+i, s.b0+j)
			v := max(best[(i+1)*(m+1)+j], best[i*(m+1)+j+1])
			if l >= likeEnough {
				like[i*m+j] = l
				v = max(v, l+best[(i+1)*(m+1)+j+1])
			}
			best[i*(m+1)+j] = v
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		here := best[i*(m+1)+j]
		switch {
		case like[i*m+j] > 0 && here == like[i*m+j]+best[(i+1)*(m+1)+j+1]:
			to[s.a0+i] = s.b0 + j
			i, j = i+1, j+1
		case here == best[(i+1)*(m+1)+j]:
			i++
		default:
			j++
		}
	}
}

// moves finds blocks without a like in order that have one elsewhere.
func moves(a, b []Block, to, from []int) (moved []int) {
	moved = make([]int, len(a))
	var lostA, newB []int
	for i := range moved {
		moved[i] = -1
		if to[i] < 0 {
			lostA = append(lostA, i)
		}
	}
	for j, i := range from {
		if i < 0 {
			newB = append(newB, j)
		}
	}
	if len(lostA) == 0 || len(newB) == 0 || len(lostA)*len(newB) > maxPairs {
		return moved
	}
	w := newBags(a, b)
	taken := map[int]bool{}
	for _, i := range lostA {
		best, at := 0.0, -1
		for _, j := range newB {
			if taken[j] {
				continue
			}
			l := w.like(i, j)
			if a[i].HTML == b[j].HTML {
				l = 2
			} else if min(len(w.words(&w.a[i])), len(w.words(&w.b[j]))) < movedWords || l < likeMoved {
				continue
			}
			if l > best {
				best, at = l, j
			}
		}
		if at >= 0 {
			moved[i], taken[at] = at, true
		}
	}
	return moved
}
