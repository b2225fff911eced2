package sanitize

import (
	"bytes"
	"regexp"
	"strings"
)

// readTag takes what raw begins with when that is a tag, a comment or an address
// between < and >. Another < gets a blank behind it where it could be taken for
// the beginning of one: P/E <15 and 1<2 stay as they are, x<y becomes x< y.
func (w *Writer) readTag(raw []byte, final bool) int {
	if len(raw) == 1 && !final {
		return 0
	}
	if len(raw) == 1 || !isLetter(raw[1]) && bytes.IndexByte([]byte("/!?"), raw[1]) < 0 {
		w.text = append(w.text, '<')
		return 1
	}
	t := tagIn(raw[:min(len(raw), maxTag)])
	switch {
	case t.size == 0 && !t.broken && len(raw) < maxTag && !final:
		return 0
	case t.size == 0 || t.broken:
	case t.address(raw[1 : t.size-1]):
		return w.readAutolink(string(raw[1:t.size-1]), t.size)
	case t.name == "" || t.known() && (t.bare || t.assigns || len(t.name) > 2 && !isAlnum(w.previous())):
		return w.removeTag(raw, t, final)
	}
	w.text = append(w.text, "< "...)
	return 1
}

// tag is what stands behind a <.
type tag struct {
	name    string // in lower case; empty: a comment or the like
	closing bool
	bare    bool // nothing stands behind the name
	assigns bool // an attribute has a value
	broken  bool // it cannot become one
	size    int  // 0: it has not ended
}

// breakers cannot stand in a tag but for the value of an attribute.
const breakers = ",;[](){}$%*|?"

// tagIn reads the tag that text begins with.
func tagIn(text []byte) tag {
	switch {
	case bytes.HasPrefix(text, []byte("<!--")):
		return endedBy(text, "-->", len("<!--"))
	case bytes.HasPrefix([]byte("<!--"), text): // not all is there
		return tag{}
	case text[1] == '!':
		return endedBy(text, ">", 2)
	case text[1] == '?':
		return endedBy(text, "?>", 2)
	}
	t := tag{closing: text[1] == '/'}
	from := 1
	if t.closing {
		from = 2
	}
	end := from
	for end < len(text) && (isAlnum(text[end]) || text[end] == '-') {
		end++
	}
	t.name = strings.ToLower(string(text[from:end]))
	if end < len(text) {
		t.read(text, end)
	}
	return t
}

func endedBy(text []byte, end string, from int) tag {
	i := bytes.Index(text[from:], []byte(end))
	if i < 0 {
		return tag{}
	}
	return tag{size: from + i + len(end)}
}

// read reads what stands behind the name, that ends at from.
func (t *tag) read(text []byte, from int) {
	quote := byte(0)
	within := isBlank(text[from]) || text[from] == '\r' || text[from] == '/' || text[from] == '>'
	t.broken = within && !t.known()
	for i := from; i < len(text) && !t.broken; i++ {
		b := text[i]
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '>':
			t.size = i + 1
			t.bare = len(bytes.Trim(text[from:i], " \t\r\n/")) == 0
			return
		case b == '=':
			t.assigns = true
		case (b == '"' || b == '\'') && text[i-1] == '=':
			quote = b
		default:
			t.broken = b == '\n' && text[i-1] == '\n' || b < ' ' && !isBlank(b) && b != '\r' || b >= 0x7f || bytes.IndexByte([]byte("<&\\`"), b) >= 0 ||
				!within && isBlank(b) || within && !t.assigns && bytes.IndexByte([]byte(breakers), b) >= 0
		}
	}
}

// address says that an address stands between < and >.
func (t tag) address(inner []byte) bool {
	return !t.closing && t.name != "" && bytes.ContainsAny(inner, ":@") && !bytes.ContainsAny(inner, " \t\r\n\"'")
}

// readAutolink takes <http://...>: what is of the web is judged with the other
// addresses, mail is named, and all else goes.
func (w *Writer) readAutolink(inner string, size int) int {
	scheme, rest, isURL := strings.Cut(inner, ":")
	switch scheme = strings.ToLower(scheme); {
	case !isURL && strings.Contains(inner, "@"):
		w.text = append(w.text, inner...)
	case scheme == "http" || scheme == "https" || scheme == "ftp":
		w.join()
		if isAlnum(w.previous()) {
			w.text = append(w.text, ' ')
		}
		w.text = append(append(append(w.text, scheme...), ':'), rest...)
	case scheme == "mailto":
		to, _, _ := strings.Cut(rest, "?")
		w.text = append(w.text, to...)
	default:
		w.join()
	}
	return size
}

