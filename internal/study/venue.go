package study

import (
	"context"
	"strings"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
)

// venue is the calendar of symbol's exchange. Most are told by the symbol's
// suffix, which needs no request; what is left is asked of its quote. exact is
// false where the exchange's own calendar is not known and New York's stands in.
func (s *Study) venue(ctx context.Context, symbol market.Symbol) (exchange *calendar.Exchange, exact bool) {
	if code := venueCode(symbol.String()); code != "" {
		if e, ok := s.calendars.Of(code); ok {
			return e, true
		}
	}
	// Whatever fails here fails again, with a better word for it, when the bars are
	// asked for.
	if t, err := s.market.Quote(ctx, symbol); err == nil {
		if e, ok := s.calendars.Of(t.Exchange); ok {
			return e, true
		}
	}
	return s.calendars.NewYork(), false
}

// venueCode is Yahoo's code of the exchange that a symbol names by its form,
// empty when the form does not tell.
func venueCode(symbol string) string {
	switch {
	case strings.HasPrefix(symbol, "^"):
		return indexVenues()[symbol]
	case strings.HasSuffix(symbol, "=X"):
		return "CCY"
	case strings.HasSuffix(symbol, "=F"):
		return ""
	}
	if i := strings.LastIndexByte(symbol, '.'); i >= 0 {
		return suffixVenues()[symbol[i+1:]]
	}
	if i := strings.LastIndexByte(symbol, '-'); i >= 0 {
		switch symbol[i+1:] {
		case "USD", "EUR", "GBP", "JPY", "CAD", "AUD", "CHF", "INR", "KRW", "CNY", "BTC", "ETH":
			return "CCC"
		}
	}
	return "NYQ"
}

func suffixVenues() map[string]string {
	return map[string]string{
		"L": "LSE", "IL": "IOB", "DE": "GER", "F": "FRA", "SG": "STU", "MU": "MUN", "BE": "BER", "DU": "DUS", "HM": "HAM",
		"PA": "PAR", "AS": "AMS", "BR": "BRU", "LS": "LIS", "T": "JPX", "HK": "HKG", "SS": "SHH", "SZ": "SHZ",
		"NS": "NSI", "BO": "BSE", "TO": "TOR", "V": "VAN", "NE": "NEO", "CN": "CNQ", "AX": "ASX",
	}
}

func indexVenues() map[string]string {
	return map[string]string{
		"^GSPC": "NYQ", "^DJI": "NYQ", "^IXIC": "NMS", "^NDX": "NMS", "^RUT": "NYQ", "^VIX": "NYQ", "^NYA": "NYQ", "^SOX": "NMS",
		"^IRX": "NYQ", "^FVX": "NYQ", "^TNX": "NYQ", "^TYX": "NYQ",
		"^FTSE": "LSE", "^FTMC": "LSE", "^GDAXI": "GER", "^MDAXI": "GER", "^STOXX50E": "GER", "^STOXX": "GER",
		"^FCHI": "PAR", "^AEX": "AMS", "^BFX": "BRU", "^N225": "JPX", "^HSI": "HKG", "^NSEI": "NSI", "^BSESN": "BSE",
		"^GSPTSE": "TOR", "^AXJO": "ASX", "^AORD": "ASX",
	}
}
