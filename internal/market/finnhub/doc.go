// Package finnhub is Finnhub as a source of what shares and ETFs of the United States
// cost now, with a key: price, open, high, low and previous close, in real time. It names
// neither currency nor place, and a symbol that it does not know has zeros.
//
// It was written from Finnhub's documentation and from answers as public code quotes
// them, not from recordings of whole answers.
package finnhub
