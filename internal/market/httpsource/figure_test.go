package httpsource

import (
	"math"
	"strings"
	"testing"
)

func TestFigure(t *testing.T) {
	for text, want := range map[string]float64{
		"77,555,460": 77555460, "4.606%": 4.606, "5.261T": 5261000000000, "$267.10": 267.1, "1,183,197,036,850": 1183197036850, "77.6M": 77600000, "2.5B": 2500000000, "12K": 12000,
		"+0.056": 0.056, "-0.1055%": -0.1055, "-1.95": -1.95, "$-1.95": -1.95, "-$1.95": -1.95, "($0.09)": -0.09, "(1,234.5)": -1234.5, "\u22121.5": -1.5,
		"0": 0, "0.00": 0, "4514709583000.00": 4514709583000, "29,209.23": 29209.23, ".5": 0.5, "1.5e-05": 1.5e-05, "2E3": 2000, " 7 ": 7, "20.280941533788916": 20.280941533788916, "219.5000": 219.5,
	} {
		if v, ok := Figure(text).Get(); !ok || v != want {
			t.Errorf("%q: %v, %t, want %v", text, v, ok, want)
		}
	}
	for _, text := range []string{
		"", " ", "--", "N/A", "NA", "UNCH", "-", "+", "$", "%", "K", ".", "()", "(1", "1)", "(-1)", "+-1", "-$-1", "NaN", "Inf", "-Infinity", "0x10", "1_000", "1e999", "1,2", "1,2345", "12345,678", ",123", "1,,234",
		"1.2.3", "1 2", "1.5KM", "1e2K", "5.261 T", "€5", "341.07 USD", strings.Repeat("9", 41), "1e1000", "١٢", "unch", "1\n2",
	} {
		if v := Figure(text); !v.IsZero() {
			t.Errorf("%q is %s", text, v.Plain())
		}
	}
}

func TestCell(t *testing.T) {
	var got map[string]Cell
	if err := JSON([]byte(`{"text":"4,5\u0036","number":1789113600000,"small":1.5e-7,"null":null,"true":true,"list":[1],"object":{"a":1},"empty":""}`), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Cell{"text": "4,56", "number": "1789113600000", "small": "1.5e-7", "null": "", "true": "true", "list": "", "object": "", "empty": ""} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	if v, ok := got["small"].Number().Get(); !ok || v != 1.5e-7 {
		t.Errorf("small: %v, %t", v, ok)
	}
	if line := Cell("a\nb" + strings.Repeat("c", 999)).Text(); strings.Contains(line, "\n") || len(line) > 210 {
		t.Errorf("%q", line)
	}
}

func FuzzFigure(f *testing.F) {
	for _, text := range []string{"77,555,460", "4.606%", "($0.09)", "1e308", "--", "5.261T", "-$1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := Figure(text).Get()
		if !ok {
			return
		}
		if math.IsNaN(v) || math.IsInf(v, 0) || !strings.ContainsAny(text, "0123456789") {
			t.Errorf("%q is %v", text, v)
		}
		var c Cell
		if err := c.UnmarshalJSON([]byte(text)); err == nil && c != "" && c.Number() != Figure(text) && text[0] != '"' {
			t.Errorf("%q in a cell is %s", text, c.Number().Plain())
		}
	})
}

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		price, change Cell
		sent          string
		before        string
		by, percent   string
	}{
		{"218.29", "-0.07", "218.36", "218.36", "-0.07", "-0.032057"}, {"218.29", "-0.07", "", "218.36", "-0.07", "-0.032057"}, {"10.50", "0.50", "10.50", "10", "0.5", "5"}, {"4.606%", "+0.056", "4.55%", "4.55", "0.056", "1.230769"},
		{"1.15983", "0.0012", "1.15867", "1.15867", "0.00116", "0.100115"}, {"$266.782", "-0.318", "$267.10", "267.1", "-0.318", "-0.119057"}, {"-5", "2", "", "-7", "2", "28.571429"}, {"2", "2", "", "0", "2", ""}, {"0.00", "1", "", "", "", ""}, {"", "1", "", "", "", ""},
	} {
		change, _ := c.change.Number().Get()
		before := Before(c.price, change, c.change, Figure(c.sent))
		by, percent := Change(c.price.Price(), before)
		if before.Plain() != c.before || by.Plain() != c.by || percent.Plain() != c.percent {
			t.Errorf("%s by %s: from %s by %s, %s %%", c.price, c.change, before.Plain(), by.Plain(), percent.Plain())
		}
	}
}
