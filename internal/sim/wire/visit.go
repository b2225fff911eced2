package wire

import (
	"bytes"
	"compress/gzip"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// elsewhere is where the redirect fault leads: requests there say that a client
// followed it.
const elsewhere = "/sim/elsewhere"

// Visit is one request on its way to its answer. Its request's context ends
// when the client leaves or the server closes.
type Visit struct {
	w       http.ResponseWriter
	Request *http.Request
	Body    []byte
	Asked   Asked
	Fault   Fault
	record  *Record
	Now     time.Time
	written int64
	lost    bool // a write failed
}

// Send writes a reply with what the visit's fault makes of it. It reports
// whether all that was to be sent was sent.
func (v *Visit) Send(rep Reply) bool {
	half := rep.Body[:len(rep.Body)/2]
	switch f := v.Fault; f.Kind {
	case Hang:
		return v.Wait()
	case Late:
		return v.Pause(f.DelayOr(20*time.Millisecond)) && v.Write(rep)
	case Status:
		return v.Write(f.Over(Reply{f.StatusOr(http.StatusServiceUnavailable), rep.Header, []byte(f.Body)}))
	case HTML:
		return v.Write(f.Over(Page(f.StatusOr(http.StatusOK), "Will be right back...")))
	case Reset:
		v.Reset()
	case Cut:
		v.Head(rep, len(rep.Body))
		v.Push(half)
		panic(http.ErrAbortHandler)
	case Truncate:
		rep.Body = half
	case Stall:
		v.Head(rep, len(rep.Body))
		return v.Push(half) && v.Wait()
	case Slow:
		return v.trickle(rep, f.DelayOr(20*time.Millisecond))
	case Redirect:
		to := Reply{f.StatusOr(http.StatusTemporaryRedirect), map[string]string{"Location": elsewhere}, nil}
		return v.Write(f.Over(to))
	case ContentType:
		rep.Header = maps.Clone(rep.Header)
		rep.Header["Content-Type"] = "text/plain"
		rep = f.Over(rep)
	case Gzip:
		rep = compressed(rep)
	case Oversized:
		return v.flood(rep, bytes.Repeat([]byte(" "), 64<<10))
	}
	return v.Write(rep)
}

// DelayOr is the fault's delay, or otherwise where it gives none.
func (f Fault) DelayOr(otherwise time.Duration) time.Duration {
	if f.Delay > 0 {
		return time.Duration(f.Delay)
	}
	return otherwise
}

// StatusOr is the fault's status, or otherwise where it gives none.
func (f Fault) StatusOr(otherwise int) int {
	if f.Status != 0 {
		return f.Status
	}
	return otherwise
}

// Over lays the fault's own header and body over a reply.
func (f Fault) Over(rep Reply) Reply {
	header := maps.Clone(rep.Header)
	if header == nil {
		header = make(map[string]string)
	}
	maps.Copy(header, f.Header)
	rep.Header = header
	if f.Body != "" {
		rep.Body = []byte(f.Body)
	}
	return rep
}

func compressed(rep Reply) Reply {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(rep.Body) // to memory: neither can fail
	z.Close()
	header := maps.Clone(rep.Header)
	header["Content-Encoding"] = "gzip"
	return Reply{rep.Status, header, b.Bytes()}
}

// Head sends status and header. A length below zero is left unsaid.
func (v *Visit) Head(rep Reply, length int) {
	h := v.w.Header()
	for k, value := range rep.Header {
		h.Set(k, value)
	}
	if length >= 0 {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	v.w.WriteHeader(rep.Status)
}

// Write sends a reply as it is. It reports whether the client was still there, as
// do all that send.
func (v *Visit) Write(rep Reply) bool {
	v.Head(rep, len(rep.Body))
	return v.Push(rep.Body)
}

// Push puts and flushes.
func (v *Visit) Push(p []byte) bool {
	return v.Put(p) && v.Flush()
}

// Put writes bytes of a body, which may stay in a buffer.
func (v *Visit) Put(p []byte) bool {
	n, err := v.w.Write(p)
	v.written += int64(n)
	v.lost = v.lost || err != nil
	return err == nil
}

// Flush sends what was put.
func (v *Visit) Flush() bool {
	err := http.NewResponseController(v.w).Flush()
	v.lost = v.lost || err != nil
	return err == nil
}

// Wait lasts until the client leaves or the server closes.
func (v *Visit) Wait() bool {
	<-v.Request.Context().Done()
	return false
}

// Pause waits; it reports false when the client left meanwhile.
func (v *Visit) Pause(d time.Duration) bool {
	if d <= 0 {
		return v.Request.Context().Err() == nil
	}
	select {
	case <-time.After(d):
		return true
	case <-v.Request.Context().Done():
		return false
	}
}

// Reset ends the connection with a TCP reset.
func (v *Visit) Reset() {
	conn, _, err := http.NewResponseController(v.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 has no connection to take: its stream is reset
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) // without it the peer would see a clean end
	}
	conn.Close()
	panic(http.ErrAbortHandler)
}

// trickle sends a reply in 16 pieces.
func (v *Visit) trickle(rep Reply, every time.Duration) bool {
	v.Head(rep, len(rep.Body))
	piece := len(rep.Body)/16 + 1
	for rest := rep.Body; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
		if !v.Push(rest[:min(piece, len(rest))]) || !v.Pause(every) {
			return false
		}
	}
	return true
}

// flood starts a reply and then sends block until the client leaves.
func (v *Visit) flood(rep Reply, block []byte) bool {
	v.Head(rep, -1)
	if !v.Push(rep.Body[:len(rep.Body)/2]) {
		return false
	}
	return v.Pour(block)
}

// Pour sends block until the client leaves.
func (v *Visit) Pour(block []byte) bool {
	for v.Request.Context().Err() == nil && v.Push(block) {
	}
	return false
}
