package symbol

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// classShare is a class of share as New York's tape (BRK/B) and brokers (BRK B)
	// write it; a preferred one is BAC/PL, BAC PRL or, at Nasdaq, BAC^L.
	classShare = regexp.MustCompile(`^([A-Z]{2,5})[/ ]([A-Z])$`)
	preferred  = regexp.MustCompile(`^([A-Z]{1,5})(?:[/ ]PR|/P|\^)([A-Z])$`)
	// cashtag is a symbol as it is written in posts.
	cashtag = regexp.MustCompile(`^\$([A-Z][A-Z0-9]{0,5}(?:[.\-][A-Z])?)$`)
)

// written is what a spelling that is not Yahoo's, upper case, can mean; none where it
// is not one that is known.
func written(s string) []string {
	if m := cashtag.FindStringSubmatch(s); m != nil {
		if slices.Contains(coins(), m[1]) {
			return []string{m[1] + "-USD", m[1]}
		}
		return []string{m[1]}
	}
	if m := classShare.FindStringSubmatch(s); m != nil {
		return []string{m[1] + "-" + m[2]}
	}
	if m := preferred.FindStringSubmatch(s); m != nil {
		return []string{m[1] + "-P" + m[2]}
	}
	if strings.Contains(s, "/") {
		if symbol, ok := pairOf(s); ok {
			return []string{symbol}
		}
	}
	if left, right, ok := strings.Cut(s, ":"); ok {
		return colon(left, right)
	}
	// Bloomberg's way: the code, the country, and at times the word Equity.
	words := strings.Fields(s)
	full := len(words) == 3 && words[2] == "EQUITY"
	if len(words) != 2 && !full {
		return nil
	}
	return listedIn(words[0], words[1], full)
}

// colon reads NASDAQ:AAPL, and AAPL:US as on Bloomberg's pages.
func colon(left, right string) []string {
	v, byVenue := venueOf(left, right)
	if !byVenue {
		return listedIn(left, right, false)
	}
	first := v.symbols(right)
	if len(first) != 1 {
		return first
	}
	// The exchange itself is listed at some: ASX:AU is ASX in Australia.
	if second := listedIn(left, right, false); len(second) == 1 && strings.HasSuffix(second[0], v.suffix) && slices.Contains(strings.Fields(v.countries), right) {
		return append(first, second...)
	}
	return first
}

// listedIn reads a code and Bloomberg's letters for the country. Some of these are
// another country's in ISO 3166, which counts where the word Equity does not tell
// whose they are.
func listedIn(code, country string, full bool) []string {
	for _, v := range venues() {
		if !slices.Contains(strings.Fields(v.countries), country) {
			continue
		}
		symbols := v.symbols(code)
		if other := isoSuffix(country); len(symbols) == 1 && other != "" && !full {
			return append(symbols, strings.TrimSuffix(symbols[0], v.suffix)+other)
		}
		if len(symbols) > 0 {
			return symbols
		}
	}
	return nil
}
