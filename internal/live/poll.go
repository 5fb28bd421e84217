package live

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"broadsheet/internal/web"
)

// polls are the answers to those who poll, made once for each state of their
// channels.
type polls struct {
	mu   sync.RWMutex // guards kept
	kept map[string]*poll
}

type poll struct {
	n     int64 // of the newest message in it
	forms *web.Forms
}

// mostPolls is how many answers are kept: addresses can be invented.
const mostPolls = 4096

// pollAge lets caches between us and readers answer for a few seconds.
const pollAge = "public, max-age=5, stale-while-revalidate=30"

// Poll answers with the states of the channels as one JSON object, by the names
// that keys give them, and "id", the number of the newest.
func (h *Hub) Poll(rw http.ResponseWriter, r *http.Request, keys []string, names []string) error {
	id := strings.Join(names, "\x00")
	var newest int64
	h.mu.Lock()
	states := make([]*message, len(names))
	for i, name := range names {
		if c := h.channels[name]; c != nil {
			if states[i] = c.told.Load(); states[i] != nil {
				newest = max(newest, states[i].n)
			}
		}
	}
	h.mu.Unlock()
	h.polls.mu.RLock()
	p := h.polls.kept[id]
	h.polls.mu.RUnlock()
	if p == nil || p.n != newest {
		made, err := newPoll(keys, states, newest)
		if err != nil {
			return err
		}
		p = made
		h.polls.mu.Lock()
		if len(h.polls.kept) >= mostPolls {
			clear(h.polls.kept)
		}
		h.polls.kept[id] = p
		h.polls.mu.Unlock()
	}
	p.forms.ServeHTTP(rw, r)
	return nil
}

func newPoll(keys []string, states []*message, newest int64) (*poll, error) {
	out := map[string]any{"id": newest}
	for i, m := range states {
		if m != nil {
			out[keys[i]] = json.RawMessage(m.data)
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	head := http.Header{"Content-Type": {"application/json"}, "Cache-Control": {pollAge}, "Vary": {"Accept-Encoding"}, "X-Robots-Tag": {"noindex"}}
	return &poll{n: newest, forms: web.NewForms(http.StatusOK, head, text)}, nil
}

// forget drops answers that are older than before.
func (p *polls) forget(before int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, x := range p.kept {
		if x.n < before {
			delete(p.kept, id)
		}
	}
}
