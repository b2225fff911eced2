package market

import "context"

// Source is somebody who has market data. What it can be asked for is told by the
// roles that it has beside: each is one of the interfaces below. Its answers are new
// with each question and have an Origin; its errors are an *Error, or wrap ErrQuery
// for what cannot be asked of it. It caches nothing.
type Source interface {
	Name() string // such as yahoo
	Covers(symbol Symbol) bool
}

// The roles of a source, one for each kind of answer. Symbols are never empty, and
// other arguments are what the method of Market that has the same name lets through.
type (
	// Quoter has present facts: a ticker or an error for each of symbols.
	Quoter interface {
		Quotes(ctx context.Context, symbols []Symbol) ([]*Ticker, []error)
	}
	Historian interface {
		History(ctx context.Context, query HistoryQuery) (*History, error)
	}
	// Searcher finds as many symbols as it can, up to MaxMatches.
	Searcher interface {
		Search(ctx context.Context, query string) ([]Match, error)
	}
	FundamentalsSource interface {
		Fundamentals(ctx context.Context, symbol Symbol) (*Fundamentals, error)
	}
	StatementsSource interface {
		Statements(ctx context.Context, symbol Symbol, query StatementQuery) (*Statements, error)
	}
	// ActionsSource has dividends and splits. A zero from is since trading began; to is
	// never zero.
	ActionsSource interface {
		Actions(ctx context.Context, symbol Symbol, from, to Date) (*Actions, error)
	}
	// OptionsSource has chains. A zero expiry is that of the nearest.
	OptionsSource interface {
		Options(ctx context.Context, symbol Symbol, expiry Date) (*Chain, error)
	}
	// NewsSource finds as many articles as it can, up to MaxArticles.
	NewsSource interface {
		News(ctx context.Context, query string) (*News, error)
	}
	ScreenSource interface {
		Screen(ctx context.Context, name string, query ScreenQuery) (*Screen, error)
	}
	TrendsSource interface {
		Trending(ctx context.Context, region string) (*Trends, error)
	}
	MembersSource interface {
		Members(ctx context.Context, index Symbol) (*Members, error)
	}
)
