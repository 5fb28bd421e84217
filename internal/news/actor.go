package news

import "context"

// Actor is whoever does a deed, and from where. It travels with the context of
// their request, so that the journal and the audit log know it of every deed. The
// zero value is the house itself: its roads and its clock.
type Actor struct {
	// By is how versions and the journal write them, such as "desk:kt".
	By string
	// From is the address of their browser, or what else they came by.
	From string
	// User is their account; nil for the command line and the house itself, which
	// may do all.
	User *User
}

type actorKey struct{}

// In returns a context whose deeds are the actor's.
func (a Actor) In(ctx context.Context) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf returns whose deeds those of a context are.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// Allow is [Forbid] asked of whoever acts, on each of the titles, or where none
// is named of what belongs to no title. Deeds of rooms ask it first.
func Allow(ctx context.Context, act Act, titles ...TitleID) error {
	u := ActorOf(ctx).User
	if u == nil {
		return nil
	}
	if len(titles) == 0 {
		return Forbid(*u, act, "")
	}
	for _, t := range titles {
		if err := Forbid(*u, act, t); err != nil {
			return err
		}
	}
	return nil
}
