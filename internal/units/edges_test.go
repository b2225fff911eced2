package units

import "testing"

// parties are the companies of the tests below, with the verdicts of their figures.
type parties struct {
	plain, london, foreign               Company
	pounds, pence, dollars, yuan, untold Verdict // untold is of london
}

func newParties() parties {
	p := parties{
		plain: CompanyOf("USD", "USD"), london: CompanyOf("GBp", "GBP"), foreign: CompanyOf("USD", "CNY"),
		pounds: Verdict{Currency: "GBP", Divisor: 1}, pence: Verdict{Currency: "GBP", Divisor: 100},
		dollars: Verdict{Currency: "USD", Divisor: 1}, yuan: Verdict{Currency: "CNY", Divisor: 1},
	}
	p.untold = p.london.Unclaimed(true)
	return p
}

// A ratio is one of the figures as they came where it is within a third of their
// quotient: prices move by that in days, and no unit is so near another.
func TestRatioAsItStands(t *testing.T) {
	for value, want := range map[float64]bool{30: true, 20.1: true, 19.9: false, 39.9: true, 40.1: false, 0.3: false, 3000: false, -30: false} {
		if got := PE(60, 2, value).AsItStands(); got != want {
			t.Errorf("60 by 2 said to be %v: as it stands is %v, want %v", value, got, want)
		}
	}
	if !PE(60, -2, -31).AsItStands() || PE(60, -2, 30).AsItStands() {
		t.Error("of a loss the sign tells")
	}
}

// What no share costs proves that an amount is in pence: 0.2 of the earnings, 0.02
// of the book value, a price that dividends of six tenths are paid of.
func TestRatioThatNoShareHas(t *testing.T) {
	p := newParties()
	for name, c := range map[string]struct {
		q    Ratio
		want Verdict
	}{
		"earnings, too cheap":       {PE(6200, 6200/19.9, 19.9), p.pence},
		"earnings, just cheap":      {PE(6200, 6200/20.1, 20.1), p.untold},
		"earnings, very cheap":      {PE(50, 100, 0.5), p.pence},
		"a loss":                    {PE(6200, -6200/19.9, -19.9), p.untold},
		"book value, too cheap":     {PB(6200, 6200/1.99, 1.99), p.pence},
		"book value, just cheap":    {PB(6200, 6200/2.01, 2.01), p.untold},
		"dividends, too many":       {Yield(6200, 6200*0.00601, 0.00601), p.pence},
		"dividends, just many":      {Yield(6200, 6200*0.00599, 0.00599), p.untold},
		"dividends of all of it":    {Yield(100, 100, 1), p.pence},
		"pounds by pounds":          {PE(0.5, 0.001, 5), p.pounds},
		"pounds by one pound":       {PE(620, 1, 6.2), p.pounds},
		"pounds by a tenth of that": {PE(620, 1, 0.62), p.untold},
		"no price":                  {PE(0, 1, 6.2), p.untold},
		"no amount":                 {PE(620, 0, 6.2), p.untold},
		"no yield":                  {Yield(620, 6.2, 0), p.untold},
	} {
		if got := p.london.ByRatio(c.q, p.untold); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		// What is proven already stays where the ratio proves nothing, and in two
		// currencies or one unit no ratio proves anything.
		if got := p.foreign.ByRatio(c.q, p.yuan); got != p.yuan {
			t.Errorf("%s, in two currencies: %+v", name, got)
		}
		if got := p.plain.ByRatio(c.q, p.untold); got != p.untold {
			t.Errorf("%s, in one unit: %+v", name, got)
		}
	}
}

func TestRatioOfPoundsByPence(t *testing.T) {
	p := newParties()
	mixes, other, none := PE(6200, 6.5, 954), PE(6200, 6.5, 9.54), PE(6200, 0, 954)
	if !p.london.Mixed(mixes, p.untold) {
		t.Error("a quotient of a price in pence by what may be pounds is not mixed")
	}
	for name, mixed := range map[string]bool{
		"proven": p.london.Mixed(mixes, p.pounds), "another quotient": p.london.Mixed(other, p.untold),
		"no amount": p.london.Mixed(none, p.untold), "whole units": p.plain.Mixed(mixes, p.untold),
		"no amount, proven": p.london.Mixed(none, p.pounds), "whole units, proven": p.plain.Mixed(mixes, p.dollars),
	} {
		if mixed {
			t.Errorf("%s: the ratio is mixed", name)
		}
	}
}

