package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"broadsheet/internal/config"
	"broadsheet/internal/news"
	"broadsheet/internal/newscodes"
)

// maxTopics is how many topics a search shows.
const maxTopics = 20

// shownTopic is a topic as it is printed.
type shownTopic struct {
	Code     string            `json:"code"`
	Name     string            `json:"name"`
	Line     []string          `json:"line"` // from the top to the topic, by name
	Names    map[string]string `json:"names"`
	Subjects []string          `json:"subjects,omitempty"` // of the older vocabulary, with their mark
	Retired  string            `json:"retired,omitempty"`
	Instead  string            `json:"instead,omitempty"` // what stands for a retired one
	Below    []string          `json:"below,omitempty"`
}

// topics opens the vocabulary of the data folder, or the shipped one; why the
// folder's cannot be used goes to the log.
func (a *app) topics(c config.Config) (*newscodes.Tree, error) {
	t, err := newscodes.Open(c.Data)
	if t == nil {
		return nil, err
	}
	if err != nil {
		newLog(a.err).Warn("newscodes", "err", err)
	}
	return t, nil
}

func wireTopicsCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	from := set.String("from", "", "take the vocabulary from the IPTC's JSON `FILE` into the data folder, used from the next start on")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	c, err := config.Load(a.settings)
	if err != nil {
		return err
	}
	if *from != "" {
		if len(words) > 0 {
			return usage("-from stands alone")
		}
		return a.takeTopics(c, *from)
	}
	t, err := a.topics(c)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return a.listTopics(t)
	}
	asked := strings.Join(words, " ")
	if x, ok := t.Exactly(asked); ok {
		return a.printTopics(t, []newscodes.Topic{x})
	}
	if x, ok := t.Resolve(asked); ok {
		return a.printTopics(t, []newscodes.Topic{x})
	}
	found := t.Search(asked, maxTopics)
	if len(found) == 0 {
		return fmt.Errorf("no topic has the code or the words %q in its name", asked)
	}
	return a.printTopics(t, found)
}

// listTopics shows how many topics there are and those at the top.
func (a *app) listTopics(t *newscodes.Tree) error {
	var top []newscodes.Topic
	for _, x := range t.Topics() {
		if x.Broader == "" {
			top = append(top, x)
		}
	}
	if !a.json {
		if _, err := fmt.Fprintf(a.out, "%d topics, newest change %s, names in %s; IPTC, CC BY 4.0\n", len(t.Topics()), t.Snapshot, strings.Join(t.Languages, ", ")); err != nil {
			return err
		}
	}
	return a.printTopics(t, top)
}

func show(t *newscodes.Tree, x newscodes.Topic) shownTopic {
	s := shownTopic{Code: x.Code, Name: t.Name(x, "en"), Names: x.Names, Retired: x.Retired}
	for _, up := range t.Above(x) {
		s.Line = append([]string{t.Name(up, "en")}, s.Line...)
	}
	s.Line = append(s.Line, s.Name)
	for _, old := range x.Subjects {
		s.Subjects = append(s.Subjects, string(rune(old.Match))+"subj:"+old.Code)
	}
	for _, b := range t.Below(x) {
		if b.Retired == "" {
			s.Below = append(s.Below, b.Code+" "+t.Name(b, "en"))
		}
	}
	if now, ok := t.Resolve(x.Code); ok && now.Code != x.Code {
		s.Instead = now.Code + " " + t.Name(now, "en")
	}
	return s
}

// printTopics prints one topic in full, or a line for each of several.
func (a *app) printTopics(t *newscodes.Tree, all []newscodes.Topic) error {
	if a.json {
		out := make([]shownTopic, len(all))
		for i, x := range all {
			out[i] = show(t, x)
		}
		return a.printJSON(out)
	}
	var b strings.Builder
	for _, x := range all {
		s := show(t, x)
		fmt.Fprintf(&b, "%s  %s", s.Code, strings.Join(s.Line, " > "))
		if s.Retired != "" {
			fmt.Fprintf(&b, "  (retired %s; %s stands for it)", s.Retired, s.Instead)
		}
		b.WriteString("\n")
		if len(all) > 1 {
			continue
		}
		for _, l := range t.Languages {
			if name := s.Names[l]; name != "" {
				fmt.Fprintf(&b, "  %s  %s\n", l, name)
			}
		}
		if len(s.Subjects) > 0 {
			fmt.Fprintf(&b, "  subject codes  %s\n", strings.Join(s.Subjects, ", "))
		}
		for _, below := range s.Below {
			fmt.Fprintf(&b, "  below it  %s\n", below)
		}
	}
	_, err := fmt.Fprint(a.out, b.String())
	return err
}

// takeTopics makes the data folder's table of an official file. The old table
// stands until the new one is whole.
func (a *app) takeTopics(c config.Config, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("%s: %w", from, bare(err))
	}
	defer f.Close()
	t, err := newscodes.ReadOfficial(f)
	if err != nil {
		return fmt.Errorf("%s: %w; the vocabulary in use stays", from, err)
	}
	var table bytes.Buffer
	if err := t.Write(&table); err != nil {
		return err
	}
	if _, err := newscodes.Read(bytes.NewReader(table.Bytes())); err != nil {
		return fmt.Errorf("%s: made into a table it cannot be read again: %w", from, err)
	}
	name := filepath.Join(c.Data, filepath.FromSlash(newscodes.File))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	fresh := name + ".new"
	if err := os.WriteFile(fresh, table.Bytes(), 0o644); err != nil {
		return err
	}
	if err := os.Rename(fresh, name); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	_, err = fmt.Fprintf(a.out, "%s: %d topics, newest change %s, used from the next start on\n", name, len(t.Topics()), t.Snapshot)
	return err
}

// doubtful says which subjects of the rules the vocabulary does not know or has
// retired, so that no item may ever match them.
func doubtful(t *newscodes.Tree, src news.Source) []string {
	var out []string
	for i, r := range src.Rules {
		for _, code := range append(append([]string{}, r.Subjects...), r.NotSubjects...) {
			x, known := t.Exactly(code)
			switch {
			case !strings.HasPrefix(code, newscodes.Prefix) || len(code) < len(newscodes.Prefix)+8:
			case !known:
				out = append(out, fmt.Sprintf("rule %d names %s, which is no topic", i+1, code))
			case x.Retired != "":
				now, _ := t.Resolve(code)
				out = append(out, fmt.Sprintf("rule %d names %s, which is retired; name %s (%s)", i+1, code, now.Code, t.Name(now, "en")))
			}
		}
	}
	return out
}
