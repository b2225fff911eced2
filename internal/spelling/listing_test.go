package spelling

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/calendar"
	"quotewire/internal/units"
)

func TestListingOf(t *testing.T) {
	in := func(suffix, country, currencies, exchanges, zone string) Listing {
		return Listing{suffix, country, strings.Fields(currencies), strings.Fields(exchanges), zone}
	}
	american := in("", "US", "USD", "NYQ NYS NMS NGM NCM NAS ASE PCX BTS BATS PNK OQX OQB OEM", "America/New_York")
	for symbol, want := range map[string]Listing{
		"AAPL": american, "BRK-B": american, "VFIAX": american,
		"VOD.L":               in(".L", "GB", "GBp GBP USD EUR", "LSE", "Europe/London"),
		"BP.L":                in(".L", "GB", "GBp GBP USD EUR", "LSE", "Europe/London"),
		"LUMI.TA":             in(".TA", "IL", "ILA ILS USD", "TLV", "Asia/Jerusalem"),
		"NPN.JO":              in(".JO", "ZA", "ZAc ZAR", "JNB", "Africa/Johannesburg"),
		"SAP.BM":              in(".BM", "DE", "EUR", "", "Europe/Berlin"),
		"M&M.NS":              in(".NS", "IN", "INR", "NSI", "Asia/Kolkata"),
		"^GSPC":               in("", "US", "USD", "SNP", "America/New_York"),
		"000001.SS":           in(".SS", "CN", "CNY", "SHH", "Asia/Shanghai"),
		"000300.SS":           in(".SS", "CN", "CNY USD", "SHH SS", "Asia/Shanghai"),
		"^TNX":                in("", "US", "USD", "CGI CBOE", "America/New_York"),
		"EURUSD=X":            in("", "", "USD", "CCY", "Europe/London"),
		"JPY=X":               in("", "", "JPY", "CCY", "Europe/London"),
		"XAUUSD=X":            in("", "", "", "CCY", "Europe/London"),
		"BTC-EUR":             in("", "", "EUR", "CCC", "UTC"),
		"GC=F":                in("", "US", "USD", "CMX", "America/New_York"),
		"ZC=F":                in("", "US", "USD USX", "CME CBT NYM CMX NYB", "America/New_York"),
		"CLZ26.NYM":           in("", "US", "USD USX", "CME CBT NYM CMX NYB", "America/New_York"),
		"AAPL250117C00150000": in("", "US", "USD", "OPR", "America/New_York"),
	} {
		if got, ok := ListingOf(symbol); !ok || !cmp.Equal(got, want) {
			t.Errorf("ListingOf(%s): %v, %s", symbol, ok, cmp.Diff(want, got))
		}
	}
	for _, symbol := range []string{"", "^BSESN", "^J203.JO", "BRK.B", "VOD.XX", "us", "currency", "../v7"} {
		if got, ok := ListingOf(symbol); ok || !cmp.Equal(got, Listing{}) {
			t.Errorf("ListingOf(%s) = %+v", symbol, got)
		}
	}
}

// What the tables say of an exchange is what the packages say that know more of it.
func TestListingsAgree(t *testing.T) {
	calendars, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	for r := range rows(venues) {
		suffix := r.field(venueSuffix)
		if e, ok := calendars.OfSymbol("A" + suffix); suffix != "" && suffix[0] == '.' && (!ok || e.Location.String() != r.field(venueZone)) {
			t.Errorf("%s is in the zone %s, or has no calendar", suffix, r.field(venueZone))
		}
		agree(t, calendars, suffix, r.field(venueCurrencies), r.field(venueExchanges), r.field(venueZone))
	}
	for r := range rows(named) {
		agree(t, calendars, r.field(0), r.field(3), r.field(4), r.field(5))
	}
}

func agree(t *testing.T, calendars *calendar.Calendars, of, codes, exchanges, zone string) {
	t.Helper()
	for code := range strings.FieldsSeq(exchanges) {
		// New York's other futures exchange is not among the calendars.
		if e, ok := calendars.Of(code); code != "NYB" && (!ok || e.Location.String() != zone) {
			t.Errorf("%s: %s has another zone than %s, or no calendar", of, code, zone)
		}
	}
	for code := range strings.FieldsSeq(codes) {
		if _, minor := units.MinorOf(code); !minor && !isCurrency(code) {
			t.Errorf("%s: %s is no currency", of, code)
		}
	}
}

// Each exchange whose symbols can be written has a listing, and tickers to try.
func TestVenuesAreWhole(t *testing.T) {
	tried := words(tickers)
	for r := range rows(venues) {
		if strings.Count(string(r), "|") != venueTwelve {
			t.Errorf("%s has too few fields, or too many", r)
		}
		for _, source := range []string{CNBC, TwelveData} {
			if name, behind, ok := strings.Cut(form(source, r), " "); ok && (shape(name) == nil || behind == "" || tried[r.field(venueSuffix)] == nil) {
				t.Errorf("%s: no shape %q, or no ticker", r, name)
			}
		}
	}
	for table, fields := range map[string]int{named: 8, american: 2, pairs: 2, coins: coinCNBC} {
		for r := range rows(table) {
			if strings.Count(string(r), "|") != fields {
				t.Errorf("%s has too few fields, or too many", r)
			}
		}
	}
	for r := range rows(named) {
		if got := KindOf(r.field(0)); got == "" || got == Abroad && suffixOf(r.field(0)) == "" {
			t.Errorf("%s is a %q", r, got)
		}
	}
}
