package kraken

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// ask puts a question whose answer's result read takes.
func (s *Source) ask(ctx context.Context, what string, query url.Values, read func(result json.RawMessage) error) error {
	query.Set("assetVersion", "1") // without it BTC/USD is called XXBTZUSD
	return s.client.Ask(ctx, httpsource.Request{URL: address + what, Query: query, Read: func(a outbound.Answer) error {
		var wire struct {
			Error  []string
			Result json.RawMessage
		}
		if err := httpsource.JSON(a.Body, &wire); err != nil {
			return err
		}
		if err := refusal(wire.Error); err != nil {
			return err
		}
		if len(wire.Result) == 0 || string(wire.Result) == "null" {
			return httpsource.Malformed("an answer without a result")
		}
		return read(wire.Result)
	}})
}

// refusal is what the errors in an answer of status 200 say; warnings are none.
func refusal(said []string) error {
	i := slices.IndexFunc(said, func(text string) bool { return !strings.HasPrefix(text, "W") })
	if i < 0 {
		return nil
	}
	e := &market.Error{Kind: market.ErrMalformed, Message: "an error that is not known", Said: httpsource.Text(strings.Join(said[i:], "; "))}
	has := func(some ...string) bool {
		return slices.ContainsFunc(some, func(part string) bool { return strings.Contains(said[i], part) })
	}
	switch {
	case has("Unknown asset"):
		e.Kind, e.Message = market.ErrUnknownSymbol, ""
	case has("Rate limit", "Too many requests", "Permission denied", "Temporary lockout"):
		e.Kind, e.Message = market.ErrBlocked, "an error in an answer"
	case has("EService", "Unavailable", "Busy", "Internal error"):
		e.Kind, e.Message = market.ErrUnavailable, "an error in an answer"
	case has("EGeneral:Invalid arguments", "EQuery"):
		e.Kind, e.Message = market.ErrNoData, "it does not take our question"
	}
	return e
}

// named reports whether name is what Kraken calls a pair: as it was asked for, or with
// the codes that it once had, XXBTZUSD for BTC/USD.
func named(name, pair string) bool {
	base, quote, _ := strings.Cut(pair, "/")
	name = strings.ReplaceAll(name, "/", "")
	for _, b := range codes(base) {
		if rest, ok := strings.CutPrefix(name, b); ok && slices.Contains(codes(quote), rest) {
			return true
		}
	}
	return false
}

// codes are all that Kraken calls a coin or a currency.
func codes(code string) []string {
	all := []string{code}
	switch code {
	case "BTC":
		all = append(all, "XBT")
	case "DOGE":
		all = append(all, "XDG")
	}
	for _, c := range slices.Clone(all) {
		if len(c) == 3 {
			all = append(all, "X"+c, "Z"+c)
		}
	}
	return all
}
