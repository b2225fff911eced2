//go:build !race

package scrape

const raceFactor = 1
