package bankofcanada

import (
	"encoding/json"

	"quotewire/internal/market"
	"quotewire/internal/market/fixing"
	"quotewire/internal/market/httpsource"
)

// answer is what the bank sends of one or more series, or of a group of them: a day
// each, with a value of each series that has one.
type answer struct {
	Observations []map[string]json.RawMessage `json:"observations"`
}

// value is a rate, in digits.
type value struct {
	V httpsource.Cell `json:"v"`
}

// read takes the rates of a bank's series from an answer.
func read(body []byte, bank fixing.Bank) (*fixing.Rates, error) {
	var a answer
	if err := httpsource.JSON(body, &a); err != nil {
		return nil, err
	}
	if a.Observations == nil {
		return nil, httpsource.Malformed("no observations in the answer")
	}
	var rates fixing.Rates
	for _, o := range a.Observations {
		var text string
		if err := json.Unmarshal(o["d"], &text); err != nil {
			return nil, httpsource.Malformed("a rate without a day")
		}
		day, err := market.ParseDate(text)
		if err != nil {
			return nil, httpsource.Malformed("a rate without a day")
		}
		for _, c := range bank.Others {
			raw, sent := o[seriesOf(bank, c)]
			if !sent {
				continue
			}
			var v value
			if err := httpsource.JSON(raw, &v); err != nil {
				return nil, err
			}
			if !rates.Add(c, day, string(v.V)) {
				return nil, httpsource.Malformed("two rates of one day")
			}
		}
	}
	return &rates, nil
}
