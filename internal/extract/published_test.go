package extract

import (
	"fmt"
	"testing"
	"time"
)

func TestPublished(t *testing.T) {
	const linked = `<script type="application/ld+json">%s</script>`
	for name, c := range map[string]struct{ head, body string }{
		"a marked time":              {"", `<p>By A. Writer</p><time itemprop="datePublished" datetime="2024-11-01T10:00:00Z">today</time>`},
		"a marked meta":              {"", `<meta itemprop="datePublished" content="2024-11-01">`},
		"a marked text":              {"", `<span itemprop="datePublished">November 1, 2024</span>`},
		"a mark of several":          {"", `<time itemprop="dateCreated datePublished" datetime="2024-11-01">`},
		"a mark around a time":       {"", `<p itemprop="datePublished">On <time datetime="2024-11-01">Friday</time></p>`},
		"RDFa":                       {"", `<span property="schema:datePublished" content="2024-11-01T08:00+01:00">1.11.</span>`},
		"pubdate":                    {"", `<time datetime="2023-01-01">then</time><time pubdate datetime="2024-11-01">now</time>`},
		"microformat":                {"", `<abbr class="published" title="2024-11-01T10:00:00-05:00">Nov 1</abbr>`},
		"meta date":                  {`<meta name="date" content="2024-11-01">`, ""},
		"Dublin Core":                {`<meta name="DC.date.issued" content="2024-11-01"><meta name="DC.date.modified" content="2025-01-01">`, ""},
		"Dublin Core of terms":       {`<meta name="dcterms.created" content="2024-11-01">`, ""},
		"Dublin Core with a colon":   {`<meta name="DC:Date" content="2024-11-01">`, ""},
		"pubdate in a meta":          {`<meta name="pubdate" content="Fri, 01 Nov 2024 10:00:00 GMT">`, ""},
		"publish-date":               {`<meta name="publish-date" content="20241101">`, ""},
		"parsely":                    {`<meta name="parsely-pub-date" content="2024-11-01T10:00:00Z">`, ""},
		"sailthru":                   {`<meta name="sailthru.date" content="2024-11-01 10:00:00">`, ""},
		"article.published":          {`<meta name="article.published" content="2024-11-01T10:00:00.000Z">`, ""},
		"cxense":                     {`<meta name="cXenseParse:recs:publishtime" content="2024-11-01T10:00:00Z">`, ""},
		"citation":                   {`<meta name="citation_publication_date" content="2024/11/01">`, ""},
		"open graph":                 {`<meta property="og:article:published_time" content="2024-11-01T10:00:00Z">`, ""},
		"before the general date":    {`<meta name="date" content="2025-02-02"><meta property="article:published_time" content="2024-11-01">`, ""},
		"and not when it changed":    {`<meta property="article:modified_time" content="2025-01-01"><meta name="last-modified" content="2025-01-01"><meta name="date" content="2024-11-01">`, ""},
		"linked data":                {fmt.Sprintf(linked, `{"@type":"NewsArticle","datePublished":"2024-11-01T10:00:00Z","dateModified":"2025-01-01"}`), ""},
		"linked data in a graph":     {fmt.Sprintf(linked, `{"@graph":[{"@type":"Organization"},{"@type":"WebSite","dateCreated":"1999-01-01"},{"@type":["Article","NewsArticle"],"datePublished":"2024-11-01"}]}`), ""},
		"linked data in an array":    {fmt.Sprintf(linked, `[{"@type":"BreadcrumbList"},{"@type":"BlogPosting","datePublished":"2024-11-01"}]`), ""},
		"linked data of its entity":  {fmt.Sprintf(linked, `{"@type":"WebPage","mainEntity":{"@type":"Article","datePublished":"2024-11-01"}}`), ""},
		"linked data with a value":   {fmt.Sprintf(linked, `{"@type":"Article","datePublished":{"@type":"Date","@value":"2024-11-01"}}`), ""},
		"linked data with a fault":   {fmt.Sprintf(linked, "{\"@type\":\"Article\",\"headline\":\"a\nb\",\"datePublished\":\"2024-11-01\",}"), ""},
		"not what readers wrote":     {fmt.Sprintf(linked, `{"@type":"Article","comment":[{"@type":"Comment","datePublished":"2020-01-01"}],"datePublished":"2024-11-01"}`), `<div itemscope itemtype="https://schema.org/Comment"><time itemprop="datePublished" datetime="2025-01-01"></div>`},
		"after comments":             {"", `<ol class="comments-list"><li><time itemprop="datePublished" datetime="2025-01-01"></li></ol><time itemprop="datePublished" datetime="2024-11-01">`},
		"what can be read":           {`<meta name="date" content="soon"><meta name="pubdate" content="2024-11-01">`, ""},
		"a time at the head":         {"", `<header><h1>Results</h1><time datetime="2024-11-01">1 November</time></header>`},
		"two times of one day":       {"", `<time datetime="2024-11-01">1 November</time><h1>Results</h1><time datetime="2024-11-01">Friday</time>`},
		"linked data of its page":    {fmt.Sprintf(linked, `[{"@type":"WebPage","datePublished":"2019-01-01"},{"@type":"NewsArticle","datePublished":["2024-11-01"]}]`), ""},
		"RDFa of Dublin Core":        {"", `<span property="dc:date dc:created" content="2024-11-01T10:00:00-04:00">Fri</span>`},
		"a label in one line":        {"", `<h1>Results</h1><p>Published <time datetime="2024-11-01">1 November</time> Updated <time datetime="2024-12-01">1 December</time></p>`},
		"the change first":           {"", `<h1>Results</h1><p class="byline">Updated: December 2, 2024 10:00 | Published: November 1, 2024 9:00</p>`},
		"by words in French":         {"", `<h1>Results</h1><span>Publié le 01 novembre 2024 à 06h00, modifié le 02 novembre 2024 à 06h00</span>`},
		"by words in German":         {"", `<h1>Results</h1><span>Veröffentlicht am 1. November 2024, 06:32 Uhr</span>`},
		"a line by the byline":       {"", `<h1>Results</h1><p>By A. Writer</p><p>Nov 01, 2024, 08:30 ET</p>`},
		"a line of day and time":     {"", `<h1>Results</h1><div><span>01.11.2024 - 06:32 Uhr</span></div>`},
		"a line in Japanese":         {"", `<h1>Results</h1><p class="date">2024年11月1日 11:30</p>`},
		"a class that says date":     {"", `<p class="news-publicationDate">1 November 2024</p><h1>Results</h1>`},
		"times without attributes":   {"", `<h1>Results</h1><time>Published Fri, Nov 1 2024 6:00 AM EDT</time><time>Updated Sat, Nov 2 2024 6:00 AM EDT</time>`},
		"shown twice":                {"", `<h1>Results</h1><p class="date">November 1, 2024</p><p class="date">1 Nov 2024</p>`},
		"beside when it was updated": {"", `<p>Published <time datetime="2024-11-01">1 November</time></p><p>Updated <time datetime="2024-12-01">1 December</time></p>`},
	} {
		page := `<html lang="en"><head>` + c.head + `</head><body><article>` + c.body + `<p>The board met.</p></article></body></html>`
		if d := readAs(t, "text/html; charset=utf-8", page); d.Published.Format(time.DateOnly) != "2024-11-01" {
			t.Errorf("%s: %v, want the first of November", name, d.Published)
		}
	}
	late := `<article><h1>Results</h1><p>` + fmt.Sprintf("%0700d", 1) + `</p><p>They met on <time datetime="2024-11-01">Friday</time>.</p></article>`
	for name, page := range map[string]string{
		"changed only":        `<meta property="article:modified_time" content="2025-01-01"><meta property="og:updated_time" content="2025-01-01">`,
		"updated at its head": `<article><p>Last updated <time datetime="2024-11-01">1 November</time></p></article>`,
		"two times":           `<article><time datetime="2024-11-01">1</time><time datetime="2024-10-01">2</time></article>`,
		"a time in the text":  late,
		"a time of readers":   `<article><h1>Results</h1><div id="comments"><time datetime="2024-11-01">1</time></div></article>`,
		"two days":            `<meta name="date" content="03/04/2025">`,
		"the next event":      `<article><time datetime="2198-01-01">then</time></article>`,
		"the day of a figure": `<article><h1>Balance</h1><p class="date">As of November 1, 2024</p></article>`,
		"a day alone":         `<article><h1>Balance</h1><p>November 1, 2024</p></article>`,
		"the day of today":    `<div class="current-date">Friday, November 1, 2024</div><article><h1>Results</h1></article>`,
		"days of a list":      `<h1>News</h1><ul><li><span class="date">November 1, 2024</span> Results</li></ul>`,
		"days of two":         `<article><time datetime="2024-11-01">1</time></article><article><time datetime="2024-10-01">2</time></article>`,
		"the day of a table":  `<h1>Prices</h1><table><tr><td class="date">November 1, 2024</td><td>5</td></tr></table>`,
		"changed, by a line":  `<article><h1>Results</h1><p class="date">Updated: November 1, 2024</p></article>`,
		"words":               `<article><p>On November 1, 2024 the board met.</p></article>`,
		"other data":          fmt.Sprintf(linked, `{"@type":"Article","author":{"datePublished":"2024-11-01"},"review":{"@type":"Review","datePublished":"2024-11-01"}}`),
	} {
		if d := readAs(t, "text/html; charset=utf-8", "<html><body>"+page+"<p>The board met.</p></body></html>"); !d.Published.IsZero() {
			t.Errorf("%s: %v, want none", name, d.Published)
		}
	}
}
