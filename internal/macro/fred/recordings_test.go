//go:build recordings

package fred

import (
	"encoding/csv"
	"flag"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

// Every value of a recorded answer comes out of the real client on its day, and none
// where it was a point. What the recordings of the API hold is the file's as well.
func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) (figures int) {
		id, key, want := r.URL.Query().Get("series_id"), "KEY", map[string]string{}
		if strings.HasSuffix(r.URL.Path, ".csv") {
			id, key = r.URL.Query().Get("id"), ""
			rows, err := csv.NewReader(strings.NewReader(string(r.Body))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows[1:] {
				want[row[0]] = row[1]
			}
		} else {
			rows, _ := recordingtest.Dig(r.JSON(t), "observations").([]any)
			for _, row := range rows {
				day, _ := recordingtest.Dig(row, "date").(string)
				want[day], _ = recordingtest.Dig(row, "value").(string)
			}
		}
		s, err := New(httpsource.Options{BaseURL: r.Serve(t), Key: key})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		p, err := s.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for day, value := range want {
			v, there := valueOn(p.Series[id], day)
			if shown := strconv.FormatFloat(v, 'f', -1, 64); there != (value != "." && value != "") || there && shown != value {
				t.Errorf("%s is %s, %v; want %q", day, shown, there, value)
			}
			figures++
		}
		if len(p.Series[id]) > len(want) {
			t.Errorf("%d values, %d sent", len(p.Series[id]), len(want))
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
