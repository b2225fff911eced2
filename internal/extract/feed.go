package extract

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

const maxFeedItems = 200

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
	feed, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		return Document{}, unsupported("it is no valid feed")
	}
	c := Document{Title: feed.Title, Site: base.Hostname(), Cut: len(feed.Items) > maxFeedItems}
	if feed.UpdatedParsed != nil {
		c.Published = feed.UpdatedParsed.UTC()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", plain(feed.Title))
	if feed.Description != "" {
		fmt.Fprintf(&b, "%s\n\n", plain(feed.Description))
	}
	for _, item := range feed.Items[:min(len(feed.Items), maxFeedItems)] {
		writeItem(&b, item, base)
	}
	c.Text = b.String()
	return c, nil
}

func writeItem(b *strings.Builder, item *gofeed.Item, base *url.URL) {
	title := plain(item.Title)
	if link, err := base.Parse(item.Link); item.Link != "" && err == nil && (link.Scheme == "http" || link.Scheme == "https") {
		title = fmt.Sprintf("[%s](%s)", title, link)
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	at := item.PublishedParsed
	if at == nil {
		at = item.UpdatedParsed
	}
	if at != nil {
		fmt.Fprintf(b, "%s\n\n", at.UTC().Format(time.RFC3339))
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
