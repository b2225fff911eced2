package httpsource

import (
	"bytes"
	"encoding/json"
	"net/http"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
	"quotewire/internal/plaintext"
)

// Judge sorts an answer by its status and first bytes: nil for one that is worth
// reading. A page of HTML is a refusal, with whatever status it comes: no source sends
// data in one.
func Judge(a outbound.Answer) error {
	e := &market.Error{Status: a.Status, Said: said(a.Body), RetryAfter: outbound.RetryAfter(a.Header, outbound.LongestPause)}
	switch status := a.Status; {
	case status == http.StatusTooManyRequests, status == http.StatusTeapot, status == http.StatusForbidden, status == http.StatusUnauthorized, status == http.StatusUnavailableForLegalReasons:
		e.Kind = market.ErrBlocked
	case status >= 500:
		e.Kind = market.ErrUnavailable
	case IsHTML(a.Body) && status != http.StatusNotFound:
		e.Kind, e.Message = market.ErrBlocked, "a page of HTML instead of data"
	case status == http.StatusNotFound:
		e.Kind = market.ErrUnknownSymbol
	case status >= 400:
		e.Kind = market.ErrNoData
	case status >= 300:
		e.Kind, e.Message = market.ErrBlocked, "a redirect instead of data"
	case len(bytes.TrimSpace(a.Body)) == 0:
		e.Kind, e.Message = market.ErrMalformed, "empty answer"
	default:
		return nil
	}
	return e
}

// IsHTML reports whether a body is a page.
func IsHTML(body []byte) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if len(body) == 0 || body[0] != '<' {
		return false
	}
	head := bytes.ToLower(body[:min(len(body), 256)])
	return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")) || bytes.Contains(head, []byte("<head"))
}

// Malformed is the error of an answer that is not what its source gives, in our words.
func Malformed(message string) error {
	return &market.Error{Kind: market.ErrMalformed, Message: message}
}

// JSON reads a body into a value. Its error says that it is none.
func JSON(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return Malformed("not the JSON that was asked for")
	}
	return nil
}

// said is a short answer in one line, nothing of a page.
func said(body []byte) string {
	if IsHTML(body) {
		return "an HTML page"
	}
	return Text(outbound.Said(string(body[:min(len(body), 1024)]), ""))
}

// Text is a text of a source's on one line, printable and short.
func Text(text string) string { return plaintext.Clip(plaintext.Line(text), 200) }
