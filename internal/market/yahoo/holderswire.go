package yahoo

import (
	"slices"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// maxHolders bounds each list of owners.
const maxHolders = 20

type breakdownWire struct {
	Insiders            figure `json:"insidersPercentHeld"`
	Institutions        figure `json:"institutionsPercentHeld"`
	InstitutionsOfFloat figure `json:"institutionsFloatPercentHeld"`
	Count               figure `json:"institutionsCount"`
}

type ownershipWire struct {
	Owners []struct {
		Name   string `json:"organization"`
		Date   figure `json:"reportDate"`
		Shares figure `json:"position"`
		Part   figure `json:"pctHeld"`
		Value  figure `json:"value"`
		Change figure `json:"pctChange"`
	} `json:"ownershipList"`
}

type insidersWire struct {
	Transactions []struct {
		Date      figure `json:"startDate"`
		Name      string `json:"filerName"`
		Relation  string `json:"filerRelation"`
		Text      string `json:"transactionText"`
		Shares    figure `json:"shares"`
		Value     figure `json:"value"`
		Ownership string `json:"ownership"`
	} `json:"transactions"`
}

type purchasesWire struct {
	Period    string `json:"period"`
	Purchases figure `json:"buyInfoCount"`
	Bought    figure `json:"buyInfoShares"`
	Sales     figure `json:"sellInfoCount"`
	Sold      figure `json:"sellInfoShares"`
	Net       figure `json:"netInfoShares"`
	NetPart   figure `json:"netPercentInsiderShares"`
	Total     figure `json:"totalInsiderShares"`
}

func (w *summaryWire) holders() market.Holders {
	b, trades := w.Breakdown, w.Insiders.trades()
	return market.Holders{
		Insiders: b.Insiders.num(), Institutions: b.Institutions.num(),
		InstitutionsOfFloat: b.InstitutionsOfFloat.num(), InstitutionCount: b.Count.num(),
		TopInstitutions: w.Institutions.owners(), TopFunds: w.Funds.owners(),
		Trades:    slices.Clone(trades[:min(len(trades), market.MaxInsiderTrades)]),
		AllTrades: len(trades),
		Activity:  w.Purchases.activity(),
	}
}

func (w purchasesWire) activity() *market.InsiderActivity {
	a := unlessEmpty(market.InsiderActivity{
		Purchases: w.Purchases.num(), Bought: w.Bought.num(), Sales: w.Sales.num(), Sold: w.Sold.num(),
		Net: w.Net.num(), NetPart: w.NetPart.num(), TotalShares: w.Total.num(),
	})
	if a != nil {
		a.Period = client.Line(w.Period)
	}
	return a
}

func (w ownershipWire) owners() []market.Holder {
	var owners []market.Holder
	for _, o := range w.Owners {
		if name := client.Line(o.Name); name != "" && len(owners) < maxHolders {
			owners = append(owners, market.Holder{
				Name: name, Date: o.Date.day(), Shares: o.Shares.num(), Part: o.Part.num(),
				Value: o.Value.num(), Change: o.Change.num(),
			})
		}
	}
	return owners
}

// trades are all that name who traded, newest first; nil when there are none.
func (w insidersWire) trades() []market.InsiderTrade {
	var trades []market.InsiderTrade
	for _, t := range w.Transactions {
		if name := client.Line(t.Name); name != "" {
			trades = append(trades, market.InsiderTrade{
				Date: t.Date.day(), Name: name, Relation: client.Line(t.Relation), Text: client.Line(t.Text),
				Shares: t.Shares.num(), Value: t.Value.num(), Ownership: client.Line(t.Ownership),
			})
		}
	}
	slices.SortStableFunc(trades, func(a, b market.InsiderTrade) int { return b.Date.Compare(a.Date) })
	return trades
}
