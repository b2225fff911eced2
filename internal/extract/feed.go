package extract

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"quotewire/internal/extract/published"
	"quotewire/internal/plaintext"
)

const maxFeedItems = 200

var (
	// prologue is what may stand before the root element, one after the other.
	prologue = regexp.MustCompile(`^(?s:\s+|<\?.*?\?>|<!--.*?-->|<!(?i:doctype)[^>\[]*(?:\[.*?\]\s*)?>)`)
	feedRoot = regexp.MustCompile(`^<(?:[\w-]+:)?(?i:rss|feed|rdf)[\s>]`)
	// itemEnd ends an item, and opened begins what items are in.
	itemEnd = regexp.MustCompile(`</((?:[\w-]+:)?)(item|entry)\s*>`)
	opened  = regexp.MustCompile(`<((?:[\w-]+:)?(?i:rss|feed|rdf|channel))[\s>]`)
)

// isFeed says whether the root element is that of RSS, RDF or Atom.
func isFeed(text string) bool { return feedRoot.MatchString(plaintext.Clip(rootOf(text), 100)) }

// rootOf is text without what stands before its root element. What a declaration
// there says of the encoding is so no more.
func rootOf(text string) string {
	for range 100 {
		found := prologue.FindString(text)
		if found == "" {
			break
		}
		text = text[len(found):]
	}
	return text
}

// untilBroken is a feed that was cut off, or is broken, up to its last whole item,
// closed there; false when it has none.
func untilBroken(text string) (string, bool) {
	items := itemEnd.FindAllStringIndex(text, -1)
	if len(items) == 0 {
		return "", false
	}
	end := items[len(items)-1][1]
	first := itemEnd.FindStringIndex(text)
	open := opened.FindAllStringSubmatch(text[:first[1]], 3)
	text = text[:end]
	for i := len(open) - 1; i >= 0; i-- {
		if name := open[i][1]; !strings.Contains(text, "</"+name+">") {
			text += "</" + name + ">"
		}
	}
	return text, true
}

// readFeed lists the items of a feed, newest first as they mostly come.
func readFeed(text string, base *url.URL) (Document, error) {
	text = strings.Map(allowed, rootOf(text))
	feed, err := gofeed.NewParser().ParseString(text)
	broken := false
	if err != nil {
		if text, broken = untilBroken(text); broken {
			feed, err = gofeed.NewParser().ParseString(text)
		}
	}
	if err != nil {
		return Document{}, unsupported("it is no valid feed")
	}
	c := Document{Title: plain(feed.Title), Site: base.Hostname(), Cut: broken || len(feed.Items) > maxFeedItems}
	c.Published = cmp.Or(stamp(feed.Updated, feed.UpdatedParsed, feed.Language), stamp(feed.Published, feed.PublishedParsed, feed.Language))
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", c.Title)
	if feed.Description != "" {
		fmt.Fprintf(&b, "%s\n\n", plain(feed.Description))
	}
	for _, item := range feed.Items[:min(len(feed.Items), maxFeedItems)] {
		writeItem(&b, item, feed.Language, base)
	}
	c.Text = b.String()
	return c, nil
}

// allowed leaves out what no XML may have, and files all the same do.
func allowed(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return -1
	}
	return r
}

// stamp is the time that text names, which a parser of feeds took for parsed; zero
// when it names none, or could name two.
func stamp(text string, parsed *time.Time, language string) time.Time {
	at, ok := published.In(text, language)
	if !ok && parsed != nil && !published.Ambiguous(text) {
		return parsed.UTC()
	}
	return at
}

func writeItem(b *strings.Builder, item *gofeed.Item, language string, base *url.URL) {
	title := cmp.Or(plain(item.Title), "Untitled")
	if link, err := base.Parse(item.Link); item.Link != "" && err == nil && (link.Scheme == "http" || link.Scheme == "https") {
		title = fmt.Sprintf("[%s](%s)", title, link)
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	at := cmp.Or(stamp(item.Published, item.PublishedParsed, language), stamp(item.Updated, item.UpdatedParsed, language))
	if !at.IsZero() {
		fmt.Fprintf(b, "%s\n\n", at.Format(time.RFC3339))
	}
	if about := plaintext.Clip(plain(cmp.Or(item.Description, item.Content)), 2000); about != "" {
		fmt.Fprintf(b, "%s\n\n", about)
	}
}

// plain is a piece of HTML as one line of text.
func plain(text string) string {
	if strings.ContainsAny(text, "<&") {
		text = html.UnescapeString(words(text))
	}
	return strings.Join(strings.Fields(text), " ")
}
