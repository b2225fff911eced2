package dates

import (
	"errors"
	"strings"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// hostile are texts of full length that begin like much and end like nothing.
func hostile() []string {
	full := func(s string) string { return strings.Repeat(s, maxText/len(s)) }
	return []string{
		full("a"), full("9"), full(" "), full("-"), full("the "), full("- "), full("to "), full("from "), full("since "), full("monday "),
		full("from a to "), full("between a and "), full("end of "), full("week of "), full("first week of "), full("the day after "),
		full("last year "), full("in "), full("9999 trading days before "), full("friday the 13th to "), full("1 to 2 to "), full("mid-"),
		full("early ") + "may", full("first half of "), full("ſ"), full("\xff"), full("0000-00-00 "), full("q1-"), full("9 days after a to "),
		"9999 trading days before 9999 trading days before 9999 trading days before 9999-12-31", "9999 years before 1000", "9999 years",
		"9999 years from now", "next 9999 years", "in 9999 trading days", "next 9999 weeks to next 9999 weeks",
		"9999 trading days", "from 1000 to 9999", "friday 29 february to friday 29 february to friday 29 february", "week of max",
	}
}

func TestHostileTextEnds(t *testing.T) {
	engine, at := New(), thanksgiving(t)
	for _, at.Ahead = range []bool{false, true} {
		for _, text := range hostile() {
			began := time.Now()
			if p, err := engine.Read(text, at); err == nil && (p.From.Compare(p.To) > 0 || p.Reading == "") {
				t.Errorf("%.40q is read as %s", text, p)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("%.40q took %s", text, took)
			}
		}
	}
	if _, err := engine.Read(strings.Repeat("May ", 100), at); !errors.Is(err, ErrUnreadable) || len(err.Error()) > 500 {
		t.Errorf("text over its cap: %v", err)
	}
}

// The reader's day and the exchange's are two: a day is over when both say so.
func TestDaysBetweenTwoZones(t *testing.T) {
	all, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	tokyo, _ := all.Of("JPX")
	for _, tt := range []struct {
		what, text, want string
		at               AsOf
	}{
		// 20 November in Auckland, the 19th in New York: its session is open.
		{"ahead", "the 19th", "2025-10-19", AsOf{Now: time.Date(2025, 11, 19, 20, 0, 0, 0, time.UTC), Exchange: all.NewYork(), Location: time.FixedZone("", 13*3600)}},
		{"ahead", "last trading day", "2025-11-18", AsOf{Now: time.Date(2025, 11, 19, 20, 0, 0, 0, time.UTC), Exchange: all.NewYork(), Location: time.FixedZone("", 13*3600)}},
		{"ahead", "today", "2025-11-20", AsOf{Now: time.Date(2025, 11, 19, 20, 0, 0, 0, time.UTC), Exchange: all.NewYork(), Location: time.FixedZone("", 13*3600)}},
		// 18 November in Honolulu, the 19th in Tokyo, whose session is over.
		{"behind", "last trading day", "2025-11-18", AsOf{Now: time.Date(2025, 11, 19, 7, 0, 0, 0, time.UTC), Exchange: tokyo, Location: time.FixedZone("", -10*3600)}},
		{"behind", "the 19th", "2025-10-19", AsOf{Now: time.Date(2025, 11, 19, 7, 0, 0, 0, time.UTC), Exchange: tokyo, Location: time.FixedZone("", -10*3600)}},
		{"behind", "last 2 trading days", "2025-11-17", AsOf{Now: time.Date(2025, 11, 19, 7, 0, 0, 0, time.UTC), Exchange: tokyo, Location: time.FixedZone("", -10*3600)}},
	} {
		p, err := New().Read(tt.text, tt.at)
		if err != nil || p.From.String() != tt.want {
			t.Errorf("%s, %q: %s, %v, want %s", tt.what, tt.text, p, err, tt.want)
		}
	}
}

func TestAsOfIsChecked(t *testing.T) {
	good := thanksgiving(t)
	for _, change := range []func(*AsOf){
		func(a *AsOf) { a.Exchange = nil },
		func(a *AsOf) { a.FiscalYearEnd = 13 },
		func(a *AsOf) { a.FiscalYearEnd = -1 },
		func(a *AsOf) { a.FiscalWeeks = &Weeks{Weekday: 7} },
		func(a *AsOf) { a.FiscalWeeks = &Weeks{Long: 5} },
		func(a *AsOf) { a.FiscalWeeks = &Weeks{Quarters: [4]int{12, 12, 12, 12}} },
		func(a *AsOf) { a.FiscalWeeks = &Weeks{Quarters: [4]int{-12, 26, 26, 12}} },
	} {
		at := good
		change(&at)
		if p, err := New().Read("today", at); err == nil {
			t.Errorf("%+v was taken: %s", at, p)
		}
	}
}

// Each fiscal year is whole, and so are its quarters.
func TestFiscalQuartersFillTheYear(t *testing.T) {
	for end := time.Month(0); end <= time.December; end++ {
		at := thanksgiving(t)
		at.FiscalYearEnd = end
		read := func(text string) Period {
			p, err := New().Read(text, at)
			if err != nil {
				t.Fatal(end, text, err)
			}
			return p
		}
		year, next := read("FY2024"), read("FY2024 Q1").From
		for _, text := range []string{"Q1 FY2024", "FQ2 2024", "third fiscal quarter of 2024", "FY24Q4"} {
			q := read(text)
			if q.From != next || months(q) != 3 {
				t.Errorf("a year that ends in %s: %q is %s, want it from %s on", end, text, q, next)
			}
			next = q.To.AddDays(1)
		}
		if year.From != read("FY2024 Q1").From || next != year.To.AddDays(1) || year.To.Year != 2024 || months(year) != 12 {
			t.Errorf("a year that ends in %s: %s", end, year)
		}
		if end != 0 && year.To.Month != end {
			t.Errorf("a year that ends in %s: %s", end, year)
		}
		current, before := read("this fiscal year"), read("last fiscal year")
		if before.To.AddDays(1) != current.From || read("last fiscal quarter").To.AddDays(1) != read("this fiscal quarter").From {
			t.Errorf("a year that ends in %s: %s follows %s", end, current, before)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range append(hostile(), "on the 13th", "Q3 FY2025", "the 10 trading days after 5 Nov 2024", "from May to 2024", "9999-12-31", "0001-01-01",
		"last 9999 years", "9999 trading days before 1900", "friday the 13th", "third friday of last month", "quarter ended february 28, 2025",
		"q3 of last fiscal year", "easter 0000", "election day 0001", "late november", "3-17 june", "thanksgiving", "2024-w05", "12.13.2024", "end of the month", "last 5 trading days") {
		f.Add(s, int64(1763582400), int32(0), uint8(0), uint8(0))
		f.Add(s, int64(1763582400), int32(0), uint8(0), uint8(9+13*5))
	}
	f.Add("today", int64(-62135596800), int32(50400), uint8(1), uint8(9))
	all, err := calendar.New()
	if err != nil {
		f.Fatal(err)
	}
	engine, codes := New(), []string{"NYQ", "JPX", "CCC", "CCY", "LSE", "NSI", "CME", "HKG"}
	f.Fuzz(func(t *testing.T, text string, now int64, offset int32, code, fiscal uint8) {
		exchange, _ := all.Of(codes[int(code)%len(codes)])
		at := AsOf{Now: time.Unix(now%4e9, 0), Exchange: exchange, FiscalYearEnd: time.Month(fiscal % 13)}
		// The rest of the byte says how the fiscal year is made, and whether hours are
		// asked for ahead.
		if rest := fiscal / 13; rest > 0 {
			at.Ahead, at.FiscalNamedByStart = rest%2 == 1, rest%3 == 1
			at.FiscalWeeks = &Weeks{Weekday: time.Weekday(rest % 7), Nearest: rest%4 > 1, Long: int(rest % 5)}
		}
		if offset != 0 {
			at.Location = time.FixedZone("reader", int(offset%50400))
		}
		p, err := engine.Read(text, at)
		if err != nil {
			if !errors.Is(err, ErrUnreadable) && !errors.Is(err, ErrFuture) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		loc := at.Location
		if loc == nil {
			loc = exchange.Location
		}
		today := calendar.DateOf(at.Now.In(loc))
		if p.From.Compare(p.To) > 0 || !at.Ahead && (p.To.Compare(today) > 0 || p.Beside != "") || p.Reading == "" || p.Day && p.From != p.To {
			t.Fatalf("%q as of %s: %q from %s to %s", text, today, p.Reading, p.From, p.To)
		}
		for _, d := range []Date{p.From, p.To} {
			if calendar.DateOf(d.In(time.UTC)) != d {
				t.Fatalf("%q: there is no %+v", text, d)
			}
		}
		if again, err := engine.Read(text, at); err != nil || again != p {
			t.Fatalf("%q is once %s and then %s, %v", text, p, again, err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	engine, at := New(), thanksgiving(b)
	texts := []string{"on the 13th", "in September", "Q3 FY2025", "YTD", "the 10 trading days after 5 Nov 2024", "from March to June last year"}
	for b.Loop() {
		for _, text := range texts {
			if _, err := engine.Read(text, at); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkReadHostile(b *testing.B) {
	engine, at := New(), thanksgiving(b)
	for _, text := range hostile() {
		b.Run(strings.TrimSpace(text[:min(20, len(text))]), func(b *testing.B) {
			for b.Loop() {
				_, _ = engine.Read(text, at)
			}
		})
	}
}
