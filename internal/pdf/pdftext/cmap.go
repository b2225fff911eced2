package pdftext

import (
	"sort"

	"quotewire/internal/pdf"
)

// maxRanges bounds a map of characters.
const maxRanges = 1 << 18

// cmap is a map of codes: to text, or to the numbers of glyphs.
type cmap struct {
	texts  []textRange // sorted
	glyphs []glyphRange
	spaces []codeSpace
	all    bool // every code of two bytes is its own text
}

// textRange says that codes from low to high mean text and what follows it.
type textRange struct {
	low, high int
	text      string
	list      []string // or these, one for each code
}

type glyphRange struct{ low, high, glyph int }

// codeSpace says that codes of so many bytes lie between low and high.
type codeSpace struct{ bytes, low, high int }

// text is what a code means.
func (m *cmap) text(code int) (string, bool) {
	if m == nil {
		return "", false
	}
	if m.all {
		return string(rune(code)), true
	}
	i := sort.Search(len(m.texts), func(i int) bool { return m.texts[i].high >= code })
	if i == len(m.texts) || m.texts[i].low > code {
		return "", false
	}
	r, past := m.texts[i], code-m.texts[i].low
	if past < len(r.list) {
		return r.list[past], r.list[past] != ""
	}
	runes := []rune(r.text) // none where there is a list
	if len(runes) == 0 {
		return "", false
	}
	runes[len(runes)-1] += rune(past)
	return string(runes), true
}

// glyph is the number of the glyph of a code.
func (m *cmap) glyph(code int) int {
	for _, r := range m.glyphs {
		if code >= r.low && code <= r.high {
			return r.glyph + code - r.low
		}
	}
	return 0
}

// length is how many bytes of s are its first code.
func (m *cmap) length(s string) int {
	code := 0
	for n := 1; n <= min(4, len(s)); n++ {
		code = code<<8 | int(s[n-1])
		for _, space := range m.spaces {
			if space.bytes == n && code >= space.low && code <= space.high {
				return n
			}
		}
	}
	if len(m.spaces) > 0 {
		return m.spaces[0].bytes
	}
	return 2
}

// readMap reads a map of characters, nil when v is none.
func readMap(f *pdf.File, v any) *cmap {
	if name := f.Name(v); name == "Identity-H" || name == "Identity-V" {
		return &cmap{all: true}
	}
	s := f.Stream(v)
	if s == nil {
		return nil
	}
	m := &cmap{}
	data, _ := f.Data(s)
	l := pdf.NewLexer(data)
	var args []any
	for {
		v, ok := l.Next()
		if !ok || len(m.texts)+len(m.glyphs)+len(m.spaces) > maxRanges {
			break
		}
		op, is := v.(pdf.Operator)
		if !is {
			if len(args) < maxRanges {
				args = append(args, v)
			}
			continue
		}
		m.operator(op, args)
		args = args[:0]
	}
	sort.SliceStable(m.texts, func(i, j int) bool { return m.texts[i].high < m.texts[j].high })
	return m
}

func (m *cmap) operator(op pdf.Operator, args []any) {
	step := 3
	if op == "endbfchar" || op == "endcidchar" || op == "endcodespacerange" {
		step = 2
	}
	for ; len(args) >= step; args = args[step:] {
		first, ok := args[0].(pdf.String)
		if !ok || len(first) > 4 {
			continue
		}
		low, high, target := codeOf(first), codeOf(first), args[step-1]
		if second, ok := args[1].(pdf.String); ok && op != "endbfchar" {
			high = codeOf(second)
		}
		switch op {
		case "endbfchar", "endbfrange":
			m.addText(low, high, target)
		case "endcidchar", "endcidrange":
			if glyph, ok := target.(float64); ok {
				m.glyphs = append(m.glyphs, glyphRange{low, high, int(glyph)})
			}
		case "endcodespacerange":
			m.spaces = append(m.spaces, codeSpace{len(first), low, high})
		}
	}
}

func (m *cmap) addText(low, high int, target any) {
	switch target := target.(type) {
	case pdf.String:
		m.texts = append(m.texts, textRange{low: low, high: high, text: pdf.UTF16(string(target))})
		if len(target) == 1 { // a byte is not what it should be, and is meant as a letter
			m.texts[len(m.texts)-1].text = string(rune(target[0]))
		}
	case pdf.Array:
		list := make([]string, len(target))
		for i, v := range target {
			if s, ok := v.(pdf.String); ok {
				list[i] = pdf.UTF16(string(s))
			}
		}
		m.texts = append(m.texts, textRange{low: low, high: high, list: list})
	}
}

func codeOf(s pdf.String) (code int) {
	for _, c := range []byte(s[:min(len(s), 4)]) {
		code = code<<8 | int(c)
	}
	return code
}
