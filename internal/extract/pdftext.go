package extract

import (
	"math"
	"strings"

	"github.com/ledongthuc/pdf"
)

// pdfWriter follows the operators of a page's content and writes its text, with
// blanks and line ends where the page moves its pen.
type pdfWriter struct {
	out   *strings.Builder
	page  pdf.Page
	file  *pdfFile
	fonts map[string]pdf.TextEncoding
	font  pdf.TextEncoding
	size  float64
	y     float64 // of the line that is being written
	last  byte
}

// wordGap is from what shift between two pieces on, in thousandths of the font's
// size, there is a blank between them.
const wordGap = 180

func (w *pdfWriter) operator(stack *pdf.Stack, op string) {
	w.file.check()
	args := make([]pdf.Value, stack.Len())
	for i := len(args) - 1; i >= 0; i-- {
		args[i] = stack.Pop()
	}
	number := func(i int) float64 {
		if i < len(args) {
			return args[i].Float64()
		}
		return 0
	}
	switch op {
	case "Tf":
		if len(args) == 2 {
			w.font, w.size = w.encoding(args[0].Name()), math.Abs(number(1))
		}
	case "Td", "TD":
		w.move(w.y + number(1))
	case "Tm":
		w.move(number(5))
	case "T*", "'", "\"":
		w.put("\n")
	case "BT":
		w.y = 0
	}
	switch op {
	case "Tj", "'", "\"":
		if len(args) > 0 {
			w.show(args[len(args)-1].RawString())
		}
	case "TJ":
		if len(args) > 0 {
			w.pieces(args[0])
		}
	}
}

// move puts the pen to a line: on the same one it leaves a gap between words.
func (w *pdfWriter) move(y float64) {
	if math.Abs(y-w.y) > max(1, w.size*0.3) {
		w.put("\n")
	} else {
		w.put(" ")
	}
	w.y = y
}

func (w *pdfWriter) pieces(array pdf.Value) {
	for i := range array.Len() {
		piece := array.Index(i)
		switch piece.Kind() {
		case pdf.String:
			w.show(piece.RawString())
		case pdf.Integer, pdf.Real:
			if piece.Float64() < -wordGap {
				w.put(" ")
			}
		}
	}
}

func (w *pdfWriter) show(raw string) {
	if w.font != nil {
		raw = w.font.Decode(raw)
	}
	w.put(raw)
}

// put writes text, never two blanks or line ends in a row.
func (w *pdfWriter) put(text string) {
	if text == "" || w.out.Len() > MaxText {
		return
	}
	if (text == " " || text == "\n") && (w.last == '\n' || w.last == text[0]) {
		return
	}
	w.out.WriteString(text)
	w.last = text[len(text)-1]
}

// encoding is that of a font, nil when its bytes are its text.
func (w *pdfWriter) encoding(name string) pdf.TextEncoding {
	if known, ok := w.fonts[name]; ok {
		return known
	}
	font := w.page.Font(name)
	var found pdf.TextEncoding
	if toUnicode := font.V.Key("ToUnicode"); toUnicode.Kind() != pdf.Stream || bounded(toUnicode) {
		found = font.Encoder()
	}
	w.fonts[name] = found
	return found
}
