package api

import (
	"context"
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"

	"quotewire/internal/market"
)

// depth is market data beyond prices.
type depth interface {
	Fundamentals(ctx context.Context, symbol market.Symbol) (*market.Fundamentals, error)
	Statements(ctx context.Context, symbol market.Symbol, query market.StatementQuery) (*market.Statements, error)
	Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error)
	Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error)
	OptionTotals(ctx context.Context, symbol market.Symbol) (*market.OptionTotals, error)
	News(ctx context.Context, query string, limit int) (*market.News, error)
	Screen(ctx context.Context, name string, query market.ScreenQuery) (*market.Screen, error)
	Trending(ctx context.Context, region string) (*market.Trends, error)
}

// aged adds to an answer how old it is.
type aged struct {
	AgeSeconds float64 `json:"age_seconds"`
}

func agedBy(f market.Origin) aged { return aged{f.Age.Seconds()} }

// tickerOf is a ticker within another answer, nil when there is none.
func tickerOf(t *market.Ticker) *tickerData {
	if t == nil {
		return nil
	}
	return &tickerData{Ticker: t, AgeSeconds: t.Age.Seconds()}
}

// noData tells a client what it means that there is nothing.
func noData(err error, message, fix string) error {
	if errors.Is(err, market.ErrNoData) {
		return &fault{code: codeUnanswerable, message: message, fix: fix, cause: err}
	}
	return queryFault(err, nil)
}

// queryFault passes on what market says of a query that cannot be asked: it is
// our own text, in the names of another API; ours tells how a field is called
// here.
func queryFault(err error, ours map[string]string) error {
	if !errors.Is(err, market.ErrQuery) {
		return err
	}
	text := strings.TrimPrefix(err.Error(), market.ErrQuery.Error()+": ")
	if field, rest, ok := strings.Cut(text, ": "); ok && ours[field] != "" {
		text = ours[field] + ": " + rest
	}
	wrong, fix, _ := strings.Cut(text, ": want ")
	if fix != "" {
		fix = "send " + fix
	}
	field, wrong, _ := strings.Cut(wrong, ": ")
	return invalid(field, wrong, fix)
}

// wholeOf reads a parameter that is a whole number of least to most.
func wholeOf(values url.Values, name string, def, least, most int) (int, error) {
	text, err := single(name, values[name])
	if err != nil || text == "" {
		return def, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, invalid(name, "it is not a number in range", "send "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
	}
	return n, nil
}

// numberOf reads a parameter that is a number of least to most, absent for none.
func numberOf(values url.Values, name string, least, most float64) (market.Number, error) {
	text, err := single(name, values[name])
	if err != nil || text == "" {
		return market.Number{}, err
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || v < least || v > most || strings.ContainsAny(text, "_xX") {
		return market.Number{}, invalid(name, "it is not a number in range", "send "+shortest(least)+" to "+shortest(most))
	}
	return market.Num(v), nil
}

// listOf reads a parameter that is some of a few values, separated by commas or
// given several times, each once.
func listOf(values url.Values, name string, valid []string) (map[string]bool, error) {
	chosen := map[string]bool{}
	for _, piece := range splitList(name, values[name]) {
		if piece = present(piece); piece == "" {
			continue
		}
		one, err := oneOf(url.Values{name: {piece}}, name, "", valid)
		if err != nil {
			return nil, err
		}
		chosen[one] = true
	}
	return chosen, nil
}

// shortest writes a number plainly, with no digit too many and no exponent.
func shortest(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// significant rounds a computed figure to eight figures that count: more would
// only be noise.
func significant(v float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 8, 64), 64)
	if err != nil {
		return v
	}
	return short
}
