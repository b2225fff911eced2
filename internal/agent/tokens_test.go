package agent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tiktoken-go/tokenizer"
)

// counted is how many tokens two vocabularies count in text, the greater of them,
// and digits each for one, as Qwen, Gemma, Mistral and others count them.
func counted(t testing.TB, text string) int {
	t.Helper()
	most := 0
	for _, name := range []tokenizer.Encoding{tokenizer.Cl100kBase, tokenizer.O200kBase} {
		codec, err := tokenizer.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		digits, n := 0, 0
		for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
			digits += utf8.RuneCountInString(piece)
		}
		for _, piece := range strings.FieldsFunc(text, unicode.IsDigit) {
			c, err := codec.Count(piece)
			if err != nil {
				t.Fatal(err)
			}
			n += c
		}
		most = max(most, digits+n)
	}
	return most
}

// The estimate is never below what real vocabularies count, and not so far above
// that the window is wasted.
func TestTokensAgainstVocabularies(t *testing.T) {
	texts := map[string]string{
		"German":   "Wie hat sich die Aktie von Apple in den letzten drei Monaten im Vergleich zu Microsoft entwickelt, und wie hoch war die durchschnittliche Schwankungsbreite der täglichen Schlusskurse?",
		"French":   "Comment l'action d'Apple a-t-elle évolué au cours des trois derniers mois par rapport à Microsoft ?",
		"Russian":  "Как изменилась цена акций Apple за последние три месяца по сравнению с Microsoft?",
		"Chinese":  "苹果公司过去三个月的股价表现与微软相比如何？请说明每日收盘价的平均波动幅度。",
		"Japanese": "過去3か月間のアップルの株価はマイクロソフトと比べてどうでしたか？",
		"Arabic":   "كيف كان أداء سهم آبل خلال الأشهر الثلاثة الماضية مقارنة بمايكروسوفت؟",
		"Hindi":    "पिछले तीन महीनों में एप्पल के शेयर का प्रदर्शन माइक्रोसॉफ्ट की तुलना में कैसा रहा?",
		"table":    strings.Repeat("2025-11-19 | 301.21 | 305.06 | 301.19 | 304.49 | 26566538\n", 20),
		"symbols":  "AAPL, MSFT, NVDA, BRK-B, 7203.T, ^GSPC, EURUSD=X, BTC-USD",
		"schema":   string(echo(t).spec.Schema),
	}
	for _, pattern := range []string{"prompts/*.md", "tools/*.md", "tools/testdata/*.golden"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files are %s: %v", pattern, err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(b)
		}
	}
	all, estimated := 0, 0
	for name, text := range texts {
		real, got := counted(t, text), Tokens(text)
		all, estimated = all+real, estimated+got
		if got < real*97/100 {
			t.Errorf("%s: %d tokens, estimated as %d", name, real, got)
		}
	}
	t.Logf("%d texts of %d tokens are estimated as %d", len(texts), all, estimated)
	if estimated > all*13/10 {
		t.Errorf("%d tokens in all, estimated as %d: too many", all, estimated)
	}
}

func TestShorten(t *testing.T) {
	for _, text := range []string{"", "a", "äöü", strings.Repeat("word 123.45, ", 50), "苹果公司过去三个月", "a\n\n b"} {
		for most := range Tokens(text) + 2 {
			got := Shorten(text, most)
			if !strings.HasPrefix(text, got) || !utf8.ValidString(got) || Tokens(got) > most {
				t.Errorf("Shorten(%q, %d) is %q of %d tokens", text, most, got, Tokens(got))
			}
			if most >= Tokens(text) && got != text {
				t.Errorf("Shorten(%q, %d) is %q although all of it fits", text, most, got)
			}
		}
	}
	if got := Shorten("text", -5); got != "" {
		t.Errorf("less than nothing holds %q", got)
	}
}

func TestMiddle(t *testing.T) {
	if got, cut := Middle("short", 10); got != "short" || cut {
		t.Errorf("%q, %t", got, cut)
	}
	long := "What is this? " + strings.Repeat("äö 1234 ", 1000) + "Answer in one word."
	got, cut := Middle(long, 200)
	if !cut || Tokens(got) > 200 || !utf8.ValidString(got) || !strings.HasPrefix(got, "What is this?") || !strings.HasSuffix(got, "Answer in one word.") {
		t.Errorf("%d tokens: %q", Tokens(got), got)
	}
}
