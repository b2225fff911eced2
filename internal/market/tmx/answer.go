package tmx

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// answer is what comes back in GraphQL, with status 200 whatever it is.
type answer struct {
	Data   map[string]json.RawMessage `json:"data"`
	Errors []struct {
		Message    httpsource.Cell `json:"message"`
		Extensions struct {
			Code httpsource.Cell `json:"code"`
		} `json:"extensions"`
	} `json:"errors"`
}

// judge lets an answer with errors through, which other servers of GraphQL send with
// status 400: read knows better what they mean.
func judge(a outbound.Answer) error {
	if a.Status == http.StatusBadRequest && bytes.Contains(a.Body, []byte(`"errors"`)) {
		return nil
	}
	return httpsource.Judge(a)
}

// read reads the field of an answer.
func read(body []byte, field string, into any) error {
	var a answer
	if err := httpsource.JSON(body, &a); err != nil {
		return err
	}
	raw := a.Data[field]
	if len(raw) > 0 && string(raw) != "null" {
		return httpsource.JSON(raw, into)
	}
	switch {
	case len(a.Errors) > 0:
		return fault(a.Errors[0].Extensions.Code.Text(), a.Errors[0].Message.Text())
	case a.Data == nil:
		return httpsource.Malformed("an answer with neither data nor errors")
	}
	return nil
}

// fault is what an error of GraphQL means, by its code or words of its text. One that is
// not known is no data: it may be about the symbol or about the server.
func fault(code, message string) error {
	e := &market.Error{Kind: market.ErrNoData, Message: "an error in place of data", Said: httpsource.Text(message)}
	text := strings.ToLower(code + " " + message)
	for _, sign := range []struct {
		kind  error
		words []string
	}{
		{market.ErrMalformed, []string{"graphql_", "bad_user_input", "cannot query field", "unknown argument"}},
		{market.ErrBlocked, []string{"too many", "rate limit", "forbidden", "unauthenticated"}},
		{market.ErrUnavailable, []string{"unavailable", "timeout", "timed out", "status code 5", "econn"}},
		{market.ErrUnknownSymbol, []string{"not found", "unknown symbol", "invalid symbol", "no symbol", "status code 404"}},
	} {
		for _, word := range sign.words {
			if strings.Contains(text, word) {
				e.Kind = sign.kind
				return e
			}
		}
	}
	return e
}
