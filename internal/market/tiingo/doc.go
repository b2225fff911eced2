// Package tiingo is Tiingo as a source of what shares, ETFs and funds of the United
// States cost on past days, with a key. It gives prices as they were paid and the splits
// and dividends between them, of which bars on today's shares are made here, exactly;
// its own adjusted closes are beside them. A day's prices come in its evening, and it
// tells neither currency nor place: the shares that are asked for trade in dollars.
package tiingo
