// Package tmx is TMX Money, the site of Toronto's exchange, as a source of market data:
// quotes and daily bars of what is listed in Toronto and on its Venture exchange.
//
// It is asked in GraphQL, where a refusal is an answer too. Quotes are 15 minutes late and
// have no time of their own. What TMX computes from a company's accounts is left out: it
// divides prices in Canadian dollars by figures in whatever currency the accounts are.
package tmx
