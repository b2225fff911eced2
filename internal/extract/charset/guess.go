package charset

import (
	"bytes"
	_ "embed"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
)

const (
	// maxSample is how much of a page's text a guess looks at, in bytes.
	maxSample = 2 << 10
	// poorGuess and poorWide are how many bits a letter may take on average in a
	// guess that is worth to be believed, in a language of some and of thousands of
	// letters: bytes at random take more.
	poorGuess = 9
	poorWide  = 13
	// saidBits is how much shorter a message is in the language that a page says it
	// is in.
	saidBits = 10
)

// saysLanguage is where a page says what language it is in.
var saysLanguage = regexp.MustCompile(`(?i)<html\b[^>]{0,500}?\slang\s*=\s*["']?([a-z]{2,3}(?:-[a-z]{2,4})?)`)

//go:embed languages.txt
var languagesText string

// language is how a language is written in one encoding.
type language struct {
	encoding encoding.Encoding
	name     string
	codes    []string     // as pages call it
	rank     map[rune]int // of its letters by how often they come
	wide     bool         // it has thousands of letters, of two bytes
	latin    bool
	usual    bool // the encoding is the one that it is mostly found in
}

// guessed is what the bytes of a page say of its encoding.
type guessed struct {
	encoding encoding.Encoding  // in which it is the shortest message
	name     string             // of the encoding
	bits     float64            // that its letters beyond ASCII take in it
	letters  int                // beyond ASCII, of what was looked at
	wide     bool               // the language has thousands of letters
	dense    bool               // whether they are more than some marks in ASCII
	others   map[string]float64 // the bits in each encoding, by name
}

// guess finds the encoding in which body is most likely text of some language, of
// whose letters it looks at those beyond ASCII alone.
//
// It takes each encoding for a code: the one in which the page is the shortest
// message is right. What makes a letter long is that it is rare in the language,
// that its neighbours are of another alphabet, or that it has no sense at all.
func guess(body []byte) (g guessed) {
	sample, of := sampleOf(body)
	said := ""
	if found := saysLanguage.FindSubmatch(body[:min(len(body), maxPrescan)]); found != nil {
		said = strings.ToLower(string(found[1]))
	}
	g.others = make(map[string]float64)
	for _, l := range languages() {
		text, err := l.encoding.NewDecoder().Bytes(sample)
		if err != nil {
			continue
		}
		bits, letters := l.weigh([]rune(string(text)))
		if l.isCalled(said) {
			bits -= saidBits
		}
		if known, ok := g.others[l.name]; !ok || bits < known {
			g.others[l.name] = bits
		}
		if g.encoding == nil || bits < g.bits {
			g.encoding, g.name, g.bits, g.letters, g.wide = l.encoding, l.name, bits, letters, l.wide
		}
	}
	g.dense = g.letters*20 > of
	return g
}

// likely says whether what was found is language at all.
func (g guessed) likely() bool {
	if g.wide {
		return g.bits <= poorWide*float64(g.letters)
	}
	return g.bits <= poorGuess*float64(g.letters)
}

// admits says whether the page can be in the encoding of this name, as it says:
// it cannot where another makes far more sense of it.
func (g guessed) admits(name string) bool {
	if name == "gbk" {
		name = "gb18030"
	}
	bits, known := g.others[name]
	more := 2.0
	if isCyrillic(name) && isCyrillic(g.name) && g.letters > 20 { // they differ in which letters are capitals
		more = 1.12
	}
	return !known || g.letters < 8 || !g.likely() || bits < more*g.bits
}

func isCyrillic(name string) bool {
	return slices.Contains([]string{"windows-1251", "koi8-r", "koi8-u", "ibm866", "iso-8859-5", "x-mac-cyrillic"}, name)
}

// sampleOf is the words of body that are not in ASCII alone, as many as a guess
// needs, without markup: no encoding that is guessed has a part of a letter that
// looks like a tag. Of is how much text it looked at for them, in bytes.
func sampleOf(body []byte) (sample []byte, of int) {
	tokens := html.NewTokenizer(bytes.NewReader(body))
	for len(sample) < maxSample {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			return sample, of
		case html.StartTagToken:
			if name, _ := tokens.TagName(); string(name) == "script" || string(name) == "style" {
				tokens.Next()
			}
		case html.TextToken:
			for word := range bytes.FieldsFuncSeq(tokens.Raw(), func(r rune) bool { return r <= ' ' }) {
				if len(sample) >= maxSample {
					break
				}
				of += len(word)
				if bytes.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
					sample = append(append(sample, word[:min(len(word), maxSample)]...), ' ')
				}
			}
		}
	}
	return sample, of
}

