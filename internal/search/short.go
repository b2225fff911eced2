package search

import (
	"strings"

	"quotewire/internal/plaintext"
)

// shortLines is at most most bytes of text, cut at a line's end: half a figure
// misleads. Of less than a line nothing is left.
func shortLines(text string, most int) string {
	if len(text) <= most {
		return text
	}
	const note = "\n[cut here]"
	end := strings.LastIndexByte(text[:max(0, most-len(note))], '\n')
	if end <= 0 {
		return ""
	}
	return text[:end] + note
}

// shortWords is at most most bytes of text, cut at a word's end where one is near.
func shortWords(text string, most int) string {
	short := plaintext.Clip(text, most)
	if len(short) == len(text) || strings.IndexByte(" \n", text[len(short)]) >= 0 {
		return short
	}
	const near = 64
	if i := strings.LastIndexAny(short, " \n"); i >= len(short)-near {
		return short[:max(0, i)]
	}
	return strings.TrimRight(short, "0123456789.,")
}
