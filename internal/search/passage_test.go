package search

import (
	"strings"
	"testing"
)

func TestPassages(t *testing.T) {
	filler := strings.Repeat("Nothing of interest stands in this paragraph at all. ", 10)
	text := "About the company.\n\n" + filler + "\n\nRevenue of Apple grew by 12 per cent in the quarter.\n\n" + filler + "\n\n" + filler + "\n\nRevenue fell elsewhere."
	got := passages(text, "How did Apple's revenue do in the quarter?", 400)
	if !strings.HasPrefix(got, "About the company.") || !strings.Contains(got, "grew by 12 per cent") || strings.Contains(got, "Nothing of interest") || !strings.Contains(got, "[...]") || len(got) > 450 {
		t.Errorf("passages: %q", got)
	}
	if got := passages("short", "q", 100); got != "short" {
		t.Errorf("a short text: %q", got)
	}
	if got := passages(strings.Repeat("ä", 5000), "q", 1000); len(got) > 1010 || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("one paragraph: %d bytes", len(got))
	}
}
