// Package ecb is the European Central Bank as a source of exchange rates of days: its
// reference rates, fixed at 14:15 CET on the days that TARGET is open and published at
// about 16:00, in units of some thirty currencies for one euro since 1999. They are no
// prices of a market, so it quotes nothing, and a pair without the euro is a quotient.
package ecb
