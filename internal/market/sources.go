package market

import (
	"reflect"
	"time"
)

// SourceState is how one source is at present.
type SourceState struct {
	Name  string
	Roles []string // what it can be asked for, such as quotes
	// Lost says that it failed and is left alone until RetryAt; Err is why, Since when it
	// failed first.
	Lost    bool
	Err     error
	Since   time.Time
	RetryAt time.Time
	// Answered is when it last answered a question, zero: it has not.
	Answered time.Time
}

// Sources are the sources with how they are, in the order in which they were given.
func (m *Market) Sources() []SourceState {
	all := make([]SourceState, len(m.seats))
	for i, s := range m.seats {
		s.mu.Lock()
		err, until := s.outage()
		all[i] = SourceState{Name: s.name, Lost: err != nil, Err: err, Since: s.since, RetryAt: until, Answered: s.answered}
		s.mu.Unlock()
		all[i].Roles = m.roles.of(s.source)
	}
	return all
}

// of is what a source can be asked for.
func (r roles) of(s Source) (what []string) {
	for _, role := range []struct {
		what string
		has  reflect.Type
	}{
		{r.quotes.what, reflect.TypeFor[Quoter]()}, {r.histories.what, reflect.TypeFor[Historian]()}, {r.matches.what, reflect.TypeFor[Searcher]()},
		{r.fundamentals.what, reflect.TypeFor[FundamentalsSource]()}, {r.statements.what, reflect.TypeFor[StatementsSource]()},
		{r.actions.what, reflect.TypeFor[ActionsSource]()}, {r.options.what, reflect.TypeFor[OptionsSource]()}, {r.news.what, reflect.TypeFor[NewsSource]()},
		{r.screens.what, reflect.TypeFor[ScreenSource]()}, {r.trends.what, reflect.TypeFor[TrendsSource]()}, {r.members.what, reflect.TypeFor[MembersSource]()},
	} {
		if reflect.TypeOf(s).Implements(role.has) {
			what = append(what, role.what)
		}
	}
	return what
}
