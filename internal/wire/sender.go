package wire

import "time"

// Sender is who writes a message and when, for the writers of the formats:
// each has a function
//
//	Write(items []news.WireItem, from wire.Sender) ([]byte, error)
//
// that writes what may leave the house. Editorial notes, warnings and an
// agency desk's sign-off are never written.
type Sender struct {
	Name string // of the title or house, as partners know it
	URI  string // its home, such as "https://courier.example.org/"; the party in NewsML-G2
	// Now is when the message is written, by the caller's clock.
	Now time.Time
}
