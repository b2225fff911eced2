// Package bankofcanada is the Bank of Canada as a source of exchange rates of days: its
// daily averages, published by 16:30 in Toronto on its business days, in Canadian
// dollars for one unit of some two dozen currencies and the other way, since 2017. They
// are indicative and no prices of a market, so it quotes nothing, and a pair without the Canadian dollar is
// a quotient.
package bankofcanada
