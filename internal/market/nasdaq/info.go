package nasdaq

import (
	"encoding/json"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// info is what a quote's answer holds.
type info struct {
	Symbol   httpsource.Cell `json:"symbol"`
	Name     httpsource.Cell `json:"companyName"`
	Exchange httpsource.Cell `json:"exchange"`
	Status   httpsource.Cell `json:"marketStatus"`
	// Primary is the latest price: of the session, or of before or after it, when
	// Secondary is the session's last one.
	Primary   *sale `json:"primaryData"`
	Secondary *sale `json:"secondaryData"`
	Stats     stats `json:"keyStats"`
}

// sale is one price.
type sale struct {
	Price    httpsource.Cell `json:"lastSalePrice"`
	Change   httpsource.Cell `json:"netChange"` // at times without its sign
	Delta    httpsource.Cell `json:"deltaIndicator"`
	Time     httpsource.Cell `json:"lastTradeTimestamp"`
	RealTime httpsource.Cell `json:"isRealTime"`
	Bid      httpsource.Cell `json:"bidPrice"`
	Ask      httpsource.Cell `json:"askPrice"`
	Volume   httpsource.Cell `json:"volume"`
}

// stats are figures by name, in small letters. Names and number of them have changed.
type stats map[string]httpsource.Cell

// UnmarshalJSON takes an object of objects with a label and a value. What else stands
// there is nothing.
func (s *stats) UnmarshalJSON(raw []byte) error {
	var all map[string]json.RawMessage
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &all) != nil {
		return nil
	}
	*s = make(stats, len(all))
	for name, raw := range all {
		var v struct {
			Value httpsource.Cell `json:"value"`
		}
		if json.Unmarshal(raw, &v) == nil {
			(*s)[strings.ToLower(name)] = v.Value
		}
	}
	return nil
}

// between are the two figures of a range, the lower one first: "$268.00/$266.34" and
// "183.62 - 185.56".
func (s stats) between(name string) (low, high market.Number) {
	text := string(s[name])
	first, second, ok := strings.Cut(text, "/")
	if !ok {
		first, second, _ = strings.Cut(text, " - ")
	}
	low, high = httpsource.Cell(first).Price(), httpsource.Cell(second).Price()
	l, hasLow := low.Get()
	h, hasHigh := high.Get()
	switch {
	case !hasLow || !hasHigh:
		return market.Number{}, market.Number{}
	case l > h:
		return high, low
	}
	return low, high
}

// change is that of a sale with its sign, which stands before it or in the indicator.
// Where neither tells, or each another one, there is none.
func (s *sale) change() (float64, bool) {
	v, ok := s.Change.Number().Get()
	signed := strings.ContainsAny(string(s.Change), "+-(")
	down := strings.EqualFold(string(s.Delta), "down")
	up := strings.EqualFold(string(s.Delta), "up")
	switch {
	case !ok, signed && (v < 0 && up || v > 0 && down):
		return 0, false
	case signed, v == 0, up:
		return v, true
	case down:
		return -v, true
	}
	return 0, false
}

// sameSymbol reports whether an answer is about what was asked for: its lists write a
// class of shares with a slash, its addresses with a dot.
func sameSymbol(said httpsource.Cell, theirs string) bool {
	return strings.EqualFold(strings.NewReplacer("/", ".", "^", ".").Replace(string(said)), theirs)
}

// exchangeOf is Yahoo's code of an exchange as Nasdaq calls it; empty where it is none of
// these.
func exchangeOf(name string) string {
	return map[string]string{
		"NASDAQ-GS": "NMS", "NASDAQ-GM": "NGM", "NASDAQ-CM": "NCM", "NYSE": "NYQ", "NYSE ARCA": "PCX", "PSE": "PCX", "NYSE AMERICAN": "ASE", "AMEX": "ASE", "BATS": "BTS",
	}[strings.ToUpper(name)]
}
