package yahoo

import (
	"fmt"
	"math"

	"quotewire/internal/sim/facts"
)

func institutions() []string {
	return []string{"Vanguard Group Inc", "Blackrock Inc.", "State Street Corporation", "Geode Capital Management, LLC", "FMR, LLC",
		"Morgan Stanley", "Price (T.Rowe) Associates Inc", "Norges Bank Investment Management", "Northern Trust Corporation", "JPMORGAN CHASE & CO"}
}

func holdingFunds() []string {
	return []string{"Vanguard Total Stock Market Index Fund", "Vanguard 500 Index Fund", "Fidelity 500 Index Fund", "SPDR S&P 500 ETF Trust",
		"iShares Core S&P 500 ETF", "Vanguard Growth Index Fund", "Invesco ETF Tr-Invesco QQQ Tr, Series 1 ETF", "Vanguard Institutional Index Fund-Institutional Index Fund",
		"Growth Fund Of America Inc", "Vanguard Information Technology Index Fund"}
}

func insidersHold(in *facts.Instrument) float64 {
	return math.Round((0.02+0.015*facts.Noise(in.Seed, 83, 0))*1e5) / 1e5
}
func institutionsHold(in *facts.Instrument) float64 {
	return math.Round((0.62+0.1*facts.Noise(in.Seed, 84, 0))*1e5) / 1e5
}

func (s *summary) breakdown() fields {
	return fields{
		"maxAge": 1, "insidersPercentHeld": insidersHold(s.in), "institutionsPercentHeld": institutionsHold(s.in),
		"institutionsFloatPercentHeld": math.Round(institutionsHold(s.in)/0.97*1e5) / 1e5, "institutionsCount": 1000 + int(s.in.Seed%5000),
	}
}

// owners are ten holders, largest first, as of the last calendar quarter that is
// 45 days gone. Their shares are valued at the price of that day.
func (s *summary) owners(names []string, stream uint64) fields {
	y, m, _ := (s.today - 45).Time().Date()
	on := facts.Date(y, (m-1)/3*3+1, 0)
	list := []fields{}
	for i, name := range names {
		held := facts.Ratio(0.09 / (1 + 0.7*float64(i)) * (1 + 0.1*facts.Noise(s.in.Seed, stream, uint64(i))))
		shares := math.Round(held * s.in.Shares)
		list = append(list, fields{
			"maxAge": 1, "reportDate": dated(on), "organization": name, "pctHeld": part(held), "position": count(shares),
			"value": count(shares * s.in.Close(s.in.LastSession(on))), "pctChange": part(facts.Ratio(0.05 * facts.Noise(s.in.Seed, stream+10, uint64(i)))),
		})
	}
	return fields{"maxAge": 1, "ownershipList": list}
}

// trade is one deal of an insider.
type trade struct {
	on              facts.Day
	shares, price   float64 // price 0: a gift or an award
	bought          bool
	name, does, how string
}

// trades are those of the last two years, newest first: one every 11 days, of
// which one in four is a purchase and one in four without a price.
func (s *summary) trades() []trade {
	var all []trade
	slot := uint64(s.today-1) / 11
	for i := range uint64(66) {
		n := slot - i
		on := s.in.LastSession(facts.Day(n * 11))
		if on < s.in.First {
			break
		}
		t := trade{on: on, shares: math.Round(5000 + 4000*facts.Noise(s.in.Seed, 85, n)), name: officer(s.in.Seed, int(n%4)), does: "Officer", how: "D"}
		switch n % 4 {
		case 0:
			t.bought, t.price = true, s.in.Close(on)
		case 1:
		default:
			t.price = s.in.Close(on)
		}
		if n%7 == 0 {
			t.does, t.how = "Director", "I"
		}
		all = append(all, t)
	}
	return all
}

func (s *summary) insiders() fields {
	list := []fields{}
	for _, t := range s.trades() {
		f := fields{
			"maxAge": 1, "shares": count(t.shares), "filerUrl": "", "transactionText": "", "filerName": t.name, "filerRelation": t.does,
			"moneyText": "", "startDate": dated(t.on), "ownership": t.how,
		}
		if t.price > 0 {
			verb := "Sale"
			if t.bought {
				verb = "Bought"
			}
			f["transactionText"] = fmt.Sprintf("%s at price %.2f per share.", verb, t.price)
			f["value"] = count(t.shares * t.price)
		}
		list = append(list, f)
	}
	return fields{"transactions": list, "maxAge": 1}
}

// purchases is the module netSharePurchaseActivity: the priced trades of six
// months.
func (s *summary) purchases() fields {
	var buys, sales int
	var bought, sold float64
	for _, t := range s.trades() {
		switch {
		case t.on <= s.today-182 || t.price == 0:
		case t.bought:
			buys, bought = buys+1, bought+t.shares
		default:
			sales, sold = sales+1, sold+t.shares
		}
	}
	total := math.Round(insidersHold(s.in) * s.in.Shares)
	share := func(v float64) float64 { return math.Round(v/total*1000) / 1000 }
	return fields{
		"maxAge": 1, "period": "6m", "buyInfoCount": buys, "buyInfoShares": int64(bought), "buyPercentInsiderShares": share(bought),
		"sellInfoCount": sales, "sellInfoShares": int64(sold), "sellPercentInsiderShares": share(sold),
		"netInfoCount": buys + sales, "netInfoShares": int64(bought - sold), "netPercentInsiderShares": share(bought - sold), "totalInsiderShares": int64(total),
	}
}
