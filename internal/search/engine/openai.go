package engine

import (
	"context"
	"errors"
	"net/http"

	"quotewire/internal/llm"
	"quotewire/internal/outbound"
)

// openAI has the model server search, which filters by domain itself. Snippets
// are then what the model wrote of a page, not the page's own words.
type openAI struct{ source }

// OpenAI is the name of the search of a model server that searches the web itself.
const OpenAI = "openai"

func newOpenAI(s source) engine { return &openAI{s} }

// model is a model server that searches the web itself: an *llm.Client.
type model interface {
	WebSearch(ctx context.Context, q llm.WebQuery) (llm.WebAnswer, error)
}

func (o *openAI) search(ctx context.Context, q question) (results []Result, err error) {
	err = o.client.Call(ctx, func(ctx context.Context) error {
		found, err := o.model.WebSearch(ctx, llm.WebQuery{Text: q.text, Domains: q.domains})
		if err != nil {
			return modelFault(ctx, err)
		}
		for _, s := range found.Sources {
			results = append(results, Result{Title: s.Title, URL: s.URL, Snippet: s.Text})
		}
		return nil
	})
	return results, err
}

// modelFault is what a model server's failure is of an engine. Its text was redacted
// where it comes from.
func modelFault(ctx context.Context, err error) error {
	e, ok := errors.AsType[*llm.Error](err)
	if !ok {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return &outbound.Fault{Kind: outbound.ErrUnavailable, Err: err}
	}
	kind := outbound.ErrUnavailable
	switch e.Kind {
	case llm.ErrRefused, llm.ErrUnknownModel, llm.ErrNoTools, llm.ErrWindow:
		kind = ErrQuery
		if e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed {
			kind = outbound.ErrMalformed // a server without the Responses API
		}
	case llm.ErrNoAPI:
		kind = outbound.ErrMalformed
	case llm.ErrRateLimited, llm.ErrNoCredit:
		kind = outbound.ErrBlocked
	case llm.ErrUnauthorized:
		kind = outbound.ErrUnauthorized
	case llm.ErrMalformed, llm.ErrTruncated:
		kind = outbound.ErrMalformed
	}
	return &outbound.Fault{Kind: kind, Status: e.Status, Message: e.Message, Said: e.Said, RetryAfter: e.RetryAfter}
}
