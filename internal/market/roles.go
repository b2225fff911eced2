package market

// roles are the sources by what they can be asked for, each in the order of their
// preference.
type roles struct {
	quotes       role[Quoter]
	histories    role[Historian]
	matches      role[Searcher]
	fundamentals role[FundamentalsSource]
	statements   role[StatementsSource]
	actions      role[ActionsSource]
	options      role[OptionsSource]
	news         role[NewsSource]
	screens      role[ScreenSource]
	trends       role[TrendsSource]
	members      role[MembersSource]
}

func rolesOf(sources []Source) roles {
	return roles{
		quotes: having[Quoter](sources, "quotes"), histories: having[Historian](sources, "prices"), matches: having[Searcher](sources, "symbols"),
		fundamentals: having[FundamentalsSource](sources, "fundamentals"), statements: having[StatementsSource](sources, "statements"),
		actions: having[ActionsSource](sources, "dividends and splits"), options: having[OptionsSource](sources, "options"),
		news: having[NewsSource](sources, "news"), screens: having[ScreenSource](sources, "screens"),
		trends: having[TrendsSource](sources, "trends"), members: having[MembersSource](sources, "members of indices"),
	}
}

// role is the sources that have role R.
type role[R any] struct {
	what    string // they have, for an error
	members []member[R]
}

// member is one source in one of its roles.
type member[R any] struct {
	covers func(Symbol) bool
	source R
}

func having[R any](sources []Source, what string) role[R] {
	all := role[R]{what: what}
	for _, s := range sources {
		if source, ok := s.(R); ok {
			all.members = append(all.members, member[R]{s.Covers, source})
		}
	}
	return all
}

// none is the error of a question that no source can be asked.
func (r role[R]) none(symbol Symbol) error {
	return &Error{Kind: ErrNoData, Symbol: symbol.String(), Message: "no source of market data has " + r.what + " of it"}
}

// ask puts a question to the first source that covers symbol, which is empty where
// the question is about none.
func ask[R, V any](r role[R], symbol Symbol, question func(source R) (V, error)) (v V, err error) {
	for _, m := range r.members {
		if symbol == (Symbol{}) || m.covers(symbol) {
			return question(m.source)
		}
	}
	return v, r.none(symbol)
}
