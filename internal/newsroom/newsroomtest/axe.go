package newsroomtest

import (
	"context"
	_ "embed"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe-core 4.14.1, from npm, under the MPL 2.0 (axe/LICENSE): the file is as it
// came. It is opened by tests only.
//
//go:embed axe/axe.min.js
var axeScript string

// Violation is one rule that a page breaks.
type Violation struct {
	Rule   string   `json:"rule"`
	Help   string   `json:"help"`
	Impact string   `json:"impact"`
	Nodes  []string `json:"nodes"` // the elements, and what is wrong with each
}

// axeRun checks the page by the rules of WCAG 2.2 A and AA and by axe's own.
const axeRun = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v =>
	({rule: v.id, help: v.help, impact: v.impact || "", nodes: v.nodes.map(n => n.html.slice(0, 200) + " — " + (n.failureSummary || "").replace(/\s+/g, " "))})))`

// Axe returns what axe-core finds wrong with the page as it is shown now.
func Axe(ctx context.Context) ([]Violation, error) {
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](axeScript)); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[[]Violation](axeRun, chromedp.EvalAwaitPromise))
}

// CheckAxe fails the test for each rule that the page breaks. what names the page.
func CheckAxe(t testing.TB, ctx context.Context, what string) {
	t.Helper()
	found, err := Axe(ctx)
	if err != nil {
		t.Fatalf("Axe(%s) = %v", what, err)
	}
	for _, v := range found {
		for _, n := range v.Nodes {
			t.Errorf("Axe(%s): %s (%s): %s", what, v.Help, v.Rule, n)
		}
	}
}
