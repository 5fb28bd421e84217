package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// somebody is a user with a role, for titles.
func somebody(name string, role news.Role, titles ...news.TitleID) news.User {
	return news.User{ID: news.UserID(name), Name: name, FullName: "Test " + name, Role: role, Titles: titles}
}

func TestWorkingCopyIsKeptClean(t *testing.T) {
	b := newBureau(t)
	f, anna := b.file("g1"), somebody("anna", news.Reporter)
	c := news.WorkingCopy{Story: f.Story.ID, Head: 1, Wording: news.Wording{Headline: "Ferry\n  ran\x00 aground", Body: `<p onclick="x()">Calm<script>alert(1)</script> sea.</p>`}}
	kept, err := b.KeepWorking(t.Context(), anna, c)
	if err != nil || kept.Seq != 1 || kept.Wording.Headline != "Ferry ran aground" || kept.Wording.Body != "<p>Calm sea.</p>" {
		t.Fatalf("KeepWorking() = %+v, %v, want it clean at seq 1", kept, err)
	}
	if now := b.look(f.Story.ID); now.Story.Rev != f.Story.Rev {
		t.Errorf("KeepWorking() moved the story to rev %d", now.Story.Rev)
	}
	b.at = b.at.Add(-48 * time.Hour) // the clock is set back
	kept.Wording.Headline = "Ferry refloated"
	if kept, err = b.KeepWorking(t.Context(), anna, kept); err != nil || kept.Seq != 2 {
		t.Errorf("KeepWorking(the clock set back) = seq %d, %v, want 2", kept.Seq, err)
	}
	c.Seq = 1
	if _, err := b.KeepWorking(t.Context(), anna, c); !errors.Is(err, news.ErrConflict) {
		t.Errorf("KeepWorking(an older seq) = %v, want ErrConflict", err)
	}
	if got, err := b.Working(t.Context(), anna, f.Story.ID); err != nil || got.Wording.Headline != "Ferry refloated" {
		t.Errorf("Working() = %+v, %v, want the newest", got, err)
	}
	if _, err := b.Kill(t.Context(), chief(), f.Story.ID, "It is wrong."); err != nil {
		t.Fatal(err)
	}
	if kept, err = b.KeepWorking(t.Context(), anna, kept); err != nil || kept.Seq != 3 {
		t.Errorf("KeepWorking(killed story) = seq %d, %v, want the words kept", kept.Seq, err)
	}
	if b.MayWrite(anna, b.look(f.Story.ID)) {
		t.Error("MayWrite(killed story) = true, want false")
	}
	if err := b.Discard(t.Context(), anna, f.Story.ID, 2); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Discard(older) = %v, want ErrConflict", err)
	}
	if err := b.Discard(t.Context(), anna, f.Story.ID, 3); err != nil {
		t.Errorf("Discard() = %v, want nil", err)
	}
}

func TestWorkingCopyIsRefusedWithWords(t *testing.T) {
	b := newBureau(t)
	f := b.file("g1")
	for _, c := range []struct {
		name  string
		user  news.User
		copy  news.WorkingCopy
		want  error
		words string
	}{
		{"5 MB", somebody("anna", news.Editor), news.WorkingCopy{Wording: news.Wording{Body: "<p>" + strings.Repeat("calm sea ", 5<<20/9) + "</p>"}}, news.ErrInvalid, "kept in this browser"},
		{"long headline", somebody("anna", news.Editor), news.WorkingCopy{Wording: news.Wording{Headline: strings.Repeat("ä", 2001)}}, news.ErrInvalid, "the headline has 2001 characters"},
		{"another title's", somebody("eve", news.Chief, "evening"), news.WorkingCopy{}, news.ErrForbidden, "courier"},
		{"a version to come", somebody("anna", news.Editor), news.WorkingCopy{Head: 9}, news.ErrInvalid, "no version 9"},
	} {
		c.copy.Story = f.Story.ID
		_, err := b.KeepWorking(t.Context(), c.user, c.copy)
		b.refused("KeepWorking("+c.name+")", err, f, c.want, c.words)
	}
	if _, err := b.KeepWorking(t.Context(), somebody("anna", news.Editor), news.WorkingCopy{Story: "none"}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("KeepWorking(no story) = %v, want ErrNotFound", err)
	}
}

func TestPresence(t *testing.T) {
	b := newBureau(t)
	f := b.file("g1")
	anna, ben := somebody("anna", news.Editor), somebody("ben", news.Reporter)
	attend := func(u news.User, paragraph string) Around {
		t.Helper()
		a, err := b.Attend(t.Context(), u, news.Presence{Story: f.Story.ID, Window: "w", Paragraph: paragraph, Head: 1})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := attend(anna, "0"); len(a.Present) != 0 || a.Head != 1 || !a.News {
		t.Errorf("Attend(first) = %+v, want nobody else at head 1", a)
	}
	if a := attend(ben, "2"); len(a.Present) != 1 || a.Present[0].User != "anna" || a.Present[0].Paragraph != "0" {
		t.Errorf("Attend(second) = %+v, want anna in paragraph 0", a)
	}
	if a := attend(anna, "1"); !a.News {
		t.Error("Attend(she has moved) is no news, want others told")
	}
	if a := attend(anna, "1"); a.News {
		t.Error("Attend(she has not moved) is news, want none")
	}
	if a := attend(ben, "2"); len(a.Present) != 1 || a.Present[0].Paragraph != "1" {
		t.Errorf("Attend(she has moved) = %+v, want anna in paragraph 1", a)
	}
	attend(somebody("eve", news.Chief, "evening"), "0")
	if a := attend(anna, "1"); len(a.Present) != 1 {
		t.Errorf("Attend(who may only read came) = %+v, want ben alone", a)
	}
	if _, err := b.KeepWorking(t.Context(), ben, news.WorkingCopy{Story: f.Story.ID, Head: 1, Wording: news.Wording{Headline: "Ferry"}}); err != nil {
		t.Fatal(err)
	}
	if a := attend(anna, "1"); len(a.Unsaved) != 1 || a.Unsaved[0].User != "ben" {
		t.Errorf("Attend() = %+v, want ben's unsaved words told", a)
	}
	b.at = b.at.Add(presenceLease + time.Second)
	if a := attend(anna, "1"); len(a.Present) != 0 {
		t.Errorf("Attend(after his lease) = %+v, want nobody else", a)
	}
	attend(ben, "")
	if err := b.Leave(t.Context(), ben, f.Story.ID, "w"); err != nil {
		t.Fatal(err)
	}
	if a := attend(anna, "1"); len(a.Present) != 0 {
		t.Errorf("Attend(he has left) = %+v, want nobody else", a)
	}
}
