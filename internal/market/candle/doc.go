// Package candle has what the sources of coins share. Their exchanges never close and
// count their days in UTC: which bars a question is about, how they become a history, and
// what of a quote is over a day and what over the last 24 hours. It asks nobody.
package candle
