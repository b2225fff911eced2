package api

import (
	"errors"

	"quotewire/internal/market"
	"quotewire/internal/scrape"
)

// operatorHint is one row of what an operator may change about an error: the
// half of publicFault that no client sees. It names the variables.
type operatorHint struct {
	is   error
	text string
}

// operatorHints is searched from its top.
func operatorHints() []operatorHint {
	return []operatorHint{
		{errAnswerTimeout, "QUOTEWIRE_MAX_ANSWER is how long an answer may take"},

		{market.ErrBlocked, "Yahoo refuses the address that we ask from, for minutes or hours: HTTPS_PROXY leads by way of another, QUOTEWIRE_YAHOO_URL to a mirror"},
		{market.ErrMalformed, "what answers is not Yahoo as we know it: see QUOTEWIRE_YAHOO_URL and HTTPS_PROXY"},
		{market.ErrUnavailable, "Yahoo cannot be reached from here: see QUOTEWIRE_YAHOO_URL, HTTPS_PROXY and NO_PROXY"},

		{scrape.ErrBrowser, "see QUOTEWIRE_BROWSER, PLAYWRIGHT_DRIVER_PATH and QUOTEWIRE_BROWSER_SANDBOX"},
		{scrape.ErrForbidden, "QUOTEWIRE_ALLOW_NETS opens networks to pages"},
		{scrape.ErrRobots, "QUOTEWIRE_ROBOTS says whether robots.txt is respected"},
		{scrape.ErrBlocked, "QUOTEWIRE_USER_AGENT is what sites are told of who asks"},
	}
}

// hintOf is what an operator may change about err, empty when nothing is known.
func hintOf(err error) string {
	for _, row := range operatorHints() {
		if errors.Is(err, row.is) {
			return row.text
		}
	}
	return ""
}
