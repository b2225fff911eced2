package engine

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// brave asks Brave's web search:
// https://api-dashboard.search.brave.com/app/documentation/web-search/get-started
type brave struct {
	caller
	base string
	now  func() time.Time
}

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
		return nil, b.fail(ErrQuery, "text and domains are too long for it: it takes 400 characters and 50 words")
	}
	query := url.Values{
		"q": {words}, "count": {strconv.Itoa(min(q.limit, braveMost))}, "result_filter": {"web"}, "text_decorations": {"false"},
	}
	if q.language != "" {
		query.Set("search_lang", q.language)
	}
	if q.region != "" {
		query.Set("country", q.region)
	}
	if q.freshness != "" {
		query.Set("freshness", "p"+string(q.freshness[:1]))
	}
	a, err := b.send(ctx, request{
		method: http.MethodGet, base: b.base, path: "res/v1/web/search", query: query,
		header: map[string]string{"Accept": "application/json", "X-Subscription-Token": b.key},
	})
	if err != nil {
		return nil, err
	}
	if e := b.refused(a); e != nil {
		return nil, b.explain(e, a)
	}
	return b.read(a)
}

func (b *brave) read(a answer) ([]Result, error) {
	var reply braveReply
	if err := b.decode(a, &reply); err != nil {
		return nil, err
	}
	if reply.Type != "search" && reply.Web.Results == nil {
		return nil, b.fail(ErrMalformed, "not an answer to a search")
	}
	var results []Result
	for _, r := range reply.Web.Results {
		results = append(results, Result{
			Title: string(r.Title), URL: string(r.URL), Snippet: string(r.Description),
			Published: parsePublished(string(r.PageAge), b.now()),
		})
	}
	return results, nil
}

// explain reads what Brave says of an error: a wrong key comes with the status
// of a wrong question, and the end of a limit in headers of its own.
func (b *brave) explain(e *Error, a answer) *Error {
	var fault braveFault
	if json.Unmarshal(a.body, &fault) == nil && fault.Error.Code+fault.Error.Detail != "" {
		e.Said = b.said(strings.TrimPrefix(string(fault.Error.Code+": "+fault.Error.Detail), ": "))
	}
	if strings.Contains(string(fault.Error.Code), "TOKEN") {
		e.Kind = ErrUnauthorized
	}
	if e.Kind == ErrBlocked && e.RetryAfter == 0 {
		e.RetryAfter = braveReset(a.header)
	}
	return e
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
		wait = max(wait, time.Duration(min(s, int(longestPause/time.Second)))*time.Second)
	}
	return wait
}
