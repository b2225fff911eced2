// Package macro answers questions about published rates and macroeconomic series: a
// yield, a reference rate, prices, work, output. It knows the commonest of them by the
// names that people use, asks the sources of each in their order, and computes what is
// asked of them: changes, changes from a year ago, averages, what is left without
// inflation.
//
// A series is of one source: two are never put together, and the answer names the one
// that answered. What is computed is named in the answer and is of the days that it
// says: a month that was not published is absent, and never the one beside it. It
// refuses names that could mean several series, and says which.
package macro