// known says that the tag is one of HTML, or an element of some page's own.
func (t tag) known() bool {
	return t.name != "" && (strings.Contains(t.name, "-") || strings.Contains(elements, " "+t.name+" "))
}

// elements are those of HTML, of its past and of what is put into it.
const elements = " a abbr acronym address animate applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body" +
	" br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset" +
	" figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins" +
	" isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter nav nobr noembed noframes" +
	" noscript object ol optgroup option output p param path picture plaintext portal pre progress q rp rt ruby s samp script search" +
	" section select set slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th" +
	" thead time title tr track tt u ul use var video wbr xml xmp "

// inline are the elements that do not part what stands on their sides, and lines
// those that begin a line.
const (
	inline = " a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tt u var wbr "
	lines  = " blockquote br div dd dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul "
)

// removeTag takes a tag out. Figures that it kept apart stay apart, and a power
// stays one.
func (w *Writer) removeTag(raw []byte, t tag, final bool) int {
	if (t.name == "sup" || t.name == "sub") && !t.closing {
		if n, raised := w.readRaised(raw, t, final); raised {
			return n
		}
	}
	named := " " + t.name + " "
	switch before := w.previous(); {
	case (t.name == "sup" || t.name == "sub") && isDigit(before): // it is long, or not closed
		w.text = append(w.text, '^')
	case t.name == "" || strings.Contains(inline, named):
		w.join()
	case before == 0 || isBlank(before):
	case strings.Contains(lines, named) && !w.row:
		w.text = append(w.text, '\n')
		w.indent = 0
	default:
		w.text = append(w.text, ' ')
	}
	return t.size
}

// maxRaised is how long the text of a <sup> may be, with the tags in it.
const maxRaised = 200

// readRaised writes what is raised or lowered: a citation as one, a power as 10^3.
func (w *Writer) readRaised(raw []byte, t tag, final bool) (n int, raised bool) {
	within := raw[t.size:min(len(raw), t.size+maxRaised)]
	closing := "</" + t.name + ">"
	end := bytes.Index(bytes.ToLower(within), []byte(closing))
	if end < 0 {
		return 0, len(within) < maxRaised && !final
	}
	text := strings.TrimSpace(withoutTags(string(within[:end])))
	if strings.ContainsAny(text, "<\n") {
		return 0, false
	}
	digit := isDigit(w.previous())
	switch {
	case t.name == "sub" && digit:
		text = "_" + text
	case t.name == "sub", text == "", text[0] == '[', ordinal(text):
	case isNote(text) && !w.aboutPower():
		text = "[^" + text + "]"
	case isPower(text):
		text = "^" + text
	default:
		text = "^(" + text + ")"
	}
	w.join()
	w.raw = append([]byte(text), raw[t.size+end+len(closing):]...)
	return -1, true
}

// ordinal says that a raised text is part of a word: 1st, ACME™.
func ordinal(text string) bool {
	return len(text) == 2 && strings.Contains(" st nd rd th er re ", " "+text+" ") || strings.ContainsAny(text, "™®©ºª°")
}

// isPower says that a raised text is one figure or name.
func isPower(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("+-−", r) && (r > 'z' || !isAlnum(byte(r))) }) < 0
}

// withoutTags is a text without what stands between < and >.
func withoutTags(text string) string {
	return between.ReplaceAllString(text, "")
}

var (
	between = regexp.MustCompile(`<[^>]*>`)
	// raisable is the end of what a power may stand behind.
	raisable = regexp.MustCompile(`(?:\d|(?:^|[^A-Za-z])[A-Za-z]{1,2})$`)
)

// isNote says that a raised text is numbers and commas, as citations are.
func isNote(text string) bool {
	return isDigit(text[0]) && strings.Trim(text, "0123456789, ") == ""
}

// aboutPower says that what is raised here is a power and no note: it stands
// behind a figure, or a unit or a variable of at most two letters.
func (w *Writer) aboutPower() bool {
	return raisable.Match(bytes.TrimRight(w.text[max(0, len(w.text)-4):], ")"))
}
