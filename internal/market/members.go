package market

import (
	"context"
	"fmt"
	"time"
)

// MaxMembers is the most members of an index that are kept. The lists of larger
// indices come cut from Yahoo.
const MaxMembers = 150

// Members are the quotes of what an index is made of. It is immutable: callers
// share it.
type Members struct {
	Index Symbol    `json:"index"`
	Rows  []*Ticker `json:"rows"` // in Yahoo's order
	// Missing are members that Yahoo names and has no quote of.
	Missing []Symbol `json:"missing,omitempty"`
	// Cut says that the index has more members than MaxMembers.
	Cut bool `json:"cut,omitempty"`
	Origin
}

// Members are the quotes of the members of index, such as ^DJI. A symbol that
// the source knows no members of is an error that wraps ErrNoData. While the source
// refuses us or is down it is what it said up to a day ago, marked Stale with
// its Age.
func (m *Market) Members(ctx context.Context, index Symbol) (*Members, error) {
	if index == (Symbol{}) {
		return nil, fmt.Errorf("%w: empty", ErrSymbol)
	}
	return kept(ctx, m, m.caches.members, index.String(), index.String(), func(ctx context.Context) (*Members, error) {
		return ask(ctx, m, m.roles.members, index, func(ctx context.Context, s MembersSource) (*Members, error) {
			return m.judgedMembers(s.Members(ctx, index))
		})
	})
}

func membersTTL(m *Members) time.Duration { return rowsTTL(m.Rows) }
