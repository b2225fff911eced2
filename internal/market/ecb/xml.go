package ecb

import (
	"encoding/xml"

	"quotewire/internal/market/fixing"
	"quotewire/internal/market/httpsource"
)

// envelope is the file of a day, of the last 90, or of all since 1999, which have one
// form: a cube of days, and of each a cube a currency.
type envelope struct {
	Days []struct {
		Time  string `xml:"time,attr"`
		Rates []struct {
			Currency string `xml:"currency,attr"`
			Rate     string `xml:"rate,attr"`
		} `xml:"Cube"`
	} `xml:"Cube>Cube"`
}

// readXML reads such a file.
func readXML(body []byte) (*fixing.Rates, error) {
	var e envelope
	if err := xml.Unmarshal(body, &e); err != nil {
		return nil, httpsource.Malformed("not the XML that was asked for")
	}
	if len(e.Days) == 0 {
		return nil, httpsource.Malformed("a file without days")
	}
	var rates fixing.Rates
	for _, d := range e.Days {
		for _, r := range d.Rates {
			if err := add(&rates, r.Currency, d.Time, r.Rate); err != nil {
				return nil, err
			}
		}
	}
	return &rates, nil
}
