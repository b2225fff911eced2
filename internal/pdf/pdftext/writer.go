package pdftext

import (
	"regexp"
	"strings"
	"unicode"
)

// writer puts the text of a piece together.
type writer struct {
	p     piece
	texts []string
	mark  strings.Builder // that is being written
}

func (w *writer) blank() {
	w.closeMark(false)
	if w.last() != " " {
		w.put(" ")
	}
}

func (w *writer) put(text string) { w.texts = append(w.texts, text) }

func (w *writer) last() string {
	if len(w.texts) == 0 {
		return ""
	}
	return w.texts[len(w.texts)-1]
}

// before is what stands directly before the pen.
func (w *writer) before() string {
	return strings.Join(w.texts[max(0, len(w.texts)-12):], "")
}

func (w *writer) write(g glyph) {
	w.p.x1, w.p.size = max(w.p.x1, g.x1), max(w.p.size, g.size)
	text := g.text
	if plain, ok := raisedDigit(text); ok {
		text, g.raised = plain, true
	}
	if g.raised {
		w.mark.WriteString(text)
		return
	}
	w.closeMark(true)
	if text == unknown && w.last() == unknown { // one stands for all
		return
	}
	w.put(text)
}

func (w *writer) piece() piece {
	w.closeMark(false)
	w.p.text = closing.ReplaceAllString(strings.TrimSpace(dots.ReplaceAllString(leftToRight(w.texts), "  ")), "$1)")
	return w.p
}

var (
	// dots lead the eye from a label to its figure.
	dots = regexp.MustCompile(`\s*(?:[.…·_]\s?){5,}\s*`)
	// closing is what a table sets apart from the figure in front of it.
	closing = regexp.MustCompile(`(\([$€£¥]?\s?[\d.,]+%?) \)`)
	// note is the mark of a note: a number, a letter or a sign.
	note = regexp.MustCompile(`^(?:\(?(?:\d{1,3}|[a-h])\)?(?:, ?(?:\d{1,3}|[a-h]))*|[*†‡§]+)$`)
	// measure ends in a unit of length, whose raised figure is no note.
	measure = regexp.MustCompile(`(?:^|[^\pL])(?:[kcmd]?m|ft|in|mi|yd)$`)
	// ten is a base of powers, and exponent what makes large units of it; after
	// power, which multiplies by it, every raised figure is one. A note's number is
	// mostly smaller.
	ten      = regexp.MustCompile(`(?:^|[\s(/])10$`)
	exponent = regexp.MustCompile(`^(?:[3-9]|1[0-8])$`)
	negative = regexp.MustCompile(`^[-−–]\d{1,2}$`)
	power    = regexp.MustCompile(`[×x·*]\s?10$`)
)

// closeMark writes a raised mark so that it is no part of what it stands at. A
// letter within a word is none.
func (w *writer) closeMark(within bool) {
	mark := strings.TrimSpace(w.mark.String())
	w.mark.Reset()
	switch {
	case mark == "":
	case negative.MatchString(mark) && (ten.MatchString(w.before()) || power.MatchString(w.before())):
		w.put("^" + mark)
	case !note.MatchString(mark), within && unicode.IsLetter(rune(mark[0])): // a raised ending, as of 1st
		w.put(mark)
	case (mark == "2" || mark == "3") && measure.MatchString(w.before()):
		w.put(map[string]string{"2": "²", "3": "³"}[mark])
	case exponent.MatchString(mark) && ten.MatchString(w.before()), power.MatchString(w.before()):
		w.put("^" + mark)
	case len(w.texts) == 0: // it stands before its note
		w.put("[note " + strings.Trim(mark, "()") + "]")
		w.put(" ")
	default:
		w.put(" [note " + strings.Trim(mark, "()") + "]")
	}
}

// raisedDigit is the plain form of a letter that is a raised digit.
func raisedDigit(text string) (string, bool) {
	const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	for i, r := range []rune(raised) {
		if text == string(r) {
			return string(rune('0' + i)), true
		}
	}
	return "", false
}
