package storetest

import (
	"context"
	"errors"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// lone is a picture file that no item names.
var lone = news.MediaFile{Source: "npa", Name: "p.jpg", Key: "media/1", ContentType: "image/jpeg", Width: 2, Height: 1, At: T0,
	Words: news.PictureWords{Caption: "From the file", Credit: "File", UsageTerms: "No archive.", DigitalSourceType: "trainedAlgorithmicMedia", Instructions: "Desk only"}}

func fileTakenOver(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	f := lone
	f.Picture = news.PictureID(store.NewID())
	if _, err := s.SaveMedia(ctx, f); err != nil {
		t.Fatal(err)
	}
	own, err := s.PictureByGUID(ctx, "npa", "file:p.jpg")
	if err != nil || own.ID != f.Picture || own.Caption != "From the file" || len(own.Renditions) != 1 || own.Renditions[0].Key != "media/1" {
		t.Fatalf("PictureByGUID(file:p.jpg) = %+v, %v, want the file's picture with its words", own, err)
	}
	f.Key, f.Picture = "media/2", news.PictureID(store.NewID())
	if _, err := s.SaveMedia(ctx, f); err != nil {
		t.Fatal(err)
	}
	if own, err = s.PictureByGUID(ctx, "npa", "file:p.jpg"); err != nil || own.ID == f.Picture || own.Renditions[0].Key != "media/2" {
		t.Errorf("PictureByGUID(file:p.jpg) = %+v, %v, want the same picture with the new bytes", own, err)
	}

	// An item names the file and says some things itself.
	d, id := pictured("a")
	d.Pictures[0].Credit, d.Pictures[0].UsageTerms = "NPA", "Editorial use only."
	mustSave(t, s, d)
	if _, err := s.PictureByGUID(ctx, "npa", "file:p.jpg"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("PictureByGUID(file:p.jpg) of a file that an item names = %v, want ErrNotFound", err)
	}
	p, err := s.PictureByGUID(ctx, "npa", "pic-a")
	if err != nil || p.ID != id || p.Credit != "NPA" || p.Caption != "From the file" || p.UsageTerms != "Editorial use only.\nNo archive." ||
		!news.Synthetic(p.DigitalSourceType) || p.Instructions != "Desk only" || p.Renditions[0].Key != "media/2" {
		t.Errorf("PictureByGUID(pic-a) = %+v, %v, want the item's credit, the file's caption, the terms of both and the label", p, err)
	}

	// A later version of the item may not lose what only the file says.
	p.Caption, p.UsageTerms, p.DigitalSourceType = "From the item", "Editorial use only.", "digitalCapture"
	mustSave(t, s, news.StoryDeed{Verb: news.VerbPicture, At: T0, Pictures: []news.Picture{p}})
	if p, err = s.PictureByGUID(ctx, "npa", "pic-a"); err != nil || p.Caption != "From the item" || p.UsageTerms != "Editorial use only.\nNo archive." || !news.Synthetic(p.DigitalSourceType) {
		t.Errorf("PictureByGUID(pic-a) = %+v, %v, want the item's caption, and the file's terms and label still", p, err)
	}
	r, _, err := s.Readers().Story(ctx, "courier", d.Placements[0].Path)
	if err != nil || len(r.Pictures) != 1 || !r.Pictures[0].Synthetic {
		t.Errorf("readers get %+v, %v, want the picture labelled as generated", r.Pictures, err)
	}
}

// fileRecalled holds that what an agency's item says of a picture reaches its
// file where a story uses that on its own.
func fileRecalled(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	f := lone
	f.Picture = news.PictureID(store.NewID())
	if _, err := s.SaveMedia(ctx, f); err != nil {
		t.Fatal(err)
	}
	d := NewStory("a")
	d.Version.Pictures = []news.PictureUse{{Picture: f.Picture}}
	mustSave(t, s, d)
	r, _, err := s.Readers().Story(ctx, "courier", d.Placements[0].Path)
	if err != nil || len(r.Pictures) != 1 || r.Pictures[0].Caption != "From the file" || r.Pictures[0].Credit != "File" {
		t.Fatalf("readers get %+v, %v, want the picture with its file's words", r.Pictures, err)
	}
	item := news.Picture{ID: news.PictureID(store.NewID()), Source: "npa", GUID: "p1", Withheld: true, Renditions: []news.Rendition{{Name: "a", Href: "p.jpg"}}}
	for _, c := range []struct {
		when string
		do   func(*news.Picture)
		want int
	}{
		{"an item that withholds it", func(*news.Picture) {}, 0},
		{"an item that lets it go", func(p *news.Picture) { p.Withheld = false }, 1},
		{"a kill", func(p *news.Picture) { p.Withdrawn = true }, 0},
		{"a version after the kill", func(p *news.Picture) { p.Withdrawn = false }, 0},
	} {
		c.do(&item)
		e := mustSave(t, s, news.StoryDeed{Verb: news.VerbPicture, At: T0, Pictures: []news.Picture{item}})
		if item, err = s.PictureByGUID(ctx, "npa", "p1"); err != nil {
			t.Fatal(err)
		}
		r, _, err := s.Readers().Story(ctx, "courier", d.Placements[0].Path)
		if err != nil || len(r.Pictures) != c.want || len(e.Touched) != 1 {
			t.Errorf("after %s readers get %d pictures, %v, and the deed touches %v; want %d", c.when, len(r.Pictures), err, e.Touched, c.want)
		}
	}
}
