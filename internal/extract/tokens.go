package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

const (
	// maxNodes bounds the tree of a page: an element weighs some hundred bytes
	// for the one that it cost on the wire.
	maxNodes = 200_000
	// maxAttributes is how many attributes an element keeps.
	maxAttributes = 40
	// maxFormats is how many elements like <b> may be open at once. The parser
	// opens each of them again in every paragraph that begins within them.
	maxFormats = 8
)

// affordable is text without what would cost a parser more than its length, up to
// where it would make more than about limit nodes. It says whether that cut it.
func affordable(text string, limit int) (string, bool) {
	b := bounder{text: text}
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return b.all(), false
		}
		raw := tokens.Raw()
		if b.nodes++; b.nodes > limit {
			return b.upTo(), true
		}
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken || kind == html.EndTagToken {
			size := len(raw)
			name, more := tokens.TagName()
			b.tag(kind, string(name), size)
			if more && size > 2*maxAttributes && kind != html.EndTagToken {
				b.slim(tokens, string(name), size)
			}
			b.offset += size
			continue
		}
		b.offset += len(raw)
	}
}

// bounder makes the text that affordable returns. What is left as it was is copied
// only when something is not.
type bounder struct {
	text   string
	offset int // of the token at hand
	copied int // text before it is in out
	out    strings.Builder

	nodes      int
	html, body bool     // there was such a tag
	formats    []string // names of the open elements like <b>
}

func (b *bounder) tag(kind html.TokenType, name string, size int) {
	if name == "html" || name == "body" {
		// Each further one gives its attributes to the first.
		seen := &b.html
		if name == "body" {
			seen = &b.body
		}
		if *seen && kind != html.EndTagToken {
			b.replace(size, "")
		}
		*seen = true
		return
	}
	if !formatting(name) {
		b.nodes += len(b.formats)
		return
	}
	at := lastIndex(b.formats, name)
	if at >= 0 && (kind == html.EndTagToken || name == "a" || name == "nobr") {
		b.formats = slices.Delete(b.formats, at, at+1)
	}
	if kind == html.EndTagToken {
		return
	}
	if len(b.formats) == maxFormats {
		var ends strings.Builder
		for _, open := range slices.Backward(b.formats) {
			ends.WriteString("</" + open + ">")
		}
		b.replace(0, ends.String())
		b.formats = b.formats[:0]
	}
	b.formats = append(b.formats, name)
}

// slim writes the tag at hand anew, with its first attributes.
func (b *bounder) slim(tokens *html.Tokenizer, name string, size int) {
	var tag strings.Builder
	tag.WriteString("<" + name)
	for count := 0; ; count++ {
		key, value, more := tokens.TagAttr()
		if count == maxAttributes {
			break
		}
		tag.WriteString(" " + string(key) + `="` + html.EscapeString(string(value)) + `"`)
		if !more {
			return // it has no more than it may
		}
	}
	b.replace(size, tag.String()+">")
}

// replace writes by in the place of the next size bytes.
func (b *bounder) replace(size int, by string) {
	b.out.WriteString(b.text[b.copied:b.offset])
	b.out.WriteString(by)
	b.copied = b.offset + size
}

func (b *bounder) all() string {
	b.offset = len(b.text)
	return b.upTo()
}

func (b *bounder) upTo() string {
	if b.copied == 0 && b.out.Len() == 0 {
		return b.text[:b.offset]
	}
	b.replace(0, "")
	return b.out.String()
}

// formatting says whether the parser opens an element again that a paragraph's
// end has closed.
func formatting(name string) bool {
	switch name {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

func lastIndex(names []string, name string) int {
	for i, n := range slices.Backward(names) {
		if n == name {
			return i
		}
	}
	return -1
}
