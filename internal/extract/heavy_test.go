package extract

import (
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"testing"
)

// Pages that are built to be heavy cost no more than about their length. What is
// allocated tells it better than time, which depends on what else is running.
func TestHeavy(t *testing.T) {
	address, err := url.Parse("https://example.com/")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Repeat("words ", 13)
	heavy := map[string]func(n int) string{ // of about n parts
		"one wide row": func(n int) string {
			return "<table><tr>" + strings.Repeat("<td>1", n) + "</tr>" + strings.Repeat("<tr><td>2", n)
		},
		"spans":            func(n int) string { return "<table>" + strings.Repeat("<tr><td rowspan=64 colspan=32>1", n) },
		"largest spans":    func(n int) string { return "<table>" + strings.Repeat("<tr><td rowspan=1000 colspan=1000>1", n) },
		"comments in text": func(n int) string { return "<div>" + strings.Repeat(words+"<!-- -->", n) },
		"ends in text":     func(n int) string { return "<div>" + strings.Repeat(words+"</x>", n) },
		"hidden in text":   func(n int) string { return "<div>" + strings.Repeat(words+"<span hidden>x</span>", n) },
		"html":             func(n int) string { return numbered("<html a%d=1>", n) + "<p>hello" },
		"body":             func(n int) string { return numbered("<body a%d=1>", n) + "<p>hello" },
		"attributes":       func(n int) string { return "<div " + numbered("a%d=b ", 5*n) + ">hello" },
		"many attributes":  func(n int) string { return strings.Repeat("<p "+numbered("a%d=b ", 90)+">x", n/20) },
		"open formats":     func(n int) string { return numbered("<b id=%d>", 400) + strings.Repeat("<p>x", 3*n) },
		"formats":          func(n int) string { return numbered("<b id=%d><p>", 3*n) },
		"links":            func(n int) string { return numbered("<a id=%d>x", 15*n) },
		"misnested":        func(n int) string { return strings.Repeat("<b><i><u><div>x</b></i></u>", n) },
		"nested tables":    func(n int) string { return strings.Repeat("<table><tr><td><a>", 3*n) },
		"lists":            func(n int) string { return strings.Repeat("<ul><li>", 200) + strings.Repeat("<p>x</p>", 2*n) },
		"divisions": func(n int) string {
			return strings.Repeat("<div>text, and more of it, and more ", 240) + strings.Repeat("<p>x, and y, and z</p>", n)
		},
		"banners": func(n int) string { return strings.Repeat("<div class=cookie>", 300) + strings.Repeat("<p>x", 2*n) },
		"rules": func(n int) string {
			return "<style>" + numbered(".a.b%d{display:none}", 2000) + strings.Repeat("/**/", 2*n) + "</style>" + strings.Repeat("<p class='a b'>x", 2*n)
		},
		"paths of rules": func(n int) string {
			return "<style>" + numbered(".q .r .s.b%d .a{display:none}", 2000) + "</style>" + strings.Repeat("<div class='b1'>", 300) + strings.Repeat("<p class='a'>x", 2*n)
		},
		"hidden in hidden": func(n int) string {
			return "<style>.a{display:none}</style>" + strings.Repeat("<div class=a>", 300) + strings.Repeat("<p>x", 2*n)
		},
		"raised characters": func(n int) string { return strings.Repeat("1\u00b2 ", 3*n) },
		"long classes":      func(n int) string { return numbered("<p class=c%d-"+strings.Repeat("name-", 12)+">x", n) },
	}
	cost := func(name, text string) int { // in bytes that were allocated
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(t.Context(), Response{URL: address, ContentType: "text/html; charset=utf-8", Body: []byte(text)})
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return int(after.TotalAlloc - before.TotalAlloc)
	}
	cost("the first page", "<p>x") // what is made once
	for name, page := range heavy {
		small, large := page(1500), page(6000)
		one, four := cost(name, small), cost(name, large)
		if four > 300*len(large) {
			t.Errorf("%s: %d KiB of HTML took %d KiB, %d times as much", name, len(large)>>10, four>>10, four/len(large))
		}
		// What grows with the square of the parts takes sixteen times as much.
		if four > 7*one {
			t.Errorf("%s: four times the page took %d KiB after %d", name, four>>10, one>>10)
		}
	}
}

