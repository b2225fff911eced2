// Package charset makes UTF-8 of what sites send in any encoding of the web: said,
// said wrongly, or not said at all.
package charset

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	utf16 "golang.org/x/text/encoding/unicode"

	"quotewire/internal/extract/dom"
)

// maxPrescan is how far into a page its encoding may be declared, in bytes.
const maxPrescan = 64 << 10

var (
	charsetSaid = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([^\s;,"']+)`)
	xmlSaid     = regexp.MustCompile(`^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]+)["']`)
)

// Decode is body as UTF-8, false where its encoding cannot be told. What the server
// and the page say of the encoding is believed only where the bytes do not say
// otherwise: both are often wrong. Where nothing is said, or what cannot be, the bytes
// tell, or the page cannot be read.
func Decode(body []byte, contentType string) (string, bool) {
	if e := unmistakable(body); e != nil {
		return decoded(body, e), true
	}
	good, bad := runes(body)
	if bad == 0 && !hasZero(body) {
		return decoded(body, encoding.Nop), true
	}
	said := declared(body, contentType)
	if len(said) > 0 && isWide(said[0]) {
		return decoded(body, said[0].Encoding), true
	}
	told := guess(body)
	for _, e := range said {
		switch {
		case isWide(e):
		case e.name == "utf-8" && good >= bad:
			return mended(body), true
		case e.name != "utf-8" && told.admits(e.name) && readable(decoded(body, e)):
			return decoded(body, e), true
		}
	}
	switch {
	case good >= bad: // no text in another has so many letters of UTF-8
		return mended(body), true
	case told.likely():
		return decoded(body, told.encoding), true
	case !told.dense:
		return decoded(body, charmap.Windows1252), true
	}
	return "", false
}

// unmistakable is the encoding of which body has a mark that no text in another
// would have, else nil.
func unmistakable(body []byte) encoding.Encoding {
	head := body[:min(len(body), maxPrescan)]
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return encoding.Nop
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return utf16.UTF16(utf16.LittleEndian, utf16.UseBOM)
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16.UTF16(utf16.BigEndian, utf16.UseBOM)
	case bytes.Contains(head, []byte("\x1b$B")), bytes.Contains(head, []byte("\x1b$@")):
		return japanese.ISO2022JP
	}
	head = head[:min(len(head)&^1, 1024)]
	for _, order := range []utf16.Endianness{utf16.LittleEndian, utf16.BigEndian} {
		if e := utf16.UTF16(order, utf16.IgnoreBOM); hasZero(head) && proper(strings.TrimRight(decoded(head, e), "\ufffd")) {
			return e
		}
	}
	return nil
}

// proper says whether text has some ASCII and nothing that no text has.
func proper(text string) bool {
	ascii, all := 0, 0
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			return false
		}
		all++
		if r < utf8.RuneSelf {
			ascii++
		}
	}
	return ascii*50 > all
}

// readable says whether text has few letters that its encoding does not know, or
// that nobody writes.
func readable(text string) bool {
	good, bad := 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError, unicode.IsControl(r):
			bad++
		default:
			good++
		}
	}
	return bad <= 1+good/20
}

// label is an encoding with the name that browsers have for it.
type label struct {
	encoding.Encoding
	name string
}

// labelled is the encoding of which text is a name, nil when it is none's.
func labelled(text string) (label, bool) {
	e, err := htmlindex.Get(text)
	if err != nil || e == encoding.Replacement {
		return label{}, false
	}
	name, err := htmlindex.Name(e)
	return label{e, name}, err == nil
}

// isWide says whether l is UTF-16, which a page cannot say of itself in ASCII.
func isWide(l label) bool { return strings.HasPrefix(l.name, "utf-16") }

// declared are the encodings that the server and the page say, in the order in
// which browsers believe them.
func declared(body []byte, contentType string) (said []label) {
	add := func(pattern *regexp.Regexp, text string) {
		if found := pattern.FindStringSubmatch(text); found != nil {
			if l, ok := labelled(found[1]); ok && (text == contentType || !isWide(l)) {
				said = append(said, l)
			}
		}
	}
	add(charsetSaid, contentType)
	head := body[:min(len(body), maxPrescan)]
	add(xmlSaid, string(head[:min(len(head), 1024)]))
	tokens := html.NewTokenizer(bytes.NewReader(head))
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if token := tokens.Token(); token.DataAtom == atom.Meta {
			meta := &html.Node{Attr: token.Attr}
			add(charsetSaid, "charset="+dom.Attr(meta, "charset"))
			if strings.EqualFold(dom.Attr(meta, "http-equiv"), "content-type") {
				add(charsetSaid, dom.Attr(meta, "content"))
			}
		}
	}
	return said
}

// decoded is body from e, without what e does not know and without a mark of the
// order of bytes.
func decoded(body []byte, e encoding.Encoding) string {
	text := body
	if e != encoding.Nop { // which would copy it
		if other, err := e.NewDecoder().Bytes(body); err == nil {
			text = other
		}
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(text), "\ufffd"), "\ufeff")
}

// mended is body in UTF-8 with a few letters of Windows between, which programs
// put in that do not ask what they write into.
func mended(body []byte) string {
	var b strings.Builder
	b.Grow(len(body))
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		if r != utf8.RuneError || size > 1 {
			b.Write(body[:size])
			body = body[size:]
			continue
		}
		odd := 1 // in a row: more than one are what is left of a letter
		for odd < len(body) {
			if r, size := utf8.DecodeRune(body[odd:]); r != utf8.RuneError || size > 1 {
				break
			}
			odd++
		}
		r = utf8.RuneError
		if odd == 1 && utf8.FullRune(body) && (len(body) == 1 || body[1] < utf8.RuneSelf) {
			r = charmap.Windows1252.DecodeByte(body[0])
		}
		b.WriteRune(r)
		body = body[odd:]
	}
	return strings.TrimPrefix(b.String(), "\ufeff")
}

// runes counts the runes of more than one byte, and the bytes that are part of
// no rune. It forgives a rune that the cut at the end of body has split.
func runes(body []byte) (good, bad int) {
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r == utf8.RuneError && size == 1 && !utf8.FullRune(body):
			return good, bad
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		body = body[size:]
	}
	return good, bad
}

func hasZero(body []byte) bool { return bytes.IndexByte(body[:min(len(body), 1024)], 0) >= 0 }

// Binary says whether body is no text at all, whatever it is called.
func Binary(body []byte, contentType string) bool {
	return hasZero(body) && unmistakable(body) == nil && !strings.Contains(strings.ToLower(contentType), "utf-16")
}
