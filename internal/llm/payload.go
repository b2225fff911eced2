package llm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
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

// lighten puts a payload in place of the body of a request that has one, with
// extra as one more field of the JSON object that it is.
func lighten(req *http.Request, extra []byte, pool *sync.Pool) (*http.Request, *payload, error) {
	p := &payload{pool: pool}
	if req.Body == nil || req.ContentLength <= 0 {
		return req, p, nil
	}
	size := req.ContentLength
	if len(extra) > 0 {
		size += int64(len(",") + len(extra))
	}
	p.data = pool.Get().(*[]byte)
	data := slices.Grow((*p.data)[:0], int(size))[:req.ContentLength]
	if _, err := io.ReadFull(req.Body, data); err != nil {
		return nil, nil, fmt.Errorf("read request body: %w", err)
	}
	if len(extra) > 0 {
		open, ok := bytes.CutSuffix(data, []byte("}"))
		if !ok {
			return nil, nil, errors.New("add field to request: its body is no JSON object")
		}
		data = append(append(append(open, ','), extra...), '}')
	}
	*p.data = data
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn:      func(httptrace.GotConnInfo) { p.count(&p.conns) },
		WroteRequest: func(httptrace.WroteRequestInfo) { p.count(&p.done) },
	}))
	req.Body, req.ContentLength = p.open(), size
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
