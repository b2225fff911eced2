package extract

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

const maxFeedItems = 200

// declaration is that of XML, with the encoding that a text was in.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// isFeed looks for the root element of RSS, RDF or Atom.
func isFeed(text string) bool {
	head := strings.ToLower(text[:min(len(text), 2048)])
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf"} {
		if strings.Contains(head, root) && !strings.Contains(head, "<html") {
			return true
		}
	}
	return false
}

// readFeed lists the items of a feed, newest first as they mostly come.
func readFeed(text string, base *url.URL) (Document, error) {
	// The text is decoded: what it says of its encoding is so no more.
	feed, err := gofeed.NewParser().ParseString(declaration.ReplaceAllString(text, ""))
	if err != nil {
		return Document{}, unsupported("it is no valid feed")
	}
	c := Document{Title: feed.Title, Site: base.Hostname(), Cut: len(feed.Items) > maxFeedItems}
	c.Published = stamp(feed.Updated, feed.UpdatedParsed, feed.Language)
	if c.Published.IsZero() {
		c.Published = stamp(feed.Published, feed.PublishedParsed, feed.Language)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", plain(feed.Title))
	if feed.Description != "" {
		fmt.Fprintf(&b, "%s\n\n", plain(feed.Description))
	}
	for _, item := range feed.Items[:min(len(feed.Items), maxFeedItems)] {
		writeItem(&b, item, feed.Language, base)
	}
	c.Text = b.String()
	return c, nil
}

// stamp is the time that text names, which a parser of feeds took for parsed; zero
// when it names none, or could name two.
func stamp(text string, parsed *time.Time, language string) time.Time {
	at, ok := dateIn(text, language)
	if !ok && parsed != nil && !yearLast.MatchString(text) {
		return parsed.UTC()
	}
	return at
}

func writeItem(b *strings.Builder, item *gofeed.Item, language string, base *url.URL) {
	title := plain(item.Title)
	if link, err := base.Parse(item.Link); item.Link != "" && err == nil && (link.Scheme == "http" || link.Scheme == "https") {
		title = fmt.Sprintf("[%s](%s)", title, link)
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	at := stamp(item.Published, item.PublishedParsed, language)
	if at.IsZero() {
		at = stamp(item.Updated, item.UpdatedParsed, language)
	}
	if !at.IsZero() {
		fmt.Fprintf(b, "%s\n\n", at.Format(time.RFC3339))
	}
	about := item.Description
	if about == "" {
		about = item.Content
	}
	if about = Clip(plain(about), 2000); about != "" {
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
