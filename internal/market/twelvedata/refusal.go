package twelvedata

import (
	"net/http"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// refusal stands in place of an answer, or of one among several, with any HTTP status.
type refusal struct {
	Code    httpsource.Cell `json:"code"`
	Message httpsource.Cell `json:"message"`
	Status  httpsource.Cell `json:"status"`
}

// judge reads a refusal, whatever its status: the code 404 is of an unknown symbol, and
// of one that the key's plan does not have.
func judge(a outbound.Answer) error {
	var r refusal
	if httpsource.IsHTML(a.Body) || httpsource.JSON(a.Body, &r) != nil || r.Status != "error" {
		return httpsource.Judge(a)
	}
	e := r.fault()
	if e.RetryAfter == 0 {
		e.RetryAfter = outbound.RetryAfter(a.Header, outbound.LongestPause)
	}
	e.Status = a.Status
	return e
}

// fault is what a refusal says of the question. That a plan lacks a symbol says nothing of
// the others.
func (r refusal) fault() *market.Error {
	e := &market.Error{Kind: market.ErrMalformed, Said: r.Message.Text()}
	code, _ := r.Code.Number().Get()
	words := strings.ToLower(string(r.Message))
	switch {
	case code == http.StatusTooManyRequests:
		e.Kind = market.ErrBlocked
		if strings.Contains(words, "for the day") {
			e.RetryAfter = outbound.LongestPause
		}
	case code == http.StatusUnauthorized:
		e.Kind = market.ErrBlocked
	case code == http.StatusForbidden, strings.Contains(words, "available starting with"), strings.Contains(words, "available exclusively with"):
		e.Kind, e.Message = market.ErrNoData, "the plan of the key does not have it"
	case strings.Contains(words, "no data is available"):
		e.Kind = market.ErrNoData
	case code == http.StatusNotFound, code == http.StatusBadRequest && strings.Contains(words, "symbol"):
		e.Kind = market.ErrUnknownSymbol
	case code >= 500:
		e.Kind = market.ErrUnavailable
	case code >= 400:
		e.Kind = market.ErrNoData
	}
	return e
}
