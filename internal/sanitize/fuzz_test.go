package sanitize

import (
	"regexp"
	"strings"
	"testing"
)

var (
	fenceLine = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	inCode    = regexp.MustCompile("``[^\n]+?``|`[^`\n]+`")
	// forbidden is what may not stand outside of code.
	forbidden = regexp.MustCompile(`(?i)!\[|<[a-z][a-z0-9]*>|<img |\]\((?:[^h]|http[^)]*evil)|https?://[a-z0-9]*evil\.|(?:^|[^a-z0-9])www\.evil|[^:/]//evil\.[a-z]|evil\.example[/?#]\w`)
)

// withoutCode is a sanitized text without what every program takes for code.
func withoutCode(text string) string {
	var b strings.Builder
	open := ""
	for line := range strings.Lines(text) {
		marks := strings.TrimSpace(fenceLine.FindString(line))
		switch {
		case open == "" && marks == "":
			b.WriteString(inCode.ReplaceAllString(line, " x "))
		case open == "":
			open = marks
		case strings.HasPrefix(marks, open) && strings.TrimSpace(line) == marks:
			open = ""
		}
	}
	return b.String()
}

// Whatever a model writes, and however it is torn, nothing leads elsewhere.
func FuzzWriter(f *testing.F) {
	for _, text := range []string{
		"a [1] [7] ![](http://evil.example/p?q=1) [x](http://evil.example/p) <img src=http://evil.example/i>",
		"[[7]][7,[7]\n[x]: http://evil.example/p\n```\n<b>\n```\n`<b>` &lt;b> ht<b></b>tp://evil.example/p",
		"- a\n  ```\nhttp://evil.example/p\n```\n~~~\nx[7](Source 7)【7†s】<sup>7</sup>\\[x](//evil.example/p)",
		"0www.evil", "_www.evil.example _0http://evil.example/p",
		"www.evil.example/p evil.example/p &#58;//evil.example <http://evil.example> https://www.acme.example/results/q3?lang=en[7]x",
	} {
		f.Add(text, uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		s := some(1)
		whole := Text(text, s)
		if torn := inPieces(text, int(size)+1, s); torn != whole {
			t.Fatalf("%q is %q whole and %q in pieces of %d", text, whole, torn, int(size)+1)
		}
		w := New(s)
		for i := range len(text) {
			w.Write(text[i : i+1])
			if held := len(w.raw) + len(w.text) - w.composed; held > maxTarget+maxTag+maxBracket {
				t.Fatalf("%q holds %d bytes back", text[:i], held)
			}
		}
		if found := forbidden.FindString(withoutCode(whole)); found != "" && !strings.Contains(text, "acme") {
			t.Fatalf("%q becomes %q, with %q", text, whole, found)
		}
	})
}
