package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"quotewire/internal/api/fault"
)

var (
	errClientGone = errors.New("client is gone")
	errInternal   = errors.New("internal fault")
	errNoEnd      = errors.New("answer broke off without an end")
)

// exchange is one request and its response: what the log record and the
// metrics say of it. It is the ResponseWriter of every handler.
type exchange struct {
	http.ResponseWriter
	id           string
	client       string // who is limited, counted and owns sessions: key:... or ip:...
	route        string // set when no route matched
	status       int
	bytes        int64
	err          error
	answer       *answerRecord // nil unless a question was asked
	simulated    bool          // what the response rests on is made up
	writeTimeout time.Duration
}

// exchangeOf finds the exchange below whatever middleware wrapped around it.
func exchangeOf(w http.ResponseWriter) *exchange {
	for {
		switch v := w.(type) {
		case *exchange:
			return v
		case interface{ Unwrap() http.ResponseWriter }:
			w = v.Unwrap()
		default:
			panic(fmt.Sprintf("no exchange below %T: the record middleware must come first", w))
		}
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// WriteHeader also starts the time that the client has to read the response.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= 200 {
		x.status = status
		// An error means that the connection is closed; the write tells.
		_ = http.NewResponseController(x.ResponseWriter).SetWriteDeadline(time.Now().Add(x.writeTimeout))
	}
	x.ResponseWriter.WriteHeader(status)
}

func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	n, err := x.ResponseWriter.Write(b)
	x.bytes += int64(n)
	return n, err
}

// handler answers a request or returns why not; one place turns that into a
// response.
type handler func(x *exchange, r *http.Request) error

func (s *Server) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x := exchangeOf(w)
		if err := h(x, r); err != nil {
			x.fail(r, err)
		}
	}
}

// statusClientGone is in the log and the metrics only: the connection is
// aborted, so that nobody reads an empty success.
const statusClientGone = 499

// fail answers with the fault that err is to a client.
func (x *exchange) fail(r *http.Request, err error) {
	x.err = err
	if x.status != 0 {
		return
	}
	f := fault.Of(err)
	// A body that came too late ended ctx as well, but its client is there.
	if f.Code != fault.RequestTimeout && clientLeft(r.Context()) || errors.Is(err, errClientGone) {
		x.status, x.err = statusClientGone, fmt.Errorf("%w: %w", errClientGone, err)
		return
	}
	f.SetHeader(x.Header())
	if err := x.json(f.Code.Status(), fault.Body{Error: f.Data(x.id)}); err != nil {
		x.err = errors.Join(x.err, err)
	}
}

// clientLeft reports whether ctx ended for no reason of ours.
func clientLeft(ctx context.Context) bool {
	cause := context.Cause(ctx)
	return cause != nil && !errors.Is(cause, fault.ErrShutdown)
}

// json writes v as the whole response.
func (x *exchange) json(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode response: %w", err)
	}
	return x.body(status, "application/json", append(body, '\n'))
}

func (x *exchange) body(status int, contentType string, body []byte) error {
	h := x.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	x.WriteHeader(status)
	// The last byte is kept for a flush to send. Over HTTP/2 one that has nothing
	// to send fails when the client has left, and that may have read all of it.
	whole := max(len(body)-1, 0)
	for _, part := range [][]byte{body[:whole], body[whole:]} {
		if _, err := x.Write(part); err != nil {
			return &writeError{err: err}
		}
	}
	return nil
}
