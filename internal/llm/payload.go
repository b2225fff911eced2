package llm

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
)

// maxPooled is the largest body whose memory is kept for another.
const maxPooled = 256 << 10

// payload is a request's body, let go once it was sent: net/http holds on to a
// request for as long as its answer streams, and a conversation with its tools
// weighs more than the rest of an idle stream. Its memory serves the next
// request: as garbage it would be most of what a step leaves behind.
//
// The body stays a bytes.Reader, for net/http sends another kind apart from the
// headers, and then cannot send a request again when a pooled connection turns
// out to be dead.
type payload struct {
	pool *sync.Pool // of *[]byte
	mu   sync.Mutex
	data *[]byte
	body *bytes.Reader // the last one given out
	// A request may be tried on several connections. The body is read until each
	// of them has said that it is done.
	conns, done int
}

// lighten puts a payload in place of the body of a request: what write appends to
// a buffer. Where write is nil the request stays as it is.
func lighten(req *http.Request, write func([]byte) ([]byte, error), pool *sync.Pool) (*http.Request, *payload, error) {
	p := &payload{pool: pool}
	if write == nil {
		return req, p, nil
	}
	p.data = pool.Get().(*[]byte)
	data, err := write((*p.data)[:0])
	if err != nil {
		return nil, nil, fmt.Errorf("write request body: %w", err)
	}
	*p.data = data
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn:      func(httptrace.GotConnInfo) { p.count(&p.conns) },
		WroteRequest: func(httptrace.WroteRequestInfo) { p.count(&p.done) },
	}))
	req.Body, req.ContentLength = p.open(), int64(len(data))
	req.GetBody = func() (io.ReadCloser, error) { return p.open(), nil }
	return req, p, nil
}

func (p *payload) count(n *int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*n++
}

func (p *payload) open() io.ReadCloser {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.body = bytes.NewReader(*p.data)
	return io.NopCloser(p.body)
}

// drop is called once the answer has begun, when nothing asks for another body
// any more. An answer may begin before the request was read to its end: then the
// body stays, for it is still being sent.
func (p *payload) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conns > 0 && p.conns == p.done {
		if cap(*p.data) <= maxPooled {
			p.pool.Put(p.data)
		}
		p.data = &[]byte{}
		p.body.Reset(nil)
	}
}
