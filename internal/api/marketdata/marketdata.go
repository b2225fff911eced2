// Package marketdata answers with market data, and what is computed on them, without
// a model.
//
// Each route reads its query, asks, and returns what is to be written, as JSON or as a
// [Table], and whose data that is. It refuses to write responses: that they say so is
// seen to in one place, by the caller.
package marketdata

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// Market is where the data are from.
type Market interface {
	Quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error)
	Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error)
	History(ctx context.Context, query market.HistoryQuery) (*market.History, error)
	Search(ctx context.Context, query string, limit int) ([]market.Match, error)
	Fundamentals(ctx context.Context, symbol market.Symbol) (*market.Fundamentals, error)
	Statements(ctx context.Context, symbol market.Symbol, query market.StatementQuery) (*market.Statements, error)
	Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error)
	Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error)
	OptionTotals(ctx context.Context, symbol market.Symbol) (*market.OptionTotals, error)
	News(ctx context.Context, query string, limit int) (*market.News, error)
	Screen(ctx context.Context, name string, query market.ScreenQuery) (*market.Screen, error)
	Trending(ctx context.Context, region string) (*market.Trends, error)
}

// Studies computes on prices.
type Studies interface {
	Analyze(ctx context.Context, query study.Query) (*study.Report, error)
	Bars(ctx context.Context, words string, query market.HistoryQuery, zone *time.Location) (*study.Bars, error)
}

// Routes are all that there are of them.
type Routes struct {
	Market  Market
	Studies Studies
	Macro   Macro
	Zones   *query.Zones
	// Provider is whom Market asks: the origin of answers that no data came for. Simulated
	// says that these are made up.
	Provider  string
	Simulated bool
	// SimulatedSeries says that what Macro has is made up.
	SimulatedSeries bool
	// Charge counts a request that asks for as much as several do.
	Charge func(w http.ResponseWriter, r *http.Request, size int) error
	Log    *slog.Logger
}

// Table is an answer as rows of cells; the first names the columns.
type Table [][]string

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
		return &fault.Fault{Code: fault.Unanswerable, Message: message, Fix: fix, Cause: err}
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
	return fault.Invalid(field, wrong, fix)
}

// significant rounds a computed figure to eight figures that count: more would
// only be noise.
func significant(v float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 8, 64), 64)
	if err != nil {
		return v
	}
	return short
}
