package api

import (
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"quotewire/internal/api/fault"
)

// maxBody bounds a request body.
const maxBody = 1 << 20

// readBody reads all of the body within a deadline. It comes before anything
// upstream: net/http notices a leaving client only when its body is read, and
// cuts short answers that overtake their own request.
func (s *Server) readBody(x *exchange, r *http.Request) ([]byte, error) {
	const fix = "send one JSON object with Content-Type: application/json"
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, &fault.Fault{Code: fault.MediaType, Message: "the body is not JSON", Fix: fix}
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, &fault.Fault{Code: fault.MediaType, Message: "the body is not UTF-8", Fix: fix}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, &fault.Fault{Code: fault.MediaType, Message: "the body is compressed", Fix: "send it without Content-Encoding"}
	}
	if r.ContentLength > maxBody {
		return nil, &http.MaxBytesError{Limit: maxBody}
	}
	rc := http.NewResponseController(x)
	// A connection without deadlines is one without a slow client either.
	_ = rc.SetReadDeadline(time.Now().Add(s.opts.BodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(x, r.Body, maxBody))
	if err != nil {
		return nil, bodyFault(err)
	}
	// Left in place it would end the answer: net/http reads on to see the
	// client leave.
	_ = rc.SetReadDeadline(time.Time{})
	return body, nil
}

func bodyFault(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return &fault.Fault{Code: fault.RequestTimeout, Message: "the body did not arrive in time", Fix: "send it again", Cause: err}
	}
	f := fault.Invalid("body", "it could not be read to its end", "send it again")
	f.Cause = err
	return f
}
