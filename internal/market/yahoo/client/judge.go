package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// judge sorts an answer of the API by its status and first bytes: nil for one
// that is worth reading.
func judge(a outbound.Answer) error {
	body := a.Body
	good := isJSON(body)
	if a.Status == http.StatusOK && good {
		return nil
	}
	e := &market.Error{Status: a.Status, Said: said(body), RetryAfter: outbound.RetryAfter(a.Header, outbound.LongestPause)}
	switch status := a.Status; {
	case status == http.StatusTooManyRequests, status == 999, status == http.StatusForbidden, !good && saysTooMany(body):
		e.Kind = market.ErrBlocked
	case status == http.StatusUnauthorized, status >= 300 && status < 400:
		// Without a valid cookie Yahoo says 401 or leads to its consent page.
		e.Kind, e.Err = market.ErrBlocked, errOldCrumb
	case status >= 500:
		e.Kind = market.ErrUnavailable
		if e.RetryAfter == 0 {
			e.Err = errTransient
		}
	case status >= 400 && !good:
		e.Kind = market.ErrMalformed
	case status == http.StatusNotFound:
		// Yahoo says so of a symbol it does not know; any other 404 is an address
		// that no longer is one.
		e.Kind = market.ErrMalformed
		if f := FaultOf(body); f != nil && errors.Is(f.Err(), market.ErrUnknownSymbol) {
			e.Kind = market.ErrUnknownSymbol
		}
	case status >= 400:
		e.Kind = market.ErrNoData
	case len(bytes.TrimSpace(body)) == 0:
		e.Kind, e.Message = market.ErrMalformed, "empty answer"
	case !good:
		e.Kind, e.Message = market.ErrMalformed, "not JSON"
	default:
		return nil
	}
	return e
}

func isJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && body[0] == '{' && json.Valid(body)
}

// saysTooMany finds the refusal that comes as plain text, at times with 200.
func saysTooMany(body []byte) bool {
	return bytes.Contains(body[:min(len(body), 4096)], []byte("Too Many Requests"))
}

// said is what an answer says for itself in one line: the description of Yahoo's
// error object where there is one, nothing of an HTML page.
func said(body []byte) string {
	if f := FaultOf(body); f != nil {
		return f.text()
	}
	if isJSON(body) {
		return ""
	}
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		return "an HTML page"
	}
	return Line(string(body[:min(len(body), 1024)]))
}

// Fault is Yahoo's error object.
type Fault struct {
	Code        string `json:"code"`
	Description string `json:"description"`
}

func (f *Fault) text() string {
	return Line(strings.Trim(f.Code+": "+f.Description, ": "))
}

// Missing is the error of an answer without the envelope that was asked for: what
// its error object says, when it has one.
func Missing(envelope string, body []byte) error {
	if f := FaultOf(body); f != nil {
		return f.Err()
	}
	return &market.Error{Kind: market.ErrMalformed, Message: "no " + envelope + " in the answer"}
}

// FaultOf finds the error object of an answer, under whatever name its envelope
// has: chart, quoteResponse, finance. nil when there is none.
func FaultOf(body []byte) *Fault {
	var envelope map[string]json.RawMessage
	if json.Unmarshal(body, &envelope) != nil {
		return nil
	}
	for _, raw := range envelope {
		var inner struct {
			Error *Fault `json:"error"`
		}
		if json.Unmarshal(raw, &inner) == nil && inner.Error != nil {
			return inner.Error
		}
	}
	return nil
}

// Err is the error that an error object means.
func (f *Fault) Err() error {
	e := &market.Error{Kind: market.ErrNoData, Said: f.text()}
	text := strings.ToLower(f.Code + " " + f.Description)
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case says("too many requests"):
		e.Kind = market.ErrBlocked
	case says("unauthorized", "invalid crumb", "invalid cookie"):
		e.Kind, e.Err = market.ErrBlocked, errOldCrumb
	case says("not found", "no data found", "delisted"):
		e.Kind = market.ErrUnknownSymbol
	case says("internal", "unavailable", "timeout", "timed out"):
		e.Kind = market.ErrUnavailable
	}
	return e
}
