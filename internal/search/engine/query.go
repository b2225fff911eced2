package engine

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"quotewire/internal/plaintext"
)

// Bounds of a Query.
const (
	MaxText    = 1000 // bytes of Query.Text
	MaxDomains = 20
	MaxResults = 50

	defaultResults = 10
)

// Query is one search.
type Query struct {
	Text string
	// Domains, when there are any, are the only ones that results may come from,
	// their subdomains included: "reuters.com" admits www.reuters.com and not
	// evil-reuters.com. A URL stands for its host, a leading "www." for nothing.
	Domains   []string
	Limit     int       // results wanted; 0: 10
	Language  string    // "en" or "en-GB"; empty: any
	Freshness Freshness // empty: of any age
}

// Freshness is how old a page may be. Engines judge it by themselves, and not
// all of them know a page's age.
type Freshness string

// The ages that engines know.
const (
	Day   Freshness = "day"
	Week  Freshness = "week"
	Month Freshness = "month"
	Year  Freshness = "year"
)

var languageForm = regexp.MustCompile(`^([a-z]{2,3})(?:-([A-Z]{2}))?$`)

// question is a valid query.
type question struct {
	text      string
	domains   []string // ASCII, lower case
	limit     int
	language  string // "en", empty: any
	region    string // "GB", empty: any
	freshness Freshness
}

// parse checks a query. Its error names the first field that is wrong.
func (q Query) parse() (question, error) {
	wrong := func(format string, args ...any) (question, error) {
		return question{}, fmt.Errorf("%w: "+format, append([]any{ErrQuery}, args...)...)
	}
	asked := question{text: plaintext.Line(q.Text), limit: cmp.Or(q.Limit, defaultResults), freshness: q.Freshness}
	switch {
	case len(q.Text) > MaxText:
		return wrong("Text has %d bytes: want at most %d", len(q.Text), MaxText)
	case !utf8.ValidString(q.Text) || asked.text == "":
		return wrong("Text is empty: want words to search for")
	case q.Limit < 0 || q.Limit > MaxResults:
		return wrong("Limit is %d: want 1 to %d", q.Limit, MaxResults)
	case len(q.Domains) > MaxDomains:
		return wrong("Domains has %d entries: want at most %d", len(q.Domains), MaxDomains)
	case !slices.Contains([]Freshness{"", Day, Week, Month, Year}, q.Freshness):
		return wrong("Freshness is %.20q: want day, week, month or year", string(q.Freshness))
	}
	if q.Language != "" {
		m := languageForm.FindStringSubmatch(q.Language)
		if m == nil {
			return wrong("Language is %.20q: want a code such as en or en-GB", q.Language)
		}
		asked.language, asked.region = m[1], m[2]
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
