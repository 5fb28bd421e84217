package newsroom_test

import (
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
)

// Axe finds what is wrong, and finds nothing wrong with the main screen.
func TestAxe(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("ed", news.Editor)
	f := h.File("axe")
	ctx := h.Browser(token, 1440, 900)
	if err := chromedp.Do(ctx, chromedp.Navigate(h.Address("/story/"+string(f.Story.ID))), chromedp.WaitVisible("#story .body")); err != nil {
		t.Fatal(err)
	}
	newsroomtest.CheckAxe(t, ctx, "main screen")
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#story").append(document.createElement("button"))`)); err != nil {
		t.Fatal(err)
	}
	found, err := newsroomtest.Axe(ctx)
	if err != nil || len(found) == 0 || found[0].Rule != "button-name" {
		t.Errorf("Axe(button without a name) = %+v, %v, want button-name", found, err)
	}
}
