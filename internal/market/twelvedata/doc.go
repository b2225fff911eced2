// Package twelvedata is Twelve Data as a source of shares of the world, with a key: what
// they cost now, and days adjusted for splits. An answer about another listing than was
// asked for is refused, as is a price in pounds where shares cost pence: which of the two
// it is in would be a guess. How far a price lags its exchange it does not say.
//
// It was written from Twelve Data's documentation and from answers as public code quotes
// them, not from recordings of whole answers.
package twelvedata
