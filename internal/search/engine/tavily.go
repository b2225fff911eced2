package engine

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// tavily asks Tavily, which filters by domain itself:
// https://docs.tavily.com/documentation/api-reference/endpoint/search
type tavily struct {
	caller
	base string
	now  func() time.Time
}

const (
	tavilyMost = 20  // results
	tavilyText = 400 // characters of the question
	// Statuses of its own: the plan's credits are used up, or the limit that was
	// set on paying for more.
	tavilyPlanSpent = 432
	tavilyPaySpent  = 433
)

type tavilyQuestion struct {
	Query     string    `json:"query"`
	Depth     string    `json:"search_depth"`
	Most      int       `json:"max_results"`
	Domains   []string  `json:"include_domains,omitempty"`
	TimeRange Freshness `json:"time_range,omitempty"`
}

type tavilyReply struct {
	Results []struct {
		Title     loose `json:"title"`
		URL       loose `json:"url"`
		Content   loose `json:"content"`
		Published loose `json:"published_date"`
	} `json:"results"`
}

type tavilyFault struct {
	Detail struct {
		Error loose `json:"error"`
	} `json:"detail"`
}

func (t *tavily) search(ctx context.Context, q question) ([]Result, error) {
	if len([]rune(q.text)) > tavilyText {
		return nil, t.fail(ErrQuery, "text is too long for it: it takes 400 characters")
	}
	body, err := json.Marshal(tavilyQuestion{
		Query: q.text, Depth: "basic", Most: min(q.limit, tavilyMost), Domains: q.domains, TimeRange: q.freshness,
	})
	if err != nil {
		return nil, t.fail(ErrQuery, err.Error())
	}
	a, err := t.send(ctx, request{
		method: http.MethodPost, base: t.base, path: "search", body: body,
		header: map[string]string{"Accept": "application/json", "Content-Type": "application/json", "Authorization": "Bearer " + t.key},
	})
	if err != nil {
		return nil, err
	}
	if e := t.refused(a); e != nil {
		return nil, t.explain(e, a)
	}
	return t.read(a)
}

func (t *tavily) read(a answer) ([]Result, error) {
	var reply tavilyReply
	if err := t.decode(a, &reply); err != nil {
		return nil, err
	}
	if reply.Results == nil {
		return nil, t.fail(ErrMalformed, "no results in the answer")
	}
	var results []Result
	for _, r := range reply.Results {
		results = append(results, Result{
			Title: string(r.Title), URL: string(r.URL), Snippet: string(r.Content),
			Published: parsePublished(string(r.Published), t.now()),
		})
	}
	return results, nil
}

func (t *tavily) explain(e *Error, a answer) *Error {
	var fault tavilyFault
	if json.Unmarshal(a.body, &fault) == nil && fault.Detail.Error != "" {
		e.Said = t.said(string(fault.Detail.Error))
	}
	if a.status == tavilyPlanSpent || a.status == tavilyPaySpent {
		e.Kind, e.RetryAfter = ErrBlocked, max(e.RetryAfter, longestPause)
	}
	return e
}
