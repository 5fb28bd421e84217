package sftp

import (
	"encoding/binary"
	"errors"
	"io"
	"sync/atomic"
)

// names counts the names a server lists by following its packets, and fails
// beyond so many of them: the library keeps them all (filexfer-02, sections 3
// and 7).
type names struct {
	r    io.Reader
	most int

	on   atomic.Bool  // a listing is under way
	left atomic.Int64 // names it may still have
	over atomic.Bool  // it had too many

	// Of the goroutine that reads.
	head   []byte
	remain uint32 // bytes of the packet that follow its head
}

const (
	packetName = 104 // SSH_FXP_NAME: length, type, id, count
	nameHead   = 13
)

// start begins a listing; end ends it and reports whether it had too many names.
func (n *names) start() {
	n.left.Store(int64(n.most))
	n.on.Store(true)
}

func (n *names) end() bool {
	n.on.Store(false)
	return n.over.Load()
}

var errOver = errors.New("too many names")

func (n *names) Read(p []byte) (int, error) {
	got, err := n.r.Read(p)
	for rest := p[:got]; len(rest) > 0; {
		if n.remain > 0 {
			skip := min(int(n.remain), len(rest))
			n.remain -= uint32(skip)
			rest = rest[skip:]
			continue
		}
		n.head = append(n.head, rest[0])
		rest = rest[1:]
		if !n.whole() {
			return 0, errOver
		}
	}
	return got, err
}

// whole looks at the head read so far, and reports whether names are left.
func (n *names) whole() bool {
	if len(n.head) < 5 {
		if len(n.head) == 4 && binary.BigEndian.Uint32(n.head) == 0 {
			n.head = n.head[:0]
		}
		return true
	}
	length := binary.BigEndian.Uint32(n.head)
	if n.head[4] == packetName && length >= nameHead-4 {
		if len(n.head) < nameHead {
			return true
		}
		if n.on.Load() && n.left.Add(-int64(binary.BigEndian.Uint32(n.head[9:]))) < 0 {
			n.over.Store(true)
			return false
		}
	}
	n.remain = length - uint32(len(n.head)-4)
	n.head = n.head[:0]
	return true
}
