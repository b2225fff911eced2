package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// whole is an exchange whose good answer is no stream: it is read within bounds
// and kept, for go-openai's own decode fails on servers that write a field
// otherwise than OpenAI does.
type whole struct {
	exchange
	limit int64 // bytes of the answer
	body  []byte
}

// Do sends the request.
func (w *whole) Do(req *http.Request) (*http.Response, error) {
	resp, err := w.exchange.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	if coding := encoded(resp); coding != "" {
		w.client.close(resp.Body)
		return nil, &Error{Kind: ErrMalformed, Status: resp.StatusCode, Message: w.client.oneLine("content coding " + coding + " that was not asked for")}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, w.limit+1))
	w.client.close(resp.Body)
	if err != nil {
		return nil, &Error{Kind: ErrTruncated, Status: resp.StatusCode, Err: w.client.cause(err)}
	}
	if int64(len(body)) > w.limit {
		return nil, &Error{Kind: ErrMalformed, Status: resp.StatusCode, Message: fmt.Sprintf("an answer of more than %d bytes", w.limit)}
	}
	w.body = body
	kept := *resp
	kept.Body = io.NopCloser(http.NoBody)
	return &kept, nil
}

// within makes a request that has to end in time, and counts it. lack says what
// was not there then.
func (c *Client) within(ctx context.Context, limit time.Duration, lack string, request func(context.Context) error) error {
	start, outcome := time.Now(), outcomeCancelled // unless request returns
	defer func() { c.metrics.observe(outcome, time.Since(start)) }()
	inner, cancel := context.WithTimeoutCause(ctx, limit, errSilence)
	defer cancel()
	err := request(inner)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(context.Cause(inner), errSilence):
		err = &Error{Kind: ErrIdle, Message: fmt.Sprintf("%s within %s", lack, limit)}
	}
	outcome = outcomeOf(err)
	return err
}
