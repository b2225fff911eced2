//go:build recordings

package nyfed

import (
	"encoding/json"
	"flag"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

// Every rate, bound of a target range and volume of a recorded answer comes out of the
// real client under its key and on its day.
func TestRecordings(t *testing.T) {
	fields := map[string]string{
		"percentRate": "", "targetRateFrom": ".target_low", "targetRateTo": ".target_high", "volumeInBillions": ".volume",
		"percentPercentile1": ".p1", "percentPercentile25": ".p25", "percentPercentile75": ".p75", "percentPercentile99": ".p99",
	}
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) (figures int) {
		name := strings.Split(r.URL.Path, "/")[4]
		to, err := time.Parse(time.DateOnly, r.URL.Query().Get("endDate"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := New(httpsource.Options{BaseURL: r.Serve(t), Now: func() time.Time { return to.Add(20 * time.Hour) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		p, err := s.Load(t.Context(), name+"/"+strconv.Itoa(to.Year()))
		if err != nil {
			t.Fatal(err)
		}
		rows, _ := recordingtest.Dig(r.JSON(t), "refRates").([]any)
		for _, row := range rows {
			day, _ := recordingtest.Dig(row, "effectiveDate").(string)
			for field, key := range fields {
				want, sent := recordingtest.Dig(row, field).(json.Number)
				got, there := valueOn(p.Series[name+key], day)
				if !sent {
					if there {
						t.Errorf("%s of %s was not sent and is %v", field, day, got)
					}
					continue
				}
				if v, err := want.Float64(); err != nil || !there || v != got {
					t.Errorf("%s of %s is %v; want %s", field, day, got, want)
				}
				figures++
			}
		}
		return figures
	})
}

func valueOn(all []macro.Observation, day string) (float64, bool) {
	for _, o := range all {
		if d, err := market.ParseDate(day); err == nil && o.Date == d {
			return o.Value, true
		}
	}
	return 0, false
}
