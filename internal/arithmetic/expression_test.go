package arithmetic

import (
	"math/big"
	"strings"
	"testing"
	"time"
)

func TestEvaluate(t *testing.T) {
	for expression, want := range map[string]string{
		"0.1 + 0.2":                        "0.3",
		"sum([1, [2, 3]])":                 "6",
		"1 / 3":                            "0.333333333333 ~",
		"2/3*3":                            "2",
		"(189.84 - 171.21) / 171.21 * 100": "10.8813737515 ~",
		"2^10":                             "1024",
		"2**10":                            "1024",
		"-2^2":                             "-4",
		"2^-2":                             "0.25",
		"2^0.5":                            "1.41421356237 ~",
		"9007199254740993":                 "9007199254740993",
		"9007199254740993 + 1":             "9007199254740994",
		"2^100":                            "1267650600228229401496703205376",
		"2^200":                            "1.60693804426e+60 ~",
		"0.12345678901234567890 * 1":       "0.123456789012 ~",
		"1e3 * 1.5":                        "1500",
		"45e6 / 3":                         "15000000",
		"1_000 * 2":                        "2000",
		"1.0001^3650":                      "1.44048772076 ~",
		"-(3 - 5)":                         "2",
		"+3":                               "3",
		"abs(-2.5)":                        "2.5",
		"round(2.5)":                       "3",
		"round(-2.5)":                      "-3",
		"round(2.345, 2)":                  "2.35",
		"round(1234, -2)":                  "1200",
		"floor(-1.5)":                      "-2",
		"ceil(1.2)":                        "2",
		"sqrt(2.25)":                       "1.5",
		"sqrt(2)":                          "1.41421356237 ~",
		"pow(1.05, 10) * 1000":             "1628.89462678 ~",
		"exp(0)":                           "1 ~",
		"ln(1)":                            "0 ~",
		"log10(1000)":                      "3 ~",
		"mod(7, 3)":                        "1",
		"mod(-7, 3)":                       "2",
		"min(3, 1, 2)":                     "1",
		"max([3, 1], 2)":                   "3",
		"sum(0.1, 0.2, 0.3)":               "0.6",
		"mean([1, 2, 3, 4])":               "2.5",
		"median(5, 1, 3)":                  "3",
		"median(4, 1, 3, 2)":               "2.5",
		"stdev(2, 4, 4, 4, 5, 5, 7, 9)":    "2.1380899353 ~",
		"stdev(1, 3, 5)":                   "2",
		"change(80, 100)":                  "25",
		"change(-50, -25)":                 "50",
		"0.5e-6":                           "0.0000005",
		"1/7/10^12":                        "1.42857142857e-13 ~",
		".5 + 1.":                          "1.5",
		"1e-400":                           "0 ~",
	} {
		v, err := Evaluate(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		got, digits := v.Text()
		if digits != 0 {
			got += " ~"
		}
		if got != want {
			t.Errorf("%s is %s, want %s", expression, got, want)
		}
	}
}

func TestEvaluateRefuses(t *testing.T) {
	for expression, want := range map[string]string{
		"1/0":                           "division by zero",
		"0^-1":                          "division by zero",
		"mod(1, 0)":                     "division by zero",
		"change(0, 1)":                  "division by zero",
		"sqrt(-1)":                      "not a finite real number",
		"(-8)^0.5":                      "not a finite real number",
		"ln(0)":                         "not a finite real number",
		"exp(1000)":                     "not a finite real number",
		"9^9^9":                         "not a finite real number",
		"1e300 * 1e300 ^ 8":             "",
		"15% of 2400":                   "write 15 % of 2400 as 0.15 * 2400",
		"1,234.5 * 2":                   "without thousands separators",
		"$5 * 2":                        "without currency signs",
		"price * 2":                     `"price" is not a number`,
		"$env":                          "",
		"foo(1)":                        `there is no function "foo": the functions are abs`,
		"len([1])":                      `there is no function "len"`,
		"map(1..3, # * 2)":              "there is no function",
		"filter([1], # > 0)":            "there is no function",
		"reduce(1..9, #acc + #)":        "there is no function",
		"1..1000000000":                 "the operator .. is not allowed",
		"sum(1..1000000000)":            "the operator .. is not allowed",
		`"a" + "b"`:                     "text is not allowed",
		`"a" * 1000000`:                 "text is not allowed",
		"true":                          "logic is not allowed",
		"1 > 2":                         "the operator > is not allowed",
		"1 > 2 ? 3 : 4":                 "logic is not allowed",
		"[1, 2]":                        "a list outside of a function",
		"{a: 1}":                        "not allowed",
		"1 | abs()":                     "",
		"let x = 1; x":                  "not allowed",
		"1; 2":                          "not allowed",
		"abs(1).foo":                    "not allowed",
		"not 1":                         "the operator not is not allowed",
		"1 +":                           "unexpected",
		"(1":                            "unexpected",
		"1e999":                         "",
		"99999999999999999999":          "integer literal",
		"round(1, 99)":                  "places is a whole number",
		"round(1, 0.5)":                 "places is a whole number",
		"abs()":                         "abs takes 1 numbers, not 0",
		"stdev(1)":                      "stdev takes at least 2 numbers",
		"round(1, 2, 3)":                "round takes 1 to 2 numbers",
		strings.Repeat("1+", 200) + "1": "exceeds maximum allowed nodes",
		strings.Repeat("(", 400):        "",
	} {
		v, err := Evaluate(expression)
		if err == nil {
			if want == "" {
				continue
			}
			value, _ := v.Text()
			t.Errorf("%s is %s, want an error", expression, value)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %q does not say %q", expression, err, want)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error of several lines %q", expression, err)
		}
	}
}

// No text that fits the schema takes long, grows large or ends in a panic, and
// what is called exact is what the rational says.
func FuzzEvaluate(f *testing.F) {
	for _, s := range []string{"0.1+0.2", "9^9^9^9", "pow(1.0001, 99999999)", "mean([1,[2,3]])", "1e308^8*1e308^8", "round(1e15,-15)", "5 % 2", "sum(1..9)", "0x1F + 0b1", "stdev(1e300,2,-3e-300)", "a?.b", "((((1))))", "1e-999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len([]rune(text)) > 500 {
			return
		}
		start := time.Now()
		v, err := Evaluate(text)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%q took %v", text, took)
		}
		if err != nil {
			return
		}
		value, digits := v.Text()
		if len(value) > 100 {
			t.Errorf("%q is %d bytes long", text, len(value))
		}
		if digits != 0 {
			return
		}
		back, ok := new(big.Rat).SetString(value)
		if !ok || back.Cmp(v.rat) != 0 {
			t.Errorf("%q is written as %s, unrounded, but is %s", text, value, v.rat)
		}
	})
}
