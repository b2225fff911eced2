package extract

import (
	"cmp"
	"context"
	"io"
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
	"quotewire/internal/extract/published"
)

const (
	// ThinText is how many characters of text are little for a page that runs
	// scripts.
	ThinText = 250
	// maxMainNodes and maxMainDepths are how many nodes a page may have, and how
	// deep all of them together may lie, for its main content to be looked for:
	// the work grows with both.
	maxMainNodes, maxMainDepths = 50_000, 1_500_000
)

// readHTML takes the main content of a page, with its tables.
func readHTML(ctx context.Context, text string, base *url.URL) (Document, error) {
	text, cut := pruned(text, maxNodes)
	doc, err := html.Parse(&ctxReader{ctx: ctx, r: strings.NewReader(text)})
	if err != nil {
		if ctx.Err() != nil {
			return Document{}, unsupported("it takes too long to parse")
		}
		// Nested deeper than any page that a person wrote: its words are left.
		return Document{Text: words(text), Cut: cut}, nil
	}
	base = baseURL(doc, base)
	c := Document{Cut: cut, Canonical: canonical(doc, base), Published: published.Of(doc)}
	openShadows(doc)
	scripting := scriptingOf(doc)
	checks := checksOf(doc)
	clean(doc, base, scripting.scripts)
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
	c.Wall = isWall(c, checks)
	c.Scripted = scripting.more(c.Text)
	return c, nil
}

// mainContent is the part of doc that is worth reading. It fills what c does not
// have yet of title, site and author.
func mainContent(doc *html.Node, base *url.URL, c *Document) (*html.Node, error) {
	parser := readability.NewParser()
	of := doc
	if vast(doc) {
		of = headOf(doc)
	}
	found, err := parser.ParseDocument(of, base)
	if err == nil {
		c.Title, c.Site, c.Author = found.Title(), found.SiteName(), found.Byline()
	}
	c.Title, c.Site = cmp.Or(c.Title, titleOf(doc)), cmp.Or(c.Site, base.Hostname())
	strip(doc)
	if found.Node == nil || of != doc {
		return doc, nil
	}
	for n := range found.Node.Descendants() {
		n.DataAtom = atom.Lookup([]byte(n.Data)) // readability renames by the name alone
	}
	// What is made of prose readability finds better than we do; what is made of
	// figures it takes for clutter.
	main, whole := weigh(found.Node), weigh(doc)
	if main.text*5 < whole.text || main.figures*2 < whole.figures {
		return doc, nil
	}
	return found.Node, nil
}

// vast says whether a tree is more than readability can be asked to look at, or
// so large and made of tables that it would find nothing.
func vast(root *html.Node) bool {
	nodes, depths, text, tables := 0, 0, 0, 0
	var walk func(n *html.Node, depth int, table bool)
	walk = func(n *html.Node, depth int, table bool) {
		table = table || n.DataAtom == atom.Table
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			nodes++
			depths += depth
			if child.Type == html.TextNode {
				text += len(child.Data)
				if table {
					tables += len(child.Data)
				}
			}
			walk(child, depth+1, table)
		}
	}
	walk(root, 0, false)
	return nodes > maxMainNodes || depths > maxMainDepths || nodes > maxMainNodes/5 && 2*tables > text
}

// headOf is a page that says of itself what doc does, and nothing else.
func headOf(doc *html.Node) *html.Node {
	page := &html.Node{Type: html.DocumentNode}
	root := &html.Node{Type: html.ElementNode, DataAtom: atom.Html, Data: "html"}
	body := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	page.AppendChild(root)
	var found []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Head || n.DataAtom == atom.Script && n.Parent.DataAtom != atom.Head {
			found = append(found, n)
		}
	}
	for _, n := range found {
		n.Parent.RemoveChild(n)
		if n.DataAtom == atom.Head && root.FirstChild == nil {
			root.AppendChild(n)
		} else {
			body.AppendChild(n)
		}
	}
	root.AppendChild(body)
	return page
}

// weight is how much there is to read in a tree.
type weight struct {
	text    int // bytes without blanks
	figures int // cells of tables, and meanings of terms, that hold a digit
}

func weigh(root *html.Node) (w weight) {
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			w.text += len(strings.TrimSpace(n.Data))
			continue
		}
		if (n.DataAtom == atom.Td || n.DataAtom == atom.Dd) && strings.ContainsAny(dom.TextOf(n, 64), "0123456789") {
			w.figures++
		}
	}
	return w
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
