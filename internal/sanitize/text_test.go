package sanitize

import (
	"slices"
	"strings"
	"testing"
)

// some are n sources, each with an address.
func some(n int) Sources {
	return Sources{
		Count:  func() int { return n },
		Number: func(i int) (int, bool) { return i, i >= 1 && i <= n },
		Addresses: slices.Values([]string{
			"https://www.acme.example/results/q3?lang=en", "https://news.example/a_(b)",
		}),
	}
}

// inPieces writes text in pieces of size bytes.
func inPieces(text string, size int, s Sources) string {
	w := New(s)
	var shown strings.Builder
	for piece := range slices.Chunk([]byte(text), size) {
		shown.WriteString(w.Write(string(piece)))
	}
	shown.WriteString(w.Rest())
	return shown.String()
}

// becomes checks what each text becomes, however it is torn.
func becomes(t *testing.T, s Sources, texts map[string]string) {
	t.Helper()
	for text, want := range texts {
		for _, size := range []int{1, 2, 3, 5, 7, 11, 1 << 20} {
			if got := inPieces(text, size, s); got != want {
				t.Errorf("%q in pieces of %d:\n%q, want\n%q", text, size, got, want)
				break
			}
		}
	}
}

func TestCitations(t *testing.T) {
	becomes(t, some(3), map[string]string{
		"a [1] b":                    "a [1] b",
		"a [4] b":                    "a b",
		"a [1, 4, 2].":               "a [1][2].",
		"a [1][9][2]":                "a [1][2]",
		"an array [ ] and [] and [x": "an array [ ] and [] and [x",
		"[12":                        "[12",
		"[[1]]":                      "[1]",
		"[[1], [2]] [[1][2]]":        "[1][2] [1][2]",
		"[[9]7] [7[9]] [7 [9] ]":     "[…7] [7…] [7… ]",
		"[7[1]] [so[9]]":             "[7[1]] [so]",
		"see [1; 3]":                 "see [1][3]",
		"up [1-3] and [2–9]":         "up [1][2][3] and [2][3]",
		"a 【1†source】, b【99†source】.": "a [1], b.",
		"a【4:2†report.pdf】":           "a",
		"【2】［1］〔3〕［８］":                "[2][1][3]",
		"a[^1] b[^8].":                "a[1] b.",
		"a [Source 1], b [source: 2; 9], c (Source 3), d (sources 7 and 8).":  "a [1], b [2], c [3], d.",
		"a [cite_start]b[cite: 1, 3].":                                        "a b[1][3].",
		"[ref 1] [#2] [n3] [Quelle 1]":                                        "[1] [2] [3] [1]",
		"a [1†L10-L20]":                                                       "a [1]",
		"a [1](https://x.example/p?q=1) and [[2]](//x.example)":               "a [1] and [2]",
		"a [1] (https://x.example/p)":                                         "a [1]",
		"a <sup>1</sup>, b<sup>[2]</sup>, c<sup>8</sup>; sales<sup>1,2</sup>": "a [1], b[2], c^8; sales[1][2]",
		"a ([1], [9]) b ([7]) c ([8], [9]).":                                  "a ([1]) b c.",
		"\\[1\\] and \\[9\\]":                                                 "[1] and",
		"a\n[^1]: The report\n[^9]: Other\n[2]: https://x.example/p\n[3]: https://x.example/p The rest\n": "a\n[1] The report\n Other\n\n[3] The rest\n",
		"growth.[23] It":   "growth. It",
		"x [3][44] y":      "x [3] y",
		"Great![1] So![9]": "Great! [1] So!",
		"391[7]5":          "391 5",
	})
}

// Figures in brackets are not citations.
func TestFiguresInBrackets(t *testing.T) {
	for _, text := range []string{
		"fiscal [2024], guidance [380-400], [1.5] and [12,345] and [1,050]", "a [50] b", "[-1]", "[0, 1]", "a[99999999999999999999999999]",
		`{"a": [7, 8, 9], "b": [7]}`, "x[7], x[0] and row_of[8]", "values = [7]", "sum([7, 8])", "[[1, 2], [3, 4]]", "the interval [7, 9]", "a scale of [1, 10]",
		"(7) and (1,234)", "[2024]: revenue was 391", "[Note]: this is so", "- [ ] done\n- [x] not", "[7 of 9]", "[Q3] [H1] [S&P 500]",
		"`[7]` and ``[8] ` [9]``", "```json\n[7, 8]\n```\n", "~~~\n[7](http://x.example)\n<b>\n~~~", "[Source: company filings]", "(source: the filing of 2024)", "[source needed]",
		"the range [7, 9) ", "m[i][j]", "up [5]% or [7] percent, $[9] to $[8]", "sales of [6] billion", "note [7] of it, Table [4]: x", "EPS guidance [4-6]", "the list [1, 2, 3]", "up [1-5]%", "rows[3] = 7",
		"\\[ 7 \\]", "[MSFT] (NASDAQ)", strings.Repeat("[1, ", 40), "a [380-400][1] b", "\\[ x = 7 \\]",
	} {
		becomes(t, some(1), map[string]string{text: text})
	}
}

