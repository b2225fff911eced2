package extract

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Each line of the main content of an article is in its text, whole.
func TestProse(t *testing.T) {
	address, err := url.Parse("https://example.com/story")
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range articles() {
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		clean(doc, address, false)
		parser := readability.NewParser()
		found, err := parser.ParseDocument(doc, address)
		if err != nil || found.Node == nil {
			t.Errorf("%s: no article: %v", name, err)
			continue
		}
		d, err := Read(t.Context(), Response{URL: address, ContentType: "text/html; charset=utf-8", Body: []byte(page)})
		if err != nil {
			t.Fatal(err)
		}
		got := lettersOf(linkEnd.ReplaceAllString(strings.ReplaceAll(d.Text, "[note ", "["), ""))
		for _, line := range linesOf(found.Node) {
			if !strings.Contains(got, lettersOf(line)) {
				t.Errorf("%s: it lacks or breaks %q", name, line)
			}
		}
		if strings.Contains(d.Text, "NAVIGATION") || strings.Contains(d.Text, "<p>") {
			t.Errorf("%s: it has the page's menu or tags", name)
		}
	}
}

// A page of frames says what it does to those who show none.
func TestFrames(t *testing.T) {
	address, err := url.Parse("https://example.com/")
	if err != nil {
		t.Fatal(err)
	}
	page := "<html><head><title>Frames</title></head><frameset cols='20%,80%'><frame src='a.html'><noframes><body><p>Sales were 12.5 million.</p><p>Costs were 7.</p></body></noframes></frameset></html>"
	d, err := Read(t.Context(), Response{URL: address, ContentType: "text/html", Body: []byte(page)})
	if err != nil || strings.Join(strings.Fields(d.Text), " ") != "Sales were 12.5 million. Costs were 7." {
		t.Errorf("%q, %v", d.Text, err)
	}
}

// linkEnd is what Markdown writes behind the text of a link.
var linkEnd = regexp.MustCompile(`\]\([^)]*\)`)

// linesOf are the texts below n that no block or break parts.
func linesOf(n *html.Node) (lines []string) {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		apart := n.Type == html.ElementNode && (block(n) || n.DataAtom == atom.Br)
		if apart {
			b.WriteByte('\n')
		}
		if n.Type == html.TextNode {
			b.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
		if apart {
			b.WriteByte('\n')
		}
	}
	walk(n)
	return strings.Split(b.String(), "\n")
}

