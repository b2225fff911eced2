package market

import (
	"slices"

	"quotewire/internal/spelling"
)

// roles are the sources by what they can be asked for.
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

func rolesOf(monitors []*monitor) roles {
	return roles{
		quotes: having[Quoter](monitors, quotes), histories: having[Historian](monitors, "prices"), matches: having[Searcher](monitors, "symbols"),
		fundamentals: having[FundamentalsSource](monitors, "fundamentals"), statements: having[StatementsSource](monitors, "statements"),
		actions: having[ActionsSource](monitors, "dividends and splits"), options: having[OptionsSource](monitors, "options"),
		news: having[NewsSource](monitors, "news"), screens: having[ScreenSource](monitors, "screens"),
		trends: having[TrendsSource](monitors, "trends"), members: having[MembersSource](monitors, "members of indices"),
	}
}

// quotes is what a Quoter has.
const quotes = "quotes"

// role is the sources that have role R, in the order in which they were given.
type role[R any] struct {
	what    string // they have, for an error; its first word is that of order.txt
	members []member[R]
}

// member is one source in one of its roles.
type member[R any] struct {
	*monitor
	source R
	place  int // among those that cover a symbol
}

func having[R any](monitors []*monitor, what string) role[R] {
	all := role[R]{what: what}
	for _, s := range monitors {
		if source, ok := s.source.(R); ok {
			all.members = append(all.members, member[R]{monitor: s, source: source})
		}
	}
	return all
}

// none is the error of a question that no source can be asked.
func (r role[R]) none(symbol Symbol) error {
	return &Error{Kind: ErrNoData, Symbol: symbol.String(), Message: "no source of market data has " + r.what + " of it"}
}

// covering are the members that can be asked about symbol, which is empty where the
// question is about none, in the order of its kind. An order that is nil is that of the
// members.
func (r role[R]) covering(o order, part string, symbol Symbol) []member[R] {
	var all []member[R]
	for _, one := range r.members {
		if symbol == (Symbol{}) || one.covers(symbol) {
			all = append(all, one)
		}
	}
	if len(all) > 1 && o != nil {
		names := o.of(part, spelling.KindOf(symbol.String()))
		slices.SortStableFunc(all, func(a, b member[R]) int { return rank(names, a.name) - rank(names, b.name) })
	}
	for i := range all {
		all[i].place = i
	}
	return all
}