// What would lead a reader elsewhere, and what is left of it.
func TestLinks(t *testing.T) {
	becomes(t, some(1), map[string]string{
		"a ![](http://x.example/p.gif?q=1) b":                                                                 "a b",
		"![a chart](http://x.example/p) ![b][1] ![c][] ![d]":                                                  "a chart b c ! [d]",
		"[more](http://x.example/l?q=1) [x](javascript:alert(1)).":                                            "more x.",
		"[a [b] c](http://x.example) [a ![i](u) b](//x.example)":                                              "a [b] c a i b",
		"[a](<http://x.example/p q>) [b](http://x.example \"t (i)\")":                                         "a b",
		"[a](java&#115;cript&colon;alert(1)) [b](\x01javascript:c) [c](JAVA\nSCRIPT:d)":                       "a b c",
		"[a](data:text/html;base64,xx) [b](vbscript:x) [c](/path) [d](p?q=1)":                                 "a b c d",
		"[a] (http://x.example/p) [b]\n(http://x.example/p)":                                                  "a b",
		"[a](http://x.example/p":                                                                              "a",
		"[380](in millions) [380] (in millions) [a](two words)":                                               "[380] (in millions) [380] (in millions) [a] (two words)",
		"<[img src=x](u)> &[lt;](u)":                                                                          "< img src=x> & lt;",
		"[a][1] [b][] [c][ref] [d]":                                                                           "a[1] b c [d]",
		"x\n[ref]: http://x.example/p 'title'\n[r2]: /path\n  [r3]:\n/path\ny":                                "x\n\n\n  [r3] :\n/path\ny",
		"> [ref]: //x.example/p":                                                                              "> ",
		"<http://x.example/p?q=1> <mailto:a@x.example?body=1> <a@x.example> <javascript:x>.":                  "`x.example` a@x.example a@x.example .",
		"(see http://x.example/p?q=1). Or **https://u:p@y.example:80/q**, ftp://z.example":                    "(see `x.example`). Or **`y.example`**, `z.example`",
		"www.x.example/p or WWW.x.example, //x.example/p, a//b // c":                                          "`www.x.example` or `WWW.x.example`, `x.example`, a//b // c",
		"x.example/p?q=1 x.example?q=1 x.example#q Booking.com? and/or P/E 3/4":                               "x.example /p?q=1 x.example ?q=1 x.example #q Booking.com? and/or P/E 3/4",
		"http&#58;//x.example/p http:\\/\\/x.example/p h&#x74;tp://x.example/p":                               "`x.example` `x.example` `x.example`",
		"mailto:a@x.example?body=1":                                                                           "mailto: a@x.example ?body=1",
		"slack://x.example/p http:// https":                                                                   "slack:`x.example` http:// https",
		"请见http://x.example/p，收入为391":                                                                         "请见`x.example`，收入为391",
		"[the results](https://www.acme.example/results/q3?lang=en \"t\")":                                    "[the results](https://www.acme.example/results/q3?lang=en)",
		"[r](http://acme.example/results/q3/?lang=en#x) [n](https://www.acme.example/results/q3?lang=en&q=1)": "[r](https://www.acme.example/results/q3?lang=en) n",
		"at https://www.acme.example/results/q3?lang=en. [b](https://news.example/a_\\(b\\))":                 "at https://www.acme.example/results/q3?lang=en. [b](https://news.example/a_%28b%29)",
		"https://news.example/a_(b) https://news.example/a_(b)[9]/x":                                          "https://news.example/a_%28b%29 https://news.example/a_%28b%29 /x",
		"[x](https://www.acme.example@x.example/p)":                                                           "x",
		"a\u200b b\u202ec \u2066d\u00ade 👨‍👩":                                                                 "a b" + "c de 👨‍👩",
		"[a]\u200b(http://x.example/p) ht\u200btp://x.example/p":                                              "a `x.example`",
		"[[x]: javascript:a\n[x]](u)\n\n![[x]: /p](u)\n[x]":                                                   "\n[x]\n\n\n[x]",
		"[MSFT](NASDAQ) [a](x<](u)!b":                                                                         "[MSFT] (NASDAQ) [a] (x<]!b",
		"[<](u)!b [&lt;](u)/b [0, 1) a ](http://x.example/p)":                                                 "< !b < /b [0, 1) a ]",
		"//x./p":                                "`x`",
		"//a$x.example/p a//b.":                 "`a` a//b.",
		"a \ue200cite\ue202turn0search1\ue201.": "a .",
	})
}

