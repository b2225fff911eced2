// Package market answers questions about instruments and their prices: quotes, price
// history, what is known of companies and funds, options, news and lists. It has the
// types of the answers and asks sources, each a package of its own that this one does
// not know: who has which role (Quoter, Historian, ...) and covers a symbol is asked.
//
// It checks each question, keeps answers and shares one load among all who want the
// same, tries another spelling of a symbol, and judges by the exchange's calendar. It
// refuses to invent: a figure that a source did not send is absent and never 0, and a
// failure is an *Error of one kind. It does not convert currencies, and stores nothing
// beyond the process but what a source allows, in a Store that it is given.
package market
