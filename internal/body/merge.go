package body

import "slices"

// Side says who changed a block since two texts were one.
type Side string

// The states of a block in a merge.
const (
	Nobody   Side = "same"     // it is as it was
	Mine     Side = "mine"     // only mine changed, added or removed it
	Theirs   Side = "theirs"   // only theirs did
	Alike    Side = "alike"    // both did, and to the same
	Conflict Side = "conflict" // both did, each in another way
)

// MergeRow is one block in a merge. A text in which it is not has nil.
type MergeRow struct {
	Side   Side   `json:"side"`
	Base   *Block `json:"base,omitempty"`
	Mine   *Block `json:"mine,omitempty"`
	Theirs *Block `json:"theirs,omitempty"`
	// MinePieces and TheirPieces compare both with the base, word by word; nil
	// where nothing changed.
	MinePieces  []Piece `json:"minePieces,omitempty"`
	TheirPieces []Piece `json:"theirPieces,omitempty"`
	// Joined has the words that both changed, where they are different words of
	// one paragraph that do not touch; of conflicts only.
	Joined       *Block  `json:"joined,omitempty"`
	JoinedPieces []Piece `json:"joinedPieces,omitempty"`
}

// Merged is a three-way merge of texts by blocks, in reading order.
type Merged struct {
	Rows []MergeRow `json:"rows"`
}

// Choice says which words of a row are taken.
type Choice string

// The choices. Where both is chosen, mine stands before theirs.
const (
	TakeMine   Choice = "mine"
	TakeTheirs Choice = "theirs"
	TakeBoth   Choice = "both"
	TakeBase   Choice = "base"
	TakeJoined Choice = "joined" // see [MergeRow.Joined]
)

// Merge lays what two texts changed since base over each other, block by
// block. It decides nothing where both changed the same block: see
// [Merged.Conflicts] and [Merged.Text]. A block that was moved counts as
// removed where it was and added where it is.
func Merge(base, mine, theirs string) Merged {
	b, m, t := Blocks(base), Blocks(mine), Blocks(theirs)
	x, y := follow(b, m), follow(b, t)
	var out Merged
	for i := range len(b) + 1 {
		out.added(m, t, x.before[i], y.before[i])
		if i == len(b) {
			break
		}
		out.add(&b[i], blockAt(m, x.to[i]), blockAt(t, y.to[i]))
	}
	return out
}

// followed is what became of a base's blocks in another text.
type followed struct {
	to     []int
	before [][]int // what was added before each block of the base, and at the end
}

// follow finds each block of base in a text. What was added after blocks that
// are gone stands after them.
func follow(base, text []Block) followed {
	f := followed{align(base, text), make([][]int, len(base)+1)}
	next := 0
	for i, j := range f.to {
		for ; j >= 0 && next < j; next++ {
			f.before[i] = append(f.before[i], next)
		}
		if j >= 0 {
			next = j + 1
		}
	}
	for ; next < len(text); next++ {
		f.before[len(base)] = append(f.before[len(base)], next)
	}
	return f
}

func blockAt(blocks []Block, i int) *Block {
	if i < 0 {
		return nil
	}
	return &blocks[i]
}

// added lays side by side what both added at one place: what is alike is one
// row, all else stays, mine before theirs.
func (m *Merged) added(mine, theirs []Block, x, y []int) {
	if len(x) == 0 || len(y) == 0 {
		for _, i := range x {
			m.add(nil, &mine[i], nil)
		}
		for _, j := range y {
			m.add(nil, nil, &theirs[j])
		}
		return
	}
	to := align(pick(mine, x), pick(theirs, y))
	next := 0
	for i, j := range to {
		if j < 0 {
			m.add(nil, &mine[x[i]], nil)
			continue
		}
		for ; next < j; next++ {
			m.add(nil, nil, &theirs[y[next]])
		}
		m.add(nil, &mine[x[i]], &theirs[y[j]])
		next = j + 1
	}
	for ; next < len(y); next++ {
		m.add(nil, nil, &theirs[y[next]])
	}
}

func pick(blocks []Block, places []int) []Block {
	out := make([]Block, len(places))
	for i, p := range places {
		out[i] = blocks[p]
	}
	return out
}

func (m *Merged) add(base, mine, theirs *Block) {
	r := MergeRow{Base: base, Mine: mine, Theirs: theirs}
	mineChanged, theirsChanged := !equal(base, mine), !equal(base, theirs)
	switch {
	case base == nil && mine == nil:
		r.Side = Theirs
	case base == nil && theirs == nil:
		r.Side = Mine
	case !mineChanged && !theirsChanged:
		r.Side = Nobody
	case !theirsChanged:
		r.Side = Mine
	case !mineChanged:
		r.Side = Theirs
	case equal(mine, theirs):
		r.Side = Alike
	default:
		r.Side = Conflict
	}
	if mineChanged && r.Side != Theirs {
		r.MinePieces = pieces(runsOf(base), runsOf(mine))
	}
	if theirsChanged && r.Side != Mine && r.Side != Alike {
		r.TheirPieces = pieces(runsOf(base), runsOf(theirs))
	}
	if r.Side == Conflict {
		if joined, ok := join(base, mine, theirs); ok {
			r.Joined, r.JoinedPieces = joined, pieces(base.runs(), joined.runs())
		}
	}
	m.Rows = append(m.Rows, r)
}

func equal(a, b *Block) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.HTML == b.HTML
}

func runsOf(b *Block) []textRun {
	if b == nil {
		return nil
	}
	return b.runs()
}

// Conflicts returns the places of the rows that somebody must decide.
func (m Merged) Conflicts() []int {
	var out []int
	for i, r := range m.Rows {
		if r.Side == Conflict {
			out = append(out, i)
		}
	}
	return out
}

// Usual returns what a row comes to if nobody chooses: whatever either side
// changed, and mine where both did.
func (r MergeRow) Usual() Choice {
	if r.Side == Theirs {
		return TakeTheirs
	}
	return TakeMine
}

// Text is the merged text. chosen has the choices for rows by their places;
// for the others it is [MergeRow.Usual].
func (m Merged) Text(chosen map[int]Choice) string {
	var out []Block
	for i, r := range m.Rows {
		c, ok := chosen[i]
		if !ok {
			c = r.Usual()
		}
		out = append(out, r.take(c)...)
	}
	return Join(out)
}

// Allows reports whether a choice can be made for the row.
func (r MergeRow) Allows(c Choice) bool {
	switch c {
	case TakeMine, TakeTheirs, TakeBoth, TakeBase:
		return true
	case TakeJoined:
		return r.Joined != nil
	}
	return false
}

func (r MergeRow) take(c Choice) []Block {
	var parts []*Block
	switch c {
	case TakeBase:
		parts = []*Block{r.Base}
	case TakeTheirs:
		parts = []*Block{r.Theirs}
	case TakeJoined:
		parts = []*Block{r.Joined}
	case TakeBoth:
		parts = []*Block{r.Mine, r.Theirs}
		if equal(r.Mine, r.Theirs) {
			parts = parts[:1]
		}
	default:
		parts = []*Block{r.Mine}
	}
	var out []Block
	for _, p := range slices.DeleteFunc(parts, func(p *Block) bool { return p == nil }) {
		out = append(out, *p)
	}
	return out
}
