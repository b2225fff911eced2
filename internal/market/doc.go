// Package market answers questions about instruments and their prices: quotes,
// price history and symbol search, from Yahoo Finance. Quotes and charts are
// read by finance-go on this package's own transport, which holds what Yahoo
// asks of a client: a cookie with its crumb, few requests at once, and silence
// after a refusal.
//
// It refuses to invent: a figure that Yahoo did not send is absent and never 0,
// a bar without a close is left out and counted, and a failure is an *Error of
// one kind. It does not convert currencies, does not store anything on disk and
// uses none of finance-go's globals.
package market
