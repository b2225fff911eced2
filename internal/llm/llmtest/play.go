package llmtest

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// play is one request being answered.
type play struct {
	server *Server
	w      http.ResponseWriter
	r      *http.Request
	flush  func() error
	record *record
}

type connKey struct{}

func (p *play) start() {
	p.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	p.w.WriteHeader(http.StatusOK)
	_ = p.flush() // a client that left is noticed by send
}

// send says false when the client has left.
func (p *play) send(raw string) bool {
	_, err := io.WriteString(p.w, raw)
	if err == nil {
		err = p.flush()
	}
	if err == nil {
		err = p.r.Context().Err()
	}
	if err != nil {
		p.server.left(p.record) // a write can fail before the request's context ends
	}
	return err == nil
}

func (p *play) delta(delta string) bool { return p.send(p.chunk(delta, "null")) }

// chunk is an event as OpenAI writes it.
func (p *play) chunk(delta, finish string) string {
	return fmt.Sprintf("data: {\"id\":\"chatcmpl-%d\",\"object\":\"chat.completion.chunk\",\"created\":1735689600,\"model\":%q,"+
		"\"system_fingerprint\":\"fp_test\",\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}],\"usage\":null}\n\n",
		p.record.number, Model, delta, finish)
}

// linger waits for gate, or for ever, and says false when the client left or the
// test ended meanwhile.
func (p *play) linger(gate <-chan struct{}) bool {
	var late <-chan time.Time
	if gate != nil {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-gate:
		return true
	case <-p.r.Context().Done():
	case <-p.server.stop:
	case <-late:
		p.server.t.Errorf("llmtest: request %d waited %s for its gate", p.record.number, patience)
	}
	return false
}

// reset closes the connection so that the client is sent an RST.
func (p *play) reset() {
	conn := p.r.Context().Value(connKey{}).(net.Conn)
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.SetLinger(0); err != nil {
			p.server.t.Errorf("llmtest: reset connection: %v", err)
		}
	}
	if err := conn.Close(); err != nil {
		p.server.t.Errorf("llmtest: reset connection: %v", err)
	}
	panic(http.ErrAbortHandler)
}