func TestTags(t *testing.T) {
	becomes(t, some(1), map[string]string{
		"a <img src=http://x.example/i> b <b>c</b><br>d<BR/>e":                                                       "a  b c\nd\ne",
		"| a<br>b | <td>1</td><td>2</td> |":                                                                          "| a b | 1 2  |",
		"un<b>believ</b>able <a href=\"http://x.example\">x</a>":                                                     "unbelievable x",
		"10<sup>3</sup> CO<sub>2</sub> 10<sub>2</sub> 1<sup>st</sup> m<sup>-2</sup> e<sup>n+1</sup> x<sup>a b</sup>": "10^3 CO2 10_2 1st m^-2 e^n+1 x^(a b)",
		"a < b, P/E <15, <-, x<y and y>z, a<=b, x<y. p <e, 1<2>0":                                                    "a < b, P/E <15, <-, x< y and y>z, a<=b, x< y. p < e, 1<2>0",
		"x<img ":           "x< img ",
		"x<y":              "x< y",
		"x<a href='`&gt;y": "x< a href=''>y",
		"<script>x</script><!-- c --><?php y ?><!DOCTYPE html><x-y z=1>": "x ",
		"<<b>img src=x> <b <i>x":                              "< img src=x> < b x",
		"a <img src=http://x.example/i":                       "a < img src=`x.example`",
		"a <div\nstyle=x\n\nb":                                "a < div\nstyle=x\n\nb",
		"&lt;img src=x&gt; S&P AT&T &amp;lt;b&gt; 5 &lt; 6":   "< img src=x> S&P AT&T < b> 5 < 6",
		"\\<b\\> <\\/b> \\*a\\*":                              "< b\\> < /b> \\*a\\*",
		"$\\href{javascript:a}{x}$ \\frac{1}{2} \\hat{u} \\u": "$href{javascript:a}{x}$ \\frac{1}{2} \\hat{u} \\u",
		"the tag `<think>` is code":                           "the tag `<think>` is code",
	})
}

// Only what every program takes for code is code.
func TestCode(t *testing.T) {
	becomes(t, some(1), map[string]string{
		"a ` b http://x.example/p":                             "a ' b `x.example`",
		"a `b\nhttp://x.example/p` c":                          "a 'b\n`x.example`' c",
		"| `a | http://x.example/p` |":                         "| 'a | `x.example`' |",
		"\\`http://x.example/p\\`":                             "'`x.example`'",
		"``a ` b`` ```c``` ` `":                                "``a ` b`` `c` ' '",
		"```json onload=x\n{\"a\": [7]}\n```\n[7]":             "```json\n{\"a\": [7]}\n```\n",
		"```Mermaid\nA@{ img: \"http://x.example/p\" }\n```\n": "```\nA@{ img: \"http://x.example/p\" }\n```\n",
		"```\nhttp://x.example/p":                              "```\nhttp://x.example/p\n```",
		"~~~\n```\n~~~~ \n[7]x":                                "~~~\n```\n~~~\nx",
		"    ```\nhttp://x.example/p":                          "    '''\n`x.example`",
		"- a\n  ```\n  b\nhttp://x.example/p\n```\n[7]x":       "- a\n  ```\n  b\n  http://x.example/p\n  ```\nx",
		"a ~~~ b\n[7]~~~\nc":                                   "a ~~ b\n~~\nc",
		"- ```\n  [7](http://x.example/p)\n":                   "- '''\n  \n",
		"a\r\nb\rc\n":                                          "a\nb\nc\n",
		"- ```\n  a\n  ```\n[7]b\n```\n[7]\n```":               "- '''\n  a\n  '''\nb\n```\n[7]\n```",
		"``` a`b\nhttp://x.example/p":                          "''' a'b\n`x.example`",
	})
}

// A reader waits no longer than it takes to know what a text becomes.
func TestHeld(t *testing.T) {
	for text, most := range map[string]int{
		"in [0, 1) and more of it": 8, "[1] (which the company said of it": 8, "a <estimate of it": 10, "[a](two words": 10,
		"so [" + strings.Repeat("word ", 80): maxBracket + 1, "a `" + strings.Repeat("word ", 120): maxCode + 1, "a <b " + strings.Repeat("word ", 220): maxTag + 1,
	} {
		w := New(some(3))
		for i := range len(text) {
			w.Write(text[i : i+1])
			if held := len(w.raw) + len(w.text) - w.composed; held > most {
				t.Fatalf("%q holds %d bytes back, want at most %d", text[:i+1], held, most)
			}
		}
	}
}
