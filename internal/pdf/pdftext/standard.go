package pdftext

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"quotewire/internal/pdf"
)

//go:embed standard.txt
var standardTable string

//go:embed symbol.txt
var symbolTable string

// tables are what is known of glyphs without a font's file.
type tables struct {
	names names
	latin map[string]latinGlyph // by text
}

type latinGlyph struct {
	code   int // in Adobe's standard encoding; -1 for none
	widths [6]float64
}

func readTables() *tables {
	t := &tables{readNames(), map[string]latinGlyph{}}
	for line := range strings.Lines(standardTable) {
		fields := strings.Fields(line)
		if len(fields) != 8 || fields[0] == "#" {
			continue
		}
		var g latinGlyph
		g.code, _ = strconv.Atoi(fields[1]) // the table is ours
		for i := range g.widths {
			g.widths[i], _ = strconv.ParseFloat(fields[2+i], 64)
		}
		t.latin[t.names.text(fields[0])] = g
	}
	return t
}

// standard is what is known of one font without its file: exactly of the fourteen
// that every reader has, and of others by the one that looks like it.
type standard struct {
	*tables
	symbols map[int]symbol // of a font of symbols, by code
	column  int            // of the widths
	fixed   bool           // whether all glyphs are as wide as another
}

type symbol struct {
	text  string
	width float64
}

// newStandard finds the font by its name, as files write it: ABCDEF+Arial,Bold.
func newStandard(f *pdf.File, d pdf.Dict, t *tables) standard {
	name := strings.ToLower(string(f.Name(d["BaseFont"])))
	name = name[strings.IndexByte(name, '+')+1:]
	s := standard{tables: t}
	flags := int(f.Number(f.Dict(d["FontDescriptor"])["Flags"], 0))
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
	}
	bold, italic := has("bold", "black", "heavy"), has("italic", "oblique")
	switch {
	case name == "symbol" || name == "zapfdingbats":
		s.symbols = t.readSymbols(name)
	case has("courier", "mono", "consol", "typewriter") || flags&1 != 0:
		s.fixed = true
	case has("times", "serif", "roman", "georgia", "garamond", "minion", "cambria") && !has("sans") || flags&2 != 0 && !has("helvetica", "arial"):
		s.column = 2
		if bold {
			s.column++
		}
		if italic {
			s.column += 2
		}
	case bold:
		s.column = 1
	}
	return s
}

// width is that of the glyph of a code, or of a text, in thousandths.
func (s standard) width(code int, text string) float64 {
	if s.fixed {
		return 600
	}
	if g, ok := s.symbols[code]; ok {
		return g.width
	}
	if text == "\u00a0" {
		text = " "
	}
	if g, ok := s.latin[text]; ok {
		return g.widths[s.column]
	}
	return 556
}

func (t *tables) readSymbols(font string) map[int]symbol {
	symbols := map[int]symbol{}
	for line := range strings.Lines(symbolTable) {
		fields := strings.Fields(line)
		if len(fields) < 4 || strings.ToLower(fields[0]) != font {
			continue
		}
		code, _ := strconv.Atoi(fields[2]) // the table is ours
		width, _ := strconv.ParseFloat(fields[3], 64)
		s := symbol{text: t.names.text(fields[1]), width: width}
		if len(fields) > 4 {
			s.text = hexText(fields[4:])
		}
		symbols[code] = s
	}
	return symbols
}
