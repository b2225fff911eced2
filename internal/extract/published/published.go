// Package published finds when a page says that it was published: in its metadata,
// its marks, or the line by its author.
package published

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

const (
	// maxLinked bounds what is read of one script of linked data, in bytes, and
	// maxLinkedDepth how deep.
	maxLinked      = 1 << 20
	maxLinkedDepth = 6
	// maxArticleHead is how much prose may stand before a date that is in the head
	// of an article, in bytes.
	maxArticleHead = 600
)

var (
	linkedDate   = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{4,100})"`)
	articleType  = regexp.MustCompile(`Article|Posting|Report|Release|Publication|Document`)
	ofReader     = regexp.MustCompile(`(?:Comments?|Review|Answer|Question)$`)
	readersPart  = regexp.MustCompile(`(?i)(?:^|\s)(?:user-?)?(?:comment|review|repl(?:y|ie))s?(?:[-_\s]|$)`)
	saysModified = regexp.MustCompile(`(?i)updat|modif|revis|edited|correct|aktualisier|geändert|mise? à jour|actualiz|aggiornat|atualiz|bijgewerkt|обновл`)
	metaDate     = regexp.MustCompile(`^(?:(?:og:)?article[:.](?:published(?:_time|_date|time)?|post_date)|og:(?:published_time|pub_?date)|` +
		`(?:date[-_.]?)?publish(?:ed)?[-_.]?(?:date|time|on|at)?|(?:original)?publication[-_.]?date|publish[-_.]?date|pub[-_.]?date|datepublished|` +
		`dc(?:terms)?[.:](?:date(?:[.:](?:issued|created|published|available))?|issued|created|available)|` +
		`parsely-pub-date|sailthru\.date|cxenseparse:(?:recs:)?publishtime|citation_(?:publication|online)?_?date|` +
		`bt:pubdate|rbpubdate|displaydate|article_date_original|weibo:article:create_at|release[-_.]?date|date)$`)
)

// Of is when doc says that it was published, in UTC; zero when it does not.
// When it was changed is another time, and none in its place.
func Of(doc *html.Node) time.Time {
	language := languageOf(doc)
	for _, dates := range []func(*html.Node) []string{linkedDates, metaDates, markedDates, headDate, shownDate} {
		for _, text := range dates(doc) {
			if at, ok := In(text, language); ok {
				return at
			}
		}
	}
	return time.Time{}
}

// languageOf is the code of the language that doc says it is in, with the country
// where it says one.
func languageOf(doc *html.Node) (code string) {
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Html:
			code = dom.Attr(n, "lang")
		case n.DataAtom == atom.Meta && (dom.Attr(n, "property") == "og:locale" || strings.EqualFold(dom.Attr(n, "http-equiv"), "content-language")):
			if said := dom.Attr(n, "content"); len(said) > len(code) && strings.HasPrefix(strings.ToLower(said), strings.ToLower(code)) {
				code = said
			}
		}
	}
	return code
}

// linkedDates are those of the articles that the linked data of doc are about.
// Scripts that are no valid JSON, which many are not, tell one all the same.
func linkedDates(doc *html.Node) (dates []string) {
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(dom.Attr(n, "type"))), "application/ld+json") {
			continue
		}
		text := cut(dom.TextOf(n, maxLinked), maxLinked)
		var data any
		if json.Unmarshal([]byte(text), &data) == nil {
			dates = append(dates, datesOf(data, maxLinkedDepth)...)
		} else if found := linkedDate.FindAllStringSubmatch(text, 2); len(found) == 1 {
			dates = append(dates, found[0][1])
		}
	}
	return dates
}

