package engine

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/outbound"
)

// brave asks Brave's web search:
// https://api-dashboard.search.brave.com/app/documentation/web-search/get-started
type brave struct{ source }

// Brave is the name of Brave's web search, which needs a key.
const Brave = "brave"

func newBrave(s source) engine { return &brave{s} }

// What Brave takes in one request.
const (
	braveMost  = 20  // results
	braveText  = 400 // characters of the text
	braveWords = 50  // words of it
)

type braveReply struct {
	Type loose `json:"type"`
	Web  struct {
		Results []struct {
			Title       loose `json:"title"`
			URL         loose `json:"url"`
			Description loose `json:"description"`
			PageAge     loose `json:"page_age"`
		} `json:"results"`
	} `json:"web"`
}

type braveFault struct {
	Error struct {
		Code   loose `json:"code"`
		Detail loose `json:"detail"`
	} `json:"error"`
}

func (b *brave) search(ctx context.Context, q question) ([]Result, error) {
	words := q.withSites()
	if len([]rune(words)) > braveText || len(strings.Fields(words)) > braveWords {
		return nil, fault(ErrQuery, "text and domains are too long for it: it takes 400 characters and 50 words")
	}
	query := url.Values{
		"q": {words}, "count": {strconv.Itoa(min(q.limit, braveMost))}, "result_filter": {"web"}, "text_decorations": {"false"},
	}
	return b.ask(ctx, request{
		method: http.MethodGet, path: "res/v1/web/search", query: query,
		header: http.Header{"Accept": {"application/json"}, "X-Subscription-Token": {b.key}},
	}, b.read)
}

func (b *brave) read(a outbound.Answer) ([]Result, error) {
	if f := b.refused(a); f != nil {
		b.explain(f, a)
		return nil, f
	}
	var reply braveReply
	if err := b.decode(a, &reply); err != nil {
		return nil, err
	}
	if reply.Type != "search" && reply.Web.Results == nil {
		return nil, fault(outbound.ErrMalformed, "not an answer to a search")
	}
	var results []Result
	for _, r := range reply.Web.Results {
		results = append(results, b.result(r.Title, r.URL, r.Description, r.PageAge))
	}
	return results, nil
}

// explain reads what Brave says of an error: a wrong key comes with the status
// of a wrong question, and the end of a limit in headers of its own.
func (b *brave) explain(f *outbound.Fault, a outbound.Answer) {
	var said braveFault
	if json.Unmarshal(a.Body, &said) == nil && said.Error.Code+said.Error.Detail != "" {
		f.Said = b.said(strings.TrimPrefix(string(said.Error.Code+": "+said.Error.Detail), ": "))
	}
	if strings.Contains(string(said.Error.Code), "TOKEN") {
		f.Kind = outbound.ErrUnauthorized
	}
	if f.Kind == outbound.ErrBlocked && f.RetryAfter == 0 {
		f.RetryAfter = braveReset(a.Header)
	}
}

// braveReset is the time until the last of the limits that are used up ends. The
// headers hold a value for each limit, such as "1, 1419704" seconds.
func braveReset(h http.Header) time.Duration {
	left := strings.Split(h.Get("X-RateLimit-Remaining"), ",")
	var wait time.Duration
	for i, field := range strings.Split(h.Get("X-RateLimit-Reset"), ",") {
		s, err := strconv.Atoi(strings.TrimSpace(field))
		if err != nil || s < 0 || i >= len(left) || strings.TrimSpace(left[i]) != "0" {
			continue
		}
		wait = max(wait, time.Duration(min(s, int(outbound.LongestPause/time.Second)))*time.Second)
	}
	return wait
}
