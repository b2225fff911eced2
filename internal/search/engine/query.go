package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"quotewire/internal/plaintext"
)

// Bounds of a Query.
const (
	MaxText    = 1000 // bytes of Query.Text
	maxDomains = 20
	maxResults = 50

	defaultResults = 10
)

// Query is one search.
type Query struct {
	Text string
	// Domains, when there are any, are the only ones that results may come from,
	// their subdomains included: "reuters.com" admits www.reuters.com and not
	// evil-reuters.com. A URL stands for its host, a leading "www." for nothing.
	Domains []string
	Limit   int // results wanted; 0: 10
}

// question is a valid query.
type question struct {
	text    string
	domains []string // ASCII, lower case
	limit   int
}

// parse checks a query. Its error names the first field that is wrong.
func (q Query) parse() (question, error) {
	wrong := func(format string, args ...any) (question, error) {
		return question{}, fmt.Errorf("%w: "+format, append([]any{ErrQuery}, args...)...)
	}
	asked := question{text: plaintext.Line(q.Text), limit: cmp.Or(q.Limit, defaultResults)}
	switch {
	case len(q.Text) > MaxText:
		return wrong("Text has %d bytes: want at most %d", len(q.Text), MaxText)
	case !utf8.ValidString(q.Text) || asked.text == "":
		return wrong("Text is empty: want words to search for")
	case q.Limit < 0 || q.Limit > maxResults:
		return wrong("Limit is %d: want 1 to %d", q.Limit, maxResults)
	case len(q.Domains) > maxDomains:
		return wrong("Domains has %d entries: want at most %d", len(q.Domains), maxDomains)
	}
	for _, d := range q.Domains {
		domain, err := parseDomain(d)
		if err != nil {
			return wrong("Domains: %.80q %w: want host names such as reuters.com", d, err)
		}
		if !slices.Contains(asked.domains, domain) {
			asked.domains = append(asked.domains, domain)
		}
	}
	return asked, nil
}

// withSites is the text for an engine that knows domains only as operators in it.
func (q question) withSites() string {
	if len(q.domains) == 0 {
		return q.text
	}
	sites := "site:" + strings.Join(q.domains, " OR site:")
	if len(q.domains) > 1 {
		sites = "(" + sites + ")"
	}
	return q.text + " " + sites
}