// What a ratio is divided by: 1 as it came, 100 of pounds by pence, 0 where it goes.
func TestDivisorOfARatio(t *testing.T) {
	p := newParties()
	stands, other, none, cheap, cheapest := PE(60, 2, 31), PE(60, 2, 3), PE(60, 0, 31), PE(60, 400, 0.15), PE(60, 0, 0.15)
	unknown := p.foreign.Unclaimed(true)
	for name, c := range map[string]struct {
		u          Company
		q          Ratio
		v          Verdict
		kept, left float64 // with keep, and without
	}{
		"one unit":                          {p.plain, stands, p.dollars, 1, 1},
		"one unit, contradicted":            {p.plain, stands, p.plain.Contradicted(false), 0, 0},
		"one unit, contradicted, of others": {p.plain, other, p.plain.Contradicted(false), 1, 1},
		"one unit, contradicted, no amount": {p.plain, none, p.plain.Contradicted(false), 1, 1},
		"two currencies, in the price's":    {p.foreign, stands, p.dollars, 1, 1},
		"two currencies, in the accounts'":  {p.foreign, stands, p.yuan, 0, 0},
		"two currencies, of others":         {p.foreign, other, p.yuan, 1, 1},
		"two currencies, not known":         {p.foreign, stands, unknown, 1, 0},
		"two currencies, no amount":         {p.foreign, none, unknown, 1, 0},
		"two currencies, too cheap":         {p.foreign, cheap, unknown, 0, 0},
		"two currencies, just too cheap":    {p.foreign, cheapest, unknown, 0, 0},
		"pounds":                            {p.london, stands, p.pounds, 100, 100},
		"pence":                             {p.london, stands, p.pence, 1, 1},
		"pounds or pence":                   {p.london, stands, p.untold, 0, 0},
		"pounds or pence, of others":        {p.london, other, p.untold, 1, 1},
		"pounds or pence, no amount":        {p.london, none, p.untold, 0, 0},
	} {
		if kept, left := c.q.Divisor(c.u, c.v, true), c.q.Divisor(c.u, c.v, false); kept != c.kept || left != c.left {
			t.Errorf("%s: divided by %v and %v, want %v and %v", name, kept, left, c.kept, c.left)
		}
	}
}

func TestEarningsOutOfLine(t *testing.T) {
	for _, c := range []struct {
		earned, next float64
		want         bool
	}{
		{1, 2.99, false}, {1, 3.01, true}, {1, 0.34, false}, {1, 0.33, true}, {0.5, 1, false}, {-2, -5.9, false}, {-2, -6.1, true}, {-1, 2, true}, {0, 2, true}, {2, 0, true},
	} {
		if got := OutOfLine(c.earned, c.next); got != c.want {
			t.Errorf("%v after %v is out of line: %v, want %v", c.next, c.earned, got, c.want)
		}
	}
}

