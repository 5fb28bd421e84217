//go:build race

package newsroom_test

// publishLimit is longer where the race detector slows all down tenfold.
const publishLimit = 2000
