package cnbc

import (
	"bytes"
	"encoding/json"
	"strings"

	"quotewire/internal/market/httpsource"
)

// row is one instrument's entry in an answer. All of it is text; what CNBC has nothing
// for it leaves out, or writes as null.
type row struct {
	Symbol    httpsource.Cell `json:"symbol"`
	Code      httpsource.Cell `json:"code"` // 1: no such symbol
	Name      httpsource.Cell `json:"name"`
	ShortName httpsource.Cell `json:"shortName"`
	Type      httpsource.Cell `json:"type"`
	SubType   httpsource.Cell `json:"subType"`
	Exchange  httpsource.Cell `json:"exchange"`
	Currency  httpsource.Cell `json:"currencyCode"`
	Country   httpsource.Cell `json:"countryCode"`
	RealTime  httpsource.Cell `json:"realTime"`

	Last     httpsource.Cell `json:"last"`
	LastTime httpsource.Cell `json:"last_time"`
	Change   httpsource.Cell `json:"change"`
	Percent  httpsource.Cell `json:"change_pct"`
	Previous httpsource.Cell `json:"previous_day_closing"`
	Open     httpsource.Cell `json:"open"`
	High     httpsource.Cell `json:"high"`
	Low      httpsource.Cell `json:"low"`
	Volume   httpsource.Cell `json:"volume"`

	YearHigh      httpsource.Cell `json:"yrhiprice"`
	YearLow       httpsource.Cell `json:"yrloprice"`
	AverageVolume httpsource.Cell `json:"tendayavgvol"`
	MarketCap     httpsource.Cell `json:"mktcapView"`
	Shares        httpsource.Cell `json:"sharesout"`
	PE            httpsource.Cell `json:"pe"`
	ForwardPE     httpsource.Cell `json:"fpe"`
	EPS           httpsource.Cell `json:"eps"`
	ForwardEPS    httpsource.Cell `json:"feps"`
	Dividend      httpsource.Cell `json:"dividend"`
	DividendYield httpsource.Cell `json:"dividendyield"`

	Extended *extended `json:"ExtendedMktQuote"`
}

// extended is a price outside the session.
type extended struct {
	Type     httpsource.Cell `json:"type"` // PRE_MKT or POST_MKT
	Last     httpsource.Cell `json:"last"`
	LastTime httpsource.Cell `json:"last_time"`
}

// UnmarshalJSON takes an object. What else stands in its place is nothing.
func (e *extended) UnmarshalJSON(raw []byte) error {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	type plain extended
	return json.Unmarshal(raw, (*plain)(e))
}

// entries are a list of rows, or one row without a list.
type entries []*row

func (e *entries) UnmarshalJSON(raw []byte) error {
	if bytes.HasPrefix(raw, []byte("{")) {
		raw = append(append([]byte{'['}, raw...), ']')
	}
	return json.Unmarshal(raw, (*[]*row)(e))
}

// quoteAnswer is the envelope of quotes. Its sister service has others, by what is asked
// of it.
type quoteAnswer struct {
	Formatted *struct {
		Quotes entries `json:"FormattedQuote"`
	} `json:"FormattedQuoteResult"`
	ITV *struct {
		Quotes entries `json:"ITVQuote"`
	} `json:"ITVQuoteResult"`
	Quick *struct {
		Quotes entries `json:"QuickQuote"`
	} `json:"QuickQuoteResult"`
}

// readRows finds the rows of names in an answer, the first of each.
func readRows(body []byte, names []string) (map[string]*row, error) {
	var answer quoteAnswer
	if err := httpsource.JSON(body, &answer); err != nil {
		return nil, err
	}
	var all entries
	switch {
	case answer.Formatted != nil:
		all = answer.Formatted.Quotes
	case answer.ITV != nil:
		all = answer.ITV.Quotes
	case answer.Quick != nil:
		all = answer.Quick.Quotes
	default:
		return nil, httpsource.Malformed("no quotes in the answer")
	}
	rows := make(map[string]*row, len(names))
	for _, r := range all {
		for _, name := range names {
			if r != nil && rows[name] == nil && strings.EqualFold(string(r.Symbol), name) {
				rows[name] = r
			}
		}
	}
	if len(rows) == 0 {
		return nil, httpsource.Malformed("no row of what was asked for")
	}
	return rows, nil
}
