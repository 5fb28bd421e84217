//go:build !unix

package live

import "errors"

// canDetach is false here: every stream is its handler's.
const canDetach = false

func mostFiles() uint64 { return 1024 }

func (s *stream) write([]byte) (int, error) { return 0, errors.ErrUnsupported }
