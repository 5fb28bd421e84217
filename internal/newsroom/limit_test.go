//go:build !race

package newsroom_test

// publishLimit is within how many milliseconds readers have what is published, by
// the screen's own words.
const publishLimit = 200