// Of two figures a share within five times of each other one proves the other.
func TestReconciledFigures(t *testing.T) {
	p := newParties()
	foreign := p.foreign.Unclaimed(true)
	for name, c := range map[string]struct {
		u            Company
		a, b         float64
		v, w         Verdict
		wantV, wantW Verdict
	}{
		"near":                 {p.london, 6.5, 32, p.pounds, p.untold, p.pounds, p.pounds},
		"far":                  {p.london, 6.5, 33, p.pounds, p.untold, p.pounds, p.untold},
		"near, below":          {p.london, 6.5, 1.31, p.pounds, p.untold, p.pounds, p.pounds},
		"far below":            {p.london, 6.5, 1.29, p.pounds, p.untold, p.pounds, p.untold},
		"the other way":        {p.london, 650, 700, p.untold, p.pence, p.pence, p.pence},
		"small":                {p.london, 0.5, 0.4, p.pounds, p.untold, p.pounds, p.pounds},
		"a loss and a gain":    {p.london, -6.5, 7, p.pounds, p.untold, p.pounds, p.untold},
		"none":                 {p.london, 6.5, 0, p.pounds, p.untold, p.pounds, p.untold},
		"both proven":          {p.london, 6.5, 7, p.pounds, p.pence, p.pounds, p.pence},
		"neither proven":       {p.london, 6.5, 7, p.untold, p.untold, p.untold, p.untold},
		"contradicted":         {p.london, 6.5, 7, p.pounds, p.london.Contradicted(true), p.pounds, p.london.Contradicted(true)},
		"in two currencies":    {p.foreign, 6.5, 7, p.dollars, foreign, p.dollars, foreign},
		"of another class":     {p.plain, 7, 700, p.dollars, p.dollars, p.dollars, p.plain.Contradicted(false)},
		"not of another class": {p.plain, 7, 70, p.dollars, p.dollars, p.dollars, p.dollars},
		"hundredfold in pence": {p.london, 7, 700, p.pounds, p.pence, p.pounds, p.pence},
	} {
		v, w, b := c.v, c.w, p.dollars
		c.u.Reconcile(PE(0, c.a, 0), PE(0, c.b, 0), PB(0, 0, 0), &v, &w, &b)
		if v != c.wantV || w != c.wantW || b != p.dollars {
			t.Errorf("%s: %+v and %+v, want %+v and %+v; book value %+v", name, v, w, c.wantV, c.wantW, b)
		}
	}
	for value, contradicted := range map[float64]bool{0.0199: true, 0.0201: false, -0.0199: false, 1.5: false} {
		for name, c := range map[string]struct {
			u    Company
			book Ratio
			want bool
		}{
			"as it stands": {p.plain, PB(10, 10/value, value), contradicted},
			"of others":    {p.plain, PB(10, 20/value, value), false},
			"no price":     {p.plain, PB(0, 10/value, value), false},
			"in pence":     {p.london, PB(10, 10/value, value), false},
		} {
			v, w, b := p.dollars, p.dollars, p.dollars
			c.u.Reconcile(PE(0, 0, 0), PE(0, 0, 0), c.book, &v, &w, &b)
			if b.Proven() == c.want {
				t.Errorf("price to book of %v, %s: %+v", value, name, b)
			}
		}
	}
}

