package sanitize

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// maxIndent is how far a block of code may be indented and still be one, in
// blanks.
const maxIndent = 3

// maxRun is how many ticks or tildes can open a block of code.
const maxRun = 64

// fence is what opened a block of code.
type fence struct {
	mark   byte // 0: none is open
	run    int
	indent int
}

// openFence takes a line that opens a block of code, when raw begins with one: at
// least three ticks or tildes, and then perhaps a language.
func (w *Writer) openFence(raw []byte, final bool) (n int, fenced bool) {
	mark := raw[0]
	run := runOf(raw)
	end := bytes.IndexAny(raw[:min(len(raw), maxInfo)], "\r\n")
	undecided := end < 0 && len(raw) < maxInfo
	info := raw[run:]
	if end >= 0 {
		info = raw[min(run, end):end]
	}
	switch {
	case run < 3 && (run < len(raw) || final), run > maxRun, mark == '`' && bytes.IndexByte(info, '`') >= 0, !undecided && end < 0:
		return 0, false
	case undecided && !final:
		return 0, true
	case undecided: // it opens nothing any more
		return len(raw), true
	}
	if n = newline(raw[end:], final); n == 0 {
		return 0, true
	}
	if mark == '`' && w.unfenced && len(bytes.TrimSpace(info)) == 0 {
		return 0, false
	}
	w.compose(true)
	w.fence = fence{mark: mark, run: run, indent: w.indent}
	w.out = append(w.out, raw[:run]...)
	w.out = append(w.out, language(info)...)
	w.out = append(w.out, '\n')
	w.indent, w.lead, w.cited, w.joint = 0, false, false, false
	w.text, w.composed = append(w.text[:0], '\n'), 1 // of what stands before code nothing matters
	return end + n, true
}

// language is what a line that opens a block of code says of its language. Of one
// that programs draw it says nothing: a drawing can have images and links.
func language(info []byte) []byte {
	name := languageName.Find(bytes.TrimLeft(info, " \t"))
	switch strings.ToLower(string(name)) {
	case "mermaid", "svg", "html", "xhtml", "xml", "plantuml", "dot", "graphviz", "vega", "vega-lite", "math", "latex", "tex":
		return nil
	}
	return name
}

var languageName = regexp.MustCompile(`^[\w+#.-]{0,32}`)

// runOf is how often the first byte of raw is repeated.
func runOf(raw []byte) int {
	n := 1
	for n < len(raw) && raw[n] == raw[0] {
		n++
	}
	return n
}

// readFenced takes code, up to the end of a line.
func (w *Writer) readFenced(raw []byte, final bool) int {
	if w.indent != inLine {
		n, begun := w.beginLine(raw, final)
		if !begun {
			return n
		}
		w.indent = inLine
		if n > 0 {
			return n
		}
	}
	n := 0
	for n < len(raw) && !(raw[n] < ' ' && raw[n] != '\t') && raw[n] < 0x7f {
		n++
	}
	if n > 0 {
		w.out = append(w.out, raw[:n]...)
		return n
	}
	if isEnd(raw[0]) {
		if n = newline(raw, final); n > 0 {
			w.out = append(w.out, '\n')
			w.indent = 0
		}
		return n
	}
	shown, n := w.character(raw, final)
	if n > 0 && (len(shown) == 0 || shown[0] == ' ') { // without it the line may be one that ends the block
		shown = []byte("\uFFFD")
	}
	w.out = append(w.out, shown...)
	return n
}

// beginLine takes the blanks at the beginning of a line of code, and the line
// that ends the block. In a list, a line that is indented less than the block
// would end it for some programs and not for others: it is indented as much.
func (w *Writer) beginLine(raw []byte, final bool) (n int, begun bool) {
	blanks, columns := 0, 0
	for blanks < len(raw) && columns <= maxIndent && (raw[blanks] == ' ' || raw[blanks] == '\t') {
		if columns++; raw[blanks] == '\t' {
			columns = maxIndent + 1
		}
		blanks++
	}
	line := raw[blanks:]
	if len(line) == 0 && columns <= maxIndent {
		if final {
			return len(raw), false
		}
		return 0, false
	}
	if columns <= maxIndent && line[0] == w.fence.mark {
		if n, ends, known := w.endOfFence(line, final); !known {
			return 0, false
		} else if ends {
			w.closeFence()
			if n > 0 && isEnd(line[n-1]) || n < len(line) {
				w.out = append(w.out, '\n')
			}
			return blanks + n, false
		}
	}
	if len(line) == 0 || !isEnd(line[0]) {
		w.pad(w.fence.indent - columns)
	}
	w.out = append(w.out, raw[:blanks]...)
	return blanks, true
}

