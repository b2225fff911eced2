//go:build recordings

package cboe

import (
	"encoding/csv"
	"math"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/recordingtest"
)

func (c *comparison) days() {
	s := c.source()
	all, err := s.days(c.t.Context(), c.symbol(), c.name)
	if own(c.name) { // its days are asked for as CSV
		all, err = s.readDays(c.r.Body, c.name)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	rows, _ := recordingtest.Dig(c.r.JSON(c.t), "data").([]any)
	c.bars(s, all, len(rows), func(i int, field string) any { return recordingtest.Dig(rows[i], field) })
}

// bars holds each bar against its row: those with a day and a close, oldest first.
func (c *comparison) bars(s *Source, all days, rows int, at func(i int, field string) any) {
	byDay := map[string]market.Bar{}
	for i, b := range all.bars {
		byDay[s.dayOf(b).String()] = b
		if i > 0 && b.Time <= all.bars[i-1].Time {
			c.t.Errorf("bar %d is not after the one before", i)
		}
	}
	gaps, again := 0, 0
	later := map[string]int{} // of two rows of a day the later one holds
	for i := range rows {
		if day, _ := at(i, "date").(string); c.figure(at(i, "close")) != 0 {
			later[day] = i
		}
	}
	for i := range rows {
		day, _ := at(i, "date").(string)
		if last, ok := later[day]; ok && last != i && c.figure(at(i, "close")) != 0 {
			again++
			continue
		}
		b, ok := byDay[day]
		if _, err := market.ParseDate(day); err != nil || c.figure(at(i, "close")) == 0 {
			gaps++
			continue
		}
		if !ok {
			c.t.Errorf("no bar of %s", day)
			continue
		}
		for field, got := range map[string]float64{"open": b.Open, "high": b.High, "low": b.Low, "close": b.Close} {
			if c.n++; math.Abs(got-c.figure(at(i, field))/scale(c.name)) > 5.1e-5 {
				c.t.Errorf("%s of %s is %v, the file has %v", field, day, got, at(i, field))
			}
		}
		want := c.figure(at(i, "volume"))
		if want == 0 {
			want = -1
		}
		if c.n++; b.Volume != want || b.AdjClose != b.Close {
			c.t.Errorf("volume of %s is %v, adjusted close %v, the file has %v", day, b.Volume, b.AdjClose, at(i, "volume"))
		}
	}
	c.n++
	if all.gaps != gaps || len(all.bars) != rows-gaps-again {
		c.t.Errorf("%d bars and %d gaps of %d rows", len(all.bars), all.gaps, rows)
	}
}

func (c *comparison) index() {
	s := c.source()
	var all days
	err := s.ask(c.t.Context(), c.symbol(), indicesURL+c.name+"_History.csv", func(body []byte) (err error) {
		all, err = s.readIndex(body, c.name)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(c.r.Body), "\ufeff")))
	lines.FieldsPerRecord = -1
	rows, err := lines.ReadAll()
	if err != nil {
		c.t.Fatal(err)
	}
	c.bars(s, all, len(rows)-1, func(i int, field string) any {
		for n, name := range rows[0] {
			name = strings.ToUpper(strings.TrimSpace(name))
			if n < len(rows[i+1]) && (name == strings.ToUpper(field) || field == "close" && name == strings.ToUpper(c.name)) {
				if field == "date" {
					d, err := time.Parse("1/2/2006", rows[i+1][n])
					if err != nil {
						return nil
					}
					return d.Format(time.DateOnly)
				}
				return rows[i+1][n]
			}
		}
		return nil
	})
}

// minutes holds each row that has a time and a close.
func (c *comparison) minutes() {
	s := c.source()
	all, err := s.readMinutes(c.r.Body, c.name)
	if err != nil {
		c.t.Fatal(err)
	}
	c.r.Unread(c.t, "open", "high", "low", "close", "stock_volume")
	bars := map[int64]market.Bar{}
	for _, b := range all.bars {
		bars[b.Time] = b
	}
	rows, _ := recordingtest.Dig(c.r.JSON(c.t), "data").([]any)
	later := map[int64]any{}
	gaps := 0
	for _, row := range rows {
		text, _ := recordingtest.Dig(row, "datetime").(string)
		at, err := time.ParseInLocation("2006-01-02T15:04:05", strings.Replace(text, " ", "T", 1), s.newYork.Location)
		if err != nil || c.figure(recordingtest.Dig(row, "price", "close")) == 0 {
			gaps++
			continue
		}
		later[at.Unix()] = row
	}
	for at, row := range later {
		b := bars[at]
		for field, got := range map[string]float64{"open": b.Open, "high": b.High, "low": b.Low, "close": b.Close} {
			if c.n++; math.Abs(got-c.figure(recordingtest.Dig(row, "price", field))/scale(c.name)) > 5.1e-5 {
				c.t.Errorf("%s at %s is %v, the file has %v", field, time.Unix(at, 0), got, recordingtest.Dig(row, "price", field))
			}
		}
		want := c.figure(recordingtest.Dig(row, "volume", "stock_volume"))
		if want == 0 {
			want = -1
		}
		if c.n++; b.Volume != want {
			c.t.Errorf("volume at %s is %v, the file has %v", time.Unix(at, 0), b.Volume, want)
		}
	}
	if c.n++; all.gaps != gaps || len(all.bars) != len(later) {
		c.t.Errorf("%d bars and %d gaps of %d rows", len(all.bars), all.gaps, len(rows))
	}
}
