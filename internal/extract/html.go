package extract

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

// ThinText is how many characters of text are little for a page that runs scripts.
const ThinText = 250

var needsScript = regexp.MustCompile(`(?i)(enable|requires?|needs?|turn on|activate|without|allow) java ?script|java ?script (is|to be|must be|has been|seems to be) (required|disabled|enabled|needed|turned off|blocked)`)

// readHTML takes the main content of a page, with its tables.
func readHTML(ctx context.Context, text string, base *url.URL) (Document, error) {
	text, cut := affordable(text, maxNodes)
	doc, err := html.Parse(&ctxReader{ctx: ctx, r: strings.NewReader(text)})
	if err != nil {
		if ctx.Err() != nil {
			return Document{}, unsupported("it takes too long to parse")
		}
		// Nested deeper than any page that a person wrote: its words are left.
		return Document{Text: words(text), Cut: cut}, nil
	}
	base = baseURL(doc, base)
	c := Document{Cut: cut, Canonical: canonical(doc, base)}
	scripts, asks := scriptSigns(doc)
	clean(doc, base, scripts)
	article, err := mainContent(doc, base, &c)
	if err != nil {
		return Document{}, err
	}
	if ctx.Err() != nil {
		return Document{}, unsupported("it takes too long to parse")
	}
	if c.Text, cut, err = markdown(ctx, article); err != nil {
		return Document{}, err
	}
	c.Cut = c.Cut || cut
	length := utf8.RuneCountInString(c.Text)
	c.Scripted = scripts && length < ThinText || length < 4*ThinText && (asks || needsScript.MatchString(c.Text))
	return c, nil
}

// mainContent is the part of doc that is worth reading. It fills what c does not
// have yet of title, site, author and date.
func mainContent(doc *html.Node, base *url.URL, c *Document) (*html.Node, error) {
	parser := readability.NewParser()
	found, err := parser.ParseDocument(doc, base)
	if err == nil {
		c.Title, c.Site, c.Author = found.Title(), found.SiteName(), found.Byline()
		if at, err := found.PublishedTime(); err == nil {
			c.Published = at.UTC()
		}
	}
	if c.Title == "" {
		c.Title = titleOf(doc)
	}
	if c.Site == "" {
		c.Site = base.Hostname()
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