func isEnd(b byte) bool { return b == '\n' || b == '\r' }

// endOfFence says whether a line ends the block of code, and how long it is then.
func (w *Writer) endOfFence(line []byte, final bool) (n int, ends, known bool) {
	n = runOf(line)
	if n < w.fence.run && n < len(line) {
		return 0, false, true
	}
	for n < min(len(line), maxInfo) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	switch {
	case n >= maxInfo:
		return n, runOf(line) >= w.fence.run, true
	case n == len(line):
		return n, runOf(line) >= w.fence.run, final
	case !isEnd(line[n]):
		return 0, false, true
	}
	length := newline(line[n:], final)
	return n + length, true, length > 0
}

// closeFence writes the line that ends a block of code.
func (w *Writer) closeFence() {
	if w.fence.mark == 0 {
		return
	}
	if w.last() != '\n' {
		w.out = append(w.out, '\n')
	}
	w.pad(w.fence.indent)
	w.out = append(w.out, slices.Repeat([]byte{w.fence.mark}, w.fence.run)...)
	w.fence = fence{}
	w.indent, w.row, w.lead = 0, false, true
	w.text, w.composed = append(w.text[:0], '\n'), 1 // not the code
}

func (w *Writer) pad(blanks int) {
	w.out = append(w.out, strings.Repeat(" ", max(blanks, 0))...)
}

// readCode takes code within a line. Ticks that are not surely the sides of code
// become quotes, so that no program finds code where there was none: it would
// then find none where there was.
func (w *Writer) readCode(raw []byte, final bool) int {
	run := runOf(raw[:min(len(raw), maxCode)])
	if run == len(raw) && run < maxCode && !final {
		return 0
	}
	line := raw[run:min(len(raw), maxCode)]
	if i := bytes.IndexAny(line, "\r\n|"); i >= 0 { // a table's cells go before code
		line = line[:i]
	}
	end := endOfCode(line, run)
	decided := run+len(line) < len(raw) || run+len(line) >= maxCode
	// Ticks that end what is there may go on.
	if !decided && !final && (end < 0 || end+run == len(line)) {
		return 0
	}
	if end < 0 || run > 2 && bytes.IndexByte(line[:end], '`') >= 0 || len(bytes.TrimSpace(line[:end])) == 0 {
		if run > 2 && w.opensLine() {
			w.unfenced = !w.unfenced
		}
		w.text = append(w.text, slices.Repeat([]byte{'\''}, run)...)
		return run
	}
	ticks := raw[:min(run, 2)]
	if bytes.IndexByte(line[:end], '`') < 0 {
		ticks = raw[:1]
	}
	w.join()
	w.text = append(w.text, ticks...)
	for code := line[:end]; len(code) > 0; {
		shown, n := code[:1], 1
		if code[0] < ' ' || code[0] >= 0x7f {
			shown, n = w.character(code, true)
		}
		w.text = append(w.text, shown...)
		code = code[n:]
	}
	w.text = append(w.text, ticks...)
	return run + end + run
}

// opensLine says that the line has nothing yet but marks of lists and quotations.
func (w *Writer) opensLine() bool {
	line := w.text[bytes.LastIndexByte(w.text, '\n')+1:]
	return len(line) < lookback && len(bytes.Trim(line, " \t>-*+.)0123456789")) == 0
}

// endOfCode is where the ticks that end code begin, -1 where none do.
func endOfCode(line []byte, run int) int {
	for i := 0; i < len(line); i++ {
		if line[i] != '`' {
			continue
		}
		n := runOf(line[i:])
		if n == run {
			return i
		}
		i += n - 1
	}
	return -1
}
