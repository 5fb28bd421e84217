package store

import (
	"encoding/binary"
	"fmt"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// linkRoom is how many found links a story has; the nearest count.
const linkRoom = 8

// matchRoom is how many of the nearest are looked through for those with room
// for a link: a thousand texts of one form must not cost a thousand looks.
const matchRoom = 3 * linkRoom

// compare finds the stories whose texts are like that of the deed's version,
// links them, and returns the deed with what the desk is to be told of them.
// Of a deed that recalls a story it returns the stories that repeat it.
//
// It locks the keys that the text is looked for by before anything else a deed
// locks, and links after that, each in their order: of two like texts that come
// at once the later finds the earlier, and none waits for one that waits for it.
func (t *tx) compare(known *texts, d news.StoryDeed) (news.StoryDeed, []news.StoryID, error) {
	recalls := d.Verb == news.VerbKilled || d.Verb == news.VerbWithheld
	if d.Story.ID == "" || d.Version == nil && !recalls {
		return d, nil, nil
	}
	old, err := t.signature(d.Story)
	if err != nil {
		return d, nil, err
	}
	own := old
	if d.Version != nil {
		own = signed{Signature: d.Signature, story: d.Story.ID, at: t.now, source: d.Story.Source, name: workingKey(d)}
	}
	if err := t.lockKeys(append(own.keys(), old.keys()...)); err != nil {
		return d, nil, err
	}
	if d.Version != nil && !(own.Scheme == old.Scheme && own.Text == old.Text && own.name == old.name) {
		if d, err = t.relink(known, d, own); err != nil {
			return d, nil, fmt.Errorf("compare: %w", err)
		}
	}
	if !recalls {
		return d, nil, nil
	}
	repeats, err := t.repeats(d.Story.ID)
	return d, repeats, err
}

// workingKey is the key of what the takes of an agency's story have in common;
// 0 is none.
func workingKey(d news.StoryDeed) int64 {
	name := news.WorkingName(d.Version.Content)
	if name == "" || d.Story.Source == "" || d.Signature.Scheme == 0 {
		return 0
	}
	return reading.Key("name", string(d.Story.Source)+"\x00"+name)
}

// relink keeps what a story's new text is compared by, brings its links up to
// date and marks the deed with the stories that it has become the same as.
func (t *tx) relink(known *texts, d news.StoryDeed, own signed) (news.StoryDeed, error) {
	var near []news.StoryID
	var had []news.Alike
	var err error
	if own.Scheme != 0 {
		if near, err = known.look(t, own); err != nil {
			return d, err
		}
	}
	if d.Story.Rev > 0 {
		if had, err = t.links(own.story); err != nil {
			return d, err
		}
	}
	if err := t.saveSignature(own, d.Story.Rev > 0); err != nil {
		return d, err
	}
	t.text = &own
	found, err := t.matches(own, near, had)
	if err != nil {
		return d, err
	}
	if err := t.saveLinks(own.story, had, found); err != nil {
		return d, err
	}
	t.fresh.relinked = len(had) > 0 || len(found) > 0
	twins, err := t.twins(had, found)
	if err != nil || len(twins) == 0 {
		return d, err
	}
	return news.MarkTwins(d, twins), nil
}

func (t *tx) saveSignature(own signed, filed bool) error {
	if own.Scheme == 0 {
		if !filed {
			return nil
		}
		return t.exec(`DELETE FROM story_signature WHERE story = $1`, string(own.story))
	}
	return t.exec(`INSERT INTO story_signature (story, scheme, at, source, name, text, sketch) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story) DO UPDATE SET scheme = excluded.scheme, at = excluded.at, source = excluded.source, name = excluded.name, text = excluded.text, sketch = excluded.sketch`,
		string(own.story), own.Scheme, micro(own.at), string(own.source), own.name, own.Text, sketchBytes(own.Sketch))
}

// list writes n placeholders from the given number on.
func list(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

func sketchBytes(sketch []uint16) []byte {
	out := make([]byte, 0, 2*len(sketch))
	for _, x := range sketch {
		out = binary.LittleEndian.AppendUint16(out, x)
	}
	return out
}

func sketchOf(raw []byte) []uint16 {
	var out []uint16
	for ; len(raw) > 1; raw = raw[2:] {
		out = append(out, binary.LittleEndian.Uint16(raw))
	}
	return out
}

// signature returns what a story that the caller saw is compared by; its Scheme
// is 0 if it is by nothing.
func (t *tx) signature(st news.Story) (signed, error) {
	if st.Rev == 0 {
		return signed{}, nil
	}
	found, err := t.signatures([]news.StoryID{st.ID})
	return found[st.ID], err
}
