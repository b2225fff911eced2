package fred

import (
	"encoding/json"
	"net/http"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// judge sorts an answer: of the API's errors, which all have status 400, it tells a
// series that there is not and a key that is refused.
func judge(a outbound.Answer) error {
	if a.Status != http.StatusBadRequest {
		return httpsource.Judge(a)
	}
	var said struct {
		Message string `json:"error_message"`
	}
	e := &market.Error{Kind: market.ErrNoData, Status: a.Status}
	if json.Unmarshal(a.Body, &said) != nil {
		return httpsource.Judge(a)
	}
	switch text := strings.ToLower(said.Message); {
	case strings.Contains(text, "does not exist"), strings.Contains(text, "series_id"):
		e.Kind = market.ErrUnknownSymbol
	case strings.Contains(text, "api_key"):
		// What it says repeats the key.
		e.Kind, e.Message = market.ErrBlocked, "the key is refused"
		return e
	}
	e.Said = httpsource.Text(outbound.Said(said.Message, ""))
	return e
}
