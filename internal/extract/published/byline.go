package published

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

// maxShown is how long a text may be that shows when a page was published, in
// bytes.
const maxShown = 120

var (
	saysPublished = regexp.MustCompile(`(?i)(?:published|posted|released|issued|veröffentlicht|erschienen|publié|mis en ligne|publicad[oa]|pubblicat[oa]|gepubliceerd|geplaatst|publicerad|opublikowano|yayınlan\pL*|опубликован\pL*|发布(?:时间|于)?|發布(?:時間)?|公開(?:日)?|配信|입력|등록)(?:[^\d\pL]{0,4}(?:on|at|am|le|el|il|op|den|em|date)\b)?`)
	// onlyDate is a text with a day in it and nothing else but its weekday, its time
	// and its zone.
	onlyDate = regexp.MustCompile(`(?i)^\W*(?:\pL{2,12}\.?,\s+|(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?\.?\s+)?(?:\d{1,2}(?:st|nd|rd|th|er|\.|º)?\s+(?:de |of )?\pL{3,10}\.?,?\s+(?:de |del )?\d{4}|\pL{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}[日일.]?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{4})` +
		`(?:[\s,|•·–-]|\bat\b|\bum\b|à|\bh\b|\d{1,2}[:h.]\d\d(?::\d\d)?|[ap]\.?m\b\.?|\buhr\b|\(?\b(?:[a-z]{1,2}t|[a-z][sd]t|utc|gmt|bst|cest?|eastern|central|pacific|daylight|standard|time)\b\)?|[+-]\d\d:?\d\d)*\W*$`)
	hasTime   = regexp.MustCompile(`\d{1,2}[:h]\d\d`)
	todayPart = regexp.MustCompile(`(?i)today|current|masthead|site-?header|top-?bar|footer|related|recommend|sidebar|event|expir`)
)

// shownDate is the only day that the head of the article of doc shows as that of
// its publication: by saying so, or as all that is said where it is marked or has a
// time of day. Of several nobody can tell which it is.
func shownDate(doc *html.Node) (dates []string) {
	root := articleOf(doc)
	var bare []string
	prose, headed := 0, root != doc
	for n := range root.Descendants() {
		switch {
		case n.DataAtom == atom.H1:
			headed = true
		case n.Type == html.TextNode && n.Parent.DataAtom == atom.P:
			prose += len(n.Data)
		}
		if n.Type != html.ElementNode || prose > maxArticleHead {
			continue
		}
		text := strings.Join(strings.Fields(dom.TextOf(n, maxShown+1)), " ")
		if text == "" || len(text) > maxShown || !mayHaveYear(text) || isBeside(n, root) || byReader(n) {
			continue
		}
		if said := saidPublished(text); said != "" {
			dates = withDay(dates, said)
		} else if marksDate(n) || headed && hasTime.MatchString(text) {
			if onlyDate.MatchString(text) && !saysModified.MatchString(text+dom.Attr(n, "class")) && !saysModified.MatchString(labelOf(n)) {
				bare = withDay(bare, text)
			}
		}
	}
	if len(dates) == 0 {
		dates = bare
	}
	if len(dates) != 1 {
		return nil
	}
	return dates
}

// mayHaveYear says whether text may have the year of a page. Most has none.
func mayHaveYear(text string) bool {
	return strings.Contains(text, "20") || strings.Contains(text, "19") || strings.IndexFunc(text, func(r rune) bool { return r > 0x2ff && unicode.IsDigit(r) }) >= 0
}

// articleOf is the article of doc, its main part, or doc itself. One of several
// articles is that of a page only with its heading.
func articleOf(doc *html.Node) *html.Node {
	var articles, mains []*html.Node
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Article:
			articles = append(articles, n)
		case atom.Main:
			mains = append(mains, n)
		}
	}
	for _, article := range articles {
		for n := range article.Descendants() {
			if n.DataAtom == atom.H1 {
				return article
			}
		}
	}
	switch {
	case len(articles) == 1:
		return articles[0]
	case len(mains) > 0:
		return mains[0]
	}
	return doc
}

// saidPublished is what text names after it says that something was published, and
// before it says that it was changed.
func saidPublished(text string) string {
	at := saysPublished.FindStringIndex(text)
	if at == nil {
		return ""
	}
	text = text[at[1]:]
	if changed := saysModified.FindStringIndex(text); changed != nil {
		text = text[:changed[0]]
	}
	text = strings.Trim(text, " :|,;-–•·(")
	if !onlyDate.MatchString(text) {
		return ""
	}
	return text
}

// labelOf is what stands before n: between it and the time before, or where
// nothing does, around it.
func labelOf(n *html.Node) string {
	var before string
	for s := n.PrevSibling; s != nil && s.DataAtom != atom.Time; s = s.PrevSibling {
		before = dom.TextOf(s, maxDate) + " " + before
	}
	if strings.ContainsAny(before, "abcdefghijklmnopqrstuvwxyz") {
		return cut(before, maxDate)
	}
	return cut(dom.TextOf(n.Parent, maxDate), maxDate)
}

// marksDate says whether n is named as what shows a date.
func marksDate(n *html.Node) bool {
	name := strings.ToLower(dom.Attr(n, "class") + " " + dom.Attr(n, "id"))
	return n.DataAtom == atom.Time || strings.Contains(name, "date") || strings.Contains(name, "publish") || strings.Contains(name, "time")
}

// isBeside says whether n stands in a table, a list of links, or what is around the
// article and not of it.
func isBeside(n, root *html.Node) bool {
	for above := n; above != nil && above != root; above = above.Parent {
		switch above.DataAtom {
		case atom.Table, atom.Nav, atom.Footer, atom.Li, atom.Select, atom.Option, atom.Script, atom.Style, atom.Head:
			return true
		case atom.Body, atom.Html:
			return false
		}
		if todayPart.MatchString(dom.Attr(above, "class") + " " + dom.Attr(above, "id")) {
			return true
		}
	}
	return false
}

// withDay is dates with a text that names a day, unless they have it in other words.
func withDay(dates []string, text string) []string {
	day, ok := In(text, "")
	for _, known := range dates {
		at, is := In(known, "")
		if known == text || ok && is && at.Format(time.DateOnly) == day.Format(time.DateOnly) {
			return dates
		}
	}
	return append(dates, text)
}
