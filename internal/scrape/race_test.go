//go:build race

package scrape

// raceFactor is how many times as much memory, and as much time, a process takes with
// the race detector in it.
const raceFactor = 4
