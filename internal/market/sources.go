package market

import (
	"errors"
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
	Counts   SourceCounts
	Breaker  Breaker
}

// SourceCounts are those of one source since the start.
type SourceCounts struct {
	Asked     int64 // questions, also those under way
	Answered  int64 // also that it does not know a symbol
	Refused   int64 // it refused or was down
	Malformed int64
	Stale     int64 // old answers of its that were served as nobody had a new one
	Confirmed int64 // quotes that another source had too
	Disagreed int64 // quotes of which another source had another value
}

// Breaker is what keeps requests from a source that refuses them or is down.
type Breaker struct {
	Known bool // whether the source tells
	Open  bool // requests are held back
	// Until is when one is let through again, Err why none is now.
	Until time.Time
	Err   error
}

// breakerOf is the breaker of a source that tells.
func breakerOf(s Source) (b Breaker) {
	teller, ok := s.(interface{ Held() error })
	if !ok {
		return Breaker{}
	}
	err := teller.Held()
	b = Breaker{Known: true, Open: err != nil, Err: err}
	if e, ok := errors.AsType[*Error](err); ok {
		b.Until = time.Now().Add(e.RetryAfter)
	}
	return b
}

// Sources are the sources with how they are, in the order in which they were given.
func (m *Market) Sources() []SourceState {
	all := make([]SourceState, len(m.monitors))
	for i, s := range m.monitors {
		all[i] = s.state()
		all[i].Roles = m.roles.of(s.source)
	}
	return all
}

// state is how the source is, without its roles.
func (s *monitor) state() SourceState {
	s.mu.Lock()
	until, err := s.outage()
	state := SourceState{Name: s.name, Lost: err != nil, Err: err, Since: s.since, RetryAt: until, Answered: s.answered}
	s.mu.Unlock()
	state.Counts, state.Breaker = s.counts.now(), breakerOf(s.source)
	return state
}

// problemOf is why the last request to a source failed and since when requests do, nil
// while one source at least is well: of the first that has one.
func problemOf(all []*monitor) (since time.Time, err error) {
	for _, s := range all {
		ill, ok := s.source.(interface{ Problem() (time.Time, error) })
		if !ok {
			continue
		}
		at, problem := ill.Problem()
		if problem == nil && s.everAnswered() {
			return time.Time{}, nil
		}
		if err == nil {
			since, err = at, problem
		}
	}
	return since, err
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
