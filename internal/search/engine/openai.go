package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"quotewire/internal/llm"
)

// openAI has the model server search, which filters by domain itself. Snippets
// are then what the model wrote of a page, not the page's own words.
type openAI struct{ model model }

func (o *openAI) search(ctx context.Context, q question) ([]Result, error) {
	text := q.text
	if q.freshness != "" {
		text += fmt.Sprintf("\nOnly pages of the last %s.", q.freshness)
	}
	if q.language != "" {
		text += fmt.Sprintf("\nOnly pages in the language %s.", q.language)
	}
	found, err := o.model.WebSearch(ctx, llm.WebQuery{Text: text, Domains: q.domains, Meter: q.meter})
	if err != nil {
		return nil, modelError(ctx, err)
	}
	var results []Result
	for _, s := range found.Sources {
		results = append(results, Result{Title: s.Title, URL: s.URL, Snippet: s.Text})
	}
	return results, nil
}

// modelError puts a model server's failure into this package's terms. Its text
// was redacted where it comes from.
func modelError(ctx context.Context, err error) error {
	e, ok := errors.AsType[*llm.Error](err)
	if !ok {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return &Error{Kind: ErrUnavailable, Engine: OpenAI, Err: err}
	}
	kind := ErrUnavailable
	switch e.Kind {
	case llm.ErrRefused, llm.ErrUnknownModel, llm.ErrNoTools, llm.ErrWindow:
		kind = ErrQuery
		if e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed {
			kind = ErrMalformed // a server without the Responses API
		}
	case llm.ErrNoAPI:
		kind = ErrMalformed
	case llm.ErrRateLimited, llm.ErrNoCredit:
		kind = ErrBlocked
	case llm.ErrUnauthorized:
		kind = ErrUnauthorized
	case llm.ErrMalformed, llm.ErrTruncated:
		kind = ErrMalformed
	}
	return &Error{Kind: kind, Engine: OpenAI, Status: e.Status, Message: e.Message, Said: e.Said, RetryAfter: e.RetryAfter}
}
