package macro

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCatalogue(t *testing.T) {
	all := catalogue(t).Series()
	if len(all) < 100 {
		t.Errorf("%d series", len(all))
	}
	id := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names, keys := map[string]string{}, map[Key]string{}
	for _, s := range all {
		if !id.MatchString(s.ID) || s.Title == "" || s.Agency == "" || len(s.Names) == 0 || s.Unit.String() == "" {
			t.Errorf("incomplete: %+v", s)
		}
		for _, k := range s.Sources {
			if k.Source == fred && !fredID.MatchString(k.Key) || !slices.Contains([]string{"treasury", "nyfed", "ecb", fred}, k.Source) {
				t.Errorf("%s: source %v", s.ID, k)
			}
			if other := keys[k]; other != "" {
				t.Errorf("%s and %s are both %v", s.ID, other, k)
			}
			keys[k] = s.ID
		}
		for _, n := range s.meanings {
			name := strings.Join(n.words, " ")
			if other, ok := names[name]; ok && other != s.ID {
				t.Errorf("%q means %s and %s", name, s.ID, other)
			}
			names[name] = s.ID
			if n.transform != "" && !slices.Contains(Transforms(), string(n.transform)) {
				t.Errorf("%s: %q asks for %q", s.ID, name, n.transform)
			}
		}
		if s.Frequency == Daily && s.Adjustment == "seasonally adjusted" {
			t.Errorf("%s is daily and adjusted", s.ID)
		}
	}
}

func TestFind(t *testing.T) {
	c := catalogue(t)
	for text, want := range map[string]string{
		"us-10y": "us-10y", "US-10Y": "us-10y", "10-year yield": "us-10y", "10 year treasury": "us-10y", "Treasury yield, 10-year": "us-10y",
		"the 10-year Treasury yield": "us-10y", "ten-year treasury yield": "us-10y", "10y yield": "us-10y", "10yr treasury": "us-10y", "DGS10": "us-10y", "fred:DGS10": "us-10y", "FRED: dgs10": "us-10y",
		"U.S. 2-year treasury yield": "us-2y", "3 month treasury bill": "us-3m-bill", "fed funds": "fed-funds", "Federal Funds Rate": "fed-funds", "the current fed funds rate": "fed-funds", "EFFR": "fed-funds",
		"CPI": "us-cpi", "cpi": "us-cpi", "inflation": "us-cpi>yoy", "CPI inflation": "us-cpi>yoy", "US inflation rate": "us-cpi>yoy", "core CPI": "us-core-cpi", "core inflation": "us-core-cpi>yoy",
		"unemployment": "us-unemployment", "Unemployment Rate": "us-unemployment", "SOFR": "sofr", "sofr": "sofr", "ECB deposit rate": "ecb-deposit-rate", "mortgage rate": "mortgage-30y", "mortgage rates": "mortgage-30y",
		"nonfarm payrolls": "us-payrolls", "GDP": "us-gdp", "real GDP": "us-real-gdp", "M2": "m2", "PCE": "us-pce-prices", "core PCE": "us-core-pce", "PPI": "us-ppi", "retail sales": "retail-sales", "housing starts": "housing-starts",
		"initial claims": "initial-claims", "jobless claims": "initial-claims", "yen rate (H.10)": "usd-jpy-h10", "JOLTS": "job-openings", "University of Michigan's consumer sentiment": "consumer-sentiment",
		"CPI yoy": "us-cpi>yoy", "CPI inflation year over year": "us-cpi>yoy", "cpi year-over-year": "us-cpi>yoy", "core PCE y/y": "us-core-pce>yoy", "real 10-year yield": "us-10y>real", "10-year real yield": "us-10y>real",
		"10-year TIPS yield": "us-10y-tips", "retail sales month over month": "retail-sales>change_percent", "nonfarm payrolls monthly change": "us-payrolls>change", "average fed funds rate": "fed-funds>average",
		"inflation-adjusted retail sales": "retail-sales>real", "DCOILWTICO": "wti-spot", "PAYEMS": "us-payrolls", "SAHMREALTIME": "sahm-rule", "CPIAUCSL yoy": "us-cpi>yoy",
		"ABCDE1": "fred:ABCDE1", "fred:abcde1": "fred:ABCDE1", "GDP growth": "us-real-gdp>yoy", "€STR": "estr", "wage growth": "hourly-earnings>yoy",
	} {
		m, ok, suggestions := c.Find(text)
		got := m.Series.ID
		if m.Transform != "" {
			got += ">" + string(m.Transform)
		}
		if !ok || got != want {
			t.Errorf("%q is %q (%v, suggestions %v); want %q", text, got, ok, ids(suggestions), want)
		}
	}
}

func ids(all []Series) (names []string) {
	for _, s := range all {
		names = append(names, s.ID)
	}
	return names
}

// What is not one series is none, with those that it could be or is like.
func TestFindNone(t *testing.T) {
	c := catalogue(t)
	for text, want := range map[string]string{
		"treasury": "us-10y", "10-year treasry yeild": "us-10y", "unemploymnt": "us-unemployment", "morgage rate": "mortgage-30y", "nonfarm payrol": "us-payrolls", "consumer price idnex": "us-cpi",
		"retial sales": "retail-sales", "tips": "us-10y-tips", "cpi of Mars": "us-cpi", "claims": "initial-claims", "fred:dgs-10": "", "": "", "???": "", "the": "", "xyzzy plugh": "", "fred:": "",
	} {
		m, ok, suggestions := c.Find(text)
		if ok || want != "" && !slices.Contains(ids(suggestions), want) || want == "" && text != "fred:dgs-10" && text != "fred:" && suggestions != nil {
			t.Errorf("%q is %q (%v), suggestions %v; want %q among them", text, m.Series.ID, ok, ids(suggestions), want)
		}
	}
}

func FuzzFind(f *testing.F) {
	c := catalogue(f)
	for _, text := range []string{"10-year yield", "fred:DGS10", "real cpi yoy", "\xff", "a|b", strings.Repeat("cpi ", 400)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, ok, suggestions := c.Find(text)
		if ok != (m.Series.ID != "") || ok && suggestions != nil || len(suggestions) > maxSuggestions {
			t.Errorf("%q: %v %v %v", text, m.Series.ID, ok, ids(suggestions))
		}
		if again, _, _ := c.Find(text); again.Series.ID != m.Series.ID || again.Transform != m.Transform {
			t.Errorf("%q is %s and %s", text, m.Series.ID, again.Series.ID)
		}
	})
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]string{
		"percent-a-year": "percent a year", "percent": "percent", "points": "percentage points", "index 1982-84=100": "index, 1982-84=100", "dollars billions, annual rate": "billions of USD, annual rate",
		"2017-dollars billions": "billions of USD of 2017", "persons thousands": "thousands of persons", "things millions": "millions of units", "JPY a USD": "JPY a USD", "USD a million BTU": "USD a million BTU", "hours": "hours",
	} {
		if u, err := parseUnit(text); err != nil || u.String() != want {
			t.Errorf("%q is %q, %v; want %q", text, u, err, want)
		}
	}
	for _, text := range []string{"", "dollars", "dollars dozens", "euro billions", "persons"} {
		if u, err := parseUnit(text); err == nil {
			t.Errorf("%q is %q", text, u)
		}
	}
}
