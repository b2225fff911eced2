package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"
)

const (
	// firstNotice is after how long a silent server's reader is told what is
	// waited for, and nextNotice how often again.
	firstNotice = 3 * time.Second
	nextNotice  = 30 * time.Second
)

// beginning is what the first bytes of an answer, or their lack, came to.
type beginning struct {
	resp *http.Response
	n    int
	err  error
}

// begin makes the request and waits for the first bytes of its answer. Meanwhile
// the caller is told that it waits: a server may load a model for minutes, and a
// reader who sees nothing leaves, and makes it begin anew.
func (s *step) begin(ctx context.Context, req wired) (io.ReadCloser, error) {
	first := make(chan beginning, 1)
	go func() { // ends with the request, which ctx ends; waited for below
		b := beginning{}
		defer func() {
			if p := recover(); p != nil {
				b.err = fmt.Errorf("panic: %T", p)
			}
			first <- b
		}()
		if b.resp, b.err = s.client.open(ctx, req); b.err == nil {
			b.n, b.err = s.lines.fill(b.resp.Body)
		}
	}()
	start := time.Now()
	notice := time.NewTimer(firstNotice)
	defer notice.Stop()
	waits := true
	defer func() { // a caller that leaves at a notice, or panics in one, leaves nothing behind
		if waits {
			s.cancel(errStopped)
			if b := <-first; b.resp != nil {
				s.client.close(b.resp.Body)
			}
		}
	}()
	for {
		select {
		case b := <-first:
			waits = false
			if b.resp == nil {
				return nil, b.err
			}
			s.answered = true
			return b.resp.Body, s.look(b)
		case <-notice.C:
			notice.Reset(nextNotice)
			waiting := &Notice{Waiting: time.Since(start), Server: s.client.kind().name}
			if !s.yield(Chunk{Notice: waiting}, nil) {
				return nil, errStopped
			}
		}
	}
}

// look takes the first bytes of an answer over. Where the Content-Type is not an
// event stream's, a proxy may have set its own: the bytes decide.
func (s *step) look(b beginning) error {
	if err := s.filled(b.n, b.err); err != nil && !errors.Is(err, io.EOF) {
		s.client.close(b.resp.Body)
		return err
	}
	s.eof = s.eof || errors.Is(b.err, io.EOF)
	media, _, _ := mime.ParseMediaType(b.resp.Header.Get("Content-Type"))
	if media == "text/event-stream" || media == "" || s.lines.looksRight() {
		return nil
	}
	s.client.close(b.resp.Body)
	return &Error{
		Kind:    ErrMalformed,
		Status:  b.resp.StatusCode,
		Message: s.client.oneLine(fmt.Sprintf("answered with %q instead of an event stream", media)),
	}
}
