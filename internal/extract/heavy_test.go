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
	for name, page := range map[string]string{
		"one wide row":      "<table><tr>" + strings.Repeat("<td>1", 10_000) + "</tr>" + strings.Repeat("<tr><td>2", 10_000),
		"spans":             "<table>" + strings.Repeat("<tr><td rowspan=64 colspan=32>1", 20_000),
		"largest spans":     "<table>" + strings.Repeat("<tr><td rowspan=1000 colspan=1000>1", 20_000),
		"comments in text":  "<div>" + strings.Repeat(words+"<!-- -->", 10_000),
		"ends in text":      "<div>" + strings.Repeat(words+"</x>", 10_000),
		"hidden in text":    "<div>" + strings.Repeat(words+"<span hidden>x</span>", 10_000),
		"html":              numbered("<html a%d=1>", 20_000) + "<p>hello",
		"body":              numbered("<body a%d=1>", 20_000) + "<p>hello",
		"attributes":        "<div " + numbered("a%d=b ", 100_000) + ">hello",
		"open formats":      numbered("<b id=%d>", 400) + strings.Repeat("<p>x", 60_000),
		"formats":           numbered("<b id=%d><p>", 60_000),
		"links":             numbered("<a id=%d>x", 60_000),
		"misnested":         strings.Repeat("<b><i><u><div>x</b></i></u>", 20_000),
		"nested tables":     strings.Repeat("<table><tr><td><a>", 60_000),
		"lists":             strings.Repeat("<ul><li>", 200) + strings.Repeat("<p>x</p>", 40_000),
		"divisions":         strings.Repeat("<div>text, and more of it, and more ", 240) + strings.Repeat("<p>x, and y, and z</p>", 20_000),
		"banners":           strings.Repeat("<div class=cookie>", 300) + strings.Repeat("<p>x", 40_000),
		"rules":             "<style>" + numbered(".a.b%d{display:none}", 2000) + strings.Repeat("/**/", 50_000) + "</style>" + strings.Repeat("<p class='a b'>x", 30_000),
		"hidden in hidden":  "<style>.a{display:none}</style>" + strings.Repeat("<div class=a>", 300) + strings.Repeat("<p>x", 40_000),
		"raised characters": strings.Repeat("1\u00b2 ", 50_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d, err := Read(t.Context(), Response{URL: address, ContentType: "text/html; charset=utf-8", Body: []byte(page)})
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 150 {
			t.Errorf("%s: %d KiB of HTML took %d MiB to give %d KiB", name, len(page)>>10, took, len(d.Text)>>10)
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

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
