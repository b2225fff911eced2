package browsertls

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// conn is a connection that has a place for req, and whether it was in use before. Of
// many requests to a host of which nothing is known, or which speaks HTTP/2, one dials
// and the others wait for it, each no longer than its context lives.
func (t *Transport) conn(req *http.Request) (c *conn, used bool, err error) {
	ctx, addr := req.Context(), address(req)
	for {
		t.mu.Lock()
		h, idle := t.hosts.of(addr)
		c, others := h.reserve(), h.dialing
		var mine *dialing
		if c == nil && (h.http1 || others == nil) {
			mine = &dialing{done: make(chan struct{})}
			if !h.http1 {
				h.dialing = mine
			}
		}
		t.mu.Unlock()
		closeAll(idle)
		switch {
		case c != nil:
			return c, true, nil
		case mine != nil:
			c, err = t.open(req, h, mine)
			return c, false, err
		}
		select {
		case <-others.done:
			if others.err != nil {
				return nil, false, others.err
			}
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		}
	}
}

// open dials for req, and for those who wait for d.
func (t *Transport) open(req *http.Request, h *host, d *dialing) (*conn, error) {
	c, err := t.connect(req, h)
	t.mu.Lock()
	defer t.mu.Unlock()
	defer close(d.done)
	if h.dialing == d {
		h.dialing = nil
	}
	if err != nil {
		if req.Context().Err() == nil {
			d.err = err
		}
		return nil, err
	}
	h.http1 = c.http1
	if !h.dropped {
		h.conns = append(h.conns, c)
	}
	return c, nil
}

// connect makes a connection that carries req.
func (t *Transport) connect(req *http.Request, h *host) (*conn, error) {
	ctx := req.Context()
	raw, err := t.dial(ctx, h.name, req)
	if err != nil {
		return nil, err
	}
	c := &conn{host: h, requests: 1, http1: raw.ConnectionState().NegotiatedProtocol != "h2"}
	by := t.http2
	if c.http1 {
		by = t.http1
	}
	if c.ClientConn, err = by.NewClientConn(context.WithValue(ctx, dialled{}, raw), "http", h.name); err != nil {
		_ = raw.Close() // it is broken
		return nil, fmt.Errorf("begin connection: %w", err)
	}
	if err = c.Reserve(); err != nil {
		_ = c.Close() // it is closed already
		return nil, fmt.Errorf("begin connection: %w", err)
	}
	return c, nil
}

// release ends a request on c, and closes c when nobody is to use it again.
func (t *Transport) release(c *conn) {
	t.mu.Lock()
	kept := t.rest(c)
	t.mu.Unlock()
	if !kept {
		closeAll([]*conn{c})
	}
}

// rest ends a request on c, and says whether c is kept. t.mu is held.
func (t *Transport) rest(c *conn) bool {
	c.requests--
	switch {
	case c.requests > 0:
		return true
	case c.host.dropped:
		return false
	case c.Err() != nil, c.http1 && c.host.crowded(t.options.PerHost):
		c.host.forget(c)
		return false
	case c.idle == nil:
		c.idle = time.AfterFunc(idle, func() { t.expire(c) })
	default:
		c.idle.Reset(idle)
	}
	return true
}

// expire closes a connection that was idle for long.
func (t *Transport) expire(c *conn) {
	t.mu.Lock()
	gone := c.requests == 0 && c.host.forget(c)
	t.mu.Unlock()
	if gone {
		closeAll([]*conn{c})
	}
}

// forget says whether c was among the connections of h, where it is no longer.
func (h *host) forget(c *conn) bool {
	before := len(h.conns)
	h.conns = slices.DeleteFunc(h.conns, func(one *conn) bool { return one == c })
	return len(h.conns) < before
}

// body is that of a response. end is called when it has ended.
type body struct {
	io.ReadCloser
	end func()
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end()
	}
	return n, err
}

func (b *body) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
