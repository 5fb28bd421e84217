package storetest

import (
	"context"
	"errors"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func termsOfAgency(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	tell := func(version, hash string, terms ...news.Term) news.Event {
		t.Helper()
		return mustSave(t, s, news.StoryDeed{Verb: news.VerbTerms, At: T0, Terms: terms, Wire: &news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", SHA: "s", Hash: hash,
			At: T0, Outcome: "kept", Item: news.WireItem{GUID: "terms", Version: version, Type: news.ConceptItem}}})
	}
	ferry := news.Term{Code: "npasubj:ferry", Type: "abstract", Names: map[string]string{"en": "Ferries", "nb": "Ferger"}, Broader: []string{"npasubj:boat"}}
	if e := tell("2", "a", ferry, news.Term{Code: "npasubj:bare"}); e.N == 0 || e.Verb != news.VerbTerms {
		t.Errorf("registering terms = %+v, want a line in the journal", e)
	}
	got, err := s.Term(ctx, "npa", "npasubj:ferry")
	if err != nil || got.Name("nb") != "Ferger" || len(got.Broader) != 1 {
		t.Errorf("Term(ferry) = %+v, %v, want it as told", got, err)
	}
	if got, err = s.Term(ctx, "npa", "npasubj:bare"); err != nil || got.Name("en") != "" {
		t.Errorf("Term(bare) = %+v, %v, want a term without a name", got, err)
	}
	for _, source := range []news.SourceID{"npa", "other"} {
		code := "npasubj:none"
		if source == "other" {
			code = ferry.Code
		}
		if _, err := s.Term(ctx, source, code); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("Term(%s, %s) = %v, want ErrNotFound", source, code, err)
		}
	}
	tell("1", "b", news.Term{Code: ferry.Code, Names: map[string]string{"en": "Boats"}})
	if got, err = s.Term(ctx, "npa", ferry.Code); err != nil || got.Name("en") != "Ferries" {
		t.Errorf("Term(ferry) after an older version = %+v, %v, want no change", got, err)
	}
	tell("3", "c", news.Term{Code: ferry.Code, Names: map[string]string{"en": "Ferry lines"}})
	if got, err = s.Term(ctx, "npa", ferry.Code); err != nil || got.Name("nb") != "Ferry lines" {
		t.Errorf("Term(ferry) after a newer version = %+v, %v, want the new name alone", got, err)
	}
}