func languages() (all []language) {
	for line := range strings.Lines(languagesText) {
		fields := strings.Split(strings.TrimSpace(line), " | ")
		if len(fields) != 3 {
			continue
		}
		rank := make(map[rune]int)
		for _, r := range fields[2] {
			if _, known := rank[r]; !known {
				rank[r] = len(rank)
			}
		}
		first, _ := utf8.DecodeRuneInString(fields[2])
		for i, name := range strings.Fields(fields[1]) {
			l, _ := labelled(name)
			all = append(all, language{
				encoding: l.Encoding, name: name, codes: strings.Split(fields[0], ","), rank: rank, wide: len(rank) > 100, usual: i == 0,
				latin: unicode.Is(unicode.Latin, first) || name == "windows-1258",
			})
		}
	}
	return all
}

// isCalled says whether code is that of the language, with a country or without.
func (l *language) isCalled(code string) bool {
	of, _, _ := strings.Cut(code, "-")
	return slices.Contains(l.codes, code) || slices.Contains(l.codes, of)
}

// weigh is how many bits the letters of text beyond ASCII take, and how many
// letters that are.
func (l *language) weigh(text []rune) (bits float64, letters int) {
	switch {
	case l.name == "windows-1252":
	case l.usual && l.name != "macintosh":
		bits = 2
	default:
		bits = 6
	}
	before := ' '
	for i, r := range text {
		if r >= utf8.RuneSelf {
			after := ' '
			if i+1 < len(text) {
				after = text[i+1]
			}
			letters++
			bits += l.letter(r) + l.place(before, r, after)
		}
		before = r
	}
	return bits, letters
}

// letter is how many bits r takes whatever is beside it.
func (l *language) letter(r rune) float64 {
	if rank, ok := l.rank[unicode.ToLower(r)]; ok {
		return 2.5 + math.Log2(float64(rank+3))
	}
	switch {
	case r == utf8.RuneError:
		return 40
	case unicode.IsControl(r), unicode.Is(unicode.Co, r):
		return 30
	case unicode.IsLetter(r) && l.wide:
		return l.rare(r)
	case unicode.IsLetter(r):
		return 15
	case strings.ContainsRune("\u00a0–—’“”„«»…•€£°§№©®", r):
		return 8
	}
	return 14
}

// rare is what a letter takes that is not among the frequent ones of a language
// with thousands: those that are more usual stand in a part of their own of the
// table of the encoding.
func (l *language) rare(r rune) float64 {
	code, err := l.encoding.NewEncoder().Bytes([]byte(string(r)))
	if err != nil || len(code) != 2 {
		return 20
	}
	// The first and last lead byte of that part, and its first trail byte.
	part := map[string][3]byte{
		"gb18030": {0xb0, 0xd7, 0xa1}, "big5": {0xa4, 0xc6}, "shift_jis": {0x88, 0x97}, "euc-jp": {0xb0, 0xcf}, "euc-kr": {0xb0, 0xc8, 0xa1},
	}[l.name]
	if part[0] <= code[0] && code[0] <= part[1] && part[2] <= code[1] {
		return 13.5
	}
	return 21
}

// place is how many bits more r takes between its neighbours.
func (l *language) place(before, r, after rune) (bits float64) {
	inWord := unicode.IsLetter(before) && unicode.IsLetter(after)
	if !unicode.IsLetter(r) {
		if inWord && !l.wide && !unicode.IsMark(r) && r != '’' && r != '\u00a0' && r != '–' && r != '—' {
			bits += 6
		}
		return bits
	}
	if unicode.IsUpper(r) {
		switch {
		case unicode.IsLower(before):
			bits += 9
		case !unicode.IsUpper(before): // a word may be in capitals
			bits++
		}
	}
	if l.latin {
		if before >= utf8.RuneSelf && unicode.IsLetter(before) {
			bits += 3
		}
		if unicode.IsDigit(before) || unicode.IsDigit(after) {
			bits += 5
		}
		return bits
	}
	if alphabetic(before) || alphabetic(after) {
		bits += 3
		if !l.wide {
			bits += 7
		}
	}
	return bits
}

func alphabetic(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }
