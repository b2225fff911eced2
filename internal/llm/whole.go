package llm

import (
	"fmt"
	"io"
	"net/http"
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
