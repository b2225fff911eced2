package scrape

import (
	"context"
	"io"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxNodes bounds the tree of a page: an element weighs some hundred bytes
	// for the one that it cost on the wire.
	maxNodes = 200_000
	// thinText is how many characters of text are little for a page that runs
	// scripts.
	thinText = 250
)

var needsScript = regexp.MustCompile(`(?i)(enable|requires?|needs?|turn on|activate|without|allow) java ?script|java ?script (is|to be|must be|has been|seems to be) (required|disabled|enabled|needed|turned off|blocked)`)

// readHTML takes the main content of a page, with its tables.
func readHTML(ctx context.Context, text string, base *url.URL) (content, error) {
	text, cut := capNodes(text, maxNodes)
	doc, err := html.Parse(&ctxReader{ctx: ctx, r: strings.NewReader(text)})
	if err != nil {
		if ctx.Err() != nil {
			return content{}, wrap(ErrUnsupported, "it takes too long to parse")
		}
		// Nested deeper than any page that a person wrote: its words are left.
		return content{text: words(text), cut: cut}, nil
	}
	base = baseURL(doc, base)
	c := content{cut: cut, canonical: canonical(doc, base)}
	scripts, asks := scriptSigns(doc)
	clean(doc, base)
	article, err := mainContent(doc, base, &c)
	if err != nil {
		return content{}, err
	}
	if ctx.Err() != nil {
		return content{}, wrap(ErrUnsupported, "it takes too long to parse")
	}
	if c.text, err = markdown(ctx, article); err != nil {
		return content{}, err
	}
	length := utf8.RuneCountInString(c.text)
	c.scripted = scripts && length < thinText || length < 4*thinText && (asks || needsScript.MatchString(c.text))
	return c, nil
}

// mainContent is the part of doc that is worth reading. It fills what c does not
// have yet of title, site, author and date.
func mainContent(doc *html.Node, base *url.URL, c *content) (*html.Node, error) {
	parser := readability.NewParser()
	found, err := parser.ParseDocument(doc, base)
	if err == nil {
		c.title, c.site, c.author = found.Title(), found.SiteName(), found.Byline()
		if at, err := found.PublishedTime(); err == nil {
			c.published = at.UTC()
		}
	}
	if c.title == "" {
		c.title = titleOf(doc)
	}
	if c.site == "" {
		c.site = base.Hostname()
	}
	strip(doc)
	whole := weigh(doc)
	if found.Node == nil {
		return doc, nil
	}
	// What is made of prose readability finds better than we do; what is made of
	// figures it takes for clutter.
	main := weigh(found.Node)
	if main.text*5 < whole.text || main.figures*2 < whole.figures {
		return doc, nil
	}
	unwrap(found.Node)
	return found.Node, nil
}

// weight is how much there is to read in a tree.
type weight struct {
	text    int // bytes without blanks
	figures int // cells of tables that hold a digit
}

func weigh(root *html.Node) (w weight) {
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			w.text += len(strings.TrimSpace(n.Data))
			continue
		}
		if n.DataAtom == atom.Td && strings.ContainsAny(textOf(n, 64), "0123456789") {
			w.figures++
		}
	}
	return w
}

// textOf is the text below n, as soon as it has limit bytes.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		return n.Data
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
		if b.Len() >= limit {
			break
		}
	}
	return strings.TrimSpace(b.String())
}

// capNodes is text up to where it would make more than limit nodes.
func capNodes(text string, limit int) (string, bool) {
	tokens := html.NewTokenizer(strings.NewReader(text))
	offset := 0
	for count := 0; tokens.Next() != html.ErrorToken; count++ {
		if count == limit {
			return text[:offset], true
		}
		offset += len(tokens.Raw())
	}
	return text, false
}

// words is what is left of text without its tags.
func words(text string) string {
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(text))
	hidden := ""
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			if name, _ := tokens.TagName(); hidden == "" && (string(name) == "script" || string(name) == "style") {
				hidden = string(name)
			}
		case html.EndTagToken:
			if name, _ := tokens.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			if hidden == "" {
				b.WriteString(strings.TrimSpace(string(tokens.Text())))
				b.WriteByte(' ')
			}
		}
	}
}

// ctxReader ends a parser that reads with its ctx.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.r.Read(p)
}
