package query

import (
	"testing"

	"quotewire/internal/api/fault"
)

// The first fault is told, and nothing is read after it.
func TestFirstFaultStays(t *testing.T) {
	for raw, want := range map[string]string{
		"a=1&b=x":     "b",
		"a=x&b=1":     "a",
		"a=x&b=x":     "a",
		"a=1&a=2&b=x": "a",
		"c=1":         `"c"`,
		"a=%ff":       "a",
		"a=%00":       "a",
		"a=%":         "query",
		"b=1":         "", "a=null&b=undefined": "",
	} {
		q := Parse(raw, "a", "b")
		a, b := q.Whole("a", 1, 1, 9), q.Number("b", 0, 1)
		err := q.Err()
		if want == "" {
			if _, given := b.Get(); err != nil || a != 1 || given != (raw == "b=1") {
				t.Errorf("%s: %v, %d %v", raw, err, a, b)
			}
			continue
		}
		if err == nil || fault.Of(err).Field != want || fault.Of(err).Code != fault.InvalidRequest {
			t.Errorf("%s: %v, want a fault of %s", raw, err, want)
		}
	}
}
