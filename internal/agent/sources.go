package agent

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// maxTitle caps a source's title and provider, in bytes.
const maxTitle = 200

// Sources numbers what an answer rests on, from 1, each source once.
type Sources []Source

// Add gives s its number; found says that it is new. What it says of itself is
// foreign text: it is folded into one line, and an address that a browser
// would not fetch is dropped.
func (l *Sources) Add(s Source) (numbered Source, found bool) {
	s.Title, s.Provider = oneLine(s.Title, maxTitle), oneLine(s.Provider, maxTitle)
	if !s.AsOf.IsZero() {
		s.AsOf = s.AsOf.UTC().Truncate(time.Second) // zones and fractions would tell the same source apart
	}
	if u, err := url.Parse(s.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		s.URL = ""
	}
	for _, known := range *l {
		if s.N = known.N; s == known {
			return known, false
		}
	}
	s.N = len(*l) + 1
	*l = append(*l, s)
	return s, true
}

// Head is the line that tells the model the number of a source.
func (s Source) Head() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Source [%d]: %s", s.N, s.Title)
	if s.Provider != "" {
		b.WriteString(", " + s.Provider)
	}
	if !s.AsOf.IsZero() {
		b.WriteString(", as of " + s.AsOf.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return b.String()
}
