package engine

import (
	"strings"
	"time"
)

// parsePublished reads the time that an engine gives of a page, in UTC where it
// names no zone. What it cannot read, or what cannot be, is absent: the zero
// time.
func parsePublished(text string, now time.Time) time.Time {
	text = strings.TrimSpace(text)
	if len(text) < 8 || len(text) > 64 {
		return time.Time{}
	}
	for _, form := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05", time.DateOnly,
		time.RFC1123, time.RFC1123Z, "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006",
	} {
		at, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		// Engines guess; a web page is not older than the web, nor from the future.
		if at.Year() < 1990 || at.After(now.Add(48*time.Hour)) {
			return time.Time{}
		}
		return at.UTC()
	}
	return time.Time{}
}
