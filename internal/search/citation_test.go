package search

import (
	"strings"
	"testing"
)

func TestCitations(t *testing.T) {
	for text, want := range map[string]string{
		"a [1] b":                       "a [1] b",
		"a [4] b":                       "a b",
		"a [1, 4, 2].":                  "a [1][2].",
		"a [1][9][2]":                   "a [1][2]",
		"[text](https://x.example)":     "[text](https://x.example)",
		"[1](https://x.example)":        "[1](https://x.example)",
		"an array [ ] and [] and [x":    "an array [ ] and [] and [x",
		"[12":                           "[12",
		"[[1]]":                         "[[1]]",
		"a[99999999999999999999999999]": "a",
		"[-1]":                          "[1]",
		"[[9]7] [7[9]] [7 [9] ]":        "[…7] [7…] [7… ]",
		"[7[1]] [x[9]]":                 "[7[1]] [x]",
		"see [1; 3]":                    "see [1][3]",
		strings.Repeat("[1, ", 40):      strings.Repeat("[1, ", 40),
	} {
		for size := 1; size <= 7; size++ {
			c := citations{known: func(n int) (int, bool) { return n, n >= 1 && n <= 3 }}
			var got strings.Builder
			for i := 0; i < len(text); i += size {
				got.WriteString(c.write(text[i:min(len(text), i+size)]))
			}
			got.WriteString(c.rest())
			if got.String() != want {
				t.Errorf("%q in pieces of %d: %q, want %q", text, size, got.String(), want)
			}
		}
	}
}

// No citation of a source that does not exist is ever shown, however it is torn.
func FuzzCitations(f *testing.F) {
	f.Add("a [1] [7] b", uint8(3))
	f.Add("[[7]][7,[7]", uint8(1))
	f.Add("[[0]7][7 [0]]", uint8(2))
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		c := citations{known: func(n int) (int, bool) { return n, n == 1 }}
		var got strings.Builder
		for i := 0; i < len(text); i += int(size) + 1 {
			got.WriteString(c.write(text[i:min(len(text), i+int(size)+1)]))
		}
		if len(c.held) > maxCitation {
			t.Fatalf("%d bytes are held back", len(c.held))
		}
		got.WriteString(c.rest())
		if strings.Contains(got.String(), "[7]") {
			t.Fatalf("%q shows [7]: %q", text, got.String())
		}
	})
}

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
