package sim

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

// visit is one request on its way to its answer. Its request's context ends
// when the client leaves or the server closes.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	body    []byte
	asked   request
	fault   Fault
	record  *Record
	now     time.Time
	written int64
	lost    bool // a write failed
}

// send writes a reply with what the visit's fault makes of it. It reports
// whether all that was to be sent was sent.
func (v *visit) send(rep reply) bool {
	half := rep.body[:len(rep.body)/2]
	switch f := v.fault; f.Kind {
	case Hang:
		return v.wait()
	case Late:
		return v.pause(f.delay(20*time.Millisecond)) && v.write(rep)
	case Status:
		return v.write(f.over(reply{f.status(http.StatusServiceUnavailable), rep.header, []byte(f.Body)}))
	case HTML:
		return v.write(f.over(page(f.status(http.StatusOK), "Will be right back...")))
	case Reset:
		v.reset()
	case Cut:
		v.head(rep, len(rep.body))
		v.push(half)
		panic(http.ErrAbortHandler)
	case Truncate:
		rep.body = half
	case Stall:
		v.head(rep, len(rep.body))
		return v.push(half) && v.wait()
	case Slow:
		return v.trickle(rep, f.delay(20*time.Millisecond))
	case Redirect:
		to := reply{f.status(http.StatusTemporaryRedirect), map[string]string{"Location": elsewhere}, nil}
		return v.write(f.over(to))
	case ContentType:
		rep.header = maps.Clone(rep.header)
		rep.header["Content-Type"] = "text/plain"
		rep = f.over(rep)
	case Gzip:
		rep = compressed(rep)
	case Oversized:
		return v.flood(rep, bytes.Repeat([]byte(" "), 64<<10))
	}
	return v.write(rep)
}

func (f Fault) delay(otherwise time.Duration) time.Duration {
	if f.Delay > 0 {
		return time.Duration(f.Delay)
	}
	return otherwise
}

func (f Fault) status(otherwise int) int {
	if f.Status != 0 {
		return f.Status
	}
	return otherwise
}

// over lays the fault's own header and body over a reply.
func (f Fault) over(rep reply) reply {
	header := maps.Clone(rep.header)
	if header == nil {
		header = make(map[string]string)
	}
	maps.Copy(header, f.Header)
	rep.header = header
	if f.Body != "" {
		rep.body = []byte(f.Body)
	}
	return rep
}

func compressed(rep reply) reply {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(rep.body) // to memory: neither can fail
	z.Close()
	header := maps.Clone(rep.header)
	header["Content-Encoding"] = "gzip"
	return reply{rep.status, header, b.Bytes()}
}

// head sends status and header. A length below zero is left unsaid.
func (v *visit) head(rep reply, length int) {
	h := v.w.Header()
	for k, value := range rep.header {
		h.Set(k, value)
	}
	if length >= 0 {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	v.w.WriteHeader(rep.status)
}

func (v *visit) write(rep reply) bool {
	v.head(rep, len(rep.body))
	return v.push(rep.body)
}

// push writes and flushes; it reports whether the client was still there.
func (v *visit) push(p []byte) bool {
	return v.put(p) && v.flush()
}

func (v *visit) put(p []byte) bool {
	n, err := v.w.Write(p)
	v.written += int64(n)
	v.lost = v.lost || err != nil
	return err == nil
}

func (v *visit) flush() bool {
	err := http.NewResponseController(v.w).Flush()
	v.lost = v.lost || err != nil
	return err == nil
}

// wait lasts until the client leaves or the server closes.
func (v *visit) wait() bool {
	<-v.r.Context().Done()
	return false
}

// pause waits; it reports false when the client left meanwhile.
func (v *visit) pause(d time.Duration) bool {
	if d <= 0 {
		return v.r.Context().Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-v.r.Context().Done():
		return false
	}
}

// reset ends the connection with a TCP reset.
func (v *visit) reset() {
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
func (v *visit) trickle(rep reply, every time.Duration) bool {
	v.head(rep, len(rep.body))
	piece := len(rep.body)/16 + 1
	for rest := rep.body; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
		if !v.push(rest[:min(piece, len(rest))]) || !v.pause(every) {
			return false
		}
	}
	return true
}

// flood starts a reply and then sends block until the client leaves.
func (v *visit) flood(rep reply, block []byte) bool {
	v.head(rep, -1)
	if !v.push(rep.body[:len(rep.body)/2]) {
		return false
	}
	return v.pour(block)
}

// pour sends block until the client leaves.
func (v *visit) pour(block []byte) bool {
	for v.r.Context().Err() == nil && v.push(block) {
	}
	return false
}
