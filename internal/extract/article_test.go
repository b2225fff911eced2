package extract

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// BenchmarkArticle reads an article as they mostly are: prose, links, a small
// table, and the menus, lists and banners around it.
func BenchmarkArticle(b *testing.B) {
	body := []byte(articlePage())
	address, err := url.Parse("https://example.com/news/results")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := Read(b.Context(), Response{URL: address, ContentType: "text/html; charset=utf-8", Body: body})
		if err != nil || !strings.Contains(d.Text, "| Cloud | 26,272 |") {
			b.Fatalf("%v: %s", err, d.Text)
		}
	}
}

func articlePage() string {
	var p strings.Builder
	p.WriteString(`<!doctype html><html lang="en"><head><title>Results | The Paper</title><meta property="og:site_name" content="The Paper">
		<style>.menu { display: flex } .menu a { color: #333 } .ad { display: none }</style></head><body><nav class="menu"><ul>`)
	for i := range 60 {
		fmt.Fprintf(&p, `<li class="item"><a href="/section/%d">Section %d</a></li>`, i, i)
	}
	p.WriteString(`</ul></nav><div class="cookie-consent"><p>We use cookies.</p><button>Accept all</button></div><main><article class="story"><h1>Quarter of records</h1>`)
	for i := range 40 {
		fmt.Fprintf(&p, `<p class="text">In quarter %d the company <b>sold</b> more than <a href="/q/%d">analysts</a> had thought, <i>because</i>
			customers moved to its services, it said; revenue rose by %d.4 percent to $%d billion.</p>`, i, i, i, 100+i)
	}
	p.WriteString(`<table><tr><th>Segment</th><th>Revenue</th></tr><tr><td>Cloud</td><td>26,272</td></tr><tr><td>Devices</td><td>11,310</td></tr></table></article></main><aside><ul>`)
	for i := range 40 {
		fmt.Fprintf(&p, `<li><a href="/more/%d"><span>Story %d</span></a></li>`, i, i)
	}
	p.WriteString(`</ul></aside><footer><p>All rights reserved.</p></footer><script>var data = {a: 1}</script></body></html>`)
	return p.String()
}
