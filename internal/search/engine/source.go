package engine

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"quotewire/internal/outbound"
)

// source is what an engine is made of: by whom and where it is asked.
type source struct {
	client *outbound.Client
	base   *url.URL
	key    string // kept out of every error
	agent  string // User-Agent of a browser
	model  model
	now    func() time.Time
}

// request is what an engine is asked.
type request struct {
	method, path string
	query        url.Values
	header       http.Header
	body         []byte
}

// ask makes one request and has its answer read.
func (s source) ask(ctx context.Context, r request, read func(outbound.Answer) ([]Result, error)) (results []Result, err error) {
	u := s.base.JoinPath(r.path)
	u.RawQuery = r.query.Encode()
	err = s.client.Ask(ctx, outbound.Request{
		Method: r.method, URL: u, Header: r.header, Body: r.body,
		Read: func(a outbound.Answer) (err error) {
			results, err = read(a)
			return err
		},
	})
	return results, err
}

// result is what an engine says of a page.
func (s source) result(title, url, snippet, published loose) Result {
	return Result{Title: string(title), URL: string(url), Snippet: string(snippet), Published: parsePublished(string(published), s.now())}
}

func fault(kind error, message string) *outbound.Fault {
	return &outbound.Fault{Kind: kind, Message: message}
}

// heard is the beginning of an answer.
func (s source) heard(a outbound.Answer) string {
	return s.said(string(a.Body[:min(len(a.Body), 4<<10)]))
}

// refused is the fault of an answer that is no success, nil for one that is.
func (s source) refused(a outbound.Answer) *outbound.Fault {
	f := &outbound.Fault{Kind: outbound.ErrUnavailable, Status: a.Status, RetryAfter: outbound.RetryAfter(a.Header, outbound.LongestPause)}
	switch {
	case a.Status >= 200 && a.Status < 300:
		return nil
	case a.Status >= 300 && a.Status < 400:
		to := "nowhere"
		if a.Location != nil {
			to = a.Location.Scheme + "://" + a.Location.Host
		}
		f.Kind, f.Message, f.Said = outbound.ErrMalformed, "a redirect, which is not followed", s.said("to "+to)
	case a.Status == http.StatusTooManyRequests, a.Status == http.StatusForbidden, a.Status == http.StatusPaymentRequired:
		f.Kind = outbound.ErrBlocked
	case a.Status == http.StatusUnauthorized:
		f.Kind = outbound.ErrUnauthorized
	case a.Status == http.StatusBadRequest, a.Status == http.StatusUnprocessableEntity, a.Status == http.StatusRequestURITooLong:
		f.Kind = ErrQuery
	case a.Status < 500:
		f.Kind = outbound.ErrMalformed // an address or a method that is none
	}
	f.Said = cmp.Or(f.Said, s.heard(a))
	return f
}

// decode reads a JSON object. A field of an odd type is left at zero: the rest is
// good.
func (s source) decode(a outbound.Answer, v any) error {
	err := json.Unmarshal(a.Body, v)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !odd || !bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("{")) {
		return &outbound.Fault{Kind: outbound.ErrMalformed, Status: a.Status, Message: "not JSON", Said: s.heard(a)}
	}
	return nil
}

const maxSaid = 200 // characters of an engine's own words

// said is an engine's own words, fit for a log and short.
func (s source) said(text string) string { return shorten(outbound.Said(text, s.key), maxSaid) }
