package recordingtest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Numbers are those that are written as text too, and no days or words.
func TestNumbers(t *testing.T) {
	var v any
	d := json.NewDecoder(strings.NewReader(`{"a":1.5,"b":"77,555,460","c":"$5.26T","d":[{"e":"-0.1%"},"2"],"f":"2026-09-11","g":"UNCH","h":null,"i":true,"j":""}`))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	numbers(v, "", found)
	if got := strings.Join(slices.Sorted(maps.Keys(found)), " "); got != "a b c d e" {
		t.Errorf("%s", got)
	}
}