func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// articles are pages as sites of many kinds write them.
func articles() map[string]string {
	n := 0
	prose := func() string { // a paragraph whose words and figures are its own
		n++
		return fmt.Sprintf("Paragraph%d says that the company sold %d.%d million units in the quarter, which is more than the %d thousand of a year ago, and that it expects as many of them in the next one.", n, n, n%10, 100+n)
	}
	p := func() string { return "<p>" + prose() + "</p>\n" }
	ps := func() string { return p() + p() + p() + p() }
	page := func(body string) string {
		return "<!doctype html><html><head><title>Story of a quarter</title></head><body><nav><ul><li><a href='/'>NAVIGATION</a></li></ul></nav>" + body + "<footer>NAVIGATION</footer></body></html>"
	}
	breaks := func() string { return prose() + "<br><br>" + prose() + "<br>\n<br>" + prose() + "<br/><br/>" + prose() }
	return map[string]string{
		"news": page("<article><h1>Head<em>line</em> 1</h1><p class='byline'>By A. Writer</p>" + ps() + "<h2>Section 2</h2>" + ps() + "</article>"),
		"captions": page("<article>" + p() + "<figure><picture><source srcset='a.webp'><img src='a.jpg' alt='x'></picture>\n<figcaption>\n<span>Caption one, 12.5 units.</span> <small>Photo: B. Smith</small></figcaption></figure>" + ps() +
			"<div class='image'><img src='b.jpg'><p class='caption'>Caption two of 13.5 units.</p></div>" + ps() + "</article>"),
		"tables": page("<article>" + ps() + "<table>\n<caption>\n <b>Table 1</b>: Sales</caption><thead><tr><th>Year</th><th>Sales</th></tr></thead><tfoot><tr><td>Sum</td><td>99</td></tr></tfoot><tbody><tr><td>2031</td><td>45</td></tr><tr><td>2030</td><td>54</td></tr></tbody></table>" + ps() + "</article>"),
		"lists":  page("<article>" + ps() + "<ul><li>" + prose() + "<ul><li>Inner 1</li><li><p>Inner 2</p><p>More</p></li></ul></li><li>Last</li></ul><ol start='4'><li>Four</li><li>Five</li></ol><dl><dt>Open</dt><dd>12.5</dd><dt>High</dt><dd>13.5</dd></dl>" + ps() + "</article>"),
		"code":   page("<article>" + ps() + "<pre><code>if a &lt; 5 {\n\tsell(<span>7</span>)\n}</code></pre><p>Call <code>sell()</code>, press <kbd>Ctrl</kbd>.</p>" + ps() + "</article>"),
		"quotes": page("<article>" + ps() + "<blockquote><p>" + prose() + "</p><footer><cite>A. Smith</cite></footer></blockquote><p>He said <q>never</q>.</p><aside class='pullquote'>" + prose() + "</aside>" + ps() + "</article>"),
		"infobox": page("<div id='content'><table class='infobox'><caption>Nordwind</caption><tr><th colspan='2'>Nordwind AG</th></tr><tr><th>Traded as</th><td><a href='/f'>FSE</a>: NWD</td></tr><tr><th>Revenue</th><td>12.5 billion<sup><a href='#1'>[1]</a></sup></td></tr></table>" + ps() +
			"<p>It was founded in 1931.<sup id='r1'><a href='#1'>[1]</a></sup><sup>[<i>citation needed</i>]</sup></p>" + ps() + "</div>"),
		"divisions":   page("<div class='story'><div>" + prose() + "</div><div>" + prose() + "</div><div><span>" + prose() + "</span></div><div>" + prose() + "<div>" + prose() + "</div></div></div>"),
		"breaks":      page("<div class='text'>" + breaks() + "</div>"),
		"fonts":       page("<center><table border='0' width='600'><tr><td width='600'><font face='Arial' size='2'><b>Results</b><br>" + breaks() + "<p>" + breaks() + "</font></td></tr></table></center>"),
		"layout":      page("<table><tr><td><a href='/'>NAVIGATION</a></td><td>" + ps() + "<table><tr><td>Sales</td><td>12</td></tr><tr><td>Costs</td><td>10</td></tr></table>" + ps() + "</td></tr></table>"),
		"unclosed":    page("<article><h1>Unclosed<p>" + prose() + "<p>" + prose() + "<ul><li>One<li>Two</ul><p><b>" + prose() + "<p>" + prose() + "<div>" + prose() + "</article>"),
		"amp":         "<!doctype html><html ⚡><head><title>Story</title><style amp-boilerplate>body{visibility:hidden}</style><noscript><style amp-boilerplate>body{visibility:visible}</style></noscript></head><body><amp-sidebar>Menu</amp-sidebar><article>" + ps() + "<amp-img src='a.jpg'></amp-img><figcaption>Caption of 5</figcaption>" + ps() + "</article></body></html>",
		"Arabic":      page("<article dir='rtl'><h1>نتائج الربع</h1>" + strings.Repeat("<p>بلغت الإيرادات ١٢٣٫٤ مليون ريال في الربع، أي 12.5% أكثر من العام السابق، وفقا للشركة التي تتوقع نموا مماثلا.</p>", 8) + "</article>"),
		"Japanese":    page("<article><h1>決算</h1>" + strings.Repeat("<p>売上高は<span>1,234</span>億円（前年比<b>5.6</b>％増）、純利益は<strong>45</strong>億円となり、通期の見通しを据え置いた。会社は来期も増収を見込むと述べた。</p>", 8) + "</article>"),
		"German":      page("<article><h1>Quartalszahlen</h1>" + strings.Repeat("<p>Der Umsatz stieg um 12,5&nbsp;% auf 1.234,56&nbsp;Mio.&nbsp;Euro, wie die Gesellschaft „überraschend“ mitteilte; für das Jahr erwartet sie 5.000&thinsp;Mio.</p>", 8) + "</article>"),
		"emphasis":    page("<article>" + strings.Repeat("<p><b>S</b>ales of <i>5</i>12 <u>un</u>its, <strong>up <em>12</em>.5%</strong>; <a href='/x'>Nord</a>wind's <b>A</b>-shares <small>(old)</small> rose <font color='red'>3</font> points, H<sub>2</sub>O and 10<sup>6</sup>.</p>", 8) + "</article>"),
		"details":     page("<article>" + ps() + "<details><summary>Terms</summary>" + p() + "</details><section><h3>Data</h3>" + p() + "</section><hr>" + ps() + "</article>"),
		"main":        page("<div role='main'><div class='entry'><div class='entry-content'>" + ps() + "<h2 id='a'>Two</h2>" + ps() + "</div><div class='tags'></div></div></div>"),
		"fragment":    ps() + ps(),
		"pieces":      page("<article>" + strings.ReplaceAll(ps()+ps(), " the ", " <!-- x -->the<!-- y --> ") + "</article>"),
		"long prose":  page("<article>" + strings.Repeat(p(), 60) + "</article>"),
		"headings":    page("<article><header><h1>Up 12.5% in 2031</h1><h2>Sales of <span>45</span> million</h2></header>" + ps() + "<h3>Costs: <b>7</b></h3>" + ps() + "<h4>8 <small>of 9</small></h4>" + p() + "</article>"),
		"definitions": page("<article>" + ps() + "<dl><dt>Revenue</dt><dd>" + prose() + "</dd><dt>Margin:</dt><dd>12.5%</dd><dd>(13 adjusted)</dd></dl>" + ps() + "</article>"),
	}
}
