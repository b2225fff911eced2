// Package yahoo is Yahoo Finance as a source of market data: it asks and reads, with
// every role that package market knows, and caches nothing. Quotes and charts are read
// by finance-go on this package's own transport, which holds what Yahoo asks of a
// client: a cookie with its crumb, few requests at once, and silence after a refusal.
//
// It refuses to invent: a figure that Yahoo did not send is absent and never 0, one
// whose unit the others do not prove is left out, a bar without a close is left out and
// counted. It uses none of finance-go's globals.
package yahoo
