package plaintext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"two\n\n lines\tand\u00a0more":            "two lines and more",
		"z\u200be\u202er\u2066o \x00\x1b[31m\xff": "zero [31m",
		"👩\u200d💻 writes":                         "👩\u200d💻 writes",
		" a\u2028b\u2029c ":                       "a b c",
		"":                                        "",
	} {
		if got := Line(text); got != want {
			t.Errorf("%q is %q; want %q", text, got, want)
		}
	}
}

func FuzzClip(f *testing.F) {
	f.Add("aé€😀", 3)
	f.Add("\xff\x80\x80", 2)
	f.Fuzz(func(t *testing.T, text string, n int) {
		if n < 0 {
			return
		}
		got := Clip(text, n)
		if len(got) > n || !strings.HasPrefix(text, got) || utf8.ValidString(text) && (!utf8.ValidString(got) || len(got) < min(n, len(text))-3) {
			t.Errorf("%q cut at %d is %q", text, n, got)
		}
	})
}
