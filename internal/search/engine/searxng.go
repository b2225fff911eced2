package engine

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// searxng asks an instance of SearXNG, which asks other engines:
// https://docs.searxng.org/dev/search_api.html
type searxng struct {
	caller
	base string
	now  func() time.Time
}

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
	if q.freshness != "" {
		query.Set("time_range", string(q.freshness))
	}
	if q.language != "" {
		query.Set("language", strings.TrimSuffix(q.language+"-"+q.region, "-"))
	}
	a, err := s.send(ctx, request{
		method: http.MethodGet, base: s.base, path: "search", query: query, header: map[string]string{"Accept": "application/json"},
	})
	if err != nil {
		return nil, err
	}
	if e := s.refused(a); e != nil {
		if a.status == http.StatusForbidden {
			// What an instance says to a format that it was not set up for.
			e.Kind, e.Message = ErrUnauthorized, `the instance does not give JSON: add "json" to search.formats in its settings`
		}
		return nil, e
	}
	return s.read(a)
}

func (s *searxng) read(a answer) ([]Result, error) {
	var reply searxngReply
	if err := s.decode(a, &reply); err != nil {
		return nil, err
	}
	if reply.Results == nil {
		return nil, s.fail(ErrMalformed, "no results in the answer")
	}
	if len(reply.Results) == 0 && len(reply.Unresponsive) > 0 {
		// Not nothing found: nobody was there to look.
		return nil, s.fail(ErrUnavailable, "engines behind it failed: "+unresponsive(reply.Unresponsive))
	}
	var results []Result
	for _, r := range reply.Results {
		results = append(results, Result{
			Title: string(r.Title), URL: string(r.URL), Snippet: string(r.Content),
			Published: parsePublished(string(r.Published), s.now()),
		})
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
