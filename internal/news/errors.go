package news

import "errors"

// The six errors a caller can act on. Every other error is a fault of this
// program, its machine or its network. Wrap them with the deed and the thing;
// test for them with [errors.Is].
var (
	// ErrNotFound says that the thing asked for does not exist, or does not
	// exist for whoever asked.
	ErrNotFound = errors.New("not found")
	// ErrInvalid says that the input breaks a rule; the wrapping text says
	// which, where, and what to do.
	ErrInvalid = errors.New("invalid")
	// ErrConflict says that the thing has moved since the caller looked. Look
	// again and decide again.
	ErrConflict = errors.New("changed meanwhile")
	// ErrEmbargoed says that readers may not see it yet.
	ErrEmbargoed = errors.New("embargoed")
	// ErrKilled says that the story was withdrawn for good.
	ErrKilled = errors.New("killed")
	// ErrForbidden says that whoever asked may not; the wrapping text says who may.
	ErrForbidden = errors.New("not allowed")
)
