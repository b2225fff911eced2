package pdftext

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"quotewire/internal/pdf"
)

// codeTable says what the 256 codes of a simple font mean. A code without a text
// means nothing that is known.
type codeTable struct {
	texts   [256]string
	assumed bool // nothing says what they mean
}

// newCodeTable reads what a font says of its codes. Where it says nothing, they are
// those of its program, or else Adobe's standard, but for fonts of symbols: what
// these mean by a code nobody knows who has not got the program.
func newCodeTable(f *pdf.File, d pdf.Dict, s standard) *codeTable {
	e := &codeTable{}
	said := f.Get(d["Encoding"])
	dict, _ := said.(pdf.Dict)
	base, _ := said.(pdf.Name)
	if dict != nil {
		base = f.Name(dict["BaseEncoding"])
	}
	descriptor := f.Dict(d["FontDescriptor"])
	symbolic := int(f.Number(descriptor["Flags"], 0))&4 != 0
	switch {
	case base == "WinAnsiEncoding":
		e.fill(charmap.Windows1252)
		e.fillBlanks()
	case base == "MacRomanEncoding":
		e.fill(charmap.Macintosh)
		e.fillBlanks()
	case s.symbols != nil:
		e.fillSymbols(s.symbols)
	case f.Name(d["Subtype"]) == "Type3":
	case e.fillProgram(f, descriptor, s):
	case f.Name(d["Subtype"]) == "TrueType" && said == nil:
		e.fill(charmap.Windows1252)
		e.assumed = symbolic
	case !symbolic || dict == nil || base == "StandardEncoding" || descriptor["FontFile"] == nil && descriptor["FontFile3"] == nil:
		e.fillStandard(s)
	}
	code := 0
	for _, v := range f.Array(dict["Differences"]) {
		switch v := f.Get(v).(type) {
		case float64:
			code = int(v)
		case pdf.Name:
			if code >= 0 && code < 256 {
				e.texts[code] = s.names.text(string(v))
			}
			code++
		}
	}
	return e
}

func (e *codeTable) fill(c *charmap.Charmap) {
	for code := ' '; code < 256; code++ {
		if r := c.DecodeByte(byte(code)); r != '\ufffd' && r >= ' ' && (r < 0x7f || r > 0x9f) {
			e.texts[code] = string(r)
		}
	}
}

// fillBlanks makes blanks of tabs and other codes for which these encodings have no
// glyph.
func (e *codeTable) fillBlanks() {
	for code := range ' ' {
		e.texts[code] = " "
	}
}

func (e *codeTable) fillStandard(s standard) {
	for text, glyph := range s.latin {
		if glyph.code >= 0 {
			e.texts[glyph.code] = text
		}
	}
}

func (e *codeTable) fillSymbols(symbols map[int]symbol) {
	for code, glyph := range symbols {
		e.texts[code] = glyph.text
	}
}

// fillProgram takes the codes from a Type 1 program, which has them in plain text:
// "dup 65 /A put".
func (e *codeTable) fillProgram(f *pdf.File, descriptor pdf.Dict, s standard) bool {
	file := f.Stream(descriptor["FontFile"])
	if file == nil {
		return false
	}
	data, _ := f.Data(file)
	program := string(data[:min(len(data), 64<<10)])
	_, list, ok := strings.Cut(program, "/Encoding")
	if !ok || strings.HasPrefix(strings.TrimSpace(list), "StandardEncoding") {
		return false
	}
	list, _, _ = strings.Cut(list, "readonly")
	fields := strings.Fields(strings.ReplaceAll(list, "/", " /"))
	found := false
	for i := 0; i+3 < len(fields); i++ {
		if fields[i] != "dup" {
			continue
		}
		code, err := strconv.Atoi(fields[i+1])
		if name, is := strings.CutPrefix(fields[i+2], "/"); is && err == nil && code >= 0 && code < 256 {
			e.texts[code], found = s.names.text(name), true
		}
	}
	return found
}
