package sanitize

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on what is held until it is known what it becomes, in bytes.
const (
	maxCode    = 512  // of code within a line
	maxTag     = 1024 // of a tag or a comment
	maxBracket = 256  // of a text in brackets
	maxTarget  = 2048 // of an address, or of what follows brackets
	maxInfo    = 256  // of the line that opens a block of code
)

// Sources says what a text may cite and lead to. It is asked as the text comes:
// sources may be found meanwhile. The zero Sources are none.
type Sources struct {
	// Count is how many there are. Much larger numbers in brackets are figures.
	Count func() int
	// Number is how a source's number is written; false where there is none.
	Number func(n int) (written int, ok bool)
	// Addresses are those of the sources; nil: there are none.
	Addresses iter.Seq[string]
}

// Writer takes one text in pieces and gives what can be shown of it. How the
// text is torn changes nothing of what it becomes. What is held back is at most
// a few KiB, and only what may become something that must not be shown as it
// is. It is not safe for concurrent use.
type Writer struct {
	sources Sources

	raw []byte // not read yet: it may become code, a tag or an entity
	// text is what was read, without these. From composed on it may become a link,
	// an address or a citation; before stands the end of what was composed.
	text     []byte
	composed int
	// out is what was composed. From shown on it is to be shown; before stands the
	// end of what was shown.
	out   []byte
	shown int
	ahead bool // text lacks the end of what was shown

	indent int   // blanks that the line has begun with; inLine: it has text
	row    bool  // the line may be a table's
	fence  fence // of the block of code that is open
	// unfenced: a block behind the mark of a list or a quotation was not left one.
	unfenced bool

	lead   bool // the line of text has begun with nothing but marks of lists
	cited  bool // nothing came after a citation yet
	joint  bool // something was taken out between what was shown and what comes
	spaced bool // the blank that was shown last goes with what it is before
	bare   bool // what was shown ends in the address of a source
	label  bool // a bracket at the beginning of the paragraph may be closed yet
}

// inLine is the indent of a line that has text.
const inLine = -1

// lookback is how much of what was shown is remembered, in bytes.
const lookback = 32

// New makes a Writer.
func New(s Sources) *Writer {
	if s.Number == nil {
		s.Count, s.Number = func() int { return 0 }, func(int) (int, bool) { return 0, false }
	}
	if s.Addresses == nil {
		s.Addresses = func(func(string) bool) {}
	}
	return &Writer{sources: s, lead: true}
}

// Text is a whole text as it may be shown.
func Text(text string, s Sources) string {
	w := New(s)
	shown := w.Write(text)
	return shown + w.Rest()
}

// Write takes a piece and gives what can be shown by now. Most pieces are words,
// which cost a look at each byte and are given as they are.
func (w *Writer) Write(piece string) string {
	if len(w.raw) == 0 && len(w.text) == w.composed && w.indent == inLine && !w.lead && !w.joint && plain(piece) && !w.waits(piece) {
		w.cited, w.bare = false, false
		w.remember(piece)
		return piece
	}
	w.recall()
	for len(piece) > maxPiece {
		w.raw = append(w.raw, piece[:maxPiece]...)
		w.process(false)
		piece = piece[maxPiece:]
	}
	w.raw = append(w.raw, piece...)
	w.process(false)
	return w.take()
}

// maxPiece bounds what is looked at at once, in bytes: each entity in it costs a
// copy of what is left of it.
const maxPiece = 4 << 10

// Rest ends the text and gives what was held back. A block of code that was left
// open is closed, so that what comes after is not taken for code. The next text
// may then be written.
func (w *Writer) Rest() string {
	w.recall()
	w.process(true)
	shown := w.take()
	*w = Writer{sources: w.sources, lead: true}
	return shown
}

// process reads and composes what there is.
func (w *Writer) process(final bool) {
	from := 0
	for from < len(w.raw) {
		n := w.read(w.raw[from:], final)
		if n < 0 { // raw was written anew
			from = 0
			continue
		}
		if n == 0 {
			break
		}
		from += n
	}
	w.raw = w.raw[:copy(w.raw, w.raw[from:])]
	w.compose(final)
	if final {
		w.closeFence()
	}
}

// take gives what was composed and not given yet.
func (w *Writer) take() string {
	shown := string(w.out[w.shown:])
	w.out, w.shown = forget(w.out, len(w.out))
	return shown
}

// remember notes the end of what was shown as it came.
func (w *Writer) remember(piece string) {
	w.out = append(w.out, piece[max(0, len(piece)-lookback):]...)
	if len(w.out) > 16*lookback {
		w.out, _ = forget(w.out, len(w.out))
	}
	w.shown, w.ahead = len(w.out), true
}

// recall tells text of it.
func (w *Writer) recall() {
	if w.ahead {
		w.text = append(w.text[:0], w.tail()...)
		w.composed, w.ahead = len(w.text), false
	}
}

// forget leaves of a text before from what is looked back at, and says where from
// is then.
func forget(text []byte, from int) ([]byte, int) {
	left := min(from, lookback)
	return text[:copy(text, text[from-left:])], left
}

// The bytes below 128 that mean nothing wherever they stand are those that are
// not in these two sets.
const (
	meaningLow  = (1<<32-1)&^(1<<'\t') | 1<<'!' | 1<<'#' | 1<<'&' | 1<<'(' | 1<<'/' | 1<<':' | 1<<'<' | 1<<'?'
	meaningHigh = 1<<('['-64) | 1<<('\\'-64) | 1<<(']'-64) | 1<<('`'-64) | 1<<('~'-64) | 1<<(0x7f-64)
)

// plain says that a piece holds nothing that may mean something.
func plain(piece string) bool {
	for i := 0; i < len(piece); i++ {
		switch b := piece[i]; {
		case b < 64:
			if uint64(meaningLow)>>b&1 != 0 {
				return false
			}
		case b < utf8.RuneSelf:
			if uint64(meaningHigh)>>(b-64)&1 != 0 || b|0x20 == 'w' && i+1 < len(piece) && piece[i+1]|0x20 == 'w' {
				return false
			}
		default:
			r, size := utf8.DecodeRuneInString(piece[i:])
			if r == utf8.RuneError || odd(r) || opens(r) {
				return false
			}
			i += size - 1
		}
	}
	return true
}

// odd are characters that nobody sees, or that turn the direction: with them
// something can be hidden, or made to look like something else.
func odd(r rune) bool {
	switch {
	case r < 0x300:
		return r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xad
	case r >= 0x3000 && r < 0xe000:
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)
}

// waits says that the end of a piece may become something with what comes: the
// blank before a citation that goes, the beginning of an address.
func (w *Writer) waits(piece string) bool {
	if piece == "" || strings.IndexByte(" htpsfw", piece[len(piece)-1]|0x20) < 0 {
		return false
	}
	if piece[len(piece)-1]|0x20 == ' ' {
		return true
	}
	i := len(piece)
	for i > 0 && len(piece)-i <= len("https") && isAlnum(piece[i-1]) {
		i--
	}
	return !(i == 0 && isAlnum(w.last())) && begins(piece[i:])
}

// last is the byte that was shown last, 0 at the beginning.
func (w *Writer) last() byte {
	if len(w.out) == 0 {
		return 0
	}
	return w.out[len(w.out)-1]
}

func isAlnum(b byte) bool { return isLetter(b) || isDigit(b) }

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }
