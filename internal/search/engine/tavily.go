package engine

import (
	"context"
	"encoding/json"
	"net/http"

	"quotewire/internal/outbound"
)

// tavily asks Tavily, which filters by domain itself:
// https://docs.tavily.com/documentation/api-reference/endpoint/search
type tavily struct{ source }

// Tavily is the name of Tavily's search, which needs a key.
const Tavily = "tavily"

func newTavily(s source) engine { return &tavily{s} }

const (
	tavilyMost = 20  // results
	tavilyText = 400 // characters of the question
	// Statuses of its own: the plan's credits are used up, or the limit that was
	// set on paying for more.
	tavilyPlanSpent = 432
	tavilyPaySpent  = 433
)

type tavilyQuestion struct {
	Query   string   `json:"query"`
	Depth   string   `json:"search_depth"`
	Most    int      `json:"max_results"`
	Domains []string `json:"include_domains,omitempty"`
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
		return nil, fault(ErrQuery, "text is too long for it: it takes 400 characters")
	}
	body, err := json.Marshal(tavilyQuestion{
		Query: q.text, Depth: "basic", Most: min(q.limit, tavilyMost), Domains: q.domains,
	})
	if err != nil {
		return nil, fault(ErrQuery, err.Error())
	}
	return t.ask(ctx, request{
		method: http.MethodPost, path: "search", body: body,
		header: http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}, "Authorization": {"Bearer " + t.key}},
	}, t.read)
}

func (t *tavily) read(a outbound.Answer) ([]Result, error) {
	if f := t.refused(a); f != nil {
		t.explain(f, a)
		return nil, f
	}
	var reply tavilyReply
	if err := t.decode(a, &reply); err != nil {
		return nil, err
	}
	if reply.Results == nil {
		return nil, fault(outbound.ErrMalformed, "no results in the answer")
	}
	var results []Result
	for _, r := range reply.Results {
		results = append(results, t.result(r.Title, r.URL, r.Content, r.Published))
	}
	return results, nil
}

func (t *tavily) explain(f *outbound.Fault, a outbound.Answer) {
	var said tavilyFault
	if json.Unmarshal(a.Body, &said) == nil && said.Detail.Error != "" {
		f.Said = t.said(string(said.Detail.Error))
	}
	if a.Status == tavilyPlanSpent || a.Status == tavilyPaySpent {
		f.Kind, f.RetryAfter = outbound.ErrBlocked, outbound.LongestPause
	}
}