// datesOf are the dates in a piece of linked data, not in what it refers to: of
// articles first, then of pages, then of what else it is.
func datesOf(data any, depth int) (dates []string) {
	switch data := data.(type) {
	case []any:
		var pages, others []string
		for _, element := range data {
			if object, ok := element.(map[string]any); ok && depth > 0 {
				switch kind := typeOf(object); {
				case articleType.MatchString(kind):
					dates = append(dates, datesOf(object, depth-1)...)
				case strings.Contains(kind, "WebPage"):
					pages = append(pages, datesOf(object, depth-1)...)
				default:
					others = append(others, datesOf(object, depth-1)...)
				}
			}
		}
		return slices.Concat(dates, pages, others)
	case map[string]any:
		if ofReader.MatchString(typeOf(data)) {
			return nil
		}
		for _, key := range []string{"datePublished", "dateCreated", "uploadDate"} {
			value := data[key]
			if list, ok := value.([]any); ok && len(list) == 1 {
				value = list[0]
			}
			switch value := value.(type) {
			case string:
				dates = append(dates, value)
			case map[string]any:
				if text, ok := value["@value"].(string); ok {
					dates = append(dates, text)
				}
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if depth > 0 {
				dates = append(dates, datesOf(data[key], depth-1)...)
			}
		}
	}
	return dates
}

func typeOf(object map[string]any) string {
	switch kind := object["@type"].(type) {
	case string:
		return kind
	case []any:
		var all []string
		for _, one := range kind {
			if text, ok := one.(string); ok {
				all = append(all, text)
			}
		}
		return strings.Join(all, " ")
	}
	return ""
}

// metaDates are those of the metadata of doc: what says that it is of publication
// before what is of the page in general.
func metaDates(doc *html.Node) (dates []string) {
	var general []string
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Meta {
			continue
		}
		for _, key := range []string{"property", "name", "itemprop"} {
			name := strings.ToLower(strings.TrimSpace(dom.Attr(n, key)))
			switch {
			case !metaDate.MatchString(name):
			case strings.Contains(name, "publi") || strings.Contains(name, "issued"):
				dates = append(dates, dom.Attr(n, "content"))
			default:
				general = append(general, dom.Attr(n, "content"))
			}
		}
	}
	return append(dates, general...)
}

// markedDates are those that the body of doc marks as being of publication, not
// those of what readers have written below it.
func markedDates(doc *html.Node) (dates []string) {
	for n := range doc.Descendants() {
		marks := append(strings.Fields(dom.Attr(n, "itemprop")), strings.Fields(dom.Attr(n, "property"))...)
		classes := strings.Fields(dom.Attr(n, "class"))
		marked := slices.ContainsFunc(marks, isPublication) ||
			slices.Contains(classes, "published") || slices.Contains(classes, "dt-published")
		if n.DataAtom == atom.Time {
			marked = marked || dom.Has(n, "pubdate")
		}
		if marked && !byReader(n) {
			dates = append(dates, stampOf(n))
		}
	}
	return dates
}

// isPublication says whether a mark of an element names when it was published.
func isPublication(mark string) bool {
	if mark[strings.LastIndexAny(mark, ":/")+1:] == "datePublished" {
		return true
	}
	return slices.Contains([]string{"dc:date", "dc:created", "dc:issued", "dcterms:created", "dcterms:issued"}, strings.ToLower(mark))
}

// byReader says whether n is in what a reader wrote, or beside the page's content.
func byReader(n *html.Node) bool {
	for above := range n.Ancestors() {
		switch {
		case above.DataAtom == atom.Aside, ofReader.MatchString(dom.Attr(above, "itemtype")):
			return true
		case above.DataAtom == atom.Body, above.DataAtom == atom.Main, above.DataAtom == atom.Article:
		case readersPart.MatchString(dom.Attr(above, "id")), readersPart.MatchString(dom.Attr(above, "class")):
			return true
		}
	}
	return false
}

// stampOf is the date of an element: what it gives to programs, else what it shows.
func stampOf(n *html.Node) string {
	for _, key := range []string{"content", "datetime", "title"} {
		if value := dom.Attr(n, key); strings.ContainsAny(value, "0123456789") {
			return value
		}
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Time && dom.Attr(d, "datetime") != "" {
			return dom.Attr(d, "datetime")
		}
	}
	return strings.Join(strings.Fields(dom.TextOf(n, maxDate)), " ")
}

// headDate is the only time that stands at the head of the article of doc. Of
// several nobody can tell which it is.
func headDate(doc *html.Node) (dates []string) {
	root := articleOf(doc)
	prose := 0
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom == atom.P {
			prose += len(n.Data)
		}
		if n.DataAtom != atom.Time || dom.Attr(n, "datetime") == "" || prose > maxArticleHead {
			continue
		}
		if saysModified.MatchString(labelOf(n)+dom.Attr(n, "class")+dom.Attr(n, "itemprop")) || byReader(n) {
			continue
		}
		if !slices.Contains(dates, dom.Attr(n, "datetime")) {
			dates = append(dates, dom.Attr(n, "datetime"))
		}
	}
	if len(dates) != 1 {
		return nil
	}
	return dates
}

// cut is the beginning of text, at most n bytes: it is only looked through.
func cut(text string, n int) string { return text[:min(len(text), n)] }