// One dividend is between a thirteenth of a year's and a little more than they.
func TestDividendOfAYear(t *testing.T) {
	p := newParties()
	for one, want := range map[float64]Verdict{
		0.201: p.pounds, 0.199: p.untold, 3.37: p.pounds, 3.39: p.untold,
		20.1: p.pence, 19.9: p.untold, 337: p.pence, 339: p.untold, 0: p.pounds,
	} {
		if got := p.london.Dividend(one, 2.6, p.pounds); got != want {
			t.Errorf("%v in a year of 2.6: %+v, want %+v", one, got, want)
		}
	}
	if got := p.london.Dividend(260, 260, p.pence); got != p.pence {
		t.Errorf("260 in a year of 260 pence: %+v", got)
	}
	for name, c := range map[string]struct{ got, want Verdict }{
		"one a year":        {p.london.Dividend(1, 1, p.pounds), p.pounds},
		"one unit":          {p.plain.Dividend(100, 1, p.dollars), p.dollars},
		"two currencies":    {p.foreign.Dividend(1, 1, p.dollars), p.foreign.Unclaimed(true)},
		"a year not proven": {p.london.Dividend(1, 1, p.untold), p.untold},
		"no year":           {p.london.Dividend(1, 0, p.pounds), p.untold},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
}

// A market value is within five times of the price times the shares, in pounds or in
// pence.
func TestUnitOfAMarketValue(t *testing.T) {
	p := newParties()
	for worth, want := range map[float64]Verdict{
		100: p.pounds, 499: p.pounds, 20.1: p.pounds, 10_000: p.pence, 49_900: p.pence, 2010: p.pence, 0: p.pounds, -100: p.pounds,
		501: {}, 19.9: {}, 1990: {}, 50_100: {},
	} {
		got := p.london.MarketCap(worth, 100)
		if want != (Verdict{}) && got != want || got.Proven() == (want == Verdict{}) {
			t.Errorf("%v, expected to be 100: %+v, want %+v", worth, got, want)
		}
	}
	if got := p.london.MarketCap(10_000, 0); got != p.pounds {
		t.Errorf("nothing to hold it against: %+v", got)
	}
	if got := p.foreign.MarketCap(10_000, 100); got != p.dollars {
		t.Errorf("no minor unit: %+v", got)
	}
}

// How far a figure of one currency may be from what it is held against.
func TestSlackOfOneCurrency(t *testing.T) {
	p := newParties()
	for name, c := range map[string]struct {
		u     Company
		claim Claim // expects 7
		want  map[float64]Verdict
	}{
		"of one year, in pence": {p.london, Claim{Minor: true}, map[float64]Verdict{
			34.9: p.pounds, 35.1: p.london.Contradicted(true), 1.41: p.pounds, 1.39: p.london.Contradicted(true), 140.1: p.pence, 139: p.london.Contradicted(true),
			3490: p.pence, 3510: p.london.Contradicted(true), -7: p.london.Contradicted(true),
		}},
		"of another year, in pence": {p.london, Claim{Minor: true, Basis: OtherYear}, map[float64]Verdict{
			34.9: p.pounds, 35.1: p.london.Contradicted(true), 141: p.pence, 139: p.london.Contradicted(true),
		}},
		"forecast, in pence": {p.london, Claim{Minor: true, Basis: Forecast}, map[float64]Verdict{
			69.9: p.pounds, 70.1: p.pence, 0.71: p.pounds, 0.69: p.london.Contradicted(true), 6990: p.pence, 7010: p.london.Contradicted(true),
		}},
		"hundredfold": {p.plain, Claim{}, map[float64]Verdict{
			7: p.dollars, 460: p.dollars, 470: p.plain.Contradicted(false), 1040: p.plain.Contradicted(false), 1060: p.dollars,
			4300: p.dollars, 4400: p.plain.Contradicted(false), 1e6: p.plain.Contradicted(false), 0.07: p.plain.Contradicted(false), -700: p.dollars,
		}},
	} {
		for value, want := range c.want {
			c.claim.Value, c.claim.Expected = value, 7
			_, got := Prove(c.u, 0, 0, map[string]Claim{"x": c.claim})
			if got["x"] != want {
				t.Errorf("%s: %v where 7 is expected: %+v, want %+v", name, value, got["x"], want)
			}
		}
	}
	// Small figures are rounded too much to tell.
	for _, c := range []struct {
		value, expected float64
		told            bool
	}{
		{0.049, 0.00049, false}, {0.051, 0.00051, true}, {0.00051, 0.051, true}, {0.06, 0.000049, false}, {0.06, 0.000037, false}, {0.09, 0.000051, true}, {0.5, 0.005, true},
	} {
		_, got := Prove(p.plain, 0, 0, map[string]Claim{"x": {Value: c.value, Expected: c.expected}})
		if got["x"].Proven() == c.told {
			t.Errorf("%v where %v is expected: %+v", c.value, c.expected, got["x"])
		}
	}
}

// In two currencies, at 7 yuan for a dollar, figures of one year are told apart up to
// 1.4 times of what is expected, those of other years up to 3 times, and those of
// what a receipt stands for hardly at all.
func TestSlackOfTwoCurrencies(t *testing.T) {
	p := newParties()
	const worth, debt, rate = 1000, 2100, 7
	for name, c := range map[string]struct {
		basis Basis
		named string
		in    map[float64]Verdict // in parts of what is expected, in yuan
	}{
		"named in yuan":    {SameYear, "CNY", map[float64]Verdict{1.39: p.yuan, 1.41: p.foreign.Contradicted(true), 0.72: p.yuan, 0.71: p.foreign.Contradicted(true)}},
		"named in dollars": {SameYear, "USD", map[float64]Verdict{0.142: p.dollars, 0.9: p.foreign.Contradicted(true)}},
		"of another year":  {OtherYear, "CNY", map[float64]Verdict{2.9: p.yuan, 3.1: p.foreign.Contradicted(true), 0.34: p.yuan, 0.33: p.foreign.Contradicted(true)}},
		"forecast":         {Forecast, "CNY", map[float64]Verdict{2.9: p.yuan, 3.1: p.foreign.Contradicted(true)}},
		"of receipts":      {Receipt, "", map[float64]Verdict{1.09: p.yuan, 1.11: p.foreign.Contradicted(true), 0.92: p.yuan, 0.9: p.foreign.Contradicted(true)}},
	} {
		for part, want := range c.in {
			amounts, got := Prove(p.foreign, worth, debt, map[string]Claim{
				"value": {Value: worth*rate + debt, Worth: worth, Expected: debt, Anchor: true},
				"eps":   {Value: 10, Expected: 10 * rate, Minor: true, Anchor: true},
				"x":     {Value: 70 * part, Expected: 70, Basis: c.basis, Minor: true, Named: c.named},
			})
			if amounts != p.yuan || got["eps"] != p.dollars || got["value"] != p.yuan {
				t.Fatalf("%s: the others are %+v, %+v", name, amounts, got)
			}
			if got["x"] != want {
				t.Errorf("%s, %v of what is expected: %+v, want %+v", name, part, got["x"], want)
			}
		}
	}
}
