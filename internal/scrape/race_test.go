//go:build race

package scrape

// raceFactor is how many times as much memory a process takes with the race
// detector in it.
const raceFactor = 4
