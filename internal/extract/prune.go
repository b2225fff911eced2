package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

const (
	// maxNodes bounds the tree of a page: an element weighs some hundred bytes
	// for the one that it cost on the wire. Two attributes count as one.
	maxNodes = 500_000
	// maxAttributes is how many attributes an element keeps.
	maxAttributes = 40
	// maxFormats is how many elements like <b> may be open at once. The parser
	// opens each of them again in every paragraph that begins within them.
	maxFormats = 8
	// largePage is how long a page is, in bytes, whose tags lose the attributes
	// that say nothing to us, and maxTags how many of its tags are remembered.
	largePage, maxTags = 1 << 20, 20_000
)

// pruned is text without what would cost a parser more than its length, up to
// where it would make more than about limit nodes. It says whether that cut it.
// Comments go, and of reports in inline XBRL the marks of their figures and what
// they say to programs alone.
func pruned(text string, limit int) (string, bool) {
	b := pruner{text: text, large: len(text) > largePage, known: map[string]tag{}}
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			b.offset = len(text)
			return b.upTo(), false
		}
		size := len(tokens.Raw())
		switch kind {
		case html.CommentToken:
			b.replace(size, "")
		case html.TextToken:
			b.nodes++
		case html.StartTagToken, html.SelfClosingTagToken:
			if to := b.headerEnd(size); to > 0 {
				b.replace(to, "")
				b.offset += to
				tokens = html.NewTokenizer(strings.NewReader(text[b.offset:]))
				continue
			}
			b.begin(tokens, size)
		case html.EndTagToken:
			b.end(tokens, size)
		}
		if b.nodes > limit {
			return b.upTo(), true
		}
		b.offset += size
	}
}

// pruner makes the text that pruned returns. What is left as it was is copied
// only when something is not.
type pruner struct {
	text   string
	offset int // of the token at hand
	copied int // text before it is in out
	out    strings.Builder

	nodes      int
	unmarked   int            // where the end of a mark was left out
	html, body bool           // there was such a tag
	formats    []string       // names of the open elements like <b>
	large      bool           // it is a large page
	known      map[string]tag // of a large page, as they are written there
}

// tag is how a tag is written.
type tag struct {
	name, text string
	attributes int
}

// headerEnd is how long the header of a report in inline XBRL is that begins with
// the tag at hand, 0 when none does.
func (b *pruner) headerEnd(size int) int {
	const begin, end = "<ix:header", "</ix:header>"
	if rest := b.text[b.offset:]; len(rest) > len(begin) && strings.EqualFold(rest[:len(begin)], begin) {
		if at := strings.Index(rest[size:], end); at >= 0 {
			return size + at + len(end)
		}
	}
	return 0
}

// begin counts an element and writes its tag anew where it costs too much.
func (b *pruner) begin(tokens *html.Tokenizer, size int) {
	b.nodes++
	raw := b.text[b.offset : b.offset+size]
	t, ok := b.known[raw]
	if !ok {
		t = b.slim(tokens, raw)
		if b.large && len(b.known) < maxTags && size < 1000 {
			b.known[raw] = t
		}
	}
	b.nodes += t.attributes / 2
	switch {
	case strings.HasPrefix(t.name, "ix:"):
		b.nodes--
		b.unmark(size)
	case t.name == "html":
		b.first(&b.html, t, size)
	case t.name == "body":
		b.first(&b.body, t, size)
	case formatting(t.name):
		b.open(t.name)
		b.rewrite(t, size)
	default:
		b.nodes += len(b.formats)
		b.rewrite(t, size)
	}
}

// rewrite writes the tag at hand as t, where that is another.
func (b *pruner) rewrite(t tag, size int) {
	if len(t.text) != size {
		b.replace(size, t.text)
	}
}

// unmark leaves out the mark at hand of a figure in inline XBRL. Where one figure's
// mark ends and another's begins there is a gap.
func (b *pruner) unmark(size int) {
	by := ""
	if b.unmarked == b.offset && size > 2 && b.text[b.offset+1] != '/' {
		by = " "
	}
	b.replace(size, by)
	b.unmarked = 0
	if b.text[b.offset+1] == '/' {
		b.unmarked = b.offset + size
	}
}

// first leaves out all tags of html and body but the first: the others give it
// their attributes.
func (b *pruner) first(seen *bool, t tag, size int) {
	if *seen {
		b.replace(size, "")
	} else {
		b.rewrite(t, size)
	}
	*seen = true
}

// open counts an element like <b>. When too many are open it closes them.
func (b *pruner) open(name string) {
	if name == "a" || name == "nobr" {
		b.shut(name)
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

// shut takes the name opened last out of those of the open elements.
func (b *pruner) shut(name string) {
	for i, open := range slices.Backward(b.formats) {
		if open == name {
			b.formats = slices.Delete(b.formats, i, i+1)
			return
		}
	}
}

func (b *pruner) end(tokens *html.Tokenizer, size int) {
	lower, _ := tokens.TagName()
	name := string(lower)
	switch {
	case strings.HasPrefix(name, "ix:"):
		b.unmark(size)
	case name == "html" || name == "body":
	case formatting(name):
		b.shut(name)
	default:
		b.nodes += len(b.formats)
		if name == "p" || name == "br" {
			b.nodes++ // alone it makes an element
		}
	}
}

// slim is the tag at hand with its first attributes, of a large page those that
// say something to us.
func (b *pruner) slim(tokens *html.Tokenizer, raw string) tag {
	name, more := tokens.TagName()
	t := tag{name: string(name), text: raw}
	if !more || strings.HasPrefix(t.name, "ix:") {
		return t
	}
	var text strings.Builder
	text.WriteString("<" + t.name)
	rewritten := false
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		if t.attributes == maxAttributes {
			rewritten = true
			break
		}
		if b.large && !telling(string(key), string(value)) {
			rewritten = true
			continue
		}
		t.attributes++
		if b.large || len(raw) > 2*maxAttributes {
			text.WriteString(" " + string(key) + `="` + html.EscapeString(string(value)) + `"`)
		}
	}
	if rewritten {
		end := ">"
		if strings.HasSuffix(raw, "/>") {
			end = "/>" // in a drawing that ends the element
		}
		t.text = text.String() + end
	}
	return t
}

// telling says whether an attribute says anything to us.
func telling(key, value string) bool {
	switch key {
	case "style":
		return lookOf(value) != look{}
	case "align", "valign", "width", "height", "bgcolor", "border", "cellpadding", "cellspacing", "nowrap", "face", "size", "color", "srcset", "sizes",
		"loading", "decoding", "target":
		return false
	}
	return !strings.HasPrefix(key, "data-") && !strings.HasPrefix(key, "on") && !strings.HasPrefix(key, "xmlns")
}

// replace writes by in the place of the next size bytes.
func (b *pruner) replace(size int, by string) {
	b.out.WriteString(b.text[b.copied:b.offset])
	b.out.WriteString(by)
	b.copied = b.offset + size
}

func (b *pruner) upTo() string {
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
