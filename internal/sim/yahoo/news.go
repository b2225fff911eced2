package yahoo

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"quotewire/internal/sim/facts"
)

// articlesOf are what was written of an instrument of late, newest first: one every
// six hours, about its last sessions, its earnings, and its trade. They are as
// much made up as the prices, which they get right.
func articlesOf(in *facts.Instrument, now time.Time, limit int) []fields {
	const every = 6 * 3600
	all := []fields{}
	slot := now.Unix() / every
	for i := range int64(limit) {
		n := slot - i
		at := n*every + int64(in.Seed%uint64(every))
		if at > now.Unix() {
			at = n * every
		}
		all = append(all, articleOf(in, n, time.Unix(at, 0).UTC()))
	}
	return all
}

// publishers are as invented as what they print, and the hosts below .example
// lead nowhere: nobody who exists may seem to have written it.
func publishers() []struct{ name, host string } {
	return []struct{ name, host string }{
		{"The Simulated Wire", "wire.example"}, {"Simulated Ledger", "ledger.example"}, {"Simulated Rates Desk", "desk.example"},
		{"The Simulated Courier", "courier.example"}, {"Simulated Market Daily", "daily.example"}, {"Simulated Shares", "shares.example"},
		{"Simulated Investor", "investor.example"},
	}
}

func articleOf(in *facts.Instrument, n int64, at time.Time) fields {
	by := publishers()[uint64(n)%uint64(len(publishers()))]
	id := uuid(fmt.Sprintf("%s %d", in.Symbol, n))
	f := fields{
		"uuid": id, "title": headlineOf(in, n, at), "publisher": by.name,
		"link":                "https://" + by.host + "/news/" + keyOf(in.Symbol) + "-" + strconv.FormatInt(n, 10) + ".html",
		"providerPublishTime": at.Unix(), "type": "STORY", "relatedTickers": []string{in.Symbol},
	}
	if n%5 == 0 {
		f["type"], f["publisher"] = "VIDEO", "Simulated Television"
		f["link"] = "https://television.example/" + id + ".html"
	}
	if n%3 != 0 { // some have a picture
		f["thumbnail"] = fields{"resolutions": []fields{{"url": "https://images.example/" + id, "width": 1200, "height": 675, "tag": "original"}}}
	}
	return f
}

// headlineOf names the last whole session before at, or what the company does.
func headlineOf(in *facts.Instrument, n int64, at time.Time) string {
	d := in.Exchange.Clock(at).Last
	if !in.Exchange.Closes(d).Before(at) {
		d = in.Exchange.Before(d)
	}
	last, before := in.Close(d), in.Close(in.Exchange.Before(d))
	move := (last/before - 1) * 100
	verb := "rises"
	if move < 0 {
		verb = "falls"
	}
	price := strconv.FormatFloat(last, 'f', in.Digits(), 64)
	switch {
	case n%4 == 1 && in.Company != nil:
		return fmt.Sprintf("What to expect when %s reports on %s", in.ShortName, in.Earnings(facts.DayOf(at)).Time().Format("January 2"))
	case n%4 == 2 && in.Company != nil:
		return fmt.Sprintf("%s and its rivals in %s: who leads?", in.ShortName, in.Company.Industry)
	case n%4 == 3:
		return fmt.Sprintf("%s closes at %s on %s", in.ShortName, price, d.Time().Format("January 2"))
	}
	return fmt.Sprintf("%s %s %.1f%% to %s", in.ShortName, verb, math.Abs(move), price)
}