// A large report of tables is read without a search for its main content, and says
// of itself what any page does.
func TestReportOfTables(t *testing.T) {
	address, err := url.Parse("https://example.com/report")
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	page.WriteString(`<html><head><title>Annual report</title><meta property="og:site_name" content="The Registry"></head><body><nav>Menu</nav>`)
	for i := range 400 {
		fmt.Fprintf(&page, "<p>Note %d.</p><table><tr><td><td colspan=3>Year</td></tr>%s</table>", i,
			strings.Repeat("<tr><td>Sales</td><td>$</td><td><span>12,345</span></td><td></td><td>67</td></tr>", 10))
	}
	d, err := Read(t.Context(), Response{URL: address, ContentType: "text/html", Body: []byte(page.String())})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(d.Text, "| Sales | $ | 12,345 | 67 |"); got != 4000 || d.Title != "Annual report" || d.Site != "The Registry" || strings.Contains(d.Text, "Menu") {
		t.Errorf("%d rows of 4,000, title %q of %q", got, d.Title, d.Site)
	}
}

// A page is cut where its tree would be too large: by elements, attributes, and what
// the parser makes of ends and opens again.
func TestPruned(t *testing.T) {
	for name, c := range map[string]struct {
		part string
		most int // parts that make 1000 nodes
	}{
		"elements":   {"<p>", 1000},
		"texts":      {"<p>x</div>", 500},
		"attributes": {"<p a b c d e f g h>", 200},
		"ends":       {"</p>", 1000},
		"nothing":    {"</div><!-- x --><ix:nonFraction id=a></ix:nonFraction>", 10_000},
	} {
		text, cut := pruned(strings.Repeat(c.part, 10_000), 1000)
		begin, _, _ := strings.Cut(c.part, ">")
		if parts := strings.Count(text, begin); parts != c.most || cut != (c.most < 10_000) {
			t.Errorf("%s: %d parts of %d, cut %v", name, parts, c.most, cut)
		}
	}
	text, _ := pruned("<b><i>"+strings.Repeat("<p>", 1000), 1000)
	if parts := strings.Count(text, "<p>"); parts != 332 {
		t.Errorf("with two open formats: %d paragraphs", parts)
	}
}

// A report in inline XBRL is read to its end: its marks, what it says to programs
// and the styles that show nothing cost nothing.
func TestFiling(t *testing.T) {
	address, err := url.Parse("https://example.com/report")
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	page.WriteString(`<?xml version="1.0"?><html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><head><title>Annual report</title></head><body><div style="display:none"><ix:header><ix:hidden><ix:nonNumeric name="dei:Flag">SECRET</ix:nonNumeric></ix:hidden><ix:resources>`)
	page.WriteString(strings.Repeat(`<xbrli:context><xbrli:identifier>99887766</xbrli:identifier></xbrli:context>`, 5000))
	page.WriteString(`</ix:resources></ix:header></div><p style="visibility:hidden">SECRET</p>`)
	const cell = `<td style="padding:2px 1pt;text-align:right;vertical-align:bottom"><span style="font:9pt Arial">`
	for i := range 600 {
		fmt.Fprintf(&page, `<p style="margin-top:6pt"><span style="font:9pt Arial">Note %d. Revenue was $</span><ix:nonFraction unitRef="usd" name="us-gaap:Revenues" id="f-%d">%d.5</ix:nonFraction><span style="font:9pt Arial"> million.</span></p><table>`, i, i, i)
		for j := range 10 {
			fmt.Fprintf(&page, `<tr>%sSegment %d</span></td>`, cell, j)
			for k := range 4 {
				fmt.Fprintf(&page, `%s$</span></td>%s<ix:nonFraction contextRef="c-%d" unitRef="usd" name="us-gaap:Revenues" id="f-%d-%d-%d">%d,%03d</ix:nonFraction></span></td><td></td>`, cell, cell, k, i, j, k, j+1, i)
			}
			page.WriteString("</tr>")
		}
		page.WriteString("</table>")
	}
	page.WriteString("<p>The end.</p></body></html>")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, err := Read(t.Context(), Response{URL: address, ContentType: "text/html", Body: []byte(page.String())})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if rows := strings.Count(d.Text, "| Segment "); d.Cut || rows != 6000 || !strings.HasSuffix(d.Text, "The end.") {
		t.Errorf("cut %v, %d rows of 6,000", d.Cut, rows)
	}
	if !strings.Contains(d.Text, "Note 7. Revenue was $7.5 million.") || !strings.Contains(d.Text, "| Segment 2 | $ | 3,007 | $ | 3,007 |") {
		t.Errorf("it begins with %q", d.Text[:600])
	}
	if strings.Contains(d.Text, "SECRET") || strings.Contains(d.Text, "99887766") {
		t.Error("it has what nobody sees")
	}
	if took := int(after.TotalAlloc - before.TotalAlloc); took > 18*page.Len() {
		t.Errorf("%d KiB took %d KiB", page.Len()>>10, took>>10)
	}
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
