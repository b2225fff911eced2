// Package httpsource is what sources of market data that are asked over HTTP have in
// common: one client on outbound with limits, a base URL that can stand for all hosts
// of the source, the signs by which a server refuses, faults in package market's terms,
// and whether the source is well. What an answer holds is its source's to read.
package httpsource
