//go:build unix

package live

import (
	"errors"
	"syscall"
)

// canDetach says that a write can be tried without waiting.
const canDetach = true

// mostFiles is how many files this process may have open.
func mostFiles() uint64 {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return 1024
	}
	return min(uint64(r.Cur), 1<<20)
}

// write writes what the system takes at once; errFull is that it took nothing.
func (s *stream) write(text []byte) (n int, err error) {
	raw, err := s.conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var wrote error
	err = raw.Write(func(fd uintptr) bool {
		for {
			n, wrote = syscall.Write(int(fd), text)
			if !errors.Is(wrote, syscall.EINTR) {
				return true
			}
		}
	})
	if err == nil {
		err = wrote
	}
	if errors.Is(err, syscall.EAGAIN) {
		err = errFull
	}
	return max(n, 0), err
}
