package reading

import (
	"math"
	"testing"
)

func TestOwnShare(t *testing.T) {
	const take = "The ferry line opened on Monday after three years of work in the harbour of Hallen."
	for _, c := range []struct {
		name, text string
		others     []string
		want       float64
	}{
		{"the agency's words", take, []string{take}, 0},
		{"case and marks", "THE FERRY LINE OPENED, on Monday – after three years", []string{take}, 0},
		{"shortened", "The ferry line opened on Monday.", []string{take}, 0},
		{"in another order", "Three years of work in the harbour of Hallen after. The ferry line opened on Monday.", []string{take}, 1. / 16},
		{"one word of ten", "The ferry line opened on Tuesday after three years of", []string{take}, .1},
		{"half", "The ferry line opened on Monday. Nobody here had believed it.", []string{take}, 5. / 11},
		{"of two takes", "The ferry line opened on Monday. Fares stay the same.", []string{take, "Fares stay the same, it said."}, 0},
		{"no agency", take, nil, 1},
		{"short and the same", "Ferry opens", []string{take, "Ferry opens."}, 0},
		{"short and another", "Ferry closes", []string{take}, 1},
		{"nothing", " –", []string{take}, 0},
	} {
		if got := OwnShare(c.text, c.others...); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: OwnShare() = %.3f, want %.3f", c.name, got, c.want)
		}
	}
}
