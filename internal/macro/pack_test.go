package macro

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// What is packed comes back as it was; what is damaged, or of another version, is none.
func TestPack(t *testing.T) {
	loaded := time.Date(2024, 8, 20, 15, 0, 0, 7, time.UTC)
	p := &Part{
		Series: map[string][]Observation{"10 Yr": run(t, days), "2 Yr": {{Date: day(t, "2024-08-19"), Value: -0.1, Revised: true}, {Date: day(t, "2024-08-20"), Value: 1e-9}}, "none": {}},
		Final:  true, Origin: market.Origin{Source: "treasury", Provider: "US Treasury", URL: "https://example.com/?a=1&b=2", AsOf: loaded.Add(-time.Hour), Simulated: true},
	}
	b := pack(p, loaded)
	got, at, ok := unpack(b)
	if diff := cmp.Diff(p, got); diff != "" || !at.Equal(loaded) || !ok {
		t.Errorf("%v %v (-want +got):\n%s", at, ok, diff)
	}
	for i := range b {
		damaged := append([]byte(nil), b...)
		damaged[i] ^= 1
		if _, _, ok := unpack(damaged); ok {
			t.Errorf("byte %d is another, and nobody sees it", i)
		}
		if _, _, ok := unpack(b[:i]); ok {
			t.Errorf("%d bytes are enough", i)
		}
	}
	if pack(&Part{Series: map[string][]Observation{"a": {{Value: math.NaN()}}}}, loaded) != nil {
		t.Error("what is no number is written")
	}
	// What a source sends of a value: one that has more would lose it.
	var fields []string
	for f := range reflect.TypeFor[Part]().Fields() {
		fields = append(fields, f.Name)
	}
	for f := range reflect.TypeFor[Observation]().Fields() {
		fields = append(fields, f.Name)
	}
	if diff := cmp.Diff([]string{"Series", "Final", "Origin", "Date", "Value", "Revised", "Since", "Count", "Unfinished"}, fields); diff != "" {
		t.Errorf("does pack write it? (-want +got):\n%s", diff)
	}
}
