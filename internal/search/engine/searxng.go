package engine

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"quotewire/internal/outbound"
)

// searxng asks an instance of SearXNG, which asks other engines:
// https://docs.searxng.org/dev/search_api.html
type searxng struct{ source }

// SearXNG is the name of an instance of SearXNG, whose address must be told. It must
// have "json" among the formats of its settings.
const SearXNG = "searxng"

func newSearXNG(s source) engine { return &searxng{s} }

type searxngReply struct {
	Results []struct {
		URL       loose `json:"url"`
		Title     loose `json:"title"`
		Content   loose `json:"content"`
		Published loose `json:"publishedDate"`
	} `json:"results"`
	// Unresponsive are pairs of an engine's name and what was wrong with it.
	Unresponsive []json.RawMessage `json:"unresponsive_engines"`
}

func (s *searxng) search(ctx context.Context, q question) ([]Result, error) {
	query := url.Values{"q": {q.withSites()}, "format": {"json"}, "categories": {"general"}, "pageno": {"1"}}
	return s.ask(ctx, request{
		method: http.MethodGet, path: "search", query: query, header: http.Header{"Accept": {"application/json"}},
	}, s.read)
}

func (s *searxng) read(a outbound.Answer) ([]Result, error) {
	if f := s.refused(a); f != nil {
		if a.Status == http.StatusForbidden {
			// What an instance says to a format that it was not set up for.
			f.Kind, f.Message = outbound.ErrUnauthorized, `the instance does not give JSON: add "json" to search.formats in its settings`
		}
		return nil, f
	}
	var reply searxngReply
	if err := s.decode(a, &reply); err != nil {
		return nil, err
	}
	if reply.Results == nil {
		return nil, fault(outbound.ErrMalformed, "no results in the answer")
	}
	if len(reply.Results) == 0 && len(reply.Unresponsive) > 0 {
		// Not nothing found: nobody was there to look.
		return nil, fault(outbound.ErrUnavailable, "engines behind it failed: "+unresponsive(reply.Unresponsive))
	}
	var results []Result
	for _, r := range reply.Results {
		results = append(results, s.result(r.Title, r.URL, r.Content, r.Published))
	}
	return results, nil
}

func unresponsive(pairs []json.RawMessage) string {
	var all []string
	for _, raw := range pairs {
		var pair []loose
		if err := json.Unmarshal(raw, &pair); err != nil || len(pair) == 0 {
			continue
		}
		name := string(pair[0])
		if len(pair) > 1 {
			name += " (" + string(pair[1]) + ")"
		}
		all = append(all, name)
	}
	return strings.Join(all, ", ")
}

// loose is a string, empty when an engine sends something else.
type loose string

// UnmarshalJSON never fails.
func (l *loose) UnmarshalJSON(raw []byte) error {
	*l = ""
	if raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(l))
	}
	return nil
}
