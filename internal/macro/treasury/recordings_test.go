//go:build recordings

package treasury

import (
	"encoding/csv"
	"flag"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

// Every cell of a recorded file is the yield of its day and its column, and an empty one
// is none. Recordings hold some rows of a year, which a file of the Treasury never does.
func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) (figures int) {
		year, err := strconv.Atoi(r.URL.Query().Get("field_tdr_date_value"))
		if err != nil {
			t.Fatal(err)
		}
		series, err := decode(r.Body, year)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(string(r.Body))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, all := range series {
			got += len(all)
		}
		for _, row := range rows[1:] {
			day, err := time.Parse("01/02/2006", row[0])
			if err != nil {
				t.Fatal(err)
			}
			for i, cell := range row[1:] {
				v, there := valueOn(series[rows[0][i+1]], market.DateOf(day))
				if shown := strconv.FormatFloat(v, 'f', 2, 64); there != (cell != "") || there && shown != cell {
					t.Errorf("%s of %s is %s, %v; want %q", rows[0][i+1], row[0], shown, there, cell)
				}
				if cell != "" {
					figures++
				}
			}
		}
		if got != figures {
			t.Errorf("%d yields, %d in the file", got, figures)
		}
		return figures
	})
}

func valueOn(all []macro.Observation, day market.Date) (float64, bool) {
	for _, o := range all {
		if o.Date == day {
			return o.Value, true
		}
	}
	return 0, false
}
