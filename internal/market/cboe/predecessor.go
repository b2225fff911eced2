package cboe

import (
	"fmt"

	"quotewire/internal/market"
)

// predecessor doubts bars that may be of another company: a symbol that is used again
// keeps the bars of who had it before, and from them prices leap. Who gives up a symbol
// was worth little: where all is dear a leap may be real.
func (s *Source) predecessor(all []market.Bar) (doubts []market.Doubt) {
	const (
		leap  = 1.8 // times
		cheap = 2.0 // dollars
	)
	for i := 1; i < len(all); i++ {
		before, after := all[i-1].Close, all[i].Close
		if low, high := min(before, after), max(before, after); low >= cheap || high < leap*low {
			continue
		}
		from, to := s.dayOf(all[i-1]), s.dayOf(all[i])
		doubts = append(doubts, market.Doubt{
			From: s.dayOf(all[0]), To: from, Kind: market.DoubtJump,
			Text: fmt.Sprintf("closes leap from %.4g on %s to %.4g on %s: those before may be of another company that had the symbol", before, from, after, to),
		})
	}
	return doubts
}
