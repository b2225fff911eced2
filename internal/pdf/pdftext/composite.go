package pdftext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"quotewire/internal/pdf"
)

// newComposite reads a font of many glyphs, whose codes are mostly of two bytes
// and mean nothing by themselves.
func newComposite(f *pdf.File, d pdf.Dict, n *font, toUnicode *cmap) {
	var descendant pdf.Dict
	if list := f.Array(d["DescendantFonts"]); len(list) > 0 {
		descendant = f.Dict(list[0])
	}
	widths := newWidths(f, descendant)
	name := string(f.Name(d["Encoding"]))
	codes := readMap(f, d["Encoding"]) // of a code, the number of its glyph
	if codes == nil || codes.all {
		codes = &cmap{spaces: []codeSpace{{2, 0, 0xffff}}, glyphs: []glyphRange{{0, 0xffff, 0}}}
	}
	known := func(int) (string, bool) { return "", false }
	n.length = codes.length
	switch {
	case strings.Contains(name, "UCS2") || strings.Contains(name, "UTF16"):
		known = func(code int) (string, bool) { return pdf.UTF16(bytesOf(code)), true }
	case charset(name) != nil:
		decoder := charset(name)
		n.length = func(s string) int { return lengthIn(decoder, s) }
		known = func(code int) (string, bool) { return decodeIn(decoder, code) }
	}
	n.char = func(code int) char {
		text, ok := toUnicode.text(code)
		if !ok {
			text, ok = known(code)
		}
		return char{text: text, known: ok, width: widths.of(codes.glyph(code)) / 1000}
	}
}

// charset is the encoding that a map of characters of this name is for; nil for
// others.
func charset(name string) encoding.Encoding {
	switch {
	case strings.HasPrefix(name, "GBK"), strings.HasPrefix(name, "GB-EUC"), strings.HasPrefix(name, "GBpc"):
		return simplifiedchinese.GBK
	case strings.HasPrefix(name, "B5pc"), strings.HasPrefix(name, "ETen"), strings.HasPrefix(name, "HKscs"):
		return traditionalchinese.Big5
	case strings.Contains(name, "RKSJ"):
		return japanese.ShiftJIS
	case name == "EUC-H" || name == "EUC-V":
		return japanese.EUCJP
	case strings.HasPrefix(name, "KSC"):
		return korean.EUCKR
	}
	return nil
}

// lengthIn is how many bytes of s are its first letter.
func lengthIn(e encoding.Encoding, s string) int {
	if len(s) < 2 || s[0] < utf8.RuneSelf {
		return 1
	}
	if _, ok := decodeIn(e, int(s[0])); ok {
		return 1
	}
	return 2
}

func decodeIn(e encoding.Encoding, code int) (string, bool) {
	raw := bytesOf(code)
	if code < 256 {
		raw = raw[1:]
	}
	text, err := e.NewDecoder().String(raw)
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}

// bytesOf is a code of two bytes.
func bytesOf(code int) string { return string([]byte{byte(code >> 8), byte(code)}) }

// widths are those of the glyphs of a composite font, by number.
type widths struct {
	usual  float64
	ranges []widthRange
}

type widthRange struct {
	low, high int
	widths    []float64 // one for all, or one for each
}

func newWidths(f *pdf.File, d pdf.Dict) widths {
	w := widths{usual: f.Number(d["DW"], 1000)}
	list := f.Array(d["W"])
	for len(list) >= 2 {
		low := int(f.Number(list[0], 0))
		if each, ok := f.Get(list[1]).(pdf.Array); ok {
			w.ranges = append(w.ranges, widthRange{low, low + len(each) - 1, f.Numbers(each)})
			list = list[2:]
			continue
		}
		if len(list) < 3 {
			break
		}
		w.ranges = append(w.ranges, widthRange{low, int(f.Number(list[1], 0)), []float64{f.Number(list[2], 0)}})
		list = list[3:]
	}
	return w
}

func (w widths) of(glyph int) float64 {
	for _, r := range w.ranges {
		if glyph < r.low || glyph > r.high {
			continue
		}
		if len(r.widths) == 1 {
			return r.widths[0]
		}
		return r.widths[glyph-r.low]
	}
	return w.usual
}
