package httpsource

import (
	"math"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
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
		"1.2.3", "1.", "1 2", "1.5KM", "1e2K", "5.261 T", "€5", "341.07 USD", strings.Repeat("9", 41), "1e1000", "١٢", "unch", "1\n2",
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
	for _, text := range []string{"77,555,460", "4.606%", "($0.09)", "1e308", "--", "5.261T", "-$1", "267.10"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if isPlain(text) && parsed(text, false) != written(text) {
			t.Errorf("%q is %s, by the pattern %s", text, parsed(text, false).Plain(), written(text).Plain())
		}
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

// What stands for none, and what is below it, is told apart by what a figure is of.
func TestFiguresOfAKind(t *testing.T) {
	for text, want := range map[Cell][3]market.Number{
		"1.5": {market.Num(1.5), market.Num(1.5), market.Num(1.5)}, "0": {{}, {}, market.Num(0)}, "0.00": {{}, {}, market.Num(0)}, "-2": {market.Num(-2), {}, {}}, "N/A": {}, "": {},
	} {
		if got := [3]market.Number{text.Price(), text.Above(), text.Count()}; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for text, want := range map[Cell]int64{"1771621200": 1771621200, "1771621200.5": 1771621200, "0": 0, "-1": 0, "1771621200000": 0, "": 0, "now": 0} {
		got := text.Seconds()
		if want == 0 && !got.IsZero() || want != 0 && got != time.Unix(want, 0).UTC() {
			t.Errorf("%q: %v", text, got)
		}
	}
}
